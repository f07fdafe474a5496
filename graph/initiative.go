package graph

// Initiative is something that stakeholders do together: a programme, a
// dialogue, a training, a policy ...
type Initiative struct {
	Thing
	Type InitiativeType
	// Status as the source reports it; what the dates say is another matter.
	Status InitiativeStatus
	// Nature: an EVENT ends when it ends, a STATE is open until it is closed.
	Nature InitiativeNature
	Period Period
	// Duration is the length in words of the source, such as «three days».
	Duration Text
	Summary  Text
	// TargetGroups are the people that it is for, in the words of the source.
	TargetGroups Text
	// ParticipantListComplete says whether the sources name all participants.
	ParticipantListComplete ParticipantListComplete
}

func (i *Initiative) isState() bool { return i.Nature == "STATE" }

func (*Initiative) noun() *Type { return initiativeType }

var initiativeType = &Type{
	Name: "Initiative", Prefix: "i", Class: ClassThing, Dated: true,
	New: func() Record { return &Initiative{} },
	Fields: append(append(thingFields(func(i *Initiative) *Thing { return &i.Thing }),
		code("type", func(i *Initiative) *InitiativeType { return &i.Type }).indexed(),
		code("status", func(i *Initiative) *InitiativeStatus { return &i.Status }).indexed(),
		code("nature", func(i *Initiative) *InitiativeNature { return &i.Nature }).filtered(),
		code("duration", func(i *Initiative) *Text { return &i.Duration }),
		code("summary", func(i *Initiative) *Text { return &i.Summary }),
		code("targetGroups", func(i *Initiative) *Text { return &i.TargetGroups }),
		code("participantListComplete", func(i *Initiative) *ParticipantListComplete { return &i.ParticipantListComplete }).filtered(),
	), period(func(i *Initiative) *Period { return &i.Period }, (*Initiative).isState)...),
	Many: []Many{
		{"participations", "Participation", By("initiative")},
		{"flowsIn", "Flow", By("recipient.initiative")},
		{"flowsOut", "Flow", By("provider.initiative")},
		{"flowsThrough", "Flow", []Back{{Via: "hops", Ref: "initiative"}}},
		{"flows", "Flow", []Back{{Ref: "recipient.initiative"}, {Ref: "provider.initiative"}, {Via: "hops", Ref: "initiative"}}},
		{"plans", "Plan", []Back{{Ref: "recipient.initiative"}, {Ref: "provider.initiative"}}},
		{"linksOut", "InitiativeLink", By("from")},
		{"linksIn", "InitiativeLink", By("to")},
		{"links", "InitiativeLink", []Back{{Ref: "from"}, {Ref: "to"}}},
		{"classifications", "Classification", By("initiative")},
		{"presences", "Presence", By("initiative")},
		{"results", "Result", By("initiative")},
		{"findings", "Finding", By("initiative")},
		{"funders", "Stakeholder", []Back{
			{Via: "flowsOut", Ref: "recipient.initiative"},
			{Via: "participations", Ref: "initiative", Where: Compare{"role", Eq, "FUNDING"}},
		}},
		{"parts", "Initiative", []Back{{Via: "linksOut", Ref: "to", Where: Compare{"type", Eq, "PART_OF"}}}},
		{"partOf", "Initiative", []Back{{Via: "linksIn", Ref: "from", Where: Compare{"type", Eq, "PART_OF"}}}},
		{"places", "Place", []Back{{Via: "classifications", Ref: "initiative"}}},
		{"themes", "Theme", []Back{{Via: "classifications", Ref: "initiative"}}},
	},
	Parts: thingParts(func(i *Initiative) *Thing { return &i.Thing }),
}

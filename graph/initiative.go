package graph

import "slices"

// Initiative is something that stakeholders do together: a programme, a
// dialogue, a training, a policy ...
type Initiative struct {
	Thing
	Type InitiativeType
	// Status as the source reports it; what the dates say is another matter.
	Status InitiativeStatus
	// Nature: an EVENT ends when it ends, a STATE is open until it is closed.
	Nature InitiativeNature
	// Period has the actual start and end where a source gives them, else the
	// planned ones; StartIsPlanned and EndIsPlanned tell which.
	Period                       Period
	StartIsPlanned, EndIsPlanned bool
	// PlannedStart and PlannedEnd are what was planned, also where the actual
	// dates are known.
	PlannedStart, PlannedEnd PartialDate
	// Humanitarian: the source marks it as humanitarian aid. False: it does not,
	// which need not mean that it is none.
	Humanitarian bool
	// DefaultCurrency (ISO 4217), Language (BCP 47), FinanceType and AidType (codes
	// of the OECD-DAC lists that IATI uses) are what its source says of all of its
	// amounts, texts and flows unless they say otherwise themselves.
	DefaultCurrency Text
	Language        Text
	FinanceType     Text
	AidType         Text
	// Duration is the length in words of the source, such as «three days».
	Duration Text
	Summary  Text
	// TargetGroups are the people that it is for, in the words of the source.
	TargetGroups Text
	// ParticipantListComplete says whether the sources name all participants.
	ParticipantListComplete ParticipantListComplete
	// Translations are the summary in other languages.
	Translations []*Translation
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
		boolean("humanitarian", func(i *Initiative) *bool { return &i.Humanitarian }),
		boolean("startIsPlanned", func(i *Initiative) *bool { return &i.StartIsPlanned }),
		boolean("endIsPlanned", func(i *Initiative) *bool { return &i.EndIsPlanned }),
		code("defaultCurrency", func(i *Initiative) *Text { return &i.DefaultCurrency }),
		code("language", func(i *Initiative) *Text { return &i.Language }),
		code("financeType", func(i *Initiative) *Text { return &i.FinanceType }),
		code("aidType", func(i *Initiative) *Text { return &i.AidType }),
	), slices.Concat(
		dateFields("plannedStart", func(i *Initiative) *PartialDate { return &i.PlannedStart }),
		dateFields("plannedEnd", func(i *Initiative) *PartialDate { return &i.PlannedEnd }),
		period(func(i *Initiative) *Period { return &i.Period }, (*Initiative).isState))...),
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
		{"documentLinks", "DocumentLink", By("initiative")},
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
	Parts: append(thingParts(func(i *Initiative) *Thing { return &i.Thing }),
		part("translations", translationType, func(i *Initiative) *[]*Translation { return &i.Translations })),
}

package graph

// Stakeholder is a body that works on migration: an organization, a government
// or an embassy. Funder is no kind of stakeholder but a role of any.
type Stakeholder struct {
	Thing
	Kind StakeholderKind
	// Subtype is a finer kind: NGO, UN_AGENCY, MINISTRY, STATE ...
	Subtype Text
	Acronym Text
	// Country is an ISO 3166-1 alpha-2 code: where the body is based or, for a
	// mission, which state sends it. Empty if unknown or international.
	Country Text
	Summary Text
	Website Text
	// MissionType is for embassies.
	MissionType MissionType
}

func (*Stakeholder) noun() *Type { return stakeholderType }

var stakeholderType = &Type{
	Name: "Stakeholder", Prefix: "s", Class: ClassThing,
	New: func() Record { return &Stakeholder{} },
	Fields: append(thingFields(func(s *Stakeholder) *Thing { return &s.Thing }),
		code("kind", func(s *Stakeholder) *StakeholderKind { return &s.Kind }).indexed(),
		code("subtype", func(s *Stakeholder) *Text { return &s.Subtype }).indexed(),
		text("acronym", func(s *Stakeholder) *Text { return &s.Acronym }).indexed(),
		code("country", func(s *Stakeholder) *Text { return &s.Country }).indexed(),
		code("summary", func(s *Stakeholder) *Text { return &s.Summary }),
		code("website", func(s *Stakeholder) *Text { return &s.Website }),
		code("missionType", func(s *Stakeholder) *MissionType { return &s.MissionType }).filtered(),
	),
	Many: []Many{
		{"participations", "Participation", By("stakeholder")},
		{"flowsOut", "Flow", By("provider.stakeholder")},
		{"flowsIn", "Flow", By("recipient.stakeholder")},
		{"affiliations", "Affiliation", By("stakeholder")},
		{"affiliated", "Affiliation", By("to")},
		{"initiatives", "Initiative", []Back{{Via: "participations", Ref: "stakeholder"}}},
		{"flowsThrough", "Flow", []Back{{Via: "hops", Ref: "stakeholder"}}},
		{"offices", "Stakeholder", below("COUNTRY_OFFICE_OF")},
		{"memberOf", "Stakeholder", above("MEMBER_OF")},
		{"members", "Stakeholder", below("MEMBER_OF")},
		{"parts", "Stakeholder", below("PART_OF")},
		{"partOf", "Stakeholder", above("PART_OF")},
		{"represents", "Stakeholder", above("REPRESENTS")},
		{"representedBy", "Stakeholder", below("REPRESENTS")},
	},
	Parts:  thingParts(func(s *Stakeholder) *Thing { return &s.Thing }),
	Labels: []string{"Organization", "Government", "Embassy"},
	LabelsOf: func(r Record) []string {
		switch r.(*Stakeholder).Kind {
		case "GOVERNMENT":
			return []string{"Government"}
		case "EMBASSY":
			return []string{"Embassy"}
		}
		return []string{"Organization"}
	},
}

// below is the way back from what has an affiliation of that type to a body.
func below(t AffiliationType) []Back {
	return []Back{{Via: "affiliations", Ref: "to", Where: Compare{Field: "type", Op: Eq, Value: string(t)}}}
}

// above is the way back to a body from that to which it has an affiliation of that type.
func above(t AffiliationType) []Back {
	return []Back{{Via: "affiliated", Ref: "stakeholder", Where: Compare{Field: "type", Op: Eq, Value: string(t)}}}
}

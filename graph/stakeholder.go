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
	// OrganisationType is a code of IATI's list OrganisationType, as reported:
	// «21» for an international NGO, «40» for a multilateral body.
	OrganisationType Text
	// MissionType is for embassies.
	MissionType MissionType
	// Funder: see funder.go.
	Funder bool
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
		code("organisationType", func(s *Stakeholder) *Text { return &s.OrganisationType }).indexed(),
		code("missionType", func(s *Stakeholder) *MissionType { return &s.MissionType }).filtered(),
		boolean("isFunder", func(s *Stakeholder) *bool { return &s.Funder }).indexed(),
	),
	Many: []Many{
		{"participations", "Participation", By("stakeholder")},
		{"initiatives", "Initiative", []Back{{Via: "participations", Ref: "stakeholder"}}},
		{"flowsOut", "Flow", By("provider.stakeholder")},
		{"flowsIn", "Flow", By("recipient.stakeholder")},
		{"flowsThrough", "Flow", []Back{{Via: "hops", Ref: "stakeholder"}}},
		{"plans", "Plan", []Back{{Ref: "provider.stakeholder"}, {Ref: "recipient.stakeholder"}}},
		{"affiliations", "Affiliation", By("stakeholder")},
		{"affiliated", "Affiliation", By("to")},
		{"offices", "Stakeholder", affiliatedBy("affiliations", "to", "COUNTRY_OFFICE_OF")},
		{"memberOf", "Stakeholder", affiliatedBy("affiliated", "stakeholder", "MEMBER_OF")},
		{"members", "Stakeholder", affiliatedBy("affiliations", "to", "MEMBER_OF")},
		{"partOf", "Stakeholder", affiliatedBy("affiliated", "stakeholder", "PART_OF")},
		{"parts", "Stakeholder", affiliatedBy("affiliations", "to", "PART_OF")},
		{"represents", "Stakeholder", affiliatedBy("affiliated", "stakeholder", "REPRESENTS")},
		{"representedBy", "Stakeholder", affiliatedBy("affiliations", "to", "REPRESENTS")},
		{"classifications", "Classification", By("stakeholder")},
		{"documentLinks", "DocumentLink", By("stakeholder")},
		{"presences", "Presence", By("stakeholder")},
		{"results", "Result", By("stakeholder")},
		{"findings", "Finding", By("stakeholder")},
		{"addressedFindings", "Finding", []Back{{Via: "addressees", Ref: "stakeholder"}}},
	},
	Parts:  thingParts(func(s *Stakeholder) *Thing { return &s.Thing }),
	Labels: []string{"Organization", "Government", "Embassy", "Funder"},
	LabelsOf: func(r Record) []string {
		kind := "Organization"
		switch r.(*Stakeholder).Kind {
		case "GOVERNMENT":
			kind = "Government"
		case "EMBASSY":
			kind = "Embassy"
		}
		if r.(*Stakeholder).Funder {
			return []string{kind, "Funder"}
		}
		return []string{kind}
	},
}

// affiliatedBy is the way back over affiliations of a type.
func affiliatedBy(via, ref string, t AffiliationType) []Back {
	return []Back{{Via: via, Ref: ref, Where: Compare{"type", Eq, string(t)}}}
}

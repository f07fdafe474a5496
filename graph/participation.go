package graph

// Participation says that a stakeholder, or a group without identity, takes
// part in an initiative in a role.
type Participation struct {
	Claim
	StakeholderID string
	// The participant is a group if GroupLabel is set: «civil society
	// organizations». A group belongs to this one claim; it is never merged,
	// traversed, measured, or anybody's partner.
	GroupLabel       Text
	GroupCategory    Text
	GroupCountry     Text
	GroupAppointedBy string
	InitiativeID     string
	Role             Role
	// Capacity in which it takes part, in words: «contributor to the Bali Process».
	Capacity Text
	// Headcount is the number of persons, nil if unknown.
	Headcount          *int
	HeadcountQualifier Qualifier
	DelegationOf       string
	// UnnamedUnits: units of the stakeholder took part that the source does
	// not name, not the stakeholder as a whole.
	UnnamedUnits bool
	Note         Text
	Timing
}

func (*Participation) noun() *Type { return participationType }

var participationType = &Type{
	Name: "Participation", Prefix: "p", Class: ClassClaim, Dated: true,
	New: func() Record { return &Participation{} },
	Fields: append(append(claimFields(func(p *Participation) *Claim { return &p.Claim }),
		text("groupLabel", func(p *Participation) *Text { return &p.GroupLabel }).filtered(),
		code("groupCategory", func(p *Participation) *Text { return &p.GroupCategory }).filtered(),
		code("groupCountry", func(p *Participation) *Text { return &p.GroupCountry }).filtered(),
		code("role", func(p *Participation) *Role { return &p.Role }).indexed(),
		code("capacity", func(p *Participation) *Text { return &p.Capacity }),
		integer("headcount", func(p *Participation) **int { return &p.Headcount }).persons(),
		code("headcountQualifier", func(p *Participation) *Qualifier { return &p.HeadcountQualifier }),
		boolean("unnamedUnits", func(p *Participation) *bool { return &p.UnnamedUnits }),
		code("note", func(p *Participation) *Text { return &p.Note }),
	), timingFields(func(p *Participation) *Timing { return &p.Timing })...),
	Refs: []Ref{
		ref("stakeholder", "Stakeholder", func(p *Participation) *string { return &p.StakeholderID }),
		ref("initiative", "Initiative", func(p *Participation) *string { return &p.InitiativeID }),
		ref("delegationOf", "Stakeholder", func(p *Participation) *string { return &p.DelegationOf }),
		ref("group.appointedBy", "Stakeholder", func(p *Participation) *string { return &p.GroupAppointedBy }),
	},
	Subject: func(r Record) string {
		p := r.(*Participation)
		return subject(p.StakeholderID, string(p.GroupLabel), p.InitiativeID, string(p.Role))
	},
	Within: within("", func(p *Participation) *Timing { return &p.Timing }, "initiative"),
	Parts:  claimParts(func(p *Participation) *Claim { return &p.Claim }),
	Links: func(r Record) []Link {
		p := r.(*Participation)
		if p.StakeholderID == "" {
			return nil
		}
		return []Link{{From: p.StakeholderID, To: p.InitiativeID, Type: LinkParticipatesIn, Role: p.Role,
			Claim: p.ID, Bounds: p.bounds()}}
	},
}

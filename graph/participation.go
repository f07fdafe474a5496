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
	Period       Period
	DatedBy      DatedBy
	// Nature is that of the initiative; it decides what a missing end means.
	Nature InitiativeNature
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
		integer("headcount", func(p *Participation) **int { return &p.Headcount }),
		code("headcountQualifier", func(p *Participation) *Qualifier { return &p.HeadcountQualifier }),
		boolean("unnamedUnits", func(p *Participation) *bool { return &p.UnnamedUnits }),
		code("note", func(p *Participation) *Text { return &p.Note }),
		code("datedBy", func(p *Participation) *DatedBy { return &p.DatedBy }).filtered(),
		code("nature", func(p *Participation) *InitiativeNature { return &p.Nature }),
	), period(func(p *Participation) *Period { return &p.Period }, func(p *Participation) bool { return p.Nature == "STATE" })...),
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
	Within: &Within{
		Refs:       []string{"initiative"},
		Initiative: func(r Record) string { return r.(*Participation).InitiativeID },
		Date: func(r Record, i *Initiative) {
			p := r.(*Participation)
			p.Nature, p.DatedBy, p.Period = datedBy(p.DatedBy, p.Period, i)
		},
	},
	Parts: claimParts(func(p *Participation) *Claim { return &p.Claim }),
	Links: func(r Record) []Link {
		p := r.(*Participation)
		if p.StakeholderID == "" {
			return nil
		}
		return []Link{{From: p.StakeholderID, To: p.InitiativeID, Type: LinkParticipatesIn,
			Claim: p.ID, Bounds: boundsAs(p.Period, p.Nature)}}
	},
}

func boundsAs(p Period, n InitiativeNature) Bounds {
	p.IsState = n == "STATE"
	return p.Bounds()
}

// datedBy gives the nature, the source of the dates and the dates of a claim
// within an initiative: its own dates if it has any, else the initiative's.
func datedBy(by DatedBy, own Period, i *Initiative) (InitiativeNature, DatedBy, Period) {
	if by == "INITIATIVE" { // they were taken from the initiative before
		own = Period{}
	}
	var nature InitiativeNature
	if i != nil {
		nature = i.Nature
	}
	switch {
	case own.Start.Known() || own.End.Known():
		return nature, "CLAIM", own
	case i != nil && (i.Period.Start.Known() || i.Period.End.Known()):
		return nature, "INITIATIVE", i.Period
	}
	return nature, "", Period{}
}

package graph

// Affiliation says that one stakeholder belongs to another in some way.
type Affiliation struct {
	Claim
	StakeholderID string
	ToID          string
	Type          AffiliationType
	Note          Text
	Period        Period
}

func (*Affiliation) noun() *Type { return affiliationType }

var affiliationType = &Type{
	Name: "Affiliation", Prefix: "a", Class: ClassClaim, Dated: true,
	New: func() Record { return &Affiliation{} },
	Fields: append(append(claimFields(func(a *Affiliation) *Claim { return &a.Claim }),
		code("type", func(a *Affiliation) *AffiliationType { return &a.Type }).indexed(),
		code("note", func(a *Affiliation) *Text { return &a.Note }),
	), period(func(a *Affiliation) *Period { return &a.Period }, func(*Affiliation) bool { return true })...),
	Refs: []Ref{
		ref("stakeholder", "Stakeholder", func(a *Affiliation) *string { return &a.StakeholderID }),
		ref("to", "Stakeholder", func(a *Affiliation) *string { return &a.ToID }),
	},
	Subject: func(r Record) string {
		a := r.(*Affiliation)
		return subject(a.StakeholderID, a.ToID, string(a.Type))
	},
	Parts: claimParts(func(a *Affiliation) *Claim { return &a.Claim }),
	Links: func(r Record) []Link {
		a := r.(*Affiliation)
		return []Link{{From: a.StakeholderID, To: a.ToID, Type: LinkType(a.Type), Claim: a.ID,
			Bounds: StateBounds(a.Period)}}
	},
}

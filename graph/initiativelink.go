package graph

// InitiativeLink says how one initiative is related to another.
type InitiativeLink struct {
	Claim
	FromID string
	ToID   string
	Type   InitiativeLinkType
	Note   Text
	Period Period
}

// thirdPartyReportOf says that two reports may be of the same work, which links
// nobody with anybody.
const thirdPartyReportOf InitiativeLinkType = "THIRD_PARTY_REPORT_OF"

func (*InitiativeLink) noun() *Type { return initiativeLinkType }

var initiativeLinkType = &Type{
	Name: "InitiativeLink", Prefix: "j", Class: ClassClaim, Dated: true,
	New: func() Record { return &InitiativeLink{} },
	Fields: append(append(claimFields(func(l *InitiativeLink) *Claim { return &l.Claim }),
		code("type", func(l *InitiativeLink) *InitiativeLinkType { return &l.Type }).indexed(),
		code("note", func(l *InitiativeLink) *Text { return &l.Note }),
	), period(func(l *InitiativeLink) *Period { return &l.Period }, func(*InitiativeLink) bool { return true })...),
	Refs: []Ref{
		ref("from", "Initiative", func(l *InitiativeLink) *string { return &l.FromID }),
		ref("to", "Initiative", func(l *InitiativeLink) *string { return &l.ToID }),
	},
	Subject: func(r Record) string {
		l := r.(*InitiativeLink)
		return subject(l.FromID, l.ToID, string(l.Type))
	},
	Parts: claimParts(func(l *InitiativeLink) *Claim { return &l.Claim }),
	Links: func(r Record) []Link {
		l := r.(*InitiativeLink)
		if l.Type == thirdPartyReportOf {
			return nil
		}
		return []Link{{From: l.FromID, To: l.ToID, Type: LinkType(l.Type), Claim: l.ID, Bounds: StateBounds(l.Period)}}
	},
}

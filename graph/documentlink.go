package graph

// DocumentLink says that a document is about a stakeholder or an initiative: a
// project plan, a report, an evaluation. It makes no claim that is in the document.
type DocumentLink struct {
	Claim
	// One of StakeholderID and InitiativeID is set.
	StakeholderID string
	InitiativeID  string
	DocumentID    string
	// Category of the document: a code of IATI's list DocumentCategory, such as
	// «A08» for results, or words of the source.
	Category Text
	Note     Text
}

func (*DocumentLink) noun() *Type { return documentLinkType }

var documentLinkType = &Type{
	Name: "DocumentLink", Prefix: "m", Class: ClassClaim,
	New: func() Record { return &DocumentLink{} },
	Fields: append(claimFields(func(l *DocumentLink) *Claim { return &l.Claim }),
		code("category", func(l *DocumentLink) *Text { return &l.Category }).indexed(),
		code("note", func(l *DocumentLink) *Text { return &l.Note }),
	),
	Refs: []Ref{
		ref("stakeholder", "Stakeholder", func(l *DocumentLink) *string { return &l.StakeholderID }),
		ref("initiative", "Initiative", func(l *DocumentLink) *string { return &l.InitiativeID }),
		ref("document", "Document", func(l *DocumentLink) *string { return &l.DocumentID }),
	},
	Subject: func(r Record) string {
		l := r.(*DocumentLink)
		return subject(l.StakeholderID, l.InitiativeID, l.DocumentID, string(l.Category))
	},
	Parts: claimParts(func(l *DocumentLink) *Claim { return &l.Claim }),
}

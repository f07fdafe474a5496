package graph

import (
	"fmt"
	"slices"
)

// Finding is what a source concludes of an initiative or a stakeholder, or
// recommends: in our own words.
type Finding struct {
	Claim
	// At least one of StakeholderID and InitiativeID is set.
	StakeholderID string
	InitiativeID  string
	Type          FindingType
	// Number of the finding among those of its kind in the document, nil if none.
	Number *int
	// Text says it in a sentence of ours.
	Text    Text
	Ratings []*Rating
	// Addressees are the bodies to which it is addressed: all of them, or any.
	Addressees  []*Addressee
	AddressedTo AddressMode
	Timing
}

// Rating is how a document rates what a finding is about. It stands on the
// initiative and the document: bodies are never scored or ranked by it.
type Rating struct {
	Base
	// Dimension is what was rated: achievement, sustainability.
	Dimension Text
	Value     Text
	// Scale lists the values that were possible, in order.
	Scale Text
}

func (*Rating) noun() *Type { return ratingType }

var ratingType = &Type{
	Name: "Rating", Class: ClassPart,
	New: func() Record { return &Rating{} },
	Fields: []Field{
		code("dimension", func(r *Rating) *Text { return &r.Dimension }).filtered(),
		code("value", func(r *Rating) *Text { return &r.Value }).filtered(),
		code("scale", func(r *Rating) *Text { return &r.Scale }),
	},
}

// Addressee is a body to which a finding is addressed.
type Addressee struct {
	Base
	StakeholderID string
	// Note says to what part of the finding it is addressed, if not to all.
	Note Text
}

func (*Addressee) noun() *Type { return addresseeType }

var addresseeType = &Type{
	Name: "Addressee", Class: ClassPart,
	New:    func() Record { return &Addressee{} },
	Fields: []Field{code("note", func(a *Addressee) *Text { return &a.Note })},
	Refs:   []Ref{ref("stakeholder", "Stakeholder", func(a *Addressee) *string { return &a.StakeholderID })},
}

// order gives the key by which findings are read: objectives first, then
// conclusions, recommendations and outcomes, each by number, unnumbered last.
func (f *Finding) order() string {
	number := 9999
	if f.Number != nil {
		number = *f.Number
	}
	return fmt.Sprintf("%d %04d", slices.Index(FindingTypes, f.Type), number)
}

func (*Finding) noun() *Type { return findingType }

var findingType = &Type{
	Name: "Finding", Prefix: "n", Class: ClassClaim, Dated: true,
	New: func() Record { return &Finding{} },
	Fields: append(append(claimFields(func(f *Finding) *Claim { return &f.Claim }),
		code("type", func(f *Finding) *FindingType { return &f.Type }).indexed(),
		integer("number", func(f *Finding) **int { return &f.Number }),
		// Findings are read by type, then by number.
		Field{Name: "order", Kind: KindCode, Filter: true, Index: true, Sort: true, Get: func(r Record) any { return r.(*Finding).order() }},
		code("text", func(f *Finding) *Text { return &f.Text }),
		code("addressedTo", func(f *Finding) *AddressMode { return &f.AddressedTo }),
	), timingFields(func(f *Finding) *Timing { return &f.Timing })...),
	Refs: []Ref{
		ref("stakeholder", "Stakeholder", func(f *Finding) *string { return &f.StakeholderID }),
		ref("initiative", "Initiative", func(f *Finding) *string { return &f.InitiativeID }),
	},
	Subject: func(r Record) string {
		f := r.(*Finding)
		return subject(f.StakeholderID, f.InitiativeID, string(f.Type), string(f.Text))
	},
	Within: within("", func(f *Finding) *Timing { return &f.Timing }, "initiative"),
	Parts: append(claimParts(func(f *Finding) *Claim { return &f.Claim }),
		part("ratings", ratingType, func(f *Finding) *[]*Rating { return &f.Ratings }),
		part("addressees", addresseeType, func(f *Finding) *[]*Addressee { return &f.Addressees })),
}

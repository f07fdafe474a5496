package graph

import (
	"fmt"
	"strings"
)

// Recommendation is a finding that recommends something, and for whom it was
// asked. It is worked out for an answer (package network) and never stored.
type Recommendation struct {
	Base
	FindingID    string
	InitiativeID string
	// Number of the recommendation in its document, nil if it has none.
	Number *int
	// Mode says whether all addressees are meant or any; empty without addressees.
	Mode AddressMode
	// AskedFor are the ids of those addressees that the question is about.
	AskedFor []string
	// Documents are the ids of those that recommend it, the newest first.
	Documents []string
	// Date of the newest of them, unknown if none is dated.
	Date PartialDate
}

func (*Recommendation) noun() *Type { return recommendationType }

var recommendationType = &Type{
	Name: "Recommendation", Class: ClassView,
	New: func() Record { return &Recommendation{} },
	Fields: []Field{
		// The order of lists: newest first, undated last, then by initiative and number.
		{Name: "rank", Kind: KindCode, Sort: true, Get: func(r Record) any { return r.(*Recommendation).rank() }},
	},
	Refs: []Ref{
		ref("finding", "Finding", func(x *Recommendation) *string { return &x.FindingID }),
		ref("initiative", "Initiative", func(x *Recommendation) *string { return &x.InitiativeID }),
	},
	IDs: []IDList{
		{"askedFor", []string{"Stakeholder"}, MaxLabelsShown, func(r Record) []string { return r.(*Recommendation).AskedFor }},
		{"documents", []string{"Document"}, MaxLabelsShown, func(r Record) []string { return r.(*Recommendation).Documents }},
	},
}

func (x *Recommendation) rank() string {
	number := 9999
	if x.Number != nil {
		number = *x.Number
	}
	return fmt.Sprintf("%s %s %04d", latestFirst(x.Date.Earliest), x.InitiativeID, number)
}

// latestFirst gives a key by which days are ordered the latest first, unknown
// ones last.
func latestFirst(day string) string {
	if day == "" {
		return "~"
	}
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return '9' - r + '0'
		}
		return r
	}, day)
}

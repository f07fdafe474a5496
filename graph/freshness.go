package graph

// Freshness is how new the documents are that tell of a theme or a place. It is
// worked out for an answer (package network) and never stored.
type Freshness struct {
	Base
	// ThingID is the theme or the place.
	ThingID string
	// NewestID is the document that was published last, empty if none is dated,
	// and Date when it was.
	NewestID string
	Date     PartialDate
	// ClaimCount counts the claims, DocumentCount the documents that make them,
	// UndatedCount those of them of which nobody knows when they were published.
	ClaimCount, DocumentCount, UndatedCount int
}

func (*Freshness) noun() *Type { return freshnessType }

var freshnessType = &Type{
	Name: "Freshness", Class: ClassView,
	New: func() Record { return &Freshness{} },
	Fields: []Field{
		// The order of lists: newest first, undated after them, nothing recorded last.
		{Name: "rank", Kind: KindCode, Sort: true, Get: func(r Record) any {
			f := r.(*Freshness)
			if f.ClaimCount == 0 {
				return "~~"
			}
			return latestFirst(f.Date.Earliest)
		}},
	},
	Refs: []Ref{ref("newest", "Document", func(f *Freshness) *string { return &f.NewestID })},
	IDs: []IDList{{"thing", []string{"Theme", "Place"}, 1,
		func(r Record) []string { return idsOf(r.(*Freshness).ThingID) }}},
}

package graph

// Found is a thing that a search found, for an answer.
type Found struct {
	Base
	// Rank is its place in the order of hits, in digits.
	Rank string
	// Tier, Distance: how it matches (package search).
	Tier     string
	Distance int
	// Field says which of its names matches; Name is that name, and Snippet shows
	// what of it matches, as HTML. Empty if they were not asked for.
	Field, Name, Snippet string
}

func (*Found) noun() *Type { return foundType }

var foundType = &Type{
	Name: "SearchHit", Class: ClassView,
	New: func() Record { return &Found{} },
	Fields: []Field{
		{Name: "rank", Kind: KindCode, Sort: true, Get: func(r Record) any { return r.(*Found).Rank }},
	},
	IDs: []IDList{{"thing", []string{"Stakeholder", "Initiative", "Document", "Place", "Theme"}, 1,
		func(r Record) []string { return []string{IDOf(r)} }}},
}

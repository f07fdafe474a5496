package graph

// Thing holds what every thing has.
type Thing struct {
	Base
	// Name as the ruling source writes it.
	Name string
	// Slug is a readable name for addresses, unique within the type. It never
	// changes.
	Slug        string
	Aliases     []*Alias
	Identifiers []*Identifier
	// Tombstone: no dataset describes the thing any more. Its id keeps its
	// meaning, but lists leave it out.
	Tombstone bool
	// Hidden is the first audience that may see the thing: the strictest of what
	// its descriptions say.
	Hidden Audience
	// MergedInto is the id of the thing that this one was ruled to be, empty if of
	// none; a thing that was merged is a tombstone, and its id leads there.
	MergedInto string
	// ClaimCount is how many claims that everybody may see are about the thing:
	// see tally.go.
	ClaimCount int
}

func (t *Thing) thing() *Thing { return t }

// AsThing gives the common part of a thing, nil for claims and parts.
func AsThing(r Record) *Thing {
	if t, ok := r.(interface{ thing() *Thing }); ok {
		return t.thing()
	}
	return nil
}

func thingFields[R any](at func(*R) *Thing) []Field {
	return []Field{
		text("name", func(r *R) *Text { return (*Text)(&at(r).Name) }).sorted(),
		code("slug", func(r *R) *string { return &at(r).Slug }).indexed(),
		boolean("tombstone", func(r *R) *bool { return &at(r).Tombstone }),
		hiddenField(func(r *R) *Audience { return &at(r).Hidden }),
		code("mergedInto", func(r *R) *string { return &at(r).MergedInto }),
		{Name: "claimCount", Kind: KindInt, Filter: true,
			Get: func(r Record) any { return int64(at(any(r).(*R)).ClaimCount) },
			Set: func(r Record, v any) { n, _ := v.(int64); at(any(r).(*R)).ClaimCount = int(n) }},
	}
}

func thingParts[R any](at func(*R) *Thing) []Part {
	return []Part{
		aliases(func(r *R) *[]*Alias { return &at(r).Aliases }),
		identifiers(func(r *R) *[]*Identifier { return &at(r).Identifiers }),
	}
}

// Live is the condition that a thing is described by some dataset.
func Live(t *Type) Filter {
	if t.Class != ClassThing {
		return nil
	}
	return Compare{Field: "tombstone", Op: Eq, Value: false}
}

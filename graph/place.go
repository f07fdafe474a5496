package graph

// Place is a country, as ISO 3166-1 knows it, a place in one, or a region of
// several. It has no coordinates: a point on a map can endanger people.
type Place struct {
	Thing
	Type PlaceType
	// Country is the ISO 3166-1 alpha-2 code of the country that it is or lies
	// in, empty for regions of several.
	Country Text
	// WithinID is the next larger place that the sources name.
	WithinID string
}

func (*Place) noun() *Type { return placeType }

var placeType = &Type{
	Name: "Place", Prefix: "l", Class: ClassThing,
	New: func() Record { return &Place{} },
	Fields: append(thingFields(func(p *Place) *Thing { return &p.Thing }),
		code("type", func(p *Place) *PlaceType { return &p.Type }).indexed(),
		code("country", func(p *Place) *Text { return &p.Country }).indexed(),
	),
	Refs: []Ref{ref("within", "Place", func(p *Place) *string { return &p.WithinID })},
	Many: []Many{
		{"parts", "Place", By("within")},
		{"classifications", "Classification", By("place")},
		{"presences", "Presence", By("place")},
		{"results", "Result", By("place")},
		{"initiatives", "Initiative", []Back{{Via: "classifications", Ref: "place"}}},
	},
	Parts: thingParts(func(p *Place) *Thing { return &p.Thing }),
}

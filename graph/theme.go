package graph

// Theme is what work is about: a code of a named vocabulary.
type Theme struct {
	Thing
	// Vocabulary names the list of which the code is: DAC, HXL, GCM or a name
	// of the source's own.
	Vocabulary Text
	Code       Text
}

func (*Theme) noun() *Type { return themeType }

var themeType = &Type{
	Name: "Theme", Prefix: "t", Class: ClassThing,
	New: func() Record { return &Theme{} },
	Fields: append(thingFields(func(t *Theme) *Thing { return &t.Thing }),
		code("vocabulary", func(t *Theme) *Text { return &t.Vocabulary }).indexed(),
		code("code", func(t *Theme) *Text { return &t.Code }).indexed(),
	),
	Many: []Many{
		{"classifications", "Classification", By("theme")},
		{"presences", "Presence", By("theme")},
		{"initiatives", "Initiative", []Back{{Via: "classifications", Ref: "theme"}}},
	},
	Parts: thingParts(func(t *Theme) *Thing { return &t.Thing }),
}

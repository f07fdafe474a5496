package graph

// Translation is a text of a thing in another language than that of the text
// itself.
type Translation struct {
	Base
	// Language is a BCP 47 tag, empty if unknown.
	Language Text
	Text     Text
}

func (*Translation) noun() *Type { return translationType }

var translationType = &Type{
	Name: "Translation", Class: ClassPart,
	New: func() Record { return &Translation{} },
	Fields: []Field{
		code("language", func(t *Translation) *Text { return &t.Language }).filtered(),
		code("text", func(t *Translation) *Text { return &t.Text }),
	},
}

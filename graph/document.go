package graph

// Document is where claims are made: a newsletter, a report, a register.
type Document struct {
	Thing
	PublisherID string
	// Date of publication.
	Date PartialDate
	// Language is a BCP 47 tag.
	Language Text
	Licence  Text
	// SourceURL is where the document was published.
	SourceURL Text
	Version   Text
}

func (*Document) noun() *Type { return documentType }

var documentType = &Type{
	Name: "Document", Prefix: "d", Class: ClassThing,
	New: func() Record { return &Document{} },
	Fields: append(thingFields(func(d *Document) *Thing { return &d.Thing }),
		code("date", func(d *Document) *string { return &d.Date.Text }),
		code("dateEarliest", func(d *Document) *string { return &d.Date.Earliest }).sorted(),
		code("dateLatest", func(d *Document) *string { return &d.Date.Latest }).filtered(),
		code("language", func(d *Document) *Text { return &d.Language }).filtered(),
		code("licence", func(d *Document) *Text { return &d.Licence }),
		code("sourceUrl", func(d *Document) *Text { return &d.SourceURL }),
		code("version", func(d *Document) *Text { return &d.Version }),
	),
	Refs:  []Ref{ref("publisher", "Stakeholder", func(d *Document) *string { return &d.PublisherID })},
	Many:  []Many{{"links", "DocumentLink", By("document")}},
	Parts: thingParts(func(d *Document) *Thing { return &d.Thing }),
}

package graph

import "strings"

// Description is a claim of a dataset about the values of a thing: its name,
// kind, dates, identifiers and so on. What a thing shows is derived from its
// descriptions.
type Description struct {
	Claim
	// ThingID is the thing that is described, of the type named ThingType.
	ThingID   string
	ThingType string
	// Dataset is the key of the dataset that describes.
	Dataset string
	// Values holds the described values as canonical JSON.
	Values string
}

// saidOf gives the id of the thing that the dataset describes, if no ruling put the
// description to another one: the end of the key.
func (d *Description) saidOf() string { return d.Key[strings.LastIndexByte(d.Key, '\x1f')+1:] }

func (*Description) noun() *Type { return descriptionType }

var descriptionType = &Type{
	Name: "Description", Prefix: "e", Class: ClassClaim,
	New: func() Record { return &Description{} },
	Fields: append(claimFields(func(d *Description) *Claim { return &d.Claim }),
		code("thing", func(d *Description) *string { return &d.ThingID }).indexed(),
		code("thingType", func(d *Description) *string { return &d.ThingType }).filtered(),
		code("dataset", func(d *Description) *string { return &d.Dataset }).indexed(),
		code("values", func(d *Description) *string { return &d.Values }),
	),
	Parts: claimParts(func(d *Description) *Claim { return &d.Claim }),
}

// Dataset is a source of evidence that is replaced or withdrawn as a whole.
type Dataset struct {
	Base
	// Key names it among all datasets.
	Key     string
	Title   Text
	Licence Text
	// Format of the file that it came of, as package ingest/format names it; empty if
	// unknown.
	Format Text
	// Revision of the graph at which it was last changed.
	Revision int
}

func (*Dataset) noun() *Type { return datasetType }

var datasetType = &Type{
	Name: "Dataset", Prefix: "k", Class: ClassLedger,
	New: func() Record { return &Dataset{} },
	Fields: []Field{
		code("key", func(d *Dataset) *string { return &d.Key }).sorted(),
		code("title", func(d *Dataset) *Text { return &d.Title }),
		code("licence", func(d *Dataset) *Text { return &d.Licence }),
		code("format", func(d *Dataset) *Text { return &d.Format }),
		{Name: "revision", Kind: KindInt, Filter: true,
			Get: func(r Record) any { return int64(r.(*Dataset).Revision) },
			Set: func(r Record, v any) { n, _ := v.(int64); r.(*Dataset).Revision = int(n) }},
	},
}

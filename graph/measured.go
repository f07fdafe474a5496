package graph

import "fmt"

// Measured is a thing in the order of a measure, for an answer.
type Measured struct {
	Base
	// Place in the order, from 1.
	Place int
	// Figures are what package measures says of it.
	Figures any
}

func (*Measured) noun() *Type { return measuredType }

var measuredType = &Type{
	Name: "NetworkMeasures", Class: ClassView,
	New: func() Record { return &Measured{} },
	Fields: []Field{
		{Name: "rank", Kind: KindCode, Sort: true, Get: func(r Record) any { return fmt.Sprintf("%09d", r.(*Measured).Place) }},
	},
	IDs: []IDList{{"thing", nodeTypes, 1, func(r Record) []string { return []string{IDOf(r)} }}},
}

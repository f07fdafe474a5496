package graph

import (
	"fmt"
	"slices"
)

// Disagreement is a claim that datasets tell differently: the claims of one type
// and natural key, of which some say what others do not. It is worked out for an
// answer (package network) and never stored.
type Disagreement struct {
	Base
	Type *Type
	// Claims are the ids of the claims, by their datasets.
	Claims []string
	// Datasets are the keys of those that make the claims.
	Datasets    []string
	Differences []*Difference
}

func (*Disagreement) noun() *Type { return disagreementType }

// Difference is a field in which claims differ.
type Difference struct {
	Base
	Field string
	// Values has what each claim says, in the order of the claims.
	Values []*ToldValue
}

func (*Difference) noun() *Type { return differenceType }

// ToldValue is what one claim says in a field.
type ToldValue struct {
	Base
	ClaimID  string
	Datasets []string
	// Value in words; empty if the claim says nothing there.
	Value Text
	// Things are the ids of those that are named there.
	Things []string
}

func (*ToldValue) noun() *Type { return toldValueType }

// Bounds of what a disagreement shows.
const (
	MaxToldClaims  = 5
	maxDifferences = 12
	maxToldThings  = 3
)

var toldValueType = &Type{
	Name: "ToldValue", Class: ClassView,
	New: func() Record { return &ToldValue{} },
	IDs: []IDList{
		{"things", []string{"Stakeholder", "Initiative", "Place", "Theme"}, maxToldThings, func(r Record) []string { return r.(*ToldValue).Things }},
	},
}

// claimNouns are the types of claims that can be told differently. Descriptions
// of things are no claims of the API.
var claimNouns = []string{"Participation", "Flow", "Plan", "Affiliation", "InitiativeLink", "Presence", "Classification", "Result", "Finding", "DocumentLink", "ExchangeRate"}

// ClaimNouns gives the names of the types of claims that can be told differently.
func ClaimNouns() []string { return slices.Clone(claimNouns) }

var differenceType = &Type{
	Name: "Difference", Class: ClassView,
	New: func() Record { return &Difference{} },
	Parts: []Part{{Name: "values", Type: toldValueType, Most: MaxToldClaims,
		Get: func(r Record) []Record {
			var out []Record
			for _, v := range r.(*Difference).Values {
				out = append(out, v)
			}
			return out
		}}},
}

var disagreementType = &Type{
	Name: "Disagreement", Class: ClassView,
	New: func() Record { return &Disagreement{} },
	Fields: []Field{
		// The order of lists: by type, then by id.
		{Name: "rank", Kind: KindCode, Sort: true, Get: func(r Record) any {
			return fmt.Sprintf("%02d", slices.Index(claimNouns, r.(*Disagreement).Type.Name))
		}},
	},
	Parts: []Part{{Name: "differences", Type: differenceType, Most: maxDifferences,
		Get: func(r Record) []Record {
			var out []Record
			for _, d := range r.(*Disagreement).Differences {
				out = append(out, d)
			}
			return out
		}}},
	IDs: []IDList{{"claims", claimNouns, MaxToldClaims, func(r Record) []string { return r.(*Disagreement).Claims }}},
}

package graph

import (
	"cmp"
	"context"
	"slices"
)

// ToldDataset is a dataset of which an audience sees something, with how many things
// it describes. It is worked out for an answer and never stored.
type ToldDataset struct {
	Base
	*Dataset
	// Things counts the things that it describes, by the names of their types.
	Things []TypeTally
}

// TypeTally is how many there are of a type.
type TypeTally struct {
	Type  string
	Count int
}

func (*ToldDataset) noun() *Type { return toldDatasetType }

var toldDatasetType = &Type{
	Name: "ToldDataset", Class: ClassView,
	New: func() Record { return &ToldDataset{} },
	Fields: []Field{
		// The order of lists: by key.
		{Name: "rank", Kind: KindCode, Sort: true, Get: func(r Record) any { return r.(*ToldDataset).Key }},
	},
}

// ToldDatasets gives the datasets that describe something that the audience sees, by
// their keys: a dataset of which all is hidden is hidden, too. fetch and aggregate
// answer for the audience. Each is called once.
func ToldDatasets(ctx context.Context, fetch Fetch, aggregate func(context.Context, *Aggregation) ([]Group, error)) ([]*ToldDataset, error) {
	groups, err := aggregate(ctx, &Aggregation{Type: descriptionType, Keys: []string{"dataset", "thingType"}, Measures: []Measure{{Kind: MeasureCount}}, Rank: -1})
	if err != nil {
		return nil, err
	}
	things := map[string][]TypeTally{}
	for _, g := range groups {
		key := g.Keys[0]
		things[key] = append(things[key], TypeTally{g.Keys[1], g.Values[0].(int)})
	}
	res, err := fetch(ctx, &Plan{Query: Query{Type: datasetType, Order: Order{Field: "key"}}})
	if err != nil {
		return nil, err
	}
	var out []*ToldDataset
	for _, r := range res.Lists[0].Records {
		d := r.(*Dataset)
		if list := things[d.Key]; len(list) > 0 {
			slices.SortFunc(list, func(a, b TypeTally) int { return cmp.Compare(a.Type, b.Type) })
			out = append(out, &ToldDataset{Base: Base{ID: d.ID}, Dataset: d, Things: list})
		}
	}
	return out, nil
}

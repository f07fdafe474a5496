package graph

import "context"

// DatasetCount is a dataset and how much it says.
type DatasetCount struct {
	*Dataset
	// Descriptions of things, and other claims; one that several datasets make
	// counts for each.
	Descriptions, Claims int
}

// Datasets gives the datasets of a graph, by their keys.
func Datasets(ctx context.Context, r Reader) ([]DatasetCount, error) {
	res, err := r.Fetch(ctx, &Plan{Query: Query{Type: datasetType, Order: Order{Field: "key"}}, Audience: AudienceKeeper})
	if err != nil {
		return nil, err
	}
	var out []DatasetCount
	for _, d := range res.Lists[0].Records {
		c, err := countDataset(ctx, r, d.(*Dataset))
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// countDataset counts what a dataset says.
func countDataset(ctx context.Context, r Reader, d *Dataset) (DatasetCount, error) {
	c := DatasetCount{Dataset: d}
	for _, t := range Catalog.Of(ClassClaim) {
		f := Filter(Related{"evidence", Compare{"dataset", Eq, c.Key}})
		if t == descriptionType {
			f = Compare{"dataset", Eq, c.Key}
		}
		counted, err := r.Fetch(ctx, &Plan{Audience: AudienceKeeper, Query: Query{Type: t, Where: f, Total: true, TotalOnly: true}})
		if err != nil {
			return c, err
		}
		if n := counted.Lists[0].Total; t == descriptionType {
			c.Descriptions = n
		} else {
			c.Claims += n
		}
	}
	return c, nil
}

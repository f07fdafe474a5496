package resolvers

import (
	"context"

	"github.com/migraph/migraph/graph"
)

// Dataset is a graph.ToldDataset as the API shows it.
type Dataset struct{ told *graph.ToldDataset }

// Key of the dataset.
func (d *Dataset) Key() string { return d.told.Key }

// Title of the dataset, empty if its source gives none.
func (d *Dataset) Title() graph.Text { return d.told.Title }

// Licence of the dataset, empty if its source names none.
func (d *Dataset) Licence() graph.Text { return d.told.Licence }

// Format of the file that it came of, empty if unknown.
func (d *Dataset) Format() graph.Text { return d.told.Format }

// Revision at which it was changed last.
func (d *Dataset) Revision() int { return d.told.Revision }

// Things that it describes, counted by their types.
func (d *Dataset) Things() []*TypeCount {
	out := make([]*TypeCount, len(d.told.Things))
	for i, t := range d.told.Things {
		out[i] = &TypeCount{t.Type, t.Count}
	}
	return out
}

// Datasets lists the datasets of which the asker may see something.
func (Query) Datasets(ctx context.Context, _ map[string]any) (*DatasetConnection, error) {
	args := arguments{t: graph.TypeOf(&graph.ToldDataset{})}
	show := func(r graph.Record) *Dataset { return &Dataset{r.(*graph.ToldDataset)} }
	c, err := rootPage(ctx, args, show, func(o *Operation, _ *arguments, p *graph.Plan) ([]*graph.ToldDataset, *graph.List, error) {
		all, err := once(o, "datasets", func() ([]*graph.ToldDataset, error) { return graph.ToldDatasets(ctx, o.fetch, o.aggregate) })
		if err != nil {
			return nil, nil, err
		}
		page, l := pageOf(p, all)
		return page, l, nil
	})
	return &DatasetConnection{c}, err
}

// DatasetConnection and DatasetEdge are a page of datasets.
type (
	DatasetConnection struct{ connection[*Dataset] }
	DatasetEdge       struct{ edge[*Dataset] }
)

// Edges of the page.
func (c *DatasetConnection) Edges() []*DatasetEdge {
	return edgesOf(&c.connection, func(e edge[*Dataset]) *DatasetEdge { return &DatasetEdge{e} })
}

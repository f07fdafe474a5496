package resolvers

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

// Thing has an identity: a stakeholder, an initiative, a document, a place, a theme.
type Thing interface {
	Node
	IsThing()
}

// pages are the beginnings of the addresses of things, by the name of the type.
var pages = map[string]string{
	"Stakeholder": "o", "Initiative": "initiative", "Document": "document", "Place": "place", "Theme": "theme",
}

// permalinkOf gives the lasting address of a thing. Its id decides; the slug is
// for people.
func permalinkOf(ctx context.Context, r graph.Record) graph.Text {
	t := graph.AsThing(r)
	return graph.Text(fmt.Sprintf("%s/%s/%s/%s", operationOf(ctx).address, pages[graph.TypeOf(r).Name], t.ID, t.Slug))
}

// Description is what one dataset says of a thing.
type Description struct{ *graph.Description }

// DescribedValue is one value of a description.
type DescribedValue struct{ Field, Value string }

// Evidence of the description, which came with it.
func (d *Description) Evidence() []*Evidence { return showEvidence(d.Description.Evidence) }

// Values that the dataset gives, by the names of their fields.
func (d *Description) Values() ([]*DescribedValue, error) {
	var values map[string]any
	if err := json.Unmarshal([]byte(d.Description.Values), &values); err != nil {
		return nil, &graph.Error{Code: graph.Internal, Message: "stored values are no JSON", Cause: err}
	}
	out := []*DescribedValue{}
	for _, name := range sortedNames(values) {
		list, ok := values[name].([]any)
		if !ok {
			list = []any{values[name]}
		}
		for _, v := range list {
			out = append(out, &DescribedValue{name, wordsOf(v)})
		}
	}
	return out, nil
}

// wordsOf gives a described value as text: an alias as its name, an identifier
// as scheme and value.
func wordsOf(v any) string {
	m, ok := v.(map[string]any)
	if !ok {
		return fmt.Sprint(v)
	}
	if name, ok := m["name"].(string); ok {
		return name
	}
	return strings.TrimSpace(fmt.Sprintf("%v %v", cmp.Or(m["scheme"], any("")), cmp.Or(m["value"], any(""))))
}

// describing gives what datasets say of a thing, ordered by their keys, with
// one call for all things of its cohort.
func describing(ctx context.Context, r graph.Record) ([]*graph.Description, error) {
	o := operationOf(ctx)
	return graph.LoadFor(ctx, r, "descriptions", func(c *graph.Cohort, members []graph.Record) ([][]*graph.Description, error) {
		res, err := o.fetch(ctx, &graph.Plan{Query: graph.Query{Type: graph.Catalog.Type("Description"), Parts: []string{"evidence"},
			Where: graph.Compare{Field: "thing", Op: graph.In, Value: idsOf(members)}}})
		if err != nil {
			return nil, err
		}
		of := map[string][]*graph.Description{}
		var evidence []*graph.Evidence
		for _, r := range res.Lists[0].Records {
			d := r.(*graph.Description)
			of[d.ThingID] = append(of[d.ThingID], d)
			evidence = append(evidence, d.Evidence...)
		}
		graph.Form(evidence, c.Dating, c.Audience)
		out := make([][]*graph.Description, len(members))
		for i, m := range members {
			out[i] = of[graph.IDOf(m)]
			slices.SortFunc(out[i], func(x, y *graph.Description) int {
				return cmp.Or(strings.Compare(x.Dataset, y.Dataset), strings.Compare(x.ID, y.ID))
			})
		}
		return out, nil
	})
}

func descriptionsOf(ctx context.Context, r graph.Record) ([]*Description, error) {
	ds, err := describing(ctx, r)
	out := make([]*Description, len(ds))
	for i, d := range ds {
		out[i] = &Description{d}
	}
	return out, err
}

// describedBy gives the evidence of all descriptions of a thing.
func describedBy(ctx context.Context, r graph.Record) ([]*Evidence, error) {
	ds, err := describing(ctx, r)
	out := []*Evidence{}
	for _, d := range ds {
		out = append(out, showEvidence(d.Evidence)...)
	}
	return out, err
}

// documentsOf gives the documents that describe a thing, newest first, with one
// call for all things of its cohort beside that for the descriptions.
func documentsOf(ctx context.Context, r graph.Record) ([]*Document, error) {
	o := operationOf(ctx)
	req := derivedRequest(ctx, graph.TypeOf(r), "documents")
	if req.err != nil {
		return nil, req.err
	}
	return graph.LoadFor(ctx, r, req.key, func(_ *graph.Cohort, members []graph.Record) ([][]*Document, error) {
		cited := make([][]string, len(members))
		var all []string
		for i, m := range members {
			ds, err := describing(ctx, m)
			if err != nil {
				return nil, err
			}
			for _, d := range ds {
				for _, e := range d.Evidence {
					cited[i] = append(cited[i], e.DocumentID)
				}
			}
			all = append(all, cited[i]...)
		}
		found, err := o.byID(ctx, req.plan, distinct(all))
		out := make([][]*Document, len(members))
		for i := range members {
			out[i] = newestFirst(cited[i], found)
		}
		return out, err
	})
}

func newestFirst(ids []string, found map[string]graph.Record) []*Document {
	out := []*Document{}
	for _, id := range distinct(ids) {
		if found[id] != nil {
			out = append(out, showDocument(found[id]))
		}
	}
	slices.SortStableFunc(out, func(x, y *Document) int {
		return strings.Compare(y.Document.Date.Earliest, x.Document.Date.Earliest)
	})
	return out
}

// byID fetches the records of a compiled plan by their ids.
func (o *Operation) byID(ctx context.Context, plan *graph.Plan, ids []string) (map[string]graph.Record, error) {
	out := map[string]graph.Record{}
	if len(ids) == 0 {
		return out, nil
	}
	p := *plan
	p.IDs, p.Limit, p.Order = ids, 0, graph.Order{}
	res, err := o.fetch(ctx, &p)
	if err != nil {
		return nil, err
	}
	for _, r := range res.Lists[0].Records {
		out[graph.IDOf(r)] = r
	}
	return out, nil
}

// distinct gives each id once, in order.
func distinct(ids []string) []string {
	out := slices.Clone(ids)
	slices.Sort(out)
	return slices.Compact(out)
}

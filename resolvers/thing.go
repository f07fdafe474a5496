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
type Description struct {
	*graph.Description
	values map[string]any
}

// DescribedValue is one value of a description.
type DescribedValue struct{ Field, Value string }

// Evidence of the description, which came with it.
func (d *Description) Evidence() []*Evidence { return showEvidence(d.Description.Evidence) }

// Values that the dataset gives, by the names of their fields.
func (d *Description) Values() []*DescribedValue {
	out := []*DescribedValue{}
	for _, name := range sortedNames(d.values) {
		list, ok := d.values[name].([]any)
		if !ok {
			list = []any{d.values[name]}
		}
		for _, v := range list {
			out = append(out, &DescribedValue{name, wordsOf(v)})
		}
	}
	return out
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
// one call for all things of its cohort, and one more for each type to which
// what is said refers.
func describing(ctx context.Context, r graph.Record) ([]*Description, error) {
	o := operationOf(ctx)
	return graph.LoadFor(ctx, r, "descriptions", func(c *graph.Cohort, members []graph.Record) ([][]*Description, error) {
		res, err := o.fetch(ctx, &graph.Plan{Query: graph.Query{Type: graph.Catalog.Type("Description"), Parts: []string{"evidence"},
			Where: graph.Compare{Field: "thing", Op: graph.In, Value: idsOf(members)}}})
		if err != nil {
			return nil, err
		}
		of := map[string][]*Description{}
		var all []*Description
		var evidence []*graph.Evidence
		for _, r := range res.Lists[0].Records {
			d := &Description{Description: r.(*graph.Description)}
			if err := json.Unmarshal([]byte(d.Description.Values), &d.values); err != nil {
				return nil, &graph.Error{Code: graph.Internal, Message: "stored values are no JSON", Cause: err}
			}
			of[d.ThingID], all = append(of[d.ThingID], d), append(all, d)
			evidence = append(evidence, d.Description.Evidence...)
		}
		graph.Form(evidence, c.Dating, c.Audience)
		out := make([][]*Description, len(members))
		for i, m := range members {
			out[i] = of[graph.IDOf(m)]
			slices.SortFunc(out[i], func(x, y *Description) int {
				return cmp.Or(strings.Compare(x.Dataset, y.Dataset), strings.Compare(x.ID, y.ID))
			})
		}
		return out, o.concealReferences(ctx, all)
	})
}

// concealReferences takes what is hidden away from what descriptions refer to.
func (o *Operation) concealReferences(ctx context.Context, ds []*Description) error {
	each := func(fn func(d *Description, to *graph.Type, name, id string)) {
		for _, d := range ds {
			t := graph.Catalog.Type(d.ThingType)
			for i := range t.Refs {
				if id, ok := d.values[t.Refs[i].Name].(string); ok {
					fn(d, t.Target(t.Refs[i].Name), t.Refs[i].Name, id)
				}
			}
		}
	}
	wanted := map[*graph.Type][]string{}
	each(func(_ *Description, to *graph.Type, _, id string) { wanted[to] = append(wanted[to], id) })
	known := map[string]bool{}
	for to, ids := range wanted {
		found, err := o.byID(ctx, &graph.Plan{Query: graph.Query{Type: to, Fields: []string{"name"}}}, distinct(ids))
		if err != nil {
			return err
		}
		for id := range found {
			known[id] = true
		}
	}
	each(func(d *Description, _ *graph.Type, name, id string) {
		if !known[id] {
			delete(d.values, name)
		}
	})
	return nil
}

func descriptionsOf(ctx context.Context, r graph.Record) ([]*Description, error) {
	ds, err := describing(ctx, r)
	return append([]*Description{}, ds...), err
}

// describedBy gives the evidence of all descriptions of a thing.
func describedBy(ctx context.Context, r graph.Record) ([]*Evidence, error) {
	ds, err := describing(ctx, r)
	out := []*Evidence{}
	for _, d := range ds {
		out = append(out, showEvidence(d.Description.Evidence)...)
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
				for _, e := range d.Description.Evidence {
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

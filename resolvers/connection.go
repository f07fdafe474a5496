package resolvers

import (
	"context"

	"github.com/migraph/migraph/graph"
)

// list is a page of records and what is needed to tell more of it.
type list struct {
	plan  *graph.Plan
	rows  *graph.List
	total func(context.Context) (int, error)
	// facet counts the records of all pages by a property.
	facet func(ctx context.Context, by string) (*Facet, error)
	// digest of the list, for cursors: see digestOf.
	digest func() string
}

// cursor is the place of a record in the list.
func (l *list) cursor(r graph.Record) string { return cursorOf(l.plan, l.digest(), r) }

// PageInfo tells where a page lies in its list.
type PageInfo struct {
	HasNextPage     bool
	HasPreviousPage bool
	StartCursor     graph.Text
	EndCursor       graph.Text
}

// PageInfo of the page. A given cursor stands for at least one record beyond it.
func (l *list) PageInfo() *PageInfo {
	p := &PageInfo{HasNextPage: l.plan.Before != nil, HasPreviousPage: l.plan.After != nil}
	if l.plan.Backward {
		p.HasPreviousPage = p.HasPreviousPage || l.rows.More
	} else {
		p.HasNextPage = p.HasNextPage || l.rows.More
	}
	if n := len(l.rows.Records); n > 0 {
		p.StartCursor = graph.Text(l.cursor(l.rows.Records[0]))
		p.EndCursor = graph.Text(l.cursor(l.rows.Records[n-1]))
	}
	return p
}

// TotalCount counts the records on all pages.
func (l *list) TotalCount(ctx context.Context) (int, error) {
	if l.rows.Total >= 0 {
		return l.rows.Total, nil
	}
	return l.total(ctx)
}

// connection is a list as the API shows it, of values of type T.
type connection[T any] struct {
	list
	show func(graph.Record) T
}

// Nodes gives the records of the page.
func (c *connection[T]) Nodes() []T {
	out := make([]T, len(c.rows.Records))
	for i, r := range c.rows.Records {
		out[i] = c.show(r)
	}
	return out
}

// edge is a record with its place.
type edge[T any] struct {
	list   *list
	record graph.Record
	node   T
}

// Cursor is the place of the record in its list.
func (e *edge[T]) Cursor() string { return e.list.cursor(e.record) }

// Node is the record.
func (e *edge[T]) Node() T { return e.node }

// edgesOf gives the records of a page with their places, as the named type E.
func edgesOf[T, E any](c *connection[T], name func(edge[T]) *E) []*E {
	out := make([]*E, len(c.rows.Records))
	for i, r := range c.rows.Records {
		out[i] = name(edge[T]{&c.list, r, c.show(r)})
	}
	return out
}

// rootList resolves a root field: the records of a type.
func rootList[T any](ctx context.Context, noun string, show func(graph.Record) T) (connection[T], error) {
	return rootListOf(ctx, noun, nil, show)
}

// rootListOf resolves a root field: the records of a type that fit only.
func rootListOf[T any](ctx context.Context, noun string, only graph.Filter, show func(graph.Record) T) (connection[T], error) {
	req := rootRequest(ctx, graph.Catalog.Type(noun), only)
	if req.err != nil {
		return connection[T]{}, req.err
	}
	o := operationOf(ctx)
	res, err := o.fetch(ctx, req.plan)
	if err != nil {
		return connection[T]{}, err
	}
	total := func(ctx context.Context) (int, error) {
		res, err := o.fetch(ctx, counting(req.plan))
		if err != nil {
			return 0, err
		}
		return res.Lists[0].Total, nil
	}
	facet := func(ctx context.Context, by string) (*Facet, error) {
		return once(o, "facet "+req.plan.Type.Name+graph.LoadKey(by, counting(req.plan)), func() (*Facet, error) {
			out, err := o.facets(ctx, counted(req.plan, req.plan.Dating, by), by, 1)
			if err != nil {
				return nil, err
			}
			return out[0], nil
		})
	}
	return connection[T]{list{req.plan, &res.Lists[0], total, facet, req.digest}, show}, nil
}

// manyOf resolves a field that lists the records that point back at r.
func manyOf[T any](ctx context.Context, r graph.Record, edge string, show func(graph.Record) T) (connection[T], error) {
	t := graph.TypeOf(r)
	req := requestOf(ctx, t, edge)
	if req.err != nil {
		return connection[T]{}, req.err
	}
	o := operationOf(ctx)
	out, err := graph.LoadEdge(ctx, o.fetch, t, r, edge, req.key, planned(req.plan))
	if err != nil {
		return connection[T]{}, err
	}
	total := func(ctx context.Context) (int, error) {
		count := counting(req.plan)
		out, err := graph.LoadEdge(ctx, o.fetch, t, r, edge, graph.LoadKey(edge, count), planned(count))
		if err != nil {
			return 0, err
		}
		return out.(*graph.List).Total, nil
	}
	facet := func(ctx context.Context, by string) (*Facet, error) {
		key := graph.LoadKey(edge, counting(req.plan)) + " by " + by
		return graph.LoadFor(ctx, r, key, func(c *graph.Cohort, members []graph.Record) ([]*Facet, error) {
			a := counted(req.plan, req.plan.Dating.Under(c.Dating), by)
			a.Parents, a.By = idsOf(members), t.ManyOf(edge).By
			return o.facets(ctx, a, by, len(members))
		})
	}
	return connection[T]{list{req.plan, out.(*graph.List), total, facet, req.digest}, show}, nil
}

// datedWhere is the condition of a list, its time among it.
func datedWhere(p *graph.Plan, d graph.Dating) graph.Filter {
	if !p.Type.Dated {
		return p.Where
	}
	return graph.All(p.Where, d.Filter())
}

func idsOf(rs []graph.Record) []string {
	out := make([]string, len(rs))
	for i, r := range rs {
		out[i] = graph.IDOf(r)
	}
	return out
}

// counting is the plan that only counts what p lists.
func counting(p *graph.Plan) *graph.Plan {
	c := &graph.Plan{Query: p.Query, Dating: p.Dating}
	c.TotalOnly, c.After, c.Before, c.Parts = true, nil, nil, nil
	return c
}

func planned(p *graph.Plan) func() (*graph.Plan, error) {
	return func() (*graph.Plan, error) { return p, nil }
}

// oneOf resolves a field that refers to one record, nil if the reference is empty.
func oneOf(ctx context.Context, r graph.Record, edge string) (graph.Record, error) {
	t := graph.TypeOf(r)
	if t.Ref(edge).Get(r) == "" {
		return nil, nil
	}
	req := requestOf(ctx, t, edge)
	if req.err != nil {
		return nil, req.err
	}
	out, err := graph.LoadEdge(ctx, operationOf(ctx).fetch, t, r, edge, req.key, planned(req.plan))
	if err != nil {
		return nil, err
	}
	target, _ := out.(graph.Record)
	return target, nil
}

// partOf sees to it that a part of r is loaded.
func partOf(ctx context.Context, r graph.Record, part string) error {
	t := graph.TypeOf(r)
	req := requestOf(ctx, t, part)
	if req.err != nil {
		return req.err
	}
	_, err := graph.LoadEdge(ctx, operationOf(ctx).fetch, t, r, part, req.key, planned(req.plan))
	return err
}

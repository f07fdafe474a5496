package resolvers

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"sync"

	"github.com/99designs/gqlgen/graphql"

	"github.com/migraph/migraph/graph"
)

// Views are what is worked out for an answer and stored nowhere: a way between
// two bodies, a row of a table. Their types (graph.ClassView) describe references,
// parts and lists of ids as those of stored records do, so they are planned,
// counted and loaded by the same code.

// identified compiles a field that lists records by their ids: a plan of no type
// that includes one for each type of the list.
func (p *planner) identified(l *graph.IDList, f graphql.CollectedField) (*graph.Plan, error) {
	out := &graph.Plan{}
	for _, name := range l.To {
		plan, err := p.record(graph.Catalog.Type(name), f)
		if err != nil {
			return nil, err
		}
		plan.Limit = l.Most
		out.Include = append(out.Include, graph.Include{Edge: name, Plan: plan})
	}
	return out, nil
}

// listedBy resolves a field that lists records by their ids, with one call for
// each type of the list and all views of the cohort. What the audience may not
// see is left out.
func listedBy[T any](ctx context.Context, r graph.Record, field string, show func(graph.Record) T) ([]T, error) {
	t := graph.TypeOf(r)
	req := listedRequest(ctx, t, field)
	if req.err != nil {
		return nil, req.err
	}
	l, o := t.IDList(field), operationOf(ctx)
	found, err := graph.LoadFor(ctx, r, req.key, func(c *graph.Cohort, members []graph.Record) ([]map[string]graph.Record, error) {
		var all []string
		for _, m := range members {
			ids := l.Get(m)
			all = append(all, ids[:min(len(ids), l.Most)]...)
		}
		found, err := o.ofTypes(ctx, req.plan, distinct(all), c.Dating)
		out := make([]map[string]graph.Record, len(members))
		for i := range out {
			out[i] = found
		}
		return out, err
	})
	ids, out := l.Get(r), []T{}
	for _, id := range ids[:min(len(ids), l.Most)] {
		if found[id] != nil {
			out = append(out, show(found[id]))
		}
	}
	return out, err
}

// listedRequest gives what the field that is being resolved asks for, a list of ids of
// records of type t. It loads what is selected at this place and no more: its key
// tells what that is, so that a place that selects other things loads its own records.
func listedRequest(ctx context.Context, t *graph.Type, field string) *request {
	return compileOnce(ctx, t, field, func(p *planner, f graphql.CollectedField) *request {
		plan, err := p.derivation(t, field, f)
		r := newRequest("", plan, err)
		if err != nil {
			return r
		}
		r.key = field + loaded(plan)
		return r
	})
}

// loaded tells what a plan loads of the records below it, in words that are the same
// for the same.
func loaded(plan *graph.Plan) string {
	var out strings.Builder
	for _, in := range plan.Include {
		fmt.Fprintf(&out, " %s%s %t %q%q {%s}", in.Edge, in.Key, in.Plan.Fields == nil, in.Plan.Fields, in.Plan.Parts, loaded(in.Plan))
	}
	return out.String()
}

// oneListed resolves a field that names one record of several types by its id.
func oneListed[T any](ctx context.Context, r graph.Record, field string, show func(graph.Record) T) (T, error) {
	all, err := listedBy(ctx, r, field, show)
	if err != nil || len(all) == 0 {
		var none T
		return none, err
	}
	return all[0], nil
}

// ofTypes fetches records of the types that a plan includes, by their ids.
func (o *Operation) ofTypes(ctx context.Context, plan *graph.Plan, ids []string, d graph.Dating) (map[string]graph.Record, error) {
	out := map[string]graph.Record{}
	for _, in := range plan.Include {
		var own []string
		for _, id := range ids {
			if graph.Catalog.TypeOfID(id) == in.Plan.Type {
				own = append(own, id)
			}
		}
		p := *in.Plan
		p.Dating, p.Where = d, graph.All(p.Where, graph.Live(p.Type)) // a thing that was withdrawn is gone
		found, err := o.byID(ctx, &p, own)
		if err != nil {
			return nil, err
		}
		for id, r := range found {
			out[id] = r
		}
	}
	return out, nil
}

// showThing gives the value of the API for a thing.
func showThing(r graph.Record) Thing { return nodeOf(r).(Thing) }

// showClaim gives the value of the API for a claim.
func showClaim(r graph.Record) Claim { return nodeOf(r).(Claim) }

// rootView resolves a root field that gives one view of type t. work makes it of
// the field's arguments. sizes tells how many elements its parts may have by these
// arguments, where that is less than they ever have.
func rootView[R graph.Record](ctx context.Context, t *graph.Type, sizes func(*arguments) map[string]int, work func(*Operation, *arguments, graph.Dating) (R, error)) (R, error) {
	var none R
	p := newPlanner(ctx)
	field := graphql.GetFieldContext(ctx).Field
	args := &arguments{t: t, values: field.ArgumentMap(p.op.Variables), limits: p.limits}
	dating, err := args.dating()
	if err != nil {
		return none, err
	}
	plan, err := p.record(t, field)
	if err != nil {
		return none, err
	}
	plan.Dating = dating
	if sizes != nil {
		for name, most := range sizes(args) {
			for _, in := range plan.Include {
				if in.Edge == name {
					in.Plan.Limit = min(in.Plan.Limit, max(1, most))
				}
			}
		}
	}
	if err := p.afford(plan, 1); err != nil {
		return none, err
	}
	o := operationOf(ctx)
	out, err := work(o, args, dating)
	if err != nil {
		return none, err
	}
	plan.Audience = o.audience
	return out, graph.FormPlanned(ctx, o.fetch, []R{out}, plan)
}

// rootViews resolves a root field that lists views of type t. work gives all of
// them, in the order of their ranks and ids; of is the type that the argument
// where is about.
func rootViews[R graph.Record, T any](ctx context.Context, t, of *graph.Type, show func(graph.Record) T, work func(*Operation, *arguments, *graph.Plan) ([]R, error)) (connection[T], error) {
	return rootPage(ctx, arguments{t: t, of: of}, show, func(o *Operation, a *arguments, p *graph.Plan) ([]R, *graph.List, error) {
		all, err := work(o, a, p)
		page, l := pageOf(p, all)
		return page, l, err
	})
}

// rootRows is as rootViews, but work gives the rows of the page alone, whether
// there are more, and how many there are on all pages, -1 if that was not asked
// for.
func rootRows[R graph.Record, T any](ctx context.Context, args arguments, show func(graph.Record) T, work func(*Operation, *graph.Plan) (page []R, more bool, total int, err error)) (connection[T], error) {
	return rootPage(ctx, args, show, func(o *Operation, _ *arguments, p *graph.Plan) ([]R, *graph.List, error) {
		page, more, total, err := work(o, p)
		return page, &graph.List{Records: records(page), More: more, Total: total}, err
	})
}

// rootPage resolves a root field that lists views. work gives the page that the
// plan asks for, as views and as a list.
func rootPage[R graph.Record, T any](ctx context.Context, args arguments, show func(graph.Record) T, work func(*Operation, *arguments, *graph.Plan) ([]R, *graph.List, error)) (connection[T], error) {
	p := newPlanner(ctx)
	field := graphql.GetFieldContext(ctx).Field
	args.values, args.limits, args.page = field.ArgumentMap(p.op.Variables), p.limits, p.limits.RootPage
	o := operationOf(ctx)
	args.about = aboutOf(args.values)
	if args.fleeting {
		args.about += fmt.Sprint(o.reader.Revision())
	}
	plan, err := p.list(args.t, field, args)
	if err != nil {
		return connection[T]{}, err
	}
	if err := p.afford(plan, 1); err != nil {
		return connection[T]{}, err
	}
	page, l, err := work(o, &args, plan)
	if err != nil {
		return connection[T]{}, err
	}
	plan.Audience = o.audience
	digest := sync.OnceValue(func() string { return digestOf(plan) + args.about })
	return connection[T]{list{plan: plan, rows: l, digest: digest}, show}, graph.FormPlanned(ctx, o.fetch, page, plan)
}

// pageOf gives the page of a list of views for which a plan asks: copies, for
// each page is a cohort of its own.
func pageOf[R graph.Record](p *graph.Plan, all []R) ([]R, *graph.List) {
	l := &graph.List{Records: []graph.Record{}, Total: len(all)}
	var page []R
	for _, r := range all[skipped(p, all):] {
		if len(page) == p.Limit {
			l.More = true
			break
		}
		c := copied(r)
		page, l.Records = append(page, c), append(l.Records, c)
	}
	return page, l
}

// skipped counts the views up to the cursor.
func skipped[R graph.Record](p *graph.Plan, all []R) int {
	n := 0
	for p.After != nil && n < len(all) && !beyond(graph.PositionOf(p.Type, p.Order, all[n]), *p.After) {
		n++
	}
	return n
}

// beyond tells whether one place in an order lies after another.
func beyond(x, y graph.Position) bool { return x.Key > y.Key || x.Key == y.Key && x.ID > y.ID }

// copied gives a shallow copy of a view.
func copied[R graph.Record](r R) R {
	c := reflect.New(reflect.TypeOf(r).Elem())
	c.Elem().Set(reflect.ValueOf(r).Elem())
	return c.Interface().(R)
}

func records[R graph.Record](rs []R) []graph.Record {
	out := make([]graph.Record, len(rs))
	for i, r := range rs {
		out[i] = r
	}
	return out
}

package resolvers

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/network"
)

// filterOf makes a filter of an input object, in which ids of merged things are those of
// what they were merged into.
func filterOf(ctx context.Context, t *graph.Type, v any) (graph.Filter, error) {
	f, err := whereOf(t, v)
	if err != nil {
		return nil, err
	}
	return followMerges(ctx, f)
}

// followMerges gives a filter in which the id of a thing that was ruled to be another
// is that other's: links and lists of ids that people keep still find the thing. It
// costs a call for each type of things whose ids the filter names, and nothing else.
func followMerges(ctx context.Context, f graph.Filter) (graph.Filter, error) {
	var named []string
	eachID(f, func(id string) { named = append(named, id) })
	into, err := survivors(ctx, named)
	if err != nil || len(into) == 0 {
		return f, err
	}
	return withIDs(f, into), nil
}

// survivors gives for those of the ids whose things were ruled to be others the ids of
// these, with a call for each type of things among them.
func survivors(ctx context.Context, ids []string) (map[string]string, error) {
	named := map[*graph.Type][]string{}
	for _, id := range ids {
		if t := graph.Catalog.TypeOfID(id); t != nil && t.Class == graph.ClassThing {
			named[t] = append(named[t], id)
		}
	}
	into := map[string]string{}
	for _, t := range graph.Catalog.Of(graph.ClassThing) {
		if len(named[t]) == 0 {
			continue
		}
		found, err := mergedInto(ctx, t, distinct(named[t]))
		if err != nil {
			return nil, err
		}
		maps.Copy(into, found)
	}
	return into, nil
}

// mergedInto gives for ids of things that were ruled to be others the ids of those.
func mergedInto(ctx context.Context, t *graph.Type, ids []string) (map[string]string, error) {
	o := operationOf(ctx)
	slices.Sort(ids)
	return once(o, "merged "+strings.Join(ids, " "), func() (map[string]string, error) {
		return network.MergedInto(ctx, o.fetch, t, ids)
	})
}

// eachID calls fn for the ids to which a filter compares records.
func eachID(f graph.Filter, fn func(string)) {
	switch f := f.(type) {
	case graph.And:
		for _, e := range f {
			eachID(e, fn)
		}
	case graph.Or:
		for _, e := range f {
			eachID(e, fn)
		}
	case graph.Not:
		eachID(f.Of, fn)
	case graph.Related:
		eachID(f.Where, fn)
	case graph.Compare:
		if f.Field != "id" {
			return
		}
		switch v := f.Value.(type) {
		case string:
			fn(v)
		case []string:
			for _, id := range v {
				fn(id)
			}
		}
	}
}

// withIDs gives a filter with other ids in place of those that lead to them.
func withIDs(f graph.Filter, into map[string]string) graph.Filter {
	all := func(list []graph.Filter) []graph.Filter {
		out := make([]graph.Filter, len(list))
		for i, e := range list {
			out[i] = withIDs(e, into)
		}
		return out
	}
	switch f := f.(type) {
	case graph.And:
		return graph.And(all(f))
	case graph.Or:
		return graph.Or(all(f))
	case graph.Not:
		return graph.Not{Of: withIDs(f.Of, into)}
	case graph.Related:
		return graph.Related{Edge: f.Edge, Where: withIDs(f.Where, into)}
	case graph.Compare:
		if f.Field == "id" {
			return graph.Compare{Field: f.Field, Op: f.Op, Value: living(f.Value, into)}
		}
	}
	return f
}

// living gives an id, or a list of ids, with those in place that others lead to.
func living(v any, into map[string]string) any {
	switch v := v.(type) {
	case string:
		if to, merged := into[v]; merged {
			return to
		}
	case []string:
		out := slices.Clone(v)
		for i, id := range out {
			if to, merged := into[id]; merged {
				out[i] = to
			}
		}
		return distinct(out)
	}
	return v
}

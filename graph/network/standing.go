package network

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

// Standing gives for ids of things of one type, in their order, the ids of the things
// that stand: themselves, and for things that were merged the ones that they were merged
// into, so that ids that people keep still lead to what they meant. It costs one call, and
// two more if some of them do not stand. The first that leads to no thing, or to none that
// the asker may see, is NOT_FOUND of the argument that gives the i-th.
func Standing(ctx context.Context, fetch graph.Fetch, t *graph.Type, ids []string, argument func(i int) string) ([]string, error) {
	live, err := living(ctx, fetch, t, ids)
	if err != nil {
		return nil, err
	}
	gone := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return live[id] })
	if len(gone) == 0 {
		return ids, nil
	}
	into, err := MergedInto(ctx, fetch, t, gone)
	if err != nil {
		return nil, err
	}
	if len(into) > 0 { // who may see that a thing was merged may not yet see the other
		if live, err = living(ctx, fetch, t, slices.AppendSeq(slices.Collect(maps.Keys(live)), maps.Values(into))); err != nil {
			return nil, err
		}
	}
	out := make([]string, len(ids))
	for i, id := range ids {
		if out[i] = cmp.Or(into[id], id); !live[out[i]] {
			return nil, &graph.Error{Code: graph.NotFound, Argument: argument(i),
				Message: fmt.Sprintf("there is no %s with the id %s", strings.ToLower(t.Name), id)}
		}
	}
	return out, nil
}

// standingBodies is Standing of bodies.
func standingBodies(ctx context.Context, fetch graph.Fetch, ids []string, argument func(i int) string) ([]string, error) {
	return Standing(ctx, fetch, graph.Catalog.Type("Stakeholder"), ids, argument)
}

// living tells of which of the ids there is a thing that the asker may see, and not only
// what is left of one.
func living(ctx context.Context, fetch graph.Fetch, t *graph.Type, ids []string) (map[string]bool, error) {
	res, err := fetch(ctx, &graph.Plan{Query: graph.Query{Type: t, IDs: distinct(ids), Where: graph.Live(t), Fields: []string{}}})
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for _, r := range res.Lists[0].Records {
		out[graph.IDOf(r)] = true
	}
	return out, nil
}

// distinct gives each id once, in order.
func distinct(ids []string) []string { return slices.Compact(slices.Sorted(slices.Values(ids))) }

// MergedInto gives for those of the ids whose things were merged into others the ids of
// these, with one call.
func MergedInto(ctx context.Context, fetch graph.Fetch, t *graph.Type, ids []string) (map[string]string, error) {
	res, err := fetch(ctx, &graph.Plan{Query: graph.Query{Type: t, IDs: distinct(ids), Fields: []string{"mergedInto"}}})
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, r := range res.Lists[0].Records {
		if into := graph.AsThing(r).MergedInto; into != "" {
			out[graph.IDOf(r)] = into
		}
	}
	return out, nil
}

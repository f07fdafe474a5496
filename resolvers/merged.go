package resolvers

import (
	"context"
	"slices"

	"github.com/migraph/migraph/graph"
)

// withSurvivors adds to the records that were found by their ids, for each id that
// found none, the thing that the one of that id was ruled to be. Ids that lead
// nowhere cost one call, those of merged things two: links that people keep still
// lead to the thing, and all other questions cost what they cost.
func withSurvivors(ctx context.Context, t *graph.Type, ids []string, found map[string]graph.Record) error {
	missing := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return found[id] != nil })
	if len(missing) == 0 || t.Class != graph.ClassThing {
		return nil
	}
	res, err := operationOf(ctx).fetch(ctx, &graph.Plan{Query: graph.Query{Type: t, IDs: distinct(missing), Fields: []string{"mergedInto"}}})
	if err != nil {
		return err
	}
	survivors := map[string]string{}
	var wanted []string
	for _, r := range res.Lists[0].Records {
		if into := graph.AsThing(r).MergedInto; into != "" {
			survivors[graph.IDOf(r)] = into
			wanted = append(wanted, into)
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	some, err := fetchSelected(ctx, t, func(q *graph.Query) { q.IDs = distinct(wanted) })
	for id, into := range survivors {
		if some[into] != nil {
			found[id] = some[into]
		}
	}
	return err
}

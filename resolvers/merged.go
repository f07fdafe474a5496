package resolvers

import (
	"context"
	"maps"
	"slices"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/network"
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
	survivors, err := network.MergedInto(ctx, operationOf(ctx).fetch, t, missing)
	if err != nil || len(survivors) == 0 {
		return err
	}
	wanted := distinct(slices.Collect(maps.Values(survivors)))
	some, err := fetchSelected(ctx, t, func(q *graph.Query) { q.IDs = wanted })
	for id, into := range survivors {
		if some[into] != nil {
			found[id] = some[into]
		}
	}
	return err
}

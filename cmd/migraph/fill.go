package main

import (
	"context"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/seed"
)

// fillEmpty puts the built-in graph into a store that holds no dataset. All of
// its files are one write: a start that is interrupted leaves the store empty,
// so that the next one fills it, and a dataset that somebody withdrew stays away.
func fillEmpty(ctx context.Context, store graph.Store, env *environment) error {
	datasets, err := countDatasets(ctx, store)
	if err != nil || datasets > 0 {
		return err
	}
	imports, err := seed.Imports()
	if err != nil {
		return err
	}
	_, err = store.Write(ctx, func(ctx context.Context, w graph.Writer) error {
		for _, in := range imports {
			report, err := graph.Apply(ctx, openWrite{store, w}, in)
			if err != nil {
				return err
			}
			env.log.Debug("filling the empty store", "dataset", report.Dataset, "things", report.Things.New, "claims", report.Claims.New)
		}
		return nil
	})
	return err
}

func countDatasets(ctx context.Context, store graph.Store) (int, error) {
	var count int
	err := store.View(ctx, func(ctx context.Context, r graph.Reader) error {
		res, err := r.Fetch(ctx, &graph.Plan{Query: graph.Query{
			Type: graph.Catalog.Type("Dataset"), Total: true, TotalOnly: true,
		}})
		if err == nil {
			count = res.Lists[0].Total
		}
		return err
	})
	return count, err
}

// openWrite is a store within one of its writes, which ends with that write.
type openWrite struct {
	graph.Store
	w graph.Writer
}

// Write runs fn in the open write.
func (s openWrite) Write(ctx context.Context, fn func(context.Context, graph.Writer) error) (graph.Revision, error) {
	return s.w.Revision(), fn(ctx, s.w)
}

package main

import (
	"context"
	"errors"

	"github.com/migraph/migraph/graph"
)

// errDryRun ends a write that must leave nothing.
var errDryRun = errors.New("dry run")

// dryRun is a store whose writes are undone when they are complete. Before that look,
// if there is one, sees what was written.
type dryRun struct {
	graph.Store
	look func(context.Context, graph.Reader)
}

// Write runs fn as the store would, and then gives up what it wrote.
func (s dryRun) Write(ctx context.Context, fn func(context.Context, graph.Writer) error) (graph.Revision, error) {
	var revision graph.Revision
	_, err := s.Store.Write(graph.Trial(ctx), func(ctx context.Context, w graph.Writer) error {
		revision = w.Revision()
		if err := fn(ctx, w); err != nil {
			return err
		}
		if s.look != nil {
			s.look(ctx, w)
		}
		return errDryRun
	})
	if errors.Is(err, errDryRun) {
		return revision, nil
	}
	return 0, err
}

package main

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"testing"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/sqlitestore"
	"github.com/migraph/migraph/seed"
)

var errInterrupted = errors.New("interrupted")

// interrupted is a store that takes so many records, over all writes, and then
// no more.
type interrupted struct {
	graph.Store
	left int
}

func (s *interrupted) Write(ctx context.Context, fn func(context.Context, graph.Writer) error) (graph.Revision, error) {
	return s.Store.Write(ctx, func(ctx context.Context, w graph.Writer) error {
		return fn(ctx, &interruptedWriter{w, s})
	})
}

type interruptedWriter struct {
	graph.Writer
	s *interrupted
}

func (w *interruptedWriter) Put(ctx context.Context, t *graph.Type, rs []graph.Record) error {
	if w.s.left -= len(rs); w.s.left < 0 {
		return errInterrupted
	}
	return w.Writer.Put(ctx, t, rs)
}

// TestInterruptedFill: wherever the first fill is interrupted, the next start
// completes it, and what it fills is all datasets of the built-in graph.
func TestInterruptedFill(t *testing.T) {
	ctx, env := t.Context(), &environment{log: slog.New(slog.DiscardHandler)}
	imports, err := seed.Imports()
	if err != nil || len(imports) < 2 {
		t.Fatalf("%d files, %v", len(imports), err)
	}
	s, err := sqlitestore.Open(ctx, sqlitestore.Options{Path: filepath.Join(t.TempDir(), "graph.db"), Unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	after := 0
	for ; ; after += 100 {
		err := fillEmpty(ctx, &interrupted{s, after}, env)
		if err == nil {
			break
		}
		if !errors.Is(err, errInterrupted) {
			t.Fatal(err)
		}
		if n, err := countDatasets(ctx, s); err != nil || n != 0 {
			t.Fatalf("interrupted after %d records: %d datasets, %v", after, n, err)
		}
	}
	if after < 300 {
		t.Errorf("not interrupted after %d records", after)
	}
	for range 2 { // the second time it is left as it is
		if n, err := countDatasets(ctx, s); err != nil || n != len(imports) {
			t.Errorf("%d datasets, want %d, %v", n, len(imports), err)
		}
		if err := fillEmpty(ctx, &interrupted{s, 0}, env); err != nil {
			t.Error(err)
		}
	}
	if found, err := graph.CheckStore(ctx, s); err != nil || len(found) > 0 {
		t.Errorf("the store has contradictions: %v, %v", found, err)
	}
}

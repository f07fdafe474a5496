package main

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/sqlitestore"
)

// slow is a reader that keeps the contexts of what it was asked, and lets so much time pass.
type slow struct {
	graph.Reader
	takes time.Duration
	asked []context.Context
}

func (s *slow) Fetch(ctx context.Context, p *graph.Plan) (*graph.Result, error) {
	s.asked = append(s.asked, ctx)
	time.Sleep(s.takes)
	return s.Reader.Fetch(ctx, p)
}

func (s *slow) Scan(ctx context.Context, t *graph.Type, fn func(graph.Record) error) error {
	s.asked = append(s.asked, ctx)
	time.Sleep(s.takes)
	return s.Reader.Scan(ctx, t, fn)
}

// TestLookingForAlikeSparesTheTransaction: when the time is over, nothing that is read is
// cancelled, and nothing more is read.
func TestLookingForAlikeSparesTheTransaction(t *testing.T) {
	store, err := sqlitestore.Open(t.Context(), sqlitestore.Options{Path: filepath.Join(t.TempDir(), "graph.db"), Unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	if err := fillEmpty(t.Context(), store, &environment{log: slog.New(slog.DiscardHandler)}); err != nil {
		t.Fatal(err)
	}
	err = store.View(t.Context(), func(ctx context.Context, r graph.Reader) error {
		const hurry = 500 * time.Millisecond // that of a busy machine until it asks first
		s := &slow{Reader: r, takes: 2 * hurry}
		found, err := alikeSoon(ctx, s, hurry)
		if found != nil || err != nil || len(s.asked) != 1 {
			t.Errorf("in a hurry: %v, %v, asked %d times", found, err, len(s.asked))
		}
		for _, asked := range s.asked {
			if _, bounded := asked.Deadline(); bounded {
				t.Error("what is read ends with the time")
			}
		}
		s.asked, s.takes = nil, 0
		found, err = alikeSoon(ctx, s, time.Minute)
		if found == nil || err != nil || len(s.asked) < 3 {
			t.Errorf("with time: %v, %v, asked %d times", found, err, len(s.asked))
		}
		for _, asked := range s.asked {
			if _, bounded := asked.Deadline(); bounded {
				t.Error("what is read ends with the time")
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

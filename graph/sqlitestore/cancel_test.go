package sqlitestore

import (
	"context"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"github.com/migraph/migraph/graph"
)

func TestCancelPoisonsNoConnection(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "g.db"))
	if _, err := graph.Apply(t.Context(), s, imported()); err != nil {
		t.Fatal(err)
	}
	read := func(ctx context.Context) error {
		return s.View(ctx, func(ctx context.Context, r graph.Reader) error {
			_, err := r.Fetch(ctx, &graph.Plan{Query: graph.Query{Type: graph.Catalog.Type("Stakeholder"), Limit: 1}})
			return err
		})
	}
	end := time.Now().Add(2 * time.Second)
	canceled := 0
	for i := 0; time.Now().Before(end); i++ {
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			for range rand.IntN(400) {
				_ = time.Now()
			}
			cancel()
		}()
		if read(ctx) != nil {
			canceled++
		}
		cancel()
		if err := read(t.Context()); err != nil {
			t.Fatalf("after %d questions, %d of them canceled: %v", i, canceled, err)
		}
	}
	t.Logf("%d canceled", canceled)
}

func TestCancelPoisonsNoWriter(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "g.db"))
	if _, err := graph.Apply(t.Context(), s, imported()); err != nil {
		t.Fatal(err)
	}
	write := func(ctx context.Context) error {
		_, err := s.Write(ctx, func(context.Context, graph.Writer) error { return nil })
		return err
	}
	end := time.Now().Add(2 * time.Second)
	for i := 0; time.Now().Before(end); i++ {
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			for range rand.IntN(400) {
				_ = time.Now()
			}
			cancel()
		}()
		_ = write(ctx)
		cancel()
		if err := write(t.Context()); err != nil {
			t.Fatalf("after %d writes: %v; again: %v", i, err, write(t.Context()))
		}
	}
}

func TestAFailedWriteWroteNothing(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "g.db"))
	revision := func() (n graph.Revision) {
		if err := s.View(t.Context(), func(_ context.Context, r graph.Reader) error { n = r.Revision(); return nil }); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for i := range 500 {
		before := revision()
		ctx, cancel := context.WithCancel(context.Background())
		wait := rand.IntN(30)
		_, err := s.Write(ctx, func(_ context.Context, w graph.Writer) error {
			err := w.Put(context.Background(), graph.Catalog.Type("Stakeholder"), []graph.Record{&graph.Stakeholder{Thing: graph.Thing{Base: graph.Base{ID: "saaaaaaaaaaaa"}, Name: "A"}}})
			go func() {
				time.Sleep(time.Duration(wait) * 10 * time.Microsecond)
				cancel()
			}()
			return err
		})
		cancel()
		if err != nil && revision() != before {
			t.Fatalf("write %d failed (%v), but revision %d became %d", i, err, before, revision())
		}
		if _, err := s.Write(context.Background(), func(context.Context, graph.Writer) error { return nil }); err != nil {
			t.Fatalf("write %d: the writer is of no use any more: %v", i, err)
		}
	}
}

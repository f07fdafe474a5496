package sqlitestore

import (
	"context"
	"math/rand/v2"
	"path/filepath"
	"slices"
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

func TestAWriteFailsWithWhatItPutBehind(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "g.db"))
	if _, err := graph.Apply(t.Context(), s, imported()); err != nil {
		t.Fatal(err)
	}
	stakeholder := graph.Catalog.Type("Stakeholder")
	names := func() (out []string) {
		err := s.View(t.Context(), func(ctx context.Context, r graph.Reader) error {
			res, err := r.Fetch(ctx, &graph.Plan{Query: graph.Query{Type: stakeholder}})
			if err == nil {
				for _, r := range res.Lists[0].Records {
					out = append(out, graph.AsThing(r).Name)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	before := names()
	put := func(ctx context.Context, w graph.Writer, id string) error {
		x := thing(id, "Another")
		graph.SetID(x, id)
		return w.Put(ctx, stakeholder, []graph.Record{x})
	}
	for what, ruin := range map[string]func(context.Context, *writer, context.CancelFunc) error{
		"its table is away": func(ctx context.Context, w *writer, _ context.CancelFunc) error {
			if err := w.c.exec(ctx, "DROP TABLE stakeholder_alias"); err != nil {
				return err
			}
			return w.c.exec(ctx, "DROP TABLE stakeholder_identifier")
		},
		"nobody waits": func(_ context.Context, _ *writer, cancel context.CancelFunc) error {
			cancel()
			return nil
		},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		_, err := s.Write(ctx, func(ctx context.Context, w graph.Writer) error {
			if err := ruin(ctx, w.(*writer), cancel); err != nil {
				return err
			}
			return put(ctx, w, "saaaaaaaaaaaa") // that it fails is known later
		})
		cancel()
		if err == nil {
			t.Errorf("%s, and the write is kept", what)
		}
		if after := names(); !slices.Equal(after, before) {
			t.Errorf("%s: the graph has %q, want %q", what, after, before)
		}
		if _, err := s.Write(t.Context(), func(ctx context.Context, w graph.Writer) error {
			return put(ctx, w, "sbbbbbbbbbbbb")
		}); err != nil {
			t.Fatalf("%s: the write that follows: %v", what, err)
		}
		if len(names()) != len(before)+1 {
			t.Fatalf("%s: the write that follows is not kept", what)
		}
		if _, err := s.Write(t.Context(), func(ctx context.Context, w graph.Writer) error {
			return w.Delete(ctx, stakeholder, []string{"sbbbbbbbbbbbb"})
		}); err != nil {
			t.Fatal(err)
		}
	}
}

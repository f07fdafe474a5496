package generated_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/sqlitestore"
	"github.com/migraph/migraph/internal/generated"
)

// loaded gives a store that holds a graph.
func loaded(t *testing.T, g *generated.Graph) graph.Store {
	t.Helper()
	s, err := sqlitestore.Open(t.Context(), sqlitestore.Options{Path: filepath.Join(t.TempDir(), "graph.db"), Unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	begun := time.Now()
	if err := g.Load(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d bodies loaded in %v", g.Stakeholders(), time.Since(begun).Round(time.Millisecond))
	return s
}

// counts gives the numbers of records.
func counts(t *testing.T, s graph.Store) map[string]int {
	t.Helper()
	out := map[string]int{}
	err := s.View(t.Context(), func(ctx context.Context, r graph.Reader) error {
		for _, of := range graph.Catalog.Types() {
			res, err := r.Fetch(ctx, &graph.Plan{Audience: graph.AudienceKeeper, Query: graph.Query{Type: of, Total: true, TotalOnly: true}})
			if err != nil {
				return err
			}
			out[of.Name] = res.Lists[0].Total
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestGraphIsSound(t *testing.T) {
	g := generated.New(generated.Options{Seed: 1, Stakeholders: 1000})
	s := loaded(t, g)
	defects, err := graph.CheckStore(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	for i, d := range defects {
		if i == 10 {
			t.Fatalf("and %d more", len(defects)-i)
		}
		t.Errorf("%s: %s", d.ID, d.Message)
	}
	got := counts(t, s)
	t.Log(got)
	if got["Stakeholder"] != 1001 || got["Initiative"] != 2000 {
		t.Errorf("%d bodies and %d initiatives", got["Stakeholder"], got["Initiative"])
	}
	if n := got["Participation"]; n < 9_500 || n > 11_500 { // ten for each body, and the hub's 1000
		t.Errorf("%d participations", n)
	}
	for _, of := range []string{"Flow", "Affiliation", "InitiativeLink", "Presence", "Classification", "Result", "Finding", "Document", "Place", "Theme"} {
		if got[of] < 20 {
			t.Errorf("%d records of %s", got[of], of)
		}
	}
	// The hub's claims, and those about the one that is drawn most often, as against one in the middle.
	if hub := g.Claims(1000); hub < 930 || hub > 990 { // what cites the restricted document alone does not count
		t.Errorf("%d claims about the hub", hub)
	}
	if first, middle := g.Claims(0), g.Claims(500); first < 20*middle {
		t.Errorf("%d claims about the first body, %d about one in the middle", first, middle)
	}
}

func TestGraphIsTheSameEveryTime(t *testing.T) {
	contents := func(seed uint64) map[string]graph.Record {
		out := map[string]graph.Record{}
		s := loaded(t, generated.New(generated.Options{Seed: seed, Stakeholders: 50}))
		err := s.View(t.Context(), func(ctx context.Context, r graph.Reader) error {
			for _, of := range graph.Catalog.Types() {
				if err := r.Scan(ctx, of, func(r graph.Record) error { out[graph.IDOf(r)] = r; return nil }); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	differing := func(x, y map[string]graph.Record) (n int) {
		for id, r := range x {
			other := y[id]
			if other == nil {
				n++
				continue
			}
			for _, f := range graph.TypeOf(r).Fields {
				if f.Get(r) != f.Get(other) {
					n++
				}
			}
		}
		return n
	}
	one, again, another := contents(3), contents(3), contents(4)
	if len(one) != len(again) || differing(one, again) != 0 {
		t.Errorf("%d records, then %d, with %d different values", len(one), len(again), differing(one, again))
	}
	if differing(one, another) < 100 {
		t.Error("another seed gives the same graph")
	}
}

func TestLessParticipations(t *testing.T) {
	got := counts(t, loaded(t, generated.New(generated.Options{Seed: 1, Stakeholders: 500, Participations: 2})))
	if n := got["Participation"]; n < 1_300 || n > 1_700 { // two for each body, and the hub's 500
		t.Errorf("%d participations", n)
	}
}

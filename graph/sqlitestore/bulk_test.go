package sqlitestore

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"github.com/migraph/migraph/graph"
)

// many is an import of more claims than make Bulk drop indexes; it fails after so
// many of them.
type many struct {
	graph.Import
	failAt int
}

var errMany = errors.New("cut off")

func (m *many) Size() int { return leastBulk + 500 }

func (m *many) EachClaim(ctx context.Context, fn func(*graph.ClaimInput) error) error {
	cite := []*graph.Evidence{{DocumentID: "doc", Basis: "STATED"}}
	for i := range m.Size() {
		if i == m.failAt {
			return errMany
		}
		p := &graph.Participation{StakeholderID: fmt.Sprint("s", i%100), InitiativeID: fmt.Sprint("i", i/100), Role: "PARTNER"}
		if err := fn(&graph.ClaimInput{Record: p, Evidence: cite, Where: fmt.Sprint("row ", i)}); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func newMany(failAt int) *many {
	m := &many{failAt: failAt, Import: graph.Import{Dataset: graph.Dataset{Key: "many"}}}
	cite := []*graph.Evidence{{DocumentID: "doc", Basis: "STATED"}}
	add := func(key string, r graph.Record) {
		th := graph.AsThing(r)
		th.Name, th.Identifiers = key, []*graph.Identifier{{Scheme: "migraph", Value: key}}
		m.Things = append(m.Things, graph.ThingInput{Key: key, Record: r, Evidence: cite, Where: key})
	}
	add("doc", &graph.Document{})
	for i := range 100 {
		add(fmt.Sprint("s", i), &graph.Stakeholder{})
	}
	for i := range m.Size()/100 + 1 {
		add(fmt.Sprint("i", i), &graph.Initiative{})
	}
	return m
}

func TestAnImportLargerThanTheGraphLeavesAllIndexes(t *testing.T) {
	if testing.Short() {
		t.Skip("writes tens of thousands of records")
	}
	s, err := Open(t.Context(), Options{Path: filepath.Join(t.TempDir(), "graph.db"), Unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	indexes := func() []string {
		var out []string
		err := s.View(t.Context(), func(ctx context.Context, r graph.Reader) error {
			return r.(*reader).c.query(ctx, "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL", nil, func(row []driver.Value) error {
				out = append(out, fmt.Sprint(row[0]))
				return nil
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(out)
		return out
	}
	fresh := indexes()
	if len(fresh) < 50 {
		t.Fatalf("a new store has %d indexes", len(fresh))
	}
	if _, err := graph.Apply(t.Context(), s, newMany(15_000)); !errors.Is(err, errMany) {
		t.Fatalf("cut off, it gave %v", err)
	}
	if !slices.Equal(indexes(), fresh) {
		t.Error("an import that failed left other indexes")
	}
	rep, err := graph.Apply(t.Context(), s, newMany(-1))
	if err != nil || rep.Claims.New != leastBulk+500 {
		t.Fatalf("%+v, %v", rep, err)
	}
	if !slices.Equal(indexes(), fresh) {
		t.Error("an import left other indexes")
	}
	if rep, err = graph.Apply(t.Context(), s, newMany(-1)); err != nil || rep.Revision != 1 || rep.Claims.Unchanged != leastBulk+500 {
		t.Errorf("again: %+v, %v", rep, err)
	}
	found, err := graph.CheckStore(t.Context(), s)
	if err != nil || len(found) > 0 {
		t.Errorf("%v, %v", found, err)
	}
}

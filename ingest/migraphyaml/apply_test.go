package migraphyaml_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/sqlitestore"
	"github.com/migraph/migraph/ingest/migraphyaml"
)

func store(t *testing.T) graph.Store {
	t.Helper()
	s, err := sqlitestore.Open(t.Context(), sqlitestore.Options{Path: filepath.Join(t.TempDir(), "graph.db"), Unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// apply puts a file into a store.
func apply(t *testing.T, s graph.Store, source string) (*graph.Import, *graph.Report) {
	t.Helper()
	in, err := migraphyaml.Read("file.yaml", strings.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	rep, err := graph.Apply(t.Context(), s, in)
	if err != nil {
		t.Fatal(err)
	}
	return in, rep
}

// TestFullFileApplies: what Read gives, a store can hold; references between
// claims (breakdowns, what a flow is paid from) lead where they should.
func TestFullFileApplies(t *testing.T) {
	s := store(t)
	in, rep := apply(t, s, readFile(t, "full.yaml"))
	if rep.Things.New != len(in.Things) || rep.Claims.New != len(in.Claims) || rep.Conflicts != 0 {
		t.Errorf("got %+v, want %d things, %d claims", rep, len(in.Things), len(in.Claims))
	}
	if found, err := graph.CheckStore(t.Context(), s); err != nil || len(found) > 0 {
		t.Errorf("the store has contradictions: %v, %v", found, err)
	}
}

// TestResultOfTwoFiles: two files that give the same figure make one claim of
// it, whether or not they break it down; two that differ are told to conflict.
func TestResultOfTwoFiles(t *testing.T) {
	const of = `
document: page
documents: {page: {name: A page}}
stakeholders: {iom: {name: IOM}}
results:
  - stakeholder: iom
    label: refugees resettled
    start: 2022-Q3
`
	for _, test := range []struct {
		second              string
		figures, conflicted int
	}{
		{"    value: 1417\n", 2, 0},
		{"    value: 1418\n", 3, 2},
	} {
		s := store(t)
		apply(t, s, "dataset: {key: first}"+of+"    value: 1417\n    breakdown:\n      - dimension: country\n        categories: [{category: USA, value: 61}]\n")
		apply(t, s, "dataset: {key: second}"+of+test.second)
		var figures, conflicted int
		err := s.View(t.Context(), func(ctx context.Context, r graph.Reader) error {
			figures, conflicted = 0, 0
			return r.Scan(ctx, graph.Catalog.Type("Result"), func(rec graph.Record) error {
				figures++
				if graph.AsClaim(rec).Conflicting {
					conflicted++
				}
				return nil
			})
		})
		if err != nil || figures != test.figures || conflicted != test.conflicted {
			t.Errorf("%q: %d figures, %d conflicting, %v; want %d, %d", test.second, figures, conflicted, err, test.figures, test.conflicted)
		}
	}
}

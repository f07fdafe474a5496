package format_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/sqlitestore"
	"github.com/migraph/migraph/ingest/format"
)

// TestReportsAddUp: of each format, what is read is what is new, changed, unchanged or
// equal to another; rows that became nothing are in the account.
func TestReportsAddUp(t *testing.T) {
	for name, test := range map[string]struct {
		text, rows string
		claims     graph.Tally
		left       map[string]int // rows that became no claim, by rule
	}{
		"own.csv": {
			"Stakeholder,Initiative,Role\nA,I,Host\nA,I,Host\n-,I,Host\nTotal,I,Host\nB,I,Host\nA,I,Host\n", "participations",
			graph.Tally{Read: 4, New: 2, Equal: 2}, map[string]int{"unnamed-body": 1, "total-row": 1},
		},
		"hxl.csv": {
			"Who,Where\n#org,#country\nA,Malaysia\nA,Malaysia\nB,Malaysa\n,Malaysia\nTOTAL,\n", "rows",
			graph.Tally{Read: 2, New: 1, Equal: 1}, map[string]int{"country-not-known": 1, "row-without-organization": 1, "total-row": 1},
		},
		"money.csv": { // two equal payments are two
			"From,To,Amount\n#org+provider,#org+receiver,#value+usd\nA,B,5\nA,B,5\nA,B,\"1,234\"\n,,7\n", "rows",
			graph.Tally{Read: 2, New: 2}, map[string]int{"amount-not-understood": 1, "flow-without-ends": 1},
		},
	} {
		store, err := sqlitestore.Open(t.Context(), sqlitestore.Options{Path: filepath.Join(t.TempDir(), "graph.db"), Unsafe: true})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = store.Close() })
		again := graph.Tally{Read: test.claims.Read, Unchanged: test.claims.New, Equal: test.claims.Equal}
		for _, want := range []graph.Tally{test.claims, again} {
			in, err := format.Open(t.Context(), name, strings.NewReader(test.text), format.Options{Dataset: graph.Dataset{Key: "test"}})
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			rep, err := graph.ApplyGuarded(t.Context(), store, in, graph.Allowed{})
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if rep.Claims != want {
				t.Errorf("%s: claims %+v, want %+v", name, rep.Claims, want)
			}
			for what, n := range map[string]graph.Tally{"things": rep.Things, "claims": rep.Claims} {
				if n.Read != n.New+n.Changed+n.Unchanged+n.Equal {
					t.Errorf("%s: %s do not add up: %+v", name, what, n)
				}
			}
			left := 0
			for rule, n := range test.left {
				left += n
				if got := in.Account.Count(rule); got != n {
					t.Errorf("%s: %s applied %d times, want %d", name, rule, got, n)
				}
			}
			if rows := in.Account.Elements()[test.rows]; rows != rep.Claims.Read+left {
				t.Errorf("%s: %d rows, and %d claims and %d left out", name, rows, rep.Claims.Read, left)
			}
			if err := in.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}

package migraphyaml_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/sqlitestore"
	"github.com/migraph/migraph/ingest/migraphyaml"
)

// TestFullFileApplies: what Read gives, a store can hold; references between
// claims (breakdowns, what a flow is paid from) lead where they should.
func TestFullFileApplies(t *testing.T) {
	in, err := migraphyaml.Read("full.yaml", strings.NewReader(readFile(t, "full.yaml")))
	if err != nil {
		t.Fatal(err)
	}
	s, err := sqlitestore.Open(t.Context(), sqlitestore.Options{Path: filepath.Join(t.TempDir(), "full.db"), Unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	rep, err := graph.Apply(t.Context(), s, in)
	if err != nil {
		t.Fatal(err)
	}
	if rep.Things.New != len(in.Things) || rep.Claims.New != len(in.Claims) || rep.Conflicts != 0 {
		t.Errorf("got %+v, want %d things, %d claims", rep, len(in.Things), len(in.Claims))
	}
	if found, err := graph.CheckStore(t.Context(), s); err != nil || len(found) > 0 {
		t.Errorf("the store has contradictions: %v, %v", found, err)
	}
}

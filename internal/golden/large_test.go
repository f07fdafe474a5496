package golden

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/internal/generated"
	"github.com/migraph/migraph/internal/neo4jtest"
)

// TestLargeSQLite asks a generated graph of 10,000 bodies. To load it takes most of
// the time.
func TestLargeSQLite(t *testing.T) {
	if testing.Short() {
		t.Skip("10,000 bodies take too long to load for -short")
	}
	s := openSQLite(t)
	g := generate(t, s, 10_000)
	questions(t, s, "large", bodies(g), *update)
}

// TestLargeNeo4j asks both stores the same of a tenth of the bodies, for Neo4j takes
// minutes to load 10,000.
func TestLargeNeo4j(t *testing.T) {
	neo := openNeo4j(t)
	t.Cleanup(func() { clear(t, neo4jtest.URI(t)) }) // others empty it in one transaction
	lite := openSQLite(t)
	const size = 1000
	g := generate(t, neo, size)
	generate(t, lite, size)
	a, b := serve(t, neo), serve(t, lite)
	files, err := filepath.Glob("large/*.graphql")
	if err != nil || len(files) < 10 {
		t.Fatalf("questions: %v %v", files, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".graphql"), func(t *testing.T) {
			question, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got, calls := a.ask(t, string(question), bodies(g))
			want, wantCalls := b.ask(t, string(question), bodies(g))
			if !bytes.Equal(got, want) || bytes.Contains(got, []byte(`"errors"`)) {
				t.Errorf("Neo4j  %s\nSQLite %s", got, want)
			}
			if calls != wantCalls {
				t.Errorf("%d calls of Neo4j, %d of SQLite", calls, wantCalls)
			}
		})
	}
}

// bodies gives the ids of bodies by the names of variables: the hub, the most
// connected one but for it, three of about a hundred claims, and two of few.
func bodies(g *generated.Graph) map[string]string {
	out := map[string]string{"hub": g.Hub().ID}
	for name, n := range map[string]int{"first": 0, "busy": 75, "other": 67, "third": 100, "quiet": 600, "far": 900} {
		out[name] = g.Stakeholder(n).ID
	}
	return out
}

// generate loads a generated graph, and a small dataset after it, so that there
// is something new.
func generate(t *testing.T, s graph.Store, size int) *generated.Graph {
	t.Helper()
	begun := time.Now()
	g := generated.New(generated.Options{Seed: 1, Stakeholders: size})
	if err := g.Load(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	if _, err := graph.Apply(t.Context(), s, late()); err != nil {
		t.Fatal(err)
	}
	t.Logf("loaded in %v", time.Since(begun).Round(time.Second))
	return g
}

// late is a newsletter that came after everything else.
func late() *graph.Import {
	keyed := func(key, name string) graph.Thing {
		return graph.Thing{Name: name, Identifiers: []*graph.Identifier{{Scheme: graph.SchemeMigraph, Value: key}}}
	}
	date, err := graph.ParseDate("2026-01-15")
	if err != nil {
		panic(err)
	}
	evidence := []*graph.Evidence{{DocumentID: "letter", Basis: "STATED", Locator: "page 1"}}
	in := &graph.Import{Dataset: graph.Dataset{Key: "late-newsletter", Title: "A newsletter"}}
	for key, r := range map[string]graph.Record{
		"letter":   &graph.Document{Thing: keyed("letter", "Zephyr quarterly letter"), Date: date},
		"zephyr":   &graph.Stakeholder{Thing: keyed("zephyr", "Zephyr Resettlement Fund"), Kind: "ORGANIZATION", Country: "MY"},
		"workshop": &graph.Initiative{Thing: keyed("workshop", "Zephyr workshop on resettlement"), Type: "WORKSHOP", Nature: "EVENT", Period: graph.Period{Start: date}},
	} {
		in.Things = append(in.Things, graph.ThingInput{Key: key, Record: r, Evidence: evidence, Where: key})
	}
	for i, role := range []graph.Role{"ORGANIZER", "FUNDING"} {
		in.Claims = append(in.Claims, graph.ClaimInput{Key: fmt.Sprint(i), Evidence: evidence, Where: string(role),
			Record: &graph.Participation{StakeholderID: "zephyr", InitiativeID: "workshop", Role: role}})
	}
	return in
}

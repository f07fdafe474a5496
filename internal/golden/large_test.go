package golden

import (
	"fmt"
	"testing"
	"time"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/internal/generated"
)

// TestLargeSQLite and TestLargeNeo4j ask a generated graph of 10,000 bodies. To load
// it takes most of their time.
func TestLargeSQLite(t *testing.T) {
	if testing.Short() {
		t.Skip("10,000 bodies take too long to load for -short")
	}
	s := openSQLite(t)
	generate(t, s)
	questions(t, s, "large", *update)
}

func TestLargeNeo4j(t *testing.T) {
	s := openNeo4j(t)
	generate(t, s)
	questions(t, s, "large", false)
}

// generate loads the generated graph, and a small dataset after it, so that there
// is something new.
func generate(t *testing.T, s graph.Store) {
	t.Helper()
	begun := time.Now()
	if err := generated.New(generated.Options{Seed: 1, Stakeholders: 10_000}).Load(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	if _, err := graph.Apply(t.Context(), s, late()); err != nil {
		t.Fatal(err)
	}
	t.Logf("loaded in %v", time.Since(begun).Round(time.Second))
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

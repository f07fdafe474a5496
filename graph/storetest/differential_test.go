package storetest_test

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/neo4jstore"
	"github.com/migraph/migraph/graph/sqlitestore"
	"github.com/migraph/migraph/graph/storetest"
	"github.com/migraph/migraph/internal/neo4jtest"
)

func TestMain(m *testing.M) { neo4jtest.Main(m) }

// questions is few in normal runs; MIGRAPH_DIFFERENTIAL=10000 asks many.
func questions(t *testing.T, few int) int {
	t.Helper()
	many := os.Getenv("MIGRAPH_DIFFERENTIAL")
	if many == "" {
		return few
	}
	n, err := strconv.Atoi(many)
	if err != nil {
		t.Fatalf("MIGRAPH_DIFFERENTIAL: %v", err)
	}
	return n
}

func openSQLite(t *testing.T) graph.Store {
	t.Helper()
	s, err := sqlitestore.Open(t.Context(), sqlitestore.Options{Path: filepath.Join(t.TempDir(), "graph.db"), Unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestSQLiteAnswersAsTheOracle(t *testing.T) {
	storetest.Differential(t, questions(t, 300), map[string]graph.Store{"SQLite": openSQLite(t)})
}

func TestSQLiteForgetsItsHistory(t *testing.T) { storetest.History(t, openSQLite) }

// Neo4j plans each new statement anew, which takes it half a second.
func TestNeo4jAnswersAsTheOracle(t *testing.T) {
	s, err := neo4jstore.Open(t.Context(), neo4jstore.Options{URI: neo4jtest.URI(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	storetest.Differential(t, questions(t, 100), map[string]graph.Store{"Neo4j": s})
}

func TestSQLiteUndoesRulings(t *testing.T) { storetest.Undone(t, openSQLite) }

func TestSQLiteForgetsItsRulings(t *testing.T) { storetest.RuledHistory(t, openSQLite) }

func TestSQLiteDumps(t *testing.T) { storetest.Dumped(t, 20, openSQLite, openSQLite) }

// A graph goes from SQLite to Neo4j and back.
func TestNeo4jDumps(t *testing.T) {
	storetest.Dumped(t, 3, openSQLite, openNeo4j, openSQLite)
}

// openNeo4j gives a store in the shared server's database, which it empties.
func openNeo4j(t *testing.T) graph.Store {
	t.Helper()
	uri := neo4jtest.URI(t)
	driver, err := neo4j.NewDriverWithContext(uri, neo4j.NoAuth())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := neo4j.ExecuteQuery(t.Context(), driver, "MATCH (n) DETACH DELETE n", nil, neo4j.EagerResultTransformer); err != nil {
		t.Fatal(err)
	}
	if err := driver.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	s, err := neo4jstore.Open(t.Context(), neo4jstore.Options{URI: uri})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestSQLiteSaysItAgain(t *testing.T) { storetest.SaidAgain(t, openSQLite) }

// Command bench measures Migraph beside hand-written statements over the same
// data in the same run, so that what counts is the ratio and not the machine.
//
// Both sides answer the same nested question in this process: Migraph through
// its whole GraphQL handler, the floor by one statement and encoding/json.
// Their answers are compared before they are timed. Neo4j is measured if
// NEO4J_TEST_URI is set; its database is emptied.
//
// Then come questions that are drawn: searches, neighbourhoods, paths, tables and
// measures. With -million they are asked of a graph of a million bodies as well;
// by how much they take longer is what counts.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/neo4jstore"
	"github.com/migraph/migraph/graph/sqlitestore"
	"github.com/migraph/migraph/internal/api"
	"github.com/migraph/migraph/internal/generated"
	"github.com/migraph/migraph/resolvers"
)

func main() {
	rounds := flag.Int("rounds", 15, "timed rounds of each question")
	million := flag.String("million", "", "folder in which the graph of a million bodies is, or is to be kept: ask drawn questions of it, too (10 GB, and an hour the first time)")
	binary := flag.String("binary", "", "built migraph program, to measure its start, memory and size")
	imports := flag.Int("import", 27, "megabytes of published activities to import with the built program")
	only := flag.Bool("import-only", false, "measure the import alone")
	dashboard := flag.Bool("dashboard-only", false, "measure answers that the built program keeps, alone")
	flag.Parse()
	o := options{*rounds, *binary, *million, *imports, *only, *dashboard}
	if err := run(context.Background(), o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// shape is a question of nested pages.
type shape struct{ a, b, c int }

func (s shape) String() string { return fmt.Sprintf("%dx%dx%d", s.a, s.b, s.c) }

var shapes = []shape{{10, 5, 5}, {50, 20, 20}}

const question = `query($a: Int!, $b: Int!, $c: Int!) {
	stakeholders(where: {subtype: {eq: "HUB"}}, first: $a) { nodes { id name
		participations(first: $b) { nodes { role
			initiative { id name
				participations(first: $c) { nodes { role stakeholder { id name } } } } } } } } }`

// floor answers the question by hand, in the same form as Migraph.
type floor func(context.Context, shape) ([]byte, error)

// options are the flags.
type options struct {
	rounds             int
	binary, millionDir string
	importing          int // megabytes
	importOnly         bool
	dashboardOnly      bool
}

func run(ctx context.Context, o options) error {
	rounds, binary, millionDir := o.rounds, o.binary, o.millionDir
	if o.dashboardOnly {
		return measureDashboard(ctx, binary)
	}
	dir, err := os.MkdirTemp("", "migraph-bench")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if o.importOnly {
		return measureImport(ctx, binary, dir, o.importing)
	}
	g := newGraph()
	path := filepath.Join(dir, "graph.db")
	lite, err := sqlitestore.Open(ctx, sqlitestore.Options{Path: path})
	if err != nil {
		return err
	}
	defer func() { _ = lite.Close() }()
	byHand, err := sqliteFloor(path)
	if err != nil {
		return err
	}
	fmt.Printf("%d stakeholders, %d initiatives; medians of %d rounds in turn\n\n", g.Stakeholders(), g.Initiatives(), rounds)
	if err := compare(ctx, "SQLite", lite, g, byHand, rounds); err != nil {
		return err
	}
	small, err := measureDrawn(ctx, "SQLite", lite, g)
	if err != nil {
		return err
	}
	if millionDir != "" {
		large, err := measureMillion(ctx, millionDir)
		if err != nil {
			return err
		}
		grown(small, large)
	}
	if uri := os.Getenv("NEO4J_TEST_URI"); uri != "" {
		if err := onNeo4j(ctx, uri, g, rounds); err != nil {
			return err
		}
	}
	if binary == "" {
		return nil
	}
	if err := measureProgram(ctx, binary, dir); err != nil {
		return err
	}
	return measureImport(ctx, binary, dir, o.importing)
}

func onNeo4j(ctx context.Context, uri string, g *generated.Graph, rounds int) error {
	byHand, clear, err := neo4jFloor(ctx, uri)
	if err != nil {
		return err
	}
	if err := clear(); err != nil {
		return err
	}
	neo, err := neo4jstore.Open(ctx, neo4jstore.Options{URI: uri})
	if err != nil {
		return err
	}
	defer func() { _ = neo.Close() }()
	if err := compare(ctx, "Neo4j", neo, g, byHand, rounds); err != nil {
		return err
	}
	_, err = measureDrawn(ctx, "Neo4j", neo, g)
	return err
}

// newGraph makes the graph of most questions.
func newGraph() *generated.Graph {
	return generated.New(generated.Options{Seed: 1, Stakeholders: 10_000})
}

func compare(ctx context.Context, name string, s graph.Store, g *generated.Graph, byHand floor, rounds int) error {
	start := time.Now()
	if err := g.Load(ctx, s); err != nil {
		return err
	}
	fmt.Printf("%s: loaded in %.1f s\n", name, time.Since(start).Seconds())
	h := api.NewHandler(api.Options{
		Store: func() (graph.Store, error) { return s, nil }, Timeout: time.Minute, Text: api.DefaultLimits,
		Limits: resolvers.DefaultLimits, Log: slog.Default(),
	})
	for _, sh := range shapes {
		migraph := func(ctx context.Context, sh shape) ([]byte, error) {
			return answerTo(ctx, h, question, map[string]any{"a": sh.a, "b": sh.b, "c": sh.c})
		}
		if err := agree(ctx, sh, migraph, byHand); err != nil {
			return err
		}
		var ours, theirs []time.Duration
		var ratios []float64
		for range rounds {
			a, err := timed(ctx, sh, migraph)
			if err != nil {
				return err
			}
			b, err := timed(ctx, sh, byHand)
			if err != nil {
				return err
			}
			ours, theirs, ratios = append(ours, a), append(theirs, b), append(ratios, float64(a)/float64(b))
		}
		fmt.Printf("  nested %-9s migraph %6.1f ms   by hand %6.1f ms   ratio %.2f (%.2f to %.2f)\n", sh,
			ms(median(ours)), ms(median(theirs)), median(ratios), slices.Min(ratios), slices.Max(ratios))
	}
	return nil
}

// agree fails unless both give the same JSON.
func agree(ctx context.Context, sh shape, a, b floor) error {
	var values [2]any
	for i, f := range []floor{a, b} {
		text, err := f(ctx, sh)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(text, &values[i]); err != nil {
			return err
		}
	}
	x, _ := json.Marshal(values[0])
	y, _ := json.Marshal(values[1])
	if !bytes.Equal(x, y) {
		return fmt.Errorf("the answers to %v differ:\n%.600s\n%.600s", sh, x, y)
	}
	fmt.Printf("  nested %-9s answers agree, %d bytes\n", sh, len(x))
	return nil
}

func timed(ctx context.Context, sh shape, f floor) (time.Duration, error) {
	start := time.Now()
	_, err := f(ctx, sh)
	return time.Since(start), err
}

func median[T int64 | float64 | time.Duration](v []T) T {
	s := slices.Clone(v)
	slices.Sort(s)
	return s[len(s)/2]
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

package measures_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/network/measures"
)

// pairs are the edges of a small graph, repeated for their weights.
type pairs [][2]string

// parse reads edges as lines of «from: to to to».
func parse(text string) (out pairs) {
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		from, to, _ := strings.Cut(strings.TrimSpace(line), ": ")
		for _, other := range strings.Fields(to) {
			out = append(out, [2]string{from, other})
		}
	}
	return out
}

type failer interface {
	Helper()
	Fatal(args ...any)
}

func build(t failer, edges pairs, directed bool) *measures.Graph {
	t.Helper()
	b := measures.NewBuilder(directed, measures.Limits{})
	for _, e := range edges {
		if err := b.Add(e[0], e[1]); err != nil {
			t.Fatal(err)
		}
	}
	g, err := b.Graph(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// drawn is a random graph of up to eight nodes, as a matrix of weights.
type drawn struct {
	ids      []string
	weight   [][]int
	directed bool
}

// draw makes a random graph, in which every node has an edge to another.
func draw(t *rapid.T) (*drawn, *measures.Graph) {
	directed := rapid.Bool().Draw(t, "directed")
	var edges pairs
	for i := range rapid.IntRange(1, 20).Draw(t, "edges") {
		end := rapid.IntRange(0, 7)
		e := [2]string{fmt.Sprint("n", end.Draw(t, "from")), fmt.Sprint("n", end.Draw(t, "to"))}
		if i == 0 && e[0] == e[1] {
			e = [2]string{"n0", "n1"}
		}
		for range rapid.IntRange(1, 3).Draw(t, "weight") {
			edges = append(edges, e)
		}
	}
	d := &drawn{directed: directed}
	for _, e := range edges {
		if e[0] != e[1] {
			d.ids = append(d.ids, e[0], e[1])
		}
	}
	slices.Sort(d.ids)
	d.ids = slices.Compact(d.ids)
	for range d.ids {
		d.weight = append(d.weight, make([]int, len(d.ids)))
	}
	for _, e := range edges {
		v, w := slices.Index(d.ids, e[0]), slices.Index(d.ids, e[1])
		if v == w {
			continue
		}
		d.weight[v][w]++
		if !directed {
			d.weight[w][v]++
		}
	}
	return d, build(t, edges, directed)
}

func TestAGraphIsItsDistinctEdges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, g := draw(t)
		out, in, outStrength, inStrength := measures.OutDegree(g), measures.InDegree(g), measures.OutStrength(g), measures.InStrength(g)
		edges := 0
		for v := range d.ids {
			var wantOut, wantIn, wantOutStrength, wantInStrength int32
			for w := range d.ids {
				if x := int32(d.weight[v][w]); x > 0 {
					wantOut, wantOutStrength, edges = wantOut+1, wantOutStrength+x, edges+1
				}
				if x := int32(d.weight[w][v]); x > 0 {
					wantIn, wantInStrength = wantIn+1, wantInStrength+x
				}
			}
			got := [4]int32{out[v], in[v], outStrength[v], inStrength[v]}
			if want := [4]int32{wantOut, wantIn, wantOutStrength, wantInStrength}; got != want {
				t.Fatalf("degrees and strengths, out and in, of %s: %v, want %v", d.ids[v], got, want)
			}
		}
		if !d.directed {
			edges /= 2
		}
		if !slices.Equal(g.IDs(), d.ids) || g.Nodes() != len(d.ids) || g.Edges() != edges {
			t.Fatalf("%d nodes %v and %d edges, want %v and %d", g.Nodes(), g.IDs(), g.Edges(), d.ids, edges)
		}
	})
}

func TestAnEmptyGraphHasNoMeasures(t *testing.T) {
	for _, directed := range []bool{false, true} {
		g := build(t, pairs{{"a", "a"}}, directed)
		paths, err := measures.Paths(t.Context(), g, 10)
		if err != nil || len(paths.Betweenness) != 0 || paths.Sources != 0 {
			t.Errorf("paths: %+v, %v", paths, err)
		}
		if rank, err := measures.PageRank(t.Context(), g, true); err != nil || len(rank) != 0 {
			t.Errorf("PageRank: %v, %v", rank, err)
		}
		if p, err := measures.Communities(t.Context(), g); err != nil || p.Count != 0 || p.Modularity != 0 {
			t.Errorf("communities: %+v, %v", p, err)
		}
	}
}

func TestTooLargeAGraphIsRefused(t *testing.T) {
	grow := func(l measures.Limits, edges pairs) error {
		b := measures.NewBuilder(false, l)
		for _, e := range edges {
			if err := b.Add(e[0], e[1]); err != nil {
				return err
			}
		}
		_, err := b.Graph(t.Context())
		return err
	}
	triangle := parse("a: b c\nb: c")
	var twice pairs
	for range 50 {
		twice = append(append(twice, triangle...), [2]string{"c", "a"}, [2]string{"b", "b"})
	}
	for _, c := range []struct {
		nodes, edges int
		of           pairs
		ok           bool
	}{
		{3, 3, triangle, true},
		{3, 3, twice, true}, // parallel edges count once, loops never
		{2, 3, triangle, false},
		{3, 2, triangle, false},
		{3, 2, twice, false},
	} {
		err := grow(measures.Limits{MaxNodes: c.nodes, MaxEdges: c.edges}, c.of)
		if c.ok && err != nil || !c.ok && graph.CodeOf(err) != graph.LimitExceeded {
			t.Errorf("at most %d nodes and %d edges, of %d: %v", c.nodes, c.edges, len(c.of), err)
		}
	}
}

func TestMergingEarlyChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		directed := rapid.Bool().Draw(t, "directed")
		end := rapid.IntRange(0, 3)
		var edges pairs
		for range rapid.IntRange(0, 100).Draw(t, "edges") {
			edges = append(edges, [2]string{fmt.Sprint(end.Draw(t, "from")), fmt.Sprint(end.Draw(t, "to"))})
		}
		b := measures.NewBuilder(directed, measures.Limits{MaxEdges: 12})
		for _, e := range edges {
			if err := b.Add(e[0], e[1]); err != nil {
				t.Fatal(err)
			}
		}
		g, err := b.Graph(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		want := build(t, edges, directed)
		if g.Edges() != want.Edges() || !slices.Equal(measures.OutStrength(g), measures.OutStrength(want)) || !slices.Equal(measures.InStrength(g), measures.InStrength(want)) {
			t.Fatalf("strengths %v of %d edges, want %v of %d", measures.OutStrength(g), g.Edges(), measures.OutStrength(want), want.Edges())
		}
	})
}

func TestWorkEndsWithItsContext(t *testing.T) {
	g := skewed(t, 10_000, 30_000, false)
	gone := errors.New("nobody waits")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(gone)
	for name, run := range map[string]func() error{
		"paths":       func() error { _, err := measures.Paths(ctx, g, g.Nodes()); return err },
		"PageRank":    func() error { _, err := measures.PageRank(ctx, g, false); return err },
		"communities": func() error { _, err := measures.Communities(ctx, g); return err },
	} {
		if err := run(); !errors.Is(err, gone) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

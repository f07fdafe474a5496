package measures_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/network/measures"
)

// near tells whether two numbers are the same but for rounding.
func near(x, y, by float64) bool { return math.Abs(x-y) <= by }

// shortest enumerates all shortest paths from s to t by trying all paths of
// growing length.
func (d *drawn) shortest(s, t int) (out [][]int) {
	frontier := [][]int{{s}}
	for range d.ids {
		var next [][]int
		for _, path := range frontier {
			for w := range d.ids {
				if d.weight[path[len(path)-1]][w] == 0 || slices.Contains(path, w) {
					continue
				}
				longer := append(slices.Clone(path), w)
				next = append(next, longer)
				if w == t {
					out = append(out, longer)
				}
			}
		}
		if len(out) > 0 {
			return out
		}
		frontier = next
	}
	return nil
}

func TestPathMeasuresAreThoseOfAllShortestPaths(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, g := draw(t)
		n := len(d.ids)
		over, reached, distance := make([]float64, n), make([]float64, n), make([]float64, n)
		for s := range n {
			for e := range n {
				paths := d.shortest(s, e)
				if s == e || len(paths) == 0 {
					continue
				}
				reached[e]++
				distance[e] += float64(len(paths[0]) - 1)
				for _, p := range paths {
					for _, v := range p[1 : len(p)-1] {
						over[v] += 1 / float64(len(paths))
					}
				}
			}
		}
		got, err := measures.Paths(context.Background(), g, n+rapid.IntRange(0, 3).Draw(t, "more sources than nodes"))
		if err != nil || got.Sources != n {
			t.Fatalf("%d sources of %d: %v", got.Sources, n, err)
		}
		for v := range n {
			if pairs := float64((n - 1) * (n - 2)); n > 2 {
				over[v] /= pairs
			}
			closeness := 0.0
			if reached[v] > 0 {
				closeness = reached[v] / distance[v] * reached[v] / float64(n-1)
			}
			if !near(got.Betweenness[v], over[v], 1e-12) || !near(got.Closeness[v], closeness, 1e-12) {
				t.Fatalf("%s: betweenness %v and closeness %v, want %v and %v", d.ids[v], got.Betweenness[v], got.Closeness[v], over[v], closeness)
			}
		}
	})
}

// Estimates are worked out from the sources alone: for one, its paths times n.
func TestOneSourceCountsForAll(t *testing.T) {
	g := build(t, parse("a: b\nb: c\nc: d"), false)
	got, err := measures.Paths(t.Context(), g, 1)
	if err != nil || got.Sources != 1 {
		t.Fatalf("%+v, %v", got, err)
	}
	same := func(x, y float64) bool { return near(x, y, 1e-12) }
	for _, want := range [][2][]float64{ // betweenness and closeness, by a, b, c and d
		{{0, 1, 1 * 4. / 6, 0}, {0, 1, 1. / 2, 1. / 3}}, // 2·4/6 is more than there can be
		{{0, 0, 1 * 4. / 6, 0}, {1, 0, 1, 1. / 2}},
		{{0, 1 * 4. / 6, 0, 0}, {1. / 2, 1, 0, 1}},
		{{0, 1 * 4. / 6, 1, 0}, {1. / 3, 1. / 2, 1, 0}},
	} {
		if slices.EqualFunc(got.Betweenness, want[0], same) && slices.EqualFunc(got.Closeness, want[1], same) {
			return
		}
	}
	t.Errorf("by no source: %+v", got)
}

func TestMorePathsThanCanBeCountedAreRefused(t *testing.T) {
	// Each diamond doubles the number of paths.
	diamonds := func(count int) *measures.Graph {
		var edges pairs
		for i := range count {
			from, to := fmt.Sprintf("n%05d", i), fmt.Sprintf("n%05d", i+1)
			edges = append(edges, [2]string{from, from + "x"}, [2]string{from, from + "y"}, [2]string{from + "x", to}, [2]string{from + "y", to})
		}
		return build(t, edges, false)
	}
	if _, err := measures.Paths(t.Context(), diamonds(1000), 4000); graph.CodeOf(err) != graph.LimitExceeded {
		t.Errorf("2 to the power of 1000 paths: %v", err)
	}
	got, err := measures.Paths(t.Context(), diamonds(900), 4000)
	if err != nil {
		t.Fatal(err)
	}
	for v, b := range got.Betweenness {
		if !(b >= 0 && b <= 1) || !(got.Closeness[v] > 0 && got.Closeness[v] <= 1) {
			t.Fatalf("node %d: betweenness %v, closeness %v", v, b, got.Closeness[v])
		}
	}
}

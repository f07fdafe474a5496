package measures_test

import (
	"context"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/migraph/migraph/graph/network/measures"
)

// solved gives PageRank as the solution of its system of equations, by Gaussian
// elimination.
func (d *drawn) solved(weighted bool) []float64 {
	n := len(d.ids)
	a := make([][]float64, n) // row v: p(v) - 0.85·Σ p(u)·P(u,v) = 0.15/n
	for v := range a {
		a[v] = make([]float64, n+1)
		a[v][v], a[v][n] = 1, 0.15/float64(n)
	}
	for u := range n {
		total := 0.0
		for v := range n {
			total += d.links(u, v, weighted)
		}
		for v := range n {
			if total == 0 {
				a[v][u] -= 0.85 / float64(n)
			} else {
				a[v][u] -= 0.85 * d.links(u, v, weighted) / total
			}
		}
	}
	for c := range n {
		pivot := c
		for r := c; r < n; r++ {
			if math.Abs(a[r][c]) > math.Abs(a[pivot][c]) {
				pivot = r
			}
		}
		a[c], a[pivot] = a[pivot], a[c]
		for r := range n {
			if r == c {
				continue
			}
			f := a[r][c] / a[c][c]
			for k := c; k <= n; k++ {
				a[r][k] -= f * a[c][k]
			}
		}
	}
	out := make([]float64, n)
	for v := range out {
		out[v] = a[v][n] / a[v][v]
	}
	return out
}

func (d *drawn) links(u, v int, weighted bool) float64 {
	if w := d.weight[u][v]; weighted || w == 0 {
		return float64(w)
	}
	return 1
}

func TestPageRankSolvesItsEquations(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, g := draw(t)
		weighted := rapid.Bool().Draw(t, "weighted")
		got, err := measures.PageRank(context.Background(), g, weighted)
		if err != nil {
			t.Fatal(err)
		}
		total := 0.0
		for v, want := range d.solved(weighted) {
			total += got[v]
			if !near(got[v], want, 1e-11) {
				t.Fatalf("%s has %v, want %v", d.ids[v], got[v], want)
			}
		}
		if !near(total, 1, 1e-12) {
			t.Fatalf("all ranks together are %v", total)
		}
	})
}

package measures_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/migraph/migraph/graph/network/measures"
)

// skewed builds a connected network in which few nodes have very many edges:
// each new node is linked to an end of an earlier edge, and so are further pairs.
func skewed(tb testing.TB, nodes, edges int, directed bool) *measures.Graph {
	tb.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	b := measures.NewBuilder(directed, measures.Limits{})
	ends := make([]int, 0, 2*edges)
	end := func() int { return ends[random.IntN(len(ends))] }
	add := func(v, w int) {
		ends = append(ends, v, w)
		if err := b.Add(fmt.Sprintf("s%012d", v), fmt.Sprintf("s%012d", w)); err != nil {
			tb.Fatal(err)
		}
	}
	add(0, 1)
	for v := 2; v < nodes; v++ {
		add(v, end())
	}
	for range edges - nodes + 1 {
		add(random.IntN(nodes), end())
	}
	g, err := b.Graph(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	return g
}

func BenchmarkPathsExact20k(b *testing.B) {
	g := skewed(b, 20_000, 100_000, false)
	for b.Loop() {
		if _, err := measures.Paths(b.Context(), g, g.Nodes()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMillion(b *testing.B) {
	g := skewed(b, 1_000_000, 3_000_000, false)
	b.Run("16 sources", func(b *testing.B) {
		for b.Loop() {
			if _, err := measures.Paths(b.Context(), g, 16); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("PageRank", func(b *testing.B) {
		for b.Loop() {
			if _, err := measures.PageRank(b.Context(), g, false); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("communities", func(b *testing.B) {
		for b.Loop() {
			p, err := measures.Communities(b.Context(), g)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(p.Modularity, "modularity")
			b.ReportMetric(float64(p.Count), "communities")
		}
	})
}

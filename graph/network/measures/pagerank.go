package measures

import (
	"context"
	"math"

	"github.com/migraph/migraph/graph"
)

const (
	damping = 0.85
	// tolerance is by how much all ranks together may still change in the last
	// step. The ranks are then within 6e-13 of the true ones.
	tolerance = 1e-13
	// maxSteps is far beyond the 190 or so in which 0.85 to the power of steps
	// falls below the tolerance.
	maxSteps = 1000
)

// PageRank gives the share of time that a walker spends at each node who goes
// along an edge with probability 0.85, else to any node (Brin and Page, The
// anatomy of a large-scale hypertextual web search engine, 1998):
//
//	p(v) = 0.15/n + 0.85 · (Σ p(u)·w(u,v)/w(u) + Σ p(d)/n)
//
// over the edges from u to v and over the nodes d without edges that lead away;
// w(u) is the sum of the weights of the edges that lead away from u. Unweighted,
// every weight is 1. The ranks of all nodes add up to 1. It agrees with
// NetworkX's pagerank; an undirected edge leads both ways.
func PageRank(ctx context.Context, g *Graph, weighted bool) ([]float64, error) {
	n := g.Nodes()
	away := OutDegree(g)
	if weighted {
		away = OutStrength(g)
	}
	rank, next := make([]float64, n), make([]float64, n)
	for v := range rank {
		rank[v] = 1 / float64(n)
	}
	for range maxSteps {
		if err := walk(ctx, g, weighted, away, rank, next); err != nil {
			return nil, err
		}
		change := 0.0
		for v := range next {
			change += math.Abs(next[v] - rank[v])
		}
		rank, next = next, rank
		if change < tolerance {
			return rank, nil
		}
	}
	return nil, graph.Errorf(graph.Internal, "PageRank did not settle in %d steps", maxSteps)
}

// walk makes one step. Conversions keep products and sums apart, as in back.
func walk(ctx context.Context, g *Graph, weighted bool, away []int32, rank, next []float64) error {
	stuck := 0.0
	for v, w := range away {
		if w == 0 {
			stuck += rank[v]
		}
	}
	anywhere := (1 - damping + float64(damping*stuck)) / float64(len(rank))
	for v := range next {
		next[v] = anywhere
	}
	for v := range rank {
		if err := interrupted(ctx, v); err != nil {
			return err
		}
		if away[v] == 0 {
			continue
		}
		share := float64(damping * rank[v] / float64(away[v]))
		row := g.row(int32(v))
		if !weighted {
			for _, w := range row {
				next[w] += share
			}
			continue
		}
		for i, weight := range g.weights(int32(v)) {
			next[row[i]] += float64(share * float64(weight))
		}
	}
	return nil
}

package measures

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"sync"

	"github.com/migraph/migraph/graph"
)

// PathMeasures are what shortest paths tell of each node, by its number.
// Every edge is a step of length 1, whatever its weight.
type PathMeasures struct {
	Betweenness, Closeness []float64
	// Sources is the number of nodes from which paths were followed. If it is
	// less than the number of nodes, both measures are estimates.
	Sources int
}

// seed of all random choices, so that they are the same in every run.
const seed = 2007

// Paths measures the betweenness and the closeness of every node by the
// shortest paths from so many sources, which are drawn at random with a fixed
// seed; from all nodes if there are not more. Time grows with sources·(n+m).
//
// Betweenness of v is the sum over all ordered pairs s, t of other nodes of the
// share of the shortest paths from s to t that lead over v, divided by
// (n-1)(n-2); it lies between 0 and 1. It is worked out by the accumulation of
// Brandes (A faster algorithm for betweenness centrality, 2001). Estimates
// multiply what k sources gave by n/k (Brandes and Pich, Centrality estimation
// in large networks, 2007), and are no more than 1.
//
// Closeness of v is r/d · r/(n-1): r other nodes lead to v, and d is the sum of
// their distances to it. The second factor is that of Wasserman and Faust (Social
// network analysis, 1994, equation 5.22), so that nodes of a small component are
// not taken to be near everything. A node to which none leads has 0. Distances
// in a directed graph are those to v, along the edges. Estimates take the
// sources for all nodes (Eppstein and Wang, Fast approximation of centrality, 2004).
//
// With all nodes as sources both agree with NetworkX's betweenness_centrality
// and closeness_centrality. The error is LimitExceeded if there are more
// shortest paths between two nodes than floating point numbers can count.
func Paths(ctx context.Context, g *Graph, sources int) (*PathMeasures, error) {
	n := g.Nodes()
	out := &PathMeasures{Betweenness: make([]float64, n), Closeness: make([]float64, n), Sources: min(sources, n)}
	from := draw(n, out.Sources)
	all, err := follow(ctx, g, from)
	if err != nil {
		return nil, err
	}
	scale := 1.0
	if n > 2 {
		scale = float64(n) / float64(max(1, out.Sources)) / (float64(n-1) * float64(n-2))
	}
	isSource := make([]bool, n)
	for _, s := range from {
		isSource[s] = true
	}
	for v := range n {
		out.Betweenness[v] = min(1, all.over[v]*scale)
		others := out.Sources // than v itself
		if isSource[v] {
			others--
		}
		if r := float64(all.reached[v]); r > 0 {
			out.Closeness[v] = r / float64(all.distance[v]) * (r / float64(others))
		}
	}
	return out, nil
}

// draw gives k of the numbers below n, ascending.
func draw(n, k int) []int32 {
	all := make([]int32, n)
	for i := range all {
		all[i] = int32(i)
	}
	random := rand.New(rand.NewPCG(seed, 0))
	for i := range k {
		j := i + random.IntN(n-i)
		all[i], all[j] = all[j], all[i]
	}
	slices.Sort(all[:k])
	return all[:k]
}

// lanes is how many shares the sources are dealt into. Each is worked off by
// itself and in its order, and the results are added in the order of shares: so
// the sums are the same however many processors there are. There are two,
// because each takes memory for every node and this is work in the background.
const lanes = 2

// follow follows the shortest paths from all sources.
func follow(ctx context.Context, g *Graph, sources []int32) (*lane, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var work [lanes]*lane
	var wait sync.WaitGroup
	for i := range lanes {
		work[i] = newLane(g)
		wait.Go(func() {
			for at := i; at < len(sources); at += lanes {
				if err := work[i].from(ctx, sources[at]); err != nil {
					stop(err) // and the other lanes
					return
				}
			}
		})
	}
	wait.Wait()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	sum := work[0]
	for _, l := range work[1:] {
		for v := range sum.over {
			sum.over[v] += l.over[v]
			sum.reached[v] += l.reached[v]
			sum.distance[v] += l.distance[v]
		}
	}
	return sum, nil
}

// lane adds up what the shortest paths from some sources tell.
type lane struct {
	g *Graph
	// Of all sources so far: the dependencies on each node, how many reached it,
	// and the sum of their distances.
	over     []float64
	reached  []int32
	distance []int64
	// Of the source at hand: the nodes in the order of their distance, what is
	// known of each, and the edges of all shortest paths: behind the i-th node in
	// that order are edges[ends[i-1]:ends[i]].
	order  []int32
	visits []visit
	edges  []int32
	ends   []int
}

// visit is what is known of a node on the way from a source: together, because
// it is looked up at random and memory is what takes the time.
type visit struct {
	// value is first the number of shortest paths to the node, σ, and on the way
	// back what it passes on to those before it, (1+δ)/σ.
	value float64
	// level is the distance, -1 if the node was not reached.
	level int32
}

func newLane(g *Graph) *lane {
	n := g.Nodes()
	return &lane{g, make([]float64, n), make([]int32, n), make([]int64, n), make([]int32, 0, n),
		slices.Repeat([]visit{{level: -1}}, n), make([]int32, g.Edges()+1), make([]int, n)}
}

// maxPaths bounds the number of shortest paths between two nodes: their
// reciprocals must be far from the smallest numbers, too.
const maxPaths = 1e290

// from adds what the paths from one source tell.
//
// Whether an edge is on a shortest path is as good as random, and processors
// lose most of the time with guessing it. So the inner loop has no branch for
// it: it always adds, zero where the edge is none, and always notes the edge, and
// lets the next overwrite it.
func (l *lane) from(ctx context.Context, s int32) error {
	order, visits, edges := l.order[:0], l.visits, l.edges
	order = append(order, s)
	visits[s] = visit{1, 0}
	end := 0
	for i := 0; i < len(order); i++ {
		if err := interrupted(ctx, i); err != nil {
			return err
		}
		v := order[i]
		next, paths := visits[v].level+1, math.Float64bits(visits[v].value)
		for _, w := range l.g.row(v) {
			at := &visits[w]
			if at.level < 0 {
				*at = visit{0, next}
				order = append(order, w)
			}
			edges[end] = w
			on := 0
			if at.level == next {
				on = 1
			}
			end += on
			at.value += math.Float64frombits(paths & -uint64(on))
		}
		l.ends[i] = end
	}
	l.order = order
	return l.back(ctx)
}

// back goes from the farthest nodes to the source and gathers dependencies:
// δ(v) = σ(v) · Σ (1+δ(w))/σ(w) over the nodes w behind v. Conversions keep
// processors from joining a product and a sum into one rounding, as some do.
func (l *lane) back(ctx context.Context) error {
	visits := l.visits
	for i := len(l.order) - 1; i >= 0; i-- {
		if err := interrupted(ctx, i); err != nil {
			return err
		}
		v := l.order[i]
		at := visits[v]
		if at.value > maxPaths {
			return graph.Errorf(graph.LimitExceeded,
				"the network has more shortest paths than can be counted; ask of fewer kinds of links, or of a shorter time")
		}
		begin := 0
		if i > 0 {
			begin = l.ends[i-1]
		}
		sum := 0.0
		for _, w := range l.edges[begin:l.ends[i]] {
			sum += visits[w].value
		}
		depends := float64(at.value * sum)
		visits[v].value = (1 + depends) / at.value
		if i > 0 {
			l.over[v] += depends
			l.reached[v]++
			l.distance[v] += int64(at.level)
		}
	}
	for _, v := range l.order {
		visits[v].level = -1
	}
	return nil
}

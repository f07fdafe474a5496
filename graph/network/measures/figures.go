package measures

import (
	"cmp"
	"context"
	"iter"
	"math"
	"slices"
	"sync"
	"time"

	"github.com/migraph/migraph/graph"
)

// Measure is a measure by which nodes can be ranked.
type Measure string

// The measures. Those with a direction are told of directed scopes only.
const (
	MeasureDegree      Measure = "DEGREE"
	MeasureInDegree    Measure = "IN_DEGREE"
	MeasureOutDegree   Measure = "OUT_DEGREE"
	MeasureStrength    Measure = "STRENGTH"
	MeasureInStrength  Measure = "IN_STRENGTH"
	MeasureOutStrength Measure = "OUT_STRENGTH"
	MeasureBetweenness Measure = "BETWEENNESS"
	MeasureCloseness   Measure = "CLOSENESS"
	MeasurePageRank    Measure = "PAGE_RANK"
)

// Measures gives every measure.
var Measures = []Measure{
	MeasureDegree, MeasureInDegree, MeasureOutDegree, MeasureStrength, MeasureInStrength, MeasureOutStrength,
	MeasureBetweenness, MeasureCloseness, MeasurePageRank,
}

// Options say how figures are worked out.
type Options struct {
	Limits
	// Sources is the number of nodes from which shortest paths are followed; 0
	// chooses it by the size of the network, see sourcesFor.
	Sources int
	// Clock tells the time; nil means time.Now.
	Clock func() time.Time
}

func (o Options) now() time.Time {
	if o.Clock != nil {
		return o.Clock()
	}
	return time.Now()
}

// How far shortest paths are followed; a step looks at a node or at an edge from
// one of its ends.
const (
	exactNodes = 20_000
	// exactSteps allows networks of exactNodes with 500,000 edges to be exact.
	exactSteps = 20_400_000_000
	// mostSteps is what estimates may take otherwise.
	mostSteps = 600_000_000
	// fewestSources are followed however large the network is.
	fewestSources = 64
)

// sourcesFor chooses the number of sources: every node of a network of up to
// 20,000 (if each of them has no more than 50 neighbours or so on average), else
// as many as take about half a minute of one processor.
func sourcesFor(g *Graph) int {
	n, steps := g.Nodes(), max(1, g.Nodes()+len(g.to))
	if n <= exactNodes && n*steps <= exactSteps {
		return n
	}
	return min(n, max(fewestSources, mostSteps/steps))
}

// Figures are the measures of every node of a scope, at one revision. They never
// change. Floating point numbers are rounded to 1e-9.
type Figures struct {
	Revision graph.Revision
	// Scope is the network that was measured, with its kinds of links named.
	Scope Scope
	// Nodes is the number of things that links of the scope join to others, Edges
	// that of pairs (ordered pairs, if directed) that they join.
	Nodes, Edges int
	// Approximate: betweenness and closeness are estimates by Pivots nodes, drawn
	// at random. Otherwise they are exact, and Pivots is 0.
	Approximate bool
	Pivots      int
	// Modularity of the communities, and how many there are.
	Modularity  float64
	Communities int
	// Computed is when the figures were done, Took how long that took.
	Computed time.Time
	Took     time.Duration

	ids                               []string
	degree, inDegree, outDegree       []int32
	strength, inStrength, outStrength []int32
	betweenness, closeness, pageRank  []float64
	community                         []int32
	ranks                             map[Measure]func() []int32
}

// NodeFigures are the measures of one node.
type NodeFigures struct {
	// Degree is the number of distinct things to which the node is linked.
	// Strength is the number of claims that link it, counted anew for each of
	// those things.
	Degree, Strength int
	// In and Out tell the two apart by direction; nil unless the scope is directed.
	In, Out                          *Ends
	Betweenness, Closeness, PageRank float64
	// Community is the number of the community, from 1: the largest is 1.
	Community int
}

// Ends are degree and strength by the links of one direction.
type Ends struct{ Degree, Strength int }

// Of works out the figures of a scope. It reads all links once. The error is
// InvalidArgument if there are no such links, and LimitExceeded if the network
// is too large.
func Of(ctx context.Context, r graph.Reader, s Scope, o Options) (*Figures, error) {
	begun := o.now()
	s, err := s.canonical()
	if err != nil {
		return nil, err
	}
	n, err := read(ctx, r, s, o.Limits)
	if err != nil {
		return nil, err
	}
	return measure(ctx, n, o, begun)
}

// measure works out the figures of a network.
func measure(ctx context.Context, n *network, o Options, begun time.Time) (*Figures, error) {
	g := n.ties
	if n.directed != nil {
		g = n.directed
	}
	sources := o.Sources
	if sources <= 0 {
		sources = sourcesFor(g)
	}
	paths, err := Paths(ctx, g, sources)
	if err != nil {
		return nil, err
	}
	rank, err := PageRank(ctx, g, n.scope.Weighted)
	if err != nil {
		return nil, err
	}
	parts, err := Communities(ctx, n.ties)
	if err != nil {
		return nil, err
	}
	f := &Figures{
		Revision: n.revision, Scope: n.scope, Nodes: g.Nodes(), Edges: g.Edges(),
		Modularity: round(parts.Modularity), Communities: parts.Count,
		ids: g.IDs(), degree: OutDegree(n.ties), strength: OutStrength(n.ties), community: parts.Community,
		betweenness: rounded(paths.Betweenness), closeness: rounded(paths.Closeness), pageRank: rounded(rank),
	}
	if paths.Sources < g.Nodes() {
		f.Approximate, f.Pivots = true, paths.Sources
	}
	if n.directed != nil {
		f.inDegree, f.outDegree = InDegree(g), OutDegree(g)
		f.inStrength, f.outStrength = InStrength(g), OutStrength(g)
	}
	f.prepareRanks()
	f.Computed = o.now()
	f.Took = f.Computed.Sub(begun)
	return f, nil
}

// round rounds to 1e-9.
func round(x float64) float64 { return math.Round(x*1e9) / 1e9 }

func rounded(xs []float64) []float64 {
	for i, x := range xs {
		xs[i] = round(x)
	}
	return xs
}

// Node gives the figures of a thing. There are none, which is not the same as
// zero, of what no link of the scope joins to another.
func (f *Figures) Node(id string) (NodeFigures, bool) {
	v, found := slices.BinarySearch(f.ids, id)
	if !found {
		return NodeFigures{}, false
	}
	n := NodeFigures{
		Degree: int(f.degree[v]), Strength: int(f.strength[v]), Betweenness: f.betweenness[v],
		Closeness: f.closeness[v], PageRank: f.pageRank[v], Community: int(f.community[v]),
	}
	if f.Scope.Directed {
		n.In = &Ends{int(f.inDegree[v]), int(f.inStrength[v])}
		n.Out = &Ends{int(f.outDegree[v]), int(f.outStrength[v])}
	}
	return n, true
}

// Ranked gives the ids of all nodes, the highest by a measure first, equal ones
// by id. The error is InvalidArgument if the scope has no such measure.
func (f *Figures) Ranked(by Measure) (iter.Seq[string], error) {
	rank := f.ranks[by]
	if rank == nil {
		return nil, graph.InvalidArg("orderBy", "there is no ranking by %s in this scope; in and out are told apart if it is directed", by)
	}
	return func(yield func(string) bool) {
		for _, v := range rank() {
			if !yield(f.ids[v]) {
				return
			}
		}
	}, nil
}

// Members gives the ids of a community, in order; none if there is no such.
func (f *Figures) Members(community int) []string {
	var out []string
	for v, c := range f.community {
		if int(c) == community {
			out = append(out, f.ids[v])
		}
	}
	return out
}

// prepareRanks makes every ranking be worked out when it is first asked for.
func (f *Figures) prepareRanks() {
	f.ranks = map[Measure]func() []int32{}
	for m, values := range map[Measure][]int32{
		MeasureDegree: f.degree, MeasureInDegree: f.inDegree, MeasureOutDegree: f.outDegree,
		MeasureStrength: f.strength, MeasureInStrength: f.inStrength, MeasureOutStrength: f.outStrength,
	} {
		if values != nil {
			f.ranks[m] = sync.OnceValue(func() []int32 { return ranking(values) })
		}
	}
	for m, values := range map[Measure][]float64{
		MeasureBetweenness: f.betweenness, MeasureCloseness: f.closeness, MeasurePageRank: f.pageRank,
	} {
		f.ranks[m] = sync.OnceValue(func() []int32 { return ranking(values) })
	}
}

// ranking gives the numbers of nodes by value descending, then by number, which
// is by id.
func ranking[V cmp.Ordered](values []V) []int32 {
	out := make([]int32, len(values))
	for v := range out {
		out[v] = int32(v)
	}
	slices.SortStableFunc(out, func(v, w int32) int { return cmp.Compare(values[w], values[v]) })
	return out
}

// bytes is the memory that the figures take, rankings included.
func (f *Figures) bytes() int64 {
	const (
		fixed   = 2048      // the struct, the scope and the functions of the ranks
		id      = 16 + 16   // a string and its text
		columns = 3*4 + 3*8 // degree, strength and community; three floats
		ends    = 4 * 4     // in and out
		rank    = 4
	)
	per := int64(id + columns + rank*len(f.ranks))
	if f.Scope.Directed {
		per += ends
	}
	return fixed + per*int64(f.Nodes)
}

// Package measures tells where things stand in a network: how many neighbours
// they have, how many shortest paths lead over them, how near they are to the
// rest, and which of them belong together.
//
// The algorithms are pure functions of a Graph. What they give depends on the
// graph alone, to the last bit: nodes have a fixed order, random choices have a
// fixed seed, and sums are made in a fixed order on however many processors.
// Of applies them to a Scope of the stored graph, and a Keeper does so in the
// background and remembers the answers.
package measures

import (
	"context"
	"slices"

	"github.com/migraph/migraph/graph"
)

// Limits bound the network of which measures are worked out.
type Limits struct {
	// MaxNodes and MaxEdges bound its size; 0 means the default.
	MaxNodes, MaxEdges int
}

// The bounds of networks for which Limits say none. A network of half that size
// took 0.6 GB of memory while it was worked out.
const (
	DefaultMaxNodes = 2_000_000
	DefaultMaxEdges = 6_000_000
)

// maxWeight bounds the sum of all weights, so that products of two sums of
// weights are exact in 64 bits (see Communities).
const maxWeight = 1 << 29

// Graph is a network as compressed sparse rows. Its nodes are numbered in the
// order of their ids. It has no parallel edges and no loops, and never changes.
type Graph struct {
	ids      []string
	directed bool
	edges    int
	// The neighbours of node v are to[first[v]:first[v+1]], ascending; those to
	// which edges lead, if the graph is directed. weight stands beside to.
	first  []int
	to     []int32
	weight []int32
}

// Nodes is the number of nodes.
func (g *Graph) Nodes() int { return len(g.ids) }

// Edges is the number of edges, parallel ones counted once.
func (g *Graph) Edges() int { return g.edges }

// IDs gives the ids of the nodes in their order. The caller must not change them.
func (g *Graph) IDs() []string { return g.ids }

// row gives the neighbours of a node.
func (g *Graph) row(v int32) []int32 { return g.to[g.first[v]:g.first[v+1]] }

// weights gives the weights of the edges to the neighbours of a node.
func (g *Graph) weights(v int32) []int32 { return g.weight[g.first[v]:g.first[v+1]] }

// Builder collects the edges of a Graph.
type Builder struct {
	directed bool
	limits   Limits
	names    *names
	edges    []edge
	links    int
}

type edge struct{ from, to, weight int32 }

// NewBuilder begins a graph.
func NewBuilder(directed bool, limits Limits) *Builder {
	if limits.MaxNodes <= 0 {
		limits.MaxNodes = DefaultMaxNodes
	}
	if limits.MaxEdges <= 0 {
		limits.MaxEdges = DefaultMaxEdges
	}
	return &Builder{directed: directed, limits: limits, names: &names{number: map[string]int32{}}}
}

// Add adds an edge of weight 1. Parallel edges become one of their common
// weight; an edge from a node to itself is left out, as it is no part of any
// path between two. The error is LimitExceeded if the graph becomes too large.
func (b *Builder) Add(from, to string) error {
	if from == to {
		return nil
	}
	if b.links++; b.links > maxWeight {
		return tooMany(maxWeight, "links")
	}
	e := edge{b.names.of(from), b.names.of(to), 1}
	if len(b.names.ids) > b.limits.MaxNodes {
		return tooMany(b.limits.MaxNodes, "things")
	}
	if !b.directed && e.from > e.to {
		e.from, e.to = e.to, e.from
	}
	b.edges = append(b.edges, e)
	if len(b.edges) >= 2*b.limits.MaxEdges {
		return b.merge()
	}
	return nil
}

// merge joins parallel edges, and tells whether there are too many others.
func (b *Builder) merge() error {
	slices.SortFunc(b.edges, func(x, y edge) int {
		if x.from != y.from {
			return int(x.from) - int(y.from)
		}
		return int(x.to) - int(y.to)
	})
	n := 0
	for _, e := range b.edges {
		if n > 0 && b.edges[n-1].from == e.from && b.edges[n-1].to == e.to {
			b.edges[n-1].weight += e.weight
			continue
		}
		b.edges[n] = e
		n++
	}
	b.edges = b.edges[:n]
	return b.limits.check(n)
}

func (l Limits) check(edges int) error {
	if edges > l.MaxEdges {
		return tooMany(l.MaxEdges, "pairs of linked things")
	}
	return nil
}

func tooMany(most int, what string) error {
	return graph.Errorf(graph.LimitExceeded,
		"the network has more than %d %s; ask of fewer kinds of links, or of a shorter time", most, what)
}

// Graph makes the graph of what was added.
func (b *Builder) Graph(ctx context.Context) (*Graph, error) {
	ids, place := b.names.sorted()
	g := &Graph{ids: ids, directed: b.directed, first: make([]int, len(ids)+1)}
	for _, e := range b.edges {
		g.first[place[e.from]+1]++
		if !b.directed {
			g.first[place[e.to]+1]++
		}
	}
	for v := range ids {
		g.first[v+1] += g.first[v]
	}
	// Each end of an edge in the row of the other: the neighbour above, the
	// weight below.
	ends := make([]uint64, g.first[len(ids)])
	next := slices.Clone(g.first)
	put := func(at, other, weight int32) {
		ends[next[at]] = uint64(other)<<32 | uint64(weight)
		next[at]++
	}
	for _, e := range b.edges {
		put(place[e.from], place[e.to], e.weight)
		if !b.directed {
			put(place[e.to], place[e.from], e.weight)
		}
	}
	if err := g.fill(ctx, ends); err != nil {
		return nil, err
	}
	if g.edges = len(g.to); !b.directed {
		g.edges /= 2
	}
	return g, b.limits.check(g.edges)
}

// fill sorts the rows and merges parallel edges.
func (g *Graph) fill(ctx context.Context, ends []uint64) error {
	g.to, g.weight = make([]int32, 0, len(ends)), make([]int32, 0, len(ends))
	begin := 0
	for v := range g.ids {
		if err := interrupted(ctx, v); err != nil {
			return err
		}
		row := ends[begin:g.first[v+1]]
		begin = g.first[v+1]
		slices.Sort(row)
		for _, e := range row {
			other, weight := int32(e>>32), int32(e&0xffffffff)
			if last := len(g.to) - 1; last >= g.first[v] && g.to[last] == other {
				g.weight[last] += weight
				continue
			}
			g.to, g.weight = append(g.to, other), append(g.weight, weight)
		}
		g.first[v+1] = len(g.to)
	}
	return nil
}

// names numbers ids as they come.
type names struct {
	number map[string]int32
	ids    []string
	place  []int32 // where each is among the sorted
}

func (n *names) of(id string) int32 {
	at, known := n.number[id]
	if !known {
		at = int32(len(n.ids))
		n.number[id] = at
		n.ids = append(n.ids, id)
	}
	return at
}

// sorted gives all ids in their order, and by number the place of each. No more
// ids can be added.
func (n *names) sorted() ([]string, []int32) {
	if n.number != nil {
		slices.Sort(n.ids)
		n.place = make([]int32, len(n.ids))
		for at, id := range n.ids {
			n.place[n.number[id]] = int32(at)
		}
		n.number = nil
	}
	return n.ids, n.place
}

// interrupted gives the reason why the work shall end, if there is one. It looks
// only once in some thousand steps, because looking takes longer than a step.
func interrupted(ctx context.Context, step int) error {
	if step&0xfff == 0 && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}

package measures

import (
	"context"
	"fmt"
	"slices"

	"github.com/migraph/migraph/graph"
)

// Scope says of which network measures are told. No measure means anything
// without it.
type Scope struct {
	// Links are the kinds of links that make the network; empty means all that
	// join stakeholders and initiatives, that is every kind but WORKS_IN,
	// LOCATED_IN and ABOUT.
	Links []graph.LinkType
	// Dating limits the links to those of some time, as it does in lists.
	Dating graph.Dating
	// Directed tells apart which way links lead. Then betweenness, closeness and
	// PageRank follow them one way only; communities never do.
	Directed bool
	// Weighted lets PageRank follow links in proportion to their weights.
	Weighted bool
}

// canonical gives the scope with its kinds of links named, in order and once.
func (s Scope) canonical() (Scope, error) {
	known := graph.LinkTypes()
	for _, l := range s.Links {
		if !slices.Contains(known, l) {
			return s, graph.InvalidArg("links", "there are no links of the kind %q; the kinds are %v", l, known)
		}
	}
	if s.Links = slices.Clone(s.Links); len(s.Links) == 0 {
		s.Links = graph.TieTypes()
	}
	slices.Sort(s.Links)
	s.Links = slices.Compact(s.Links)
	return s, nil
}

// key is equal for canonical scopes that mean the same network.
func (s Scope) key() string {
	return fmt.Sprint(s.Links, graph.Canonical(s.Dating.Filter()), s.Directed, s.Weighted)
}

// network is what a scope of the graph consists of.
type network struct {
	revision graph.Revision
	scope    Scope
	// ties is the network without directions. directed is it with them, if the
	// scope is directed.
	ties, directed *Graph
}

// read reads the network of a canonical scope.
func read(ctx context.Context, r graph.Reader, s Scope, limits Limits) (*network, error) {
	c := &collector{scope: s, ties: NewBuilder(false, limits)}
	if s.Directed {
		c.directed = NewBuilder(true, limits)
		c.directed.names = c.ties.names
	}
	if err := r.ScanLinks(ctx, c.add); err != nil {
		return nil, err
	}
	if err := c.flush(); err != nil {
		return nil, err
	}
	n := &network{revision: r.Revision(), scope: s}
	var err error
	if n.ties, err = c.ties.Graph(ctx); err != nil || !s.Directed {
		return n, err
	}
	n.directed, err = c.directed.Graph(ctx)
	return n, err
}

// collector counts claims for the links that it is given, those of a claim after
// each other: a claim that links two things over several steps counts once.
type collector struct {
	scope    Scope
	ties     *Builder
	directed *Builder // nil unless the scope is
	claim    string
	pairs    [][2]string // linked by the claim at hand
}

func (c *collector) add(l graph.Link) error {
	if l.Claim != c.claim {
		if err := c.flush(); err != nil {
			return err
		}
		c.claim = l.Claim
	}
	if _, found := slices.BinarySearch(c.scope.Links, l.Type); found && c.scope.Dating.Fits(l.Bounds) {
		c.pairs = append(c.pairs, [2]string{l.From, l.To})
	}
	return nil
}

// flush hands on what the claim at hand links.
func (c *collector) flush() error {
	if c.directed != nil {
		if err := addAll(c.directed, c.pairs); err != nil {
			return err
		}
	}
	for i, p := range c.pairs {
		c.pairs[i] = [2]string{min(p[0], p[1]), max(p[0], p[1])}
	}
	err := addAll(c.ties, c.pairs)
	c.pairs = c.pairs[:0]
	return err
}

// addAll adds each pair once.
func addAll(b *Builder, pairs [][2]string) error {
	if len(pairs) > 1 {
		slices.SortFunc(pairs, func(x, y [2]string) int { return slices.Compare(x[:], y[:]) })
	}
	for i, p := range pairs {
		if i > 0 && p == pairs[i-1] {
			continue
		}
		if err := b.Add(p[0], p[1]); err != nil {
			return err
		}
	}
	return nil
}

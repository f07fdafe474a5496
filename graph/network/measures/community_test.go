package measures_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/migraph/migraph/graph/network/measures"
)

// karate is who met whom in the club of Zachary (An information flow model for
// conflict and fission in small groups, 1977).
const karate = `
1: 2 3 4 5 6 7 8 9 11 12 13 14 18 20 22 32
2: 3 4 8 14 18 20 22 31
3: 4 8 9 10 14 28 29 33
4: 8 13 14
5: 7 11
6: 7 11 17
7: 17
9: 31 33 34
10: 34
14: 34
15: 33 34
16: 33 34
19: 33 34
20: 34
21: 33 34
23: 33 34
24: 26 28 30 33 34
25: 26 28 32
26: 32
27: 30 34
28: 34
29: 32 34
30: 33 34
31: 33 34
32: 33 34
33: 34`

func TestCommunitiesOfTheKarateClub(t *testing.T) {
	g := build(t, parse(karate), false)
	if g.Nodes() != 34 || g.Edges() != 78 {
		t.Fatalf("%d members, %d edges", g.Nodes(), g.Edges())
	}
	p, err := measures.Communities(t.Context(), g)
	if err != nil {
		t.Fatal(err)
	}
	// The best that is possible is 0.4198 (Brandes et al., On modularity clustering, 2008).
	if p.Modularity < 0.41 || p.Modularity > 0.4198 || p.Count != 4 {
		t.Errorf("%d communities of modularity %v", p.Count, p.Modularity)
	}
	of := func(id string) int32 { return p.Community[slices.Index(g.IDs(), id)] }
	if of("1") == of("34") || of("1") != of("2") || of("34") != of("33") {
		t.Errorf("the instructor is in %d, the officer in %d", of("1"), of("34"))
	}
}

// clique gives the edges among all of some nodes.
func clique(ids ...string) (out pairs) {
	for i, v := range ids {
		for _, w := range ids[:i] {
			out = append(out, [2]string{w, v})
		}
	}
	return out
}

func TestCommunitiesOfCliques(t *testing.T) {
	for _, c := range []struct {
		what  string
		edges pairs
		want  []int32 // by id
	}{
		{"one edge", parse("a: b"), []int32{1, 1}},
		{"two disjoint cliques of one size", slices.Concat(clique("c", "d", "f"), clique("a", "b", "e")), []int32{1, 1, 2, 2, 1, 2}},
		{"the larger of two comes first", slices.Concat(clique("a", "b", "c"), clique("d", "e", "f", "g")), []int32{2, 2, 2, 1, 1, 1, 1}},
		{"two cliques that one edge joins", slices.Concat(clique("a", "b", "c", "d"), clique("e", "f", "g", "h"), parse("d: e")), []int32{1, 1, 1, 1, 2, 2, 2, 2}},
		{"a ring whose heavy edges pair its nodes", parse("a: b b b b b\nb: c\nc: d d d d d\nd: a"), []int32{1, 1, 2, 2}},
	} {
		p, err := measures.Communities(t.Context(), build(t, c.edges, false))
		if err != nil || !slices.Equal(p.Community, c.want) || p.Count != int(slices.Max(c.want)) {
			t.Errorf("%s: %+v, %v, want %v", c.what, p, err, c.want)
		}
	}
}

// modularity as it is defined: the sum over all ordered pairs of nodes in one
// community of what links them beyond what chance would.
func (d *drawn) modularity(community func(v int) int32) (out float64) {
	strength, total := make([]float64, len(d.ids)), 0.0
	for v := range d.ids {
		for w := range d.ids {
			strength[v] += float64(d.weight[v][w])
		}
		total += strength[v]
	}
	for v := range d.ids {
		for w := range d.ids {
			if community(v) == community(w) {
				out += (float64(d.weight[v][w]) - strength[v]*strength[w]/total) / total
			}
		}
	}
	return out
}

// best gives the highest modularity of all partitions.
func (d *drawn) best(partition []int32) float64 {
	if len(partition) == len(d.ids) {
		return d.modularity(func(v int) int32 { return partition[v] })
	}
	out, next := -1.0, int32(0)
	for _, c := range partition {
		next = max(next, c+1)
	}
	for c := range next + 1 {
		out = max(out, d.best(append(slices.Clip(partition), c)))
	}
	return out
}

// connected tells whether a community holds together by its own edges.
func (d *drawn) connected(p *measures.Partition, community int32) bool {
	members, reached := 0, []int{}
	for v, c := range p.Community {
		if c == community {
			members++
			reached = []int{v}
		}
	}
	for i := 0; i < len(reached); i++ {
		for w, c := range p.Community {
			if c == community && d.weight[reached[i]][w] > 0 && !slices.Contains(reached, w) {
				reached = append(reached, w)
			}
		}
	}
	return len(reached) == members
}

func TestCommunitiesOfSmallGraphs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, g := draw(t)
		if d.directed {
			t.Skip("communities are of undirected graphs")
		}
		p, err := measures.Communities(context.Background(), g)
		if err != nil {
			t.Fatal(err)
		}
		if own := d.modularity(func(v int) int32 { return p.Community[v] }); !near(p.Modularity, own, 1e-12) {
			t.Fatalf("modularity %v, by definition %v", p.Modularity, own)
		}
		if best := d.best(nil); p.Modularity > best+1e-12 {
			t.Fatalf("modularity %v, the best is %v", p.Modularity, best)
		}
		for a := int32(1); int(a) <= p.Count; a++ {
			for b := int32(1); b < a; b++ {
				joined := d.modularity(func(v int) int32 {
					if c := p.Community[v]; c != b {
						return c
					}
					return a
				})
				if joined > p.Modularity+1e-12 {
					t.Fatalf("joining %d and %d raises modularity from %v to %v: %v", a, b, p.Modularity, joined, p.Community)
				}
			}
		}
		last, first := len(d.ids), 0
		for c := int32(1); int(c) <= p.Count; c++ {
			size, smallest := 0, slices.Index(p.Community, c)
			for _, of := range p.Community {
				if of == c {
					size++
				}
			}
			if size == 0 || size > last || c > 1 && size == last && smallest < first {
				t.Fatalf("community %d stands at the wrong place: %v", c, p.Community)
			}
			if !d.connected(p, c) {
				t.Fatalf("community %d is not connected: %v", c, p.Community)
			}
			last, first = size, smallest
		}
	})
}

func TestCommunitiesOfALargeGraphAreConnected(t *testing.T) {
	// Fifty groups of forty, each node with six edges within and one beyond.
	var edges pairs
	id := func(group, n int) string { return fmt.Sprintf("g%02d n%02d", group%50, n%40) }
	for group := range 50 {
		for n := range 40 {
			for _, step := range []int{1, 3, 8} {
				edges = append(edges, [2]string{id(group, n), id(group, n+step)})
			}
			if n%2 == 0 {
				edges = append(edges, [2]string{id(group, n), id(group*7+n+1, n*11)})
			}
		}
	}
	g := build(t, edges, false)
	p, err := measures.Communities(t.Context(), g)
	if err != nil {
		t.Fatal(err)
	}
	// The fifty groups have a modularity of 0.84.
	if p.Modularity < 0.82 || p.Count < 30 {
		t.Errorf("%d communities of modularity %v", p.Count, p.Modularity)
	}
	reached := map[int32]map[string]bool{} // by community, from its first node
	size := map[int32]int{}
	of := map[string]int32{}
	for v, id := range g.IDs() {
		c := p.Community[v]
		if of[id] = c; reached[c] == nil {
			reached[c] = map[string]bool{id: true}
		}
		size[c]++
	}
	for grown := true; grown; {
		grown = false
		for _, e := range edges {
			if c := of[e[0]]; c == of[e[1]] && reached[c][e[0]] != reached[c][e[1]] {
				reached[c][e[0]], reached[c][e[1]], grown = true, true, true
			}
		}
	}
	for c, ids := range reached {
		if len(ids) != size[c] {
			t.Errorf("of the %d nodes of community %d only %d are connected", size[c], c, len(ids))
		}
	}
}

package network_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/network"
)

func asError(err error, e **graph.Error) bool { return errors.As(err, e) }

func neighborhood(ctx context.Context, s graph.Store, q network.NeighborhoodQuestion) (out *graph.Neighborhood, err error) {
	err = s.View(ctx, func(ctx context.Context, r graph.Reader) error {
		var err error
		out, err = network.Neighborhood(ctx, r, q)
		return err
	})
	return out, err
}

// distances counts the links from a thing, by going through all.
func distances(weight map[[2]string]int, from string, most int) map[string]int {
	out := map[string]int{from: 0}
	for d := 1; d <= most; d++ {
		for pair := range weight {
			if at, ok := out[pair[0]]; ok && at == d-1 {
				if _, seen := out[pair[1]]; !seen {
					out[pair[1]] = d
				}
			}
		}
	}
	return out
}

func TestNeighborhoodIsWhatLiesAround(t *testing.T) {
	s := open(t)
	rapid.Check(t, func(rt *rapid.T) {
		w := draw(rt)
		if err := w.write(t.Context(), s); err != nil {
			rt.Fatal(err)
		}
		weight, degree := w.links()
		of := w.bodies[0].ID
		q := network.NeighborhoodQuestion{Of: of, Hops: rapid.IntRange(1, 3).Draw(rt, "hops"), MaxNodes: 100, Claims: true, Degrees: true}
		n, err := neighborhood(t.Context(), s, q)
		if err != nil {
			rt.Fatal(err)
		}
		want := distances(weight, of, q.Hops)
		got := map[string]int{}
		for _, x := range n.Nodes {
			got[x.ThingID] = x.Hop
			if x.Degree != degree[x.ThingID] {
				rt.Fatalf("degree of %s is %d, want %d", x.ThingID, x.Degree, degree[x.ThingID])
			}
		}
		if n.Truncated || len(got) != len(want) {
			rt.Fatalf("truncated %t, got %v, want %v", n.Truncated, got, want)
		}
		for id, hop := range want {
			if got[id] != hop {
				rt.Fatalf("%s is %d links away, want %d", id, got[id], hop)
			}
		}
		joined := map[[2]string]bool{}
		for _, l := range n.Links {
			if len(l.Claims) != min(l.Weight, graph.MaxLinkClaims) {
				rt.Fatalf("link %+v", l)
			}
			if l.From != l.To {
				joined[[2]string{l.From, l.To}], joined[[2]string{l.To, l.From}] = true, true
			}
		}
		for pair := range weight {
			_, a := got[pair[0]]
			_, b := got[pair[1]]
			if a && b && !joined[pair] {
				rt.Fatalf("no link between %v", pair)
			}
		}
		for _, h := range n.Hops {
			if h.AtLeast || h.Shown != h.Total {
				rt.Fatalf("hop %+v of a whole neighbourhood", h)
			}
		}
	})
}

// A cut neighbourhood tells the true number at hop 1, and holds no thing that a
// larger one does not hold; a filter never adds a thing.
func TestNeighborhoodIsCutAndFiltered(t *testing.T) {
	s := open(t)
	rapid.Check(t, func(rt *rapid.T) {
		w := draw(rt)
		if err := w.write(t.Context(), s); err != nil {
			rt.Fatal(err)
		}
		weight, _ := w.links()
		of := w.bodies[0].ID
		ask := func(q network.NeighborhoodQuestion) (*graph.Neighborhood, []string) {
			q.Of = of
			n, err := neighborhood(t.Context(), s, q)
			if err != nil {
				rt.Fatal(err)
			}
			var ids []string
			for _, x := range n.Nodes {
				ids = append(ids, x.ThingID)
			}
			return n, ids
		}
		most := rapid.IntRange(1, 8).Draw(rt, "nodes")
		cut, some := ask(network.NeighborhoodQuestion{Hops: 2, MaxNodes: most})
		_, all := ask(network.NeighborhoodQuestion{Hops: 2, MaxNodes: 100})
		_, wider := ask(network.NeighborhoodQuestion{Hops: 3, MaxNodes: 100})
		_, filtered := ask(network.NeighborhoodQuestion{Hops: 2, MaxNodes: 100, Scope: network.Scope{
			Where: map[string]graph.Filter{"Stakeholder": graph.Compare{Field: "kind", Op: graph.Eq, Value: "GOVERNMENT"}}}})
		if len(some) != min(most, len(all)) && cut.Hops[0].Shown == cut.Hops[0].Total {
			rt.Fatalf("%d things shown of %d with room for %d", len(some), len(all), most)
		}
		direct := 0
		for pair := range weight {
			if pair[0] == of {
				direct++
			}
		}
		at := map[int]int{}
		for _, d := range distances(weight, of, 2) {
			at[d]++
		}
		for _, h := range cut.Hops {
			if h.Total > at[h.Hop] || !h.AtLeast && h.Total != at[h.Hop] {
				rt.Fatalf("hop %+v, there are %d", h, at[h.Hop])
			}
		}
		if cut.Hops[0].Total != direct || cut.Hops[0].AtLeast {
			rt.Fatalf("hop 1 %+v, want %d", cut.Hops[0], direct)
		}
		if cut.Truncated != (len(some) < len(all)) && !cut.Truncated {
			rt.Fatalf("%d of %d things, not said to be cut", len(some), len(all))
		}
		for name, ids := range map[string][]string{"cut": some, "filtered": filtered} {
			for _, id := range ids {
				if !slices.Contains(all, id) {
					rt.Fatalf("%s holds %s, which the whole does not", name, id)
				}
			}
		}
		for _, id := range all {
			if !slices.Contains(wider, id) {
				rt.Fatalf("three hops lack %s", id)
			}
		}
	})
}

package network

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

// NeighborhoodQuestion asks for the network around a thing.
type NeighborhoodQuestion struct {
	Scope
	Of string
	// Hops is how many links away the furthest things may be.
	Hops int
	// MaxNodes bounds the things, the centre among them.
	MaxNodes int
	// Claims: tell which claims make each link. Degrees: tell with how many
	// things each is linked. Each costs one call.
	Claims, Degrees bool
}

// entriesPerThing is how many neighbours are read for each thing that may still
// be shown: a thing is listed once for each type and way of links.
const entriesPerThing = 4

// fewestEntries are read however few things may be shown, so that the numbers of
// what is left out are true of all but hubs.
const fewestEntries = 300

// LinksPerNode bounds the links of a network by its things.
const LinksPerNode = 4

// Neighborhood gives the things around one, hop by hop, those with the strongest
// link to what was there before first, then by id, and all links among them. The
// weight of a link is the number of its claims. It makes one call for each hop,
// one for the links, and one for degrees.
func Neighborhood(ctx context.Context, r Links, q NeighborhoodQuestion) (*graph.Neighborhood, error) {
	out := &graph.Neighborhood{Nodes: []*graph.NetworkNode{{ThingID: q.Of}}}
	met := map[string]bool{q.Of: true} // found so far, shown or not
	frontier, cut := []string{q.Of}, false
	centre := 0 // its degree
	for hop := 1; hop <= q.Hops; hop++ {
		ask := q.query(frontier)
		room := q.MaxNodes - len(out.Nodes)
		ask.Limit = max(fewestEntries, entriesPerThing*(room+1))
		near, err := r.Links(ctx, ask)
		if err != nil {
			return nil, err
		}
		found := strongest(near, met)
		h := &graph.NetworkHop{Hop: hop, Total: len(found), Shown: min(room, len(found)), AtLeast: cut}
		if hop == 1 {
			h.Total = near[0].Things
			centre = near[0].Things
		}
		for _, n := range near {
			h.AtLeast = h.AtLeast || hop > 1 && n.Total > len(n.List)
		}
		frontier = nil
		for _, id := range found {
			met[id] = true
		}
		for _, id := range found[:h.Shown] {
			frontier = append(frontier, id)
			out.Nodes = append(out.Nodes, &graph.NetworkNode{ThingID: id, Hop: hop})
		}
		slices.Sort(frontier)
		cut = cut || h.AtLeast || h.Shown < h.Total
		out.Hops = append(out.Hops, h)
	}
	out.Truncated = cut
	if err := connect(ctx, r, &q, out); err != nil {
		return nil, err
	}
	if q.Degrees {
		return out, degrees(ctx, r, &q, out, centre)
	}
	return out, nil
}

// strongest gives the neighbours that were not met yet, by their strongest link.
func strongest(near []graph.Neighbours, met map[string]bool) []string {
	weight := map[string]int{}
	var out []string
	for _, n := range near {
		for _, x := range n.List {
			if met[x.ID] {
				continue
			}
			if weight[x.ID] == 0 {
				out = append(out, x.ID)
			}
			weight[x.ID] = max(weight[x.ID], x.Weight)
		}
	}
	slices.SortFunc(out, func(a, b string) int {
		return cmp.Or(cmp.Compare(weight[b], weight[a]), strings.Compare(a, b))
	})
	return out
}

// connect adds the links among the nodes, the strongest first.
func connect(ctx context.Context, r Links, q *NeighborhoodQuestion, out *graph.Neighborhood) error {
	ids := things(out.Nodes)
	ask := q.between(ids, ids)
	ask.Where = nil // the nodes fit
	if q.Claims {
		ask.Claims = graph.MaxLinkClaims
	}
	near, err := r.Links(ctx, ask)
	if err != nil {
		return err
	}
	for i, n := range near {
		for _, x := range n.List {
			out.Links = append(out.Links, &graph.NetworkLink{From: ids[i], To: x.ID, Type: x.Type, Weight: x.Weight, Claims: x.Claims})
		}
	}
	slices.SortFunc(out.Links, func(a, b *graph.NetworkLink) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), strings.Compare(a.From, b.From), strings.Compare(a.To, b.To), cmp.Compare(a.Type, b.Type))
	})
	out.LinkCount = len(out.Links)
	out.Links = out.Links[:min(len(out.Links), LinksPerNode*q.MaxNodes)]
	return nil
}

// degrees counts with how many things the nodes are linked. That of the centre is
// known: it may be a hub, which takes long to count.
func degrees(ctx context.Context, r Links, q *NeighborhoodQuestion, out *graph.Neighborhood, centre int) error {
	ids := things(out.Nodes[1:])
	ask := q.query(ids)
	ask.Limit = 1
	near, err := r.Links(ctx, ask)
	if err != nil {
		return err
	}
	of := map[string]int{q.Of: centre}
	for i, id := range ids {
		of[id] = near[i].Things
	}
	for _, n := range out.Nodes {
		n.Degree = of[n.ThingID]
	}
	return nil
}

func things(nodes []*graph.NetworkNode) []string {
	out := make([]string, len(nodes))
	for i, n := range nodes {
		out[i] = n.ThingID
	}
	slices.Sort(out)
	return out
}

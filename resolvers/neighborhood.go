package resolvers

import (
	"context"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/network"
)

// Neighborhood is a graph.Neighborhood as the API shows it.
type Neighborhood struct{ *graph.Neighborhood }

// NetworkNode is a thing in a network.
type NetworkNode struct{ *graph.NetworkNode }

// NetworkLink is a link in a network.
type NetworkLink struct{ *graph.NetworkLink }

// NetworkHop counts the things at a distance.
type NetworkHop = graph.NetworkHop

// Neighborhood gives the network around a thing.
func (Query) Neighborhood(ctx context.Context, _ map[string]any) (*Neighborhood, error) {
	sizes := func(a *arguments) map[string]int {
		n, _ := toInt(a.values["maxNodes"])
		return map[string]int{"nodes": n, "links": n * network.LinksPerNode}
	}
	n, err := rootView(ctx, graph.TypeOf(&graph.Neighborhood{}), sizes, func(o *Operation, a *arguments, d graph.Dating) (*graph.Neighborhood, error) {
		q := network.NeighborhoodQuestion{Claims: selected(ctx, "links", "claims"), Degrees: selected(ctx, "nodes", "degree")}
		var err error
		if q.Scope, err = a.scope(ctx, d); err != nil {
			return nil, err
		}
		if q.Hops, err = a.within("hops", 1, graph.MaxNetworkHops); err != nil {
			return nil, err
		}
		if q.MaxNodes, err = a.within("maxNodes", 1, graph.MaxNetworkNodes); err != nil {
			return nil, err
		}
		if q.Of, err = a.known(ctx, o, "of"); err != nil {
			return nil, err
		}
		return network.Neighborhood(ctx, o, q)
	})
	return &Neighborhood{n}, err
}

// Nodes of the network.
func (n *Neighborhood) Nodes(ctx context.Context) ([]*NetworkNode, error) {
	out := make([]*NetworkNode, len(n.Neighborhood.Nodes))
	for i, x := range n.Neighborhood.Nodes {
		out[i] = &NetworkNode{x}
	}
	return out, partOf(ctx, n.Neighborhood, "nodes")
}

// Links of the network.
func (n *Neighborhood) Links(ctx context.Context) ([]*NetworkLink, error) {
	out := make([]*NetworkLink, len(n.Neighborhood.Links))
	for i, x := range n.Neighborhood.Links {
		out[i] = &NetworkLink{x}
	}
	return out, partOf(ctx, n.Neighborhood, "links")
}

// Thing of the node, nil if it is gone.
func (n *NetworkNode) Thing(ctx context.Context) (Thing, error) {
	return oneListed(ctx, n.NetworkNode, "thing", showThing)
}

// Claims that make the link.
func (l *NetworkLink) Claims(ctx context.Context) ([]Claim, error) {
	return listedBy(ctx, l.NetworkLink, "claims", showClaim)
}

package resolvers

import (
	"context"

	"github.com/migraph/migraph/graph"
)

// Presence is a graph.Presence as the API shows it.
type Presence struct{ *graph.Presence }

// IsNode makes it a node of the API.
func (*Presence) IsNode() {}

// IsClaim makes it a claim of the API.
func (*Presence) IsClaim() {}

func showPresence(r graph.Record) *Presence {
	x, _ := r.(*graph.Presence)
	if x == nil {
		return nil
	}
	return &Presence{x}
}

// Stakeholder that is there.
func (p *Presence) Stakeholder(ctx context.Context) (Stakeholder, error) {
	x, err := oneOf(ctx, p.Presence, "stakeholder")
	return showStakeholder(x), err
}

// Place where it is, nil if unknown.
func (p *Presence) Place(ctx context.Context) (*Place, error) {
	x, err := oneOf(ctx, p.Presence, "place")
	return showPlace(x), err
}

// Theme of the work, nil if unknown.
func (p *Presence) Theme(ctx context.Context) (*Theme, error) {
	x, err := oneOf(ctx, p.Presence, "theme")
	return showTheme(x), err
}

// Initiative to which it belongs, nil if none is named.
func (p *Presence) Initiative(ctx context.Context) (*Initiative, error) {
	x, err := oneOf(ctx, p.Presence, "initiative")
	return showInitiative(x), err
}

// Start is when it began, nil if unknown.
func (p *Presence) Start() *graph.PartialDate { return dateOf(&p.Period.Start) }

// End is when it ended, nil if unknown.
func (p *Presence) End() *graph.PartialDate { return dateOf(&p.Period.End) }

// Evidence of the claim.
func (p *Presence) Evidence(ctx context.Context) ([]*Evidence, error) {
	return evidenceOf(ctx, p.Presence)
}

// Presences lists presences.
func (Query) Presences(ctx context.Context, _ map[string]any) (*PresenceConnection, error) {
	c, err := rootList(ctx, "Presence", showPresence)
	return &PresenceConnection{c}, err
}

// PresenceConnection and PresenceEdge are a page of presences.
type (
	PresenceConnection struct{ connection[*Presence] }
	PresenceEdge       struct{ edge[*Presence] }
)

// Edges of the page.
func (c *PresenceConnection) Edges() []*PresenceEdge {
	return edgesOf(&c.connection, func(e edge[*Presence]) *PresenceEdge { return &PresenceEdge{e} })
}

package resolvers

import (
	"context"

	"github.com/migraph/migraph/graph"
)

// InitiativeLink is a graph.InitiativeLink as the API shows it.
type InitiativeLink struct{ *graph.InitiativeLink }

// IsNode makes it a node of the API.
func (*InitiativeLink) IsNode() {}

// IsClaim makes it a claim of the API.
func (*InitiativeLink) IsClaim() {}

func showInitiativeLink(r graph.Record) *InitiativeLink {
	x, _ := r.(*graph.InitiativeLink)
	if x == nil {
		return nil
	}
	return &InitiativeLink{x}
}

// From is the initiative that is related.
func (i *InitiativeLink) From(ctx context.Context) (*Initiative, error) {
	x, err := oneOf(ctx, i.InitiativeLink, "from")
	return showInitiative(x), err
}

// To is the other one.
func (i *InitiativeLink) To(ctx context.Context) (*Initiative, error) {
	x, err := oneOf(ctx, i.InitiativeLink, "to")
	return showInitiative(x), err
}

// Start is when it began, nil if unknown.
func (i *InitiativeLink) Start() *graph.PartialDate { return dateOf(&i.Period.Start) }

// End is when it ended, nil if unknown.
func (i *InitiativeLink) End() *graph.PartialDate { return dateOf(&i.Period.End) }

// Evidence of the claim.
func (i *InitiativeLink) Evidence(ctx context.Context) ([]*Evidence, error) {
	return evidenceOf(ctx, i.InitiativeLink)
}

// InitiativeLinks lists links between initiatives.
func (Query) InitiativeLinks(ctx context.Context, _ map[string]any) (*InitiativeLinkConnection, error) {
	c, err := rootList(ctx, "InitiativeLink", showInitiativeLink)
	return &InitiativeLinkConnection{c}, err
}

// InitiativeLinkConnection and InitiativeLinkEdge are a page of links between initiatives.
type (
	InitiativeLinkConnection struct{ connection[*InitiativeLink] }
	InitiativeLinkEdge       struct{ edge[*InitiativeLink] }
)

// Edges of the page.
func (c *InitiativeLinkConnection) Edges() []*InitiativeLinkEdge {
	return edgesOf(&c.connection, func(e edge[*InitiativeLink]) *InitiativeLinkEdge { return &InitiativeLinkEdge{e} })
}

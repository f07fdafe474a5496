package resolvers

import (
	"context"

	"github.com/migraph/migraph/graph"
)

// Affiliation is a graph.Affiliation as the API shows it.
type Affiliation struct{ *graph.Affiliation }

// IsNode makes it a node of the API.
func (*Affiliation) IsNode() {}

// IsClaim makes it a claim of the API.
func (*Affiliation) IsClaim() {}

func showAffiliation(r graph.Record) *Affiliation {
	x, _ := r.(*graph.Affiliation)
	if x == nil {
		return nil
	}
	return &Affiliation{x}
}

// Stakeholder that belongs.
func (a *Affiliation) Stakeholder(ctx context.Context) (Stakeholder, error) {
	r, err := oneOf(ctx, a.Affiliation, "stakeholder")
	return showStakeholder(r), err
}

// To is what it belongs to.
func (a *Affiliation) To(ctx context.Context) (Stakeholder, error) {
	r, err := oneOf(ctx, a.Affiliation, "to")
	return showStakeholder(r), err
}

// Start is when it began, nil if unknown.
func (a *Affiliation) Start() *graph.PartialDate { return dateOf(&a.Period.Start) }

// End is when it ended, nil if unknown.
func (a *Affiliation) End() *graph.PartialDate { return dateOf(&a.Period.End) }

// Evidence of the claim.
func (a *Affiliation) Evidence(ctx context.Context) ([]*Evidence, error) {
	return evidenceOf(ctx, a.Affiliation)
}

// Affiliations lists affiliations.
func (Query) Affiliations(ctx context.Context, _ map[string]any) (*AffiliationConnection, error) {
	c, err := rootList(ctx, "Affiliation", showAffiliation)
	return &AffiliationConnection{c}, err
}

// AffiliationConnection and AffiliationEdge are a page of affiliations.
type (
	AffiliationConnection struct{ connection[*Affiliation] }
	AffiliationEdge       struct{ edge[*Affiliation] }
)

// Edges of the page.
func (c *AffiliationConnection) Edges() []*AffiliationEdge {
	return edgesOf(&c.connection, func(e edge[*Affiliation]) *AffiliationEdge { return &AffiliationEdge{e} })
}

package resolvers

import (
	"context"

	"github.com/migraph/migraph/graph"
)

// Classification is a graph.Classification as the API shows it.
type Classification struct{ *graph.Classification }

// IsNode makes it a node of the API.
func (*Classification) IsNode() {}

// IsClaim makes it a claim of the API.
func (*Classification) IsClaim() {}

func showClassification(r graph.Record) *Classification {
	x, _ := r.(*graph.Classification)
	if x == nil {
		return nil
	}
	return &Classification{x}
}

// Stakeholder that has it, nil if an initiative has.
func (c *Classification) Stakeholder(ctx context.Context) (Stakeholder, error) {
	x, err := oneOf(ctx, c.Classification, "stakeholder")
	return showStakeholder(x), err
}

// Initiative that has it, nil if a stakeholder has.
func (c *Classification) Initiative(ctx context.Context) (*Initiative, error) {
	x, err := oneOf(ctx, c.Classification, "initiative")
	return showInitiative(x), err
}

// Place that it has, nil if it is a theme.
func (c *Classification) Place(ctx context.Context) (*Place, error) {
	x, err := oneOf(ctx, c.Classification, "place")
	return showPlace(x), err
}

// Theme that it has, nil if it is a place.
func (c *Classification) Theme(ctx context.Context) (*Theme, error) {
	x, err := oneOf(ctx, c.Classification, "theme")
	return showTheme(x), err
}

// Start is when it began, nil if unknown.
func (c *Classification) Start() *graph.PartialDate { return dateOf(&c.Period.Start) }

// End is when it ended, nil if unknown.
func (c *Classification) End() *graph.PartialDate { return dateOf(&c.Period.End) }

// Evidence of the claim.
func (c *Classification) Evidence(ctx context.Context) ([]*Evidence, error) {
	return evidenceOf(ctx, c.Classification)
}

// Classifications lists classifications.
func (Query) Classifications(ctx context.Context, _ map[string]any) (*ClassificationConnection, error) {
	c, err := rootList(ctx, "Classification", showClassification)
	return &ClassificationConnection{c}, err
}

// ClassificationConnection and ClassificationEdge are a page of classifications.
type (
	ClassificationConnection struct{ connection[*Classification] }
	ClassificationEdge       struct{ edge[*Classification] }
)

// Edges of the page.
func (c *ClassificationConnection) Edges() []*ClassificationEdge {
	return edgesOf(&c.connection, func(e edge[*Classification]) *ClassificationEdge { return &ClassificationEdge{e} })
}

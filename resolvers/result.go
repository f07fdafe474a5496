package resolvers

import (
	"context"

	"github.com/migraph/migraph/graph"
)

// Result is a graph.Figure as the API shows it.
type Result struct{ *graph.Figure }

// IsNode makes it a node of the API.
func (*Result) IsNode() {}

// IsClaim makes it a claim of the API.
func (*Result) IsClaim() {}

func showResult(r graph.Record) *Result {
	x, _ := r.(*graph.Figure)
	if x == nil {
		return nil
	}
	return &Result{x}
}

// Stakeholder whose figure it is, nil if only an initiative's.
func (f *Result) Stakeholder(ctx context.Context) (Stakeholder, error) {
	x, err := oneOf(ctx, f.Figure, "stakeholder")
	return showStakeholder(x), err
}

// Initiative whose figure it is, nil if only a stakeholder's.
func (f *Result) Initiative(ctx context.Context) (*Initiative, error) {
	x, err := oneOf(ctx, f.Figure, "initiative")
	return showInitiative(x), err
}

// BreakdownOf is the figure that it breaks down, nil if none.
func (f *Result) BreakdownOf(ctx context.Context) (*Result, error) {
	x, err := oneOf(ctx, f.Figure, "breakdownOf")
	return showResult(x), err
}

// Place that was counted for, nil if none is named.
func (f *Result) Place(ctx context.Context) (*Place, error) {
	x, err := oneOf(ctx, f.Figure, "place")
	return showPlace(x), err
}

// Breakdown are the figures that break it down.
func (f *Result) Breakdown(ctx context.Context) (*ResultConnection, error) {
	c, err := manyOf(ctx, f.Figure, "breakdown", showResult)
	return &ResultConnection{c}, err
}

// Start is when it began, nil if unknown.
func (f *Result) Start() *graph.PartialDate { return dateOf(&f.Period.Start) }

// End is when it ended, nil if unknown.
func (f *Result) End() *graph.PartialDate { return dateOf(&f.Period.End) }

// Evidence of the claim.
func (f *Result) Evidence(ctx context.Context) ([]*Evidence, error) {
	return evidenceOf(ctx, f.Figure)
}

// Results lists results.
func (Query) Results(ctx context.Context, _ map[string]any) (*ResultConnection, error) {
	c, err := rootList(ctx, "Result", showResult)
	return &ResultConnection{c}, err
}

// ResultConnection and ResultEdge are a page of results.
type (
	ResultConnection struct{ connection[*Result] }
	ResultEdge       struct{ edge[*Result] }
)

// Edges of the page.
func (c *ResultConnection) Edges() []*ResultEdge {
	return edgesOf(&c.connection, func(e edge[*Result]) *ResultEdge { return &ResultEdge{e} })
}

package resolvers

import (
	"context"

	"github.com/migraph/migraph/graph"
)

// Plan is a graph.Budget as the API shows it.
type Plan struct{ *graph.Budget }

// IsNode makes it a node of the API.
func (*Plan) IsNode() {}

// IsClaim makes it a claim of the API.
func (*Plan) IsClaim() {}

func showPlan(r graph.Record) *Plan {
	x, _ := r.(*graph.Budget)
	if x == nil {
		return nil
	}
	return &Plan{x}
}

// Provider plans to give, nil if unknown.
func (b *Plan) Provider() *FlowEnd { return endOf(b.Budget, b.Budget.Provider, "provider.") }

// Recipient is to receive, nil if unknown.
func (b *Plan) Recipient() *FlowEnd { return endOf(b.Budget, b.Budget.Recipient, "recipient.") }

// Amount of the plan, nil if unknown.
func (b *Plan) Amount() *Money { return moneyOf(b.Budget.Amount) }

// Place is the country or region for which it is, nil if for none.
func (b *Plan) Place(ctx context.Context) (*Place, error) {
	x, err := oneOf(ctx, b.Budget, "place")
	return showPlace(x), err
}

// ValueDate is the day whose rate of exchange is meant, nil if unknown.
func (b *Plan) ValueDate() *graph.PartialDate { return dateOf(&b.Budget.ValueDate) }

// Start is when it began, nil if unknown.
func (b *Plan) Start() *graph.PartialDate { return dateOf(&b.Period.Start) }

// End is when it ended, nil if unknown.
func (b *Plan) End() *graph.PartialDate { return dateOf(&b.Period.End) }

// Evidence of the claim.
func (b *Plan) Evidence(ctx context.Context) ([]*Evidence, error) {
	return evidenceOf(ctx, b.Budget)
}

// Plans lists plans.
func (Query) Plans(ctx context.Context, _ map[string]any) (*PlanConnection, error) {
	c, err := rootList(ctx, "Plan", showPlan)
	return &PlanConnection{c}, err
}

// PlanConnection and PlanEdge are a page of plans.
type (
	PlanConnection struct{ connection[*Plan] }
	PlanEdge       struct{ edge[*Plan] }
)

// Edges of the page.
func (c *PlanConnection) Edges() []*PlanEdge {
	return edgesOf(&c.connection, func(e edge[*Plan]) *PlanEdge { return &PlanEdge{e} })
}

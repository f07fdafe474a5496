package resolvers

import (
	"context"

	"github.com/migraph/migraph/graph"
)

// Flow is a graph.Flow as the API shows it.
type Flow struct{ *graph.Flow }

// IsNode makes it a node of the API.
func (*Flow) IsNode() {}

// IsClaim makes it a claim of the API.
func (*Flow) IsClaim() {}

func showFlow(r graph.Record) *Flow {
	x, _ := r.(*graph.Flow)
	if x == nil {
		return nil
	}
	return &Flow{x}
}

// Provider of the flow, nil if unknown.
func (f *Flow) Provider() *FlowEnd { return endOf(f.Flow, f.Flow.Provider, "provider.") }

// Recipient of the flow, nil if unknown.
func (f *Flow) Recipient() *FlowEnd { return endOf(f.Flow, f.Flow.Recipient, "recipient.") }

// Hops through which the flow passes, in order.
func (f *Flow) Hops(ctx context.Context) ([]*FlowEnd, error) {
	if err := partOf(ctx, f.Flow, "hops"); err != nil {
		return nil, err
	}
	out := make([]*FlowEnd, len(f.Flow.Hops))
	for i, h := range f.Flow.Hops {
		out[i] = &FlowEnd{of: h}
	}
	return out, nil
}

// FlowEnd is an end or a hop of a flow.
type FlowEnd struct {
	of graph.Record
	// prefix leads to the end within of: "provider." within a flow.
	prefix string
}

func endOf(of graph.Record, e graph.End, prefix string) *FlowEnd {
	if e == (graph.End{}) {
		return nil
	}
	return &FlowEnd{of, prefix}
}

// Stakeholder at the end, nil if unknown.
func (e *FlowEnd) Stakeholder(ctx context.Context) (Stakeholder, error) {
	r, err := oneOf(ctx, e.of, e.prefix+"stakeholder")
	return showStakeholder(r), err
}

// Initiative at the end, nil if none is named.
func (e *FlowEnd) Initiative(ctx context.Context) (*Initiative, error) {
	r, err := oneOf(ctx, e.of, e.prefix+"initiative")
	return showInitiative(r), err
}

// Amount of the flow, nil if unknown.
func (f *Flow) Amount() *Money { return moneyOf(f.Flow.Amount) }

// moneyOf gives an amount, nil if it is unknown.
func moneyOf(m graph.Money) *Money {
	if !m.Known() {
		return nil
	}
	return &Money{m.Amount, graph.Text(m.Currency)}
}

// Money is a known amount.
type Money struct {
	Amount   string
	Currency graph.Text
}

// Reporter of the flow, nil if the source does not say.
func (f *Flow) Reporter(ctx context.Context) (Stakeholder, error) {
	r, err := oneOf(ctx, f.Flow, "reporter")
	return showStakeholder(r), err
}

// PaidFrom is the flow that this one is paid from, nil if no source names it.
func (f *Flow) PaidFrom(ctx context.Context) (*Flow, error) {
	r, err := oneOf(ctx, f.Flow, "paidFrom")
	return showFlow(r), err
}

// Humanitarian is true if the source marks it so, nil if it does not.
func (f *Flow) Humanitarian() *bool { return marked(f.Flow.Humanitarian) }

// marked gives a mark of a source, which says nothing where it is missing.
func marked(is bool) *bool {
	if !is {
		return nil
	}
	return &is
}

// ValueDate is the day whose rate of exchange is meant, nil if unknown.
func (f *Flow) ValueDate() *graph.PartialDate { return dateOf(&f.Flow.ValueDate) }

// Allocations say for which places and themes this very flow is.
func (f *Flow) Allocations(ctx context.Context) ([]*Allocation, error) {
	if err := partOf(ctx, f.Flow, "allocations"); err != nil {
		return nil, err
	}
	out := make([]*Allocation, len(f.Flow.Allocations))
	for i, a := range f.Flow.Allocations {
		out[i] = &Allocation{a}
	}
	return out, nil
}

// Allocation is a graph.Allocation as the API shows it.
type Allocation struct{ *graph.Allocation }

// Place for which the flow is, nil if it is a theme.
func (a *Allocation) Place(ctx context.Context) (*Place, error) {
	x, err := oneOf(ctx, a.Allocation, "place")
	return showPlace(x), err
}

// Theme for which the flow is, nil if it is a place.
func (a *Allocation) Theme(ctx context.Context) (*Theme, error) {
	x, err := oneOf(ctx, a.Allocation, "theme")
	return showTheme(x), err
}

// Start is when it began, nil if unknown.
func (f *Flow) Start() *graph.PartialDate { return dateOf(&f.Period.Start) }

// End is when it ended, nil if unknown.
func (f *Flow) End() *graph.PartialDate { return dateOf(&f.Period.End) }

// Evidence of the claim.
func (f *Flow) Evidence(ctx context.Context) ([]*Evidence, error) { return evidenceOf(ctx, f.Flow) }

// Flows lists flows.
func (Query) Flows(ctx context.Context, _ map[string]any) (*FlowConnection, error) {
	c, err := rootList(ctx, "Flow", showFlow)
	return &FlowConnection{c}, err
}

// FlowConnection and FlowEdge are a page of flows.
type (
	FlowConnection struct{ connection[*Flow] }
	FlowEdge       struct{ edge[*Flow] }
)

// Edges of the page.
func (c *FlowConnection) Edges() []*FlowEdge {
	return edgesOf(&c.connection, func(e edge[*Flow]) *FlowEdge { return &FlowEdge{e} })
}

package resolvers

import (
	"context"

	"github.com/migraph/migraph/graph"
)

// ExchangeRate is a graph.ExchangeRate as the API shows it.
type ExchangeRate struct{ *graph.ExchangeRate }

// IsNode makes it a node of the API.
func (*ExchangeRate) IsNode() {}

// IsClaim makes it a claim of the API.
func (*ExchangeRate) IsClaim() {}

func showExchangeRate(r graph.Record) *ExchangeRate {
	x, _ := r.(*graph.ExchangeRate)
	if x == nil {
		return nil
	}
	return &ExchangeRate{x}
}

// Currency of which one unit is meant.
func (x *ExchangeRate) Currency() graph.Text { return graph.Text(x.ExchangeRate.Currency) }

// To is the currency in which its worth is told.
func (x *ExchangeRate) To() graph.Text { return graph.Text(x.ExchangeRate.To) }

// Evidence of the claim.
func (x *ExchangeRate) Evidence(ctx context.Context) ([]*Evidence, error) {
	return evidenceOf(ctx, x.ExchangeRate)
}

// ExchangeRates lists exchange rates.
func (Query) ExchangeRates(ctx context.Context, _ map[string]any) (*ExchangeRateConnection, error) {
	c, err := rootList(ctx, "ExchangeRate", showExchangeRate)
	return &ExchangeRateConnection{c}, err
}

// ExchangeRateConnection and ExchangeRateEdge are a page of exchange rates.
type (
	ExchangeRateConnection struct{ connection[*ExchangeRate] }
	ExchangeRateEdge       struct{ edge[*ExchangeRate] }
)

// Edges of the page.
func (c *ExchangeRateConnection) Edges() []*ExchangeRateEdge {
	return edgesOf(&c.connection, func(e edge[*ExchangeRate]) *ExchangeRateEdge { return &ExchangeRateEdge{e} })
}

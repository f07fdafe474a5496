package resolvers

import (
	"context"

	"github.com/migraph/migraph/graph"
)

// FundingSum is a graph.FundingSum as the API shows it.
type FundingSum struct{ *graph.FundingSum }

// fundingSum gives a sum that is a part of a view.
func fundingSum(ctx context.Context, of graph.Record, part string, s *graph.FundingSum) (*FundingSum, error) {
	return &FundingSum{s}, partOf(ctx, of, part)
}

// Sum of the flows, nil if no amount is known.
func (s *FundingSum) Sum() *Money { return amountIn(s.Currency, s.FundingSum.Sum) }

// amountIn gives an amount in a currency, nil if it is empty.
func amountIn(currency graph.Text, amount string) *Money {
	return moneyOf(graph.Money{Amount: amount, Currency: string(currency)})
}

// Largest of the flows.
func (s *FundingSum) Largest(ctx context.Context) ([]*Flow, error) {
	return listedBy(ctx, s.FundingSum, "largest", showFlow)
}

// Documents that tell the flows.
func (s *FundingSum) Documents(ctx context.Context) ([]*Document, error) {
	return listedBy(ctx, s.FundingSum, "documents", showDocument)
}

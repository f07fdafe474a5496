package resolvers

import (
	"context"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/funding"
)

// CommittedVersusDisbursed is a graph.CommittedVersusDisbursed as the API shows it.
type CommittedVersusDisbursed struct {
	*graph.CommittedVersusDisbursed
}

// Keys that the flows of the row share.
func (c *CommittedVersusDisbursed) Keys(ctx context.Context) ([]*FundingKey, error) {
	return fundingKeys(ctx, c.CommittedVersusDisbursed, c.CommittedVersusDisbursed.Keys)
}

// Pledged is what is promised.
func (c *CommittedVersusDisbursed) Pledged(ctx context.Context) (*FundingSum, error) {
	return fundingSum(ctx, c.CommittedVersusDisbursed, "pledged", c.CommittedVersusDisbursed.Pledged)
}

// Committed is what is bound by agreements.
func (c *CommittedVersusDisbursed) Committed(ctx context.Context) (*FundingSum, error) {
	return fundingSum(ctx, c.CommittedVersusDisbursed, "committed", c.CommittedVersusDisbursed.Committed)
}

// Disbursed is what is handed over.
func (c *CommittedVersusDisbursed) Disbursed(ctx context.Context) (*FundingSum, error) {
	return fundingSum(ctx, c.CommittedVersusDisbursed, "disbursed", c.CommittedVersusDisbursed.Disbursed)
}

// Expenditure is what is spent.
func (c *CommittedVersusDisbursed) Expenditure(ctx context.Context) (*FundingSum, error) {
	return fundingSum(ctx, c.CommittedVersusDisbursed, "expenditure", c.CommittedVersusDisbursed.Expenditure)
}

// Other are flows of no such stage.
func (c *CommittedVersusDisbursed) Other(ctx context.Context) (*FundingSum, error) {
	return fundingSum(ctx, c.CommittedVersusDisbursed, "other", c.CommittedVersusDisbursed.Other)
}

// DisbursedShare is what is disbursed in percent of what is committed, nil if that
// cannot be told.
func (c *CommittedVersusDisbursed) DisbursedShare() *string {
	return textOrNil(c.CommittedVersusDisbursed.DisbursedShare)
}

// textOrNil gives a text, nil if it is empty.
func textOrNil(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// CommittedVersusDisbursedConnection and CommittedVersusDisbursedEdge are a page of
// money by how far it has come.
type (
	CommittedVersusDisbursedConnection struct {
		connection[*CommittedVersusDisbursed]
		ThemeVocabulary, PlaceVocabulary *string
	}
	CommittedVersusDisbursedEdge struct {
		edge[*CommittedVersusDisbursed]
	}
)

// Edges of the page.
func (c *CommittedVersusDisbursedConnection) Edges() []*CommittedVersusDisbursedEdge {
	return edgesOf(&c.connection, func(e edge[*CommittedVersusDisbursed]) *CommittedVersusDisbursedEdge {
		return &CommittedVersusDisbursedEdge{e}
	})
}

// CommittedVersusDisbursed tells how far money has come.
func (Query) CommittedVersusDisbursed(ctx context.Context, _ map[string]any) (*CommittedVersusDisbursedConnection, error) {
	out := &CommittedVersusDisbursedConnection{}
	show := func(r graph.Record) *CommittedVersusDisbursed {
		return &CommittedVersusDisbursed{r.(*graph.CommittedVersusDisbursed)}
	}
	args := arguments{t: graph.TypeOf(&graph.CommittedVersusDisbursed{}), of: graph.Catalog.Type("Flow")}
	var err error
	out.connection, err = rootPage(ctx, args, show, func(o *Operation, a *arguments, p *graph.Plan) ([]*graph.CommittedVersusDisbursed, *graph.List, error) {
		q := funding.StagesQuestion{Vocabulary: a.text("vocabulary")}
		if q.GroupBy, err = a.fundingBy("groupBy", graph.MaxFundingKeys); err != nil {
			return nil, nil, err
		}
		book, choice, done, err := o.money(ctx, a, p.Where, p.Dating)
		if err != nil {
			return nil, nil, err
		}
		defer done()
		q.Choice = choice
		found, err := book.Stages(ctx, q)
		if err != nil {
			return nil, nil, err
		}
		out.ThemeVocabulary, out.PlaceVocabulary = vocabularyOf(found.Table, funding.ByTheme), vocabularyOf(found.Table, funding.ByPlace)
		page, l := pageOf(p, found.Views())
		found.Fill(page)
		return page, l, nil
	})
	return out, err
}

// text reads an argument, nil if it is not given.
func (a *arguments) text(name string) *string {
	if a.values[name] == nil {
		return nil
	}
	s := textOf(a.values[name])
	return &s
}

package resolvers

import (
	"cmp"
	"context"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/funding"
)

// FundingTotal is a graph.FundingTotal as the API shows it.
type FundingTotal struct{ *graph.FundingTotal }

// Keys that the flows of the row share.
func (t *FundingTotal) Keys(ctx context.Context) ([]*FundingKey, error) {
	return fundingKeys(ctx, t.FundingTotal, t.FundingTotal.Keys)
}

// money gives a sum in the currency of the row.
func (t *FundingTotal) money(amount string) *Money {
	return moneyOf(graph.Money{Amount: amount, Currency: string(t.Currency)})
}

// Sum of the row, nil if no amount is known.
func (t *FundingTotal) Sum() *Money { return t.money(t.FundingTotal.Sum) }

// Alternative is the sum where the other side of transfers is believed.
func (t *FundingTotal) Alternative() *Money { return t.money(t.Other) }

// PassedOn is how much of the sum its providers can have had from others.
func (t *FundingTotal) PassedOn() *Money { return t.money(t.FundingTotal.PassedOn) }

// HigherLevel is what initiatives report whose parts report it, too.
func (t *FundingTotal) HigherLevel() *FundingPart {
	return &FundingPart{t.Higher, t.money(t.HigherSum)}
}

// Internal is what bodies give to themselves.
func (t *FundingTotal) Internal() *FundingPart {
	return &FundingPart{t.FundingTotal.Internal, t.money(t.InternalSum)}
}

// Conversions of amounts of other currencies.
func (t *FundingTotal) Conversions(ctx context.Context) ([]*FundingConversion, error) {
	return fundingConversions(ctx, t.FundingTotal, t.Currency, t.FundingTotal.Conversions)
}

// Largest flows of the row.
func (t *FundingTotal) Largest(ctx context.Context) ([]*Flow, error) {
	return listedBy(ctx, t.FundingTotal, "largest", showFlow)
}

// Documents that tell the flows.
func (t *FundingTotal) Documents(ctx context.Context) ([]*Document, error) {
	return listedBy(ctx, t.FundingTotal, "documents", showDocument)
}

// FundingTotalConnection and FundingTotalEdge are a page of totals.
type (
	FundingTotalConnection struct {
		connection[*FundingTotal]
		ThemeVocabulary, PlaceVocabulary *string
	}
	FundingTotalEdge struct{ edge[*FundingTotal] }
)

// Edges of the page.
func (c *FundingTotalConnection) Edges() []*FundingTotalEdge {
	return edgesOf(&c.connection, func(e edge[*FundingTotal]) *FundingTotalEdge { return &FundingTotalEdge{e} })
}

// FundingTotals adds up money.
func (Query) FundingTotals(ctx context.Context, _ map[string]any) (*FundingTotalConnection, error) {
	out := &FundingTotalConnection{}
	show := func(r graph.Record) *FundingTotal { return &FundingTotal{r.(*graph.FundingTotal)} }
	args := arguments{t: graph.TypeOf(&graph.FundingTotal{}), of: graph.Catalog.Type("Flow")}
	var err error
	out.connection, err = rootPage(ctx, args, show, func(o *Operation, a *arguments, p *graph.Plan) ([]*graph.FundingTotal, *graph.List, error) {
		q := funding.TotalsQuestion{Basis: funding.Basis(cmp.Or(textOf(a.values["basis"]), string(funding.Transfers))), Vocabulary: a.text("vocabulary")}
		if q.GroupBy, err = a.fundingBy("groupBy", graph.MaxFundingKeys); err != nil {
			return nil, nil, err
		}
		if err := funding.CheckGroups(q.Basis, q.GroupBy); err != nil {
			return nil, nil, err
		}
		book, choice, done, err := o.money(ctx, a, p.Where, p.Dating)
		if err != nil {
			return nil, nil, err
		}
		defer done()
		q.Choice = choice
		t, err := book.Totals(ctx, q)
		if err != nil {
			return nil, nil, err
		}
		out.ThemeVocabulary, out.PlaceVocabulary = vocabularyOf(t, funding.ByTheme), vocabularyOf(t, funding.ByPlace)
		page, more := t.Page(p.After, p.Limit)
		return page, &graph.List{Records: records(page), More: more, Total: len(t.Rows)}, nil
	})
	return out, err
}

func vocabularyOf(t *funding.Table, d funding.Dimension) *string {
	if v, is := t.Vocabulary[d]; is {
		return &v
	}
	return nil
}

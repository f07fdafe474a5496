package resolvers

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/funding"
)

// FundingTotal is a graph.FundingTotal as the API shows it.
type FundingTotal struct{ *graph.FundingTotal }

// FundingKey is a graph.TableKey of money as the API shows it.
type FundingKey struct{ *graph.TableKey }

// FundingPart is a number of flows and what they add up to.
type FundingPart struct {
	Flows int
	Sum   *Money
}

// Keys that the flows of the row share.
func (t *FundingTotal) Keys(ctx context.Context) ([]*FundingKey, error) {
	return fundingKeys(ctx, t.FundingTotal, t.FundingTotal.Keys)
}

func fundingKeys(ctx context.Context, of graph.Record, keys []*graph.TableKey) ([]*FundingKey, error) {
	err := partOf(ctx, of, "keys")
	out := make([]*FundingKey, len(keys))
	for i, k := range keys {
		out[i] = &FundingKey{k}
	}
	return out, err
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

// Largest flows of the row.
func (t *FundingTotal) Largest(ctx context.Context) ([]*Flow, error) {
	return listedBy(ctx, t.FundingTotal, "largest", showFlow)
}

// Documents that tell the flows.
func (t *FundingTotal) Documents(ctx context.Context) ([]*Document, error) {
	return listedBy(ctx, t.FundingTotal, "documents", showDocument)
}

// Thing that is the value, nil if it is none.
func (k *FundingKey) Thing(ctx context.Context) (Thing, error) {
	return oneListed(ctx, k.TableKey, "thing", showThing)
}

// NothingRecorded tells whether the flows do not say.
func (k *FundingKey) NothingRecorded() bool { return k.ThingID == "" && k.Code == "" }

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
		q := funding.TotalsQuestion{Basis: funding.Basis(cmp.Or(textOf(a.values["basis"]), string(funding.Transfers)))}
		if q.GroupBy, err = a.fundingBy("groupBy", graph.MaxFundingKeys); err != nil {
			return nil, nil, err
		}
		if v := a.values["vocabulary"]; v != nil {
			name := textOf(v)
			q.Vocabulary = &name
		}
		if err := funding.CheckGroups(q.Basis, q.GroupBy); err != nil {
			return nil, nil, err
		}
		book, choice, err := o.money(ctx, a, p.Where, p.Dating)
		if err != nil {
			return nil, nil, err
		}
		q.Choice = choice
		t, err := book.Totals(ctx, q)
		if err != nil {
			return nil, nil, err
		}
		out.ThemeVocabulary, out.PlaceVocabulary = vocabularyOf(t, funding.ByTheme), vocabularyOf(t, funding.ByPlace)
		page, l := pageOf(p, t.Views())
		t.Fill(page)
		return page, l, nil
	})
	return out, err
}

func vocabularyOf(t *funding.Table, d funding.Dimension) *string {
	if v, is := t.Vocabulary[d]; is {
		return &v
	}
	return nil
}

// fundingBy reads a list of properties of money.
func (a *arguments) fundingBy(name string, most int) ([]funding.Dimension, error) {
	var out []funding.Dimension
	for _, v := range a.names(name) {
		d := funding.Dimension(v)
		if slices.Contains(out, d) {
			return nil, graph.InvalidArg(name, "%s is given twice", v)
		}
		out = append(out, d)
	}
	if len(out) > most {
		return nil, &graph.Error{Code: graph.LimitExceeded, Argument: name, Message: fmt.Sprintf("money can be put together by at most %d properties at once", most)}
	}
	return out, nil
}

// money gives the book of flows, and which of them a question is about.
func (o *Operation) money(ctx context.Context, a *arguments, where graph.Filter, d graph.Dating) (*funding.Book, funding.Choice, error) {
	c := funding.Choice{Dating: d}
	for _, name := range a.names("rollUp") {
		c.RollUp = append(c.RollUp, graph.AffiliationType(name))
	}
	if o.services == nil {
		return nil, c, graph.Errorf(graph.Unavailable, "this server does not add up money")
	}
	book, err := o.services.funding.At(ctx, noting{o.reader, o}, o.audience)
	if err != nil || where == nil {
		return book, c, err
	}
	res, err := o.fetch(ctx, &graph.Plan{Query: graph.Query{Type: graph.Catalog.Type("Flow"), Where: where, Fields: []string{}}})
	if err != nil {
		return nil, c, err
	}
	c.Only = map[string]bool{}
	for _, r := range res.Lists[0].Records {
		c.Only[graph.IDOf(r)] = true
	}
	return book, c, nil
}

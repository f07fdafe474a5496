package resolvers

import (
	"context"
	"fmt"
	"slices"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/funding"
)

// FundingKey is a graph.TableKey of money as the API shows it.
type FundingKey struct{ *graph.TableKey }

// FundingPart is a number of flows and what they add up to.
type FundingPart struct {
	Flows int
	Sum   *Money
}

// fundingKeys gives the keys of a row of money.
func fundingKeys(ctx context.Context, of graph.Record, keys []*graph.TableKey) ([]*FundingKey, error) {
	err := partOf(ctx, of, "keys")
	out := make([]*FundingKey, len(keys))
	for i, k := range keys {
		out[i] = &FundingKey{k}
	}
	return out, err
}

// Thing that is the value, nil if it is none.
func (k *FundingKey) Thing(ctx context.Context) (Thing, error) {
	return oneListed(ctx, k.TableKey, "thing", showThing)
}

// NothingRecorded tells whether the flows do not say.
func (k *FundingKey) NothingRecorded() bool { return k.ThingID == "" && k.Code == "" }

// FundingConversion is a graph.FundingConversion as the API shows it.
type FundingConversion struct {
	*graph.FundingConversion
	to string // the currency after
}

// fundingConversions gives the conversions of a row of money of a currency.
func fundingConversions(ctx context.Context, of graph.Record, to graph.Text, all []*graph.FundingConversion) ([]*FundingConversion, error) {
	err := partOf(ctx, of, "conversions")
	out := make([]*FundingConversion, len(all))
	for i, c := range all {
		out[i] = &FundingConversion{c, string(to)}
	}
	return out, err
}

// Original is what the flows add up to before.
func (c *FundingConversion) Original() *Money {
	return moneyOf(graph.Money{Amount: c.FundingConversion.Original, Currency: string(c.Currency)})
}

// Converted is what they add up to after.
func (c *FundingConversion) Converted() *Money {
	return moneyOf(graph.Money{Amount: c.FundingConversion.Converted, Currency: c.to})
}

// Rates that were used.
func (c *FundingConversion) Rates(ctx context.Context) ([]*ExchangeRate, error) {
	return listedBy(ctx, c.FundingConversion, "rates", showExchangeRate)
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

// conversion reads the arguments by which amounts are converted, nil if they are
// not.
func (a *arguments) conversion(book *funding.Book) (*funding.Conversion, error) {
	within := funding.DefaultRateWithin
	if v := a.values["rateWithin"]; v != nil {
		n, ok := toInt(v)
		if !ok || a.values["convertTo"] == nil {
			return nil, graph.InvalidArg("rateWithin", "it is a number of days, given together with convertTo")
		}
		within = n
	}
	if a.values["convertTo"] == nil {
		return nil, nil
	}
	return book.Conversion(textOf(a.values["convertTo"]), within)
}

// mostMoneys bounds the questions about money of one operation: each works over all
// flows.
const mostMoneys = 5

// money gives the book of flows, and which of them a question is about. The caller
// calls done when the question is worked out: no more are worked on at a time than
// there are processors.
func (o *Operation) money(ctx context.Context, a *arguments, where graph.Filter, d graph.Dating) (book *funding.Book, c funding.Choice, done func(), err error) {
	c.Dating = d
	for _, name := range a.names("rollUp") {
		c.RollUp = append(c.RollUp, graph.AffiliationType(name))
	}
	if o.services == nil {
		return nil, c, nil, graph.Errorf(graph.Unavailable, "this server does not add up money")
	}
	if o.moneys.Add(1) > mostMoneys {
		return nil, c, nil, graph.Errorf(graph.LimitExceeded, "a request may ask %d questions about money at most; ask in several requests", mostMoneys)
	}
	if book, err = o.services.funding.At(ctx, noting{o.reader, o}, o.audience); err != nil {
		return nil, c, nil, err
	}
	select {
	case o.services.adding <- struct{}{}:
	case <-ctx.Done():
		return nil, c, nil, context.Cause(ctx)
	}
	done = func() { <-o.services.adding }
	if c.Convert, err = a.conversion(book); err == nil && where != nil {
		c.Only, err = o.flowsThat(ctx, where)
	}
	if err != nil {
		done()
		return nil, c, nil, err
	}
	return book, c, done, nil
}

// flowsBytes bounds what is kept of which flows fit conditions.
const flowsBytes = 16 << 20

// flowsThat gives the ids of the flows that fit a condition, sorted. What one state of
// the graph gave is kept for those who ask the same of it: nothing but a revision
// changes it, and to find it is most of the work of a small total. What an import that
// is under way has stored a part of is not kept, for it can be taken back without one.
func (o *Operation) flowsThat(ctx context.Context, where graph.Filter) ([]string, error) {
	key := fmt.Sprintf("%d %d %s", o.reader.Revision(), o.audience, graph.Canonical(where))
	if out, is := o.services.fitting.Get(key); is {
		return out, nil
	}
	res, err := o.fetch(ctx, &graph.Plan{Query: graph.Query{Type: graph.Catalog.Type("Flow"), Where: where, Fields: []string{}}})
	if err != nil {
		return nil, err
	}
	out, bytes := make([]string, len(res.Lists[0].Records)), 0
	for i, r := range res.Lists[0].Records {
		out[i] = graph.IDOf(r)
		bytes += len(out[i]) + 16 // and where it is
	}
	slices.Sort(out)
	partial, err := o.reader.Importing(ctx) // asked last: what began meanwhile counts
	if err != nil {
		return nil, err
	}
	if !partial {
		o.services.fitting.Add(key, out, bytes)
	}
	return out, nil
}

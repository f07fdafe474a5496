package resolvers

import (
	"context"
	"errors"
	"strings"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/funding"
)

// ShareTo is a graph.ShareTo as the API shows it.
type ShareTo struct{ *graph.ShareTo }

// Total of the money, nil if no amount is known.
func (s *ShareTo) Total() *Money { return amountIn(s.Currency, s.ShareTo.Total) }

// Reached is what others gave to the recipients.
func (s *ShareTo) Reached(ctx context.Context) (*FundingSum, error) {
	return fundingSum(ctx, s.ShareTo, "reached", s.ShareTo.Reached)
}

// Within is what the recipients gave each other.
func (s *ShareTo) Within(ctx context.Context) (*FundingSum, error) {
	return fundingSum(ctx, s.ShareTo, "within", s.ShareTo.Within)
}

// GivenOn is what the recipients gave to others.
func (s *ShareTo) GivenOn(ctx context.Context) (*FundingSum, error) {
	return fundingSum(ctx, s.ShareTo, "givenOn", s.ShareTo.GivenOn)
}

// Share that is reached, nil if it cannot be told.
func (s *ShareTo) Share() *string { return textOrNil(s.ShareTo.Share) }

// ByHops divides what is reached.
func (s *ShareTo) ByHops(ctx context.Context) ([]*ShareToHops, error) {
	out := make([]*ShareToHops, len(s.ShareTo.ByHops))
	for i, h := range s.ShareTo.ByHops {
		out[i] = &ShareToHops{h, s.Currency}
	}
	return out, partOf(ctx, s.ShareTo, "byHops")
}

// Elsewhere is what others have.
func (s *ShareTo) Elsewhere() *ShareToRest { return &ShareToRest{s.ShareTo.Elsewhere, s.Currency} }

// CannotTell is what those have of whom nobody can tell.
func (s *ShareTo) CannotTell() *ShareToRest { return &ShareToRest{s.ShareTo.CannotTell, s.Currency} }

// ShareToRest is a graph.ShareToRest as the API shows it.
type ShareToRest struct {
	graph.ShareToRest
	currency graph.Text
}

// Sum of the money, nil if no amount is known.
func (r *ShareToRest) Sum() *Money { return amountIn(r.currency, r.ShareToRest.Sum) }

// Share of the total, nil if it cannot be told.
func (r *ShareToRest) Share() *string { return textOrNil(r.ShareToRest.Share) }

// ShareToHops is a graph.ShareToHops as the API shows it.
type ShareToHops struct {
	*graph.ShareToHops
	currency graph.Text
}

// Hops from a first provider, nil if they cannot be told.
func (h *ShareToHops) Hops() *int {
	if h.ShareToHops.Hops < 0 {
		return nil
	}
	return &h.ShareToHops.Hops
}

// Sum of the flows, nil if no amount is known.
func (h *ShareToHops) Sum() *Money { return amountIn(h.currency, h.ShareToHops.Sum) }

// ShareToConnection and ShareToEdge are a page of shares.
type (
	ShareToConnection struct {
		connection[*ShareTo]
		Candidates int
	}
	ShareToEdge struct{ edge[*ShareTo] }
)

// Edges of the page.
func (c *ShareToConnection) Edges() []*ShareToEdge {
	return edgesOf(&c.connection, func(e edge[*ShareTo]) *ShareToEdge { return &ShareToEdge{e} })
}

// ShareTo tells what share of money reaches recipients of a kind.
func (Query) ShareTo(ctx context.Context, _ map[string]any) (*ShareToConnection, error) {
	out := &ShareToConnection{}
	show := func(r graph.Record) *ShareTo { return &ShareTo{r.(*graph.ShareTo)} }
	args := arguments{t: graph.TypeOf(&graph.ShareTo{}), of: graph.Catalog.Type("Flow")}
	var err error
	out.connection, err = rootPage(ctx, args, show, func(o *Operation, a *arguments, p *graph.Plan) ([]*graph.ShareTo, *graph.List, error) {
		where, err := filterOf(ctx, graph.Catalog.Type("Stakeholder"), a.values["recipientType"])
		if err != nil {
			return nil, nil, inArgument("recipientType", err)
		}
		book, choice, done, err := o.money(ctx, a, p.Where, p.Dating)
		if err != nil {
			return nil, nil, err
		}
		defer done()
		q := funding.ShareQuestion{Choice: choice}
		if q.Recipients, err = o.stakeholders(ctx, where, p.Dating); err != nil {
			return nil, nil, err
		}
		if missing := missingOf(a.values["recipientType"]); len(missing) > 0 {
			if q.Untold, err = o.stakeholders(ctx, missing, p.Dating); err != nil {
				return nil, nil, err
			}
		}
		out.Candidates = len(q.Recipients)
		all, err := book.Shares(ctx, q)
		if err != nil {
			return nil, nil, err
		}
		page, l := pageOf(p, all)
		return page, l, nil
	})
	return out, err
}

// inArgument names the argument in which a filter is wrong.
func inArgument(name string, err error) error {
	var known *graph.Error
	if !errors.As(err, &known) {
		return err
	}
	named := *known
	named.Argument = name + strings.TrimPrefix(known.Argument, "where")
	return &named
}

// stakeholders gives the ids of the bodies that fit.
func (o *Operation) stakeholders(ctx context.Context, where graph.Filter, d graph.Dating) (map[string]bool, error) {
	t := graph.Catalog.Type("Stakeholder")
	res, err := o.fetch(ctx, &graph.Plan{Dating: d, Query: graph.Query{Type: t, Where: graph.All(where, graph.Live(t)), Fields: []string{}}})
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for _, r := range res.Lists[0].Records {
		out[graph.IDOf(r)] = true
	}
	return out, nil
}

// missingOf gives a condition that is met by bodies of which it is not recorded
// what a filter of bodies asks.
func missingOf(filter any) graph.Or {
	var out graph.Or
	asked := map[string]bool{}
	var look func(v any)
	look = func(v any) {
		for _, e := range listed(v) {
			m, _ := e.(map[string]any)
			for _, name := range sortedNames(m) {
				switch name {
				case "and", "or", "not":
					look(m[name])
				case "subtype", "country", "kind":
					asked[name] = true
				}
			}
		}
	}
	look(filter)
	for _, name := range []string{"country", "kind", "subtype"} {
		if asked[name] {
			out = append(out, graph.Compare{Field: name, Op: graph.IsNull, Value: true})
		}
	}
	return out
}

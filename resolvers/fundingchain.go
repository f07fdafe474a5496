package resolvers

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/funding"
	"github.com/migraph/migraph/graph/network"
)

// FundingChains are graph.FundingChains as the API shows them.
type FundingChains struct{ *graph.FundingChains }

// FundingChain is a chain of money. Number is its place in the answer, from 1.
type FundingChain struct {
	*graph.FundingChain
	Number int
}

// FundingStep is a step of a chain. Number is its place on it, from 1.
type FundingStep struct {
	*graph.FundingStep
	Number int
}

// FundingBounds are bounds in the currency of a step.
type FundingBounds struct {
	graph.FundingBounds
	currency string
}

// maxThrough bounds what must be on a chain.
const maxThrough = 10

// FundingChains gives chains of money.
func (Query) FundingChains(ctx context.Context, _ map[string]any) (*FundingChains, error) {
	c, err := rootView(ctx, graph.TypeOf(&graph.FundingChains{}), limitedBy("limit", "chains"), func(o *Operation, a *arguments, d graph.Dating) (*graph.FundingChains, error) {
		q, where, err := a.chainsQuestion(ctx, o)
		if err != nil {
			return nil, err
		}
		book, choice, done, err := o.money(ctx, a, where, d)
		if err != nil {
			return nil, err
		}
		defer done()
		q.Choice = choice
		found, err := book.Chains(ctx, q)
		if err != nil {
			return nil, err
		}
		out := found.View()
		if selected(ctx, "chains", "steps", "sentence") {
			err = funding.Phrase(ctx, o.fetch, out)
		}
		return out, err
	})
	return &FundingChains{c}, err
}

// chainsQuestion reads which chains are asked for, of flows that fit where.
func (a *arguments) chainsQuestion(ctx context.Context, o *Operation) (q funding.ChainsQuestion, where graph.Filter, err error) {
	if q.MaxHops, err = a.within("maxHops", 1, graph.MaxChainSteps); err != nil {
		return q, nil, err
	}
	if q.Limit, err = a.within("limit", 1, graph.MaxFundingChains); err != nil {
		return q, nil, err
	}
	asked := map[string]string{} // ids by the arguments that give them
	for _, name := range []string{"from", "to", "initiative"} {
		if a.values[name] != nil {
			asked[name] = textOf(a.values[name])
		}
	}
	if a.values["through"] != nil {
		if q.Through, err = stringsOf(a.values["through"], "through"); err != nil {
			return q, nil, err
		}
		if len(q.Through) > maxThrough {
			return q, nil, &graph.Error{Code: graph.LimitExceeded, Argument: "through", Message: fmt.Sprintf("at most %d things can be asked for", maxThrough)}
		}
		for i, id := range q.Through {
			asked[fmt.Sprintf("through[%d]", i)] = id
		}
	}
	if len(asked) == 0 {
		return q, nil, graph.InvalidArg("from", "say by from, to, through or initiative of whom or what the chains are")
	}
	if err := o.haveMoney(ctx, asked); err != nil {
		return q, nil, err
	}
	q.From, q.To = asked["from"], asked["to"]
	for i := range q.Through {
		q.Through[i] = asked[fmt.Sprintf("through[%d]", i)]
	}
	if q.From != "" && q.From == q.To {
		return q, nil, graph.InvalidArg("to", "it is the same as from; money that comes back is told by cycles")
	}
	if id := asked["initiative"]; id != "" {
		q.Through = append(q.Through, id)
	}
	where, err = filterOf(ctx, graph.Catalog.Type("Flow"), a.values["where"])
	return q, where, err
}

// haveMoney checks ids of bodies and initiatives that arguments give, with one call
// for each of the two types, and puts those of what they were merged into in place of
// those of merged things.
func (o *Operation) haveMoney(ctx context.Context, asked map[string]string) error {
	given := map[string][]string{} // arguments by the types of the things that they name
	for _, argument := range slices.Sorted(maps.Keys(asked)) {
		id, noun := asked[argument], ""
		if t := graph.Catalog.TypeOfID(id); t != nil {
			noun = t.Name
		}
		if noun != "Initiative" && (noun != "Stakeholder" || argument == "initiative") {
			return graph.InvalidArg(argument, "%.60q is no id of %s; find it by search, or by a field such as initiative(by: {slug: ...})", id, moneyedBy(argument))
		}
		given[noun] = append(given[noun], argument)
	}
	for _, noun := range slices.Sorted(maps.Keys(given)) {
		var ids []string
		for _, argument := range given[noun] {
			ids = append(ids, asked[argument])
		}
		ids, err := network.Standing(ctx, o.fetch, graph.Catalog.Type(noun), ids, func(i int) string { return given[noun][i] })
		if err != nil {
			return err
		}
		for i, argument := range given[noun] {
			asked[argument] = ids[i]
		}
	}
	return nil
}

func moneyedBy(argument string) string {
	if argument == "initiative" {
		return "an initiative"
	}
	return "a body or an initiative"
}

// Chains are the chains.
func (c *FundingChains) Chains(ctx context.Context) ([]*FundingChain, error) {
	out := make([]*FundingChain, len(c.FundingChains.Chains))
	for i, x := range c.FundingChains.Chains {
		out[i] = &FundingChain{x, i + 1}
	}
	return out, partOf(ctx, c.FundingChains, "chains")
}

// AtLeast tells whether the search was cut.
func (c *FundingChains) AtLeast() bool { return c.Cut }

// Assumption of the bounds.
func (c *FundingChains) Assumption() string { return funding.Assumption }

// Length in steps.
func (c *FundingChain) Length() int { return len(c.FundingChain.Steps) }

// Cycles are things on the chain to which later ones give.
func (c *FundingChain) Cycles(ctx context.Context) ([]Thing, error) {
	return listedBy(ctx, c.FundingChain, "cycles", showThing)
}

// Bounds of what the last step gives.
func (c *FundingChain) Bounds() *FundingBounds {
	return &FundingBounds{c.FundingChain.Bounds, string(c.FundingChain.Steps[0].Currency)}
}

// Steps of the chain.
func (c *FundingChain) Steps(ctx context.Context) ([]*FundingStep, error) {
	out := make([]*FundingStep, len(c.FundingChain.Steps))
	for i, s := range c.FundingChain.Steps {
		out[i] = &FundingStep{s, i + 1}
	}
	return out, partOf(ctx, c.FundingChain, "steps")
}

func (b *FundingBounds) money(amount string) *Money {
	return moneyOf(graph.Money{Amount: amount, Currency: b.currency})
}

// Lower bound, nil if nothing can be told.
func (b *FundingBounds) Lower() *Money { return b.money(b.FundingBounds.Lower) }

// Upper bound, nil if nothing can be told.
func (b *FundingBounds) Upper() *Money { return b.money(b.FundingBounds.Upper) }

// LowerIfEarmarked is the lower bound if initiatives spend what is given to them.
func (b *FundingBounds) LowerIfEarmarked() *Money { return b.money(b.Earmarked) }

// Provider of the step, nil if unknown.
func (s *FundingStep) Provider() *FlowEnd {
	return endOf(s.FundingStep, s.FundingStep.Provider, "provider.")
}

// Recipient of the step, nil if unknown.
func (s *FundingStep) Recipient() *FlowEnd {
	return endOf(s.FundingStep, s.FundingStep.Recipient, "recipient.")
}

// Hops that the flows of the step name, in order.
func (s *FundingStep) Hops(ctx context.Context) ([]*FlowEnd, error) {
	out := make([]*FlowEnd, len(s.FundingStep.Hops))
	for i, h := range s.FundingStep.Hops {
		out[i] = &FlowEnd{of: h}
	}
	return out, partOf(ctx, s.FundingStep, "hops")
}

func (s *FundingStep) money(amount string) *Money {
	return moneyOf(graph.Money{Amount: amount, Currency: string(s.Currency)})
}

// Sum of the known amounts, nil if there are none.
func (s *FundingStep) Sum() *Money { return s.money(s.FundingStep.Sum) }

// First day of the flows, nil if none has a date.
func (s *FundingStep) First() *string { return known(s.FundingStep.First) }

// Last day of the flows, nil if none has a date.
func (s *FundingStep) Last() *string { return known(s.FundingStep.Last) }

// Reporters of the flows.
func (s *FundingStep) Reporters(ctx context.Context) ([]Stakeholder, error) {
	return listedBy(ctx, s.FundingStep, "reporters", showStakeholder)
}

// Largest flows of the step.
func (s *FundingStep) Largest(ctx context.Context) ([]*Flow, error) {
	return listedBy(ctx, s.FundingStep, "largest", showFlow)
}

// JoinedBy says how it is joined to the step before, nil for the first.
func (s *FundingStep) JoinedBy() *string { return known(s.FundingStep.JoinedBy) }

// NamedFlows is how many of its flows name the step before.
func (s *FundingStep) NamedFlows() int { return s.Named }

// Mixed is what was received or given where it is joined, nil if that cannot be told.
func (s *FundingStep) Mixed() *Money { return s.money(s.FundingStep.Mixed) }

// Bounds up to this step.
func (s *FundingStep) Bounds() *FundingBounds {
	return &FundingBounds{s.FundingStep.Bounds, string(s.Currency)}
}

package funding

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

// View gives the chains for an answer, without sentences.
func (c *Chains) View() *graph.FundingChains {
	out := &graph.FundingChains{Count: c.Count, Cut: c.Cut}
	for _, found := range c.found {
		out.Chains = append(out.Chains, c.search.view(found))
	}
	return out
}

func (s *chainSearch) view(c *chain) *graph.FundingChain {
	free := s.bounder.of(c.steps, false)
	var marked []bounds
	if slices.ContainsFunc(c.steps, func(j join) bool { return j.by == joinSameInitiative }) {
		marked = s.bounder.of(c.steps, true)
	}
	out := &graph.FundingChain{Begins: c.begins, Ends: c.ends, Cycles: s.cycles(c)}
	for i, j := range c.steps {
		v := j.view()
		v.JoinedBy, v.Mixed = j.by, decimal(free[i].mixed)
		if j.named != nil {
			v.Named = j.named.flows
		}
		v.Bounds = free[i].view()
		if marked != nil {
			v.Bounds.Earmarked = decimal(marked[i].lower)
		}
		out.Steps = append(out.Steps, v)
	}
	out.Bounds = out.Steps[len(out.Steps)-1].Bounds
	return out
}

func (b *bounds) view() graph.FundingBounds {
	out := graph.FundingBounds{Lower: decimal(b.lower), Upper: decimal(b.upper), Reasons: []string{}}
	for _, r := range boundReasons {
		if b.reasons[r] {
			out.Reasons = append(out.Reasons, r)
		}
	}
	return out
}

func (s *step) view() *graph.FundingStep {
	out := &graph.FundingStep{Provider: s.provider, Recipient: s.recipient, Stage: s.stage, Currency: graph.Text(s.currency),
		Sum: decimal(s.total()), Flows: len(s.entries), WithoutAmount: len(s.entries) - s.known}
	for _, h := range s.through {
		out.Hops = append(out.Hops, &graph.Hop{End: h})
	}
	all := make([]placed, len(s.entries))
	reporters, sides := map[string]bool{}, map[graph.ReportedBy]bool{}
	for i, e := range s.entries {
		all[i] = placed{entry: e, share: e.amount}
		if e.Reporter != "" {
			reporters[e.Reporter] = true
		}
		if e.ReportedBy != "" {
			sides[e.ReportedBy] = true
		}
		if e.First != "" && (out.First == "" || e.First < out.First) {
			out.First = e.First
		}
		out.Last = max(out.Last, e.Last)
	}
	out.Largest = largest(all)
	out.ReporterCount = len(reporters)
	out.Reporters = slices.Sorted(maps.Keys(reporters))[:min(len(reporters), graph.MaxChainReporters)]
	out.ReportedBy = slices.Sorted(maps.Keys(sides))
	return out
}

// Phrase gives each step a sentence, with one call for bodies and one for programmes.
func Phrase(ctx context.Context, fetch graph.Fetch, chains *graph.FundingChains) error {
	ids := map[string][]string{}
	for _, c := range chains.Chains {
		for _, s := range c.Steps {
			for _, e := range ends(s) {
				ids["Stakeholder"] = append(ids["Stakeholder"], e.StakeholderID)
				ids["Initiative"] = append(ids["Initiative"], e.InitiativeID)
			}
		}
	}
	names := map[string]string{}
	for _, noun := range []string{"Stakeholder", "Initiative"} {
		of := slices.DeleteFunc(ids[noun], func(id string) bool { return id == "" })
		slices.Sort(of)
		if of = slices.Compact(of); len(of) == 0 {
			continue
		}
		res, err := fetch(ctx, &graph.Plan{Query: graph.Query{Type: graph.Catalog.Type(noun), IDs: of, Fields: []string{"name"}}})
		if err != nil {
			return err
		}
		for _, r := range res.Lists[0].Records {
			names[graph.IDOf(r)] = graph.AsThing(r).Name
		}
	}
	for _, c := range chains.Chains {
		for _, s := range c.Steps {
			s.Sentence = sentence(s, names)
		}
	}
	return nil
}

// ends gives the ends of a step and its hops, in order.
func ends(s *graph.FundingStep) []graph.End {
	out := []graph.End{s.Provider}
	for _, h := range s.Hops {
		out = append(out, h.End)
	}
	return append(out, s.Recipient)
}

// sentence says what a step is: «Sida gave an unknown amount through CREST (IOM) to
// Direct Assistance in Sandakan.»
func sentence(s *graph.FundingStep, names map[string]string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %s", nameOf(s.Provider, names), verbs[s.Stage], amountOfStep(s))
	for i, h := range s.Hops {
		join := " through "
		if i > 0 {
			join = " and "
		}
		b.WriteString(join + nameOf(h.End, names))
	}
	preposition := "to"
	if s.Stage == "EXPENDITURE" {
		preposition = "on"
	}
	fmt.Fprintf(&b, " %s %s", preposition, nameOf(s.Recipient, names))
	switch {
	case s.First != "" && s.Last != "" && s.First != s.Last:
		fmt.Fprintf(&b, " (%s to %s)", s.First, s.Last)
	case s.First != "" || s.Last != "":
		fmt.Fprintf(&b, " (%s)", max(s.First, s.Last))
	}
	return b.String() + "."
}

// verbs say how far money has come.
var verbs = map[graph.Stage]string{"PLEDGE": "pledged", "COMMITMENT": "committed", "DISBURSEMENT": "paid", "EXPENDITURE": "spent", "OTHER": "gave"}

func amountOfStep(s *graph.FundingStep) string {
	out := "an unknown amount"
	if s.Sum != "" {
		out = s.Sum + " " + string(s.Currency)
	}
	switch {
	case s.Sum == "" && s.Flows > 1:
		out = fmt.Sprintf("unknown amounts, in %d flows,", s.Flows)
	case s.WithoutAmount > 0 && s.Sum != "":
		out += fmt.Sprintf(" and more, in %d flows of which %d tell no amount,", s.Flows, s.WithoutAmount)
	case s.Flows > 1:
		out += fmt.Sprintf(", in %d flows,", s.Flows)
	}
	return out
}

// nameOf names an end: the programme with its body, or what of them is known.
func nameOf(e graph.End, names map[string]string) string {
	name := func(id string) string {
		if names[id] == "" {
			return id
		}
		return names[id]
	}
	switch {
	case e == graph.End{}:
		return "somebody unnamed"
	case e.InitiativeID == "":
		return name(e.StakeholderID)
	case e.StakeholderID == "":
		return name(e.InitiativeID)
	}
	return fmt.Sprintf("%s (%s)", name(e.InitiativeID), name(e.StakeholderID))
}

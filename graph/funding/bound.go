package funding

import (
	"context"
	"slices"

	"github.com/migraph/migraph/graph"
)

// Why bounds are wider than they could be, in the order in which they are told.
const (
	changesKind     = "STAGE_OR_CURRENCY_CHANGES"
	unknownOnChain  = "AMOUNT_UNKNOWN_ON_CHAIN"
	unknownBeside   = "AMOUNT_UNKNOWN_BESIDE"
	currencyBeside  = "OTHER_CURRENCY_BESIDE"
	negativeAmounts = "NEGATIVE_AMOUNT"
)

var boundReasons = []string{changesKind, unknownOnChain, unknownBeside, currencyBeside, negativeAmounts}

// bounds limit how much of the last amount of a chain came along it, up to each of
// its steps. docs/money.md has the formulas.
type bounds struct {
	// upper and lower are nil if nothing can be told.
	upper, lower *Amount
	reasons      map[string]bool
	// mixed is what was received, or given, at most where the step is joined; nil
	// if that cannot be told.
	mixed *Amount
}

// upperBound gives the least amount of a chain that is wholly known; nil if there
// is none, or if they cannot be compared.
func upperBound(steps []join) *Amount {
	var out *Amount
	for _, j := range steps {
		if j.stage != steps[0].stage || j.currency != steps[0].currency {
			return nil
		}
		if j.whole() {
			a := positive(j.sum)
			if out != nil {
				a = least(a, *out)
			}
			out = &a
		}
	}
	return out
}

// bounder works out bounds.
type bounder struct {
	// own is what the question is about. all is everything at any time, for what is
	// given and received beside a chain may lie beyond what is asked for.
	own, all *web
	mixtures map[scope]mixture
}

// bound prepares bounds of the chains that were found.
func (s *chainSearch) bound(ctx context.Context, b *Book) error {
	s.bounder = &bounder{own: s.w, all: s.w, mixtures: map[scope]mixture{}}
	c := s.q.Choice
	joins := slices.ContainsFunc(s.out.found, func(c *chain) bool { return len(c.steps) > 1 })
	if !joins || c.Only == nil && c.Dating == (graph.Dating{}) {
		return nil
	}
	es, err := b.settled(ctx, Choice{RollUp: c.RollUp, Convert: c.Convert})
	if err != nil {
		return err
	}
	s.bounder.all, err = b.newWeb(ctx, es, c)
	return err
}

// of gives the bounds up to each step of a chain. If earmarked, programmes spend
// what was given to them, and that only, on what they pay.
func (b *bounder) of(steps []join, earmarked bool) []bounds {
	out := make([]bounds, len(steps))
	var floor Amount      // of what came along the chain
	unmarked := &Amount{} // of the step, what may not have come along it
	reasons, known, comparable := map[string]bool{}, false, true
	for i, j := range steps {
		if i > 0 {
			before := steps[i-1]
			if j.stage != before.stage || j.currency != before.currency {
				comparable = false
				reasons[changesKind] = true
			}
			if comparable {
				out[i].mixed = b.mixed(before.step, j, earmarked, reasons)
			}
			floor = passed(before.step, floor, unmarked, j, out[i].mixed)
			unmarked = nil
		} else {
			floor = positive(j.sum)
		}
		if j.sum.sign() < 0 {
			floor = Amount{}
			reasons[negativeAmounts] = true
		}
		if !j.whole() {
			reasons[unknownOnChain] = true
		} else if i > 0 {
			rest := positive(j.sum).Minus(floor)
			unmarked = &rest
		}
		known = known || j.known > 0
		if comparable {
			out[i].upper = upperBound(steps[:i+1])
			if known {
				least := floor
				out[i].lower = &least
			}
		}
		out[i].reasons = map[string]bool{}
		for r := range reasons {
			out[i].reasons[r] = true
		}
	}
	return out
}

// passed gives how much of a step came along a chain at the least. floor is how much
// of the step before did, and unmarked how much of that did not at the most.
func passed(before *step, floor Amount, unmarked *Amount, j join, mixed *Amount) Amount {
	var out Amount
	if mixed != nil {
		out = positive(j.sum.Plus(floor).Minus(*mixed))
	}
	if j.named == nil || unmarked == nil {
		return out
	}
	paid := j.named.least()
	for _, x := range []*step{before, j.step} {
		if x.whole() {
			paid = least(paid, positive(x.sum))
		}
	}
	if named := paid.Minus(*unmarked); named.Compare(out) > 0 {
		out = named
	}
	return out
}

// scope is where two steps are joined: whose money can have been mixed there, and in
// what currency.
type scope struct {
	bodies, programmes [2]string
	// strict: only the body, and of its programmes what names no body. purse: both a
	// programme and, if it is known, its body.
	strict, purse bool
	stage         graph.Stage
	currency      string
}

// scopeOf gives where a step is joined to the one before.
func scopeOf(before *step, j join, earmarked bool) scope {
	r, p := before.recipient, j.provider
	out := scope{
		bodies:     [2]string{r.StakeholderID, p.StakeholderID},
		programmes: [2]string{r.InitiativeID, p.InitiativeID},
		strict:     r.StakeholderID != "" && r.StakeholderID == p.StakeholderID,
		stage:      paidStage(j.stage), currency: j.currency,
	}
	if earmarked && j.by == joinSameInitiative {
		out.purse = true
	}
	return out
}

// paidStage gives one stage for all at which money has moved: what is paid out and
// what is spent both come from what was received. Promises are apart.
func paidStage(s graph.Stage) graph.Stage {
	switch s {
	case "PLEDGE", "COMMITMENT":
		return s
	}
	return "DISBURSEMENT"
}

// holds tells whether an end is where the steps are joined.
func (s *scope) holds(e graph.End) bool {
	body := e.StakeholderID != "" && slices.Contains(s.bodies[:], e.StakeholderID)
	programme := e.InitiativeID != "" && slices.Contains(s.programmes[:], e.InitiativeID)
	switch {
	case s.purse && s.strict:
		return programme && (body || e.StakeholderID == "")
	case s.purse:
		return programme
	case s.strict:
		return body || programme && e.StakeholderID == ""
	}
	return body || programme
}

// within tells whether a step moves nothing in or out.
func (s *scope) within(x *step) bool {
	body := x.provider.StakeholderID
	if s.purse {
		return body != "" && x.provider == x.recipient
	}
	return body != "" && body == x.recipient.StakeholderID && slices.Contains(s.bodies[:], body)
}

// mixture is what is received and given where steps are joined.
type mixture struct {
	in, out                  Amount
	unknownIn, unknownOut    int // steps whose amounts are not all known
	otherCurrency, negatives bool
}

// usable gives the greater of what was received and what was given, nil with the
// reasons if something of it cannot be told beside a step, which is among what was
// given.
func (m *mixture) usable(x *step, reasons map[string]bool) *Amount {
	unknown := m.unknownOut
	if !x.whole() {
		unknown--
	}
	if m.unknownIn > 0 || unknown > 0 {
		reasons[unknownBeside] = true
	}
	if m.otherCurrency {
		reasons[currencyBeside] = true
	}
	if m.negatives {
		reasons[negativeAmounts] = true
	}
	if m.unknownIn > 0 || unknown > 0 || m.otherCurrency || m.negatives {
		return nil
	}
	most := m.in
	if m.out.Compare(most) > 0 {
		most = m.out
	}
	return &most
}

// mixed gives the greater of what was received and what was given where a step is
// joined to the one before; nil, with the reasons, if that cannot be told.
func (b *bounder) mixed(before *step, j join, earmarked bool, reasons map[string]bool) *Amount {
	if node(before.recipient) == "" || node(j.provider) == "" { // a source joins them, but nobody says by whom
		reasons[unknownBeside] = true
		return nil
	}
	m := b.mixture(scopeOf(before, j, earmarked))
	return m.usable(j.step, reasons)
}

// mixture gives what is received and given in a scope.
func (b *bounder) mixture(s scope) mixture {
	m, known := b.mixtures[s]
	if !known {
		b.each(s, func(w *web) map[string][]*step { return w.in }, func(x *step) graph.End { return x.recipient }, func(x *step, most Amount, whole bool) {
			m.note(s, x, most, whole, &m.in, &m.unknownIn)
		})
		b.each(s, func(w *web) map[string][]*step { return w.out }, func(x *step) graph.End { return x.provider }, func(x *step, most Amount, whole bool) {
			m.note(s, x, most, whole, &m.out, &m.unknownOut)
		})
		b.mixtures[s] = m
	}
	return m
}

// note counts a step.
func (m *mixture) note(s scope, x *step, most Amount, whole bool, sum *Amount, unknown *int) {
	switch {
	case x.currency != s.currency && x.currency != "":
		m.otherCurrency = true
		return
	case !whole:
		*unknown++
	}
	m.negatives = m.negatives || x.sum.sign() < 0
	*sum = sum.Plus(most)
}

// each gives the steps of everything that have an end in a scope, with the most that
// they add up to there and in what the question is about: it can take other reports
// of a transfer to count.
func (b *bounder) each(s scope, by func(*web) map[string][]*step, at func(*step) graph.End, give func(x *step, most Amount, whole bool)) {
	seen := map[*step]bool{}
	every := func(w *web, fits func(*step) bool, tell func(*step)) {
		for _, id := range []string{s.bodies[0], s.bodies[1], s.programmes[0], s.programmes[1]} {
			for _, x := range by(w)[id] {
				if !seen[x] && paidStage(x.stage) == s.stage && s.holds(at(x)) && !s.within(x) && fits(x) {
					seen[x] = true
					tell(x)
				}
			}
		}
	}
	every(b.all, func(*step) bool { return true }, func(x *step) {
		most, whole := x.sum, x.whole()
		if own := b.own.by[x.route]; own != nil {
			whole = whole && own.whole()
			if own.sum.Compare(most) > 0 {
				most = own.sum
			}
		}
		give(x, most, whole)
	})
	if b.own != b.all {
		every(b.own, func(x *step) bool { return b.all.by[x.route] == nil }, func(x *step) { give(x, x.sum, x.whole()) })
	}
}

// Assumption says what bounds take for granted.
const Assumption = "Bodies pay out of what is recorded that they receive; only what they pay beyond that is other money. Which of it they pay with is not recorded: any of it can have paid for anything, whenever it came. Disbursements, expenditure and other flows draw on the same money; pledges and commitments are apart. An amount is what is left of it after corrections, and an unknown amount is not below zero."

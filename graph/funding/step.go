package funding

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

// route is what the flows of a step have in common.
type route struct {
	provider, recipient graph.End // after roll-up
	hops                string
	stage               graph.Stage
	currency            string
}

// step is all flows that count of one route.
type step struct {
	route
	through []graph.End // the hops, after roll-up
	at      int         // its place among all steps: by the first id of its flows
	entries []*entry
	sum     Amount // of the known amounts
	known   int    // how many these are
}

// whole tells whether all amounts of the step are known.
func (s *step) whole() bool { return s.known == len(s.entries) }

// total gives what it adds up to, nil if no amount is known.
func (s *step) total() *Amount {
	if s.known == 0 {
		return nil
	}
	return &s.sum
}

// internal tells whether money stays where it is.
func (s *step) internal() bool {
	from := node(s.provider)
	return from != "" && from == node(s.recipient)
}

// passes tells whether a thing is at an end of the step or a hop of it.
func (s *step) passes(id string) bool {
	return isAt(s.provider, id) || isAt(s.recipient, id) || slices.ContainsFunc(s.through, func(e graph.End) bool { return isAt(e, id) })
}

func isAt(e graph.End, id string) bool { return e.StakeholderID == id || e.InitiativeID == id }

// web is steps, and how they hang together.
type web struct {
	steps []*step
	by    map[route]*step
	// out and in are the steps that a body, or a programme, provides and receives.
	out, in map[string][]*step
	// named are, by place, the steps whose flows name a flow of another as what they
	// are paid from: payers by the step that pays, payees by the one that is paid.
	payers, payees map[int][]join
	// turning keeps the steps of turns.
	turning map[turn][]*step
}

// newWeb makes steps of the flows that count.
func (b *Book) newWeb(ctx context.Context, es []*entry, c Choice) (*web, error) {
	w := &web{by: map[route]*step{}, out: map[string][]*step{}, in: map[string][]*step{}, payers: map[int][]join{}, payees: map[int][]join{}, turning: map[turn][]*step{}}
	roof := b.roof(c)
	of := map[string]*step{} // flows that name another, or may be named
	naming := false
	for i, e := range es {
		if i%4096 == 0 && ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		naming = naming || e.PaidFrom != ""
		if e.fate == counted {
			w.add(e, roof)
		}
	}
	for _, s := range w.steps {
		index(w.out, s, s.provider)
		index(w.in, s, s.recipient)
		if naming {
			for _, e := range s.entries {
				of[e.ID] = s
			}
		}
	}
	if naming {
		w.name(es, of)
	}
	return w, nil
}

func index(by map[string][]*step, s *step, e graph.End) {
	for _, id := range []string{e.StakeholderID, e.InitiativeID} {
		if id != "" {
			by[id] = append(by[id], s)
		}
	}
}

// add puts a flow into its step.
func (w *web) add(e *entry, roof *roof) {
	r := route{provider: roof.end(e.Provider), recipient: roof.end(e.Recipient), stage: e.Stage, currency: e.currency}
	through := e.Hops
	if len(through) > 0 {
		through = make([]graph.End, len(e.Hops))
		var text strings.Builder
		for i, h := range e.Hops {
			through[i] = roof.end(h)
			text.WriteString(through[i].StakeholderID + "\x1f" + through[i].InitiativeID + "\x1f")
		}
		r.hops = text.String()
	}
	s := w.by[r]
	if s == nil {
		s = &step{route: r, through: through, at: len(w.steps)}
		w.by[r], w.steps = s, append(w.steps, s)
	}
	s.entries = append(s.entries, e)
	if e.known {
		s.sum, s.known = s.sum.Plus(e.amount), s.known+1
	}
}

// end gives an end after roll-up.
func (r *roof) end(e graph.End) graph.End {
	if len(r.up) > 0 && e.StakeholderID != "" {
		e.StakeholderID = r.of(e.StakeholderID)
	}
	return e
}

// Ways in which a step is joined to the one before, the strongest first.
const (
	joinPaidFrom       = "PAID_FROM"
	joinSameInitiative = "SAME_INITIATIVE"
	joinSameBody       = "SAME_BODY"
)

var joinRanks = map[string]int{"": 0, joinPaidFrom: 0, joinSameInitiative: 1, joinSameBody: 2}

// join is a step that is joined to another, and how.
type join struct {
	*step
	by    string
	named *naming
}

// naming is what flows of a step say of the flows of another from which they are
// paid.
type naming struct {
	flows int
	from  map[string]*namedFlow
}

// namedFlow is a flow from which others are paid.
type namedFlow struct {
	has  *Amount // nil if unknown
	paid Amount
}

// least gives how much the step is paid from the other at the least, if what is
// named is right; 0 if nothing can be told.
func (n *naming) least() Amount {
	var sum Amount
	for _, f := range n.from {
		paid := f.paid
		if f.has != nil {
			paid = least(paid, *f.has)
		}
		sum = sum.Plus(positive(paid))
	}
	return sum
}

// name notes which steps name which. of gives the steps of the flows that count.
// Where a flow is named that does not count because the other side's report of the
// same transfer does, the only step of that transfer is meant.
func (w *web) name(es []*entry, of map[string]*step) {
	wanted := map[string]*entry{}
	for _, e := range es {
		if e.fate == counted && e.PaidFrom != "" {
			wanted[e.PaidFrom] = nil
		}
	}
	for _, e := range es {
		if _, is := wanted[e.ID]; is {
			wanted[e.ID] = e
		}
	}
	others := w.transfers(wanted, of)
	found := map[[2]int]*naming{}
	var pairs [][2]*step
	for _, e := range es {
		to, paid := of[e.ID], wanted[e.PaidFrom]
		if to == nil || paid == nil {
			continue
		}
		from := of[paid.ID]
		if from == nil {
			from = others[transferOf(paid)]
		}
		if from == nil || from == to {
			continue
		}
		at := [2]int{from.at, to.at}
		if found[at] == nil {
			found[at] = &naming{from: map[string]*namedFlow{}}
			pairs = append(pairs, [2]*step{from, to})
		}
		found[at].add(paid, e)
	}
	slices.SortFunc(pairs, func(x, y [2]*step) int { return cmp.Or(x[0].compare(y[0]), x[1].compare(y[1])) })
	for _, p := range pairs {
		n := found[[2]int{p[0].at, p[1].at}]
		w.payees[p[0].at] = append(w.payees[p[0].at], join{p[1], joinPaidFrom, n})
		w.payers[p[1].at] = append(w.payers[p[1].at], join{p[0], joinPaidFrom, n})
	}
}

func (n *naming) add(paid, e *entry) {
	n.flows++
	f := n.from[paid.ID]
	if f == nil {
		f = &namedFlow{}
		if paid.known {
			f.has = &paid.amount
		}
		n.from[paid.ID] = f
	}
	if e.known {
		f.paid = f.paid.Plus(e.amount)
	}
}

func transferOf(e *entry) transfer {
	return transfer{node(e.Provider), node(e.Recipient), e.Stage, e.currency, e.span()}
}

// transfers gives the only step of each transfer that a flow is of which is wanted
// and does not count.
func (w *web) transfers(wanted map[string]*entry, of map[string]*step) map[transfer]*step {
	out := map[transfer]*step{}
	for _, e := range wanted {
		if e != nil && of[e.ID] == nil {
			out[transferOf(e)] = nil
		}
	}
	if len(out) == 0 {
		return out
	}
	several := map[transfer]bool{}
	for _, s := range w.steps {
		for _, e := range s.entries {
			t := transferOf(e)
			have, is := out[t]
			if !is {
				continue
			}
			several[t] = several[t] || have != nil && have != s
			out[t] = s
		}
	}
	for t := range several {
		if several[t] {
			delete(out, t)
		}
	}
	return out
}

// joined tells how the recipient of a step is the provider of another; empty if it
// is not. Ends that name different bodies are not the same, whatever programme they
// name: nothing says that the money went from one body to the other.
func joined(recipient, provider graph.End) string {
	r, p := recipient, provider
	switch {
	case r.StakeholderID != "" && p.StakeholderID != "" && r.StakeholderID != p.StakeholderID:
		return ""
	case r.InitiativeID != "" && r.InitiativeID == p.InitiativeID:
		return joinSameInitiative
	case r.StakeholderID != "" && r.StakeholderID == p.StakeholderID:
		return joinSameBody
	}
	return ""
}

// turn is where chains of one stage and currency go on: a body or a programme, from
// which steps lead, or to which if back.
type turn struct {
	id       string
	stage    graph.Stage
	currency string
	back     bool
}

// turns gives the steps of a turn, the largest first. They are kept, for many chains
// come by.
func (w *web) turns(t turn) []*step {
	out, known := w.turning[t]
	if known {
		return out
	}
	by := w.out
	if t.back {
		by = w.in
	}
	for _, x := range by[t.id] {
		if x.stage == t.stage && x.currency == t.currency && !x.internal() {
			out = append(out, x)
		}
	}
	slices.SortFunc(out, (*step).compare)
	w.turning[t] = out
	return out
}

// runs gives for each step how many others can come after it at the most, counted to
// a bound, if whatever shares a body or a programme or is joined by a source is taken
// for the same place: steps on a ring have the bound, however the ring is closed.
func (w *web) runs(bound int) []int {
	from, to, places := w.places()
	out := make([]int, len(w.steps))
	for n := 1; n <= bound; n++ {
		gives := make([]bool, places) // those from which so many steps lead on
		for i, x := range w.steps {
			gives[from[i]] = gives[from[i]] || out[i] == n-1 && !x.internal()
		}
		for i := range w.steps {
			if gives[to[i]] {
				out[i] = n
			}
		}
	}
	return out
}

// places numbers where steps begin and end, and tells how many numbers there are. Ends
// have the same number if they share a body or a programme, or are joined by a source,
// or are both the same as a third.
func (w *web) places() (from, to []int, count int) {
	var in []int // another number of the same place, or itself
	number := func() int {
		in = append(in, len(in))
		return len(in) - 1
	}
	place := func(n int) int {
		for in[n] != n {
			in[n] = in[in[n]]
			n = in[n]
		}
		return n
	}
	of := map[string]int{}
	end := func(e graph.End) int {
		out := number()
		for _, id := range []string{e.StakeholderID, e.InitiativeID} {
			if id == "" {
				continue
			}
			n, known := of[id]
			if !known {
				n = number()
				of[id] = n
			}
			in[place(n)] = out
		}
		return out
	}
	for _, x := range w.steps {
		from, to = append(from, end(x.provider)), append(to, end(x.recipient))
	}
	for i := range w.steps {
		for _, j := range w.payees[i] {
			in[place(to[i])] = place(from[j.at])
		}
	}
	for i := range w.steps {
		from[i], to[i] = place(from[i]), place(to[i])
	}
	return from, to, len(in)
}

// compare puts the largest step first, those without an amount last.
func (s *step) compare(o *step) int {
	return cmp.Or(compareSums(o.total(), s.total()), cmp.Compare(s.at, o.at))
}

// after gives the steps that may follow one, the strongest join first, then the
// largest sum: those of its stage and currency that its recipient provides, and those
// that a source says to be paid from it, whatever theirs.
func (w *web) after(s *step) iter.Seq[join] {
	return w.around(s, false, s.recipient, func(x *step) graph.End { return x.provider }, w.payees[s.at])
}

// before gives the steps that may lead to one, in the same way.
func (w *web) before(s *step) iter.Seq[join] {
	return w.around(s, true, s.provider, func(x *step) graph.End { return x.recipient }, w.payers[s.at])
}

// around gives the other steps that are joined to an end of one, and those that are
// named. near gives the end of another at which it is.
func (w *web) around(s *step, back bool, at graph.End, near func(*step) graph.End, named []join) iter.Seq[join] {
	return func(yield func(join) bool) {
		for _, j := range named {
			if !j.internal() && !yield(j) {
				return
			}
		}
		isNamed := func(x *step) bool {
			return slices.ContainsFunc(named, func(j join) bool { return j.step == x })
		}
		for _, kind := range []string{joinSameInitiative, joinSameBody} {
			id := at.InitiativeID
			if kind == joinSameBody {
				id = at.StakeholderID
			}
			if id == "" {
				continue
			}
			for _, x := range w.turns(turn{id, s.stage, s.currency, back}) {
				if x != s && joined(at, near(x)) == kind && !isNamed(x) && !yield(join{step: x, by: kind}) {
					return
				}
			}
		}
	}
}

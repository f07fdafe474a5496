package funding

import (
	"cmp"
	"context"
	"slices"

	"github.com/migraph/migraph/graph"
)

// ChainsQuestion asks for chains of flows. Its ids are of bodies and programmes; at
// least one of From, To and Through is given.
type ChainsQuestion struct {
	Choice
	// From provides the first step and To receives the last, both empty for any.
	From, To string
	// Through are all somewhere on the chain, at an end or a hop.
	Through []string
	// MaxHops bounds the steps of a chain, Limit the chains.
	MaxHops, Limit int
}

// Why a chain begins and ends where it does.
const (
	asFrom          = "FROM"
	firstProvider   = "FIRST_PROVIDER"
	unknownProvider = "UNKNOWN_PROVIDER"

	asTo             = "TO"
	lastRecipient    = "LAST_RECIPIENT"
	unknownRecipient = "UNKNOWN_RECIPIENT"

	atCycle   = "CYCLE"
	atMaxHops = "MAX_HOPS"
)

// maxLooks bounds how many joins of steps are looked at, and with that the time: a
// second or so.
const maxLooks = 300_000

// Chains are the best of the chains that fit a question: the ones whose weakest
// join is the strongest, then the shorter, then by stage and currency, then those
// with the greater upper bound, then by their flows.
type Chains struct {
	found []*chain
	// Count is how many there are, at least so many if Cut.
	Count int
	Cut   bool

	search *chainSearch
}

// chain is some of what was found.
type chain struct {
	steps        []join
	begins, ends string
	upper        *Amount
}

// chainSearch is one search for chains.
type chainSearch struct {
	q ChainsQuestion
	w *web
	// ahead says for each thing that a chain must have, and for To, how many steps
	// come after a step at the least until one that has it; behind how many before.
	ahead, behind map[string][]uint8
	arrival       []uint8 // until one that To receives
	// anchor is the thing from which chains are followed both ways.
	anchor    string
	entrances map[entrance]entering
	looks     int
	bounder   *bounder
	out       *Chains
}

// never is how far a step is from what it does not lead to.
const never = 255

// Chains finds the chains of a question. It follows steps from From forwards, else
// from To backwards, else from a thing that the chain must have backwards and then
// forwards.
func (b *Book) Chains(ctx context.Context, q ChainsQuestion) (*Chains, error) {
	es, err := b.settled(ctx, q.Choice)
	if err != nil {
		return nil, err
	}
	s := &chainSearch{q: q, entrances: map[entrance]entering{}, out: &Chains{}}
	s.out.search = s
	if s.w, err = b.newWeb(ctx, es, q.Choice); err != nil {
		return nil, err
	}
	roof := b.roof(q.Choice)
	s.q.From, s.q.To, s.q.Through = roof.of(q.From), roof.of(q.To), nil
	for _, id := range q.Through {
		if id = roof.of(id); !slices.Contains(s.q.Through, id) {
			s.q.Through = append(s.q.Through, id)
		}
	}
	s.measure()
	if err := s.run(ctx); err != nil {
		return nil, err
	}
	return s.out, s.bound(ctx, b)
}

// measure counts steps to what the chain must have, so that no way is followed that
// cannot come there.
func (s *chainSearch) measure() {
	s.ahead, s.behind = map[string][]uint8{}, map[string][]uint8{}
	forward, backward := s.q.From != "", s.q.From == "" && s.q.To != ""
	for _, id := range s.q.Through {
		has := func(x *step) bool { return x.passes(id) }
		if !backward {
			s.ahead[id] = s.distances(has, true)
		}
		if !forward {
			s.behind[id] = s.distances(has, false)
		}
	}
	if forward && s.q.To != "" {
		s.arrival = s.distances(func(x *step) bool { return isAt(x.recipient, s.q.To) }, true)
	}
}

// distances gives for each step how many others come after it at the least until
// one that fits, or before it if not ahead.
func (s *chainSearch) distances(fits func(*step) bool, ahead bool) []uint8 {
	out := make([]uint8, len(s.w.steps))
	var front []*step
	for i, x := range s.w.steps {
		out[i] = never
		if !x.internal() && fits(x) {
			out[i] = 0
			front = append(front, x)
		}
	}
	seen := map[string]bool{}
	for d := uint8(1); int(d) < s.q.MaxHops && len(front) > 0; d++ {
		var next []*step
		reach := func(y *step) {
			if out[y.at] == never {
				out[y.at] = d
				next = append(next, y)
			}
		}
		for _, x := range front {
			end, by, named := x.provider, s.w.in, s.w.payers
			if !ahead {
				end, by, named = x.recipient, s.w.out, s.w.payees
			}
			for _, id := range []string{end.StakeholderID, end.InitiativeID} {
				if id == "" || seen[id] {
					continue
				}
				seen[id] = true
				for _, y := range by[id] {
					reach(y)
				}
			}
			for _, j := range named[x.at] {
				reach(j.step)
			}
		}
		front = next
	}
	return out
}

// run follows chains from where the question says.
func (s *chainSearch) run(ctx context.Context) error {
	start := func(x *step) bool { return isAt(x.provider, s.q.From) }
	switch {
	case s.q.From != "":
	case s.q.To != "":
		start = func(x *step) bool { return isAt(x.recipient, s.q.To) }
	default:
		s.anchor = s.q.Through[0]
		start = func(x *step) bool { return x.passes(s.anchor) }
	}
	for _, x := range s.starts(start) {
		if err := s.look(ctx); err != nil || s.out.Cut {
			return err
		}
		if s.anchor != "" && s.isLater(x) {
			continue
		}
		var err error
		if s.q.From == "" {
			err = s.backward(ctx, []join{{step: x}}, s.q.MaxHops-1)
		} else if s.may(nil, x, s.q.MaxHops-1, s.ahead, nil) && (s.arrival == nil || int(s.arrival[x.at]) < s.q.MaxHops) {
			err = s.forward(ctx, []join{{step: x}}, s.q.MaxHops-1, asFrom)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// entrance is an end at which steps come in.
type entrance struct {
	at       graph.End
	stage    graph.Stage
	currency string
}

// entering is what comes in there.
type entering struct {
	passing bool      // all steps have the anchor
	from    [2]string // the first two different things that give
}

// isLater tells whether all that leads to a step has the anchor as well, so that the
// chains with it are found from there. It saves looking at all that a hub receives
// once for everything that it pays.
func (s *chainSearch) isLater(x *step) bool {
	if !isAt(x.provider, s.anchor) || len(s.w.payers[x.at]) > 0 {
		return false
	}
	at := entrance{x.provider, x.stage, x.currency}
	in, known := s.entrances[at]
	if !known {
		in.passing = true
		for j := range s.w.before(x) {
			in.passing = in.passing && j.passes(s.anchor)
			switch id := node(j.provider); {
			case id == "" || id == in.from[0]:
			case in.from[0] == "":
				in.from[0] = id
			default:
				in.from[1] = id
			}
		}
		s.entrances[at] = in
	}
	gives := func(id string) bool { return id != "" && id != node(x.recipient) }
	return in.passing && (gives(in.from[0]) || gives(in.from[1]))
}

// starts gives the steps that fit, the largest first.
func (s *chainSearch) starts(fits func(*step) bool) []*step {
	var out []*step
	for _, x := range s.w.steps {
		if !x.internal() && fits(x) {
			out = append(out, x)
		}
	}
	slices.SortFunc(out, (*step).compare)
	return out
}

// look counts work, and cuts the search if there is too much of it.
func (s *chainSearch) look(ctx context.Context) error {
	s.looks++
	s.out.Cut = s.out.Cut || s.looks > maxLooks
	if s.looks%4096 == 0 && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}

// may tells whether, with a step more, a path of steps can get all that it must have
// within so many further ones, by either of two measures.
func (s *chainSearch) may(path []join, next *step, left int, by, or map[string][]uint8) bool {
	for _, id := range s.q.Through {
		has := next.passes(id) || slices.ContainsFunc(path, func(j join) bool { return j.passes(id) })
		if !has && int(by[id][next.at]) > left && (or == nil || int(or[id][path[0].at]) > left) {
			return false
		}
	}
	return true
}

// again gives the thing on a path that a step more would come to once more; empty if
// there is none. met is the end of the path at which the step is joined by its near
// end.
func again(path []join, met, near, far graph.End) string {
	if id := node(near); id != node(met) && isOn(path, id) {
		return id
	}
	if id := node(far); isOn(path, id) {
		return id
	}
	return ""
}

// isOn tells whether a thing is the end of a step of a path.
func isOn(path []join, id string) bool {
	return id != "" && slices.ContainsFunc(path, func(j join) bool { return id == node(j.provider) || id == node(j.recipient) })
}

// backward follows a path, whose steps are in reverse order, to where it begins.
func (s *chainSearch) backward(ctx context.Context, path []join, left int) error {
	last := &path[len(path)-1]
	or := s.ahead
	if s.q.To != "" {
		or = nil
	}
	open, closed, elsewhere, longer := false, false, false, false
	for j := range s.w.before(last.step) {
		if err := s.look(ctx); err != nil || s.out.Cut {
			return err
		}
		if again(path, last.provider, j.recipient, j.provider) != "" {
			closed = true
			continue
		}
		if s.anchor != "" && j.passes(s.anchor) {
			elsewhere = true // it is found from that step
			continue
		}
		open = true
		if left == 0 {
			break
		}
		if !s.may(path, j.step, left-1, s.behind, or) {
			continue
		}
		longer = true
		last.by, last.named = j.by, j.named
		err := s.backward(ctx, append(path, join{step: j.step}), left-1)
		if last.by, last.named = "", nil; err != nil {
			return err
		}
	}
	begins := firstProvider
	switch {
	case longer, elsewhere && !open:
		return nil
	case open:
		begins = atMaxHops // or else it would not have all that it must have
	case closed:
		begins = atCycle
	case node(last.provider) == "":
		begins = unknownProvider
	}
	forth := slices.Clone(path)
	slices.Reverse(forth)
	if s.q.To != "" {
		s.emit(forth, begins, asTo)
		return nil
	}
	return s.forward(ctx, forth, left, begins)
}

// forward follows a path to where it ends.
func (s *chainSearch) forward(ctx context.Context, path []join, left int, begins string) error {
	last := path[len(path)-1].step
	if s.q.To != "" && isAt(last.recipient, s.q.To) {
		s.emit(path, begins, asTo)
		return nil
	}
	open, closed := false, false
	for j := range s.w.after(last) {
		if err := s.look(ctx); err != nil || s.out.Cut {
			return err
		}
		if again(path, last.recipient, j.provider, j.recipient) != "" {
			closed = true
			continue
		}
		open = true
		if left == 0 {
			break
		}
		if !s.may(path, j.step, left-1, s.ahead, nil) || s.arrival != nil && int(s.arrival[j.at]) > left-1 {
			continue
		}
		if err := s.forward(ctx, append(path, j), left-1, begins); err != nil {
			return err
		}
	}
	ends := lastRecipient
	switch {
	case open && left > 0, s.q.To != "":
		return nil
	case open:
		ends = atMaxHops
	case closed:
		ends = atCycle
	case node(last.recipient) == "":
		ends = unknownRecipient
	}
	s.emit(path, begins, ends)
	return nil
}

// emit takes a chain that is complete, if it has all that it must have and is among
// the best.
func (s *chainSearch) emit(path []join, begins, ends string) {
	for _, id := range s.q.Through {
		if !slices.ContainsFunc(path, func(j join) bool { return j.passes(id) }) {
			return
		}
	}
	s.out.Count++
	c := &chain{steps: path, begins: begins, ends: ends, upper: upperBound(path)}
	at, _ := slices.BinarySearchFunc(s.out.found, c, (*chain).compare)
	if at == s.q.Limit {
		return
	}
	c.steps = slices.Clone(path)
	s.out.found = slices.Insert(s.out.found, at, c)
	s.out.found = s.out.found[:min(len(s.out.found), s.q.Limit)]
}

// compare orders chains.
func (c *chain) compare(o *chain) int {
	first, other := c.steps[0], o.steps[0]
	if by := cmp.Or(cmp.Compare(c.weakest(), o.weakest()), cmp.Compare(len(c.steps), len(o.steps)),
		cmp.Compare(stagePlace(first.stage), stagePlace(other.stage)), cmp.Compare(first.currency, other.currency), compareSums(o.upper, c.upper)); by != 0 {
		return by
	}
	return slices.CompareFunc(c.steps, o.steps, func(x, y join) int { return cmp.Compare(x.at, y.at) })
}

// weakest gives the rank of the weakest join.
func (c *chain) weakest() int {
	out := 0
	for _, j := range c.steps {
		out = max(out, joinRanks[j.by])
	}
	return out
}

// cycles gives the things on a chain to which later ones give as well, in the order
// of these.
func (s *chainSearch) cycles(c *chain) []string {
	var out []string
	for _, j := range c.steps {
		for next := range s.w.after(j.step) {
			if id := again(c.steps, j.recipient, next.provider, next.recipient); id != "" && !slices.Contains(out, id) && !slices.ContainsFunc(c.steps, func(x join) bool { return x.step == next.step }) {
				out = append(out, id)
			}
		}
	}
	return out[:min(len(out), graph.MaxChainCycles)]
}

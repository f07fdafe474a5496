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
	// anchor is the thing from which chains are followed both ways, and runs says for
	// each step how many others can come after it at the most, counted to MaxHops.
	anchor    string
	runs      []int
	entrances map[entrance]bool
	looks     int
	bounder   *bounder
	out       *Chains
}

// never is how far a step is from what it does not lead to.
const never = 255

// Chains finds the chains of a question.
//
// A path is steps, none within one body, each joined to the one before, on which
// nothing comes twice. Its places are its first provider, its joins (what receives
// there and what pays), and its last recipient. No body is at two places, nor is a
// programme for which no body is named; a programme is at two places only if the steps
// between name it at both their ends, so that the money stays within it.
//
// A chain is a path of at most MaxHops steps that has all of Through. It begins at a
// step that From provides; without From it is whole at its beginning. It ends at the
// first step that To receives; without To it is whole at its end. It is whole at an
// end if no step can be added there such that it is still a path, or if it has MaxHops
// steps. So a ring to which nobody gives has a chain for each place where it can be
// cut, and what is longer than MaxHops one for each part of it that has all of Through.
//
// All chains are found, each once, unless Cut. Steps are followed from From forwards,
// else from To backwards, else both ways from the first step of the chain that has a
// thing of Through, the anchor.
func (b *Book) Chains(ctx context.Context, q ChainsQuestion) (*Chains, error) {
	es, err := b.settled(ctx, q.Choice)
	if err != nil {
		return nil, err
	}
	s := &chainSearch{q: q, entrances: map[entrance]bool{}, out: &Chains{}}
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
		s.anchor, s.runs = s.q.Through[0], s.w.runs(s.q.MaxHops)
		start = func(x *step) bool { return x.passes(s.anchor) }
	}
	for _, x := range s.starts(start) {
		if err := s.look(ctx); err != nil || s.out.Cut {
			return err
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

// entrance is where steps come in.
type entrance struct {
	at       graph.End
	stage    graph.Stage
	currency string
	named    *step // only to this one, if a source names what it is paid from
}

// isEnteredPassing tells whether all that leads to a step has the anchor as well, so
// that what leads there is found from there. It is kept by where the step begins: it
// saves looking at all that a hub receives once for everything that it pays.
func (s *chainSearch) isEnteredPassing(x *step) bool {
	at := entrance{x.provider, x.stage, x.currency, nil}
	if len(s.w.payers[x.at]) > 0 {
		at.named = x
	}
	passing, known := s.entrances[at]
	if !known {
		passing = true
		for j := range s.w.before(x) {
			if passing = j.passes(s.anchor); !passing {
				break
			}
		}
		s.entrances[at] = passing
	}
	return passing
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
	if id := comesBack(path, met, near); id != "" {
		return id
	}
	if id := node(far); isOn(path, id) {
		return id
	}
	if id := far.InitiativeID; id != near.InitiativeID && isNamed(path, id) {
		return id
	}
	return ""
}

// comesBack gives the thing on a path that the near end of a step would come to once
// more, other than what it is joined to.
func comesBack(path []join, met, near graph.End) string {
	if id := node(near); id != node(met) && isOn(path, id) {
		return id
	}
	if id := near.InitiativeID; id != met.InitiativeID && isNamed(path, id) {
		return id
	}
	return ""
}

// isOn tells whether a thing is the end of a step of a path.
func isOn(path []join, id string) bool {
	return id != "" && slices.ContainsFunc(path, func(j join) bool { return id == node(j.provider) || id == node(j.recipient) })
}

// isNamed tells whether an end of a step of a path names a programme.
func isNamed(path []join, id string) bool {
	return id != "" && slices.ContainsFunc(path, func(j join) bool { return id == j.provider.InitiativeID || id == j.recipient.InitiativeID })
}

// backward follows a path, whose steps are in reverse order, to where it begins. From
// an anchor it goes forward from wherever it comes, too: what comes after can be what
// closes the path where it begins, or fill it.
func (s *chainSearch) backward(ctx context.Context, path []join, left int) error {
	last := &path[len(path)-1]
	or := s.ahead
	if s.q.To != "" {
		or = nil
	}
	if s.anchor != "" && s.isEnteredPassing(last.step) {
		_, open, err := s.begins(ctx, path, last.step)
		if err != nil || s.out.Cut {
			return err
		}
		return s.forth(ctx, path, left, open)
	}
	open := false
	for j := range s.w.before(last.step) {
		if err := s.look(ctx); err != nil || s.out.Cut {
			return err
		}
		if again(path, last.provider, j.recipient, j.provider) != "" {
			continue
		}
		open = true
		if left == 0 {
			break
		}
		if s.anchor != "" && j.passes(s.anchor) || !s.may(path, j.step, left-1, s.behind, or) {
			continue // with the anchor it is found from that step
		}
		last.by, last.named = j.by, j.named
		err := s.backward(ctx, append(path, join{step: j.step}), left-1)
		if last.by, last.named = "", nil; err != nil || s.out.Cut {
			return err
		}
	}
	if s.q.To == "" {
		return s.forth(ctx, path, left, open)
	}
	if !open || left == 0 {
		forth := slices.Clone(path)
		slices.Reverse(forth)
		begins, _, err := s.begins(ctx, forth, last.step)
		if err != nil || s.out.Cut {
			return err
		}
		s.emit(forth, begins, asTo)
	}
	return nil
}

// forth goes forward from a path, whose steps are in reverse order, to which more may
// lead if it is open. It need not if it is open and nothing can close or fill it: if it
// is closed by what comes after, it is on a ring, which has no last step.
func (s *chainSearch) forth(ctx context.Context, path []join, left int, open bool) error {
	if open && s.runs[path[0].at] < left {
		return nil
	}
	forth := slices.Clone(path)
	slices.Reverse(forth)
	return s.forward(ctx, forth, left, "")
}

// begins tells why a path begins with its first step, and whether more leads to it.
func (s *chainSearch) begins(ctx context.Context, path []join, first *step) (why string, open bool, err error) {
	why = firstProvider
	if node(first.provider) == "" {
		why = unknownProvider
	}
	for j := range s.w.before(first) {
		if err := s.look(ctx); err != nil || s.out.Cut {
			return "", false, err
		}
		if again(path, first.provider, j.recipient, j.provider) == "" {
			return atMaxHops, true, nil
		}
		why = atCycle
	}
	return why, false, nil
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
		if err := s.forward(ctx, append(path, j), left-1, begins); err != nil || s.out.Cut {
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
	if s.anchor != "" {
		var err error
		if begins, open, err = s.begins(ctx, path, path[0].step); err != nil || s.out.Cut || open && left > 0 {
			return err
		}
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
	for i, j := range c.steps {
		for next := range s.w.after(j.step) {
			if id := again(c.steps[:i+1], j.recipient, next.provider, next.recipient); id != "" && !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
	}
	return out[:min(len(out), graph.MaxChainCycles)]
}

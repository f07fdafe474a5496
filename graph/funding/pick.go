package funding

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

// Choice says which flows a question is about, and how it takes them.
type Choice struct {
	Dating graph.Dating
	// Only are the ids of the flows that fit, sorted; nil limits nothing.
	Only []string
	// RollUp are the affiliations by which bodies are taken for those to which they
	// belong: PART_OF, COUNTRY_OFFICE_OF.
	RollUp []graph.AffiliationType
	// Convert gives amounts in one currency; nil leaves them as they are.
	Convert *Conversion
}

// Basis says what of a body's flows a total counts.
type Basis string

// The bases: see docs/money.md.
const (
	Reported  Basis = "REPORTED"
	Transfers Basis = "TRANSFERS"
	NewMoney  Basis = "NEW_MONEY"
	LastKnown Basis = "LAST_KNOWN"
)

// entry is a flow that a question is about.
type entry struct {
	*Flow
	// from and to are the ends after roll-up; empty where unknown.
	from, to string
	// amount and currency are those after conversion. known: it is summed.
	amount   Amount
	currency string
	known    bool
	used     *usedRate // of an amount that was converted
	apart    bool      // it was to be converted, but there is no rate
	tooLarge bool      // it was converted to more than can be summed
	fate     fate
	// other: it counts where, of transfers that several sides report, another side
	// is believed.
	other bool
}

// fate says what becomes of a flow in a total.
type fate uint8

const (
	counted  fate = iota
	mirrored      // the other side's report of the same transfers counts
	higher        // an initiative that is a part of its own reports the same
	differs       // another dataset's word on the same flow counts
)

// pick gives the flows that a question is about, those of which another dataset's
// word counts among them.
func (b *Book) pick(ctx context.Context, c Choice) ([]*entry, error) {
	flows := b.only(c)
	// Of all flows room is made at once.
	block := make([]entry, 0, len(flows))
	out := make([]*entry, 0, cap(block))
	roof, winners := b.roof(c), winnersOf(flows)
	for i, f := range flows {
		if i%4096 == 0 && ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		if !c.Dating.Fits(f.Bounds) {
			continue
		}
		block = append(block, entry{Flow: f, from: roof.of(node(f.Provider)), to: roof.of(node(f.Recipient)), amount: f.Amount, currency: f.Currency,
			known: f.Known && f.Currency != ""})
		e := &block[len(block)-1]
		c.Convert.apply(e)
		if f.Key != "" && !slices.ContainsFunc(f.Tellers, func(t Teller) bool { return t.Dataset == winners[f.Key].Dataset }) {
			e.fate = differs
		}
		out = append(out, e)
	}
	return out, nil
}

// only gives the flows that a choice limits the book to, by id.
func (b *Book) only(c Choice) []*Flow {
	if c.Only == nil {
		return b.flows
	}
	out, rest := make([]*Flow, 0, len(c.Only)), b.flows
	for _, id := range c.Only {
		i, is := slices.BinarySearchFunc(rest, id, func(f *Flow, id string) int { return strings.Compare(f.ID, id) })
		if rest = rest[i:]; is {
			out, rest = append(out, rest[0]), rest[1:]
		}
	}
	return out
}

// settled gives the flows that a question is about, one side of each transfer
// counting. Those of all flows, about which most questions are, are kept: nobody
// may change them.
func (b *Book) settled(ctx context.Context, c Choice) ([]*entry, error) {
	all := c.Only == nil && len(c.RollUp) == 0 && c.Convert == nil && c.Dating == graph.Dating{}
	if all {
		b.settling.Lock()
		defer b.settling.Unlock()
		if b.all != nil {
			return b.all, nil
		}
	}
	es, err := b.pick(ctx, c)
	if err != nil {
		return nil, err
	}
	b.settleSides(es)
	if all {
		b.all = es
	}
	return es, nil
}

// winnersOf decides between datasets that tell a flow differently: first a document
// of the reporter itself, then the newest document, then the key of the dataset.
// What the winner does not tell differs. The time that is asked about does not
// matter: an older version is not right because the newer says another year.
func winnersOf(flows []*Flow) map[string]Teller {
	out := map[string]Teller{}
	for _, f := range flows {
		if f.Key == "" {
			continue
		}
		for _, t := range f.Tellers {
			if w, is := out[f.Key]; !is || t.before(w) {
				out[f.Key] = t
			}
		}
	}
	return out
}

func (t Teller) before(o Teller) bool {
	if t.Own != o.Own {
		return t.Own
	}
	return cmp.Or(strings.Compare(o.Date, t.Date), strings.Compare(t.Dataset, o.Dataset)) < 0
}

// transfer is what two sides may report: money from one to another, of a stage,
// in a currency, in a year.
type transfer struct {
	from, to string
	stage    graph.Stage
	currency string
	span     string
}

// reports are what the provider, the recipient and others report of a transfer.
type reports [3]side

// side is what one side reports of a transfer.
type side struct{ entries []*entry }

// sum adds up what is counted, and tells how many amounts it is of.
func (s *side) sum() (total Amount, known int) {
	for _, e := range s.entries {
		if e.known && e.fate == counted {
			total, known = total.Plus(e.amount), known+1
		}
	}
	return total, known
}

// tells tells whether anything that it reports counts.
func (s *side) tells() bool {
	return slices.ContainsFunc(s.entries, func(e *entry) bool { return e.fate == counted })
}

// sideOf gives the place in reports of who reports a flow.
func sideOf(f *Flow) int {
	switch f.ReportedBy {
	case "PROVIDER":
		return 0
	case "RECIPIENT":
		return 1
	}
	return 2
}

// sides gives, for each transfer between two that are known, the reports of the
// provider, of the recipient and of others. Those of an unknown end are no reports
// of the same: nobody can tell whose they are.
func sides(es []*entry) map[transfer]*reports {
	out := make(map[transfer]*reports, len(es)/2)
	block := make([]reports, 0, len(es)) // room for all at once: there are as many as flows
	for i, e := range es {
		from, to := node(e.Provider), node(e.Recipient) // before roll-up, which must change no total
		if from == "" || to == "" {
			continue
		}
		t := transfer{from, to, e.Stage, e.currency, e.span()}
		of := out[t]
		if of == nil {
			block = append(block, reports{})
			of = &block[len(block)-1]
			out[t] = of
		}
		s := &of[sideOf(e.Flow)]
		if s.entries == nil {
			s.entries = es[i : i+1 : i+1]
			continue
		}
		s.entries = append(s.entries, e)
	}
	joinSilent(out)
	return out
}

// joinSilent lets reports that tell neither amount nor currency be of the transfer
// between the same two of which the other reports tell one, if there is one only.
func joinSilent(all map[transfer]*reports) {
	others := map[transfer][]transfer{}
	for t, of := range all {
		if t.currency == "" && of.silent() {
			others[t] = nil
		}
	}
	if len(others) == 0 {
		return
	}
	for t := range all {
		without := t
		without.currency = ""
		if list, is := others[without]; is && t.currency != "" {
			others[without] = append(list, t)
		}
	}
	for t, list := range others {
		if len(list) != 1 {
			continue
		}
		into := all[list[0]]
		for i := range into {
			into[i].entries = slices.Concat(into[i].entries, all[t][i].entries)
		}
		delete(all, t)
	}
}

// silent tells whether no report tells an amount.
func (of *reports) silent() bool {
	for i := range of {
		if slices.ContainsFunc(of[i].entries, func(e *entry) bool { return e.Known || e.Huge }) {
			return false
		}
	}
	return true
}

// chosen gives the side that counts: the first that tells an amount, else the
// first that tells anything.
func (of *reports) chosen() int {
	first := -1
	for i := range of {
		if _, known := of[i].sum(); known > 0 {
			return i
		}
		if first < 0 && of[i].tells() {
			first = i
		}
	}
	return first
}

// settleSides lets one side of each transfer count, and of its reports those of
// the lowest initiatives.
func (b *Book) settleSides(es []*entry) {
	b.settleLevels(es)
	for _, e := range es {
		e.other = e.fate == counted
	}
	for _, of := range sides(es) {
		if of.ofOneSide() {
			continue
		}
		first := of.chosen()
		second := first
		for i := len(of) - 1; i > first; i-- {
			if _, known := of[i].sum(); known > 0 {
				second = i
			}
		}
		for i := range of {
			for _, e := range of[i].entries {
				if e.fate != counted {
					continue
				}
				e.other = i == second
				if i != first {
					e.fate = mirrored
				}
			}
		}
	}
}

// ofOneSide tells whether one side alone reports.
func (of *reports) ofOneSide() bool {
	n := 0
	for i := range of {
		n += min(1, len(of[i].entries))
	}
	return n < 2
}

// level is what initiatives and their parts may both report: money from one to
// another, or to programmes, as one side tells it.
type level struct {
	transfer
	side int
}

// settleLevels leaves out reports of initiatives of which others that report the
// same are parts: money is told by both.
func (b *Book) settleLevels(es []*entry) {
	if len(b.parts) == 0 {
		return
	}
	levels := map[level][]*entry{}
	for _, e := range es {
		from := node(e.Provider)
		if e.fate != counted || !e.known || from == "" || e.initiative() == "" || node(e.Recipient) == "" {
			continue
		}
		at := level{transfer{from, e.Recipient.StakeholderID, e.Stage, e.currency, e.span()}, sideOf(e.Flow)}
		levels[at] = append(levels[at], e)
	}
	above := map[string]map[string]bool{}
	for _, of := range levels {
		if len(of) > 1 {
			b.settleLevel(of, above)
		}
	}
}

// settleLevel leaves out what is told of wholes. above keeps the wholes of
// initiatives.
func (b *Book) settleLevel(es []*entry, above map[string]map[string]bool) {
	here := map[string]bool{}
	for _, e := range es {
		id := e.initiative()
		here[id] = true
		if above[id] == nil {
			above[id] = b.wholes(id)
		}
	}
	wholes := map[string]bool{}
	for part := range here {
		for id := range above[part] {
			wholes[id] = wholes[id] || here[id] && !above[id][part] // in a ring none is lower
		}
	}
	for _, e := range es {
		if wholes[e.initiative()] {
			e.fate = higher
		}
	}
}

// mostWholes bounds the initiatives of which one is looked at as a part.
const mostWholes = 100

// wholes gives the initiatives of which one is a part, through any number of
// others; itself is none, even where sources put it into a ring.
func (b *Book) wholes(id string) map[string]bool {
	out := map[string]bool{}
	next := []string{id}
	for len(next) > 0 && id != "" && len(out) < mostWholes {
		at := next[0]
		next = next[1:]
		for _, claim := range slices.Sorted(maps.Keys(b.parts[at])) {
			p := b.parts[at][claim]
			if p.To != id && !out[p.To] {
				out[p.To] = true
				next = append(next, p.To)
			}
		}
	}
	return out
}

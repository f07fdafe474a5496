package funding

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

// Choice says which flows a question is about, and how it takes them.
type Choice struct {
	Dating graph.Dating
	// Only are the ids of the flows that fit; nil limits nothing.
	Only map[string]bool
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
	// Of all flows room is made at once.
	block := make([]entry, 0, len(b.flows))
	if c.Only != nil {
		block = make([]entry, 0, min(len(b.flows), len(c.Only)))
	}
	out := make([]*entry, 0, cap(block))
	roof := b.roof(c)
	for i, f := range b.flows {
		if i%4096 == 0 && ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		if c.Only != nil && !c.Only[f.ID] || !c.Dating.Fits(f.Bounds) {
			continue
		}
		block = append(block, entry{Flow: f, from: roof.of(node(f.Provider)), to: roof.of(node(f.Recipient)), amount: f.Amount, currency: f.Currency,
			known: f.Known && f.Currency != ""})
		e := &block[len(block)-1]
		c.Convert.apply(e)
		out = append(out, e)
	}
	settleTellers(out)
	return out, nil
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

// settleTellers decides between datasets that tell a flow differently: first a
// document of the reporter itself, then the newest document, then the key of the
// dataset. What the winner does not tell differs.
func settleTellers(es []*entry) {
	winner := map[string]Teller{}
	for _, e := range es {
		for _, t := range e.Tellers {
			if w, is := winner[e.Key]; !is || t.before(w) {
				winner[e.Key] = t
			}
		}
	}
	for _, e := range es {
		if e.Key != "" && !slices.ContainsFunc(e.Tellers, func(t Teller) bool { return t.Dataset == winner[e.Key].Dataset }) {
			e.fate = differs
		}
	}
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
		if e.known && e.fate != higher {
			total, known = total.Plus(e.amount), known+1
		}
	}
	return total, known
}

// sides gives, for each transfer between two that are known, the reports of the
// provider, of the recipient and of others. Those of an unknown end are no reports
// of the same: nobody can tell whose they are.
func sides(es []*entry) map[transfer]*reports {
	out := make(map[transfer]*reports, len(es)/2)
	block := make([]reports, 0, len(es)) // room for all at once: there are as many as flows
	for i, e := range es {
		from, to := node(e.Provider), node(e.Recipient) // before roll-up, which must change no total
		if e.fate != counted || from == "" || to == "" {
			continue
		}
		t := transfer{from, to, e.Stage, e.currency, e.span()}
		of := out[t]
		if of == nil {
			block = append(block, reports{})
			of = &block[len(block)-1]
			out[t] = of
		}
		s := &of[2]
		switch e.ReportedBy {
		case "PROVIDER":
			s = &of[0]
		case "RECIPIENT":
			s = &of[1]
		}
		if s.entries == nil {
			s.entries = es[i : i+1 : i+1]
			continue
		}
		s.entries = append(s.entries, e)
	}
	return out
}

// chosen gives the side that counts: the first that tells an amount, else the
// first that tells anything.
func chosen(sides *reports) int {
	first := -1
	for i := range sides {
		if _, known := sides[i].sum(); known > 0 {
			return i
		}
		if first < 0 && len(sides[i].entries) > 0 {
			first = i
		}
	}
	return first
}

// settleSides lets one side of each transfer count, and of its reports those of
// the lowest initiatives.
func (b *Book) settleSides(es []*entry) {
	all := sides(es)
	for _, of := range all {
		for i := range of {
			b.settleLevels(of[i].entries)
		}
	}
	for _, e := range es {
		e.other = e.fate == counted
	}
	for _, of := range all {
		if of.ofOneSide() {
			continue
		}
		first := chosen(of)
		second := first
		for i := len(of) - 1; i > first; i-- {
			if _, known := of[i].sum(); known > 0 {
				second = i
			}
		}
		for i := range of {
			for _, e := range of[i].entries {
				if e.fate == counted && i != first {
					e.fate = mirrored
				}
				e.other = e.fate != higher && i == second
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

// settleLevels leaves out reports of initiatives of which others that report the
// same are parts: money is told by both.
func (b *Book) settleLevels(es []*entry) {
	if len(es) < 2 || len(b.parts) == 0 {
		return
	}
	wholes := map[string]map[string]bool{}
	for _, e := range es {
		if id := e.initiative(); wholes[id] == nil {
			wholes[id] = b.wholes(id)
		}
	}
	for _, e := range es {
		id := e.initiative()
		for part, of := range wholes {
			if of[id] && !wholes[id][part] { // in a ring none is lower
				e.fate = higher
			}
		}
	}
}

// wholes gives the initiatives of which one is a part, through any number of
// others; itself is none, even where sources put it into a ring.
func (b *Book) wholes(id string) map[string]bool {
	out := map[string]bool{}
	next := []string{id}
	for len(next) > 0 && id != "" {
		at := next[len(next)-1]
		next = next[:len(next)-1]
		for _, p := range b.parts[at] {
			if p.To != id && !out[p.To] {
				out[p.To] = true
				next = append(next, p.To)
			}
		}
	}
	return out
}

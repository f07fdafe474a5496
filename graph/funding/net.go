package funding

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

// netting is what a body gives and receives within a part of all money: of one
// stage and currency, and of one year if that is asked.
type netting struct {
	out, in Amount
	// cannotTell, of a row: an unknown amount may have been gained.
	cannotTell bool
}

// netted makes rows of what bodies give beyond what they receive (NEW_MONEY), or
// receive beyond what they give (LAST_KNOWN). Unknown ends are bodies of their own,
// so that both add up to the same.
func (t *Table) netted(ctx context.Context, p *placing, es []*entry) error {
	var years, ends []int
	for i, d := range t.question.GroupBy {
		switch {
		case isEnd(d):
			ends = append(ends, i)
		case d == ByYear, d == ByStage, d == ByCurrency:
			years = append(years, i)
		}
	}
	parts := map[rowKey][]*entry{}
	for i, e := range es {
		if i%4096 == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		key := rowKey{stage: e.Stage, currency: e.currency}
		for _, at := range years {
			key.keys[at] = p.value(e, t.question.GroupBy[at])
		}
		parts[key] = append(parts[key], e)
	}
	for _, of := range parts {
		t.netPart(p, of, years, ends)
	}
	return nil
}

// Unknown ends, which are sources and sinks of money.
const (
	unknownSource = "\x00source"
	unknownSink   = "\x00sink"
)

func known(id string) string {
	if id == unknownSource || id == unknownSink {
		return ""
	}
	return id
}

func (t *Table) netPart(p *placing, es []*entry, years, ends []int) {
	nets, touching := map[string]*netting{}, map[string][]*entry{}
	at := func(id, unknown string) (*netting, string) {
		id = cmp.Or(id, unknown)
		if nets[id] == nil {
			nets[id] = &netting{}
		}
		return nets[id], id
	}
	for _, e := range es {
		from, source := at(e.from, unknownSource)
		to, sink := at(e.to, unknownSink)
		if e.known && e.fate == counted && (e.from != e.to || e.from == "") {
			from.out, to.in = from.out.Plus(e.amount), to.in.Plus(e.amount)
		}
		touching[source], touching[sink] = append(touching[source], e), append(touching[sink], e)
	}
	rows := map[string]*Row{}
	seen := map[*Row]map[*entry]bool{}
	for id, net := range nets {
		keys := make([]string, len(t.question.GroupBy))
		for _, i := range years {
			keys[i] = p.value(es[0], t.question.GroupBy[i])
		}
		for _, i := range ends {
			if keys[i] = known(id); t.question.GroupBy[i] == ByRecipientType {
				keys[i] = p.book.typeOf(known(id))
			}
		}
		key := strings.Join(keys, "\x1f")
		r := rows[key]
		if r == nil {
			r = &Row{Keys: keys, Stage: es[0].Stage, Currency: es[0].currency, net: &netting{}}
			rows[key], seen[r] = r, map[*entry]bool{}
		}
		r.add(t.question.Basis, net)
		for _, e := range touching[id] {
			if !seen[r][e] {
				seen[r][e] = true
				r.placed = append(r.placed, placed{entry: e, share: e.amount, original: e.before()})
				if e.known && e.fate == counted && r.Sum == nil {
					r.Sum = &Amount{}
				}
				r.net.cannotTell = r.net.cannotTell || e.fate == counted && !e.known && t.gains(e, id)
			}
		}
	}
	for _, r := range rows {
		if r.Sum != nil {
			*r.Sum = r.net.out
		}
		// Who only passes money on has no row, unless amounts are unknown: then
		// nobody can tell.
		if len(ends) == 0 || r.Sum != nil && r.Sum.sign() > 0 || r.net.cannotTell {
			slices.SortFunc(r.placed, func(x, y placed) int { return strings.Compare(x.ID, y.ID) })
			t.Rows = append(t.Rows, r)
		}
	}
}

// gains tells whether a flow is one by which a body has what the basis asks: it
// gives new money, or receives what is known last.
func (t *Table) gains(e *entry, id string) bool {
	if t.question.Basis == NewMoney {
		return cmp.Or(e.from, unknownSource) == id
	}
	return cmp.Or(e.to, unknownSink) == id
}

// add adds what a body gives beyond what it receives, or the other way round, to
// the sum of a row (out), and what it passed on (in).
func (r *Row) add(basis Basis, n *netting) {
	gain := n.out.Minus(n.in)
	if basis == LastKnown {
		gain = n.in.Minus(n.out)
	}
	r.net.out = r.net.out.Plus(positive(gain))
	r.net.in = r.net.in.Plus(least(positive(n.in), positive(n.out)))
}

// netDimensions are those by which a basis of nets can be told apart.
var netDimensions = map[Basis][]Dimension{
	NewMoney:  {ByProvider, ByYear, ByStage, ByCurrency},
	LastKnown: {ByRecipient, ByRecipientType, ByYear, ByStage, ByCurrency},
}

// CheckGroups tells whether totals of a basis can be told apart by a dimension.
func CheckGroups(basis Basis, by []Dimension) error {
	for _, d := range by {
		if can := netDimensions[basis]; can != nil && !slices.Contains(can, d) {
			return graph.InvalidArg("groupBy", "%s is what bodies have beyond what they passed on, which has no %s; take PROVIDER with NEW_MONEY, RECIPIENT or RECIPIENT_TYPE with LAST_KNOWN, or YEAR, or the basis TRANSFERS", basis, d)
		}
	}
	return nil
}

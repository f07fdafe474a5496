package funding

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

// Dimension is a property by which flows are put together.
type Dimension string

// The dimensions. A flow can have several values of THROUGH, THEME and PLACE.
const (
	ByProvider      Dimension = "PROVIDER"
	ByRecipient     Dimension = "RECIPIENT"
	ByThrough       Dimension = "THROUGH"
	ByInitiative    Dimension = "INITIATIVE"
	ByTheme         Dimension = "THEME"
	ByPlace         Dimension = "PLACE"
	ByYear          Dimension = "YEAR"
	ByStage         Dimension = "STAGE"
	ByCurrency      Dimension = "CURRENCY"
	ByRecipientType Dimension = "RECIPIENT_TYPE"
)

// TotalsQuestion asks for totals. Flows of different stages and currencies are
// always apart.
type TotalsQuestion struct {
	Choice
	Basis   Basis
	GroupBy []Dimension
	// Vocabulary whose percentages divide amounts by theme and place; nil: the one
	// that divides the most flows.
	Vocabulary *string
}

// mostRows bounds the rows of a table.
const mostRows = 300_000

// mostPlaced bounds in how many rows, or on how many ways of a diagram, so many
// flows together are.
func mostPlaced(flows int) int { return min(1_000_000+4*flows, mostAmounts) }

// pace looks from time to time whether a question is still to be answered.
type pace struct {
	ctx  context.Context
	left int // work until it looks again
}

// step tells of so much work, and gives the error that ends it.
func (p *pace) step(n int) error {
	if p.left -= n; p.left >= 0 {
		return nil
	}
	p.left = 4096
	if p.ctx.Err() != nil {
		return context.Cause(p.ctx)
	}
	return nil
}

// Table is the rows of totals.
type Table struct {
	Rows []*Row // in their order
	// Vocabulary that divided amounts, for each of THEME and PLACE by which they
	// were.
	Vocabulary map[Dimension]string

	question TotalsQuestion
}

// Row is what falls together in all dimensions.
type Row struct {
	Keys     []string // the values, in the order of GroupBy
	Stage    graph.Stage
	Currency string
	// Sum is nil if no amount is known, Other if none is where the other side of
	// transfers is believed.
	Sum, Other *Amount

	part   rowKey // its values but those of ends of money
	placed []placed
	net    *netting
}

// rowKey tells rows apart.
type rowKey struct {
	stage    graph.Stage
	currency string
	keys     [graph.MaxFundingKeys]string
}

// placed is a flow, or a share of one, in a row.
type placed struct {
	*entry
	share Amount
	// original is the share before it was converted.
	original Amount
	// whole: it is whole in several rows.
	whole bool
}

// receiver is who received in some part of all money.
type receiver struct {
	part rowKey
	node string
}

// Totals works out a table.
func (b *Book) Totals(ctx context.Context, q TotalsQuestion) (*Table, error) {
	chosen := b.settled
	if q.Basis == Reported {
		chosen = b.pick
	}
	es, err := chosen(ctx, q.Choice)
	if err != nil {
		return nil, err
	}
	t := &Table{question: q, Vocabulary: map[Dimension]string{}}
	p := b.newPlacing(es, q, t)
	if q.Basis == NewMoney || q.Basis == LastKnown {
		err = t.netted(ctx, p, es)
	} else {
		err = t.summed(ctx, p, es)
	}
	if err != nil {
		return nil, err
	}
	slices.SortFunc(t.Rows, func(x, y *Row) int { return x.compare(y) })
	return t, nil
}

// compare orders rows by stage, currency, the largest sum first, and values.
func (r *Row) compare(o *Row) int {
	return cmp.Or(cmp.Compare(stagePlace(r.Stage), stagePlace(o.Stage)), strings.Compare(r.Currency, o.Currency), compareSums(o.Sum, r.Sum), slices.Compare(r.Keys, o.Keys))
}

func stagePlace(s graph.Stage) int { return slices.Index(graph.Stages, s) }

// compareSums puts what is unknown below everything.
func compareSums(x, y *Amount) int {
	switch {
	case x == nil && y == nil:
		return 0
	case x == nil:
		return -1
	case y == nil:
		return 1
	}
	return x.Compare(*y)
}

// summed makes rows of flows as they are.
func (t *Table) summed(ctx context.Context, p *placing, es []*entry) error {
	rows := map[rowKey]*Row{}
	n, most, pace := 0, mostPlaced(len(es)), pace{ctx: ctx}
	for _, e := range es {
		places, err := p.places(e, most)
		if err != nil {
			return err
		}
		if n += len(places); n > most {
			return graph.Errorf(graph.LimitExceeded, "the flows would be in over %d rows together; group by fewer properties, or narrow the question with where", most)
		}
		if err := pace.step(1 + len(places)); err != nil {
			return err
		}
		for _, at := range places {
			key := rowKey{e.Stage, e.currency, at.keys}
			r := rows[key]
			if r == nil {
				r = &Row{Keys: slices.Clone(key.keys[:len(p.groupBy)]), Stage: e.Stage, Currency: e.currency, part: p.part(key)}
				rows[key], t.Rows = r, append(t.Rows, r)
				if len(t.Rows) > mostRows {
					return graph.Errorf(graph.LimitExceeded, "there would be over %d rows; group by fewer properties, or narrow the question with where", mostRows)
				}
			}
			r.placed = append(r.placed, placed{e, at.share, at.original, at.whole})
			if !e.known {
				continue
			}
			if e.fate == counted {
				r.Sum = plus(r.Sum, at.share)
			}
			if e.other {
				r.Other = plus(r.Other, at.share)
			}
		}
	}
	return nil
}

func plus(sum *Amount, a Amount) *Amount {
	if sum != nil {
		a = sum.Plus(a)
	}
	return &a
}

// placing finds the rows of flows.
type placing struct {
	book     *Book
	roof     *roof
	groupBy  []Dimension
	dividing []*splitter // for each dimension, nil if it is not divided
	// one and found are used again for each flow.
	one   [1]string
	found [2][]place
}

// place is what of a flow is in a row.
type place struct {
	keys  [graph.MaxFundingKeys]string
	share Amount
	// original is the share before it was converted.
	original Amount
	whole    bool
}

func (b *Book) newPlacing(es []*entry, q TotalsQuestion, t *Table) *placing {
	p := &placing{book: b, roof: b.roof(q.Choice), groupBy: q.GroupBy, dividing: make([]*splitter, len(q.GroupBy))}
	for i, d := range q.GroupBy {
		value := func(c Class) string { return c.Theme }
		if d == ByPlace {
			value = func(c Class) string { return c.Place }
		}
		if d == ByTheme || d == ByPlace {
			p.dividing[i] = b.newSplitter(es, value, q.Vocabulary)
			if p.dividing[i].divides {
				t.Vocabulary[d] = p.dividing[i].vocabulary
			}
		}
	}
	return p
}

// places gives the rows of a flow, until it is asked for those of the next. More
// than most are refused.
func (p *placing) places(e *entry, most int) ([]place, error) {
	out := p.found[0][:0]
	out = append(out, place{share: e.amount, original: e.before()})
	for i, d := range p.groupBy {
		into := p.found[1][:0]
		if p.dividing[i] == nil {
			values := p.values(e, d)
			if len(out)*len(values) > most {
				return nil, graph.Errorf(graph.LimitExceeded, "one flow would be in over %d rows; group by fewer properties", most)
			}
			out, p.found[1] = crossed(into, out, i, values, len(values) > 1), out
			continue
		}
		parts := p.dividing[i].parts(e)
		if len(out)*len(parts) > most {
			return nil, graph.Errorf(graph.LimitExceeded, "one flow would be in over %d rows; group by fewer properties", most)
		}
		values := make([]string, len(parts))
		for j, part := range parts {
			values[j] = part.value
		}
		whole := len(parts) > 1 && parts[0].weight == nil
		out, p.found[1] = crossed(into, out, i, values, whole), out
		if len(parts) == 1 || whole || !e.known {
			continue
		}
		for j := 0; j < len(out); j += len(parts) {
			after := shares(out[j].share, parts)
			before := after
			if e.used != nil {
				before = shares(out[j].original, parts)
			}
			for k := range parts {
				out[j+k].share, out[j+k].original = after[k], before[k]
			}
		}
	}
	p.found[0] = out
	return out, nil
}

// part gives a row without its values of ends.
func (p *placing) part(k rowKey) rowKey {
	for i, d := range p.groupBy {
		if isEnd(d) {
			k.keys[i] = ""
		}
	}
	return k
}

// isEnd tells whether a dimension tells flows apart by an end of theirs.
func isEnd(d Dimension) bool { return d == ByProvider || d == ByRecipient || d == ByRecipientType }

// crossed gives each place once for each value of the dimension at.
func crossed(into, places []place, at int, values []string, whole bool) []place {
	for _, of := range places {
		for _, v := range values {
			of.keys[at] = v
			into = append(into, of)
			into[len(into)-1].whole = of.whole || whole
		}
	}
	return into
}

// values gives the values that a flow has of a dimension, one at least: empty
// where nothing is recorded.
func (p *placing) values(e *entry, d Dimension) []string {
	if d != ByThrough {
		p.one[0] = p.value(e, d)
		return p.one[:]
	}
	var through []string
	for _, h := range e.Hops {
		if id := p.roof.of(node(h)); !slices.Contains(through, id) {
			through = append(through, id)
		}
	}
	if len(through) == 0 {
		return []string{""}
	}
	return through
}

// value gives the one value that a flow has of any other dimension.
func (p *placing) value(e *entry, d Dimension) string {
	switch d {
	case ByProvider:
		return e.from
	case ByRecipient:
		return e.to
	case ByRecipientType:
		return p.book.typeOf(e.to)
	case ByInitiative:
		return e.initiative()
	case ByYear:
		return e.year()
	case ByStage:
		return string(e.Stage)
	case ByCurrency:
		return e.currency
	}
	return ""
}

// programme is the type of a recipient that is an initiative.
const programme = "INITIATIVE"

// typeOf gives the fine kind of a recipient, else the broad one; empty if nothing
// is known of it.
func (b *Book) typeOf(id string) string {
	if graph.Catalog.TypeOfID(id) == graph.Catalog.Type("Initiative") {
		return programme
	}
	body := b.bodies[id]
	return cmp.Or(body.Subtype, body.Kind)
}

package funding

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/migraph/migraph/graph"
)

// DoubleReports are the transfers that provider and recipient both report.
type DoubleReports struct {
	Rows []*DoubleReport // in the order of their views
}

// DoubleReport is what two report of each other, in one stage and currency and in
// the same years.
type DoubleReport struct {
	transfer // its ends are those after roll-up
	// Pairs counts those who report of each other, more than one only after roll-up.
	Pairs int
	// Provider and Recipient are what each side reports, nil if it tells no amount.
	Provider, Recipient *Amount
	// Overlap is what both report, and Difference what the provider reports beyond
	// the recipient, of pairs that both tell an amount; nil if there is none.
	Overlap, Difference *Amount

	sides [2]side
	id    string // of its view
}

// DoubleReports finds the transfers of which both sides report, which are those
// that totals of the basis TRANSFERS count once. Who reports of whom is told
// before roll-up, as there; rows are of those to whom they belong.
func (b *Book) DoubleReports(ctx context.Context, c Choice) (*DoubleReports, error) {
	es, err := b.pick(ctx, c)
	if err != nil {
		return nil, err
	}
	b.settleLevels(es)
	roof, rows := b.roof(c), map[transfer]*DoubleReport{}
	out := &DoubleReports{}
	for t, of := range sides(es) {
		if !of[0].tells() || !of[1].tells() {
			continue
		}
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		t.from, t.to = roof.of(t.from), roof.of(t.to)
		r := rows[t]
		if r == nil {
			r = &DoubleReport{transfer: t}
			r.id = graph.IDOf(r.view())
			rows[t], out.Rows = r, append(out.Rows, r)
		}
		r.addPair(of)
	}
	for _, r := range out.Rows {
		for i := range r.sides {
			slices.SortFunc(r.sides[i].entries, func(x, y *entry) int { return strings.Compare(x.ID, y.ID) })
		}
	}
	slices.SortFunc(out.Rows, func(x, y *DoubleReport) int {
		return cmp.Or(x.compareGroup(y), compareSums(y.Overlap, x.Overlap), strings.Compare(x.id, y.id))
	})
	return out, nil
}

// addPair adds the reports of two to a row.
func (r *DoubleReport) addPair(of *reports) {
	var told [2]*Amount
	for i := range told {
		r.sides[i].entries = append(r.sides[i].entries, of[i].entries...)
		if sum, known := of[i].sum(); known > 0 {
			told[i] = &sum
		}
	}
	r.Pairs++
	r.Provider, r.Recipient = added(r.Provider, told[0]), added(r.Recipient, told[1])
	if told[0] != nil && told[1] != nil {
		r.Overlap, r.Difference = plus(r.Overlap, overlap(*told[0], *told[1])), plus(r.Difference, told[0].Minus(*told[1]))
	}
}

// added gives a sum of what is known.
func added(sum, a *Amount) *Amount {
	if a == nil {
		return sum
	}
	return plus(sum, *a)
}

// overlap gives what two figures have in common: the one nearer to 0, and 0 of one
// above it and one below.
func overlap(x, y Amount) Amount {
	switch {
	case x.sign() > 0 && y.sign() > 0:
		return least(x, y)
	case x.sign() < 0 && y.sign() < 0 && x.Compare(y) > 0:
		return x
	case x.sign() < 0 && y.sign() < 0:
		return y
	}
	return Amount{}
}

// compareGroup orders rows by what totals tell apart.
func (r *DoubleReport) compareGroup(o *DoubleReport) int {
	return cmp.Or(cmp.Compare(stagePlace(r.stage), stagePlace(o.stage)), strings.Compare(r.currency, o.currency))
}

func (r *DoubleReport) view() *graph.DoubleReport {
	v := &graph.DoubleReport{ProviderID: r.from, RecipientID: r.to, Stage: r.stage, Currency: graph.Text(r.currency), Pairs: r.Pairs, Overlap: decimal(r.Overlap), Difference: decimal(r.Difference)}
	first, last, _ := strings.Cut(r.span, "/")
	v.FirstYear, v.LastYear = yearNumber(first), yearNumber(last)
	if r.Overlap != nil {
		v.Place = r.Overlap.big()
	}
	graph.IdentifyRow(v, "doubleReport", string(r.stage), r.currency, r.from, r.to, r.span)
	return v
}

// yearNumber gives a year as a number, nil for none.
func yearNumber(s string) *int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return nil
	}
	return &n
}

// Views gives the rows for an answer, without what Fill adds.
func (d *DoubleReports) Views() []*graph.DoubleReport {
	out := make([]*graph.DoubleReport, len(d.Rows))
	for i, r := range d.Rows {
		out[i] = r.view()
	}
	return out
}

// Fill adds to rows of Views what each side reports.
func (d *DoubleReports) Fill(page []*graph.DoubleReport) {
	rows := map[string]*DoubleReport{}
	for _, r := range d.Rows {
		rows[r.id] = r
	}
	for _, v := range page {
		r := rows[v.ID]
		v.OfProvider, v.OfRecipient = sumOf(r.currency, whole(r.sides[0].entries)), sumOf(r.currency, whole(r.sides[1].entries))
	}
}

// Totals gives what the rows of each stage and currency add up to, in their order.
func (d *DoubleReports) Totals() []*graph.DoubleReportTotal {
	out := []*graph.DoubleReportTotal{}
	for start, end := 0, 0; start < len(d.Rows); start = end {
		for end < len(d.Rows) && d.Rows[end].compareGroup(d.Rows[start]) == 0 {
			end++
		}
		out = append(out, totalOf(d.Rows[start:end]))
	}
	return out
}

func totalOf(rows []*DoubleReport) *graph.DoubleReportTotal {
	var provider, recipient, overlap *Amount
	t := &graph.DoubleReportTotal{Stage: rows[0].stage, Currency: graph.Text(rows[0].currency), Rows: len(rows)}
	for _, r := range rows {
		t.Pairs += r.Pairs
		provider, recipient, overlap = added(provider, r.Provider), added(recipient, r.Recipient), added(overlap, r.Overlap)
		if r.Overlap == nil {
			t.WithoutOverlap++
		}
	}
	t.OfProvider, t.OfRecipient, t.Overlap = decimal(provider), decimal(recipient), decimal(overlap)
	return t
}

package funding

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"github.com/migraph/migraph/graph"
)

// Page gives the filled rows after a place in their order, up to so many, and
// whether there are more. after is nil for the first.
func (t *Table) Page(after *graph.Position, first int) (page []*graph.FundingTotal, more bool) {
	from := 0
	if after != nil {
		of := graph.TypeOf(&graph.FundingTotal{})
		from = sort.Search(len(t.Rows), func(i int) bool {
			at := graph.PositionOf(of, graph.Order{Field: "rank"}, t.view(i))
			return at.Key > after.Key || at.Key == after.Key && at.ID > after.ID
		})
	}
	to := min(len(t.Rows), from+first)
	received := map[receiver]Amount{}
	if t.question.Basis == Transfers {
		received = t.receivedBy(t.Rows[from:to])
	}
	for i := from; i < to; i++ {
		v := t.view(i)
		t.fill(v, t.Rows[i], received)
		page = append(page, v)
	}
	return page, to < len(t.Rows)
}

// view gives a row for an answer, without what fill adds.
func (t *Table) view(i int) *graph.FundingTotal {
	r := t.Rows[i]
	v := &graph.FundingTotal{Stage: r.Stage, Currency: graph.Text(r.Currency), Sum: decimal(r.Sum), Other: decimal(r.Other)}
	if r.Sum != nil {
		v.Place = r.Sum.big()
	}
	for j, d := range t.question.GroupBy {
		v.Keys = append(v.Keys, keyOf(d, r.Keys[j]))
	}
	graph.IdentifyRow(v, append([]string{"fundingTotal", string(r.Stage), r.Currency}, r.Keys...)...)
	return v
}

func decimal(a *Amount) string {
	if a == nil {
		return ""
	}
	return a.Decimal()
}

// keyOf gives a value of a dimension as a key: a thing if it is one.
func keyOf(d Dimension, value string) *graph.TableKey {
	k := &graph.TableKey{By: string(d)}
	switch d {
	case ByYear, ByStage, ByCurrency, ByRecipientType:
		k.Code = graph.Text(value)
	default:
		k.ThingID = value
	}
	return k
}

// fill adds to a row what it rests on.
func (t *Table) fill(v *graph.FundingTotal, r *Row, received map[receiver]Amount) {
	v.Basics = basicsOf(r.placed)
	var higherSum, internal *Amount
	for _, p := range r.placed {
		switch p.fate {
		case mirrored:
			v.Mirrored++
			continue
		case differs:
			v.Conflicting++
			continue
		case higher:
			v.Higher++
			if p.known {
				higherSum = plus(higherSum, p.share)
			}
			continue
		}
		v.Overlapping = v.Overlapping || p.whole
		if p.from == p.to && p.from != "" {
			v.Internal++
			if p.known {
				internal = plus(internal, p.share)
			}
		}
	}
	v.HigherSum, v.InternalSum = decimal(higherSum), decimal(internal)
	all := conversions(r.placed)
	v.Conversions, v.ConversionCount = all[:min(len(all), graph.MaxConversionsShown)], len(all)
	if t.question.Basis != Reported {
		v.PassedOn = decimal(r.passedOn(received))
	}
}

// mostOf gives the ids that were counted most, equal ones by id.
func mostOf(counts map[string]int, most int) []string {
	out := make([]string, 0, len(counts))
	for id := range counts {
		out = append(out, id)
	}
	slices.SortFunc(out, func(x, y string) int { return cmp.Or(cmp.Compare(counts[y], counts[x]), strings.Compare(x, y)) })
	return out[:min(len(out), most)]
}

// largest gives the flows that count with the largest shares; those without an
// amount come last.
func largest(all []placed) []string {
	var first []placed
	for _, p := range all {
		if p.fate == counted {
			first = withLargest(first, p, graph.MaxClaimsShown)
		}
	}
	var out []string
	for _, p := range first {
		out = append(out, p.ID)
	}
	return out
}

// withLargest adds a flow to the so many largest, the largest first.
func withLargest(first []placed, p placed, most int) []placed {
	order := func(x, y placed) int {
		if x.known != y.known {
			if x.known {
				return -1
			}
			return 1
		}
		return cmp.Or(y.share.Compare(x.share), strings.Compare(x.ID, y.ID))
	}
	if len(first) == most && order(first[most-1], p) <= 0 {
		return first
	}
	at, _ := slices.BinarySearchFunc(first, p, order)
	first = slices.Insert(first, at, p)
	return first[:min(len(first), most)]
}

// passedOn gives how much of a row's sum its providers can at most have received
// from others, in the same stage, currency, year and whatever else the row is of
// but its ends; nil if no amount is known.
func (r *Row) passedOn(received map[receiver]Amount) *Amount {
	if r.Sum == nil {
		return nil
	}
	if r.net != nil {
		return &r.net.in
	}
	out := map[string]Amount{}
	for _, p := range r.placed {
		if p.moves() {
			out[p.from] = out[p.from].Plus(p.share)
		}
	}
	var sum Amount
	for id, gave := range out {
		sum = sum.Plus(least(positive(gave), positive(received[receiver{r.part, id}])))
	}
	return &sum
}

// moves tells whether an amount counts that goes from a known body to another.
func (p placed) moves() bool { return p.known && p.fate == counted && p.from != "" && p.from != p.to }

// receivedBy gives what the providers of rows received, in each part of all money.
func (t *Table) receivedBy(of []*Row) map[receiver]Amount {
	out, providers := map[receiver]Amount{}, map[string]bool{}
	for _, r := range of {
		for _, p := range r.placed {
			if p.moves() {
				providers[p.from] = true
			}
		}
	}
	for _, r := range t.Rows {
		for _, p := range r.placed {
			if p.known && p.fate == counted && p.from != p.to && providers[p.to] {
				at := receiver{r.part, p.to}
				out[at] = out[at].Plus(p.share)
			}
		}
	}
	return out
}

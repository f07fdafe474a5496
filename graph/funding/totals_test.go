package funding

import (
	"context"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/migraph/migraph/graph"
)

// The tests make books by hand, and add up in another way: in big.Rat, over the
// flows themselves.

func body(n int) string { return fmt.Sprintf("s%016d", n) }

func initiative(n int) string { return fmt.Sprintf("i%016d", n) }

// sum writes an amount of whole units.
func units(n int64) Amount { return amountFrom(new(big.Int).Mul(big.NewInt(n), big.NewInt(10_000))) }

func bookOf(flows ...*Flow) *Book {
	b := &Book{flows: flows, bodies: map[string]Body{}}
	for i, f := range flows {
		f.ID = fmt.Sprintf("f%016d", i)
	}
	return b
}

// drawFlow draws a flow among few bodies and programmes.
func drawFlow(t *rapid.T) *Flow {
	drawEnd := func(label string) graph.End {
		var e graph.End
		if n := rapid.IntRange(0, 5).Draw(t, label); n > 0 {
			e.StakeholderID = body(n)
		}
		if n := rapid.IntRange(0, 6).Draw(t, label+" in"); n > 0 && n < 4 {
			e.InitiativeID = initiative(n)
		}
		return e
	}
	f := &Flow{Provider: drawEnd("from"), Recipient: drawEnd("to"), Stage: rapid.SampledFrom(graph.Stages).Draw(t, "stage"),
		Currency:   rapid.SampledFrom([]string{"EUR", "USD", ""}).Draw(t, "currency"),
		ReportedBy: rapid.SampledFrom([]graph.ReportedBy{"PROVIDER", "RECIPIENT", "OTHER", ""}).Draw(t, "by"), Bounds: graph.Period{}.Bounds()}
	if f.Known = rapid.IntRange(0, 4).Draw(t, "known") > 0; f.Known {
		f.Amount = amountOf(rapid.Int64Range(-1_000_000_000_000, 1_000_000_000_000).Draw(t, "hi"), rapid.Int64Range(0, loBase-1).Draw(t, "lo"))
	}
	if y := rapid.IntRange(2019, 2022).Draw(t, "year"); y > 2019 {
		f.First, f.Last = fmt.Sprintf("%d-03-01", y), fmt.Sprintf("%d-03-01", y)
	}
	for range rapid.IntRange(0, 2).Draw(t, "hops") {
		f.Hops = append(f.Hops, drawEnd("hop"))
	}
	return f
}

// drawBook draws a book; roll up by both kinds of affiliations.
func drawBook(t *rapid.T) *Book {
	b := bookOf(rapid.SliceOfN(rapid.Custom(drawFlow), 0, 30).Draw(t, "flows")...)
	b.parents = map[string]map[string]Parent{}
	for n := 1; n <= 5; n++ {
		for i := range rapid.IntRange(0, 2).Draw(t, "parents") {
			to := body(rapid.IntRange(1, 6).Draw(t, "parent"))
			if b.parents[body(n)] == nil {
				b.parents[body(n)] = map[string]Parent{}
			}
			b.parents[body(n)][fmt.Sprint(n, i)] = Parent{to, rapid.SampledFrom([]graph.AffiliationType{partOf, officeOf}).Draw(t, "affiliation"), graph.Period{IsState: true}.Bounds()}
		}
	}
	for n := 1; n <= 5; n++ {
		b.bodies[body(n)] = Body{"ORGANIZATION", []string{"", "NGO", "UN_AGENCY"}[n%3]}
	}
	return b
}

var rollAll = []graph.AffiliationType{partOf, officeOf}

func totals(t interface{ Fatal(...any) }, b *Book, q TotalsQuestion) *Table {
	out, err := b.Totals(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// sums gives the sums of rows by stage and currency, all values of keys together.
func sums(rows []*Row) map[string]*big.Rat {
	out := map[string]*big.Rat{}
	for _, r := range rows {
		if r.Sum == nil {
			continue
		}
		at := string(r.Stage) + " " + r.Currency
		if out[at] == nil {
			out[at] = new(big.Rat)
		}
		out[at].Add(out[at], new(big.Rat).SetFrac(r.Sum.big(), big.NewInt(10_000)))
	}
	return out
}

func written(s map[string]*big.Rat) string {
	var b strings.Builder
	for _, k := range slices.Sorted(maps.Keys(s)) {
		fmt.Fprintf(&b, "%s %s\n", k, s[k].FloatString(4))
	}
	return b.String()
}

// oracle adds up what is reported, or one side of each transfer.
func oracle(b *Book, basis Basis) map[string]*big.Rat {
	value := func(f *Flow) *big.Rat { return new(big.Rat).SetFrac(f.Amount.big(), big.NewInt(10_000)) }
	out := map[string]*big.Rat{}
	add := func(f *Flow) {
		at := string(f.Stage) + " " + f.Currency
		if out[at] == nil {
			out[at] = new(big.Rat)
		}
		out[at].Add(out[at], value(f))
	}
	by := map[string]map[graph.ReportedBy][]*Flow{}
	for _, f := range b.flows {
		if !f.Known || f.Currency == "" {
			continue
		}
		from, to := node(f.Provider), node(f.Recipient)
		if basis == Reported || from == "" || to == "" {
			add(f)
			continue
		}
		at := fmt.Sprint(from, to, f.Stage, f.Currency, f.First)
		if by[at] == nil {
			by[at] = map[graph.ReportedBy][]*Flow{}
		}
		side := f.ReportedBy
		if side == "" {
			side = "OTHER"
		}
		by[at][side] = append(by[at][side], f)
	}
	for _, all := range by {
		for _, side := range []graph.ReportedBy{"PROVIDER", "RECIPIENT", "OTHER"} {
			if len(all[side]) > 0 {
				for _, f := range all[side] {
					add(f)
				}
				break
			}
		}
	}
	return out
}

func TestTotalsAreThoseOfTheOracle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := drawBook(t)
		for _, basis := range []Basis{Reported, Transfers} {
			for _, by := range [][]Dimension{nil, {ByProvider}, {ByRecipient, ByYear}, {ByInitiative}, {ByRecipientType}, {ByStage, ByCurrency}} {
				for _, up := range [][]graph.AffiliationType{nil, rollAll} {
					q := TotalsQuestion{Basis: basis, GroupBy: by, Choice: Choice{RollUp: up}}
					if got, want := written(sums(totals(t, b, q).Rows)), written(oracle(b, basis)); got != want {
						t.Fatalf("%s by %v, roll-up %v:\n%swant\n%s", basis, by, up, got, want)
					}
				}
			}
		}
	})
}

func TestNewMoneyIsWhereItIsKnownLast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := drawBook(t)
		for _, up := range [][]graph.AffiliationType{nil, {officeOf}, rollAll} {
			first := totals(t, b, TotalsQuestion{Basis: NewMoney, Choice: Choice{RollUp: up}})
			last := totals(t, b, TotalsQuestion{Basis: LastKnown, Choice: Choice{RollUp: up}})
			if x, y := written(sums(first.Rows)), written(sums(last.Rows)); x != y {
				t.Fatalf("roll-up %v: new money\n%slast known\n%s", up, x, y)
			}
			// By bodies, they add up to the same.
			for _, q := range []TotalsQuestion{{Basis: NewMoney, GroupBy: []Dimension{ByProvider}}, {Basis: LastKnown, GroupBy: []Dimension{ByRecipient}}, {Basis: LastKnown, GroupBy: []Dimension{ByRecipientType}}} {
				q.RollUp = up
				got := sums(totals(t, b, q).Rows)
				maps.DeleteFunc(got, func(_ string, r *big.Rat) bool { return r.Sign() == 0 })
				want := sums(first.Rows)
				maps.DeleteFunc(want, func(_ string, r *big.Rat) bool { return r.Sign() == 0 })
				if written(got) != written(want) {
					t.Fatalf("%s by %v, roll-up %v:\n%swant\n%s", q.Basis, q.GroupBy, up, written(got), written(want))
				}
			}
			// Money is never more than what was handed over, where nothing is taken back.
			if !slices.ContainsFunc(b.flows, func(f *Flow) bool { return f.Amount.sign() < 0 }) {
				given := sums(totals(t, b, TotalsQuestion{Basis: Transfers, Choice: Choice{RollUp: up}}).Rows)
				for at, n := range sums(first.Rows) {
					if n.Cmp(given[at]) > 0 {
						t.Fatalf("%s: new money %s of transfers %s", at, n, given[at])
					}
				}
			}
		}
	})
}

func TestMirroredReportsNeverRaiseTransfers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := drawBook(t)
		before := written(sums(totals(t, b, TotalsQuestion{Basis: Transfers}).Rows))
		var both []*Flow
		for _, f := range b.flows {
			both = append(both, f)
			if f.ReportedBy != "PROVIDER" || !f.Known || node(f.Provider) == "" || node(f.Recipient) == "" || rapid.Bool().Draw(t, "mirror") {
				continue
			}
			mirror := *f
			mirror.ReportedBy = rapid.SampledFrom([]graph.ReportedBy{"RECIPIENT", "OTHER", ""}).Draw(t, "mirror by")
			mirror.Amount = mirror.Amount.Plus(units(rapid.Int64Range(-100, 100).Draw(t, "difference")))
			both = append(both, &mirror)
		}
		if after := written(sums(totals(t, bookOf(both...), TotalsQuestion{Basis: Transfers}).Rows)); after != before {
			t.Fatalf("without mirrors\n%swith them\n%s", before, after)
		}
	})
}

func TestHopsChangeNoSum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := drawBook(t)
		all := func() (out []string) {
			for _, basis := range []Basis{Reported, Transfers, NewMoney, LastKnown} {
				out = append(out, written(sums(totals(t, b, TotalsQuestion{Basis: basis}).Rows)))
			}
			return out
		}
		with := all()
		for _, f := range b.flows {
			f.Hops = nil
		}
		if without := all(); !slices.Equal(with, without) {
			t.Fatalf("with hops %s, without %s", with, without)
		}
	})
}

func TestSumsBeyondSixtyFourBits(t *testing.T) {
	var flows []*Flow
	for range 5000 {
		flows = append(flows, &Flow{Provider: graph.End{StakeholderID: body(1)}, Recipient: graph.End{StakeholderID: body(2)}, Stage: "DISBURSEMENT",
			Currency: "IDR", Known: true, Amount: units(100_000_000_000_000_000), Bounds: graph.Period{}.Bounds()})
	}
	for _, basis := range []Basis{Reported, Transfers, NewMoney, LastKnown} {
		rows := totals(t, bookOf(flows...), TotalsQuestion{Basis: basis}).Rows
		if len(rows) != 1 || rows[0].Sum.Decimal() != "500000000000000000000" {
			t.Errorf("%s: %v", basis, rows[0].Sum)
		}
	}
}

// The example of docs/money.md: Sida gives 100 to IOM, which hands 60 on to a
// local body; the recipients report as well.
func TestTheExampleWorkedByHand(t *testing.T) {
	sida, iom, local := body(1), body(2), body(3)
	give := func(from, to string, by graph.ReportedBy, n int64) *Flow {
		return &Flow{Provider: graph.End{StakeholderID: from}, Recipient: graph.End{StakeholderID: to}, Stage: "DISBURSEMENT", Currency: "EUR",
			ReportedBy: by, Known: true, Amount: units(n), First: "2022-05-01", Last: "2022-05-01", Bounds: graph.Period{}.Bounds()}
	}
	b := bookOf(give(sida, iom, "PROVIDER", 100), give(sida, iom, "RECIPIENT", 90), give(iom, local, "PROVIDER", 60), give(iom, local, "RECIPIENT", 55))
	for _, c := range []struct {
		basis               Basis
		by                  []Dimension
		sum, other, passed  string
		rows, counts, apart int
	}{
		{Reported, nil, "305", "", "", 1, 4, 0},
		{Transfers, nil, "160", "145", "60", 1, 2, 2},
		{Transfers, []Dimension{ByProvider}, "100", "90", "0", 2, 1, 1},
		{NewMoney, nil, "100", "", "60", 1, 2, 2},
		{NewMoney, []Dimension{ByProvider}, "100", "", "0", 1, 1, 1},
		{LastKnown, []Dimension{ByRecipient}, "60", "", "0", 2, 1, 1},
	} {
		table := totals(t, b, TotalsQuestion{Basis: c.basis, GroupBy: c.by})
		views, _ := table.Page(nil, 1000)
		v := views[0]
		if len(views) != c.rows || v.Sum != c.sum || v.Other != c.other || v.PassedOn != c.passed || v.Flows != c.counts || v.Mirrored != c.apart {
			t.Errorf("%s by %v: %d rows, %+v", c.basis, c.by, len(views), v)
		}
	}
}

package funding

import (
	"context"
	"fmt"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/migraph/migraph/graph"
)

func diagram(t interface{ Fatal(...any) }, b *Book, q DiagramQuestion) *graph.FlowDiagram {
	out, _, err := b.Diagram(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// rat reads a value, 0 if it is empty.
func rat(s string) *big.Rat {
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		return new(big.Rat)
	}
	return r
}

// drawQuestion draws a question about a diagram, of amounts or numbers.
func drawQuestion(t *rapid.T) DiagramQuestion {
	all := []Dimension{ByProvider, ByRecipient, ByThrough, ByInitiative, ByTheme, ByPlace, ByYear, ByRecipientType}
	q := DiagramQuestion{Stage: rapid.SampledFrom(graph.Stages).Draw(t, "of stage"), Counts: rapid.Bool().Draw(t, "counts"), Limit: rapid.IntRange(1, 6).Draw(t, "limit"),
		Currency: rapid.SampledFrom([]string{"EUR", "USD"}).Draw(t, "in"), Columns: rapid.Permutation(all).Draw(t, "columns")[:rapid.IntRange(2, 4).Draw(t, "number of columns")]}
	if q.Counts && rapid.Bool().Draw(t, "any currency") {
		q.Currency = ""
	}
	if rapid.Bool().Draw(t, "roll up") {
		q.RollUp = rollAll
	}
	return q
}

// classify gives initiatives themes and places, with percentages or without.
func classify(t *rapid.T, b *Book) {
	b.classes = map[string]map[string]Class{}
	for n := 1; n <= 3; n++ {
		of := map[string]Class{}
		for i := range rapid.IntRange(0, 4).Draw(t, "classes") {
			c := Class{Theme: fmt.Sprintf("t%016d", rapid.IntRange(1, 3).Draw(t, "theme")), Percentage: rapid.SampledFrom([]string{"", "25", "30"}).Draw(t, "percentage")}
			if rapid.Bool().Draw(t, "is a place") {
				c.Theme, c.Place = "", fmt.Sprintf("l%016d", rapid.IntRange(1, 3).Draw(t, "place"))
			}
			of[fmt.Sprint(n, i)] = c
		}
		b.classes[initiative(n)] = of
	}
}

// TestDiagramsConserveMoney: each column adds up to the total, what flows into a
// node of the middle flows out of it, nothing is below 0, and with what cannot be
// drawn the total is that of the transfers.
func TestDiagramsConserveMoney(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := drawBook(t)
		classify(t, b)
		q := drawQuestion(t)
		d := diagram(t, b, q)
		in, out, column := make([]*big.Rat, len(d.Nodes)), make([]*big.Rat, len(d.Nodes)), make([]*big.Rat, len(q.Columns))
		for i := range d.Nodes {
			in[i], out[i] = new(big.Rat), new(big.Rat)
		}
		for i := range column {
			column[i] = new(big.Rat)
		}
		for _, l := range d.Links {
			if v := rat(l.Value); v.Sign() < 0 || d.Nodes[l.From].Column+1 != d.Nodes[l.To].Column || l.Flows == 0 || len(l.Largest) != min(l.Flows, graph.MaxLinkFlows) {
				t.Fatalf("link %+v", l)
			}
			out[l.From].Add(out[l.From], rat(l.Value))
			in[l.To].Add(in[l.To], rat(l.Value))
		}
		counts := make([]int, len(q.Columns))
		for i, n := range d.Nodes {
			column[n.Column].Add(column[n.Column], rat(n.Value))
			counts[n.Column]++
			if n.Column > 0 && in[i].Cmp(rat(n.Value)) != 0 || n.Column < len(q.Columns)-1 && out[i].Cmp(rat(n.Value)) != 0 {
				t.Fatalf("%s in, %s out of %+v", in[i].FloatString(4), out[i].FloatString(4), n)
			}
			if (n.Key == nil) != (n.StandsFor > 1) || n.Flows == 0 || q.Counts && n.Value == "" {
				t.Fatalf("node %+v", n)
			}
		}
		for i := range column {
			if column[i].Cmp(rat(d.Total)) != 0 || counts[i] > q.Limit+1 {
				t.Fatalf("column %d: %d nodes of %s, total %s", i, counts[i], column[i].FloatString(4), d.Total)
			}
		}
		flows, sum := 0, new(big.Rat)
		table := totals(t, b, TotalsQuestion{Choice: q.Choice, Basis: Transfers, GroupBy: q.Columns})
		seen := map[string]bool{}
		for _, r := range table.Rows {
			for _, p := range r.placed {
				mine := r.Stage == q.Stage && (q.Currency == "" || r.Currency == q.Currency || !q.Counts && r.Currency == "" && !p.Known)
				if !mine || p.fate != counted {
					continue
				}
				if !seen[p.ID] {
					seen[p.ID] = true
					flows++
				}
				if q.Counts {
					sum.Add(sum, big.NewRat(1, 1))
				}
			}
			if !q.Counts && r.Stage == q.Stage && r.Currency == q.Currency && r.Sum != nil {
				sum.Add(sum, rat(r.Sum.Decimal()))
			}
		}
		drawn := new(big.Rat).Add(rat(d.Total), rat(d.NegativeSum))
		switch {
		case !q.Counts && drawn.Cmp(sum) != 0:
			t.Fatalf("%s and %s below 0 are drawn of %s", d.Total, d.NegativeSum, sum.FloatString(4))
		case q.Counts && (drawn.Cmp(sum) > 0 || !d.Overlapping && drawn.Cmp(sum) != 0):
			t.Fatalf("%s are drawn of %s", d.Total, sum.FloatString(0))
		case d.NegativePaths == 0 && d.Flows != flows || d.Flows+d.NegativeFlows < flows || d.Flows > flows:
			t.Fatalf("%d flows are drawn, %d not, of %d", d.Flows, d.NegativeFlows, flows)
		}
	})
}

// TestLinksAreTotals: without folding, a link between two columns is a row of totals.
func TestLinksAreTotals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := drawBook(t)
		by := []Dimension{ByProvider, ByRecipient}
		d := diagram(t, b, DiagramQuestion{Stage: "DISBURSEMENT", Currency: "EUR", Columns: by, Limit: 50})
		got, want := map[string]string{}, map[string]string{}
		for _, l := range d.Links {
			if l.Value != "" {
				got[d.Nodes[l.From].Key.ThingID+">"+d.Nodes[l.To].Key.ThingID] = l.Value
			}
		}
		negative := 0
		for _, r := range totals(t, b, TotalsQuestion{Basis: Transfers, GroupBy: by}).Rows {
			switch {
			case r.Stage != "DISBURSEMENT" || r.Currency != "EUR" || r.Sum == nil:
			case r.Sum.sign() < 0:
				negative++
			default:
				want[r.Keys[0]+">"+r.Keys[1]] = r.Sum.Decimal()
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(want) || d.NegativePaths != negative {
			t.Fatalf("got  %v and %d below 0\nwant %v and %d", got, d.NegativePaths, want, negative)
		}
	})
}

func drawnLinks(d *graph.FlowDiagram) (out []string) {
	name := func(i int) string {
		n := d.Nodes[i]
		switch {
		case n.Key == nil:
			return fmt.Sprintf("%d others", n.StandsFor)
		case n.Key.ThingID == "":
			return "?" + string(n.Key.Code)
		}
		return n.Key.ThingID[16:]
	}
	for _, l := range d.Links {
		out = append(out, fmt.Sprintf("%s>%s %s of %d, %d unknown", name(l.From), name(l.To), l.Value, l.Flows, l.WithoutAmount))
	}
	return out
}

func TestADiagram(t *testing.T) {
	silent := given(1, 2, "PROVIDER", 0)
	silent.Known, silent.Currency = false, ""
	lira := given(1, 2, "PROVIDER", 1)
	lira.Currency = "TRY"
	bare := given(1, 2, "PROVIDER", 1)
	bare.Currency = ""
	nobody := given(1, 2, "PROVIDER", 4)
	nobody.Recipient = graph.End{}
	b := bookOf(given(1, 2, "PROVIDER", 100), given(1, 2, "RECIPIENT", 90), given(1, 3, "PROVIDER", 50), given(5, 3, "PROVIDER", 7), given(6, 3, "PROVIDER", 6), given(6, 2, "PROVIDER", -8),
		given(7, 8, "PROVIDER", 5), silent, lira, bare, nobody)
	d := diagram(t, b, DiagramQuestion{Stage: "DISBURSEMENT", Currency: "EUR", Columns: []Dimension{ByProvider, ByRecipient}, Limit: 2})
	want := []string{"1>? 4 of 1, 0 unknown", "1>2 100 of 2, 1 unknown", "1>2 others 50 of 1, 0 unknown", "5>2 others 7 of 1, 0 unknown", "2 others>2 others 11 of 2, 0 unknown"}
	// The column of recipients: what is not recorded has a node of its own, then the largest.
	if got := drawnLinks(d); !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if d.Total != "172" || d.NegativePaths != 1 || d.NegativeSum != "-8" || d.NegativeFlows != 1 || d.OtherCurrencies != 1 || d.WithoutCurrency != 1 || d.LeftOut != 1 || d.Flows != 7 || d.WithoutAmount != 1 {
		t.Errorf("%+v", d)
	}
	counts := diagram(t, b, DiagramQuestion{Stage: "DISBURSEMENT", Counts: true, Columns: []Dimension{ByProvider, ByCurrency}, Limit: 1})
	if got, want := drawnLinks(counts), []string{"1>? 2 of 2, 2 unknown", "1>2 others 4 of 4, 0 unknown", "3 others>2 others 4 of 4, 0 unknown"}; !slices.Equal(got, want) || counts.Total != "10" {
		t.Errorf("numbers: got %q of %s, want %q", got, counts.Total, want)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := b.Diagram(ctx, DiagramQuestion{Stage: "DISBURSEMENT", Currency: "EUR", Columns: []Dimension{ByProvider, ByRecipient}, Limit: 2}); err == nil {
		t.Error("a canceled question is answered")
	}
}

package funding

import (
	"fmt"
	"testing"

	"github.com/migraph/migraph/graph"
)

// only gives the one row of a question.
func only(t *testing.T, b *Book, q TotalsQuestion) *graph.FundingTotal {
	t.Helper()
	table := totals(t, b, q)
	views, _ := table.Page(nil, 1000)
	if len(views) != 1 {
		t.Fatalf("%d rows, want 1", len(views))
	}
	return views[0]
}

func given(from, to int, by graph.ReportedBy, n int64) *Flow {
	return &Flow{Provider: graph.End{StakeholderID: body(from)}, Recipient: graph.End{StakeholderID: body(to)}, Stage: "DISBURSEMENT", Currency: "EUR",
		ReportedBy: by, Known: true, Amount: units(n), Bounds: graph.Period{}.Bounds()}
}

func TestOneDatasetsWordCounts(t *testing.T) {
	told := func(n int64, tellers ...Teller) *Flow {
		f := given(1, 2, "PROVIDER", n)
		f.Key, f.Tellers = "k", tellers
		return f
	}
	for _, c := range []struct {
		name  string
		flows []*Flow
		sum   string
		out   int
	}{
		{"the reporter's own document", []*Flow{told(1, Teller{"a", false, "2022-01-01"}), told(2, Teller{"b", true, "2020-01-01"})}, "2", 1},
		{"else the newest", []*Flow{told(1, Teller{"a", false, "2020-01-01"}), told(2, Teller{"b", false, "2022-01-01"})}, "2", 1},
		{"else the first dataset", []*Flow{told(1, Teller{"a", false, ""}), told(2, Teller{"b", false, ""})}, "1", 1},
		{"all that the winner tells", []*Flow{told(1, Teller{"a", false, ""}, Teller{"b", false, ""}), told(2, Teller{"b", false, ""}), told(4, Teller{"a", false, ""})}, "5", 1},
		{"of one dataset all", []*Flow{told(1, Teller{"a", false, ""}), told(2, Teller{"a", false, ""})}, "3", 0},
	} {
		for _, basis := range []Basis{Reported, Transfers, NewMoney} {
			v := only(t, bookOf(c.flows...), TotalsQuestion{Basis: basis})
			if v.Sum != c.sum || v.Conflicting != c.out {
				t.Errorf("%s, %s: sum %s and %d left out, want %s and %d", c.name, basis, v.Sum, v.Conflicting, c.sum, c.out)
			}
		}
	}
}

func TestASideWithoutAmountsGivesWay(t *testing.T) {
	silent := given(1, 2, "PROVIDER", 0)
	silent.Known = false
	v := only(t, bookOf(silent, given(1, 2, "RECIPIENT", 7)), TotalsQuestion{Basis: Transfers})
	if v.Sum != "7" || v.Mirrored != 1 || v.WithoutAmount != 0 {
		t.Errorf("sum %s, %d mirrored, %d without amount", v.Sum, v.Mirrored, v.WithoutAmount)
	}
}

func TestTheLowestInitiativeCounts(t *testing.T) {
	within := func(f *Flow, n int) *Flow { f.Recipient.InitiativeID = initiative(n); return f }
	flows := func() []*Flow {
		return []*Flow{within(given(1, 2, "PROVIDER", 100), 1), within(given(1, 2, "PROVIDER", 60), 2), within(given(1, 2, "PROVIDER", 30), 3), within(given(1, 2, "PROVIDER", 5), 4)}
	}
	part := func(of ...int) map[string]map[string]Parent {
		out := map[string]map[string]Parent{}
		for i := 0; i < len(of); i += 2 {
			out[initiative(of[i])] = map[string]Parent{"x": {To: initiative(of[i+1])}}
		}
		return out
	}
	b := bookOf(flows()...)
	b.parts = part(2, 1, 3, 2)
	v := only(t, b, TotalsQuestion{Basis: Transfers})
	if v.Sum != "35" || v.Higher != 2 || v.HigherSum != "160" {
		t.Errorf("sum %s, higher %d of %s", v.Sum, v.Higher, v.HigherSum)
	}
	if v := only(t, b, TotalsQuestion{Basis: Reported}); v.Sum != "195" || v.Higher != 0 {
		t.Errorf("reported: sum %s, higher %d", v.Sum, v.Higher)
	}
	ring := bookOf(flows()...)
	ring.parts = part(1, 2, 2, 1)
	if v := only(t, ring, TotalsQuestion{Basis: Transfers}); v.Sum != "195" || v.Higher != 0 {
		t.Errorf("in a ring: sum %s, higher %d", v.Sum, v.Higher)
	}
}

func TestRollUp(t *testing.T) {
	always := graph.Period{IsState: true}.Bounds()
	b := bookOf(given(1, 2, "PROVIDER", 10), given(2, 4, "PROVIDER", 3), given(5, 6, "PROVIDER", 1))
	b.parents = map[string]map[string]Parent{
		body(2): {"a": {body(1), partOf, always}},
		body(1): {"b": {body(3), partOf, always}},
		body(5): {"c": {body(7), partOf, always}, "d": {body(8), partOf, always}}, // to which of the two?
		body(6): {"e": {body(9), officeOf, always}},                               // not asked for
	}
	q := TotalsQuestion{Basis: Transfers, GroupBy: []Dimension{ByProvider, ByRecipient}, Choice: Choice{RollUp: []graph.AffiliationType{partOf}}}
	table := totals(t, b, q)
	views, _ := table.Page(nil, 1000)
	want := []struct{ from, to, sum, internal string }{{body(3), body(3), "10", "10"}, {body(3), body(4), "3", ""}, {body(5), body(6), "1", ""}}
	for i, w := range want {
		v := views[i]
		if v.Keys[0].ThingID != w.from || v.Keys[1].ThingID != w.to || v.Sum != w.sum || v.InternalSum != w.internal {
			t.Errorf("row %d: %s to %s, %s of which %s internal", i, v.Keys[0].ThingID, v.Keys[1].ThingID, v.Sum, v.InternalSum)
		}
	}
	b.parents[body(2)]["a"] = Parent{body(1), partOf, graph.Period{IsState: true, End: graph.PartialDate{Text: "2010", Earliest: "2010-01-01", Latest: "2010-12-31"}}.Bounds()}
	for _, f := range b.flows {
		f.Bounds = graph.Period{Start: graph.PartialDate{Text: "2022", Earliest: "2022-01-01", Latest: "2022-12-31"}}.Bounds()
	}
	q.Dating = graph.Dating{From: "2022-06-01", To: "2022-06-01"}
	if v, _ := totals(t, b, q).Page(nil, 1000); v[0].Keys[1].ThingID != body(2) {
		t.Errorf("what was a part once is one still: %s", v[0].Keys[1].ThingID)
	}
	ring := &roof{up: map[string][]string{"a": {"c"}, "b": {"c"}, "c": {"d"}, "d": {"b"}}, found: map[string]string{}}
	for _, id := range []string{"a", "b", "c", "d"} {
		if got := ring.of(id); got != "b" {
			t.Errorf("in a ring %s is %s", id, got)
		}
	}
	// Two ways to one body are no doubt; to two they are.
	ways := &roof{up: map[string][]string{"prm": {"dos", "usa"}, "dos": {"usa"}, "x": {"prm", "y"}}, found: map[string]string{}}
	for id, want := range map[string]string{"prm": "usa", "dos": "usa", "usa": "usa", "x": "x"} {
		if got := ways.of(id); got != want {
			t.Errorf("%s is %s, want %s", id, got, want)
		}
	}
}

func TestYearsAreThoseOfOwnDates(t *testing.T) {
	long, dated := given(1, 2, "PROVIDER", 1), given(1, 2, "PROVIDER", 2)
	long.First, long.Last = "2019-01-01", "2020-12-31"
	dated.First, dated.Last = "2020-02-01", "2020-02-29"
	table := totals(t, bookOf(long, dated, given(1, 2, "PROVIDER", 4)), TotalsQuestion{Basis: Transfers, GroupBy: []Dimension{ByYear}})
	views, _ := table.Page(nil, 1000)
	if len(views) != 2 || views[0].Keys[0].Code != "" || views[0].Sum != "5" || views[0].WithoutDate != 1 || views[1].Keys[0].Code != "2020" || views[1].Sum != "2" {
		t.Errorf("%d rows: %+v", len(views), views)
	}
}

func TestWovenAffiliationsAreFollowedInTime(t *testing.T) {
	woven := &roof{up: map[string][]string{}, found: map[string]string{}}
	for i := range 60 { // 2^60 ways to the last
		for _, side := range []string{"a", "b"} {
			woven.up[fmt.Sprint(side, i)] = []string{fmt.Sprint("a", i+1), fmt.Sprint("b", i+1)}
		}
	}
	woven.up["a60"], woven.up["b60"] = []string{"top"}, []string{"top"}
	if got := woven.of("a0"); got != "top" {
		t.Errorf("at the end is %s", got)
	}
	woven.up["top"], woven.found = []string{"a0"}, map[string]string{} // and round again
	_ = woven.of("a0")
}

func TestSilentReportsAreOfTheOneTransfer(t *testing.T) {
	silent := func(by graph.ReportedBy) *Flow {
		f := given(1, 2, by, 0)
		f.Known, f.Currency = false, ""
		return f
	}
	rows := func(flows ...*Flow) (euros, without *graph.FundingTotal) {
		table := totals(t, bookOf(flows...), TotalsQuestion{Basis: Transfers})
		views, _ := table.Page(nil, 1000)
		for _, v := range views {
			switch v.Currency {
			case "EUR":
				euros = v
			case "":
				without = v
			}
		}
		return euros, without
	}
	euros, without := rows(silent("PROVIDER"), given(1, 2, "RECIPIENT", 90))
	if euros.Sum != "90" || without.Flows != 0 || without.Mirrored != 1 {
		t.Errorf("sum %s; without a currency %d flows, %d mirrored", euros.Sum, without.Flows, without.Mirrored)
	}
	dollars := given(1, 2, "RECIPIENT", 80)
	dollars.Currency = "USD"
	if _, without = rows(silent("PROVIDER"), given(1, 2, "RECIPIENT", 90), dollars); without.Flows != 1 {
		t.Errorf("of two currencies: %d flows", without.Flows)
	}
	if _, without = rows(silent("PROVIDER"), given(1, 2, "PROVIDER", 90)); without.Flows != 1 || without.WithoutAmount != 1 {
		t.Errorf("of one side: %d flows", without.Flows)
	}
}

func TestProgrammesAndTheirParts(t *testing.T) {
	to := func(n int, amount int64) *Flow {
		f := given(1, 2, "PROVIDER", amount)
		f.Recipient = graph.End{InitiativeID: initiative(n)}
		return f
	}
	b := bookOf(to(1, 100), to(2, 60), to(3, 7))
	b.parts = map[string]map[string]Parent{initiative(2): {"x": {To: initiative(1)}}}
	if v := only(t, b, TotalsQuestion{Basis: Transfers}); v.Sum != "67" || v.Higher != 1 || v.HigherSum != "100" {
		t.Errorf("sum %s, higher %d of %s", v.Sum, v.Higher, v.HigherSum)
	}
	unknown := bookOf(to(1, 100), to(2, 0))
	unknown.flows[1].Known = false
	unknown.parts = b.parts
	if v := only(t, unknown, TotalsQuestion{Basis: Transfers}); v.Sum != "100" || v.WithoutAmount != 1 {
		t.Errorf("a part that tells no amount: sum %s, %d without", v.Sum, v.WithoutAmount)
	}
}

func TestAnOlderVersionDoesNotComeBack(t *testing.T) {
	told := func(n int64, year string, by Teller) *Flow {
		f := given(1, 2, "PROVIDER", n)
		date, err := graph.ParseDate(year)
		if err != nil {
			t.Fatal(err)
		}
		f.Key, f.Tellers, f.Bounds = "k", []Teller{by}, graph.Period{Start: date}.Bounds()
		return f
	}
	b := bookOf(told(80, "2022", Teller{"a", false, "2022-12-31"}), told(100, "2023", Teller{"b", false, "2023-12-31"}))
	for year, want := range map[string]string{"2022": "", "2023": "100"} {
		q := TotalsQuestion{Basis: Transfers, Choice: Choice{Dating: graph.Dating{From: year + "-01-01", To: year + "-12-31"}}}
		if v := only(t, b, q); v.Sum != want {
			t.Errorf("in %s: %s, want %s", year, v.Sum, want)
		}
	}
}

func TestNetsLeaveInternalFlowsAndReceiversOut(t *testing.T) {
	always := graph.Period{IsState: true}.Bounds()
	b := bookOf(given(2, 1, "PROVIDER", 100), given(1, 4, "PROVIDER", 100), given(4, 5, "PROVIDER", 40))
	b.parents = map[string]map[string]Parent{body(1): {"a": {body(2), partOf, always}}, body(2): {"b": {body(3), partOf, always}}}
	up := Choice{RollUp: []graph.AffiliationType{partOf}}
	if v := only(t, b, TotalsQuestion{Basis: NewMoney, Choice: up}); v.Sum != "100" || v.PassedOn != "40" {
		t.Errorf("new money %s, passed on %s", v.Sum, v.PassedOn)
	}
	silent := given(1, 2, "PROVIDER", 0)
	silent.Known = false
	for basis, by := range map[Basis]Dimension{NewMoney: ByProvider, LastKnown: ByRecipient} {
		v := only(t, bookOf(silent), TotalsQuestion{Basis: basis, GroupBy: []Dimension{by}})
		if want := map[Basis]string{NewMoney: body(1), LastKnown: body(2)}[basis]; v.Keys[0].ThingID != want || v.WithoutAmount != 1 {
			t.Errorf("%s: a row of %s", basis, v.Keys[0].ThingID)
		}
	}
}

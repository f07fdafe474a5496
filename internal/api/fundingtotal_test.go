package api_test

import (
	"context"
	"fmt"
	"math/big"
	"net/http"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/sqlitestore"
	"github.com/migraph/migraph/resolvers"
)

// serveMoney serves a dataset, with what adds up its money.
func serveMoney(t *testing.T, in *graph.Import) http.Handler {
	t.Helper()
	s, err := sqlitestore.Open(t.Context(), sqlitestore.Options{Path: filepath.Join(t.TempDir(), "g.db"), Unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if _, err := graph.Apply(context.Background(), s, in); err != nil {
		t.Fatal(err)
	}
	shared := resolvers.NewServices(func() (graph.Store, error) { return s, nil })
	t.Cleanup(func() { _ = shared.Close() })
	return unboundedWith(s, shared)
}

const totalRow = `{ keys { by code nothingRecorded thing { id } } stage currency sum { amount currency } alternative { amount } flows withoutAmount withoutCurrency tooLarge withoutDate
	withoutRate mirrored conflicting higherLevel { flows sum { amount } } internal { flows sum { amount } } passedOn { amount } overlapping largest { id stage evidence { document { id } } } documents { id } documentCount }`

// allTotals asks for all rows of totals, page by page.
func allTotals(t *testing.T, h http.Handler, arguments string, size int) []object {
	t.Helper()
	var out []object
	for cursor, more := any(nil), true; more; {
		a := asked(t, h, `query($n: Int, $c: String) { fundingTotals(first: $n, after: $c, `+arguments+`) { totalCount pageInfo { hasNextPage endCursor } nodes `+totalRow+` } }`, "n", size, "c", cursor)
		out = append(out, a.list("fundingTotals", "nodes")...)
		cursor, more = a.in("fundingTotals", "pageInfo", "endCursor"), a.in("fundingTotals", "pageInfo", "hasNextPage").(bool)
		if !more && a.int("fundingTotals", "totalCount") != len(out) {
			t.Errorf("%s: %d rows, totalCount %d", arguments, len(out), a.int("fundingTotals", "totalCount"))
		}
	}
	return out
}

// TestReportedTotalsAreSumsOfTheListedFlows adds up what the list of flows shows.
func TestReportedTotalsAreSumsOfTheListedFlows(t *testing.T) {
	h := serveMoney(t, rich())
	for _, where := range []string{``, `where: {stage: {eq: DISBURSEMENT}}`, `where: {provider: {stakeholder: {kind: {eq: GOVERNMENT}}}}`, `where: {amount: {isNull: true}}`, `undated: ONLY`, `during: {from: "2019-01-01", to: "2020-06-30"}`} {
		flows := asked(t, h, strings.Replace(`{ flows(first: 100, `+where+`) { nodes { id stage amount { amount currency } provider { stakeholder { id } initiative { id } } } } }`, ", )", ")", 1)).list("flows", "nodes")
		sums, counts := map[string]*big.Rat{}, map[string]int{}
		for _, f := range flows {
			from := f.text("provider", "stakeholder", "id")
			if from == "" {
				from = f.text("provider", "initiative", "id")
			}
			at := fmt.Sprint(f.text("stage"), f.text("amount", "currency"), from)
			counts[at]++
			if a, ok := new(big.Rat).SetString(f.text("amount", "amount")); ok {
				if sums[at] == nil {
					sums[at] = new(big.Rat)
				}
				sums[at].Add(sums[at], a)
			}
		}
		for _, size := range []int{2, 100} {
			rows := allTotals(t, h, `groupBy: [PROVIDER], basis: REPORTED, `+where, size)
			if len(rows) != len(counts) || len(rows) == 0 {
				t.Errorf("%s: %d rows, want %d", where, len(rows), len(counts))
			}
			for _, r := range rows {
				at := fmt.Sprint(r.text("stage"), r.text("currency"), r.list("keys")[0].text("thing", "id"))
				got, ok := new(big.Rat).SetString(r.text("sum", "amount"))
				if ok != (sums[at] != nil) || ok && got.Cmp(sums[at]) != 0 || r.int("flows") != counts[at] || len(r.list("largest")) == 0 || r.int("documentCount") == 0 || r.in("passedOn") != nil {
					t.Errorf("%s, %s: %v, want %v of %d flows", where, at, r, sums[at], counts[at])
				}
			}
		}
	}
}

// TestListedRecordsShowWhatEachPlaceSelects: a list of ids that is selected at several
// places, of each other things, shows at each what it shows when it is asked alone.
func TestListedRecordsShowWhatEachPlaceSelects(t *testing.T) {
	h := serveMoney(t, rich())
	lists := []string{
		`largest { id }`,
		`largest { id stage provider { stakeholder { name } } }`,
		`largest { id stage provider { stakeholder { country } initiative { name } } }`,
		`largest { amount { amount } evidence { document { name } } provider { stakeholder { name country kind } } }`,
		`keys { thing { __typename } }`,
		`keys { thing { name ... on Stakeholder { country identifiers { value } } } }`,
		`keys { thing { ... on Organization { country organisationType } ... on Initiative { status } } }`,
	}
	var all strings.Builder
	for i, list := range lists {
		fmt.Fprintf(&all, " a%d: %s", i, list)
	}
	together := asked(t, h, `{ fundingTotals(groupBy: [PROVIDER], first: 100) { nodes { `+all.String()+` } } }`).list("fundingTotals", "nodes")
	for i, list := range lists {
		name, _, _ := strings.Cut(list, " ")
		alone := asked(t, h, `{ fundingTotals(groupBy: [PROVIDER], first: 100) { nodes { `+list+` } } }`).list("fundingTotals", "nodes")
		if len(alone) < 3 || len(alone) != len(together) {
			t.Fatalf("%d rows, and %d together", len(alone), len(together))
		}
		for row := range alone {
			if got, want := together[row][fmt.Sprint("a", i)], alone[row][name]; !reflect.DeepEqual(got, want) {
				t.Errorf("row %d, %s: %v, alone %v", row, list, got, want)
			}
		}
	}
}

// TestFlowsOfAConditionAreKept: which flows fit is asked of the store once in a state of
// the graph, for each condition, and anew when the graph has changed.
func TestFlowsOfAConditionAreKept(t *testing.T) {
	s, err := sqlitestore.Open(t.Context(), sqlitestore.Options{Path: filepath.Join(t.TempDir(), "g.db"), Unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	in := rich()
	if _, err := graph.Apply(t.Context(), s, in); err != nil {
		t.Fatal(err)
	}
	shared := resolvers.NewServices(func() (graph.Store, error) { return s, nil })
	t.Cleanup(func() { _ = shared.Close() })
	c := &counted{Store: s}
	h := unboundedWith(c, shared)
	flows := func(stage string) (n int, looked bool) {
		c.calls = nil
		for _, row := range asked(t, h, `{ fundingTotals(first: 100, basis: REPORTED, where: {stage: {eq: `+stage+`}}) { nodes { flows } } }`).list("fundingTotals", "nodes") {
			n += row.int("flows")
		}
		return n, slices.Contains(c.calls, "Flow")
	}
	flows("PLEDGE") // the book is made
	before, first := flows("DISBURSEMENT")
	same, again := flows("DISBURSEMENT")
	other, ofOther := flows("COMMITMENT")
	if before == 0 || !first || same != before || again || other == before || !ofOther {
		t.Errorf("%d flows (asked %t), %d the second time (asked %t), %d of another condition (asked %t)", before, first, same, again, other, ofOther)
	}
	in.Claims = slices.DeleteFunc(in.Claims, func(claim graph.ClaimInput) bool {
		f, is := claim.Record.(*graph.Flow)
		return is && f.Type == "DISBURSEMENT"
	})
	if _, err := graph.Apply(t.Context(), s, in); err != nil {
		t.Fatal(err)
	}
	if after, _ := flows("DISBURSEMENT"); after >= before {
		t.Errorf("%d flows after they were withdrawn, %d before", after, before)
	}
}

// TestFlowsOfPartsOfImportsAreNotKept: what may be a part of an import is looked up anew.
func TestFlowsOfPartsOfImportsAreNotKept(t *testing.T) {
	s := filled(t, 3)
	shared := resolvers.NewServices(func() (graph.Store, error) { return s, nil })
	t.Cleanup(func() { _ = shared.Close() })
	c := &counted{Store: importing{s}}
	h := unboundedWith(c, shared)
	for range 3 {
		c.calls = nil
		asked(t, h, `{ fundingTotals(basis: REPORTED, where: {stage: {eq: DISBURSEMENT}}) { totalCount } }`)
		if !slices.Contains(c.calls, "Flow") {
			t.Errorf("the store was asked for %v", c.calls)
		}
	}
}

func TestTotalsAreAskedRightly(t *testing.T) {
	h := serveMoney(t, rich())
	for query, want := range map[string]string{
		`{ fundingTotals(basis: NEW_MONEY, groupBy: [THEME]) { totalCount } }`:                                      "which has no THEME",
		`{ fundingTotals(basis: LAST_KNOWN, groupBy: [PROVIDER]) { totalCount } }`:                                  "which has no PROVIDER",
		`{ fundingTotals(groupBy: [YEAR, YEAR]) { totalCount } }`:                                                   "YEAR is given twice",
		`{ fundingTotals(groupBy: [YEAR, THEME, PLACE, PROVIDER, RECIPIENT]) { totalCount } }`:                      "at most 4",
		`{ fundingTotals(after: "nonsense") { nodes { flows } } }`:                                                  "cursor",
		`{ fundingTotals(asOf: "2020-01-01", during: {from: "2020-01-01", to: "2020-01-02"}) { nodes { flows } } }`: "asOf or during",
	} {
		if got := ask(t, h, query); !strings.Contains(got, want) {
			t.Errorf("%s: %s", query, got)
		}
	}
	// A cursor belongs to its question.
	cursor := asked(t, h, `{ fundingTotals(first: 1, groupBy: [PROVIDER]) { pageInfo { endCursor } } }`).text("fundingTotals", "pageInfo", "endCursor")
	if got := ask(t, h, `{ fundingTotals(groupBy: [RECIPIENT], after: "`+cursor+`") { nodes { flows } } }`); !strings.Contains(got, "errors") {
		t.Errorf("the cursor of another question: %s", got)
	}
}

func TestHiddenFlowsAreInNoTotal(t *testing.T) {
	all, open := serveMoney(t, concealed()), serveMoney(t, leftOut(concealed()))
	for _, arguments := range []string{``, `basis: REPORTED`, `basis: NEW_MONEY, groupBy: [PROVIDER]`, `groupBy: [RECIPIENT, THEME]`, `groupBy: [THROUGH]`, `groupBy: [PLACE, YEAR]`, `groupBy: [RECIPIENT_TYPE]`, `rollUp: [PART_OF, COUNTRY_OFFICE_OF], groupBy: [PROVIDER]`} {
		got, want := allTotals(t, all, arguments, 100), allTotals(t, open, arguments, 100)
		if fmt.Sprint(got) != fmt.Sprint(want) || len(want) == 0 {
			t.Errorf("%s:\n got %v\nwant %v", arguments, got, want)
		}
	}
}

func TestRowsOfTotalsAreInOrder(t *testing.T) {
	h := serveMoney(t, rich())
	rows := allTotals(t, h, `groupBy: [RECIPIENT], basis: TRANSFERS`, 3)
	stages := []string{"PLEDGE", "COMMITMENT", "DISBURSEMENT", "EXPENDITURE", "OTHER"}
	for i := 1; i < len(rows); i++ {
		x, y := rows[i-1], rows[i]
		a, _ := new(big.Rat).SetString(x.text("sum", "amount"))
		b, _ := new(big.Rat).SetString(y.text("sum", "amount"))
		sx, sy := slices.Index(stages, x.text("stage")), slices.Index(stages, y.text("stage"))
		switch {
		case sx != sy:
			if sx > sy {
				t.Errorf("stage %s before %s", x.text("stage"), y.text("stage"))
			}
		case x.text("currency") != y.text("currency"):
			if x.text("currency") > y.text("currency") {
				t.Errorf("currency %s before %s", x.text("currency"), y.text("currency"))
			}
		case a == nil && b != nil || a != nil && b != nil && a.Cmp(b) < 0:
			t.Errorf("%v before %v", a, b)
		}
	}
	if len(rows) < 10 {
		t.Errorf("only %d rows", len(rows))
	}
}

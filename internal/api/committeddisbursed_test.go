package api_test

import (
	"fmt"
	"strings"
	"testing"
)

const stagesRow = `{ keys { by code nothingRecorded thing { name } } currency pledged ` + sumFields + ` committed ` + sumFields + ` disbursed ` + sumFields + ` expenditure ` + sumFields + ` other ` + sumFields + ` disbursedShare overlapping }`

func TestCommittedVersusDisbursed(t *testing.T) {
	h := serveMoney(t, funded())
	for _, size := range []int{1, 100} {
		var got []string
		for _, r := range pagesOf(t, h, "committedVersusDisbursed", "groupBy: [RECIPIENT]", stagesRow, size) {
			got = append(got, fmt.Sprintf("%s %s: %s, %s, %s of %d and %d without, %d spent; %s%%", r.list("keys")[0].text("thing", "name"), r.text("currency"), r.text("pledged", "sum", "amount"),
				r.text("committed", "sum", "amount"), r.text("disbursed", "sum", "amount"), r.int("disbursed", "flows"), r.int("disbursed", "withoutAmount"), r.int("expenditure", "flows"), r.text("disbursedShare")))
			if r.int("disbursed", "flows") > 0 && (len(r.list("disbursed", "largest")) == 0 || r.list("disbursed", "documents")[0].text("name") != "Report") {
				t.Errorf("it rests on nothing: %v", r)
			}
			if len(r.list("pledged", "largest")) != 0 || r.in("pledged", "sum") != nil {
				t.Errorf("nobody pledged: %v", r.in("pledged"))
			}
		}
		want := []string{
			"local : , ,  of 1 and 1 without, 1 spent; %",
			"agency EUR: , 200, 100 of 1 and 0 without, 0 spent; 50.00%",
			"local EUR: , , 60 of 1 and 0 without, 0 spent; %",
			"programme EUR: , , 30 of 1 and 0 without, 0 spent; %",
			"local USD: , , 12 of 2 and 0 without, 0 spent; %",
		}
		if len(got) != len(want) {
			t.Fatalf("got %q", got)
		}
		for _, w := range want {
			if !strings.Contains(fmt.Sprintf("%q", got), fmt.Sprintf("%q", w)) {
				t.Errorf("%q is not in %q", w, got)
			}
		}
		if got[0] != want[0] || got[1] != want[1] || got[4] != want[4] {
			t.Errorf("the order is %q", got)
		}
	}
	for query, want := range map[string]string{
		`{ committedVersusDisbursed(groupBy: [STAGE]) { totalCount } }`:                                       "leave STAGE out",
		`{ committedVersusDisbursed(groupBy: [YEAR, YEAR]) { totalCount } }`:                                  "YEAR is given twice",
		`{ committedVersusDisbursed(groupBy: [YEAR, THEME, PLACE, PROVIDER, RECIPIENT]) { totalCount } }`:     "at most 4",
		`{ committedVersusDisbursed(after: "nonsense") { totalCount } }`:                                      "cursor",
		`{ committedVersusDisbursed(groupBy: [THEME, PLACE]) { themeVocabulary placeVocabulary totalCount }}`: `"themeVocabulary":null`,
	} {
		if got := ask(t, h, query); !strings.Contains(got, want) {
			t.Errorf("%s: %s", query, got)
		}
	}
}

func TestHiddenFlowsAreInNoStage(t *testing.T) {
	all, open := serveMoney(t, concealed()), serveMoney(t, leftOut(concealed()))
	for _, arguments := range []string{``, `groupBy: [PROVIDER]`, `groupBy: [RECIPIENT, THEME]`, `groupBy: [PLACE], rollUp: [PART_OF]`} {
		got, want := pagesOf(t, all, "committedVersusDisbursed", arguments, stagesRow, 100), pagesOf(t, open, "committedVersusDisbursed", arguments, stagesRow, 100)
		if fmt.Sprint(got) != fmt.Sprint(want) || len(want) == 0 {
			t.Errorf("%s:\n got %v\nwant %v", arguments, got, want)
		}
	}
}

package api_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

const diagramFields = `{ columns stage currency total flows withoutAmount negative { paths flows sum } otherCurrencies withoutCurrency leftOut overlapping themeVocabulary placeVocabulary
	nodes { column key { by code nothingRecorded thing { name } } standsFor value flows withoutAmount } links { from to value flows withoutAmount largest { id evidence { document { name } } } } }`

func TestFlowDiagram(t *testing.T) {
	h := serveMoney(t, funded())
	d := object(asked(t, h, `{ flowDiagram(stage: DISBURSEMENT, currency: "EUR") `+diagramFields+` }`).in("flowDiagram").(map[string]any))
	nodes := d.list("nodes")
	var got []string
	for _, l := range d.list("links") {
		got = append(got, fmt.Sprintf("%s > %s: %s of %d, %d without", nodes[l.int("from")].text("key", "thing", "name"), nodes[l.int("to")].text("key", "thing", "name"), l.text("value"), l.int("flows"), l.int("withoutAmount")))
		if len(l.list("largest")) != l.int("flows") || l.list("largest")[0].list("evidence")[0].text("document", "name") != "Report" {
			t.Errorf("a link rests on %v", l)
		}
	}
	if want := []string{"donor > agency: 100 of 1, 0 without", "donor > programme: 30 of 1, 0 without", "agency > local: 60 of 2, 1 without"}; !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if d.text("total") != "190" || d.int("flows") != 4 || d.int("withoutAmount") != 1 || d.int("leftOut") != 1 || d.int("otherCurrencies") != 3 || d.in("negative", "sum") != nil || fmt.Sprint(d.in("columns")) != "[PROVIDER RECIPIENT]" {
		t.Errorf("got %v", d)
	}
	d = object(asked(t, h, `{ flowDiagram(stage: DISBURSEMENT, measure: FLOWS, groupBy: [THROUGH, RECIPIENT_TYPE, CURRENCY], limit: 1, rollUp: [COUNTRY_OFFICE_OF]) `+diagramFields+` }`).in("flowDiagram").(map[string]any))
	got = nil
	for _, n := range d.list("nodes") {
		got = append(got, fmt.Sprintf("%d %s%s %s for %d", n.int("column"), n.text("key", "code"), n.text("key", "thing", "name"), n.text("value"), n.int("standsFor")))
	}
	if want := []string{"0  5 for 1", "0 between 1 for 1", "1 NGO 4 for 1", "1  2 for 2", "2  1 for 1", "2  5 for 2"}; !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestDiagramsAreAskedRightly(t *testing.T) {
	h := serveMoney(t, funded())
	for query, want := range map[string]string{
		`{ flowDiagram(stage: PLEDGE) { total } }`:                                                                 "currency",
		`{ flowDiagram(stage: PLEDGE, currency: "EUR") { total nodes { value } } }`:                                `{"total":null,"nodes":[]}`,
		`{ flowDiagram(stage: PLEDGE, measure: FLOWS) { total nodes { value } } }`:                                 `{"total":"0","nodes":[]}`,
		`{ flowDiagram(stage: PLEDGE, measure: FLOWS, groupBy: [YEAR]) { total } }`:                                "2 to 4 columns",
		`{ flowDiagram(stage: PLEDGE, measure: FLOWS, groupBy: []) { total } }`:                                    "2 to 4 columns",
		`{ flowDiagram(stage: PLEDGE, measure: FLOWS, groupBy: [YEAR, YEAR]) { total } }`:                          "given twice",
		`{ flowDiagram(stage: PLEDGE, measure: FLOWS, groupBy: [YEAR, STAGE, THEME, PLACE, PROVIDER]) { total } }`: "LIMIT_EXCEEDED",
		`{ flowDiagram(stage: PLEDGE, measure: FLOWS, limit: 51) { total } }`:                                      "LIMIT_EXCEEDED",
		`{ flowDiagram(stage: PLEDGE, measure: FLOWS, limit: 0) { total } }`:                                       "must be 1 or more",
		`{ flowDiagram(stage: PLEDGE, measure: FLOWS, where: {amount: null}) { total } }`:                          "null is no condition",
	} {
		if got := ask(t, h, query); !strings.Contains(got, want) {
			t.Errorf("%s: %s", query, got)
		}
	}
	bounded, _ := serve(t, funded())
	if got := ask(t, bounded, `{ flowDiagram(stage: PLEDGE, measure: FLOWS, limit: 50, groupBy: [YEAR, STAGE, THEME, PLACE]) { links { largest { id } } } }`); !strings.Contains(got, "31212 rows") {
		t.Errorf("more rows than are allowed: %s", got)
	}
}

func TestHiddenFlowsAreInNoDiagram(t *testing.T) {
	all, open := serveMoney(t, concealed()), serveMoney(t, leftOut(concealed()))
	for _, arguments := range []string{`measure: FLOWS`, `currency: "EUR"`, `currency: "USD", groupBy: [THEME, PLACE, RECIPIENT]`, `measure: FLOWS, groupBy: [THROUGH, YEAR], rollUp: [PART_OF]`} {
		query := `{ flowDiagram(stage: DISBURSEMENT, ` + arguments + `) ` + diagramFields + ` }`
		got, want := asked(t, all, query), asked(t, open, query)
		if fmt.Sprint(got) != fmt.Sprint(want) || len(want.list("flowDiagram", "links")) == 0 {
			t.Errorf("%s:\n got %v\nwant %v", arguments, got, want)
		}
	}
}

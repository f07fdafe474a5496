package api_test

import (
	"fmt"
	"strings"
	"testing"
)

const shareRow = `{ stage currency total { amount currency } share recipients reached ` + sumFields + ` within ` + sumFields + ` givenOn ` + sumFields + `
	byHops { hops atLeast sum { amount } flows withoutAmount } elsewhere { sum { amount } share ends } cannotTell { sum { amount } share ends } flows withoutAmount }`

func TestWhatShareReachesLocalBodies(t *testing.T) {
	h := serveMoney(t, funded())
	for _, size := range []int{1, 100} {
		rows := pagesOf(t, h, "shareTo", `recipientType: {subtype: {eq: "NGO"}, country: {eq: "MY"}}`, shareRow, size)
		var got []string
		for _, r := range rows {
			line := fmt.Sprintf("%s %s: %s of %s, %s%%, elsewhere %s at %d, cannot tell %s at %d;", r.text("stage"), r.text("currency"), r.text("reached", "sum", "amount"), r.text("total", "amount"), r.text("share"),
				r.text("elsewhere", "sum", "amount"), r.int("elsewhere", "ends"), r.text("cannotTell", "sum", "amount"), r.int("cannotTell", "ends"))
			for _, x := range r.list("byHops") {
				line += fmt.Sprintf(" %v hops %s of %d", x.in("hops"), x.text("sum", "amount"), x.int("flows"))
			}
			got = append(got, line)
			if r.int("reached", "flows") > 0 && (len(r.list("reached", "largest")) == 0 || r.list("reached", "documents")[0].text("name") != "Report") {
				t.Errorf("it rests on nothing: %v", r)
			}
		}
		// The office is known to be no NGO, but of the agency, the office and so on no
		// country is recorded: nobody can tell whether they are in Malaysia.
		want := []string{
			"COMMITMENT EUR:  of 200, 0.00%, elsewhere 0 at 0, cannot tell 200 at 1;",
			"DISBURSEMENT :  of , %, elsewhere  at 0, cannot tell  at 0; 1 hops  of 1",
			"DISBURSEMENT EUR: 60 of 130, 46.15%, elsewhere 0 at 0, cannot tell 70 at 2; 3 hops 60 of 1",
			"DISBURSEMENT USD: 12 of 12, 100.00%, elsewhere 0 at 0, cannot tell 0 at 0; 1 hops 12 of 2",
			"EXPENDITURE :  of , %, elsewhere  at 0, cannot tell  at 0; 1 hops  of 1",
		}
		if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
	a := asked(t, h, `{ shareTo(recipientType: {subtype: {in: ["NGO"]}}, where: {stage: {eq: DISBURSEMENT}, currency: {eq: "EUR"}}) { candidates nodes { elsewhere { sum { amount } } cannotTell { sum { amount } } } } }`)
	if want := `map[shareTo:map[candidates:2 nodes:[map[cannotTell:map[sum:map[amount:30]] elsewhere:map[sum:map[amount:40]]]]]]`; fmt.Sprint(a) != want {
		t.Errorf("got %v, want %s", a, want)
	}
	for query, want := range map[string]string{
		`{ shareTo(recipientType: {subtype: null}) { totalCount } }`:                       `"argument":"recipientType.subtype"`,
		`{ shareTo(recipientType: {country: {eq: "MY"}}, first: 0) { totalCount } }`:       "must be 1 or more",
		`{ shareTo { totalCount } }`:                                                       "recipientType",
		`{ shareTo(recipientType: {country: {eq: "XX"}}) { candidates nodes { share } } }`: `"candidates":0,"nodes":[{"share":"0.00"}`,
	} {
		if got := ask(t, h, query); !strings.Contains(got, want) {
			t.Errorf("%s: %s", query, got)
		}
	}
}

func TestHiddenFlowsAreInNoShare(t *testing.T) {
	all, open := serveMoney(t, concealed()), serveMoney(t, leftOut(concealed()))
	for _, arguments := range []string{`recipientType: {}`, `recipientType: {country: {eq: "MY"}}`, `recipientType: {kind: {eq: GOVERNMENT}}, rollUp: [PART_OF]`} {
		got, want := pagesOf(t, all, "shareTo", arguments, shareRow, 100), pagesOf(t, open, "shareTo", arguments, shareRow, 100)
		if fmt.Sprint(got) != fmt.Sprint(want) || len(want) == 0 {
			t.Errorf("%s:\n got %v\nwant %v", arguments, got, want)
		}
	}
}

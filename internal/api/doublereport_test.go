package api_test

import (
	"fmt"
	"strings"
	"testing"
)

const doubleRow = `{ provider { id name } recipient { id name } stage currency firstYear lastYear pairs ofProvider ` + sumFields + ` ofRecipient ` + sumFields + ` overlap { amount currency } difference { amount } }`

func TestBothReportsAreSideBySide(t *testing.T) {
	h := serveMoney(t, funded())
	for _, size := range []int{1, 100} {
		rows := pagesOf(t, h, "doubleReports", "", doubleRow, size)
		var got []string
		for _, r := range rows {
			got = append(got, fmt.Sprintf("%s to %s: %s and %s, both %s %s, %s beyond, in %d", r.text("provider", "name"), r.text("recipient", "name"), r.text("ofProvider", "sum", "amount"),
				r.text("ofRecipient", "sum", "amount"), r.text("overlap", "amount"), r.text("overlap", "currency"), r.text("difference", "amount"), r.int("firstYear")))
			for _, side := range []string{"ofProvider", "ofRecipient"} {
				if r.int(side, "flows") != 1 || len(r.list(side, "largest")) != 1 || r.list(side, "documents")[0].text("name") != "Report" || r.list(side, "largest")[0].list("evidence")[0].text("document", "name") != "Report" {
					t.Errorf("%s rests on %v", side, r.in(side))
				}
			}
		}
		if want := "[donor to agency: 100 and 90, both 90 EUR, 10 beyond, in 2022 donor to local: 8 and 11, both 8 USD, -3 beyond, in 2022]"; fmt.Sprint(got) != want {
			t.Errorf("got  %v\nwant %s", got, want)
		}
	}
	a := asked(t, h, `{ doubleReports(where: {currency: {eq: "USD"}}) { totals { stage currency rows pairs withoutOverlap ofProvider { amount currency } ofRecipient { amount } overlap { amount } } } }`)
	if want := "map[doubleReports:map[totals:[map[currency:USD ofProvider:map[amount:8 currency:USD] ofRecipient:map[amount:11] overlap:map[amount:8] pairs:1 rows:1 stage:DISBURSEMENT withoutOverlap:0]]]]"; fmt.Sprint(a) != want {
		t.Errorf("got  %v\nwant %s", a, want)
	}
	for arguments, want := range map[string]int{`where: {reportedBy: {eq: PROVIDER}}`: 0, `asOf: "2022-05-01"`: 2, `asOf: "2021-05-01"`: 0, `rollUp: [COUNTRY_OFFICE_OF]`: 2, `undated: ONLY`: 0} {
		if got := pagesOf(t, h, "doubleReports", arguments, `{ pairs }`, 100); len(got) != want {
			t.Errorf("%s: %d rows, want %d", arguments, len(got), want)
		}
	}
}

func TestDoubleReportsAreAskedRightly(t *testing.T) {
	h := serveMoney(t, funded())
	cursor := asked(t, h, `{ doubleReports(first: 1) { pageInfo { endCursor } } }`).text("doubleReports", "pageInfo", "endCursor")
	for query, want := range map[string]string{
		`{ doubleReports(first: 0) { totalCount } }`:                                                                "must be 1 or more",
		`{ doubleReports(first: 1000) { totalCount } }`:                                                             "LIMIT_EXCEEDED",
		`{ doubleReports(where: {stage: {eq: PLEDGE}}, after: "` + cursor + `") { nodes { stage } } }`:              "cursor",
		`{ doubleReports(asOf: "2020-01-01", during: {from: "2020-01-01", to: "2020-01-02"}) { nodes { stage } } }`: "asOf or during",
	} {
		if got := ask(t, h, query); !strings.Contains(got, want) {
			t.Errorf("%s: %s", query, got)
		}
	}
}

func TestHiddenReportsAreNoDoubles(t *testing.T) {
	in := funded()
	for i := range in.Claims {
		if i == 2 { // what the agency reports
			in.Claims[i].Visibility = "RESTRICTED"
		}
	}
	rows := pagesOf(t, serveMoney(t, in), "doubleReports", "", doubleRow, 100)
	if len(rows) != 1 || rows[0].text("currency") != "USD" {
		t.Errorf("got %v", rows)
	}
}

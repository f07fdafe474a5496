package api_test

import (
	"fmt"
	"testing"
)

// TestFreshnessCountsWhatWhoDoesWhatTells compares the numbers of claims, and the
// documents with those that the claims cite.
func TestFreshnessCountsWhatWhoDoesWhatTells(t *testing.T) {
	h, c := serve(t, rich())
	do := func(q string, v ...any) object { return asked(t, h, q, v...) }
	for _, by := range []string{"THEME", "PLACE"} {
		for _, arguments := range []string{``, `, where: {role: {eq: IMPLEMENTING}}`, `, where: {place: {country: {eq: "TH"}}}`, `, asOf: "2020-05-04"`} {
			want := map[string]int{}
			for _, r := range doings(t, do, `groupBy: [`+by+`]`+arguments, 100) {
				if k := r.list("keys")[0]; k.in("thing") != nil {
					want[k.text("thing", "id")] = r.int("claimCount")
				}
			}
			c.calls = nil
			rows := do(`{ freshness(first: 100, by: ` + by + arguments + `) { totalCount nodes { thing { id } newest { id date { text } } date { text } claimCount documentCount undatedCount } } }`)
			if len(c.calls) > 9 || rows.int("freshness", "totalCount") != len(want) || len(want) == 0 {
				t.Errorf("%s%s: %d calls, %d rows, want %d", by, arguments, len(c.calls), rows.int("freshness", "totalCount"), len(want))
			}
			for _, r := range rows.list("freshness", "nodes") {
				if r.int("claimCount") != want[r.text("thing", "id")] || r.text("newest", "date", "text") != r.text("date", "text") ||
					(r.in("newest") == nil) != (r.int("undatedCount") == r.int("documentCount")) || r.int("documentCount") == 0 {
					t.Errorf("%s%s: %v, want %d claims", by, arguments, r, want[r.text("thing", "id")])
				}
			}
		}
	}
}

func TestFreshnessArgumentsAreChecked(t *testing.T) {
	h, c := serve(t, rich())
	a := asked(t, h, `{ freshness(first: 1) { pageInfo { endCursor } } none: freshness(first: 100, includeEmpty: true, where: {conflicting: {eq: true}}) { totalCount nodes { claimCount documentCount undatedCount newest { id } date { text } } } themes { totalCount } }`)
	for _, r := range a.list("none", "nodes") {
		for name, v := range r {
			if v != nil {
				t.Errorf("nothing recorded is shown as %s: %v", name, v)
			}
		}
	}
	if n := a.int("none", "totalCount"); n != a.int("themes", "totalCount") || n == 0 {
		t.Errorf("%d themes of which nothing is recorded: %v", n, a["themes"])
	}
	c.calls = nil
	cursor := a.text("freshness", "pageInfo", "endCursor")
	for query, want := range map[string][2]string{
		`{ freshness(by: PLACE, after: "` + cursor + `") { totalCount } }`:          {"INVALID_ARGUMENT", "after"},
		`{ freshness(includeEmpty: true, after: "` + cursor + `") { totalCount } }`: {"INVALID_ARGUMENT", "after"},
		`{ freshness(where: {theme: {name: {eq: null}}}) { totalCount } }`:          {"INVALID_ARGUMENT", "where.theme.name.eq"},
		`{ freshness(first: 101) { totalCount } }`:                                  {"LIMIT_EXCEEDED", "first"},
	} {
		got := ask(t, h, query)
		if gotCode, argument, _ := code(t, got); gotCode != want[0] || argument != want[1] || len(c.calls) > 0 {
			t.Errorf("%s gave %s after %d calls", query, got, len(c.calls))
		}
	}
}

func TestHiddenDocumentsAreNotFresh(t *testing.T) {
	all, _ := serve(t, concealed())
	open, _ := serve(t, leftOut(concealed()))
	for _, arguments := range []string{`by: THEME`, `by: PLACE`, `by: PLACE, includeEmpty: true`} {
		query := `{ freshness(first: 100, ` + arguments + `) { totalCount nodes { thing { id name } newest { id name } date { text } claimCount documentCount undatedCount } } }`
		got, want := asked(t, all, query), asked(t, open, query)
		if fmt.Sprint(got) != fmt.Sprint(want) || want.int("freshness", "totalCount") == 0 {
			t.Errorf("%s:\n got %v\nwant %v", arguments, got, want)
		}
	}
}

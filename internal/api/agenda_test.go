package api_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestAgendaIsTheDatedInitiatives compares it with the list of initiatives during
// the same period.
func TestAgendaIsTheDatedInitiatives(t *testing.T) {
	h, c := serve(t, rich())
	for _, where := range []string{``, `, where: {type: {eq: PROJECT}}`} {
		a := asked(t, h, `{ initiatives(first: 100, orderBy: START_ASC, during: {from: "2020-01-01", to: "2021-06-30"}`+where+`) { nodes { id } }
			undated: initiatives(undated: ONLY`+where+`) { totalCount } }`)
		want := textsOf(a.list("initiatives", "nodes"), "id")
		var got []string
		cursor, more := any(nil), true
		for more && len(got) <= len(want) {
			c.calls = nil
			page := asked(t, h, `query($c: String) { agenda(from: "2020-01-01", to: "2021-06-30", first: 2, after: $c`+where+`) { totalCount undatedCount edges { cursor node { reasons initiative { id } } } pageInfo { hasNextPage endCursor } } }`, "c", cursor)
			if page.int("agenda", "totalCount") != len(want) || page.int("agenda", "undatedCount") != a.int("undated", "totalCount") || len(c.calls) > 3 {
				t.Errorf("%s: %v in %d calls", where, page, len(c.calls))
			}
			for _, e := range page.list("agenda", "edges") {
				got = append(got, e.text("node", "initiative", "id"))
				if reasons := fmt.Sprint(e.in("node", "reasons")); !strings.Contains(reasons, "ACTIVE") {
					t.Errorf("listed for %s", reasons)
				}
			}
			cursor, more = page.in("agenda", "pageInfo", "endCursor"), page.in("agenda", "pageInfo", "hasNextPage").(bool)
		}
		if !slices.Equal(got, want) || len(want) < 2 || a.int("undated", "totalCount") == 0 {
			t.Errorf("%s:\n got %v\nwant %v, undated %v", where, got, want, a["undated"])
		}
	}
}

func TestAgendaArgumentsAreChecked(t *testing.T) {
	h, c := serve(t, rich())
	cursor := asked(t, h, `{ agenda(from: "2020-01-01", first: 1) { pageInfo { endCursor } } }`).text("agenda", "pageInfo", "endCursor")
	c.calls = nil
	for query, want := range map[string][2]string{
		`{ agenda(from: "2020-13-01") { totalCount } }`:                                            {"INVALID_ARGUMENT", "from"},
		`{ agenda(from: "2020-02-01", to: "2020-01-01") { totalCount } }`:                          {"INVALID_ARGUMENT", "to"},
		`{ agenda(from: "2020-02-01", where: {name: {eq: null}}) { totalCount } }`:                 {"INVALID_ARGUMENT", "where.name.eq"},
		`{ agenda(from: "2020-02-01", first: 0) { totalCount } }`:                                  {"INVALID_ARGUMENT", "first"},
		`{ agenda(from: "2020-02-01", after: "` + cursor + `") { totalCount } }`:                   {"INVALID_ARGUMENT", "after"},
		`{ agenda(from: "2020-01-01", to: "2020-12-31", after: "` + cursor + `") { totalCount } }`: {"INVALID_ARGUMENT", "after"},
		`{ agenda(to: "2020-02-01") { totalCount } }`:                                              {"GRAPHQL_VALIDATION_FAILED", ""},
	} {
		got := ask(t, h, query)
		if gotCode, argument, _ := code(t, got); gotCode != want[0] || argument != want[1] || len(c.calls) > 0 {
			t.Errorf("%s gave %s after %d calls", query, got, len(c.calls))
		}
	}
}

func TestHiddenInitiativesAreOnNoAgenda(t *testing.T) {
	all, _ := serve(t, concealed())
	open, _ := serve(t, leftOut(concealed()))
	for _, arguments := range []string{``, `, where: {participations: {none: {role: {eq: HOST}}}}`} {
		query := `{ agenda(from: "2019-01-01"` + arguments + `) { totalCount undatedCount nodes { reasons initiative { id name } } } }`
		if got, want := ask(t, all, query), ask(t, open, query); got != want || !strings.Contains(want, "ACTIVE") {
			t.Errorf("%s:\n got %s\nwant %s", arguments, got, want)
		}
	}
}

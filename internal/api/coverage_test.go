package api_test

import (
	"fmt"
	"strings"
	"testing"
)

const coverageTable = ` { total overlapping truncated rowCount columnCount withoutRow withoutColumn withoutMeasure rows { thing { __typename id } code total cells } columns { thing { __typename id } code total } }`

// TestCoverageIsWhatWhoDoesWhatTells compares each cell with the number of claims
// that whoDoesWhat puts together by the same two properties.
func TestCoverageIsWhatWhoDoesWhatTells(t *testing.T) {
	h, _ := serve(t, rich())
	for _, sides := range [][2]string{{"STAKEHOLDER", "PLACE"}, {"THEME", "YEAR"}, {"KIND", "ROLE"}, {"COUNTRY", "INITIATIVE_TYPE"}, {"INITIATIVE", "COUNTRY"}} {
		for _, arguments := range []string{``, `, where: {country: {eq: "MY"}}`, `, asOf: "2020-05-04"`, `, undated: ONLY`} {
			want := map[string]int{}
			by := strings.ReplaceAll(sides[0]+" "+sides[1], "STAKEHOLDER", "WHO")
			for _, r := range doings(t, func(q string, v ...any) object { return asked(t, h, q, v...) }, `groupBy: [`+by+`]`+arguments, 100) {
				k := r.list("keys")
				if k[0].in("nothingRecorded") == false && k[1].in("nothingRecorded") == false && k[0].in("group") == nil && k[0].text("code") != "GROUP" {
					want[k[0].text("thing", "id")+k[0].text("code")+"|"+k[1].text("thing", "id")+k[1].text("code")] = r.int("claimCount")
				}
			}
			c := asked(t, h, `{ coverage(rows: `+sides[0]+`, columns: `+sides[1]+arguments+`)`+coverageTable+` }`)
			columns, found := c.list("coverage", "columns"), 0
			for _, r := range c.list("coverage", "rows") {
				for i, n := range r.in("cells").([]any) {
					key := r.text("thing", "id") + r.text("code") + "|" + columns[i].text("thing", "id") + columns[i].text("code")
					if n == nil && want[key] == 0 {
						continue
					}
					if found++; n != any(float64(want[key])) {
						t.Errorf("%v %s: cell %s is %v, want %d", sides, arguments, key, n, want[key])
					}
				}
			}
			if found != len(want) {
				t.Errorf("%v %s: %d cells, want %d", sides, arguments, found, len(want))
			}
		}
	}
}

// TestCoverageOfFunders compares it with the funders that initiatives list.
func TestCoverageOfFunders(t *testing.T) {
	h, _ := serve(t, rich())
	want := map[string]bool{}
	for _, x := range asked(t, h, `{ initiatives(first: 100) { nodes { id funders(first: 100) { nodes { id } } } } }`).list("initiatives", "nodes") {
		for _, id := range textsOf(x.list("funders", "nodes"), "id") {
			want[id+"|"+x.text("id")] = true
		}
	}
	c := asked(t, h, `{ coverage(rows: FUNDER, columns: INITIATIVE, measure: INITIATIVES)`+coverageTable+` none: coverage(rows: FUNDER, columns: THEME, where: {role: {eq: HOST}}) { total rows { code } }
		all: coverage(rows: FUNDER, columns: YEAR, where: {role: {in: [HOST, FUNDING]}}) { total } every: coverage(rows: FUNDER, columns: YEAR) { total } }`)
	columns, found := c.list("coverage", "columns"), 0
	for _, r := range c.list("coverage", "rows") {
		for i, n := range r.in("cells").([]any) {
			if key := r.text("thing", "id") + "|" + columns[i].text("thing", "id"); n != nil {
				found++
				if n != 1.0 || !want[key] {
					t.Errorf("%s: %v", key, n)
				}
			} else if want[key] {
				t.Errorf("%s is missing", key)
			}
		}
	}
	if found != len(want) || found == 0 {
		t.Errorf("%d pairs, want %d", found, len(want))
	}
	if c.in("none", "total") != nil || len(c.list("none", "rows")) != 0 || c.int("all", "total") == 0 || c.int("all", "total") != c.int("every", "total") {
		t.Errorf("by role: %v", c)
	}
}

func TestCoverageShowsWhatNothingIsRecordedOf(t *testing.T) {
	h, _ := serve(t, rich())
	a := asked(t, h, `{ themes { totalCount } dac: themes(where: {vocabulary: {eq: "DAC"}}) { totalCount nodes { id } }
		all: coverage(rows: THEME, columns: ROLE, includeEmpty: true, where: {role: {in: [HOST, PARTNER]}, conflicting: {eq: true}})`+coverageTable+`
		some: coverage(rows: THEME, columns: KIND, includeEmpty: true, where: {theme: {vocabulary: {eq: "DAC"}}, kind: {eq: EMBASSY}})`+coverageTable+`
		cut: coverage(rows: STAKEHOLDER, columns: COUNTRY, includeEmpty: true, rowLimit: 2, columnLimit: 1)`+coverageTable+` }`)
	all := a.list("all", "rows")
	if len(all) != a.int("themes", "totalCount") || a.in("all", "total") != nil || a.in("all", "truncated") != false {
		t.Errorf("of no claim: %v", a["all"])
	}
	for _, r := range all {
		if r.in("total") != nil || fmt.Sprint(r.in("cells")) != "[<nil> <nil>]" {
			t.Errorf("nothing recorded is shown as %v", r)
		}
	}
	for _, c := range a.list("some", "columns") {
		if c.text("code") != "EMBASSY" {
			t.Errorf("a kind that was not asked for: %v", c)
		}
	}
	if n := len(a.list("some", "rows")); n != a.int("dac", "totalCount") || n == len(all) || len(a.list("some", "columns")) != 1 {
		t.Errorf("themes of one vocabulary: %v", a["some"])
	}
	if c := a; len(c.list("cut", "rows")) != 2 || len(c.list("cut", "columns")) != 1 || c.in("cut", "truncated") != true || c.int("cut", "rowCount") != 14 || c.int("cut", "columnCount") != 2 {
		t.Errorf("cut: %v", a["cut"])
	}
}

func TestCoverageIsBounded(t *testing.T) {
	h, c := serve(t, rich())
	for query, want := range map[string][2]string{
		`{ coverage(rows: THEME, columns: THEME) { total } }`:                                    {"INVALID_ARGUMENT", "columns"},
		`{ coverage(rows: FUNDER, columns: STAKEHOLDER) { total } }`:                             {"INVALID_ARGUMENT", "columns"},
		`{ coverage(rows: THEME, columns: KIND, rowLimit: 101) { total } }`:                      {"LIMIT_EXCEEDED", "rowLimit"},
		`{ coverage(rows: THEME, columns: KIND, columnLimit: 0) { total } }`:                     {"INVALID_ARGUMENT", "columnLimit"},
		`{ coverage(rows: THEME, columns: KIND, asOf: "2020-02-30") { total } }`:                 {"INVALID_ARGUMENT", "asOf"},
		`{ coverage(rows: THEME, columns: KIND, where: {place: {name: {eq: null}}}) { total } }`: {"INVALID_ARGUMENT", "where.place.name.eq"},
		`{ coverage(rows: INITIATIVE, columns: THEME) { rows { thing { ... on Initiative { participations(first: 100) { nodes { initiative { participations(first: 100) { nodes { id } } } } } } } } } }`: {"LIMIT_EXCEEDED", ""},
	} {
		c.calls = nil
		got := ask(t, h, query)
		if gotCode, argument, message := code(t, got); gotCode != want[0] || argument != want[1] || message == "" || len(c.calls) > 0 {
			t.Errorf("%s gave %s after %d calls", query, got, len(c.calls))
		}
	}
}

func TestHiddenClaimsAreNotCovered(t *testing.T) {
	all, _ := serve(t, concealed())
	open, _ := serve(t, leftOut(concealed()))
	for _, sides := range []string{"rows: STAKEHOLDER, columns: PLACE", "rows: THEME, columns: COUNTRY, measure: STAKEHOLDERS", "rows: FUNDER, columns: THEME, measure: INITIATIVES",
		"rows: PLACE, columns: YEAR", "rows: INITIATIVE, columns: KIND", "rows: FUNDER, columns: YEAR", "rows: COUNTRY, columns: ROLE, where: {not: {theme: {vocabulary: {eq: \"HXL\"}}}}"} {
		for _, empty := range []string{"", ", includeEmpty: true"} {
			query := `{ coverage(` + sides + empty + `)` + coverageTable + ` }`
			got, want := asked(t, all, query), asked(t, open, query)
			if fmt.Sprint(got) != fmt.Sprint(want) || want.int("coverage", "total") == 0 {
				t.Errorf("%s%s:\n got %v\nwant %v", sides, empty, got, want)
			}
		}
	}
}

// TestFiguresOfPersonsAreNoMeasure: the enum of measures has claims and things
// only, and the schema takes no other.
func TestFiguresOfPersonsAreNoMeasure(t *testing.T) {
	h, _ := serve(t, rich())
	for _, measure := range []string{"PERSONS", "HEADCOUNT", "RESULTS"} {
		if gotCode, _, _ := code(t, ask(t, h, `{ coverage(rows: THEME, columns: KIND, measure: `+measure+`) { total } }`)); gotCode != "GRAPHQL_VALIDATION_FAILED" {
			t.Errorf("%s: %s", measure, gotCode)
		}
	}
}

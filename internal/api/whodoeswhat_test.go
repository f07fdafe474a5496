package api_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/migraph/migraph/graph"
)

const doingRow = ` { totalCount overlapping pageInfo { hasNextPage endCursor } nodes { keys { by code group nothingRecorded thing { id name } } stakeholder { id } group initiative { id } role
	themes { id } themeCount themesFrom places { id } placeCount placesFrom countries start { text } claimCount stakeholderCount groupCount initiativeCount
	claims { id __typename evidence { document { slug } } } } }`

// doings asks for all rows, page by page.
func doings(t *testing.T, ask func(string, ...any) object, arguments string, size int) []object {
	t.Helper()
	var out []object
	cursor, more := any(nil), true
	for more {
		a := ask(`query($n: Int, $c: String) { whoDoesWhat(first: $n, after: $c, `+arguments+`)`+doingRow+` }`, "n", size, "c", cursor)
		rows := a.list("whoDoesWhat", "nodes")
		out = append(out, rows...)
		if cursor, more = a.in("whoDoesWhat", "pageInfo", "endCursor"), a.in("whoDoesWhat", "pageInfo", "hasNextPage").(bool); more && len(rows) != size {
			t.Fatalf("a page of %d has %d rows", size, len(rows))
		}
		if !more && a.int("whoDoesWhat", "totalCount") != len(out) {
			t.Errorf("%s: %d rows, totalCount %d", arguments, len(out), a.int("whoDoesWhat", "totalCount"))
		}
	}
	return out
}

// TestWhoDoesWhatIsTheListedClaims compares the rows with what the lists of
// participations and presences give for the same condition.
func TestWhoDoesWhatIsTheListedClaims(t *testing.T) {
	h, _ := serve(t, rich())
	do := func(q string, v ...any) object { return asked(t, h, q, v...) }
	body := do(`{ stakeholders(first: 1, where: {participations: {some: {}}, presences: {some: {}}}) { nodes { id } } }`).list("stakeholders", "nodes")[0].text("id")
	for arguments, lists := range map[string][2]string{ // as participations and as presences are asked for the same
		`where: {}`: {``, ``},
		`where: {stakeholder: {id: {eq: "` + body + `"}}}`:              {`where: {stakeholder: {id: {eq: "` + body + `"}}}`, `where: {stakeholder: {id: {eq: "` + body + `"}}}`},
		`where: {kind: {eq: GOVERNMENT}}`:                               {`where: {stakeholder: {kind: {eq: GOVERNMENT}}}`, `where: {stakeholder: {kind: {eq: GOVERNMENT}}}`},
		`where: {country: {eq: "MY"}}`:                                  {`where: {initiative: {places: {some: {country: {eq: "MY"}}}}}`, `where: {country: {eq: "MY"}}`},
		`where: {theme: {vocabulary: {eq: "DAC"}}}`:                     {`where: {initiative: {themes: {some: {vocabulary: {eq: "DAC"}}}}}`, `where: {theme: {vocabulary: {eq: "DAC"}}}`},
		`where: {not: {place: {type: {eq: LOCALITY}}}}`:                 {`where: {not: {initiative: {places: {some: {type: {eq: LOCALITY}}}}}}`, `where: {not: {place: {type: {eq: LOCALITY}}}}`},
		`where: {or: [{role: {eq: HOST}}, {role: {eq: IMPLEMENTING}}]}`: {`where: {role: {in: [HOST, IMPLEMENTING]}}`, `where: {role: {in: [HOST, IMPLEMENTING]}}`},
		`where: {targetGroup: {contains: "e"}}`:                         {`where: {or: []}`, `where: {targetGroup: {contains: "e"}}`},
		`where: {not: {targetGroup: {contains: "e"}}}`:                  {``, `where: {not: {targetGroup: {contains: "e"}}}`},
		`asOf: "2020-05-04"`:                                            {`asOf: "2020-05-04"`, `asOf: "2020-05-04"`},
		`undated: ONLY`:                                                 {`undated: ONLY`, `undated: ONLY`},
		`where: {evidence: {some: {basis: {eq: STATED}}}}`:              {`where: {evidence: {some: {basis: {eq: STATED}}}}`, `where: {evidence: {some: {basis: {eq: STATED}}}}`},
		`where: {and: [{initiative: {type: {eq: PROJECT}}}, {}]}`:       {`where: {initiative: {type: {eq: PROJECT}}}`, `where: {initiative: {type: {eq: PROJECT}}}`},
	} {
		var want []string
		for i, list := range []string{"participations", "presences"} {
			a := do(strings.Replace(`{ `+list+`(first: 100, `+lists[i]+`) { nodes { id } } }`, ", )", ")", 1))
			want = append(want, textsOf(a.list(list, "nodes"), "id")...)
		}
		slices.Sort(want)
		for _, size := range []int{3, 100} {
			var got []string
			for _, r := range doings(t, do, arguments, size) {
				got = append(got, r.list("claims")[0].text("id"))
				if len(r.list("keys")) > 0 || r.int("claimCount") != 1 || len(r.list("claims")[0].list("evidence")) == 0 {
					t.Errorf("a row of one claim: %v", r)
				}
			}
			slices.Sort(got)
			if fmt.Sprint(got) != fmt.Sprint(want) || len(want) == 0 && !strings.Contains(arguments, "targetGroup") {
				t.Errorf("%s:\n got %v\nwant %v", arguments, got, want)
			}
		}
		// In groups by kind of claims each is once, since there is one role each.
		n := 0
		for _, r := range doings(t, do, `groupBy: [ROLE], `+arguments, 2) {
			n += r.int("claimCount")
		}
		if n != len(want) {
			t.Errorf("%s by role: %d claims, want %d", arguments, n, len(want))
		}
	}
}

func TestWhoDoesWhatIsGroupedByTheThemesAskedFor(t *testing.T) {
	h, _ := serve(t, rich())
	do := func(q string, v ...any) object { return asked(t, h, q, v...) }
	vocabularies := map[string]string{}
	for _, x := range do(`{ themes { nodes { id vocabulary } } }`).list("themes", "nodes") {
		vocabularies[x.text("id")] = x.text("vocabulary")
	}
	for _, r := range doings(t, do, `groupBy: [THEME], where: {theme: {vocabulary: {eq: "DAC"}}}`, 100) {
		if v := vocabularies[r.list("keys")[0].text("thing", "id")]; v != "DAC" {
			t.Errorf("a group of vocabulary %q: %v", v, r)
		}
	}
	overlapping := do(`{ x: whoDoesWhat(groupBy: THEME) { overlapping } y: whoDoesWhat(groupBy: [KIND]) { overlapping nodes { groupCount keys { code } } } }`)
	if overlapping.in("x", "overlapping") != true || overlapping.in("y", "overlapping") != false {
		t.Errorf("got %v", overlapping)
	}
	groups := 0
	for _, r := range overlapping.list("y", "nodes") {
		if r.list("keys")[0].text("code") == "GROUP" {
			groups = r.int("groupCount")
		} else if r.int("groupCount") != 0 {
			t.Errorf("groups among stakeholders: %v", r)
		}
	}
	labelled := 0 // groups of one name are not one
	for _, r := range doings(t, do, `groupBy: [WHO]`, 100) {
		if k := r.list("keys")[0]; k.text("group") == "unions" && r.int("claimCount") == 1 && k.in("thing") == nil {
			labelled++
		}
	}
	if groups == 0 || labelled != groups {
		t.Errorf("%d claims of groups, %d rows of them", groups, labelled)
	}
}

func TestWhoDoesWhatIsBounded(t *testing.T) {
	h, c := serve(t, rich())
	cursor := asked(t, h, `{ whoDoesWhat(first: 1) { pageInfo { endCursor } } }`).text("whoDoesWhat", "pageInfo", "endCursor")
	for query, want := range map[string][2]string{
		`{ whoDoesWhat(first: 101) { totalCount } }`:                                                                                               {"LIMIT_EXCEEDED", "first"},
		`{ whoDoesWhat(groupBy: [WHO, ROLE, PLACE, THEME, YEAR]) { totalCount } }`:                                                                 {"LIMIT_EXCEEDED", "groupBy"},
		`{ whoDoesWhat(groupBy: [WHO, WHO]) { totalCount } }`:                                                                                      {"INVALID_ARGUMENT", "groupBy"},
		`{ whoDoesWhat(asOf: "2020-01-01", during: {from: "2020-01-01", to: "2020-01-01"}) { totalCount } }`:                                       {"INVALID_ARGUMENT", "during"},
		`{ whoDoesWhat(where: {theme: null}) { totalCount } }`:                                                                                     {"INVALID_ARGUMENT", "where.theme"},
		`{ whoDoesWhat(where: {not: {kind: {eq: null}}}) { totalCount } }`:                                                                         {"INVALID_ARGUMENT", "where.not.kind.eq"},
		`{ whoDoesWhat(groupBy: [WHO], after: "` + cursor + `") { totalCount } }`:                                                                  {"INVALID_ARGUMENT", "after"},
		`{ whoDoesWhat(where: {role: {eq: HOST}}, after: "` + cursor + `") { totalCount } }`:                                                       {"INVALID_ARGUMENT", "after"},
		`{ whoDoesWhat(where: {place: {within: {within: {name: {eq: "x"}}}}}) { totalCount } }`:                                                    {"LIMIT_EXCEEDED", "where.place.within.within"},
		`{ whoDoesWhat(first: 100) { nodes { claims { ... on Participation { initiative { participations(first: 100) { nodes { id } } } } } } } }`: {"LIMIT_EXCEEDED", ""},
	} {
		got := ask(t, h, query)
		if gotCode, argument, message := code(t, got); gotCode != want[0] || argument != want[1] || message == "" {
			t.Errorf("%s gave %s", query, got)
		}
	}
	for _, groups := range []string{"", "groupBy: [WHO, THEME, PLACE, FOR_WHOM], "} {
		for _, first := range []string{"1", "100"} {
			c.calls = nil
			asked(t, h, `{ whoDoesWhat(`+groups+`first: `+first+`)`+doingRow+` }`)
			if len(c.calls) > 15 {
				t.Errorf("%s%s rows take %d calls: %v", groups, first, len(c.calls), c.calls)
			}
		}
	}
}

// TestHiddenClaimsAreNotInTables: what an audience may not see is in no row, no
// number and no label, as if it had never been written.
func TestHiddenClaimsAreNotInTables(t *testing.T) {
	all, _ := serve(t, concealed())
	open, _ := serve(t, leftOut(concealed()))
	for _, arguments := range []string{``, `groupBy: [WHO, ROLE]`, `groupBy: [THEME, PLACE, COUNTRY]`, `groupBy: [INITIATIVE, INITIATIVE_TYPE]`, `groupBy: [KIND, FOR_WHOM, YEAR]`,
		`where: {not: {theme: {vocabulary: {eq: "DAC"}}}}`, `where: {not: {place: {country: {eq: "MY"}}}}, groupBy: [PLACE]`, `where: {evidence: {none: {basis: {eq: STATED}}}}`} {
		query := `{ whoDoesWhat(` + strings.TrimSuffix("first: 100, "+arguments, ", ") + `)` + doingRow + ` }`
		got, want := asked(t, all, query), asked(t, open, query)
		if fmt.Sprint(got) != fmt.Sprint(want) || len(want.list("whoDoesWhat", "nodes")) == 0 {
			t.Errorf("%s:\n got %v\nwant %v", arguments, got, want)
		}
	}
}

func TestPresencesStayAtCountryLevelInTables(t *testing.T) {
	in := rich()
	for i := range in.Claims {
		if p, ok := in.Claims[i].Record.(*graph.Presence); ok {
			p.Sensitivity = "SHELTER"
		}
	}
	h, _ := serve(t, in)
	presences := 0
	for _, r := range asked(t, h, `{ whoDoesWhat(first: 100) { nodes { placesFrom places { name type } claims { __typename } } } }`).list("whoDoesWhat", "nodes") {
		if r.list("claims")[0].text("__typename") == "Presence" && len(r.list("places")) > 0 {
			presences++
			if r.list("places")[0].text("type") != "COUNTRY" {
				t.Errorf("a presence is at %v", r.list("places"))
			}
		}
	}
	if presences == 0 {
		t.Error("no presence has a place")
	}
}

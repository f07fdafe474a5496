package api_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/migraph/migraph/graph"
)

// TestNetworksNameWhatIsWrong asks questions about networks with arguments that
// cannot be.
func TestNetworksNameWhatIsWrong(t *testing.T) {
	h := unbounded(seeded(t))
	const iom, prm = "s6qyscgejl4xa", "sghxop3xbapmx"
	for question, want := range map[string][2]string{
		`neighborhood(of: "x") { truncated }`:                                                                             {"INVALID_ARGUMENT", "of"},
		`neighborhood(of: "szzzzzzzzzzzz") { truncated }`:                                                                 {"NOT_FOUND", "of"},
		`neighborhood(of: "pzzzzzzzzzzzzzzzz") { truncated }`:                                                             {"INVALID_ARGUMENT", "of"},
		`neighborhood(of: "` + iom + `", hops: 0) { truncated }`:                                                          {"INVALID_ARGUMENT", "hops"},
		`neighborhood(of: "` + iom + `", hops: 4) { truncated }`:                                                          {"LIMIT_EXCEEDED", "hops"},
		`neighborhood(of: "` + iom + `", hops: null) { truncated }`:                                                       {"INVALID_ARGUMENT", "hops"},
		`neighborhood(of: "` + iom + `", maxNodes: 501) { truncated }`:                                                    {"LIMIT_EXCEEDED", "maxNodes"},
		`neighborhood(of: "` + iom + `", maxNodes: -1) { truncated }`:                                                     {"INVALID_ARGUMENT", "maxNodes"},
		`neighborhood(of: "` + iom + `", links: []) { truncated }`:                                                        {"INVALID_ARGUMENT", "links"},
		`neighborhood(of: "` + iom + `", asOf: "2022-02-30") { truncated }`:                                               {"INVALID_ARGUMENT", "asOf"},
		`neighborhood(of: "` + iom + `", where: {stakeholder: {name: {eq: null}}}) { truncated }`:                         {"INVALID_ARGUMENT", "where.stakeholder.name.eq"},
		`paths(from: "` + iom + `", to: "` + iom + `") { cut }`:                                                           {"INVALID_ARGUMENT", "to"},
		`paths(from: "` + iom + `", to: "szzzzzzzzzzzz") { cut }`:                                                         {"NOT_FOUND", "to"},
		`paths(from: "` + iom + `", to: "` + prm + `", maxHops: 7) { cut }`:                                               {"LIMIT_EXCEEDED", "maxHops"},
		`paths(from: "` + iom + `", to: "` + prm + `", limit: 11) { cut }`:                                                {"LIMIT_EXCEEDED", "limit"},
		`paths(from: "` + iom + `", to: "` + prm + `", avoid: ["` + prm + `"]) { cut }`:                                   {"INVALID_ARGUMENT", "avoid"},
		`paths(from: "` + iom + `", to: "` + prm + `", avoid: [` + strings.Repeat(`"s6qyscgejl4xa" `, 101) + `]) { cut }`: {"LIMIT_EXCEEDED", "avoid"},
		`search(text: "") { totalCount }`:                                                                                 {"INVALID_ARGUMENT", "text"},
		`search(text: "...") { totalCount }`:                                                                              {"INVALID_ARGUMENT", "text"},
		`search(text: "` + strings.Repeat("a", 201) + `") { totalCount }`:                                                 {"LIMIT_EXCEEDED", "text"},
		`search(text: "` + strings.Repeat("a ", 11) + `") { totalCount }`:                                                 {"LIMIT_EXCEEDED", "text"},
		`search(text: "a", first: 101) { totalCount }`:                                                                    {"LIMIT_EXCEEDED", "first"},
		`search(text: "a", after: "x") { totalCount }`:                                                                    {"INVALID_ARGUMENT", "after"},
		`search(text: "a", where: {country: []}) { totalCount }`:                                                          {"INVALID_ARGUMENT", "where.country"},
		`changesSince(revision: -1) { totalCount }`:                                                                       {"INVALID_ARGUMENT", "revision"},
		`changesSince(revision: 99) { totalCount }`:                                                                       {"INVALID_ARGUMENT", "revision"},
		`changesSince(revision: 0, types: ["Dataset"]) { totalCount }`:                                                    {"INVALID_ARGUMENT", "types"},
		`measures(orderBy: IN_DEGREE) { totalCount }`:                                                                     {"INVALID_ARGUMENT", "orderBy"},
		`disagreements(where: {evidence: null}) { totalCount }`:                                                           {"INVALID_ARGUMENT", "where.evidence"},
		`a: measures(links: [FUNDS]) { totalCount } b: measures(links: [PART_OF]) { totalCount } c: measures { totalCount } d: measures(directed: true) { totalCount }`: {"LIMIT_EXCEEDED", ""},
		`neighborhood(of: "` + iom + `", roles: []) { truncated }`: {"INVALID_ARGUMENT", "roles"},
		`measures(links: []) { totalCount }`:                       {"INVALID_ARGUMENT", "links"},
	} {
		if gotCode, argument, message := code(t, ask(t, h, "{ "+question+" }")); gotCode != want[0] || argument != want[1] {
			t.Errorf("%.120s gave %s of %s: %s", question, gotCode, argument, message)
		}
	}
}

// TestListsThatAreWorkedOutHavePages goes through lists by pages and expects all
// of them, each once, in order, and cursors of one list to be refused by another.
func TestListsThatAreWorkedOutHavePages(t *testing.T) {
	h := unbounded(seeded(t))
	for list, selection := range map[string]string{
		`search(text: "m"`:                        `thing { id }`,
		`search(text: "malaysa"`:                  `thing { id }`,
		`measures(orderBy: BETWEENNESS`:           `thing { id }`,
		`measures(types: [STAKEHOLDER]`:           `thing { id }`,
		`changesSince(revision: 1`:                `id`,
		`changesSince(revision: 0, types: "Flow"`: `id`,
	} {
		page := func(arguments string) (ids []string, cursor string, more bool, total float64) {
			got := asked(t, h, `{ list: `+list+arguments+`) { totalCount pageInfo { hasNextPage endCursor } nodes { `+selection+` } } }`)
			for _, n := range got.list("list", "nodes") {
				ids = append(ids, fmt.Sprint(n.in(strings.Fields(strings.NewReplacer("{", "", "}", "").Replace(selection))...)))
			}
			cursor, _ = got.in("list", "pageInfo", "endCursor").(string)
			return ids, cursor, got.in("list", "pageInfo", "hasNextPage").(bool), got.in("list", "totalCount").(float64)
		}
		all, _, _, total := page(", first: 100")
		var byPages []string
		for cursor, more := "", true; more; {
			arguments := ", first: 3"
			if cursor != "" {
				arguments += `, after: "` + cursor + `"`
			}
			var ids []string
			ids, cursor, more, _ = page(arguments)
			byPages = append(byPages, ids...)
			if len(byPages) > 200 {
				break
			}
		}
		if len(all) < 2 || !slices.Equal(byPages[:min(len(all), len(byPages))], all) || len(byPages) != int(total) {
			t.Errorf("%s: %d by pages, %d at once, %v in all", list, len(byPages), len(all), total)
		}
	}
	first := asked(t, h, `{ a: search(text: "m", first: 1) { pageInfo { endCursor } } }`).in("a", "pageInfo", "endCursor").(string)
	if gotCode, argument, _ := code(t, ask(t, h, `{ search(text: "malaysia", after: "`+first+`") { totalCount } }`)); gotCode != "INVALID_ARGUMENT" || argument != "after" {
		t.Errorf("a cursor of another search: %s of %s", gotCode, argument)
	}
}

// TestSearchFindsByWhatPeopleType is the promise of the search, on the built-in
// graph.
func TestSearchFindsByWhatPeopleType(t *testing.T) {
	h := unbounded(seeded(t))
	for text, want := range map[string]string{
		"MoHA": "moha", "Ministry of Home Affairs Malaysia": "moha", "malaysia affairs home": "moha", "KDN": "moha", "ministri of home afairs": "moha",
		"SIDA": "sida", "47066": "iom", "xm-dac-47066": "iom", "bureau refugees": "prm",
	} {
		got := asked(t, h, `query($t: String!) { search(text: $t, first: 1) { nodes { snippet thing { slug } } } }`, "t", text)
		hits := got.list("search", "nodes")
		if len(hits) == 0 || hits[0].text("thing", "slug") != want {
			t.Errorf("%q finds %v, want %s", text, got, want)
		}
	}
	got := asked(t, h, `{ search(text: "zzzzqqqq") { totalCount atLeast nodes { tier } } }`)
	if fmt.Sprint(got) != "map[search:map[atLeast:false nodes:[] totalCount:0]]" {
		t.Errorf("nonsense finds %v", got)
	}
	if got := asked(t, h, `{ disagreements(where: {evidence: {}}) { totalCount } }`); fmt.Sprint(got) != "map[disagreements:map[totalCount:0]]" {
		t.Errorf("disagreements with any evidence: %v", got)
	}
	facets := asked(t, h, `{ search(text: "i", types: [STAKEHOLDER], where: {kind: [EMBASSY]}) { totalCount facets(by: [KIND, TYPE]) { by values { value count } } } }`)
	kinds := fmt.Sprint(facets.list("search", "facets")[0])
	if !strings.Contains(kinds, "GOVERNMENT") || !strings.Contains(kinds, "EMBASSY") {
		t.Errorf("the facet of kinds leaves its alternatives out: %s", kinds)
	}
}

// TestWhatWentIsGone withdraws the built-in datasets one by one and expects their
// things not to be shown by the list of what went.
func TestWhatWentIsGone(t *testing.T) {
	s := seeded(t)
	h := unbounded(s)
	before := asked(t, h, `{ statistics { revision } }`).in("statistics", "revision").(float64)
	if _, err := graph.Withdraw(t.Context(), s, "mwea-evaluation-2019"); err != nil {
		t.Fatal(err)
	}
	got := asked(t, h, fmt.Sprintf(`{ changesSince(revision: %.0f, first: 100) { complete datasets nodes { action node { id } } } }`, before))
	if fmt.Sprint(got.in("changesSince", "datasets"), got.in("changesSince", "complete")) != "[mwea-evaluation-2019] true" {
		t.Errorf("datasets %v, complete %v", got.in("changesSince", "datasets"), got.in("changesSince", "complete"))
	}
	removed := 0
	for _, n := range got.list("changesSince", "nodes") {
		if n.text("action") == "REMOVED" {
			removed++
			if n.in("node") != nil {
				t.Errorf("what went is shown: %v", n)
			}
		}
	}
	if removed < 10 {
		t.Errorf("%d records went", removed)
	}
}

package api_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestRecommendationsAreTheFindings compares them with the list of findings.
func TestRecommendationsAreTheFindings(t *testing.T) {
	h, c := serve(t, rich())
	all := asked(t, h, `{ findings(first: 100, where: {type: {eq: RECOMMENDATION}}) { nodes { id number initiative { id } addressedTo { mode stakeholders { id } } evidence { document { id } } } } stakeholders { nodes { id } } }`)
	found := 0
	for _, body := range append(textsOf(all.list("stakeholders", "nodes"), "id"), "") {
		want := map[string]object{}
		for _, f := range all.list("findings", "nodes") {
			if body == "" || slices.Contains(textsOf(f.list("addressedTo", "stakeholders"), "id"), body) {
				want[f.text("id")] = f
			}
		}
		to := ""
		if body != "" {
			to = `to: "` + body + `", `
		}
		n := 0
		cursor, more := any(nil), true
		for more {
			c.calls = nil
			a := asked(t, h, `query($c: String) { recommendations(`+to+`first: 2, after: $c) { totalCount pageInfo { hasNextPage endCursor } nodes { number mode finding { id } initiative { id } askedFor { id } documents { id } date { text } } } }`, "c", cursor)
			if len(c.calls) > 7 {
				t.Errorf("%d calls: %v", len(c.calls), c.calls)
			}
			for _, r := range a.list("recommendations", "nodes") {
				f := want[r.text("finding", "id")]
				if n++; f == nil {
					t.Fatalf("%s: %v is not asked for", body, r)
				}
				var cited []string
				for _, e := range f.list("evidence") {
					cited = append(cited, e.text("document", "id"))
				}
				slices.Sort(cited)
				got := textsOf(r.list("documents"), "id")
				slices.Sort(got)
				asked := textsOf(r.list("askedFor"), "id")
				if !slices.Equal(got, slices.Compact(cited)) || r.in("number") != f.in("number") || r.in("mode") != f.in("addressedTo", "mode") || r.text("initiative", "id") != f.text("initiative", "id") ||
					strings.Join(asked, "") != body {
					t.Errorf("%s: got %v, want %v", body, r, f)
				}
			}
			if a.int("recommendations", "totalCount") != len(want) {
				t.Errorf("%s: totalCount of %d is %d", body, len(want), a.int("recommendations", "totalCount"))
			}
			cursor, more = a.in("recommendations", "pageInfo", "endCursor"), a.in("recommendations", "pageInfo", "hasNextPage").(bool)
		}
		if n != len(want) {
			t.Errorf("%s: %d rows, want %d", body, n, len(want))
		}
		found += n
	}
	if found < 6 {
		t.Errorf("only %d recommendations were found", found)
	}
}

func TestRecommendationArgumentsAreChecked(t *testing.T) {
	h, c := serve(t, rich())
	a := asked(t, h, `{ recommendations(first: 1) { pageInfo { endCursor } } stakeholders { nodes { id } } initiatives { nodes { id } } }`)
	cursor, body := a.text("recommendations", "pageInfo", "endCursor"), a.list("stakeholders", "nodes")[0].text("id")
	c.calls = nil
	for query, want := range map[string][2]string{
		`{ recommendations(to: "ilo") { totalCount } }`:                                                  {"INVALID_ARGUMENT", "to"},
		`{ recommendations(to: "` + a.list("initiatives", "nodes")[0].text("id") + `") { totalCount } }`: {"INVALID_ARGUMENT", "to"},
		`{ recommendations(includeParents: true) { totalCount } }`:                                       {"INVALID_ARGUMENT", "includeParents"},
		`{ recommendations(where: {type: {eq: null}}) { totalCount } }`:                                  {"INVALID_ARGUMENT", "where.type.eq"},
		`{ recommendations(to: "` + body + `", after: "` + cursor + `") { totalCount } }`:                {"INVALID_ARGUMENT", "after"},
		`{ recommendations(first: 1000) { totalCount } }`:                                                {"LIMIT_EXCEEDED", "first"},
	} {
		got := ask(t, h, query)
		if gotCode, argument, _ := code(t, got); gotCode != want[0] || argument != want[1] || len(c.calls) > 0 {
			t.Errorf("%s gave %s after %d calls", query, got, len(c.calls))
		}
	}
	if gotCode, argument, _ := code(t, ask(t, h, `{ recommendations(to: "saaaaaaaaaaaa", includeParents: true) { totalCount } }`)); gotCode != "NOT_FOUND" || argument != "to" {
		t.Errorf("to a body that nobody knows: %s of %s", gotCode, argument)
	}
}

func TestHiddenRecommendationsAreNotListed(t *testing.T) {
	all, _ := serve(t, concealed())
	open, _ := serve(t, leftOut(concealed()))
	bodies := textsOf(asked(t, open, `{ stakeholders { nodes { id } } }`).list("stakeholders", "nodes"), "id")
	same := 0
	for _, to := range append(bodies, "") {
		if to != "" {
			to = `to: "` + to + `", includeParents: true, `
		}
		query := `{ recommendations(` + to + `first: 100) { totalCount nodes { date { text } askedFor { id } documents { id name } finding { id addressedTo { stakeholders { id } } } } } }`
		got, want := asked(t, all, query), asked(t, open, query)
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s:\n got %v\nwant %v", to, got, want)
		}
		same += want.int("recommendations", "totalCount")
	}
	if same == 0 {
		t.Error("nothing is recommended")
	}
}

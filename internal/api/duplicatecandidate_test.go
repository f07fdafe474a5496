package api_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/migraph/migraph/graph"
)

const candidateRow = `{ one { name } other { name } reasons strength countries }`

// alike is a dataset of bodies and initiatives of which some look alike.
func alike() *graph.Import {
	in := small(2)
	cite := []*graph.Evidence{{DocumentID: "doc", Basis: "STATED"}}
	add := func(key string, r graph.Record, v graph.Visibility) {
		graph.AsThing(r).Identifiers = []*graph.Identifier{{Scheme: graph.SchemeMigraph, Value: key}}
		in.Things = append(in.Things, graph.ThingInput{Key: key, Record: r, Evidence: cite, Where: key, Visibility: v})
	}
	body := func(key, name, country, site string, v graph.Visibility) {
		add(key, &graph.Stakeholder{Thing: graph.Thing{Name: name}, Kind: "ORGANIZATION", Country: graph.Text(country), Website: graph.Text(site)}, v)
	}
	body("a", "Red Cross", "TH", "", "")
	body("b", "RED CROSS", "", "", "")
	body("c", "Red Cross", "MY", "", "RESTRICTED")
	body("d", "Migration Policy Centre", "", "https://mpc.example", "")
	body("e", "Migration Policy Center", "", "https://www.mpc.example/en", "")
	add("i", &graph.Initiative{Thing: graph.Thing{Name: "CREST"}, Nature: "STATE"}, "")
	add("j", &graph.Initiative{Thing: graph.Thing{Name: "Crest"}, Nature: "STATE"}, "")
	return in
}

func TestDuplicateCandidates(t *testing.T) {
	h := serveMoney(t, alike())
	for _, size := range []int{1, 100} {
		var got []string
		for _, row := range pagesOf(t, h, "duplicateCandidates", "", candidateRow, size) {
			got = append(got, fmt.Sprint(row["reasons"], row["strength"], row["countries"]))
		}
		// The third Red Cross is not for everybody.
		want := []string{"[SAME_NAME] 50UNKNOWN", "[SAME_WEBSITE SIMILAR_NAME] 40UNKNOWN"}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("pages of %d: got %v, want %v", size, got, want)
		}
	}
	rows := pagesOf(t, h, "duplicateCandidates", "type: INITIATIVE", candidateRow, 10)
	if len(rows) != 1 || rows[0]["countries"] != nil {
		t.Errorf("initiatives: %v", rows)
	}
	if rows := pagesOf(t, h, "duplicateCandidates", "reasons: [SAME_WEBSITE, CUT_NAME]", candidateRow, 10); len(rows) != 1 {
		t.Errorf("by reason: %v", rows)
	}
	cursor := asked(t, h, `{ duplicateCandidates(first: 1) { pageInfo { endCursor } } }`).text("duplicateCandidates", "pageInfo", "endCursor")
	for query, want := range map[string]string{
		`{ duplicateCandidates(first: 0) { totalCount } }`:                                  "must be 1 or more",
		`{ duplicateCandidates(first: 1000) { totalCount } }`:                               "LIMIT_EXCEEDED",
		`{ duplicateCandidates(type: INITIATIVE, after: "` + cursor + `") { totalCount } }`: "cursor",
		`{ duplicateCandidates(reasons: [LIKENESS]) { totalCount } }`:                       "LIKENESS",
		`{ duplicateCandidates(type: DOCUMENT) { totalCount } }`:                            "DOCUMENT",
	} {
		if got := ask(t, h, query); !strings.Contains(got, want) {
			t.Errorf("%s gave %s, want %q in it", query, got, want)
		}
	}
}

func TestDuplicateCandidatesFollowRulings(t *testing.T) {
	x, c := serve(t, alike())
	names := func() string {
		var out []string
		for _, row := range pagesOf(t, x, "duplicateCandidates", "", `{ one { id name } other { id name } }`, 100) {
			out = append(out, row.text("one", "id")+" "+row.text("other", "id"))
		}
		return strings.Join(out, ", ")
	}
	before := strings.Split(names(), ", ")
	pair := strings.Fields(before[0])
	rep, err := graph.Differ(t.Context(), c.Store, pair[0], pair[1], graph.Why{})
	if err != nil {
		t.Fatal(err)
	}
	if got := names(); got != before[1] {
		t.Errorf("after the first were ruled to be different: %s, want %s", got, before[1])
	}
	if _, err := graph.Undo(t.Context(), c.Store, rep.Ruling.ID, graph.RulingDifferent); err != nil {
		t.Fatal(err)
	}
	if _, err := graph.Merge(t.Context(), c.Store, pair[0], pair[1], graph.Why{}); err != nil {
		t.Fatal(err)
	}
	if got := names(); got != before[1] {
		t.Errorf("after the first were merged: %s, want %s", got, before[1])
	}
}

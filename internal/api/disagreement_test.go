package api_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/migraph/migraph/graph"
)

// contradicting is rich as another dataset tells it: one flow of another amount,
// one of another recipient and hops, a participation that it dates, a finding to
// others.
func contradicting() *graph.Import {
	in := rich()
	in.Dataset.Key = "other"
	flows, participations, findings := 0, 0, 0
	for i := range in.Claims {
		switch c := in.Claims[i].Record.(type) {
		case *graph.Flow:
			switch flows++; flows {
			case 2:
				c.Amount = graph.Money{Amount: "77.50", Currency: c.Amount.Currency}
			case 3:
				c.Recipient, c.Hops = graph.End{StakeholderID: "body-05"}, []*graph.Hop{{End: graph.End{StakeholderID: "body-06"}}, {End: graph.End{StakeholderID: "body-07"}}}
			}
		case *graph.Participation:
			if participations++; participations == 4 {
				c.Period.Start, _ = graph.ParseDate("1999-Q3")
			}
		case *graph.Finding:
			if findings++; findings == 1 {
				c.Addressees = []*graph.Addressee{{StakeholderID: "body-09", Note: "alone"}}
			}
		}
	}
	return in
}

// disputed serves what two datasets say.
func disputed(t *testing.T, change func(*graph.Import)) (http.Handler, *counted) {
	t.Helper()
	h, c := serve(t, rich())
	other := contradicting()
	if change != nil {
		change(other)
	}
	if _, err := graph.Apply(t.Context(), c.Store, other); err != nil {
		t.Fatal(err)
	}
	return h, c
}

const told = ` { totalCount nodes { type claimCount datasets differenceCount claims { id conflicting evidence { dataset } } differences { field values { value datasets claimId things { id name } } } } }`

func TestWhatDatasetsTellDifferentlyStandsSideBySide(t *testing.T) {
	h, c := disputed(t, nil)
	a := asked(t, h, `{ disagreements`+told+` statistics { conflicting } }`)
	var got []string
	claims := 0
	for _, d := range a.list("disagreements", "nodes") {
		line := d.text("type") + " " + fmt.Sprint(d.in("datasets"))
		if d.int("claimCount") != len(d.list("claims")) || d.int("differenceCount") != len(d.list("differences")) {
			t.Errorf("claims: %v", d)
		}
		claims += d.int("claimCount")
		for _, x := range d.list("differences") {
			line += " " + x.text("field") + ":"
			for i, v := range x.list("values") {
				if v.text("claimId") != d.list("claims")[i].text("id") {
					t.Errorf("values are in another order than claims: %v", d)
				}
				line += fmt.Sprintf(" %v%s %v;", v.in("datasets"), v.text("value"), textsOf(v.list("things"), "name"))
			}
		}
		got = append(got, line)
	}
	if len(got) != 4 || a.int("disagreements", "totalCount") != 4 || claims != a.int("statistics", "conflicting") {
		t.Fatalf("%d of 4 disagreements, %d claims, %v: %q", len(got), claims, a["statistics"], got)
	}
	for _, want := range []string{
		"Flow [other rich] amount: [other]77.50 []; [rich]1 [];",
		"recipient.stakeholder: [other] [Body 05];",
		"hops: [other] [Body 06 Body 07]; [rich] [];",
		"Participation [other rich] start: [other]1999-Q3 []; [rich]",
		"Finding [other rich] addressees: [other]note: alone [Body 09]; [rich]note: in part [",
	} {
		if !slices.ContainsFunc(got, func(line string) bool { return strings.Contains(line, want) }) {
			t.Errorf("%q is in none of %q", want, got)
		}
	}
	if !slices.IsSorted([]int{strings.Index("Participation Flow Finding", a.list("disagreements", "nodes")[0].text("type")), strings.Index("Participation Flow Finding", a.list("disagreements", "nodes")[3].text("type"))}) {
		t.Errorf("the order is %q", got)
	}
	c.calls = nil
	asked(t, h, `{ disagreements { totalCount } }`)
	if len(c.calls) > 18 {
		t.Errorf("%d calls", len(c.calls))
	}
}

func TestDisagreementsAreFiltered(t *testing.T) {
	h, _ := disputed(t, nil)
	names := map[string]string{}
	for _, s := range asked(t, h, `{ stakeholders { nodes { id name } } }`).list("stakeholders", "nodes") {
		names[s.text("name")] = s.text("id")
	}
	for where, want := range map[string]int{
		`{}`: 4, `{type: {eq: Flow}}`: 2, `{type: {in: [Finding, Participation]}}`: 2, `{type: {eq: Plan}}`: 0, `{evidence: {some: {dataset: {eq: "other"}}}}`: 4,
		`{evidence: {none: {}}}`: 0, `{about: {eq: "` + names["Body 07"] + `"}, type: {eq: Flow}}`: 1, `{about: {in: ["` + names["Body 09"] + `"]}, type: {eq: Finding}}`: 1, `{about: {eq: "saaaaaaaaaaaa"}}`: 0,
	} {
		if got := asked(t, h, `{ disagreements(where: `+where+`) { totalCount nodes { claimCount } } }`); got.int("disagreements", "totalCount") != want || want > 0 && got.list("disagreements", "nodes")[0].int("claimCount") != 2 {
			t.Errorf("%s: %v, want %d", where, got, want)
		}
	}
	if got := asked(t, h, `{ disagreements(asOf: "1999-08-01") { nodes { type claimCount } } }`); fmt.Sprint(got) != "map[disagreements:map[nodes:[map[claimCount:2 type:Participation]]]]" {
		t.Errorf("as of a day of one of them: %v", got)
	}
	var ids []string
	cursor, more := any(nil), true
	for more {
		a := asked(t, h, `query($c: String) { disagreements(first: 3, after: $c) { edges { cursor node { claims { id } } } pageInfo { hasNextPage endCursor } } }`, "c", cursor)
		for _, e := range a.list("disagreements", "edges") {
			ids = append(ids, e.list("node", "claims")[0].text("id"))
		}
		cursor, more = a.in("disagreements", "pageInfo", "endCursor"), a.in("disagreements", "pageInfo", "hasNextPage").(bool)
	}
	if slices.Sort(ids); len(slices.Compact(ids)) != 4 {
		t.Errorf("by pages: %v", ids)
	}
	for query, want := range map[string][2]string{
		`{ disagreements(where: {about: null}) { totalCount } }`:                                                     {"INVALID_ARGUMENT", "where.about"},
		`{ disagreements(where: {type: {eq: Flow}}, after: "` + fmt.Sprint(cursor) + `") { totalCount } }`:           {"INVALID_ARGUMENT", "after"},
		`{ disagreements(first: 0) { totalCount } }`:                                                                 {"INVALID_ARGUMENT", "first"},
		`{ disagreements(first: 100) { nodes { ` + aliases(9, `differences { values { things { id } } }`) + ` } } }`: {"LIMIT_EXCEEDED", ""},
	} {
		got := ask(t, h, query)
		if gotCode, argument, _ := code(t, got); gotCode != want[0] || argument != want[1] {
			t.Errorf("%s gave %s", query, got)
		}
	}
}

// TestHiddenClaimsDisagreeWithNobody: what a dataset says for the staff only
// neither shows nor makes a public claim look disputed.
func TestHiddenClaimsDisagreeWithNobody(t *testing.T) {
	h, _ := disputed(t, func(in *graph.Import) {
		for i := range in.Claims {
			in.Claims[i].Visibility = "RESTRICTED"
		}
	})
	if got := asked(t, h, `{ disagreements`+told+` }`); got.int("disagreements", "totalCount") != 0 || len(got.list("disagreements", "nodes")) != 0 {
		t.Errorf("got %v", got)
	}
}

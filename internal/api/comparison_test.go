package api_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

const comparedThing = `{ thing { __typename id } by { stakeholder { id } ways claimCount claims { id evidence { document { slug } } } } }`

// comparisonSections asks for sections with everything that they hold.
func comparisonSections(names ...string) (out string) {
	for _, name := range names {
		out += ` ` + name + ` { sharedCount shared ` + comparedThing + ` someCount some ` + comparedThing + ` alone { stakeholder { id } count things ` + comparedThing + ` } }`
	}
	return out
}

// entriesOf gives all entries of a section, each by the ids of its bodies and its thing.
func entriesOf(section object) (out []string) {
	things := append(section.list("shared"), section.list("some")...)
	for _, a := range section.list("alone") {
		things = append(things, a.list("things")...)
	}
	for _, x := range things {
		for _, by := range x.list("by") {
			out = append(out, by.text("stakeholder", "id")+" "+x.text("thing", "id"))
		}
	}
	slices.Sort(out)
	return out
}

// TestComparisonsHoldWhatTheBodiesListThemselves: the sections of initiatives,
// co-participants and partners are the lists of the bodies, divided.
func TestComparisonsHoldWhatTheBodiesListThemselves(t *testing.T) {
	h, _ := serve(t, rich())
	ids := textsOf(asked(t, h, `{ stakeholders { nodes { id } } }`).list("stakeholders", "nodes"), "id")
	seen := map[string]int{}
	for _, of := range [][]string{ids[:2], {ids[5], ids[0], ids[9]}, ids[3:8]} {
		for _, arguments := range []string{``, `, asOf: "2020-05-04"`, `, undated: ONLY`} {
			c := object(asked(t, h, `query($of: [ID!]!) { comparison(of: $of`+arguments+`) { of { id }`+comparisonSections("initiatives", "partners", "coParticipants")+` } }`, "of", of).in("comparison").(map[string]any))
			if fmt.Sprint(textsOf(c.list("of"), "id")) != fmt.Sprint(of) {
				t.Errorf("of %v, want %v", c.in("of"), of)
			}
			list := `(first: 100` + arguments + `)`
			want := map[string][]string{}
			for _, b := range asked(t, h, `query($of: [ID!]!) { nodes(ids: $of) { id ... on Stakeholder { participations`+list+` { nodes { initiative { id } } } partners`+list+` { nodes { stakeholder { id } } } coParticipants`+list+` { nodes { stakeholder { id } } } } } }`, "of", of).list("nodes") {
				for section, path := range map[string][]string{"participations": {"initiative", "id"}, "partners": {"stakeholder", "id"}, "coParticipants": {"stakeholder", "id"}} {
					name := strings.Replace(section, "participations", "initiatives", 1)
					for _, other := range textsOf(b.list(section, "nodes"), path...) {
						want[name] = append(want[name], b.text("id")+" "+other)
					}
				}
			}
			for _, name := range []string{"initiatives", "partners", "coParticipants"} {
				slices.Sort(want[name])
				section := object(c.in(name).(map[string]any))
				if got := entriesOf(section); !slices.Equal(got, slices.Compact(want[name])) {
					t.Errorf("%s of %v%s:\n got %v\nwant %v", name, of, arguments, got, want[name])
				}
				seen[name] += len(want[name])
				checkSection(t, section, len(of))
			}
		}
	}
	if seen["initiatives"] == 0 || seen["partners"] == 0 || seen["coParticipants"] == 0 {
		t.Errorf("the graph is too plain: %v", seen)
	}
}

// checkSection holds that every thing stands in one list only, by the number of
// its bodies, and that every entry cites claims.
func checkSection(t *testing.T, section object, bodies int) {
	t.Helper()
	var all []string
	for list, fits := range map[string]func(int) bool{"shared": func(n int) bool { return n == bodies }, "some": func(n int) bool { return n > 1 && n < bodies }} {
		if section.int(list+"Count") != len(section.list(list)) {
			t.Errorf("%d are %s, %d are listed", section.int(list+"Count"), list, len(section.list(list)))
		}
		for _, x := range section.list(list) {
			all = append(all, x.text("thing", "id"))
			if !fits(len(x.list("by"))) {
				t.Errorf("%s of %d: %v", list, bodies, x)
			}
			checkSides(t, x)
		}
	}
	for _, a := range section.list("alone") {
		if a.int("count") != len(a.list("things")) {
			t.Errorf("%d alone, %d are listed", a.int("count"), len(a.list("things")))
		}
		for _, x := range a.list("things") {
			all = append(all, x.text("thing", "id"))
			if got := textsOf(x.list("by"), "stakeholder", "id"); len(got) != 1 || got[0] != a.text("stakeholder", "id") {
				t.Errorf("%s alone has what %v have", a.text("stakeholder", "id"), got)
			}
			checkSides(t, x)
		}
	}
	slices.Sort(all)
	if len(slices.Compact(slices.Clone(all))) != len(all) || slices.Contains(all, "") {
		t.Errorf("things stand in several lists: %v", all)
	}
}

func checkSides(t *testing.T, x object) {
	t.Helper()
	for _, by := range x.list("by") {
		claims := by.list("claims")
		if n := by.int("claimCount"); n == 0 || len(claims) != min(5, n) || len(by.in("ways").([]any)) == 0 {
			t.Errorf("%d claims of %d, ways %v", len(claims), n, by.in("ways"))
		}
		for _, c := range claims {
			if len(c.list("evidence")) == 0 {
				t.Errorf("no evidence of %v", c)
			}
		}
	}
}

// TestComparisonsOfThemesPlacesAndFunders holds the other sections to lists of
// claims.
func TestComparisonsOfThemesPlacesAndFunders(t *testing.T) {
	h, _ := serve(t, rich())
	seen := map[string]int{}
	all := asked(t, h, `{ stakeholders { nodes { id } } }`).list("stakeholders", "nodes")
	for i := range len(all) - 2 {
		of := textsOf(all[i:i+3], "id")
		c := object{} // everything of three sections is too much for one question
		for _, name := range []string{"themes", "places", "funders"} {
			c[name] = asked(t, h, `query($of: [ID!]!) { comparison(of: $of) {`+comparisonSections(name)+` } }`, "of", of).in("comparison", name)
		}
		want := map[string][]string{}
		for _, b := range asked(t, h, `query($of: [ID!]!) { nodes(ids: $of) { id ... on Stakeholder {
			classifications(first: 100) { nodes { theme { id } place { id } } } presences(first: 100) { nodes { theme { id } place { id } } }
			participations(first: 50) { nodes { role initiative { classifications(first: 40) { nodes { theme { id } place { id } } } participations(first: 40, where: {role: {eq: FUNDING}}) { nodes { stakeholder { id } } } } } }
			flowsIn(first: 100) { nodes { provider { stakeholder { id } } } } } } }`, "of", of).list("nodes") {
			add := func(section, thing string) {
				if thing != "" && thing != b.text("id") {
					want[section] = append(want[section], b.text("id")+" "+thing)
				}
			}
			classified := append(b.list("classifications", "nodes"), b.list("presences", "nodes")...)
			for _, p := range b.list("participations", "nodes") {
				classified = append(classified, p.list("initiative", "classifications", "nodes")...)
				for _, f := range p.list("initiative", "participations", "nodes") {
					if p.text("role") == "IMPLEMENTING" {
						add("funders", f.text("stakeholder", "id"))
					}
				}
			}
			for _, x := range classified {
				add("themes", x.text("theme", "id"))
				add("places", x.text("place", "id"))
			}
			for _, f := range b.list("flowsIn", "nodes") {
				add("funders", f.text("provider", "stakeholder", "id"))
			}
		}
		for _, name := range []string{"themes", "places", "funders"} {
			slices.Sort(want[name])
			section := object(c.in(name).(map[string]any))
			if got := entriesOf(section); !slices.Equal(got, slices.Compact(want[name])) {
				t.Errorf("%s of %v:\n got %v\nwant %v", name, of, got, want[name])
			}
			seen[name] += section.int("sharedCount") + section.int("someCount")
			checkSection(t, section, 3)
		}
	}
	if seen["themes"] == 0 || seen["places"] == 0 || seen["funders"] == 0 {
		t.Errorf("the graph is too plain: %v", seen)
	}
}

func TestComparisonsNameWhatIsWrong(t *testing.T) {
	h, _ := serve(t, rich())
	ids := textsOf(asked(t, h, `{ stakeholders { nodes { id } } }`).list("stakeholders", "nodes"), "id")
	work := asked(t, h, `{ initiatives { nodes { id } } }`).list("initiatives", "nodes")[0].text("id")
	quoted := func(of ...string) string { return `["` + strings.Join(of, `", "`) + `"]` }
	for name, x := range map[string]struct{ arguments, code, argument, says string }{
		"none":               {`of: []`, "INVALID_ARGUMENT", "of", "of 2 to 5 stakeholders, not of 0"},
		"one":                {`of: ` + quoted(ids[0]), "INVALID_ARGUMENT", "of", "not of 1"},
		"one without a list": {`of: "` + ids[0] + `"`, "INVALID_ARGUMENT", "of", "not of 1"},
		"six":                {`of: ` + quoted(ids[:6]...), "INVALID_ARGUMENT", "of", "not of 6"},
		"twice the same":     {`of: ` + quoted(ids[0], ids[1], ids[0]), "INVALID_ARGUMENT", "of[2]", ids[0]},
		"an initiative":      {`of: ` + quoted(ids[0], work), "INVALID_ARGUMENT", "of[1]", work},
		"no id":              {`of: ` + quoted("x", ids[0]), "INVALID_ARGUMENT", "of[0]", `"x"`},
		"nobody":             {`of: ` + quoted(ids[0], "szzzzzzzzzzzz"), "NOT_FOUND", "of[1]", "szzzzzzzzzzzz"},
		"a bad day":          {`of: ` + quoted(ids[:2]...) + `, asOf: "2022-02-30"`, "INVALID_ARGUMENT", "asOf", "2022-02-30"},
		"day and period":     {`of: ` + quoted(ids[:2]...) + `, asOf: "2022-02-20", during: {from: "2022-02-20", to: "2022-02-21"}`, "INVALID_ARGUMENT", "during", "not both"},
	} {
		got := ask(t, h, `{ comparison(`+x.arguments+`) { of { id } } }`)
		if gotCode, argument, message := code(t, got); gotCode != x.code || argument != x.argument || !strings.Contains(message, x.says) {
			t.Errorf("%s gave %s", name, got)
		}
	}
	for query, says := range map[string]string{
		`{ comparison(of: ` + quoted(ids[:5]...) + `) {` + comparisonSections("themes", "places", "funders") + ` } }`: "more than 100 places",
		`{ ` + aliases(17, `comparison(of: `+quoted(ids[:5]...)+`) {`+comparisonSections("themes")+` }`) + ` }`:       "rows",
	} {
		if got := ask(t, h, query); !strings.Contains(got, "LIMIT_EXCEEDED") || !strings.Contains(got, says) {
			t.Errorf("%.100s gave %.300s", query, got)
		}
	}
}

func TestCallsOfComparisonsDoNotDependOnTheBodies(t *testing.T) {
	h, c := serve(t, rich())
	ids := textsOf(asked(t, h, `{ stakeholders { nodes { id } } }`).list("stakeholders", "nodes"), "id")
	for _, of := range [][]string{ids[:2], ids[:5], ids[6:11]} {
		c.calls = nil
		asked(t, h, `query($of: [ID!]!) { comparison(of: $of) { initiatives { sharedCount someCount alone { count } } themes { sharedCount } } }`, "of", of)
		if len(c.calls) > 8+10 {
			t.Errorf("%d calls for counts alone: %v", len(c.calls), c.calls)
		}
	}
}

// TestComparisonsAreTheSameHoweverTheyAreLoaded asks for everything ahead, at the
// first access, and under several names in fragments.
func TestComparisonsAreTheSameHoweverTheyAreLoaded(t *testing.T) {
	s := seeded(t)
	names := []string{"initiatives", "partners", "coParticipants", "themes", "places", "funders"}
	ahead, late, whole := unbounded(s), unbounded(changed{s, oneLevel}), unbounded(changed{s, wholeRecords})
	ids := textsOf(asked(t, ahead, `{ stakeholders(where: {slug: {in: ["iom", "moha", "ohchr", "iom-malaysia"]}}) { nodes { id } } }`).list("stakeholders", "nodes"), "id")
	query := `query($of: [ID!]!) { comparison(of: $of) { of { name }` + comparisonSections(names...) + ` } }`
	want := ask(t, ahead, query, "of", ids)
	if len(ids) != 4 || strings.Contains(want, "errors") {
		t.Fatalf("of %v: %.500s", ids, want)
	}
	for name, h := range map[string]http.Handler{"late": late, "whole": whole} {
		if got := ask(t, h, query, "of", ids); got != want {
			t.Errorf("loaded %s:\n got %s\nwant %s", name, got, want)
		}
	}
	all := asked(t, ahead, query, "of", ids)
	for _, name := range names {
		some := asked(t, ahead, `query($of: [ID!]!) { comparison(of: $of) { a: `+name+` { sharedCount ...S } b: `+name+` { alone { count } ...S ... on ComparisonSection { some { by { claimCount } thing { ... on Theme { code } } } } } } }
			fragment S on ComparisonSection { alone { stakeholder { id } things { thing { id } } } }`, "of", ids)
		if a := some.list("comparison", "a", "alone"); len(a) != 4 || fmt.Sprint(thingsOf(a)) != fmt.Sprint(thingsOf(all.list("comparison", name, "alone"))) {
			t.Errorf("%s in fragments: %v", name, some)
		}
		if fmt.Sprint(thingsOf(some.list("comparison", "b", "alone"))) != fmt.Sprint(thingsOf(all.list("comparison", name, "alone"))) {
			t.Errorf("%s under another name: %v", name, some)
		}
	}
}

func thingsOf(alone []object) (out [][]string) {
	for _, a := range alone {
		out = append(out, textsOf(a.list("things"), "thing", "id"))
	}
	return out
}

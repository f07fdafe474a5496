package storetest

import (
	"strings"

	"github.com/migraph/migraph/graph"
)

func protectionCases() []Case {
	return []Case{
		{"the finer place of a presence is nowhere in the store", finerPlace},
		{"a presence that endangers nobody, or was reviewed, keeps its place", keptPlace},
		{"presences that become equal are one with both pieces of evidence", equalPresences},
		{"a presence that is no longer reviewed is taken back", takenBack},
		{"a place that something else tells of stays, but without the presence", placeStays},
	}
}

// shelter is a dataset of a body that works in a town. The keys of presences
// are empty, so that they are told apart by what they say.
func shelter(dataset string, edits ...func(*graph.Presence)) *data {
	return source(dataset, "doc-"+dataset, "2024").stakeholder("x", "X").
		thing("my", &graph.Place{Thing: named("my", "Malaysia"), Type: "COUNTRY", Country: "MY"}).
		thing("sabah", &graph.Place{Thing: named("sabah", "Sabah"), Type: "SUBDIVISION", Country: "MY", WithinID: "my"}).
		thing("hideaway", &graph.Place{Thing: named("hideaway", "Hidden Town"), Type: "LOCALITY", Country: "MY", WithinID: "sabah"}).
		claim("", edited(&graph.Presence{StakeholderID: "x", Role: "IMPLEMENTING", PlaceID: "hideaway", Sensitivity: "SHELTER"}, edits))
}

func (t *T) notStored(words ...string) {
	t.Helper()
	dump := strings.ToLower(t.dump())
	for _, w := range words {
		if strings.Contains(dump, strings.ToLower(w)) {
			t.Errorf("the store knows of %s", w)
		}
	}
}

// shownAt gives the name of the place of the only presence.
func (t *T) shownAt() string {
	t.Helper()
	p := only[*graph.Presence](t, "Presence")
	if p.PlaceID == "" {
		return ""
	}
	return t.get(p.PlaceID).(*graph.Place).Name
}

func finerPlace(t *T) {
	hidden := []string{"hidden town", "hideaway", idOf("Place", "l", "migraph:HIDEAWAY"), "sabah", idOf("Place", "l", "migraph:SABAH")}
	for _, sensitivity := range []graph.Sensitivity{"SHELTER", "DETENTION", "DIRECT_SERVICE", ""} {
		rep := t.apply(shelter("a", func(p *graph.Presence) { p.Sensitivity = sensitivity }))
		equal(t, "protected presences", rep.Protected, 1)
		equal(t, "the place of one of sensitivity "+string(sensitivity), t.shownAt(), "Malaysia")
		equal(t, "the country", only[*graph.Presence](t, "Presence").Country, graph.Text("MY"))
		t.notStored(hidden...)
	}
	before := t.dump()
	rep := t.apply(shelter("a", func(p *graph.Presence) { p.Sensitivity = "" }))
	equal(t, "protected presences once more", rep.Protected, 1)
	equal(t, "claims once more", rep.Claims, graph.Tally{Read: 1, Unchanged: 1})
	equal(t, "the graph", t.dump(), before)
	equal(t, "the links", len(t.scanLinks()), 1)
}

func keptPlace(t *T) {
	for _, edit := range []func(*graph.Presence){
		func(p *graph.Presence) { p.Sensitivity = "NOT_SENSITIVE" },
		func(p *graph.Presence) { p.Reviewed = true },
	} {
		rep := t.apply(shelter("a", edit))
		equal(t, "protected presences", rep.Protected, 0)
		equal(t, "the place", t.shownAt(), "Hidden Town")
		equal(t, "the country", only[*graph.Presence](t, "Presence").Country, graph.Text("MY"))
	}
}

func equalPresences(t *T) {
	second := func(d *data) *data {
		d.thing("camp", &graph.Place{Thing: named("camp", "Camp"), Type: "LOCALITY", WithinID: "sabah"}).
			claim("", &graph.Presence{StakeholderID: "x", Role: "IMPLEMENTING", PlaceID: "camp", Sensitivity: "SHELTER"})
		d.in.Claims[1].Evidence[0].Locator = "row 2"
		return d
	}
	rep := t.apply(second(shelter("a")))
	equal(t, "protected presences", rep.Protected, 2)
	p := only[*graph.Presence](t, "Presence")
	equal(t, "pieces of evidence", len(p.Evidence), 2)
	equal(t, "the second", p.Evidence[1].Locator, graph.Text("row 2"))
	t.notStored("camp", "hidden town")
	before := t.dump()
	t.apply(second(shelter("a")))
	equal(t, "the graph once more", t.dump(), before)
	t.apply(shelter("b"))
	same(t, "datasets of the one presence", datasetsOf(only[*graph.Presence](t, "Presence")), "a", "a", "b")
}

func takenBack(t *T) {
	t.apply(shelter("a", func(p *graph.Presence) { p.Reviewed = true }))
	rep := t.apply(shelter("a"))
	equal(t, "protected presences", rep.Protected, 1)
	equal(t, "the place", t.shownAt(), "Malaysia")
	same(t, "live places", t.liveNames("Place"), "Malaysia")
}

func placeStays(t *T) {
	rep := t.apply(shelter("a").claim("r", &graph.Figure{StakeholderID: "x", Label: "people reached", Value: "100", PlaceID: "hideaway"}))
	equal(t, "protected presences", rep.Protected, 1)
	equal(t, "the place of the presence", t.shownAt(), "Malaysia")
	same(t, "places", t.liveNames("Place"), "Hidden Town", "Malaysia", "Sabah")
	town := byName[*graph.Place](t, "Place", "Hidden Town")
	same(t, "presences in the town", t.ids(graph.Query{Type: typ("Presence"), By: graph.By("place"), Parents: []string{town.ID}}))
	t.apply(source("b", "atlas", "2020").thing("hideaway", &graph.Place{Thing: named("hideaway", "Hidden Town"), Type: "LOCALITY", Country: "MY"}))
	t.apply(shelter("a"))
	same(t, "places that another dataset has", t.liveNames("Place"), "Hidden Town", "Malaysia")
}

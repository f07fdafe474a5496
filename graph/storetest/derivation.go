package storetest

import (
	"fmt"

	"github.com/migraph/migraph/graph"
)

// What is derived of many datasets depends neither on the order in which they
// came nor on what few may see.
func derivationCases() []Case {
	return []Case{
		{"a slug is not made of what is hidden", slugOfHiddenKey},
		{"the date of a hidden document decides nothing", rankByHiddenDocument},
		{"documents that describe each other are shown again", ringShownAgain},
		{"a finer place that is protected is not stored", protectedPlaceNotStored},
		{"a tombstone takes no identifier back", tombstoneTakesNothingBack},
		{"a document ranks as well whoever came first", documentRanksItself},
		{"a presence in a region of one country is protected", regionOfACountry},
	}
}

// citing makes the last thing of the import cite a document.
func (d *data) citing(key string) *data {
	last := &d.in.Things[len(d.in.Things)-1]
	last.Evidence = []*graph.Evidence{{DocumentID: key, Basis: "STATED"}}
	return d
}

// A thing's slug is shown to all: it must not be made of a hidden description.
func slugOfHiddenKey(x *T) {
	x.apply(source("a", "dossier", "2020").hide("dossier", "RESTRICTED").thing("x", &graph.Stakeholder{Kind: "ORGANIZATION",
		Thing: graph.Thing{Name: "Secret code name", Identifiers: []*graph.Identifier{identifiedBy("org-id", "1")}}}))
	x.apply(source("b", "paper", "2020").thing("x", &graph.Stakeholder{Kind: "ORGANIZATION",
		Thing: graph.Thing{Name: "Public name", Identifiers: []*graph.Identifier{identifiedBy("org-id", "1")}}}))
	same(x, "slugs that everybody sees", x.seen(graph.AudiencePublic, "Stakeholder"), "public-name")
}

// The date of a hidden document must not decide what the public is shown.
func rankByHiddenDocument(x *T) {
	name := func(x *T) string {
		return x.fetch(graph.Plan{Query: graph.Query{Type: typ("Stakeholder")}})[0].Records[0].(*graph.Stakeholder).Name
	}
	build := func(hidden bool) *data {
		d := source("b", "paper-b", "2010").document("dossier", "2030").hide("dossier", "RESTRICTED").cite("paper-b").stakeholder("x", "Name by b")
		if hidden {
			last := &d.in.Things[len(d.in.Things)-1]
			last.Evidence = append(last.Evidence, &graph.Evidence{DocumentID: "dossier", Basis: "STATED"})
		}
		return d
	}
	x.apply(source("a", "paper-a", "2020").stakeholder("x", "Name by a"))
	x.apply(build(false))
	without := name(x)
	x.apply(build(true))
	equal(x, "the name that everybody sees", name(x), without)
}

// A document hidden and shown again is shown, though two documents describe each other.
func ringShownAgain(x *T) {
	d := func() *data {
		return source("a", "d1", "2020").citing("d2").document("d2", "2020").citing("d1")
	}
	x.apply(d())
	same(x, "before", x.seen(graph.AudiencePublic, "Document"), "d1", "d2")
	x.apply(d().hide("d1", "RESTRICTED"))
	x.apply(d())
	same(x, "shown again", x.seen(graph.AudiencePublic, "Document"), "d1", "d2")
}

// A finer place that is protected is not in the store (decision 13).
func protectedPlaceNotStored(x *T) {
	d := source("a", "doc", "2022").stakeholder("ngo", "An NGO").
		thing("th", &graph.Place{Thing: named("th", "Thailand"), Type: "COUNTRY", Country: "TH"}).
		thing("shelter-town", &graph.Place{Thing: named("shelter-town", "Shelter town"), Type: "LOCALITY", Country: "TH", WithinID: "th"}).
		claim("w", &graph.Presence{StakeholderID: "ngo", Role: "IMPLEMENTING", PlaceID: "shelter-town", Sensitivity: "SHELTER"})
	rep := x.apply(d)
	equal(x, "protected", rep.Protected, 1)
	same(x, "places that everybody sees", x.seen(graph.AudiencePublic, "Place"), "th")
}

// The same import again changes nothing.
func tombstoneTakesNothingBack(x *T) {
	for i := range 8 {
		a, b := fmt.Sprint("a", i), fmt.Sprint("b", i)
		k1, k2 := identifiedBy("org-id", fmt.Sprint("one", i)), identifiedBy("org-id", fmt.Sprint("two", i))
		x.apply(bodyBy(a, "X", k1))
		x.apply(bodyBy(b, "X", k2))
		x.apply(bodyBy(a, "X", k1, k2)) // is what b calls so
		x.withdraw(b)
		before := x.dump("revision")
		x.apply(bodyBy(a, "X", k1, k2))
		if x.dump("revision") != before {
			x.Errorf("%d: the same import again changes the graph:\n%s", i, firstDifference(before, x.dump("revision")))
		}
	}
}

// A document that two datasets date, one by itself: the same import again changes nothing.
func documentRanksItself(x *T) {
	a := func() *data { return source("a", "report", "2022") }
	b := func() *data { return source("b", "register", "2021").document("report", "2020").citing("register") }
	shown := func(x *T) string { return byName[*graph.Document](x, "Document", "Document report").Date.Text }
	x.apply(a())
	x.apply(b())
	first := shown(x)
	x.withdraw("a")
	x.withdraw("b")
	x.apply(b())
	x.apply(a())
	equal(x, "the date, b first", shown(x), first)
}

// A region within one country is finer than the country.
func regionOfACountry(x *T) {
	x.apply(source("a", "doc", "2022").stakeholder("ngo", "An NGO").
		thing("ph", &graph.Place{Thing: named("ph", "Philippines"), Type: "COUNTRY", Country: "PH"}).
		thing("r", &graph.Place{Thing: named("r", "Zamboanga Peninsula"), Type: "REGION", Country: "PH", WithinID: "ph"}).
		claim("w", &graph.Presence{StakeholderID: "ngo", Role: "IMPLEMENTING", PlaceID: "r", Sensitivity: "SHELTER"}))
	same(x, "places that everybody sees", x.seen(graph.AudiencePublic, "Place"), "ph")
}

package migraphyaml

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/migraph/migraph/graph"
)

// common gives what every thing has. The key in the file is its first
// identifier, so that all files of a store mean the same thing by it, but for
// a local one.
func (r *reader) common(what string, f field) graph.Thing {
	n := f.value
	t := graph.Thing{Name: r.clean(n.get("name"))}
	identify := func(scheme, value string, at pos) {
		i := &graph.Identifier{Scheme: scheme, Value: value}
		inAnotherForm := slices.ContainsFunc(t.Identifiers, func(have *graph.Identifier) bool {
			return have.Key() == i.Key() && !have.SameWriting(i)
		})
		t.Identifiers = append(t.Identifiers, i)
		if inAnotherForm { // of the same thing: SE-0 and SE-6
			return
		}
		r.take("identifier "+what+" "+i.Key(), fmt.Sprintf("the identifier %s of a %s", quote(i.Key()), what), at)
	}
	if !r.flag(n.get("local")) {
		identify(graph.SchemeMigraph, f.name, f.at)
	} else if len(n.list("identifiers")) == 0 && n.get("id") == nil {
		r.add(n.get("local").at, `nothing says which %s this is, for its key is local; add "identifiers:" or "id:"`, what)
	}
	for _, i := range n.list("identifiers") {
		scheme, value := r.value(i.get("scheme")), r.clean(i.get("value"))
		if scheme == "" || value == "" {
			continue
		}
		if scheme == graph.SchemeMigraph && !keyForm.MatchString(value) {
			r.add(i.get("value").at, "%s is no key of Migraph's files; write a former key, or correct the scheme", quote(value))
		}
		identify(scheme, value, i.at)
	}
	for _, a := range n.list("aliases") {
		t.Aliases = append(t.Aliases, &graph.Alias{
			Name: r.clean(a.orField("name")), Language: r.language(a.get("language")),
			Kind: graph.AliasKind(cmp.Or(r.value(a.get("kind")), "NAME")),
		})
	}
	return t
}

// describe adds a thing to the import and gives what it cites.
func (r *reader) describe(f field, record graph.Record, around []citedAt) []citedAt {
	evidence, places := r.cite(f.value, f.at, around)
	r.out.Things = append(r.out.Things, graph.ThingInput{
		Key: f.name, ID: r.value(f.value.get("id")), Slug: r.value(f.value.get("slug")), Record: record, Evidence: evidence, Where: r.where(f.at),
		Visibility: graph.Visibility(r.value(f.value.get("visibility"))),
	})
	return places
}

func (r *reader) document(f field, around []citedAt) {
	n := f.value
	d := &graph.Document{
		Thing:       r.common(document, f),
		PublisherID: r.ref(n.get("publisher"), stakeholder),
		Date:        r.date(n.get("date")),
		Language:    r.language(n.get("language")),
		Licence:     r.text(n.get("licence")),
		SourceURL:   r.url(n.get("sourceUrl")),
		Version:     r.text(n.get("version")),
	}
	if len(around) == 0 { // a document can be looked at, so it may speak for itself
		around = []citedAt{{document: f.name}}
	}
	r.describe(f, d, around)
}

func (r *reader) stakeholder(f field, around []citedAt) {
	n := f.value
	s := &graph.Stakeholder{
		Thing:       r.common(stakeholder, f),
		Kind:        graph.StakeholderKind(r.value(n.get("kind"))),
		Subtype:     r.text(n.get("subtype")),
		Acronym:     r.text(n.get("acronym")),
		Country:     r.country(n.get("country")),
		Summary:     r.text(n.get("summary")),
		Website:     r.url(n.get("website")),
		MissionType: graph.MissionType(r.value(n.get("missionType"))),

		OrganisationType: r.text(n.get("organisationType")),
	}
	if kind := n.get("kind"); s.MissionType != "" && s.Kind != "EMBASSY" && (kind == nil || !kind.refused) {
		r.add(n.field("missionType").at, `only an embassy has a "missionType"; write "kind: EMBASSY", or remove it`)
	}
	places := r.describe(f, s, around)
	for _, a := range n.list("affiliations") {
		r.affiliation(a, f.name, places)
	}
	r.under(n, subject{stakeholder: f.name}, places)
}

func (r *reader) initiative(f field, around []citedAt) {
	n := f.value
	i := &graph.Initiative{
		Thing:                   r.common(initiative, f),
		Type:                    graph.InitiativeType(r.value(n.get("type"))),
		Status:                  graph.InitiativeStatus(r.value(n.get("status"))),
		Nature:                  graph.InitiativeNature(r.value(n.get("nature"))),
		Period:                  r.period(n),
		Duration:                r.text(n.get("duration")),
		Summary:                 r.text(n.get("summary")),
		TargetGroups:            r.text(n.get("targetGroups")),
		ParticipantListComplete: graph.ParticipantListComplete(r.value(n.get("participantListComplete"))),

		PlannedStart:    r.date(n.get("plannedStart")),
		PlannedEnd:      r.date(n.get("plannedEnd")),
		StartIsPlanned:  r.flag(n.get("startIsPlanned")),
		EndIsPlanned:    r.flag(n.get("endIsPlanned")),
		Humanitarian:    r.flag(n.get("humanitarian")),
		DefaultCurrency: r.currency(n.get("defaultCurrency")),
		Language:        r.language(n.get("language")),
		FinanceType:     r.text(n.get("financeType")),
		AidType:         r.text(n.get("aidType")),
	}
	for _, t := range n.list("translations") {
		i.Translations = append(i.Translations, &graph.Translation{Language: r.language(t.get("language")), Text: r.text(t.get("text"))})
	}
	places := r.describe(f, i, around)
	for _, p := range n.list("participations") {
		r.participation(p, f.name, places)
	}
	for _, fl := range n.list("flows") {
		r.flow(fl, f.name, places)
	}
	for _, p := range n.list("plans") {
		r.plan(p, f.name, places)
	}
	for _, l := range n.list("links") {
		r.link(l, f.name, places)
	}
	r.under(n, subject{initiative: f.name}, places)
}

// under reads the claims that stand under a stakeholder as well as under an initiative.
func (r *reader) under(n *node, of subject, around []citedAt) {
	for _, c := range n.list("places") {
		r.classified(c, of, c.orField("place"), nil, around)
	}
	for _, c := range n.list("themes") {
		r.classified(c, of, nil, c.orField("theme"), around)
	}
	for _, l := range n.list("documentLinks") {
		r.documentLink(l, of, around)
	}
	for _, p := range n.list("presences") {
		r.presence(p, of, around)
	}
	for _, x := range n.list("results") {
		r.result(x, of, around)
	}
	for _, x := range n.list("findings") {
		r.finding(x, of, around)
	}
}

func (r *reader) place(f field, around []citedAt) {
	n := f.value
	p := &graph.Place{
		Thing:    r.common(place, f),
		Type:     graph.PlaceType(r.value(n.get("type"))),
		Country:  r.country(n.get("country")),
		WithinID: r.ref(n.get("within"), place),
	}
	if r.liesInRing(f.name) {
		r.add(n.get("within").at, "%s would lie within itself; correct this place or one of those around it", quote(f.name))
	}
	r.describe(f, p, around)
}

// maxWithin bounds how many places are taken to lie one within the other.
const maxWithin = 20

// around gives the place within which another lies, empty if the file does not say.
func (r *reader) around(key string) string {
	return r.value(r.root.get("places").get(key).get("within"))
}

// liesInRing tells whether a place lies within itself.
func (r *reader) liesInRing(key string) bool {
	outer := key
	for range maxWithin {
		switch outer = r.around(outer); outer {
		case "":
			return false
		case key:
			return true
		}
	}
	return false
}

func (r *reader) theme(f field, around []citedAt) {
	n := f.value
	r.describe(f, &graph.Theme{
		Thing:      r.common(theme, f),
		Vocabulary: r.text(n.get("vocabulary")),
		Code:       r.text(n.get("code")),
	}, around)
}

package migraphyaml

import (
	"cmp"
	"fmt"

	"github.com/migraph/migraph/graph"
)

// common gives what every thing has. The key in the file is its first
// identifier, so that all files of a store mean the same thing by it.
func (r *reader) common(what string, f field) graph.Thing {
	n := f.value
	t := graph.Thing{Name: r.clean(n.get("name"))}
	identify := func(scheme, value string, at pos) {
		i := &graph.Identifier{Scheme: scheme, Value: value}
		t.Identifiers = append(t.Identifiers, i)
		r.take(fmt.Sprintf("the identifier %s of a %s", quote(i.Key()), what), at)
	}
	identify(graph.SchemeMigraph, f.name, f.at)
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
		name := a
		if a.shape == mapping {
			name = a.get("name")
		}
		t.Aliases = append(t.Aliases, &graph.Alias{
			Name: r.clean(name), Language: r.language(a.get("language")),
			Kind: graph.AliasKind(cmp.Or(r.value(a.get("kind")), "NAME")),
		})
	}
	return t
}

// describe adds a thing to the import and gives what it cites.
func (r *reader) describe(f field, record graph.Record, around []place) []place {
	evidence, places := r.cite(f.value, f.at, around)
	r.out.Things = append(r.out.Things, graph.ThingInput{
		Key: f.name, Record: record, Evidence: evidence, Where: r.where(f.at),
	})
	return places
}

func (r *reader) document(f field, around []place) {
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
		around = []place{{document: f.name}}
	}
	r.describe(f, d, around)
}

func (r *reader) stakeholder(f field, around []place) {
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
	}
	if kind := n.get("kind"); s.MissionType != "" && s.Kind != "EMBASSY" && (kind == nil || !kind.refused) {
		r.add(n.field("missionType").at, `only an embassy has a "missionType"; write "kind: EMBASSY", or remove it`)
	}
	places := r.describe(f, s, around)
	for _, a := range n.list("affiliations") {
		r.affiliation(a, f.name, places)
	}
}

func (r *reader) initiative(f field, around []place) {
	n := f.value
	i := &graph.Initiative{
		Thing:                   r.common(initiative, f),
		Type:                    graph.InitiativeType(r.value(n.get("type"))),
		Nature:                  graph.InitiativeNature(r.value(n.get("nature"))),
		Period:                  r.period(n),
		Duration:                r.text(n.get("duration")),
		Summary:                 r.text(n.get("summary")),
		TargetGroups:            r.text(n.get("targetGroups")),
		ParticipantListComplete: graph.ParticipantListComplete(r.value(n.get("participantListComplete"))),
	}
	places := r.describe(f, i, around)
	for _, p := range n.list("participations") {
		r.participation(p, f.name, places)
	}
	for _, fl := range n.list("flows") {
		r.flow(fl, f.name, places)
	}
}

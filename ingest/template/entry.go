package template

import (
	"cmp"
	"strings"

	"github.com/migraph/migraph/graph"
	countrynames "github.com/migraph/migraph/ingest/country"
)

// thing gives what all things have that an entry describes. The identifiers of
// registers come first; the name within the dataset keeps the thing the same when
// they are added later.
func (r *reader) thing(e *entry, column string) graph.Thing {
	r.checkIdentifiers(e)
	t := graph.Thing{Name: string(r.text(e, column)), Identifiers: r.identifiers(e)}
	for _, other := range e.list(otherNames) {
		t.Aliases = append(t.Aliases, &graph.Alias{Name: other, Kind: "NAME"})
	}
	t.Identifiers = append(t.Identifiers, r.own(nameKey(t.Name))...)
	return t
}

func (r *reader) describe(e *entry, noun, key string, record graph.Record) {
	r.add(noun, graph.ThingInput{Key: key, Record: record, Evidence: r.cite(e), Where: e.place(e.sheet.noun.Columns[0].Name), Visibility: graph.Visibility(r.choice(e, visibility))})
}

func (r *reader) claim(e *entry, record graph.Record) {
	r.claims = append(r.claims, graph.ClaimInput{Record: record, Evidence: r.cite(e), Where: e.sheet.Place(e.number, -1), Visibility: graph.Visibility(r.choice(e, visibility))})
}

// isDescribed tells whether an entry is the one that describes its thing.
func (e *entry) isDescribed(x *index, column string) bool {
	return x.rows[nameKey(e.cell(column))] == e.number && e.has(column)
}

func (r *reader) stakeholder(e *entry) {
	if !e.isDescribed(r.stakeholders, stakeholderName) || !r.isBody(e, stakeholderName, e.cell(stakeholderName)) {
		return
	}
	s := &graph.Stakeholder{
		Thing:   r.thing(e, stakeholderName),
		Kind:    graph.StakeholderKind(r.choice(e, kind)),
		Subtype: graph.Text(code(string(r.text(e, subtype)))),
		Acronym: r.text(e, acronym),
		Country: r.country(e, country, e.cell(country)),
		Website: r.url(e, website),
		Summary: r.text(e, summary),
	}
	if n := r.text(e, note); n != "" && s.Summary == "" {
		s.Summary = n
	} else if n != "" {
		s.Summary += " " + n
	}
	key := nameKey(s.Name)
	r.describe(e, "Stakeholder", key, s)
	switch to := r.refer(e, partOf, r.stakeholders); to {
	case "":
	case key:
		r.wrong(e, partOf, "a body cannot be a part of itself; correct one of the two names")
	default:
		r.claim(e, &graph.Affiliation{StakeholderID: key, ToID: to, Type: "PART_OF"})
	}
}

func (r *reader) initiative(e *entry) {
	if !e.isDescribed(r.initiatives, initiativeName) {
		return
	}
	i := &graph.Initiative{
		Thing:                   r.thing(e, initiativeName),
		Type:                    graph.InitiativeType(r.choice(e, typ)),
		Nature:                  graph.InitiativeNature(r.choice(e, nature)),
		Status:                  graph.InitiativeStatus(r.choice(e, status)),
		Period:                  r.period(e),
		Summary:                 graph.Text(strings.TrimSpace(string(r.text(e, summary) + " " + r.text(e, note)))),
		TargetGroups:            r.text(e, targetGroup),
		ParticipantListComplete: graph.ParticipantListComplete(r.choice(e, listComplete)),
	}
	key := nameKey(i.Name)
	r.describe(e, "Initiative", key, i)
	for _, name := range e.list(countries) {
		if code := r.country(e, countries, name); code != "" {
			r.claim(e, &graph.Classification{InitiativeID: key, PlaceID: r.countryPlace(e, string(code))})
		}
	}
	for _, name := range e.list(themes) {
		r.claim(e, &graph.Classification{InitiativeID: key, ThemeID: r.theme(e, name)})
	}
}

func (r *reader) participation(e *entry) {
	p := &graph.Participation{
		StakeholderID: r.refer(e, stakeholder, r.stakeholders),
		GroupLabel:    r.groupLabel(e),
		InitiativeID:  r.refer(e, initiative, r.initiatives),
		Role:          graph.Role(r.choice(e, role)),
		Capacity:      r.text(e, capacity),
		Headcount:     r.number(e, headcount),
		Note:          r.text(e, note),
		Timing:        graph.Timing{Period: r.period(e)},
	}
	if p.Headcount != nil {
		p.HeadcountQualifier = "EXACT"
	}
	switch {
	case !e.has(stakeholder) && !e.has(group):
		r.wrong(e, stakeholder, "nobody takes part here; write a stakeholder, or a group without a name under %q", group)
	case e.has(stakeholder) && e.has(group):
		r.wrong(e, group, "there is a stakeholder and a group; write a row for each")
	}
	r.needed(e, initiative, "the row says nothing of the initiative")
	r.needed(e, role, "the row says nothing of the role")
	r.claim(e, p)
}

// groupLabel gives the words for a group, without names of persons.
func (r *reader) groupLabel(e *entry) graph.Text {
	label, shown := r.text(e, group), e.shown(group)
	if shown == graph.Clean(e.cell(group)) {
		return label
	}
	r.account.Withhold("person", "It looks like the name of a person, which is never taken over; words of ours stand in its place.", e.place(group))
	return graph.Text(shown)
}

// needed tells of a cell that must not be empty.
func (r *reader) needed(e *entry, column, what string) {
	if !e.has(column) {
		r.wrong(e, column, "%s; fill in %q", what, column)
	}
}

func (r *reader) flow(e *entry) {
	f := &graph.Flow{
		Provider:   graph.End{StakeholderID: r.refer(e, provider, r.stakeholders), InitiativeID: r.refer(e, fromProgramme, r.initiatives)},
		Recipient:  graph.End{StakeholderID: r.refer(e, recipient, r.stakeholders), InitiativeID: r.refer(e, toProgramme, r.initiatives)},
		Type:       graph.FlowType(r.choice(e, typ)),
		ReporterID: r.refer(e, reporter, r.stakeholders),
		Amount:     r.money(e),
		InKind:     r.text(e, inKind),
		Note:       r.text(e, note),
		Timing:     graph.Timing{Period: r.period(e)},
	}
	if f.Type == "" {
		f.Type = "UNSPECIFIED"
	}
	switch {
	case f.ReporterID == "":
	case f.ReporterID == f.Provider.StakeholderID:
		f.ReportedBy = "PROVIDER"
	case f.ReporterID == f.Recipient.StakeholderID:
		f.ReportedBy = "RECIPIENT"
	default:
		f.ReportedBy = "OTHER"
	}
	switch {
	case !e.has(provider) && !e.has(fromProgramme) && !e.has(recipient) && !e.has(toProgramme):
		r.wrong(e, provider, "the row says neither who gives nor who has; fill in %q, %q or an initiative", provider, recipient)
	case f.Provider == f.Recipient && f.Provider != (graph.End{}):
		r.wrong(e, recipient, "the provider and the recipient are the same; correct one of the two")
	}
	if !f.Amount.Known() {
		r.account.WithoutAmount++
	}
	r.undated(f.Period)
	r.claim(e, f)
}

func (r *reader) undated(p graph.Period) {
	if !p.Start.Known() && !p.End.Known() {
		r.account.Undated++
	}
}

func (r *reader) presence(e *entry) {
	p := &graph.Presence{
		StakeholderID: r.refer(e, stakeholder, r.stakeholders),
		Role:          graph.Role(r.choice(e, role)),
		Country:       r.country(e, country, cmp.Or(e.cell(country), r.options.Country)),
		InitiativeID:  r.refer(e, initiative, r.initiatives),
		TargetGroup:   r.text(e, targetGroup),
		Sensitivity:   graph.Sensitivity(r.choice(e, sensitivity)),
		Reviewed:      r.yes(e, reviewed),
		Note:          r.text(e, note),
		Timing:        graph.Timing{Period: r.period(e)},
	}
	r.needed(e, stakeholder, "the row says nothing of who works")
	if r.options.Country == "" {
		r.needed(e, country, "the row says nothing of where")
	}
	if p.Country != "" {
		p.PlaceID = r.countryPlace(e, string(p.Country))
		if name := r.text(e, place); name != "" {
			p.PlaceID = r.place(e, p.PlaceID, string(name), p.Country)
		}
	}
	if name := r.text(e, theme); name != "" {
		p.ThemeID = r.theme(e, string(name))
	}
	r.undated(p.Period)
	r.claim(e, p)
}

// countryPlace gives the key of the place that is a country.
func (r *reader) countryPlace(e *entry, code string) string {
	key := "country:" + code
	if r.things["Place "+key] == nil {
		r.add("Place", graph.ThingInput{Key: key, Evidence: r.cite(e), Where: e.place(country),
			Record: &graph.Place{Thing: graph.Thing{Name: cmp.Or(countrynames.Name(code), code), Identifiers: []*graph.Identifier{{Scheme: "iso-3166-1", Value: code}}}, Type: "COUNTRY", Country: graph.Text(code)}})
	}
	return key
}

// place gives the key of a place in a country.
func (r *reader) place(e *entry, within, name string, in graph.Text) string {
	key := within + "/" + strings.ToUpper(name)
	if r.things["Place "+key] == nil {
		r.add("Place", graph.ThingInput{Key: key, Evidence: r.cite(e), Where: e.place(place),
			Record: &graph.Place{Thing: graph.Thing{Name: name, Identifiers: r.own(key)}, Type: "SUBDIVISION", Country: in, WithinID: within}})
	}
	return key
}

// theme gives the key of a theme, in a vocabulary of the file's own.
func (r *reader) theme(e *entry, name string) string {
	key := "theme:" + strings.ToUpper(name)
	if r.things["Theme "+key] == nil {
		r.add("Theme", graph.ThingInput{Key: key, Evidence: r.cite(e), Where: e.sheet.Place(e.number, -1),
			Record: &graph.Theme{Thing: graph.Thing{Name: name, Identifiers: r.own(key)}, Vocabulary: graph.Text(r.dataset)}})
	}
	return key
}

package iati

import (
	"cmp"

	"github.com/migraph/migraph/graph"
)

const schemeActivity = "iati-activity"

// initiativeKey gives the key of an activity by its identifier, empty if it has none.
func initiativeKey(id string) string {
	if id = graph.Clean(id); id == "" || len(id) > maxIdentifier {
		return ""
	}
	return graph.IdentifierKey(schemeActivity, id)
}

// activity reads an activity: an initiative and the claims about it.
func (s *scope) activity() error {
	id := s.e.child("iati-identifier").value()
	switch s.key = initiativeKey(id); {
	case s.key == "":
		s.skip("activity-without-identifier", "Without an iati-identifier, of at most 200 characters, nobody can tell which activity it is.", s.e)
		return nil
	case s.described[s.key]:
		s.skip("1.1.2", "The activity identifier must be unique for each activity. The first activity of that identifier was read, this one is left out.", s.e)
		return nil
	}
	s.described[s.key] = true
	if err := s.sink.Thing(graph.ThingInput{Key: s.key, Record: s.initiative(id), Evidence: s.evidence(""), Where: s.where(s.e)}); err != nil {
		return err
	}
	for _, read := range []func() error{
		s.objectives, s.participations, s.recipients, s.sectors, s.labels, s.transactions,
		s.budgets, s.plannedDisbursements, s.relatedActivities, s.results, s.documentLinks,
	} {
		if err := read(); err != nil {
			return err
		}
	}
	return nil
}

// initiative reads what is told of the activity itself.
func (s *scope) initiative(id string) *graph.Initiative {
	i := &graph.Initiative{
		Thing:           graph.Thing{Identifiers: []*graph.Identifier{{Scheme: schemeActivity, Value: id}}},
		Type:            "PROJECT",
		Nature:          "STATE", // it is open until it is closed
		Status:          s.status(),
		Humanitarian:    s.humanitarian,
		DefaultCurrency: graph.Text(s.currency),
		Language:        graph.Text(s.language),
		FinanceType:     s.finance,
		AidType:         s.aid,
	}
	if s.e.attr("hierarchy") == "1" && len(s.related("2")) > 0 {
		i.Type = "PROGRAMME"
	}
	s.title(i, id)
	s.descriptions(i)
	s.activityDates(i)
	return i
}

func (s *scope) status() graph.InitiativeStatus {
	e := s.e.child("activity-status")
	return statusOf(cmp.Or(e.attr("code"), e.value()))
}

// title reads the name; its versions in other languages are aliases.
func (s *scope) title(i *graph.Initiative, id string) {
	var all []narrative
	for _, t := range s.e.all("title") { // version 1 repeats the element for each language
		all = append(all, t.narratives()...)
	}
	first, others := inLanguage(all, s.language)
	if first.text == "" {
		s.flag("activity-without-title", "The activity has no title; it is called by its identifier.", s.e)
		first.text = "Activity " + id
	}
	if len(first.text) > maxName {
		s.flag("text-cut", "The text is longer than what is kept; its end is left out.", s.e.child("title"))
	}
	i.Name = cutText(first.text, maxName)
	for _, n := range others {
		if graph.Fold(n.text) != graph.Fold(i.Name) {
			i.Aliases = append(i.Aliases, &graph.Alias{Name: cutText(n.text, maxName), Language: graph.Text(n.language), Kind: "NAME"})
		}
	}
}

// descriptions reads the general description as the summary, with its versions in
// other languages, and the one of target groups. Objectives become findings.
func (s *scope) descriptions(i *graph.Initiative) {
	var general []narrative
	for _, e := range s.e.all("description") {
		switch e.attr("type") {
		case "2": // see objectives
		case "3":
			i.TargetGroups = graph.Text(s.summary(e, e.says()))
		case "4":
			s.skip("other-description", "Descriptions of type 4, «other», are left out: they are a publisher's own notes.", e)
		default:
			general = append(general, e.narratives()...)
		}
	}
	first, others := inLanguage(general, s.language)
	if first.text == "" {
		return
	}
	i.Summary = graph.Text(s.summary(s.e.child("description"), first.text))
	for _, n := range others {
		i.Translations = append(i.Translations, &graph.Translation{Language: graph.Text(n.language), Text: graph.Text(s.summary(s.e, n.text))})
	}
}

// summary cuts a long text.
func (s *scope) summary(e *element, text string) string {
	if len(text) > maxSummary {
		s.flag("text-cut", "The text is longer than what is kept; its end is left out.", e)
	}
	return cutText(text, maxSummary)
}

// objectives reads descriptions of type 2.
func (s *scope) objectives() error {
	for _, e := range s.e.all("description") {
		if e.attr("type") != "2" || e.says() == "" {
			continue
		}
		f := &graph.Finding{InitiativeID: s.key, Type: "OBJECTIVE", Text: graph.Text(s.summary(e, e.says()))}
		if err := s.claim("", f, e); err != nil {
			return err
		}
	}
	return nil
}

// activityDates reads the dates. The actual ones rule; where there is none, what was
// planned stands for it, and the initiative says so.
func (s *scope) activityDates(i *graph.Initiative) {
	dates := map[string]graph.PartialDate{}
	for _, e := range s.e.all("activity-date") {
		kind := dateOf(e.attr("type"))
		if kind == "" {
			s.skip("9.4.1", "The activity date type is invalid; the date is left out.", e)
			continue
		}
		if d := s.date(e); d.Known() {
			dates[kind] = d
		}
	}
	i.PlannedStart, i.PlannedEnd = dates["1"], dates["3"]
	i.Period = graph.Period{Start: dates["2"], End: dates["4"]}
	if !i.Period.Start.Known() && i.PlannedStart.Known() {
		i.Period.Start, i.StartIsPlanned = i.PlannedStart, true
	}
	if !i.Period.End.Known() && i.PlannedEnd.Known() {
		i.Period.End, i.EndIsPlanned = i.PlannedEnd, true
	}
	if p := i.Period; p.Start.Known() && p.End.Known() && p.End.Latest < p.Start.Earliest {
		s.flag("end-before-start", "It ends before it begins, so the end is left out.", s.e.child("activity-date"))
		i.Period.End, i.EndIsPlanned = graph.PartialDate{}, false
	}
}

// financeType gives the code of the OECD's list of types of finance; a rule tells of
// one that is not there.
func (s *scope) financeType(e *element, name string) graph.Text {
	if code := e.child(name).attr("code"); codelists["FinanceType"][code] {
		return graph.Text(code)
	}
	return ""
}

// aidType gives the code of the OECD's list of types of aid, which is the first
// vocabulary of IATI.
func (s *scope) aidType(e *element, name string) graph.Text {
	for _, a := range e.all(name) {
		switch v := a.attr("vocabulary"); {
		case v != "" && v != "1":
			s.skip("aid-type-of-another-vocabulary", "Types of aid are kept in the OECD's vocabulary only.", a)
		case codelists["AidType"][a.attr("code")]:
			return graph.Text(a.attr("code"))
		}
	}
	return ""
}

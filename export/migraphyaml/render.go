package migraphyaml

import (
	"strings"

	"github.com/migraph/migraph/graph"
)

// render gives the text of a file: things over several lines, a claim a line. named
// holds the keys of results to which others refer.
func render(in *graph.Import, named map[string]bool) string {
	var b strings.Builder
	b.WriteString("# What a dataset of Migraph says. See docs/seed-format.md\n")
	d := &fields{}
	d.text("key", in.Dataset.Key)
	d.text("title", string(in.Dataset.Title))
	d.text("licence", string(in.Dataset.Licence))
	d.text("format", string(in.Dataset.Format))
	b.WriteString("dataset:\n" + d.lines("  "))
	for _, s := range thingSections {
		first := true
		for i := range in.Things {
			t := &in.Things[i]
			if graph.TypeOf(t.Record).Name != s.noun {
				continue
			}
			if first {
				b.WriteString(s.name + ":\n")
			}
			first = false
			b.WriteString("  " + scalar(t.Key) + ":\n" + thing(t).lines("    "))
		}
	}
	for _, s := range claimSections {
		first := true
		for i := range in.Claims {
			c := &in.Claims[i]
			if graph.TypeOf(c.Record).Name != s.noun {
				continue
			}
			if first {
				b.WriteString(s.name + ":\n")
			}
			first = false
			b.WriteString("  - " + claim(c, named).inline() + "\n")
		}
	}
	return b.String()
}

// cite adds visibility and evidence.
func (f *fields) cite(v graph.Visibility, evidence []*graph.Evidence) {
	f.text("visibility", string(v))
	var list []string
	for _, e := range evidence {
		x := &fields{}
		x.text("document", e.DocumentID)
		x.text("locator", string(e.Locator))
		x.text("note", string(e.Note))
		if e.Basis != "STATED" {
			x.text("basis", string(e.Basis))
		}
		list = append(list, x.inline())
	}
	if len(list) == 1 {
		f.add("evidence", list[0])
		return
	}
	f.list("evidence", list)
}

func thing(in *graph.ThingInput) *fields {
	f := &fields{}
	th := graph.AsThing(in.Record)
	f.text("name", th.Name)
	f.text("id", in.ID)
	f.text("slug", in.Slug)
	identifiers := th.Identifiers
	if _, own := ownKey(in.Record); own {
		identifiers = identifiers[1:]
	} else {
		f.flag("local", true)
	}
	switch r := in.Record.(type) {
	case *graph.Document:
		document(f, r)
	case *graph.Place:
		f.text("type", string(r.Type))
		f.text("country", string(r.Country))
		f.text("within", r.WithinID)
	case *graph.Theme:
		f.text("vocabulary", string(r.Vocabulary))
		f.text("code", string(r.Code))
	case *graph.Stakeholder:
		stakeholder(f, r)
	case *graph.Initiative:
		initiative(f, r)
	}
	var list []string
	for _, a := range th.Aliases {
		x := &fields{}
		x.text("name", a.Name)
		x.text("language", string(a.Language))
		if a.Kind != "NAME" {
			x.text("kind", string(a.Kind))
		}
		list = append(list, x.inline())
	}
	f.list("aliases", list)
	list = nil
	for _, i := range identifiers {
		x := &fields{}
		x.text("scheme", i.Scheme)
		x.text("value", i.Value)
		list = append(list, x.inline())
	}
	f.list("identifiers", list)
	f.cite(in.Visibility, in.Evidence)
	return f
}

func document(f *fields, d *graph.Document) {
	f.text("publisher", d.PublisherID)
	f.date("date", d.Date)
	f.text("language", string(d.Language))
	f.text("licence", string(d.Licence))
	f.text("sourceUrl", string(d.SourceURL))
	f.text("version", string(d.Version))
}

func stakeholder(f *fields, s *graph.Stakeholder) {
	f.text("acronym", string(s.Acronym))
	f.text("kind", string(s.Kind))
	f.text("subtype", string(s.Subtype))
	f.text("organisationType", string(s.OrganisationType))
	f.text("missionType", string(s.MissionType))
	f.text("country", string(s.Country))
	f.text("summary", string(s.Summary))
	f.text("website", string(s.Website))
}

func initiative(f *fields, i *graph.Initiative) {
	f.text("type", string(i.Type))
	f.text("nature", string(i.Nature))
	f.text("status", string(i.Status))
	f.period(i.Period)
	f.text("duration", string(i.Duration))
	f.text("summary", string(i.Summary))
	f.text("targetGroups", string(i.TargetGroups))
	f.text("participantListComplete", string(i.ParticipantListComplete))
	f.date("plannedStart", i.PlannedStart)
	f.date("plannedEnd", i.PlannedEnd)
	f.flag("startIsPlanned", i.StartIsPlanned)
	f.flag("endIsPlanned", i.EndIsPlanned)
	f.flag("humanitarian", i.Humanitarian)
	f.text("defaultCurrency", string(i.DefaultCurrency))
	f.text("language", string(i.Language))
	f.text("financeType", string(i.FinanceType))
	f.text("aidType", string(i.AidType))
	var list []string
	for _, t := range i.Translations {
		x := &fields{}
		x.text("language", string(t.Language))
		x.text("text", string(t.Text))
		list = append(list, x.inline())
	}
	f.list("translations", list)
}

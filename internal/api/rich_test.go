package api_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"testing"

	"github.com/migraph/migraph/graph"
)

// rich is a dataset in which every noun occurs, with values and references that
// are known or not. It is the same at each call.
func rich() *graph.Import {
	m := &maker{r: rand.New(rand.NewPCG(1, 2)), in: &graph.Import{Dataset: graph.Dataset{Key: "rich"}}}
	for i := range 4 {
		d := &graph.Document{Language: graph.Text(m.one("en", "fr", "")), Date: m.date()}
		if i > 0 {
			d.PublisherID = m.one("body-00", "body-01", "")
		}
		m.add(fmt.Sprintf("doc-%02d", i), "Document", d)
	}
	for i := range 8 {
		p := &graph.Place{Type: "LOCALITY", Country: graph.Text(m.one("MY", "TH"))}
		if i < 2 {
			p.Type, p.Country = "COUNTRY", graph.Text([]string{"MY", "TH"}[i])
		} else {
			p.WithinID = fmt.Sprintf("place-%02d", m.r.IntN(2))
		}
		m.add(fmt.Sprintf("place-%02d", i), "Place", p)
	}
	for i := range 4 {
		m.add(fmt.Sprintf("theme-%02d", i), "Theme", &graph.Theme{Vocabulary: graph.Text(m.one("DAC", "HXL", "")), Code: graph.Text(fmt.Sprint(i))})
	}
	for i := range 14 {
		s := &graph.Stakeholder{Kind: graph.StakeholderKinds[i%3], Subtype: graph.Text(m.one("NGO", "MINISTRY", "")), Country: graph.Text(m.one("MY", "SE", "AU", ""))}
		if s.Kind == "EMBASSY" {
			s.MissionType = graph.MissionTypes[i%2]
		}
		m.add(fmt.Sprintf("body-%02d", i), "Body", s)
	}
	for i := range 9 {
		x := &graph.Initiative{Type: m.kind("PROJECT", "DIALOGUE", ""), Nature: graph.InitiativeNatures[i%2], Status: graph.InitiativeStatuses[i%len(graph.InitiativeStatuses)],
			ParticipantListComplete: graph.ParticipantListStates[i%len(graph.ParticipantListStates)], Period: graph.Period{Start: m.date()}}
		if i == 8 {
			x.Period = graph.Period{}
		}
		m.add(fmt.Sprintf("work-%02d", i), "Work", x)
	}
	for i := range 60 {
		m.claims(i)
	}
	for i := range 20 {
		l := &graph.DocumentLink{StakeholderID: m.body(), DocumentID: fmt.Sprintf("doc-%02d", i%4), Category: "A08"}
		if i%2 == 0 {
			l.StakeholderID, l.InitiativeID = "", m.work()
		}
		m.claim(fmt.Sprintf("paper-%d", i), l)
	}
	for i := range 6 {
		m.claim(fmt.Sprintf("rate-%d", i), &graph.ExchangeRate{Currency: []string{"EUR", "GBP"}[i%2], To: []string{"USD", "MYR", "SEK"}[i%3],
			Day: fmt.Sprintf("2020-02-%02d", i+1), Rate: fmt.Sprintf("%d.5", i+1)})
	}
	return m.in
}

type maker struct {
	r  *rand.Rand
	in *graph.Import
}

func (m *maker) one(of ...string) string { return of[m.r.IntN(len(of))] }

func (m *maker) kind(of ...graph.InitiativeType) graph.InitiativeType { return of[m.r.IntN(len(of))] }

// date is a date or none.
func (m *maker) date() graph.PartialDate {
	d, _ := graph.ParseDate(m.one("2019", "2020-05", "2021-01-03", "2022-08", ""))
	return d
}

func (m *maker) body() string  { return fmt.Sprintf("body-%02d", m.r.IntN(14)) }
func (m *maker) work() string  { return fmt.Sprintf("work-%02d", m.r.IntN(9)) }
func (m *maker) place() string { return fmt.Sprintf("place-%02d", m.r.IntN(8)) }
func (m *maker) theme() string { return fmt.Sprintf("theme-%02d", m.r.IntN(4)) }

func (m *maker) end() graph.End {
	return []graph.End{{StakeholderID: m.body()}, {InitiativeID: m.work()}, {StakeholderID: m.body(), InitiativeID: m.work()}}[m.r.IntN(3)]
}

// linked is when the i-th link between initiatives began; every second is undated.
func (m *maker) linked(i int) (p graph.Period) {
	if i%2 == 0 {
		p.Start, _ = graph.ParseDate("2020-05")
	}
	return p
}

func (m *maker) period() graph.Timing { return graph.Timing{Period: graph.Period{Start: m.date()}} }

// cite gives one piece of evidence or two.
func (m *maker) cite() (out []*graph.Evidence) {
	for i := range 1 + m.r.IntN(2) {
		out = append(out, &graph.Evidence{DocumentID: fmt.Sprintf("doc-%02d", (i+m.r.IntN(3))%4), Basis: graph.Bases[m.r.IntN(3)]})
	}
	return out
}

func (m *maker) add(key, name string, r graph.Record) {
	th := graph.AsThing(r)
	th.Name = name + " " + key[len(key)-2:]
	th.Identifiers = []*graph.Identifier{{Scheme: graph.SchemeMigraph, Value: key}}
	m.in.Things = append(m.in.Things, graph.ThingInput{Key: key, Record: r, Evidence: m.cite(), Where: key})
}

func (m *maker) claim(key string, r graph.Record) {
	m.in.Claims = append(m.in.Claims, graph.ClaimInput{Key: key, Record: r, Evidence: m.cite(), Where: key})
}

func (m *maker) claims(i int) {
	key := fmt.Sprintf("c%02d", i)
	n := 3
	p := &graph.Participation{InitiativeID: m.work(), Role: graph.Roles[m.r.IntN(len(graph.Roles))], Timing: m.period()}
	if p.InitiativeID == "work-08" { // it has no date itself
		p.Timing = graph.Timing{}
	}
	if i%9 == 0 {
		p.GroupLabel, p.GroupCategory, p.Headcount = "unions", graph.Text(m.one("UNION", "")), &n
	} else {
		p.StakeholderID = m.body()
	}
	m.claim(key, p)
	f := &graph.Flow{Provider: m.end(), Recipient: m.end(), Type: graph.FlowTypes[i%5], ReportedBy: graph.ReportedByValues[i%3], Timing: m.period()}
	if i%4 > 0 {
		f.Amount = graph.Money{Amount: fmt.Sprint(i), Currency: m.one("USD", "EUR")}
	}
	if i%7 == 0 {
		f.Hops = []*graph.Hop{{End: m.end()}}
	}
	m.claim(key, f)
	if i%3 > 0 {
		return // of these there are fewer
	}
	m.claim(key, &graph.Budget{Provider: m.end(), Recipient: m.end(), PlaceID: m.one(m.place(), ""), Type: graph.PlanTypes[i%2], Status: graph.PlanStatuses[m.r.IntN(2)],
		Amount: graph.Money{Amount: "5", Currency: m.one("USD", "SEK")}, Timing: m.period()})
	m.claim(key, &graph.Affiliation{StakeholderID: m.body(), ToID: m.body(), Type: graph.AffiliationTypes[m.r.IntN(len(graph.AffiliationTypes))], Period: m.period().Period})
	m.claim(key, &graph.InitiativeLink{FromID: m.work(), ToID: m.work(), Type: graph.InitiativeLinkTypes[m.r.IntN(len(graph.InitiativeLinkTypes))], Period: m.linked(i)})
	m.claim(key, &graph.Presence{StakeholderID: m.body(), Role: "IMPLEMENTING", PlaceID: m.one(m.place(), m.place(), ""), ThemeID: m.one(m.theme(), ""), InitiativeID: m.one(m.work(), ""),
		Sensitivity: "NOT_SENSITIVE", Timing: m.period()})
	m.claim(key, &graph.Classification{InitiativeID: m.work(), PlaceID: m.place()})
	m.claim(key+"s", &graph.Classification{StakeholderID: m.body(), ThemeID: m.theme()})
	m.claim(key+"t", &graph.Classification{InitiativeID: m.work(), ThemeID: m.theme()})
	of := ""
	if i > 0 {
		of = "c00"
	}
	m.claim(key, &graph.Figure{InitiativeID: m.work(), StakeholderID: m.one(m.body(), ""), Label: "persons reached", Value: graph.Text(fmt.Sprint(i)), Measure: "PERSONS", PlaceID: m.one(m.place(), ""),
		BreakdownOfID: of, Timing: m.period()})
	m.claim(key, &graph.Finding{InitiativeID: m.work(), StakeholderID: m.one(m.body(), ""), Type: graph.FindingTypes[m.r.IntN(len(graph.FindingTypes))], Text: graph.Text("Finding " + key),
		Ratings: []*graph.Rating{{Dimension: "relevance", Value: "good"}}, Addressees: []*graph.Addressee{{StakeholderID: m.body()}, {StakeholderID: m.body(), Note: "in part"}}})
}

// object is an answer, or an object in one.
type object map[string]any

// asked asks a question that must be answered without errors.
func asked(t testing.TB, h http.Handler, query string, variables ...any) object {
	t.Helper()
	text := ask(t, h, query, variables...)
	var a struct {
		Data   object
		Errors []any
	}
	if err := json.Unmarshal([]byte(text), &a); err != nil || a.Errors != nil {
		t.Fatalf("%s\ngave %.1000s", query, text)
	}
	return a.Data
}

// in gives the value at a path of names, nil if an object on the way is null.
func (o object) in(path ...string) any {
	var v any = map[string]any(o)
	for _, name := range path {
		m, _ := v.(map[string]any)
		v = m[name]
	}
	return v
}

// list gives the objects at a path.
func (o object) list(path ...string) []object {
	list, _ := o.in(path...).([]any)
	out := make([]object, len(list))
	for i, v := range list {
		m, _ := v.(map[string]any)
		out[i] = m
	}
	return out
}

func (o object) text(path ...string) string { s, _ := o.in(path...).(string); return s }

func (o object) int(path ...string) int { n, _ := o.in(path...).(float64); return int(n) }

// texts gives the text at a path of each.
func textsOf(list []object, path ...string) []string {
	out := make([]string, len(list))
	for i, o := range list {
		out[i] = o.text(path...)
	}
	return out
}

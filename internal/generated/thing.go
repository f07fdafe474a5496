package generated

import (
	"fmt"
	"iter"
	"math/rand/v2"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/internal/names"
)

// places are a region, countries, and some subdivisions of each.
var places = makePlaces()

const subdivisions = 5

func makePlaces() []*graph.Place {
	region := &graph.Place{Type: "REGION"}
	region.ID, region.Name, region.Slug = thingID(placeType, 0), "Asia and the Pacific", "asia-and-the-pacific"
	out := []*graph.Place{region}
	for _, c := range names.Countries {
		country := &graph.Place{Type: "COUNTRY", Country: graph.Text(c[0])}
		country.ID, country.Name, country.Slug = thingID(placeType, len(out)), c[1], "country-"+c[0]
		out = append(out, country)
		for i := range subdivisions {
			p := &graph.Place{Type: "SUBDIVISION", Country: country.Country, WithinID: country.ID}
			p.ID, p.Slug = thingID(placeType, len(out)), fmt.Sprintf("province-%s-%d", c[0], i+1)
			p.Name = fmt.Sprintf("Province %d of %s", i+1, c[1])
			out = append(out, p)
		}
	}
	return out
}

// themes are as many as a short vocabulary has.
var themes = makeThemes()

func makeThemes() []*graph.Theme {
	var out []*graph.Theme
	for i := range 40 {
		t := &graph.Theme{Vocabulary: "GEN", Code: graph.Text(fmt.Sprint(100 + i))}
		t.ID, t.Slug = thingID(themeType, i), fmt.Sprintf("theme-%d", i+1)
		t.Name = fmt.Sprintf("%s and %s", names.Common[10+2*i%len(names.Common)], names.Common[(41+i)%len(names.Common)])
		out = append(out, t)
	}
	return out
}

// datasets are the keys of the sources of all claims.
var datasets = []string{"generated-register", "generated-newsletters"}

// restricted is the number of the one document that not everybody may see.
const restricted = 7

// things gives everything that claims are about, and the datasets.
func (g *Graph) things() iter.Seq[graph.Record] {
	return func(yield func(graph.Record) bool) {
		for i, key := range datasets {
			d := &graph.Dataset{Key: key, Title: graph.Text("A generated dataset")}
			d.ID = claimID(graph.TypeOf(d), i)
			if !yield(d) {
				return
			}
		}
		for _, kind := range []struct {
			count int
			make  func(int) graph.Record
		}{
			{len(places), func(n int) graph.Record { return g.place(n) }},
			{len(themes), func(n int) graph.Record { return g.theme(n) }},
			{g.Stakeholders(), func(n int) graph.Record { return g.Stakeholder(n) }},
			{g.documents, func(n int) graph.Record { return g.document(n) }},
			{g.initiatives, func(n int) graph.Record { return g.initiative(n) }},
		} {
			for i := range kind.count {
				if !yield(kind.make(i)) {
					return
				}
			}
		}
	}
}

func (g *Graph) place(n int) *graph.Place {
	p := *places[n]
	p.ClaimCount = int(g.about[placeType][n])
	return &p
}

func (g *Graph) theme(n int) *graph.Theme {
	t := *themes[n]
	t.ClaimCount = int(g.about[themeType][n])
	return &t
}

// hubs are the most connected bodies, which have a subtype of their own.
const hubs = 60

// Stakeholder gives the n-th body.
func (g *Graph) Stakeholder(n int) *graph.Stakeholder {
	r := names.NewPhrases(g.random("stakeholder", n))
	country := names.Countries[r.IntN(len(names.Countries))]
	s := &graph.Stakeholder{Kind: graph.StakeholderKinds[pick(r.Rand, 75, 20, 5)], Funder: g.funders[n]}
	s.ID, s.Slug = thingID(stakeholderType, n), fmt.Sprintf("body-%d", n)
	s.Name, s.ClaimCount = r.Phrase(2, 6), g.Claims(n)
	if n < hubs || n == g.stakeholders {
		s.Subtype = "HUB"
	}
	if s.Kind == "EMBASSY" {
		s.MissionType = "EMBASSY"
	}
	if r.IntN(10) < 7 {
		s.Country = graph.Text(country[0])
	}
	if r.IntN(10) < 3 {
		s.Acronym = graph.Text(names.Initials(s.Name))
	}
	if r.IntN(10) < 2 {
		s.Aliases = append(s.Aliases, &graph.Alias{Name: r.Phrase(2, 5), Kind: "NAME"})
	}
	if r.IntN(50) == 0 {
		s.Aliases = append(s.Aliases, &graph.Alias{Name: names.Local[r.IntN(len(names.Local))], Kind: "NAME"})
	}
	if r.IntN(10) < 4 {
		s.Identifiers = append(s.Identifiers, &graph.Identifier{Scheme: "org-id", Value: fmt.Sprintf("%s-REG-%d", country[0], 10_000+n)})
	}
	return s
}

func (g *Graph) document(n int) *graph.Document {
	r := names.NewPhrases(g.random("document", n))
	d := &graph.Document{Language: "en", PublisherID: thingID(stakeholderType, g.body(r.Rand))}
	d.ID, d.Slug, d.Name = thingID(documentType, n), fmt.Sprintf("document-%d", n), r.Phrase(3, 6)
	if r.IntN(10) > 0 {
		d.Date = day(r.Rand)
	}
	if n == restricted {
		d.Hidden = graph.AudienceStaff
	}
	return d
}

func (g *Graph) initiative(n int) *graph.Initiative {
	x := g.dated(n)
	r := names.NewPhrases(g.random("initiative", n))
	x.Slug, x.Name, x.ClaimCount = fmt.Sprintf("initiative-%d", n), r.Phrase(3, 7), int(g.about[initiativeType][n])
	x.Type = graph.InitiativeTypes[r.IntN(len(graph.InitiativeTypes))]
	if r.IntN(4) == 0 {
		x.TargetGroups = "migrant workers and their families"
	}
	if r.IntN(3) == 0 {
		x.ParticipantListComplete = graph.ParticipantListStates[r.IntN(2)]
	}
	return x
}

// dated gives of the n-th initiative what decides how its claims are dated.
func (g *Graph) dated(n int) *graph.Initiative {
	r := g.random("dates", n)
	x := &graph.Initiative{Nature: "EVENT"}
	x.ID = thingID(initiativeType, n)
	if r.IntN(10) < 3 {
		x.Nature = "STATE"
	}
	switch r.IntN(10) {
	case 0: // nobody knows when
	case 1, 2:
		x.Period.Start = date(fmt.Sprint(year(r)))
	case 3, 4:
		x.Period.Start = date(fmt.Sprintf("%d-%02d", year(r), 1+r.IntN(12)))
	default:
		y, m, d := year(r), 1+r.IntN(12), 1+r.IntN(25)
		x.Period.Start = date(fmt.Sprintf("%d-%02d-%02d", y, m, d))
		if x.Nature == "STATE" && r.IntN(2) == 0 {
			x.Period.End = date(fmt.Sprintf("%d-%02d", y+1+r.IntN(3), m))
		} else if x.Nature == "EVENT" && r.IntN(2) == 0 {
			x.Period.End = date(fmt.Sprintf("%d-%02d-%02d", y, m, d+r.IntN(4)))
		}
	}
	return x
}

// year draws one of 2012 to 2025, later ones more often.
func year(r *rand.Rand) int { return 2012 + max(r.IntN(14), r.IntN(14)) }

func day(r *rand.Rand) graph.PartialDate {
	return date(fmt.Sprintf("%d-%02d-%02d", year(r), 1+r.IntN(12), 1+r.IntN(28)))
}

// date reads a date that is known to be right.
func date(text string) graph.PartialDate {
	d, err := graph.ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

// pick draws a place in a list of weights.
func pick(r *rand.Rand, weights ...int) int {
	total := 0
	for _, w := range weights {
		total += w
	}
	at := r.IntN(total)
	for i, w := range weights {
		if at -= w; at < 0 {
			return i
		}
	}
	return len(weights) - 1
}

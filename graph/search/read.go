package search

import (
	"context"
	"slices"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/kept"
)

// Nouns are the types of things that are searched, by their names.
var Nouns = []string{"Stakeholder", "Initiative", "Document", "Place", "Theme"}

// reading reads entries of one state of the graph, as an audience sees it.
type reading struct {
	fetch    graph.Fetch
	audience graph.Audience
	// countries of places, and what is said of bodies and initiatives.
	countries map[string]string
	themes    map[string][]string
	places    map[string][]string
}

func newReading(r graph.Reader, a graph.Audience) *reading {
	return &reading{fetch: r.Fetch, audience: a, countries: map[string]string{}, themes: map[string][]string{}, places: map[string][]string{}}
}

// all reads every entry.
func (d *reading) all(ctx context.Context, yield func(Entry) error) error {
	if err := d.each(ctx, graph.Query{Type: graph.Catalog.Type("Place"), Fields: []string{"country"}}, d.country); err != nil {
		return err
	}
	for _, q := range saying(nil) {
		if err := d.each(ctx, q, d.said); err != nil {
			return err
		}
	}
	for _, noun := range Nouns {
		q := thingsQuery(noun)
		if err := d.each(ctx, q, func(r graph.Record) error { return yield(d.entry(r)) }); err != nil {
			return err
		}
	}
	return nil
}

// some reads the entries of things by their ids, which are of any type. Those that
// the audience does not see, or that are gone, are left out.
func (d *reading) some(ctx context.Context, ids []string) ([]Entry, error) {
	var out []Entry
	for _, noun := range Nouns {
		t := graph.Catalog.Type(noun)
		own := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return graph.Catalog.TypeOfID(id) != t })
		for part := range slices.Chunk(own, kept.Page) {
			if noun == "Stakeholder" || noun == "Initiative" {
				if err := d.sayingOf(ctx, part); err != nil {
					return nil, err
				}
			}
			q := thingsQuery(noun)
			q.IDs = part
			if err := d.each(ctx, q, func(r graph.Record) error {
				out = append(out, d.entry(r))
				return nil
			}); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// sayingOf reads what is said of some bodies and initiatives, and where the places
// are that it names.
func (d *reading) sayingOf(ctx context.Context, ids []string) error {
	for _, q := range saying(ids) {
		if err := d.each(ctx, q, d.said); err != nil {
			return err
		}
	}
	var places []string
	for _, list := range d.places {
		places = append(places, list...)
	}
	slices.Sort(places)
	places = slices.Compact(places)
	if len(places) == 0 {
		return nil
	}
	return d.each(ctx, graph.Query{Type: graph.Catalog.Type("Place"), IDs: places, Fields: []string{"country"}}, d.country)
}

func thingsQuery(noun string) graph.Query {
	t := graph.Catalog.Type(noun)
	q := graph.Query{Type: t, Where: graph.Live(t), Fields: []string{"name", "claimCount"}, Parts: []string{"aliases", "identifiers"}}
	for _, f := range []string{"kind", "acronym", "country"} {
		if t.Field(f) != nil {
			q.Fields = append(q.Fields, f)
		}
	}
	return q
}

// saying gives the queries for claims that say of what theme or place bodies and
// initiatives are: of all, or of those with these ids.
func saying(ids []string) []graph.Query {
	of := func(noun string, refs ...string) graph.Query {
		q := graph.Query{Type: graph.Catalog.Type(noun), Fields: append(refs, "theme", "place")}
		var any graph.Or
		for _, ref := range refs {
			any = append(any, graph.Related{Edge: ref, Where: graph.Compare{Field: "id", Op: graph.In, Value: ids}})
		}
		if ids != nil {
			q.Where = any
		}
		return q
	}
	return []graph.Query{of("Classification", "stakeholder", "initiative"), of("Presence", "stakeholder")}
}

// each reads all records of a query, a page at a time.
func (d *reading) each(ctx context.Context, q graph.Query, fn func(graph.Record) error) error {
	return kept.Each(ctx, d.fetch, d.audience, q, fn)
}

func (d *reading) country(r graph.Record) error {
	p := r.(*graph.Place)
	d.countries[p.ID] = string(p.Country)
	return nil
}

func (d *reading) said(r graph.Record) error {
	add := func(of, theme, place string) {
		if of == "" {
			return
		}
		if theme != "" && !slices.Contains(d.themes[of], theme) {
			d.themes[of] = append(d.themes[of], theme)
		}
		if place != "" && strings.HasPrefix(of, graph.Catalog.Type("Initiative").Prefix) {
			d.places[of] = append(d.places[of], place)
		}
	}
	switch c := r.(type) {
	case *graph.Classification:
		add(c.StakeholderID, c.ThemeID, c.PlaceID)
		add(c.InitiativeID, c.ThemeID, c.PlaceID)
	case *graph.Presence:
		add(c.StakeholderID, c.ThemeID, c.PlaceID)
	}
	return nil
}

func (d *reading) entry(r graph.Record) Entry {
	t := graph.AsThing(r)
	e := Entry{ID: t.ID, Type: graph.TypeOf(r).Name, Themes: d.themes[t.ID], Claims: t.ClaimCount, Names: NamesOf(r)}
	switch x := r.(type) {
	case *graph.Stakeholder:
		e.Kind, e.Country = string(x.Kind), string(x.Country)
	case *graph.Place:
		e.Country = string(x.Country)
	case *graph.Initiative:
		e.Country = d.onlyCountry(t.ID)
	}
	if name := countryName(e.Country); name != "" && e.Type == "Initiative" {
		e.Names = append(e.Names, Name{name, Country})
	}
	return e
}

// onlyCountry gives the country of an initiative whose places are all in one.
func (d *reading) onlyCountry(id string) string {
	out := ""
	for _, place := range d.places[id] {
		c := d.countries[place]
		if c == "" || out != "" && c != out {
			return ""
		}
		out = c
	}
	return out
}

// NamesOf gives the names of a thing that its record has, that of its country
// among them: parts that were not loaded are none.
func NamesOf(r graph.Record) []Name {
	t := graph.AsThing(r)
	out := []Name{{t.Name, Title}}
	if s, ok := r.(*graph.Stakeholder); ok && s.Acronym != "" {
		out = append(out, Name{string(s.Acronym), Acronym})
	}
	for _, a := range t.Aliases {
		out = append(out, Name{a.Name, aliasField(a)})
	}
	for _, i := range t.Identifiers {
		if i.Scheme != graph.SchemeMigraph { // a key of one of our own files is no name
			out = append(out, Name{i.Value, Identifier})
		}
	}
	country := ""
	switch x := r.(type) {
	case *graph.Stakeholder:
		country = string(x.Country)
	case *graph.Place:
		country = string(x.Country)
	}
	if name := countryName(country); name != "" {
		out = append(out, Name{name, Country})
	}
	return out
}

func aliasField(a *graph.Alias) Field {
	if a.Kind == "ACRONYM" {
		return Acronym
	}
	return Alias
}

// countryName gives the English name of a country, empty if the code has none.
func countryName(code string) string {
	region, err := language.ParseRegion(code)
	if err != nil || !region.IsCountry() {
		return ""
	}
	return display.English.Regions().Name(region)
}

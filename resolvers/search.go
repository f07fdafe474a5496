package resolvers

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/search"
)

// SearchHit is a graph.Found as the API shows it.
type SearchHit struct{ *graph.Found }

// SearchConnection and SearchHitEdge are a page of hits.
type (
	SearchConnection struct {
		connection[*SearchHit]
		AtLeast bool
	}
	SearchHitEdge struct{ edge[*SearchHit] }
)

// tiers are the names of the tiers of search, in their order.
var tiers = []string{"EXACT_IDENTIFIER", "EXACT_NAME", "ALL_WORDS", "FUZZY"}

// Search finds things by their names.
func (Query) Search(ctx context.Context, _ map[string]any) (*SearchConnection, error) {
	out := &SearchConnection{}
	show := func(r graph.Record) *SearchHit { return &SearchHit{r.(*graph.Found)} }
	var facet func(context.Context, string) (*Facet, error)
	var err error
	out.connection, err = rootPage(ctx, arguments{t: graph.TypeOf(&graph.Found{})}, show, func(o *Operation, a *arguments, p *graph.Plan) ([]*graph.Found, *graph.List, error) {
		q, err := a.searched(ctx)
		if err != nil {
			return nil, nil, err
		}
		x, err := o.searching(ctx)
		if err != nil {
			return nil, nil, err
		}
		q.First, q.After = p.Limit, placeOfHit(p.After)
		if p.TotalOnly {
			q.First = 0
		}
		found, err := x.Search(ctx, *q)
		if err != nil {
			return nil, nil, err
		}
		out.AtLeast = found.AtLeast
		facet = o.facetOf(x, *q)
		page := make([]*graph.Found, len(found.Hits))
		for i, h := range found.Hits {
			page[i] = &graph.Found{Base: graph.Base{ID: h.ID}, Rank: rankOfHit(h), Tier: tiers[h.Tier], Distance: h.Distance}
		}
		l := &graph.List{Records: records(page), Total: found.Total, More: found.More}
		return page, l, o.explain(ctx, q.Text, page)
	})
	out.facet = facet
	return out, err
}

// searched reads what is searched for.
func (a *arguments) searched(ctx context.Context) (*search.Question, error) {
	q := &search.Question{Text: textOf(a.values["text"])}
	for _, v := range valuesOf(a.values["types"]) {
		q.Types = append(q.Types, nounOf(v))
	}
	where, _ := a.values["where"].(map[string]any)
	var err error
	if q.Kinds, err = alternatives(where, "kind"); err != nil {
		return nil, err
	}
	if q.Countries, err = alternatives(where, "country"); err != nil {
		return nil, err
	}
	for i, code := range q.Countries {
		q.Countries[i] = strings.ToUpper(code)
	}
	themes, err := alternatives(where, "theme")
	if err != nil || len(themes) == 0 {
		return q, err
	}
	into, err := mergedInto(ctx, graph.Catalog.Type("Theme"), distinct(themes))
	q.Themes = distinct(append(themes, slices.Collect(maps.Values(into))...))
	return q, err
}

// alternatives reads a list of values of which one must fit.
func alternatives(where map[string]any, name string) ([]string, error) {
	out := valuesOf(where[name])
	switch {
	case len(out) > maxIn:
		return nil, &graph.Error{Code: graph.LimitExceeded, Argument: "where." + name, Message: "at most 1000 values are allowed"}
	case where[name] != nil && len(out) == 0:
		return nil, graph.InvalidArg("where."+name, "give one value at least, or leave it out")
	}
	return out, nil
}

// nounOf gives the name of a type for a SearchType.
func nounOf(v string) string { return v[:1] + strings.ToLower(v[1:]) }

// valuesOf gives the texts of a list, none for a list that is not given.
func valuesOf(v any) []string {
	if v == nil {
		return nil
	}
	var out []string
	for _, e := range listed(v) {
		out = append(out, textOf(e))
	}
	return out
}

// rankOfHit writes the place of a hit so that texts are ordered as hits are; the
// id comes after it.
func rankOfHit(h search.Hit) string {
	return fmt.Sprintf("%d %03d %010d", h.Tier, h.Distance, mostClaims-min(h.Claims, mostClaims))
}

// mostClaims is more than are about anything.
const mostClaims = 9_999_999_999

// placeOfHit reads the place that a cursor names; nil if it names none.
func placeOfHit(at *graph.Position) *search.Position {
	if at == nil {
		return nil
	}
	p := &search.Position{ID: at.ID}
	if _, err := fmt.Sscanf(strings.TrimPrefix(at.Key, "1"), "%d %d %d", &p.Tier, &p.Distance, &p.Claims); err != nil {
		return &search.Position{} // no cursor of ours: from the start
	}
	p.Claims = mostClaims - p.Claims
	return p
}

// maxExplained bounds the names of one thing among which the one that matches is
// looked for; the title and the abbreviation come first.
const maxExplained = 100

// selectsMatch tells whether the question wants to know what matches.
func selectsMatch(ctx context.Context) bool {
	for _, name := range []string{"matchedField", "matchedName", "snippet"} {
		if selected(ctx, "nodes", name) || selected(ctx, "edges", "node", name) {
			return true
		}
	}
	return false
}

// explain tells which name of each hit matches, with one call for each type.
func (o *Operation) explain(ctx context.Context, text string, page []*graph.Found) error {
	if !selectsMatch(ctx) {
		return nil
	}
	byType := map[*graph.Type][]string{}
	for _, f := range page {
		t := graph.Catalog.TypeOfID(f.ID)
		byType[t] = append(byType[t], f.ID)
	}
	for t, ids := range byType {
		slices.Sort(ids)
		plan := &graph.Plan{Query: graph.Query{Type: t, Fields: []string{"name"}, Parts: []string{"aliases", "identifiers"}}}
		for _, name := range []string{"acronym", "country"} {
			if t.Field(name) != nil {
				plan.Fields = append(plan.Fields, name)
			}
		}
		found, err := o.byID(ctx, plan, ids)
		if err != nil {
			return err
		}
		for _, f := range page {
			if found[f.ID] == nil {
				continue
			}
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			names := search.NamesOf(found[f.ID])
			if m, ok := search.Explain(names[:min(len(names), maxExplained)], text); ok {
				f.Field, f.Name, f.Snippet = string(m.Field), m.Text, m.Snippet
			}
		}
	}
	return nil
}

// facetOf counts the things that a question finds by a property.
func (o *Operation) facetOf(x *search.Index, q search.Question) func(context.Context, string) (*Facet, error) {
	return func(ctx context.Context, by string) (*Facet, error) {
		q.First, q.After, q.Facets = 0, nil, []search.Facet{search.Facet(by)}
		found, err := x.Search(ctx, q)
		if err != nil {
			return nil, err
		}
		counts := found.Facets[0]
		out := &Facet{By: by, Values: []*FacetValue{}, Distinct: len(counts.Values), Unknown: counts.Unknown, AtLeast: counts.AtLeast}
		for _, v := range counts.Values[:min(len(counts.Values), maxFacetValues)] {
			out.Values = append(out.Values, &FacetValue{Value: v.Value, Count: v.Count})
		}
		if by == string(search.FacetTheme) {
			err = o.label(ctx, out.Values)
		}
		return out, err
	}
}

// Thing that was found, nil if it is gone.
func (h *SearchHit) Thing(ctx context.Context) (Thing, error) {
	return oneListed(ctx, h.Found, "thing", showThing)
}

// MatchedField says which name matches, nil if only several together do.
func (h *SearchHit) MatchedField() *string { return known(h.Field) }

// MatchedName is that name.
func (h *SearchHit) MatchedName() *string { return known(h.Name) }

// Snippet shows what of the name matches.
func (h *SearchHit) Snippet() *string { return known(h.Found.Snippet) }

// known gives nil for an empty text.
func known(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// Edges of the page.
func (c *SearchConnection) Edges() []*SearchHitEdge {
	return edgesOf(&c.connection, func(e edge[*SearchHit]) *SearchHitEdge { return &SearchHitEdge{e} })
}

package resolvers

import (
	"context"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

// Facet says how the records of a list spread over the values of a property.
type Facet struct {
	By       string
	Values   []*FacetValue
	Distinct int
	Unknown  int
	AtLeast  bool
}

// FacetValue is a value, and how many records have it.
type FacetValue struct {
	Value string
	Label graph.Text
	Count int
}

// maxFacetValues bounds the values of a facet.
const maxFacetValues = 100

// maxFacets bounds the properties of one field: each is a call of the store.
const maxFacets = 10

// facetPaths are the paths of facets whose names are not those of fields.
var facetPaths = map[string]string{
	"YEAR":                 "startEarliest:year",
	"PARTICIPANT_LIST":     "participantListComplete",
	"STAKEHOLDER":          "stakeholder.id",
	"STAKEHOLDER_KIND":     "stakeholder.kind",
	"STAKEHOLDER_COUNTRY":  "stakeholder.country",
	"INITIATIVE":           "initiative.id",
	"INITIATIVE_TYPE":      "initiative.type",
	"PROVIDER":             "provider.stakeholder.id",
	"PROVIDER_COUNTRY":     "provider.stakeholder.country",
	"PROVIDER_INITIATIVE":  "provider.initiative.id",
	"RECIPIENT":            "recipient.stakeholder.id",
	"RECIPIENT_COUNTRY":    "recipient.stakeholder.country",
	"RECIPIENT_INITIATIVE": "recipient.initiative.id",
	"PUBLISHER":            "publisher.id",
	"PLACE":                "place.id",
	"THEME":                "theme.id",
	"TO":                   "to.id",
}

// facetPath gives the path in the catalog of a facet: that of the table, else
// the field of the same name (MISSION_TYPE, missionType).
func facetPath(t *graph.Type, by string) string {
	if by == "YEAR" && !t.Dated {
		return "dateEarliest:year"
	}
	if path, ok := facetPaths[by]; ok && t.Field(strings.ToLower(by)) == nil {
		return path
	}
	words := strings.Split(strings.ToLower(by), "_")
	for i, w := range words[1:] {
		words[i+1] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(words, "")
}

// Facets of the records on all pages.
func (l *list) Facets(ctx context.Context, by []string) ([]*Facet, error) {
	if len(by) > maxFacets {
		return nil, &graph.Error{Code: graph.LimitExceeded, Argument: "by", Message: "at most 10 facets can be asked for at once"}
	}
	out := make([]*Facet, len(by))
	for i, name := range by {
		var err error
		if out[i], err = l.facet(ctx, name); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// counted is the aggregation that counts a list by a property.
func counted(p *graph.Plan, d graph.Dating, by string) *graph.Aggregation {
	return &graph.Aggregation{Type: p.Type, Where: datedWhere(p, d),
		Keys: []string{facetPath(p.Type, by)}, Measures: []graph.Measure{{Kind: graph.MeasureCount}}}
}

// facets counts by a property, for one list or for those of many parents, and
// gives values that are ids of things the names of these.
func (o *Operation) facets(ctx context.Context, a *graph.Aggregation, by string, lists int) ([]*Facet, error) {
	groups, err := o.aggregate(ctx, a)
	if err != nil {
		return nil, err
	}
	out := make([]*Facet, lists)
	for i := range out {
		out[i] = &Facet{By: by, Values: []*FacetValue{}}
	}
	var values []*FacetValue
	for _, g := range groups {
		if v := out[g.Parent].add(g); v != nil {
			values = append(values, v)
		}
	}
	if strings.HasSuffix(a.Keys[0], ".id") {
		err = o.label(ctx, values)
	}
	return out, err
}

// add counts a group and gives its value, nil if it is not listed.
func (f *Facet) add(g graph.Group) *FacetValue {
	n := g.Values[0].(int)
	if g.Keys[0] == "" {
		f.Unknown = n
		return nil
	}
	if f.Distinct++; len(f.Values) == maxFacetValues {
		return nil
	}
	v := &FacetValue{Value: g.Keys[0], Count: n}
	f.Values = append(f.Values, v)
	return v
}

// label gives the values, which are ids of things of one type, the names of these.
func (o *Operation) label(ctx context.Context, values []*FacetValue) error {
	var ids []string
	for _, v := range values {
		ids = append(ids, v.Value)
	}
	if len(ids) == 0 {
		return nil
	}
	slices.Sort(ids)
	res, err := o.fetch(ctx, &graph.Plan{Query: graph.Query{Type: graph.Catalog.TypeOfID(ids[0]), IDs: slices.Compact(ids), Fields: []string{"name"}}})
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, r := range res.Lists[0].Records {
		names[graph.IDOf(r)] = graph.AsThing(r).Name
	}
	for _, v := range values {
		v.Label = graph.Text(names[v.Value])
	}
	return nil
}

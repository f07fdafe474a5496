package resolvers

import (
	"context"
	"maps"
	"slices"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/network"
)

// Conditions on who does what are read for each type of claims that tells it: a
// theme is one of a presence itself, and one of the initiative of a participation.

// way is how a condition of who does what is asked of a type of claims: over
// edges, then of a field; without a field, of the record at the end of the edges.
type way struct {
	edges []string
	field string
	// always is what all claims of the type are, instead.
	always string
}

// doingWays are the ways of a type. A condition that has none is false of it.
type doingWays map[string]way

var (
	participationWays = doingWays{
		"stakeholder": {edges: []string{"stakeholder"}}, "kind": {edges: []string{"stakeholder"}, field: "kind"}, "role": {field: "role"},
		"initiative": {edges: []string{"initiative"}}, "theme": {edges: []string{"initiative", "classifications", "theme"}},
		"place": {edges: []string{"initiative", "classifications", "place"}}, "country": {edges: []string{"initiative", "classifications", "place"}, field: "country"},
		"conflicting": {field: "conflicting"}, "evidence": {edges: []string{"evidence"}},
	}
	presenceWays = doingWays{
		"stakeholder": {edges: []string{"stakeholder"}}, "kind": {edges: []string{"stakeholder"}, field: "kind"}, "role": {field: "role"},
		"initiative": {edges: []string{"initiative"}}, "theme": {edges: []string{"theme"}}, "place": {edges: []string{"place"}},
		"country": {field: "country"}, "targetGroup": {field: "targetGroup"},
		"conflicting": {field: "conflicting"}, "evidence": {edges: []string{"evidence"}},
	}
	flowWays = doingWays{ // who pays, and for what
		"stakeholder": {edges: []string{"provider.stakeholder"}}, "kind": {edges: []string{"provider.stakeholder"}, field: "kind"}, "role": {always: "FUNDING"},
		"initiative": {edges: []string{"recipient.initiative"}}, "theme": {edges: []string{"recipient.initiative", "classifications", "theme"}},
		"place":       {edges: []string{"recipient.initiative", "classifications", "place"}},
		"country":     {edges: []string{"recipient.initiative", "classifications", "place"}, field: "country"},
		"conflicting": {field: "conflicting"}, "evidence": {edges: []string{"evidence"}},
	}
)

// doing reads the argument where of who does what.
func doing(ctx context.Context, v any) (network.DoingWhere, error) {
	var out network.DoingWhere
	var err error
	if out.Participation, err = participationWays.where(ctx, graph.Catalog.Type("Participation"), v); err != nil {
		return out, err
	}
	if out.Presence, err = presenceWays.where(ctx, graph.Catalog.Type("Presence"), v); err != nil {
		return out, err
	}
	if out.Flow, err = flowWays.where(ctx, graph.Catalog.Type("Flow"), v); err != nil {
		return out, err
	}
	m, _ := v.(map[string]any)
	themes, places := graph.Catalog.Type("Theme"), graph.Catalog.Type("Place")
	if out.Themes, err = filterOf(ctx, themes, m["theme"]); err != nil {
		return out, err
	}
	country := map[string]any{}
	if m["country"] != nil {
		country["country"] = m["country"]
	}
	var there, inside graph.Filter
	if there, err = filterOf(ctx, places, m["place"]); err != nil {
		return out, err
	}
	if inside, err = filterOf(ctx, places, country); err != nil {
		return out, err
	}
	out.Places = graph.All(there, inside)
	return out, nil
}

// where reads a filter for claims of one type.
func (ways doingWays) where(ctx context.Context, t *graph.Type, v any) (graph.Filter, error) {
	f, err := ways.read(&where{}, t, v, "where")
	if err != nil {
		return nil, err
	}
	return followMerges(ctx, f)
}

func (ways doingWays) read(w *where, t *graph.Type, v any, at string) (graph.Filter, error) {
	if v == nil {
		return nil, nil
	}
	if err := w.enter(); err != nil {
		return nil, err
	}
	defer w.leave()
	m, ok := v.(map[string]any)
	if !ok {
		return nil, graph.InvalidArg(at, "it must be an object")
	}
	var out []graph.Filter
	for _, name := range sortedNames(m) {
		at := at + "." + name
		if m[name] == nil {
			return nil, graph.InvalidArg(at, "null is no condition; leave it out, or ask isNull")
		}
		if name == "country" && m["place"] != nil && slices.Equal(ways["place"].edges, ways["country"].edges) {
			continue // one place must fit both: see below
		}
		if name == "place" && m["country"] != nil && slices.Equal(ways["place"].edges, ways["country"].edges) {
			m = maps.Clone(m)
			m["place"] = map[string]any{"and": []any{m["place"], map[string]any{"country": m["country"]}}}
		}
		f, err := ways.condition(w, t, name, m[name], at)
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return graph.All(out...), nil
}

func (ways doingWays) condition(w *where, t *graph.Type, name string, v any, at string) (graph.Filter, error) {
	switch name {
	case "and":
		fs, err := ways.list(w, t, v, at)
		return graph.And(fs), err
	case "or":
		fs, err := ways.list(w, t, v, at)
		return graph.Or(fs), err
	case "not":
		f, err := ways.read(w, t, v, at)
		if f == nil {
			f = graph.And{}
		}
		return graph.Not{Of: f}, err
	}
	way, known := ways[name]
	if !known {
		return graph.Or{}, nil // holds never
	}
	if way.always != "" {
		return constant(way.always, v), nil
	}
	return w.over(t, way, v, at)
}

// constant answers a condition on a code that is known.
func constant(code string, v any) graph.Filter {
	if isCode(code, v) {
		return graph.And{}
	}
	return graph.Or{}
}

// isCode tells whether a known code fits a condition {eq, in, isNull}; without
// one, it does.
func isCode(code string, v any) bool {
	m, _ := v.(map[string]any)
	for op, value := range m {
		var fits bool
		switch op {
		case "in":
			fits = slices.Contains(listed(value), any(code))
		case "isNull":
			fits = value == false
		default:
			fits = value == code
		}
		if !fits {
			return false
		}
	}
	return true
}

func (ways doingWays) list(w *where, t *graph.Type, v any, at string) ([]graph.Filter, error) {
	out := []graph.Filter{}
	for _, e := range listed(v) {
		f, err := ways.read(w, t, e, at)
		if err != nil {
			return nil, err
		}
		if f == nil {
			f = graph.And{}
		}
		out = append(out, f)
	}
	return out, nil
}

// over reads a condition on what lies at the end of a way.
func (w *where) over(t *graph.Type, way way, v any, at string) (graph.Filter, error) {
	if len(way.edges) == 0 {
		return w.condition(t, way.field, v, at)
	}
	edge := way.edges[0]
	if len(way.edges) == 1 && way.field == "" { // as the filters of the type itself have it
		return w.condition(t, edge, v, at)
	}
	if err := w.cross(at); err != nil {
		return nil, err
	}
	defer w.back()
	way.edges = slices.Clone(way.edges[1:])
	f, err := w.over(t.Target(edge), way, v, at)
	return graph.Related{Edge: edge, Where: f}, err
}

package resolvers

import (
	"fmt"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

// Bounds of one filter. Variables are no tokens of the question, so they can
// hold far more; stores cannot nest expressions without end.
const (
	maxConditions = 200
	maxNesting    = 20
	// maxRelations bounds the edges that one condition follows: each further one
	// multiplies what a store has to look at. maxCrossings bounds the edges of a
	// whole filter: a store has to plan each.
	maxRelations = 4
	maxCrossings = 20
)

// whereOf makes a filter of an input object. The names of inputs are those of
// the catalog, so it needs to know no noun.
func whereOf(t *graph.Type, v any) (graph.Filter, error) {
	return (&where{}).filter(t, v, "where")
}

// where reads one filter. Paths (at) are for messages.
type where struct{ conditions, nesting, relations, crossings int }

func (w *where) filter(t *graph.Type, v any, at string) (graph.Filter, error) {
	if err := w.enter(); err != nil {
		return nil, err
	}
	defer w.leave()
	return w.object(t, "", v, at)
}

// enter counts a filter, until leave one inside which others are nested.
func (w *where) enter() error {
	w.conditions++
	w.nesting++
	if w.conditions > maxConditions || w.nesting > maxNesting {
		return &graph.Error{Code: graph.LimitExceeded, Argument: "where",
			Message: fmt.Sprintf("a filter may have %d conditions, nested %d deep; ask in several parts", maxConditions, maxNesting)}
	}
	return nil
}

func (w *where) leave() { w.nesting-- }

// cross counts an edge over which a condition leads, until back one that is
// being followed.
func (w *where) cross(at string) error {
	w.crossings++
	w.relations++
	if w.relations > maxRelations || w.crossings > maxCrossings {
		return &graph.Error{Code: graph.LimitExceeded, Argument: at,
			Message: fmt.Sprintf("a condition may lead over %d relations, a filter over %d; ask in several parts", maxRelations, maxCrossings)}
	}
	return nil
}

func (w *where) back() { w.relations-- }

// object reads an object whose names, after prefix, are those of t.
func (w *where) object(t *graph.Type, prefix string, v any, at string) (graph.Filter, error) {
	if v == nil {
		return nil, nil
	}
	m, ok := v.(map[string]any)
	if !ok {
		return nil, graph.InvalidArg(at, "it must be an object")
	}
	var out graph.And
	for _, name := range sortedNames(m) {
		if m[name] == nil {
			return nil, graph.InvalidArg(at+"."+name, "null is no condition; leave it out, or ask isNull")
		}
		f, err := w.condition(t, prefix+name, m[name], at+"."+name)
		if err != nil {
			return nil, err
		}
		if f != nil {
			out = append(out, f)
		}
	}
	return graph.All(out...), nil
}

// sortedNames makes equal inputs give equal filters.
func sortedNames(m map[string]any) []string {
	names := make([]string, 0, len(m))
	for n := range m {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

func (w *where) condition(t *graph.Type, name string, v any, at string) (graph.Filter, error) {
	switch name {
	case "and":
		fs, err := w.list(t, v, at)
		return graph.And(fs), err
	case "or":
		fs, err := w.list(t, v, at)
		return graph.Or(fs), err
	case "not":
		f, err := w.filter(t, v, at)
		if f == nil {
			f = graph.And{} // the negation of no condition holds never
		}
		return graph.Not{Of: f}, err
	}
	target := t.Target(name)
	if target != nil {
		if err := w.cross(at); err != nil {
			return nil, err
		}
		defer w.back()
	}
	switch {
	case t.Ref(name) != nil:
		f, err := w.filter(target, v, at)
		return graph.Related{Edge: name, Where: f}, err
	case target != nil:
		return w.relation(target, name, v, at)
	case name == "id" || t.Field(name) != nil:
		return w.comparison(t, name, v, at)
	case leadsFrom(t, name+"."):
		return w.object(t, name+".", v, at)
	}
	return nil, graph.InvalidArg(at, "%s cannot be filtered by it", t.Name)
}

func (w *where) list(t *graph.Type, v any, at string) ([]graph.Filter, error) {
	out := []graph.Filter{}
	for _, e := range listed(v) {
		f, err := w.filter(t, e, at)
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

// listed gives a list as it comes from a question or its variables. GraphQL
// takes a single value for a list of one.
func listed(v any) []any {
	switch v := v.(type) {
	case []any:
		return v
	case []map[string]any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = e
		}
		return out
	case []string:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = e
		}
		return out
	}
	return []any{v}
}

// relation reads {some, none} over the records behind a list or a part.
func (w *where) relation(target *graph.Type, edge string, v any, at string) (graph.Filter, error) {
	m, ok := v.(map[string]any)
	if !ok {
		return nil, graph.InvalidArg(at, "it must be an object")
	}
	var out []graph.Filter
	for _, quantifier := range sortedNames(m) {
		if m[quantifier] == nil {
			return nil, graph.InvalidArg(at+"."+quantifier, "null is no condition; give {} for any at all")
		}
		f, err := w.filter(target, m[quantifier], at+"."+quantifier)
		if err != nil {
			return nil, err
		}
		var related graph.Filter = graph.Related{Edge: edge, Where: f}
		if quantifier == "none" {
			related = graph.Not{Of: related}
		}
		out = append(out, related)
	}
	return graph.All(out...), nil
}

// maxIn bounds the values of one condition.
const maxIn = 1000

// comparison reads {eq, in, gte ...} over one field.
func (w *where) comparison(t *graph.Type, field string, v any, at string) (graph.Filter, error) {
	m, ok := v.(map[string]any)
	if !ok {
		return nil, graph.InvalidArg(at, "it must be an object such as {eq: ...}")
	}
	var out []graph.Filter
	w.conditions++
	for _, op := range sortedNames(m) {
		value, err := valueOf(t, field, graph.Op(op), m[op], at+"."+op)
		if err != nil {
			return nil, err
		}
		c := graph.Compare{Field: field, Op: graph.Op(op), Value: value}
		if err := graph.CheckFilter(t, c); err != nil {
			return nil, graph.InvalidArg(at+"."+op, "the value does not fit")
		}
		out = append(out, c)
	}
	return graph.All(out...), nil
}

func valueOf(t *graph.Type, field string, op graph.Op, v any, at string) (any, error) {
	if v == nil {
		return nil, graph.InvalidArg(at, "null is no condition; leave it out, or ask isNull")
	}
	if op == graph.In {
		return stringsOf(v, at)
	}
	if s, ok := v.(string); ok && isDay(field) {
		return dayOf(s, at)
	}
	if f := t.Field(field); f != nil && f.Kind == graph.KindInt && op != graph.IsNull {
		n, ok := toInt(v)
		if !ok {
			return nil, graph.InvalidArg(at, "it must be a whole number")
		}
		if f.Persons && n < graph.FewPersons {
			return nil, graph.InvalidArg(at, "numbers of persons below %d are shown as published and cannot be asked for one by one; give %d or more", graph.FewPersons, graph.FewPersons)
		}
		return int64(n), nil
	}
	return v, nil
}

// isDay: fields of days are named by the bound that they are, or by nothing else.
func isDay(field string) bool {
	return field == "day" || strings.HasSuffix(field, "Earliest") || strings.HasSuffix(field, "Latest")
}

func stringsOf(v any, at string) ([]string, error) {
	list := listed(v)
	if len(list) > maxIn {
		return nil, &graph.Error{Code: graph.LimitExceeded, Argument: at, Message: "at most 1000 values are allowed"}
	}
	out := make([]string, len(list))
	for i, e := range list {
		var ok bool
		if out[i], ok = e.(string); !ok {
			return nil, graph.InvalidArg(at, "each value must be a text")
		}
	}
	return out, nil
}

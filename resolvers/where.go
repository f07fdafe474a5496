package resolvers

import (
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

// whereOf makes a filter of an input object. The names of inputs are those of
// the catalog, so it needs to know no noun. at is the path for messages.
func whereOf(t *graph.Type, v any, at string) (graph.Filter, error) {
	return objectOf(t, "", v, at)
}

// objectOf reads an object whose names, after prefix, are those of t.
func objectOf(t *graph.Type, prefix string, v any, at string) (graph.Filter, error) {
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
		f, err := conditionOf(t, prefix+name, m[name], at+"."+name)
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

func conditionOf(t *graph.Type, name string, v any, at string) (graph.Filter, error) {
	switch name {
	case "and":
		fs, err := listOf(t, v, at)
		return graph.And(fs), err
	case "or":
		fs, err := listOf(t, v, at)
		return graph.Or(fs), err
	case "not":
		f, err := whereOf(t, v, at)
		if f == nil {
			f = graph.And{} // the negation of no condition holds never
		}
		return graph.Not{Of: f}, err
	}
	target := t.Target(name)
	switch {
	case t.Ref(name) != nil:
		f, err := whereOf(target, v, at)
		return graph.Related{Edge: name, Where: f}, err
	case target != nil:
		return relationOf(target, name, v, at)
	case name == "id" || t.Field(name) != nil:
		return comparisonOf(t, name, v, at)
	case leadsFrom(t, name+"."):
		return objectOf(t, name+".", v, at)
	}
	return nil, graph.InvalidArg(at, "%s cannot be filtered by it", t.Name)
}

func listOf(t *graph.Type, v any, at string) ([]graph.Filter, error) {
	list, ok := v.([]any)
	if !ok { // GraphQL takes a single value for a list of one
		list = []any{v}
	}
	out := []graph.Filter{}
	for _, e := range list {
		f, err := whereOf(t, e, at)
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

// relationOf reads {some, none} over the records behind a list or a part.
func relationOf(target *graph.Type, edge string, v any, at string) (graph.Filter, error) {
	m, ok := v.(map[string]any)
	if !ok {
		return nil, graph.InvalidArg(at, "it must be an object")
	}
	var out []graph.Filter
	for _, quantifier := range sortedNames(m) {
		if m[quantifier] == nil {
			return nil, graph.InvalidArg(at+"."+quantifier, "null is no condition; give {} for any at all")
		}
		f, err := whereOf(target, m[quantifier], at+"."+quantifier)
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

// comparisonOf reads {eq, in, gte ...} over one field.
func comparisonOf(t *graph.Type, field string, v any, at string) (graph.Filter, error) {
	m, ok := v.(map[string]any)
	if !ok {
		return nil, graph.InvalidArg(at, "it must be an object such as {eq: ...}")
	}
	var out []graph.Filter
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
		return int64(n), nil
	}
	return v, nil
}

// isDay: fields of days are named by the bound that they are.
func isDay(field string) bool {
	return strings.HasSuffix(field, "Earliest") || strings.HasSuffix(field, "Latest")
}

func stringsOf(v any, at string) ([]string, error) {
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	if len(list) > maxIn {
		return nil, &graph.Error{Code: graph.LimitExceeded, Argument: at, Message: "at most 1000 values are allowed"}
	}
	out := make([]string, len(list))
	for i, e := range list {
		if out[i], ok = e.(string); !ok {
			return nil, graph.InvalidArg(at, "each value must be a text")
		}
	}
	return out, nil
}

package tables

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// Rows that are put together by groupBy list the values that they share, in its order,
// each with the property of which it is one (by). In a table each property has columns
// of its own.

// ofThings are the properties whose values are things; those of others are codes.
var ofThings = []string{"PROVIDER", "RECIPIENT", "THROUGH", "INITIATIVE", "THEME", "PLACE", "WHO"}

// ofGroups are the properties whose values can be groups without identity.
var ofGroups = []string{"WHO"}

// groupedBy gives the properties by which a field of a question puts rows together.
func groupedBy(f *ast.Field, variables map[string]any) []string {
	a := f.Arguments.ForName("groupBy")
	if a == nil {
		return nil
	}
	given, err := a.Value.Value(variables)
	if err != nil { // the question was answered, so this cannot be
		return nil
	}
	list, several := given.([]any)
	if !several {
		list = []any{given}
	}
	var out []string
	for _, v := range list {
		if by, ok := v.(string); ok {
			out = append(out, by)
		}
	}
	return out
}

// groups gives the properties whose values a field lists; ok tells whether it lists such.
func (f *field) groups() (by []string, ok bool) {
	if !f.isList() || f.def.Name != "keys" || !slices.ContainsFunc(f.below, func(b *field) bool { return slices.Contains([]string{"thing", "code"}, b.def.Name) }) {
		return nil, false
	}
	for up := f.parent; up != nil; up = up.parent {
		if up.def.Arguments.ForName("groupBy") != nil {
			return up.groupBy, true
		}
	}
	return nil, false
}

// shared is a value that the rows of a group share: where it stands among them, and the
// paths below it of which the first that is known counts.
type shared struct {
	place int
	paths [][]string
}

func (s *shared) in(list any) any {
	values, _ := list.([]any)
	if s.place >= len(values) {
		return nil
	}
	for _, path := range s.paths {
		if v := valuesAt(values[s.place], path); v != nil {
			return v
		}
	}
	return nil
}

// groupColumns gives the columns of the properties by which rows are put together: the
// name or the code of the value, then what else the question asks of it.
func groupColumns(f *field, by []string, path []string) []Column {
	var out []Column
	for i, property := range by {
		name := strings.ToLower(strings.ReplaceAll(property, "_", " "))
		at := strings.Join(append(slices.Clone(path), property), ".")
		value := Column{Path: at, keys: path, words: []word{{text: "by"}, {text: name}}, shared: &shared{place: i}}
		var more []Column
		for _, c := range columns(f.below, nil, false, false, nil) {
			switch last := c.words[len(c.words)-1]; {
			case c.Path == keyOf(f.below, "by"):
			case c.keys[0] == keyOf(f.below, "thing") && !slices.Contains(ofThings, property), c.Path == keyOf(f.below, "group") && !slices.Contains(ofGroups, property):
			case c.Path == keyOf(f.below, "code"), last.field == "name":
				value.shared.paths = append(value.shared.paths, c.keys)
			default:
				more = append(more, Column{
					Path: at + "." + c.Path, Kind: c.Kind, keys: path, id: c.id, words: []word{{text: "by"}, {text: name}, last}, shared: &shared{i, [][]string{c.keys}},
				})
			}
		}
		if len(value.shared.paths) > 0 {
			out = append(out, value)
		}
		out = append(out, more...)
	}
	return out
}

// keyOf gives the key under which a question asks for a field, empty if it does not.
func keyOf(fields []*field, name string) string {
	i := slices.IndexFunc(fields, func(f *field) bool { return f.def.Name == name })
	if i < 0 {
		return ""
	}
	return fields[i].key
}

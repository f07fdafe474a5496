package tables

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/internal/answer"
)

// field is what a question selects under one key, with what it selects below. The
// columns of a table are made of it and not of the answer, so that they are the same
// whether there are rows or not, and know their types.
type field struct {
	key    string
	def    *ast.FieldDefinition
	of     string // the type that has the field
	parent *field
	below  []*field
	// groupBy are the properties by which it puts rows together.
	groupBy []string
}

// shapeOf gives the fields of selections, fragments written out and equal keys put
// together, as an answer has them.
func shapeOf(parent *field, set ast.SelectionSet, variables map[string]any) []*field {
	var out []*field
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			f := &field{key: s.Alias, def: s.Definition, of: s.ObjectDefinition.Name, parent: parent, groupBy: groupedBy(s, variables)}
			if i := slices.IndexFunc(out, func(have *field) bool { return have.key == f.key }); i >= 0 {
				f = out[i]
			} else {
				out = append(out, f)
			}
			f.add(shapeOf(f, s.SelectionSet, variables))
		case *ast.InlineFragment:
			out = merged(out, shapeOf(parent, s.SelectionSet, variables))
		case *ast.FragmentSpread:
			out = merged(out, shapeOf(parent, s.Definition.SelectionSet, variables))
		}
	}
	return out
}

func merged(to, more []*field) []*field {
	for _, f := range more {
		if i := slices.IndexFunc(to, func(have *field) bool { return have.key == f.key }); i >= 0 {
			to[i].add(f.below)
		} else {
			to = append(to, f)
		}
	}
	return to
}

func (f *field) add(below []*field) {
	for _, b := range below {
		b.parent = f
	}
	f.below = merged(f.below, below)
}

// isList tells whether the field gives a list.
func (f *field) isList() bool { return f.def.Type.Elem != nil }

// path gives the keys from the root to the field.
func (f *field) path() []string {
	if f == nil {
		return nil
	}
	return append(f.parent.path(), f.key)
}

// paged tells whether the field is the PageInfo by which further pages are asked for.
func (f *field) paged() bool { return f.def.Type.Name() == "PageInfo" }

// findLists gives the lists that do not lie in others, in the order of the question.
func findLists(fields []*field) []*field {
	var out []*field
	for _, f := range fields {
		switch {
		case f.isList():
			out = append(out, f)
		case !f.paged():
			out = append(out, findLists(f.below)...)
		}
	}
	return out
}

// at finds the field of a path of keys, nil if there is none.
func at(fields []*field, path string) *field {
	var found *field
	for _, key := range strings.Split(path, ".") {
		i := slices.IndexFunc(fields, func(f *field) bool { return f.key == key })
		if i < 0 {
			return nil
		}
		found = fields[i]
		fields = found.below
	}
	return found
}

// Kind is what the cells of a column are.
type Kind int

// The kinds of columns.
const (
	Text Kind = iota
	// Number cells hold a number as it was written, all of its digits.
	Number
	// Day cells hold a day as 2022-08-15.
	Day
	// Bool cells hold true or false.
	Bool
)

// Column is a column of a table.
type Column struct {
	// Path is that of the field, below the row or, of what stands beside the list, below
	// the root. A column that the question does not ask for has none.
	Path string
	// Title is its heading: no other column of the table has the same.
	Title string
	Kind  Kind

	keys []string // below the row, or below the ancestor
	up   *field   // the ancestor's field of whose object it is, nil for the row
	cite bool
	// id: it is of ids of records.
	id bool
	// added: the question does not ask for it.
	added bool
	// joined: its values come from lists.
	joined bool
	// shared: it is of one of the values by which rows are put together.
	shared *shared
	// words tells Path with what of it makes a heading.
	words []word
}

// in gives the value of the column for a row, or for the ancestor.
func (c *Column) in(v any) any {
	v = valuesAt(v, c.keys)
	if c.shared != nil {
		return c.shared.in(v)
	}
	return v
}

// kindOf gives the kind of the cells of a field that has nothing below.
func kindOf(f *field) Kind {
	switch f.def.Type.Name() {
	case "Int", "Float", "Decimal":
		return Number
	case "Date":
		return Day
	case "Boolean":
		return Bool
	}
	return Text
}

// isEvidence tells whether a field lists evidence.
func isEvidence(f *field) bool { return f.isList() && f.def.Type.Name() == "Evidence" }

// columns gives the columns of fields. Values of lists are joined, as text.
func columns(fields []*field, keys []string, joined, cite bool, into []Column) []Column {
	for _, f := range fields {
		path := append(slices.Clone(keys), f.key)
		inList := joined || f.isList()
		by, grouped := f.groups()
		switch {
		case grouped && !joined:
			into = append(into, groupColumns(f, by, path)...)
		case f.paged():
		case cite && isEvidence(f):
			into = append(into, Column{Path: strings.Join(append(slices.Clone(keys), "sources"), "."), keys: path, cite: true})
		case len(f.below) > 0:
			into = columns(f.below, path, inList, cite, into)
		default:
			c := Column{Path: strings.Join(path, "."), keys: path, Kind: kindOf(f), words: wordsOf(f, len(path)), id: isID(f), joined: inList}
			if inList {
				c.Kind = Text
			}
			into = append(into, c)
		}
	}
	return into
}

// above gives the columns of what stands beside a list and beside what it lies in: a
// total, a remark that the list was cut, the body of whose participations it is. Other
// lists there, however deep, are tables of their own: what they rest on is no source of
// the rows of this one.
func above(list *field) []Column {
	var levels []*field
	for up := list.parent; up != nil; up = up.parent {
		levels = append(levels, up)
	}
	slices.Reverse(levels)
	var out []Column
	for i, up := range levels {
		next := list
		if i+1 < len(levels) {
			next = levels[i+1]
		}
		beside := slices.DeleteFunc(slices.Clone(up.below), func(f *field) bool { return f == next })
		for _, c := range columns(beside, nil, false, false, nil) {
			if c.joined {
				continue
			}
			c.Path = strings.Join(append(up.path(), c.Path), ".")
			c.words = append(wordsOf(up, len(up.path())), c.words...)
			c.up = up
			out = append(out, c)
		}
	}
	return out
}

// valuesAt gives what lies at a path below a value; of lists, what lies there in each
// element, in order.
func valuesAt(v any, keys []string) any {
	if list, ok := v.([]any); ok {
		out := make([]any, len(list))
		for i, e := range list {
			out[i] = valuesAt(e, keys)
		}
		return out
	}
	if len(keys) == 0 {
		return v
	}
	o, _ := v.(answer.Object)
	value, _ := o.Get(keys[0])
	return valuesAt(value, keys[1:])
}

// keysOf gives the paths, below the row, of the keys of datasets.
func keysOf(fields []*field, keys []string) [][]string {
	var out [][]string
	for _, f := range fields {
		path := append(slices.Clone(keys), f.key)
		if f.def.Name == "dataset" && f.of == "Evidence" {
			out = append(out, path)
		}
		out = append(out, keysOf(f.below, path)...)
	}
	return out
}

// eachText calls fn for the strings that lie in a value, however deep.
func eachText(v any, fn func(string)) {
	switch v := v.(type) {
	case string:
		fn(v)
	case []any:
		for _, e := range v {
			eachText(e, fn)
		}
	}
}

// isID tells whether a field gives the id of a record.
func isID(f *field) bool { return f.def.Type.Name() == "ID" && f.def.Name == "id" }

// idPaths gives the paths, below the root, of the ids of records.
func idPaths(fields []*field, keys []string) [][]string {
	var out [][]string
	for _, f := range fields {
		path := append(slices.Clone(keys), f.key)
		if isID(f) {
			out = append(out, path)
		}
		out = append(out, idPaths(f.below, path)...)
	}
	return out
}

// ids gives the ids of things and claims that an answer of an operation shows, in its
// order, each as often as it stands there.
func ids(fields []*field, data any, fn func(string)) {
	for _, path := range idPaths(fields, nil) {
		eachText(valuesAt(data, path), func(id string) {
			if graph.ValidID(id) {
				fn(id)
			}
		})
	}
}

package fast

import (
	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// Type is an object type of the schema, with its fields as generated code
// numbers them.
type Type struct {
	Name string
	// Satisfies are the names by which fragments select its fields.
	Satisfies []string
	Fields    []FieldType
}

// FieldType is a field of a Type.
type FieldType struct {
	Name              string
	NonNull, IsMethod bool
}

// typename is the number of __typename.
const typename = -1

// Selection is what is selected of objects of one type at one place of the
// question, ready to be written for each of them.
type Selection struct {
	of     *Type
	fields []Field
	// stock is set if there is something that only gqlgen's own code knows.
	stock bool
}

// Field is a selected field.
type Field struct {
	Collected graphql.CollectedField
	// Number is the field's place in its type.
	Number   int
	key      []byte // its name in the answer, with what separates it from the field before
	of       *Type
	nonNull  bool
	isMethod bool
	below    []*Selection // of each type of object that was met below
}

// selection gives what is selected of objects of type t below f.
func (w *Writer) selection(f *Field, t *Type) *Selection {
	for _, s := range f.below {
		if s.of == t {
			return s
		}
	}
	s := compile(w.oc, f.Collected.Selections, t)
	f.below = append(f.below, s)
	return s
}

// compile merges fields and applies fragments, @skip and @include by gqlgen's
// own CollectFields. Deferred fields are left to gqlgen's code, and so are
// equal keys of fields that could not be merged.
func compile(oc *graphql.OperationContext, sel ast.SelectionSet, t *Type) *Selection {
	collected := graphql.CollectFields(oc, sel, t.Satisfies)
	s := &Selection{of: t, fields: make([]Field, len(collected))}
	keys := make(map[string]bool, len(collected))
	for i, c := range collected {
		f := &s.fields[i]
		f.Collected, f.of = c, t
		known := f.resolve(t)
		s.stock = s.stock || !known || len(c.Deferrables) > 0 || keys[c.Alias]
		keys[c.Alias] = true
		f.key = make([]byte, 0, len(c.Alias)+len(`,"":`))
		if i > 0 {
			f.key = append(f.key, ',')
		}
		f.key = append(append(append(f.key, '"'), c.Alias...), '"', ':') // a name needs no escapes
	}
	return s
}

// resolve finds the field in its type; false if it has none of that name.
func (f *Field) resolve(t *Type) bool {
	if f.Collected.Name == "__typename" {
		f.Number, f.nonNull = typename, true
		return true
	}
	for n, ft := range t.Fields {
		if ft.Name == f.Collected.Name {
			f.Number, f.nonNull, f.isMethod = n, ft.NonNull, ft.IsMethod
			return true
		}
	}
	return false
}

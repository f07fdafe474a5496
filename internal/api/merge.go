package api

import (
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/core"
)

// maxMerged bounds how many fields are looked at while it is found out whether those
// of one name are one, beside one for each byte of the question: one of the largest
// size that is served needs two thousand.
const maxMerged = 20_000

// mergeable is the rule that fields which answer under one name are one field, by
// https://spec.graphql.org/October2021/#sec-Field-Selection-Merging. The library's
// compares them pair by pair, which takes a second for 10 KB, and takes two objects or
// lists for equal whatever is in them.
//
// Here a set of fields is looked at once a level: what is compared (the shape of a
// type, a name, arguments) is equal or not, so comparing each with the first of its
// set finds what comparing pairs would.
func mergeable(observers *core.Events, addError core.AddErrFunc) {
	(&merging{addError: addError}).observe(observers)
}

func (m *merging) observe(observers *core.Events) {
	observers.OnOperation(func(w *core.Walker, op *ast.OperationDefinition) {
		// The walker has not yet been below, so the types of fields are found here.
		m.schema, m.fragments = w.Schema, w.Document.Fragments
		m.most = maxMerged + len(op.Position.Src.Input)
		if m.looked > m.most {
			return // as was told
		}
		root := newFieldSet()
		m.collect(op.SelectionSet, m.rootOf(op), root)
		if !m.fieldsDiffer(root) {
			m.shapesDiffer(root)
		}
	})
}

type merging struct {
	schema    *ast.Schema
	fragments ast.FragmentDefinitionList
	addError  core.AddErrFunc
	looked    int // fields so far
	most      int // of them
}

// selected is a field where it stands. Its definition is nil if its parent lacks it,
// which is another rule's to tell.
type selected struct {
	*ast.Field
	parent     *ast.Definition
	definition *ast.FieldDefinition
}

// fieldSet are the fields of a place by the names under which they answer.
type fieldSet struct {
	names   []string // in the order in which they come
	fields  map[string][]selected
	entered map[string]bool // the fragments that are written out
}

func newFieldSet() *fieldSet {
	return &fieldSet{fields: map[string][]selected{}, entered: map[string]bool{}}
}

func (m *merging) rootOf(op *ast.OperationDefinition) *ast.Definition {
	switch op.Operation {
	case ast.Mutation:
		return m.schema.Mutation
	case ast.Subscription:
		return m.schema.Subscription
	}
	return m.schema.Query
}

// collect adds the fields of a selection set, with fragments written out, each once.
func (m *merging) collect(set ast.SelectionSet, parent *ast.Definition, to *fieldSet) {
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			m.looked++
			if to.fields[s.Alias] == nil {
				to.names = append(to.names, s.Alias)
			}
			to.fields[s.Alias] = append(to.fields[s.Alias], selected{s, parent, m.definition(parent, s.Name)})
		case *ast.InlineFragment:
			m.collect(s.SelectionSet, m.condition(s.TypeCondition, parent), to)
		case *ast.FragmentSpread:
			if f := m.fragments.ForName(s.Name); f != nil && !to.entered[s.Name] {
				to.entered[s.Name] = true
				m.collect(f.SelectionSet, m.condition(f.TypeCondition, parent), to)
			}
		}
	}
}

func (m *merging) condition(name string, parent *ast.Definition) *ast.Definition {
	if name == "" {
		return parent
	}
	return m.schema.Types[name]
}

// typename is the field that every type has.
var typename = &ast.FieldDefinition{Name: "__typename", Type: ast.NonNullNamedType("String", nil)}

func (m *merging) definition(parent *ast.Definition, name string) *ast.FieldDefinition {
	switch {
	case name == typename.Name:
		return typename
	case parent == nil:
		return nil
	}
	return parent.Fields.ForName(name)
}

// below collects what is selected below fields.
func (m *merging) below(fields []selected) *fieldSet {
	to := newFieldSet()
	for _, f := range fields {
		if len(f.SelectionSet) > 0 && f.definition != nil {
			m.collect(f.SelectionSet, m.schema.Types[f.definition.Type.Name()], to)
		}
	}
	return to
}

// exhausted tells of a question whose fields are too many to compare.
func (m *merging) exhausted() bool {
	if m.looked <= m.most {
		return false
	}
	m.addError(core.Message("the question selects the same fields too often at the same places; write each once, or ask in several parts"))
	return true
}

// shapesDiffer tells of the first fields whose values would have different shapes under
// one name, wherever they stand.
func (m *merging) shapesDiffer(set *fieldSet) bool {
	for _, name := range set.names {
		fields := set.fields[name]
		first := fields[0].definition
		for _, f := range fields[1:] {
			if first != nil && f.definition != nil && m.differ(first.Type, f.definition.Type) {
				return m.conflict(name, f, fmt.Sprintf(`they return conflicting types "%s" and "%s"`, first.Type, f.definition.Type))
			}
		}
		if m.exhausted() || m.shapesDiffer(m.below(fields)) {
			return true
		}
	}
	return false
}

// fieldsDiffer tells of the first fields that one record could have both, and that are
// not the same with the same arguments.
func (m *merging) fieldsDiffer(set *fieldSet) bool {
	for _, name := range set.names {
		for _, together := range meeting(set.fields[name]) {
			first := together[0]
			for _, f := range together[1:] {
				switch {
				case f.Name != first.Name:
					return m.conflict(name, f, fmt.Sprintf(`"%s" and "%s" are different fields`, first.Name, f.Name))
				case !sameArguments(first.Arguments, f.Arguments):
					return m.conflict(name, f, "they have differing arguments")
				}
			}
			if m.exhausted() || m.fieldsDiffer(m.below(together)) {
				return true
			}
		}
	}
	return false
}

// meeting gives the fields that can be those of one record: those of each type of
// objects, with those of interfaces and unions among each.
func meeting(fields []selected) [][]selected {
	if len(fields) == 1 {
		return [][]selected{fields}
	}
	var abstract []selected
	var types []*ast.Definition
	of := map[*ast.Definition][]selected{}
	for _, f := range fields {
		if f.parent == nil || f.parent.Kind != ast.Object {
			abstract = append(abstract, f)
			continue
		}
		if of[f.parent] == nil {
			types = append(types, f.parent)
		}
		of[f.parent] = append(of[f.parent], f)
	}
	if len(types) == 0 {
		return [][]selected{abstract}
	}
	var out [][]selected
	for _, t := range types {
		out = append(out, append(of[t], abstract...))
	}
	return out
}

func (m *merging) conflict(name string, f selected, why string) bool {
	m.addError(
		core.Message(`Fields "%s" conflict because %s. Use different aliases on the fields to fetch both if this was intentional.`, name, why),
		core.At(f.Position),
	)
	return true
}

// differ tells whether the values of two types have different shapes.
func (m *merging) differ(a, b *ast.Type) bool {
	if a.NonNull != b.NonNull || (a.Elem == nil) != (b.Elem == nil) {
		return true
	}
	if a.Elem != nil {
		return m.differ(a.Elem, b.Elem)
	}
	ta, tb := m.schema.Types[a.NamedType], m.schema.Types[b.NamedType]
	if ta == nil || tb == nil || ta.IsCompositeType() && tb.IsCompositeType() {
		return false
	}
	return a.NamedType != b.NamedType
}

func sameArguments(a, b ast.ArgumentList) bool {
	if len(a) != len(b) {
		return false
	}
	for _, one := range a {
		if other := b.ForName(one.Name); other == nil || !sameValue(one.Value, other.Value) {
			return false
		}
	}
	return true
}

// sameValue compares what is written: lists in order, objects in any.
func sameValue(a, b *ast.Value) bool {
	if a.Kind != b.Kind || a.Raw != b.Raw || len(a.Children) != len(b.Children) {
		return false
	}
	for i, child := range a.Children {
		other := b.Children[i].Value
		if a.Kind == ast.ObjectValue {
			other = b.Children.ForName(child.Name)
		}
		if other == nil || !sameValue(child.Value, other) {
			return false
		}
	}
	return true
}

package gqlgenfast_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"pgregory.net/rapid"
)

// asker generates questions of any schema.
type asker struct {
	t      *rapid.T
	schema *ast.Schema
	// values give arguments, by their type; a field that needs another is not asked.
	values map[string]func() string
	avoid  []string // fields that are not asked
	// arguments are those of each field; equal fields must have equal ones.
	arguments map[string]string
	fragments []string
	left      int // selections that may be written yet
}

func newAsker(t *rapid.T, s *ast.Schema, values map[string]func() string, avoid ...string) *asker {
	return &asker{t: t, schema: s, values: values, avoid: avoid, arguments: map[string]string{}, left: 60}
}

func (a *asker) question() question {
	text := "query($yes: Boolean!, $no: Boolean!) " + a.selections(a.schema.Query, 5)
	return question{Query: text + " " + strings.Join(a.fragments, " "),
		Variables: map[string]any{"yes": a.flip("yes"), "no": a.flip("no")}}
}

func (a *asker) flip(what string) bool { return rapid.Bool().Draw(a.t, what) }

func (a *asker) selections(of *ast.Definition, depth int) string {
	var b strings.Builder
	b.WriteString("{")
	for range rapid.IntRange(1, 5).Draw(a.t, "selections") {
		a.left--
		switch kind := rapid.IntRange(0, 9).Draw(a.t, "kind"); {
		case kind == 0 || depth == 0 || a.left <= 0:
			b.WriteString(" __typename")
		case kind <= 2 && of != a.schema.Query:
			fmt.Fprintf(&b, " ... %s", a.fragment(of, depth))
		case kind == 3 && of != a.schema.Query:
			b.WriteString(a.spread(of, depth))
		default:
			b.WriteString(a.field(of, depth))
		}
	}
	b.WriteString(" }")
	return b.String()
}

// fragment gives an inline fragment on the type, or on one that may be it.
func (a *asker) fragment(of *ast.Definition, depth int) string {
	on := rapid.SampledFrom(a.related(of)).Draw(a.t, "on")
	condition := a.directive()
	if on == of && a.flip("without a type") {
		return condition + a.selections(of, depth-1)
	}
	return "on " + on.Name + condition + a.selections(on, depth-1)
}

func (a *asker) related(of *ast.Definition) []*ast.Definition {
	out := []*ast.Definition{of}
	for _, possible := range a.schema.GetPossibleTypes(of) {
		out = append(out, possible)
		out = append(out, a.schema.GetImplements(possible)...)
	}
	return out
}

func (a *asker) spread(of *ast.Definition, depth int) string {
	name := fmt.Sprintf("F%d", len(a.fragments))
	a.fragments = append(a.fragments, "") // its place, so that names differ
	on := rapid.SampledFrom(a.related(of)).Draw(a.t, "on")
	at := len(a.fragments) - 1
	a.fragments[at] = fmt.Sprintf("fragment %s on %s%s", name, on.Name, a.selections(on, depth-1))
	return " ..." + name + a.directive()
}

func (a *asker) field(of *ast.Definition, depth int) string {
	var fields []*ast.FieldDefinition
	for _, f := range of.Fields {
		if !strings.HasPrefix(f.Name, "__") && !slices.Contains(a.avoid, f.Name) && a.canAsk(f) {
			fields = append(fields, f)
		}
	}
	if len(fields) == 0 {
		return " __typename"
	}
	f := rapid.SampledFrom(fields).Draw(a.t, "field")
	// One name in the answer stands for one type everywhere, so that most
	// questions are valid.
	alias := f.Name + "_" + strings.NewReplacer("[", "l", "]", "", "!", "n").Replace(f.Type.String())
	if a.flip("alias") {
		alias += "_2"
	}
	text := " " + alias + ":" + f.Name + a.argumentsOf(alias, f) + a.directive()
	if def := a.schema.Types[f.Type.Name()]; def.IsCompositeType() {
		text += a.selections(def, depth-1)
	}
	return text
}

func (a *asker) canAsk(f *ast.FieldDefinition) bool {
	for _, arg := range f.Arguments {
		if arg.Type.NonNull && arg.DefaultValue == nil && a.values[arg.Type.String()] == nil {
			return false
		}
	}
	return true
}

func (a *asker) argumentsOf(alias string, f *ast.FieldDefinition) string {
	if known, ok := a.arguments[alias]; ok {
		return known
	}
	var args []string
	for _, arg := range f.Arguments {
		value := a.values[arg.Type.String()]
		if value != nil && (arg.Type.NonNull || a.flip(arg.Name)) {
			args = append(args, arg.Name+":"+value())
		}
	}
	text := ""
	if len(args) > 0 {
		text = "(" + strings.Join(args, " ") + ")"
	}
	a.arguments[alias] = text
	return text
}

func (a *asker) directive() string {
	return rapid.SampledFrom([]string{"", "", "", "", "", " @skip(if: $no)", " @include(if: $yes)", " @skip(if: false)", " @include(if: $yes) @skip(if: $no)"}).Draw(a.t, "directive")
}

func quote(s string) string { return `"` + s + `"` }

func list(names []string) string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = quote(n)
	}
	return "[" + strings.Join(out, " ") + "]"
}

package api

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/core"
	"github.com/vektah/gqlparser/v2/validator/rules"
	"pgregory.net/rapid"
)

var petSchema = gqlparser.MustLoadSchema(&ast.Source{Input: `
	type Query { pet: Pet dog: Dog cat: Cat pets: [Pet!] some(a: Any b: Any): Int }
	scalar Any
	interface Pet { name: String! size: Int friend(a: Any b: Any): Pet }
	type Dog implements Pet { name: String! size: Int friend(a: Any b: Any): Pet tag: String owner: Dog barks: Boolean }
	type Cat implements Pet { name: String! size: Int friend(a: Any b: Any): Pet tag: Int! owner: Cat litters: [Cat] }`})

// merged gives what the rule says of a question.
func merged(t interface{ Fatal(...any) }, question string) (messages []string) {
	doc, err := parser.ParseQuery(&ast.Source{Input: question})
	if err != nil {
		t.Fatal(err, question)
	}
	for _, err := range validator.ValidateWithRules(petSchema, doc, rules.NewRules(core.Rule{Name: "x", RuleFunc: mergeable})) {
		messages = append(messages, err.Message)
	}
	return messages
}

func TestMerging(t *testing.T) {
	for question, says := range map[string]string{
		`{ dog { name name } dog { name tag } }`:                                                    "",
		`{ dog { a: name a: tag } }`:                                                                `"name" and "tag" are different fields`,
		`{ dog { a: name } ...F } fragment F on Query { dog { a: tag } }`:                           `"name" and "tag" are different fields`,
		`{ some(a: 1) some(a: 1) }`:                                                                 "",
		`{ some(a: 1) some(a: 2) }`:                                                                 "differing arguments",
		`{ some(a: 1) some }`:                                                                       "differing arguments",
		`{ some(a: 1, b: 2) some(b: 2, a: 1) }`:                                                     "",
		`{ some(a: {b: 1, c: [1]}) some(a: {c: [1], b: 1}) }`:                                       "",
		`{ some(a: {b: 1}) some(a: {b: 2}) }`:                                                       "differing arguments",
		`{ some(a: [1, 2]) some(a: [2, 1]) }`:                                                       "differing arguments",
		`{ some(a: {b: 1}) some(a: {c: 1}) }`:                                                       "differing arguments",
		`{ some(a: "1") some(a: 1) }`:                                                               "differing arguments",
		`query($v: Any, $w: Any) { some(a: $v) some(a: $w) }`:                                       "differing arguments",
		`{ pet { ... on Dog { a: name } ... on Cat { a: name } } }`:                                 "",
		`{ pet { ... on Dog { tag } ... on Cat { tag } } }`:                                         `conflicting types "String" and "Int!"`,
		`{ pet { ... on Dog { a: name } ... on Cat { a: __typename } } }`:                           "",
		`{ pet { ... on Dog { a: size } ... on Cat { a: __typename } } }`:                           `conflicting types "Int" and "String!"`,
		`{ pet { ... on Dog { friend(a: 1) { name } } ... on Cat { friend { name } } } }`:           "",
		`{ pet { friend(a: 1) { name } ... on Cat { friend { name } } } }`:                          "differing arguments",
		`{ pet { ... on Dog { owner { a: name } } ... on Cat { owner { a: size } } } }`:             `conflicting types "String!" and "Int"`,
		`{ pet { ... on Dog { owner { a: name } } ... on Cat { owner { a: litters { name } } } } }`: "conflicting types",
		`{ pet { ... on Cat { a: litters { name } } ... on Dog { a: owner { name } } } }`:           `conflicting types "[Cat]" and "Dog"`,
		`{ pet { ...D ...D } } fragment D on Dog { name ...E } fragment E on Dog { name }`:          "",
		`{ unknown { a: b } unknown { a: c } }`:                                                     "",
		`{ pet { ...Missing name } }`:                                                               "",
	} {
		got := merged(t, question)
		if (len(got) == 0) != (says == "") || !strings.Contains(strings.Join(got, "; "), says) {
			t.Errorf("%s: %q, want %q", question, got, says)
		}
	}
}

// TestMergingAsTheSpecification compares the rule with the algorithm of
// https://spec.graphql.org/October2021/#sec-Field-Selection-Merging, word by word.
func TestMergingAsTheSpecification(t *testing.T) {
	refused := 0
	rapid.Check(t, func(t *rapid.T) {
		w := &petWriter{t: t}
		w.set("Query", 0)
		question := w.String()
		for _, f := range []string{"Dog", "Cat", "Pet"} {
			w := &petWriter{t: t, inFragment: true}
			w.set(f, 2)
			question += " fragment F" + f + " on " + f + w.String()
		}
		got := merged(t, question)
		doc, err := parser.ParseQuery(&ast.Source{Input: question})
		if err != nil {
			t.Fatal(err)
		}
		m := &merging{schema: petSchema, fragments: doc.Fragments}
		if want := canMerge(m, flat(m, doc.Operations[0].SelectionSet, petSchema.Query)); want != (len(got) == 0) {
			t.Fatalf("%s\nthe rule says %q, the specification %v", question, got, want)
		}
		if len(got) > 0 {
			refused++
		}
	})
	if refused == 0 {
		t.Error("no question was refused")
	}
}

// flat gives the fields of a selection set with fragments written out.
func flat(m *merging, set ast.SelectionSet, parent *ast.Definition) []selected {
	var out []selected
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			out = append(out, selected{s, parent, m.definition(parent, s.Name)})
		case *ast.InlineFragment:
			out = append(out, flat(m, s.SelectionSet, m.condition(s.TypeCondition, parent))...)
		case *ast.FragmentSpread:
			f := m.fragments.ForName(s.Name)
			out = append(out, flat(m, f.SelectionSet, m.condition(f.TypeCondition, parent))...)
		}
	}
	return out
}

func canMerge(m *merging, set []selected) bool {
	for i, a := range set {
		for _, b := range set[i+1:] {
			if a.Alias != b.Alias {
				continue
			}
			if !sameShape(m, a, b) {
				return false
			}
			if a.parent == b.parent || a.parent.Kind != ast.Object || b.parent.Kind != ast.Object {
				if a.Name != b.Name || !sameArguments(a.Arguments, b.Arguments) || !canMerge(m, subs(m, a, b)) {
					return false
				}
			}
		}
	}
	// The specification applies the rule to every selection set; those of one field alone too.
	for _, a := range set {
		if len(a.SelectionSet) > 0 && !canMerge(m, flat(m, a.SelectionSet, m.schema.Types[a.definition.Type.Name()])) {
			return false
		}
	}
	return true
}

func subs(m *merging, a, b selected) []selected {
	return append(flat(m, a.SelectionSet, m.schema.Types[a.definition.Type.Name()]),
		flat(m, b.SelectionSet, m.schema.Types[b.definition.Type.Name()])...)
}

func sameShape(m *merging, a, b selected) bool {
	if m.differ(a.definition.Type, b.definition.Type) {
		return false
	}
	set := subs(m, a, b)
	for i, x := range set {
		for _, y := range set[i+1:] {
			if x.Alias == y.Alias && !sameShape(m, x, y) {
				return false
			}
		}
	}
	return true
}

// petWriter writes a selection set of petSchema.
type petWriter struct {
	strings.Builder
	t          *rapid.T
	inFragment bool
}

func (w *petWriter) set(of string, depth int) {
	w.WriteString(" { ")
	for range rapid.IntRange(1, 3).Draw(w.t, "selections") {
		w.selection(of, depth)
	}
	w.WriteString("} ")
}

func (w *petWriter) selection(of string, depth int) {
	if of != "Query" && rapid.IntRange(0, 3).Draw(w.t, "fragment") == 0 && depth < 4 {
		on := rapid.SampledFrom([]string{"Dog", "Cat", "Pet"}).Draw(w.t, "on")
		if !w.inFragment && rapid.Bool().Draw(w.t, "named") {
			w.WriteString("...F" + on + " ")
			return
		}
		w.WriteString("... on " + on)
		w.set(on, depth+1)
		return
	}
	fields := map[string][]string{
		"Query": {"pet", "dog", "cat", "pets"}, "Pet": {"name", "size", "friend", "__typename"},
		"Dog": {"name", "size", "friend", "tag", "owner"}, "Cat": {"name", "size", "friend", "tag", "owner", "litters"},
	}[of]
	name := rapid.SampledFrom(fields).Draw(w.t, "field")
	if rapid.IntRange(0, 2).Draw(w.t, "aliased") == 0 {
		w.WriteString(rapid.SampledFrom([]string{"x: ", "y: "}).Draw(w.t, "alias"))
	}
	w.WriteString(name)
	if name == "friend" && rapid.Bool().Draw(w.t, "argument") {
		fmt.Fprintf(w, "(a: %d)", rapid.IntRange(0, 1).Draw(w.t, "a"))
	}
	if of := map[string]string{"pet": "Pet", "dog": "Dog", "cat": "Cat", "pets": "Pet", "friend": "Pet", "owner": of, "litters": "Cat"}[name]; of != "" {
		if depth >= 5 {
			w.WriteString(" { name }")
		} else {
			w.set(of, depth+1)
		}
	}
	w.WriteString(" ")
}

// TestMergingIsBounded: the work does not grow with how fields could be paired.
func TestMergingIsBounded(t *testing.T) {
	for name, question := range map[string]string{
		"leaves":     "{ pet {" + strings.Repeat(" name", 900) + " } }",
		"lists":      "{" + strings.Repeat(" pets { name }", 450) + " }",
		"levels":     "{ " + strings.Repeat("pet { "+strings.Repeat("friend { friend { name } } ", 10)+"} ", 25) + "}",
		"both types": "{ pet { " + strings.Repeat("... on Dog { friend { name } } ... on Cat { friend { name } } friend { name } ", 150) + "} }",
		"operations": strings.Repeat("query { ...F } ", 300) + "fragment F on Query { pet {" + strings.Repeat(" name", 900) + " } }",
		"branches":   "{ pet " + strings.Repeat("{ ... on Dog { friend { size } } ... on Cat { friend { size } } friend ", 12) + "{ name }" + strings.Repeat(" }", 12) + " }",
	} {
		doc, err := parser.ParseQuery(&ast.Source{Input: question})
		if err != nil {
			t.Fatal(err)
		}
		m := &merging{addError: func(...core.ErrorOption) {}}
		validator.ValidateWithRules(petSchema, doc, rules.NewRules(core.Rule{Name: "x", RuleFunc: func(o *core.Events, _ core.AddErrFunc) { m.observe(o) }}))
		if m.looked > maxMerged+2*len(question) || m.looked == 0 {
			t.Errorf("%s: looked at %d fields of %d bytes", name, m.looked, len(question))
		}
	}
}

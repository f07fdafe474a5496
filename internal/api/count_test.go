package api

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/lexer"
	"github.com/vektah/gqlparser/v2/parser"
	"pgregory.net/rapid"
)

// oracle counts what the parser made of a question, by writing every fragment
// out wherever it is spread. It does not try to be quick.
type oracle struct {
	doc    *ast.QueryDocument
	counts counts
	// visits ends the writing out of what never ends in practice.
	visits int
}

const maxVisits = 20_000

// oracleOf counts a parsed question; false if writing it out takes too long.
func oracleOf(question string, doc *ast.QueryDocument) (counts, bool) {
	o := oracle{doc: doc}
	l := lexer.New(&ast.Source{Input: question})
	for t, err := l.ReadToken(); err == nil && t.Kind != lexer.EOF; t, err = l.ReadToken() {
		o.counts.tokens++
		if t.Kind == lexer.Name {
			o.counts.longestName = max(o.counts.longestName, len(t.Value))
		}
	}
	for _, op := range doc.Operations {
		o.variables(op.VariableDefinitions)
		o.text(op.SelectionSet, op.Directives, 0)
		o.take(op.SelectionSet, true)
	}
	for _, f := range doc.Fragments {
		o.variables(f.VariableDefinition)
		o.text(f.SelectionSet, f.Directives, 0)
		o.take(f.SelectionSet, false)
	}
	return o.counts, o.visits < maxVisits
}

// text counts what stands in the text of a selection set that lies so deep in brackets.
func (o *oracle) text(set ast.SelectionSet, directives ast.DirectiveList, depth int) {
	o.directives(directives, depth)
	o.nest(depth + 1)
	o.counts.selections = max(o.counts.selections, len(set))
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			if s.Alias != s.Name {
				o.counts.aliases++
			}
			o.arguments(s.Arguments, depth+1)
			o.directives(s.Directives, depth+1)
			if s.SelectionSet != nil {
				o.text(s.SelectionSet, nil, depth+1)
			}
		case *ast.InlineFragment:
			o.text(s.SelectionSet, s.Directives, depth+1)
		case *ast.FragmentSpread:
			o.directives(s.Directives, depth+1)
		}
	}
}

func (o *oracle) nest(depth int) { o.counts.nesting = max(o.counts.nesting, depth) }

func (o *oracle) variables(list ast.VariableDefinitionList) {
	for _, v := range list {
		brackets := 1
		for t := v.Type; t.Elem != nil; t = t.Elem {
			brackets++
		}
		o.nest(brackets)
		if v.DefaultValue != nil {
			o.value(v.DefaultValue, 1)
		}
		o.directives(v.Directives, 1)
	}
}

func (o *oracle) directives(list ast.DirectiveList, depth int) {
	for _, d := range list {
		o.counts.directives++
		o.arguments(d.Arguments, depth)
	}
}

func (o *oracle) arguments(list ast.ArgumentList, depth int) {
	for _, a := range list {
		o.nest(depth + 1)
		o.value(a.Value, depth+1)
	}
}

func (o *oracle) value(v *ast.Value, depth int) {
	if v.Kind == ast.ListValue || v.Kind == ast.ObjectValue {
		o.nest(depth + 1)
	}
	for _, c := range v.Children {
		o.value(c.Value, depth+1)
	}
}

// take writes an operation or a fragment out.
func (o *oracle) take(set ast.SelectionSet, operation bool) {
	var e expanded
	o.writeOut(&e, set, 0, false, nil)
	c := &o.counts
	c.nodes, c.depth = max(c.nodes, e.nodes), max(c.depth, e.depth)
	c.introspections = max(c.introspections, e.introspections)
	c.aliased, c.aliasedSchema = c.aliased || e.aliased, c.aliasedSchema || e.aliasedSchema
	if operation {
		c.rootFields = max(c.rootFields, e.rootFields)
	}
}

func (o *oracle) writeOut(e *expanded, set ast.SelectionSet, depth int, schema bool, within []string) {
	field := func() {
		e.nodes++
		e.depth = max(e.depth, depth+1)
		if depth == 0 {
			e.rootFields++
		}
	}
	for _, s := range set {
		if o.visits++; o.visits >= maxVisits {
			return
		}
		switch s := s.(type) {
		case *ast.Field:
			field()
			asks := s.Name == "__schema" || s.Name == "__type"
			if asks {
				e.introspections++
			}
			if s.Alias != s.Name {
				e.aliased, e.aliasedSchema = true, e.aliasedSchema || schema
			}
			o.writeOut(e, s.SelectionSet, depth+1, schema || asks, within)
		case *ast.InlineFragment:
			o.writeOut(e, s.SelectionSet, depth, schema, within)
		case *ast.FragmentSpread:
			f := o.doc.Fragments.ForName(s.Name)
			if f == nil {
				field()
				continue
			}
			for _, name := range within {
				if name == s.Name {
					o.counts.cycle = "there is one"
					return
				}
			}
			o.writeOut(e, f.SelectionSet, depth, schema, append(within[:len(within):len(within)], s.Name))
		}
	}
}

// agree compares the counts of the guard with those of the oracle.
func agree(t interface{ Errorf(string, ...any) }, question string) {
	got := count(question, len(question))
	if most := 3*got.tokens + 2; got.steps > most || got.tokens > len(question) {
		t.Errorf("%d steps for %d tokens of %d bytes: %q", got.steps, got.tokens, len(question), question)
	}
	got.steps = 0
	doc, err := parser.ParseQuery(&ast.Source{Input: question})
	if err != nil {
		return
	}
	want, whole := oracleOf(question, doc)
	switch {
	case got.cycle != "" && want.cycle != "":
		return // which of the fragments is named does not matter, and nothing is counted to the end
	case !whole:
		if got.cycle == "" && got.nodes < 100 {
			t.Errorf("%+v, but writing it out takes long: %q", got, question)
		}
	case got != want:
		t.Errorf("got  %+v\nwant %+v\nfor %q", got, want, question)
	}
}

func TestTheGuardCountsAsTheParserReads(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { agree(t, questions(t)) })
}

// questions makes questions that can be parsed, of few names so that fragments
// meet.
func questions(t *rapid.T) string {
	w := writer{t: t}
	for range rapid.IntRange(1, 3).Draw(t, "operations") {
		w.write(rapid.SampledFrom([]string{"query ", "query fragment ", "mutation on ", "subscription S "}).Draw(t, "operation"))
		w.variables()
		w.directives(1)
		w.set(0)
	}
	names := rapid.SampledFrom([]string{"A", "B", "C", "D", "fragment", "query"})
	for range rapid.IntRange(0, 5).Draw(t, "fragments") {
		w.write("fragment ", names.Draw(t, "fragment"), " ")
		if w.one(5) {
			w.variables()
		}
		w.write(" on T ")
		w.directives(1)
		w.set(0)
	}
	return w.String()
}

type writer struct {
	t *rapid.T
	strings.Builder
}

func (w *writer) write(texts ...string) {
	for _, text := range texts {
		w.WriteString(text)
	}
}

// one is true once in so many.
func (w *writer) one(of int) bool { return rapid.IntRange(1, of).Draw(w.t, "chance") == 1 }

func (w *writer) variables() {
	w.write("($a: [[T!]]! = [{a: [1]}] @d(x: {}), $b: T # ( [ {\n)")
}

func (w *writer) directives(of int) {
	for w.one(of + 1) {
		w.write(` @d `)
		if w.one(2) {
			w.write(`(if: `)
			w.value(0)
			w.write(")")
		}
	}
}

func (w *writer) value(depth int) {
	kinds := []string{"1", "-1.5e3", `"{ a: @\" }"`, `"""{ ... @ " }"""`, "$a", "on", "null", "[]", "{}", "[", "{"}
	if depth > 3 {
		kinds = kinds[:9]
	}
	kind := rapid.SampledFrom(kinds).Draw(w.t, "value")
	w.write(kind)
	switch kind {
	case "[":
		w.value(depth + 1)
		w.write(", ")
		w.value(depth + 1)
		w.write("]")
	case "{":
		w.write("a: ")
		w.value(depth + 1)
		w.write(" b: ")
		w.value(depth + 1)
		w.write("}")
	}
}

func (w *writer) set(depth int) {
	w.write(" { ")
	for range rapid.IntRange(1, 4).Draw(w.t, "selections") {
		w.selection(depth)
	}
	w.write("} # { ...A\n")
}

func (w *writer) selection(depth int) {
	kind := rapid.SampledFrom([]string{"field", "field", "field", "... ", "...on ", "...A", "...B", "...C", "...D", "... fragment"}).Draw(w.t, "kind")
	switch kind {
	case "field":
		name := rapid.SampledFrom([]string{"a", "b", "on", "fragment", "query", "__schema", "__type", "a: a", "a: b", "__schema: a", "on: __type"}).Draw(w.t, "field")
		w.write(name, " ")
		if w.one(4) {
			w.write("(x: ")
			w.value(0)
			w.write(" y: ")
			w.value(0)
			w.write(") ")
		}
		w.directives(5)
		if depth < 4 && w.one(2) {
			w.set(depth + 1)
		}
	case "... ", "...on ":
		if w.write(kind); kind == "...on " {
			w.write("T ")
		}
		w.directives(5)
		if depth < 4 {
			w.set(depth + 1)
		} else {
			w.write("{ a }")
		}
	default:
		w.write(kind)
		w.directives(5)
	}
	w.write(" ")
}

// FuzzGuard: no text ends the guard, takes more work than its length allows, or
// is counted otherwise than the parser reads it.
func FuzzGuard(f *testing.F) {
	for _, seed := range []string{
		`{ stakeholders(first: 2, where: {not: {name: {in: ["a", "b"]}}}) { nodes { id name ... on Embassy @include(if: true) { x: missionType } } } }`,
		`query A($s: [String!]! = ["x"] @d) @e { a: __schema { types { ...F } } } fragment F on __Type { name of: ofType { ...F } }`,
		`fragment A on T { ...B } fragment B on T { ...C ...C } fragment C on T { ...A ...D } { ...A }`,
		`subscription fragment { fragment } query on { on on: fragment } fragment query($x: T = {}) on on @on { ...query }`,
		`{ ... "on" T { a } ... """on""" T { b } ...{ c } ... @d(a: {b: [$c]}) { d } }`,
		"# { \n{ a \"\"\" { \\\"\"\" } \"\"\" }", "{ a(b: \"\\", "}}}}{{{{[[((", "...", "{ a { b } {", "fragment", "fragment {", "query Q(", "{ @", "{ a :", "{ ... on", "\ufeff{a}", "{ a \x00 }",
		bomb(60, "a"), bomb(10, "...Missing"), bomb(10, "...F3"), strings.Repeat("{a", 2000), strings.Repeat("[", 5000), "{" + strings.Repeat("...{", 300),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, question string) {
		agree(t, question)
		_ = DefaultLimits.check(question)
	})
}

// bomb doubles at each of n fragments; end is in the last.
func bomb(n int, end string) string {
	var b strings.Builder
	b.WriteString("{ ...F0 } ")
	for i := range n {
		fmt.Fprintf(&b, "fragment F%d on T { ...F%d ...F%d } ", i, i+1, i+1)
	}
	fmt.Fprintf(&b, "fragment F%d on T { %s }", n, end)
	return b.String()
}

func TestFragmentsSaturate(t *testing.T) {
	for end, nodes := range map[string]int{"a": saturated, "...Missing": saturated, "a: b": saturated} {
		if got := count(bomb(60, end), 2000); got.nodes != nodes || got.rootFields != nodes || got.depth != 1 || got.cycle != "" {
			t.Errorf("%s: %+v", end, got)
		}
	}
	if got := count(bomb(9, "a b"), 2000); got.nodes != 1024 || got.rootFields != 1024 {
		t.Errorf("%+v", got)
	}
	if got := count(bomb(60, "...F3"), 2000); !strings.HasPrefix(got.cycle, "F") {
		t.Errorf("no cycle was found: %+v", got)
	}
}

// The text that is kept ends where the tokens do that are allowed; the rest is
// only counted.
func TestWhatIsTooLongIsOnlyCounted(t *testing.T) {
	text := strings.Repeat("fragment F on T { ...F } ", 4000)
	got := count(text, 2000)
	if got.tokens != 8*4000 || got.steps > got.tokens+3*2000 {
		t.Errorf("%+v", got)
	}
	if deep := count(strings.Repeat("{ a ", 25_000), 100_000); deep.depth != 25_000 || deep.nesting != 25_000 {
		t.Errorf("%+v", deep)
	}
}

func BenchmarkGuard(b *testing.B) {
	for name, text := range map[string]string{
		"100 KB of names":     strings.Repeat("a ", 50_000),
		"100 KB of brackets":  strings.Repeat("{", 100_000),
		"100 KB of comments":  strings.Repeat("#\n", 50_000),
		"100 KB of a string":  `{a(b:"` + strings.Repeat(`\n`, 49_000) + `")}`,
		"100 KB of a block":   `{a(b:"""` + strings.Repeat("\n ", 49_000) + `""")}`,
		"2,000 tokens":        "{" + strings.Repeat("a ", 1998) + "}",
		"250 fragments":       bomb(249, "a"),
		"a common question":   `{ stakeholders(first: 20) { totalCount nodes { id name participations { nodes { role initiative { name } } } } } }`,
		"100 KB of fragments": strings.Repeat("fragment F on T{...F}", 4700),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				DefaultLimits.check(text)
			}
		})
	}
}

package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
	"pgregory.net/rapid"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/sqlitestore"
	"github.com/migraph/migraph/internal/api"
	"github.com/migraph/migraph/internal/exec"
	"github.com/migraph/migraph/resolvers"
	"github.com/migraph/migraph/seed"
)

// selection is a field, or a fragment on a type.
type selection struct {
	alias, name, on string
	arguments       string
	below           []selection
}

func (s selection) String() string {
	var b strings.Builder
	switch {
	case s.on != "":
		b.WriteString("... on " + s.on)
	case s.alias != s.name:
		b.WriteString(s.alias + ": " + s.name + s.arguments)
	default:
		b.WriteString(s.name + s.arguments)
	}
	if len(s.below) > 0 {
		b.WriteString(" {")
		for _, x := range s.below {
			b.WriteString(" " + x.String())
		}
		b.WriteString(" }")
	}
	return b.String()
}

// shape says what can be selected of values of a type; records are entered as
// many times as levels says.
type shape struct{ s *ast.Schema }

// of gives everything that can be selected, nil for a leaf.
func (h shape) of(typ string, levels int) []selection {
	def := h.s.Types[typ]
	if !def.IsCompositeType() {
		return nil
	}
	out := []selection{{alias: "__typename", name: "__typename"}}
	if h.isRecord(def) {
		if levels == 0 {
			return append(out, selection{alias: "id", name: "id"})
		}
		levels--
	}
	for _, f := range def.Fields {
		if !strings.HasPrefix(f.Name, "__") {
			out = append(out, selection{f.Name, f.Name, "", h.required(f), h.of(f.Type.Name(), levels)})
		}
	}
	if def.Kind == ast.Interface && def.Name != "Claim" && def.Name != "Thing" { // those of one list differ too much to be selected together
		for _, kind := range h.s.PossibleTypes[typ] {
			out = append(out, selection{on: kind.Name, below: h.own(kind, def, levels)})
		}
	}
	return out
}

// own gives what a type has beyond an interface of it.
func (h shape) own(kind, of *ast.Definition, levels int) []selection {
	out := []selection{{alias: "__typename", name: "__typename"}}
	for _, f := range kind.Fields {
		if of.Fields.ForName(f.Name) == nil {
			out = append(out, selection{f.Name, f.Name, "", h.required(f), h.of(f.Type.Name(), levels)})
		}
	}
	return out
}

// required gives values for the arguments of a field that have to be given:
// the values of an enumeration.
func (h shape) required(f *ast.FieldDefinition) string {
	for _, a := range f.Arguments {
		if a.Type.NonNull {
			return fmt.Sprintf("(%s: [%s])", a.Name, h.s.Types[a.Type.Name()].EnumValues[0].Name)
		}
	}
	return ""
}

// needsArguments tells whether a field cannot be asked for without arguments.
func needsArguments(f *ast.FieldDefinition) bool {
	return slices.ContainsFunc(f.Arguments, func(a *ast.ArgumentDefinition) bool { return a.Type.NonNull })
}

func (h shape) isRecord(def *ast.Definition) bool {
	return def.Name == "Node" || slices.Contains(def.Interfaces, "Node")
}

// alone gives each path to a leaf as a selection of its own.
func alone(of []selection) (out []selection) {
	for _, x := range of {
		if len(x.below) == 0 {
			out = append(out, x)
		}
		for _, y := range alone(x.below) {
			out = append(out, selection{x.alias, x.name, x.on, x.arguments, []selection{y}})
		}
	}
	return out
}

// draw draws some of what can be selected: fields under other names, twice, in fragments.
func (h shape) draw(t *rapid.T, typ string, of []selection, names *int) (out []selection) {
	for range rapid.IntRange(1, 4).Draw(t, "number of selections") {
		x := rapid.SampledFrom(of).Draw(t, "selection")
		if x.on == "" && rapid.IntRange(0, 2).Draw(t, "named") == 0 {
			*names++
			x.alias = fmt.Sprint("a", *names)
		}
		if len(x.below) > 0 {
			below := x.on
			if x.on == "" {
				below = h.s.Types[typ].Fields.ForName(x.name).Type.Name()
			}
			x.below = h.draw(t, below, x.below, names)
		}
		if kinds := h.s.PossibleTypes[typ]; x.on == "" && len(kinds) > 1 && rapid.IntRange(0, 3).Draw(t, "in a fragment") == 0 {
			x = selection{on: rapid.SampledFrom(kinds).Draw(t, "kind").Name, below: []selection{x}}
		}
		out = append(out, x)
	}
	return out
}

// pruned gives of an answer to everything what an answer to less holds.
func (h shape) pruned(v any, to []selection) any {
	switch v := v.(type) {
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = h.pruned(x, to)
		}
		return out
	case map[string]any:
		out := map[string]any{}
		h.prune(v, to, out)
		return out
	}
	return v
}

func (h shape) prune(v map[string]any, to []selection, out map[string]any) {
	for _, x := range to {
		switch {
		case x.on != "":
			if kind := v["__typename"].(string); kind == x.on || slices.Contains(h.s.Types[kind].Interfaces, x.on) {
				h.prune(v, x.below, out)
			}
		default:
			out[x.alias] = joined(out[x.alias], h.pruned(v[x.name], x.below))
		}
	}
}

// joined joins two answers about the same thing.
func joined(a, b any) any {
	switch x := a.(type) {
	case map[string]any:
		y := b.(map[string]any)
		for _, k := range slices.Sorted(maps.Keys(y)) {
			x[k] = joined(x[k], y[k])
		}
		return x
	case []any:
		for i, y := range b.([]any) {
			x[i] = joined(x[i], y)
		}
		return x
	}
	return b
}

func boundless(n int) api.Limits {
	return api.Limits{Body: n, Tokens: n, Nesting: n, Depth: n, Selections: n, Aliases: n, RootFields: n, Directives: n, Nodes: n}
}

// unbounded serves a store without limits.
func unbounded(s graph.Store) http.Handler { return unboundedWith(s, nil) }

// unboundedWith shares what is worked out of the whole graph, with the time at
// which it was.
func unboundedWith(s graph.Store, shared *resolvers.Services) http.Handler {
	const many = 1 << 50
	return api.NewHandler(api.Options{
		Services: shared,
		Store:    func() (graph.Store, error) { return s, nil }, Timeout: time.Minute, Text: boundless(many), Suggestions: true, MostBytes: many, Log: slog.New(slog.DiscardHandler),
		Limits: resolvers.Limits{Page: 100, RootPage: 100, NestedPage: 10, Rows: many, Values: many, Loads: many, Fields: many, Facets: many},
	})
}

func emptyStore(t *testing.T) graph.Store {
	t.Helper()
	s, err := sqlitestore.Open(t.Context(), sqlitestore.Options{Path: filepath.Join(t.TempDir(), "g.db"), Unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// seeded is a store with the built-in graph.
func seeded(t *testing.T) graph.Store {
	t.Helper()
	s := emptyStore(t)
	imports, err := seed.Imports()
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range imports {
		if _, err := graph.Apply(t.Context(), s, in); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// full is a store with four records of each type of which everything is known.
func full(t *testing.T) graph.Store {
	t.Helper()
	s := emptyStore(t)
	_, err := s.Write(t.Context(), func(ctx context.Context, w graph.Writer) error {
		for _, of := range graph.Catalog.Types() {
			var rs []graph.Record
			for i := range 4 {
				r := everything(of, i)
				graph.SetID(r, numbered(of, i))
				rs = append(rs, r)
			}
			if err := w.Put(ctx, of, rs); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func numbered(of *graph.Type, i int) string {
	return of.Prefix + strings.Repeat("abcd"[i:i+1], 12)
}

// everything gives a record with all values set, the references to others of that number or the next.
func everything(of *graph.Type, i int) graph.Record {
	r := of.New()
	for k, f := range of.Fields {
		switch {
		case f.Set == nil || f.Name == "tombstone" || f.Name == "hidden":
		case f.Kind == graph.KindBool:
			f.Set(r, i%2 == 0)
		case f.Kind == graph.KindInt:
			f.Set(r, int64(10*k+i))
		case of.Name == "Stakeholder" && f.Name == "kind":
			f.Set(r, string(graph.StakeholderKinds[i%len(graph.StakeholderKinds)]))
		case of.Name == "Flow" && f.Name == "type":
			f.Set(r, string(graph.FlowTypes[i]))
		case f.Name == "key":
			f.Set(r, fmt.Sprintf("key of %d", i/2)) // two each
		case of.Name == "Finding" && f.Name == "type":
			f.Set(r, "RECOMMENDATION")
		case strings.HasSuffix(f.Name, "Earliest") || strings.HasSuffix(f.Name, "Latest"):
			f.Set(r, fmt.Sprintf("2023-01-%02d", 10+k%10+i))
		default:
			f.Set(r, fmt.Sprintf("%s of %d", f.Name, i))
		}
	}
	for k, ref := range of.Refs {
		if i == 3 && strings.HasSuffix(ref.Name, ".stakeholder") {
			continue // the end of a flow is known by the other reference
		}
		ref.Set(r, numbered(graph.Catalog.Type(ref.To), (i+k)%4))
	}
	for _, p := range of.Parts {
		p.Set(r, []graph.Record{everything(p.Type, i), everything(p.Type, (i+1)%4)})
	}
	return r
}

// changed is a store whose plans are changed before they run.
type changed struct {
	graph.Store
	change func(*graph.Plan)
}

func (s changed) View(ctx context.Context, fn func(context.Context, graph.Reader) error) error {
	return s.Store.View(ctx, func(ctx context.Context, r graph.Reader) error { return fn(ctx, changedReader{r, s.change}) })
}

type changedReader struct {
	graph.Reader
	change func(*graph.Plan)
}

func (r changedReader) Fetch(ctx context.Context, p *graph.Plan) (*graph.Result, error) {
	r.change(p)
	return r.Reader.Fetch(ctx, p)
}

// wholeRecords makes a plan load all fields.
func wholeRecords(p *graph.Plan) {
	p.Fields = nil
	for _, in := range p.Include {
		wholeRecords(in.Plan)
	}
}

// oneLevel makes a plan load nothing below its records: fields load it later.
func oneLevel(p *graph.Plan) { p.Include = nil }

// nodesOf asks for a selection of all records of a root list.
func nodesOf(t interface{ Fatalf(string, ...any) }, ask func(string) string, list, arguments string, of []selection) any {
	question := "{ " + selection{alias: list, name: list, arguments: arguments, below: []selection{{alias: "nodes", name: "nodes", below: of}}}.String() + " }"
	var answer struct {
		Data   map[string]struct{ Nodes any }
		Errors []any
	}
	text := ask(question)
	if err := json.Unmarshal([]byte(text), &answer); err != nil || answer.Errors != nil {
		t.Fatalf("%s\ngave %.500s", question, text)
	}
	return answer.Data[list].Nodes
}

// TestWhatIsSelectedChangesNoValue asks for every field alone, and for drawn
// selections, and expects of each what a question for everything tells of it
// where all records are loaded whole; also if nothing is loaded ahead.
func TestWhatIsSelectedChangesNoValue(t *testing.T) {
	if testing.Short() {
		t.Skip("thousands of questions: not with -short")
	}
	h := shape{exec.NewExecutableSchema(exec.Config{}).Schema()}
	for name, s := range map[string]graph.Store{"the built-in graph": seeded(t), "full records": full(t)} {
		shared := resolvers.NewServices(func() (graph.Store, error) { return s, nil })
		t.Cleanup(func() { _ = shared.Close() })
		handler, whole, late := unboundedWith(s, shared), unboundedWith(changed{s, wholeRecords}, shared), unboundedWith(changed{s, oneLevel}, shared)
		for _, root := range h.s.Query.Fields {
			noun, isList := strings.CutSuffix(root.Type.Name(), "Connection")
			if !isList || needsArguments(root) || !h.isRecord(h.s.Types[noun]) {
				continue // it is no list of all records
			}
			arguments := ""
			if given := required(h.s, root); given != "" {
				arguments = "(" + strings.TrimPrefix(given, ", ") + ")"
			}
			t.Run(name+"/"+root.Name, func(t *testing.T) {
				asked := func(h http.Handler) func(string) string { return func(q string) string { return ask(t, h, q) } }
				all := h.of(noun, 2)
				everything := nodesOf(t, asked(whole), root.Name, arguments, all)
				if len(everything.([]any)) == 0 && name == "full records" {
					t.Fatal("there are no records")
				}
				for _, x := range alone(h.of(noun, 1)) {
					got := nodesOf(t, asked(handler), root.Name, arguments, []selection{x})
					if want := h.pruned(everything, []selection{x}); !reflect.DeepEqual(got, want) {
						t.Fatalf("%s alone:\n  got  %.1000v\n  want %.1000v", x, got, want)
					}
				}
				rapid.Check(t, func(t *rapid.T) {
					some := h.draw(t, noun, all, new(int))
					want := h.pruned(everything, some)
					for when, from := range map[string]http.Handler{"ahead": handler, "late": late} {
						if got := nodesOf(t, asked(from), root.Name, arguments, some); !reflect.DeepEqual(got, want) {
							t.Fatalf("%v, loaded %s:\n  got  %.1000v\n  want %.1000v", some, when, got, want)
						}
					}
				})
			})
		}
	}
}

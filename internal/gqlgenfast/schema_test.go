package gqlgenfast_test

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"pgregory.net/rapid"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/sqlitestore"
	"github.com/migraph/migraph/internal/exec"
	"github.com/migraph/migraph/internal/gqlgenfast/testdata/stock"
	"github.com/migraph/migraph/resolvers"
	"github.com/migraph/migraph/seed"
)

type stockRoot struct{}

func (stockRoot) Query() stock.QueryResolver { return resolvers.Query{} }

type fastRoot struct{}

func (fastRoot) Query() exec.QueryResolver { return resolvers.Query{} }

// seeded gives servers of the built-in graph, with limits that no question
// meets, and their schema.
func seeded(t *testing.T) (sides, *ast.Schema) {
	t.Helper()
	store, err := sqlitestore.Open(t.Context(), sqlitestore.Options{Path: filepath.Join(t.TempDir(), "graph.db"), Unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	imports, err := seed.Imports()
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range imports {
		if _, err := graph.Apply(t.Context(), store, in); err != nil {
			t.Fatal(err)
		}
	}
	const none = 1 << 30
	limits := resolvers.Limits{Page: 100, RootPage: 50, NestedPage: 3, Rows: none, Values: none, Loads: none, Fields: none, Facets: none}
	ours := exec.NewExecutableSchema(exec.Config{Resolvers: fastRoot{}})
	return newSides(stock.NewExecutableSchema(stock.Config{Resolvers: stockRoot{}}), ours, withView(store, limits)), ours.Schema()
}

// withView runs an operation over one state of the graph.
func withView(s graph.Store, l resolvers.Limits) graphql.OperationMiddleware {
	shared := resolvers.NewServices(func() (graph.Store, error) { return s, nil })
	return func(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
		var response *graphql.Response
		err := s.View(ctx, func(ctx context.Context, r graph.Reader) error {
			ctx = resolvers.WithOperation(ctx, resolvers.NewOperation(r, resolvers.Setting{Limits: l, Suggestions: true, Services: shared}))
			response = next(ctx)(ctx)
			return nil
		})
		if err != nil {
			return graphql.OneShot(graphql.ErrorResponse(ctx, "%v", err))
		}
		return graphql.OneShot(response)
	}
}

// arguments are those of root fields that need some, and what shows all of them.
var arguments = map[string]string{
	"neighborhood":      `(of: "s6qyscgejl4xa", hops: 2, maxNodes: 6)`,
	"paths":             `(from: "s3rb6mxnbzpx3", to: "sghxop3xbapmx", limit: 1)`,
	"changesSince":      `(revision: 0, first: 3)`,
	"search":            `(text: "m", first: 3)`,
	"comparison":        `(of: ["s6qyscgejl4xa", "s3cffkiy7foxi"])`,
	"sharedConnections": `(of: "s6qyscgejl4xa", with: "s3cffkiy7foxi")`,
	"fundingChains":     `(through: ["shyblvcferzeb"])`,
	"suggestions":       `(of: "s3cffkiy7foxi")`,
	"flowDiagram":       `(stage: OTHER, measure: FLOWS)`,
	"shareTo":           `(recipientType: {})`,
}

// TestEveryField asks every field of every type that leads from a list of the
// root, or from a question about bodies, on the built-in graph.
func TestEveryField(t *testing.T) {
	s, schema := seeded(t)
	asked, met := map[string]bool{}, map[string]bool{}
	for _, f := range schema.Query.Fields {
		if arguments[f.Name] == "" && !canMakeArguments(schema, f) || strings.HasPrefix(f.Name, "__") {
			continue
		}
		query := fmt.Sprintf("{ %s%s %s }", f.Name, cmp.Or(arguments[f.Name], required(schema, f)), everything(schema, schema.Types[f.Type.Name()], 4, asked))
		a := s.same(t.Context(), t, question{Query: query})
		if a.status != 200 || len(a.errors) > 0 {
			t.Errorf("%.300s gives %.1000s", query, a.raw)
		}
		for _, part := range strings.Split(a.data, `"__typename":"`) {
			met[part[:max(0, strings.IndexByte(part, '"'))]] = true
		}
	}
	for name, def := range schema.Types {
		if def.Kind != ast.Object || def == schema.Query || strings.HasPrefix(name, "__") {
			continue
		}
		if !met[name] {
			t.Logf("the built-in graph has no %s", name)
		}
		for _, f := range def.Fields {
			if !asked[name+"."+f.Name] {
				t.Errorf("%s.%s was not asked", name, f.Name)
			}
		}
	}
}

func canOmitArguments(f *ast.FieldDefinition) bool {
	return !slices.ContainsFunc(f.Arguments, func(a *ast.ArgumentDefinition) bool { return a.Type.NonNull && a.DefaultValue == nil })
}

// canMakeArguments tells whether required knows all arguments that a field needs.
func canMakeArguments(schema *ast.Schema, f *ast.FieldDefinition) bool {
	return !slices.ContainsFunc(f.Arguments, func(a *ast.ArgumentDefinition) bool {
		return a.Type.NonNull && a.DefaultValue == nil && a.Type.Name() != "Date" && schema.Types[a.Type.Name()].Kind != ast.Enum
	})
}

// required gives the arguments that a field needs: values of enumerations, no two
// alike, and days.
func required(schema *ast.Schema, f *ast.FieldDefinition) string {
	var out []string
	for _, a := range f.Arguments {
		if !a.Type.NonNull || a.DefaultValue != nil {
			continue
		}
		value := `"2020-01-01"`
		if values := schema.Types[a.Type.Name()].EnumValues; len(values) > 0 {
			value = values[len(values)-1-len(out)%len(values)].Name
		}
		if a.Type.Elem != nil {
			value = "[" + value + "]"
		}
		out = append(out, a.Name+": "+value)
	}
	if out == nil {
		return ""
	}
	return "(" + strings.Join(out, ", ") + ")"
}

// everything selects all fields of a type, and of what is below them until depth.
func everything(schema *ast.Schema, def *ast.Definition, depth int, asked map[string]bool) string {
	if def.IsAbstractType() {
		text := "{ __typename"
		for _, possible := range schema.GetPossibleTypes(def) {
			text += " ... on " + possible.Name + " " + everything(schema, possible, depth, asked)
		}
		return text + " }"
	}
	// Kinds of one interface may differ in the types of their fields.
	text := "{ __typename"
	for _, f := range def.Fields {
		below := schema.Types[f.Type.Name()]
		switch {
		case below.IsLeafType():
			asked[def.Name+"."+f.Name] = true
			text += fmt.Sprintf(" %s_%s: %s", def.Name, f.Name, f.Name)
		case depth > 0:
			asked[def.Name+"."+f.Name] = true
			deeper := depth - 1
			if f.Name == "edges" {
				deeper = min(deeper, 1) // nodes lead to the same
			}
			text += fmt.Sprintf(" %s_%s: %s%s %s", def.Name, f.Name, f.Name, required(schema, f), everything(schema, below, deeper, asked))
		}
	}
	return text + " }"
}

// TestGeneratedQuestions asks questions of any form on the built-in graph.
func TestGeneratedQuestions(t *testing.T) {
	s, schema := seeded(t)
	ids := idsOf(t, s, schema)
	valid, all := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		id := func() string { return quote(rapid.SampledFrom(ids).Draw(t, "id")) }
		q := newAsker(t, schema, map[string]func() string{
			"ID!": id, "[ID!]!": func() string { return list(rapid.SliceOfN(rapid.SampledFrom(ids), 0, 5).Draw(t, "ids")) },
			"ThingBy!": func() string { return "{id: " + id() + "}" },
			"Int":      func() string { return fmt.Sprint(rapid.IntRange(0, 4).Draw(t, "first")) },
		}).question()
		if a := s.same(context.Background(), t, q); a.status == 200 {
			valid++
		}
		all++
	})
	if valid*2 < all {
		t.Errorf("only %d of %d generated questions were valid", valid, all)
	}
}

// idsOf gives some ids of each list of the root, and one that is of nothing.
func idsOf(t *testing.T, s sides, schema *ast.Schema) []string {
	ids := []string{"none", "saaaaaaaaaaaa"}
	for _, f := range schema.Query.Fields {
		nodes := schema.Types[f.Type.Name()].Fields.ForName("nodes")
		if nodes == nil || !canOmitArguments(f) {
			continue
		}
		a := s.same(t.Context(), t, question{Query: fmt.Sprintf("{ %s(first: 4) { nodes { id } } }", f.Name)})
		for _, part := range strings.Split(a.data, `"id":"`)[1:] {
			ids = append(ids, part[:strings.IndexByte(part, '"')])
		}
	}
	if len(ids) < 10 {
		t.Fatalf("only %d ids in the built-in graph", len(ids))
	}
	return ids
}

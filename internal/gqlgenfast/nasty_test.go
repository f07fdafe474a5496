package gqlgenfast_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"
	"pgregory.net/rapid"

	"github.com/migraph/migraph/internal/gqlgenfast/fast"
	"github.com/migraph/migraph/internal/gqlgenfast/testdata/nasty"
	"github.com/migraph/migraph/internal/gqlgenfast/testdata/nasty/fastexec"
	"github.com/migraph/migraph/internal/gqlgenfast/testdata/nasty/stockexec"
)

// nastyRoot resolves the root fields of the nasty schema.
type nastyRoot struct{ things map[string]nasty.Face }

func (r nastyRoot) thing(name string) *nasty.Thing {
	t, _ := r.things[name].(*nasty.Thing)
	return t
}

func (r nastyRoot) Thing(_ context.Context, name string) (*nasty.Thing, error) {
	return r.thing(name), nil
}

func (r nastyRoot) Needed(_ context.Context, name string) (*nasty.Thing, error) {
	return r.thing(name), nil
}

func (r nastyRoot) Things(_ context.Context, names []string) (out []*nasty.Thing, _ error) {
	for _, n := range names {
		out = append(out, r.thing(n))
	}
	return out, nil
}

func (r nastyRoot) Gaps(ctx context.Context, names []string) ([]*nasty.Thing, error) {
	return r.Things(ctx, names)
}

func (r nastyRoot) Face(_ context.Context, name string) (nasty.Face, error) {
	return r.things[name], nil
}

func (r nastyRoot) Faces(_ context.Context, names []string) (out []nasty.Face, _ error) {
	for _, n := range names {
		out = append(out, r.things[n])
	}
	return out, nil
}

func (r nastyRoot) FaceGaps(ctx context.Context, names []string) ([]nasty.Face, error) {
	return r.Faces(ctx, names)
}

func (r nastyRoot) Resolved(_ context.Context, t *nasty.Thing) (*nasty.Thing, error) {
	return t.To, nil
}

type nastyStock struct{ nastyRoot }

func (r nastyStock) Query() stockexec.QueryResolver { return r.nastyRoot }
func (r nastyStock) Thing() stockexec.ThingResolver { return r.nastyRoot }

type nastyFast struct{ nastyRoot }

func (r nastyFast) Query() fastexec.QueryResolver { return r.nastyRoot }
func (r nastyFast) Thing() fastexec.ThingResolver { return r.nastyRoot }

func loud(ctx context.Context, _ any, next graphql.Resolver) (any, error) {
	v, err := next(ctx)
	if s, ok := v.(string); ok {
		v = strings.ToUpper(s)
	}
	return v, err
}

func nastySides() sides {
	root := nastyRoot{nasty.Things()}
	return newSides(
		stockexec.NewExecutableSchema(stockexec.Config{Resolvers: nastyStock{root}, Directives: stockexec.DirectiveRoot{Loud: loud}}),
		fastexec.NewExecutableSchema(fastexec.Config{Resolvers: nastyFast{root}, Directives: fastexec.DirectiveRoot{Loud: loud}}), nil)
}

const everyName = `["calm", "error", "errors", "located", "told", "alone", "panic", "gaps", "strangers", "deep", "empty"]`

// leaves are the fields of a Thing without a selection that cannot make it null.
const leaves = `__typename text note count big flag levelOrNull fragileOrNull labelOrNull maybe loud props leaf { name } `

func TestNastyObjects(t *testing.T) {
	s := nastySides()
	for name, query := range map[string]string{
		"every leaf":                 `{ gaps(names: ` + everyName + `) { name ` + leaves + ` } }`,
		"an empty list":              `{ gaps(names: []) { name } things(names: []) { name } faces(names: []) { name } }`,
		"a null root":                `{ thing(name: "none") { name } }`,
		"a null root that is needed": `{ thing(name: "calm") { name } needed(name: "none") { name } }`,
		"null elements":              `{ gaps(names: ["calm", "none", "empty"]) { name } }`,
		"null elements not allowed":  `{ things(names: ["calm", "none", "empty"]) { name } }`,
		"null faces":                 `{ faceGaps(names: ["calm", "nil", "nil thing", "other"]) { name } }`,
		"null faces not allowed":     `{ faces(names: ["calm", "nil"]) { name } }`,
		"a typed nil not allowed":    `{ faces(names: ["calm", "nil thing"]) { name } }`,
		"a stranger":                 `{ face(name: "stranger") { name } }`,
		"a stranger in a list":       `{ faces(names: ["calm", "stranger", "other"]) { name } faceGaps(names: ["stranger"]) { name } }`,
		"strangers below":            `{ thing(name: "strangers") { name kin { name } twin { name } any { ... on Thing { name } } } }`,
		"stranger needed":            `{ thing(name: "strangers") { name twinNeeded { name } } }`,
		"errors below lists":         `{ gaps(names: ` + everyName + `) { name kin { name ... on Thing { label next { label labelOrNull } } } } }`,
		"gaps in lists":              `{ gaps(names: ["gaps", "deep"]) { name kinOrNull { name ... on Thing { size } } childrenOrNull { name label } } }`,
		"gaps in needed lists":       `{ thing(name: "gaps") { name plainChildren { name } children { name } } }`,
		"null bubbles":               `{ gaps(names: ["deep", "gaps"]) { name next { next { nextNeeded { nextNeeded { label } } } } plainNext { nextNeeded { name } } } }`,
		"null bubbles to the root":   `{ needed(name: "error") { nextNeeded { nextNeeded { label } } } }`,
		"panics":                     `{ gaps(names: ["panic", "calm"]) { name size } a: gaps(names: ["panic", "calm"]) { name next { name } twin { name } labelOrNull } b: things(names: ["calm", "panic"]) { fragile label } }`,
		"two panics of one object":   `{ gaps(names: ["panic"]) { labelOrNull twin { name } noContext next { name } text } }`,
		"a field that panics":        `{ gaps(names: ["error"]) { name fragileOrNull text } g: gaps(names: ["error", "calm"]) { fragile } }`,
		"no value is needed":         `{ gaps(names: ["empty", "calm"]) { name required requiredTwin { name } level levels tags } }`,
		"required at run time":       `{ gaps(names: ["calm", "empty"]) { required } g: gaps(names: ["gaps", "error"]) { requiredTwin { name } } }`,
		"required of gqlgen's code":  `{ gaps(names: ["alone", "empty", "calm"]) { name next { name } requiredFace(text: "") { name } } g: gaps(names: ["alone", "empty"]) { requiredTwin { name } } }`,
		"told before":                `{ gaps(names: ["told", "alone"]) { name nextNeeded { name } } }`,
		"not a number":               `{ gaps(names: ["empty", "calm"]) { ratio } }`,
		"unions":                     `{ gaps(names: ` + everyName + `) { any { __typename ... on Other { weight kin { name ... on Thing { label } } } ... on Thing { name } } } }`,
		"arguments":                  `{ gaps(names: ` + everyName + `) { kin { ... on Thing { echo(text: "<a>") e: echo(text: "b") } } } }`,
		"resolvers below":            `{ gaps(names: ` + everyName + `) { resolved { name kin { name } resolved { label } } } }`,
		"what a resolver sees":       `query Q { gaps(names: ` + everyName + `) { own: contextOnly kin { ... on Thing { contextOnly } } childrenOrNull { c: contextOnly } } }`,
		"merged fields":              `{ thing(name: "deep") { kin { name } ... on Face { kin { n: name } } ...F kin { ... on Thing { size } } } } fragment F on Thing { kin { twin { name } } next { name } next { size } }`,
		"fragments on interfaces":    `{ faces(names: ["calm", "other"]) { ...N ... on Thing { size ...N } ... on Other { weight } ... on Named { n: name } ... { __typename } } } fragment N on Face { name twin { ...M } } fragment M on Face { name }`,
		"equal keys, not merged":     `{ thing(name: "calm") { ... on Face { name twin { name } } ... on Named { name twin { __typename } } } }`,
		"equal keys below":           `{ gaps(names: ` + everyName + `) { name childrenOrNull { ... on Named { twin { name } } ... on Face { twin { __typename } kin { name } } label } } }`,
		"literal conditions":         `{ thing(name: "calm") { name @skip(if: true) size @include(if: false) text @skip(if: false) @include(if: true) ... @skip(if: true) { note } ... @include(if: true) { count } } }`,
		"nothing left":               `{ thing(name: "calm") { name @skip(if: true) next { name @skip(if: true) } } }`,
		"a deferred fragment":        `{ thing(name: "calm") { name ... @defer { size next { label } } next { name ... @defer { label } } } }`,
		"a deferred field":           `{ gaps(names: ["calm", "gaps"]) { name ... @defer { size twin { name } } } }`,
		"a fragment not deferred":    `{ thing(name: "calm") { name ... @defer(if: false) { size next { label } } } }`,
		"introspection":              `{ __schema { types { name fields { name type { name ofType { name } } } } } __type(name: "Thing") { interfaces { name } } thing(name: "calm") { name } }`,
	} {
		t.Run(name, func(t *testing.T) {
			a := s.same(t.Context(), t, question{Query: query})
			if a.status != 200 {
				t.Errorf("the question is wrong: %s", a.raw)
			}
		})
	}
}

func TestConditionsOfVariables(t *testing.T) {
	s := nastySides()
	const query = `query($a: Boolean!, $b: Boolean = true) { gaps(names: ` + everyName + `) {
		name @skip(if: $a) n: name @include(if: $b) ...F @include(if: $a) kinOrNull @skip(if: $b) { name } } }
		fragment F on Thing { text @skip(if: $b) next @include(if: $b) { name } }`
	for _, v := range []map[string]any{{"a": true}, {"a": false}, {"a": true, "b": false}, {"a": false, "b": false}} {
		if a := s.same(t.Context(), t, question{query, v}); a.status != 200 {
			t.Error(a.raw)
		}
	}
}

func TestCancellation(t *testing.T) {
	s := nastySides()
	for _, side := range []struct {
		name string
		ask  func(context.Context) answer
	}{
		{"stock", func(ctx context.Context) answer { return ask(ctx, s.stock, awaiting) }},
		{"fast", func(ctx context.Context) answer { return ask(ctx, s.on, awaiting) }},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		a := side.ask(ctx)
		cancel()
		if len(a.errors) != 4 || !strings.Contains(a.errors[0], "context deadline exceeded") {
			t.Errorf("%s: %s", side.name, a.raw)
		}
		if want := `{"gaps":[{"name":"calm","await":null,"next":{"await":null}},{"name":"gaps","await":null,"next":{"await":null}}]}`; a.data != want {
			t.Errorf("%s: %s", side.name, a.data)
		}
	}
}

var awaiting = question{Query: `{ gaps(names: ["calm", "gaps"]) { name await next { await } } }`}

// TestFieldMiddleware: where a server has some, it sees every field.
func TestFieldMiddleware(t *testing.T) {
	s := nastySides()
	seen := map[string]int{}
	for name, side := range map[string]interface {
		AroundFields(graphql.FieldMiddleware)
	}{"stock": s.stock, "off": s.off, "on": s.on} {
		side.AroundFields(func(ctx context.Context, next graphql.Resolver) (any, error) {
			seen[name]++
			return next(ctx)
		})
	}
	s.same(t.Context(), t, question{Query: `{ thing(name: "calm") { name size next { name } } }`})
	if seen["stock"] != 5 || seen["on"] != 5 || seen["off"] != 5 {
		t.Errorf("fields seen: %v", seen)
	}
}

// TestSwitch: nothing would tell a client that the fast path is off for good.
func TestSwitch(t *testing.T) {
	s := nastySides()
	middle := nastySides().on
	middle.AroundFields(func(ctx context.Context, next graphql.Resolver) (any, error) { return next(ctx) })
	for name, c := range map[string]struct {
		side *handler.Server
		want bool
	}{"off": {s.off, false}, "on": {s.on, true}, "on, with field middleware": {middle, false}} {
		got := !c.want
		c.side.AroundOperations(func(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
			got = fast.On(graphql.GetOperationContext(ctx))
			return next(ctx)
		})
		ask(t.Context(), c.side, question{Query: `{ __typename }`})
		if got != c.want {
			t.Errorf("%s: the fast path is on: %v", name, got)
		}
	}
}

func TestGeneratedNastyQuestions(t *testing.T) {
	s := nastySides()
	schema := fastexec.NewExecutableSchema(fastexec.Config{}).Schema()
	names := []string{"calm", "error", "errors", "located", "told", "alone", "panic", "gaps", "strangers", "deep", "empty", "other", "nil", "nil thing", "none"}
	valid, all := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		q := newAsker(t, schema, map[string]func() string{
			"String!":    func() string { return quote(rapid.SampledFrom(names).Draw(t, "name")) },
			"[String!]!": func() string { return list(rapid.SliceOfN(rapid.SampledFrom(names), 0, 4).Draw(t, "names")) },
		}, "await").question()
		if a := s.same(context.Background(), t, q); a.status == 200 {
			valid++
		}
		all++
	})
	if valid*2 < all {
		t.Errorf("only %d of %d generated questions were valid", valid, all)
	}
}

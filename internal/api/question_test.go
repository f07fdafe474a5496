package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/migraph/migraph/graph"
)

// code gives the code, the argument and the message of the first error of an answer.
func code(t *testing.T, answer string) (code, argument, message string) {
	t.Helper()
	var a struct {
		Errors []struct {
			Message    string
			Extensions struct{ Code, Argument string }
		}
	}
	if err := json.Unmarshal([]byte(answer), &a); err != nil || len(a.Errors) == 0 {
		t.Fatalf("no error in %s", answer)
	}
	e := a.Errors[0]
	return e.Extensions.Code, e.Extensions.Argument, e.Message
}

func TestBadArgumentsAreNamed(t *testing.T) {
	h, _ := serve(t, small(3))
	var page struct {
		Data struct {
			Stakeholders struct{ PageInfo struct{ EndCursor string } }
		}
	}
	if err := json.Unmarshal([]byte(ask(t, h, `{ stakeholders(first: 1) { pageInfo { endCursor } } }`)), &page); err != nil {
		t.Fatal(err)
	}
	cursor := page.Data.Stakeholders.PageInfo.EndCursor
	for name, c := range map[string]struct{ query, code, argument string }{
		"an id of another grammar":     {`{ node(id: "S1") { id } }`, "INVALID_ARGUMENT", "id"},
		"an upper-case id":             {`{ node(id: "SAAAAAAAAAAAA") { id } }`, "INVALID_ARGUMENT", "id"},
		"an id of bookkeeping":         {`{ node(id: "kaaaaaaaaaaaa") { id } }`, "INVALID_ARGUMENT", "id"},
		"one bad id of several":        {`{ nodes(ids: ["saaaaaaaaaaaa", "x"]) { id } }`, "INVALID_ARGUMENT", "ids[1]"},
		"an id of another kind":        {`{ stakeholder(by: {id: "iaaaaaaaaaaaa"}) { id } }`, "INVALID_ARGUMENT", "by.id"},
		"no cursor":                    {`{ stakeholders(after: "x") { nodes { id } } }`, "INVALID_ARGUMENT", "after"},
		"a cursor of another order":    {`{ stakeholders(orderBy: NAME_DESC, after: "` + cursor + `") { nodes { id } } }`, "INVALID_ARGUMENT", "after"},
		"a cursor of another time":     {`{ stakeholders(asOf: "2022-01-01", after: "` + cursor + `") { nodes { id } } }`, "INVALID_ARGUMENT", "after"},
		"a hundred fields":             {`{ stakeholders { nodes {` + aliases(101, "id") + `} } }`, "LIMIT_EXCEEDED", ""},
		"a cursor of another filter":   {`{ stakeholders(where: {kind: {eq: EMBASSY}}, before: "` + cursor + `") { nodes { id } } }`, "INVALID_ARGUMENT", "before"},
		"a day that does not exist":    {`{ flows(asOf: "2022-02-30") { nodes { id } } }`, "INVALID_ARGUMENT", "asOf"},
		"a period backwards":           {`{ flows(during: {from: "2022-03-01", to: "2022-02-01"}) { nodes { id } } }`, "INVALID_ARGUMENT", "during"},
		"as of and during":             {`{ flows(asOf: "2022-02-01", during: {from: "2022-01-01", to: "2022-02-01"}) { nodes { id } } }`, "INVALID_ARGUMENT", "during"},
		"first and last":               {`{ flows(first: 1, last: 1) { nodes { id } } }`, "INVALID_ARGUMENT", "last"},
		"first of none":                {`{ flows(first: 0) { nodes { id } } }`, "INVALID_ARGUMENT", "first"},
		"too large a page":             {`{ flows(first: 101) { nodes { id } } }`, "LIMIT_EXCEEDED", "first"},
		"a page too large below":       {`{ stakeholders { nodes { flowsOut(last: 500) { nodes { id } } } } }`, "LIMIT_EXCEEDED", "flowsOut.last"},
		"too many rows below rows":     {`{ stakeholders(first: 100) { nodes { participations(first: 100) { nodes { initiative { participations(first: 3) { nodes { id } } } } } } } }`, "LIMIT_EXCEEDED", ""},
		"too many rows below one":      {`{ stakeholder(by: {slug: "x"}) { participations(first: 100) { nodes { initiative { participations(first: 100) { edges { node { initiative { participations(first: 3) { nodes { id } } } } } } } } } } }`, "LIMIT_EXCEEDED", ""},
		"many lists of many rows":      {`{` + aliases(10, `stakeholders(first: 100) { nodes { participations(first: 50) { nodes { id } } } }`) + `}`, "LIMIT_EXCEEDED", ""},
		"a condition over five edges":  {`{ stakeholders(where: {participations: {some: {initiative: {participations: {some: {stakeholder: {flowsIn: {some: {}}}}}}}}}) { totalCount } }`, "LIMIT_EXCEEDED", "where.participations.some.initiative.participations.some.stakeholder.flowsIn"},
		"a filter over many edges":     {`{ stakeholders(where: {and: [` + strings.Repeat(`{flowsIn: {some: {}}} `, 21) + `]}) { totalCount } }`, "LIMIT_EXCEEDED", "where.and.flowsIn"},
		"null as a condition":          {`{ stakeholders(where: {country: {eq: null}}) { nodes { id } } }`, "INVALID_ARGUMENT", "where.country.eq"},
		"null as a relation":           {`{ stakeholders(where: {flowsOut: {some: null}}) { nodes { id } } }`, "INVALID_ARGUMENT", "where.flowsOut.some"},
		"a bad day in a filter":        {`{ initiatives(where: {startEarliest: {gte: "soon"}}) { nodes { id } } }`, "INVALID_ARGUMENT", "where.startEarliest.gte"},
		"a field that does not exist":  {`{ stakeholders { nodes { salary } } }`, "GRAPHQL_VALIDATION_FAILED", ""},
		"a question that does not end": {`{ stakeholders { nodes {`, "GRAPHQL_PARSE_FAILED", ""},
		"more than 2,000 tokens":       {`{` + strings.Repeat(" a: __typename", 700) + `}`, "LIMIT_EXCEEDED", ""},
		"too many ids":                 {`{ nodes(ids: [` + strings.Repeat(`"saaaaaaaaaaaa" `, 101) + `]) { id } }`, "LIMIT_EXCEEDED", "ids"},
	} {
		t.Run(name, func(t *testing.T) {
			got := ask(t, h, c.query)
			gotCode, gotArgument, message := code(t, got)
			if gotCode != c.code || gotArgument != c.argument || message == "" {
				t.Errorf("got %s %q, want %s %q: %s", gotCode, gotArgument, c.code, c.argument, got)
			}
		})
	}
}

// aliases repeats a field under n names.
func aliases(n int, field string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, " a%d: %s", i, field)
	}
	return b.String()
}

func TestFiltersAreBounded(t *testing.T) {
	h, _ := serve(t, small(3))
	deep := any(map[string]any{"name": map[string]any{"eq": "x"}})
	for range 30 {
		deep = map[string]any{"not": deep}
	}
	wide := []any{}
	for range 2000 {
		wide = append(wide, map[string]any{"name": map[string]any{"contains": "x"}})
	}
	for name, where := range map[string]any{"deep": deep, "wide": map[string]any{"or": wide}} {
		got := ask(t, h, `query($w: StakeholderFilter) { stakeholders(where: $w) { totalCount } }`, "w", where)
		if gotCode, argument, _ := code(t, got); gotCode != "LIMIT_EXCEEDED" || argument != "where" {
			t.Errorf("a %s filter gave %.300s", name, got)
		}
	}
	within := any(map[string]any{"name": map[string]any{"eq": "body 00"}})
	for range 18 {
		within = map[string]any{"not": within}
	}
	if got := ask(t, h, `query($w: StakeholderFilter) { stakeholders(where: $w) { totalCount } }`, "w", within); got != `{"data":{"stakeholders":{"totalCount":1}}}` {
		t.Errorf("a filter within the bounds gave %s", got)
	}
}

func TestPagesJoinToTheWholeList(t *testing.T) {
	h, _ := serve(t, small(23))
	type answer struct {
		Data struct {
			Stakeholders struct {
				TotalCount int
				Edges      []struct {
					Cursor string
					Node   struct{ Name string }
				}
				PageInfo struct {
					HasNextPage, HasPreviousPage bool
					StartCursor, EndCursor       string
				}
			}
		}
	}
	walk := func(size, from string, next func(a answer) (string, bool)) (names []string, pages int) {
		cursor, more := any(nil), true
		for more {
			var a answer
			text := ask(t, h, `query($c: String) { stakeholders(`+size+`, `+from+`: $c) { totalCount edges { cursor node { name } }
				pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`, "c", cursor)
			if err := json.Unmarshal([]byte(text), &a); err != nil || a.Data.Stakeholders.TotalCount != 23 {
				t.Fatal(text)
			}
			var page []string
			for _, e := range a.Data.Stakeholders.Edges {
				page = append(page, e.Node.Name)
			}
			if from == "before" {
				names = append(page, names...)
			} else {
				names = append(names, page...)
			}
			cursor, more = next(a)
			pages++
		}
		return names, pages
	}
	var want []string
	for i := range 23 {
		want = append(want, fmt.Sprintf("Body %02d", i))
	}
	forward, pages := walk("first: 5", "after", func(a answer) (string, bool) {
		return a.Data.Stakeholders.PageInfo.EndCursor, a.Data.Stakeholders.PageInfo.HasNextPage
	})
	if fmt.Sprint(forward) != fmt.Sprint(want) || pages != 5 {
		t.Errorf("forward: %v in %d pages", forward, pages)
	}
	backward, pages := walk("last: 6", "before", func(a answer) (string, bool) {
		return a.Data.Stakeholders.PageInfo.StartCursor, a.Data.Stakeholders.PageInfo.HasPreviousPage
	})
	if fmt.Sprint(backward) != fmt.Sprint(want) || pages != 4 {
		t.Errorf("backward: %v in %d pages", backward, pages)
	}
}

func TestTimeIsInheritedAndReplaced(t *testing.T) {
	h, c := serve(t, small(3))
	got := ask(t, h, `{ body: stakeholders(first: 1, asOf: "2023-01-01") { nodes { name
		inherited: participations { totalCount }
		replaced: participations(asOf: "2022-08-15") { totalCount nodes { initiative { name below: participations { totalCount } } } }
		certain: participations(asOf: "2022-08-15", dating: CERTAIN) { totalCount }
		all: participations(undated: INCLUDE) { totalCount } } } }`)
	want := `{"data":{"body":{"nodes":[{"name":"Body 00","inherited":{"totalCount":0},` +
		`"replaced":{"totalCount":1,"nodes":[{"initiative":{"name":"A dialogue","below":{"totalCount":3}}}]},` +
		`"certain":{"totalCount":0},"all":{"totalCount":0}}]}}}`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if len(c.calls) != 1 {
		t.Errorf("store calls: %v, want one", c.calls)
	}
}

func TestInheritedTimeIsCompletedArgumentByArgument(t *testing.T) {
	h, _ := serve(t, small(3))
	got := ask(t, h, `{ stakeholders(first: 1, asOf: "2022-08-15", dating: CERTAIN) { nodes {
		certain: participations { totalCount }
		possible: participations(dating: POSSIBLE) { totalCount }
		later: participations(asOf: "2023-01-01", dating: POSSIBLE) { totalCount } } } }`)
	want := `{"data":{"stakeholders":{"nodes":[{"certain":{"totalCount":0},"possible":{"totalCount":1},"later":{"totalCount":0}}]}}}`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// The same field of a fragment is merged with others at one place only.
func TestFragmentsAreMergedWhereTheyStand(t *testing.T) {
	h, _ := serve(t, small(3))
	got := ask(t, h, `fragment F on Stakeholder { participations(first: 2) { totalCount } }
		{ a: stakeholders(first: 1) { nodes { ...F } }
		  b: stakeholders(first: 1) { nodes { ...F participations(first: 2) { nodes { role } } } }
		  c: stakeholders(first: 1) { nodes { ...F } edges { node { ...F participations(first: 2) { nodes { role } } } } } }`)
	with := `{"participations":{"totalCount":1,"nodes":[{"role":"PARTICIPANT"}]}}`
	without := `{"participations":{"totalCount":1}}`
	want := `{"data":{"a":{"nodes":[` + without + `]},"b":{"nodes":[` + with + `]},"c":{"nodes":[` + without + `],"edges":[{"node":` + with + `}]}}}`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestAQuestionThatDoublesAtEachLevelIsRefused(t *testing.T) {
	h, c := serve(t, small(3))
	for name, level := range map[string]string{
		"references": "fragment F%d on Flow { a: paidFrom { ...F%d } b: paidFrom { ...F%d } } ",
		"lists":      "fragment F%d on Flow { a: provider { stakeholder { flowsOut(first: 1) { nodes { ...F%d } } } } b: provider { stakeholder { flowsOut(first: 1) { nodes { ...F%d } } } } } ",
	} {
		var b strings.Builder
		b.WriteString("{ flows(first: 1) { nodes { ...F0 } } } ")
		for i := range 30 {
			fmt.Fprintf(&b, level, i, i+1, i+1)
		}
		b.WriteString("fragment F30 on Flow { id }")
		start := time.Now()
		got := ask(t, h, b.String())
		if gotCode, _, _ := code(t, got); gotCode != "LIMIT_EXCEEDED" {
			t.Errorf("%s: %.300s", name, got)
		}
		if len(c.calls) > 0 || time.Since(start) > 5*time.Second {
			t.Errorf("%s: %d store calls, %v", name, len(c.calls), time.Since(start))
		}
	}
}

func TestTombstonesShowAtNoDoor(t *testing.T) {
	h, c := serve(t, small(3))
	var a struct {
		Data struct{ Stakeholder struct{ ID string } }
	}
	if err := json.Unmarshal([]byte(ask(t, h, `{ stakeholder(by: {slug: "body-00"}) { id } }`)), &a); err != nil {
		t.Fatal(err)
	}
	if _, err := graph.Withdraw(context.Background(), c.Store, "small"); err != nil {
		t.Fatal(err)
	}
	id := a.Data.Stakeholder.ID
	got := ask(t, h, `{ node(id: "`+id+`") { id } nodes(ids: ["`+id+`"]) { id } a: stakeholder(by: {id: "`+id+`"}) { id }
		b: stakeholder(by: {slug: "body-00"}) { id } c: stakeholder(by: {identifier: {scheme: "migraph", value: "body-00"}}) { id }
		stakeholders { totalCount nodes { id } } }`)
	want := `{"data":{"node":null,"nodes":[null],"a":null,"b":null,"c":null,"stakeholders":{"totalCount":0,"nodes":[]}}}`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestNodesKeepTheirOrderAndGaps(t *testing.T) {
	h, c := serve(t, small(2))
	var a struct {
		Data struct {
			Stakeholders struct{ Nodes []struct{ ID, Slug string } }
		}
	}
	if err := json.Unmarshal([]byte(ask(t, h, `{ stakeholders { nodes { id slug } } }`)), &a); err != nil {
		t.Fatal(err)
	}
	c.calls = nil
	first, second := a.Data.Stakeholders.Nodes[0], a.Data.Stakeholders.Nodes[1]
	got := ask(t, h, `query($ids: [ID!]!) { nodes(ids: $ids) { __typename ... on Stakeholder { name participations { nodes { initiative { name } } } } } }`,
		"ids", []string{second.ID, "saaaaaaaaaaaa", first.ID, second.ID})
	body := func(kind, name string) string {
		return `{"__typename":"` + kind + `","name":"` + name + `","participations":{"nodes":[{"initiative":{"name":"A dialogue"}}]}}`
	}
	want := `{"data":{"nodes":[` + body("Government", "Body 01") + `,null,` + body("Organization", "Body 00") + `,` + body("Government", "Body 01") + `]}}`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if len(c.calls) != 2 { // the one that is none could have been merged into another
		t.Errorf("store calls: %v, want two", c.calls)
	}
	got = ask(t, h, `{ a: stakeholder(by: {slug: "body-01"}) { id } b: stakeholder(by: {identifier: {scheme: "migraph", value: "BODY-01"}}) { id }
		c: stakeholder(by: {slug: "nobody"}) { id } }`)
	want = `{"data":{"a":{"id":"` + second.ID + `"},"b":{"id":"` + second.ID + `"},"c":null}}`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// failing is a store whose every read fails.
type failing struct {
	graph.Store
	err error
}

func (f failing) View(ctx context.Context, fn func(context.Context, graph.Reader) error) error {
	return f.Store.View(ctx, func(ctx context.Context, r graph.Reader) error { return fn(ctx, failingReader{r, f.err}) })
}

type failingReader struct {
	graph.Reader
	err error
}

func (r failingReader) Fetch(ctx context.Context, _ *graph.Plan) (*graph.Result, error) {
	if r.err == nil {
		<-ctx.Done()
		return nil, context.Cause(ctx)
	}
	return nil, r.err
}

func TestInternalTextStaysInside(t *testing.T) {
	_, c := serve(t, small(1+1))
	log := &bytes.Buffer{}
	h := handler(failing{c, &graph.Error{Code: graph.Internal, Message: "secret", Cause: errors.New("SELECT secret")}}, log)
	got := ask(t, h, `{ stakeholders { nodes { id } } }`)
	if gotCode, _, _ := code(t, got); gotCode != "INTERNAL" || strings.Contains(got, "secret") || !strings.Contains(got, "req-1") {
		t.Errorf("got %s", got)
	}
	if !strings.Contains(log.String(), "SELECT secret") || !strings.Contains(log.String(), "req-1") {
		t.Errorf("the log lacks the cause: %s", log)
	}
}

func TestTheDeadlineEndsTheStoresWork(t *testing.T) {
	_, c := serve(t, small(2))
	h := handlerWithin(failing{Store: c}, nil, 200*time.Millisecond)
	start := time.Now()
	gotCode, _, _ := code(t, ask(t, h, `{ stakeholders { nodes { id } } }`))
	if gotCode != "DEADLINE_EXCEEDED" || time.Since(start) > 2*time.Second {
		t.Errorf("got %s after %v", gotCode, time.Since(start))
	}
}

func TestFragmentsThatMakeAQuestionHugeAreRefused(t *testing.T) {
	h, c := serve(t, small(3))
	var bomb strings.Builder
	bomb.WriteString("{ flows { nodes { ...F0 } } } ")
	for i := range 60 {
		fmt.Fprintf(&bomb, "fragment F%d on Flow { ...F%d ...F%d } ", i, i+1, i+1)
	}
	bomb.WriteString("fragment F60 on Flow { id }")
	for name, query := range map[string]string{
		"fragments":              bomb.String(),
		"aliased introspection":  `{ __schema { a: types { name } b: types { name } } }`,
		"repeated introspection": `{` + aliases(6, `__type(name: "Flow") { name }`) + `}`,
	} {
		if gotCode, _, _ := code(t, ask(t, h, query)); gotCode != "LIMIT_EXCEEDED" {
			t.Errorf("%s gave %s", name, gotCode)
		}
	}
	if len(c.calls) > 0 {
		t.Errorf("store calls: %v", c.calls)
	}
	if got := ask(t, h, introspection); strings.Contains(got, "errors") || len(got) < 10_000 {
		t.Errorf("the usual introspection of clients gave %.300s", got)
	}
}

// introspection is what GraphQL clients ask to learn a schema.
const introspection = `query IntrospectionQuery { __schema { queryType { name } mutationType { name } subscriptionType { name }
	types { ...FullType } directives { name description locations args { ...InputValue } } } }
	fragment FullType on __Type { kind name description fields(includeDeprecated: true) { name description args { ...InputValue }
		type { ...TypeRef } isDeprecated deprecationReason } inputFields { ...InputValue } interfaces { ...TypeRef }
		enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...TypeRef } }
	fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue }
	fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
		ofType { kind name ofType { kind name ofType { kind name } } } } } } } }`

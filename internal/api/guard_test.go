package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/migraph/migraph/internal/api"
)

// nested opens a brace n times, with text before each.
func nested(n int, text, inside string) string {
	return strings.Repeat(text+" { ", n) + inside + strings.Repeat(" }", n)
}

// first shows the fields of one stakeholder.
func first(fields string) string { return `{ stakeholders(first: 1) { nodes { ` + fields + ` } } }` }

// bounded makes, for each limit, a valid question that asks for n of what it bounds.
var bounded = map[string]struct {
	allowed int
	ask     func(n int) string
}{
	"body":       {100_000, func(n int) string { return "{ __typename }" + strings.Repeat(" ", n-14) }},
	"tokens":     {2000, func(n int) string { return "{ __typename }" + strings.Repeat(" #\n", n-3) }},
	"nesting":    {40, func(n int) string { return "{" + nested(n-1, "...", "__typename") + "}" }},
	"depth":      {15, func(n int) string { return `{ __type(name: "Query") {` + nested(n-2, "ofType", "name") + "} }" }},
	"selections": {100, func(n int) string { return first(strings.Repeat("id ", n)) }},
	"aliases":    {30, func(n int) string { return first(aliases(n, "id")) }},
	"rootFields": {20, func(n int) string {
		return `{ ... { ...R } ` + strings.Repeat("__typename ", n-12) + `} fragment R on Query {` + strings.Repeat("__typename ", 12) + `}`
	}},
	"directives": {50, func(n int) string { return first(strings.Repeat("id @include(if: true) ", n)) }},
	"nodes": {1000, func(n int) string {
		return first(strings.Repeat("...F ", 9)+"...{"+strings.Repeat("id ", 50)+"} "+strings.Repeat("id ", n-952)) + ` fragment F on Stakeholder {` + strings.Repeat("...G ", 10) +
			`} fragment G on Stakeholder {` + strings.Repeat("id ", 10) + `}`
	}},
	"introspection": {5, func(n int) string { return `{` + aliases(n, `__type(name: "Flow") { name }`) + `}` }},
}

// refusalOf gives the first error of an answer.
func refusalOf(t *testing.T, answer string) (message string, extensions map[string]any) {
	t.Helper()
	var a struct {
		Errors []struct {
			Message    string
			Extensions map[string]any
		}
	}
	if err := json.Unmarshal([]byte(answer), &a); err != nil || len(a.Errors) != 1 {
		t.Fatalf("no single error in %.300s", answer)
	}
	return a.Errors[0].Message, a.Errors[0].Extensions
}

func TestEachLimitIsWhereItIsSaid(t *testing.T) {
	h, c := serve(t, small(3))
	for name, limit := range bounded {
		t.Run(name, func(t *testing.T) {
			if got := ask(t, h, limit.ask(limit.allowed)); strings.Contains(got, `"errors"`) {
				t.Errorf("at the limit: %.300s", got)
			}
			c.calls = nil
			message, extensions := refusalOf(t, ask(t, h, limit.ask(limit.allowed+1)))
			if extensions["code"] != "LIMIT_EXCEEDED" || extensions["limit"] != name ||
				extensions["asked"] != float64(limit.allowed+1) || extensions["allowed"] != float64(limit.allowed) {
				t.Errorf("beyond: %v", extensions)
			}
			for _, says := range []string{fmt.Sprint(limit.allowed + 1), fmt.Sprintf("at most %d", limit.allowed), "in several parts"} {
				if !strings.Contains(message, says) || strings.Contains(message, "%!") {
					t.Errorf("the message %q does not say %q", message, says)
				}
			}
			if len(c.calls) > 0 {
				t.Errorf("the store was asked: %v", c.calls)
			}
		})
	}
	text, _ := refusalOf(t, ask(t, h, bounded["depth"].ask(17)))
	if text != "the question nests selections 17 deep, at most 15 are allowed; ask in several parts" {
		t.Error(text)
	}
}

func TestLimitsCanBeConfigured(t *testing.T) {
	_, c := serve(t, small(3))
	for name, set := range map[string]func(*api.Limits){
		"body": func(l *api.Limits) { l.Body = 60 }, "tokens": func(l *api.Limits) { l.Tokens = 12 },
		"nesting": func(l *api.Limits) { l.Nesting = 2 }, "depth": func(l *api.Limits) { l.Depth = 2 },
		"selections": func(l *api.Limits) { l.Selections = 1 }, "aliases": func(l *api.Limits) { l.Aliases = 0 },
		"rootFields": func(l *api.Limits) { l.RootFields = 0 }, "directives": func(l *api.Limits) { l.Directives = 0 },
		"nodes": func(l *api.Limits) { l.Nodes = 3 },
	} {
		limits := api.DefaultLimits
		set(&limits)
		question := `{ stakeholders(first: 1) { nodes { a: id @skip(if: false) name } } }`
		_, extensions := refusalOf(t, ask(t, handlerOf(c, limits), question))
		if extensions["limit"] != name {
			t.Errorf("%s: %v", name, extensions)
		}
	}
}

// A question that comes in the address meets the same guard, and so does one
// that was refused or answered before.
func TestTheGuardStandsAtEveryDoor(t *testing.T) {
	h, _ := serve(t, small(3))
	for range 3 {
		for name, limit := range bounded {
			r := httptest.NewRequest(http.MethodGet, "/graphql?query="+url.QueryEscape(limit.ask(limit.allowed+1)), nil)
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if _, extensions := refusalOf(t, w.Body.String()); extensions["limit"] != name {
				t.Errorf("%s: %v", name, extensions)
			}
			if got := ask(t, h, limit.ask(limit.allowed)); strings.Contains(got, `"errors"`) {
				t.Errorf("%s: %.300s", name, got)
			}
		}
	}
}

// Whether the fragments are of the operation that is asked for or not: the
// validator reads them all.
func TestTheGuardReadsAllOperations(t *testing.T) {
	h, _ := serve(t, small(3))
	for _, question := range []string{
		`query A { __typename } query B ` + bounded["nodes"].ask(1001),
		`query A { __typename } fragment Unused on Query { ` + strings.Repeat("__typename ", 101) + `}`,
	} {
		body, err := json.Marshal(map[string]any{"query": question, "operationName": "A"})
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(string(body)))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if gotCode, _, _ := code(t, w.Body.String()); gotCode != "LIMIT_EXCEEDED" {
			t.Errorf("%.300s", w.Body)
		}
	}
}

func TestWhatIsNoQuestionIsLeftToTheParser(t *testing.T) {
	h, _ := serve(t, small(3))
	for question, want := range map[string]struct{ code, says string }{
		`{ stakeholders`: {"GRAPHQL_PARSE_FAILED", "Expected Name, found <EOF>"},
		"{ a }\n{ b ' }": {"GRAPHQL_PARSE_FAILED", "found <Invalid>"},
		`{ ...Missing }`: {"GRAPHQL_VALIDATION_FAILED", `Unknown fragment "Missing"`},
		`{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }`: {"GRAPHQL_VALIDATION_FAILED", "spreads itself"},
	} {
		if gotCode, _, message := code(t, ask(t, h, question)); gotCode != want.code || !strings.Contains(message, want.says) {
			t.Errorf("%s gave %s: %s", question, gotCode, message)
		}
	}
}

// newerIntrospection is what the tools of 2025 ask: more of each type, and nine
// types within types.
const newerIntrospection = `query IntrospectionQuery { __schema { description queryType { name kind } mutationType { name kind }
	subscriptionType { name kind } types { ...FullType } directives { name description isRepeatable locations
		args(includeDeprecated: true) { ...InputValue } } } }
	fragment FullType on __Type { kind name description specifiedByURL isOneOf fields(includeDeprecated: true) { name description
		args(includeDeprecated: true) { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason }
		inputFields(includeDeprecated: true) { ...InputValue } interfaces { ...TypeRef }
		enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...TypeRef } }
	fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue isDeprecated deprecationReason }
	fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
		ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } } }`

func TestTheIntrospectionOfToolsPasses(t *testing.T) {
	h, _ := serve(t, small(2))
	for name, question := range map[string]string{"usual": introspection, "newer": newerIntrospection} {
		if got := ask(t, h, question); strings.Contains(got, `"errors"`) || len(got) < 10_000 {
			t.Errorf("%s: %.300s", name, got)
		}
	}
}

func TestTheSchemaIsAskedForWithoutAliases(t *testing.T) {
	h, _ := serve(t, small(2))
	for name, question := range map[string]string{
		"below":             `{ __schema { a: types { name } } }`,
		"deep below":        `{ __schema { types { fields { type { a: name } } } } }`,
		"in a fragment":     `{ __type(name: "Flow") { ...F } } fragment F on __Type { ...G } fragment G on __Type { a: name }`,
		"a fragment around": `{ ...R } fragment R on Query { ... { __schema { ... { queryType { a: name } } } } }`,
	} {
		_, extensions := refusalOf(t, ask(t, h, question))
		if extensions["code"] != "LIMIT_EXCEEDED" || extensions["limit"] != "introspection" {
			t.Errorf("%s: %v", name, extensions)
		}
	}
	for _, question := range []string{
		`{ a: __schema { queryType { name } } b: __type(name: "Flow") { name } }`,
		`{ a: stakeholders { b: totalCount } __schema { queryType { name: name } } }`,
	} {
		if got := ask(t, h, question); strings.Contains(got, `"errors"`) {
			t.Errorf("%s gave %s", question, got)
		}
	}
}

// TestNamesAreBounded: an alias stands in the answer again for every record.
func TestNamesAreBounded(t *testing.T) {
	h, _ := serve(t, small(3))
	for n, refused := range map[int]bool{100: false, 101: true, 90_000: true} {
		got := ask(t, h, `{ stakeholders { nodes { `+strings.Repeat("x", n)+`: name } } }`)
		if strings.Contains(got, `"limit":"name"`) != refused || refused && len(got) > 500 {
			t.Errorf("an alias of %d letters gave %.300s", n, got)
		}
	}
}

func TestVariablesAreBounded(t *testing.T) {
	h, _ := serve(t, small(3))
	for n, refused := range map[int]bool{18: false, 61: true, 9000: true} {
		where := any(map[string]any{"name": map[string]any{"eq": "x"}})
		for range n {
			where = map[string]any{"or": where}
		}
		got := ask(t, h, `query($w: StakeholderFilter) { stakeholders(where: $w) { totalCount } }`, "w", where)
		if strings.Contains(got, `"limit":"variables"`) != refused || !refused && !strings.Contains(got, `"totalCount"`) {
			t.Errorf("a variable %d deep gave %.300s", n, got)
		}
	}
}

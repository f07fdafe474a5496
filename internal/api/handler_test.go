package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/sqlitestore"
	"github.com/migraph/migraph/internal/api"
	"github.com/migraph/migraph/resolvers"
)

// small is a dataset of n participants of one dialogue, one of them funded.
func small(n int) *graph.Import {
	named := func(key, name string) graph.Thing {
		return graph.Thing{Name: name, Identifiers: []*graph.Identifier{{Scheme: graph.SchemeMigraph, Value: key}}}
	}
	cite := []*graph.Evidence{{DocumentID: "doc", Basis: "STATED", Locator: "page 1"}}
	in := &graph.Import{Dataset: graph.Dataset{Key: "small"}}
	add := func(key string, r graph.Record) {
		in.Things = append(in.Things, graph.ThingInput{Key: key, Record: r, Evidence: cite, Where: key})
	}
	add("doc", &graph.Document{Thing: named("doc", "A newsletter")})
	start, _ := graph.ParseDate("2022-08")
	add("talk", &graph.Initiative{Thing: named("talk", "A dialogue"), Nature: "EVENT", Period: graph.Period{Start: start}})
	for i := range n {
		key := fmt.Sprintf("body-%02d", i)
		add(key, &graph.Stakeholder{Thing: named(key, fmt.Sprintf("Body %02d", i)), Kind: graph.StakeholderKinds[i%3]})
		in.Claims = append(in.Claims, graph.ClaimInput{Evidence: cite, Where: key,
			Record: &graph.Participation{StakeholderID: key, InitiativeID: "talk", Role: "PARTICIPANT"}})
	}
	in.Claims = append(in.Claims, graph.ClaimInput{Evidence: cite, Where: "flow", Record: &graph.Flow{
		Provider: graph.End{StakeholderID: "body-00"}, Type: "UNSPECIFIED", Recipient: graph.End{InitiativeID: "talk"},
		Hops: []*graph.Hop{{End: graph.End{StakeholderID: "body-01"}}}}})
	return in
}

// counted counts the calls that reach a store.
type counted struct {
	graph.Store
	mu    sync.Mutex // root fields are resolved at the same time
	calls []string
}

func (c *counted) View(ctx context.Context, fn func(context.Context, graph.Reader) error) error {
	return c.Store.View(ctx, func(ctx context.Context, r graph.Reader) error {
		return fn(ctx, countedReader{r, c})
	})
}

type countedReader struct {
	graph.Reader
	c *counted
}

func (r countedReader) Fetch(ctx context.Context, p *graph.Plan) (*graph.Result, error) {
	r.c.mu.Lock()
	r.c.calls = append(r.c.calls, p.Type.Name)
	r.c.mu.Unlock()
	return r.Reader.Fetch(ctx, p)
}

func (r countedReader) Aggregate(ctx context.Context, a *graph.Aggregation) (*graph.Groups, error) {
	r.c.mu.Lock()
	r.c.calls = append(r.c.calls, "groups of "+a.Type.Name)
	r.c.mu.Unlock()
	return r.Reader.Aggregate(ctx, a)
}

func serve(t testing.TB, in *graph.Import) (http.Handler, *counted) {
	t.Helper()
	s, err := sqlitestore.Open(context.Background(), sqlitestore.Options{Path: filepath.Join(t.TempDir(), "g.db"), Unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if _, err := graph.Apply(context.Background(), s, in); err != nil {
		t.Fatal(err)
	}
	c := &counted{Store: s}
	return handler(c, nil), c
}

func handler(s graph.Store, log *bytes.Buffer) http.Handler {
	return handlerWithin(s, log, 5*time.Second)
}

func handlerOf(s graph.Store, text api.Limits) http.Handler {
	return api.NewHandler(api.Options{
		Store: func() (graph.Store, error) { return s, nil }, Timeout: 5 * time.Second, Text: text,
		Limits: resolvers.DefaultLimits, Log: slog.New(slog.DiscardHandler),
	})
}

func handlerWithin(s graph.Store, log *bytes.Buffer, timeout time.Duration) http.Handler {
	if log == nil {
		log = new(bytes.Buffer)
	}
	return api.NewHandler(api.Options{
		Store: func() (graph.Store, error) { return s, nil }, Timeout: timeout, Text: api.DefaultLimits,
		Limits: resolvers.DefaultLimits, Log: slog.New(slog.NewTextHandler(log, nil)),
	})
}

func ask(t testing.TB, h http.Handler, query string, variables ...any) string {
	t.Helper()
	v := map[string]any{}
	for i := 0; i < len(variables); i += 2 {
		v[variables[i].(string)] = variables[i+1]
	}
	body, err := json.Marshal(map[string]any{"query": query, "variables": v})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/graphql", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Request-Id", "req-1")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return strings.TrimSpace(w.Body.String())
}

func TestNestedListsAreOneCall(t *testing.T) {
	h, c := serve(t, small(9))
	got := ask(t, h, `{ stakeholders(first: 2, where: {kind: {eq: ORGANIZATION}}) { totalCount nodes { name
		participations { totalCount nodes { role start { text } datedBy evidence { locator document { name } }
			initiative { name participations(first: 2, orderBy: START_ASC) { totalCount pageInfo { hasNextPage } } } } } } } }`)
	want := `{"data":{"stakeholders":{"totalCount":3,"nodes":[` +
		strings.Join([]string{row("Body 00"), row("Body 03")}, ",") + `]}}}`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if len(c.calls) != 1 {
		t.Errorf("store calls: %v, want one", c.calls)
	}
}

func row(name string) string {
	return `{"name":"` + name + `","participations":{"totalCount":1,"nodes":[{"role":"PARTICIPANT","start":{"text":"2022-08"},"datedBy":"INITIATIVE",` +
		`"evidence":[{"locator":"page 1","document":{"name":"A newsletter"}}],` +
		`"initiative":{"name":"A dialogue","participations":{"totalCount":9,"pageInfo":{"hasNextPage":true}}}}]}}`
}

func TestFlowEndsOfOneFragment(t *testing.T) {
	h, c := serve(t, small(3))
	got := ask(t, h, `fragment E on FlowEnd { stakeholder { name } initiative { name } }
		{ flows { nodes { stage amount { amount } provider { ...E } hops { ...E } recipient { ...E } } } }`)
	want := `{"data":{"flows":{"nodes":[{"stage":"OTHER","amount":null,` +
		`"provider":{"stakeholder":{"name":"Body 00"},"initiative":null},` +
		`"hops":[{"stakeholder":{"name":"Body 01"},"initiative":null}],` +
		`"recipient":{"stakeholder":null,"initiative":{"name":"A dialogue"}}}]}}}`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if len(c.calls) != 1 {
		t.Errorf("store calls: %v, want one", c.calls)
	}
}

func TestIntrospectionShowsNoDirectivesOfTheGenerator(t *testing.T) {
	h, _ := serve(t, small(2))
	got := ask(t, h, `{ __schema { directives { name } } }`)
	for _, name := range []string{"goModel", "inlineArguments"} {
		if strings.Contains(got, name) {
			t.Errorf("introspection shows %s: %s", name, got)
		}
	}
	if got = ask(t, h, `{ __type(name: "StakeholderList") { name } }`); got != `{"data":{"__type":null}}` {
		t.Errorf("introspection shows the arguments of a list as a type: %s", got)
	}
	got = ask(t, h, `{ __type(name: "Query") { fields { name args { name } } } }`)
	if !strings.Contains(got, `{"name":"stakeholders","args":[{"name":"where"},{"name":"orderBy"},{"name":"first"}`) {
		t.Errorf("the arguments of stakeholders are not spread: %s", got)
	}
}

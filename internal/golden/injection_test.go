package golden

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/sqlitestore"
	"github.com/migraph/migraph/internal/answers"
	"github.com/migraph/migraph/internal/api"
	"github.com/migraph/migraph/internal/neo4jtest"
	"github.com/migraph/migraph/internal/operations"
	"github.com/migraph/migraph/internal/server"
	"github.com/migraph/migraph/resolvers"
)

// payloads are some 200 texts that would be statements of SQL or Cypher if a store pasted
// texts into its own: what each does, behind each way to end a text.
func payloads() []string {
	ends := []string{"", "'", `"`, "`", `\'`, `'))`, `"}`, "\u2019", "'\x00"}
	does := []string{
		// SQL, and what SQLite adds to it
		"; DROP TABLE thing; --", " OR '1'='1", " OR 1=1 --", " UNION SELECT name FROM sqlite_master --", "; DELETE FROM claim WHERE 1=1; --",
		"; UPDATE thing SET name='x'; --", "; ATTACH DATABASE '/tmp/pwn.db' AS pwn; --", "; PRAGMA writable_schema=ON; --",
		" AND load_extension('x') --", "/**/OR/**/1=1/*", " || (SELECT group_concat(name) FROM thing) || ", " GLOB '*' ESCAPE '",
		// Cypher
		" MATCH (n) DETACH DELETE n //", "}) MATCH (n) DETACH DELETE n WITH 1 AS x MATCH (m {name: ", " RETURN 1 UNION MATCH (n) RETURN n //",
		" OR true WITH n SET n.name = 'x' //", "}) CALL db.labels() YIELD label RETURN label //", "}) LOAD CSV FROM 'http://127.0.0.1:1/' AS l RETURN l //",
		"; CALL dbms.shutdown() //", "}) CREATE (:Pwned) //", "}]->() DELETE r //", " CALL { MATCH (n) DETACH DELETE n } IN TRANSACTIONS //",
	}
	var out []string
	for _, end := range ends {
		for _, do := range does {
			out = append(out, end+do)
		}
	}
	return append(out, `{"$ne":null}`, `$where`, `%' OR name LIKE '%`, `_%`, `.*`, `(?i)x|.*`)
}

// injected asks for what a payload names, through every kind of text argument.
const injected = `query Injected($p: String!) {
	eq: stakeholders(where: {name: {eq: $p}}) { totalCount nodes { id } }
	starts: stakeholders(where: {name: {startsWith: $p}}) { totalCount nodes { id } }
	contains: stakeholders(where: {name: {contains: $p}}) { totalCount nodes { id } }
	among: initiatives(where: {name: {in: [$p]}}) { totalCount nodes { id } }
	slug: stakeholders(where: {slug: {eq: $p}}) { totalCount nodes { id } }
	country: stakeholders(where: {or: [{country: {eq: $p}}, {subtype: {eq: $p}}]}) { totalCount nodes { id } }
	alias: stakeholders(where: {aliases: {some: {name: {contains: $p}}}}) { totalCount nodes { id } }
	identifier: stakeholders(where: {identifiers: {some: {scheme: {eq: $p}, value: {eq: $p}}}}) { totalCount nodes { id } }
	related: initiatives(where: {participations: {some: {stakeholder: {name: {eq: $p}}}}}) { totalCount nodes { id } }
	currency: flows(where: {currency: {eq: $p}}) { totalCount nodes { id } }
	not: stakeholders(where: {not: {name: {eq: $p}}}) { totalCount }
	all: stakeholders { totalCount }
	bySlug: stakeholder(by: {slug: $p}) { id }
}`

// checkInjected holds that nothing is found, and that all there is is none of it.
func checkInjected(t *testing.T, payload string, body []byte, all int) {
	t.Helper()
	type list struct {
		TotalCount int
		Nodes      []any
	}
	var answer struct {
		Data struct {
			Eq, Starts, Contains, Among, Slug, Country, IDs, Alias, Identifier, Related, Currency, Not, All list
			BySlug, ByID, Node                                                                              *struct{ ID string }
			Nodes                                                                                           []any
		}
		Errors []any
	}
	if err := json.Unmarshal(body, &answer); err != nil || len(answer.Errors) > 0 {
		t.Errorf("%q: %v %.300s", payload, err, body)
		return
	}
	d := answer.Data
	for name, l := range map[string]list{"eq": d.Eq, "starts": d.Starts, "contains": d.Contains, "among": d.Among, "slug": d.Slug, "country": d.Country,
		"alias": d.Alias, "identifier": d.Identifier, "related": d.Related, "currency": d.Currency} {
		if l.TotalCount != 0 || len(l.Nodes) != 0 {
			t.Errorf("%q as %s finds %+v", payload, name, l)
		}
	}
	if d.Not.TotalCount != all || d.All.TotalCount != all || d.BySlug != nil {
		t.Errorf("%q: %.500s", payload, body)
	}
}

func TestInjectionSQLite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "graph.db")
	s, err := sqlitestore.Open(t.Context(), sqlitestore.Options{Path: path, Unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	injection(t, s, func() string {
		var schema string
		if err := db.QueryRowContext(t.Context(), "SELECT group_concat(name || sql, char(10)) FROM (SELECT name, coalesce(sql, '') AS sql FROM sqlite_master ORDER BY name)").Scan(&schema); err != nil {
			t.Fatal(err)
		}
		return schema
	})
}

func TestInjectionNeo4j(t *testing.T) {
	s := openNeo4j(t)
	d, err := neo4j.NewDriverWithContext(neo4jtest.URI(t), neo4j.NoAuth())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close(context.Background()) })
	injection(t, s, func() string {
		var b strings.Builder
		for _, statement := range []string{
			"MATCH (n) UNWIND labels(n) AS what RETURN what, count(*) AS n ORDER BY what", "MATCH ()-[r]->() RETURN type(r) AS what, count(*) AS n ORDER BY what",
			"SHOW INDEXES YIELD name RETURN name ORDER BY name", "SHOW CONSTRAINTS YIELD name RETURN name ORDER BY name",
		} {
			res, err := neo4j.ExecuteQuery(t.Context(), d, statement, nil, neo4j.EagerResultTransformer)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range res.Records {
				fmt.Fprintln(&b, r.Values...)
			}
		}
		return b.String()
	})
}

// injection sends every payload through every argument that is a text, and holds that
// nothing is found that is not there, and that the database is the same afterwards.
func injection(t *testing.T, s graph.Store, inside func() string) {
	importSeed(t, s)
	h := site(t, s)
	dump := func() string {
		var b bytes.Buffer
		if err := s.View(t.Context(), func(ctx context.Context, r graph.Reader) error { return graph.Dump(ctx, r, &b) }); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	before, within := dump(), inside()
	if len(before) < 10_000 || within == "" {
		t.Fatalf("a dump of %d bytes, inside %q", len(before), within)
	}
	var total struct {
		Data struct{ Stakeholders struct{ TotalCount int } }
	}
	if err := json.Unmarshal(post(t, h, `{ stakeholders { totalCount } }`, nil), &total); err != nil {
		t.Fatal(err)
	}
	all := payloads()
	if len(all) < 200 || len(slices.Compact(slices.Sorted(slices.Values(all)))) != len(all) {
		t.Fatalf("%d payloads", len(all))
	}
	for _, p := range all {
		checkInjected(t, p, post(t, h, injected, map[string]any{"p": p}), total.Data.Stakeholders.TotalCount)
		if got := post(t, h, `query($p: String!) { search(text: $p) { nodes { thing { id } } } }`, map[string]any{"p": p}); bytes.Contains(got, []byte("INTERNAL")) {
			t.Errorf("%q as a search: %.300s", p, got) // which may find by the words that it holds
		}
		// The same written into the question.
		literal, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		if got := string(post(t, h, `{ stakeholders(where: {name: {eq: `+string(literal)+`}}) { totalCount } }`, nil)); got != `{"data":{"stakeholders":{"totalCount":0}}}` {
			t.Errorf("%q in a question: %.300s", p, got)
		}
		// Where only some texts are allowed, others are refused.
		cursor, err := json.Marshal(map[string]string{"d": "", "k": p, "i": p})
		if err != nil {
			t.Fatal(err)
		}
		for what, question := range map[string]string{
			"an id":                        `query($p: ID!) { node(id: $p) { id } }`,
			"one of some ids":              `query($p: ID!) { nodes(ids: [$p]) { id } }`,
			"the id of a body":             `query($p: ID!) { stakeholder(by: {id: $p}) { id } }`,
			"an order":                     `query($p: StakeholderOrder) { stakeholders(orderBy: $p) { totalCount } }`,
			"a cursor":                     `query($p: String) { stakeholders(after: $p) { nodes { id } } }`,
			"a day":                        `query($p: Date) { stakeholders { nodes { participations(asOf: $p) { totalCount } } } }`,
			"a cursor that is well-formed": `query($p: String) { stakeholders(after: $p) { nodes { id } } }`,
		} {
			value := p
			if what == "a cursor that is well-formed" {
				value = base64.RawURLEncoding.EncodeToString(cursor)
			}
			if got := post(t, h, question, map[string]any{"p": value}); !bytes.Contains(got, []byte(`"errors"`)) || bytes.Contains(got, []byte("INTERNAL")) {
				t.Errorf("%q as %s: %.300s", p, what, got)
			}
		}
		for address, want := range map[string]int{
			"/q/Find?" + url.Values{"name": {p}}.Encode():     http.StatusOK,
			"/q/Find.csv?" + url.Values{"name": {p}}.Encode(): http.StatusOK,
			"/q/" + url.PathEscape(p):                         http.StatusNotFound,
			"/o/" + url.PathEscape(p):                         http.StatusNotFound,
			"/export/csv?" + url.Values{"type": {"stakeholders"}, "where": {`{"name":{"eq":` + string(literal) + `}}`}}.Encode(): http.StatusOK,
			"/export/csv?" + url.Values{"type": {p}}.Encode():                                                                    http.StatusBadRequest,
			"/export/csv?" + url.Values{"type": {"stakeholders"}, "orderBy": {p}}.Encode():                                       http.StatusBadRequest,
			"/export/csv?" + url.Values{"type": {"flows"}, "asOf": {p}}.Encode():                                                 http.StatusBadRequest,
			"/export/gexf?" + url.Values{"around": {p}}.Encode():                                                                 http.StatusNotFound,
			"/export/gexf?" + url.Values{"links": {p}}.Encode():                                                                  http.StatusBadRequest,
			"/export/" + url.PathEscape(p):                                                                                       http.StatusNotFound,
		} {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, address, nil))
			if w.Code != want && !(want == http.StatusNotFound && w.Code == http.StatusBadRequest) && w.Code != http.StatusMovedPermanently && w.Code != http.StatusTemporaryRedirect {
				t.Errorf("%q at %.60s: %d, want %d: %.100s", p, address, w.Code, want, w.Body)
			}
			if found := strings.Contains(w.Body.String(), "IOM Malaysia"); found {
				t.Errorf("%q at %s finds what is there", p, address)
			}
		}
	}
	if after := dump(); after != before {
		t.Error("the graph is another one")
	}
	if after := inside(); after != within {
		t.Errorf("the database has %s, before %s", after, within)
	}
	namedSo(t, s, h, all)
}

// namedSo imports a dataset whose texts are payloads: each is a name and nothing else.
func namedSo(t *testing.T, s graph.Store, h http.Handler, all []string) {
	in := &graph.Import{Dataset: graph.Dataset{Key: "injected"}}
	cite := []*graph.Evidence{{DocumentID: "doc", Basis: "STATED", Locator: graph.Text(all[0])}}
	add := func(key string, r graph.Record) {
		in.Things = append(in.Things, graph.ThingInput{Key: key, Record: r, Evidence: cite, Where: key})
	}
	named := func(key, name string) graph.Thing {
		return graph.Thing{Name: name, Identifiers: []*graph.Identifier{{Scheme: graph.SchemeMigraph, Value: key}}}
	}
	add("doc", &graph.Document{Thing: named("doc", "A document'); DROP TABLE thing; --")})
	names := map[string]bool{}
	for i, p := range all {
		name := strings.TrimSpace(strings.ReplaceAll(p, "\x00", ""))
		if names[name] {
			continue
		}
		names[name] = true
		key := fmt.Sprintf("body-%03d", i)
		add(key, &graph.Stakeholder{Thing: named(key, name), Kind: graph.StakeholderKinds[0]})
	}
	if _, err := graph.Apply(t.Context(), s, in); err != nil {
		t.Fatal(err)
	}
	for name := range names {
		var answer struct {
			Data struct {
				Stakeholders struct{ Nodes []struct{ Name string } }
			}
		}
		got := post(t, h, `query($p: String!) { stakeholders(where: {name: {eq: $p}}) { nodes { name } } }`, map[string]any{"p": name})
		if err := json.Unmarshal(got, &answer); err != nil {
			t.Fatal(err)
		}
		if n := answer.Data.Stakeholders.Nodes; !slices.ContainsFunc(n, func(n struct{ Name string }) bool { return n.Name == name }) {
			t.Errorf("%q was imported, and is found as %.300s", name, got)
		}
	}
}

// site is a whole server of a store.
func site(t *testing.T, s graph.Store) http.Handler {
	t.Helper()
	set, err := operations.New(api.Schema(), nil, operations.Document{Name: "Find", Where: "test",
		Text: `query Find($name: String!) { stakeholders(where: {or: [{name: {eq: $name}}, {slug: {eq: $name}}]}) { nodes { id name } } }`})
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	o := api.Options{
		Store: func() (graph.Store, error) { return s, nil }, Timeout: time.Minute, Text: api.DefaultLimits,
		Limits: resolvers.DefaultLimits, Log: log, Operations: set, CacheControl: answers.Control(false, 0),
	}
	o.Services = resolvers.NewServices(o.Store)
	t.Cleanup(func() { _ = o.Services.Close() })
	x := api.NewExporter(o, 1000)
	kept := api.NewAnswers(o, x, 1<<20)
	t.Cleanup(kept.Close)
	return server.New(server.Options{
		GraphQL: api.NewHandler(o), Ask: api.Asker(o), Store: o.Store, Timeout: time.Minute, MaxBody: 100_000,
		Exports: x, ExportTimeout: time.Minute, Operations: o.Operations, Answers: kept, CacheControl: o.CacheControl, Log: log,
	})
}

func post(t *testing.T, h http.Handler, question string, variables map[string]any) []byte {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": question, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/graphql", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return bytes.TrimSpace(w.Body.Bytes())
}

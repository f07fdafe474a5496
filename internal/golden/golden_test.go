// Package golden holds questions with their answers, on the built-in graph
// (questions) and on a generated one (large): over HTTP, the same bytes from both
// stores, with exactly as many store calls as each question states. To see a change
// of the answers as a diff, run the tests with -update and look at git.
package golden

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/neo4jstore"
	"github.com/migraph/migraph/graph/sqlitestore"
	"github.com/migraph/migraph/internal/api"
	"github.com/migraph/migraph/internal/neo4jtest"
	"github.com/migraph/migraph/resolvers"
	"github.com/migraph/migraph/seed"
)

var update = flag.Bool("update", false, "write what SQLite answers into the files of answers")

func TestMain(m *testing.M) { neo4jtest.Main(m) }

func TestSQLite(t *testing.T) {
	s := openSQLite(t)
	importSeed(t, s)
	questions(t, s, "questions", nil, *update)
}

func TestNeo4j(t *testing.T) {
	s := openNeo4j(t)
	importSeed(t, s)
	questions(t, s, "questions", nil, false)
}

func openSQLite(t *testing.T) graph.Store {
	t.Helper()
	s, err := sqlitestore.Open(t.Context(), sqlitestore.Options{Path: filepath.Join(t.TempDir(), "graph.db"), Unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func openNeo4j(t *testing.T) graph.Store {
	t.Helper()
	uri := neo4jtest.URI(t)
	clear(t, uri)
	s, err := neo4jstore.Open(t.Context(), neo4jstore.Options{URI: uri})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// clear empties the database, a part at a time: one transaction of a large graph
// takes more memory than a server has.
func clear(t *testing.T, uri string) {
	t.Helper()
	ctx := context.Background()
	d, err := neo4j.NewDriverWithContext(uri, neo4j.NoAuth())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close(ctx) }()
	s := d.NewSession(ctx, neo4j.SessionConfig{})
	defer func() { _ = s.Close(ctx) }()
	res, err := s.Run(ctx, "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS", nil)
	if err == nil {
		_, err = res.Consume(ctx)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func importSeed(t *testing.T, s graph.Store) {
	t.Helper()
	imports, err := seed.Imports()
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range imports {
		if _, err := graph.Apply(t.Context(), s, in); err != nil {
			t.Fatal(err)
		}
	}
}

var stated = regexp.MustCompile(`(?m)^# calls: (\d+)$`)

// questions asks a store every question of a folder, with variables.
func questions(t *testing.T, s graph.Store, folder string, variables map[string]string, write bool) {
	t.Helper()
	a := serve(t, s)
	files, err := filepath.Glob(filepath.Join(folder, "*.graphql"))
	if err != nil || len(files) < 10 {
		t.Fatalf("questions: %v %v", files, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".graphql"), func(t *testing.T) {
			question, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			whole, calls := a.ask(t, string(question), variables)
			if bytes.HasPrefix(whole, []byte("{\n  \"errors\"")) {
				t.Fatalf("%s", whole)
			}
			got := kept(whole)
			answer := strings.TrimSuffix(file, ".graphql") + ".json"
			if write {
				if err := os.WriteFile(answer, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(answer)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("got  %s\nwant %s", got, want)
			}
			limit := stated.FindSubmatch(question)
			if limit == nil {
				t.Fatal("the question does not state its store calls")
			}
			if n, _ := strconv.Atoi(string(limit[1])); calls != n {
				t.Errorf("%d store calls, %d are stated", calls, n)
			}
		})
	}
}

// answerer answers questions over HTTP, and counts the calls of its store.
type answerer struct {
	url   string
	store *counted
}

// serve serves a store. It waits until what is worked out of the whole graph is
// there, the names, the measures and the book of flows, so that no question waits for it, or is
// counted for it.
func serve(t *testing.T, s graph.Store) *answerer {
	t.Helper()
	a := &answerer{store: &counted{Store: s}}
	services := resolvers.NewServices(func() (graph.Store, error) { return s, nil })
	server := httptest.NewServer(api.NewHandler(api.Options{
		Store: func() (graph.Store, error) { return a.store, nil }, Timeout: time.Minute, Text: api.DefaultLimits,
		Limits: resolvers.DefaultLimits, Services: services, Suggestions: true, Log: slog.Default(),
	}))
	t.Cleanup(func() {
		server.Close()
		_ = services.Close()
	})
	a.url = server.URL
	for begun := time.Now(); ; {
		got, _ := a.ask(t, `{ search(text: "a", first: 1) { totalCount } measures(first: 1) { network { status } } fundingTotals(first: 1) { totalCount } }`, nil)
		switch {
		case bytes.Contains(got, []byte(`"READY"`)):
			return a
		case !bytes.Contains(got, []byte(`"COMPUTING"`)) || time.Since(begun) > 2*time.Minute:
			t.Fatalf("the graph is not ready for questions: %s", got)
		}
	}
}

// longest is the length of an answer that is kept whole, of a longer one this much
// is kept to read.
const longest = 30_000

// kept gives what is kept of an answer: of a long one the beginning, and a sum by
// which the rest is compared.
func kept(answer []byte) []byte {
	if len(answer) <= longest {
		return answer
	}
	head := answer[:bytes.LastIndexByte(answer[:longest/10], '\n')+1]
	return fmt.Appendf(bytes.Clone(head), "... %d bytes, SHA-256 %x\n", len(answer), sha256.Sum256(answer))
}

// ask gives the answer, indented for reading, and how many calls of the store it took.
func (a *answerer) ask(t *testing.T, question string, variables map[string]string) (answer []byte, calls int) {
	t.Helper()
	a.store.calls.Store(0)
	body, err := json.Marshal(map[string]any{"query": question, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, a.url, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := json.Indent(&out, text, "", "  "); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	out.WriteByte('\n')
	return out.Bytes(), int(a.store.calls.Load())
}

// counted counts the calls that reach a store.
type counted struct {
	graph.Store
	calls atomic.Int64
}

func (c *counted) View(ctx context.Context, fn func(context.Context, graph.Reader) error) error {
	return c.Store.View(ctx, func(ctx context.Context, r graph.Reader) error { return fn(ctx, countedReader{r, c}) })
}

type countedReader struct {
	graph.Reader
	c *counted
}

func (r countedReader) Fetch(ctx context.Context, p *graph.Plan) (*graph.Result, error) {
	r.c.calls.Add(1)
	return r.Reader.Fetch(ctx, p)
}

func (r countedReader) Aggregate(ctx context.Context, a *graph.Aggregation) (*graph.Groups, error) {
	r.c.calls.Add(1)
	return r.Reader.Aggregate(ctx, a)
}

func (r countedReader) Links(ctx context.Context, q *graph.LinkQuery) ([]graph.Neighbours, error) {
	r.c.calls.Add(1)
	return r.Reader.Links(ctx, q)
}

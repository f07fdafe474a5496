// Package golden holds questions on the built-in graph with their answers:
// over HTTP, the same bytes from both stores, with exactly as many store calls
// each question states. To see a change of the answers as a diff, run the
// tests with -update and look at git.
package golden

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
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

var update = flag.Bool("update", false, "write what SQLite answers into questions/*.json")

func TestMain(m *testing.M) { neo4jtest.Main(m) }

func TestSQLite(t *testing.T) {
	s, err := sqlitestore.Open(t.Context(), sqlitestore.Options{Path: filepath.Join(t.TempDir(), "graph.db"), Unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	questions(t, s, *update)
}

func TestNeo4j(t *testing.T) {
	uri := neo4jtest.URI(t)
	clear(t, uri)
	s, err := neo4jstore.Open(t.Context(), neo4jstore.Options{URI: uri})
	if err != nil {
		t.Fatal(err)
	}
	questions(t, s, false)
}

func clear(t *testing.T, uri string) {
	t.Helper()
	d, err := neo4j.NewDriverWithContext(uri, neo4j.NoAuth())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close(context.Background()) }()
	if _, err := neo4j.ExecuteQuery(t.Context(), d, "MATCH (n) DETACH DELETE n", nil, neo4j.EagerResultTransformer); err != nil {
		t.Fatal(err)
	}
}

var stated = regexp.MustCompile(`(?m)^# calls: (\d+)$`)

// questions asks every question of a store that holds the built-in graph.
func questions(t *testing.T, s graph.Store, write bool) {
	t.Cleanup(func() { _ = s.Close() })
	imports, err := seed.Imports()
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range imports {
		if _, err := graph.Apply(t.Context(), s, in); err != nil {
			t.Fatal(err)
		}
	}
	c := &counted{Store: s}
	server := httptest.NewServer(api.NewHandler(api.Options{
		Store: func() (graph.Store, error) { return c, nil }, Timeout: 10 * time.Second, Text: api.DefaultLimits,
		Limits: resolvers.DefaultLimits, Suggestions: true, Log: slog.Default(),
	}))
	t.Cleanup(server.Close)
	files, err := filepath.Glob("questions/*.graphql")
	if err != nil || len(files) < 10 {
		t.Fatalf("questions: %v %v", files, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".graphql"), func(t *testing.T) {
			question, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			c.calls.Store(0)
			got := ask(t, server.URL, string(question))
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
			if n, _ := strconv.Atoi(string(limit[1])); int(c.calls.Load()) != n {
				t.Errorf("%d store calls, %d are stated", c.calls.Load(), n)
			}
		})
	}
}

// ask gives the answer, indented for reading.
func ask(t *testing.T, url, question string) []byte {
	t.Helper()
	body, err := json.Marshal(map[string]string{"query": question})
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, bytes.NewReader(body))
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
	return out.Bytes()
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

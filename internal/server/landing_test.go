package server

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/migraph/migraph/graph"
)

const hostile = `<script>alert("x")</script> & 'Söhne' </code><img src=x onerror=1>`

// fill puts one document and one stakeholder of a hostile name into a store.
func fill(t *testing.T, s graph.Store, name string) {
	t.Helper()
	thing := func(key string, r graph.Record) graph.ThingInput {
		th := graph.AsThing(r)
		th.Name, th.Slug = name, key
		th.Identifiers = []*graph.Identifier{{Scheme: "test", Value: key}}
		return graph.ThingInput{Key: key, Record: r, Where: key, Evidence: []*graph.Evidence{{DocumentID: "paper", Basis: "STATED"}}}
	}
	date, err := graph.ParseDate("2022-09")
	if err != nil {
		t.Fatal(err)
	}
	in := &graph.Import{
		Dataset: graph.Dataset{Key: "test"},
		Things: []graph.ThingInput{
			thing("paper", &graph.Document{Date: date}),
			thing("body", &graph.Stakeholder{Kind: "ORGANIZATION"}),
		},
	}
	if _, err := graph.Apply(t.Context(), s, in); err != nil {
		t.Fatal(err)
	}
}

// canned answers each example with this name wherever one is shown.
func canned(asked *atomic.Int32, name string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked != nil {
			asked.Add(1)
		}
		var question struct{ Query string }
		if err := json.NewDecoder(r.Body).Decode(&question); err != nil {
			panic(err)
		}
		thing := map[string]any{"name": name}
		ends := map[string]any{"stakeholder": thing, "initiative": nil}
		flows := map[string]any{"totalCount": 9, "nodes": []any{
			map[string]any{"provider": ends, "recipient": ends, "amount": nil},
			map[string]any{"stage": "PLEDGE", "provider": ends, "recipient": ends, "amount": map[string]any{"amount": "1200.50", "currency": "USD"}},
		}}
		data := map[string]any{
			"initiative":  map[string]any{"name": name, "flowsIn": flows},
			"stakeholder": map[string]any{"name": name, "flowsOut": flows},
			"participations": map[string]any{"totalCount": 1, "nodes": []any{map[string]any{
				"stakeholder": thing,
				"evidence":    []any{map[string]any{"document": thing, "locator": "p. 1"}},
			}}},
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"data": data})
	})
}

func TestLanding(t *testing.T) {
	s := emptyStore(t)
	fill(t, s, hostile)
	o := options()
	var asked atomic.Int32
	o.Store = func() (graph.Store, error) { return s, nil }
	o.GraphQL = canned(&asked, hostile)
	h := New(o)
	w := get(t, h, "/")
	page := w.Body.String()
	if w.Code != http.StatusOK {
		t.Fatalf("status %d: %s", w.Code, page)
	}
	for _, want := range []string{
		"In the graph now", ">1</dd>", "stakeholders", "Revision 1 ", "dated 2022-09", "amount not stated", "pledged: 1200.50 USD", "and 7 more",
		"&lt;script&gt;", "curl -G http://example.com/graphql", "Who funded the regional dialogue in Bangkok?",
		`<html lang="en">`, "bangkok-dialogue",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, bad := range []string{"<script", "<img", "onerror=1>", "ZgotmplZ"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
	get(t, h, "/")
	if n := asked.Load(); n != 3 {
		t.Errorf("two loads of one revision asked %d questions", n)
	}
	fill(t, s, "another name")
	if page := get(t, h, "/").Body.String(); !strings.Contains(page, "another name") || asked.Load() != 6 {
		t.Error("the page is not made anew after a change")
	}
}

// Headings are in order, and the policy allows exactly the style of the page.
func TestLandingIsWellFormed(t *testing.T) {
	o := options()
	s := emptyStore(t)
	fill(t, s, "name")
	o.Store, o.GraphQL = func() (graph.Store, error) { return s, nil }, canned(nil, "name")
	w := get(t, New(o), "/")
	page := w.Body.String()
	last := 0
	for _, m := range regexp.MustCompile(`<h([1-6])`).FindAllStringSubmatch(page, -1) {
		level := int(m[1][0] - '0')
		if level > last+1 || (last == 0) != (level == 1) {
			t.Errorf("a heading of level %d follows one of level %d", level, last)
		}
		last = level
	}
	css := regexp.MustCompile(`(?s)<style>(.*?)</style>`).FindStringSubmatch(page)
	if css == nil {
		t.Fatal("no style")
	}
	sum := sha256.Sum256([]byte(css[1]))
	if hash := base64.StdEncoding.EncodeToString(sum[:]); !strings.Contains(w.Header().Get("Content-Security-Policy"), hash) {
		t.Error("the policy forbids the page's own style")
	}
	if strings.Contains(page, " style=") || regexp.MustCompile(`(src|href)="https?://[^"]+\.(css|js|woff)`).MatchString(page) {
		t.Error("the page needs more than itself")
	}
}

func TestLandingWithoutStore(t *testing.T) {
	w := get(t, New(options()), "/")
	page := w.Body.String()
	if w.Code != http.StatusServiceUnavailable || !strings.Contains(page, "the store sleeps") || !strings.Contains(page, "bangkok-dialogue") {
		t.Errorf("%d: %s", w.Code, page)
	}
}

func TestLandingOfEmptyGraph(t *testing.T) {
	s := emptyStore(t)
	o := options()
	o.Store = func() (graph.Store, error) { return s, nil }
	o.GraphQL = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"data":{"initiative":null,"stakeholder":null,"participations":{"nodes":[]}}}`)
	})
	page := get(t, New(o), "/").Body.String()
	if !strings.Contains(page, "Nothing yet") || strings.Count(page, "Nothing is recorded about this") != 3 {
		t.Error(page)
	}
}

// An example that fails leaves the rest of the page, and is tried again.
func TestLandingWithFailingExamples(t *testing.T) {
	s := emptyStore(t)
	fill(t, s, "name")
	var failing atomic.Bool
	failing.Store(true)
	good := canned(nil, "name")
	o := options()
	o.Store = func() (graph.Store, error) { return s, nil }
	o.GraphQL = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if failing.Load() {
			_, _ = io.WriteString(w, `{"errors":[{"message":"private"}]}`)
			return
		}
		good.ServeHTTP(w, r)
	})
	h := New(o)
	if page := get(t, h, "/").Body.String(); strings.Count(page, "could not be answered") != 3 || !strings.Contains(page, "In the graph now") || strings.Contains(page, "private") {
		t.Error(page)
	}
	failing.Store(false)
	if page := get(t, h, "/").Body.String(); strings.Contains(page, "could not be answered") {
		t.Error("the failure was kept")
	}
}

func TestAddress(t *testing.T) {
	for host, want := range map[string]string{
		"example.org":        "http://example.org",
		"127.0.0.1:8080":     "http://127.0.0.1:8080",
		"[::1]:8080":         "http://[::1]:8080",
		"":                   "http://127.0.0.1:8080",
		"x;rm -rf /":         "http://127.0.0.1:8080",
		"$(id).example":      "http://127.0.0.1:8080",
		"a/b":                "http://127.0.0.1:8080",
		"user@example.org":   "http://127.0.0.1:8080",
		"example.org'|sh -c": "http://127.0.0.1:8080",
	} {
		r := httptest.NewRequestWithContext(context.Background(), http.MethodGet, "/", nil)
		r.Host = host
		if got := address(r); got != want {
			t.Errorf("%q: %s, want %s", host, got, want)
		}
	}
}

func TestThousands(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1\u202f000", 1234567: "1\u202f234\u202f567"} {
		if got := thousands(n); got != want {
			t.Errorf("%d: %q", n, got)
		}
	}
}

package server

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
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
func canned(asked *atomic.Int32, name string) Ask {
	return func(context.Context, string, map[string]any) (json.RawMessage, error) {
		if asked != nil {
			asked.Add(1)
		}
		thing := map[string]any{"name": name, "permalink": "/o/x"}
		ends := map[string]any{"stakeholder": thing, "initiative": nil}
		list := func(total int, nodes ...any) map[string]any {
			return map[string]any{"totalCount": total, "nodes": nodes}
		}
		participations := list(1, map[string]any{
			"stakeholder": thing, "headcount": map[string]any{"value": 7, "qualifier": "ABOUT"},
			"evidence": []any{map[string]any{"document": thing, "locator": "p. 1"}},
		})
		return json.Marshal(map[string]any{
			"initiative": map[string]any{"participations": participations, "flowsIn": list(9,
				map[string]any{"provider": ends, "amount": nil},
				map[string]any{"stage": "PLEDGE", "provider": ends, "amount": map[string]any{"amount": "1200.50", "currency": "USD"}},
			)},
			"stakeholder": map[string]any{
				"coParticipants": list(1, map[string]any{"count": 2, "stakeholder": thing}), "partners": list(0),
			},
			"place": map[string]any{"results": list(1, map[string]any{
				"value": "1417", "label": name, "stakeholder": thing, "start": map[string]any{"text": "2022-07-01"},
			})},
			"findings":       list(1, map[string]any{"text": name, "addressedTo": map[string]any{"mode": "ANY", "stakeholders": []any{thing, thing}}}),
			"participations": participations,
		})
	}
}

func TestGuide(t *testing.T) {
	s := emptyStore(t)
	fill(t, s, hostile)
	o := options()
	var asked atomic.Int32
	o.Store = func() (graph.Store, error) { return s, nil }
	o.Ask = canned(&asked, hostile)
	h := New(o)
	w := get(t, h, "/guide")
	page := w.Body.String()
	if w.Code != http.StatusOK {
		t.Fatalf("status %d: %s", w.Code, page)
	}
	for _, want := range []string{
		"In the graph now", ">1</dd>", "stakeholders", "Revision 1 ", "dated 2022-09", "amount not stated", "pledged, 1,200.50 USD", "and 7 more",
		"with about 7 persons", "2 joint initiatives", "recorded: 0", "1,417 ", "from 2022-07-01", "Addressed to any of: ",
		"&lt;script&gt;", "curl -G http://example.com/graphql", "Who funded the regional dialogue in Bangkok, and which states came?",
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
	get(t, h, "/guide")
	if n := asked.Load(); int(n) != len(examples()) {
		t.Errorf("two loads of one revision asked %d questions", n)
	}
	fill(t, s, "another name")
	if page := get(t, h, "/guide").Body.String(); !strings.Contains(page, "another name") || int(asked.Load()) != 2*len(examples()) {
		t.Error("the page is not made anew after a change")
	}
}

// Headings are in order, and the policy allows exactly the style of the page.
func TestGuideIsWellFormed(t *testing.T) {
	o := options()
	s := emptyStore(t)
	fill(t, s, "name")
	o.Store, o.Ask = func() (graph.Store, error) { return s, nil }, canned(nil, "name")
	w := get(t, New(o), "/guide")
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

func TestGuideWithoutStore(t *testing.T) {
	w := get(t, New(options()), "/guide")
	page := w.Body.String()
	if w.Code != http.StatusServiceUnavailable || !strings.Contains(page, "the store sleeps") || !strings.Contains(page, "bangkok-dialogue") {
		t.Errorf("%d: %s", w.Code, page)
	}
}

func TestGuideOfEmptyGraph(t *testing.T) {
	s := emptyStore(t)
	o := options()
	o.Store = func() (graph.Store, error) { return s, nil }
	o.Ask = func(context.Context, string, map[string]any) (json.RawMessage, error) {
		return json.RawMessage(`{"initiative":null,"stakeholder":null,"place":null,"findings":{"nodes":[]},"participations":{"nodes":[]}}`), nil
	}
	page := get(t, New(o), "/guide").Body.String()
	if !strings.Contains(page, "Nothing yet") || strings.Count(page, "Nothing is recorded about this") != len(examples()) {
		t.Error(page)
	}
}

// An example that fails leaves the rest of the page, and is tried again.
func TestGuideWithFailingExamples(t *testing.T) {
	s := emptyStore(t)
	fill(t, s, "name")
	var failing atomic.Bool
	failing.Store(true)
	good := canned(nil, "name")
	o := options()
	o.Store = func() (graph.Store, error) { return s, nil }
	o.Ask = func(ctx context.Context, question string, variables map[string]any) (json.RawMessage, error) {
		if failing.Load() {
			return nil, graph.Errorf(graph.Internal, "private")
		}
		return good(ctx, question, variables)
	}
	h := New(o)
	if page := get(t, h, "/guide").Body.String(); strings.Count(page, "could not be answered") != len(examples()) || !strings.Contains(page, "In the graph now") || strings.Contains(page, "private") {
		t.Error(page)
	}
	failing.Store(false)
	if page := get(t, h, "/guide").Body.String(); strings.Contains(page, "could not be answered") {
		t.Error("the failure was kept")
	}
}

func TestThousands(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567"} {
		if got := thousands(n); got != want {
			t.Errorf("%d: %q", n, got)
		}
	}
}

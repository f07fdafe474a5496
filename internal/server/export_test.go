package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/migraph/migraph/export"
	"github.com/migraph/migraph/export/formats"
	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/internal/generated"
)

// exporting serves exports of networks of a store; there is nobody to answer questions.
func exporting(s graph.Store) Options {
	o := options()
	o.ExportTimeout = 20 * time.Second
	o.Exports = &formats.Exporter{
		Store: func() (graph.Store, error) { return s, nil }, Schema: &ast.Schema{Query: &ast.Definition{}}, Now: time.Now,
		Ask: func(context.Context, graph.Reader, export.Question) (json.RawMessage, *ast.OperationDefinition, error) {
			return nil, nil, &graph.Error{Code: graph.Internal, Message: "secret", Cause: errors.New("secret")}
		},
	}
	return o
}

func TestExport(t *testing.T) {
	h := New(exporting(emptyStore(t)))
	w := get(t, h, "/export/gexf")
	if w.Code != http.StatusOK || !strings.HasSuffix(w.Body.String(), "</gexf>\n") {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if !strings.Contains(w.Body.String(), "The same question: http://example.com/export/gexf\n") {
		t.Errorf("no link to the same question: %s", w.Body)
	}
	for name, want := range map[string]string{
		"Content-Type": "application/gexf+xml", "Content-Disposition": `attachment; filename="migraph-graph-r0.gexf"`,
		"Link": `<http://example.com/export/gexf>; rel="canonical"`, "Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	tag := w.Header().Get("ETag")
	head := do(t, h, httptest.NewRequest(http.MethodHead, "/export/gexf", nil))
	if head.Code != http.StatusOK || head.Body.Len() > 0 || head.Header().Get("ETag") != tag || tag == "" {
		t.Errorf("HEAD gives %d, %d bytes, the tag %q instead of %q", head.Code, head.Body.Len(), head.Header().Get("ETag"), tag)
	}
	again := httptest.NewRequest(http.MethodGet, "/export/gexf", nil)
	again.Header.Set("If-None-Match", tag)
	if w := do(t, h, again); w.Code != http.StatusNotModified || w.Body.Len() > 0 {
		t.Errorf("what has not changed is sent again: %d", w.Code)
	}
	other := httptest.NewRequest(http.MethodGet, "/export/gexf?asOf=2022-01-01", nil)
	other.Header.Set("If-None-Match", tag)
	if w := do(t, h, other); w.Code != http.StatusOK {
		t.Errorf("another question has the same tag: %d", w.Code)
	}
}

func TestExportRefuses(t *testing.T) {
	var log bytes.Buffer
	o := exporting(emptyStore(t))
	o.Log = slog.New(slog.NewTextHandler(&log, nil))
	h := New(o)
	for _, c := range []struct {
		method, path string
		code         int
		says         string
	}{
		{"POST", "/export/gexf", 405, "by GET"},
		{"DELETE", "/export/gexf", 405, "by GET"},
		{"GET", "/export/pdf", 404, "there is no format"},
		{"GET", "/export/gexf?salary=1", 400, "no parameter"},
		{"HEAD", "/export/gexf?salary=1", 400, ""},
		{"GET", "/export/gexf?asOf=%00", 400, "no day"},
		{"GET", "/export/csv", 400, "a table needs"},
		{"GET", "/export/gexf?around=s2222222222222222", 404, "there is no thing"},
		{"GET", "/export/csv?query={a}", 500, "went wrong on our side"},
	} {
		w := do(t, h, httptest.NewRequest(c.method, c.path, nil))
		if w.Code != c.code || !strings.Contains(w.Body.String(), c.says) || strings.Contains(w.Body.String(), "secret") || strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") {
			t.Errorf("%s %s: %d %s", c.method, c.path, w.Code, w.Body)
		}
		if c.says != "" && (!strings.HasPrefix(w.Header().Get("Content-Type"), "text/plain") || strings.Count(w.Body.String(), "\n") != 1) {
			t.Errorf("%s %s is no plain sentence: %q", c.method, c.path, w.Body)
		}
	}
	if !strings.Contains(log.String(), "secret") {
		t.Errorf("the log does not tell what went wrong: %s", &log)
	}
	o.Exports = &formats.Exporter{Store: o.Store, Now: time.Now}
	if w := get(t, New(o), "/export/gexf"); w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
		t.Errorf("a store that is away: %d %s", w.Code, w.Body)
	}
	o.Exports = nil
	if w := get(t, New(o), "/export/gexf"); w.Code != http.StatusNotFound {
		t.Errorf("a server without exports: %d", w.Code)
	}
}

// gated lets exports wait in the middle, or fail there.
type gated struct {
	graph.Store
	at   chan struct{} // told when an export reads claims
	fail error
	open chan struct{}
}

func (g *gated) View(ctx context.Context, fn func(context.Context, graph.Reader) error) error {
	return g.Store.View(ctx, func(ctx context.Context, r graph.Reader) error { return fn(ctx, &gatedReader{r, g, 0}) })
}

type gatedReader struct {
	graph.Reader
	g      *gated
	claims int
}

func (r *gatedReader) Fetch(ctx context.Context, p *graph.Plan) (*graph.Result, error) {
	// The second time that participations are read from their beginning, they are written.
	if p.Type.Name == "Participation" && p.After == nil {
		if r.claims++; r.claims == 2 {
			if r.g.fail != nil {
				return nil, r.g.fail
			}
			r.g.at <- struct{}{}
			select {
			case <-r.g.open:
			case <-ctx.Done():
				return nil, context.Cause(ctx)
			}
		}
	}
	return r.Reader.Fetch(ctx, p)
}

func filled(t *testing.T, bodies int) graph.Store {
	t.Helper()
	s := emptyStore(t)
	if err := generated.New(generated.Options{Seed: 5, Stakeholders: bodies}).Load(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestExportThatIsCut: a client notices that an export is not whole.
func TestExportThatIsCut(t *testing.T) {
	var log bytes.Buffer
	o := exporting(&gated{Store: filled(t, 700), fail: graph.Errorf(graph.Unavailable, "the disk is gone")})
	o.Log = slog.New(slog.NewTextHandler(&log, nil))
	server := httptest.NewServer(New(o))
	res, err := http.Get(server.URL + "/export/gexf")
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	server.Close() // the log is written
	if err == nil || len(body) < 100_000 || bytes.Contains(body, []byte("</gexf>")) {
		t.Errorf("%d bytes without an error: %v", len(body), err)
	}
	if !strings.Contains(log.String(), "an export was cut") || !strings.Contains(log.String(), "the disk is gone") {
		t.Errorf("the log says %s", &log)
	}
	// A small one has not left yet: it is an error like any other.
	o.Exports.Store = func() (graph.Store, error) {
		return &gated{Store: filled(t, 20), fail: graph.Errorf(graph.Unavailable, "the disk is gone")}, nil
	}
	if w := get(t, New(o), "/export/gexf"); w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "the disk is gone") {
		t.Errorf("%d %.200s", w.Code, w.Body)
	}
}

func TestExportsAtOnce(t *testing.T) {
	g := &gated{Store: filled(t, 20), at: make(chan struct{}), open: make(chan struct{})}
	h := New(exporting(g))
	done := make(chan int, exportsAtOnce)
	for range exportsAtOnce {
		go func() {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/export/gexf", nil))
			done <- w.Code
		}()
		<-g.at
	}
	if w := get(t, h, "/export/gexf"); w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), "try again") {
		t.Errorf("one export too many: %d %s", w.Code, w.Body)
	}
	close(g.open)
	for range exportsAtOnce {
		if code := <-done; code != http.StatusOK {
			t.Errorf("an export gave %d", code)
		}
	}
	go func() { <-g.at }()
	if w := get(t, h, "/export/gexf"); w.Code != http.StatusOK {
		t.Errorf("after them: %d %.200s", w.Code, w.Body)
	}
}

func TestExportTakesTooLong(t *testing.T) {
	g := &gated{Store: filled(t, 20), at: make(chan struct{}, 1), open: make(chan struct{})}
	o := exporting(g)
	o.ExportTimeout = 200 * time.Millisecond
	if w := get(t, New(o), "/export/gexf"); w.Code != http.StatusGatewayTimeout || !strings.Contains(w.Body.String(), "longer than 200ms") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// TestExportIndex: the page names every format, list and parameter, and its examples
// give files.
func TestExportIndex(t *testing.T) {
	h, _ := seeded(t)
	w := get(t, h, "/export")
	body := w.Body.String()
	if w.Code != http.StatusOK || w.Header().Get("Content-Security-Policy") != pagePolicy {
		t.Fatalf("%d %s", w.Code, body)
	}
	words := strings.FieldsFunc(text(body), func(c rune) bool { return c == ' ' || c == ',' || c == '\n' })
	want := slices.Clone(export.Parameters)
	for _, f := range formats.All {
		want = append(want, f.Name)
	}
	for _, word := range append(want, "stakeholders", "flows", "fundingTotals") {
		if !slices.Contains(words, word) {
			t.Errorf("the page does not name %s", word)
		}
	}
	examples := regexp.MustCompile(`href="(/export/[^"]*)"`).FindAllStringSubmatch(body, -1)
	if len(examples) != 7 {
		t.Errorf("%d examples", len(examples))
	}
	for _, e := range examples {
		if w := get(t, h, html.UnescapeString(e[1])); w.Code != http.StatusOK || w.Body.Len() < 500 {
			t.Errorf("%s: %d, %d bytes", e[1], w.Code, w.Body.Len())
		}
	}
	if w := do(t, h, httptest.NewRequest(http.MethodPost, "/export", nil)); w.Code == http.StatusOK {
		t.Error("the page can be posted to")
	}
}

// importing is a store that holds a part of an import.
type importing struct{ graph.Store }

func (s importing) View(ctx context.Context, fn func(context.Context, graph.Reader) error) error {
	return s.Store.View(ctx, func(ctx context.Context, r graph.Reader) error { return fn(ctx, importingReader{r}) })
}

type importingReader struct{ graph.Reader }

func (importingReader) Importing(context.Context) (bool, error) { return true, nil }

// TestExportDuringImport: a part of an import is not exported.
func TestExportDuringImport(t *testing.T) {
	w := get(t, New(exporting(importing{filled(t, 20)})), "/export/gexf")
	if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "large import") {
		t.Errorf("%d %.200s", w.Code, w.Body)
	}
}

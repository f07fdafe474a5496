package server

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/sqlitestore"
)

const maxBody = 100_000

// explorerPage is the page of an explorer, as one is built.
const explorerPage = `<!doctype html>
<html lang="en"><head><title>Migraph</title><script type="module" src="/assets/app-12.js"></script></head>
<body><div id="app"></div><noscript><p>Scripts are needed.</p></noscript></body></html>`

// options serve an endpoint that answers {"data":{}} from a store that is away.
func options() Options {
	return Options{
		GraphQL: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `{"data":{}}`)
		}),
		Ask: func(context.Context, string, map[string]any) (json.RawMessage, error) {
			return nil, graph.Errorf(graph.Unavailable, "the store sleeps")
		},
		Store:   func() (graph.Store, error) { return nil, graph.Errorf(graph.Unavailable, "the store sleeps") },
		Timeout: time.Second,
		MaxBody: maxBody,
		Version: "v0",
		Explorer: fstest.MapFS{
			"index.html":         {Data: []byte(explorerPage)},
			"assets/app-12.js":   {Data: bytes.Repeat([]byte("drawn();\n"), 1000)},
			"assets/font-12.ttf": {Data: []byte("font")},
		},
		Log: slog.New(slog.DiscardHandler),
	}
}

func emptyStore(t *testing.T) graph.Store {
	t.Helper()
	s, err := sqlitestore.Open(t.Context(), sqlitestore.Options{Path: filepath.Join(t.TempDir(), "graph.db"), Unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func do(t *testing.T, h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func get(t *testing.T, h http.Handler, path string) *httptest.ResponseRecorder {
	t.Helper()
	return do(t, h, httptest.NewRequest(http.MethodGet, path, nil))
}

// code reads the code of the first error of a GraphQL answer.
func code(t *testing.T, body []byte) string {
	t.Helper()
	var answer struct {
		Errors []struct {
			Message    string
			Extensions struct{ Code string }
		}
	}
	if err := json.Unmarshal(body, &answer); err != nil || len(answer.Errors) != 1 {
		t.Fatalf("no GraphQL error: %s", body)
	}
	return answer.Errors[0].Extensions.Code
}

func TestBodyLimit(t *testing.T) {
	var got []byte
	o := options()
	o.GraphQL = http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got, _ = io.ReadAll(r.Body) })
	srv := httptest.NewServer(New(o))
	defer srv.Close()
	for _, c := range []struct {
		name    string
		size    int
		chunked bool
		want    int
	}{
		{"empty", 0, false, http.StatusOK},
		{"the limit", maxBody, false, http.StatusOK},
		{"the limit in chunks", maxBody, true, http.StatusOK},
		{"a byte more", maxBody + 1, false, http.StatusRequestEntityTooLarge},
		{"a byte more in chunks", maxBody + 1, true, http.StatusRequestEntityTooLarge},
		{"much more in chunks", 50 * maxBody, true, http.StatusRequestEntityTooLarge},
	} {
		t.Run(c.name, func(t *testing.T) {
			got = nil
			sent := bytes.Repeat([]byte("x"), c.size)
			var body io.Reader = bytes.NewReader(sent)
			if c.chunked {
				body = io.MultiReader(body) // hides the length
			}
			res, err := http.Post(srv.URL+"/graphql", "application/json", body)
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			if res.StatusCode != c.want {
				t.Fatalf("status %d, want %d", res.StatusCode, c.want)
			}
			if c.want == http.StatusOK {
				if !bytes.Equal(got, sent) {
					t.Errorf("the endpoint got %d bytes of %d", len(got), len(sent))
				}
				return
			}
			answer, err := io.ReadAll(res.Body)
			if err != nil {
				t.Fatal(err)
			}
			if c := code(t, answer); c != string(graph.LimitExceeded) || !bytes.Contains(answer, []byte("100000")) {
				t.Errorf("the refusal does not name code and limit: %s", answer)
			}
			if got != nil {
				t.Error("the endpoint was asked")
			}
		})
	}
}

// A length that is declared too large is refused before anything is sent.
func TestBodyLimitByDeclaration(t *testing.T) {
	srv := httptest.NewServer(New(options()))
	defer srv.Close()
	conn, err := net.Dial("tcp", srv.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	if err := conn.SetReadDeadline(time.Now().Add(5 * time.Second)); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil || !strings.Contains(line, "413") {
		t.Errorf("%q, %v", line, err)
	}
}

func TestOrigins(t *testing.T) {
	const origin = "https://dashboard.example.org"
	ask := func(origins []string, method, path, from string) http.Header {
		o := options()
		o.Origins = origins
		r := httptest.NewRequest(method, path, nil)
		r.Header.Set("Origin", from)
		if method == http.MethodOptions {
			r.Header.Set("Access-Control-Request-Method", http.MethodPost)
			r.Header.Set("Access-Control-Request-Headers", "content-type")
		}
		return do(t, New(o), r).Header()
	}
	for _, c := range []struct {
		name         string
		origins      []string
		method, path string
		from, want   string
	}{
		{"none by default", nil, http.MethodPost, "/graphql", origin, ""},
		{"none by default for a preflight", nil, http.MethodOptions, "/graphql", origin, ""},
		{"the one that is allowed", []string{origin}, http.MethodPost, "/graphql", origin, origin},
		{"its preflight", []string{origin}, http.MethodOptions, "/graphql", origin, origin},
		{"not another", []string{origin}, http.MethodPost, "/graphql", "https://evil.example", ""},
		{"not one that begins alike", []string{origin}, http.MethodPost, "/graphql", origin + ".evil.example", ""},
		{"not null", []string{origin}, http.MethodPost, "/graphql", "null", ""},
		{"not for the page", []string{origin}, http.MethodGet, "/", origin, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := ask(c.origins, c.method, c.path, c.from)
			if got := h.Get("Access-Control-Allow-Origin"); got != c.want {
				t.Errorf("allowed %q, want %q", got, c.want)
			}
			if h.Get("Access-Control-Allow-Credentials") != "" {
				t.Error("credentials are allowed")
			}
		})
	}
}

func TestRequestID(t *testing.T) {
	var inner string
	o := options()
	o.GraphQL = http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { inner = r.Header.Get(requestIDHeader) })
	h := New(o)
	ask := func(id string) string {
		r := httptest.NewRequest(http.MethodPost, "/graphql", nil)
		if id != "" {
			r.Header.Set(requestIDHeader, id)
		}
		got := do(t, h, r).Header().Get(requestIDHeader)
		if got != inner || !wellFormedID.MatchString(got) {
			t.Errorf("the client got %q, the endpoint %q", got, inner)
		}
		return got
	}
	if a, b := ask(""), ask(""); a == b {
		t.Error("two requests have one id")
	}
	if got := ask("trace-0123456789"); got != "trace-0123456789" {
		t.Errorf("a well-formed id became %q", got)
	}
	for _, bad := range []string{"short", "with space in it", "line\nbreak-12345", strings.Repeat("x", 65), "\"quoted\"-12345"} {
		if got := ask(bad); got == bad {
			t.Errorf("%q was taken over", bad)
		}
	}
}

func TestPanic(t *testing.T) {
	var log bytes.Buffer
	o := options()
	o.Log = slog.New(slog.NewJSONHandler(&log, nil))
	o.GraphQL = http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("the secret cause") })
	w := do(t, New(o), httptest.NewRequest(http.MethodPost, "/graphql", nil))
	if w.Code != http.StatusInternalServerError || code(t, w.Body.Bytes()) != string(graph.Internal) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if strings.Contains(w.Body.String(), "secret") {
		t.Error("the cause left the server")
	}
	if id := w.Header().Get(requestIDHeader); !strings.Contains(w.Body.String(), id) || !strings.Contains(log.String(), id) {
		t.Error("answer and log do not share the id of the request")
	}
	if !strings.Contains(log.String(), "the secret cause") {
		t.Error("the log lacks the cause")
	}
}

// A panic in the middle of an answer must break the connection.
func TestPanicWithinAnswer(t *testing.T) {
	o := options()
	o.GraphQL = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"data":`)
		_ = http.NewResponseController(w).Flush()
		panic("half")
	})
	srv := httptest.NewServer(New(o))
	defer srv.Close()
	res, err := http.Post(srv.URL+"/graphql", "application/json", strings.NewReader("{}"))
	if err != nil {
		return // the connection broke before the headers came
	}
	defer res.Body.Close()
	if b, err := io.ReadAll(res.Body); err == nil {
		t.Errorf("half an answer looks whole: %s", b)
	}
}

func TestAccessLog(t *testing.T) {
	var log bytes.Buffer
	o := options()
	o.Log = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	h := New(o)
	do(t, h, httptest.NewRequest(http.MethodGet, "/graphql?query=%7Bsecret%7D&variables=%7B%22x%22:%22private%22%7D", nil))
	var entry struct {
		Method, Path string
		Status       int
	}
	if err := json.Unmarshal(log.Bytes(), &entry); err != nil {
		t.Fatalf("%v: %s", err, &log)
	}
	if entry.Method != http.MethodGet || entry.Path != "/graphql" || entry.Status != http.StatusOK {
		t.Errorf("%+v", entry)
	}
	if s := log.String(); strings.Contains(s, "secret") || strings.Contains(s, "private") {
		t.Errorf("the log holds the question: %s", s)
	}
	log.Reset()
	o.Log = slog.New(slog.NewJSONHandler(&log, nil))
	h = New(o)
	get(t, h, "/graphql?query=%7Bgood%7D")
	get(t, h, "/healthz")
	get(t, h, "/readyz") // 503, but probes ask all the time
	if log.Len() > 0 {
		t.Errorf("what went well, and probes, fill the log: %s", &log)
	}
	get(t, h, "/nowhere")
	if !strings.Contains(log.String(), `"status":404`) {
		t.Errorf("what failed is not in the log: %s", &log)
	}
}

func TestHeaders(t *testing.T) {
	h := New(options())
	for path, want := range map[string]int{
		"/": http.StatusOK, "/guide": http.StatusServiceUnavailable, "/nowhere": http.StatusNotFound,
		"/healthz": http.StatusOK, "/readyz": http.StatusServiceUnavailable, "/graphql": http.StatusOK,
	} {
		w := get(t, h, path)
		if w.Code != want {
			t.Errorf("%s: status %d, want %d", path, w.Code, want)
		}
		policy := w.Header().Get("Content-Security-Policy")
		if !strings.HasPrefix(policy, "default-src 'none'") || !strings.Contains(policy, "frame-ancestors") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: policy %q", path, policy)
		}
		if w.Header().Get("X-Content-Type-Options") != "nosniff" || w.Header().Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s: headers %v", path, w.Header())
		}
	}
	if w := do(t, h, httptest.NewRequest(http.MethodHead, "/guide", nil)); w.Code != http.StatusServiceUnavailable {
		t.Errorf("HEAD /guide: %d", w.Code)
	}
}

// A header over the limit is refused without a handler.
func TestHeaderLimit(t *testing.T) {
	l, stop := serve(t, t.Context(), options())
	defer stop()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+l+"/healthz", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Large", strings.Repeat("x", 2*maxHeaderBytes))
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("status %d", res.StatusCode)
	}
}

// serve runs Serve on a free port until the returned function is called.
func serve(t *testing.T, ctx context.Context, o Options) (string, func() error) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- Serve(ctx, l, o) }()
	return l.Addr().String(), sync.OnceValue(func() error { cancel(); return <-done })
}

func TestServeDrains(t *testing.T) {
	started, finish := make(chan struct{}), make(chan struct{})
	o := options()
	o.GraphQL = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(started)
		<-finish
		_, _ = io.WriteString(w, "whole")
	})
	addr, stop := serve(t, t.Context(), o)
	body := make(chan string, 1)
	go func() {
		res, err := http.Post("http://"+addr+"/graphql", "application/json", strings.NewReader("{}"))
		if err != nil {
			body <- err.Error()
			return
		}
		defer res.Body.Close()
		b, _ := io.ReadAll(res.Body)
		body <- string(b)
	}()
	<-started
	stopped := make(chan error, 1)
	go func() { stopped <- stop() }()
	for range 200 { // the listener closes although an answer is being made
		c, err := net.Dial("tcp", addr)
		if err != nil {
			break
		}
		_ = c.Close()
		time.Sleep(10 * time.Millisecond)
	}
	if c, err := net.Dial("tcp", addr); err == nil {
		_ = c.Close()
		t.Error("new connections are accepted")
	}
	close(finish)
	if got := <-body; got != "whole" {
		t.Errorf("the running answer was cut: %s", got)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}

func TestServeCancelsWhatDoesNotFinish(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for the whole drain")
	}
	started := make(chan struct{})
	o := options()
	o.GraphQL = http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(started)
		<-r.Context().Done()
	})
	addr, stop := serve(t, t.Context(), o)
	go func() {
		res, err := http.Post("http://"+addr+"/graphql", "application/json", strings.NewReader("{}"))
		if err == nil {
			_ = res.Body.Close()
		}
	}()
	<-started
	start := time.Now()
	if err := stop(); err != nil {
		t.Error(err)
	}
	if took := time.Since(start); took < drainTimeout || took > lastCallMost+drainTimeout+closeTimeout {
		t.Errorf("ended after %v", took)
	}
}

package server

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/migraph/migraph/internal/observe"
)

// silent is an answer that goes nowhere.
type silent struct{ header http.Header }

func (s silent) Header() http.Header       { return s.header }
func (silent) WriteHeader(int)             {}
func (silent) Write(b []byte) (int, error) { return len(b), nil }

// TestNobodyListensCostsNothing: without metrics, traces and a log of requests nothing is
// noted. The two places in memory are the request that is recorded and its end.
func TestNobodyListensCostsNothing(t *testing.T) {
	h := record(Options{Log: slog.New(slog.DiscardHandler)}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if observe.Of(r.Context()) != nil {
			t.Error("an exchange is kept")
		}
		w.WriteHeader(http.StatusOK)
	}))
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/graphql", nil)
	w := silent{http.Header{}}
	if n := testing.AllocsPerRun(100, func() { h.ServeHTTP(w, r) }); n > 2 {
		t.Errorf("%v places in memory, want 2", n)
	}
}

// watcher keeps what it is told.
type watcher struct{ told []observe.Answered }

func (w *watcher) Request(r *http.Request) (context.Context, string, func(observe.Answered)) {
	return r.Context(), "0af7651916cd43dd8448eb211c80319c", func(a observe.Answered) { w.told = append(w.told, a) }
}

func (*watcher) Operation(ctx context.Context, _ string) (context.Context, func(bool)) {
	return ctx, func(bool) {}
}

// TestRequestLog: each request is a line with what it did, and with the question only if
// that is asked for.
func TestRequestLog(t *testing.T) {
	for _, quotes := range []bool{false, true} {
		var log bytes.Buffer
		w := &watcher{}
		o := Options{Log: slog.New(slog.NewJSONHandler(&log, nil)), Watcher: w, RequestLog: true, QueryLog: quotes}
		mux := http.NewServeMux()
		mux.HandleFunc("POST /q/{name}", func(w http.ResponseWriter, r *http.Request) {
			x := observe.Of(r.Context())
			x.Operation(r.Context(), "Funders")
			x.Asked("query Funders { secret-question }", map[string]any{"who": "secret-variable"})
			x.Cost(20, 300)
			x.Called(2 * time.Millisecond)
			x.Rows(11)
			x.Failed("NOT_FOUND")
			x.Kept(observe.Miss)
			_, _ = w.Write([]byte("answer"))
		})
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/q/funders?secret=parameter", strings.NewReader("secret-body"))
		r.Header.Set("Authorization", "Bearer secret-token")
		r.Header.Set("Cookie", "session=secret-cookie")
		r.Header.Set("X-Request-Id", "request-1")
		identify(record(o, mux)).ServeHTTP(httptest.NewRecorder(), r)
		var line map[string]any
		if err := json.Unmarshal(log.Bytes(), &line); err != nil {
			t.Fatalf("%v: %s", err, &log)
		}
		if ms, ok := line["ms"].(float64); !ok || ms < 0 {
			t.Errorf("ms is %v", line["ms"])
		}
		want := map[string]any{
			"level": "INFO", "msg": "request", "id": "request-1", "method": "POST", "path": "/q/funders", "route": "/q/{name}",
			"status": 200., "bytes": 6., "trace": "0af7651916cd43dd8448eb211c80319c", "operation": "Funders", "cache": "miss",
			"codes": "NOT_FOUND", "costRows": 20., "costValues": 300., "rows": 11., "storeCalls": 1., "storeMs": 2.,
		}
		if quotes {
			want["query"], want["variables"] = "query Funders { secret-question }", `{"who":"secret-variable"}`
		}
		for key, v := range want {
			if line[key] != v {
				t.Errorf("quotes %v: %s is %v, want %v", quotes, key, line[key], v)
			}
		}
		if len(line) != len(want)+2 { // and time, ms
			t.Errorf("quotes %v: %s", quotes, &log)
		}
		if !quotes && strings.Contains(log.String(), "secret") {
			t.Errorf("the log tells a secret: %s", &log)
		}
		for _, never := range []string{"secret-token", "secret-cookie", "secret-body", "parameter"} {
			if strings.Contains(log.String(), never) {
				t.Errorf("the log tells %s: %s", never, &log)
			}
		}
		if len(w.told) != 1 || w.told[0].Route != "/q/{name}" || w.told[0].Calls != 1 {
			t.Errorf("the watcher was told %+v", w.told)
		}
	}
}

// TestLongRequestsInTheLog: a request that is told of, since it failed, is a short line
// however long its path and its method are.
func TestLongRequestsInTheLog(t *testing.T) {
	long := strings.Repeat("é", 10_000)
	for _, panics := range []bool{false, true} {
		var log bytes.Buffer
		o := options()
		o.Log = slog.New(slog.NewJSONHandler(&log, nil))
		h := record(o, recoverPanics(o.Log, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if panics {
				panic("fails")
			}
			notFound(w, r)
		})))
		r := httptest.NewRequestWithContext(t.Context(), strings.Repeat("M", 10_000), "/", nil)
		r.URL.Path = "/" + long
		h.ServeHTTP(httptest.NewRecorder(), r)
		for line := range strings.Lines(log.String()) {
			var told struct{ Method, Path string }
			if err := json.Unmarshal([]byte(line), &told); err != nil {
				t.Fatal(err)
			}
			if len(told.Method) > 30 || len(told.Path) > 510 || !strings.HasPrefix(told.Path, "/éé") {
				t.Errorf("panics %v: a method of %d bytes and a path of %d are logged", panics, len(told.Method), len(told.Path))
			}
		}
		if log.Len() == 0 {
			t.Error("nothing is logged")
		}
	}
}

// TestNamesInTheLog: only a name of GraphQL gets there.
func TestNamesInTheLog(t *testing.T) {
	for name, want := range map[string]string{
		"Funders": "Funders", "_f2": "_f2", "": "", "two words": "", "line\nbreak": "", "ä": "", strings.Repeat("n", 65): "",
	} {
		ctx, x := observe.Begin(t.Context(), nil, false)
		x.Operation(ctx, name)
		if got := x.Noted().Operation; got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

// TestFloodsDoNotFillTheLog: of many requests that fail some are logged, and the next line
// counts the others. Each is a line if that is asked for.
func TestFloodsDoNotFillTheLog(t *testing.T) {
	for _, all := range []bool{false, true} {
		var log bytes.Buffer
		o := options()
		o.Log, o.RequestLog = slog.New(slog.NewJSONHandler(&log, nil)), all
		h := New(o)
		const asked = 20_000
		start := time.Now()
		for range asked {
			h.ServeHTTP(silent{http.Header{}}, httptest.NewRequestWithContext(t.Context(), http.MethodDelete, "/healthz/x", nil))
		}
		most := linesAtOnce + int(linesPerSecond*time.Since(start).Seconds()) + 1
		if lines := strings.Count(log.String(), "\n"); all && lines != asked || !all && (lines < linesAtOnce || lines > most) {
			t.Errorf("all %v: %d lines of %d requests, at most %d", all, lines, asked, most)
		}
		if all {
			continue
		}
		time.Sleep(time.Second / linesPerSecond * 2)
		h.ServeHTTP(silent{http.Header{}}, httptest.NewRequestWithContext(t.Context(), http.MethodDelete, "/healthz/x", nil))
		written, leftOut := 0, 0
		for line := range strings.Lines(log.String()) {
			var l struct{ LeftOut int }
			if err := json.Unmarshal([]byte(line), &l); err != nil {
				t.Fatal(err)
			}
			written, leftOut = written+1, leftOut+l.LeftOut
		}
		if written+leftOut != asked+1 {
			t.Errorf("%d lines and %d left out, of %d requests", written, leftOut, asked+1)
		}
	}
}

package telemetry_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/sqlitestore"
	"github.com/migraph/migraph/internal/api"
	"github.com/migraph/migraph/internal/observe"
	"github.com/migraph/migraph/internal/server"
	"github.com/migraph/migraph/internal/telemetry"
	"github.com/migraph/migraph/resolvers"
	"github.com/migraph/migraph/seed"
)

// served is a server on the built-in graph that is watched.
type served struct {
	*telemetry.Telemetry
	handler http.Handler
	spans   *tracetest.InMemoryExporter
}

func watch(t *testing.T) *served {
	t.Helper()
	s := &served{spans: tracetest.NewInMemoryExporter()}
	log := slog.New(slog.DiscardHandler)
	var store graph.Store
	opened := func() (graph.Store, error) { return store, nil }
	var err error
	s.Telemetry, err = telemetry.New(t.Context(), telemetry.Options{
		Metrics: true, Traces: &telemetry.Traces{Exporter: exporter{s.spans}}, Continues: fromProxy, Store: opened, System: "sqlite",
		Version: "v1", Commit: "abc", Log: log,
	})
	if err != nil {
		t.Fatal(err)
	}
	store, err = sqlitestore.Open(t.Context(), sqlitestore.Options{
		Path: filepath.Join(t.TempDir(), "graph.db"), Unsafe: true, Observer: s.Telemetry,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	imports, err := seed.Imports()
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range imports {
		if _, err := graph.Apply(t.Context(), store, in); err != nil {
			t.Fatal(err)
		}
	}
	s.handler = server.New(server.Options{
		GraphQL: api.NewHandler(api.Options{
			Store: opened, Timeout: time.Minute, Text: api.DefaultLimits, Limits: resolvers.DefaultLimits, Log: log,
		}),
		Store: opened, Timeout: time.Minute, MaxBody: api.DefaultLimits.Body, Watcher: s.Telemetry, Log: log,
	})
	return s
}

// fromProxy tells whether a proxy sends a request, in tests.
func fromProxy(r *http.Request) bool { return r.Header.Get("Via") != "" }

func (s *served) ask(t *testing.T, query string, headers ...string) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", strings.NewReader(fmt.Sprintf(`{"query": %q}`, query)))
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	s.handler.ServeHTTP(httptest.NewRecorder(), r)
}

// exporter keeps its spans when it is shut down.
type exporter struct{ *tracetest.InMemoryExporter }

func (exporter) Shutdown(context.Context) error { return nil }

// ended gives the spans that have ended; no more can be made.
func (s *served) ended(t *testing.T) tracetest.SpanStubs {
	t.Helper()
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s.spans.GetSpans()
}

func scrape(t *testing.T, h http.Handler) string {
	t.Helper()
	r := httptest.NewRecorder()
	h.ServeHTTP(r, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
	body, err := io.ReadAll(r.Body)
	if err != nil || r.Code != http.StatusOK {
		t.Fatalf("%d %v: %s", r.Code, err, body)
	}
	return string(body)
}

func TestScrape(t *testing.T) {
	s := watch(t)
	s.Waiting(func() int { return 3 })
	s.Sending(func() int { return 70_000 }, func() int { return 2 })
	s.ask(t, `query Bodies { stakeholders(first: 2) { nodes { name } } }`)
	s.ask(t, `{ stakeholders(first: 2) { nodes { nam } } }`)
	s.ask(t, `{ stakeholders(first: 100000) { nodes { name } } }`)
	s.ask(t, `{ `)
	for _, path := range []string{"/healthz", "/nothing/a", "/nothing/b"} {
		s.handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
	}
	text := scrape(t, s.Handler(false))
	for _, line := range []string{
		`migraph_http_requests_total{route="/graphql",status="2xx"} `,
		`migraph_http_requests_total{route="/healthz",status="2xx"} 1`,
		`migraph_http_requests_total{route="/",status="4xx"} 2`,
		`migraph_http_request_duration_seconds_count{route="/graphql"} 4`,
		"migraph_http_requests_in_flight 0",
		"migraph_http_requests_waiting 3",
		"migraph_http_sending_bytes 70000",
		"migraph_http_responses_cut_total 2",
		"migraph_operations_total 2",
		`migraph_operation_errors_total{code="GRAPHQL_VALIDATION_FAILED"} 1`,
		`migraph_operation_errors_total{code="GRAPHQL_PARSE_FAILED"} 1`,
		`migraph_operation_errors_total{code="INTERNAL"} 0`,
		`migraph_answer_cache_requests_total{result="hit"} 0`,
		"migraph_store_calls_total 1",
		`migraph_store_statement_duration_seconds_count{outcome="error"} 0`,
		"migraph_store_up 1",
		"migraph_graph_revision ",
		`migraph_graph_records{type="stakeholder"} `,
		`migraph_build_info{commit="abc",goversion="go`,
		"go_goroutines ", "process_start_time_seconds ",
	} {
		if !strings.Contains(text, line) {
			t.Errorf("the scrape has no %s", line)
		}
	}
	// The third question is refused for its page; which code that has is the API's.
	if !strings.Contains(text, `migraph_operation_errors_total{code="LIMIT_EXCEEDED"} 1`) && !strings.Contains(text, `migraph_operation_errors_total{code="INVALID_ARGUMENT"} 1`) {
		t.Error("the refused page is not counted")
	}
	if t.Failed() {
		t.Log(text)
	}
	// Nothing that somebody who asks can choose is a label.
	for _, own := range []string{"Bodies", "nothing", "nam"} {
		if strings.Contains(text, `="`+own) {
			t.Errorf("a label tells %s", own)
		}
	}
	problems, err := promlint.New(strings.NewReader(text)).Lint()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		if strings.HasPrefix(p.Metric, "migraph_") {
			t.Errorf("%s: %s", p.Metric, p.Text)
		}
	}
}

// TestProfiles: they are there only if asked for.
func TestProfiles(t *testing.T) {
	s := watch(t)
	for _, profiles := range []bool{false, true} {
		want := http.StatusNotFound
		if profiles {
			want = http.StatusOK
		}
		for _, path := range []string{"/debug/pprof/", "/debug/pprof/goroutine"} {
			w := httptest.NewRecorder()
			s.Handler(profiles).ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
			if w.Code != want {
				t.Errorf("profiles %v: %s gives %d", profiles, path, w.Code)
			}
		}
		w := httptest.NewRecorder()
		s.handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/debug/pprof/", nil))
		if w.Code != http.StatusNotFound {
			t.Errorf("the server itself gives profiles: %d", w.Code)
		}
	}
}

func attributes(s *tracetest.SpanStub) map[attribute.Key]string {
	out := map[attribute.Key]string{}
	for _, a := range s.Attributes {
		out[a.Key] = a.Value.String()
	}
	return out
}

// TestTraces: one trace leads from the request of a client through the operation to each
// statement, and tells nothing that was asked for.
func TestTraces(t *testing.T) {
	s := watch(t)
	const marker = "marker-of-a-user"
	s.ask(t, `query Bodies { stakeholders(first: 2, where: {name: {contains: "`+marker+`"}}) { nodes { name participations(first: 3) { nodes { role } } } } }`,
		"Traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "Via", "1.1 proxy")
	spans := s.ended(t)
	byName := func(name string) *tracetest.SpanStub {
		i := slices.IndexFunc(spans, func(s tracetest.SpanStub) bool { return s.Name == name })
		if i < 0 {
			t.Fatalf("there is no span %s among %d", name, len(spans))
		}
		return &spans[i]
	}
	request, operation := byName("POST /graphql"), byName("query")
	if request.SpanContext.TraceID().String() != "0af7651916cd43dd8448eb211c80319c" || request.Parent.SpanID().String() != "b7ad6b7169203331" {
		t.Errorf("the request is in trace %s below %s", request.SpanContext.TraceID(), request.Parent.SpanID())
	}
	if operation.Parent.SpanID() != request.SpanContext.SpanID() {
		t.Error("the operation is not below the request")
	}
	if a := attributes(operation); a["graphql.operation.name"] != "Bodies" {
		t.Errorf("the operation tells %v", a)
	}
	if a := attributes(request); a["http.route"] != "/graphql" || a["http.response.status_code"] != "200" || a["migraph.store.calls"] != "1" {
		t.Errorf("the request tells %v", a)
	}
	selects := 0
	for i := range spans {
		a := attributes(&spans[i])
		for _, v := range a {
			if strings.Contains(v, marker) {
				t.Errorf("a span tells what was asked for: %v", a)
			}
		}
		if spans[i].Name != "sqlite" {
			continue
		}
		if spans[i].Parent.SpanID() != operation.SpanContext.SpanID() || a["db.system.name"] != "sqlite" {
			t.Errorf("a statement is not below the operation: %v", a)
		}
		if strings.Contains(a["db.query.text"], `FROM "stakeholder"`) {
			selects++
		}
	}
	if selects == 0 {
		t.Error("no statement reads stakeholders")
	}
}

// TestStatementThatFails: its span tells the code, and no text of the driver.
func TestStatementThatFails(t *testing.T) {
	s := watch(t)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/graphql", nil)
	ctx, _, _ := s.Request(r)
	_, failed := s.Statement(ctx, "SELECT 1")
	failed(0, fmt.Errorf("driver: near %q: %w", "a value", context.DeadlineExceeded))
	spans := s.ended(t)
	i := slices.IndexFunc(spans, func(s tracetest.SpanStub) bool { return s.Name == "sqlite" && s.Status.Code == codes.Error })
	if i < 0 || spans[i].Status.Description != "DEADLINE_EXCEEDED" || len(spans[i].Events) != 0 {
		t.Errorf("the spans are %+v", spans)
	}
}

// TestNobodyForcesTraces: a stranger has a trace of its own and is sampled as all are,
// whatever flag and id its header has. 0 is an id that every sampler of a part takes.
func TestNobodyForcesTraces(t *testing.T) {
	const forced = "00-00000000000000000000000000000001-00f067aa0ba902b7-01"
	t.Setenv("OTEL_TRACES_SAMPLER", "parentbased_traceidratio")
	t.Setenv("OTEL_TRACES_SAMPLER_ARG", "0.000000001")
	s := watch(t)
	for range 100 {
		s.ask(t, `{ stakeholders(first: 1) { nodes { name } } }`, "traceparent", forced, "tracestate", "a=b", "baggage", "a=b")
	}
	s.ask(t, `{ stakeholders(first: 1) { nodes { name } } }`, "traceparent", forced, "Via", "1.1 proxy")
	requests := 0
	for _, span := range s.ended(t) {
		if span.Name == "POST /graphql" {
			requests++
		}
	}
	if requests != 1 {
		t.Errorf("%d requests were traced, want that of the proxy alone", requests)
	}
}

func TestFromEnvironment(t *testing.T) {
	for _, c := range []struct {
		variables map[string]string
		on, fails bool
	}{
		{nil, false, false},
		{map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318"}, true, false},
		{map[string]string{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "https://c.example/v1/traces"}, true, false},
		{map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318", "OTEL_SDK_DISABLED": "true"}, false, false},
		{map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318", "OTEL_TRACES_EXPORTER": "none"}, false, false},
		{map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318", "OTEL_TRACES_EXPORTER": "zipkin"}, false, true},
		{map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4317", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}, false, true},
		{map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "localhost:4318"}, false, true},
	} {
		got, err := telemetry.FromEnvironment(func(name string) string { return c.variables[name] })
		if (got != nil) != c.on || (err != nil) != c.fails {
			t.Errorf("%v: %v, %v", c.variables, got, err)
		}
	}
}

// TestCollector: spans reach the collector that the variables name, by its protocol.
func TestCollector(t *testing.T) {
	got := make(chan string, 10)
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		got <- r.URL.Path + " " + r.Header.Get("Content-Type") + " " + string(body)
	}))
	defer collector.Close()
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.URL)
	t.Setenv("OTEL_SERVICE_NAME", "our-graph")
	traces, err := telemetry.FromEnvironment(os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	told, err := telemetry.New(t.Context(), telemetry.Options{Traces: traces, System: "sqlite", Version: "v1", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	_, _, end := told.Request(httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/q/funders", nil))
	end(observe.Answered{Route: "/q/{name}", Status: http.StatusOK})
	if err := told.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	select {
	case sent := <-got:
		for _, want := range []string{"/v1/traces application/x-protobuf ", "GET /q/{name}", "our-graph"} {
			if !strings.Contains(sent, want) {
				t.Errorf("the collector was not sent %s", want)
			}
		}
	default:
		t.Error("nothing was sent")
	}
}

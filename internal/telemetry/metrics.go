package telemetry

import (
	"net/http"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/internal/observe"
)

// namespace begins the names of all metrics that are Migraph's own.
const namespace = "migraph"

// Buckets of seconds: an answer that is kept takes a tenth of a millisecond, an export
// minutes; a statement may take microseconds.
var (
	requestBuckets   = []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 120}
	statementBuckets = []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10}
)

// otherCode stands for codes of errors that are none of ours.
const otherCode = "OTHER"

// knownCodes are the values of the label code.
var knownCodes = []string{
	string(graph.NotFound), string(graph.InvalidArgument), string(graph.Conflict), string(graph.LimitExceeded),
	string(graph.DeadlineExceeded), string(graph.Canceled), string(graph.Unavailable), string(graph.Internal),
	"GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "PERSISTED_QUERY_NOT_FOUND", "QUERY_NOT_IN_SAFELIST", otherCode,
}

type metrics struct {
	registry   *prometheus.Registry
	requests   *prometheus.CounterVec
	durations  *prometheus.HistogramVec
	bytes      *prometheus.CounterVec
	inFlight   prometheus.Gauge
	operations prometheus.Counter
	errors     *prometheus.CounterVec
	kept       *prometheus.CounterVec
	calls      prometheus.Counter
	callTime   prometheus.Counter
	statements *prometheus.HistogramVec
	rows       prometheus.Counter
}

func newMetrics(o Options) *metrics {
	counter := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Namespace: namespace, Name: name, Help: help})
	}
	counters := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: namespace, Name: name, Help: help}, labels)
	}
	histograms := func(name, help string, buckets []float64, label string) *prometheus.HistogramVec {
		return prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: namespace, Name: name, Help: help, Buckets: buckets}, []string{label})
	}
	m := &metrics{
		registry:   prometheus.NewRegistry(),
		requests:   counters("http_requests_total", "Requests that were answered, by route and class of status.", "route", "status"),
		durations:  histograms("http_request_duration_seconds", "Time from the header of a request to the end of its answer.", requestBuckets, "route"),
		bytes:      counters("http_response_bytes_total", "Bytes of the bodies of answers, by route.", "route"),
		inFlight:   prometheus.NewGauge(prometheus.GaugeOpts{Namespace: namespace, Name: "http_requests_in_flight", Help: "Requests that are being answered."}),
		operations: counter("operations_total", "Operations of GraphQL that were run; answers that were kept are none."),
		errors:     counters("operation_errors_total", "Errors in answers of GraphQL, by code.", "code"),
		kept:       counters("answer_cache_requests_total", "Requests for named operations, by whether the answer was kept: hit or miss.", "result"),
		calls:      counter("store_calls_total", "Questions of operations to the store; each is one statement or several."),
		callTime:   counter("store_call_seconds_total", "Time that questions of operations to the store took; some run at the same time."),
		statements: histograms("store_statement_duration_seconds", "Time of statements, of requests and of work in the background.", statementBuckets, "outcome"),
		rows:       counter("store_rows_total", "Rows that statements gave."),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Namespace: namespace, Name: "build_info", Help: "Which program this is; always 1.",
		ConstLabels: prometheus.Labels{"version": o.Version, "commit": o.Commit, "goversion": runtime.Version(), "store": o.System},
	})
	build.Set(1)
	m.registry.MustRegister(m.requests, m.durations, m.bytes, m.inFlight, m.operations, m.errors, m.kept, m.calls, m.callTime,
		m.statements, m.rows, build, newGraphCollector(o.Store),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	// What has not happened is 0, not missing, so that rates begin at the first time.
	for _, code := range knownCodes {
		m.errors.WithLabelValues(code)
	}
	for _, result := range []string{"hit", "miss"} {
		m.kept.WithLabelValues(result)
	}
	for _, outcome := range []string{"ok", "error"} {
		m.statements.WithLabelValues(outcome)
	}
	return m
}

// answered counts a request.
func (m *metrics) answered(a observe.Answered) {
	route := a.Route
	if route == "" {
		route = "none"
	}
	m.requests.WithLabelValues(route, statusClass(a.Status)).Inc()
	m.durations.WithLabelValues(route).Observe(a.Took.Seconds())
	m.bytes.WithLabelValues(route).Add(float64(a.Bytes))
	for _, code := range a.Codes {
		if !slices.Contains(knownCodes, code) {
			code = otherCode
		}
		m.errors.WithLabelValues(code).Inc()
	}
	if a.Kept != "" {
		m.kept.WithLabelValues(strings.ToLower(string(a.Kept))).Inc()
	}
	m.calls.Add(float64(a.Calls))
	m.callTime.Add(a.Store.Seconds())
}

func (m *metrics) statement(took time.Duration, rows int, err error) {
	outcome := "ok"
	if err != nil {
		outcome = "error"
	}
	m.statements.WithLabelValues(outcome).Observe(took.Seconds())
	m.rows.Add(float64(rows))
}

// Metrics answers scrapes; without metrics it is nil.
func (t *Telemetry) Metrics() http.Handler {
	if t.metrics == nil {
		return nil
	}
	return promhttp.HandlerFor(t.metrics.registry, promhttp.HandlerOpts{
		MaxRequestsInFlight: 2, Timeout: scrapeTimeout, EnableOpenMetrics: true,
	})
}

// Waiting adds a metric of requests that wait for their turn.
func (t *Telemetry) Waiting(count func() int) {
	t.gauge("http_requests_waiting", "Requests that wait for their turn.", count)
}

// Sending adds metrics of large answers that are being sent: their bytes, and how many
// were cut so far because there were too many of these.
func (t *Telemetry) Sending(bytes, cut func() int) {
	t.gauge("http_sending_bytes", "Bytes of answers of 64 kB and more that are being sent, one that is sent to many counted once.", bytes)
	if t.metrics != nil {
		t.metrics.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
			Namespace: namespace, Name: "http_responses_cut_total", Help: "Answers that were cut while they were sent, for there were too many bytes of them.",
		}, func() float64 { return float64(cut()) }))
	}
}

func (t *Telemetry) gauge(name, help string, value func() int) {
	if t.metrics == nil {
		return
	}
	t.metrics.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: namespace, Name: name, Help: help},
		func() float64 { return float64(value()) }))
}

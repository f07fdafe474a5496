// Package telemetry tells operators what a server does: metrics for Prometheus and
// traces for OpenTelemetry. Labels of metrics have few values, and none that somebody
// who asks can choose.
package telemetry

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/trace"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/internal/observe"
)

// Options say what to tell of, and of what.
type Options struct {
	// Metrics are gathered.
	Metrics bool
	// Traces are sent to a collector; nil sends none. FromEnvironment reads what the
	// variables of OpenTelemetry say.
	Traces *Traces
	// Continues tells whether a request may continue the trace that its header traceparent
	// names. Who may chooses which of his requests are traced: by the flag of the header,
	// and by the id, of which samplers that take a part go. nil continues none.
	Continues func(*http.Request) bool
	// Store gives the store, or why there is none at present.
	Store func() (graph.Store, error)
	// System names the database behind the store: sqlite or neo4j.
	System string
	// Version and Commit tell which program this is.
	Version, Commit string
	Log             *slog.Logger
}

// Telemetry is a watcher of requests and an observer of statements.
type Telemetry struct {
	system  string
	metrics *metrics     // nil for none
	tracer  trace.Tracer // nil for none
	// continues tells of what requests the header traceparent is read.
	continues func(*http.Request) bool
	close     func(context.Context) error
}

var (
	_ observe.Watcher = (*Telemetry)(nil)
	_ graph.Observer  = (*Telemetry)(nil)
)

// New begins telling. Without metrics and traces it only notes rows in the exchanges
// that requests have.
func New(ctx context.Context, o Options) (*Telemetry, error) {
	t := &Telemetry{system: o.System, close: func(context.Context) error { return nil }}
	if o.Metrics {
		t.metrics = newMetrics(o)
	}
	if o.Traces != nil {
		provider, err := o.Traces.provider(ctx, o)
		if err != nil {
			return nil, err
		}
		t.tracer, t.close, t.continues = provider.Tracer("github.com/migraph/migraph"), provider.Shutdown, o.Continues
	}
	return t, nil
}

// Close sends what is not yet sent, as long as ctx allows.
func (t *Telemetry) Close(ctx context.Context) error { return t.close(ctx) }

// Registry gives the registry of the metrics, to add to it; nil if there are none.
func (t *Telemetry) Registry() *prometheus.Registry {
	if t.metrics == nil {
		return nil
	}
	return t.metrics.registry
}

// Request begins a request.
func (t *Telemetry) Request(r *http.Request) (context.Context, string, func(observe.Answered)) {
	ctx, traced, end := t.requestSpan(r)
	if t.metrics != nil {
		t.metrics.inFlight.Inc()
	}
	return ctx, traced, func(a observe.Answered) {
		if t.metrics != nil {
			t.metrics.inFlight.Dec()
			t.metrics.answered(a)
		}
		end(a)
	}
}

// statusClass is a status without its detail, such as 2xx; none if nothing was answered.
func statusClass(status int) string {
	if status < 100 || status > 599 {
		return "none"
	}
	return strconv.Itoa(status/100) + "xx"
}

package telemetry

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/internal/observe"
)

// mostStatement bounds the bytes of a statement in a span.
const mostStatement = 8 << 10

// Traces say where spans go.
type Traces struct {
	// Exporter gets the spans; nil means the collector that the variables of
	// OpenTelemetry name.
	Exporter sdk.SpanExporter
}

// FromEnvironment reads the standard variables of OpenTelemetry. It gives nil unless
// OTEL_EXPORTER_OTLP_ENDPOINT or OTEL_EXPORTER_OTLP_TRACES_ENDPOINT is set. All else
// (OTEL_EXPORTER_OTLP_HEADERS, OTEL_TRACES_SAMPLER, OTEL_SERVICE_NAME,
// OTEL_RESOURCE_ATTRIBUTES, OTEL_BSP_...) is read by the library.
func FromEnvironment(value func(string) string) (*Traces, error) {
	endpoint := value("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
	name := "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"
	if endpoint == "" {
		endpoint, name = value("OTEL_EXPORTER_OTLP_ENDPOINT"), "OTEL_EXPORTER_OTLP_ENDPOINT"
	}
	if endpoint == "" || strings.EqualFold(value("OTEL_SDK_DISABLED"), "true") || value("OTEL_TRACES_EXPORTER") == "none" {
		return nil, nil
	}
	if !strings.HasPrefix(endpoint, "http://") && !strings.HasPrefix(endpoint, "https://") {
		return nil, fmt.Errorf("%s is no address: write it as http://localhost:4318", name)
	}
	if exporter := value("OTEL_TRACES_EXPORTER"); exporter != "" && exporter != "otlp" {
		return nil, fmt.Errorf("OTEL_TRACES_EXPORTER must be otlp or none")
	}
	for _, name := range []string{"OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"} {
		if p := value(name); p != "" && p != "http/protobuf" {
			return nil, fmt.Errorf("%s must be http/protobuf, at port 4318 of most collectors", name)
		}
	}
	return &Traces{}, nil
}

// provider makes what makes spans.
func (t *Traces) provider(ctx context.Context, o Options) (*sdk.TracerProvider, error) {
	exporter := t.Exporter
	if exporter == nil {
		var err error
		if exporter, err = otlptracehttp.New(ctx); err != nil {
			return nil, err
		}
	}
	// The library tells of a collector that is away by this alone.
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { o.Log.Warn("traces cannot be sent", "error", err) }))
	about, err := resource.Merge(
		resource.NewWithAttributes(semconv.SchemaURL, semconv.ServiceName("migraph"), semconv.ServiceVersion(o.Version)),
		resource.Environment())
	if err != nil {
		return nil, err
	}
	if name := os.Getenv("OTEL_SERVICE_NAME"); name != "" { // goes before a name in OTEL_RESOURCE_ATTRIBUTES
		if about, err = resource.Merge(about, resource.NewSchemaless(semconv.ServiceName(name))); err != nil {
			return nil, err
		}
	}
	return sdk.NewTracerProvider(sdk.WithBatcher(exporter), sdk.WithResource(about)), nil
}

// requestSpan begins the span of a request, which is part of the trace that its header
// traceparent names if it may be.
func (t *Telemetry) requestSpan(r *http.Request) (context.Context, string, func(observe.Answered)) {
	if t.tracer == nil {
		return r.Context(), "", func(observe.Answered) {}
	}
	ctx := r.Context()
	if t.continues != nil && t.continues(r) {
		ctx = propagation.TraceContext{}.Extract(ctx, propagation.HeaderCarrier(r.Header))
	}
	method := r.Method
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodOptions, http.MethodPut, http.MethodDelete, http.MethodPatch:
	default:
		method = "_OTHER" // as the conventions have it: a method can be any word
	}
	ctx, span := t.tracer.Start(ctx, method, trace.WithSpanKind(trace.SpanKindServer),
		trace.WithAttributes(semconv.HTTPRequestMethodKey.String(method)))
	traced := ""
	if c := span.SpanContext(); c.IsSampled() {
		traced = c.TraceID().String()
	}
	return ctx, traced, func(a observe.Answered) {
		span.SetAttributes(semconv.HTTPResponseStatusCode(a.Status), semconv.HTTPResponseBodySize(int(a.Bytes)))
		if a.Route != "" {
			span.SetName(method + " " + a.Route)
			span.SetAttributes(semconv.HTTPRoute(a.Route))
		}
		if a.Kept != "" {
			span.SetAttributes(attribute.String("migraph.answer_cache", strings.ToLower(string(a.Kept))))
		}
		if a.Calls > 0 {
			span.SetAttributes(attribute.Int("migraph.store.calls", a.Calls), attribute.Int("migraph.store.rows", a.Rows))
		}
		if a.Status >= http.StatusInternalServerError {
			span.SetStatus(codes.Error, "")
		}
		span.End()
	}
}

// Operation begins the span of an operation, and counts it.
func (t *Telemetry) Operation(ctx context.Context, name string) (context.Context, func(failed bool)) {
	if t.metrics != nil {
		t.metrics.operations.Inc()
	}
	if t.tracer == nil {
		return ctx, func(bool) {}
	}
	about := []attribute.KeyValue{semconv.GraphQLOperationTypeQuery}
	if name != "" {
		about = append(about, semconv.GraphQLOperationName(name))
	}
	// By the conventions the name is not that of the operation, which anybody chooses.
	ctx, span := t.tracer.Start(ctx, "query", trace.WithAttributes(about...))
	return ctx, func(failed bool) {
		if failed {
			span.SetStatus(codes.Error, "")
		}
		span.End()
	}
}

// Statement begins a statement of the store.
func (t *Telemetry) Statement(ctx context.Context, text string) (context.Context, func(rows int, err error)) {
	start, x := time.Now(), observe.Of(ctx)
	var span trace.Span
	// Work in the background belongs to no request; a trace of it would be a span alone.
	if t.tracer != nil && trace.SpanContextFromContext(ctx).IsValid() {
		ctx, span = t.tracer.Start(ctx, t.system, trace.WithSpanKind(trace.SpanKindClient),
			trace.WithAttributes(semconv.DBSystemNameKey.String(t.system), semconv.DBQueryText(bounded(text))))
	}
	return ctx, func(rows int, err error) {
		x.Rows(rows)
		if t.metrics != nil {
			t.metrics.statement(time.Since(start), rows, err)
		}
		if span == nil {
			return
		}
		span.SetAttributes(semconv.DBResponseReturnedRows(rows))
		if err != nil {
			// Only the code: texts of drivers may repeat values.
			span.SetStatus(codes.Error, string(graph.CodeOf(err)))
			span.SetAttributes(semconv.ErrorTypeKey.String(string(graph.CodeOf(err))))
		}
		span.End()
	}
}

// bounded cuts a long statement.
func bounded(text string) string {
	if len(text) > mostStatement {
		return strings.ToValidUTF8(text[:mostStatement], "") + " ..."
	}
	return text
}

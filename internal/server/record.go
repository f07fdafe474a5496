package server

import (
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/migraph/migraph/internal/observe"
)

// slow is from when on a request is worth telling of.
const slow = time.Second

// mostMethod and mostPath bound the bytes of what is logged: a client writes either as
// long as a header may be, however often it likes.
const (
	mostMethod = 20
	mostPath   = 500
)

// short bounds a text of a client that is logged.
func short(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "..."
}

// record logs requests and tells a watcher of them: never of their query, variables or
// body, unless QueryLog asks for it. Those that went well are told of at level debug
// only, unless RequestLog asks for all: telling costs more than a small answer. Where
// nobody listens, nothing is noted of what a request does, which would cost too.
func record(o Options, next http.Handler) http.Handler {
	failures := newFlood()
	listens := o.RequestLog || o.QueryLog || o.Watcher != nil
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := answering{o: &o, failures: failures, start: time.Now(), end: func(observe.Answered) {}}
		a.rec = &recorder{ResponseWriter: w}
		if listens {
			r = a.listen(r)
		}
		a.request = r
		defer a.done()
		next.ServeHTTP(a.rec, r)
	})
}

// answering is a request that is being answered.
type answering struct {
	o        *Options
	failures *flood
	start    time.Time
	rec      *recorder
	request  *http.Request
	// exchange is nil if nobody listens; end tells the watcher.
	exchange *observe.Exchange
	end      func(observe.Answered)
}

// listen begins to note what the request does.
func (a *answering) listen(r *http.Request) *http.Request {
	ctx, trace := r.Context(), ""
	if a.o.Watcher != nil {
		ctx, trace, a.end = a.o.Watcher.Request(r)
	}
	ctx, a.exchange = observe.Begin(ctx, a.o.Watcher, a.o.QueryLog)
	a.exchange.Traced(trace)
	return r.WithContext(ctx)
}

// done tells of the request.
func (a *answering) done() {
	took := time.Since(a.start)
	var told observe.Answered
	if a.exchange != nil {
		told = observe.Answered{
			Method: a.request.Method, Route: route(a.request), Status: a.rec.status, Bytes: a.rec.bytes, Took: took,
			Noted: a.exchange.Noted(),
		}
		a.end(told)
	}
	ctx, level := a.request.Context(), a.level(took)
	if !a.o.Log.Enabled(ctx, level) {
		return
	}
	leftOut, written := int64(0), true
	if level == slog.LevelInfo && !a.all() && took < slow {
		leftOut, written = a.failures.allows()
	}
	if !written {
		return
	}
	line := []slog.Attr{
		slog.String("id", a.request.Header.Get(requestIDHeader)),
		slog.String("method", short(a.request.Method, mostMethod)), slog.String("path", short(a.request.URL.Path, mostPath)),
		slog.Int("status", a.rec.status), slog.Int64("bytes", a.rec.bytes), slog.Float64("ms", milliseconds(took)),
	}
	if a.exchange != nil {
		line = appendNoted(append(line, slog.String("route", told.Route)), told.Noted)
	}
	if leftOut > 0 {
		line = append(line, slog.Int64("leftOut", leftOut))
	}
	a.o.Log.LogAttrs(ctx, level, "request", line...)
}

// all tells whether each request is logged.
func (a *answering) all() bool { return a.o.RequestLog || a.o.QueryLog }

// level is that of the line about the request.
func (a *answering) level(took time.Duration) slog.Level {
	probe := a.request.URL.Path == "/healthz" || a.request.URL.Path == "/readyz"
	if !probe && (a.all() || a.rec.status >= 400 || took >= slow) {
		return slog.LevelInfo
	}
	return slog.LevelDebug
}

// route gives the pattern that the request is for, without its method.
func route(r *http.Request) string {
	if _, path, ok := strings.Cut(r.Pattern, " "); ok {
		return path
	}
	return r.Pattern
}

// appendNoted adds what applies to the request.
func appendNoted(line []slog.Attr, n observe.Noted) []slog.Attr {
	for _, t := range []struct{ key, value string }{
		{"trace", n.Trace}, {"operation", n.Operation}, {"cache", strings.ToLower(string(n.Kept))},
		{"codes", strings.Join(n.Codes, " ")}, {"query", n.Query}, {"variables", n.Variables},
	} {
		if t.value != "" {
			line = append(line, slog.String(t.key, t.value))
		}
	}
	if n.Calls > 0 || n.CostRows > 0 {
		line = append(line,
			slog.Int("costRows", n.CostRows), slog.Int("costValues", n.CostValues), slog.Int("rows", n.Rows),
			slog.Int("storeCalls", n.Calls), slog.Float64("storeMs", milliseconds(n.Store)))
	}
	return line
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

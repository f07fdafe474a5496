// Package server puts the GraphQL endpoint on HTTP: routes, limits, origins,
// health, the explorer and the other pages, and a life that begins before the store is there
// and ends without cutting answers short.
package server

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/rs/cors"

	"github.com/migraph/migraph/export/formats"
	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/internal/observe"
	"github.com/migraph/migraph/internal/operations"
	"github.com/migraph/migraph/internal/protect"
)

const (
	headerTimeout = 5 * time.Second
	// readTimeout is for header and body: limitBody reads a body whole.
	readTimeout = 15 * time.Second
	idleTimeout = 2 * time.Minute
	// answerMargin is what writing an answer may take beyond computing it.
	answerMargin   = 20 * time.Second
	maxHeaderBytes = 64 << 10
	// maxStreams bounds the requests that one connection of HTTP/2 has open.
	maxStreams = 100
	// lastCallMost, drainTimeout and twice closeTimeout (for what is left of the requests,
	// and for the store) stay below the ten seconds after which supervisors kill.
	drainTimeout = 6500 * time.Millisecond
	closeTimeout = time.Second
)

// Ask answers a question in GraphQL with its data or with a *graph.Error. The
// permalinks of its answers are paths.
type Ask func(ctx context.Context, question string, variables map[string]any) (json.RawMessage, error)

// Options are what a server needs.
type Options struct {
	// GraphQL answers requests for /graphql. Its requests have a well-formed
	// X-Request-Id and a body within MaxBody.
	GraphQL http.Handler
	// Ask answers the questions of the server's own pages.
	Ask Ask
	// Address is where clients find the server, such as https://graph.example.org;
	// empty if unknown.
	Address string
	// Store gives the store, or tells why there is none at present.
	Store func() (graph.Store, error)
	// Timeout is how long GraphQL may take for one answer.
	Timeout time.Duration
	// MaxBody is how many bytes the body of a request may have.
	MaxBody int
	// Exports makes the answers of /export; nil leaves it out. ExportTimeout is how long
	// one may take.
	Exports       *formats.Exporter
	ExportTimeout time.Duration
	// Operations are answered at /q by Answers; without Answers there is no /q.
	// CacheControl is what clients are told of answers that last.
	Operations   *operations.Set
	Answers      Answers
	CacheControl string
	// Ancestors are the origins whose pages may frame the server's pages, beside its own.
	Ancestors []string
	// Explorer is the web explorer as it was built: index.html and the folder assets. nil
	// leaves it out. GraphiQL is the same of GraphiQL.
	Explorer, GraphiQL fs.FS
	// Origins are the exact origins whose pages may read answers in a browser.
	Origins []string
	// Rate is how often each client may ask for answers, Turns how many are made at a time;
	// nil for no bound. Health and files that do not change are for all.
	Rate  *protect.Rate
	Turns *protect.Turns
	// Sending bounds the answers that are being sent; nil for no bound.
	Sending *protect.Sending
	// Proxies are believed when they tell for whom they ask.
	Proxies protect.Proxies
	// TLS makes the server speak it; nil for HTTP alone.
	TLS *tls.Config
	// Watcher is told of requests and operations; nil for none.
	Watcher observe.Watcher
	// RequestLog logs each request. QueryLog does so with questions and their variables,
	// which may hold what is nobody else's business.
	RequestLog, QueryLog bool
	// Version is shown in the guide.
	Version string
	Log     *slog.Logger
}

// New gives the handler of all routes.
func New(o Options) http.Handler {
	mux := http.NewServeMux()
	asked := func(h http.Handler) http.Handler { return o.counted(o.inTurn(h)) }
	// A body arrives before a turn is taken: a client that sends slowly holds none.
	mux.Handle("/graphql", allowOrigins(o.Origins, o.counted(limitBody(int64(o.MaxBody), o.inTurn(o.GraphQL)))))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		writeStatus(w, http.StatusOK, status{Status: "ok"})
	})
	mux.Handle("GET /readyz", newReadiness(o.Store, o.Log))
	mux.Handle("GET /guide", asked(newGuide(o)))
	if o.Explorer != nil {
		handleExplorer(mux, o.Explorer, o.Origins)
	}
	if o.GraphiQL != nil {
		handleGraphiQL(mux, o.GraphiQL)
	}
	handleThings(mux, o, asked)
	if o.Exports != nil {
		mux.Handle("GET /export", asked(&exportIndex{o}))
		mux.Handle("/export/{format}", allowOrigins(o.Origins, o.counted(newExports(o)))) // which has turns of its own
	}
	if o.Answers != nil {
		mux.Handle("GET /q", asked(newOperationList(o)))
		mux.Handle("/q/{name}", allowOrigins(o.Origins, asked(&named{o.Operations, o.Answers, o.addresses(), o.CacheControl, o.Log})))
	}
	mux.Handle("/", &missingPage{newShell(o.Explorer), o.Log})
	return identify(record(o, recoverPanics(o.Log, secure(allowFrames(o.Ancestors, mux)))))
}

func (o Options) addresses() addresses { return addresses{o.Address, o.Proxies} }

// allowOrigins lets pages of these origins read answers. Without origins the
// header is never sent: the zero options of the library would allow all.
func allowOrigins(origins []string, next http.Handler) http.Handler {
	if len(origins) == 0 {
		return next
	}
	return cors.New(cors.Options{
		AllowedOrigins: origins,
		AllowedMethods: []string{http.MethodGet, http.MethodPost},
		AllowedHeaders: []string{"Content-Type", "If-None-Match", requestIDHeader},
		ExposedHeaders: []string{"ETag", "Retry-After", requestIDHeader},
		MaxAge:         600,
	}).Handler(next)
}

// Serve answers requests on a listener until ctx ends. Then it waits for what was sent
// until then, accepts no more, lets running answers finish for a while, and cancels
// what is left.
func Serve(ctx context.Context, l net.Listener, o Options) error {
	requests, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	last := &lastCall{next: New(o)}
	s := &http.Server{
		Handler:           last,
		ConnState:         last.see,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      o.Timeout + answerMargin,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		BaseContext:       func(net.Listener) context.Context { return requests },
		ErrorLog:          slog.NewLogLogger(o.Log.Handler(), slog.LevelDebug),
	}
	served := make(chan error, 1)
	go func() {
		if o.TLS != nil {
			s.TLSConfig, s.HTTP2 = o.TLS, &http.HTTP2Config{MaxConcurrentStreams: maxStreams}
			served <- s.ServeTLS(l, "", "")
			return
		}
		served <- s.Serve(l)
	}()
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	last.wait(requests)
	drain, stop := context.WithTimeout(requests, drainTimeout)
	defer stop()
	err := s.Shutdown(drain)
	if errors.Is(err, context.DeadlineExceeded) {
		o.Log.Warn("canceling the requests that did not finish in time", "limit", drainTimeout)
		cancel()
		rest, stop := context.WithTimeout(context.WithoutCancel(ctx), closeTimeout)
		defer stop()
		if err = s.Shutdown(rest); err != nil {
			err = s.Close()
		}
	}
	return err
}

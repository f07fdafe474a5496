package server

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/migraph/migraph/graph"
)

const (
	pingTimeout = time.Second
	pingFresh   = time.Second
	// lookTimeout is for what is told beside. It needs a connection of those that
	// answer questions, and their being busy is no reason to be unready.
	lookTimeout = 300 * time.Millisecond
)

// readiness answers whether the store can be used now. However often it is
// asked, the store is asked once a second.
type readiness struct {
	store func() (graph.Store, error)
	log   *slog.Logger

	mu    sync.Mutex
	until time.Time // the last answer holds until then
	last  seen
	was   error // what was last told to the log
}

// seen is what was found of a store.
type seen struct {
	err       error
	revision  *graph.Revision // nil if unknown
	importing *bool           // nil if unknown
}

// ready is the answer of /readyz.
type ready struct {
	status
	// Checks are what was looked at, by name.
	Checks map[string]status `json:"checks"`
	// Revision of the graph; null if unknown.
	Revision *graph.Revision `json:"revision"`
	// Importing tells whether a write in several steps is under way, of which questions
	// may see a part; null if unknown.
	Importing *bool `json:"importing"`
}

func newReadiness(store func() (graph.Store, error), log *slog.Logger) *readiness {
	return &readiness{store: store, log: log}
}

func (r *readiness) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	s := r.check()
	code, answer := http.StatusOK, ready{
		status: status{Status: "ready"}, Checks: map[string]status{"store": {Status: "ok"}},
		Revision: s.revision, Importing: s.importing,
	}
	if s.err != nil {
		code, answer.status = http.StatusServiceUnavailable, status{"unavailable", reason(s.err)}
		answer.Checks["store"] = status{"failing", reason(s.err)}
	}
	answer.Checks["import"] = status{Status: "unknown"}
	if s.importing != nil {
		answer.Checks["import"] = status{Status: "ok"}
		if *s.importing { // questions are answered all the same
			answer.Checks["import"] = status{"underway", "answers may hold a part of an import until it ends"}
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	writeJSON(w, code, answer)
}

func (r *readiness) check() seen {
	r.mu.Lock()
	defer r.mu.Unlock()
	store, err := r.store()
	if err != nil { // costs nothing to ask, and turns at once when the store comes
		return seen{err: err}
	}
	if time.Now().Before(r.until) {
		return r.last
	}
	r.last, r.until = look(store), time.Now().Add(pingFresh)
	switch {
	case r.last.err != nil && r.was == nil:
		r.log.Warn("the store does not answer", "error", r.last.err)
	case r.last.err == nil && r.was != nil:
		r.log.Info("the store answers again")
	}
	r.was = r.last.err
	return r.last
}

// look asks a store whether it answers, and how its graph stands. The answer is for
// everybody, so it does not depend on who asked.
func look(store graph.Store) seen {
	ctx, cancel := context.WithTimeout(context.Background(), pingTimeout)
	defer cancel()
	if err := store.Ping(ctx); err != nil {
		return seen{err: err}
	}
	var out seen
	if revision, err := store.Revision(ctx); err == nil {
		out.revision = &revision
	}
	soon, stop := context.WithTimeout(ctx, lookTimeout)
	defer stop()
	_ = store.View(soon, func(ctx context.Context, r graph.Reader) error { // unknown if it fails
		is, err := r.Importing(ctx)
		if err == nil {
			out.importing = &is
		}
		return err
	})
	return out
}

// reason tells users why something failed, without internal text.
func reason(err error) string {
	var e *graph.Error
	switch {
	case errors.As(err, &e) && e.Code != graph.Internal:
		return e.Message
	case errors.Is(err, context.DeadlineExceeded):
		return "the store did not answer in time"
	}
	return "internal error; the log of the server has the cause"
}

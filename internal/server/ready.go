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
)

// readiness answers whether the store can be used now. However often it is
// asked, the store is asked once a second.
type readiness struct {
	store func() (graph.Store, error)
	log   *slog.Logger

	mu    sync.Mutex
	until time.Time // the last answer holds until then
	last  error
	was   error // what was last told to the log
}

func newReadiness(store func() (graph.Store, error), log *slog.Logger) *readiness {
	return &readiness{store: store, log: log}
}

func (r *readiness) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	if err := r.check(); err != nil {
		writeStatus(w, http.StatusServiceUnavailable, status{"unavailable", reason(err)})
		return
	}
	writeStatus(w, http.StatusOK, status{Status: "ready"})
}

func (r *readiness) check() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	store, err := r.store()
	if err != nil { // costs nothing to ask, and turns at once when the store comes
		return err
	}
	if time.Now().Before(r.until) {
		return r.last
	}
	// The answer is for everybody, so it does not depend on who asked.
	ctx, cancel := context.WithTimeout(context.Background(), pingTimeout)
	defer cancel()
	r.last, r.until = store.Ping(ctx), time.Now().Add(pingFresh)
	switch {
	case r.last != nil && r.was == nil:
		r.log.Warn("the store does not answer", "error", r.last)
	case r.last == nil && r.was != nil:
		r.log.Info("the store answers again")
	}
	r.was = r.last
	return r.last
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

package server

import (
	"context"
	"net"
	"net/http"
	"sync/atomic"
	"time"
)

// A listener that is closed resets connections that the system has established and
// nobody has accepted, and a server that shuts down closes connections that seem idle,
// though a request may have arrived that nobody has read yet. So between the signal to
// end and the end there is a last call: everything is answered as before, but with
// Connection: close, and /readyz says that the server ends.
const (
	// lastCallMost bounds it where new requests never cease.
	lastCallMost = time.Second
	// It is over when nothing began in so many turns of so long. Each turn lets the
	// runtime see what the system has, also on a machine that is busy.
	lastCallTurns = 5
	lastCallTurn  = 20 * time.Millisecond
)

// lastCall answers what comes between the signal to end and the end.
type lastCall struct {
	next http.Handler
	on   atomic.Bool
	// begun counts connections and requests that began.
	begun atomic.Int64
}

func (l *lastCall) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if l.on.Load() {
		w.Header().Set("Connection", "close")
		if r.URL.Path == "/readyz" {
			const why = "the server is ending"
			w.Header().Set("Cache-Control", "no-store")
			writeJSON(w, http.StatusServiceUnavailable, ready{
				status: status{"unavailable", why}, Checks: map[string]status{"server": {"failing", why}},
			})
			return
		}
	}
	l.next.ServeHTTP(w, r)
}

// see is told what connections do; see http.Server.ConnState.
func (l *lastCall) see(_ net.Conn, s http.ConnState) {
	if s == http.StateNew || s == http.StateActive {
		l.begun.Add(1)
	}
}

// wait returns when the last call is over, or ctx ends.
func (l *lastCall) wait(ctx context.Context) {
	l.on.Store(true)
	ctx, cancel := context.WithTimeout(ctx, lastCallMost)
	defer cancel()
	turn := time.NewTicker(lastCallTurn)
	defer turn.Stop()
	seen := l.begun.Load()
	for quiet := 0; quiet < lastCallTurns; quiet++ {
		select {
		case <-turn.C:
		case <-ctx.Done():
			return
		}
		if now := l.begun.Load(); now != seen {
			seen, quiet = now, -1
		}
	}
}

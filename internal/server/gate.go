package server

import (
	"errors"
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/internal/protect"
)

// busyRetry tells who comes when all turns are taken when to come again, in seconds.
const busyRetry = "1"

// counted refuses requests of clients that ask too often.
func (o Options) counted(next http.Handler) http.Handler {
	if o.Rate == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ok, wait := o.Rate.Allow(o.Proxies.Client(r), time.Now())
		if ok {
			next.ServeHTTP(w, r)
			return
		}
		seconds := int(math.Ceil(wait.Seconds()))
		refuseBusy(w, http.StatusTooManyRequests, strconv.Itoa(seconds), gqlError{
			Message:    "you ask more often than this server allows; ask again in " + strconv.Itoa(seconds) + " s, or for more at a time",
			Extensions: map[string]any{"code": graph.LimitExceeded, "limit": "rate"},
		})
	})
}

// inTurn lets requests wait for a turn, which ends when their answer begins: however slow
// a client reads, others need not wait for it.
func (o Options) inTurn(next http.Handler) http.Handler {
	if o.Turns == nil && o.Sending == nil {
		return next
	}
	if o.Turns == nil {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(&turn{ResponseWriter: w, o: &o, request: r, giveBack: func() {}}, r)
		})
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		giveBack, err := o.Turns.Take(r.Context())
		switch {
		case errors.Is(err, protect.ErrBusy):
			refuseBusy(w, http.StatusServiceUnavailable, busyRetry, gqlError{
				Message:    err.Error() + "; ask again in a moment",
				Extensions: map[string]any{"code": graph.Unavailable},
			})
			return
		case err != nil: // the client has gone, or the server ends
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		turn := &turn{ResponseWriter: w, o: &o, request: r, giveBack: sync.OnceFunc(giveBack)}
		defer turn.giveBack()
		next.ServeHTTP(turn, r)
	})
}

func refuseBusy(w http.ResponseWriter, status int, retryAfter string, e gqlError) {
	w.Header().Set("Retry-After", retryAfter)
	w.Header().Set("Cache-Control", "no-store")
	writeError(w, status, e)
}

// turn is held until the answer is made. Handlers make an answer before they send any of
// it, in one piece.
type turn struct {
	http.ResponseWriter
	o        *Options
	request  *http.Request
	giveBack func()
}

func (t *turn) WriteHeader(status int) {
	t.giveBack()
	t.ResponseWriter.WriteHeader(status)
}

func (t *turn) Write(b []byte) (int, error) {
	t.giveBack()
	if t.o.Sending.Counts(b) { // small ones take not one place in memory more
		defer t.o.Sending.Begin(b, t.cut)()
	}
	return t.ResponseWriter.Write(b)
}

// cut ends the sending of the answer.
func (t *turn) cut() {
	t.o.Log.Warn("an answer was cut: it was being sent for longest of too many bytes", "request", t.request.Header.Get(requestIDHeader))
	_ = http.NewResponseController(t.ResponseWriter).SetWriteDeadline(time.Now()) // writers of tests have none
}

// Unwrap lets http.ResponseController through.
func (t *turn) Unwrap() http.ResponseWriter { return t.ResponseWriter }

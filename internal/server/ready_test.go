package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/migraph/migraph/graph"
)

// pinged is a store of which only Ping and Close are asked.
type pinged struct {
	graph.Store
	err       error
	hangs     bool
	busy      bool // all but Ping and Revision waits
	importing bool
	pings     atomic.Int32
}

func (p *pinged) Ping(ctx context.Context) error {
	p.pings.Add(1)
	if p.hangs {
		<-ctx.Done()
		return ctx.Err()
	}
	return p.err
}

func (p *pinged) Close() error { return p.err }

func (p *pinged) Revision(context.Context) (graph.Revision, error) { return 7, nil }

func (p *pinged) View(ctx context.Context, fn func(context.Context, graph.Reader) error) error {
	if p.busy {
		<-ctx.Done()
		return ctx.Err()
	}
	return fn(ctx, stateReader{is: p.importing})
}

// stateReader is a reader of which only Importing is asked.
type stateReader struct {
	graph.Reader
	is bool
}

func (i stateReader) Importing(context.Context) (bool, error) { return i.is, nil }

// TestReadinessTells: the answer says what was looked at, and how the graph stands.
func TestReadinessTells(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, away := &pinged{}, error(nil)
		o := options()
		o.Store = func() (graph.Store, error) { return store, away }
		h := New(o)
		for _, c := range []struct {
			when string
			set  func()
			code int
			want string
		}{
			{"all is well", func() {}, 200,
				`{"status":"ready","checks":{"import":{"status":"ok"},"store":{"status":"ok"}},"revision":7,"importing":false}`},
			{"an import is under way", func() { store.importing = true }, 200,
				`{"status":"ready","checks":{"import":{"status":"underway","reason":"answers may hold a part of an import until it ends"},"store":{"status":"ok"}},"revision":7,"importing":true}`},
			{"all readers are busy", func() { store.busy = true }, 200,
				`{"status":"ready","checks":{"import":{"status":"unknown"},"store":{"status":"ok"}},"revision":7,"importing":null}`},
			{"the store is away", func() { away = graph.Errorf(graph.Unavailable, "the store is being opened") }, 503,
				`{"status":"unavailable","reason":"the store is being opened","checks":{"import":{"status":"unknown"},"store":{"status":"failing","reason":"the store is being opened"}},"revision":null,"importing":null}`},
		} {
			c.set()
			time.Sleep(pingFresh + time.Millisecond)
			if w := get(t, h, "/readyz"); w.Code != c.code || strings.TrimSpace(w.Body.String()) != c.want {
				t.Errorf("%s: %d %s\nwant %d %s", c.when, w.Code, w.Body, c.code, c.want)
			}
		}
	})
}

func TestReadiness(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &pinged{}
		away := error(graph.Errorf(graph.Unavailable, "the store is being opened"))
		var log bytes.Buffer
		o := options()
		o.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelInfo}))
		o.Store = func() (graph.Store, error) { return store, away }
		h := New(o)
		expect := func(when string, code int, reason string) {
			t.Helper()
			w := get(t, h, "/readyz")
			var s status
			if err := json.Unmarshal(w.Body.Bytes(), &s); err != nil {
				t.Fatal(err)
			}
			if w.Code != code || s.Reason != reason {
				t.Errorf("%s: %d %q, want %d %q", when, w.Code, s.Reason, code, reason)
			}
			if w := get(t, h, "/healthz"); w.Code != http.StatusOK {
				t.Errorf("%s: the program counts as dead", when)
			}
		}
		expect("before the store is there", http.StatusServiceUnavailable, "the store is being opened")
		away = nil
		expect("with the store", http.StatusOK, "")
		store.err = graph.Errorf(graph.Unavailable, "the database is away")
		expect("within a second of the last ping", http.StatusOK, "")
		time.Sleep(pingFresh + time.Millisecond)
		for range 100 {
			expect("after it was lost", http.StatusServiceUnavailable, "the database is away")
		}
		if n := store.pings.Load(); n != 2 {
			t.Errorf("the store was asked %d times", n)
		}
		time.Sleep(pingFresh + time.Millisecond)
		store.err = &graph.Error{Code: graph.Internal, Message: "private", Cause: errors.New("private")}
		expect("with a defect", http.StatusServiceUnavailable, "internal error; the log of the server has the cause")
		time.Sleep(pingFresh + time.Millisecond)
		store.hangs = true
		start := time.Now()
		expect("while it hangs", http.StatusServiceUnavailable, "the store did not answer in time")
		if took := time.Since(start); took > pingTimeout {
			t.Errorf("a store that hangs held the answer for %v", took)
		}
		time.Sleep(pingFresh + time.Millisecond)
		store.hangs, store.err = false, nil
		expect("after it came back", http.StatusOK, "")
		if n := strings.Count(log.String(), "msg=\"the store"); n != 2 {
			t.Errorf("%d log lines for one loss and one return:\n%s", n, &log)
		}
	})
}

func TestConnection(t *testing.T) {
	gone := graph.Errorf(graph.Unavailable, "connection refused")
	comesBack := func(err error) bool { return graph.CodeOf(err) == graph.Unavailable }

	t.Run("comes back", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			var log bytes.Buffer
			tries, aways := 0, 0
			store := &pinged{}
			c := NewConnection(func(context.Context) (graph.Store, error) {
				if tries++; tries < 8 {
					return nil, gone
				}
				return store, nil
			}, comesBack, slog.New(slog.NewTextHandler(&log, nil)))
			var pauses []time.Duration
			c.pause = func(_ context.Context, d time.Duration) error {
				if _, err := c.Store(); graph.CodeOf(err) != graph.Unavailable {
					t.Errorf("while it is away: %v", err)
				}
				pauses = append(pauses, d)
				return nil
			}
			if err := c.Run(t.Context(), func() { aways++ }); err != nil {
				t.Fatal(err)
			}
			if got, err := c.Store(); err != nil || got != graph.Store(store) {
				t.Errorf("%v, %v", got, err)
			}
			for i, d := range pauses {
				low := min(time.Second<<i, maxPause) / 2
				if d < low || d > 2*low {
					t.Errorf("pause %d is %v", i, d)
				}
			}
			if lines := strings.Count(log.String(), "level=WARN"); lines != 1 || aways != 1 || len(pauses) != 7 {
				t.Errorf("%d warnings, %d calls, %d pauses", lines, aways, len(pauses))
			}
			if err := c.Close(); err != nil {
				t.Error(err)
			}
			if _, err := c.Store(); graph.CodeOf(err) != graph.Unavailable {
				t.Errorf("after closing: %v", err)
			}
		})
	})
	t.Run("does not heal", func(t *testing.T) {
		tries := 0
		c := NewConnection(func(context.Context) (graph.Store, error) {
			tries++
			return nil, graph.Errorf(graph.Conflict, "the store is of a newer version")
		}, comesBack, slog.New(slog.DiscardHandler))
		if err := c.Run(t.Context(), nil); graph.CodeOf(err) != graph.Conflict || tries != 1 {
			t.Errorf("%v after %d tries", err, tries)
		}
	})
	t.Run("is told to end", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		c := NewConnection(func(context.Context) (graph.Store, error) { return nil, gone }, comesBack, slog.New(slog.DiscardHandler))
		if err := c.Run(ctx, cancel); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
}

package main

import (
	"math"
	"net/http"
	"net/http/httptest"
	"runtime/debug"
	"testing"
	"testing/synctest"
	"time"
)

func TestCollectLessHeedsTheEnvironment(t *testing.T) {
	percent := debug.SetGCPercent(100)
	limit := debug.SetMemoryLimit(math.MaxInt64)
	t.Cleanup(func() {
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(limit)
	})
	for _, c := range []struct {
		name, set string
		percent   int
		limit     int64
	}{
		{"GOGC is set", "GOGC", 100, math.MaxInt64},
		{"GOMEMLIMIT is set", "GOMEMLIMIT", 100, math.MaxInt64},
		{"neither is", "", serveGCPercent, serveMemoryLimit},
	} {
		collectLess(func(name string) (string, bool) { return "", name == c.set })
		if got := debug.SetMemoryLimit(-1); got != c.limit {
			t.Errorf("%s: the limit is %d, want %d", c.name, got, c.limit)
		}
		if got := debug.SetGCPercent(c.percent); got != c.percent {
			t.Errorf("%s: %d %%, want %d", c.name, got, c.percent)
		}
	}
}

func TestMemoryIsReleasedWhenNobodyAsks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		released := 0
		h := releaseWhenQuiet(http.NotFoundHandler(), quiet, func() { released++ })
		for range 4 { // never quiet for long enough
			time.Sleep(quiet - time.Second)
			h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
		}
		if released != 0 {
			t.Errorf("released %d times while it was asked", released)
		}
		time.Sleep(10 * quiet)
		if released != 1 {
			t.Errorf("released %d times, want once", released)
		}
	})
}

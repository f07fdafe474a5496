package main

import (
	"math"
	"net/http"
	"runtime/debug"
	"time"
)

// A server's live heap is small and its answers are garbage at once, so that
// collecting at twice of what lives, the default, is mostly in vain. At five
// times a question takes up to a quarter less of the processor. The limit
// brings the collector back before memory is large; it is far above what lives,
// since a collector that cannot get below its limit takes half the processor.
// Measured in docs/decisions/0010-answers-are-written-by-a-plugin.md.
const (
	serveGCPercent   = 400
	serveMemoryLimit = 256 << 20
	// quiet is how long nobody asks before memory goes back to the system.
	quiet = 5 * time.Second
)

// collectLess lets garbage gather for longer, unless whoever started the
// program set the collector.
func collectLess(lookup func(string) (string, bool)) {
	collect(lookup, serveGCPercent, serveMemoryLimit)
}

// What an import of a large file keeps in memory is about 100 MB for half a million
// claims; that garbage is a third of it at the most costs some hundredths of the time.
const importGCPercent = 33

// collectMore lets less garbage gather, unless whoever started the program set the
// collector.
func collectMore(lookup func(string) (string, bool)) { collect(lookup, importGCPercent, math.MaxInt64) }

func collect(lookup func(string) (string, bool), percent int, limit int64) {
	for _, name := range []string{"GOGC", "GOMEMLIMIT"} {
		if _, set := lookup(name); set {
			return
		}
	}
	debug.SetGCPercent(percent)
	debug.SetMemoryLimit(limit)
}

// releaseWhenQuiet calls release when next has had no request for a while.
func releaseWhenQuiet(next http.Handler, after time.Duration, release func()) http.Handler {
	timer := time.AfterFunc(after, release)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer timer.Reset(after)
		next.ServeHTTP(w, r)
	})
}

package main

import "runtime/debug"

// A server's live heap is small and its answers are garbage at once, so that
// collecting at the default's twice of what lives is mostly in vain. At five
// times a question takes a tenth to a quarter less of the processor. The limit
// brings the collector back before memory is large, and it is so far above what
// lives that the collector cannot be busy for its sake alone. Measured in
// docs/decisions/0010-answers-are-written-by-a-plugin.md.
const (
	serveGCPercent   = 400
	serveMemoryLimit = 128 << 20
)

// collectLess lets garbage gather for longer, unless whoever started the
// program set the collector.
func collectLess(lookup func(string) (string, bool)) {
	for _, name := range []string{"GOGC", "GOMEMLIMIT"} {
		if _, set := lookup(name); set {
			return
		}
	}
	debug.SetGCPercent(serveGCPercent)
	debug.SetMemoryLimit(serveMemoryLimit)
}

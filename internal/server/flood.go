package server

import (
	"sync/atomic"

	"golang.org/x/time/rate"
)

// Lines about requests that failed are bounded: who is refused a hundred thousand times
// must not fill a disk.
const (
	linesPerSecond = 50
	linesAtOnce    = 1000
)

// flood bounds lines of a log, and counts those that it leaves out.
type flood struct {
	lines   *rate.Limiter
	leftOut atomic.Int64
}

func newFlood() *flood { return &flood{lines: rate.NewLimiter(linesPerSecond, linesAtOnce)} }

// allows tells whether a line may be written, and how many were left out since the last.
func (f *flood) allows() (leftOut int64, ok bool) {
	if !f.lines.Allow() {
		f.leftOut.Add(1)
		return 0, false
	}
	return f.leftOut.Swap(0), true
}

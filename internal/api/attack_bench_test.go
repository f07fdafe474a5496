//go:build unix

package api_test

import (
	"strings"
	"syscall"
	"testing"
	"time"
)

// BenchmarkAttack measures what an attack costs from the body to the answer.
func BenchmarkAttack(b *testing.B) {
	h, _ := serve(b, small(3))
	for name, body := range attacks() {
		b.Run(strings.ReplaceAll(name, " ", "_"), func(b *testing.B) {
			answered, before := 0, processor(b)
			for b.Loop() {
				answered = attack(h, body).Body.Len()
			}
			b.ReportMetric(float64(answered), "bytes")
			b.ReportMetric(float64((processor(b)-before).Microseconds())/1000/float64(b.N), "CPU-ms/op")
		})
	}
}

// processor is how long processors have worked for this process.
func processor(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

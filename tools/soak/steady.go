package main

import (
	"context"
	"os"
	"slices"
	"time"
)

const (
	// mostSlope is how fast memory may grow, by a line through the second half of the
	// time, in MB a minute. A leak of 1 KB a request would be ten times as much.
	mostSlope = 2.0
	// leastWatched is from when on a slope says anything.
	leastWatched = 2 * time.Minute
	// mostMemory is what a server of this graph may take at any time, in MB.
	mostMemory = 400
	// mostLog is what SQLite's log may hold beside a graph of 5 MB, in MB: it begins anew
	// only when no reader needs it, and there are always some.
	mostLog = 64
	// importEvery is between two imports.
	importEvery = 5 * time.Second
)

// steadyLoad asks a server on SQLite for minutes, while a dataset is imported again and
// again and clients leave, and watches its memory.
func (s *soak) steadyLoad(ctx context.Context) error {
	k, v, c, err := s.serveTwo(ctx, "steady.db")
	if err != nil {
		return err
	}
	defer v.kill()
	defer c.close()
	l := c.start(ctx, askers)
	defer l.stop()
	at, memory, log, err := s.watch(ctx, v, k)
	if err != nil {
		return err
	}
	answers := l.end()
	var slowest time.Duration
	for _, a := range answers {
		if a.kind != whole {
			s.fail("under steady load: %s", a.detail)
		}
		slowest = max(slowest, a.took())
	}
	v.runs("under steady load")
	half := len(at) / 2
	growth := slope(at[half:], memory[half:])
	s.tell("  SQLite: %d answers in %v, the slowest in %v; memory %.0f MB at the end, %.0f MB at most; its log %.0f MB at most",
		len(answers), s.size.steady, slowest.Round(time.Millisecond), memory[len(memory)-1], slices.Max(memory), log)
	if s.size.steady >= leastWatched {
		s.tell("  SQLite: memory grew by %+.2f MB a minute in the second half", growth)
		if growth > mostSlope {
			s.fail("memory grows by %.2f MB a minute, more than %.1f", growth, mostSlope)
		}
	}
	if most := slices.Max(memory); most > mostMemory {
		s.fail("memory of %.0f MB, more than %d", most, mostMemory)
	}
	if log > mostLog {
		s.fail("SQLite's log of %.0f MB, more than %d", log, mostLog)
	}
	v.end("after the steady load")
	return nil
}

// watch imports and cancels for the time of the steady load, and measures the memory
// each half second: at in minutes, memory in MB. log is the most that SQLite's log held,
// in MB.
func (s *soak) watch(ctx context.Context, v *server, k *killing) (at, memory []float64, log float64, err error) {
	start := time.Now()
	imported := start
	for time.Since(start) < s.size.steady || len(at) < 2 {
		if err := sleep(ctx, 500*time.Millisecond); err != nil {
			return nil, nil, 0, err
		}
		m, err := v.memory()
		if err != nil {
			return nil, nil, 0, err
		}
		if info, err := os.Stat(k.path + "-wal"); err == nil {
			log = max(log, float64(info.Size())/(1<<20))
		}
		at, memory = append(at, time.Since(start).Minutes()), append(memory, m)
		if err := many(connections, func(i int) error { return cancelRequest(ctx, v.address, i%len(questions)) }); err != nil {
			return nil, nil, 0, err
		}
		if time.Since(imported) > importEvery {
			imported = time.Now()
			if err := k.importOther(ctx); err != nil {
				return nil, nil, 0, err
			}
		}
	}
	return at, memory, log, nil
}

// slope gives the slope of the line of least squares through points.
func slope(x, y []float64) float64 {
	var meanX, meanY, xy, xx float64
	for i := range x {
		meanX += x[i] / float64(len(x))
		meanY += y[i] / float64(len(y))
	}
	for i := range x {
		xy += (x[i] - meanX) * (y[i] - meanY)
		xx += (x[i] - meanX) * (x[i] - meanX)
	}
	return xy / xx
}

package main

import (
	"context"
	"slices"
	"sync"
	"time"
)

// load asks questions until it is stopped.
type load struct {
	stop context.CancelFunc
	work sync.WaitGroup

	mu      sync.Mutex
	answers []answer
}

// pause is between two questions of one asker, so that the machine has some time for
// others.
const pause = 5 * time.Millisecond

// start starts askers, each of which asks all questions in turn.
func (c *client) start(ctx context.Context, askers int) *load {
	stopped, stop := context.WithCancel(ctx)
	l := &load{stop: stop}
	for i := range askers {
		l.work.Go(func() {
			for q := i; stopped.Err() == nil; q++ {
				a := c.ask(ctx, q%len(questions)) // what was begun is waited for
				l.mu.Lock()
				l.answers = append(l.answers, a)
				l.mu.Unlock()
				select {
				case <-stopped.Done():
				case <-time.After(pause):
				}
			}
		})
	}
	return l
}

// well tells whether the newest questions, each asked several times after a time, were
// answered.
func (l *load) well(since time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	newest := l.answers[max(0, len(l.answers)-5*len(questions)):]
	return !slices.ContainsFunc(newest, func(a answer) bool { return a.kind != whole || a.sent.Before(since) })
}

// end stops the load and gives what was answered.
func (l *load) end() []answer {
	l.stop()
	l.work.Wait()
	return l.answers
}

// sleep waits, but not beyond ctx.
func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(d):
		return nil
	}
}

package neo4jstore

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/migraph/migraph/graph"
)

// unseen gives a store of no server, which looks as see does.
func unseen(t *testing.T, see func(context.Context, time.Duration) (sight, error)) *Store {
	t.Helper()
	s, err := newStore(Options{URI: "bolt://127.0.0.1:1"})
	must(t, err)
	t.Cleanup(func() { _ = s.Close() })
	s.watch.see = see
	return s
}

// While one looks, others go on with what was seen last, and nobody waits longer than it
// has time.
func TestOneLooksAtATime(t *testing.T) {
	looks, goOn := atomic.Int32{}, make(chan struct{})
	s := unseen(t, func(ctx context.Context, _ time.Duration) (sight, error) {
		looks.Add(1)
		select {
		case <-goOn:
		case <-ctx.Done():
		}
		return takenBack, nil
	})
	short := func() (context.Context, context.CancelFunc) {
		return context.WithTimeout(context.Background(), 50*time.Millisecond)
	}
	for range 3 { // nothing was seen yet
		ctx, cancel := short()
		started := time.Now()
		if err := s.whole(ctx); !errors.Is(err, context.DeadlineExceeded) || time.Since(started) > time.Second {
			t.Errorf("got %v after %v", err, time.Since(started))
		}
		cancel()
	}
	goOn <- struct{}{}
	if err := s.whole(context.Background()); !errors.Is(err, errTakingBack) {
		t.Errorf("got %v, want %v", err, errTakingBack)
	}
	if n := looks.Load(); n != 1 {
		t.Errorf("looked %d times, want once", n)
	}
	s.watch.mu.Lock()
	s.watch.next, s.watch.refusal = time.Time{}, nil // long ago
	s.watch.mu.Unlock()
	for i := range 3 { // the first looks, and goes on when half of its time is over
		ctx, cancel := short()
		started := time.Now()
		if err := s.whole(ctx); err != nil || ctx.Err() != nil || i > 0 && time.Since(started) > 20*time.Millisecond {
			t.Errorf("%d: got %v after %v", i, err, time.Since(started))
		}
		cancel()
	}
	close(goOn)
	until(t, func() error {
		if err := s.whole(context.Background()); !errors.Is(err, errTakingBack) {
			return errors.New("not seen yet")
		}
		return nil
	})
	if n := looks.Load(); n != 2 {
		t.Errorf("looked %d times, want twice", n)
	}
}

// After a look nobody looks again at once, whatever it saw.
func TestLooksAreRare(t *testing.T) {
	for seen, within := range map[sight]time.Duration{settled: lookEvery, living: lookAtLiving, takenBack: lookEvery} {
		looks := atomic.Int32{}
		s := unseen(t, func(context.Context, time.Duration) (sight, error) { looks.Add(1); return seen, nil })
		first := s.whole(context.Background())
		if second := s.whole(context.Background()); looks.Load() != 1 || !errors.Is(second, first) || (first == nil) != (seen != takenBack) {
			t.Errorf("%v: %d looks, %v, %v", seen, looks.Load(), first, second)
		}
		if wait := time.Until(s.watch.next); wait > within || wait < within-time.Second {
			t.Errorf("%v: the next look is after %v", seen, wait)
		}
	}
	var tries atomic.Int32
	away := unseen(t, func(context.Context, time.Duration) (sight, error) {
		tries.Add(1)
		return unsighted, graph.Errorf(graph.Unavailable, "away")
	})
	for range 3 {
		if err := away.whole(t.Context()); graph.CodeOf(err) != graph.Unavailable {
			t.Errorf("the database told nothing, and the view goes on: %v", err)
		}
	}
	if n := tries.Load(); n != 3 {
		t.Errorf("looked %d times where the database told nothing, want 3", n)
	}
	failing := unseen(t, func(context.Context, time.Duration) (sight, error) { return settled, unsettled(errors.New("denied")) })
	for range 2 {
		if err := failing.whole(context.Background()); graph.CodeOf(err) != graph.Unavailable {
			t.Errorf("got %v", err)
		}
	}
}

// Who holds the hand of a journal that is not its own undoes it.
func TestHeadTellsWhoHoldsTheHand(t *testing.T) {
	for _, test := range []struct {
		head   head
		raised bool
		want   sight
	}{
		{head{}, true, settled}, {head{}, false, settled},
		{head{"k", "k"}, true, living}, {head{"k", "k"}, false, dead},
		{head{"k", "other"}, true, takenBack}, {head{"k", "other"}, false, dead},
	} {
		if got := test.head.seen(test.raised); got != test.want {
			t.Errorf("%+v, raised %v: %v, want %v", test.head, test.raised, got, test.want)
		}
	}
}

package protect

import (
	"context"
	"errors"
	"time"
)

// ErrBusy tells that no turn was free in time.
var ErrBusy = errors.New("as many questions as are answered at a time are being answered")

// Turns bounds how many questions are worked on at a time. Some more wait a little.
type Turns struct {
	free    chan struct{}
	waiting chan struct{}
	wait    time.Duration
}

// NewTurns makes so many turns, for which at most queue others wait no longer than wait.
func NewTurns(turns, queue int, wait time.Duration) *Turns {
	return &Turns{make(chan struct{}, turns), make(chan struct{}, queue), wait}
}

// Take waits for a turn. It gives ErrBusy if too many wait or it takes too long, and what
// ends the context. Give the turn back by calling the function, once.
func (t *Turns) Take(ctx context.Context) (func(), error) {
	select {
	case t.free <- struct{}{}:
		return t.giveBack, nil
	default:
	}
	select {
	case t.waiting <- struct{}{}:
		defer func() { <-t.waiting }()
	default:
		return nil, ErrBusy
	}
	late := time.NewTimer(t.wait)
	defer late.Stop()
	select {
	case t.free <- struct{}{}:
		return t.giveBack, nil
	case <-late.C:
		return nil, ErrBusy
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// Waiting tells how many wait for a turn.
func (t *Turns) Waiting() int { return len(t.waiting) }

func (t *Turns) giveBack() { <-t.free }

package graph

import (
	"context"
	"sync/atomic"
	"time"
)

// Newest knows the newest revision of a store: what the process itself has written or
// seen at once, what others committed by asking for it now and then. It is safe for
// concurrent use.
type Newest struct {
	every time.Duration
	read  func(context.Context) (Revision, error)
	begun time.Time
	// revision is the highest that was seen. It is trusted until so long after begun,
	// in nanoseconds.
	revision, until atomic.Int64
	// turn is taken to ask; the others wait for the answer.
	turn chan struct{}
}

// NewNewest makes a Newest that trusts for so long what read has given.
func NewNewest(every time.Duration, read func(context.Context) (Revision, error)) *Newest {
	return &Newest{every: every, read: read, begun: time.Now(), turn: make(chan struct{}, 1)}
}

// Saw notes a revision that is committed.
func (n *Newest) Saw(r Revision) {
	for {
		old := n.revision.Load()
		if int64(r) <= old || n.revision.CompareAndSwap(old, int64(r)) {
			return
		}
	}
}

// Get gives the revision. It is at most as old as what is trusted.
func (n *Newest) Get(ctx context.Context) (Revision, error) {
	if n.trusted() {
		return Revision(n.revision.Load()), nil
	}
	select {
	case n.turn <- struct{}{}:
		defer func() { <-n.turn }()
	case <-ctx.Done():
		return 0, context.Cause(ctx)
	}
	if !n.trusted() {
		asked := time.Since(n.begun) // what is committed while it is read may be missed
		r, err := n.read(ctx)
		if err != nil {
			return 0, err
		}
		n.Saw(r)
		n.until.Store(int64(asked + n.every))
	}
	return Revision(n.revision.Load()), nil
}

func (n *Newest) trusted() bool { return int64(time.Since(n.begun)) < n.until.Load() }

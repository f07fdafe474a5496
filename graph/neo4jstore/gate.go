package neo4jstore

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/migraph/migraph/graph"
)

// The gate tells readers that a commit is under way.
//
// Neo4j applies a commit record by record and its indexes last, while others
// read: for some milliseconds a statement may see the new revision and old
// records, or the reverse, or a node without properties. So a writer closes the
// gate, in a transaction of its own, right before it commits, and opens it
// afterwards. A statement reads first the revision and then the gate when it
// begins, and first the gate and then the revision when it ends: if the gate was
// open, by the same commit before it, no commit was applied between. Else the
// statement runs again, after that commit. A view then runs again if the revision
// is another; the steps of a large write (journal.go) leave it.
//
// Only who has locked the graph closes the gate. A writer that dies leaves it
// closed; the next writer, or a reader who lost patience, opens it when it has
// got the lock, for then that commit is over.

const (
	gatePattern = "(g:" + metaLabel + " {id: 'gate'})"
	// gateOpen is the most that an open gate holds: 0 before the first commit, then
	// the negative token of the last one. A closed gate holds the token of a commit.
	gateOpen = 0
	// commitPatience is how long a reader waits for a commit: one of 100,000
	// records takes some seconds.
	commitPatience = 15 * time.Second
	// breakAfter is how long it waits before it asks for the lock itself, and
	// how long from one time to the next.
	breakAfter = time.Second
	// lockPatience is how long it waits for the lock.
	lockPatience = 200 * time.Millisecond
	// reopenTime bounds the opening of the gate.
	reopenTime = 2 * time.Second
)

// openGate opens the gate if it is still closed by the token. It takes the gate's
// lock first, so that it does not open it for a later commit.
const openGate = "MATCH " + gatePattern + " SET g.locked = true WITH g WHERE g.closing = $token SET g.closing = -$token"

// closeGate closes the gate and gives the token.
func (s *Store) closeGate(ctx context.Context) (token int64, err error) {
	token = 1 + rand.Int64N(1<<62)
	return token, s.auto(ctx, "MATCH "+gatePattern+" SET g.closing = $token", map[string]any{"token": token}, nil)
}

// reopen opens the gate after a commit. The commit stands whatever happens
// here: if it fails, others open the gate.
func (s *Store) reopen(ctx context.Context, token int64) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), reopenTime)
	defer cancel()
	_ = s.auto(ctx, openGate, map[string]any{"token": token}, nil)
}

// awaitCommit waits until the commit of the token is over.
func (s *Store) awaitCommit(ctx context.Context, token int64) error {
	begun := time.Now()
	breakAt := begun.Add(breakAfter)
	for pause := time.Millisecond; ; pause = min(2*pause, 100*time.Millisecond) {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(pause):
		}
		var closing int64
		err := s.auto(ctx, "MATCH "+gatePattern+" RETURN g.closing", nil, func(v any) { closing, _ = v.(int64) })
		if err != nil || closing != token {
			return err
		}
		if time.Now().After(breakAt) {
			s.breakGate(ctx, token)
			breakAt = time.Now().Add(breakAfter)
		}
		if time.Since(begun) > commitPatience {
			return graph.Errorf(graph.Unavailable, "a large change of the graph is being stored; try again in a moment")
		}
	}
}

// breakGate opens a gate that a writer left closed. It gets the lock of the
// graph only if that writer's transaction is over; if it does not, it is not.
func (s *Store) breakGate(ctx context.Context, token int64) {
	ctx, cancel := context.WithTimeout(ctx, lockPatience)
	defer cancel()
	_ = s.transact(ctx, func(tx *running) error {
		for _, text := range []string{lockGraph, openGate} {
			res, err := tx.Run(ctx, text, map[string]any{"token": token})
			if err != nil {
				return err
			}
			if _, err := res.Consume(ctx); err != nil {
				return err
			}
		}
		return nil
	})
}

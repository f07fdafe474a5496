package neo4jstore

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/migraph/migraph/graph"
)

// A writer that dies between two steps leaves a part of its write (journal.go). Who
// opens the graph or writes to it undoes that; but a server may do neither for days.
// So its views look, now and then, whether there is a journal whose writer is dead.
// If there is, this process undoes the write, and refuses to answer until that is
// done. If it may not write to the database, it cannot even tell whether the writer
// lives, and refuses to answer as long as there is a journal.

const (
	// lookEvery is how long views trust what was seen.
	lookEvery = time.Second
	// lookAtLiving is how long they trust that a writer lives: to ask takes
	// handPatience the first time, and then lockPatience.
	lookAtLiving = 5 * time.Second
)

// watch is what is known of journals that others left.
type watch struct {
	mu sync.Mutex
	// next is when to look again. Until then views fail with refusal, unless it is nil.
	next    time.Time
	refusal error
	// living: the writer of a journal was seen to live.
	living bool
	// undoing: work does it, until it is done or ctx ends.
	undoing bool
	work    sync.WaitGroup
	ctx     context.Context
	stop    context.CancelFunc
}

var errTakingBack = graph.Errorf(graph.Unavailable,
	"an import was interrupted, and the part of it that is stored is being taken back, which can take about as long as it ran; try again then")

// unsettled is the error of a process that cannot undo what it found.
func unsettled(err error) error {
	return &graph.Error{Code: graph.Unavailable, Cause: err, Message: "the database holds a part of an import, and this process can neither tell whether it is still under way nor take it back (" + err.Error() +
		"); if none is under way, run migraph check as a user who may write to the database: it takes the import back first"}
}

// whole fails if the graph holds a part of a write of which nobody knows that its
// writer lives.
func (s *Store) whole(ctx context.Context) error {
	w := &s.watch
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.undoing || time.Now().Before(w.next) || w.ctx.Err() != nil {
		return w.refusal
	}
	patience := handPatience
	if w.living {
		patience = lockPatience
	}
	if end, ok := ctx.Deadline(); ok {
		patience = min(patience, time.Until(end)/2) // so that there is an answer
	}
	limited, cancel := context.WithTimeout(ctx, s.ping+patience)
	defer cancel()
	var dead bool
	var err error
	dead, w.living, err = s.look(limited, patience)
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case dead:
		w.undoing, w.refusal = true, errTakingBack
		w.work.Go(s.repair)
	default:
		w.refusal, w.next = err, time.Now().Add(lookEvery)
		if w.living {
			w.next = time.Now().Add(lookAtLiving)
		}
	}
	return w.refusal
}

// look tells whether there is a journal whose writer is dead, or one whose writer lives.
func (s *Store) look(ctx context.Context, patience time.Duration) (dead, living bool, _ error) {
	interrupted, err := s.interrupted(ctx)
	if err != nil || !interrupted {
		return false, false, nil // where the database is away, the view itself fails
	}
	living, err = s.raised(ctx, patience)
	if err != nil {
		return false, false, unsettled(err)
	}
	if living {
		return false, true, nil
	}
	// It may have come to its end just now.
	interrupted, err = s.interrupted(ctx)
	return interrupted && err == nil, false, nil
}

// repair undoes the write of a dead writer.
func (s *Store) repair() {
	w := &s.watch
	ctx, cancel := context.WithTimeout(w.ctx, undoTime)
	defer cancel()
	err := s.recover(ctx)
	if err == nil {
		s.sweepJournal(ctx)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.undoing, w.refusal, w.next = false, nil, time.Time{}
	if err != nil && !errors.Is(err, errImporting) { // else another process is at it
		w.refusal, w.next = unsettled(err), time.Now().Add(lookAtLiving)
	}
}

// end stops the undoing; who opens the graph next goes on with it.
func (w *watch) end() {
	w.mu.Lock()
	w.stop()
	w.mu.Unlock()
	w.work.Wait()
}

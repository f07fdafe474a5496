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

// watch is what is known of journals that others left. One goroutine looks at a time.
// Who asks meanwhile goes on with what was seen last, or waits, no longer than its own
// time, if nothing was.
type watch struct {
	mu sync.Mutex
	// next is when to look again. Until then views fail with refusal, unless it is nil.
	next    time.Time
	refusal error
	// answered: refusal is what a look has told.
	answered bool
	// looking is closed when the look that is under way has told; it is nil if none is.
	looking chan struct{}
	// see is Store.look.
	see func(ctx context.Context, patience time.Duration) (sight, error)
	// living: the writer of a journal was seen to live.
	living bool
	// undoing: work does it, until it is done or ctx ends.
	undoing bool
	work    sync.WaitGroup
	ctx     context.Context
	stop    context.CancelFunc
}

// sight is what a look tells.
type sight int

const (
	// settled: there is no journal.
	settled sight = iota
	// dead: there is one, and its writer is dead.
	dead
	// living: its writer lives.
	living
	// takenBack: another process is undoing the write.
	takenBack
	// unsighted: the database did not tell. It may answer a view right afterwards, and must
	// not then show a part of a write.
	unsighted
)

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
	mine := w.looking == nil
	if mine {
		w.looking = make(chan struct{})
		w.work.Go(s.lookNow)
	}
	if !mine && w.answered {
		return w.refusal
	}
	var soon <-chan time.Time
	if end, ok := ctx.Deadline(); ok && w.answered { // so that there is an answer
		timer := time.NewTimer(time.Until(end) / 2)
		defer timer.Stop()
		soon = timer.C
	}
	told := w.looking
	w.mu.Unlock()
	var err error
	select {
	case <-told:
	case <-soon:
	case <-ctx.Done():
		err = context.Cause(ctx)
	}
	w.mu.Lock()
	if err != nil {
		return err
	}
	return w.refusal
}

// lookNow looks, and notes what it sees.
func (s *Store) lookNow() {
	w := &s.watch
	w.mu.Lock()
	patience := handPatience
	if w.living {
		patience = lockPatience
	}
	w.mu.Unlock()
	ctx, cancel := context.WithTimeout(w.ctx, s.ping+patience)
	defer cancel()
	seen, err := w.see(ctx, patience)
	w.mu.Lock()
	defer w.mu.Unlock()
	close(w.looking)
	w.looking, w.answered, w.living = nil, true, seen == living
	w.refusal, w.next = err, time.Now().Add(lookEvery)
	switch seen {
	case dead:
		w.undoing, w.refusal = true, errTakingBack
		w.work.Go(s.repair)
	case takenBack:
		w.refusal = errTakingBack
	case living:
		w.next = time.Now().Add(lookAtLiving)
	case unsighted:
		w.next = time.Time{}
	}
}

// look tells whether there is a journal, and what became of its writer.
func (s *Store) look(ctx context.Context, patience time.Duration) (sight, error) {
	var h head
	err := s.retry(ctx, func() (again bool, err error) {
		h, err = s.head(ctx)
		return graph.CodeOf(err) == graph.Unavailable, err
	})
	if code := graph.CodeOf(err); code == graph.Unavailable || code == graph.DeadlineExceeded {
		return unsighted, &graph.Error{Code: graph.Unavailable, Message: "the database does not answer; try again", Cause: err}
	}
	if err != nil || h.key == "" {
		return settled, nil // who may not see a journal is not told of it
	}
	raised, err := s.raised(ctx, patience)
	if err != nil {
		return settled, unsettled(err)
	}
	// It may have come to its end just now, or another may have begun to undo it.
	if h, err = s.head(ctx); err != nil {
		if raised {
			return living, nil
		}
		return settled, nil
	}
	return h.seen(raised), nil
}

// seen tells what became of the writer of a journal, if its hand is raised: by itself,
// or by who undoes its write.
func (h head) seen(raised bool) sight {
	switch {
	case h.key == "":
		return settled
	case !raised:
		return dead
	case h.owner != h.key:
		return takenBack
	}
	return living
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

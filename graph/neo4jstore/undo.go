package neo4jstore

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/migraph/migraph/graph"
)

const (
	// undoTime bounds the undoing of a write by the process that wrote it.
	undoTime = 10 * time.Minute
	// handPatience is how long is waited for the hand the first time: a server that has
	// just started may take long for the first statement of a kind, and a writer that is
	// dead must not seem to live.
	handPatience = 2 * time.Second
	// sweepEntries is how many entries are deleted at a time.
	sweepEntries = 20
)

// errInterrupted tells a writer that the graph holds a part of another's write.
var errInterrupted = errors.New("the graph holds a part of a write")

var errImporting = graph.Errorf(graph.Unavailable,
	"a large import is being stored by another process; wait until it is done (statistics { importing } tells), then do this again")

// recover undoes a write that its process left behind. If that process is still at
// it, the error is errImporting; if that cannot be told, it is Unavailable too.
func (s *Store) recover(ctx context.Context) error {
	interrupted, err := s.interrupted(ctx)
	if err != nil || !interrupted {
		return err
	}
	alive, err := s.raised(ctx, handPatience)
	if err != nil {
		return unsettled(err)
	}
	if alive {
		// It may have come to its end just now.
		if interrupted, err := s.interrupted(ctx); err != nil || !interrupted {
			return err
		}
		return errImporting
	}
	h, err := s.raise(ctx)
	if err != nil {
		return err
	}
	defer s.lower(ctx, h)
	_, err = s.undo(ctx)
	return err
}

// head is that of a journal: its key, and who owns it. That is the key itself as long as
// nobody undoes the write.
type head struct{ key, owner string }

// head gives that of the journal; its key is empty if there is none.
func (s *Store) head(ctx context.Context) (h head, err error) {
	err = s.auto(ctx, "MATCH "+headPattern+" RETURN [j.key, j.owner]", nil, func(v any) {
		if row, ok := v.([]any); ok && len(row) == 2 {
			h.key, _ = row[0].(string)
			h.owner, _ = row[1].(string)
		}
	})
	return h, err
}

// interrupted tells whether there is a journal.
func (s *Store) interrupted(ctx context.Context) (bool, error) {
	h, err := s.head(ctx)
	return h.key != "", err
}

// undo takes back what the write of the journal wrote. The caller has raised the
// hand. It gives the number of entries that it undid, -1 if there is no journal.
func (s *Store) undo(ctx context.Context) (entries int, err error) {
	owner, entries := rand.Text(), 0
	for {
		n, more, err := s.undoStep(ctx, owner)
		if err != nil {
			return entries, err
		}
		if n < 0 {
			return n, nil
		}
		entries += n
		if !more {
			return entries, nil
		}
	}
}

// undoStep undoes some entries, those that were written last first: so claims go
// before the things that they refer to.
func (s *Store) undoStep(ctx context.Context, owner string) (entries int, more bool, err error) {
	bound := max(1, s.maxWrite/stepShare)
	var w *writer
	err = s.transact(ctx, func(tx *running) error {
		entries, more = 0, true
		w = newWriter(ctx, s, tx)
		w.undoing, w.bound = true, unbounded
		key, _, err := w.lockHead(ctx)
		if err != nil {
			return w.lostTo(err)
		}
		if key == "" {
			entries, more = -1, false
			return nil
		}
		if err := w.run(ctx, reading(), nil); err != nil {
			return w.lostTo(err)
		}
		if w.closing > gateOpen { // the one who closed it is no more
			s.reopen(ctx, w.closing)
		}
		if err := w.exec(ctx, "MATCH "+headPattern+" SET j.owner = $rows", owner, nil); err != nil {
			return w.lostTo(err)
		}
		for more && w.rows < bound {
			found, err := w.undoEntry(ctx, key)
			if err != nil {
				return w.lostTo(err)
			}
			if more = found; found {
				entries++
			}
		}
		return w.lostTo(w.endUndo(ctx, !more))
	})
	if err == nil && w.token > gateOpen {
		s.reopen(ctx, w.token)
	}
	return entries, more, err
}

// lostTo gives the driver's first error, else err as an outcome.
func (w *writer) lostTo(err error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.failed != nil:
		return w.failed
	case err != nil:
		return &outcome{err}
	}
	return nil
}

// undoEntry undoes the last entry of a journal, if there is one.
func (w *writer) undoEntry(ctx context.Context, key string) (found bool, err error) {
	var element, content string
	err = w.exec(ctx, "MATCH (e:"+entryLabel+" {key: $rows}) RETURN elementId(e), e.content ORDER BY e.number DESC LIMIT 1", key,
		func(row []string) { element, content = row[0], row[1] })
	if err != nil || element == "" {
		return false, err
	}
	var e entry
	if err := json.Unmarshal([]byte(content), &e); err != nil {
		return false, &graph.Error{Code: graph.Internal, Message: "the database keeps a journal that cannot be read", Cause: err}
	}
	t := graph.Catalog.Type(e.Type)
	if t == nil {
		return false, &graph.Error{Code: graph.Internal, Message: "the database keeps the journal of another version of Migraph; open it with that version first", Cause: fmt.Errorf("type %q", e.Type)}
	}
	if err := w.Delete(ctx, t, e.Absent); err != nil {
		return false, err
	}
	var before []graph.Record
	for _, x := range e.Before {
		r, err := graph.Restore(t, x.ID, x.Values)
		if err != nil {
			return false, err
		}
		before = append(before, r)
	}
	if err := w.Put(ctx, t, before); err != nil {
		return false, err
	}
	return true, w.exec(ctx, "MATCH (e) WHERE elementId(e) = $rows DELETE e", element, nil)
}

// endUndo does what follows from the undone entries, and after the last of them
// ends the journal. The revision rises, for the graph was another for a while.
func (w *writer) endUndo(ctx context.Context, last bool) error {
	if err := w.settleHubs(ctx); err != nil {
		return err
	}
	w.cleared = true
	if err := w.sweep(ctx); err != nil {
		return err
	}
	if last {
		err := w.exec(ctx, "MATCH "+metaPattern+", "+headPattern+" SET m.revision = $rows DELETE j", int64(w.revision)+1, nil)
		if err != nil {
			return err
		}
	}
	var err error
	w.token, err = w.s.closeGate(ctx)
	return err
}

// takeBack undoes the write of a writer that failed because of cause, which it
// gives back. If it cannot, the error says so too.
func (s *Store) takeBack(ctx context.Context, j *journal, cause error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), undoTime)
	defer cancel()
	var err error
	if j.hand != nil && j.hand.feel(ctx, "RETURN 1") == nil {
		_, err = s.undo(ctx)
	} else { // somebody else may have begun to undo it
		err = s.recover(ctx)
	}
	if err == nil || cause == nil {
		return cause
	}
	return &graph.Error{Code: graph.CodeOf(cause), Message: cause.Error() +
		"; a part of it is stored and will be taken back when Migraph opens this database or writes to it the next time", Cause: errors.Join(cause, err)}
}

// sweepJournal deletes entries that no head names. If it fails, the next one
// deletes them.
func (s *Store) sweepJournal(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), undoTime)
	defer cancel()
	text := "MATCH (e:" + entryLabel + ") WHERE NOT EXISTS { MATCH " + headPattern + " WHERE j.key = e.key } WITH e LIMIT $n DELETE e RETURN 1"
	for more := true; more; {
		more = false
		if err := s.auto(ctx, text, map[string]any{"n": sweepEntries}, func(any) { more = true }); err != nil {
			return
		}
	}
}

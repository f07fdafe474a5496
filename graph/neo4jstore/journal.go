package neo4jstore

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"math"
	"slices"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/migraph/migraph/graph"
)

// A transaction of Neo4j lives in the server's heap until it is committed. So a
// write that is larger than that becomes one of several steps, each a transaction.
// Before a step is committed, a journal holds what the records of the step were
// before the write, so that the whole write can be undone: at an error by the
// writer itself, and if its process died by whoever writes or opens the store next.
//
// The journal is a node, the head, and entries, nodes of their own, that name its
// key. The write stands when the head goes, in the transaction that sets the
// revision; entries without a head are of no meaning.
//
// Between two steps the graph is not locked. A writer that gets the lock and finds
// a head must know whether the head's writer lives. That one therefore keeps a
// transaction open that has locked a node, the hand, until its write is over. With
// its connection the server ends the transaction, and the hand can be locked. Who
// undoes the write first makes the head his own; each step of the writer begins by
// looking whether it still is the writer's.

const (
	headPattern = "(j:" + metaLabel + " {id: 'journal'})"
	handPattern = "(h:" + metaLabel + " {id: 'hand'})"
	// entryLabel is the label of the entries.
	entryLabel = "MigraphUndo"
	// stepShare is the part of the bound of a transaction that a step takes: while
	// it is committed, readers wait.
	stepShare = 4
	// entryBytes bounds the text of an entry, but for its last record.
	entryBytes = 256 << 10
)

// readHead gives key and owner of the head. It is a statement of its own: one that
// also writes would lock the head, which is created and changed by others of our own
// transactions.
const readHead = "MATCH " + headPattern + " RETURN j.key, j.owner"

// lockHead locks the graph against other writers and gives key and owner of the
// head, empty if there is none.
func (w *writer) lockHead(ctx context.Context) (key, owner string, err error) {
	if err := w.exec(ctx, lockGraph, nil, nil); err != nil {
		return "", "", err
	}
	err = w.exec(ctx, readHead, nil, func(row []string) { key, owner = row[0], row[1] })
	return key, owner, err
}

// journal is that of a write that takes several steps.
type journal struct {
	key     string
	entries int
	hand    *hand
}

// entry tells what some records of a type were before the write.
type entry struct {
	Type string `json:"type"`
	// Absent are the ids of those that did not exist.
	Absent []string `json:"absent,omitempty"`
	// Before are those that did.
	Before []image `json:"before,omitempty"`
}

// image is what a record was.
type image struct {
	ID     string `json:"id"`
	Values string `json:"values"`
}

// hand is an open transaction that has locked the hand.
type hand struct {
	session neo4j.SessionWithContext
	tx      neo4j.ExplicitTransaction
}

const lockHand = "MATCH " + handPattern + " SET h.locked = true"

// raise locks the hand.
func (s *Store) raise(ctx context.Context) (*hand, error) {
	h := &hand{session: s.session(ctx, neo4j.AccessModeWrite)}
	var err error
	if h.tx, err = h.session.BeginTransaction(ctx, limits(ctx)...); err == nil {
		err = h.feel(ctx, lockHand)
	}
	if err != nil {
		s.lower(ctx, h)
		return nil, s.fault(ctx, err)
	}
	return h, nil
}

// feel runs a statement of the hand: an error tells that it is no longer locked.
func (h *hand) feel(ctx context.Context, text string) error {
	res, err := h.tx.Run(ctx, text, nil)
	if err == nil {
		_, err = res.Consume(ctx)
	}
	return err
}

// lower unlocks the hand.
func (s *Store) lower(ctx context.Context, h *hand) {
	if h != nil {
		s.end(ctx, h.session) // rolls back
	}
}

// raised tells whether a writer that lives has locked the hand. A server that is slower
// than patience seems so too. The error is of a user who may not lock it.
func (s *Store) raised(ctx context.Context, patience time.Duration) (bool, error) {
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	h, err := s.raise(limited)
	s.lower(ctx, h)
	switch code := graph.CodeOf(err); {
	case err == nil:
		return false, nil
	case ctx.Err() != nil:
		return false, context.Cause(ctx)
	case limited.Err() != nil, code == graph.DeadlineExceeded, code == graph.Unavailable:
		return true, nil
	}
	return false, err
}

// seen is the fingerprint of an id.
type seen [25]byte

func fingerprint(id string) (out seen) {
	copy(out[:], id)
	return out
}

// note remembers records that are about to be written, and what they were, if this
// write has not touched them before.
func (w *writer) note(ctx context.Context, n *node, ids []string) error {
	if w.undoing {
		return nil
	}
	var fresh []string
	for _, id := range ids {
		print := fingerprint(id)
		if _, known := w.noted[print]; !known {
			w.noted[print] = struct{}{}
			fresh = append(fresh, id)
		}
	}
	if w.journal == nil {
		w.pending[n] = append(w.pending[n], fresh...)
		return nil
	}
	return w.record(ctx, n, fresh)
}

// record writes entries of records that this write has not committed yet. A
// transaction of its own reads them, which sees what was before the write.
func (w *writer) record(ctx context.Context, n *node, ids []string) error {
	outside := &reader{s: w.s, ctx: ctx}
	var parts []string
	for i := range n.parts {
		parts = append(parts, n.parts[i].Name)
	}
	for batch := range slices.Chunk(ids, putBatch) {
		lists, err := outside.level(ctx, &graph.Query{Type: n.t, IDs: batch, Parts: parts})
		if err != nil {
			return err
		}
		before := map[string]graph.Record{}
		for _, r := range lists[0].Records {
			before[graph.IDOf(r)] = r
		}
		e, size := &entry{Type: n.t.Name}, 0
		for _, id := range batch {
			r := before[id]
			if r == nil {
				e.Absent = append(e.Absent, id)
				continue
			}
			x := image{ID: id, Values: graph.Image(n.t, r)}
			e.Before = append(e.Before, x)
			if size += len(x.Values); size >= entryBytes {
				if err := w.enter(ctx, e); err != nil {
					return err
				}
				e, size = &entry{Type: n.t.Name}, 0
			}
		}
		if err := w.enter(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

// enter writes an entry.
func (w *writer) enter(ctx context.Context, e *entry) error {
	if len(e.Absent)+len(e.Before) == 0 {
		return nil
	}
	text, err := json.Marshal(e)
	if err != nil {
		return err
	}
	w.journal.entries++
	return w.s.auto(ctx, "CREATE (:"+entryLabel+" {key: $key, number: $number, content: $content})",
		map[string]any{"key": w.journal.key, "number": w.journal.entries, "content": string(text)}, nil)
}

// open begins the journal of a write that turns out to be large.
func (w *writer) open(ctx context.Context) error {
	h, err := w.s.raise(ctx)
	if err != nil {
		return err
	}
	w.journal = &journal{key: rand.Text(), hand: h}
	w.bound = max(1, w.s.maxWrite/stepShare)
	err = w.s.auto(ctx, "CREATE "+headPattern+" SET j.key = $key, j.owner = $key, j.started = $now",
		map[string]any{"key": w.journal.key, "now": time.Now().UTC().Format(time.RFC3339)}, nil)
	if err != nil {
		return err
	}
	for _, n := range w.s.layout.nodes { // their order, so that every write of the same is the same
		if err := w.record(ctx, n, w.pending[n]); err != nil {
			return err
		}
	}
	w.pending = nil
	return nil
}

// step commits what was written so far and goes on in a new transaction.
func (w *writer) step(ctx context.Context) error {
	if graph.IsTrial(ctx) {
		return graph.Errorf(graph.LimitExceeded,
			"more than %d records with their evidence and names are more than Neo4j has memory for at once, and a trial must not be stored in steps; try it on a store in a file, or give the server more heap",
			w.s.maxWrite)
	}
	if w.journal == nil {
		if err := w.open(ctx); err != nil {
			return err
		}
	}
	if err := w.settleHubs(ctx); err != nil {
		return err
	}
	token, err := w.s.closeGate(ctx)
	if err != nil {
		return err
	}
	if err := w.renew(ctx); err != nil {
		return w.fail(ctx, err)
	}
	w.s.reopen(ctx, token)
	clear(w.linked)
	clear(w.present)
	w.rows = 0
	return w.resume(ctx)
}

// renew commits the transaction and begins the next.
func (w *writer) renew(ctx context.Context) error {
	w.turn.Lock()
	defer w.turn.Unlock()
	return w.tx.renew(ctx)
}

// resume locks the graph for the next step.
func (w *writer) resume(ctx context.Context) error {
	_, owner, err := w.lockHead(ctx)
	if err != nil {
		return err
	}
	if owner != w.journal.key {
		return w.fail(ctx, graph.Errorf(graph.Unavailable, "the connection was lost for so long that another process took this import for dead, and took it back; import again"))
	}
	// As long as the head is ours and the graph locked, nobody undoes this write.
	if w.journal.hand.feel(ctx, "RETURN 1") == nil {
		return nil
	}
	w.s.lower(ctx, w.journal.hand)
	w.journal.hand = nil
	h, err := w.s.raise(ctx)
	if err != nil {
		return w.fail(ctx, err)
	}
	w.journal.hand = h
	return nil
}

// spend counts rows that are about to be written, and begins a new step where the
// transaction has enough.
func (w *writer) spend(ctx context.Context, rows int) error {
	w.wrote = w.wrote || rows > 0
	if w.rows > 0 && w.rows+rows > w.bound {
		if err := w.step(ctx); err != nil {
			return err
		}
	}
	w.rows += rows
	return nil
}

// unbounded is the bound of a writer that does not take steps.
const unbounded = math.MaxInt

package neo4jstore

import (
	"context"
	"sync"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/migraph/migraph/graph"
)

// reader reads within one transaction. The driver's transactions are not for
// concurrent use, so statements wait for each other.
type reader struct {
	s   *Store
	ctx context.Context // of the transaction, for Revision

	mu       sync.Mutex
	tx       neo4j.ManagedTransaction
	known    bool // revision is known
	revision graph.Revision
	// moved: statements saw different revisions.
	moved bool
	// failed is the driver's first error, by which it decides whether to try again.
	failed error
}

var errMoved = graph.Errorf(graph.Unavailable, "the graph kept changing while it was read; try again in a moment")

func (r *reader) Revision() graph.Revision {
	r.mu.Lock()
	known := r.known
	r.mu.Unlock()
	if !known {
		// An error is remembered and ends the view.
		_ = r.run(r.ctx, reading(), nil)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.revision
}

// run runs a statement and calls row for every row that is not about the revision.
func (r *reader) run(ctx context.Context, st *statement, row func(kind int64, v any) error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.failed != nil {
		return r.s.fault(ctx, r.failed)
	}
	seen := false
	err := r.rows(ctx, st, func(k int64, v any) error {
		if k != rowRevision {
			return row(k, v)
		}
		rev, ok := v.(int64)
		seen = ok
		return r.see(graph.Revision(rev))
	})
	if err == nil && !seen {
		err = graph.Errorf(graph.Unavailable, "the database holds no graph of Migraph any more; restart the program")
	}
	return err
}

// rows gives the rows of a statement. The caller holds mu.
func (r *reader) rows(ctx context.Context, st *statement, row func(kind int64, v any) error) error {
	res, err := r.tx.Run(ctx, st.String(), st.params)
	if err != nil {
		return r.fail(ctx, err)
	}
	for res.Next(ctx) {
		values := res.Record().Values
		if err := row(values[0].(int64), values[1]); err != nil {
			return err
		}
	}
	return r.fail(ctx, res.Err())
}

func (r *reader) fail(ctx context.Context, err error) error {
	if err != nil && r.failed == nil {
		r.failed = err
	}
	return r.s.fault(ctx, err)
}

// see compares the revision that a statement saw with that of the view.
func (r *reader) see(rev graph.Revision) error {
	if !r.known {
		r.known, r.revision = true, rev
	}
	if r.revision != rev {
		r.moved = true
		return errMoved
	}
	return nil
}

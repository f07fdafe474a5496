package neo4jstore

import (
	"context"
	"errors"
	"strings"
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
	tx       neo4j.ExplicitTransaction
	known    bool // revision is known
	revision graph.Revision
	// moved: the graph changed, so that the view must run again.
	moved bool
	// closing is the token of a commit that was seen under way.
	closing int64
	// alone: no other can commit, because this is a writer.
	alone bool
	// failed is the driver's first error; the transaction is lost with it.
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

// run runs a statement and calls row for every row of data, after it is known
// that the statement saw one state.
func (r *reader) run(ctx context.Context, st *statement, row func(kind int64, v any) error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.failed != nil {
		return r.s.fault(ctx, r.failed)
	}
	if r.moved {
		return errMoved
	}
	rows, err := r.rows(ctx, st)
	if err != nil {
		return err
	}
	for _, values := range rows {
		if err := row(values[0].(int64), values[1]); err != nil {
			return err
		}
	}
	return nil
}

// rows gives the rows of data of a statement. The caller holds mu.
func (r *reader) rows(ctx context.Context, st *statement) ([][]any, error) {
	res, err := r.tx.Run(ctx, st.String(), st.params)
	if err != nil {
		return nil, r.fail(ctx, err)
	}
	var rows [][]any
	seen := false
	for res.Next(ctx) {
		values := res.Record().Values
		switch n, ok := values[1].(int64); values[0].(int64) {
		case rowRevision:
			seen = ok
			r.see(graph.Revision(n))
		case rowGate:
			r.pass(n)
		default:
			rows = append(rows, values)
		}
		if r.moved {
			return nil, errMoved // what is left of the rows is of no use
		}
	}
	if err := res.Err(); err != nil {
		return nil, r.fail(ctx, err)
	}
	if !seen {
		return nil, graph.Errorf(graph.Unavailable, "the database holds no graph of Migraph any more; restart the program")
	}
	return rows, nil
}

func (r *reader) fail(ctx context.Context, err error) error {
	if r.failed == nil {
		r.failed = err
	}
	// A statement may stumble over what a commit deletes while it runs.
	var server *neo4j.Neo4jError
	if errors.As(err, &server) && !r.alone && ctx.Err() == nil &&
		(strings.HasSuffix(server.Code, ".EntityNotFound") || strings.HasPrefix(server.Code, "Neo.DatabaseError.Statement.")) {
		r.moved = true
	}
	return r.s.fault(ctx, err)
}

// see compares the revision that a statement saw with that of the view.
func (r *reader) see(rev graph.Revision) {
	if !r.known {
		r.known, r.revision = true, rev
	}
	r.moved = r.moved || r.revision != rev
}

// pass ends the view at a closed gate.
func (r *reader) pass(closing int64) {
	r.closing = closing
	r.moved = r.moved || closing != gateOpen && !r.alone
}

package neo4jstore

import (
	"context"
	"errors"
	"strings"
	"sync"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/migraph/migraph/graph"
)

// reader reads one state of the graph. Each statement is a transaction of its
// own, which is one way to the server instead of three: read transactions of
// Neo4j would not keep the state either. Within a writer all statements are in
// its transaction, which is not for concurrent use.
type reader struct {
	s   *Store
	ctx context.Context // of the view, for Revision

	// tx is the transaction of a writer, nil in a view. Who uses it has turn.
	tx   neo4j.ExplicitTransaction
	turn sync.Mutex

	mu       sync.Mutex // guards what follows
	known    bool       // revision is known
	revision graph.Revision
	// moved: the graph changed, so that the view must run again.
	moved bool
	// closing is the token of a commit that was seen under way.
	closing int64
	// failed is the driver's first error; a transaction is lost with it.
	failed error
}

var errNoGraph = graph.Errorf(graph.Unavailable, "the database holds no graph of Migraph any more; restart the program")

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
	if err := r.lost(ctx); err != nil {
		return err
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

// lost tells why nothing more can be read.
func (r *reader) lost(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.failed != nil:
		return r.s.fault(ctx, r.failed)
	case r.moved:
		return errMoved
	}
	return nil
}

// rows gives the rows of data of a statement.
func (r *reader) rows(ctx context.Context, st *statement) ([][]any, error) {
	if r.tx != nil {
		r.turn.Lock()
		defer r.turn.Unlock()
		res, err := r.tx.Run(ctx, st.String(), st.params)
		return r.collect(ctx, res, err)
	}
	session := r.s.session(ctx, neo4j.AccessModeRead)
	defer r.s.end(ctx, session)
	res, err := session.Run(ctx, st.String(), st.params, limits(ctx)...)
	return r.collect(ctx, res, err)
}

// collect takes the rows of an answer, unless it failed with an error.
func (r *reader) collect(ctx context.Context, res neo4j.ResultWithContext, err error) ([][]any, error) {
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
			err = r.see(graph.Revision(n))
		case rowGate:
			err = r.pass(n)
		default:
			rows = append(rows, values)
		}
		if err != nil {
			return nil, err // what is left of the rows is of no use
		}
	}
	if err := res.Err(); err != nil {
		return nil, r.fail(ctx, err)
	}
	if !seen {
		return nil, errNoGraph
	}
	return rows, nil
}

// fail remembers an error of the driver.
func (r *reader) fail(ctx context.Context, err error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.failed == nil {
		r.failed = err
	}
	// A statement may stumble over what a commit deletes while it runs.
	var server *neo4j.Neo4jError
	if errors.As(err, &server) && r.tx == nil && ctx.Err() == nil &&
		(strings.HasSuffix(server.Code, ".EntityNotFound") || strings.HasPrefix(server.Code, "Neo.DatabaseError.Statement.")) {
		r.moved = true
	}
	return r.s.fault(ctx, err)
}

// see compares the revision that a statement saw with that of the view.
func (r *reader) see(rev graph.Revision) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.known {
		r.known, r.revision = true, rev
	}
	return r.move(r.revision != rev)
}

// pass ends the view at a closed gate. To a writer it is not closed: no other
// can commit.
func (r *reader) pass(closing int64) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closing = closing
	return r.move(closing != gateOpen && r.tx == nil)
}

// move notes whether the graph moved. The caller holds mu.
func (r *reader) move(moved bool) error {
	if r.moved = r.moved || moved; r.moved {
		return errMoved
	}
	return nil
}

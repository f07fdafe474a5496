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
	tx   *running
	turn sync.Mutex

	mu       sync.Mutex // guards what follows
	known    bool       // revision is known
	revision graph.Revision
	// moved: the graph changed, so that the view must run again.
	moved bool
	// closing is the gate as it was seen last.
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

// statementAttempts bounds how often a statement runs if commits come between.
const statementAttempts = 5

// errCrossed tells that a commit was applied while a statement read.
var errCrossed = errors.New("a commit crossed the statement")

// rows gives the rows of data of a statement, of which no commit changed anything
// while it ran.
func (r *reader) rows(ctx context.Context, st *statement) ([][]any, error) {
	if r.tx != nil {
		r.turn.Lock()
		defer r.turn.Unlock()
		ctx, told := graph.Observe(ctx, r.s.observer, st.String())
		res, err := r.tx.Run(ctx, st.String(), st.params)
		rows, _, err := r.collect(ctx, res, err)
		told(len(rows), err)
		return rows, err
	}
	for attempt := 1; ; attempt++ {
		rows, closing, err := r.read(ctx, st)
		if !errors.Is(err, errCrossed) {
			return rows, err
		}
		if attempt == statementAttempts {
			r.mu.Lock()
			defer r.mu.Unlock()
			return nil, r.move(true)
		}
		if closing > gateOpen {
			if err := r.s.awaitCommit(ctx, closing); err != nil {
				return nil, r.fail(ctx, err)
			}
		}
	}
}

// read runs a statement in a transaction of its own.
func (r *reader) read(ctx context.Context, st *statement) (rows [][]any, closing int64, err error) {
	ctx, told := graph.Observe(ctx, r.s.observer, st.String())
	defer func() { told(len(rows), err) }()
	session := r.s.session(ctx, neo4j.AccessModeRead)
	defer r.s.end(ctx, session)
	res, err := session.Run(ctx, st.String(), st.params, limits(ctx)...)
	return r.collect(ctx, res, err)
}

// collect takes the rows of an answer, unless it failed with an error, and the gate
// as the statement saw it last.
func (r *reader) collect(ctx context.Context, res neo4j.ResultWithContext, err error) (rows [][]any, closing int64, _ error) {
	if err != nil {
		return nil, 0, r.fail(ctx, err)
	}
	seen, gates := false, 0
	for res.Next(ctx) {
		values := res.Record().Values
		switch n, ok := values[1].(int64); values[0].(int64) {
		case rowRevision:
			seen = ok
			err = r.see(graph.Revision(n))
		case rowGate:
			if crossed := n > gateOpen || gates > 0 && n != closing; crossed && r.tx == nil {
				return nil, n, errCrossed // what is left of the rows is of no use
			}
			gates++
			closing = n
		default:
			rows = append(rows, values)
		}
		if err != nil {
			return nil, 0, err
		}
	}
	if err := res.Err(); err != nil {
		return nil, 0, r.fail(ctx, err)
	}
	if !seen {
		return nil, 0, errNoGraph
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closing = closing
	return rows, closing, nil
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

// move notes whether the graph moved. The caller holds mu.
func (r *reader) move(moved bool) error {
	if r.moved = r.moved || moved; r.moved {
		return errMoved
	}
	return nil
}

// Importing tells whether a write is stored in several steps.
func (r *reader) Importing(ctx context.Context) (is bool, err error) {
	st := reading()
	st.branch()
	st.write("MATCH ", headPattern, " RETURN ", kind(rowData), " AS k, 1 AS v")
	err = r.run(ctx, st.finish(), func(int64, any) error { is = true; return nil })
	return is, err
}

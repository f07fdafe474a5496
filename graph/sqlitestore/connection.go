package sqlitestore

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"sync"

	"modernc.org/sqlite"

	"github.com/migraph/migraph/graph"
)

// connection is one connection to the file. It uses the driver directly: a
// question is many short statements of many rows, and database/sql costs more
// than reading them. It is for one goroutine at a time.
type connection struct {
	raw driver.Conn
	// prepared keeps statements by their text.
	prepared map[string]driver.Stmt
	// behind gives the error of what runs behind, nil if nothing does; failed is the
	// first such error.
	behind   chan error
	failed   error
	observer graph.Observer
}

// maxPrepared bounds the statements that a connection keeps: some 10 kB each.
const maxPrepared = 200

func connect(ctx context.Context, dsn string, o graph.Observer) (*connection, error) {
	to, err := sqlite.NewConnector(dsn)
	if err != nil {
		return nil, err
	}
	raw, err := to.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &connection{raw: raw, prepared: map[string]driver.Stmt{}, observer: o}, nil
}

func (c *connection) close() error {
	for _, st := range c.prepared {
		_ = st.Close() // it only releases memory
	}
	return c.raw.Close()
}

// later runs fn behind, with the connection: whatever else it is asked for waits, and
// then fails as fn did.
func (c *connection) later(fn func(*connection) error) error {
	if err := c.settle(); err != nil {
		return err
	}
	done := make(chan error, 1)
	c.behind = done
	go func() { done <- fn(&connection{raw: c.raw, prepared: c.prepared, observer: c.observer}) }()
	return nil
}

// settle waits for what runs behind, and gives its error, or that of what did before.
func (c *connection) settle() error {
	if c.behind != nil {
		c.failed = <-c.behind
		c.behind = nil
	}
	return c.failed
}

// statement gives a statement that is prepared once for the connection.
func (c *connection) statement(ctx context.Context, text string) (driver.Stmt, error) {
	if err := c.settle(); err != nil {
		return nil, err
	}
	if st := c.prepared[text]; st != nil {
		return st, nil
	}
	st, err := c.raw.(driver.ConnPrepareContext).PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	if len(c.prepared) >= maxPrepared {
		for other, old := range c.prepared { // whichever comes first
			_ = old.Close()
			delete(c.prepared, other)
			break
		}
	}
	c.prepared[text] = st
	return st, nil
}

// exec runs a statement that gives no rows.
func (c *connection) exec(ctx context.Context, text string, args ...any) error {
	_, err := c.change(ctx, text, args...)
	return err
}

// change runs a statement that gives no rows, and tells how many it changed.
func (c *connection) change(ctx context.Context, text string, args ...any) (n int64, err error) {
	ctx, end := graph.Observe(ctx, c.observer, text)
	defer func() { end(0, err) }()
	st, err := c.statement(ctx, text)
	if err != nil {
		return 0, err
	}
	result, err := st.(driver.StmtExecContext).ExecContext(ctx, named(args))
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// script runs statements that are not worth keeping.
func (c *connection) script(ctx context.Context, statements ...string) error {
	if err := c.settle(); err != nil {
		return err
	}
	for _, text := range statements {
		if _, err := c.raw.(driver.ExecerContext).ExecContext(ctx, text, nil); err != nil {
			return err
		}
	}
	return nil
}

// query runs a statement and calls scan for each row; the values are valid
// until it returns.
func (c *connection) query(ctx context.Context, text string, args []any, scan func([]driver.Value) error) (err error) {
	came := 0
	ctx, end := graph.Observe(ctx, c.observer, text)
	defer func() { end(came, err) }()
	st, err := c.statement(ctx, text)
	if err != nil {
		return err
	}
	rows, err := st.(driver.StmtQueryContext).QueryContext(ctx, named(args))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	values := make([]driver.Value, len(rows.Columns()))
	for n := 1; ; n++ {
		switch err := rows.Next(values); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		came = n
		if err := scan(values); err != nil {
			return err
		}
		if n%256 == 0 && ctx.Err() != nil { // the driver watches only the first row
			return context.Cause(ctx)
		}
	}
}

// number asks for one number.
func (c *connection) number(ctx context.Context, text string) (n int, err error) {
	err = c.query(ctx, text, nil, func(row []driver.Value) error { n = numberOf(row[0]); return nil })
	return n, err
}

func named(args []any) []driver.NamedValue {
	out := make([]driver.NamedValue, len(args))
	for i, v := range args {
		if n, ok := v.(int); ok {
			v = int64(n)
		}
		out[i] = driver.NamedValue{Ordinal: i + 1, Value: v}
	}
	return out
}

func numberOf(v driver.Value) int  { n, _ := v.(int64); return int(n) }
func textOf(v driver.Value) string { s, _ := v.(string); return s }

// pool is a bounded set of connections with the same data source name.
type pool struct {
	dsn      string
	observer graph.Observer
	free     chan struct{} // as many as may be taken
	mu       sync.Mutex
	idle     []*connection // the one used last is used next: its caches are warm
	shut     bool
}

func newPool(dsn string, size int, o graph.Observer) *pool {
	p := &pool{dsn: dsn, observer: o, free: make(chan struct{}, size)}
	for range size {
		p.free <- struct{}{}
	}
	return p
}

var errClosed = graph.Errorf(graph.Unavailable, "the store is closed")

// take waits for a connection; it must be given back.
func (p *pool) take(ctx context.Context) (*connection, error) {
	select {
	case <-p.free:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	c, err := p.next(ctx)
	if err != nil {
		p.free <- struct{}{}
	}
	return c, err
}

func (p *pool) next(ctx context.Context) (*connection, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shut {
		return nil, errClosed
	}
	if n := len(p.idle); n > 0 {
		c := p.idle[n-1]
		p.idle = p.idle[:n-1]
		return c, nil
	}
	return connect(ctx, p.dsn, p.observer)
}

// give takes a connection back, or ends it if it is of no use any more.
func (p *pool) give(c *connection) {
	p.mu.Lock()
	if valid, ok := c.raw.(driver.Validator); p.shut || ok && !valid.IsValid() {
		_ = c.close()
	} else {
		p.idle = append(p.idle, c)
	}
	p.mu.Unlock()
	p.free <- struct{}{}
}

// close ends all connections; those in use when they are given back.
func (p *pool) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.shut = true
	var errs []error
	for _, c := range p.idle {
		errs = append(errs, c.close())
	}
	p.idle = nil
	return errors.Join(errs...)
}

// within runs fn in a transaction that begin starts, and ends it as fn says. An
// error of fn is returned as it is.
func (c *connection) within(ctx context.Context, begin string, fn func() (commit bool, err error)) error {
	rollback := func() {
		_ = c.settle() // what failed is undone
		c.failed = nil
		_ = c.exec(context.WithoutCancel(ctx), "ROLLBACK")
	}
	if err := c.exec(ctx, begin); err != nil {
		rollback() // the driver tells of a cancelled context even where the transaction has begun
		return wrap(ctx, err)
	}
	open := true
	defer func() {
		if open { // also if fn panics; nothing is lost but what fn gave up
			rollback()
		}
	}()
	commit, err := fn()
	if err != nil || !commit {
		return err
	}
	// Once it is to be committed it is: an error must mean that nothing was written.
	if err := ctx.Err(); err != nil {
		return wrap(ctx, err)
	}
	if err := c.exec(context.WithoutCancel(ctx), "COMMIT"); err != nil {
		return wrap(ctx, err)
	}
	open = false
	return nil
}

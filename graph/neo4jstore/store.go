// Package neo4jstore keeps a graph in Neo4j, version 5.23 or newer.
//
// Every statement, label and index is derived from graph.Catalog. Things and
// claims are nodes; what a claim refers to is a relationship of the claim, and
// beside it the claim puts links straight between things, so that people who
// open the graph in Neo4j's own tools find it as they would draw it. Whatever
// is compared, sorted or matched is a property that Go has normalised.
package neo4jstore

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/notifications"

	"github.com/migraph/migraph/graph"
)

// Options say which Neo4j to use and how long to wait for it.
type Options struct {
	// URI is the server's address, such as bolt://localhost:7687.
	URI string
	// User and Password; without a user no authentication is tried.
	User, Password string
	// Database within the server; empty means "neo4j".
	Database string
	// ConnectTimeout bounds the opening of one connection; 0 means 1 s.
	ConnectTimeout time.Duration
	// AcquireTimeout bounds the wait for a free connection; 0 means 1.5 s.
	AcquireTimeout time.Duration
	// RetryTime is how long a transaction that failed by no fault of its own is
	// tried again; 0 means 800 ms.
	RetryTime time.Duration
	// MaxWrite bounds the records, and parts of records, of one transaction,
	// because Neo4j holds it in its heap until it is committed: a larger Write takes
	// several. 0 means what the server has memory for: about 36,000 with a heap of
	// 1 GB.
	MaxWrite int
	// Observer is told of each statement; nil for none.
	Observer graph.Observer
}

// viewAttempts bounds how often a View runs if the graph changes meanwhile.
const viewAttempts = 3

// Store is a graph in a database of Neo4j.
type Store struct {
	driver    neo4j.DriverWithContext
	bookmarks neo4j.BookmarkManager
	layout    *layout
	database  string
	maxWrite  int
	observer  graph.Observer
	hubs      hubBounds
	retryTime time.Duration
	// ping bounds Ping.
	ping  time.Duration
	watch watch
	// newest asks for all questions of this process. With the revision it brings the
	// bookmark: who reads after it reads no server that is behind it.
	newest *graph.Newest
}

var _ graph.Store = (*Store)(nil)

// Open connects to a database and brings it to this program's schema version.
func Open(ctx context.Context, o Options) (*Store, error) {
	s, err := newStore(o)
	if err != nil {
		return nil, err
	}
	if err := s.open(ctx); err != nil {
		_ = s.Close() // the first error says more
		return nil, err
	}
	return s, nil
}

func (s *Store) open(ctx context.Context) error {
	if err := s.checkServer(ctx); err != nil {
		return err
	}
	if s.maxWrite == 0 {
		var err error
		if s.maxWrite, err = s.measureMemory(ctx); err != nil {
			return err
		}
	}
	return s.migrate(ctx)
}

// checkServer refuses servers that do not understand our statements.
func (s *Store) checkServer(ctx context.Context) error {
	limited, cancel := context.WithTimeout(ctx, s.ping)
	defer cancel()
	info, err := s.driver.GetServerInfo(limited)
	if err != nil {
		return s.fault(ctx, err)
	}
	var major, minor int
	_, err = fmt.Sscanf(info.Agent(), "Neo4j/%d.%d", &major, &minor)
	if err == nil && (major < 5 || major == 5 && minor < 23) {
		return graph.Errorf(graph.InvalidArgument, "Migraph needs Neo4j 5.23 or newer; this server is %s", info.Agent())
	}
	return nil
}

// newStore prepares a store without a word to the server.
func newStore(o Options) (*Store, error) {
	l, err := layOut(graph.Catalog)
	if err != nil {
		return nil, err
	}
	s := &Store{
		layout: l, database: cmp.Or(o.Database, "neo4j"), maxWrite: o.MaxWrite, observer: o.Observer, hubs: defaultHubs,
		retryTime: cmp.Or(o.RetryTime, 800*time.Millisecond),
		// Reads wait for what this process has written.
		bookmarks: neo4j.NewBookmarkManager(neo4j.BookmarkManagerConfig{}),
	}
	s.newest = graph.NewNewest(staleness, s.readRevision)
	s.watch.see = s.look
	s.watch.ctx, s.watch.stop = context.WithCancel(context.Background())
	auth := neo4j.NoAuth()
	if o.User != "" {
		auth = neo4j.BasicAuth(o.User, o.Password, "")
	}
	s.driver, err = neo4j.NewDriverWithContext(o.URI, auth, func(c *config.Config) {
		c.SocketConnectTimeout = cmp.Or(o.ConnectTimeout, time.Second)
		c.ConnectionAcquisitionTimeout = cmp.Or(o.AcquireTimeout, 1500*time.Millisecond)
		c.ConnectionLivenessCheckTimeout = 30 * time.Second
		c.NotificationsMinSeverity = notifications.DisabledLevel
		c.TelemetryDisabled = true
		s.ping = c.ConnectionAcquisitionTimeout
	})
	if err != nil {
		return nil, &graph.Error{Code: graph.InvalidArgument, Message: "this is no address of a Neo4j server: " + o.URI, Cause: err}
	}
	return s, nil
}

// Ping tells whether the server answers, and whether the graph can be read; see
// watch.go.
func (s *Store) Ping(ctx context.Context) error {
	limited, cancel := context.WithTimeout(ctx, s.ping)
	defer cancel()
	if err := s.driver.VerifyConnectivity(limited); err != nil {
		return s.fault(ctx, err)
	}
	return s.whole(ctx)
}

// staleness is how long the revision is trusted that the server gave.
const staleness = 250 * time.Millisecond

// Revision gives the newest revision. What another process committed it knows after
// 250 ms.
func (s *Store) Revision(ctx context.Context) (graph.Revision, error) { return s.newest.Get(ctx) }

// readRevision asks the server. A commit that is being applied may show here before
// views see it; they wait for it.
func (s *Store) readRevision(ctx context.Context) (_ graph.Revision, err error) {
	const text = "MATCH " + metaPattern + " RETURN m.revision"
	limited, cancel := context.WithTimeout(ctx, s.ping)
	defer cancel()
	limited, told := graph.Observe(limited, s.observer, text)
	defer func() { told(1, err) }()
	session := s.session(limited, neo4j.AccessModeRead)
	defer s.end(limited, session)
	res, err := session.Run(limited, text, nil)
	if err != nil {
		return 0, s.fault(ctx, err)
	}
	if !res.Next(limited) {
		if err := res.Err(); err != nil {
			return 0, s.fault(ctx, err)
		}
		return 0, errNoGraph
	}
	n, _ := res.Record().Values[0].(int64)
	return graph.Revision(n), nil
}

// Close ends all connections.
func (s *Store) Close() error {
	s.watch.end()
	return s.fault(context.Background(), s.driver.Close(context.Background()))
}

// View runs fn over one state of the graph. Neo4j has no snapshots: every
// statement also tells the revision that it saw, and if they differ fn runs again.
// While a large write is under way, the revision stays, and fn sees what was
// written so far; Reader.Importing tells. If the writer of that died, View fails until
// what it wrote is undone.
func (s *Store) View(ctx context.Context, fn func(context.Context, graph.Reader) error) error {
	if err := s.whole(ctx); err != nil {
		return err
	}
	for attempt := 1; ; attempt++ {
		r, err := s.view(ctx, fn)
		if r == nil || !r.moved || attempt == viewAttempts {
			return err
		}
	}
}

// view runs fn once, or again after errors that pass, and gives the reader
// that it used last.
func (s *Store) view(ctx context.Context, fn func(context.Context, graph.Reader) error) (*reader, error) {
	var r *reader
	err := s.retry(ctx, func() (again bool, err error) {
		r = &reader{s: s, ctx: ctx}
		err = fn(ctx, r)
		r.mu.Lock()
		defer r.mu.Unlock()
		switch {
		case r.failed != nil:
			return s.passes(r.failed), s.fault(ctx, r.failed)
		case r.moved:
			return false, errMoved
		}
		s.newest.Saw(r.revision)
		return false, err
	})
	return r, err
}

// Write runs fn in one transaction that holds the graph's revision locked, or in
// several if it writes more than the server has memory for; see journal.go. Then an
// error of fn is not told before what it wrote is undone.
func (s *Store) Write(ctx context.Context, fn func(context.Context, graph.Writer) error) (graph.Revision, error) {
	return s.write(ctx, func(ctx context.Context, w *writer) error { return fn(ctx, w) }, 1)
}

// write is Write, with step as what is added to the revision.
func (s *Store) write(ctx context.Context, fn func(context.Context, *writer) error, step graph.Revision) (graph.Revision, error) {
	for {
		revision, err := s.writeOnce(ctx, fn, step)
		if !errors.Is(err, errInterrupted) {
			return revision, err
		}
		if err := s.recover(ctx); err != nil {
			return 0, err
		}
	}
}

// writeOnce is write. Where it finds a part of another's write, it fails with
// errInterrupted.
func (s *Store) writeOnce(ctx context.Context, fn func(context.Context, *writer) error, step graph.Revision) (graph.Revision, error) {
	var w *writer
	done := false
	defer func() {
		if w == nil || w.journal == nil {
			return
		}
		if !done { // a panic of fn
			_ = s.takeBack(ctx, w.journal, nil) // if it fails, the next writer does it
		}
		s.lower(ctx, w.journal.hand)
	}()
	err := s.retry(ctx, func() (again bool, err error) {
		again, err = s.attempt(ctx, func(tx *running) error {
			w = newWriter(ctx, s, tx)
			return w.lostTo(w.transaction(ctx, fn, step))
		})
		return again && w.journal == nil, err
	})
	done = true
	if err != nil {
		if w != nil && w.journal != nil {
			err = s.takeBack(ctx, w.journal, err)
		}
		return 0, err
	}
	if w.token > gateOpen {
		s.reopen(ctx, w.token)
	}
	s.newest.Saw(w.revision)
	if w.journal != nil {
		s.sweepJournal(ctx)
	}
	return w.revision, nil
}

// lockGraph locks the graph against other writers. The property always is true:
// setting it takes the lock and changes nothing.
const lockGraph = "MATCH " + metaPattern + " SET m.locked = true"

// transaction does everything of a write but beginning and committing it.
func (w *writer) transaction(ctx context.Context, fn func(context.Context, *writer) error, step graph.Revision) error {
	key, _, err := w.lockHead(ctx)
	if err != nil {
		return err
	}
	if key != "" {
		return errInterrupted
	}
	// Only now: what is read before the lock may be old.
	if err := w.run(ctx, reading(), nil); err != nil {
		return err
	}
	if w.closing > gateOpen { // the one who closed it is no more
		w.s.reopen(ctx, w.closing)
	}
	if err := fn(ctx, w); err != nil || !w.wrote {
		return err
	}
	if err := w.settleHubs(ctx); err != nil {
		return err
	}
	if err := w.sweep(ctx); err != nil {
		return err
	}
	w.revision = max(w.revision+step, w.next)
	err = w.exec(ctx, "MATCH "+metaPattern+" SET m.revision = $rows", int64(w.revision), nil)
	if err == nil && w.journal != nil {
		err = w.exec(ctx, "MATCH "+headPattern+" DELETE j", nil, nil)
	}
	if err == nil {
		w.token, err = w.s.closeGate(ctx)
	}
	return err
}

// running is the transaction of a session that is under way.
type running struct {
	neo4j.ExplicitTransaction
	session neo4j.SessionWithContext
}

// begin begins a transaction.
func (t *running) begin(ctx context.Context) (err error) {
	t.ExplicitTransaction, err = t.session.BeginTransaction(ctx, limits(ctx)...)
	return err
}

// renew commits the transaction and begins another.
func (t *running) renew(ctx context.Context) error {
	if err := t.Commit(ctx); err != nil {
		return err
	}
	return t.begin(ctx)
}

// transact runs work in a transaction, and again after errors that pass. Work
// gives its own errors as an outcome; others are the driver's.
func (s *Store) transact(ctx context.Context, work func(*running) error) error {
	return s.retry(ctx, func() (bool, error) { return s.attempt(ctx, work) })
}

// retry calls attempt until it says that it is of no use to try again, or for
// the time that is set.
func (s *Store) retry(ctx context.Context, attempt func() (again bool, err error)) error {
	begun := time.Now()
	for pause := time.Duration(0); ; pause = max(2*pause, 10*time.Millisecond) {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		again, err := attempt()
		if !again || time.Since(begun)+pause > s.retryTime {
			return err
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(pause):
		}
	}
}

// attempt runs a transaction once and tells whether to try again.
func (s *Store) attempt(ctx context.Context, work func(*running) error) (again bool, err error) {
	tx := &running{session: s.session(ctx, neo4j.AccessModeWrite)}
	defer s.end(ctx, tx.session)
	if err := tx.begin(ctx); err != nil {
		return s.passes(err), s.fault(ctx, err)
	}
	if err := work(tx); err != nil {
		var own *outcome
		if errors.As(err, &own) {
			return false, own.err
		}
		return s.passes(err), s.fault(ctx, err)
	}
	if err := tx.Commit(ctx); err != nil {
		// Only the server's own word says that nothing was committed.
		return s.passes(err) && neo4j.IsNeo4jError(err), s.fault(ctx, err)
	}
	return false, nil
}

func (s *Store) session(ctx context.Context, mode neo4j.AccessMode) neo4j.SessionWithContext {
	return s.driver.NewSession(ctx, neo4j.SessionConfig{
		AccessMode: mode, DatabaseName: s.database, BookmarkManager: s.bookmarks,
		FetchSize: neo4j.FetchAll, // the driver reads no faster than we do
	})
}

// end ends a session. Whatever has not been committed is rolled back, also
// after a panic and when nobody waits for the answer any more. An error tells
// nothing new: then the connection has ended, and the transaction with it.
func (s *Store) end(ctx context.Context, session neo4j.SessionWithContext) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.ping)
	defer cancel()
	_ = session.Close(ctx)
}

// limits makes the server give up when we do.
func limits(ctx context.Context) []func(*neo4j.TransactionConfig) {
	deadline, ok := ctx.Deadline()
	if !ok {
		return nil
	}
	return []func(*neo4j.TransactionConfig){neo4j.WithTxTimeout(max(time.Until(deadline), time.Millisecond))}
}

// passes tells whether an error of the driver may not come again.
func (s *Store) passes(err error) bool {
	code, _ := s.classify(err)
	return code == graph.Unavailable
}

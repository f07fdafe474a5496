// Package sqlitestore keeps a graph in one SQLite file: the default store.
//
// One connection writes, several read; in WAL mode a reader sees the snapshot
// of its start whatever is written meanwhile. Tables, indexes and statements
// are derived from graph.Catalog.
package sqlitestore

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/migraph/migraph/graph"
)

// Options say where and how a graph is kept.
type Options struct {
	// Path of the database file; its folder is made if it does not exist.
	Path string
	// Unsafe gives up durability against power loss for speed: for tests.
	Unsafe bool
	// Observer is told of each statement; nil for none.
	Observer graph.Observer
}

// Store is a graph in a SQLite file. It is safe for concurrent use.
type Store struct {
	writer *pool // of one connection
	reader *pool
	// pinger has a connection of its own, so that many questions at a time do not
	// look like a store that is away.
	pinger *pool
	newest *graph.Newest
}

var _ graph.Store = (*Store)(nil)

// Open opens the graph in a file, making or migrating it if need be. A file
// that is no graph of Migraph, or one of a newer version, is refused.
func Open(ctx context.Context, o Options) (*Store, error) {
	if dir := filepath.Dir(o.Path); dir != "." {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, &graph.Error{Code: graph.Unavailable, Message: fmt.Sprintf("the folder %s cannot be made", dir), Cause: err}
		}
	}
	// Names and notes are nobody else's business by default. If the file cannot
	// be made, SQLite says why.
	if f, err := os.OpenFile(o.Path, os.O_CREATE|os.O_RDWR, 0o600); err == nil {
		_ = f.Close()
	}
	reading := dsn(o, "_pragma=query_only(1)", "_pragma=temp_store(MEMORY)", "_pragma=mmap_size(268435456)")
	s := &Store{
		// What sorts a million entries of an index needs more than memory should give.
		writer: newPool(dsn(o, "_pragma=temp_store(FILE)"), 1, o.Observer),
		reader: newPool(reading, max(4, 2*runtime.GOMAXPROCS(0)), o.Observer),
		pinger: newPool(reading, 1, o.Observer),
	}
	s.newest = graph.NewNewest(trusted, s.readRevision)
	for _, step := range []func(context.Context) error{s.prepare, s.migrate} {
		if err := step(ctx); err != nil {
			_ = s.Close() // the first error tells more
			return nil, describeOpen(o.Path, wrap(ctx, err))
		}
	}
	return s, nil
}

// dsn puts every pragma into the data source name, so that each connection of
// a pool has them.
func dsn(o Options, extra ...string) string {
	synchronous := "FULL"
	if o.Unsafe {
		synchronous = "OFF"
	}
	pragmas := []string{
		"_pragma=busy_timeout(5000)", "_pragma=journal_mode(WAL)", "_pragma=synchronous(" + synchronous + ")",
		"_pragma=cache_size(-16384)",
		// With a limit SQLite counts how many records share a value, and keeps no
		// samples of values: by those it would plan anew for each argument.
		"_pragma=analysis_limit(1000)",
	}
	pragmas = append(pragmas, extra...)
	path := (&url.URL{Path: filepath.ToSlash(o.Path)}).EscapedPath()
	return "file:" + path + "?" + strings.Join(pragmas, "&")
}

// Close ends all connections.
func (s *Store) Close() error {
	return errors.Join(s.pinger.close(), s.reader.close(), s.writer.close())
}

const readRevision = "SELECT revision FROM meta"

// Ping tells whether the file can be read.
func (s *Store) Ping(ctx context.Context) error {
	c, err := s.pinger.take(ctx)
	if err != nil {
		return wrap(ctx, err)
	}
	defer s.pinger.give(c)
	_, err = c.number(ctx, readRevision)
	return wrap(ctx, err)
}

// trusted is how long the revision is trusted that was read from the file. Reading it
// takes 20 µs, as long as all else of an answer that is kept.
const trusted = 10 * time.Millisecond

// Revision gives the newest revision. What another process committed it knows after
// 10 ms.
func (s *Store) Revision(ctx context.Context) (graph.Revision, error) { return s.newest.Get(ctx) }

func (s *Store) readRevision(ctx context.Context) (graph.Revision, error) {
	c, err := s.pinger.take(ctx)
	if err != nil {
		return 0, wrap(ctx, err)
	}
	defer s.pinger.give(c)
	n, err := c.number(ctx, readRevision)
	return graph.Revision(n), wrap(ctx, err)
}

// View runs fn over the snapshot of one read transaction.
func (s *Store) View(ctx context.Context, fn func(context.Context, graph.Reader) error) error {
	c, err := s.reader.take(ctx)
	if err != nil {
		return wrap(ctx, err)
	}
	defer s.reader.give(c)
	r := &reader{c: c}
	return c.within(ctx, "BEGIN", func() (bool, error) {
		if err := r.begin(ctx); err != nil { // the first statement fixes the snapshot
			return false, wrap(ctx, err)
		}
		s.newest.Saw(r.revision)
		defer r.end()
		return false, fn(ctx, r)
	})
}

// Write runs fn in the one write transaction.
func (s *Store) Write(ctx context.Context, fn func(context.Context, graph.Writer) error) (graph.Revision, error) {
	c, err := s.writer.take(ctx)
	if err != nil {
		return 0, wrap(ctx, err)
	}
	defer s.writer.give(c)
	w := &writer{reader: &reader{c: c}, weights: weights{}}
	err = c.within(ctx, "BEGIN IMMEDIATE", func() (bool, error) {
		if err := w.begin(ctx); err != nil {
			return false, wrap(ctx, err)
		}
		defer w.end()
		if err := fn(ctx, w); err != nil || !w.wrote {
			return false, err
		}
		if err := w.flushWeights(ctx); err != nil {
			return false, err
		}
		w.revision = max(w.revision+1, w.next)
		return true, wrap(ctx, c.exec(ctx, "UPDATE meta SET revision = ?", int64(w.revision)))
	})
	if err != nil {
		return 0, err
	}
	s.newest.Saw(w.revision)
	if w.wrote {
		c.analyze(ctx)
	}
	return w.revision, nil
}

// analyze lets SQLite look at how values are distributed, where tables grew
// much since it last did: by this it chooses between indexes. That it fails is
// no harm.
func (c *connection) analyze(ctx context.Context) {
	_ = c.script(ctx, "PRAGMA optimize = 0x10002")
}

// Package sqlitestore keeps a graph in one SQLite file: the default store.
//
// One connection writes, several read; in WAL mode a reader sees the snapshot
// of its start whatever is written meanwhile. Tables, indexes and statements
// are derived from graph.Catalog.
package sqlitestore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/migraph/migraph/graph"
)

// Options say where and how a graph is kept.
type Options struct {
	// Path of the database file; its folder is made if it does not exist.
	Path string
	// Unsafe gives up durability against power loss for speed: for tests.
	Unsafe bool
}

// Store is a graph in a SQLite file. It is safe for concurrent use.
type Store struct {
	writer *sql.DB
	reader *sql.DB
	// pinger has a connection of its own, so that many questions at a time do not
	// look like a store that is away.
	pinger *sql.DB
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
	writer, err := sql.Open("sqlite", dsn(o, "_txlock=immediate"))
	if err != nil {
		return nil, wrap(ctx, err)
	}
	writer.SetMaxOpenConns(1)
	if err := prepare(ctx, writer); err != nil {
		return nil, closing(writer, describeOpen(o.Path, wrap(ctx, err)))
	}
	reader, err := sql.Open("sqlite", dsn(o, "_pragma=query_only(1)"))
	if err != nil {
		return nil, closing(writer, wrap(ctx, err))
	}
	pinger, err := sql.Open("sqlite", dsn(o, "_pragma=query_only(1)"))
	if err != nil {
		_ = reader.Close()
		return nil, closing(writer, wrap(ctx, err))
	}
	pinger.SetMaxOpenConns(1)
	connections := max(4, 2*runtime.GOMAXPROCS(0))
	reader.SetMaxOpenConns(connections)
	reader.SetMaxIdleConns(connections)
	s := &Store{writer: writer, reader: reader, pinger: pinger}
	if err := s.migrate(ctx); err != nil {
		return nil, closing(s, describeOpen(o.Path, wrap(ctx, err)))
	}
	return s, nil
}

func closing(c interface{ Close() error }, err error) error {
	_ = c.Close() // the first error tells more
	return err
}

// dsn puts every pragma into the data source name, so that each connection of
// a pool has them.
func dsn(o Options, extra string) string {
	synchronous := "FULL"
	if o.Unsafe {
		synchronous = "OFF"
	}
	pragmas := []string{
		"_pragma=busy_timeout(5000)", "_pragma=journal_mode(WAL)", "_pragma=synchronous(" + synchronous + ")",
		"_pragma=cache_size(-16384)", "_pragma=mmap_size(268435456)", "_pragma=temp_store(MEMORY)", extra,
	}
	path := (&url.URL{Path: filepath.ToSlash(o.Path)}).EscapedPath()
	return "file:" + path + "?" + strings.Join(pragmas, "&")
}

// Close ends all connections.
func (s *Store) Close() error {
	return errors.Join(s.pinger.Close(), s.reader.Close(), s.writer.Close())
}

// Ping tells whether the file can be read.
func (s *Store) Ping(ctx context.Context) error {
	var n int64
	return wrap(ctx, s.pinger.QueryRowContext(ctx, "SELECT revision FROM meta").Scan(&n))
}

// View runs fn over the snapshot of one read transaction.
func (s *Store) View(ctx context.Context, fn func(context.Context, graph.Reader) error) error {
	tx, err := s.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return wrap(ctx, err)
	}
	defer func() { _ = tx.Rollback() }() // it read only; nothing is lost
	r := &reader{tx: tx}
	if r.revision, err = revision(ctx, tx); err != nil { // the first statement fixes the snapshot
		return wrap(ctx, err)
	}
	return fn(ctx, r)
}

// Write runs fn in the one write transaction.
func (s *Store) Write(ctx context.Context, fn func(context.Context, graph.Writer) error) (graph.Revision, error) {
	tx, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		return 0, wrap(ctx, err)
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	w := &writer{reader: &reader{tx: tx}}
	if w.revision, err = revision(ctx, tx); err != nil {
		return 0, wrap(ctx, err)
	}
	if err := fn(ctx, w); err != nil {
		return 0, err
	}
	if !w.wrote {
		return w.revision, nil
	}
	next := w.revision + 1
	if _, err := tx.ExecContext(ctx, "UPDATE meta SET revision = ?", int64(next)); err != nil {
		return 0, wrap(ctx, err)
	}
	if err := tx.Commit(); err != nil {
		return 0, wrap(ctx, err)
	}
	return next, nil
}

func revision(ctx context.Context, tx *sql.Tx) (graph.Revision, error) {
	var n int64
	err := tx.QueryRowContext(ctx, "SELECT revision FROM meta").Scan(&n)
	return graph.Revision(n), err
}

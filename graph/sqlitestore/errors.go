package sqlitestore

import (
	"context"
	"errors"
	"fmt"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"github.com/migraph/migraph/graph"
)

// wrap makes a *graph.Error, or the context's error, of an error of the driver.
func wrap(ctx context.Context, err error) error {
	var known *graph.Error
	switch {
	case err == nil || errors.As(err, &known):
		return err
	case ctx.Err() != nil:
		// A statement that a context ended shows as an interrupt, or as a
		// transaction that is done already.
		return context.Cause(ctx)
	}
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return &graph.Error{Code: graph.Internal, Message: "the SQLite store failed", Cause: err}
	}
	switch e.Code() & 0xff {
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
		return &graph.Error{Code: graph.Unavailable, Message: "another program is writing to the database; try again", Cause: err}
	case lib.SQLITE_CANTOPEN, lib.SQLITE_IOERR, lib.SQLITE_READONLY, lib.SQLITE_PERM:
		return &graph.Error{Code: graph.Unavailable, Message: "the database file cannot be read or written", Cause: err}
	case lib.SQLITE_FULL:
		return &graph.Error{Code: graph.Unavailable, Message: "the disk of the database is full", Cause: err}
	case lib.SQLITE_NOTADB, lib.SQLITE_CORRUPT:
		return &graph.Error{Code: graph.Conflict, Message: "the file is no intact SQLite database", Cause: err}
	}
	return &graph.Error{Code: graph.Internal, Message: "the SQLite store failed", Cause: err}
}

// describeOpen names the file in an error of opening it.
func describeOpen(path string, err error) error {
	var e *graph.Error
	if !errors.As(err, &e) {
		return err
	}
	named := *e
	named.Message = fmt.Sprintf("%s: %s", path, e.Message)
	return &named
}

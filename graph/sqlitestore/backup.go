package sqlitestore

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/migraph/migraph/graph"
)

// Copied tells of a file that holds a whole graph.
type Copied struct {
	Revision graph.Revision
	// Schema is the version of how the file keeps the catalog.
	Schema int
	// Bytes of the file.
	Bytes int64
}

// Backup copies the graph in the file path to a new file, while others read and write it.
// What the copy holds is of one revision. It appears when it is whole, has been looked
// through by SQLite's own check, and is safe against loss of power. A file that exists is
// not written over.
func Backup(ctx context.Context, path, to string) (*Copied, error) {
	if err := mustNotExist(to); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(filepath.Dir(to), ".migraph-*") // for its owner alone
	if err != nil {
		return nil, fileFailure(to, "cannot be written", err)
	}
	defer func() {
		_ = f.Close()           // closed before, unless something failed
		_ = os.Remove(f.Name()) // the copy has its own name by then
	}()
	if err := vacuumInto(ctx, path, f.Name()); err != nil {
		return nil, describeOpen(path, err)
	}
	copied, err := Inspect(ctx, f.Name())
	if err != nil {
		return nil, err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return nil, fileFailure(to, "cannot be written", err)
	}
	return copied, nameNew(f.Name(), to)
}

// vacuumInto writes a compact copy of one snapshot, which keeps nobody from writing.
func vacuumInto(ctx context.Context, path, to string) error {
	c, err := connect(ctx, dsn(Options{Path: path}), nil)
	if err != nil {
		return wrap(ctx, err)
	}
	defer func() { _ = c.close() }() // it was read only
	if _, err := c.schema(ctx); err != nil {
		return err
	}
	return wrap(ctx, c.exec(ctx, "VACUUM INTO ?", to))
}

// schema refuses what is no graph of Migraph, or one of a newer version.
func (c *connection) schema(ctx context.Context) (int, error) {
	id, err := c.identity(ctx)
	switch {
	case err != nil:
		return 0, wrap(ctx, err)
	case id.application != applicationID:
		return 0, graph.Errorf(graph.Conflict, "the file is no graph of Migraph")
	}
	return id.schema, id.known()
}

// onlyTables refuses a file with triggers or views. No graph has them: whoever put them
// there could change what later imports write, or what is hidden.
func (c *connection) onlyTables(ctx context.Context) error {
	n, err := c.number(ctx, "SELECT count(*) FROM sqlite_schema WHERE type NOT IN ('table', 'index')")
	if err != nil {
		return wrap(ctx, err)
	}
	if n > 0 {
		return graph.Errorf(graph.Conflict, "the file has triggers or views, which no graph of Migraph has; do not use it")
	}
	return nil
}

// Inspect looks through a file that nobody writes, and tells what graph it holds. It is an
// error if SQLite finds anything wrong in it.
func Inspect(ctx context.Context, path string) (*Copied, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fileFailure(path, "cannot be read", err)
	}
	// What is in a log beside the file would be missed, and it tells that the file is in
	// use, or was copied from one in use.
	if log, err := os.Stat(path + "-wal"); err == nil && log.Size() > 0 {
		return nil, graph.Errorf(graph.Conflict, "%s has a log beside it (-wal): it is in use, or a plain copy of a file in use; make a copy by migraph backup", path)
	}
	copied, err := inspect(ctx, path)
	if err != nil {
		return nil, describeOpen(path, err)
	}
	copied.Bytes = info.Size()
	return copied, nil
}

func inspect(ctx context.Context, path string) (*Copied, error) {
	escaped := (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath()
	c, err := connect(ctx, "file:"+escaped+"?mode=ro&immutable=1", nil)
	if err != nil {
		return nil, wrap(ctx, err)
	}
	defer func() { _ = c.close() }() // it was read only
	schema, err := c.schema(ctx)
	if err != nil {
		return nil, err
	}
	if err := c.onlyTables(ctx); err != nil {
		return nil, err
	}
	var found []string
	err = c.query(ctx, "PRAGMA integrity_check(5)", nil, func(row []driver.Value) error {
		found = append(found, textOf(row[0]))
		return nil
	})
	if err != nil {
		return nil, wrap(ctx, err)
	}
	if len(found) != 1 || found[0] != "ok" {
		return nil, graph.Errorf(graph.Conflict, "the file is damaged: %s", strings.Join(found, "; "))
	}
	revision, err := c.number(ctx, readRevision)
	return &Copied{Revision: graph.Revision(revision), Schema: schema}, wrap(ctx, err)
}

// Restored tells of a restore.
type Restored struct {
	Copied
	// Aside is the file that was there before, if it could not be read and so is kept;
	// empty if it is not.
	Aside string
}

// aside is added to the name of the file that was there before, until a restore is done.
const aside = ".before-restore"

// Restore puts a copy of the file from in the place of the file path. The copy is looked
// through first, and opened, which rewrites it if it is of an older version. A graph in
// use, and a database of another program, are refused. If anything fails, the file is as
// it was.
func Restore(ctx context.Context, from, path string) (*Restored, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fileFailure(filepath.Dir(path), "cannot be made", err)
	}
	if err := mustNotExist(path + aside); err != nil {
		return nil, err
	}
	// Before it is copied: of the file itself, so that the error names it.
	if _, err := Inspect(ctx, from); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".migraph-*")
	if err != nil {
		return nil, fileFailure(path, "cannot be written", err)
	}
	defer func() {
		_ = f.Close()           // closed before, unless something failed
		_ = os.Remove(f.Name()) // it has its place by then
	}()
	if err := copyInto(ctx, f, from); err != nil {
		return nil, err
	}
	copied, err := Inspect(ctx, f.Name()) // what was written, not what was meant
	if err != nil {
		return nil, err
	}
	kept, err := exchange(ctx, f.Name(), path)
	if err != nil {
		return nil, err
	}
	// Bringing it to this version is a change, too.
	if copied.Revision, err = openOnce(ctx, path); err != nil {
		return nil, errors.Join(err, takeBack(path))
	}
	out := &Restored{Copied: *copied}
	if kept {
		out.Aside = path + aside
	} else if err := os.Remove(path + aside); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fileFailure(path+aside, "cannot be removed, but the graph is restored", err)
	}
	return out, nil
}

// copyInto copies a file and makes the copy safe.
func copyInto(ctx context.Context, to *os.File, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return fileFailure(from, "cannot be read", err)
	}
	defer in.Close()
	for {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		_, err := io.CopyN(to, in, 16<<20)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fileFailure(to.Name(), "cannot be written", err)
		}
	}
	if err := errors.Join(to.Sync(), to.Close()); err != nil {
		return fileFailure(to.Name(), "cannot be written", err)
	}
	return nil
}

// exchange puts a new file in the place of an old one, which stays aside. kept tells that
// the old one could not be read.
func exchange(ctx context.Context, fresh, path string) (kept bool, err error) {
	old, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := mustNotExist(path + "-wal"); err != nil { // it would be taken for that of the new file
			return false, err
		}
		return false, nameNew(fresh, path)
	}
	if err != nil {
		return false, fileFailure(path, "cannot be read", err)
	}
	if err := giveTo(fresh, old); err != nil {
		return false, err
	}
	release, kept, err := seize(ctx, path)
	if err != nil {
		return false, describeOpen(path, err)
	}
	// There, files that are open cannot be moved. Elsewhere nobody opens the old file
	// before the new one is in its place.
	if runtime.GOOS == "windows" {
		release()
	} else {
		defer release()
	}
	if kept {
		if err := moveLogs(path, path+aside); err != nil {
			return false, err
		}
	}
	if os.Link(path, path+aside) != nil { // where there are no links
		if err := os.Rename(path, path+aside); err != nil {
			return false, fileFailure(path, "cannot be moved", err)
		}
	}
	if err := os.Rename(fresh, path); err != nil {
		return false, errors.Join(fileFailure(path, "cannot be written", err), takeBack(path))
	}
	return kept, syncFolder(path)
}

// seize locks a file that nobody else has open, with everything that is in its log
// written into it. broken tells that it is no readable database, which nobody can lock.
func seize(ctx context.Context, path string) (release func(), broken bool, err error) {
	if begins, err := beginsAsSQLite(path); err != nil || !begins {
		return func() {}, true, err // without SQLite, which would remove its log
	}
	escaped := (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath()
	c, err := connect(ctx, "file:"+escaped+"?mode=rw&_pragma=busy_timeout(500)", nil)
	if err != nil {
		return nil, false, wrap(ctx, err)
	}
	release = func() { _ = c.close() } // it wrote nothing
	fail := func(err error) (func(), bool, error) {
		release()
		return nil, false, err
	}
	id, err := c.identity(ctx)
	// Only who has a file alone can leave the mode in which it has a log.
	mode := ""
	if err == nil && !id.foreign() {
		err = c.query(ctx, "PRAGMA journal_mode = DELETE", nil, func(row []driver.Value) error { mode = textOf(row[0]); return nil })
	}
	if err == nil {
		err = c.exec(ctx, "BEGIN EXCLUSIVE")
	}
	err = wrap(ctx, err)
	switch {
	case graph.CodeOf(err) == graph.Conflict: // no intact database
		release()
		return func() {}, true, nil
	case err == nil && id.foreign():
		return fail(errForeign)
	case graph.CodeOf(err) == graph.Unavailable, err == nil && mode != "delete":
		return fail(graph.Errorf(graph.Unavailable, "the graph is in use: stop the server, and what else has it open"))
	case err != nil:
		return fail(err)
	}
	return release, false, nil
}

// beginsAsSQLite tells whether a file has the first bytes of a database, or none.
func beginsAsSQLite(path string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, fileFailure(path, "cannot be read", err)
	}
	defer f.Close()
	const magic = "SQLite format 3\x00"
	first := make([]byte, len(magic))
	switch n, err := io.ReadFull(f, first); {
	case errors.Is(err, io.EOF):
		return true, nil
	case errors.Is(err, io.ErrUnexpectedEOF):
		return false, nil
	case err != nil:
		return false, fileFailure(path, "cannot be read", err)
	default:
		return string(first[:n]) == magic, nil
	}
}

// moveLogs moves the logs of a file, which would be taken for those of the next one.
func moveLogs(path, to string) error {
	for _, end := range []string{"-wal", "-shm", "-journal"} {
		if err := os.Rename(path+end, to+end); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fileFailure(path+end, "cannot be moved", err)
		}
	}
	return nil
}

// takeBack puts the file that is aside back into its place.
func takeBack(path string) error {
	if _, err := os.Stat(path + aside); errors.Is(err, fs.ErrNotExist) { // there was none
		return removeAll(path)
	}
	if err := removeAll(path); err != nil {
		return err
	}
	if err := os.Rename(path+aside, path); err != nil {
		return fileFailure(path+aside, "cannot be moved back", err)
	}
	return moveLogs(path+aside, path)
}

// removeAll removes a file with its logs.
func removeAll(path string) error {
	for _, end := range []string{"-wal", "-shm", "-journal", ""} {
		if err := os.Remove(path + end); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fileFailure(path+end, "cannot be removed", err)
		}
	}
	return nil
}

// openOnce opens a graph, which brings it to this version.
func openOnce(ctx context.Context, path string) (graph.Revision, error) {
	s, err := Open(ctx, Options{Path: path})
	if err != nil {
		return 0, err
	}
	revision, err := s.Revision(ctx)
	return revision, errors.Join(err, s.Close())
}

func mustNotExist(path string) error {
	_, err := os.Lstat(path)
	switch {
	case err == nil:
		return graph.Errorf(graph.Conflict, "%s exists already; remove it, or name another file", path)
	case !errors.Is(err, fs.ErrNotExist):
		return fileFailure(path, "cannot be looked at", err)
	}
	return nil
}

// nameNew gives a file a name that none has.
func nameNew(file, name string) error {
	err := os.Link(file, name)
	if errors.Is(err, fs.ErrExist) {
		return mustNotExist(name)
	}
	if err != nil { // where there are no links
		if err := mustNotExist(name); err != nil {
			return err
		}
		if err := os.Rename(file, name); err != nil {
			return fileFailure(name, "cannot be written", err)
		}
	}
	return syncFolder(name)
}

// syncFolder makes the name of a file safe against loss of power, where folders can be.
func syncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(filepath.Dir(path))
	if err != nil {
		return fileFailure(filepath.Dir(path), "cannot be read", err)
	}
	defer d.Close()
	if err := d.Sync(); err != nil {
		return fileFailure(filepath.Dir(path), "cannot be written", err)
	}
	return nil
}

func fileFailure(path, what string, err error) error {
	return &graph.Error{Code: graph.Unavailable, Message: fmt.Sprintf("%s %s", path, what), Cause: err}
}

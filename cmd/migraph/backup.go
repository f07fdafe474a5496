package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/sqlitestore"
)

type backupCmd struct {
	File string `arg:"" help:"File to write; one that exists is not written over."`
	JSON bool   `name:"json" help:"Report as JSON."`
}

// Help teaches what a backup is.
func (backupCmd) Help() string {
	return `Copies a graph in a SQLite file while servers and imports use it. The copy is of one revision, is checked, and appears when it is whole. It is a graph like any other: ask it with --store sqlite:FILE. It holds what is hidden, so keep it as the graph itself is kept; only its owner can read it.

    migraph backup /backups/graph-$(date +%F).db
    migraph restore /backups/graph-2025-01-31.db

A graph in Neo4j is backed up by migraph dump, or by Neo4j's own tools.`
}

// Run makes the backup.
func (c *backupCmd) Run(ctx context.Context, env *environment) error {
	t, err := env.fileTarget("migraph dump writes it as text while it is in use, and neo4j-admin copies its database")
	if err != nil {
		return err
	}
	if !t.exists() {
		return cannotOpen(t, errors.New("it does not exist; serve or import make it"))
	}
	copied, err := sqlitestore.Backup(ctx, t.path, c.File)
	if err != nil {
		return backupFailure(ctx, err)
	}
	if c.JSON {
		return writeJSON(env.stdout, map[string]any{"file": c.File, "revision": copied.Revision, "bytes": copied.Bytes, "schema": copied.Schema})
	}
	_, err = fmt.Fprintf(env.stdout, "%s: %s at revision %d, checked, %d bytes\n", oneLine(c.File), t, copied.Revision, copied.Bytes)
	return err
}

type restoreCmd struct {
	File string `arg:"" help:"Backup to restore; it stays as it is."`
	JSON bool   `name:"json" help:"Report as JSON."`
}

// Help teaches what restoring does.
func (restoreCmd) Help() string {
	return `Puts a backup in the place of a graph in a SQLite file: what the graph holds now is lost, so make a backup of it first. The server must be stopped; a graph in use is refused, and so are a damaged file, one of a newer version and one of another program. Until all is done the old file stays beside it, and if anything fails it is back.

    migraph backup before.db
    migraph restore /backups/graph-2025-01-31.db

A backup of an older version is brought to this one. The graph has the revision of the backup.`
}

// Run restores a backup.
func (c *restoreCmd) Run(ctx context.Context, env *environment) error {
	t, err := env.fileTarget("migraph load puts a dump into an empty store")
	if err != nil {
		return err
	}
	done, err := sqlitestore.Restore(ctx, c.File, t.path)
	if err != nil {
		return backupFailure(ctx, err)
	}
	if c.JSON {
		return writeJSON(env.stdout, map[string]any{"store": t.String(), "revision": done.Revision, "aside": done.Aside})
	}
	_, err = fmt.Fprintf(env.stdout, "%s: restored from %s; the graph is at revision %d.\n", t, oneLine(c.File), done.Revision)
	if err == nil && done.Aside != "" {
		_, err = fmt.Fprintf(env.stdout, "The file that was there could not be read; it is kept as %s.\n", done.Aside)
	}
	return err
}

// fileTarget gives the store if it is a file.
func (f *flags) fileTarget(instead string) (*target, error) {
	t, err := f.target()
	if err != nil {
		return nil, err
	}
	if t.path == "" {
		return nil, usagef("the graph is in Neo4j, and not in a SQLite file: %s", instead)
	}
	return t, nil
}

// backupFailure tells files that are at fault from a store that is away.
func backupFailure(ctx context.Context, err error) *exit {
	switch {
	case ctx.Err() != nil:
		return failed(errors.New("interrupted; nothing was changed"))
	case graph.CodeOf(err) == graph.Conflict:
		return &exit{code: codeInput, err: err, hint: "Nothing was changed."}
	}
	return storeFailure(err)
}

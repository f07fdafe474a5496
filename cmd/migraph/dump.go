package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/mattn/go-isatty"

	"github.com/migraph/migraph/graph"
)

type dumpCmd struct {
	Output string `short:"o" placeholder:"FILE" help:"File to write; standard output without it. A file appears when it is whole."`
}

// Help teaches what a dump is for.
func (dumpCmd) Help() string {
	return `Writes the whole graph as text, for a backup and for moving between SQLite and Neo4j: everything of every audience, rulings and notes of changes among it. A dump also holds what is hidden, so keep it as the store itself is kept.

    migraph dump -o graph.ndjson
    migraph dump | gzip > graph.ndjson.gz
    migraph load graph.ndjson --store neo4j://localhost:7687

Equal graphs have equal dumps, in whatever store they are. The form is that of NDJSON: one JSON object a line. docs/deploy.md tells how to make and test a backup.`
}

// Run writes the dump.
func (c *dumpCmd) Run(ctx context.Context, env *environment) error {
	store, err := env.openExisting(ctx)
	if err != nil {
		return err
	}
	defer closeStore(store, env)
	folder := ""
	if c.Output != "" {
		folder = filepath.Dir(c.Output)
	}
	// A view may begin anew, and what was written to standard output stays written.
	f, err := os.CreateTemp(folder, ".migraph-dump-*")
	if err != nil {
		return cannotWrite(c.Output, err)
	}
	defer func() {
		_ = f.Close()           // closed before, unless writing failed
		_ = os.Remove(f.Name()) // moved, unless writing failed
	}()
	err = store.View(ctx, func(ctx context.Context, r graph.Reader) error {
		if err := rewind(f); err != nil {
			return err
		}
		return graph.Dump(ctx, r, f)
	})
	switch {
	case ctx.Err() != nil:
		return failed(errors.New("interrupted; nothing was written"))
	case err != nil:
		return storeFailure(err)
	}
	if c.Output == "" {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return failed(err)
		}
		to := env.files
		if out, isFile := to.(*os.File); isFile && isatty.IsTerminal(out.Fd()) {
			to = env.stdout
		}
		if _, err := io.Copy(to, f); err != nil {
			return failed(err)
		}
		return nil
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return cannotWrite(c.Output, err)
	}
	if err := os.Rename(f.Name(), c.Output); err != nil {
		return cannotWrite(c.Output, err)
	}
	return nil
}

// rewind empties a file.
func rewind(f *os.File) error {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	return f.Truncate(0)
}

// cannotWrite tells of a file, or of the folder for temporary files if none is named.
func cannotWrite(file string, err error) *exit {
	var path *os.PathError
	if errors.As(err, &path) {
		err = path.Err // without the name as it is
	}
	if file == "" {
		return failed(fmt.Errorf("a temporary file cannot be written (TMPDIR names its folder): %w", err))
	}
	return failed(fmt.Errorf("cannot write %s: %w", oneLine(file), err))
}

package main

import (
	"context"
	"errors"
	"io"
	"os"

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
	// A view may begin anew, and what was written to standard output stays written: so
	// the dump is whole in a file before it goes anywhere.
	write := func(f *os.File) error {
		err := store.View(ctx, func(ctx context.Context, r graph.Reader) error {
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
		return nil
	}
	if c.Output != "" {
		return wholeFile(c.Output, write)
	}
	f, err := os.CreateTemp("", ".migraph-*")
	if err != nil {
		return cannotWrite("", err)
	}
	defer func() {
		_ = f.Close()           // it was read only
		_ = os.Remove(f.Name()) // it is of no use to anybody else
	}()
	if err := write(f); err != nil {
		return err
	}
	to, err := standardOutput(env, "ndjson")
	if err != nil {
		return err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return failed(err)
	}
	if _, err := io.Copy(to, f); err != nil {
		return failed(err)
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

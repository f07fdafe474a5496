package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/migraph/migraph/graph"
)

type loadCmd struct {
	File      string `arg:"" help:"Dump to load; - reads standard input."`
	Unchecked bool   `help:"Do not look for contradictions in the graph, which takes memory for every record. Whether the dump is whole is always checked."`
	JSON      bool   `name:"json" help:"Report as JSON."`
}

// Help teaches what loading does.
func (loadCmd) Help() string {
	return `Puts what migraph dump wrote into an empty store of either kind: all of it, or nothing. A store that holds anything is refused. The graph has the same ids, rulings and revision as the one that was dumped.

    migraph load graph.ndjson --store sqlite:copy.db
    gunzip < graph.ndjson.gz | migraph load - --store neo4j://localhost:7687`
}

// Run loads a dump.
func (c *loadCmd) Run(ctx context.Context, env *environment) error {
	file, label, err := openInput(c.File, env.stdin)
	if err != nil {
		return err
	}
	defer file.Close()
	from, err := seekable(file)
	if err != nil {
		return cannotWrite("", err)
	}
	defer from.Close()
	store, err := env.openStore(ctx)
	if err != nil {
		return err
	}
	defer closeStore(store, env)
	done, err := graph.Load(ctx, store, func() (io.ReadCloser, error) {
		_, err := from.Seek(0, io.SeekStart)
		return io.NopCloser(from), err
	}, graph.LoadOptions{Unchecked: c.Unchecked})
	if err != nil {
		return loadFailure(ctx, label, err)
	}
	if c.JSON {
		return writeJSON(env.stdout, map[string]any{"records": done.Records, "revision": done.Revision})
	}
	_, err = fmt.Fprintf(env.stdout, "%s: loaded %s; the graph is at revision %d.\n", label, plural(done.Records, "record"), done.Revision)
	return err
}

// seekable gives what can be read again: a store may begin a write anew. What is no
// file is copied to a temporary one.
func seekable(from io.ReadCloser) (*os.File, error) {
	if f, ok := from.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			return f, nil
		}
	}
	f, err := os.CreateTemp("", "migraph-load-*")
	if err != nil {
		return nil, err
	}
	// Where the system allows it, the file goes with the program, even one that is killed.
	_ = os.Remove(f.Name())
	if _, err := io.Copy(f, from); err != nil {
		_ = f.Close() // the first error tells more
		return nil, err
	}
	return f, nil
}

// loadFailure tells a dump that is at fault from a store that is.
func loadFailure(ctx context.Context, file string, err error) *exit {
	switch {
	case ctx.Err() != nil:
		return failed(errors.New("interrupted; nothing was written"))
	case graph.CodeOf(err) == graph.Conflict:
		return &exit{code: codeInput, err: err, hint: "Nothing was written."}
	case graph.CodeOf(err) == graph.InvalidArgument:
		return &exit{code: codeInput, err: inputError(file, err), hint: "Nothing was written."}
	}
	return storeFailure(err)
}

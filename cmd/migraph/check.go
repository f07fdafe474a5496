package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/sqlitestore"
	"github.com/migraph/migraph/ingest"
	"github.com/migraph/migraph/ingest/format"
)

type checkCmd struct {
	Files []string `arg:"" optional:"" name:"file" help:"Files to look through, or folders of them; - reads standard input. Without any, the store is checked, or what --config names."`
	Links bool     `help:"Recompute the links of the store and compare them: always part of checking a store."`
	JSON  bool     `name:"json" help:"Report as JSON."`

	tableFlags `embed:""`

	Duplicates bool `help:"List things of the store that may be one, and why."`
	First      int  `placeholder:"N" help:"How many pairs to list (20; all with --json and --csv)."`
	After      int  `placeholder:"N" help:"List the pairs after the first N."`
	CSV        bool `name:"csv" help:"List the pairs as CSV, for a spreadsheet."`
}

// Help teaches the uses.
func (checkCmd) Help() string {
	return `With --config FILE: checks a configuration of serve without serving: its keys and values, addresses, origins, and that the files and folders it names can be read. Variables count as they would for serve. (To check the store that a configuration names, name the configuration by MIGRAPH_CONFIG.) Exit code 2 if there is a mistake.

    migraph check --config migraph.yaml

With files: reads each as import would and lists every mistake with line and column. No store is touched. Exit code 3 if there is a mistake.

    migraph check seed/*.yaml
    migraph check own.xlsx
    migraph check folder

Without: reads the whole store and lists what contradicts itself: references that lead nowhere, claims without a document, links that differ from their claims. Exit code 1 if there is anything.

    migraph check
    migraph check --store neo4j://localhost:7687 --links

With --duplicates: lists pairs of bodies and of initiatives that look alike, the strongest first, with reasons. Nothing merges by itself: look, and rule with migraph merge, or migraph merge --not. Exit code 0.

    migraph check --duplicates
    migraph check --duplicates --first 50 --after 20
    migraph check --duplicates --csv > pairs.csv
    migraph check --duplicates --json | jq '.duplicates[0]'`
}

// Run checks files or the store.
func (c *checkCmd) Run(ctx context.Context, env *environment) error {
	if !c.Duplicates && (c.First != 0 || c.After != 0 || c.CSV) {
		return usagef("--first, --after and --csv are about --duplicates")
	}
	if env.configFlag {
		if len(c.Files) > 0 || c.Links || c.Duplicates {
			return usagef("--config checks a configuration; leave out what is about files or a store, or name the configuration by MIGRAPH_CONFIG")
		}
		return c.checkConfiguration(env)
	}
	if len(c.Files) > 0 {
		if c.Links || c.Duplicates {
			return usagef("--links and --duplicates are about a store; leave out the files")
		}
		return c.checkFiles(ctx, env)
	}
	if c.Duplicates {
		return c.listDuplicates(ctx, env)
	}
	return c.checkStore(ctx, env)
}

// checkedFile is the outcome for one file.
type checkedFile struct {
	File   string `json:"file"`
	Things int    `json:"things"`
	Claims int    `json:"claims"`
	// Rules tell what would not be taken over as it stands.
	Rules []ingest.Rule `json:"rules"`
	Error *failure      `json:"error"`
}

func (c *checkCmd) checkFiles(ctx context.Context, env *environment) error {
	var all []checkedFile
	bad := false
	files, err := c.files()
	if err != nil {
		return err
	}
	for _, file := range files {
		in, err := c.checkFile(ctx, env, file)
		done := checkedFile{File: file}
		if err != nil {
			bad = true
			f := newFailure(err)
			done.Error = &f
			if !c.JSON {
				fmt.Fprintln(env.stdout, err)
			}
		} else {
			done.Things, done.Claims = in.Things.Read, in.Claims.Read
			if in.account != nil {
				done.Rules = in.account.Rules()
			}
			if !c.JSON {
				var b strings.Builder
				fmt.Fprintf(&b, "%s: good, %s and %s\n", oneLine(file), plural(done.Things, "thing"), plural(done.Claims, "claim"))
				in.tellRules(&b)
				fmt.Fprint(env.stdout, b.String())
			}
		}
		all = append(all, done)
		if ctx.Err() != nil {
			return failed(errors.New("interrupted"))
		}
	}
	if c.JSON {
		if err := writeJSON(env.stdout, map[string]any{"files": all}); err != nil {
			return err
		}
	}
	if bad {
		return &exit{code: codeInput}
	}
	return nil
}

// files gives the files to check: of a folder those in it.
func (c *checkCmd) files() ([]string, error) {
	var out []string
	for _, name := range c.Files {
		files, isFolder, err := folderFiles(name)
		switch {
		case err != nil:
			return nil, err
		case isFolder:
			out = append(out, files...)
		default:
			out = append(out, name)
		}
	}
	return out, nil
}

// checkFile reads a file and imports it into a store of its own, for there are
// mistakes that only show when claims are put together.
func (c *checkCmd) checkFile(ctx context.Context, env *environment, file string) (*imported, error) {
	show := newProgress(env.screen, oneLine(file), true)
	defer show.end()
	in, err := readFile(ctx, env.stdin, file, show, format.Options{Dataset: graph.Dataset{Key: "checked"}, Table: c.tableFlags.options()})
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }() // only temporary files are closed
	folder, err := os.MkdirTemp("", "migraph-check-")
	if err != nil {
		return nil, failed(err)
	}
	defer os.RemoveAll(folder)
	scratch, err := sqlitestore.Open(ctx, sqlitestore.Options{Path: filepath.Join(folder, "graph.db"), Unsafe: true})
	if err != nil {
		return nil, storeFailure(err)
	}
	defer closeStore(scratch, env)
	report, err := graph.Apply(ctx, scratch, show.writing(in))
	if err != nil {
		return nil, applyFailure(ctx, file, err)
	}
	return &imported{Report: report, file: file, account: in.Account}, nil
}

func (c *checkCmd) checkStore(ctx context.Context, env *environment) error {
	t, err := env.target()
	if err != nil {
		return err
	}
	if !t.exists() {
		return cannotOpen(t, errors.New("it does not exist; serve or import make it"))
	}
	store, err := t.open(ctx)
	if err != nil {
		return cannotOpen(t, err)
	}
	defer closeStore(store, env)
	found, err := graph.CheckStore(ctx, store)
	if err != nil {
		return storeFailure(err)
	}
	if c.JSON {
		list := []finding{}
		for _, f := range found {
			list = append(list, finding(f))
		}
		err = writeJSON(env.stdout, map[string]any{"store": t.String(), "findings": list})
	} else {
		err = tellDefects(env, t, found)
	}
	if err != nil {
		return err
	}
	if len(found) > 0 {
		return &exit{code: codeFailed}
	}
	return nil
}

// finding is a contradiction for scripts.
type finding struct {
	ID      string `json:"id"`
	Message string `json:"message"`
}

func tellDefects(env *environment, t *target, found []graph.Defect) error {
	for _, f := range found {
		if _, err := fmt.Fprintf(env.stdout, "%s: %s\n", f.ID, f.Message); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(env.stdout, "%s: %s\n", t, plural(len(found), "contradiction"))
	return err
}

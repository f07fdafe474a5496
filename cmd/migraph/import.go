package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest/format"
	"github.com/migraph/migraph/ingest/hxl"
)

// tableFlags are what tables may leave unsaid.
type tableFlags struct {
	Country  string `placeholder:"XX" help:"Country of the rows of a table that name none, where the table has no column of countries or is a spreadsheet of your own (ISO 3166-1, two letters)."`
	Currency string `placeholder:"XXX" help:"Currency of the amounts of a table that have none (ISO 4217)."`
}

func (f tableFlags) options() hxl.Options {
	return hxl.Options{Country: f.Country, Currency: f.Currency}
}

type importCmd struct {
	Files   []string `arg:"" name:"file" help:"File to import, or a folder of files; - reads standard input."`
	Dataset string   `placeholder:"KEY" help:"Key of the dataset. Only Migraph's own files name one themselves. Of a folder each file becomes a dataset of its own, KEY-NAME."`
	Title   string   `help:"What the dataset is, for people."`
	Licence string   `help:"Licence of the dataset; an SPDX identifier if there is one."`
	Format  string   `enum:",iati,table,rates,yaml" default:"" help:"iati, table (HXL hashtags or a Migraph template), rates or yaml. The content tells if left out."`
	DryRun  bool     `help:"Tell what would change, and write nothing."`

	tableFlags `embed:""`

	AllowEmpty       bool `help:"Import a file that says nothing also where that takes all away that the dataset holds."`
	AllowOtherFormat bool `help:"Import a file also where the dataset came of one of another format, which it replaces."`
	JSON             bool `name:"json" help:"Report as JSON."`
}

// Help teaches what an import does.
func (importCmd) Help() string {
	return `Reads IATI activities and organisations (docs/iati.md), tables with HXL hashtags and filled-in templates (docs/spreadsheets.md), Migraph's own files (docs/seed-format.md) and exchange rates (docs/money.md), packed by gzip or not. What a file is, its content tells.

The store then holds for the dataset exactly what the file says: what is new is added, what differs is changed, what is gone is removed. All of it or nothing is written. A file that says nothing is refused where the dataset holds something, one of another format than the dataset came of is refused too, and the report says when half of it or more goes. Importing a file again changes nothing. What a file has and Migraph does not take is counted and explained.

    migraph import newsletter.yaml
    migraph import --dataset sida --licence CC0-1.0 sida-activities.xml.gz
    migraph import --dataset 3w-chad --dry-run who-does-what.xlsx
    migraph import --dataset bank rates.csv
    migraph import --json newsletter.yaml | jq .claims.new
    convert-my-table | migraph import --dataset my-table -`
}

// datasetKey is what a file may give as its key, too.
var datasetKey = regexp.MustCompile(`^[a-z0-9][a-z0-9-]*$`)

// Run imports a file or a folder.
func (c *importCmd) Run(ctx context.Context, env *environment) error {
	if c.Dataset != "" && !datasetKey.MatchString(c.Dataset) {
		return usagef("--dataset %q is no key: write small letters, digits and hyphens, as in my-claims-2024", c.Dataset)
	}
	if len(c.Files) > 1 {
		return usagef("import takes one file or one folder, and here are %d: put them into a folder (migraph import --dataset KEY FOLDER), of which each becomes a dataset of its own, or import them one by one", len(c.Files))
	}
	files, err := c.files()
	if err != nil {
		return c.fail(env.stdout, err)
	}
	all, err := c.readAll(ctx, env, files)
	defer func() {
		for _, in := range all {
			_ = in.Close() // only temporary files are closed
		}
	}()
	if err != nil {
		return c.fail(env.stdout, err)
	}
	collectMore(os.LookupEnv) // what is read lives briefly, what is written long
	store, err := env.openStore(ctx)
	if err != nil {
		return err
	}
	defer closeStore(store, env)
	for i, in := range all {
		if err := c.write(ctx, env, store, files[i], in); err != nil {
			var e *exit
			if errors.As(err, &e) && i > 0 {
				e.hint = "Nothing of this file was written; " + plural(i, "file") + " before it, by name, were taken over."
			}
			return err
		}
	}
	return nil
}

// readAll reads all files before anything is written, so that a mistake in one is
// told while nothing is.
func (c *importCmd) readAll(ctx context.Context, env *environment, files []importFile) ([]*format.Read, error) {
	var all []*format.Read
	var failures []error
	for _, f := range files {
		show := newProgress(env.screen, oneLine(f.name), !c.JSON)
		in, err := readFile(ctx, env.stdin, f.name, show, c.options(f))
		show.end()
		if err != nil {
			failures = append(failures, err)
			continue
		}
		all = append(all, in)
	}
	switch len(failures) {
	case 0:
		return all, nil
	case 1:
		return all, failures[0]
	}
	return all, &exit{code: codeInput, err: errors.Join(failures...)}
}

// importFile is a file and the key of its dataset, empty if it names one itself.
type importFile struct{ name, dataset string }

// files gives the files to import: of a folder all that are not hidden, by name.
func (c *importCmd) files() ([]importFile, error) {
	names, isFolder, err := folderFiles(c.Files[0])
	if err != nil {
		return nil, err
	}
	if !isFolder {
		return []importFile{{c.Files[0], c.Dataset}}, nil
	}
	var out []importFile
	taken := map[string]string{}
	for _, name := range names {
		f, base := importFile{name, ""}, filepath.Base(name)
		if c.Dataset != "" {
			key := keyOf(base)
			if key == "" {
				return nil, &exit{code: codeInput, err: fmt.Errorf("the name %s has no letter from a to z and no digit of which the key of a dataset could be made; rename the file, or import it by itself", oneLine(base))}
			}
			f.dataset = c.Dataset + "-" + key
			if first := taken[f.dataset]; first != "" {
				return nil, &exit{code: codeInput, err: fmt.Errorf("%s and %s would both be the dataset %s; rename one of the two", oneLine(first), oneLine(base), f.dataset)}
			}
			taken[f.dataset] = base
		}
		out = append(out, f)
	}
	return out, nil
}

var noKey = regexp.MustCompile(`[^a-z0-9]+`)

// keyOf makes a key of the name of a file, without what tells its format.
func keyOf(name string) string {
	name, _, _ = strings.Cut(strings.ToLower(name), ".")
	return strings.Trim(noKey.ReplaceAllString(name, "-"), "-")
}

// write puts what was read of a file into the store.
func (c *importCmd) write(ctx context.Context, env *environment, store graph.Store, f importFile, in *format.Read) error {
	show := newProgress(env.screen, oneLine(f.name), !c.JSON)
	defer show.end()
	var alike *lookalikes
	look := func(ctx context.Context, r graph.Reader) {
		var err error
		if alike, err = findAlike(ctx, r); err != nil { // the import is worth more
			env.log.Warn("bodies that look alike could not be looked for", "error", err)
		}
	}
	if c.DryRun {
		store = dryRun{store, look}
	}
	report, err := graph.ApplyGuarded(ctx, store, show.writing(in), graph.Allowed{Empty: c.AllowEmpty, OtherFormat: c.AllowOtherFormat})
	if err != nil {
		failure := applyFailure(ctx, f.name, err)
		failure.hint = refusalHint(err, in.About().Key)
		return c.fail(env.stdout, failure)
	}
	done := imported{Report: report, file: f.name, account: in.Account, dry: c.DryRun}
	if !c.DryRun && done.bringsBodies() {
		err = store.View(ctx, func(ctx context.Context, r graph.Reader) error { look(ctx, r); return nil })
		if err != nil { // the import is done all the same
			env.log.Warn("bodies that look alike could not be looked for", "error", err)
		}
	}
	done.alike = alike.withNew(report)
	show.end()
	if c.JSON {
		return writeJSON(env.stdout, done.forScripts())
	}
	return done.tell(env.stdout)
}

// refusalHint says what to do about an import that was refused as a slip; empty for
// other failures.
func refusalHint(err error, dataset string) string {
	var e *graph.Error
	if !errors.As(err, &e) {
		return ""
	}
	switch e.Argument {
	case graph.ArgumentEmpty:
		return fmt.Sprintf("Is it the right file? To take the dataset away: migraph withdraw %s. To import the file all the same: --allow-empty.", dataset)
	case graph.ArgumentOtherFormat:
		return "Is it the right file, and the right key? To keep both, import the file under a key of its own: --dataset KEY. To replace what the dataset holds: --allow-other-format."
	}
	return ""
}

func (c *importCmd) options(f importFile) format.Options {
	return format.Options{
		Format: c.Format, Table: c.tableFlags.options(),
		Dataset: graph.Dataset{Key: f.dataset, Title: graph.Text(c.Title), Licence: graph.Text(c.Licence)},
	}
}

// readFile reads a file, or standard input for "-".
func readFile(ctx context.Context, stdin io.Reader, name string, show *progress, o format.Options) (*format.Read, error) {
	file, label, err := openInput(name, stdin)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	in, err := format.Open(ctx, label, show.reading(file), o)
	if err != nil {
		return nil, readFailure(ctx, label, err)
	}
	return in, nil
}

// readFailure tells what is wrong with a file that cannot be read.
func readFailure(ctx context.Context, label string, err error) *exit {
	var keyless format.ErrNoKey
	var tableless format.ErrNoTable
	switch {
	case ctx.Err() != nil:
		return failed(errors.New("interrupted; nothing was written"))
	case errors.As(err, &keyless), errors.As(err, &tableless):
		return usagef("%s", err)
	case graph.CodeOf(err) == graph.Internal: // the disk is full
		return failed(err)
	}
	return &exit{code: codeInput, err: inputError(label, err)}
}

// applyFailure tells input that is at fault from a store that is.
func applyFailure(ctx context.Context, file string, err error) *exit {
	var problems graph.Problems
	switch {
	case ctx.Err() != nil:
		return failed(errors.New("interrupted; nothing was written"))
	case errors.As(err, &problems), graph.CodeOf(err) == graph.InvalidArgument, graph.CodeOf(err) == graph.Conflict:
		return &exit{code: codeInput, err: inputError(file, err)}
	}
	return storeFailure(err)
}

// inputError tells everything that is wrong with a file.
func inputError(file string, err error) error {
	var problems graph.Problems
	if !errors.As(err, &problems) {
		return fmt.Errorf("%s: %s", oneLine(file), plain(err))
	}
	return &badInput{oneLine(file), problems}
}

// badInput is a file with a list of mistakes.
type badInput struct {
	file     string
	problems graph.Problems
}

func (e *badInput) Error() string {
	return fmt.Sprintf("%s has %s:\n%v", e.file, plural(len(e.problems), "mistake"), e.problems)
}

// plural counts something whose plural ends in s.
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// fail reports a failure, to scripts as JSON too.
func (c *importCmd) fail(stdout io.Writer, err error) error {
	var e *exit
	if errors.As(err, &e) && e.code == codeInput {
		e.hint = strings.TrimSpace("Nothing was written. " + e.hint)
	}
	if c.JSON {
		if err := writeJSON(stdout, map[string]any{"error": newFailure(err)}); err != nil {
			return err
		}
	}
	return err
}

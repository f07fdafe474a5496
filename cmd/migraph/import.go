package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest/migraphyaml"
	"github.com/migraph/migraph/ingest/ratescsv"
)

type importCmd struct {
	File    string `arg:"" help:"File to import; - reads standard input."`
	Dataset string `placeholder:"KEY" help:"Key of the dataset, instead of the one in the file; a table of exchange rates names none."`
	DryRun  bool   `help:"Tell what would change, and write nothing."`
	JSON    bool   `name:"json" help:"Report as JSON."`
}

// Help teaches what an import does.
func (importCmd) Help() string {
	return `The store then holds for the file's dataset exactly what the file says: what is new is added, what differs is changed, what is gone is removed. All of it or nothing is written. Importing a file again changes nothing.

    migraph import newsletter.yaml
    migraph import --dry-run newsletter.yaml
    migraph import --json newsletter.yaml | jq .claims.new
    convert-my-table | migraph import --dataset my-table -

A table of exchange rates is told by its first line, which names the columns date,currency,to,rate,source; publisher, url and published may follow. Amounts can then be converted (docs/money.md):

    migraph import --dataset central-bank rates.csv`
}

// datasetKey is what a file may give as its key, too.
var datasetKey = regexp.MustCompile(`^[a-z0-9][a-z0-9-]*$`)

// Run imports a file.
func (c *importCmd) Run(ctx context.Context, env *environment) error {
	if c.Dataset != "" && !datasetKey.MatchString(c.Dataset) {
		return usagef("--dataset %q is no key: write small letters, digits and hyphens, as in my-claims-2024", c.Dataset)
	}
	in, err := readImport(c.File, env.stdin, c.Dataset)
	if err != nil {
		return c.fail(env.stdout, err)
	}
	if c.Dataset != "" {
		in.Dataset.Key = c.Dataset
	}
	store, err := env.openStore(ctx)
	if err != nil {
		return err
	}
	defer closeStore(store, env)
	if c.DryRun {
		store = dryRun{store}
	}
	report, err := graph.Apply(ctx, store, in)
	if err != nil {
		return c.fail(env.stdout, applyFailure(ctx, c.File, err))
	}
	if c.JSON {
		return writeJSON(env.stdout, newImportReport(report, c.DryRun))
	}
	return c.tell(env.stdout, report)
}

// readImport reads a file, or standard input for "-", in the format that it is
// told by. dataset is the key for a format that names none; empty if it was not
// given.
func readImport(name string, stdin io.Reader, dataset string) (*graph.Import, error) {
	file, label, err := openInput(name, stdin)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	r := bufio.NewReaderSize(file, longestHead)
	head, _ := r.Peek(longestHead) // what cannot be read is told by who reads on
	var in *graph.Import
	switch {
	case !ratescsv.Is(head) && !strings.HasSuffix(strings.ToLower(name), ".csv"):
		in, err = migraphyaml.Read(label, r)
	case dataset == "":
		return nil, usagef("a table of exchange rates names no dataset; give it a key, as in migraph import --dataset central-bank-rates %s", label)
	default:
		in, err = ratescsv.Read(label, dataset, r)
	}
	if err != nil {
		return nil, &exit{code: codeInput, err: inputError(label, err)}
	}
	return in, nil
}

// longestHead is so much of a file as tells its format.
const longestHead = 64 << 10

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
	if c.JSON {
		if err := writeJSON(stdout, map[string]any{"error": newFailure(err)}); err != nil {
			return err
		}
	}
	if errors.As(err, &e) && e.code == codeInput {
		e.hint = "Nothing was written."
	}
	return err
}

// tell reports to people.
func (c *importCmd) tell(w io.Writer, r *graph.Report) error {
	head := fmt.Sprintf("Imported %s; the graph is at revision %d.", r.Dataset, r.Revision)
	if c.DryRun {
		head = fmt.Sprintf("Importing %s would do this; nothing was written.", r.Dataset)
	}
	text := head + "\n" +
		fmt.Sprintf("%-8s %8s %8s %8s %9s %8s\n", "", "read", "new", "changed", "unchanged", "removed") +
		tallyLine("things", r.Things) + tallyLine("claims", r.Claims)
	if r.Conflicts > 0 {
		text += fmt.Sprintf("%d of the claims are told differently by other datasets; both are kept (ask with where: {conflicting: {eq: true}}).\n", r.Conflicts)
	}
	if r.Protected > 0 {
		text += fmt.Sprintf("%s shown at country level: a finer place can endanger people. Where it cannot, say sensitivity: NOT_SENSITIVE, or reviewed: true.\n", presences(r.Protected))
	}
	if r.Things.Removed+r.Claims.Removed > 0 {
		text += fmt.Sprintf("The dataset %s was there before; what this file does not say is removed. To undo it, import the file that it came from.\n", r.Dataset)
	}
	for i, n := range r.Notices {
		if i == maxNotices {
			text += fmt.Sprintf("... and %d more such entries.\n", len(r.Notices)-i)
			break
		}
		text += fmt.Sprintf("%s: %s.\n", n.Where, n.Message)
	}
	_, err := io.WriteString(w, text)
	return err
}

func presences(n int) string {
	if n == 1 {
		return "1 presence is"
	}
	return fmt.Sprintf("%d presences are", n)
}

// maxNotices bounds the notices that are told to people.
const maxNotices = 20

func tallyLine(name string, t graph.Tally) string {
	return fmt.Sprintf("%-8s %8d %8d %8d %9d %8d\n", name, t.Read, t.New, t.Changed, t.Unchanged, t.Removed)
}

// importReport is the report for scripts; its names are part of the interface.
type importReport struct {
	Dataset   string      `json:"dataset"`
	Revision  int64       `json:"revision"`
	DryRun    bool        `json:"dryRun"`
	Things    graph.Tally `json:"things"`
	Claims    graph.Tally `json:"claims"`
	Conflicts int         `json:"conflicts"`
	Protected int         `json:"protected"`
	Notices   []problem   `json:"notices"`
}

func newImportReport(r *graph.Report, dry bool) importReport {
	notices := []problem{}
	for _, n := range r.Notices {
		notices = append(notices, problem(n))
	}
	return importReport{r.Dataset, int64(r.Revision), dry, r.Things, r.Claims, r.Conflicts, r.Protected, notices}
}

// failure is an error for scripts.
type failure struct {
	Message  string    `json:"message"`
	Problems []problem `json:"problems"`
}

type problem struct {
	Where   string `json:"where"`
	Message string `json:"message"`
}

func newFailure(err error) failure {
	f := failure{Message: err.Error(), Problems: []problem{}}
	var bad *badInput
	if errors.As(err, &bad) {
		f.Message = fmt.Sprintf("%s has %s", bad.file, plural(len(bad.problems), "mistake"))
		for _, p := range bad.problems {
			f.Problems = append(f.Problems, problem(p))
		}
	}
	return f
}

func writeJSON(w io.Writer, v any) error {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := io.WriteString(w, escaped(b.String()))
	return err
}

func closeStore(s graph.Store, env *environment) {
	if err := s.Close(); err != nil {
		env.log.Warn("the store did not close cleanly", "error", err)
	}
}

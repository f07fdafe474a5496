package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/rivo/uniseg"

	"github.com/migraph/migraph/graph"
)

type datasetsCmd struct {
	JSON bool `name:"json" help:"Report as JSON."`
}

// Help teaches what a dataset is.
func (datasetsCmd) Help() string {
	return `A dataset is what one file, or one feed, says: import replaces it as a whole, withdraw takes it away. Its key is in the file, or given by migraph import --dataset.

    migraph datasets
    migraph datasets --json | jq -r '.datasets[].key'`
}

// view reads one state of the store that the flags name.
func (e *environment) view(ctx context.Context, fn func(context.Context, graph.Reader) error) error {
	store, err := e.openExisting(ctx)
	if err != nil {
		return err
	}
	defer closeStore(store, e)
	if err := store.View(ctx, fn); err != nil {
		return storeFailure(err)
	}
	return nil
}

// datasetRow is a dataset for scripts; its names are part of the interface.
type datasetRow struct {
	Key      string `json:"key"`
	Title    string `json:"title"`
	Licence  string `json:"licence"`
	Format   string `json:"format"`
	Revision int    `json:"revision"`
	Things   int    `json:"things"`
	Claims   int    `json:"claims"`
}

// Run lists the datasets.
func (c *datasetsCmd) Run(ctx context.Context, env *environment) error {
	var list []graph.DatasetCount
	err := env.view(ctx, func(ctx context.Context, r graph.Reader) (err error) {
		list, err = graph.Datasets(ctx, r)
		return err
	})
	if err != nil {
		return err
	}
	rows := []datasetRow{}
	for _, d := range list {
		rows = append(rows, datasetRow{d.Key, string(d.Title), string(d.Licence), string(d.Format), d.Revision, d.Descriptions, d.Claims})
	}
	if c.JSON {
		return writeJSON(env.stdout, map[string]any{"datasets": rows})
	}
	lines := [][]string{{"dataset", "format", "things", "claims", "revision", "licence", "title"}}
	for _, r := range rows {
		lines = append(lines, []string{r.Key, cmp.Or(r.Format, unknown), fmt.Sprint(r.Things), fmt.Sprint(r.Claims), fmt.Sprint(r.Revision), cmp.Or(r.Licence, unknown), cmp.Or(r.Title, unknown)})
	}
	return writeColumns(env.stdout, lines, plural(len(rows), "dataset"))
}

// writeColumns shows lines, the first of which heads them, in columns as wide as they
// need, and says how many there are.
func writeColumns(w io.Writer, lines [][]string, count string) error {
	var b strings.Builder
	if len(lines) > 1 {
		widths := make([]int, len(lines[0]))
		for _, l := range lines {
			for i, cell := range l {
				widths[i] = max(widths[i], uniseg.StringWidth(oneLine(cell)))
			}
		}
		for _, l := range lines {
			for i, cell := range l {
				cell = oneLine(cell)
				b.WriteString(cell)
				if i < len(l)-1 {
					b.WriteString(strings.Repeat(" ", widths[i]-uniseg.StringWidth(cell)+2))
				}
			}
			b.WriteByte('\n')
		}
	}
	b.WriteString(count + "\n")
	_, err := io.WriteString(w, b.String())
	return err
}

type withdrawCmd struct {
	Dataset string `arg:"" help:"Key of the dataset; migraph datasets lists them."`
	DryRun  bool   `help:"Tell what would change, and write nothing."`
	JSON    bool   `name:"json" help:"Report as JSON."`
}

// Help teaches what goes and what stays.
func (withdrawCmd) Help() string {
	return `Takes a dataset away, with all that only it says. What another dataset says, too, stays; a thing of which nobody tells any more is gone from lists, but keeps its id. Importing the file again brings everything back, under the same ids.

    migraph withdraw --dry-run my-claims
    migraph withdraw my-claims`
}

// Run withdraws a dataset.
func (c *withdrawCmd) Run(ctx context.Context, env *environment) error {
	store, err := env.openExisting(ctx)
	if err != nil {
		return err
	}
	defer closeStore(store, env)
	if c.DryRun {
		store = dryRun{Store: store}
	}
	r, err := graph.Withdraw(ctx, store, c.Dataset)
	if err != nil {
		e := rulingFailure(ctx, err)
		if graph.CodeOf(err) == graph.NotFound {
			e.hint = c.folderHint(ctx, store)
		}
		return e
	}
	if c.JSON {
		return writeJSON(env.stdout, (&imported{Report: r, dry: c.DryRun}).forScripts())
	}
	head := fmt.Sprintf("Withdrew %s; the graph is at revision %d.", r.Dataset, r.Revision)
	if c.DryRun {
		head = fmt.Sprintf("Withdrawing %s would do this; nothing was written.", r.Dataset)
	}
	_, err = fmt.Fprintf(env.stdout, "%s\nWhat it said of %s goes, and %s; what other datasets say as well stays.\nTo bring it back, import the file that it came from.\n",
		head, plural(r.Things.Removed, "thing"), plural(r.Claims.Removed, "claim"))
	return err
}

// mostHinted bounds the datasets of a folder that are named.
const mostHinted = 10

// folderHint names the datasets that came of a folder which was imported under the key:
// they are withdrawn one by one.
func (c *withdrawCmd) folderHint(ctx context.Context, s graph.Store) string {
	const nothing = "Nothing was written; migraph datasets lists the keys."
	var list []graph.DatasetCount
	err := s.View(ctx, func(ctx context.Context, r graph.Reader) (err error) {
		list, err = graph.Datasets(ctx, r)
		return err
	})
	if err != nil {
		return nothing
	}
	var keys []string
	for _, d := range list {
		if strings.HasPrefix(d.Key, c.Dataset+"-") {
			keys = append(keys, oneLine(d.Key))
		}
	}
	if len(keys) == 0 {
		return nothing
	}
	shown := strings.Join(keys[:min(len(keys), mostHinted)], ", ")
	if left := len(keys) - mostHinted; left > 0 {
		shown += fmt.Sprintf(" and %d more", left)
	}
	return fmt.Sprintf("Nothing was written. Each file of a folder is a dataset of its own; withdraw them one by one: %s.", shown)
}

// rulingFailure tells a mistake of whoever rules from a store that fails.
func rulingFailure(ctx context.Context, err error) *exit {
	switch code := graph.CodeOf(err); {
	case ctx.Err() != nil:
		return failed(errors.New("interrupted; nothing was written"))
	case code == graph.NotFound, code == graph.InvalidArgument, code == graph.Conflict:
		return &exit{code: codeInput, err: err, hint: "Nothing was written."}
	}
	return storeFailure(err)
}

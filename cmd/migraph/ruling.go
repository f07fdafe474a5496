package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/migraph/migraph/graph"
)

// rulingFlags are common to the commands that rule.
type rulingFlags struct {
	Reason string `placeholder:"TEXT" help:"Why, in words, for those who come later."`
	By     string `placeholder:"WHO" help:"Who rules; nobody has to tell."`
	Undo   string `placeholder:"RULING" help:"Take this ruling back; migraph rulings lists them."`
	DryRun bool   `help:"Tell what would change, and write nothing."`
	JSON   bool   `name:"json" help:"Report as JSON."`

	// says is what is ruled on says, in words.
	says string
}

func (f *rulingFlags) why() graph.Why {
	return graph.Why{Reason: graph.Text(f.Reason), By: graph.Text(f.By)}
}

// run rules, or takes a ruling of these kinds back, and reports.
func (f *rulingFlags) run(ctx context.Context, env *environment, rule func(context.Context, graph.Store) (*graph.RulingReport, error), kinds ...graph.RulingKind) error {
	store, err := env.openExisting(ctx)
	if err != nil {
		return err
	}
	defer closeStore(store, env)
	if f.DryRun {
		store = dryRun{Store: store}
	}
	if f.Undo != "" {
		rule = func(ctx context.Context, s graph.Store) (*graph.RulingReport, error) {
			return graph.Undo(ctx, s, f.Undo, kinds...)
		}
	}
	rep, err := rule(ctx, store)
	if err != nil {
		return rulingFailure(ctx, err)
	}
	if f.JSON {
		return writeJSON(env.stdout, newRulingReport(rep, f.DryRun))
	}
	return tellRuling(env.stdout, rep, f.DryRun, f.says)
}

// rulingRow is a ruling for scripts; its names are part of the interface.
type rulingRow struct {
	ID         string `json:"id"`
	Kind       string `json:"kind"`
	Type       string `json:"type"`
	Subject    string `json:"subject"`
	Object     string `json:"object"`
	Dataset    string `json:"dataset"`
	Visibility string `json:"visibility"`
	Reason     string `json:"reason"`
	By         string `json:"by"`
	Revision   int    `json:"revision"`
}

func newRulingRow(r *graph.Ruling) rulingRow {
	return rulingRow{r.ID, string(r.Kind), r.Noun, r.Subject, r.Object, r.Dataset, string(r.Visibility), string(r.Reason), string(r.By), r.Revision}
}

// rulingReport is the report of a ruling for scripts; its names are part of the
// interface.
type rulingReport struct {
	Ruling       rulingRow    `json:"ruling"`
	Undone       bool         `json:"undone"`
	Revision     int64        `json:"revision"`
	DryRun       bool         `json:"dryRun"`
	Things       []ruledThing `json:"things"`
	Descriptions int          `json:"descriptions"`
	Claims       int          `json:"claims"`
	Joined       int          `json:"joined"`
	Circular     int          `json:"circular"`
	Hidden       int          `json:"hidden"`
	Shown        int          `json:"shown"`
}

// ruledThing is a thing before and after; null: there was none, or it was gone.
type ruledThing struct {
	ID     string      `json:"id"`
	Before *thingState `json:"before"`
	After  *thingState `json:"after"`
}

type thingState struct {
	Name        string   `json:"name"`
	OtherNames  []string `json:"otherNames"`
	Identifiers []string `json:"identifiers"`
	Claims      int      `json:"claims"`
}

func stateOf(r graph.Record) *thingState {
	if r == nil || graph.AsThing(r).Tombstone {
		return nil
	}
	t := graph.AsThing(r)
	out := &thingState{Name: t.Name, OtherNames: []string{}, Identifiers: []string{}, Claims: t.ClaimCount}
	for _, a := range t.Aliases {
		out.OtherNames = append(out.OtherNames, a.Name)
	}
	for _, i := range t.Identifiers {
		if i.Hidden < graph.AudienceNone {
			out.Identifiers = append(out.Identifiers, i.Scheme+": "+i.Value)
		}
	}
	return out
}

func newRulingReport(r *graph.RulingReport, dry bool) rulingReport {
	things := []ruledThing{}
	for _, c := range r.Things {
		if x := (ruledThing{c.ID, stateOf(c.Before), stateOf(c.After)}); x.Before != nil || x.After != nil {
			things = append(things, x)
		}
	}
	return rulingReport{newRulingRow(r.Ruling), r.Undone, int64(r.Revision), dry, things,
		r.Descriptions, r.Claims, r.Joined, r.Circular, r.Hidden, r.Shown}
}

// tellRuling reports to people.
func tellRuling(w io.Writer, rep *graph.RulingReport, dry bool, says string) error {
	var b strings.Builder
	r := newRulingReport(rep, dry)
	what := fmt.Sprintf("%s %s", r.Ruling.Kind, r.Ruling.ID)
	switch {
	case dry:
		fmt.Fprintf(&b, "This would change so; nothing was written.\n")
	case r.Undone:
		fmt.Fprintf(&b, "Took %s back; the graph is at revision %d.\n", what, r.Revision)
	default:
		fmt.Fprintf(&b, "Ruled %s; the graph is at revision %d.\n", what, r.Revision)
	}
	if says != "" {
		b.WriteString(oneLine(says) + "\n")
	}
	for _, t := range r.Things {
		fmt.Fprintf(&b, "%s\n  before: %s\n  after:  %s\n", t.ID, stateLine(t.Before, "no thing of its own"), stateLine(t.After, goneLine(rep, t.ID)))
	}
	for _, line := range []struct {
		n    int
		text string
	}{
		{r.Descriptions, "what datasets say of a thing is moved: %s"},
		{r.Claims, "claims moved: %s"},
		{r.Joined, "of these are now one with an equal claim: %s"},
		{r.Circular, "now say something of a thing and itself (look at them): %s"},
		{r.Hidden, "things and claims that fewer may see: %s"},
		{r.Shown, "things and claims that more may see: %s"},
	} {
		if line.n > 0 {
			fmt.Fprintf(&b, line.text+"\n", fmt.Sprint(line.n))
		}
	}
	if !dry && !r.Undone {
		fmt.Fprintf(&b, "To take it back: migraph %s --undo %s\n", commandOf[rep.Ruling.Kind], r.Ruling.ID)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// commandOf is the command that takes a ruling back.
var commandOf = map[graph.RulingKind]string{
	graph.RulingMerge: "merge", graph.RulingDifferent: "merge", graph.RulingSplit: "split", graph.RulingHide: "hide",
}

func goneLine(rep *graph.RulingReport, id string) string {
	for _, c := range rep.Things {
		if c.ID == id && c.After != nil && graph.AsThing(c.After).MergedInto != "" {
			return "leads to " + graph.AsThing(c.After).MergedInto
		}
	}
	return "no thing of its own"
}

func stateLine(s *thingState, none string) string {
	if s == nil {
		return none
	}
	line := fmt.Sprintf("%q, %s that everybody sees", s.Name, plural(s.Claims, "claim"))
	if len(s.OtherNames) > 0 {
		line += fmt.Sprintf(", also called %q", s.OtherNames)
	}
	if len(s.Identifiers) > 0 {
		line += ", " + strings.Join(s.Identifiers, ", ")
	}
	return oneLine(line)
}

type rulingsCmd struct {
	JSON bool `name:"json" help:"Report as JSON."`
}

// Help teaches what rulings are.
func (rulingsCmd) Help() string {
	return `Lists what was ruled by merge, split and hide, and stands. Rulings stay when datasets are imported again or withdrawn; merge, split and hide take them back with --undo.`
}

// Run lists the rulings.
func (c *rulingsCmd) Run(ctx context.Context, env *environment) error {
	var list []*graph.Ruling
	err := env.view(ctx, func(ctx context.Context, r graph.Reader) (err error) {
		list, err = graph.Rulings(ctx, r)
		return err
	})
	if err != nil {
		return err
	}
	rows := []rulingRow{}
	for _, r := range list {
		rows = append(rows, newRulingRow(r))
	}
	if c.JSON {
		return writeJSON(env.stdout, map[string]any{"rulings": rows})
	}
	lines := [][]string{{"ruling", "kind", "of", "and", "dataset", "revision", "by", "reason"}}
	for _, r := range rows {
		lines = append(lines, []string{r.ID, r.Kind, r.Subject, cmp.Or(r.Object, r.Visibility, unknown), cmp.Or(r.Dataset, unknown),
			fmt.Sprint(r.Revision), cmp.Or(r.By, unknown), cmp.Or(r.Reason, unknown)})
	}
	return writeColumns(env.stdout, lines, plural(len(rows), "ruling"))
}

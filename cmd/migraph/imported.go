package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest"
	"github.com/migraph/migraph/ingest/template"
)

// imported is what an import did.
type imported struct {
	*graph.Report
	file    string
	account *ingest.Account // nil for formats of which nothing is left out
	dry     bool
	alike   *alike // nil if nobody looked
}

// maxPlaces is how many places of a rule are told to people.
const maxPlaces = 3

// tell reports to people.
func (i *imported) tell(w io.Writer) error {
	var b strings.Builder
	if i.dry {
		fmt.Fprintf(&b, "Importing %s would do this; nothing was written.\n", i.Dataset)
	} else {
		fmt.Fprintf(&b, "Imported %s; the graph is at revision %d.\n", i.Dataset, i.Revision)
	}
	i.tellRead(&b)
	i.tellLoss(&b)
	fmt.Fprintf(&b, "%-8s %8s %8s %8s %9s %8s\n", "", "read", "new", "changed", "unchanged", "removed")
	b.WriteString(tallyLine("things", i.Things) + tallyLine("claims", i.Claims))
	if n := i.Claims.Equal; n > 0 {
		fmt.Fprintf(&b, "%s equal to another of the file, or by a ruling, kept once, with the rows of all as its sources.\n", plural(n, "claim"))
	}
	i.tellNew(&b)
	if i.Conflicts > 0 {
		fmt.Fprintf(&b, "%d of the claims are told differently by other datasets; both are kept (ask with where: {conflicting: {eq: true}}).\n", i.Conflicts)
	}
	if i.Protected > 0 {
		fmt.Fprintf(&b, "%s shown at country level: a finer place can endanger people. %s\n", presences(i.Protected), i.howToShow())
	}
	if i.Things.Removed+i.Claims.Removed > 0 && !i.losesMost() {
		fmt.Fprintf(&b, "The dataset %s was there before; what this file does not say is removed. To undo it, import the file that it came from.\n", i.Dataset)
	}
	i.tellRules(&b)
	i.tellNotices(&b)
	_, err := io.WriteString(w, b.String())
	return err
}

// fewHeld are so few things or claims that nothing follows if half of them go.
const fewHeld = 10

// losesMost tells whether half or more of the things or of the claims that the dataset
// held goes. The things have the document that is the file, which mostly stays. A claim
// that says something else than before is mostly one that goes and one that is new, so of
// claims the new ones are taken off.
func (i *imported) losesMost() bool {
	most := func(t graph.Tally, gone int) bool { return t.Held() >= fewHeld && 2*gone >= t.Held() }
	return most(i.Things, i.Things.Removed) || most(i.Claims, i.Claims.Removed-i.Claims.New)
}

// tellLoss warns of an import that takes most of a dataset away: mostly it is another
// file, or one of another form, under the same key.
func (i *imported) tellLoss(b *strings.Builder) {
	if !i.losesMost() {
		return
	}
	went := "were removed"
	if i.dry {
		went = "would be removed"
	}
	fmt.Fprintf(b, "LOOK: the dataset %s held %s and %s; %d and %d of these are not in this file and %s. Is it the right file, in the same form as the one before? If not, import that one again, and this one under another key.\n",
		i.Dataset, plural(i.Things.Held(), "thing"), plural(i.Claims.Held(), "claim"), i.Things.Removed, i.Claims.Removed, went)
}

// bringsBodies tells whether there are bodies that are new, beside other things.
func (i *imported) bringsBodies() bool { return i.NewBodies > 0 && i.NewBodies < i.Things.Read }

// tellNew tells of bodies that the graph did not have.
func (i *imported) tellNew(b *strings.Builder) {
	if !i.bringsBodies() {
		return
	}
	fmt.Fprintf(b, "%s new to the graph", bodies(i.NewBodies))
	if i.alike == nil {
		b.WriteString("; migraph check --duplicates shows which may be known under another name.\n")
		return
	}
	i.alike.tell(b)
}

// howToShow says how a place that endangers nobody is shown, in words of the format.
func (i *imported) howToShow() string {
	switch {
	case i.account == nil:
		return "Where it cannot, say sensitivity: NOT_SENSITIVE, or reviewed: true."
	case i.account.Format == template.Format:
		return "Where it cannot, write «Not sensitive» under Sensitivity, or «Yes» under Reviewed."
	}
	return "No column of this format says where it cannot; such rows can be brought in with a spreadsheet of your own (migraph export --template xlsx)."
}

// tellNotices tells of entries that were taken for things of other datasets, by an
// example for each way. What was told before is not told again.
func (i *imported) tellNotices(b *strings.Builder) {
	if i.Things.New+i.Things.Changed == 0 {
		return
	}
	for _, kind := range []struct {
		byName bool
		says   string
	}{
		{false, "are known to other datasets under another name, by an identifier"},
		{true, "are taken for bodies of the same name in the same country"},
	} {
		n, first := 0, graph.Notice{}
		for _, x := range i.Notices {
			if x.ByName == kind.byName {
				if n++; n == 1 {
					first = x
				}
			}
		}
		if n > 0 {
			fmt.Fprintf(b, "%d of the things %s; two things become one with migraph merge, one becomes two with migraph split (docs/identity.md). For example, %s: %s.\n",
				n, kind.says, oneLine(i.withoutFolder(first.Where)), oneLine(first.Message))
		}
	}
}

// tellRead tells what the file has.
func (i *imported) tellRead(b *strings.Builder) {
	if i.account == nil {
		return
	}
	fmt.Fprintf(b, "%s is read as %s", oneLine(i.file), i.account.Format)
	sep := ": "
	elements := i.account.Elements()
	for _, name := range slices.Sorted(maps.Keys(elements)) {
		fmt.Fprintf(b, "%s%d %s", sep, elements[name], name)
		sep = ", "
	}
	b.WriteString(".\n")
	if n := i.account.Undated; n > 0 {
		fmt.Fprintf(b, "%s without a date of their own.\n", plural(n, "claim"))
	}
	if n := i.account.WithoutAmount; n > 0 {
		fmt.Fprintf(b, "%s without an amount: unknown, not 0.\n", plural(n, "flow or plan"))
	}
}

// effects are the headings of what was not taken over as it stands.
var effects = map[ingest.Effect]string{
	ingest.Skipped:  "Left out:",
	ingest.Withheld: "Withheld, since it may be about persons:",
	ingest.Flagged:  "Taken over, but look at it:",
	ingest.NotKept:  "Of kinds that are not kept (--json says why and where):",
}

// tellRules tells what was not taken over as it stands, and why.
func (i *imported) tellRules(b *strings.Builder) {
	if i.account == nil {
		return
	}
	last := ingest.Effect("")
	for _, r := range i.account.Rules() {
		if r.Effect != last {
			fmt.Fprintln(b, effects[r.Effect])
			last = r.Effect
		}
		if r.Effect == ingest.NotKept {
			fmt.Fprintf(b, "%8d  %s\n", r.Count, r.Name)
			continue
		}
		fmt.Fprintf(b, "%8d  %s: %s\n", r.Count, r.Name, oneLine(r.Says))
		for n, place := range r.Places {
			if n == maxPlaces {
				fmt.Fprintf(b, "            ... (--json lists up to %d places)\n", ingest.MaxPlaces)
				break
			}
			fmt.Fprintf(b, "            %s\n", oneLine(i.withoutFolder(place)))
		}
	}
}

// withoutFolder shortens a place in the file to the file's own name.
func (i *imported) withoutFolder(place string) string {
	label := oneLine(i.file)
	if rest, is := strings.CutPrefix(place, label); is {
		return filepath.Base(label) + rest
	}
	return place
}

func presences(n int) string {
	if n == 1 {
		return "1 presence is"
	}
	return fmt.Sprintf("%d presences are", n)
}

func bodies(n int) string {
	if n == 1 {
		return "1 body is"
	}
	return fmt.Sprintf("%d bodies are", n)
}

func tallyLine(name string, t graph.Tally) string {
	return fmt.Sprintf("%-8s %8d %8d %8d %9d %8d\n", name, t.Read, t.New, t.Changed, t.Unchanged, t.Removed)
}

// importReport is the report for scripts; its names are part of the interface.
type importReport struct {
	Dataset       string         `json:"dataset"`
	Revision      int64          `json:"revision"`
	DryRun        bool           `json:"dryRun"`
	File          string         `json:"file,omitempty"`
	Format        string         `json:"format,omitempty"`
	Elements      map[string]int `json:"elements"`
	Things        graph.Tally    `json:"things"`
	Claims        graph.Tally    `json:"claims"`
	NewBodies     int            `json:"newBodies"`
	Conflicts     int            `json:"conflicts"`
	Protected     int            `json:"protected"`
	Undated       int            `json:"undated"`
	WithoutAmount int            `json:"withoutAmount"`
	Withheld      int            `json:"withheld"`
	Skipped       int            `json:"skipped"`
	MostRemoved   bool           `json:"mostRemoved"`
	Rules         []ingest.Rule  `json:"rules"`
	Notices       []problem      `json:"notices"`
}

func (i *imported) forScripts() importReport {
	out := importReport{Dataset: i.Dataset, Revision: int64(i.Revision), DryRun: i.dry, File: i.file, Elements: map[string]int{},
		Things: i.Things, Claims: i.Claims, NewBodies: i.NewBodies, Conflicts: i.Conflicts, Protected: i.Protected,
		MostRemoved: i.losesMost(), Rules: []ingest.Rule{}, Notices: []problem{}}
	if a := i.account; a != nil {
		out.Format, out.Elements, out.Rules = a.Format, a.Elements(), a.Rules()
		out.Undated, out.WithoutAmount = a.Undated, a.WithoutAmount
		for _, r := range out.Rules {
			switch r.Effect {
			case ingest.Withheld:
				out.Withheld += r.Count
			case ingest.Skipped:
				out.Skipped += r.Count
			}
		}
	}
	for _, n := range i.Notices {
		out.Notices = append(out.Notices, problem{n.Where, n.Message})
	}
	return out
}

// failure is an error for scripts.
type failure struct {
	Message string `json:"message"`
	// Hint says what to do, where that is no part of the message.
	Hint     string    `json:"hint,omitempty"`
	Problems []problem `json:"problems"`
}

type problem struct {
	Where   string `json:"where"`
	Message string `json:"message"`
}

func newFailure(err error) failure {
	f := failure{Message: err.Error(), Problems: []problem{}}
	var e *exit
	if errors.As(err, &e) {
		f.Hint = e.hint
	}
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

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest"
)

// imported is what an import did.
type imported struct {
	*graph.Report
	file    string
	account *ingest.Account // nil for formats of which nothing is left out
	dry     bool
}

// The most places of a rule, and entries, that are told to people.
const (
	maxNotices = 20
	maxPlaces  = 3
)

// tell reports to people.
func (i *imported) tell(w io.Writer) error {
	var b strings.Builder
	if i.dry {
		fmt.Fprintf(&b, "Importing %s would do this; nothing was written.\n", i.Dataset)
	} else {
		fmt.Fprintf(&b, "Imported %s; the graph is at revision %d.\n", i.Dataset, i.Revision)
	}
	i.tellRead(&b)
	fmt.Fprintf(&b, "%-8s %8s %8s %8s %9s %8s\n", "", "read", "new", "changed", "unchanged", "removed")
	b.WriteString(tallyLine("things", i.Things) + tallyLine("claims", i.Claims))
	if i.NewBodies > 0 && i.NewBodies < i.Things.Read {
		fmt.Fprintf(&b, "%s new to the graph; migraph check --duplicates shows which may be known under another name.\n", bodies(i.NewBodies))
	}
	if i.Conflicts > 0 {
		fmt.Fprintf(&b, "%d of the claims are told differently by other datasets; both are kept (ask with where: {conflicting: {eq: true}}).\n", i.Conflicts)
	}
	if i.Protected > 0 {
		fmt.Fprintf(&b, "%s shown at country level: a finer place can endanger people. Where it cannot, say sensitivity: NOT_SENSITIVE, or reviewed: true.\n", presences(i.Protected))
	}
	if i.Things.Removed+i.Claims.Removed > 0 {
		fmt.Fprintf(&b, "The dataset %s was there before; what this file does not say is removed. To undo it, import the file that it came from.\n", i.Dataset)
	}
	i.tellRules(&b)
	for n, x := range i.Notices {
		if n == maxNotices {
			fmt.Fprintf(&b, "... and %d more such entries.\n", len(i.Notices)-n)
			break
		}
		fmt.Fprintf(&b, "%s: %s.\n", x.Where, x.Message)
	}
	_, err := io.WriteString(w, b.String())
	return err
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
			fmt.Fprintf(b, "            %s\n", oneLine(place))
		}
	}
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
	Rules         []ingest.Rule  `json:"rules"`
	Notices       []problem      `json:"notices"`
}

func (i *imported) forScripts() importReport {
	out := importReport{Dataset: i.Dataset, Revision: int64(i.Revision), DryRun: i.dry, File: i.file, Elements: map[string]int{},
		Things: i.Things, Claims: i.Claims, NewBodies: i.NewBodies, Conflicts: i.Conflicts, Protected: i.Protected,
		Rules: []ingest.Rule{}, Notices: []problem{}}
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
		out.Notices = append(out.Notices, problem(n))
	}
	return out
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

package export

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/migraph/migraph/graph"
)

// About is what an export tells of itself, so that it can be cited, judged and made
// again.
type About struct {
	// Title says in words what was asked for.
	Title string
	// Question is the text in GraphQL, if one was asked, and Variables what it was
	// asked with, as JSON.
	Question, Variables string
	// AsOf is the day, or the period with a slash, to which claims and initiatives
	// are limited; empty for no limit.
	AsOf string
	// Revision of the graph: a later one can answer otherwise.
	Revision graph.Revision
	Made     time.Time
	// Link leads to the same question: an address, or where none is known, on the
	// command line, a command.
	Link string
	// Address is where the graph is found, such as https://graph.example.org; empty
	// if unknown.
	Address string
	// Datasets are those on which the content rests, by key. With Untold nobody can tell
	// which they are, for the question asks for no ids, and these are all that are public.
	Datasets []*Dataset
	Untold   bool
	// Rows counts the rows that were written, when all are.
	Rows int
}

// Dataset is a source of evidence.
type Dataset struct {
	Key, Title, Licence string
}

// noLicence is what is said of a dataset whose source names no licence.
const noLicence = "no licence stated"

// String gives the dataset as a line: its title, key and licence.
func (d *Dataset) String() string {
	return strings.TrimSpace(d.Title+" ["+d.Key+"]") + ", " + d.Terms()
}

// Terms gives the licence, or says that there is none.
func (d *Dataset) Terms() string {
	if d.Licence == "" {
		return noLicence
	}
	return d.Licence
}

// UntoldDatasets says why all datasets are named.
const UntoldDatasets = "The question asks for no ids and no evidence, so nobody can tell on which datasets its answer rests; these are all datasets of the graph."

// HowToRead are the sentences that every export carries or leads to.
var HowToRead = []string{
	"Every row or link is a claim of a source, not a fact by itself: the sources say who claims it.",
	"An empty cell means that no source says so; it does not mean zero or no.",
	"Amounts are as their sources write them, in their currencies. Flows of different stages or types, and what two sides report of the same transfer, must not be added up.",
	"How often bodies are named together depends on what was published; it does not measure influence.",
}

// Lines gives the account as lines of text, for formats that have one place for it.
func (a *About) Lines() []string {
	out := []string{a.Title}
	if a.AsOf != "" {
		out = append(out, "As of: "+a.AsOf)
	}
	out = append(out, "Revision: "+a.RevisionText(), "Made: "+a.Stamp(), "The same question: "+a.Link)
	if a.Untold {
		out = append(out, UntoldDatasets)
	}
	for _, d := range a.Datasets {
		out = append(out, "Dataset: "+d.String())
	}
	return append(out, HowToRead...)
}

// Stamp gives the time at which the export was made, in UTC.
func (a *About) Stamp() string { return a.Made.UTC().Format(time.RFC3339) }

// Ledger knows the datasets of the graph.
type Ledger struct {
	byKey map[string]*Dataset
	used  map[string]bool
}

// NewLedger reads the datasets. Which of them an export tells of is up to Use.
func NewLedger(ctx context.Context, j *Job) (*Ledger, error) {
	l := &Ledger{map[string]*Dataset{}, map[string]bool{}}
	err := Pages(ctx, j, &graph.Plan{Query: graph.Query{Type: graph.Catalog.Type("Dataset")}}, func(rs []graph.Record) error {
		for _, r := range rs {
			d := r.(*graph.Dataset)
			l.byKey[d.Key] = &Dataset{d.Key, string(d.Title), string(d.Licence)}
		}
		return nil
	})
	return l, err
}

// Use notes that something of a dataset is in the export.
func (l *Ledger) Use(key string) { l.used[key] = true }

// Dataset gives the dataset of a key.
func (l *Ledger) Dataset(key string) *Dataset {
	if d := l.byKey[key]; d != nil {
		return d
	}
	return &Dataset{Key: key}
}

// Used gives the datasets that were used, by key.
func (l *Ledger) Used() []*Dataset {
	var keys []string
	for key := range l.used {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	out := []*Dataset{}
	for _, key := range keys {
		out = append(out, l.Dataset(key))
	}
	return out
}

// UseAll notes every dataset of which the audience may see some evidence.
func (l *Ledger) UseAll(ctx context.Context, j *Job) error {
	for key := range l.byKey {
		for _, t := range graph.Catalog.Of(graph.ClassClaim) {
			if l.used[key] {
				break
			}
			res, err := j.Reader.Fetch(ctx, &graph.Plan{Audience: j.Audience, Query: graph.Query{
				Type: t, Limit: 1, Fields: []string{},
				Where: graph.Related{Edge: "evidence", Where: graph.Compare{Field: "dataset", Op: graph.Eq, Value: key}},
			}})
			if err != nil {
				return err
			}
			if len(res.Lists[0].Records) > 0 {
				l.Use(key)
			}
		}
	}
	return nil
}

// Pages fetches a plan page by page, in the order of ids, as far as the audience of
// the job may see it.
func Pages(ctx context.Context, j *Job, p *graph.Plan, fn func([]graph.Record) error) error {
	p.Audience, p.Limit = j.Audience, PageSize
	for {
		if err := ctx.Err(); err != nil {
			return context.Cause(ctx)
		}
		res, err := j.Reader.Fetch(ctx, p)
		if err != nil {
			return err
		}
		page := res.Lists[0]
		if err := fn(page.Records); err != nil || !page.More {
			return err
		}
		p.After = &graph.Position{ID: graph.IDOf(page.Records[len(page.Records)-1])}
	}
}

// RevisionText gives the revision as digits.
func (a *About) RevisionText() string { return strconv.FormatInt(int64(a.Revision), 10) }

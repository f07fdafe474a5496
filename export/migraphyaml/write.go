package migraphyaml

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/migraph/migraph/graph"
	reading "github.com/migraph/migraph/ingest/migraphyaml"
)

// Options say what to write.
type Options struct {
	// Dataset is the key of the dataset.
	Dataset string
	// Audience is for whom the file is: it holds no more than they may see. Only for
	// AudienceKeeper does it give the same graph again.
	Audience graph.Audience
}

// mostEntries bounds the things and claims of a file. A file of the greatest size has
// no room for as many.
const mostEntries = 100_000

// Write writes a dataset as a file of facts. The code of its error is NotFound if the
// audience sees nothing of such a dataset, LimitExceeded if it is too large for a
// file, and InvalidArgument if it says what the form cannot.
func Write(ctx context.Context, r graph.Reader, o Options, to io.Writer) error {
	in, err := graph.Said(ctx, r, o.Dataset, o.Audience, mostEntries)
	if err != nil {
		return err
	}
	if err := graph.Settled(ctx, r); err != nil {
		return err
	}
	text, err := textOf(in)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(to, text); err != nil {
		return &graph.Error{Code: graph.Internal, Message: "the file cannot be written", Cause: err}
	}
	return nil
}

// Datasets gives the keys of the datasets of which an audience sees anything, in order.
func Datasets(ctx context.Context, r graph.Reader, by graph.Audience) ([]string, error) {
	var all, out []string
	err := r.Scan(ctx, graph.Catalog.Type("Dataset"), func(d graph.Record) error {
		all = append(all, d.(*graph.Dataset).Key)
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, key := range all {
		sees, err := seesAny(ctx, r, key, by)
		if err != nil {
			return nil, err
		}
		if sees {
			out = append(out, key)
		}
	}
	return sorted(out), nil
}

// seesAny tells whether an audience sees a description or another claim by a dataset.
func seesAny(ctx context.Context, r graph.Reader, dataset string, by graph.Audience) (bool, error) {
	if by >= graph.AudienceKeeper {
		return true, nil
	}
	for _, t := range graph.Catalog.Of(graph.ClassClaim) {
		res, err := r.Fetch(ctx, &graph.Plan{Audience: by, Query: graph.Query{Type: t, Limit: 1, Fields: []string{},
			Where: graph.Related{Edge: "evidence", Where: graph.Compare{Field: "dataset", Op: graph.Eq, Value: dataset}}}})
		if err != nil {
			return false, err
		}
		if len(res.Lists[0].Records) > 0 {
			return true, nil
		}
	}
	return false, nil
}

// textOf gives the file of an import whose things have ids.
func textOf(in *graph.Import) (string, error) {
	f, err := keyed(in)
	if err != nil {
		return "", err
	}
	text := render(f.Import, f.named)
	if len(text) > reading.MaxSize {
		return "", graph.Errorf(graph.LimitExceeded, "the dataset %s takes %d megabytes, and a file of facts has %d at the most; migraph dump has no such bound",
			in.Dataset.Key, len(text)>>20, reading.MaxSize>>20)
	}
	back, err := reading.Read(in.Dataset.Key+".yaml", strings.NewReader(text))
	if err != nil {
		return "", refused(in, unreadable(err))
	}
	if what := difference(f.Import, back); what != "" {
		return "", refused(in, what)
	}
	return text, nil
}

func refused(in *graph.Import, why string) error {
	return graph.Errorf(graph.InvalidArgument, "the dataset %s says what a file of facts cannot: %s. migraph dump writes it", in.Dataset.Key, why)
}

// unreadable tells the first thing that is wrong with a file.
func unreadable(err error) string {
	var problems graph.Problems
	if errors.As(err, &problems) && len(problems) > 0 {
		return problems[0].Message
	}
	return err.Error()
}

// difference tells in what two imports differ, empty if in nothing that is stored.
func difference(want, got *graph.Import) string {
	if graph.Content(&want.Dataset) != graph.Content(&got.Dataset) {
		return "its key, title, licence or format have another form"
	}
	if len(want.Things) != len(got.Things) || len(want.Claims) != len(got.Claims) {
		return fmt.Sprintf("%d things and %d claims would be %d and %d", len(want.Things), len(want.Claims), len(got.Things), len(got.Claims))
	}
	for i, w := range want.Things {
		g := got.Things[i]
		if w.Key != g.Key || w.ID != g.ID || w.Slug != g.Slug || w.Visibility != g.Visibility || !sameRecords(w.Record, g.Record, w.Evidence, g.Evidence) {
			return fmt.Sprintf("the %s %s, %.60q, would be read otherwise", graph.TypeOf(w.Record).Name, w.ID, graph.AsThing(w.Record).Name)
		}
	}
	for i, w := range want.Claims {
		g := got.Claims[i]
		if w.Key != g.Key || w.Visibility != g.Visibility || !sameRecords(w.Record, g.Record, w.Evidence, g.Evidence) {
			return fmt.Sprintf("the %s %s would be read otherwise", graph.TypeOf(w.Record).Name, w.Where)
		}
	}
	return ""
}

func sameRecords(x, y graph.Record, of, against []*graph.Evidence) bool {
	if graph.TypeOf(x) != graph.TypeOf(y) || graph.Content(x) != graph.Content(y) || len(of) != len(against) {
		return false
	}
	for i := range of {
		if graph.Content(of[i]) != graph.Content(against[i]) {
			return false
		}
	}
	return true
}

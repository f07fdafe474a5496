package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/duplicate"
)

// Bounds of the search for bodies that look alike after an import: of a hundred
// thousand it takes some two seconds.
const (
	mostCompared = 100_000
	alikeWithin  = 10 * time.Second
	toldAlike    = 3
	mostNamed    = 1000 // pairs
)

// alike are the pairs of which one body is new and that may be one body.
type alike struct {
	count   int
	atLeast bool
	// first are the strongest, and names those of the bodies in them.
	first []*graph.DuplicateCandidate
	names map[string]string
}

// lookalikes are all pairs of bodies that look alike, with the names of those in the
// strongest.
type lookalikes struct {
	*duplicate.Candidates
	names map[string]string
}

// findAlike looks for bodies that look alike in what a store holds. It is nil if they are
// more than can be compared soon.
func findAlike(ctx context.Context, r graph.Reader) (*lookalikes, error) {
	return alikeSoon(ctx, r, alikeWithin)
}

// alikeSoon is findAlike, within some time. What it reads does not end when the time
// does, only what would come next: a writer loses its transaction with a reading that is
// cancelled.
func alikeSoon(ctx context.Context, r graph.Reader, within time.Duration) (*lookalikes, error) {
	soon, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	t := graph.Catalog.Type("Stakeholder")
	res, err := r.Fetch(ctx, &graph.Plan{Audience: graph.AudienceKeeper, Query: graph.Query{Type: t, Where: graph.Live(t), Total: true, TotalOnly: true}})
	if err != nil || res.Lists[0].Total > mostCompared {
		return nil, err
	}
	found, err := duplicate.ReadType(soon, hurried{r, func() (context.Context, error) { return ctx, soon.Err() }}, graph.AudienceKeeper, t.Name)
	if ctx.Err() == nil && errors.Is(soon.Err(), context.DeadlineExceeded) {
		return nil, nil // check --duplicates takes its time
	}
	if err != nil {
		return nil, err
	}
	names, err := namesOf(ctx, r, t.Name, found.List[:min(len(found.List), mostNamed)])
	if err != nil {
		return nil, err
	}
	return &lookalikes{found, names}, nil
}

// hurried reads as long as left gives no error, in the context that it gives.
type hurried struct {
	graph.Reader
	left func() (context.Context, error)
}

// Fetch is that of the reader.
func (h hurried) Fetch(_ context.Context, p *graph.Plan) (*graph.Result, error) {
	ctx, err := h.left()
	if err != nil {
		return nil, err
	}
	return h.Reader.Fetch(ctx, p)
}

// Scan is that of the reader.
func (h hurried) Scan(_ context.Context, t *graph.Type, fn func(graph.Record) error) error {
	ctx, err := h.left()
	if err != nil {
		return err
	}
	return h.Reader.Scan(ctx, t, fn)
}

// withNew gives the pairs of which one body is new. It is nil if nobody looked.
func (l *lookalikes) withNew(rep *graph.Report) *alike {
	if l == nil {
		return nil
	}
	out := &alike{atLeast: l.AtLeast, names: l.names}
	for _, c := range l.List {
		if !rep.NewBodyIDs[c.OneID] && !rep.NewBodyIDs[c.OtherID] {
			continue
		}
		if out.count++; l.names[c.OneID] != "" && len(out.first) < toldAlike {
			out.first = append(out.first, c)
		}
	}
	return out
}

// tell ends the sentence that counts the new bodies.
func (a *alike) tell(b *strings.Builder) {
	if a.count == 0 && !a.atLeast {
		b.WriteString("; none looks like another.\n")
		return
	}
	least := ""
	if a.atLeast {
		least = "at least "
	}
	fmt.Fprintf(b, "; %s%s may be one body (migraph check --duplicates lists them, migraph merge makes two one):\n", least, plural(a.count, "pair"))
	for _, c := range a.first {
		fmt.Fprintf(b, "            %s %q and %s %q: %s\n", c.OneID, a.names[c.OneID], c.OtherID, a.names[c.OtherID], strings.Join(reasonNames(c.Reasons), " "))
	}
}

// namesOf gives the names of the things of pairs.
func namesOf(ctx context.Context, r graph.Reader, noun string, pairs []*graph.DuplicateCandidate) (map[string]string, error) {
	ids := []string{}
	for _, p := range pairs {
		ids = append(ids, p.OneID, p.OtherID)
	}
	res, err := r.Fetch(ctx, &graph.Plan{Audience: graph.AudienceKeeper,
		Query: graph.Query{Type: graph.Catalog.Type(noun), IDs: ids, Fields: []string{"name"}}})
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, x := range res.Lists[0].Records {
		out[graph.IDOf(x)] = graph.AsThing(x).Name
	}
	return out, nil
}

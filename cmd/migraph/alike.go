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
)

// alike are the pairs of which one body is new and that may be one body.
type alike struct {
	count   int
	atLeast bool
	// first are the strongest, and names those of the bodies in them.
	first []*graph.DuplicateCandidate
	names map[string]string
}

// findAlike looks for bodies that are like those that an import brought. It is nil if
// there are none to look for, or more than can be compared soon.
func findAlike(ctx context.Context, store graph.Store, rep *graph.Report) (*alike, error) {
	if rep.NewBodies == 0 || rep.NewBodies == rep.Things.Read {
		return nil, nil
	}
	soon, cancel := context.WithTimeout(ctx, alikeWithin)
	defer cancel()
	var out *alike
	err := store.View(soon, func(ctx context.Context, r graph.Reader) error {
		out = nil
		t := graph.Catalog.Type("Stakeholder")
		res, err := r.Fetch(ctx, &graph.Plan{Audience: graph.AudienceKeeper, Query: graph.Query{Type: t, Where: graph.Live(t), Total: true, TotalOnly: true}})
		if err != nil || res.Lists[0].Total > mostCompared {
			return err
		}
		found, err := duplicate.ReadType(ctx, r, graph.AudienceKeeper, t.Name)
		if err != nil {
			return err
		}
		done := &alike{atLeast: found.AtLeast}
		for _, c := range found.List {
			if !rep.NewBodyIDs[c.OneID] && !rep.NewBodyIDs[c.OtherID] {
				continue
			}
			if done.count++; done.count <= toldAlike {
				done.first = append(done.first, c)
			}
		}
		if done.names, err = namesOf(ctx, r, t.Name, done.first); err != nil {
			return err
		}
		out = done
		return nil
	})
	if errors.Is(soon.Err(), context.DeadlineExceeded) {
		return nil, nil // check --duplicates takes its time
	}
	return out, err
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
		reasons := make([]string, len(c.Reasons))
		for i, r := range c.Reasons {
			reasons[i] = string(r)
		}
		fmt.Fprintf(b, "            %s %q and %s %q: %s\n", c.OneID, a.names[c.OneID], c.OtherID, a.names[c.OtherID], strings.Join(reasons, " "))
	}
}

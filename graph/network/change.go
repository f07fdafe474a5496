package network

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

// ChangeQuestion asks what became of records since a revision.
type ChangeQuestion struct {
	// Since is the revision that is known, Now that which is read.
	Since, Now graph.Revision
	// Types limits the records, by the names of their types; empty means all.
	Types    []string
	Audience graph.Audience
}

// Changes are what became of records since a revision.
type Changes struct {
	// Records, those that changed last first, then by type and id.
	Records []*graph.Changed
	// Datasets are the keys of those that changed something that the audience sees.
	Datasets []string
	// Complete: there are notes of all changes since then. Graphs that an older
	// Migraph made have none of their beginnings.
	Complete bool
}

// maxChanges bounds the records of one answer.
const maxChanges = 200_000

// ChangesSince works out what an audience sees of the changes after a revision: a
// record that came and went is not among them, one that became visible has come.
// It makes one call.
func ChangesSince(ctx context.Context, fetch graph.Fetch, q ChangeQuestion) (*Changes, error) {
	of := graph.Catalog.Type("Change")
	notes, err := fetch(ctx, &graph.Plan{Query: graph.Query{Type: of, Order: graph.Order{Field: "at"},
		Where: graph.Compare{Field: "at", Op: graph.Gt, Value: q.Since.At()}, Limit: maxChanges}})
	if err != nil {
		return nil, err
	}
	told := map[string]bool{}
	for _, r := range notes.Lists[0].Records {
		told[r.(*graph.Change).At] = true
	}
	out := &Changes{Complete: len(told) == int(q.Now-q.Since)}
	became := map[string]*net{}
	seen := map[string]bool{}
	slices.SortStableFunc(notes.Lists[0].Records, func(x, y graph.Record) int {
		a, b := x.(*graph.Change), y.(*graph.Change)
		return cmp.Or(strings.Compare(a.At, b.At), cmp.Compare(a.Order, b.Order))
	})
	for _, r := range notes.Lists[0].Records {
		c := r.(*graph.Change)
		if c.Recounted || c.Noun == "Dataset" {
			continue
		}
		if c.SeenFrom <= q.Audience {
			seen[c.Dataset] = true
		}
		if len(q.Types) > 0 && !slices.Contains(q.Types, c.Noun) {
			continue
		}
		for id := range strings.FieldsSeq(c.IDs) {
			n := became[id]
			if n == nil {
				n = &net{noun: c.Noun, before: c.Before}
				became[id] = n
			}
			n.after = c.After
			if c.SeenFrom <= q.Audience {
				n.at = c.At
			}
		}
		if len(became) > maxChanges || notes.Lists[0].More {
			return nil, graph.Errorf(graph.LimitExceeded, "more than %d records changed since then; ask since a later revision, or of fewer types", maxChanges)
		}
	}
	for id, n := range became {
		if c := n.seenBy(q.Audience, id); c != nil {
			out.Records = append(out.Records, c)
		}
	}
	slices.SortFunc(out.Records, func(x, y *graph.Changed) int {
		return cmp.Or(cmp.Compare(y.At, x.At), strings.Compare(x.Noun, y.Noun), strings.Compare(x.ID, y.ID))
	})
	for key := range seen {
		out.Datasets = append(out.Datasets, key)
	}
	slices.Sort(out.Datasets)
	return out, nil
}

// net is what several changes of one record come to.
type net struct {
	noun          string
	before, after graph.Audience
	at            string // of the last change that shows, empty if none does
}

// seenBy gives what an audience sees of it, nil for nothing.
func (n *net) seenBy(a graph.Audience, id string) *graph.Changed {
	c := &graph.Changed{Base: graph.Base{ID: id}, Noun: n.noun, At: graph.RevisionAt(n.at)}
	switch before, after := n.before <= a, n.after <= a; {
	case n.at == "":
		return nil
	case before && after:
		c.Action = graph.ActionChanged
	case after:
		c.Action = graph.ActionAdded
	case before:
		c.Action = graph.ActionRemoved
	default:
		return nil
	}
	return c
}

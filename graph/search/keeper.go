package search

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/kept"
)

// Keeper keeps the index of the graph's names up to date.
type Keeper = kept.Keeper[Index]

// NewKeeper makes a Keeper of indexes within bounds. open gives the store, or says
// why there is none now.
func NewKeeper(open func() (graph.Store, error), o Options) *Keeper {
	return kept.NewKeeper(kept.Options[Index]{Open: open, Name: "the index of names", Patch: patch,
		Make: func(ctx context.Context, r graph.Reader, a graph.Audience) (*Index, error) {
			return Build(ctx, entries(ctx, newReading(r, a)), o)
		}})
}

// mostPatched is how many things are read to bring an index up to date; of more,
// all are read.
const mostPatched = 50_000

// patch brings an index up to date.
func patch(ctx context.Context, r graph.Reader, a graph.Audience, base kept.Of[Index]) (*Index, error) {
	changed, known, err := changedThings(ctx, r, base.Revision, a)
	if err != nil || !known {
		return nil, err
	}
	entries, err := newReading(r, a).some(ctx, changed)
	if err != nil {
		return nil, err
	}
	there := map[string]bool{}
	for _, e := range entries {
		there[e.ID] = true
	}
	return base.Kept.With(ctx, entries, slices.DeleteFunc(changed, func(id string) bool { return there[id] }))
}

// changedThings gives the things whose entries may have changed since a revision;
// known is false if the notes do not tell, or tell of very many.
func changedThings(ctx context.Context, r graph.Reader, since graph.Revision, a graph.Audience) (ids []string, known bool, err error) {
	notes, known, err := kept.Notes(ctx, r, since)
	if err != nil || !known {
		return nil, false, err
	}
	seen, places := map[string]bool{}, []string{}
	for _, c := range notes {
		if c.Noun == "Place" && !c.Recounted {
			places = append(places, strings.Fields(c.IDs)...)
		}
		if t := graph.Catalog.Type(c.Noun); t.Class == graph.ClassThing {
			for id := range strings.FieldsSeq(c.IDs) {
				seen[id] = true
			}
		} else if a > graph.AudiencePublic && (c.Noun == "Classification" || c.Noun == "Presence") {
			return nil, false, nil // that claims are about things is noted for the public only
		}
	}
	if len(seen) > mostPatched {
		return nil, false, nil
	}
	if err := placedIn(ctx, r.Fetch, places, a, seen); err != nil {
		return nil, false, err
	}
	for id := range seen {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids, true, nil
}

// placedIn adds the initiatives that are in places: their country follows from it.
func placedIn(ctx context.Context, fetch graph.Fetch, places []string, a graph.Audience, seen map[string]bool) error {
	slices.Sort(places)
	for part := range slices.Chunk(slices.Compact(places), kept.Page) {
		res, err := fetch(ctx, &graph.Plan{Audience: a, Query: graph.Query{Type: graph.Catalog.Type("Classification"), Fields: []string{"initiative"},
			Where: graph.Related{Edge: "place", Where: graph.Compare{Field: "id", Op: graph.In, Value: part}}}})
		if err != nil {
			return err
		}
		for _, r := range res.Lists[0].Records {
			if id := r.(*graph.Classification).InitiativeID; id != "" {
				seen[id] = true
			}
		}
	}
	return nil
}

// errEnough ends the reading of entries of which nobody wants more.
var errEnough = errors.New("enough")

// entries gives all entries one after the other, and at last the error that ended
// the reading.
func entries(ctx context.Context, d *reading) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		err := d.all(ctx, func(e Entry) error {
			if !yield(e, nil) {
				return errEnough
			}
			return nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			yield(Entry{}, err)
		}
	}
}

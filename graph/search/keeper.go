package search

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/migraph/migraph/graph"
)

// Keeper keeps the index of the graph's names up to date. A first index is made in
// the background; what changes after that is read by the notes of changes
// (graph.Change), so that a search right after an import need not wait for all
// names. It is safe for concurrent use.
type Keeper struct {
	options KeeperOptions
	life    context.Context // ends with Close
	end     context.CancelCauseFunc
	working sync.WaitGroup

	mu sync.Mutex
	// kept are the indexes of the newest revisions that were asked for, the last
	// one first.
	kept    []kept
	makings map[graph.Audience]*making
	// patching is held by who brings an index up to date.
	patching sync.Mutex
}

// KeeperOptions say how a Keeper works.
type KeeperOptions struct {
	// Open gives the store, or says why there is none now.
	Open func() (graph.Store, error)
	// Index bounds the indexes.
	Index Options
	// Timeout bounds the making of an index; 0 means 30 minutes,
	// of which a million bodies on a busy machine have taken six.
	Timeout time.Duration
}

// kept is the index of one state of the graph, as one audience sees it.
type kept struct {
	revision graph.Revision
	audience graph.Audience
	index    *Index
}

// making is an index that is being made, for all who wait for it.
type making struct {
	done chan struct{} // closed when it is made, or failed
	err  error
}

const (
	// mostKept are the indexes that are kept: who asks of a revision that another
	// has just left still finds it. They share what did not change.
	mostKept = 3
	// mostPatched is how many things are read to bring an index up to date; of
	// more, all are read.
	mostPatched = 50_000
)

// NewKeeper makes a Keeper. Close it when nobody asks any more.
func NewKeeper(o KeeperOptions) *Keeper {
	o.Timeout = cmp.Or(o.Timeout, 30*time.Minute)
	k := &Keeper{options: o, makings: map[graph.Audience]*making{}}
	k.life, k.end = context.WithCancelCause(context.Background())
	return k
}

// Close ends what is being made and waits until it has ended.
func (k *Keeper) Close() error {
	k.end(graph.Errorf(graph.Unavailable, "the server is being stopped; ask again later"))
	k.working.Wait()
	return nil
}

// At gives the index of exactly the state that r reads, as an audience sees it. It
// waits for an index that is being made, as long as ctx lasts.
func (k *Keeper) At(ctx context.Context, r graph.Reader, a graph.Audience) (*Index, error) {
	revision := r.Revision()
	for {
		x, err := k.patched(ctx, r, revision, a)
		if x != nil || err != nil {
			return x, err
		}
		b := k.begin(a)
		select {
		case <-b.done:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
		if b.err != nil {
			return nil, b.err
		}
		if k.newest(a) > revision {
			if x := k.find(revision, a); x != nil {
				return x, nil
			}
			return nil, graph.Errorf(graph.Unavailable, "the graph changed while it was searched; ask again")
		}
	}
}

// Warm lets the first index of an audience be made before anybody searches.
func (k *Keeper) Warm(a graph.Audience) { k.begin(a) }

// find gives the index of a revision, nil if it is not kept.
func (k *Keeper) find(revision graph.Revision, a graph.Audience) *Index {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, x := range k.kept {
		if x.revision == revision && x.audience == a {
			return x.index
		}
	}
	return nil
}

// newest gives the newest revision of which there is an index, -1 if there is none.
func (k *Keeper) newest(a graph.Audience) graph.Revision {
	k.mu.Lock()
	defer k.mu.Unlock()
	out := graph.Revision(-1)
	for _, x := range k.kept {
		if x.audience == a {
			out = max(out, x.revision)
		}
	}
	return out
}

func (k *Keeper) keep(x kept) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.kept = slices.DeleteFunc(k.kept, func(have kept) bool { return have.revision == x.revision && have.audience == x.audience })
	k.kept = append(k.kept, x)
	slices.SortStableFunc(k.kept, func(x, y kept) int { return cmp.Compare(y.revision, x.revision) })
	k.kept = k.kept[:min(len(k.kept), mostKept)]
}

// patched gives the index of a revision if it is kept, or can be made of an older
// one by reading what changed since; else nil.
func (k *Keeper) patched(ctx context.Context, r graph.Reader, revision graph.Revision, a graph.Audience) (*Index, error) {
	if x := k.find(revision, a); x != nil {
		return x, nil
	}
	k.patching.Lock()
	defer k.patching.Unlock()
	if x := k.find(revision, a); x != nil { // another was faster
		return x, nil
	}
	base := kept{revision: -1}
	k.mu.Lock()
	for _, x := range k.kept {
		if x.audience == a && x.revision < revision && x.revision > base.revision {
			base = x
		}
	}
	k.mu.Unlock()
	if base.index == nil {
		return nil, nil
	}
	changed, known, err := changedThings(ctx, r.Fetch, base.revision, revision, a)
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
	x, err := base.index.With(ctx, entries, slices.DeleteFunc(changed, func(id string) bool { return there[id] }))
	if err != nil {
		return nil, err
	}
	k.keep(kept{revision, a, x})
	return x, nil
}

// changedThings gives the things whose entries may have changed since a revision;
// known is false if the notes do not tell, or tell of very many.
func changedThings(ctx context.Context, fetch graph.Fetch, since, now graph.Revision, a graph.Audience) (ids []string, known bool, err error) {
	of := graph.Catalog.Type("Change")
	read := func(q graph.Query) ([]graph.Record, error) {
		q.Type, q.Order = of, graph.Order{Field: "at"}
		res, err := fetch(ctx, &graph.Plan{Query: q, Audience: graph.AudienceKeeper})
		if err != nil {
			return nil, err
		}
		return res.Lists[0].Records, nil
	}
	notes, err := read(graph.Query{Where: graph.Compare{Field: "at", Op: graph.Gt, Value: since.At()}, Limit: mostPatched})
	if err != nil || len(notes) == mostPatched {
		return nil, false, err
	}
	seen, told, places := map[string]bool{}, map[string]bool{}, []string{}
	for _, r := range notes {
		c := r.(*graph.Change)
		told[c.At] = true
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
	if len(told) != int(now-since) || len(seen) > mostPatched {
		return nil, false, nil
	}
	if err := placedIn(ctx, fetch, places, a, seen); err != nil {
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
	for part := range slices.Chunk(slices.Compact(places), readPage) {
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

// begin lets an index be made of the newest state, once for all who wait.
func (k *Keeper) begin(a graph.Audience) *making {
	k.mu.Lock()
	defer k.mu.Unlock()
	if b := k.makings[a]; b != nil {
		return b
	}
	b := &making{done: make(chan struct{})}
	k.makings[a] = b
	k.working.Add(1)
	go func() {
		defer k.working.Done()
		ctx, cancel := context.WithTimeout(k.life, k.options.Timeout)
		defer cancel()
		err := k.make(ctx, a)
		k.mu.Lock()
		delete(k.makings, a)
		k.mu.Unlock()
		b.err = err
		close(b.done)
	}()
	return b
}

// make makes an index of the newest state. It runs in the background, where nobody
// else would survive a panic.
func (k *Keeper) make(ctx context.Context, a graph.Audience) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &graph.Error{Code: graph.Internal, Message: "the index of names could not be made", Cause: fmt.Errorf("panic: %v", p)}
		}
	}()
	store, err := k.options.Open()
	if err != nil {
		return err
	}
	var made kept
	err = store.View(ctx, func(ctx context.Context, r graph.Reader) error {
		x, err := Build(ctx, entries(ctx, newReading(r, a)), k.options.Index)
		made = kept{r.Revision(), a, x}
		return err
	})
	if err == nil {
		k.keep(made)
	}
	return err
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

// Package kept keeps what is worked out of the whole graph, and that a question
// would wait for: an index of names, the book of flows.
package kept

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/migraph/migraph/graph"
)

// Keeper keeps a T of every audience up to date. A first one is made in the
// background; what changes after that is read by the notes of changes
// (graph.Change), so that a question right after an import need not wait until
// everything is read again. It is safe for concurrent use.
type Keeper[T any] struct {
	options Options[T]
	life    context.Context // ends with Close
	end     context.CancelCauseFunc
	working sync.WaitGroup

	mu sync.Mutex
	// kept are those of the newest revisions that were asked for, the last one
	// first.
	kept    []kept[T]
	makings map[graph.Audience]*making
	// patching is held by who brings one up to date.
	patching sync.Mutex
}

// Options say what a Keeper keeps, and how.
type Options[T any] struct {
	// Open gives the store, or says why there is none now.
	Open func() (graph.Store, error)
	// Name says what is kept, for messages: «the index of names».
	Name string
	// Make makes one of the state that a reader reads.
	Make func(context.Context, graph.Reader, graph.Audience) (*T, error)
	// Patch makes one of the state that a reader reads out of that of an older
	// revision, which it leaves as it is; nil if it cannot tell what changed, or
	// too much did.
	Patch func(context.Context, graph.Reader, graph.Audience, Of[T]) (*T, error)
	// Timeout bounds the making of one; 0 means 30 minutes, of which the index of a
	// million names on a busy machine has taken six.
	Timeout time.Duration
}

// Of is what is kept, and the revision of the graph that it is of.
type Of[T any] struct {
	Revision graph.Revision
	Kept     *T
}

// kept is what is kept of one state of the graph, as one audience sees it.
type kept[T any] struct {
	Of[T]
	audience graph.Audience
	// partial: it was made while a part of an import was stored. Notes of changes
	// tell nothing of what such a part held and the whole does not.
	partial bool
}

// making is one that is being made, for all who wait for it.
type making struct {
	done chan struct{} // closed when it is made, or failed
	err  error
}

// mostKept are kept: who asks of a revision that another has just left still finds
// it. They share what did not change.
const mostKept = 3

// NewKeeper makes a Keeper. Close it when nobody asks any more.
func NewKeeper[T any](o Options[T]) *Keeper[T] {
	o.Timeout = cmp.Or(o.Timeout, 30*time.Minute)
	k := &Keeper[T]{options: o, makings: map[graph.Audience]*making{}}
	k.life, k.end = context.WithCancelCause(context.Background())
	return k
}

// Close ends what is being made and waits until it has ended.
func (k *Keeper[T]) Close() error {
	k.end(graph.Errorf(graph.Unavailable, "the server is being stopped; ask again later"))
	k.working.Wait()
	return nil
}

// At gives what is kept of exactly the state that r reads, as an audience sees it.
// It waits for one that is being made, as long as ctx lasts.
func (k *Keeper[T]) At(ctx context.Context, r graph.Reader, a graph.Audience) (*T, error) {
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
			return nil, graph.Errorf(graph.Unavailable, "the graph changed while it was read; ask again")
		}
	}
}

// Warm lets the first one of an audience be made before anybody asks.
func (k *Keeper[T]) Warm(a graph.Audience) { k.begin(a) }

// find gives the one of a revision, nil if it is not kept.
func (k *Keeper[T]) find(revision graph.Revision, a graph.Audience) *T {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, x := range k.kept {
		if x.Revision == revision && x.audience == a {
			return x.Kept
		}
	}
	return nil
}

// newest gives the newest revision of which there is one, -1 if there is none.
func (k *Keeper[T]) newest(a graph.Audience) graph.Revision {
	k.mu.Lock()
	defer k.mu.Unlock()
	out := graph.Revision(-1)
	for _, x := range k.kept {
		if x.audience == a {
			out = max(out, x.Revision)
		}
	}
	return out
}

func (k *Keeper[T]) keep(x kept[T]) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.kept = slices.DeleteFunc(k.kept, func(have kept[T]) bool { return have.Revision == x.Revision && have.audience == x.audience })
	k.kept = append(k.kept, x)
	slices.SortStableFunc(k.kept, func(x, y kept[T]) int { return cmp.Compare(y.Revision, x.Revision) })
	k.kept = k.kept[:min(len(k.kept), mostKept)]
}

// patched gives the one of a revision if it is kept, or can be made of an older
// one by reading what changed since; else nil.
func (k *Keeper[T]) patched(ctx context.Context, r graph.Reader, revision graph.Revision, a graph.Audience) (*T, error) {
	if x := k.find(revision, a); x != nil {
		return x, nil
	}
	k.patching.Lock()
	defer k.patching.Unlock()
	if x := k.find(revision, a); x != nil { // another was faster
		return x, nil
	}
	base := Of[T]{Revision: -1}
	k.mu.Lock()
	for _, x := range k.kept {
		if x.audience == a && !x.partial && x.Revision < revision && x.Revision > base.Revision {
			base = x.Of
		}
	}
	k.mu.Unlock()
	if base.Kept == nil {
		return nil, nil
	}
	x, err := k.options.Patch(ctx, r, a, base)
	if x == nil || err != nil {
		return x, err
	}
	partial, err := r.Importing(ctx)
	if err != nil {
		return nil, err
	}
	k.keep(kept[T]{Of[T]{revision, x}, a, partial})
	return x, nil
}

// begin lets one be made of the newest state, once for all who wait.
func (k *Keeper[T]) begin(a graph.Audience) *making {
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

// make makes one of the newest state. It runs in the background, where nobody
// else would survive a panic.
func (k *Keeper[T]) make(ctx context.Context, a graph.Audience) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &graph.Error{Code: graph.Internal, Message: k.options.Name + " could not be made", Cause: fmt.Errorf("panic: %v", p)}
		}
	}()
	store, err := k.options.Open()
	if err != nil {
		return err
	}
	var made kept[T]
	err = store.View(ctx, func(ctx context.Context, r graph.Reader) error {
		x, err := k.options.Make(ctx, r, a)
		if err != nil {
			return err
		}
		partial, err := r.Importing(ctx) // asked last: what began meanwhile counts
		made = kept[T]{Of[T]{r.Revision(), x}, a, partial}
		return err
	})
	if err == nil {
		k.keep(made)
	}
	return err
}

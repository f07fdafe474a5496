// Package answers keeps rendered answers, each true of one revision of the graph, and
// sends them over HTTP.
package answers

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/internal/bounded"
	"github.com/migraph/migraph/internal/observe"
)

// Made is an answer as it was just made.
type Made struct {
	Body        []byte
	ContentType string
	// Status of HTTP.
	Status int
	// Revision of the state that was read.
	Revision graph.Revision
	// Settled: at this revision the answer will always be the same, so it may be kept.
	Settled bool
}

// Cache keeps answers of the newest revision. It is safe for concurrent use.
type Cache struct {
	revision func(context.Context) (graph.Revision, error)
	kept     *bounded.Cache[*Answer]
	newest   atomic.Int64    // of which answers are kept
	life     context.Context // ends with Close
	end      context.CancelFunc

	mu      sync.Mutex
	flights map[string]*flight
}

// flight is an answer that is being made.
type flight struct {
	waiting int // who waits for it, guarded by the cache
	cancel  context.CancelFunc
	done    chan struct{} // closed when answer and err are there
	answer  *Answer
	err     error
}

// NewCache makes a cache of so many bytes; one of none still lets those who ask the
// same at once share an answer. revision gives the newest revision, and is asked before
// each answer.
func NewCache(bytes int, revision func(context.Context) (graph.Revision, error)) *Cache {
	c := &Cache{revision: revision, kept: bounded.New[*Answer](bytes), flights: map[string]*flight{}}
	c.life, c.end = context.WithCancel(context.Background())
	return c
}

// Close ends what is being made.
func (c *Cache) Close() { c.end() }

// Get gives the answer of a key at the newest revision: the one that is kept, or the one
// that is being made for another, else what make makes. The context of make has the
// values of the first who asks. It ends when the last who waits has left, or with the
// cache: who leaves takes nothing from those who stay, and nothing is made for nobody.
func (c *Cache) Get(ctx context.Context, key string, make func(context.Context) (*Made, error)) (*Answer, error) {
	revision, err := c.revision(ctx)
	if err != nil {
		return nil, err
	}
	c.forget(revision)
	key = strconv.FormatInt(int64(revision), 10) + "\n" + key
	if a, ok := c.kept.Get(key); ok {
		observe.Of(ctx).Kept(observe.Hit)
		return a, nil
	}
	observe.Of(ctx).Kept(observe.Miss)
	f := c.join(ctx, key, func(ctx context.Context) (*Answer, error) { return c.make(ctx, key, revision, make) })
	select {
	case <-f.done:
		return f.answer, f.err
	case <-ctx.Done():
		c.leave(key, f)
		return nil, context.Cause(ctx)
	}
}

// join waits for the answer that is being made of a key, or begins to make one.
func (c *Cache) join(ctx context.Context, key string, work func(context.Context) (*Answer, error)) *flight {
	c.mu.Lock()
	defer c.mu.Unlock()
	f, ok := c.flights[key]
	if !ok {
		ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
		f = &flight{cancel: cancel, done: make(chan struct{})}
		c.flights[key] = f
		go func() {
			defer cancel()
			defer context.AfterFunc(c.life, cancel)()
			f.answer, f.err = work(ctx)
			c.landed(key, f)
		}()
	}
	f.waiting++
	return f
}

// leave ends what nobody waits for any more. Who asks after that begins anew.
func (c *Cache) leave(key string, f *flight) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if f.waiting--; f.waiting > 0 {
		return
	}
	f.cancel()
	if c.flights[key] == f {
		delete(c.flights, key)
	}
}

// landed gives an answer to those who wait for it.
func (c *Cache) landed(key string, f *flight) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.flights[key] == f { // else nobody waits, and another may be on its way
		delete(c.flights, key)
	}
	close(f.done)
}

// make makes an answer, and keeps it if it may.
func (c *Cache) make(ctx context.Context, key string, revision graph.Revision, make func(context.Context) (*Made, error)) (*Answer, error) {
	if a, ok := c.kept.Get(key); ok { // it was made while this one asked
		return a, nil
	}
	made, err := safely(ctx, make)
	if err != nil {
		return nil, err
	}
	a := newAnswer(made)
	// What was read at another revision than this one is true, but not kept: at this
	// revision nobody asks for it.
	if a.lasting && made.Revision == revision {
		c.kept.Add(key, a, len(a.body)+len(a.gzipped))
	}
	return a, nil
}

// forget removes what is of an older revision.
func (c *Cache) forget(revision graph.Revision) {
	if old := c.newest.Load(); old < int64(revision) && c.newest.CompareAndSwap(old, int64(revision)) {
		c.kept.Clear()
	}
}

// safely makes an answer in the background, where nobody else would survive a panic.
func safely(ctx context.Context, make func(context.Context) (*Made, error)) (made *Made, err error) {
	defer func() {
		if p := recover(); p != nil {
			made, err = nil, &graph.Error{Code: graph.Internal, Message: "an answer could not be made", Cause: fmt.Errorf("panic: %v", p)}
		}
	}()
	return make(ctx)
}

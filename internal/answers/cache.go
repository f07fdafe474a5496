// Package answers keeps rendered answers, each true of one revision of the graph, and
// sends them over HTTP.
package answers

import (
	"context"
	"fmt"
	"strconv"
	"sync/atomic"

	"golang.org/x/sync/singleflight"

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
	newest   atomic.Int64 // of which answers are kept
	flights  singleflight.Group
	life     context.Context // ends with Close
	end      context.CancelFunc
}

// NewCache makes a cache of so many bytes; one of none still lets those who ask the
// same at once share an answer. revision gives the newest revision, and is asked before
// each answer.
func NewCache(bytes int, revision func(context.Context) (graph.Revision, error)) *Cache {
	c := &Cache{revision: revision, kept: bounded.New[*Answer](bytes)}
	c.life, c.end = context.WithCancel(context.Background())
	return c
}

// Close ends what is being made.
func (c *Cache) Close() { c.end() }

// Get gives the answer of a key at the newest revision: the one that is kept, or the one
// that is being made for another, else what make makes. The context of make has the
// values of the first who asks, and ends with the cache only: who leaves takes nothing
// from those who stay.
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
	flight := c.flights.DoChan(key, func() (any, error) {
		if a, ok := c.kept.Get(key); ok { // it was made while this one asked
			return a, nil
		}
		work, cancel := context.WithCancel(context.WithoutCancel(ctx))
		defer cancel()
		defer context.AfterFunc(c.life, cancel)()
		made, err := safely(work, make)
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
	})
	select {
	case result := <-flight:
		if result.Err != nil {
			return nil, result.Err
		}
		return result.Val.(*Answer), nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
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

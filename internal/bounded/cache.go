// Package bounded keeps values as long as there is room for them.
package bounded

import (
	"math"
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// Cache keeps values by keys, those that were asked for last, within a number of bytes.
// It is safe for concurrent use.
type Cache[V any] struct {
	most int

	mu    sync.Mutex
	lru   *simplelru.LRU[string, sized[V]]
	bytes int
}

type sized[V any] struct {
	value V
	bytes int
}

// overhead is about what an entry takes beside its key and its value.
const overhead = 256

// New makes a cache of so many bytes. One of none keeps nothing.
func New[V any](bytes int) *Cache[V] {
	c := &Cache[V]{most: bytes}
	var err error
	c.lru, err = simplelru.NewLRU(math.MaxInt, func(_ string, old sized[V]) { c.bytes -= old.bytes })
	if err != nil { // the size is right
		panic(err)
	}
	return c
}

// Get gives the value of a key.
func (c *Cache[V]) Get(key string) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	found, ok := c.lru.Get(key)
	return found.value, ok
}

// Add keeps a value of so many bytes, unless it is larger than the cache. What was not
// asked for longest leaves.
func (c *Cache[V]) Add(key string, value V, bytes int) {
	bytes += len(key) + overhead
	if bytes > c.most {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lru.Remove(key)
	c.lru.Add(key, sized[V]{value, bytes})
	for c.bytes += bytes; c.bytes > c.most; {
		c.lru.RemoveOldest()
	}
}

// Clear removes everything.
func (c *Cache[V]) Clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lru.Purge()
}

// Size gives the number of values that are kept, and the bytes that they take.
func (c *Cache[V]) Size() (values, bytes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.lru.Len(), c.bytes
}

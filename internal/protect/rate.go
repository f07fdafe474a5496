package protect

import (
	"net/netip"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"golang.org/x/time/rate"
)

// maxClients bounds the clients whose requests are counted, some 20 MB. One that has not
// asked for longest is forgotten first: its bucket is the likeliest to be full.
const maxClients = 100_000

// Rate lets each client ask so often: a bucket of Burst requests that fills with
// PerSecond.
type Rate struct {
	perSecond rate.Limit
	burst     int

	mu      sync.Mutex
	clients *simplelru.LRU[netip.Prefix, *rate.Limiter]
}

// NewRate makes a rate of so many requests a second, and at most burst at once.
func NewRate(perSecond float64, burst int) *Rate { return newRate(perSecond, burst, maxClients) }

func newRate(perSecond float64, burst, clients int) *Rate {
	kept, err := simplelru.NewLRU[netip.Prefix, *rate.Limiter](clients, nil)
	if err != nil { // a size that is not positive
		panic(err)
	}
	return &Rate{perSecond: rate.Limit(perSecond), burst: burst, clients: kept}
}

// Allow takes a request of a client, or tells after what time it will take one.
func (r *Rate) Allow(client netip.Prefix, now time.Time) (bool, time.Duration) {
	r.mu.Lock()
	bucket, known := r.clients.Get(client)
	if !known {
		bucket = rate.NewLimiter(r.perSecond, r.burst)
		r.clients.Add(client, bucket)
	}
	r.mu.Unlock()
	if bucket.AllowN(now, 1) {
		return true, 0
	}
	missing := (1 - bucket.TokensAt(now)) / float64(r.perSecond)
	return false, time.Duration(missing * float64(time.Second))
}

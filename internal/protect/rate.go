package protect

import (
	"net/netip"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"golang.org/x/time/rate"
)

// maxClients bounds the clients whose requests are counted, some 28 MB, and as many sites of
// IPv6. One that has not asked for longest is forgotten first: its bucket is the likeliest
// to be full. Who has more addresses than that gains nothing from being forgotten, for
// each of them has a bucket of its own anyway.
const maxClients = 100_000

// Rate lets each client ask so often: a bucket of Burst requests that fills with
// PerSecond. A site of IPv6, which can give itself as many clients as it likes, has as
// much as clientsPerSite of them together.
type Rate struct {
	perSecond rate.Limit
	burst     int

	mu             sync.Mutex
	clients, sites *buckets
}

type buckets = simplelru.LRU[netip.Prefix, *rate.Limiter]

// NewRate makes a rate of so many requests a second, and at most burst at once.
func NewRate(perSecond float64, burst int) *Rate { return newRate(perSecond, burst, maxClients) }

func newRate(perSecond float64, burst, clients int) *Rate {
	return &Rate{perSecond: rate.Limit(perSecond), burst: burst, clients: newBuckets(clients), sites: newBuckets(clients)}
}

func newBuckets(most int) *buckets {
	kept, err := simplelru.NewLRU[netip.Prefix, *rate.Limiter](most, nil)
	if err != nil { // a size that is not positive
		panic(err)
	}
	return kept
}

// Allow takes a request of a client, or tells after what time it will take one. What a
// client is refused costs its site nothing, and what its site is refused makes no bucket:
// one site cannot make others be forgotten.
func (r *Rate) Allow(client netip.Prefix, now time.Time) (bool, time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	bucket, known := r.clients.Get(client)
	if known && bucket.TokensAt(now) < 1 {
		return false, missing(bucket, now)
	}
	if of := siteOf(client); of.IsValid() {
		site, met := r.sites.Get(of)
		if !met {
			site = rate.NewLimiter(r.perSecond*clientsPerSite, r.burst*clientsPerSite)
			r.sites.Add(of, site)
		}
		if !site.AllowN(now, 1) {
			return false, missing(site, now)
		}
	}
	if !known {
		bucket = rate.NewLimiter(r.perSecond, r.burst)
		r.clients.Add(client, bucket)
	}
	return bucket.AllowN(now, 1), 0
}

// missing gives the time until a bucket has a request.
func missing(bucket *rate.Limiter, now time.Time) time.Duration {
	return time.Duration((1 - bucket.TokensAt(now)) / float64(bucket.Limit()) * float64(time.Second))
}

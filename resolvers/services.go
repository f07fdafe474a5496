package resolvers

import (
	"context"
	"errors"
	"runtime"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/duplicate"
	"github.com/migraph/migraph/graph/funding"
	"github.com/migraph/migraph/graph/network/measures"
	"github.com/migraph/migraph/graph/search"
	"github.com/migraph/migraph/internal/bounded"
)

// Services are what operations share: what is worked out of the whole graph once
// for all who ask. They are safe for concurrent use.
type Services struct {
	search   *search.Keeper
	measures *measures.Keeper
	funding  *funding.Keeper
	// fitting are the flows that fit conditions, by these and the revision.
	fitting *bounded.Cache[[]string]
	// duplicates are what looks alike.
	duplicates *duplicate.Keeper
	// adding has room for the questions about money that are worked on at a time.
	adding chan struct{}
}

// NewServices makes the services of a store, which open gives when they need it.
func NewServices(open func() (graph.Store, error)) *Services {
	return &Services{
		search:     search.NewKeeper(open, search.Options{}),
		measures:   measures.NewKeeper(measures.KeeperOptions{Open: open}),
		funding:    funding.NewKeeper(open),
		fitting:    bounded.New[[]string](flowsBytes),
		duplicates: duplicate.NewKeeper(open),
		adding:     make(chan struct{}, runtime.GOMAXPROCS(0)),
	}
}

// Warm lets be made ahead what the first search of an audience, or its first
// question about money, would wait for.
func (s *Services) Warm(a graph.Audience) {
	s.search.Warm(a)
	s.funding.Warm(a)
}

// Close ends what is being worked out.
func (s *Services) Close() error {
	return errors.Join(s.search.Close(), s.measures.Close(), s.funding.Close(), s.duplicates.Close())
}

// searching gives the index of the state that the operation reads.
func (o *Operation) searching(ctx context.Context) (*search.Index, error) {
	if o.services == nil {
		return nil, graph.Errorf(graph.Unavailable, "this server does not search")
	}
	return o.services.search.At(ctx, noting{o.reader, o}, o.audience)
}

// noting is the operation's reader, which remembers failures of the store.
type noting struct {
	graph.Reader
	o *Operation
}

// Fetch runs a plan, for the audience that it names.
func (n noting) Fetch(ctx context.Context, p *graph.Plan) (*graph.Result, error) {
	res, err := n.Reader.Fetch(ctx, p)
	return res, n.o.noted(err)
}

package resolvers

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/migraph/migraph/graph"
)

// Limits bound what one question may ask for.
type Limits struct {
	// Page is the largest page of a list.
	Page int
	// RootPage and NestedPage are the sizes of pages that are not given one.
	RootPage, NestedPage int
	// Rows bounds the rows that all lists of one question may have together, by
	// the sizes of pages that are asked for, and Values the fields of all records.
	Rows, Values int
	// Loads bounds how many edges of records one root field may cross, and Fields
	// how many fields it may select of one record.
	Loads, Fields int
	// Facets bounds the facets of one question: each looks at every record of its list.
	Facets int
}

// DefaultLimits are the limits of a server that nobody configured.
var DefaultLimits = Limits{Page: 100, RootPage: 20, NestedPage: 10, Rows: 30_000, Values: 200_000, Loads: 100, Fields: 100, Facets: 25}

// Operation is one execution of a GraphQL operation over one state of the graph.
type Operation struct {
	reader graph.Reader
	limits Limits
	// audience is who asks.
	audience graph.Audience
	// address is where the service is found by its clients, empty if unknown.
	address string
	// services are nil where none are.
	services *Services
	// suggestions may be asked for.
	suggestions bool

	// compiled keeps what fields ask for: a field below a list is resolved once
	// for each record, and always asks the same. It has a lock of its own, for
	// compiling a filter can ask the store, which notes what it found under mu.
	compiling sync.Mutex
	compiled  map[place]*request

	mu       sync.Mutex
	found    map[string]func() (any, error)
	failure  error
	cost     cost         // that the root fields so far may have
	asked    int          // facets that they have
	calls    atomic.Int32 // of the store
	networks atomic.Int32 // whose measures were asked for
	moneys   atomic.Int32 // questions about money
	// unsettled: something of the answer is still being worked out.
	unsettled atomic.Bool
}

// Setting is what operations of a server have in common.
type Setting struct {
	Limits Limits
	// Audience is who may ask this server.
	Audience graph.Audience
	// Address is where clients find the server, such as https://graph.example.org;
	// empty if unknown.
	Address string
	// Services of the server; nil for none, which leaves searches and measures out.
	Services *Services
	// Suggestions may be asked for.
	Suggestions bool
}

// NewOperation makes an operation that reads from r.
func NewOperation(r graph.Reader, s Setting) *Operation {
	return &Operation{reader: r, limits: s.Limits, audience: s.Audience, address: s.Address,
		services: s.Services, suggestions: s.Suggestions,
		compiled: map[place]*request{}, found: map[string]func() (any, error){}}
}

// Failure gives the first error of the store, nil if there was none. A store
// may want to run the operation again.
func (o *Operation) Failure() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.failure
}

// Settled tells whether the answer so far will be the same whenever it is asked for
// at this revision.
func (o *Operation) Settled() bool { return !o.unsettled.Load() }

// Cost is what an operation may have cost, by the sizes of the pages that it asked for.
type Cost struct {
	// Rows are those of all lists, Values the fields of all records.
	Rows, Values int
	Facets       int
	// Calls is how often the store was asked.
	Calls int
}

// Cost gives what the operation has cost so far.
func (o *Operation) Cost() Cost {
	o.mu.Lock()
	defer o.mu.Unlock()
	return Cost{Rows: o.cost.rows, Values: o.cost.values, Facets: o.asked, Calls: int(o.calls.Load())}
}

// fetch runs a plan and remembers a failure.
func (o *Operation) fetch(ctx context.Context, p *graph.Plan) (*graph.Result, error) {
	p.Audience = o.audience
	o.calls.Add(1)
	res, err := o.reader.Fetch(ctx, p)
	return res, o.noted(err)
}

// aggregate gives groups, those with the most records first, and remembers a failure.
func (o *Operation) aggregate(ctx context.Context, a *graph.Aggregation) ([]graph.Group, error) {
	a.Audience = o.audience
	o.calls.Add(1)
	groups, err := o.reader.Aggregate(ctx, a)
	if err != nil {
		return nil, o.noted(err)
	}
	return groups.Rows, nil
}

// Links gives neighbours, for whom the operation is, and remembers a failure.
func (o *Operation) Links(ctx context.Context, q *graph.LinkQuery) ([]graph.Neighbours, error) {
	q.Audience = o.audience
	o.calls.Add(1)
	out, err := o.reader.Links(ctx, q)
	return out, o.noted(err)
}

// once gives what find gives, which runs for the first caller in the operation
// with a key: a question can ask for the same under many names.
func once[T any](o *Operation, key string, find func() (T, error)) (T, error) {
	o.mu.Lock()
	found := o.found[key]
	if found == nil {
		found = sync.OnceValues(func() (any, error) { return find() })
		o.found[key] = found
	}
	o.mu.Unlock()
	v, err := found()
	if err != nil {
		var none T
		return none, err
	}
	return v.(T), nil
}

// noted remembers the first failure.
func (o *Operation) noted(err error) error {
	if err != nil {
		o.mu.Lock()
		defer o.mu.Unlock()
		if o.failure == nil {
			o.failure = err
		}
	}
	return err
}

type operationKey struct{}

// WithOperation gives resolvers below ctx their operation.
func WithOperation(ctx context.Context, o *Operation) context.Context {
	return context.WithValue(ctx, operationKey{}, o)
}

func operationOf(ctx context.Context) *Operation {
	return ctx.Value(operationKey{}).(*Operation)
}

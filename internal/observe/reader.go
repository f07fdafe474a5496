package observe

import (
	"context"
	"time"

	"github.com/migraph/migraph/graph"
)

// Reader gives a reader that notes its calls in an exchange.
func Reader(r graph.Reader, x *Exchange) graph.Reader {
	if x == nil {
		return r
	}
	return &reader{r, x}
}

type reader struct {
	graph.Reader
	x *Exchange
}

func (r *reader) since(start time.Time) { r.x.Called(time.Since(start)) }

// Fetch is that of the reader.
func (r *reader) Fetch(ctx context.Context, p *graph.Plan) (*graph.Result, error) {
	defer r.since(time.Now())
	return r.Reader.Fetch(ctx, p)
}

// Aggregate is that of the reader.
func (r *reader) Aggregate(ctx context.Context, a *graph.Aggregation) (*graph.Groups, error) {
	defer r.since(time.Now())
	return r.Reader.Aggregate(ctx, a)
}

// Links is that of the reader.
func (r *reader) Links(ctx context.Context, q *graph.LinkQuery) ([]graph.Neighbours, error) {
	defer r.since(time.Now())
	return r.Reader.Links(ctx, q)
}

// Scan is that of the reader. Its time is also that of fn.
func (r *reader) Scan(ctx context.Context, t *graph.Type, fn func(graph.Record) error) error {
	defer r.since(time.Now())
	return r.Reader.Scan(ctx, t, fn)
}

// ScanLinks is that of the reader. Its time is also that of fn.
func (r *reader) ScanLinks(ctx context.Context, fn func(graph.Link) error) error {
	defer r.since(time.Now())
	return r.Reader.ScanLinks(ctx, fn)
}

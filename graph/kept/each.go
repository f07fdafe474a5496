package kept

import (
	"context"

	"github.com/migraph/migraph/graph"
)

// Page is how many records are read at a time.
const Page = 2000

// Each calls fn for all records of a query, as an audience sees them, by their ids.
// It ends at the first error of fn and returns it.
func Each(ctx context.Context, fetch graph.Fetch, a graph.Audience, q graph.Query, fn func(graph.Record) error) error {
	q.Limit = Page
	for {
		res, err := fetch(ctx, &graph.Plan{Query: q, Audience: a})
		if err != nil {
			return err
		}
		l := &res.Lists[0]
		for _, r := range l.Records {
			if err := fn(r); err != nil {
				return err
			}
		}
		if !l.More {
			return nil
		}
		q.After = &graph.Position{ID: graph.IDOf(l.Records[len(l.Records)-1])}
	}
}

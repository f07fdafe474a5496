package graph

import "context"

// Observer is told of the statements that a store runs, for metrics and traces. It is
// safe for concurrent use.
type Observer interface {
	// Statement begins a statement. Its text is made of the catalog and the shape of a
	// question: what people ask for and what the graph holds are parameters, which an
	// observer never sees. The context that it gives is that of the statement. Its end is
	// told once, with the rows that came and the error, if there was one.
	Statement(ctx context.Context, text string) (context.Context, func(rows int, err error))
}

// Observe begins a statement of an observer, which may be nil.
func Observe(ctx context.Context, o Observer, text string) (context.Context, func(rows int, err error)) {
	if o == nil {
		return ctx, unobserved
	}
	return o.Statement(ctx, text)
}

func unobserved(int, error) {}

package resolvers

import (
	"context"
	"slices"

	"github.com/99designs/gqlgen/graphql"

	"github.com/migraph/migraph/graph"
)

// Statistics are figures of the whole graph.
type Statistics struct{ op *Operation }

// TypeCount counts the records of a type.
type TypeCount struct {
	Type  string
	Count int
}

// Share is a part of a whole.
type Share struct{ Count, Of int }

// Statistics of the graph.
func (Query) Statistics(ctx context.Context) (*Statistics, error) {
	return &Statistics{operationOf(ctx)}, nil
}

// Revision counts committed changes.
func (s *Statistics) Revision() int { return int(s.op.reader.Revision()) }

// Importing tells whether a part of an import may be seen.
func (s *Statistics) Importing(ctx context.Context) (bool, error) {
	is, err := s.op.reader.Importing(ctx)
	return is, s.op.noted(err)
}

// count counts the live records of a type that fit, once in an operation: a
// question can ask for the same figures under many names.
func (s *Statistics) count(ctx context.Context, t *graph.Type, where graph.Filter) (int, error) {
	where = graph.All(where, graph.Live(t))
	return once(s.op, "count "+t.Name+" "+graph.Canonical(where), func() (int, error) {
		res, err := s.op.fetch(ctx, &graph.Plan{Query: graph.Query{Type: t, Where: where, TotalOnly: true}})
		if err != nil {
			return 0, err
		}
		return res.Lists[0].Total, nil
	})
}

// claims counts the claims of types that fit, and all of them.
func (s *Statistics) claims(ctx context.Context, types []*graph.Type, where func(*graph.Type) graph.Filter) (*Share, error) {
	out := &Share{}
	for _, t := range types {
		all, err := s.count(ctx, t, nil)
		if err != nil {
			return nil, err
		}
		some, err := s.count(ctx, t, where(t))
		if err != nil {
			return nil, err
		}
		out.Count, out.Of = out.Count+some, out.Of+all
	}
	return out, nil
}

// Counts of the records of each type that the API shows.
func (s *Statistics) Counts(ctx context.Context) ([]*TypeCount, error) {
	var out []*TypeCount
	for _, t := range graph.Catalog.Types() {
		if show[t.Name] == nil {
			continue
		}
		n, err := s.count(ctx, t, nil)
		if err != nil {
			return nil, err
		}
		out = append(out, &TypeCount{t.Name, n})
	}
	return out, nil
}

// withoutRates gives the types of claims but for exchange rates, of which there can
// be so many that shares would tell of nothing else.
func withoutRates() []*graph.Type {
	return slices.DeleteFunc(claimTypes(), func(t *graph.Type) bool { return t.Name == "ExchangeRate" })
}

// Dated claims, by their own dates or those of their initiatives, of those that
// hold at a time.
func (s *Statistics) Dated(ctx context.Context) (*Share, error) {
	timed := slices.DeleteFunc(claimTypes(), func(t *graph.Type) bool { return !t.Dated })
	return s.claims(ctx, timed, func(*graph.Type) graph.Filter {
		return graph.Compare{Field: "undated", Op: graph.Eq, Value: false}
	})
}

// Stated claims.
func (s *Statistics) Stated(ctx context.Context) (*Share, error) {
	return s.claims(ctx, withoutRates(), func(*graph.Type) graph.Filter {
		return graph.Related{Edge: "evidence", Where: graph.Compare{Field: "basis", Op: graph.Eq, Value: "STATED"}}
	})
}

// Conflicting claims.
func (s *Statistics) Conflicting(ctx context.Context) (int, error) {
	share, err := s.claims(ctx, claimTypes(), func(*graph.Type) graph.Filter {
		return graph.Compare{Field: "conflicting", Op: graph.Eq, Value: true}
	})
	if err != nil {
		return 0, err
	}
	return share.Count, nil
}

// WithAmount are the flows whose amount is known.
func (s *Statistics) WithAmount(ctx context.Context) (*Share, error) {
	flows := graph.Catalog.Type("Flow")
	of, err := s.count(ctx, flows, nil)
	if err != nil {
		return nil, err
	}
	count, err := s.count(ctx, flows, graph.Compare{Field: "amount", Op: graph.IsNull, Value: false})
	return &Share{count, of}, err
}

// NewestDocument is the one that was published last, nil if none is dated.
func (s *Statistics) NewestDocument(ctx context.Context) (*Document, error) {
	p := newPlanner(ctx)
	plan, err := p.record(graph.Catalog.Type("Document"), graphql.GetFieldContext(ctx).Field)
	if err != nil {
		return nil, err
	}
	plan.Where = graph.All(graph.Live(plan.Type), graph.Compare{Field: "dateEarliest", Op: graph.IsNull, Value: false})
	plan.Order, plan.Limit = graph.Order{Field: "dateEarliest", Desc: true}, 1
	if err := p.afford(plan, 1); err != nil {
		return nil, err
	}
	res, err := s.op.fetch(ctx, plan)
	if err != nil || len(res.Lists[0].Records) == 0 {
		return nil, err
	}
	return showDocument(res.Lists[0].Records[0]), nil
}

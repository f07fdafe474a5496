package api

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/migraph/migraph/internal/observe"
)

// observed begins to note an operation in the exchange of its request, which is nil if
// nobody listens.
func observed(ctx context.Context, x *observe.Exchange) (context.Context, func(failed bool)) {
	if x == nil {
		return ctx, unobserved
	}
	op := graphql.GetOperationContext(ctx)
	x.Asked(op.RawQuery, op.Variables)
	return x.Operation(ctx, op.Operation.Name)
}

func unobserved(bool) {}

// noteFailure notes an error that a client sees. A question that is no GraphQL never
// begins as an operation, so it is noted here.
func noteFailure(ctx context.Context, err *gqlerror.Error) {
	x := observe.Of(ctx)
	if x == nil || err == nil {
		return
	}
	code, _ := err.Extensions["code"].(string)
	x.Failed(code)
	if graphql.HasOperationContext(ctx) {
		if op := graphql.GetOperationContext(ctx); op.Operation == nil {
			x.Asked(op.RawQuery, op.Variables)
		}
	}
}

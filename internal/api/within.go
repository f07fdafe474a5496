package api

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/internal/exec"
)

// Within gives a function that answers questions of these options from a state of
// the graph that the caller holds open: several questions are then answered from
// the very same one. With the data it gives the operation that was asked, so that
// the caller knows the type of each field. It is as strict as Ask, and gives the
// first error of an answer.
//
// What a question needs of the whole graph (an index of names, a book of flows) is
// that of the services of the options, and of the state that is read or an error.
func Within(o Options) func(ctx context.Context, r graph.Reader, q Question) (json.RawMessage, *ast.OperationDefinition, error) {
	e := newExecutor(o)
	return func(ctx context.Context, r graph.Reader, q Question) (json.RawMessage, *ast.OperationDefinition, error) {
		var asked *ast.OperationDefinition
		ctx = context.WithValue(ctx, heldKey{}, &held{r, &asked})
		response := answer(ctx, e, q)
		if len(response.Errors) > 0 {
			err := response.Errors[0]
			own := ownError(err)
			if len(err.Path) > 1 && err.Path[0] == ast.PathName("variable") {
				own.Message = "the variable $" + strings.TrimPrefix(err.Path.String(), "variable.") + ": " + own.Message
			}
			return nil, nil, own
		}
		return response.Data, asked, nil
	}
}

// Schema gives the schema of the API.
func Schema() *ast.Schema { return exec.NewExecutableSchema(exec.Config{}).Schema() }

// held is the state of the graph that a caller holds open, and where to note the
// operation that is asked.
type held struct {
	reader graph.Reader
	asked  **ast.OperationDefinition
}

type heldKey struct{}

// view gives the way to look at one state of the graph: the one that the caller
// holds open, else one of the store.
func (o Options) view(ctx context.Context) (func(context.Context, func(context.Context, graph.Reader) error) error, error) {
	if h, ok := ctx.Value(heldKey{}).(*held); ok {
		*h.asked = graphql.GetOperationContext(ctx).Operation
		return func(ctx context.Context, fn func(context.Context, graph.Reader) error) error {
			return fn(ctx, h.reader)
		}, nil
	}
	store, err := o.Store()
	if err != nil {
		return nil, err
	}
	return store.View, nil
}

package api

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/internal/exec"
)

// Question is what somebody asks in this process.
type Question struct {
	Text string
	// Operation names one of several operations of the text.
	Operation string
	Variables map[string]any
}

// Ask answers a question as the handler of these options would, but without
// HTTP. It is stricter about what is meant for the question and does not fit:
// whoever asks on a command line wants to know of a slip.
func Ask(ctx context.Context, o Options, q Question) *graphql.Response {
	e := executor.New(exec.NewExecutableSchema(exec.Config{Resolvers: root{}}))
	o.configure(e)
	ctx = graphql.StartOperationTrace(ctx)
	op, errs := e.CreateOperationContext(ctx, &graphql.RawParams{
		Query: q.Text, OperationName: q.Operation, Variables: q.Variables, Headers: http.Header{},
	})
	if slip := misfit(op, q); slip != nil {
		errs = gqlerror.List{slip}
	}
	if len(errs) > 0 {
		return e.DispatchError(graphql.WithOperationContext(ctx, op), errs)
	}
	responses, ctx := e.DispatchOperation(ctx, op)
	return responses(ctx)
}

// misfit tells of an operation or a variable that the text does not have.
func misfit(op *graphql.OperationContext, q Question) *gqlerror.Error {
	if op.Doc == nil {
		return nil
	}
	if op.Operation == nil {
		return slip("operation", "there is no question %q; there are: %s", q.Operation, names(op.Doc.Operations))
	}
	for _, name := range slices.Sorted(maps.Keys(q.Variables)) {
		if op.Operation.VariableDefinitions.ForName(name) == nil {
			return slip("variables", "the question has no variable $%s; it has: %s", name, variables(op.Operation))
		}
	}
	return nil
}

func slip(argument, format string, args ...any) *gqlerror.Error {
	err := gqlerror.Errorf(format, args...)
	err.Extensions = map[string]any{"code": string(graph.InvalidArgument), "argument": argument}
	return err
}

func names(list ast.OperationList) string {
	var out []string
	for _, op := range list {
		out = append(out, op.Name)
	}
	return strings.Join(out, ", ")
}

func variables(op *ast.OperationDefinition) string {
	if len(op.VariableDefinitions) == 0 {
		return "none"
	}
	var out []string
	for _, v := range op.VariableDefinitions {
		out = append(out, "$"+v.Variable)
	}
	return strings.Join(out, ", ")
}

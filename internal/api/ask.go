package api

import (
	"context"
	"encoding/json"
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
	// RequestID is told with an internal error; empty for none.
	RequestID string
}

// Ask answers a question as the handler of these options would, but without
// HTTP. It is stricter about what is meant for the question and does not fit:
// whoever asks on a command line wants to know of a slip.
func Ask(ctx context.Context, o Options, q Question) *graphql.Response {
	return answer(ctx, newExecutor(o), q)
}

// Asker gives a function that answers questions of these options again and
// again, and gives their data or the first error. Questions are parsed once.
func Asker(o Options) func(ctx context.Context, question string, variables map[string]any) (json.RawMessage, error) {
	e := newExecutor(o)
	return func(ctx context.Context, question string, variables map[string]any) (json.RawMessage, error) {
		r := answer(ctx, e, Question{Text: question, Variables: variables})
		if len(r.Errors) > 0 {
			return nil, ownError(r.Errors[0])
		}
		return r.Data, nil
	}
}

// ownError turns what clients see of an error back into one of ours.
func ownError(err *gqlerror.Error) *graph.Error {
	code, known := err.Extensions["code"].(string)
	if !known {
		code = string(graph.Internal)
	}
	return &graph.Error{Code: graph.Code(code), Message: err.Message, Cause: err}
}

func newExecutor(o Options) *executor.Executor {
	e := executor.New(exec.NewExecutableSchema(exec.Config{Resolvers: root{}}))
	o.configure(e)
	return e
}

func answer(ctx context.Context, e *executor.Executor, q Question) *graphql.Response {
	ctx = graphql.StartOperationTrace(ctx)
	headers := http.Header{}
	if q.RequestID != "" {
		headers.Set("X-Request-Id", q.RequestID)
	}
	op, errs := e.CreateOperationContext(ctx, &graphql.RawParams{
		Query: q.Text, OperationName: q.Operation, Variables: q.Variables, Headers: headers,
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

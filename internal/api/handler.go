// Package api serves GraphQL over HTTP: it runs each operation over one
// consistent state of the graph and turns errors into what clients see.
package api

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/internal/bounded"
	"github.com/migraph/migraph/internal/exec"
	"github.com/migraph/migraph/internal/gqlgenfast/fast"
	"github.com/migraph/migraph/internal/observe"
	"github.com/migraph/migraph/internal/operations"
	"github.com/migraph/migraph/resolvers"
)

// Options configure a handler.
type Options struct {
	// Store gives the store, or why there is none yet.
	Store func() (graph.Store, error)
	// Timeout bounds one operation; the store's work is cancelled at its end.
	Timeout time.Duration
	// Text bounds the text of a question, Limits what it may cost to answer.
	Text   Limits
	Limits resolvers.Limits
	// MostBytes bounds the bytes of the data of an answer; 0 for 16 MB. Long texts can be
	// asked for again and again within the other limits.
	MostBytes int
	// Audience is who may ask; the zero value is the public.
	Audience graph.Audience
	// Address is where clients find the server, such as https://graph.example.org;
	// empty if unknown.
	Address string
	// Services are shared with other handlers of the same store; nil makes some for
	// this one.
	Services *resolvers.Services
	// Suggestions may be asked for.
	Suggestions bool
	// Operations may be asked for by their hashes, and Mode says what else may be; empty
	// means all.
	Operations *operations.Set
	Mode       operations.Mode
	// Answers are kept of the operations; nil for none. CacheControl is what clients are
	// told of them.
	Answers      *Answers
	CacheControl string
	// Log gets the causes of internal errors.
	Log *slog.Logger
	// Stock leaves answers to gqlgen's own code, to find out whether a mistake
	// lies in the fast path or in what it is measured against.
	Stock bool
}

// parsedQuestions bounds the parsed questions that are kept; one of the largest
// takes about a megabyte.
const parsedQuestions = 100

// NewHandler makes the GraphQL endpoint.
func NewHandler(o Options) http.Handler { return endpoint{newExecutor(o), byHash{o}} }

// configure makes questions answered in the same way wherever they come from.
func (o Options) configure(e *executor.Executor) {
	if o.Services == nil {
		o.Services = resolvers.NewServices(o.Store)
	}
	parsed := lru.New[*ast.QueryDocument](parsedQuestions)
	e.SetQueryCache(parsed)
	e.SetDefaultRulesFn(validation)
	e.Use(extension.Introspection{})
	if !o.Stock {
		e.Use(&fast.Extension{MostBytes: o.mostBytes()})
	}
	e.Use(persisted{o.Operations, o.Mode, bounded.New[string](registeredBytes), o.Log})
	e.Use(guard{o.Text, parsed})
	e.AroundOperations(o.run)
	e.AroundResponses(boundErrors)
	e.SetErrorPresenter(o.present)
	e.SetRecoverFunc(func(_ context.Context, err any) error {
		return &graph.Error{Code: graph.Internal, Message: "panic", Cause: fmt.Errorf("panic: %v", err)}
	})
}

// mostAnswer bounds the bytes of the data of an answer, as that of tables.
const mostAnswer = 16 << 20

func (o Options) mostBytes() int { return cmp.Or(o.MostBytes, mostAnswer) }

type root struct{}

func (root) Query() exec.QueryResolver { return resolvers.Query{} }

// tooLong is the error of an answer that takes longer than it may.
func (o Options) tooLong() *graph.Error {
	return graph.Errorf(graph.DeadlineExceeded, "the answer took longer than %v; ask for less at a time", o.Timeout)
}

// run executes an operation in one View, so that all it reads is of one state
// of the graph.
func (o Options) run(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	ctx, cancel := context.WithTimeoutCause(ctx, o.Timeout, o.tooLong())
	defer cancel()
	x := observe.Of(ctx)
	ctx, end := observed(ctx, x)
	var got struct { // one place in memory, for all of it outlives this function
		response *graphql.Response
		op       *resolvers.Operation
	}
	defer func() { end(got.response == nil || len(got.response.Errors) > 0) }()
	view, err := o.view(ctx)
	if err == nil {
		err = view(ctx, func(ctx context.Context, r graph.Reader) error {
			op := resolvers.NewOperation(observe.Reader(r, x), resolvers.Setting{Limits: o.Limits, Audience: o.Audience, Address: o.Address,
				Services: o.Services, Suggestions: o.Suggestions})
			ctx = context.WithValue(resolvers.WithOperation(ctx, op), seenKey{}, newSeen())
			noted, watched := ctx.Value(ranKey{}).(*ran)
			if watched {
				noted.importing(ctx, r)
			}
			got.op, got.response = op, next(ctx)(ctx)
			if watched {
				noted.importing(ctx, r)
				noted.revision, noted.settled = r.Revision(), noted.settled && op.Settled()
			}
			return op.Failure()
		})
	}
	if err == nil && got.response == nil { // the time was over before it began
		err = context.Cause(ctx)
	}
	if err != nil && (got.response == nil || len(got.response.Errors) == 0) {
		got.response = &graphql.Response{Errors: gqlerror.List{o.present(ctx, err)}} // not executed
	}
	if fast.Exceeded(graphql.GetOperationContext(ctx)) {
		got.response = &graphql.Response{Data: []byte("null"), Errors: gqlerror.List{o.present(ctx, graph.Errorf(graph.LimitExceeded,
			"the answer has more than %d MB; ask for smaller pages or fewer fields", o.mostBytes()>>20))}}
	}
	if got.op != nil {
		spent := got.op.Cost()
		x.Cost(spent.Rows, spent.Values)
		if asksCost(ctx) {
			got.response.Extensions = map[string]any{"cost": o.costOf(ctx, spent)}
		}
	}
	return graphql.OneShot(got.response)
}

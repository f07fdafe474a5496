// Package api serves GraphQL over HTTP: it runs each operation over one
// consistent state of the graph and turns errors into what clients see.
package api

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/lexer"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/internal/exec"
	"github.com/migraph/migraph/internal/gqlgenfast/fast"
	"github.com/migraph/migraph/resolvers"
)

// Options configure a handler.
type Options struct {
	// Store gives the store, or why there is none yet.
	Store func() (graph.Store, error)
	// Timeout bounds one operation; the store's work is cancelled at its end.
	Timeout time.Duration
	// MaxTokens bounds the lexical tokens of a question, counted before it is parsed.
	MaxTokens int
	Limits    resolvers.Limits
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
func NewHandler(o Options) http.Handler {
	s := handler.New(exec.NewExecutableSchema(exec.Config{Resolvers: root{}}))
	s.AddTransport(transport.Options{})
	s.AddTransport(transport.GET{})
	s.AddTransport(post{})
	s.SetQueryCache(lru.New[*ast.QueryDocument](parsedQuestions))
	s.Use(extension.Introspection{})
	if !o.Stock {
		s.Use(&fast.Extension{})
	}
	s.Use(tokens(o.MaxTokens))
	s.Use(guard{})
	s.AroundOperations(o.run)
	s.SetErrorPresenter(o.present)
	s.SetRecoverFunc(func(_ context.Context, err any) error {
		return &graph.Error{Code: graph.Internal, Message: "panic", Cause: fmt.Errorf("panic: %v", err)}
	})
	return understood(s)
}

type root struct{}

func (root) Query() exec.QueryResolver { return resolvers.Query{} }

// run executes an operation in one View, so that all it reads is of one state
// of the graph.
func (o Options) run(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	ctx, cancel := context.WithTimeoutCause(ctx, o.Timeout, &graph.Error{Code: graph.DeadlineExceeded,
		Message: fmt.Sprintf("the answer took longer than %v; ask for less at a time", o.Timeout)})
	defer cancel()
	var response *graphql.Response
	store, err := o.Store()
	if err == nil {
		err = store.View(ctx, func(ctx context.Context, r graph.Reader) error {
			op := resolvers.NewOperation(r, o.Limits)
			ctx = context.WithValue(resolvers.WithOperation(ctx, op), seenKey{}, newSeen())
			response = next(ctx)(ctx)
			return op.Failure()
		})
	}
	if err != nil && (response == nil || len(response.Errors) == 0) {
		response = &graphql.Response{Data: []byte("null"), Errors: gqlerror.List{o.present(ctx, err)}}
	}
	return graphql.OneShot(response)
}

// tokens refuses a question of too many tokens before it is parsed.
type tokens int

var _ interface {
	graphql.HandlerExtension
	graphql.OperationParameterMutator
} = tokens(0)

// ExtensionName names the extension.
func (tokens) ExtensionName() string { return "TokenLimit" }

// Validate accepts every schema.
func (tokens) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationParameters counts tokens; what is no token is left to the
// parser's message.
func (limit tokens) MutateOperationParameters(_ context.Context, p *graphql.RawParams) *gqlerror.Error {
	l := lexer.New(&ast.Source{Input: p.Query})
	for n := 0; ; n++ {
		if n > int(limit) {
			return &gqlerror.Error{
				Message:    fmt.Sprintf("the question has more than %d tokens; ask in several parts", int(limit)),
				Extensions: map[string]any{"code": string(graph.LimitExceeded)},
			}
		}
		t, err := l.ReadToken()
		if err != nil || t.Kind == lexer.EOF {
			return nil
		}
	}
}

package api

import (
	"context"
	"errors"
	"strings"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/migraph/migraph/graph"
)

// present turns an error into what a client sees: a code, a message for a
// person, the argument at fault. The text of internal errors goes to the log
// only; the client gets the id of the request to find it by.
//
// An edge that fails for a whole cohort is reported once, not for each record.
func (o Options) present(ctx context.Context, err error) *gqlerror.Error {
	out := o.presented(ctx, err)
	noteFailure(ctx, out)
	return out
}

func (o Options) presented(ctx context.Context, err error) *gqlerror.Error {
	var known *gqlerror.Error
	var ours *graph.Error
	switch {
	case errors.As(err, &ours):
	case errors.As(err, &known) && known.Err == nil: // by gqlgen: parsing, validation, null where none may be
		return known
	default:
		ours = &graph.Error{Code: graph.CodeOf(err), Message: contextMessages[graph.CodeOf(err)], Cause: err}
	}
	if s, ok := ctx.Value(seenKey{}).(*seen); ok && !s.first(ours, err) {
		return nil
	}
	out := &gqlerror.Error{Message: ours.Message, Path: graphql.GetPath(ctx), Extensions: map[string]any{"code": string(ours.Code)}}
	if ours.Argument != "" {
		out.Extensions["argument"] = ours.Argument
	}
	if ours.Code == graph.Internal {
		out.Message = "something went wrong on our side"
		id := requestID(ctx)
		if id != "" {
			out.Extensions["requestId"] = id
		}
		o.Log.ErrorContext(ctx, "internal error", "err", err, "path", out.Path.String(), "request", id)
	}
	return out
}

const (
	// maxErrors bounds the errors of one answer, maxMessage the letters of each: some
	// repeat a value or a name of the question.
	maxErrors  = 20
	maxMessage = 500
)

// boundErrors bounds what an answer says of errors, however many and long they are.
func boundErrors(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	r := next(ctx)
	if r == nil {
		return nil
	}
	if len(r.Errors) > maxErrors {
		r.Errors = append(r.Errors[:maxErrors:maxErrors], &gqlerror.Error{
			Message: "there are more errors; mend these first", Extensions: map[string]any{"code": string(graph.LimitExceeded), "limit": "errors"},
		})
	}
	for _, err := range r.Errors {
		err.Message = cut(err.Message)
		if argument, ok := err.Extensions["argument"].(string); ok {
			err.Extensions["argument"] = cut(argument)
		}
	}
	return r
}

// cut shortens a text that is too long for an error.
func cut(text string) string {
	if len(text) <= maxMessage {
		return text
	}
	return strings.ToValidUTF8(text[:maxMessage], "") + " (cut)"
}

var contextMessages = map[graph.Code]string{
	graph.DeadlineExceeded: "the answer took too long; ask for less at a time",
	graph.Canceled:         "the request was cancelled",
}

// requestID gives the id under which the server logs a request; it puts the
// id into the request's header.
func requestID(ctx context.Context) string {
	if !graphql.HasOperationContext(ctx) {
		return ""
	}
	return graphql.GetOperationContext(ctx).Headers.Get("X-Request-Id")
}

// seen remembers the errors that were presented in one run of an operation.
type seen struct {
	mu       sync.Mutex
	errors   map[*graph.Error]bool
	contexts map[graph.Code]bool
}

type seenKey struct{}

func newSeen() *seen {
	return &seen{errors: map[*graph.Error]bool{}, contexts: map[graph.Code]bool{}}
}

// first tells whether an error was not presented before. The records of a
// cohort share the very error of their load; the ends of a context are alike.
func (s *seen) first(ours *graph.Error, err error) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		dup := s.contexts[ours.Code]
		s.contexts[ours.Code] = true
		return !dup
	}
	dup := s.errors[ours]
	s.errors[ours] = true
	return !dup
}

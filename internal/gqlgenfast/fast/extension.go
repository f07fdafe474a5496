package fast

import (
	"context"
	"reflect"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Extension switches the fast path on for a server; without it the generated
// code does what gqlgen's does. The fast path calls no field middleware, so it
// stays off where a server has some (AroundFields, field interceptors).
type Extension struct {
	// MostBytes bounds the bytes that the fast path writes for one operation; 0 for any
	// number. What is beyond is left out as null: see Exceeded.
	MostBytes int
	// plain is where the code of the middleware of a server without any lies.
	plain uintptr
}

var _ interface {
	graphql.HandlerExtension
	graphql.OperationContextMutator
} = (*Extension)(nil)

const name = "FastPath"

// ExtensionName names the extension.
func (*Extension) ExtensionName() string { return name }

// Validate learns what a server without field middleware calls.
func (e *Extension) Validate(es graphql.ExecutableSchema) error {
	ctx := graphql.StartOperationTrace(context.Background())
	oc, _ := executor.New(es).CreateOperationContext(ctx, &graphql.RawParams{}) // without a question it fails, after the context is made
	e.plain = codeOf(oc.ResolverMiddleware)
	return nil
}

// MutateOperationContext marks operations that are answered fast.
func (e *Extension) MutateOperationContext(_ context.Context, oc *graphql.OperationContext) *gqlerror.Error {
	if codeOf(oc.ResolverMiddleware) == e.plain {
		b := &budget{bounded: e.MostBytes > 0}
		b.left.Store(int64(e.MostBytes))
		oc.Stats.SetExtension(name, b)
	}
	return nil
}

// codeOf tells functions apart by their code: functions that are written at
// different places never share it.
func codeOf(f graphql.FieldMiddleware) uintptr { return reflect.ValueOf(f).Pointer() }

// On tells whether an operation is answered fast.
func On(oc *graphql.OperationContext) bool { return budgetOf(oc) != nil }

// budget is what the writers of an operation may still write together.
type budget struct {
	bounded bool
	left    atomic.Int64
}

func budgetOf(oc *graphql.OperationContext) *budget {
	b, _ := oc.Stats.GetExtension(name).(*budget)
	return b
}

func (b *budget) exceeded() bool { return b != nil && b.bounded && b.left.Load() < 0 }

// Exceeded tells whether an operation was to have more bytes than it may. Its answer is
// not whole then, and nobody should see it.
func Exceeded(oc *graphql.OperationContext) bool { return budgetOf(oc).exceeded() }

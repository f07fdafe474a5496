package fast

import (
	"context"
	"reflect"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Extension switches the fast path on for a server; without it the generated
// code does what gqlgen's does. The fast path calls no field middleware, so it
// stays off where a server has some (AroundFields, field interceptors).
type Extension struct {
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
		oc.Stats.SetExtension(name, true)
	}
	return nil
}

// codeOf tells functions apart by their code: functions that are written at
// different places never share it.
func codeOf(f graphql.FieldMiddleware) uintptr { return reflect.ValueOf(f).Pointer() }

// On tells whether an operation is answered fast.
func On(oc *graphql.OperationContext) bool {
	on, _ := oc.Stats.GetExtension(name).(bool)
	return on
}

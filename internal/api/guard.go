package api

import (
	"context"
	"fmt"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/migraph/migraph/graph"
)

// Bounds of a question whose fragments are written out.
const (
	maxSelections    = 1000
	maxIntrospection = 5
)

// guard refuses a valid question that its fragments make huge, before it runs.
type guard struct{}

var _ interface {
	graphql.HandlerExtension
	graphql.OperationContextMutator
} = guard{}

// ExtensionName names the extension.
func (guard) ExtensionName() string { return "Guard" }

// Validate accepts every schema.
func (guard) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationContext counts what is selected.
func (guard) MutateOperationContext(_ context.Context, oc *graphql.OperationContext) *gqlerror.Error {
	c := counter{fragments: map[string]int{}}
	if c.count(oc.Operation.SelectionSet) > maxSelections {
		return limit("the question selects more than %d fields when its fragments are written out; ask in several parts", maxSelections)
	}
	// Introspection is answered by gqlgen alone, list within list: what bounds
	// it is that nothing is asked twice at one place. No tool uses aliases there.
	introspections := 0
	aliased := false
	walk(oc.Operation.SelectionSet, func(f *ast.Field) {
		if f.Name == "__schema" || f.Name == "__type" {
			introspections++
			walkDeep(f.SelectionSet, func(below *ast.Field) { aliased = aliased || below.Alias != below.Name })
		}
	})
	if aliased || introspections > maxIntrospection {
		return limit("the schema can be asked for without aliases, and at most %d times in one question", maxIntrospection)
	}
	return nil
}

func limit(format string, args ...any) *gqlerror.Error {
	return &gqlerror.Error{Message: fmt.Sprintf(format, args...), Extensions: map[string]any{"code": string(graph.LimitExceeded)}}
}

// counter counts selections with fragments written out. The count of a fragment
// is kept, and no count grows beyond what is refused, so that the work is
// linear in the question.
type counter struct{ fragments map[string]int }

func (c *counter) count(set ast.SelectionSet) int {
	n := 0
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			n += 1 + c.count(s.SelectionSet)
		case *ast.InlineFragment:
			n += c.count(s.SelectionSet)
		case *ast.FragmentSpread:
			known, ok := c.fragments[s.Name]
			if !ok {
				known = c.count(s.Definition.SelectionSet)
				c.fragments[s.Name] = known
			}
			n += known
		}
		n = min(n, maxSelections+1)
	}
	return n
}

// walk calls fn for the fields of a set, those of its fragments among them.
// The question is known to be small when it is called.
func walk(set ast.SelectionSet, fn func(*ast.Field)) {
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			fn(s)
		case *ast.InlineFragment:
			walk(s.SelectionSet, fn)
		case *ast.FragmentSpread:
			walk(s.Definition.SelectionSet, fn)
		}
	}
}

// walkDeep calls fn for all fields below a set as well.
func walkDeep(set ast.SelectionSet, fn func(*ast.Field)) {
	walk(set, func(f *ast.Field) {
		fn(f)
		walkDeep(f.SelectionSet, fn)
	})
}

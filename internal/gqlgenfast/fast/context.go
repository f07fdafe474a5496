package fast

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
)

// frame is a field or an element of a list that is being written. Its context
// is made when it is first asked for.
type frame struct {
	field *Field // nil for an element
	index int    // of an element
	ctx   context.Context
	fc    *graphql.FieldContext
}

// scope is the context of a field or an element. It answers for gqlgen's field
// context itself and asks the writer's base for all else, so that a look-up
// does not go through all the fields above.
type scope struct {
	context.Context
	fc    graphql.FieldContext
	index int
}

// Value gives the field's context, or what the operation's context has.
func (s *scope) Value(key any) any {
	if key == fieldKey {
		return &s.fc
	}
	return s.Context.Value(key)
}

// fieldKey is the key under which gqlgen looks for a field's context. gqlgen
// does not export it, but asks any context for it.
var fieldKey = func() any {
	c := &keyCatcher{Context: context.Background()}
	graphql.GetFieldContext(c)
	return c.key
}()

type keyCatcher struct {
	context.Context
	key any
}

func (c *keyCatcher) Value(key any) any {
	c.key = key
	return nil
}

// maxSlab bounds how many scopes are made at once.
const maxSlab = 64

// newScope gives an empty scope. They are made several at a time, the more the
// more there were, so that a long list costs few allocations and a short one
// little memory.
func (w *Writer) newScope() *scope {
	if len(w.scopes) == cap(w.scopes) {
		w.scopes = make([]scope, 0, min(max(4, 2*cap(w.scopes)), maxSlab))
	}
	w.scopes = w.scopes[:len(w.scopes)+1]
	return &w.scopes[len(w.scopes)-1]
}

// Context gives the context of what is being written.
func (w *Writer) Context() context.Context {
	w.materialize(len(w.frames) - 1)
	return w.frames[len(w.frames)-1].ctx
}

// fieldContext gives the field context in Context.
func (w *Writer) fieldContext() *graphql.FieldContext {
	w.materialize(len(w.frames) - 1)
	return w.frames[len(w.frames)-1].fc
}

// materialize makes the context of a frame, and first those that it is within.
// The writer's own frame has one.
func (w *Writer) materialize(i int) {
	if w.frames[i].ctx != nil {
		return
	}
	w.materialize(i - 1)
	f, s := &w.frames[i], w.newScope()
	s.Context = w.base
	s.fc.Parent = w.frames[i-1].fc
	if f.field != nil {
		s.fc.Object, s.fc.Field = f.field.of.Name, f.field.Collected
		s.fc.IsMethod = f.field.isMethod
	} else {
		s.index = f.index
		s.fc.Index = &s.index
	}
	f.ctx, f.fc = s, &s.fc
}

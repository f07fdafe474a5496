package fast

import (
	"context"
	"errors"
	"io"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// WriteFunc writes an object, selected by f; false if the answer has null
// there instead, which the caller then writes. nonNull says that the schema
// does not allow it. EC is the generated executionContext.
type WriteFunc[EC, T any] func(ec EC, w *Writer, f *Field, obj T, nonNull bool) bool

// Object gives an object for gqlgen's own code to put into an answer.
func Object[EC, T any](ctx context.Context, oc *graphql.OperationContext, ec EC, sel ast.SelectionSet, obj T, nonNull bool, write WriteFunc[EC, T]) graphql.Marshaler {
	w := open(ctx, oc)
	return w.finish(write(ec, w, top(sel), obj, nonNull))
}

// List gives a list for gqlgen's own code to put into an answer.
func List[EC, T any](ctx context.Context, oc *graphql.OperationContext, ec EC, sel ast.SelectionSet, list []T, nonNull bool, write WriteFunc[EC, T]) graphql.Marshaler {
	w := open(ctx, oc)
	return w.finish(WriteList(ec, w, top(sel), list, nonNull, write))
}

func top(sel ast.SelectionSet) *Field {
	return &Field{Collected: graphql.CollectedField{Selections: sel}}
}

func (w *Writer) finish(ok bool) graphql.Marshaler {
	if !ok {
		w.free()
		return graphql.Null
	}
	return &written{w}
}

// written is finished JSON. It is handed over once: then its buffer serves
// another request.
type written struct{ w *Writer }

// MarshalGQL hands the JSON over. It goes to a buffer of gqlgen's, which cannot fail.
func (r *written) MarshalGQL(out io.Writer) {
	from := 0
	for _, s := range r.w.splices {
		_, _ = out.Write(r.w.b[from:s.at])
		s.of.MarshalGQL(out)
		from = s.at
	}
	_, _ = out.Write(r.w.b[from:])
	r.w.free()
	r.w = nil
}

// WriteObject writes the selected fields of an object of type t. field writes
// the value of one of them, and tells false if the object cannot be without
// it. stock is gqlgen's own code for the same.
func WriteObject[EC, T any](ec EC, w *Writer, f *Field, t *Type, obj T,
	field func(EC, *Writer, *Field, T) bool, stock func(EC, context.Context, ast.SelectionSet, T) graphql.Marshaler,
) bool {
	if !w.spend() {
		return false
	}
	s := w.selection(f, t)
	if s.stock {
		return w.Marshal(stock(ec, w.Context(), f.Collected.Selections, obj))
	}
	start, ok := len(w.b), true
	w.b = append(w.b, '{')
	for next := 0; next < len(s.fields); {
		var whole bool
		next, whole = writeFields(ec, w, s, next, obj, field)
		ok = ok && whole
	}
	if !ok {
		w.cut(start)
		return false
	}
	w.b = append(w.b, '}')
	return true
}

// writeFields writes fields from the given one on: to the last one, or to one
// that panics.
func writeFields[EC, T any](ec EC, w *Writer, s *Selection, from int, obj T, field func(EC, *Writer, *Field, T) bool) (next int, ok bool) {
	depth, start := len(w.frames), 0
	next, ok = from, true
	defer func() {
		if r := recover(); r != nil {
			f := &s.fields[next]
			w.cut(start)
			w.frames = w.frames[:depth]
			w.Enter(f)
			ctx := w.Context()
			w.oc.Error(ctx, w.oc.Recover(ctx, r))
			ok = w.Leave(f, false) && ok
			next++
		}
	}()
	for ; next < len(s.fields); next++ {
		f := &s.fields[next]
		w.b = append(w.b, f.key...)
		start = len(w.b)
		if f.Number == typename {
			w.String(s.of.Name)
		} else if !field(ec, w, f, obj) {
			ok = false
		}
	}
	return next, ok
}

// WriteList writes a list. A panic that no field within an element caught
// makes it empty, as in gqlgen.
func WriteList[EC, T any](ec EC, w *Writer, f *Field, list []T, nonNull bool, write WriteFunc[EC, T]) bool {
	start := len(w.b)
	ok, panicked := true, false
	w.b = append(w.b, '[')
	for next := 0; next < len(list); {
		var whole, finished bool
		next, whole, finished = writeElements(ec, w, f, list, next, nonNull, write)
		ok, panicked = ok && whole, panicked || !finished
	}
	switch {
	case panicked:
		w.cut(start)
		w.b = append(w.b, "[]"...)
	case !ok:
		w.cut(start)
		return false
	default:
		w.b = append(w.b, ']')
	}
	return true
}

// writeElements writes elements from the given one on: to the last one, or to
// one that panics.
func writeElements[EC, T any](ec EC, w *Writer, f *Field, list []T, from int, nonNull bool, write WriteFunc[EC, T]) (next int, ok, finished bool) {
	depth := len(w.frames)
	next, ok, finished = from, true, true
	defer func() {
		if r := recover(); r != nil {
			w.frames = append(w.frames[:depth], frame{index: next})
			ctx := w.Context()
			graphql.AddError(ctx, graphql.Recover(ctx, r))
			w.frames = w.frames[:depth]
			next, finished = next+1, false
		}
	}()
	for ; next < len(list); next++ {
		if next > 0 {
			w.b = append(w.b, ',')
		}
		w.frames = append(w.frames, frame{index: next})
		if !write(ec, w, f, list[next], nonNull) {
			w.Null()
			ok = ok && !nonNull
		}
		w.frames = w.frames[:depth]
	}
	return next, ok, finished
}

// Missing tells of an object that is not there; it gives false.
func (w *Writer) Missing(nonNull bool) bool {
	if nonNull {
		w.complain("the requested element is null which the schema does not allow")
	}
	return false
}

// complain reports an error at the innermost frame, unless there is one already.
func (w *Writer) complain(message string) {
	if ctx := w.Context(); !graphql.HasFieldError(ctx, w.fieldContext()) {
		graphql.AddError(ctx, errors.New(message))
	}
}

// Enter begins the value of a field that is no plain scalar.
func (w *Writer) Enter(f *Field) { w.frames = append(w.frames, frame{field: f}) }

// Open begins the value of a field that a method resolves, and gives its context.
func (w *Writer) Open(f *Field) context.Context {
	w.Enter(f)
	return w.Context()
}

// Leave ends what Enter or Open began; ok tells that a value was written. It
// gives false if the object around cannot be without the field.
func (w *Writer) Leave(f *Field, ok bool) bool {
	w.frames = w.frames[:len(w.frames)-1]
	if ok {
		return true
	}
	w.Null()
	return !f.nonNull
}

// Fail ends a field whose method failed.
func (w *Writer) Fail(f *Field, err error) bool {
	ctx := w.Context()
	w.oc.Error(ctx, graphql.AddFieldLocationToError(ctx, err))
	return w.leaveRequired(f)
}

// Absent ends a field whose method gave no value at all.
func (w *Writer) Absent(f *Field) bool {
	if f.nonNull || w.fieldContext().NonNull {
		w.complain("must not be null")
	}
	return w.leaveRequired(f)
}

// leaveRequired ends a field without a value. A resolver may have called
// graphql.MarkNonNull for it.
func (w *Writer) leaveRequired(f *Field) bool {
	required := w.fieldContext().NonNull
	return w.Leave(f, false) && !required
}

// Stock writes a field that gqlgen's own code resolved.
func (w *Writer) Stock(f *Field, m graphql.Marshaler) bool {
	if m == graphql.RequiredNull {
		w.Null()
		return f.nonNull
	}
	if !w.Marshal(m) {
		w.Null()
		return !f.nonNull
	}
	return true
}

// Marshal writes an object that gqlgen's own code made.
func (w *Writer) Marshal(m graphql.Marshaler) bool {
	if m == graphql.Null {
		return false
	}
	w.splices = append(w.splices, splice{len(w.b), m})
	return true
}

// Package fast is the run-time half of the generated fast path (see
// internal/gqlgenfast): it writes answers straight to JSON.
//
// gqlgen makes a context, three closures and a writer of every field, and a
// goroutine of every element of a list. Here one Writer goes through the value
// of a root field in order and appends to one buffer. A scalar field costs
// nothing but its bytes; the context of a field is made when a resolver or an
// error asks for it. What a client sees is the same to the last byte.
package fast

import (
	"context"
	"strconv"
	"sync"

	"github.com/99designs/gqlgen/graphql"
)

// Writer writes the value of one field that gqlgen's own code resolved. It
// goes through that value alone and in order, so it needs no lock.
type Writer struct {
	b []byte
	// base is the context that gqlgen's code gave.
	base   context.Context
	oc     *graphql.OperationContext
	frames []frame
	scopes []scope
	// splices are what gqlgen's own code made. They are written when the answer
	// is, as gqlgen does: what is dropped for a null is never marshaled, and its
	// errors are not told.
	splices []splice
	// budget is that of the operation, counted how much of the buffer it was told of.
	budget  *budget
	counted int
}

// spend tells the budget what was written, and tells whether more may be.
func (w *Writer) spend() bool {
	if n := len(w.b) - w.counted; n > 0 && w.budget != nil {
		w.budget.left.Add(-int64(n))
		w.counted = len(w.b)
	}
	return !w.budget.exceeded()
}

// splice is what belongs at a place of the buffer.
type splice struct {
	at int
	of graphql.Marshaler
}

// cut drops what was written from a place on.
func (w *Writer) cut(at int) {
	w.b = w.b[:at]
	for n := len(w.splices); n > 0 && w.splices[n-1].at >= at; n-- {
		w.splices = w.splices[:n-1]
	}
}

// writers keeps buffers between requests. A pool is no state: what it holds is
// empty, and nothing changes if it forgets.
var writers = sync.Pool{New: func() any { return &Writer{b: make([]byte, 0, 4<<10)} }}

// maxKept bounds the buffers that are kept.
const maxKept = 4 << 20

func open(ctx context.Context, oc *graphql.OperationContext) *Writer {
	w := writers.Get().(*Writer)
	w.base, w.oc, w.budget, w.counted = ctx, oc, budgetOf(oc), 0
	w.frames = append(w.frames, frame{ctx: ctx, fc: graphql.GetFieldContext(ctx)})
	return w
}

// free gives the writer back. Contexts may be in use for longer by whoever was
// given one, so they are left to the garbage collector.
func (w *Writer) free() {
	clear(w.frames[:cap(w.frames)])
	w.b, w.frames, w.scopes, w.splices, w.base, w.oc, w.budget = w.b[:0], w.frames[:0], nil, nil, nil, nil, nil
	if cap(w.b) <= maxKept {
		writers.Put(w)
	}
}

const (
	upperHex = "0123456789ABCDEF"
	lowerHex = "0123456789abcdef"
)

// special marks the bytes that a JSON string cannot hold as they are, and those
// that encoding/json escapes for the sake of HTML and JavaScript: <, >, & and
// U+2028 and U+2029, which begin with E2.
var special = func() (t [256]bool) {
	for c := range byte(0x20) {
		t[c] = true
	}
	for _, c := range []byte{'"', '\\', '<', '>', '&', 0xE2} {
		t[c] = true
	}
	return t
}()

// String writes a string as graphql.MarshalString and then encoding/json do.
func (w *Writer) String(s string) {
	b, start := w.b, 0
	b = append(b, '"')
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !special[c] || c == 0xE2 && !isSeparator(s[i:]) {
			continue
		}
		b = append(b, s[start:i]...)
		start = i + 1
		switch c {
		case '\t':
			b = append(b, '\\', 't')
		case '\r':
			b = append(b, '\\', 'r')
		case '\n':
			b = append(b, '\\', 'n')
		case '\\', '"':
			b = append(b, '\\', c)
		case 0xE2:
			b = append(b, '\\', 'u', '2', '0', '2', lowerHex[s[i+2]&15])
			start = i + 3
		case '<', '>', '&':
			b = appendEscape(b, c, lowerHex)
		default:
			b = appendEscape(b, c, upperHex)
		}
	}
	b = append(b, s[start:]...)
	b = append(b, '"')
	w.b = b
}

func appendEscape(b []byte, c byte, digits string) []byte {
	return append(b, '\\', 'u', '0', '0', digits[c>>4], digits[c&15])
}

// isSeparator tells whether s, which begins with E2, begins with U+2028 or U+2029.
func isSeparator[S string | []byte](s S) bool {
	return len(s) >= 3 && s[1] == 0x80 && s[2]&^1 == 0xA8
}

// Write takes finished JSON from a scalar's own MarshalGQL.
func (w *Writer) Write(p []byte) (int, error) {
	w.b = appendSafe(w.b, p)
	return len(p), nil
}

// WriteString takes finished JSON as Write does.
func (w *Writer) WriteString(s string) (int, error) {
	w.b = appendSafe(w.b, s)
	return len(s), nil
}

// appendSafe appends finished JSON, in which what HTML may misread can only be
// within strings.
func appendSafe[S string | []byte](b []byte, s S) []byte {
	start := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '<' || c == '>' || c == '&':
			b = append(b, s[start:i]...)
			b = appendEscape(b, c, lowerHex)
			start = i + 1
		case c == 0xE2 && isSeparator(s[i:]):
			b = append(b, s[start:i]...)
			b = append(b, '\\', 'u', '2', '0', '2', lowerHex[s[i+2]&15])
			start = i + 3
		}
	}
	return append(b, s[start:]...)
}

// Int writes a whole number.
func (w *Writer) Int(v int64) { w.b = strconv.AppendInt(w.b, v, 10) }

// Bool writes a truth value.
func (w *Writer) Bool(v bool) { w.b = strconv.AppendBool(w.b, v) }

// Null writes null.
func (w *Writer) Null() { w.b = append(w.b, "null"...) }

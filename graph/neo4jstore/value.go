package neo4jstore

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/migraph/migraph/graph"
)

// orderEscape begins the stored form of a character that Neo4j would misplace.
// It is the last code point below the surrogates and assigned to nothing.
const orderEscape = '\ud7ff'

// orderly gives the form in which a text is stored where it is compared or
// ordered. Neo4j 5 compares stored strings byte by byte in its indexes and in
// ORDER BY, but by UTF-16 units in expressions and for values of its own
// transaction; the two differ for characters from U+E000. orderly replaces
// those by three that sort alike either way, and in Go's order.
func orderly(s string) string {
	if !beyond(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if r < orderEscape {
			b.WriteRune(r)
			continue
		}
		b.WriteRune(orderEscape)
		b.WriteRune(' ' + r>>11)
		b.WriteRune(' ' + r&0x7ff)
	}
	return b.String()
}

// beyond tells whether a text may have characters from orderEscape on. It is
// cheap for texts that have none, nearly all.
func beyond(s string) bool {
	for i := range len(s) {
		if s[i] >= 0xed { // the first byte of U+D000 and later
			return true
		}
	}
	return false
}

// unorderly gives the text of which orderly made s.
func unorderly(s string) string {
	if !beyond(s) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		if r == orderEscape {
			high, n := utf8.DecodeRuneInString(s[i:])
			i += n
			low, n := utf8.DecodeRuneInString(s[i:])
			i += n
			r = (high-' ')<<11 + (low - ' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// maxIndexed bounds the bytes of a value in an index; Neo4j refuses to write
// one of about 8 kB.
const maxIndexed = 4000

// shorten gives a text that an index takes, equal for equal texts only, and
// in the order of the texts as far as their beginnings tell.
func shorten(s string) string {
	if len(s) <= maxIndexed {
		return s
	}
	n := maxIndexed
	for !utf8.RuneStart(s[n]) {
		n--
	}
	// Longer than any text that is not shortened, so that it equals none.
	return fmt.Sprintf("%s…%x", s[:n], sha256.Sum256([]byte(s)))
}

// stored gives a value of the field as it is kept and compared.
func (f *field) stored(v any) any {
	s, ok := v.(string)
	if !ok {
		return v
	}
	if f.ordered {
		s = orderly(s)
	}
	if f.shortened {
		s = shorten(s)
	}
	return s
}

// tooLong tells whether a value is stored shortened.
func (f *field) tooLong(v any) bool {
	s, _ := v.(string)
	return f.shortened && len(s) > 0 && len(orderly(s)) > maxIndexed
}

// whole gives the expression of a value that may be stored shortened.
func (f *field) whole(alias string) string {
	if !f.shortened {
		return property(alias, f.Name)
	}
	long := property(alias, longProperty)
	return fmt.Sprintf("CASE WHEN %s IS NULL THEN %s ELSE coalesce(head([i IN range(0, size(%s) - 2, 2) WHERE %s[i] = '%s' | %s[i + 1]]), %s) END",
		long, property(alias, f.Name), long, long, f.Name, long, property(alias, f.Name))
}

// properties gives everything that the node of a record keeps; what is unknown
// is absent.
func (n *node) properties(r graph.Record) map[string]any {
	out := make(map[string]any, len(n.fields)+len(n.refs)+1)
	if id := graph.IDOf(r); id != "" {
		out["id"] = id
	}
	var long []string
	for i := range n.fields {
		f := &n.fields[i]
		v := f.Get(r)
		if f.key != "" {
			out[f.key] = orderly(f.SortKey(r))
		}
		if v == nil {
			continue
		}
		out[f.Name] = f.stored(v)
		s, _ := v.(string)
		if f.fold != "" {
			out[f.fold] = graph.Fold(s)
		}
		if f.tooLong(v) {
			long = append(long, f.Name, orderly(s))
		}
	}
	if long != nil {
		out[longProperty] = long
	}
	for i := range n.refs {
		if id := n.refs[i].Get(r); id != "" {
			out[n.refs[i].property] = id
		}
	}
	return out
}

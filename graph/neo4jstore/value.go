package neo4jstore

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"slices"
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
		if whole := orderly(s); f.shortened && len(whole) > maxIndexed {
			long = append(long, f.Name, whole)
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

// columns gives what decode reads of a node, as a list in a statement; values
// is a map of the node's properties. Parts follow the node's own values.
//
// To read all properties at once into a map of the server, and to pick them
// from there, takes half the time of reading one after the other.
func (n *node) columns(alias, values string, parts []*part) string {
	out := n.values(values)
	for _, p := range parts {
		rel, child := "r"+alias, "c"+alias
		out = append(out, "[("+alias+")-["+rel+":"+quote(p.rel)+"]->("+child+":"+quote(p.node.label)+") | ["+
			strings.Join(append([]string{property(rel, positionProperty)}, p.node.values(child)...), ",")+"]]")
	}
	return "[" + strings.Join(out, ",") + "]"
}

func (n *node) values(alias string) []string {
	var out []string
	if n.t.Class != graph.ClassPart {
		out = append(out, property(alias, "id"))
	}
	for i := range n.fields {
		if n.fields[i].Set != nil {
			out = append(out, property(alias, n.fields[i].Name))
		}
	}
	for i := range n.refs {
		out = append(out, property(alias, n.refs[i].property))
	}
	return append(out, property(alias, longProperty))
}

// decode makes a record of what columns selected.
func (n *node) decode(row []any, parts []*part) graph.Record {
	r, rest := n.own(row)
	for i, p := range parts {
		elements, _ := rest[i].([]any)
		slices.SortFunc(elements, func(x, y any) int { return cmp.Compare(position(x), position(y)) })
		list := make([]graph.Record, len(elements))
		for j, e := range elements {
			list[j], _ = p.node.own(e.([]any)[1:])
		}
		p.Set(r, list)
	}
	return r
}

func position(element any) int64 {
	n, _ := element.([]any)[0].(int64)
	return n
}

// own reads a record's own values and gives the rest of the row.
func (n *node) own(row []any) (graph.Record, []any) {
	r := n.t.New()
	if n.t.Class != graph.ClassPart {
		graph.SetID(r, row[0].(string))
		row = row[1:]
	}
	for i := range n.fields {
		f := &n.fields[i]
		if f.Set == nil {
			continue
		}
		if v := row[0]; v != nil {
			if s, ok := v.(string); ok && f.ordered {
				v = unorderly(s)
			}
			f.Set(r, v)
		}
		row = row[1:]
	}
	for i := range n.refs {
		if id, ok := row[0].(string); ok {
			n.refs[i].Set(r, id)
		}
		row = row[1:]
	}
	if long, ok := row[0].([]any); ok {
		for i := 0; i+1 < len(long); i += 2 {
			name, _ := long[i].(string)
			whole, _ := long[i+1].(string)
			if f := n.field(name); f != nil && f.Set != nil {
				f.Set(r, unorderly(whole))
			}
		}
	}
	return r, row[1:]
}

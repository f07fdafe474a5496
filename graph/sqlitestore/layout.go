package sqlitestore

import (
	"database/sql"
	"slices"

	"github.com/migraph/migraph/graph"
)

// layout is the order in which a statement selects the columns of a type: the
// number of the list, the id (not of parts), the fields that can be set, the
// references.
type layout struct {
	t      *graph.Type
	fields []*graph.Field
	refs   []*graph.Ref
	values []any
	dest   []any
}

// newLayout makes the layout of the wanted fields and references, nil for all.
func newLayout(t *graph.Type, wanted []string) *layout {
	l := &layout{t: t}
	wants := func(name string) bool { return wanted == nil || slices.Contains(wanted, name) }
	for i := range t.Fields {
		if f := &t.Fields[i]; f.Set != nil && wants(f.Name) {
			l.fields = append(l.fields, f)
		}
	}
	for i := range t.Refs {
		if wants(t.Refs[i].Name) {
			l.refs = append(l.refs, &t.Refs[i])
		}
	}
	l.values = make([]any, 1+l.idColumns()+len(l.fields)+len(l.refs))
	l.dest = make([]any, len(l.values))
	for i := range l.values {
		l.dest[i] = &l.values[i]
	}
	return l
}

func (l *layout) idColumns() int {
	if l.t.Class == graph.ClassPart {
		return 0
	}
	return 1
}

// selects writes the columns after the number of the list.
func (l *layout) selects(b *builder, alias string) {
	comma := ""
	add := func(name string) {
		b.write(comma, col(alias, name))
		comma = ", "
	}
	if l.idColumns() > 0 {
		add("id")
	}
	for _, f := range l.fields {
		add(fieldColumn(f))
	}
	for _, ref := range l.refs {
		add(refColumn(ref))
	}
}

// scan reads a row into a new record.
func (l *layout) scan(rows *sql.Rows) (list int, r graph.Record, err error) {
	if err := rows.Scan(l.dest...); err != nil {
		return 0, nil, err
	}
	n, _ := l.values[0].(int64)
	rest := l.values[1:]
	r = l.t.New()
	if l.idColumns() > 0 {
		id, _ := rest[0].(string)
		graph.SetID(r, id)
		rest = rest[1:]
	}
	for i, f := range l.fields {
		v := rest[i]
		if v == nil {
			continue
		}
		if f.Kind == graph.KindBool {
			v = v != int64(0)
		}
		f.Set(r, v)
	}
	for i, v := range rest[len(l.fields):] {
		if id, ok := v.(string); ok {
			l.refs[i].Set(r, id)
		}
	}
	return int(n), r, nil
}

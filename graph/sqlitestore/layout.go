package sqlitestore

import (
	"database/sql/driver"
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
	return l
}

func (l *layout) idColumns() int {
	if l.t.Class == graph.ClassPart {
		return 0
	}
	return 1
}

// columns is the number of columns after the number of the list.
func (l *layout) columns() int { return l.idColumns() + len(l.fields) + len(l.refs) }

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

// read makes a new record of a row.
func (l *layout) read(row []driver.Value) (list int, r graph.Record) {
	list, row = numberOf(row[0]), row[1:]
	r = l.t.New()
	if l.idColumns() > 0 {
		graph.SetID(r, textOf(row[0]))
		row = row[1:]
	}
	for i, f := range l.fields {
		v := row[i]
		if v == nil {
			continue
		}
		if f.Kind == graph.KindBool {
			v = v != int64(0)
		}
		f.Set(r, v)
	}
	for i, ref := range l.refs {
		if id, ok := row[len(l.fields)+i].(string); ok {
			ref.Set(r, id)
		}
	}
	return list, r
}

package sqlitestore

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/migraph/migraph/graph"
)

// builder writes one statement and gathers its arguments. Names come from the
// catalog, values only as arguments.
type builder struct {
	strings.Builder
	args    []any
	aliases int
}

func (b *builder) alias() string {
	b.aliases++
	return fmt.Sprintf("t%d", b.aliases)
}

func (b *builder) write(parts ...string) {
	for _, p := range parts {
		b.WriteString(p)
	}
}

// arg writes a placeholder for a value.
func (b *builder) arg(v any) {
	b.args = append(b.args, v)
	b.WriteString("?")
}

// list writes a subquery that gives the values of a list; one argument
// whatever its length keeps the statement's text the same.
func (b *builder) list(values []string) {
	b.write("(SELECT value FROM json_each(")
	b.arg(jsonList(values))
	b.write("))")
}

func jsonList(values []string) string {
	if values == nil {
		values = []string{}
	}
	text, _ := json.Marshal(values) // strings always encode
	return string(text)
}

func jsonNumbers(values []int) string {
	if values == nil {
		values = []int{}
	}
	text, _ := json.Marshal(values) // numbers always encode
	return string(text)
}

func col(alias, name string) string { return alias + "." + quote(name) }

// scope is a table as one part of a statement sees it.
type scope struct {
	t     *graph.Type
	owner *graph.Type // of a part
	alias string
}

// id is the column that other tables refer to.
func (s scope) id() string {
	if s.owner != nil {
		return col(s.alias, "owner")
	}
	return col(s.alias, "id")
}

// where writes a condition, "1" for none. It may be null in place of false,
// which not() takes care of.
func (b *builder) where(s scope, f graph.Filter) {
	switch f := f.(type) {
	case nil:
		b.write("1")
	case graph.And:
		b.join(s, f, " AND ", "1")
	case graph.Or:
		b.join(s, f, " OR ", "0")
	case graph.Not:
		b.write("NOT COALESCE((")
		b.where(s, f.Of)
		b.write("), 0)")
	case graph.Compare:
		b.compare(s, f)
	case graph.Related:
		b.related(s, f)
	}
}

func (b *builder) join(s scope, fs []graph.Filter, with, none string) {
	if len(fs) == 0 {
		b.write(none)
		return
	}
	for i, f := range fs {
		if i > 0 {
			b.write(with)
		}
		b.write("(")
		b.where(s, f)
		b.write(")")
	}
}

var comparisons = map[graph.Op]string{
	graph.Eq: " = ", graph.Lt: " < ", graph.Le: " <= ", graph.Gt: " > ", graph.Ge: " >= ",
}

func (b *builder) compare(s scope, c graph.Compare) {
	f := s.t.Field(c.Field)
	if f != nil && f.Kind == graph.KindText && c.Op != graph.IsNull {
		b.compareText(s, f, c)
		return
	}
	column := col(s.alias, "id")
	if f != nil {
		column = col(s.alias, fieldColumn(f))
	}
	b.compareExact(column, c)
}

func (b *builder) compareExact(column string, c graph.Compare) {
	b.write(column)
	switch c.Op {
	case graph.In:
		b.write(" IN ")
		b.list(c.Value.([]string))
	case graph.IsNull:
		if c.Value.(bool) {
			b.write(" IS NULL")
		} else {
			b.write(" IS NOT NULL")
		}
	default:
		b.write(comparisons[c.Op])
		b.value(c.Value)
	}
}

// value writes a value to compare with. What nearly every statement asks for,
// yes and no and the audience, stands in its text: SQLite plans by it, and it
// plans anew whenever 0 or 1 is bound as an argument.
func (b *builder) value(v any) {
	switch v := v.(type) {
	case bool:
		b.write(map[bool]string{false: "0", true: "1"}[v])
	case int64:
		if 0 <= v && v <= int64(graph.AudienceKeeper) {
			b.write(strconv.FormatInt(v, 10))
			return
		}
		b.arg(v)
	default:
		b.arg(v)
	}
}

// shortKey is a length of keys that are not cut: they hold the whole fold.
const shortKey = 500

// compareText compares folded texts. The key, which is indexed but cut, finds
// the candidates; the fold decides.
func (b *builder) compareText(s scope, f *graph.Field, c graph.Compare) {
	fold, key := col(s.alias, foldColumn(f)), col(s.alias, keyColumn(f))
	switch c.Op {
	case graph.In:
		values := c.Value.([]string)
		keys, folds := make([]string, len(values)), make([]string, len(values))
		for i, v := range values {
			keys[i], folds[i] = graph.SortKey(v), graph.Fold(v)
		}
		b.write(key, " IN ")
		b.list(keys)
		b.write(" AND ", fold, " IN ")
		b.list(folds)
	case graph.Eq:
		v := c.Value.(string)
		b.write(key, " = ")
		b.arg(graph.SortKey(v))
		b.write(" AND ", fold, " = ")
		b.arg(graph.Fold(v))
	case graph.StartsWith:
		prefix := graph.Fold(c.Value.(string))
		first := graph.CutKey("1" + prefix)
		b.write(key, " >= ")
		b.arg(first)
		b.write(" AND ", key, " < ")
		b.arg(first[:len(first)-1] + string([]byte{first[len(first)-1] + 1})) // no byte of UTF-8 is 0xFF
		b.write(" AND instr(", fold, ", ")
		b.arg(prefix)
		b.write(") = 1")
	case graph.Contains:
		part := graph.Fold(c.Value.(string))
		b.write("(instr(", key, ", ")
		b.arg(part)
		b.write(") > 0 OR octet_length(", key, ") > ", strconv.Itoa(shortKey), ") AND instr(", fold, ", ")
		b.arg(part)
		b.write(") > 0")
	}
}

// related writes "some record across the edge fits" as membership in an
// uncorrelated subquery, so that SQLite may start from either side.
func (b *builder) related(s scope, f graph.Related) {
	target := s.t.Target(f.Edge)
	inner := scope{t: target, alias: b.alias()}
	if r := s.t.Ref(f.Edge); r != nil {
		column := col(s.alias, refColumn(r))
		if c, ok := f.Where.(graph.Compare); ok && c.Field == "id" && c.Op != graph.IsNull {
			b.compareExact(column, c)
			return
		}
		b.write(column, " IN (SELECT ", inner.id(), " FROM ", quote(tableOf(target)), " ", inner.alias, " WHERE ")
		b.where(inner, f.Where)
		b.write(")")
		return
	}
	if m := s.t.ManyOf(f.Edge); m != nil {
		b.relatedBack(s, inner, m.By, f.Where)
		return
	}
	p := s.t.Part(f.Edge)
	inner.owner = s.t
	b.write(s.id(), " IN (SELECT ", inner.id(), " FROM ", quote(partTable(s.t, p)), " ", inner.alias, " WHERE ")
	b.where(inner, f.Where)
	b.write(")")
}

// order writes the order of a query: the sort key, then the id.
func (b *builder) order(s scope, o graph.Order, reverse bool) {
	direction := ""
	if o.Desc != reverse {
		direction = " DESC"
	}
	if f := s.t.Field(o.Field); f != nil {
		b.write(col(s.alias, keyColumn(f)), direction, ", ")
	}
	b.write(col(s.alias, "id"), direction)
}

// bound writes the condition that a record stands after a position in the
// direction of the order, or before it.
func (b *builder) bound(s scope, o graph.Order, p *graph.Position, after bool) {
	op := " > "
	if after == o.Desc {
		op = " < "
	}
	f := s.t.Field(o.Field)
	if f == nil {
		b.write(col(s.alias, "id"), op)
		b.arg(p.ID)
		return
	}
	b.write("(", col(s.alias, keyColumn(f)), ", ", col(s.alias, "id"), ")", op, "(")
	b.arg(p.Key)
	b.write(", ")
	b.arg(p.ID)
	b.write(")")
}

// conditions writes everything that limits a query but its parents and limit.
func (b *builder) conditions(s scope, q *graph.Query, paged bool) {
	b.write("(")
	b.where(s, q.Where)
	b.write(")")
	if q.IDs != nil {
		b.write(" AND ", col(s.alias, "id"), " IN ")
		b.list(q.IDs)
	}
	if paged && q.After != nil {
		b.write(" AND ")
		b.bound(s, q.Order, q.After, true)
	}
	if paged && q.Before != nil {
		b.write(" AND ")
		b.bound(s, q.Order, q.Before, false)
	}
}

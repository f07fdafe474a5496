package sqlitestore

import (
	"context"
	"database/sql/driver"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/migraph/migraph/graph"
)

// applicationID marks a file as a graph of Migraph (PRAGMA application_id): "MGPH".
const applicationID = 0x4d475048

// identity tells whose file this is, of which version, and how much is in it.
type identity struct{ application, schema, objects int }

func (c *connection) identity(ctx context.Context) (id identity, err error) {
	const text = `SELECT a.application_id, v.user_version, (SELECT count(*) FROM sqlite_schema)
		FROM pragma_application_id a, pragma_user_version v`
	err = c.query(ctx, text, nil, func(row []driver.Value) error {
		id = identity{numberOf(row[0]), numberOf(row[1]), numberOf(row[2])}
		return nil
	})
	return id, err
}

// foreign tells that the file has something in it, and not a graph.
func (id identity) foreign() bool { return id.application != applicationID && id.objects > 0 }

var errForeign = graph.Errorf(graph.Conflict, "the file is a database of another program; name another file")

// known refuses a graph that a newer program wrote.
func (id identity) known() error {
	if id.schema > graph.SchemaVersion {
		return graph.Errorf(graph.Conflict, "the graph was written by a newer Migraph (schema %d, this program knows %d); upgrade this program",
			id.schema, graph.SchemaVersion)
	}
	return nil
}

// descending marks a column of an index that is ordered downwards.
const descending = " DESC"

// column is one column of a table.
type column struct{ name, kind string }

// table is a table that the catalog asks for.
type table struct {
	name    string
	columns []column
	primary []string
	indexes [][]string
	// clustered: the rows stand in the order of the primary key. It is for
	// narrow rows; wide ones are found faster behind narrow indexes.
	clustered bool
	// derived: the rows follow from those of other tables.
	derived bool
}

// quote makes an SQL identifier of a name of the catalog. Names hold letters
// and dots only; callers never pass anything that a user wrote.
func quote(name string) string { return `"` + name + `"` }

// snake gives the SQL form of a name of the catalog: provider.stakeholder is
// provider_stakeholder, startEarliest is start_earliest.
func snake(name string) string {
	var b strings.Builder
	for i, r := range name {
		switch {
		case r == '.':
			b.WriteByte('_')
		case unicode.IsUpper(r):
			if i > 0 {
				b.WriteByte('_')
			}
			b.WriteRune(unicode.ToLower(r))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func tableOf(t *graph.Type) string { return snake(t.Name) }
func partTable(owner *graph.Type, p *graph.Part) string {
	return snake(owner.Name) + "_" + snake(p.Name)
}
func fieldColumn(f *graph.Field) string { return snake(f.Name) }
func foldColumn(f *graph.Field) string  { return snake(f.Name) + "_fold" }
func keyColumn(f *graph.Field) string   { return snake(f.Name) + "_key" }
func refColumn(r *graph.Ref) string     { return snake(r.Name) + "_id" }

// hasFold: texts that are compared are kept folded as well.
func hasFold(f *graph.Field) bool { return f.Kind == graph.KindText && f.Filter }

// hasKey: a non-null key is kept for order, and for texts as what is indexed.
func hasKey(f *graph.Field) bool { return f.Sort || hasFold(f) }

// tables gives every table that the catalog asks for.
func tables() []table {
	var out []table
	for _, t := range graph.Catalog.Types() {
		own := table{name: tableOf(t), columns: []column{{"id", "TEXT NOT NULL"}}, primary: []string{"id"}}
		addColumns(&own, t)
		out = append(out, own)
		for i := range t.Parts {
			p := &t.Parts[i]
			sub := table{
				name:    partTable(t, p),
				columns: []column{{"owner", "TEXT NOT NULL"}, {"position", "INTEGER NOT NULL"}},
				primary: []string{"owner", "position"}, clustered: true,
			}
			addColumns(&sub, p.Type)
			out = append(out, sub)
		}
	}
	return append(out, table{
		name: "link", derived: true,
		columns: []column{
			{"claim", "TEXT NOT NULL"}, {"step", "INTEGER NOT NULL"},
			{"from_id", "TEXT NOT NULL"}, {"to_id", "TEXT NOT NULL"}, {"type", "TEXT NOT NULL"}, {"role", "TEXT NOT NULL"},
			{"valid_from", "TEXT NOT NULL"}, {"valid_to", "TEXT NOT NULL"},
			{"certain_from", "TEXT NOT NULL"}, {"certain_to", "TEXT NOT NULL"}, {"undated", "INTEGER NOT NULL"},
		},
		primary: []string{"claim", "step"}, clustered: true,
		indexes: [][]string{
			{"from_id", "to_id", "type", "role", "valid_from", "valid_to", "undated"},
			{"to_id", "from_id", "type", "role", "valid_from", "valid_to", "undated"},
		},
	}, table{
		name: "near", derived: true,
		columns: []column{
			{"from_id", "TEXT NOT NULL"}, {"to_id", "TEXT NOT NULL"}, {"type", "TEXT NOT NULL"}, {"weight", "INTEGER NOT NULL"},
		},
		primary: []string{"from_id", "to_id", "type"}, clustered: true,
		indexes: [][]string{{"from_id", "weight" + descending, "to_id", "type"}, {"to_id", "weight" + descending, "from_id", "type"}},
	}, table{
		name: "degree", derived: true,
		columns: []column{{"thing_id", "TEXT NOT NULL"}, {"sides", "TEXT NOT NULL"}, {"things", "INTEGER NOT NULL"}},
		primary: []string{"thing_id", "sides"}, clustered: true,
	})
}

func addColumns(tb *table, t *graph.Type) {
	for i := range t.Fields {
		f := &t.Fields[i]
		kind := "TEXT"
		if f.Kind == graph.KindInt || f.Kind == graph.KindBool {
			kind = "INTEGER"
		}
		tb.columns = append(tb.columns, column{fieldColumn(f), kind})
		if hasFold(f) {
			tb.columns = append(tb.columns, column{foldColumn(f), "TEXT"})
		}
		indexed := fieldColumn(f)
		if hasKey(f) {
			indexed = keyColumn(f)
			tb.columns = append(tb.columns, column{indexed, "TEXT NOT NULL DEFAULT '0'"})
		}
		switch {
		case f.Sort && t.Class != graph.ClassPart:
			tb.indexes = append(tb.indexes, listIndex(t, indexed))
		case f.Index:
			tb.indexes = append(tb.indexes, []string{indexed})
		}
	}
	for i := range t.Refs {
		name := refColumn(&t.Refs[i])
		tb.columns = append(tb.columns, column{name, "TEXT"})
		index := []string{name}
		if t.Class != graph.ClassPart {
			index = listIndex(t, append(index, firstKey(t)...)...)
		}
		tb.indexes = append(tb.indexes, index)
	}
}

// firstKey gives the key of the first order that a type has, by default that
// of lists.
func firstKey(t *graph.Type) []string {
	for i := range t.Fields {
		if t.Fields[i].Sort {
			return []string{keyColumn(&t.Fields[i])}
		}
	}
	return nil
}

// listIndex makes an index by which pages of a list are found without a look at
// the records: it has the whole order, and what nearly every list leaves out.
func listIndex(t *graph.Type, columns ...string) []string {
	columns = append(columns, "id")
	for _, name := range []string{"tombstone", "hidden"} {
		if f := t.Field(name); f != nil {
			columns = append(columns, fieldColumn(f))
		}
	}
	return columns
}

// prepare makes an empty file a graph of Migraph, or checks that it is one.
func (s *Store) prepare(ctx context.Context) error {
	c, err := s.writer.take(ctx)
	if err != nil {
		return err
	}
	defer s.writer.give(c)
	return c.within(ctx, "BEGIN IMMEDIATE", func() (bool, error) {
		id, err := c.identity(ctx)
		switch {
		case err != nil:
			return false, err
		case id.objects == 0:
			return true, create(ctx, c)
		case id.foreign():
			return false, errForeign
		}
		return false, id.known()
	})
}

func create(ctx context.Context, c *connection) error {
	statements := []string{
		fmt.Sprintf("PRAGMA application_id = %d", applicationID),
		fmt.Sprintf("PRAGMA user_version = %d", graph.SchemaVersion),
		"CREATE TABLE meta (one INTEGER PRIMARY KEY CHECK (one = 1), revision INTEGER NOT NULL)",
		"INSERT INTO meta VALUES (1, 0)",
	}
	for _, tb := range tables() {
		statements = append(statements, tb.create())
		statements = append(statements, tb.createIndexes()...)
	}
	return c.script(ctx, statements...)
}

func (tb table) create() string {
	var lines []string
	for _, c := range tb.columns {
		lines = append(lines, quote(c.name)+" "+c.kind)
	}
	end := ""
	if tb.clustered {
		end = " WITHOUT ROWID"
	}
	return fmt.Sprintf("CREATE TABLE %s (%s, PRIMARY KEY (%s))%s",
		quote(tb.name), strings.Join(lines, ", "), quoteAll(tb.primary), end)
}

// indexNames gives the names of the indexes, in their order.
func (tb table) indexNames() []string {
	out := make([]string, len(tb.indexes))
	for i, cols := range tb.indexes {
		out[i] = tb.name + "_by_" + strings.ReplaceAll(strings.Join(cols, "_"), descending, "")
	}
	return out
}

func (tb table) createIndexes() []string {
	var out []string
	names := tb.indexNames()
	for i, cols := range tb.indexes {
		columns := make([]string, len(cols))
		for j, c := range cols {
			name, desc := strings.CutSuffix(c, descending)
			columns[j] = quote(name)
			if desc {
				columns[j] += descending
			}
		}
		out = append(out, fmt.Sprintf("CREATE INDEX %s ON %s (%s)", quote(names[i]), quote(tb.name), strings.Join(columns, ", ")))
	}
	return out
}

func quoteAll(names []string) string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = quote(n)
	}
	return strings.Join(out, ", ")
}

// migrate brings a graph of an older version up to this one: it makes the tables
// anew and writes every record again, so that derived values are as this version
// derives them. It happens in one transaction.
func (s *Store) migrate(ctx context.Context) error {
	_, err := s.Write(ctx, func(ctx context.Context, gw graph.Writer) error {
		w := gw.(*writer)
		version, err := w.c.number(ctx, "PRAGMA user_version")
		if err != nil || version == graph.SchemaVersion {
			return err
		}
		w.wrote = true // also if there is no record
		for _, tb := range tables() {
			if err := w.remake(ctx, tb); err != nil {
				return err
			}
		}
		if err := w.rewrite(ctx); err != nil {
			return err
		}
		if err := graph.Rederive(ctx, gw); err != nil {
			return err
		}
		return w.c.script(ctx, fmt.Sprintf("PRAGMA user_version = %d", graph.SchemaVersion))
	})
	return err
}

// remake makes a table as this version wants it, with what is in the old one.
func (w *writer) remake(ctx context.Context, tb table) error {
	if tb.derived {
		return w.c.script(ctx, append([]string{"DROP TABLE IF EXISTS " + quote(tb.name), tb.create()}, tb.createIndexes()...)...)
	}
	var kept []string
	err := w.c.query(ctx, "SELECT name FROM pragma_table_info(?)", []any{tb.name}, func(row []driver.Value) error {
		name := textOf(row[0])
		if slices.ContainsFunc(tb.columns, func(c column) bool { return c.name == name }) {
			kept = append(kept, name)
		}
		return nil
	})
	if err != nil {
		return err
	}
	statements := []string{tb.create()}
	if len(kept) > 0 {
		old := quote("old_" + tb.name)
		statements = []string{
			fmt.Sprintf("ALTER TABLE %s RENAME TO %s", quote(tb.name), old),
			tb.create(),
			fmt.Sprintf("INSERT INTO %s (%s) SELECT %s FROM %s", quote(tb.name), quoteAll(kept), quoteAll(kept), old),
			"DROP TABLE " + old,
		}
	}
	return w.c.script(ctx, append(statements, tb.createIndexes()...)...)
}

// rewrite puts every record again.
func (w *writer) rewrite(ctx context.Context) error {
	const batch = 1000
	for _, t := range graph.Catalog.Types() {
		var rs []graph.Record
		flush := func() error {
			defer func() { rs = rs[:0] }()
			return w.Put(ctx, t, rs)
		}
		err := w.Scan(ctx, t, func(r graph.Record) error {
			rs = append(rs, r)
			if len(rs) == batch {
				return flush()
			}
			return nil
		})
		if err == nil {
			err = flush()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

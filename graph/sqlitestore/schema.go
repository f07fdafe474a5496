package sqlitestore

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/migraph/migraph/graph"
)

// applicationID marks a file as a graph of Migraph (PRAGMA application_id): "MGPH".
const applicationID = 0x4d475048

// column is one column of a table.
type column struct{ name, kind string }

// table is a table that the catalog asks for.
type table struct {
	name    string
	columns []column
	primary []string
	indexes [][]string
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
				primary: []string{"owner", "position"},
			}
			addColumns(&sub, p.Type)
			out = append(out, sub)
		}
	}
	return append(out, table{
		name: "link",
		columns: []column{
			{"claim", "TEXT NOT NULL"}, {"step", "INTEGER NOT NULL"},
			{"from_id", "TEXT NOT NULL"}, {"to_id", "TEXT NOT NULL"}, {"type", "TEXT NOT NULL"},
			{"valid_from", "TEXT NOT NULL"}, {"valid_to", "TEXT NOT NULL"},
			{"certain_from", "TEXT NOT NULL"}, {"certain_to", "TEXT NOT NULL"}, {"undated", "INTEGER NOT NULL"},
		},
		primary: []string{"claim", "step"},
		indexes: [][]string{{"from_id", "type"}, {"to_id", "type"}},
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
		if f.Index {
			tb.indexes = append(tb.indexes, []string{indexed})
		}
	}
	for i := range t.Refs {
		name := refColumn(&t.Refs[i])
		tb.columns = append(tb.columns, column{name, "TEXT"})
		// A list of what points here is read in an order, and by default in the
		// first that the type has.
		index := []string{name}
		for j := range t.Fields {
			if t.Fields[j].Sort {
				index = append(index, keyColumn(&t.Fields[j]))
				break
			}
		}
		tb.indexes = append(tb.indexes, index)
	}
}

// prepare makes an empty file a graph of Migraph, or checks that it is one.
func prepare(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	var id, version, objects int
	row := tx.QueryRowContext(ctx, `SELECT a.application_id, v.user_version, (SELECT count(*) FROM sqlite_schema)
		FROM pragma_application_id a, pragma_user_version v`)
	if err := row.Scan(&id, &version, &objects); err != nil {
		return err
	}
	switch {
	case objects == 0:
		if err := create(ctx, tx); err != nil {
			return err
		}
	case id != applicationID:
		return graph.Errorf(graph.Conflict, "the file is a database of another program; name another file")
	case version > graph.SchemaVersion:
		return graph.Errorf(graph.Conflict, "the graph was written by a newer Migraph (schema %d, this program knows %d); upgrade this program",
			version, graph.SchemaVersion)
	}
	return tx.Commit()
}

func create(ctx context.Context, tx *sql.Tx) error {
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
	return execAll(ctx, tx, statements)
}

func execAll(ctx context.Context, tx *sql.Tx, statements []string) error {
	for _, s := range statements {
		if _, err := tx.ExecContext(ctx, s); err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
	}
	return nil
}

func (tb table) create() string {
	var lines []string
	for _, c := range tb.columns {
		lines = append(lines, quote(c.name)+" "+c.kind)
	}
	return fmt.Sprintf("CREATE TABLE IF NOT EXISTS %s (%s, PRIMARY KEY (%s)) WITHOUT ROWID",
		quote(tb.name), strings.Join(lines, ", "), quoteAll(tb.primary))
}

func (tb table) createIndexes() []string {
	var out []string
	for _, cols := range tb.indexes {
		out = append(out, fmt.Sprintf("CREATE INDEX IF NOT EXISTS %s ON %s (%s)",
			quote(tb.name+"_by_"+strings.Join(cols, "_")), quote(tb.name), quoteAll(cols)))
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

// migrate brings a graph of an older version up to this one: it adds what is
// missing and writes every record anew, so that derived values are as this
// version derives them. It happens in one transaction.
func (s *Store) migrate(ctx context.Context) error {
	var version int
	if err := s.writer.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	if version == graph.SchemaVersion {
		return nil
	}
	_, err := s.Write(ctx, func(ctx context.Context, gw graph.Writer) error {
		w := gw.(*writer)
		if err := w.addMissing(ctx); err != nil {
			return err
		}
		if err := w.rewrite(ctx); err != nil {
			return err
		}
		if err := graph.Rederive(ctx, gw); err != nil {
			return err
		}
		_, err := w.tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", graph.SchemaVersion))
		return err
	})
	return err
}

func (w *writer) addMissing(ctx context.Context) error {
	for _, tb := range tables() {
		statements := []string{tb.create()}
		have, err := w.columns(ctx, tb.name)
		if err != nil {
			return err
		}
		for _, c := range tb.columns {
			if len(have) > 0 && !slices.Contains(have, c.name) {
				statements = append(statements, fmt.Sprintf("ALTER TABLE %s ADD COLUMN %s %s", quote(tb.name), quote(c.name), c.kind))
			}
		}
		if err := execAll(ctx, w.tx, append(statements, tb.createIndexes()...)); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) columns(ctx context.Context, table string) ([]string, error) {
	rows, err := w.tx.QueryContext(ctx, "SELECT name FROM pragma_table_info(?)", table)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		out = append(out, name)
	}
	return out, rows.Err()
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

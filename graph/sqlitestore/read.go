package sqlitestore

import (
	"context"
	"database/sql"
	"slices"
	"sync"

	"github.com/migraph/migraph/graph"
)

// reader reads within one transaction.
type reader struct {
	tx       *sql.Tx
	revision graph.Revision
	// mu: a SQLite connection runs one statement at a time.
	mu sync.Mutex
}

func (r *reader) Revision() graph.Revision { return r.revision }

func (r *reader) Fetch(ctx context.Context, p *graph.Plan) (*graph.Result, error) {
	return graph.FetchTree(ctx, r.level, p)
}

// query runs a statement and calls scan for each row.
func (r *reader) query(ctx context.Context, b *builder, scan func(*sql.Rows) error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	rows, err := r.tx.QueryContext(ctx, b.String(), b.args...)
	if err != nil {
		return wrap(ctx, err)
	}
	defer func() { _ = rows.Close() }() // rows.Err tells what failed
	for rows.Next() {
		if err := scan(rows); err != nil {
			return wrap(ctx, err)
		}
	}
	return wrap(ctx, rows.Err())
}

// level answers one query: records, totals and parts are a statement each.
func (r *reader) level(ctx context.Context, q *graph.Query) ([]graph.List, error) {
	if err := check(q); err != nil {
		return nil, err
	}
	lists := make([]graph.List, 1)
	if q.By != nil {
		lists = make([]graph.List, len(q.Parents))
	}
	for i := range lists {
		lists[i] = graph.List{Records: []graph.Record{}, Total: -1}
	}
	if !q.TotalOnly {
		if err := r.records(ctx, q, lists); err != nil {
			return nil, err
		}
		if err := r.parts(ctx, q, lists); err != nil {
			return nil, err
		}
	}
	if q.Total || q.TotalOnly {
		if err := r.totals(ctx, q, lists); err != nil {
			return nil, err
		}
	}
	return lists, nil
}

// check tells whether a query names what the catalog has.
func check(q *graph.Query) error {
	if f := q.Type.Field(q.Order.Field); q.Order.Field != "" && (f == nil || !f.Sort) {
		return graph.Errorf(graph.InvalidArgument, "%s cannot be ordered by %q", q.Type.Name, q.Order.Field)
	}
	if err := graph.CheckBy(q.Type, q.By); err != nil {
		return err
	}
	for _, name := range q.Parts {
		if q.Type.Part(name) == nil {
			return graph.Errorf(graph.InvalidArgument, "%s has no part %q", q.Type.Name, name)
		}
	}
	for _, name := range q.Fields {
		if q.Type.Field(name) == nil && q.Type.Ref(name) == nil {
			return graph.Errorf(graph.InvalidArgument, "%s has no field or reference %q", q.Type.Name, name)
		}
	}
	return graph.CheckFilter(q.Type, q.Where)
}

func (r *reader) records(ctx context.Context, q *graph.Query, lists []graph.List) error {
	b := &builder{}
	s := scope{t: q.Type, alias: b.alias()}
	layout := newLayout(q.Type, q.Fields)
	if q.By == nil {
		b.write("SELECT 0, ")
		layout.selects(b, s.alias)
		b.write(" FROM ", quote(tableOf(q.Type)), " ", s.alias, " WHERE ")
		b.conditions(s, q, true)
		b.write(" ORDER BY ")
		b.order(s, q.Order, q.Backward)
		b.limit(q)
	} else {
		b.perParent(s, q, layout)
	}
	err := r.query(ctx, b, func(rows *sql.Rows) error {
		list, record, err := layout.scan(rows)
		if err == nil {
			lists[list].Records = append(lists[list].Records, record)
		}
		return err
	})
	if err != nil {
		return err
	}
	for i := range lists {
		l := &lists[i]
		if q.Limit > 0 && len(l.Records) > q.Limit {
			l.Records, l.More = l.Records[:q.Limit], true
		}
		if q.Backward {
			slices.Reverse(l.Records)
		}
	}
	return nil
}

// limit asks for one record more than wanted, which tells whether there are more.
func (b *builder) limit(q *graph.Query) {
	if q.Limit > 0 {
		b.write(" LIMIT ")
		b.arg(q.Limit + 1)
	}
}

// perParent writes the statement that gives each parent's own page.
func (b *builder) perParent(s scope, q *graph.Query, layout *layout) {
	switch {
	case q.Limit == 0:
		b.write("SELECT p.key, ")
		layout.selects(b, s.alias)
		b.write(" FROM ")
		b.belonging(s, q.By, q.Parents)
		b.write(" AND ")
		b.conditions(s, q, true)
		b.write(" ORDER BY p.key, ")
		b.order(s, q.Order, q.Backward)
	case graph.Directly(q.By) != "":
		b.pagesByIndex(s, q, layout)
	default:
		b.pagesByRank(s, q, layout)
	}
}

// pagesByIndex finds the ids of each parent's page by a correlated subquery, so
// that a hub costs no more than its page where an index has the order.
func (b *builder) pagesByIndex(s scope, q *graph.Query, layout *layout) {
	inner := scope{t: q.Type, alias: b.alias()}
	b.write("SELECT p.key, ")
	layout.selects(b, s.alias)
	b.write(" FROM json_each(")
	b.arg(jsonList(q.Parents))
	b.write(") p CROSS JOIN ", quote(tableOf(q.Type)), " ", s.alias, " ON ", col(s.alias, "id"),
		" IN (SELECT ", col(inner.alias, "id"), " FROM ", quote(tableOf(q.Type)), " ", inner.alias,
		" WHERE ", col(inner.alias, refColumn(q.Type.Ref(graph.Directly(q.By)))), " = p.value AND ")
	b.conditions(inner, q, true)
	b.write(" ORDER BY ")
	b.order(inner, q.Order, q.Backward)
	b.limit(q)
	b.write(") ORDER BY p.key, ")
	b.order(s, q.Order, q.Backward)
}

// pagesByRank ranks all records of each parent: no index has an order of what
// leads back over others.
func (b *builder) pagesByRank(s scope, q *graph.Query, layout *layout) {
	inner := scope{t: q.Type, alias: b.alias()}
	b.write("SELECT m.key, ")
	layout.selects(b, s.alias)
	b.write(" FROM (SELECT p.key AS key, ", col(inner.alias, "id"), " AS id, row_number() OVER (PARTITION BY p.key ORDER BY ")
	b.order(inner, q.Order, q.Backward)
	b.write(") AS place FROM ")
	b.belonging(inner, q.By, q.Parents)
	b.write(" AND ")
	b.conditions(inner, q, true)
	b.write(") m CROSS JOIN ", quote(tableOf(q.Type)), " ", s.alias, " ON ", col(s.alias, "id"), " = m.id WHERE m.place <= ")
	b.arg(q.Limit + 1)
	b.write(" ORDER BY m.key, m.place")
}

func (r *reader) totals(ctx context.Context, q *graph.Query, lists []graph.List) error {
	for i := range lists {
		lists[i].Total = 0
	}
	b := &builder{}
	s := scope{t: q.Type, alias: b.alias()}
	if q.By == nil {
		b.write("SELECT 0, count(*) FROM ", quote(tableOf(q.Type)), " ", s.alias, " WHERE ")
		b.conditions(s, q, false)
	} else {
		b.write("SELECT p.key, count(*) FROM ")
		b.belonging(s, q.By, q.Parents)
		b.write(" AND ")
		b.conditions(s, q, false)
		b.write(" GROUP BY p.key")
	}
	return r.query(ctx, b, func(rows *sql.Rows) error {
		var list, total int
		err := rows.Scan(&list, &total)
		lists[list].Total = total
		return err
	})
}

// parts loads the wanted parts of all records, one statement each.
func (r *reader) parts(ctx context.Context, q *graph.Query, lists []graph.List) error {
	if len(q.Parts) == 0 {
		return nil
	}
	var all []graph.Record
	var ids []string
	for i := range lists {
		for _, rec := range lists[i].Records {
			all, ids = append(all, rec), append(ids, graph.IDOf(rec))
		}
	}
	for _, name := range q.Parts {
		if err := r.part(ctx, q.Type, q.Type.Part(name), all, ids); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) part(ctx context.Context, t *graph.Type, p *graph.Part, owners []graph.Record, ids []string) error {
	elements := make([][]graph.Record, len(owners))
	b := &builder{}
	alias, layout := b.alias(), newLayout(p.Type, nil)
	b.write("SELECT p.key, ")
	layout.selects(b, alias)
	b.write(" FROM json_each(")
	b.arg(jsonList(ids))
	b.write(") p CROSS JOIN ", quote(partTable(t, p)), " ", alias, " ON ", col(alias, "owner"), " = p.value",
		" ORDER BY p.key, ", col(alias, "position"))
	err := r.query(ctx, b, func(rows *sql.Rows) error {
		i, element, err := layout.scan(rows)
		if err == nil {
			elements[i] = append(elements[i], element)
		}
		return err
	})
	for i, owner := range owners {
		p.Set(owner, elements[i])
	}
	return err
}

// scanBatch bounds how many records Scan holds at a time.
const scanBatch = 1000

func (r *reader) Scan(ctx context.Context, t *graph.Type, fn func(graph.Record) error) error {
	return graph.ScanLevel(ctx, r.level, t, scanBatch, fn)
}

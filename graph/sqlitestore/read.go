package sqlitestore

import (
	"context"
	"database/sql/driver"
	"slices"
	"sync"

	"github.com/migraph/migraph/graph"
)

// reader reads within one transaction.
type reader struct {
	revision graph.Revision
	// mu: a SQLite connection runs one statement at a time.
	mu sync.Mutex
	c  *connection // nil when the transaction is over
}

func (r *reader) begin(ctx context.Context) error {
	n, err := r.c.number(ctx, readRevision)
	r.revision = graph.Revision(n)
	return err
}

// end waits for a running statement and lets no other begin: the connection
// will be somebody else's.
func (r *reader) end() {
	r.mu.Lock()
	r.c = nil
	r.mu.Unlock()
}

func (r *reader) Revision() graph.Revision { return r.revision }

// Importing is false: every write is one transaction.
func (r *reader) Importing(context.Context) (bool, error) { return false, nil }

func (r *reader) Fetch(ctx context.Context, p *graph.Plan) (*graph.Result, error) {
	return graph.FetchTree(ctx, r.level, p)
}

// query runs a statement and calls scan for each row.
func (r *reader) query(ctx context.Context, b *builder, scan func([]driver.Value) error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.c == nil {
		return graph.Errorf(graph.Internal, "a reader was used after its view")
	}
	return wrap(ctx, r.c.query(ctx, b.String(), b.args, scan))
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
	if (q.Total || q.TotalOnly) && !countsRows(q) {
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
	switch {
	case q.By != nil:
		b.perParent(s, q, layout)
	case q.IDs != nil:
		b.byIDs(s, q, layout)
	case countsRows(q):
		b.counted(s, q, layout)
		lists[0].Total = 0
	default:
		b.write("SELECT 0, ")
		layout.selects(b, s.alias)
		b.write(" FROM ", quote(tableOf(q.Type)), " ", s.alias, " WHERE ")
		b.conditions(s, q, true)
		b.write(" ORDER BY ")
		b.order(s, q.Order, q.Backward)
		b.limit(q)
	}
	err := r.query(ctx, b, func(row []driver.Value) error {
		if l := &lists[numberOf(row[0])]; q.Limit > 0 && len(l.Records) > q.Limit {
			return nil // it is known that there are more
		}
		list, record := layout.read(row)
		lists[list].Records = append(lists[list].Records, record)
		if countsRows(q) {
			lists[list].Total = numberOf(row[len(row)-1])
		}
		return nil
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

// countsRows tells whether the statement that reads a page also counts the list:
// where what fits is found by relations, finding it twice would cost more than
// going through it once.
func countsRows(q *graph.Query) bool {
	return q.Total && !q.TotalOnly && q.By == nil && q.IDs == nil && q.After == nil && q.Before == nil && relates(q.Where)
}

// relates tells whether a filter asks for related records.
func relates(f graph.Filter) bool {
	switch f := f.(type) {
	case graph.And:
		return slices.ContainsFunc(f, relates)
	case graph.Or:
		return slices.ContainsFunc(f, relates)
	case graph.Not:
		return relates(f.Of)
	case graph.Related:
		return true
	}
	return false
}

// counted writes the statement that reads a page and, in its last column,
// counts the list.
func (b *builder) counted(s scope, q *graph.Query, layout *layout) {
	inner := scope{t: q.Type, alias: b.alias()}
	b.write("SELECT 0, ")
	layout.selects(b, s.alias)
	b.write(", m.total FROM (SELECT ", inner.alias, ".rowid AS record, count(*) OVER () AS total FROM ",
		quote(tableOf(q.Type)), " ", inner.alias, " WHERE ")
	b.conditions(inner, q, false)
	b.write(" ORDER BY ")
	b.order(inner, q.Order, q.Backward)
	b.limit(q)
	b.write(") m CROSS JOIN ", quote(tableOf(q.Type)), " ", s.alias, " ON ", s.alias, ".rowid = m.record ORDER BY ")
	b.order(s, q.Order, q.Backward)
}

// byIDs looks up each id by itself, which is half the work of gathering them in
// a set first.
func (b *builder) byIDs(s scope, q *graph.Query, layout *layout) {
	ids := slices.Compact(slices.Sorted(slices.Values(q.IDs)))
	rest := *q
	rest.IDs = nil
	b.write("SELECT 0, ")
	layout.selects(b, s.alias)
	b.write(" FROM json_each(")
	b.arg(jsonList(ids))
	b.write(") p CROSS JOIN ", quote(tableOf(q.Type)), " ", s.alias, " ON ", s.id(), " = p.value WHERE ")
	b.conditions(s, &rest, true)
	if q.Order == (graph.Order{}) && !q.Backward {
		return // they come in the order of ids
	}
	b.write(" ORDER BY ")
	b.order(s, q.Order, q.Backward)
	b.limit(q)
}

// limit asks for one record more than wanted, which tells whether there are more.
func (b *builder) limit(q *graph.Query) {
	if q.Limit > 0 {
		b.write(" LIMIT ")
		b.arg(q.Limit + 1)
	}
}

// fewColumns are sorted with all records of a list at less cost than ranks of these
// are made and the records of the page read after that.
const fewColumns = 6

// perParent writes the statement that gives each parent's own page, or more of its
// list.
func (b *builder) perParent(s scope, q *graph.Query, layout *layout) {
	switch {
	case len(q.Parents) == 1 && graph.Directly(q.By) != "":
		b.write("SELECT 0, ")
		layout.selects(b, s.alias)
		b.write(" FROM ", quote(tableOf(q.Type)), " ", s.alias, " WHERE ", col(s.alias, refColumn(q.Type.Ref(graph.Directly(q.By)))), " = ")
		b.arg(q.Parents[0])
		b.write(" AND ")
		b.conditions(s, q, true)
		b.write(" ORDER BY ")
		b.order(s, q.Order, q.Backward)
		b.limit(q)
	case q.Limit == 0 || graph.Directly(q.By) == "" && layout.columns() <= fewColumns:
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
	b.write(") p CROSS JOIN ", quote(tableOf(q.Type)), " ", s.alias, " ON ", s.alias, ".rowid",
		" IN (SELECT ", inner.alias, ".rowid FROM ", quote(tableOf(q.Type)), " ", inner.alias,
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
	b.write(" FROM (SELECT p.key AS key, ", inner.alias, ".rowid AS record, row_number() OVER (PARTITION BY p.key ORDER BY ")
	b.order(inner, q.Order, q.Backward)
	b.write(") AS place FROM ")
	b.belonging(inner, q.By, q.Parents)
	b.write(" AND ")
	b.conditions(inner, q, true)
	b.write(") m CROSS JOIN ", quote(tableOf(q.Type)), " ", s.alias, " ON ", s.alias, ".rowid = m.record WHERE m.place <= ")
	b.arg(q.Limit + 1)
	b.write(" ORDER BY m.key, m.place")
}

func (r *reader) totals(ctx context.Context, q *graph.Query, lists []graph.List) error {
	for i := range lists {
		lists[i].Total = 0
	}
	b := &builder{}
	s := scope{t: q.Type, alias: b.alias()}
	switch {
	case q.By == nil:
		b.write("SELECT 0, count(*) FROM ", quote(tableOf(q.Type)), " ", s.alias, " WHERE ")
		b.conditions(s, q, false)
	case graph.Directly(q.By) != "":
		b.write("SELECT p.key, (SELECT count(*) FROM ", quote(tableOf(q.Type)), " ", s.alias,
			" WHERE ", col(s.alias, refColumn(q.Type.Ref(graph.Directly(q.By)))), " = p.value AND ")
		b.conditions(s, q, false)
		b.write(") FROM json_each(")
		b.arg(jsonList(q.Parents))
		b.write(") p")
	default:
		b.write("SELECT p.key, count(*) FROM ")
		b.belonging(s, q.By, q.Parents)
		b.write(" AND ")
		b.conditions(s, q, false)
		b.write(" GROUP BY p.key")
	}
	return r.query(ctx, b, func(row []driver.Value) error {
		lists[numberOf(row[0])].Total = numberOf(row[1])
		return nil
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
	err := r.query(ctx, b, func(row []driver.Value) error {
		i, element := layout.read(row)
		elements[i] = append(elements[i], element)
		return nil
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

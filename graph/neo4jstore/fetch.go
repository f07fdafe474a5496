package neo4jstore

import (
	"context"
	"slices"

	"github.com/migraph/migraph/graph"
)

// scanBatch is the number of records or links that a scan reads at once.
const scanBatch = 2000

func (r *reader) Fetch(ctx context.Context, p *graph.Plan) (*graph.Result, error) {
	return graph.FetchTree(ctx, r.level, p)
}

func (r *reader) Scan(ctx context.Context, t *graph.Type, fn func(graph.Record) error) error {
	return graph.ScanLevel(ctx, r.level, t, scanBatch, fn)
}

// level answers one query by one statement.
func (r *reader) level(ctx context.Context, q *graph.Query) ([]graph.List, error) {
	l, err := newLevel(r.s.layout, q)
	if err != nil {
		return nil, err
	}
	if q.By != nil {
		return l.runParents(ctx, r)
	}
	return l.runOne(ctx, r)
}

// level is the statement of a query in the making.
type level struct {
	*graph.Query
	l    *layout
	root scope
	load *choice
	// filter holds every condition but the page's bounds.
	filter graph.Filter
	// key is the property of the order, empty if it is by id.
	key string
}

func newLevel(l *layout, q *graph.Query) (*level, error) {
	n, err := l.node(q.Type)
	if err != nil {
		return nil, err
	}
	if err := graph.CheckFilter(q.Type, q.Where); err != nil {
		return nil, err
	}
	if err := graph.CheckBy(q.Type, q.By); err != nil {
		return nil, err
	}
	out := &level{Query: q, l: l, root: scope{n, "n"}, filter: q.Where}
	if q.IDs != nil {
		out.filter = graph.All(q.Where, graph.Compare{Field: "id", Op: graph.In, Value: q.IDs})
	}
	if q.Order.Field != "" {
		f := n.field(q.Order.Field)
		if f == nil || !f.Sort {
			return nil, graph.Errorf(graph.InvalidArgument, "%s cannot be ordered by %q", q.Type.Name, q.Order.Field)
		}
		out.key = f.key
	}
	out.load, err = n.choose(q.Fields, q.Parts)
	return out, err
}

// countsItself tells whether the records that are read are all that count.
func (l *level) countsItself() bool {
	return !l.TotalOnly && l.Limit == 0 && l.After == nil && l.Before == nil
}

func (l *level) countsApart() bool { return l.TotalOnly || l.Total && !l.countsItself() }

// maxCollected bounds the records that are asked for as one row.
const maxCollected = 10_000

// bounded tells whether the records are so few that they may come as one row,
// which is much faster than a row for each; the server holds a row in memory.
func (l *level) bounded() bool {
	return l.Limit > 0 && l.Limit <= maxCollected || l.IDs != nil && len(l.IDs) <= maxCollected
}

// runOne answers a query without parents.
func (l *level) runOne(ctx context.Context, r *reader) ([]graph.List, error) {
	st := reading()
	if l.countsApart() {
		st.branch()
		st.selection(l.l, l.root, l.filter)
		st.write(" RETURN ", kind(rowTotal), " AS k, count(*) AS v")
	}
	if !l.TotalOnly {
		st.branch()
		st.selection(l.l, l.root, l.filter, l.bounds(st)...)
		l.page(st)
		st.write(" WITH n, properties(n) AS p RETURN ", kind(rowData), " AS k, ")
		if l.bounded() {
			st.write("collect(", l.load.columns("n", "p"), ") AS v")
		} else {
			st.write("[", l.load.columns("n", "p"), "] AS v")
		}
	}
	out := graph.List{Total: -1}
	if l.countsApart() {
		out.Total = 0 // there is no row if there is nothing to count
	}
	err := r.run(ctx, st.finish(), func(k int64, v any) error {
		if k == rowTotal {
			out.Total = int(v.(int64))
			return nil
		}
		for _, rec := range v.([]any) {
			out.Records = append(out.Records, l.load.decode(rec.([]any)))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	l.trim(&out)
	return []graph.List{out}, nil
}

// runParents answers a query with one list for each parent: one row for each,
// which is three times as fast as one for each record.
func (l *level) runParents(ctx context.Context, r *reader) ([]graph.List, error) {
	out := make([]graph.List, len(l.Parents))
	if len(out) == 0 {
		return out, nil
	}
	st := reading()
	st.branch()
	st.each(l.Parents)
	match := func(conditions ...string) {
		if l.filter != nil {
			conditions = append(conditions, st.where(l.l, l.root, l.filter))
		}
		st.write(" ", st.ofParent(l.l, l.root, l.By, conditions...))
	}
	total, list := "-1", "[]"
	if l.countsApart() {
		st.write(" CALL (pid) {")
		match()
		st.write(" RETURN count(*) AS total }")
		total = "total"
	}
	if !l.TotalOnly {
		st.write(" CALL (pid) {")
		match(l.bounds(st)...)
		l.page(st)
		st.write(" WITH n, properties(n) AS p RETURN collect(", l.load.columns("n", "p"), ") AS list }")
		list = "list"
	}
	st.write(" RETURN ", kind(rowData), " AS k, [i, ", total, ", ", list, "] AS v")
	err := r.run(ctx, st.finish(), func(_ int64, v any) error {
		row := v.([]any)
		at := &out[row[0].(int64)]
		at.Total = int(row[1].(int64))
		records := row[2].([]any)
		at.Records = make([]graph.Record, len(records))
		for i, rec := range records {
			at.Records[i] = l.load.decode(rec.([]any))
		}
		l.trim(at)
		return nil
	})
	return out, err
}

// page writes order and limit, in the direction of the page.
func (l *level) page(st *statement) {
	direction := ""
	if l.Order.Desc != l.Backward {
		direction = " DESC"
	}
	st.write(" WITH n ORDER BY ")
	if l.key != "" {
		st.write(property("n", l.key), direction, ", ")
	}
	st.write("n.id", direction)
	if l.Limit > 0 {
		st.write(" LIMIT ", st.param(l.Limit+1)) // one more tells whether there are more
	}
}

// bounds gives the conditions of the page's bounds.
func (l *level) bounds(st *statement) []string {
	by := property("n", "id")
	if l.key != "" {
		by = property("n", l.key)
	}
	var out []string
	if l.By == nil {
		// It always holds, and lets Neo4j take the order from the index.
		out = append(out, by+" IS NOT NULL")
	}
	bound := func(at *graph.Position, op string) {
		if at == nil {
			return
		}
		id := "n.id " + op + " " + st.param(at.ID)
		if l.key == "" {
			out = append(out, id)
			return
		}
		key := st.param(orderly(at.Key))
		out = append(out, by+" "+op+"= "+key, "("+by+" "+op+" "+key+" OR "+id+")")
	}
	after, before := ">", "<"
	if l.Order.Desc {
		after, before = before, after
	}
	bound(l.After, after)
	bound(l.Before, before)
	return out
}

// trim takes the record beyond the limit away and brings the list into the
// order of the query.
func (l *level) trim(list *graph.List) {
	if l.Limit > 0 && len(list.Records) > l.Limit {
		list.Records, list.More = list.Records[:l.Limit], true
	}
	if l.Backward {
		slices.Reverse(list.Records)
	}
	if l.Total && l.countsItself() {
		list.Total = len(list.Records)
	}
}

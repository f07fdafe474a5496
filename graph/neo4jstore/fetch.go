package neo4jstore

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

const (
	// scanBatch is the number of records or links that a scan reads at once.
	scanBatch = 2000
	// maxBranches bounds the queries of a tree that become one statement; Neo4j
	// plans each, and what is larger is asked level by level.
	maxBranches = 30
	// maxCollected bounds the records that are asked for as one row.
	maxCollected = 10_000
)

// Fetch answers a tree by one statement: one way to the server, and one look at
// the graph.
func (r *reader) Fetch(ctx context.Context, p *graph.Plan) (*graph.Result, error) {
	settled := graph.Settle(p)
	b, err := r.s.layout.branch(settled)
	if err != nil {
		return nil, err
	}
	if b.size() > maxBranches {
		return graph.FetchTree(ctx, r.level, p)
	}
	t, err := r.grow(ctx, b)
	if err != nil {
		return nil, err
	}
	return graph.Assemble(settled, t), nil
}

func (r *reader) Scan(ctx context.Context, t *graph.Type, fn func(graph.Record) error) error {
	return graph.ScanLevel(ctx, r.level, t, scanBatch, fn)
}

// level answers one query by one statement.
func (r *reader) level(ctx context.Context, q *graph.Query) ([]graph.List, error) {
	b, err := r.s.layout.branch(&graph.Plan{Query: *q})
	if err != nil {
		return nil, err
	}
	t, err := r.grow(ctx, b)
	if err != nil {
		return nil, err
	}
	return t.Lists, nil
}

// grow runs the statement of a tree.
func (r *reader) grow(ctx context.Context, b *branch) (*graph.Tree, error) {
	h := b.harvest()
	if b.By == nil {
		return h.tree, r.growOne(ctx, b, h)
	}
	h.tree.Lists = make([]graph.List, len(b.Parents))
	if len(b.Parents) == 0 {
		return h.tree, nil
	}
	st := reading()
	st.branch()
	st.each(b.Parents)
	list := st.list(r.s.layout, b, parent{"pid", "pid", ofID})
	st.write(" RETURN ", kind(rowData), " AS k, [i, ", strings.Join(list, ", "), "] AS v")
	rows := make([][]any, len(b.Parents)) // they come in any order
	err := r.run(ctx, st.finish(), func(_ int64, v any) error {
		row := v.([]any)
		rows[row[0].(int64)] = row[1:]
		return nil
	})
	if err != nil {
		return nil, err
	}
	for i, row := range rows {
		h.tree.Lists[i], _ = b.decodeList(row, h)
	}
	return h.tree, nil
}

// growOne runs the statement of a tree whose root is one list.
func (r *reader) growOne(ctx context.Context, b *branch, h *harvest) error {
	st := reading()
	st.one(r.s.layout, b)
	total := int64(0) // there is no row if there is nothing to count
	records := []any{}
	err := r.run(ctx, st.finish(), func(k int64, v any) error {
		switch k {
		case rowTotal:
			total = v.(int64)
		case rowBoth:
			both := v.([]any)
			total, records = both[0].(int64), both[1].([]any)
		default:
			records = append(records, v.([]any)...)
		}
		return nil
	})
	if err != nil {
		return err
	}
	var row []any
	if b.countsApart() {
		row = append(row, total)
	}
	list, _ := b.decodeList(append(row, records), h)
	h.tree.Lists = []graph.List{list}
	return nil
}

// one writes the branches of the statement of one list: its total and its page.
func (st *statement) one(l *layout, b *branch) {
	if st.cutsAll(l, b) {
		return
	}
	if b.countsApart() {
		st.branch()
		st.selection(l, b.root, b.filter, true)
		st.write(" RETURN ", kind(rowTotal), " AS k, count(*) AS v")
	}
	if b.TotalOnly {
		return
	}
	st.branch()
	st.selection(l, b.root, b.filter, b.Limit == 0, st.bounds(b)...)
	st.page(b)
	before, after := "[", "]"
	if b.together() {
		before, after = "collect(", ")"
	}
	record := st.record(l, b)
	st.write(" RETURN ", kind(rowData), " AS k, ", before, record, after, " AS v")
}

// cutsAll writes total and page as one branch, if all records must be found
// before the first of the page is known.
func (st *statement) cutsAll(l *layout, b *branch) bool {
	if !b.countsApart() || b.TotalOnly || b.Limit == 0 || b.After != nil || b.Before != nil ||
		!reading().selection(l, b.root, b.filter, true) {
		return false
	}
	st.branch()
	st.selection(l, b.root, b.filter, true)
	n, all, page := b.root.alias, st.alias(), st.alias()
	st.write(" WITH ", n)
	st.order(b)
	st.write(" WITH collect(", n, ") AS ", all, " CALL (", all, ") { UNWIND ", all, "[..", st.param(b.Limit+1), "] AS ", n)
	record := st.record(l, b)
	st.write(" RETURN collect(", record, ") AS ", page, " } RETURN ", kind(rowBoth), " AS k, [size(", all, "), ", page, "] AS v")
	return true
}

// branch is a query of a tree: the root, or what lies behind an edge of the
// branch above.
type branch struct {
	*graph.Query
	edge string
	// rel is the relationship of a reference or a part, empty for a list.
	rel  string
	part *part
	root scope
	load *choice
	// filter holds every condition but the page's bounds.
	filter graph.Filter
	// key is the property of the order, empty if it is by id.
	key string
	// lead is a property of which all records have the same value, by an index
	// that has the order behind it; empty if there is none.
	lead string
	// below has a branch for each include, then one for each part that is
	// loaded without any.
	below    []*branch
	includes int
	// width is the number of values of a record with all that is below.
	width int
}

// branch checks a settled plan and makes a branch of it.
func (l *layout) branch(p *graph.Plan) (*branch, error) {
	n, err := l.node(p.Type)
	if err != nil {
		return nil, err
	}
	if err := graph.CheckFilter(p.Type, p.Where); err != nil {
		return nil, err
	}
	if err := graph.CheckBy(p.Type, p.By); err != nil {
		return nil, err
	}
	out := &branch{Query: &p.Query, root: scope{node: n, alias: "n"}, filter: p.Where}
	if p.IDs != nil {
		out.filter = graph.All(p.Where, graph.Compare{Field: "id", Op: graph.In, Value: p.IDs})
	}
	if p.Order.Field != "" {
		f := n.field(p.Order.Field)
		if f == nil || !f.Sort {
			return nil, graph.Errorf(graph.InvalidArgument, "%s cannot be ordered by %q", p.Type.Name, p.Order.Field)
		}
		out.key, out.lead = f.key, n.lead(p)
	}
	if out.load, err = n.choose(p.Fields); err != nil {
		return nil, err
	}
	err = l.branches(out, p)
	out.width = out.measure()
	return out, err
}

// lead gives the property that has one value in all records of an ordered list,
// and an index.
func (n *node) lead(p *graph.Plan) string {
	if p.By != nil {
		if r := n.listedBy(p.By); r != nil {
			return r.property
		}
		return ""
	}
	for _, g := range flat(graph.And{p.Where}) {
		if c, ok := g.(graph.Compare); ok && c.Op == graph.Eq && c.Field != "id" && n.leads(n.field(c.Field)) {
			return c.Field
		}
	}
	return ""
}

// measure counts the values of a record.
func (b *branch) measure() int {
	n := b.load.width()
	for _, next := range b.below {
		switch {
		case next.part != nil:
			n++
		case next.refers():
			n += next.width
		default:
			n += next.lists()
		}
	}
	return n
}

// lists counts the values of a list: total and records.
func (b *branch) lists() (n int) {
	if b.countsApart() {
		n++
	}
	if !b.TotalOnly {
		n++
	}
	return n
}

// branches adds the branches below one.
func (l *layout) branches(b *branch, p *graph.Plan) error {
	n := b.root.node
	var parts []string
	for _, in := range p.Include {
		var next *branch
		var err error
		switch pt := n.part(in.Edge); {
		case pt != nil:
			parts = append(parts, in.Edge)
			next = partBranch(pt)
			err = l.branches(next, in.Plan)
		case p.Type.Target(in.Edge) == nil:
			return graph.Errorf(graph.Internal, "%s has no edge %s", n.label, in.Edge)
		default:
			next, err = l.branch(in.Plan)
		}
		if err != nil {
			return err
		}
		if next.edge = in.Edge; n.ref(in.Edge) != nil {
			next.rel = n.ref(in.Edge).rel
		}
		b.below = append(b.below, next)
	}
	b.includes = len(b.below)
	for _, name := range p.Parts {
		pt := n.part(name)
		if pt == nil {
			return graph.Errorf(graph.InvalidArgument, "%s has no part %q", n.label, name)
		}
		if !slices.Contains(parts, name) {
			b.below = append(b.below, partBranch(pt))
		}
	}
	return nil
}

func partBranch(p *part) *branch {
	return &branch{Query: &graph.Query{Type: p.node.t}, rel: p.rel, part: p, root: scope{node: p.node, alias: "n"}, load: p.node.whole}
}

// size counts the branches.
func (b *branch) size() int {
	n := 1
	for _, next := range b.below {
		n += next.size()
	}
	return n
}

// countsItself tells whether the records that are read are all that count.
func (b *branch) countsItself() bool {
	return !b.TotalOnly && b.Limit == 0 && b.After == nil && b.Before == nil
}

func (b *branch) countsApart() bool { return b.TotalOnly || b.Total && !b.countsItself() }

// together tells whether the records come as one row, which is much faster than
// a row for each; the server holds it in memory.
func (b *branch) together() bool {
	return b.Limit > 0 && b.Limit <= maxCollected || b.IDs != nil && len(b.IDs) <= maxCollected
}

// refers tells whether the branch is what a reference leads to.
func (b *branch) refers() bool { return b.part == nil && b.rel != "" }

// whatever tells whether a reference is brought whatever it leads to, but for
// what nobody who asks may see: then the record behind it gives its id.
func (b *branch) whatever() bool {
	c, ok := b.filter.(graph.Compare)
	return b.filter == nil || ok && b.root.field(c.Field) != nil && b.root.field(c.Field).leavesOut(c)
}

// parent is the parent of a list as a statement knows it.
type parent struct {
	// from is what a subquery takes, id the expression of the parent's id.
	from, id string
	// node gives the pattern of the parent, by its type.
	node func(*node) string
}

// list writes the subqueries that give a list of a parent, and gives the
// expressions of its total and of its records, as far as they are wanted.
func (st *statement) list(l *layout, b *branch, of parent) (out []string) {
	find := func(conditions ...string) {
		if b.filter != nil {
			conditions = append(conditions, st.where(l, b.root, b.filter))
		}
		st.write(" CALL (", of.from, ") { ", st.back(l, b.root, b.By, b.key, of, conditions...))
	}
	if b.countsApart() {
		total := st.alias()
		find()
		st.write(" RETURN count(*) AS ", total, " }")
		out = append(out, total)
	}
	if !b.TotalOnly {
		records := st.alias()
		find(st.bounds(b)...)
		st.page(b)
		record := st.record(l, b)
		st.write(" RETURN collect(", record, ") AS ", records, " }")
		out = append(out, records)
	}
	return out
}

// record writes what brings all that is below a record, and gives the
// expression of it all.
//
// The order is written once more after the joins. Neo4j knows then that it is
// wanted, and keeps it at no cost unless it finds a faster plan that does not.
func (st *statement) record(l *layout, b *branch) string {
	columns := st.columns(l, b)
	if len(b.below) > 0 {
		st.write(" WITH *")
		st.order(b)
	}
	return "[" + strings.Join(columns, ", ") + "]"
}

// columns writes what brings the branches below a record, and gives the
// expressions of its values, followed by theirs.
func (st *statement) columns(l *layout, b *branch) []string {
	var below []string
	brought := map[string]bool{}
	for _, next := range b.below {
		next.root.alias = st.alias()
		switch {
		case next.part != nil:
			below = append(below, st.elements(l, b, next))
		case next.refers():
			below = append(below, st.referred(l, b, next)...)
			brought[next.edge] = next.whatever()
		default:
			n := b.root.alias
			of := parent{n, property(n, "id"), func(*node) string { return "(" + n + ")" }}
			below = append(below, st.list(l, next, of)...)
		}
	}
	if !b.load.wide() {
		return append(b.load.values(b.root.alias, brought), below...)
	}
	all := st.alias()
	st.write(" WITH *, properties(", b.root.alias, ") AS ", all)
	return append(b.load.valuesOfMap(all), below...)
}

// referred writes the join of what a reference leads to.
func (st *statement) referred(l *layout, b, next *branch) []string {
	st.write(" OPTIONAL MATCH (", b.root.alias, ")-[:", quote(next.rel), "]->(", next.root.alias, ":", quote(next.root.label), ")")
	if next.filter != nil {
		st.write(" WHERE ", st.where(l, next.root, next.filter))
	}
	return st.columns(l, next)
}

// elements writes the subquery that brings the elements of a part, each after
// its position.
func (st *statement) elements(l *layout, b, next *branch) string {
	out, rel := st.alias(), st.alias()
	st.write(" CALL (", b.root.alias, ") { MATCH (", b.root.alias, ")-[", rel, ":", quote(next.rel), "]->(", next.root.alias, ":", quote(next.root.label), ")")
	columns := append([]string{property(rel, positionProperty)}, st.columns(l, next)...)
	st.write(" RETURN collect([", strings.Join(columns, ", "), "]) AS ", out, " }")
	return out
}

// page writes order and limit, in the direction of the page.
func (st *statement) page(b *branch) {
	st.write(" WITH ", b.root.alias)
	st.order(b)
	if b.Limit > 0 {
		st.write(" LIMIT ", st.param(b.Limit+1)) // one more tells whether there are more
	}
}

func (st *statement) order(b *branch) {
	var by []string
	if b.lead != "" {
		by = append(by, b.lead)
	}
	if b.key != "" {
		by = append(by, b.key)
	}
	for i, name := range append(by, "id") {
		if i == 0 {
			st.write(" ORDER BY ")
		} else {
			st.write(", ")
		}
		st.write(property(b.root.alias, name))
		if b.Order.Desc != b.Backward {
			st.write(" DESC")
		}
	}
}

// bounds gives the conditions of the page's bounds.
func (st *statement) bounds(b *branch) []string {
	own := property(b.root.alias, "id")
	by := own
	if b.key != "" {
		by = property(b.root.alias, b.key)
	}
	var out []string
	if b.By == nil {
		// It always holds, and lets Neo4j take the order from the index.
		out = append(out, by+" IS NOT NULL")
		if b.lead != "" {
			out = append(out, own+" IS NOT NULL")
		}
	}
	limit := func(at *graph.Position, op string) {
		if at == nil {
			return
		}
		id := own + " " + op + " " + st.param(at.ID)
		if b.key == "" {
			out = append(out, id)
			return
		}
		key := st.param(orderly(at.Key))
		out = append(out, by+" "+op+"= "+key, fmt.Sprintf("(%s %s %s OR %s)", by, op, key, id))
	}
	after, before := ">", "<"
	if b.Order.Desc {
		after, before = before, after
	}
	limit(b.After, after)
	limit(b.Before, before)
	return out
}

package neo4jstore

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

// loBase is how many parts "lo" make one part "hi" of an amount (graph.Sum).
const loBase = 1_000_000_000

func (r *reader) Aggregate(ctx context.Context, a *graph.Aggregation) (*graph.Groups, error) {
	a = a.Guarded()
	g, err := newAggregation(r.s.layout, a)
	if err != nil {
		return nil, err
	}
	out := &graph.Groups{}
	if g.By != nil && len(g.Parents) == 0 {
		return out, nil
	}
	err = r.run(ctx, g.finish(), func(_ int64, v any) error {
		row := v.([]any)
		out.Total += int(row[1].(int64))
		for _, group := range row[2].([]any) {
			next, err := g.decode(group.([]any))
			if err != nil {
				return err
			}
			next.Parent = int(row[0].(int64))
			out.Rows = append(out.Rows, next)
		}
		return nil
	})
	if err == nil && g.unordered {
		g.arrange(out)
	}
	return out, err
}

// aggregation is a statement in the making.
type aggregation struct {
	*graph.Aggregation
	*statement
	l       *layout
	root    scope
	joins   []string
	joined  map[string]string // path of references: alias
	keys    []expression
	columns []string // of the measures
	at      []int    // where the columns of a measure begin
	// unordered: the groups must be ordered in Go, because texts are not stored
	// in their orderly form.
	unordered bool
}

// expression is a value of a group, and whether it is stored orderly.
type expression struct {
	text    string
	ordered bool
}

func (e expression) decode(v any) string {
	s, _ := v.(string)
	if e.ordered {
		return unorderly(s)
	}
	return s
}

func newAggregation(l *layout, a *graph.Aggregation) (*aggregation, error) {
	n, err := l.node(a.Type)
	if err != nil {
		return nil, err
	}
	if err := graph.CheckFilter(a.Type, a.Where); err != nil {
		return nil, err
	}
	if err := graph.CheckBy(a.Type, a.By); err != nil {
		return nil, err
	}
	if a.By != nil && (a.Limit > 0 || a.Offset > 0) {
		return nil, graph.Errorf(graph.InvalidArgument, "the groups of many lists are not cut; ask for them without limit and offset")
	}
	if a.Rank >= len(a.Measures) {
		return nil, graph.Errorf(graph.InvalidArgument, "there is no measure %d to order by", a.Rank)
	}
	g := &aggregation{Aggregation: a, statement: reading(), l: l, root: scope{node: n, alias: "n"}, joined: map[string]string{}}
	for _, key := range a.Keys {
		e, err := g.path(key)
		if err != nil {
			return nil, err
		}
		g.keys = append(g.keys, e)
	}
	for _, m := range a.Measures {
		if err := g.measure(m); err != nil {
			return nil, err
		}
	}
	return g, nil
}

// path gives the value at a path, following its references.
func (g *aggregation) path(text string) (expression, error) {
	p, err := graph.ParsePath(g.Type, text)
	if err != nil {
		return expression{}, err
	}
	alias, n, refs := g.root.alias, g.root.node, p.Refs
	var last *graph.Ref
	if p.Field == nil && len(refs) > 0 && !p.MayHide(g.Audience) { // the id is in the record that refers
		last, refs = refs[len(refs)-1], refs[:len(refs)-1]
	}
	for _, r := range refs {
		alias, n = g.join(alias, n, n.ref(r.Name))
	}
	out := expression{ordered: true}
	switch {
	case p.Field != nil:
		f := n.field(p.Field.Name)
		out.text, out.ordered = f.whole(alias), f.ordered
		g.unordered = g.unordered || !f.ordered
	case last != nil:
		out.text = property(alias, n.ref(last.Name).property)
	default:
		out.text = property(alias, "id")
	}
	if p.Year {
		out.text = "left(" + out.text + ", 4)"
	}
	return out, nil
}

func (g *aggregation) join(from string, n *node, r *ref) (string, *node) {
	key := from + "." + r.Name
	if g.joined[key] == "" {
		g.joined[key] = g.alias()
		join := " OPTIONAL MATCH (" + from + ")-[:" + quote(r.rel) + "]->(" + g.joined[key] + ":" + quote(r.to.label) + ")"
		if g.Audience.MayHide(n.t, r.Name) {
			join += fmt.Sprintf(" WHERE %s <= %d", property(g.joined[key], "hidden"), g.Audience)
		}
		g.joins = append(g.joins, join)
	}
	return g.joined[key], r.to
}

func (g *aggregation) measure(m graph.Measure) error {
	g.at = append(g.at, len(g.columns))
	switch m.Kind {
	case graph.MeasureCount:
		g.columns = append(g.columns, "count(*)")
		return nil
	case graph.MeasureSum:
		if g.Type.Field("amountHi") == nil {
			return graph.Errorf(graph.InvalidArgument, "%s has no amounts to sum", g.Type.Name)
		}
		amount, hi, lo := property("n", "amount"), property("n", "amountHi"), property("n", "amountLo")
		g.columns = append(g.columns, "sum("+hi+")", "sum("+lo+")",
			"count(*) - count("+amount+")", "count("+amount+") - count("+hi+")")
		return nil
	}
	before := g.unordered
	e, err := g.path(m.Path)
	if err != nil {
		return err
	}
	switch m.Kind {
	case graph.MeasureCountDistinct:
		g.unordered = before
		g.columns = append(g.columns, "count(DISTINCT "+e.text+")")
	case graph.MeasureMin, graph.MeasureMax:
		if !e.ordered {
			return graph.Errorf(graph.InvalidArgument, "%s has no least or greatest %s: it is a text", g.Type.Name, m.Path)
		}
		g.columns = append(g.columns, "coalesce("+string(m.Kind)+"("+e.text+"), '')")
	default:
		return graph.Errorf(graph.InvalidArgument, "there is no measure %q", m.Kind)
	}
	return nil
}

// finish writes the statement: one row with the number of groups and the
// groups, or one for each parent, after its place.
func (g *aggregation) finish() *statement {
	g.branch()
	place := "0"
	if g.By == nil {
		g.selection(g.l, g.root, g.Where, true)
		g.groups()
	} else {
		place = "i"
		g.each(g.Parents)
		g.write(" CALL (pid) { ")
		var conditions []string
		if g.Where != nil {
			conditions = append(conditions, g.where(g.l, g.root, g.Where))
		}
		g.write(g.back(g.l, g.root, g.By, "", parent{"pid", "pid", ofID}, conditions...))
		g.groups()
		g.write(" RETURN groups }")
	}
	page := "groups"
	if !g.unordered && (g.Offset > 0 || g.Limit > 0) {
		page = "groups[" + g.param(g.Offset) + ".."
		if g.Limit > 0 {
			page += g.param(g.Offset + g.Limit)
		}
		page += "]"
	}
	g.write(" RETURN ", kind(rowData), " AS k, [", place, ", size(groups), ", page, "] AS v")
	return g.statement.finish()
}

// groups writes the clauses that make groups of the records.
func (g *aggregation) groups() {
	g.write(g.joins...)
	var names, items []string
	for i, e := range g.keys {
		names = append(names, fmt.Sprintf("k%d", i))
		items = append(items, "coalesce("+e.text+", '') AS "+names[i])
	}
	keys := slices.Clone(names)
	for i, c := range g.columns {
		names = append(names, fmt.Sprintf("m%d", i))
		items = append(items, c+" AS "+names[len(names)-1])
	}
	if len(items) == 0 { // one group that says nothing
		items = []string{"count(*) AS m0"}
	}
	g.write(" WITH ", strings.Join(items, ", "))
	if order := g.order(keys); len(order) > 0 && !g.unordered {
		g.write(" ORDER BY ", strings.Join(order, ", "))
	}
	g.write(" WITH collect([", strings.Join(names, ", "), "]) AS groups")
}

func (g *aggregation) order(keys []string) []string {
	if g.Rank < 0 {
		return keys
	}
	m := fmt.Sprintf("m%d", g.at[g.Rank])
	if g.Measures[g.Rank].Kind != graph.MeasureSum {
		return append([]string{m + " DESC"}, keys...)
	}
	// hi and lo are added up apart: bring lo into [0, loBase) to compare them.
	lo := fmt.Sprintf("m%d", g.at[g.Rank]+1)
	rest := fmt.Sprintf("((%s %% %d + %d) %% %d)", lo, loBase, loBase, loBase)
	return append([]string{fmt.Sprintf("%s + (%s - %s) / %d DESC", m, lo, rest, loBase), rest + " DESC"}, keys...)
}

func (g *aggregation) decode(row []any) (graph.Group, error) {
	out := graph.Group{Keys: make([]string, len(g.keys)), Values: make([]any, len(g.Measures))}
	for i, e := range g.keys {
		out.Keys[i] = e.decode(row[i])
	}
	for i, m := range g.Measures {
		at := row[len(g.keys)+g.at[i]:]
		switch m.Kind {
		case graph.MeasureCount, graph.MeasureCountDistinct:
			out.Values[i] = int(at[0].(int64))
		case graph.MeasureSum:
			hi, fits := at[0].(int64)
			lo, fitsToo := at[1].(int64)
			if !fits || !fitsToo { // Neo4j made a float of it
				return out, graph.Errorf(graph.LimitExceeded, "the sum of these amounts is too large")
			}
			out.Values[i] = graph.Sum{Hi: hi, Lo: lo, Unknown: int(at[2].(int64)), TooLarge: int(at[3].(int64))}
		default:
			out.Values[i] = expression{ordered: true}.decode(at[0])
		}
	}
	return out, nil
}

// arrange orders and cuts the groups in Go.
func (g *aggregation) arrange(out *graph.Groups) {
	slices.SortFunc(out.Rows, func(x, y graph.Group) int {
		if x.Parent != y.Parent {
			return cmp.Compare(x.Parent, y.Parent)
		}
		if g.Rank >= 0 {
			if c := compareValues(y.Values[g.Rank], x.Values[g.Rank]); c != 0 {
				return c
			}
		}
		return slices.Compare(x.Keys, y.Keys)
	})
	out.Rows = out.Rows[min(g.Offset, len(out.Rows)):]
	if g.Limit > 0 {
		out.Rows = out.Rows[:min(g.Limit, len(out.Rows))]
	}
}

func compareValues(x, y any) int {
	switch x := x.(type) {
	case int:
		return cmp.Compare(x, y.(int))
	case string:
		return cmp.Compare(x, y.(string))
	}
	a, b := x.(graph.Sum), y.(graph.Sum)
	ahi, alo := carry(a)
	bhi, blo := carry(b)
	return cmp.Or(cmp.Compare(ahi, bhi), cmp.Compare(alo, blo))
}

// carry brings the lower part of a sum into [0, loBase).
func carry(s graph.Sum) (hi, lo int64) {
	lo = (s.Lo%loBase + loBase) % loBase
	return s.Hi + (s.Lo-lo)/loBase, lo
}

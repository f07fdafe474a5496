package sqlitestore

import (
	"context"
	"database/sql/driver"
	"fmt"
	"strings"

	"github.com/migraph/migraph/graph"
)

// aggregation is a statement in the making.
type aggregation struct {
	a       *graph.Aggregation
	root    scope
	joins   []string
	selects []string
	groups  []string // the expressions of the keys
	joined  map[string]string
	aliases int
}

func (r *reader) Aggregate(ctx context.Context, a *graph.Aggregation) (*graph.Groups, error) {
	a = a.Guarded()
	g := &aggregation{a: a, root: scope{t: a.Type, alias: "r"}, joined: map[string]string{}}
	if err := g.compile(); err != nil {
		return nil, err
	}
	b := &builder{}
	b.write("SELECT ", strings.Join(g.selects, ", "))
	g.body(b)
	g.order(b)
	if a.Limit > 0 || a.Offset > 0 {
		limit := a.Limit
		if limit == 0 {
			limit = -1 // SQLite's word for no limit
		}
		b.write(" LIMIT ")
		b.arg(limit)
		b.write(" OFFSET ")
		b.arg(a.Offset)
	}
	out := &graph.Groups{}
	err := r.query(ctx, b, func(row []driver.Value) error {
		out.Rows = append(out.Rows, g.group(row))
		return nil
	})
	if a.By != nil && len(a.Keys) == 0 {
		out.Rows = g.everyParent(out.Rows)
	}
	if err != nil || a.Limit == 0 && a.Offset == 0 {
		out.Total = len(out.Rows)
		return out, err
	}
	count := &builder{}
	count.write("SELECT count(*) FROM (SELECT count(*)")
	g.body(count)
	count.write(")")
	err = r.query(ctx, count, func(row []driver.Value) error { out.Total = numberOf(row[0]); return nil })
	return out, err
}

func (g *aggregation) compile() error {
	if err := graph.CheckFilter(g.a.Type, g.a.Where); err != nil {
		return err
	}
	if g.a.Rank >= len(g.a.Measures) {
		return graph.Errorf(graph.InvalidArgument, "there is no measure %d to order by", g.a.Rank)
	}
	if err := graph.CheckBy(g.a.Type, g.a.By); err != nil {
		return err
	}
	if g.a.By != nil {
		if g.a.Limit != 0 || g.a.Offset != 0 {
			return graph.Errorf(graph.InvalidArgument, "groups of parents cannot be cut by a limit or an offset")
		}
		g.selects, g.groups = append(g.selects, "p.key"), append(g.groups, "p.key")
	}
	for _, key := range g.a.Keys {
		e, err := g.value(key)
		if err != nil {
			return err
		}
		g.selects, g.groups = append(g.selects, e), append(g.groups, e)
	}
	for _, m := range g.a.Measures {
		if err := g.measure(m); err != nil {
			return err
		}
	}
	return nil
}

func (g *aggregation) measure(m graph.Measure) error {
	switch m.Kind {
	case graph.MeasureCount:
		g.selects = append(g.selects, "count(*)")
		return nil
	case graph.MeasureSum:
		if g.a.Type.Field("amountHi") == nil {
			return graph.Errorf(graph.InvalidArgument, "%s has no amounts to sum", g.a.Type.Name)
		}
		g.selects = append(g.selects, "COALESCE(sum(r.amount_hi), 0)", "COALESCE(sum(r.amount_lo), 0)",
			"count(*) FILTER (WHERE r.amount IS NULL)", "count(*) FILTER (WHERE r.amount IS NOT NULL AND r.amount_hi IS NULL)")
		return nil
	}
	form, known := map[graph.MeasureKind]string{
		graph.MeasureCountDistinct: "count(DISTINCT %s)", graph.MeasureMin: "min(%s)", graph.MeasureMax: "max(%s)",
	}[m.Kind]
	if !known {
		return graph.Errorf(graph.InvalidArgument, "there is no measure %q", m.Kind)
	}
	if p, err := graph.ParsePath(g.a.Type, m.Path); err == nil && p.Field != nil && p.Field.Kind == graph.KindText && m.Kind != graph.MeasureCountDistinct {
		return graph.Errorf(graph.InvalidArgument, "%s has no least or greatest %s: it is a text", g.a.Type.Name, m.Path)
	}
	e, err := g.value(m.Path)
	if err != nil {
		return err
	}
	g.selects = append(g.selects, fmt.Sprintf(form, e))
	return nil
}

// value gives the expression of a path, joining what it passes.
func (g *aggregation) value(path string) (string, error) {
	p, err := graph.ParsePath(g.a.Type, path)
	if err != nil {
		return "", err
	}
	alias, t := g.root.alias, g.a.Type
	refs := p.Refs
	last := "id"
	if p.Field != nil {
		last = fieldColumn(p.Field)
	} else if n := len(refs); n > 0 && !p.MayHide(g.a.Audience) { // the id is in the reference itself
		last, refs = refColumn(refs[n-1]), refs[:n-1]
	}
	for _, ref := range refs {
		alias = g.join(alias, t, ref)
		t = t.Target(ref.Name)
	}
	e := col(alias, last)
	if p.Year {
		e = "substr(" + e + ", 1, 4)"
	}
	return e, nil
}

func (g *aggregation) join(alias string, t *graph.Type, ref *graph.Ref) string {
	key := alias + "." + ref.Name
	if known := g.joined[key]; known != "" {
		return known
	}
	g.aliases++
	next := fmt.Sprintf("j%d", g.aliases)
	g.joined[key] = next
	join := fmt.Sprintf(" LEFT JOIN %s %s ON %s = %s",
		quote(tableOf(t.Target(ref.Name))), next, col(next, "id"), col(alias, refColumn(ref)))
	if g.a.Audience.MayHide(t, ref.Name) {
		join += fmt.Sprintf(" AND %s <= %d", col(next, "hidden"), g.a.Audience)
	}
	g.joins = append(g.joins, join)
	return next
}

// body writes everything between the selected columns and the order.
func (g *aggregation) body(b *builder) {
	b.write(" FROM ")
	if g.a.By != nil {
		b.belonging(g.root, g.a.By, g.a.Parents)
	} else {
		b.write(quote(tableOf(g.a.Type)), " ", g.root.alias)
	}
	b.write(strings.Join(g.joins, ""), " WHERE ")
	b.where(g.root, g.a.Where)
	if len(g.groups) > 0 {
		b.write(" GROUP BY ", strings.Join(g.groups, ", "))
	}
}

// order writes the order of the groups: by parent, then by a measure descending,
// then by the keys, unknown first.
func (g *aggregation) order(b *builder) {
	var terms []string
	keys := g.groups
	if g.a.By != nil {
		terms, keys = append(terms, keys[0]), keys[1:]
	}
	if g.a.Rank >= 0 {
		at := len(g.groups)
		for _, m := range g.a.Measures[:g.a.Rank] {
			at += width(m)
		}
		if g.a.Measures[g.a.Rank].Kind == graph.MeasureSum {
			// hi and lo are added up apart; compare their sum, with lo brought
			// into [0, 10⁹).
			hi, lo := g.selects[at], g.selects[at+1]
			low := "((" + lo + ") % 1000000000 + 1000000000) % 1000000000"
			terms = append(terms, fmt.Sprintf("%s + ((%s) - %s) / 1000000000 DESC", hi, lo, low), low+" DESC")
		} else {
			terms = append(terms, fmt.Sprintf("COALESCE(%s, '') DESC", g.selects[at]))
		}
	}
	for _, e := range keys {
		terms = append(terms, "COALESCE("+e+", '')")
	}
	if len(terms) > 0 {
		b.write(" ORDER BY ", strings.Join(terms, ", "))
	}
}

// width is the number of columns of a measure.
func width(m graph.Measure) int {
	if m.Kind == graph.MeasureSum {
		return 4
	}
	return 1
}

// everyParent gives one group for each parent, empty for those without records.
func (g *aggregation) everyParent(rows []graph.Group) []graph.Group {
	out := make([]graph.Group, len(g.a.Parents))
	for i := range out {
		empty := make([]driver.Value, len(g.selects))
		empty[0] = int64(i)
		out[i] = g.group(empty)
	}
	for _, row := range rows {
		out[row.Parent] = row
	}
	return out
}

// group makes a group of a row.
func (g *aggregation) group(row []driver.Value) graph.Group {
	out := graph.Group{Keys: make([]string, len(g.a.Keys)), Values: make([]any, len(g.a.Measures))}
	if g.a.By != nil {
		out.Parent, row = numberOf(row[0]), row[1:]
	}
	for i := range out.Keys {
		out.Keys[i] = textOf(row[i])
	}
	row = row[len(out.Keys):]
	for i, m := range g.a.Measures {
		switch m.Kind {
		case graph.MeasureCount, graph.MeasureCountDistinct:
			out.Values[i] = numberOf(row[0])
		case graph.MeasureMin, graph.MeasureMax:
			out.Values[i] = textOf(row[0])
		case graph.MeasureSum:
			hi, _ := row[0].(int64)
			lo, _ := row[1].(int64)
			out.Values[i] = graph.Sum{Hi: hi, Lo: lo, Unknown: numberOf(row[2]), TooLarge: numberOf(row[3])}
		}
		row = row[width(m):]
	}
	return out
}

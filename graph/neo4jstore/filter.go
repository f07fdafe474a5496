package neo4jstore

import (
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

// scope is a node as one part of a statement sees it.
type scope struct {
	*node
	alias string
	// many is how many edges to many records lie between the records that are
	// wanted and this node.
	many int
}

// where gives a filter as an expression. It may be null in place of false:
// conditions take that for false, and Not sees to it.
func (st *statement) where(l *layout, s scope, f graph.Filter) string {
	switch f := f.(type) {
	case graph.And:
		return st.join(l, s, f, " AND ", "true")
	case graph.Or:
		return st.join(l, s, f, " OR ", "false")
	case graph.Not:
		return "NOT coalesce(" + st.where(l, s, f.Of) + ", false)"
	case graph.Compare:
		return st.compare(s, f)
	case graph.Related:
		return st.related(l, s, f)
	}
	return "true"
}

func (st *statement) join(l *layout, s scope, fs []graph.Filter, with, none string) string {
	if len(fs) == 0 {
		return none
	}
	out := make([]string, len(fs))
	for i, f := range fs {
		out[i] = st.where(l, s, f)
	}
	return "(" + strings.Join(out, with) + ")"
}

var operators = map[graph.Op]string{
	graph.Eq: " = ", graph.Lt: " < ", graph.Le: " <= ", graph.Gt: " > ", graph.Ge: " >= ", graph.In: " IN ",
}

func (st *statement) compare(s scope, c graph.Compare) string {
	f := s.field(c.Field)
	switch {
	case c.Field == "id":
		return st.exact(property(s.alias, "id"), c.Op, c.Value)
	case f.leavesOut(c):
		return "NOT " + s.alias + ":" + quote(f.mark)
	case c.Op == graph.IsNull:
		return st.exact(property(s.alias, f.Name), c.Op, c.Value)
	case f.Kind == graph.KindText:
		return st.text(s, f, c)
	}
	value := f.stored(c.Value)
	if list, ok := c.Value.([]string); ok {
		value = each(list, func(v string) string { return f.stored(v).(string) })
	}
	of := property(s.alias, f.Name)
	if v, ok := c.Value.(string); ok && f.shortened && c.Op != graph.Eq && len(orderly(v)) > maxIndexed {
		of, value = f.whole(s.alias), orderly(v) // shortened values of one beginning are in no order
	}
	exact := st.exact(of, c.Op, value)
	if f.key == "" || !f.Index {
		return exact
	}
	// The key is what is indexed. It is cut, so that it finds the candidates
	// and the value decides.
	return "(" + st.keyRange(property(s.alias, f.key), c) + " AND " + exact + ")"
}

// leavesOut tells whether a comparison leaves out the records with the mark of
// the field, and no others.
func (f *field) leavesOut(c graph.Compare) bool {
	return f.mark != "" && c.Op == graph.Eq && (c.Value == false || c.Value == int64(0))
}

// exact compares a property with a value as they are.
func (st *statement) exact(of string, op graph.Op, value any) string {
	if op == graph.IsNull {
		if value.(bool) {
			return of + " IS NULL"
		}
		return of + " IS NOT NULL"
	}
	return of + operators[op] + st.param(value)
}

// keyRange bounds the key of a code by what the comparison says of the code.
func (st *statement) keyRange(key string, c graph.Compare) string {
	cut := func(v string) string { return orderly(graph.CutKey("1" + v)) }
	switch c.Op {
	case graph.In:
		return key + " IN " + st.param(each(c.Value.([]string), cut))
	case graph.Lt, graph.Le:
		return key + " <= " + st.param(cut(c.Value.(string)))
	case graph.Gt, graph.Ge:
		return key + " >= " + st.param(cut(c.Value.(string)))
	}
	return key + " = " + st.param(cut(c.Value.(string)))
}

// text compares folded texts. The key, which is indexed but cut, finds the
// candidates; the fold decides.
func (st *statement) text(s scope, f *field, c graph.Compare) string {
	fold, key := property(s.alias, f.fold), property(s.alias, f.key)
	stored := func(v string) string { return orderly(graph.SortKey(v)) }
	switch c.Op {
	case graph.In:
		values := c.Value.([]string)
		return "(" + key + " IN " + st.param(each(values, stored)) + " AND " + fold + " IN " + st.param(each(values, graph.Fold)) + ")"
	case graph.StartsWith:
		prefix := graph.Fold(c.Value.(string))
		first := graph.CutKey("1" + prefix)
		return "(" + key + " STARTS WITH " + st.param(orderly(first)) + " AND " + fold + " STARTS WITH " + st.param(prefix) + ")"
	case graph.Contains:
		return fold + " CONTAINS " + st.param(graph.Fold(c.Value.(string)))
	}
	v := c.Value.(string)
	return "(" + key + " = " + st.param(stored(v)) + " AND " + fold + " = " + st.param(graph.Fold(v)) + ")"
}

func each(list []string, f func(string) string) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = f(v)
	}
	return out
}

// byID tells whether a condition is one of the id across an edge. The record
// that refers has it too.
func byID(f graph.Related) bool {
	c, ok := f.Where.(graph.Compare)
	return ok && c.Field == "id" && c.Op != graph.IsNull
}

// related gives "some record across the edge fits".
func (st *statement) related(l *layout, s scope, f graph.Related) string {
	if r := s.ref(f.Edge); r != nil && byID(f) {
		c := f.Where.(graph.Compare)
		return st.exact(property(s.alias, r.property), c.Op, c.Value)
	}
	ways, inner := st.across(l, s, f.Edge)
	if len(ways) == 1 {
		return "EXISTS { " + st.follow(l, inner, ways[0], f.Where) + " }"
	}
	out := "EXISTS { " + union(s.alias, inner.alias, ways)
	if f.Where != nil {
		out += " WITH " + inner.alias + " WHERE " + st.where(l, inner, f.Where)
	}
	return out + " RETURN 1 AS found }"
}

// follow gives the clauses that look for a record behind an edge. A reference of
// it with a condition is looked for by the same clauses, so that Neo4j chooses
// what to look at first.
func (st *statement) follow(l *layout, s scope, w way, f graph.Filter) string {
	var conditions []string
	all, ok := f.(graph.And)
	if !ok && f != nil {
		all = graph.And{f}
	}
	for _, g := range flat(all) {
		r, ok := g.(graph.Related)
		if ok && s.ref(r.Edge) != nil && r.Where != nil && !byID(r) && len(w.patterns) < maxFollowed {
			next, inner := st.across(l, s, r.Edge)
			w.patterns = append(w.patterns, next[0].patterns...)
			conditions = append(conditions, st.where(l, inner, r.Where))
		} else {
			conditions = append(conditions, st.where(l, s, g))
		}
	}
	return w.match(conditions...)
}

// flat gives the conditions of which all must hold.
func flat(all graph.And) (out []graph.Filter) {
	for _, f := range all {
		if inner, ok := f.(graph.And); ok {
			out = append(out, flat(inner)...)
		} else {
			out = append(out, f)
		}
	}
	return out
}

// across gives the ways over an edge and the scope at its far end.
func (st *statement) across(l *layout, s scope, edge string) ([]way, scope) {
	inner := scope{l.byType[s.t.Target(edge)], st.alias(), s.many + 1}
	if m := s.t.ManyOf(edge); m != nil {
		return st.ways(l, inner, m.By, bound(s.alias)), inner
	}
	rel := ""
	if r := s.ref(edge); r != nil {
		rel, inner.many = r.rel, s.many
	} else {
		rel = s.part(edge).rel
	}
	return []way{{patterns: []string{"(" + s.alias + ")-[:" + quote(rel) + "]->(" + inner.alias + ":" + quote(inner.label) + ")"}}}, inner
}

// selection writes the clauses that find the records of a query. They leave
// each record once, under the alias of s.
//
// Conditions across edges that must hold become patterns instead of
// subqueries, so that Neo4j may start at either end of them. Where every record
// that fits is wanted that pays more often: where some are, Neo4j may stop early.
//
// Further conditions are given as expressions.
//
// It tells whether records had to be told apart, so that all of them are found
// before the first is known.
func (st *statement) selection(l *layout, s scope, f graph.Filter, every bool, further ...string) (eager bool) {
	m := &matcher{st: st, l: l, root: s.alias, every: every, patterns: []string{"(" + s.alias + ":" + quote(s.label) + ")"}, conditions: further}
	m.add(s, f)
	if len(m.rest) > maxSubqueries {
		// As one expression they are planned one by one, not in every order.
		m.rest = []string{"coalesce(" + strings.Join(m.rest, " AND ") + ", false)"}
	}
	m.conditions = append(m.conditions, m.rest...)
	// One MATCH each: within one, two patterns never share a relationship.
	st.write("MATCH ", strings.Join(m.patterns, " MATCH "))
	if len(m.conditions) > 0 {
		st.write(" WHERE ", strings.Join(m.conditions, " AND "))
	}
	if m.many > 0 {
		st.write(" WITH DISTINCT ", s.alias)
	}
	return m.many > 0 || m.begun
}

type matcher struct {
	st         *statement
	l          *layout
	root       string // alias of the records
	every      bool
	patterns   []string
	conditions []string
	// rest are conditions that hold subqueries.
	rest []string
	// many is how many edges to many records are patterns, so that a record may
	// be found more than once. Each lies behind the one before: the finds of two
	// side by side would be multiplied with each other.
	many int
	// begun: the statement has found the records that may fit.
	begun bool
}

// add takes a condition that must hold.
func (m *matcher) add(s scope, f graph.Filter) {
	switch f := f.(type) {
	case nil:
		return
	case graph.And:
		for _, g := range f {
			m.add(s, g)
		}
		return
	case graph.Or:
		if len(f) == 1 {
			m.add(s, f[0])
			return
		}
		if m.begin(s, f) {
			return
		}
	case graph.Related:
		if m.unfold(s, f) {
			return
		}
	}
	condition := m.st.where(m.l, s, f)
	if strings.Contains(condition, "EXISTS {") {
		m.rest = append(m.rest, condition)
	} else {
		m.conditions = append(m.conditions, condition)
	}
}

// maxPatterns bounds the patterns of one selection, and maxSubqueries its
// subqueries apart from each other: Neo4j weighs all their orders, which takes up to
// a second for five patterns on a busy server, and minutes for a hundred subqueries.
// Five patterns reach the place of an initiative that a stakeholder takes part in.
const (
	maxPatterns   = 5
	maxSubqueries = 4
)

// maxFollowed bounds the patterns of one subquery.
const maxFollowed = 2

// unfold makes a pattern of an edge, if that is sound and promises something.
func (m *matcher) unfold(s scope, f graph.Related) bool {
	if len(m.patterns) == maxPatterns {
		return false
	}
	r := s.ref(f.Edge)
	if r != nil {
		if byID(f) {
			c := f.Where.(graph.Compare)
			if c.Op != graph.Eq && c.Op != graph.In {
				return false
			}
			x := m.st.alias()
			m.patterns = append(m.patterns, "("+s.alias+")-[:"+quote(r.rel)+"]->("+x+":"+r.to.lookup()+")")
			m.conditions = append(m.conditions, m.st.exact(property(x, "id"), c.Op, c.Value))
			return true
		}
	} else if s.many < m.many || !m.anchored(s.t, f) {
		return false
	}
	ways, inner := m.st.across(m.l, s, f.Edge)
	if len(ways) > 1 || len(m.patterns)+len(ways[0].patterns) > maxPatterns {
		return false
	}
	m.many = max(m.many, inner.many)
	m.patterns = append(m.patterns, ways[0].patterns...)
	if ways[0].condition != "" {
		m.conditions = append(m.conditions, ways[0].condition)
	}
	m.add(inner, f.Where)
	return true
}

// begin writes a subquery that finds the records by each of several conditions
// of which one must hold, if each is a good place to start and one of them leads
// across an edge; else Neo4j does as well by itself.
func (m *matcher) begin(s scope, alternatives graph.Or) bool {
	crosses := false
	for _, f := range alternatives {
		if !m.anchored(s.t, f) {
			return false
		}
		crosses = crosses || relates(f)
	}
	if m.begun || s.alias != m.root || !crosses {
		return false
	}
	m.begun = true
	m.st.write("CALL () { ")
	for i, f := range alternatives {
		if i > 0 {
			m.st.write(" UNION ")
		}
		m.st.selection(m.l, s, f, m.every)
		m.st.write(" RETURN ", s.alias)
	}
	m.st.write(" } ")
	return true
}

// relates tells whether a filter leads across an edge.
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

// anchored tells whether a condition leads to few records by an index, so that
// it is a good place to start. Where every record is wanted, that is also one of
// the codes of things and claims, which are mostly of a few values (role, kind).
func (m *matcher) anchored(t *graph.Type, f graph.Filter) bool {
	switch f := f.(type) {
	case graph.And:
		return slices.ContainsFunc(f, func(g graph.Filter) bool { return m.anchored(t, g) })
	case graph.Or:
		return len(f) > 0 && !slices.ContainsFunc(f, func(g graph.Filter) bool { return !m.anchored(t, g) })
	case graph.Related:
		return m.anchored(t.Target(f.Edge), f.Where)
	case graph.Compare:
		if f.Op != graph.Eq && f.Op != graph.In && f.Op != graph.StartsWith {
			return false
		}
		if f.Field == "id" {
			return true
		}
		// The codes of parts are keys.
		of := t.Field(f.Field)
		return of.Index && (m.every || of.Kind == graph.KindText || t.Class == graph.ClassPart)
	}
	return false
}

package neo4jstore

import (
	"strings"

	"github.com/migraph/migraph/graph"
)

// way is how records lead back to a parent: patterns, each for a MATCH of its
// own, and a condition, empty for none.
type way struct {
	patterns  []string
	condition string
}

func (w way) match(further ...string) string {
	if w.condition != "" {
		further = append([]string{w.condition}, further...)
	}
	out := "MATCH " + strings.Join(w.patterns, " MATCH ")
	if len(further) > 0 {
		out += " WHERE " + strings.Join(further, " AND ")
	}
	return out
}

// ways gives the ways in which the records of s lead back; parent gives the
// pattern of the parent, by its type. References of the records themselves are
// one way.
func (st *statement) ways(l *layout, s scope, by []graph.Back, parent func(*node) string) []way {
	var out []way
	direct := map[*node]int{} // place in out
	rels := map[*node]string{}
	record := "(" + s.alias + ":" + quote(s.label) + ")"
	for _, b := range by {
		if b.Via != "" {
			out = append(out, st.via(l, s, b, record, parent))
			continue
		}
		r := s.ref(b.Ref)
		if _, known := direct[r.to]; known {
			rels[r.to] += "|"
		} else {
			direct[r.to] = len(out)
			out = append(out, way{})
		}
		rels[r.to] += quote(r.rel)
		out[direct[r.to]].patterns = []string{parent(r.to) + "<-[:" + rels[r.to] + "]-" + record}
	}
	return out
}

// via gives the way over a part or a list of the records.
func (st *statement) via(l *layout, s scope, b graph.Back, record string, parent func(*node) string) way {
	if p := s.part(b.Via); p != nil {
		r := p.node.ref(b.Ref)
		return way{patterns: []string{parent(r.to) + "<-[:" + quote(r.rel) + "]-(:" + quote(p.node.label) + ")<-[:" + quote(p.rel) + "]-" + record}}
	}
	between := scope{node: l.byType[s.t.Target(b.Via)], alias: st.alias()}
	r, back := between.ref(b.Ref), between.ref(graph.Directly(s.t.ManyOf(b.Via).By))
	// Two patterns, because within one they could not share a relationship.
	out := way{patterns: []string{
		parent(r.to) + "<-[:" + quote(r.rel) + "]-(" + between.alias + ":" + quote(between.label) + ")",
		"(" + between.alias + ")-[:" + quote(back.rel) + "]->" + record,
	}}
	if b.Where != nil {
		out.condition = st.where(l, between, b.Where)
	}
	return out
}

// bound is the pattern of a parent that the statement has found.
func bound(alias string) func(*node) string {
	return func(*node) string { return "(" + alias + ")" }
}

// ofID is the pattern of a parent whose id the statement knows as pid.
func ofID(of *node) string { return "(:" + of.lookup() + " {id: pid})" }

// union joins ways to a subquery that gives what they find under an alias, each
// record once; from is what it takes from the statement.
func union(from, find string, ways []way) string {
	each := make([]string, len(ways))
	for i, w := range ways {
		each[i] = w.match() + " RETURN DISTINCT " + find
	}
	return "CALL (" + from + ") { " + strings.Join(each, " UNION ") + " }"
}

// back gives the clauses that find the records of s that lead back to a parent,
// each once. key is the property by which they will be ordered, if any.
func (st *statement) back(l *layout, s scope, by []graph.Back, key string, of parent, conditions ...string) string {
	if r := s.listedBy(by); r != nil {
		return s.seek(r, key, of.id, conditions)
	}
	out := union(of.from, s.alias, st.ways(l, s, by, of.node))
	if len(conditions) > 0 {
		out += " WITH " + s.alias + " WHERE " + strings.Join(conditions, " AND ")
	}
	return out
}

// listedBy gives the reference by which records lead back, if that is the only
// way and has indexes.
func (n *node) listedBy(by []graph.Back) *ref {
	if r := n.ref(graph.Directly(by)); r != nil && r.listed {
		return r
	}
	return nil
}

// seek finds records by the id that they refer to. It names all properties of
// an index, for then Neo4j takes it, and with it its order.
func (s scope) seek(r *ref, key, id string, conditions []string) string {
	index := s.listIndexes(r)[0]
	for _, other := range s.listIndexes(r) {
		if other[1] == key {
			index = other
		}
	}
	out := "MATCH (" + s.alias + ":" + quote(s.label) + ") WHERE " + property(s.alias, r.property) + " = " + id
	for _, name := range index[1:] {
		out += " AND " + property(s.alias, name) + " IS NOT NULL"
	}
	return strings.Join(append([]string{out}, conditions...), " AND ")
}

package neo4jstore

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

func (r *reader) Links(ctx context.Context, q *graph.LinkQuery) ([]graph.Neighbours, error) {
	out := make([]graph.Neighbours, len(q.Nodes))
	q, err := q.Guarded()
	if err != nil {
		return nil, err
	}
	types := r.s.layout.linkTypes(q.Types)
	if len(q.Nodes) == 0 || types == "" {
		return out, nil
	}
	places, err := r.fromHubs(ctx, q, out)
	if err != nil || len(places) == 0 {
		return out, err
	}
	counted := make([]string, len(places))
	for i, at := range places {
		counted[i] = q.Nodes[at]
	}
	st := reading()
	st.branch()
	nodes := st.param(counted)
	where, err := r.s.layout.linkConditions(st, q)
	if err != nil {
		return nil, err
	}
	// Both directions are matched apart, so that a link from a thing to itself
	// is seen in both.
	direction := func(left, right, out string) {
		st.write("MATCH (a)", left, "[r:", types, "]", right, "(b)", where,
			" RETURN b.id AS other, type(r) AS type, ", out, " AS out, r.", quote(claimProperty), " AS claim")
	}
	st.write("UNWIND range(0, size(", nodes, ") - 1) AS i MATCH (a:Thing {id: ", nodes, "[i]}) CALL (a) { CALL (a) { ")
	if q.Way != graph.WayIn {
		direction("-", "->", "true")
	}
	if q.Way == "" {
		st.write(" UNION ALL ")
	}
	if q.Way != graph.WayOut {
		direction("<-", "-", "false")
	}
	st.write(" } ")
	weight, claims := "count(DISTINCT claim) AS weight", "[]"
	if q.Claims > 0 {
		// What is collected in order stays in order.
		st.write("WITH other, type, out, claim ORDER BY claim ")
		weight, claims = "collect(DISTINCT claim) AS claims WITH *, size(claims) AS weight", "claims[.."+st.param(q.Claims)+"]"
	}
	st.write("WITH other, type, out, ", weight, " ORDER BY weight DESC, other, type, out DESC RETURN collect([other, type, out, weight, ",
		claims, "]) AS list, count(DISTINCT nullIf(other, a.id)) AS things } RETURN ", kind(rowData), " AS k, [i, size(list), ")
	if q.Limit > 0 {
		st.write("list[..", st.param(q.Limit), "]")
	} else {
		st.write("list")
	}
	st.write(", things] AS v")
	err = r.run(ctx, st.finish(), func(_ int64, v any) error {
		row := v.([]any)
		at := &out[places[row[0].(int64)]]
		at.Total, at.Things = int(row[1].(int64)), int(row[3].(int64))
		for _, n := range row[2].([]any) {
			n := n.([]any)
			neighbour := graph.Neighbour{
				ID: n[0].(string), Type: graph.LinkType(n[1].(string)), Out: n[2].(bool), Weight: int(n[3].(int64)),
			}
			for _, c := range n[4].([]any) {
				neighbour.Claims = append(neighbour.Claims, c.(string))
			}
			at.List = append(at.List, neighbour)
		}
		return nil
	})
	return out, err
}

// fromHubs answers for the nodes that are hubs, and gives the places of those
// that are still to be counted.
func (r *reader) fromHubs(ctx context.Context, q *graph.LinkQuery, out []graph.Neighbours) ([]int, error) {
	var hubs map[int64]*hub
	if r.s.hubs.answers(q) {
		var err error
		if hubs, err = r.hubsAmong(ctx, q.Nodes); err != nil {
			return nil, err
		}
	}
	var left []int
	for i := range q.Nodes {
		if h := hubs[int64(i)]; h != nil {
			out[i] = h.neighbours(q)
			continue
		}
		left = append(left, i)
	}
	return left, nil
}

// linkConditions writes what limits links r to neighbours b.
func (l *layout) linkConditions(st *statement, q *graph.LinkQuery) (string, error) {
	var all []string
	if f := q.Dating.Filter(); f != nil {
		all = append(all, st.where(l, scope{node: l.linkFields, alias: "r"}, f))
	}
	if len(q.Roles) > 0 {
		all = append(all, "(NOT type(r) IN "+st.param(texts(graph.RoleLinks()))+" OR "+property("r", roleProperty)+" IN "+st.param(texts(q.Roles))+")")
	}
	if q.Among != nil {
		all = append(all, "b.id IN "+st.param(q.Among))
	}
	for _, name := range slices.Sorted(maps.Keys(q.Where)) {
		n, err := l.node(graph.Catalog.Type(name))
		if err != nil {
			return "", err
		}
		all = append(all, "(NOT b.id STARTS WITH "+st.param(n.t.Prefix)+" OR (b:"+quote(n.label)+" AND "+st.where(l, scope{node: n, alias: "b"}, q.Where[name])+"))")
	}
	if all == nil {
		return "", nil
	}
	return " WHERE " + strings.Join(all, " AND "), nil
}

func texts[S ~string](values []S) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}

// linkTypes gives the types as in a pattern; all of them for none, "" if none
// of the given ones exists.
func (l *layout) linkTypes(want []graph.LinkType) string {
	var out []string
	for _, t := range l.links {
		if len(want) == 0 || slices.Contains(want, t) {
			out = append(out, quote(string(t)))
		}
	}
	return strings.Join(out, "|")
}

// ScanLinks merges the types of links, each of which has an index by claim.
func (r *reader) ScanLinks(ctx context.Context, fn func(graph.Link) error) error {
	var streams []*linkStream
	for _, t := range r.s.layout.links {
		s := &linkStream{r: r, t: t}
		if err := s.fill(ctx); err != nil {
			return err
		}
		if len(s.page) > 0 {
			streams = append(streams, s)
		}
	}
	for len(streams) > 0 {
		s := slices.MinFunc(streams, func(x, y *linkStream) int { return compareLinks(x.page[0], y.page[0]) })
		if err := fn(s.page[0]); err != nil {
			return err
		}
		if err := s.next(ctx); err != nil {
			return err
		}
		if len(s.page) == 0 {
			streams = slices.DeleteFunc(streams, func(x *linkStream) bool { return x == s })
		}
	}
	return nil
}

func compareLinks(x, y graph.Link) int {
	return cmp.Or(cmp.Compare(x.Claim, y.Claim), cmp.Compare(x.Step, y.Step), cmp.Compare(x.Type, y.Type))
}

// linkStream reads the links of one type in order, page by page.
type linkStream struct {
	r    *reader
	t    graph.LinkType
	page []graph.Link
	last graph.Link
	more bool
}

func (s *linkStream) next(ctx context.Context) error {
	s.last, s.page = s.page[0], s.page[1:]
	if len(s.page) > 0 || !s.more {
		return nil
	}
	return s.fill(ctx)
}

func (s *linkStream) fill(ctx context.Context) error {
	claim, step := property("r", claimProperty), property("r", stepProperty)
	st := reading()
	st.branch()
	after, afterStep := st.param(s.last.Claim), st.param(s.last.Step)
	st.write("MATCH (a)-[r:", quote(string(s.t)), "]->(b) WHERE ", claim, " >= ", after,
		" AND (", claim, " > ", after, " OR ", step, " > ", afterStep, ")",
		" WITH a, r, b ORDER BY ", claim, ", ", step, " LIMIT ", st.param(scanBatch),
		" WITH a, b, properties(r) AS p RETURN ", kind(rowData), " AS k, collect([",
		property("p", claimProperty), ", ", property("p", stepProperty), ", a.id, b.id")
	for _, f := range boundFields {
		st.write(", ", property("p", f))
	}
	st.write(", ", property("p", roleProperty), "]) AS v")
	s.page = nil
	err := s.r.run(ctx, st.finish(), func(_ int64, v any) error {
		for _, link := range v.([]any) {
			row := link.([]any)
			l := graph.Link{Claim: row[0].(string), Step: int(row[1].(int64)), From: row[2].(string), To: row[3].(string), Type: s.t}
			l.ValidFrom, l.ValidTo = row[4].(string), row[5].(string)
			l.CertainFrom, l.CertainTo = row[6].(string), row[7].(string)
			l.Undated = row[8].(bool)
			role, _ := row[9].(string)
			l.Role = graph.Role(role)
			s.page = append(s.page, l)
		}
		return nil
	})
	s.more = len(s.page) == scanBatch
	return err
}

// boundFields are the properties that hold the bounds of links, named as the
// fields of dated types, so that one filter fits both.
var boundFields = []string{"validFrom", "validTo", "certainFrom", "certainTo", "undated"}

// linkProperties gives everything that a link keeps.
func linkProperties(l graph.Link) map[string]any {
	return map[string]any{
		claimProperty: l.Claim, stepProperty: l.Step, roleProperty: string(l.Role),
		"validFrom": l.ValidFrom, "validTo": l.ValidTo,
		"certainFrom": l.CertainFrom, "certainTo": l.CertainTo, "undated": l.Undated,
	}
}

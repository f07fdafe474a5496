package neo4jstore

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

func (r *reader) Links(ctx context.Context, q *graph.LinkQuery) ([]graph.Neighbours, error) {
	out := make([]graph.Neighbours, len(q.Nodes))
	types := r.s.layout.linkTypes(q.Types)
	if len(q.Nodes) == 0 || types == "" {
		return out, nil
	}
	st := reading()
	st.branch()
	nodes := st.param(q.Nodes)
	where := ""
	if f := q.Dating.Filter(); f != nil {
		where = " WHERE " + st.where(r.s.layout, scope{r.s.layout.linkFields, "r"}, f)
	}
	// Both directions are matched apart, so that a link from a thing to itself
	// is seen in both.
	direction := func(left, right, out string) {
		st.write("MATCH (a)", left, "[r:", types, "]", right, "(b)", where,
			" RETURN b.id AS other, type(r) AS type, ", out, " AS out, r.", quote(claimProperty), " AS claim")
	}
	st.write("UNWIND range(0, size(", nodes, ") - 1) AS i MATCH (a:Thing {id: ", nodes, "[i]}) CALL (a) { CALL (a) { ")
	direction("-", "->", "true")
	st.write(" UNION ALL ")
	direction("<-", "-", "false")
	st.write(" } WITH other, type, out, count(DISTINCT claim) AS weight",
		" ORDER BY weight DESC, other, type, out DESC RETURN collect([other, type, out, weight]) AS list }",
		" RETURN ", kind(rowData), " AS k, [i, size(list), ")
	if q.Limit > 0 {
		st.write("list[..", st.param(q.Limit), "]")
	} else {
		st.write("list")
	}
	st.write("] AS v")
	err := r.run(ctx, st.finish(), func(_ int64, v any) error {
		row := v.([]any)
		at := &out[row[0].(int64)]
		at.Total = int(row[1].(int64))
		for _, n := range row[2].([]any) {
			n := n.([]any)
			at.List = append(at.List, graph.Neighbour{
				ID: n[0].(string), Type: graph.LinkType(n[1].(string)), Out: n[2].(bool), Weight: int(n[3].(int64)),
			})
		}
		return nil
	})
	return out, err
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
	st.write("]) AS v")
	s.page = nil
	err := s.r.run(ctx, st.finish(), func(_ int64, v any) error {
		for _, link := range v.([]any) {
			row := link.([]any)
			l := graph.Link{Claim: row[0].(string), Step: int(row[1].(int64)), From: row[2].(string), To: row[3].(string), Type: s.t}
			l.ValidFrom, l.ValidTo = row[4].(string), row[5].(string)
			l.CertainFrom, l.CertainTo = row[6].(string), row[7].(string)
			l.Undated = row[8].(bool)
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
		claimProperty: l.Claim, stepProperty: l.Step,
		"validFrom": l.ValidFrom, "validTo": l.ValidTo,
		"certainFrom": l.CertainFrom, "certainTo": l.CertainTo, "undated": l.Undated,
	}
}

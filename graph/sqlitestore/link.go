package sqlitestore

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"maps"
	"slices"

	"github.com/migraph/migraph/graph"
)

// The table link holds every link of every claim. The table near holds, for two
// things and a type of link, how many claims link them: the weight by which
// neighbours are ordered, so that the first of a hub's are found without a look
// at the others. It is kept when links are written, and with it the table degree,
// which counts neighbours.

// linkScope lets conditions on time be written for links: their columns are
// named as those of a dated type.
func linkScope(alias string) scope {
	return scope{t: graph.Catalog.Type("Affiliation"), alias: alias}
}

func (r *reader) Links(ctx context.Context, q *graph.LinkQuery) ([]graph.Neighbours, error) {
	q, err := q.Guarded()
	if err != nil {
		return nil, err
	}
	if q.Plain() && len(q.Where) == 0 && q.Among == nil {
		return r.near(ctx, q)
	}
	return r.counted(ctx, q)
}

// near answers from the weights and degrees that are kept, node by node: each is a
// walk along the first entries of two indexes.
func (r *reader) near(ctx context.Context, q *graph.LinkQuery) ([]graph.Neighbours, error) {
	out := make([]graph.Neighbours, len(q.Nodes))
	if err := r.count(ctx, q, out); err != nil {
		return nil, err
	}
	for i, node := range q.Nodes {
		if out[i].Total == 0 {
			continue
		}
		b := &builder{}
		b.write("SELECT other, type, out, weight FROM (")
		b.ways(q, func(w direction) {
			b.write("SELECT * FROM (SELECT ", w.there, " AS other, type, ", w.out, " AS out, weight FROM near WHERE ", w.here, " = ")
			b.arg(node)
			b.types(q, "type")
			b.write(" ORDER BY weight DESC, ", w.there, ", type")
			b.atMost(q.Limit)
			b.write(")")
		})
		b.write(") ORDER BY weight DESC, other, type, out DESC")
		b.atMost(q.Limit)
		err := r.query(ctx, b, func(row []driver.Value) error {
			out[i].List = append(out[i].List, graph.Neighbour{ID: textOf(row[0]), Type: graph.LinkType(textOf(row[1])),
				Out: numberOf(row[2]) != 0, Weight: numberOf(row[3])})
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// counted answers a query that limits the links or the neighbours.
func (r *reader) counted(ctx context.Context, q *graph.LinkQuery) ([]graph.Neighbours, error) {
	if q.Among != nil || q.Claims > 0 {
		return r.together(ctx, q)
	}
	out := make([]graph.Neighbours, len(q.Nodes))
	if err := r.count(ctx, q, out); err != nil {
		return nil, err
	}
	var places []int // of nodes that are no hubs
	rest := *q
	rest.Nodes = nil
	for i, node := range q.Nodes {
		if out[i].Total <= mostTogether {
			places, rest.Nodes = append(places, i), append(rest.Nodes, node)
			continue
		}
		var err error
		if out[i], err = r.alone(ctx, q, node); err != nil {
			return nil, err
		}
	}
	if len(places) == 0 {
		return out, nil
	}
	found, err := r.together(ctx, &rest)
	if err != nil {
		return nil, err
	}
	for i, at := range places {
		out[at] = found[i]
	}
	return out, nil
}

// mostTogether is up to how many neighbours a node is answered together with
// others. A statement costs as much as some hundred neighbours, but one that is
// about a single node need not sort all of them.
const mostTogether = 300

// alone answers for one node.
func (r *reader) alone(ctx context.Context, q *graph.LinkQuery, node string) (n graph.Neighbours, err error) {
	b := &builder{}
	b.write("WITH fit AS MATERIALIZED (")
	b.ways(q, func(w direction) {
		table, weight := source(q)
		b.write("SELECT l.", w.there, " AS other, l.type AS type, ", w.out, " AS out, ", weight, " AS weight FROM ", table, " l WHERE l.", w.here, " = ")
		b.arg(node)
		b.fitting(q, "l")
		b.ends(q, "l."+w.there)
		if !q.Plain() {
			b.write(" GROUP BY l.", w.there, ", l.type")
		}
	})
	b.write(") SELECT other, type, out, weight, (SELECT count(*) FROM fit), (SELECT count(DISTINCT nullif(other, ")
	b.arg(node)
	b.write(")) FROM fit) FROM fit ORDER BY weight DESC, other, type, out DESC")
	b.atMost(q.Limit)
	err = r.query(ctx, b, func(row []driver.Value) error {
		n.List = append(n.List, graph.Neighbour{ID: textOf(row[0]), Type: graph.LinkType(textOf(row[1])), Out: numberOf(row[2]) != 0, Weight: numberOf(row[3])})
		n.Total, n.Things = numberOf(row[4]), numberOf(row[5])
		return nil
	})
	return n, err
}

// source gives the table that knows the weights a query asks for, and how.
func source(q *graph.LinkQuery) (table, weight string) {
	if q.Plain() {
		return "near", "l.weight"
	}
	return "link", "count(DISTINCT l.claim)"
}

// ends limits neighbours to those that fit.
func (b *builder) ends(q *graph.LinkQuery, column string) {
	for _, name := range slices.Sorted(maps.Keys(q.Where)) {
		t := graph.Catalog.Type(name)
		b.write(" AND (substr(", column, ", 1, 1) <> ")
		b.arg(t.Prefix)
		b.write(" OR EXISTS (SELECT 1 FROM ", quote(tableOf(t)), " t WHERE t.id = ", column, " AND (")
		b.where(scope{t: t, alias: "t"}, q.Where[name])
		b.write(")))")
	}
}

// together answers with one statement for all nodes.
func (r *reader) together(ctx context.Context, q *graph.LinkQuery) ([]graph.Neighbours, error) {
	out := make([]graph.Neighbours, len(q.Nodes))
	portions, err := r.portions(ctx, q)
	if err != nil {
		return nil, err
	}
	b := &builder{}
	b.write("WITH g AS (")
	for i, p := range portions {
		if i > 0 {
			b.write(" UNION ALL ")
		}
		b.ways(q, func(w direction) { b.linked(q, w, p) })
	}
	b.write("), fit AS (SELECT * FROM g WHERE 1")
	b.ends(q, "other")
	b.write(`), ranked AS (SELECT *, row_number() OVER (PARTITION BY node ORDER BY weight DESC, other, type, out DESC) AS place FROM fit),
		met AS (SELECT node, count(*) AS total, count(DISTINCT nullif(other, id)) AS things FROM fit GROUP BY node)
		SELECT ranked.node, other, type, out, weight, total, things`)
	if q.Claims > 0 {
		b.write(`, CASE out WHEN 1 THEN (`)
		b.claims(q, "id", "other")
		b.write(") ELSE (")
		b.claims(q, "other", "id")
		b.write(") END")
	}
	b.write(" FROM ranked JOIN met ON met.node = ranked.node")
	if q.Limit > 0 {
		b.write(" WHERE place <= ")
		b.arg(q.Limit)
	}
	b.write(" ORDER BY ranked.node, place")
	err = r.query(ctx, b, func(row []driver.Value) error {
		at := &out[numberOf(row[0])]
		n := graph.Neighbour{ID: textOf(row[1]), Type: graph.LinkType(textOf(row[2])), Out: numberOf(row[3]) != 0, Weight: numberOf(row[4])}
		at.Total, at.Things = numberOf(row[5]), numberOf(row[6])
		if q.Claims > 0 {
			if err := json.Unmarshal([]byte(textOf(row[7])), &n.Claims); err != nil {
				return err
			}
		}
		at.List = append(at.List, n)
		return nil
	})
	return out, err
}

// linked writes the neighbours of a portion of the nodes, in one direction.
func (b *builder) linked(q *graph.LinkQuery, w direction, p portion) {
	table, weight := source(q)
	b.write("SELECT p.key AS node, p.value AS id, l.", w.there, " AS other, l.type AS type, ", w.out, " AS out, ", weight, " AS weight FROM json_each(")
	b.arg(jsonList(q.Nodes))
	b.write(") p CROSS JOIN ", table, " l ON l.", w.here, " = p.value")
	if q.Among != nil {
		b.write(" AND p.key IN (SELECT value FROM json_each(")
		b.arg(jsonNumbers(p.nodes))
		b.write("))")
		there := "l." + w.there
		if !p.seek {
			there = "+" + there // it is not to be looked up in an index
		}
		b.among(q, there)
	}
	b.fitting(q, "l")
	if q.Plain() {
		return
	}
	b.write(" GROUP BY p.key, l.", w.there, ", l.type")
}

// portion is a part of the nodes of a query, by their places, and how to find their
// neighbours: by going through their links, or by looking each up that is wanted.
type portion struct {
	nodes []int
	seek  bool
}

// portions divides the nodes of a query: which way is shorter depends on whether a
// node has more links than there are neighbours that are wanted. Either alone takes
// seconds, for many nodes that may be linked with many, or for hubs.
func (r *reader) portions(ctx context.Context, q *graph.LinkQuery) ([]portion, error) {
	if q.Among == nil {
		return []portion{{}}, nil
	}
	table, _ := source(q)
	b := &builder{}
	b.write("SELECT p.key")
	for _, here := range []string{"from_id", "to_id"} {
		b.write(", (SELECT count(*) FROM (SELECT 1 FROM ", table, " WHERE ", here, " = p.value LIMIT ")
		b.arg(len(q.Among) + 1)
		b.write("))")
	}
	b.write(" FROM json_each(")
	b.arg(jsonList(q.Nodes))
	b.write(") p")
	few, many := portion{}, portion{seek: true}
	err := r.query(ctx, b, func(row []driver.Value) error {
		links := 0
		if q.Way != graph.WayIn {
			links += numberOf(row[1])
		}
		if q.Way != graph.WayOut {
			links += numberOf(row[2])
		}
		to := &few
		if links > len(q.Among) {
			to = &many
		}
		to.nodes = append(to.nodes, numberOf(row[0]))
		return nil
	})
	if len(many.nodes) == 0 {
		return []portion{few}, err
	}
	return []portion{few, many}, err
}

// claims writes the first claims that link two things.
func (b *builder) claims(q *graph.LinkQuery, from, to string) {
	b.write("SELECT json_group_array(claim) FROM (SELECT DISTINCT c.claim AS claim FROM link c WHERE c.from_id = ranked.", from,
		" AND c.to_id = ranked.", to, " AND c.type = ranked.type")
	b.fitting(q, "c")
	b.write(" ORDER BY c.claim")
	b.atMost(q.Claims)
	b.write(")")
}

// direction is one direction of links, as columns.
type direction struct{ here, there, out string }

// ways writes a union of what write writes for each direction that is asked for.
func (b *builder) ways(q *graph.LinkQuery, write func(direction)) {
	if q.Way != graph.WayIn {
		write(direction{"from_id", "to_id", "1"})
	}
	if q.Way == "" {
		b.write(" UNION ALL ")
	}
	if q.Way != graph.WayOut {
		write(direction{"to_id", "from_id", "0"})
	}
}

// fitting limits links to the types, roles and times of a query.
func (b *builder) fitting(q *graph.LinkQuery, alias string) {
	b.types(q, alias+".type")
	if len(q.Roles) > 0 {
		b.write(" AND (", alias, ".type NOT IN ")
		b.list(texts(graph.RoleLinks()))
		b.write(" OR ", alias, ".role IN ")
		b.list(texts(q.Roles))
		b.write(")")
	}
	if f := q.Dating.Filter(); f != nil {
		b.write(" AND (")
		b.where(linkScope(alias), f)
		b.write(")")
	}
}

// types limits links to the types of a query. If these are nearly all that there
// are, it names the others: of each link of a hub it is asked.
func (b *builder) types(q *graph.LinkQuery, column string) {
	if len(q.Types) == 0 {
		return
	}
	others := slices.DeleteFunc(graph.LinkTypes(), func(t graph.LinkType) bool { return slices.Contains(q.Types, t) })
	if len(others) > 4 {
		b.write(" AND ", column, " IN ")
		b.list(texts(q.Types))
		return
	}
	for _, t := range others {
		b.write(" AND ", column, " <> ")
		b.arg(string(t))
	}
}

func (b *builder) among(q *graph.LinkQuery, column string) {
	if q.Among != nil {
		b.write(" AND ", column, " IN (SELECT value FROM json_each(")
		b.arg(jsonList(q.Among))
		b.write("))")
	}
}

func (b *builder) atMost(n int) {
	if n > 0 {
		b.write(" LIMIT ")
		b.arg(n)
	}
}

func texts[S ~string](values []S) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}

// unlink deletes the links of claims, and takes their weight away.
func (w *writer) unlink(ctx context.Context, c *connection, where string, arg any) error {
	gone := map[string][]graph.Link{}
	err := c.query(ctx, "DELETE FROM link WHERE claim "+where+" RETURNING claim, from_id, to_id, type", []any{arg}, func(row []driver.Value) error {
		claim := textOf(row[0])
		gone[claim] = append(gone[claim], graph.Link{From: textOf(row[1]), To: textOf(row[2]), Type: graph.LinkType(textOf(row[3]))})
		return nil
	})
	for _, links := range gone {
		w.weights.add(links, -1)
	}
	return err
}

// Links of a writer sees what was written before, the weights among it.
func (w *writer) Links(ctx context.Context, q *graph.LinkQuery) ([]graph.Neighbours, error) {
	if err := w.flushWeights(ctx); err != nil {
		return nil, err
	}
	return w.reader.Links(ctx, q)
}

func (r *reader) ScanLinks(ctx context.Context, fn func(graph.Link) error) error {
	last := graph.Link{Step: -1}
	for {
		b := &builder{}
		b.write(`SELECT claim, step, from_id, to_id, type, role, valid_from, valid_to, certain_from, certain_to, undated
			FROM link WHERE (claim, step) > (`)
		b.arg(last.Claim)
		b.write(", ")
		b.arg(last.Step)
		b.write(") ORDER BY claim, step LIMIT ")
		b.arg(scanBatch)
		var page []graph.Link
		err := r.query(ctx, b, func(row []driver.Value) error {
			page = append(page, graph.Link{Claim: textOf(row[0]), Step: numberOf(row[1]), From: textOf(row[2]), To: textOf(row[3]),
				Type: graph.LinkType(textOf(row[4])), Role: graph.Role(textOf(row[5])), Bounds: graph.Bounds{ValidFrom: textOf(row[6]), ValidTo: textOf(row[7]),
					CertainFrom: textOf(row[8]), CertainTo: textOf(row[9]), Undated: numberOf(row[10]) != 0}})
			return nil
		})
		if err != nil || len(page) == 0 {
			return err
		}
		for _, l := range page {
			if err := fn(l); err != nil {
				return err
			}
		}
		last = page[len(page)-1]
	}
}

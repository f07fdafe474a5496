package neo4jstore

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/migraph/migraph/graph"
)

// putBatch is the number of records in one statement: enough that the way to
// the server does not count, few enough for its memory.
const putBatch = 1000

// stripRows is how many rows it counts for that a record loses its parts, references
// and links, of which nobody counts how many they are. A heap of 1 GB was not enough
// to delete 36,000 claims in one transaction.
const stripRows = 3

// writer writes within one transaction or, if that becomes too large, one after the
// other; see journal.go.
type writer struct {
	*reader
	wrote bool
	// next is the revision that the commit makes, if not the one that follows.
	next graph.Revision
	// token closed the gate, if it is closed.
	token int64
	// rows counts the records and parts written in the transaction, against bound.
	rows, bound int
	// noted are the records that this write has touched, pending those of them that
	// no journal tells of yet.
	noted   map[seen]struct{}
	pending map[*node][]string
	// journal is nil in a write of one transaction.
	journal *journal
	// undoing: this writer undoes what a journal tells of.
	undoing bool
	// present holds ids that have a node, be it a record or missing.
	present map[string]bool
	// linked holds the claims that got links in this transaction.
	linked map[string]bool
	// touched holds the things whose links changed since settleHubs.
	touched map[string]bool
	// cleared: relationships were removed, so that missing nodes may be left
	// over to which nothing refers.
	cleared bool
}

func newWriter(ctx context.Context, s *Store, tx *running) *writer {
	return &writer{
		reader: &reader{s: s, ctx: ctx, tx: tx}, bound: s.maxWrite,
		noted: map[seen]struct{}{}, pending: map[*node][]string{},
		present: map[string]bool{}, linked: map[string]bool{}, touched: map[string]bool{},
	}
}

func (w *writer) Put(ctx context.Context, t *graph.Type, rs []graph.Record) error {
	n, err := w.s.layout.node(t)
	if err != nil {
		return err
	}
	for batch := range slices.Chunk(rs, putBatch) {
		rows := len(batch)
		ids := make([]string, len(batch))
		for i, r := range batch {
			ids[i] = graph.IDOf(r)
			for i := range n.parts {
				rows += len(n.parts[i].Get(r))
			}
		}
		if err := w.spend(ctx, rows); err != nil {
			return err
		}
		if err := w.note(ctx, n, ids); err != nil {
			return err
		}
		if err := w.put(ctx, n, batch); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) Delete(ctx context.Context, t *graph.Type, ids []string) error {
	n, err := w.s.layout.node(t)
	if err != nil {
		return err
	}
	for batch := range slices.Chunk(ids, putBatch) {
		if err := w.spend(ctx, len(batch)); err != nil {
			return err
		}
		if err := w.note(ctx, n, batch); err != nil {
			return err
		}
		if err := w.delete(ctx, n, batch); err != nil {
			return err
		}
	}
	return nil
}

// Bulk runs fn: Neo4j has no indexes that are better made later.
func (w *writer) Bulk(_ context.Context, _ int, fn func() error) error { return fn() }

// Derive sets one field of records.
func (w *writer) Derive(ctx context.Context, t *graph.Type, name string, values map[string]any) error {
	n, err := w.s.layout.node(t)
	if err != nil {
		return err
	}
	f := t.Field(name)
	if f == nil || f.Sort || f.Kind == graph.KindText || marks[name] != "" {
		return graph.Errorf(graph.Internal, "%s.%s cannot be derived alone", t.Name, name)
	}
	text := "UNWIND $rows AS row MATCH (n:" + quote(n.label) + " {id: row[0]}) SET " + property("n", f.Name) + " = row[1]"
	for batch := range slices.Chunk(slices.Sorted(maps.Keys(values)), putBatch) {
		if err := w.spend(ctx, len(batch)); err != nil {
			return err
		}
		if err := w.note(ctx, n, batch); err != nil {
			return err
		}
		rows := make([]any, len(batch))
		for i, id := range batch {
			rows[i] = []any{id, values[id]}
		}
		if err := w.exec(ctx, text, rows, nil); err != nil {
			return err
		}
	}
	return nil
}

// Resume sets the revision that the commit makes.
func (w *writer) Resume(at graph.Revision) error {
	if at <= w.revision {
		return graph.Errorf(graph.Conflict, "the graph is at revision %d already, so it cannot go on at %d", w.revision, at)
	}
	w.wrote, w.next = true, at
	return nil
}

// exec runs a statement whose rows, of texts, are of no interest or given to each.
func (w *writer) exec(ctx context.Context, text string, rows any, each func(row []string)) (err error) {
	if err := w.lost(ctx); err != nil {
		return err
	}
	w.turn.Lock()
	defer w.turn.Unlock()
	came := 0
	ctx, told := graph.Observe(ctx, w.s.observer, text)
	defer func() { told(came, err) }()
	res, err := w.tx.Run(ctx, text, map[string]any{"rows": rows})
	if err != nil {
		return w.fail(ctx, err)
	}
	for res.Next(ctx) {
		values := res.Record().Values
		row := make([]string, len(values))
		for i, v := range values {
			row[i], _ = v.(string)
		}
		came++
		each(row)
	}
	if err := res.Err(); err != nil {
		return w.fail(ctx, err)
	}
	return nil
}

func (w *writer) put(ctx context.Context, n *node, rs []graph.Record) error {
	byID := make(map[string]graph.Record, len(rs))
	ids := make([]string, 0, len(rs))
	for _, r := range rs {
		id := graph.IDOf(r)
		if id == "" {
			return graph.Errorf(graph.Internal, "a %s without id was put", n.label)
		}
		if byID[id] == nil {
			ids = append(ids, id)
		}
		byID[id] = r // the last of equal ids counts
	}
	list := make([]graph.Record, len(ids))
	for i, id := range ids {
		list[i] = byID[id]
	}
	// Records may refer to each other: clear finds the nodes that stand in for
	// those of this batch.
	if err := w.stand(ctx, n, list); err != nil {
		return err
	}
	known, err := w.clear(ctx, n, ids)
	if err != nil {
		return err
	}
	if err := w.putNodes(ctx, n, list, known); err != nil {
		return err
	}
	for i := range n.parts {
		if err := w.putParts(ctx, n, &n.parts[i], list); err != nil {
			return err
		}
	}
	return w.putLinks(ctx, n, list)
}

// clear takes from nodes what a put writes anew: parts, references and links.
// It makes missing nodes nodes of the type, and gives the ids that have one.
func (w *writer) clear(ctx context.Context, n *node, ids []string) (map[string]bool, error) {
	old, err := w.find(ctx, n.label, ids)
	if err != nil {
		return nil, err
	}
	missing, err := w.find(ctx, missingLabel, ids)
	if err != nil {
		return nil, err
	}
	if len(old) > 0 {
		if err := w.strip(ctx, n, old); err != nil {
			return nil, err
		}
	}
	known := map[string]bool{}
	for id := range old {
		known[id] = true
	}
	if len(missing) == 0 {
		return known, nil
	}
	for id := range missing {
		known[id] = true
	}
	return known, w.exec(ctx, byElement+" REMOVE n:"+quote(missingLabel)+" SET n"+n.labels(), elements(missing), nil)
}

// byElement finds nodes by Neo4j's own ids. Within a transaction that has
// deleted much it is faster than by an index.
const byElement = "UNWIND $rows AS x MATCH (n) WHERE elementId(n) = x"

// find gives Neo4j's ids of the nodes of a label, by their ids.
func (w *writer) find(ctx context.Context, label string, ids []string) (map[string]string, error) {
	out := map[string]string{}
	err := w.exec(ctx, "UNWIND $rows AS id MATCH (n:"+quote(label)+" {id: id}) RETURN id, elementId(n)", ids,
		func(row []string) { out[row[0]] = row[1] })
	return out, err
}

func elements(found map[string]string) []string { return slices.Sorted(maps.Values(found)) }

// strip deletes the parts, references and links of records that exist.
func (w *writer) strip(ctx context.Context, n *node, found map[string]string) error {
	w.cleared = true
	w.rows += stripRows * len(found)
	var parts, refs []string
	for i := range n.parts {
		parts = append(parts, quote(n.parts[i].rel))
	}
	for i := range n.refs {
		refs = append(refs, quote(n.refs[i].rel))
	}
	if len(parts) > 0 {
		if err := w.exec(ctx, byElement+" MATCH (n)-[:"+strings.Join(parts, "|")+"]->(p) DETACH DELETE p", elements(found), nil); err != nil {
			return err
		}
	}
	if len(refs) > 0 {
		if err := w.exec(ctx, byElement+" MATCH (n)-[r:"+strings.Join(refs, "|")+"]->() DELETE r", elements(found), nil); err != nil {
			return err
		}
	}
	if n.t.Links == nil {
		return nil
	}
	return w.unlink(ctx, slices.Sorted(maps.Keys(found)))
}

// unlink deletes the links of claims.
//
// To find one by its index takes Neo4j time for every link that its transaction
// has deleted before. So those that are committed, and cannot change while the
// graph is locked, are found outside of the transaction.
func (w *writer) unlink(ctx context.Context, claims []string) error {
	find := "UNWIND $rows AS id MATCH (a)-[r:" + w.s.layout.linkTypes(nil) + "]->(b) WHERE " + property("r", claimProperty) + " = id "
	var committed []string
	err := w.s.auto(ctx, find+"RETURN [elementId(r), a.id, b.id]", map[string]any{"rows": claims}, func(v any) {
		row := v.([]any)
		committed = append(committed, row[0].(string))
		w.touch(row[1].(string), row[2].(string))
	})
	if err != nil {
		return err
	}
	if len(committed) > 0 {
		err := w.exec(ctx, "UNWIND $rows AS x MATCH ()-[r]->() WHERE elementId(r) = x DELETE r", committed, nil)
		if err != nil {
			return err
		}
	}
	fresh := slices.DeleteFunc(slices.Clone(claims), func(id string) bool { return !w.linked[id] })
	if len(fresh) == 0 {
		return nil
	}
	return w.exec(ctx, find+"DELETE r", fresh, nil)
}

// stand sees to it that there is a node for everything that the records refer
// to, so that every reference and link can be a relationship.
func (w *writer) stand(ctx context.Context, n *node, rs []graph.Record) error {
	want := map[*node]map[string]bool{}
	things := map[string]bool{}
	add := func(to *node, id string) {
		if id == "" || w.present[id] {
			return
		}
		if to.t.Class == graph.ClassThing {
			things[id] = true
			return
		}
		if want[to] == nil {
			want[to] = map[string]bool{}
		}
		want[to][id] = true
	}
	for _, r := range rs {
		for i := range n.refs {
			add(n.refs[i].to, n.refs[i].Get(r))
		}
		for _, p := range n.parts {
			for _, e := range p.Get(r) {
				for i := range p.node.refs {
					add(p.node.refs[i].to, p.node.refs[i].Get(e))
				}
			}
		}
		for _, l := range linksOf(n, r) {
			for _, id := range []string{l.From, l.To} {
				if !w.present[id] {
					things[id] = true
				}
			}
		}
	}
	missing := quote(missingLabel)
	if err := w.standIn(ctx, "`Thing`", missing+":`Thing`", slices.Sorted(maps.Keys(things))); err != nil {
		return err
	}
	for to, ids := range want {
		if err := w.standIn(ctx, to.lookup(), missing, slices.Sorted(maps.Keys(ids))); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) standIn(ctx context.Context, lookup, labels string, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	var absent []string
	err := w.exec(ctx, "UNWIND $rows AS id OPTIONAL MATCH (t:"+lookup+" {id: id}) WITH id, t WHERE t IS NULL RETURN id", ids,
		func(row []string) { absent = append(absent, row[0]) })
	if err == nil && len(absent) > 0 {
		err = w.exec(ctx, "UNWIND $rows AS id CREATE (:"+labels+" {id: id})", absent, nil)
	}
	for _, id := range ids {
		w.present[id] = true
	}
	return err
}

// putNodes writes the records themselves with their references.
func (w *writer) putNodes(ctx context.Context, n *node, rs []graph.Record, known map[string]bool) error {
	type group struct {
		labels string // as in a pattern
		old    bool
	}
	groups := map[group][]any{}
	var order []group
	for _, r := range rs {
		g := group{old: known[graph.IDOf(r)]}
		for _, l := range n.further(r) {
			g.labels += ":" + quote(l)
		}
		if groups[g] == nil {
			order = append(order, g)
		}
		groups[g] = append(groups[g], n.row(r))
	}
	for _, g := range order {
		text := "UNWIND $rows AS row CREATE (n" + n.labels() + g.labels + ") SET n = row[0]"
		if g.old {
			text = "UNWIND $rows AS row MATCH (n:" + quote(n.label) + " {id: row[0].id})"
			for _, l := range n.anyFurther() {
				text += " REMOVE n:" + quote(l)
			}
			if g.labels != "" {
				text += " SET n" + g.labels
			}
			text += " SET n = row[0]"
		}
		if err := w.exec(ctx, text+n.connect("n", 1, groups[g]), groups[g], nil); err != nil {
			return err
		}
	}
	return nil
}

// row gives what a statement needs to write a record: its properties, then the
// ids of its references.
func (n *node) row(r graph.Record, lead ...any) []any {
	out := append(slices.Clone(lead), n.properties(r))
	for i := range n.refs {
		var id any
		if s := n.refs[i].Get(r); s != "" {
			id = s
		}
		out = append(out, id)
	}
	return out
}

// connect writes the relationships of references, whose ids are in the rows
// from at on. Those that no row has are left out.
func (n *node) connect(alias string, at int, rows []any) string {
	var b strings.Builder
	for i := range n.refs {
		r := &n.refs[i]
		if !slices.ContainsFunc(rows, func(row any) bool { return row.([]any)[at+i] != nil }) {
			continue
		}
		if b.Len() == 0 {
			b.WriteString(" WITH " + alias + ", row")
		}
		b.WriteString(" CALL (" + alias + ", row) { MATCH (t:" + r.to.lookup() + " {id: row[" + strconv.Itoa(at+i) + "]}) CREATE (" +
			alias + ")-[:" + quote(r.rel) + "]->(t) }")
	}
	return b.String()
}

func (w *writer) putParts(ctx context.Context, n *node, p *part, rs []graph.Record) error {
	var rows []any
	for _, r := range rs {
		for i, e := range p.Get(r) {
			rows = append(rows, p.node.row(e, graph.IDOf(r), i))
		}
	}
	text := "UNWIND $rows AS row MATCH (n:" + quote(n.label) + " {id: row[0]}) CREATE (n)-[:" + quote(p.rel) +
		" {" + quote(positionProperty) + ": row[1]}]->(p:" + quote(p.node.label) + ") SET p = row[2]"
	for batch := range slices.Chunk(rows, putBatch) {
		if err := w.exec(ctx, text+p.node.connect("p", 3, batch), batch, nil); err != nil {
			return err
		}
	}
	return nil
}

func linksOf(n *node, r graph.Record) []graph.Link {
	if n.t.Links == nil {
		return nil
	}
	return n.t.Links(r)
}

func (w *writer) putLinks(ctx context.Context, n *node, rs []graph.Record) error {
	byType := map[graph.LinkType][]any{}
	for _, r := range rs {
		for _, l := range linksOf(n, r) {
			w.linked[l.Claim] = true
			w.touch(l.From, l.To)
			byType[l.Type] = append(byType[l.Type], []any{l.From, l.To, linkProperties(l)})
		}
	}
	for t, all := range byType {
		if w.s.layout.linkTypes([]graph.LinkType{t}) == "" {
			return graph.Errorf(graph.Internal, "a %s makes links of the unknown type %q", n.label, t)
		}
		text := "UNWIND $rows AS row MATCH (a:Thing {id: row[0]}) MATCH (b:Thing {id: row[1]}) CREATE (a)-[r:" +
			quote(string(t)) + "]->(b) SET r = row[2]"
		for batch := range slices.Chunk(all, putBatch) {
			if err := w.exec(ctx, text, batch, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *writer) delete(ctx context.Context, n *node, ids []string) error {
	found, err := w.find(ctx, n.label, ids)
	if err != nil || len(found) == 0 {
		return err
	}
	if err := w.strip(ctx, n, found); err != nil {
		return err
	}
	// What others still refer to stays as a missing node.
	remove := " REMOVE n:" + quote(n.label)
	for _, l := range n.anyFurther() {
		remove += ":" + quote(l)
	}
	if n.t.Class != graph.ClassThing && n.class != "" {
		remove += ":" + quote(n.class)
	}
	var kept []string
	err = w.exec(ctx, byElement+" AND EXISTS { (n)--() } WITH n, n.id AS id"+remove+" SET n:"+quote(missingLabel)+" SET n = {id: id} RETURN id",
		elements(found), func(row []string) { kept = append(kept, row[0]) })
	if err != nil {
		return err
	}
	for _, id := range kept {
		delete(found, id)
	}
	for id := range found {
		delete(w.present, id)
	}
	return w.exec(ctx, byElement+" DELETE n", elements(found), nil)
}

// sweep deletes missing nodes to which nothing refers any more.
func (w *writer) sweep(ctx context.Context) error {
	if !w.cleared {
		return nil
	}
	return w.exec(ctx, "MATCH (n:"+quote(missingLabel)+") WHERE NOT EXISTS { (n)--() } DELETE n", nil, nil)
}

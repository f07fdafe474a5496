package sqlitestore

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

// writer writes within the one write transaction.
type writer struct {
	*reader
	wrote bool
	// next is the revision that the commit makes, if not the one that follows.
	next graph.Revision
	// weights that are to be written.
	weights weights
}

func (w *writer) Put(ctx context.Context, t *graph.Type, rs []graph.Record) error {
	if len(rs) == 0 {
		return nil
	}
	w.wrote = true
	rows := make([]row, len(rs))
	for i, r := range rs {
		rows[i] = rowOf(t, r)
	}
	return wrap(ctx, w.c.later(func(c *connection) error {
		p := newPutter(w, c, t)
		// A context that may end costs each statement a goroutine that watches it.
		quiet := context.WithoutCancel(ctx)
		for _, r := range rows {
			if err := ctx.Err(); err != nil {
				return wrap(ctx, err)
			}
			if err := p.put(quiet, r); err != nil {
				return wrap(ctx, err)
			}
		}
		if len(w.weights) > mostGathered {
			return wrap(ctx, w.weights.flush(quiet, c))
		}
		return nil
	}))
}

// flushWeights writes the weights that changed.
func (w *writer) flushWeights(ctx context.Context) error {
	err := w.c.settle() // it gathers more of them
	if err == nil {
		err = w.weights.flush(ctx, w.c)
	}
	return wrap(ctx, err)
}

func (w *writer) Delete(ctx context.Context, t *graph.Type, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	w.wrote = true
	doomed := " IN (SELECT value FROM json_each(?))"
	statements := []string{"DELETE FROM " + quote(tableOf(t)) + " WHERE id" + doomed}
	for i := range t.Parts {
		statements = append(statements, "DELETE FROM "+quote(partTable(t, &t.Parts[i]))+" WHERE owner"+doomed)
	}
	if t.Links != nil {
		if err := w.unlink(ctx, w.c, doomed, jsonList(ids)); err != nil {
			return wrap(ctx, err)
		}
	}
	for _, s := range statements {
		if err := w.c.exec(ctx, s, jsonList(ids)); err != nil {
			return wrap(ctx, err)
		}
	}
	return nil
}

// Derive sets one field of records.
func (w *writer) Derive(ctx context.Context, t *graph.Type, field string, values map[string]any) error {
	f := t.Field(field)
	if f == nil || hasKey(f) || field == "hidden" || field == "tombstone" {
		return graph.Errorf(graph.Internal, "%s.%s cannot be derived alone", t.Name, field)
	}
	set := "UPDATE " + quote(tableOf(t)) + " SET " + quote(fieldColumn(f)) + " = ? WHERE id = ?"
	for _, id := range slices.Sorted(maps.Keys(values)) {
		w.wrote = true
		if err := w.c.exec(ctx, set, values[id], id); err != nil {
			return wrap(ctx, err)
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

// putter holds the statements that write records of one type.
type putter struct {
	w       *writer
	c       *connection
	t       *graph.Type
	insert  string // of a record that is new; one that is not is left as it is
	replace string
	parts   []partPutter
	link    string
}

type partPutter struct{ clear, insert string }

// row is a record as it is written.
type row struct {
	id     string
	values []any
	parts  [][][]any // of each of the type's parts, the rows
	links  []graph.Link
}

func rowOf(t *graph.Type, r graph.Record) row {
	id := graph.IDOf(r)
	out := row{id: id, values: values(t, r, id), parts: make([][][]any, len(t.Parts))}
	for i := range t.Parts {
		for k, e := range t.Parts[i].Get(r) {
			out.parts[i] = append(out.parts[i], values(t.Parts[i].Type, e, id, k))
		}
	}
	if t.Links != nil {
		out.links = t.Links(r)
	}
	return out
}

func newPutter(w *writer, c *connection, t *graph.Type) *putter {
	columns := columnNames(t, "id")
	p := &putter{w: w, c: c, t: t, insert: insertion("INSERT OR IGNORE", tableOf(t), columns), replace: insertion("INSERT OR REPLACE", tableOf(t), columns)}
	for i := range t.Parts {
		part := &t.Parts[i]
		name := partTable(t, part)
		p.parts = append(p.parts, partPutter{
			clear:  "DELETE FROM " + quote(name) + " WHERE owner = ?",
			insert: insertion("INSERT", name, columnNames(part.Type, "owner", "position")),
		})
	}
	if t.Links != nil {
		p.link = insertion("INSERT", "link", []string{
			"claim", "step", "from_id", "to_id", "type", "role", "valid_from", "valid_to", "certain_from", "certain_to", "undated"})
	}
	return p
}

func insertion(verb, table string, columns []string) string {
	return fmt.Sprintf("%s INTO %s (%s) VALUES (%s)", verb, quote(table), quoteAll(columns),
		strings.TrimSuffix(strings.Repeat("?, ", len(columns)), ", "))
}

// columnNames gives the columns of a type in the order of values.
func columnNames(t *graph.Type, lead ...string) []string {
	out := lead
	for i := range t.Fields {
		f := &t.Fields[i]
		out = append(out, fieldColumn(f))
		if hasFold(f) {
			out = append(out, foldColumn(f))
		}
		if hasKey(f) {
			out = append(out, keyColumn(f))
		}
	}
	for i := range t.Refs {
		out = append(out, refColumn(&t.Refs[i]))
	}
	return out
}

func values(t *graph.Type, r graph.Record, lead ...any) []any {
	out := lead
	for i := range t.Fields {
		f := &t.Fields[i]
		v := f.Get(r)
		out = append(out, v)
		if hasFold(f) {
			var fold any
			if s, ok := v.(string); ok {
				fold = graph.Fold(s)
			}
			out = append(out, fold)
		}
		if hasKey(f) {
			out = append(out, f.SortKey(r))
		}
	}
	for i := range t.Refs {
		var id any
		if s := t.Refs[i].Get(r); s != "" {
			id = s
		}
		out = append(out, id)
	}
	return out
}

// put writes one record whole: what it was before is replaced.
func (p *putter) put(ctx context.Context, r row) error {
	inserted, err := p.c.change(ctx, p.insert, r.values...)
	if err != nil {
		return err
	}
	if inserted == 0 { // only then has it parts and links that go
		if err := p.clear(ctx, r.id); err != nil {
			return err
		}
		if err := p.c.exec(ctx, p.replace, r.values...); err != nil {
			return err
		}
	}
	for i, pp := range p.parts {
		for _, values := range r.parts[i] {
			if err := p.c.exec(ctx, pp.insert, values...); err != nil {
				return err
			}
		}
	}
	p.w.weights.add(r.links, 1)
	for _, l := range r.links {
		err := p.c.exec(ctx, p.link, l.Claim, l.Step, l.From, l.To, string(l.Type), string(l.Role),
			l.ValidFrom, l.ValidTo, l.CertainFrom, l.CertainTo, l.Undated)
		if err != nil {
			return err
		}
	}
	return nil
}

// clear takes away the parts and links of a record.
func (p *putter) clear(ctx context.Context, id string) error {
	for _, pp := range p.parts {
		if err := p.c.exec(ctx, pp.clear, id); err != nil {
			return err
		}
	}
	if p.t.Links == nil {
		return nil
	}
	return p.w.unlink(ctx, p.c, "= ?", id)
}

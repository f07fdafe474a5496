package sqlitestore

import "github.com/migraph/migraph/graph"

// way is a table in which a way back to parents is recorded.
type way struct {
	scope
	table string
	// parent and record are the columns that hold the two ends.
	parent, record string
}

// way resolves a way in which records of type t lead back.
func (b *builder) way(t *graph.Type, by graph.Back) way {
	at := t.Target(by.Via)
	w := way{scope: scope{t: at, alias: b.alias()}}
	switch m := t.ManyOf(by.Via); {
	case by.Via == "":
		w.t, w.table, w.record = t, tableOf(t), "id"
	case m != nil:
		w.table, w.record = tableOf(at), refColumn(at.Ref(graph.Directly(m.By)))
	default:
		w.owner, w.table, w.record = t, partTable(t, t.Part(by.Via)), "owner"
	}
	w.parent, w.record = col(w.alias, refColumn(w.t.Ref(by.Ref))), col(w.alias, w.record)
	return w
}

// belonging writes tables in which s is each record that leads back to one of
// the parents, once for each of them; p.key is the place of the parent. A
// condition follows.
func (b *builder) belonging(s scope, by []graph.Back, parents []string) {
	if direct := graph.Directly(by); direct != "" {
		b.write("json_each(")
		b.arg(jsonList(parents))
		b.write(") p CROSS JOIN ", quote(tableOf(s.t)), " ", s.alias, " ON ", col(s.alias, refColumn(s.t.Ref(direct))), " = p.value")
		return
	}
	b.write("(SELECT DISTINCT key, id FROM (")
	for i, back := range by {
		if i > 0 {
			b.write(" UNION ALL ")
		}
		w := b.way(s.t, back)
		b.write("SELECT j.key AS key, ", w.record, " AS id FROM json_each(")
		b.arg(jsonList(parents))
		b.write(") j CROSS JOIN ", quote(w.table), " ", w.alias, " ON ", w.parent, " = j.value AND ", w.record, " IS NOT NULL AND (")
		b.where(w.scope, back.Where)
		b.write(")")
	}
	b.write(")) p CROSS JOIN ", quote(tableOf(s.t)), " ", s.alias, " ON ", s.id(), " = p.id")
}

// relatedBack writes the condition that some record leads back to s and fits.
func (b *builder) relatedBack(s, inner scope, by []graph.Back, fit graph.Filter) {
	if direct := graph.Directly(by); direct != "" {
		back := col(inner.alias, refColumn(inner.t.Ref(direct)))
		b.write(s.id(), " IN (SELECT ", back, " FROM ", quote(tableOf(inner.t)), " ", inner.alias,
			" WHERE ", back, " IS NOT NULL AND (")
		b.where(inner, fit)
		b.write("))")
		return
	}
	b.write(s.id(), " IN (SELECT w.parent FROM (")
	for i, back := range by {
		if i > 0 {
			b.write(" UNION ALL ")
		}
		w := b.way(inner.t, back)
		b.write("SELECT ", w.parent, " AS parent, ", w.record, " AS id FROM ", quote(w.table), " ", w.alias,
			" WHERE ", w.parent, " IS NOT NULL AND (")
		b.where(w.scope, back.Where)
		b.write(")")
	}
	b.write(") w JOIN ", quote(tableOf(inner.t)), " ", inner.alias, " ON ", inner.id(), " = w.id WHERE ")
	b.where(inner, fit)
	b.write(")")
}

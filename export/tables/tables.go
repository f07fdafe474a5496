// Package tables makes rows of answers: of a question that somebody asks, or of one
// that is made for a list of the API, page after page from one state of the graph.
package tables

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/migraph/migraph/export"
	"github.com/migraph/migraph/export/sources"
	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/internal/answer"
)

// Table is one list of an answer.
type Table struct {
	// Name is the path of the list in the answer.
	Name    string
	Columns []Column
}

// Row is a row of a table.
type Row struct {
	// Cells are as the columns: nil for unknown, else text; Kind of the column says
	// what of.
	Cells []any
	// Value is the row as the answer has it, after what stands beside its list.
	Value answer.Object
	// Datasets are the keys of those that its evidence names.
	Datasets []string
}

// Writer writes tables in a format.
type Writer interface {
	// Begin tells which tables there are. Of the account, the datasets and the number
	// of rows are not known yet.
	Begin(*export.About, []Table) error
	// Row takes a row of a table, by its place.
	Row(table int, r *Row) error
	// End completes the export, the account of which is complete.
	End(*export.About) error
}

// Write runs the question of a job and writes its rows. Formats for one table take
// the first list, or the one that the request names; others take every list that
// does not lie in another, or those that it names.
func Write(ctx context.Context, j *export.Job, single bool, w func(*export.Ledger) Writer) error {
	ledger, err := export.NewLedger(ctx, j)
	if err != nil {
		return err
	}
	p := &printer{job: j, ledger: ledger, single: single, w: w(ledger), sources: sources.NewReader(j)}
	if err := eachPage(ctx, j, func(pg *page) error { return p.page(ctx, pg) }); err != nil {
		return err
	}
	j.About.Untold = p.untold
	if p.untold {
		if err := ledger.UseAll(ctx, j); err != nil {
			return err
		}
	}
	j.About.Datasets, j.About.Rows = ledger.Used(), p.rows
	return p.w.End(j.About)
}

// printer turns pages of an answer into rows.
type printer struct {
	job    *export.Job
	ledger *export.Ledger
	single bool
	w      Writer

	lists []*list
	begun bool
	rows  int
	// untold: of some list nobody can tell on which datasets it rests.
	untold bool
	// sources reads what the question does not ask for; backing has it, by the ids that
	// the page shows.
	sources *sources.Reader
	backing map[string][]sources.Source
}

// list is a list of the answer and how its rows are made.
type list struct {
	table    int
	field    *field // nil if the answer has none: then it is one row
	columns  []Column
	datasets [][]string
	above    []Column
	// ids are the paths, below the row, of the ids of records whose sources stand in the
	// last column, for the question does not ask for evidence; aboveIDs those of what the
	// list lies in.
	ids      [][]string
	aboveIDs []Column
	cites    bool
}

// page writes the rows of a page. Of the pages after the first only the list that has
// pages gives rows.
func (p *printer) page(ctx context.Context, pg *page) error {
	if !p.begun {
		if err := p.begin(pg); err != nil {
			return err
		}
	}
	if err := p.readSources(ctx, pg); err != nil {
		return err
	}
	for _, l := range p.lists {
		if pg.number > 0 && (l.field == nil || !pg.pages(l.field)) {
			continue
		}
		if err := p.rowsOf(l, pg.data); err != nil {
			return err
		}
	}
	return nil
}

// begin finds the lists and tells the writer of their tables.
func (p *printer) begin(pg *page) error {
	p.begun = true
	fields, err := p.choose(pg)
	if err != nil {
		return err
	}
	var tables []Table
	for i, f := range fields {
		l := &list{table: i, field: f}
		name := "answer"
		if f == nil {
			l.columns, l.datasets = columns(pg.fields, nil, false, false, nil), keysOf(pg.fields, nil)
		} else {
			name = strings.Join(f.path(), ".")
			if pg.generated {
				name = p.job.Type
			}
			if len(f.below) == 0 {
				l.columns = []Column{{Path: f.key, Kind: kindOf(f), words: wordsOf(f, 1)}}
			} else {
				l.columns = columns(f.below, nil, false, pg.generated, nil)
			}
			l.datasets = keysOf(f.below, nil)
			if !pg.generated {
				l.above = above(f)
			}
		}
		p.cite(pg, l)
		all := slices.Concat(l.above, l.columns)
		if pg.generated {
			for i := range all {
				all[i].Title = all[i].Path
			}
			distinguish(all)
		} else {
			entitle(all)
		}
		p.lists = append(p.lists, l)
		tables = append(tables, Table{name, all})
	}
	return p.w.Begin(p.job.About, tables)
}

// cite adds to a list that asks for no evidence, but for ids, a column for the sources
// of what has these ids.
func (p *printer) cite(pg *page, l *list) {
	if len(l.datasets) > 0 {
		return
	}
	below := pg.fields
	if l.field != nil {
		below = l.field.below
	}
	l.ids = idPaths(below, nil)
	for _, c := range l.above {
		if c.id {
			l.aboveIDs = append(l.aboveIDs, c)
		}
	}
	if l.cites = len(l.ids)+len(l.aboveIDs) > 0; l.cites {
		l.columns = append(l.columns, Column{Path: sourcesTitle, added: true})
	} else {
		p.untold = true
	}
}

// sourcesTitle heads the column of sources that the question does not ask for.
const sourcesTitle = "sources"

// readSources reads the sources of all that a page shows and that is to be cited.
func (p *printer) readSources(ctx context.Context, pg *page) error {
	p.backing = nil
	if !slices.ContainsFunc(p.lists, func(l *list) bool { return l.cites }) {
		return nil
	}
	var shown []string
	ids(pg.fields, pg.data, func(id string) { shown = append(shown, id) })
	slices.Sort(shown)
	var err error
	p.backing, err = p.sources.Backing(ctx, slices.Compact(shown))
	return err
}

// mostCited bounds the sources of a row.
const mostCited = 10

// backs gives the sources of a row: of its claims, and where it has none, of the
// descriptions of its things; and the keys of the datasets of both, for names come from
// descriptions.
func (p *printer) backs(l *list, above []beside, v any) (cell any, datasets []string) {
	var claims, things []sources.Source
	seen := map[string]bool{}
	add := func(id string) {
		if seen[id] {
			return
		}
		seen[id] = true
		if t := graph.Catalog.TypeOfID(id); t != nil && t.Class == graph.ClassClaim {
			claims = append(claims, p.backing[id]...)
		} else {
			things = append(things, p.backing[id]...)
		}
	}
	for _, path := range l.ids {
		eachText(valuesAt(v, path), add)
	}
	for _, c := range l.aboveIDs {
		eachText(c.in(valueOf(above, c.up)), add)
	}
	datasets = sources.Datasets(slices.Concat(claims, things))
	of := claims
	if len(of) == 0 {
		of = things
	}
	if text := sources.SomeCitations(of, mostCited); text != "" {
		cell = text
	}
	return cell, datasets
}

// valueOf gives the object of a field on the way to a list.
func valueOf(above []beside, f *field) any {
	return above[slices.IndexFunc(above, func(b beside) bool { return b.field == f })].value
}

// choose gives the lists to write; nil stands for an answer without one.
func (p *printer) choose(pg *page) ([]*field, error) {
	lists := findLists(pg.fields)
	if p.job.Request.List != "" {
		return p.named(pg, lists)
	}
	switch {
	case len(lists) == 0:
		return []*field{nil}, nil
	case p.single:
		return lists[:1], nil
	}
	return lists, nil
}

// named gives the lists whose paths the request names, parted by commas.
func (p *printer) named(pg *page, lists []*field) ([]*field, error) {
	var out []*field
	for path := range strings.SplitSeq(p.job.Request.List, ",") {
		f := at(pg.fields, path)
		if f == nil || !f.isList() {
			return nil, graph.Errorf(graph.InvalidArgument, "the question has no list %.100q; it has: %s", path, strings.Join(paths(lists), ", "))
		}
		if !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	if len(out) > 1 && p.single {
		return nil, graph.Errorf(graph.InvalidArgument, "this format holds one list; name one, or take xlsx for several")
	}
	return out, nil
}

func paths(lists []*field) []string {
	out := []string{}
	for _, f := range lists {
		out = append(out, strings.Join(f.path(), "."))
	}
	return out
}

// rowsOf writes the rows of a list.
func (p *printer) rowsOf(l *list, data any) error {
	if l.field == nil {
		return p.row(l, nil, data)
	}
	return p.descend(l, l.field.pathFields(), nil, data)
}

// pathFields gives the fields from the root to this one.
func (f *field) pathFields() []*field {
	if f == nil {
		return nil
	}
	return append(f.parent.pathFields(), f)
}

// beside is an object on the way to a list.
type beside struct {
	field *field
	value any
}

// descend follows the way to a list, into each element of the lists in which it lies.
func (p *printer) descend(l *list, way []*field, above []beside, v any) error {
	if elements, ok := v.([]any); ok {
		for _, e := range elements {
			next := above
			if len(above) > 0 && len(way) > 0 {
				next = slices.Clone(above)
				next[len(next)-1].value = e
			}
			if err := p.descend(l, way, next, e); err != nil {
				return err
			}
		}
		return nil
	}
	if len(way) == 0 {
		return p.row(l, above, v)
	}
	o, _ := v.(answer.Object)
	value, has := o.Get(way[0].key)
	if !has || value == nil {
		return nil
	}
	return p.descend(l, way[1:], append(slices.Clip(above), beside{way[0], value}), value)
}

// row writes a row, with what stands above it.
func (p *printer) row(l *list, above []beside, v any) error {
	if p.rows++; p.job.MaxRows > 0 && p.rows > p.job.MaxRows {
		return p.job.TooMany("rows")
	}
	r := &Row{}
	for _, c := range l.above {
		cell := c.in(valueOf(above, c.up))
		r.Cells = append(r.Cells, cellOf(cell))
		r.Value = append(r.Value, answer.Member{Name: c.Path, Value: cell})
	}
	for _, c := range l.columns {
		if c.added {
			continue
		}
		value := c.in(v)
		if c.cite {
			value = citations(value)
		}
		r.Cells = append(r.Cells, cellOf(value))
	}
	if o, isObject := v.(answer.Object); isObject {
		r.Value = append(r.Value, o...)
	} else {
		r.Value = append(r.Value, answer.Member{Name: "value", Value: v})
	}
	for _, path := range l.datasets {
		eachText(valuesAt(v, path), func(key string) { r.Datasets = append(r.Datasets, key) })
	}
	if l.cites {
		var cell any
		cell, r.Datasets = p.backs(l, above, v)
		r.Cells = append(r.Cells, cell)
		if _, has := r.Value.Get(sourcesTitle); !has {
			r.Value = append(r.Value, answer.Member{Name: sourcesTitle, Value: cell})
		}
	}
	slices.Sort(r.Datasets)
	r.Datasets = slices.Compact(r.Datasets)
	for _, key := range r.Datasets {
		p.ledger.Use(key)
	}
	return p.w.Row(l.table, r)
}

// between parts the values of a list in one cell.
const between = "; "

// cellOf gives the text of a value, nil for unknown. The values of a list are joined;
// an unknown one among them is empty, so that columns of one list stay in step.
func cellOf(v any) any {
	switch v := v.(type) {
	case nil:
		return nil
	case string:
		return v
	case json.Number:
		return v.String()
	case []any:
		if len(v) == 0 {
			return nil
		}
		parts := make([]string, len(v))
		for i, e := range v {
			parts[i], _ = cellOf(e).(string)
		}
		return strings.Join(parts, between)
	}
	return fmt.Sprint(v)
}

// citations gives evidence as one can cite it: title, place in the document, date,
// address, and in brackets the key of the dataset.
func citations(v any) any {
	list, _ := v.([]any)
	var out []any
	for _, e := range list {
		var parts []string
		for _, path := range [][]string{{"document", "name"}, {"locator"}, {"document", "date", "text"}, {"document", "sourceUrl"}} {
			if s, ok := valuesAt(e, path).(string); ok && s != "" {
				parts = append(parts, s)
			}
		}
		source := strings.Join(parts, ", ")
		if key, ok := valuesAt(e, []string{"dataset"}).(string); ok {
			source += " [" + key + "]"
		}
		out = append(out, source)
	}
	return out
}

package template

import (
	"context"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest"
	"github.com/migraph/migraph/ingest/sheet"
	"github.com/migraph/migraph/ingest/spelling"
)

// maxEntries bounds the rows of a file, which are held until all are read.
const maxEntries = 200_000

// maxName bounds the characters of a name, for every entry refers to things by names.
const maxName = 300

// Format is what the account calls what was read.
const Format = "spreadsheet of stakeholders, initiatives and what they do"

// Read reads a file of entries. An error that unwraps to graph.Problems lists every
// mistake of it, and nothing was given to the sink.
func Read(ctx context.Context, from ingest.Source, o Options, sink ingest.Sink, account *ingest.Account) error {
	b, err := sheet.Open(ctx, from.Name, from)
	if err != nil {
		return err
	}
	return ReadBook(ctx, b, from.Dataset, o, sink, account)
}

// Options say what the rows of a file leave out because they have it in common.
type Options struct {
	// Country is the ISO 3166-1 alpha-2 code of the country of presences that name none.
	Country string
	// Currency is the ISO 4217 code of amounts without one.
	Currency string
}

// ReadBook reads an opened file as the dataset of a key: see Read.
func ReadBook(ctx context.Context, b *sheet.Book, dataset string, o Options, sink ingest.Sink, account *ingest.Account) error {
	account.Format = Format
	r := newReader(b, dataset, account)
	r.options = o
	for _, s := range b.Sheets {
		if s.Hidden {
			continue
		}
		if err := r.collect(ctx, s); err != nil {
			return err
		}
	}
	if len(r.sheets) == 0 {
		return sheet.Refuse(b.Name, graph.Problem{Where: b.Name, Message: "no sheet has the columns that are needed; the first row must name those of one of " + expected()})
	}
	if b.Guessed != "" {
		account.Flag("text-not-unicode", "The text is no Unicode and was read as "+b.Guessed+"; look whether names with accents are right, else save it as UTF-8.", b.Name)
	}
	r.leaveOut()
	r.tellUnused()
	r.read(ctx)
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := r.Err(b.Name); err != nil {
		return err
	}
	return r.write(sink)
}

// entry is a row of a sheet of entries.
type entry struct {
	sheet  *table
	number int
	cells  []string
}

// table is a sheet of entries as it is read.
type table struct {
	*found
	columns map[string]int // names of columns: their places
	order   map[int]sheet.DayOrder
	entries []*entry
}

// reader makes things and claims of the entries of a file. It goes on after a mistake:
// all that was made is thrown away at the end.
type reader struct {
	sheet.Mistakes
	book    *sheet.Book
	dataset string
	options Options
	account *ingest.Account
	sheets  []*table
	count   int

	described                 map[Kind]map[string]bool // folded names that rows describe: see noteDescribed
	stakeholders, initiatives *index
	things                    map[string]*graph.ThingInput // by type and key
	order                     []*graph.ThingInput
	claims                    []graph.ClaimInput
	sources                   map[string]*cite // by the keys of their documents
}

func newReader(b *sheet.Book, dataset string, account *ingest.Account) *reader {
	return &reader{book: b, dataset: dataset, account: account,
		stakeholders: newIndex("stakeholder", "Stakeholders", "s"), initiatives: newIndex("initiative", "Initiatives", "i"),
		described: map[Kind]map[string]bool{Body: {}, Project: {}}, things: map[string]*graph.ThingInput{}, sources: map[string]*cite{}}
}

// collect reads the rows of a sheet.
func (r *reader) collect(ctx context.Context, s *sheet.Sheet) error {
	f, err := find(ctx, s)
	if err != nil {
		return err
	}
	if f == nil {
		if !slices.Contains([]string{AboutSheet, ExamplesSheet, ListsSheet}, s.Name) {
			r.account.Skip("sheet-not-read", "The sheet has neither the name nor the columns of one that Migraph reads.", r.book.Name+"!"+s.Name)
		}
		return nil
	}
	t := &table{found: f, columns: map[string]int{}, order: map[int]sheet.DayOrder{}}
	r.header(t)
	r.sheets = append(r.sheets, t)
	return s.Rows(ctx, func(row *sheet.Row) error { return r.keep(t, row) })
}

// tellUnused notes options that change nothing of a file.
func (r *reader) tellUnused() {
	has := func(noun string) bool {
		return slices.ContainsFunc(r.sheets, func(t *table) bool { return t.noun.Name == noun && len(t.entries) > 0 })
	}
	if r.options.Country != "" && !has("Presences") {
		r.account.Flag("country-not-used", "The country that was given with the import is for presences, of which this file has none; it was not used.", r.book.Name)
	}
	if r.options.Currency != "" && !has("Flows") {
		r.account.Flag("currency-not-used", "The currency that was given with the import is for flows, of which this file has none; it was not used.", r.book.Name)
	}
}

// header finds the columns of a sheet.
func (r *reader) header(t *table) {
	names := make([]string, len(t.noun.Columns))
	for i, c := range t.noun.Columns {
		names[i] = c.Name
	}
	for i, head := range t.head.Cells {
		if head = graph.Clean(head); head == "" {
			continue
		}
		at := t.Place(t.head.Number, i)
		c := t.noun.column(head)
		if c == nil {
			if like := spelling.Nearest(head, names); like != "" {
				r.Add(at, "%s is no column of %s; did you mean %q? Else give it another name", sheet.Quote(head), t.noun.Name, like)
			} else {
				r.account.Flag("column-not-known", "The column is none of the sheet's, so it was not read.", at)
			}
			continue
		}
		if first, is := t.columns[c.Name]; is {
			r.Add(at, "there is a column %q already, in cell %s; remove one of the two", c.Name, sheet.CellName(t.head.Number, first))
			continue
		}
		t.columns[c.Name] = i
	}
	for _, c := range t.noun.Columns {
		if _, is := t.columns[c.Name]; c.Needed && !is && !(c.Name == country && r.options.Country != "") {
			r.Add(t.Place(t.head.Number, -1), "the column %q is missing in %s; add it to the first row (it may have %s)", c.Name, t.noun.Name, strings.Join(names, ", "))
		}
	}
}

const saysMerged = "The cell is merged with one above, so it was read as if that one's text stood in it; look whether that is meant."

// keep notes a row below the header.
func (r *reader) keep(t *table, row *sheet.Row) error {
	if row.Number <= t.head.Number || row.Blank() {
		return nil
	}
	e := &entry{sheet: t, number: row.Number, cells: make([]string, len(t.head.Cells))}
	for c := range e.cells {
		e.cells[c] = strings.Clone(row.Cell(c))
	}
	if len(row.Cells) > len(t.head.Cells) {
		r.account.Flag("cells-beyond-columns", "The row has cells beyond the last column, which were not read; look whether a cell that holds the separator lacks quotation marks.", t.Place(row.Number, -1))
	}
	used := false
	for _, name := range slices.Sorted(maps.Keys(t.columns)) {
		c := t.columns[name]
		cell := strings.TrimSpace(e.cells[c])
		used = used || cell != ""
		if sheet.IsError(cell) {
			r.Add(t.Place(row.Number, c), "the cell shows the error %s of a formula; correct it, or write the value itself", cell)
			e.cells[c] = ""
		} else if t.noun.column(name).holdsName() && utf8.RuneCountInString(cell) > maxName {
			r.Add(t.Place(row.Number, c), "this name has more than %d characters; shorten it, or look for a quotation mark that is not closed", maxName)
			e.cells[c] = ""
		}
		r.account.FlagGarbled(cell, func(part string) string {
			if e.shown(name) != e.cell(name) {
				part = "" // it may be the name of a person
			}
			return t.Shows(row.Number, c, part)
		})
		if row.IsFormula(c) && e.cells[c] != "" {
			r.account.Flag("formula", "The cell holds a formula; the value that was saved with it was taken.", t.Place(row.Number, c))
		}
		if slices.Contains(row.Merged, c) {
			r.account.Flag("merged-cells", saysMerged, t.Place(row.Number, c))
		}
		if t.noun.column(name).Kind == Date {
			t.order[c] = t.order[c].And(sheet.Order(cell))
		}
	}
	if !used { // only cells of columns that are not known
		return nil
	}
	if r.count++; r.count > maxEntries {
		return graph.Errorf(graph.LimitExceeded, "%s has more than %d rows; split it, and give each part a dataset of its own", r.book.Name, maxEntries)
	}
	r.account.Read(strings.ToLower(t.noun.Name), 1)
	t.entries = append(t.entries, e)
	return nil
}

// holdsName tells whether the cells of a column hold a name, or several, of which keys
// are made.
func (c *Column) holdsName() bool {
	return c.Kind == Body || c.Kind == Project || slices.Contains([]string{stakeholderName, initiativeName, place, theme, source}, c.Name)
}

// read makes things and claims of all entries: first what others refer to.
func (r *reader) read(ctx context.Context) {
	r.file()
	each := func(noun string, read func(*entry)) {
		for _, t := range r.sheets {
			for _, e := range t.entries {
				if t.noun.Name == noun && ctx.Err() == nil {
					read(e)
				}
			}
		}
	}
	each("Stakeholders", func(e *entry) { r.name(e, r.stakeholders, stakeholderName) })
	each("Initiatives", func(e *entry) { r.name(e, r.initiatives, initiativeName) })
	each("Stakeholders", r.stakeholder)
	each("Initiatives", r.initiative)
	each("Participations", r.participation)
	each("Flows", r.flow)
	each("Presences", r.presence)
	r.finishSources()
}

// write gives everything to the sink.
func (r *reader) write(sink ingest.Sink) error {
	for _, t := range r.order {
		if err := sink.Thing(*t); err != nil {
			return err
		}
	}
	for _, c := range r.claims {
		if err := sink.Claim(c); err != nil {
			return err
		}
	}
	return nil
}

// file describes the file itself.
func (r *reader) file() {
	name := graph.Clean(path.Base(strings.ReplaceAll(r.book.Name, "\\", "/")))
	if name == "" || name == "." || name == "/" {
		name = r.dataset
	}
	r.add("Document", graph.ThingInput{Key: fileKey, Where: r.book.Name, Evidence: []*graph.Evidence{{DocumentID: fileKey, Basis: "STATED"}},
		Record: &graph.Document{Thing: graph.Thing{Name: name, Identifiers: r.own(fileKey)}}})
}

// fileKey is the key of the document that is the file.
const fileKey = "file"

func (r *reader) own(key string) []*graph.Identifier {
	return []*graph.Identifier{ingest.OwnIdentifier(r.dataset, key)}
}

func (r *reader) add(noun string, in graph.ThingInput) *graph.ThingInput {
	r.things[noun+" "+in.Key] = &in
	r.order = append(r.order, &in)
	return &in
}

// place names the cell of a column of an entry, or its row if it has no such column.
func (e *entry) place(column string) string {
	c, is := e.sheet.columns[column]
	if !is {
		c = -1
	}
	return e.sheet.Place(e.number, c)
}

// cell gives what stands in a column of an entry, cleaned.
func (e *entry) cell(column string) string {
	c, is := e.sheet.columns[column]
	if !is {
		return ""
	}
	return graph.Clean(e.cells[c])
}

// list gives the parts of a cell that lists several.
func (e *entry) list(column string) []string {
	var out []string
	for _, part := range strings.Split(e.cell(column), ";") {
		if part = strings.TrimSpace(part); part != "" && !slices.Contains(out, part) {
			out = append(out, part)
		}
	}
	return out
}

func (e *entry) has(column string) bool { return e.cell(column) != "" }

func (r *reader) wrong(e *entry, column, format string, args ...any) {
	r.Add(e.place(column), "%s", fmt.Sprintf(format, args...))
}

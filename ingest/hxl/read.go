package hxl

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest"
	"github.com/migraph/migraph/ingest/bodies"
	"github.com/migraph/migraph/ingest/country"
	"github.com/migraph/migraph/ingest/sheet"
)

// Options say what a table leaves out because all of its rows have it in common.
type Options struct {
	// Country is the ISO 3166-1 alpha-2 code of the country of rows that name none, in
	// a table without a column of countries.
	Country string
	// Currency is the ISO 4217 code of amounts of which the table tells no currency.
	Currency string
}

// Format is what the account calls what was read.
const Format = "HXL hashtags"

// maxThings bounds the bodies, places and themes of a file.
const maxThings = 200_000

// Is tells whether a sheet of a file that is not hidden has a row of hashtags.
func Is(ctx context.Context, b *sheet.Book) (bool, error) {
	for _, s := range b.Sheets {
		if s.Hidden {
			continue
		}
		top, err := s.Top(ctx, mostRows)
		if err != nil {
			return false, err
		}
		if findTags(top) != nil {
			return true, nil
		}
	}
	return false, nil
}

// Read reads a file with hashtags.
func Read(ctx context.Context, from ingest.Source, sink ingest.Sink, account *ingest.Account) error {
	b, err := sheet.Open(ctx, from.Name, from)
	if err != nil {
		return err
	}
	return ReadBook(ctx, b, from.Dataset, Options{}, sink, account)
}

// ReadBook reads an opened file as the dataset of a key. What it does not take over is
// in the account. An error that unwraps to graph.Problems says that there is nothing
// in the file that can be read at all.
func ReadBook(ctx context.Context, b *sheet.Book, dataset string, o Options, sink ingest.Sink, account *ingest.Account) error {
	if err := o.Check(); err != nil {
		return err
	}
	account.Format = Format
	r := newReader(b, dataset, o, sink, account)
	found := false
	for _, s := range b.Sheets {
		if s.Hidden {
			continue
		}
		is, err := r.sheet(ctx, s)
		if err != nil {
			return err
		}
		found = found || is
	}
	if !found {
		return sheet.Refuse(b.Name, graph.Problem{Where: b.Name, Message: fmt.Sprintf("none of the first %d rows has HXL hashtags; put a row such as #org, #sector, #country, #adm1 above the data", mostRows)})
	}
	if b.Guessed != "" {
		account.Flag("text-not-unicode", "The text is no Unicode and was read as "+b.Guessed+"; look whether names with accents are right, else save it as UTF-8.", b.Name)
	}
	return r.things.write(ctx)
}

// Check tells whether the options are codes that exist.
func (o Options) Check() error {
	if o.Country != "" {
		if code, ok := country.Alpha2(o.Country); !ok || code != o.Country {
			return graph.InvalidArg("country", "%q is no country of ISO 3166-1; write for example MY for Malaysia", o.Country)
		}
	}
	if o.Currency != "" {
		if err := graph.CheckCurrency(o.Currency); err != nil {
			return graph.InvalidArg("currency", "%v", err)
		}
	}
	return nil
}

// reader reads the sheets of a file.
type reader struct {
	book    *sheet.Book
	dataset string
	options Options
	sink    ingest.Sink
	account *ingest.Account
	things  *things
	equal   map[string]int // rows by what they say: how often they came
	made    int            // presences

	// of the sheet that is read
	table   *sheet.Sheet
	tags    []tag // of its columns
	columns *columns
	survey  *survey
	keyed   int    // the row that was given a key last
	key     string // its key
}

func newReader(b *sheet.Book, dataset string, o Options, sink ingest.Sink, account *ingest.Account) *reader {
	r := &reader{book: b, dataset: dataset, options: o, sink: sink, account: account, equal: map[string]int{}}
	r.things = newThings(r)
	return r
}

// sheet reads a sheet, and is false if it has no hashtags.
func (r *reader) sheet(ctx context.Context, s *sheet.Sheet) (bool, error) {
	top, err := s.Top(ctx, mostRows)
	if err != nil {
		return false, err
	}
	t := findTags(top)
	if t == nil {
		if len(top) > 0 && s.Name != "" {
			r.account.Skip("sheet-without-hashtags", "The sheet has no row of HXL hashtags among its first; it was not read.", r.book.Name+"!"+s.Name)
		}
		return false, nil
	}
	r.table, r.tags, r.columns, r.key = s, t.tags, t.understand(), ""
	r.tellColumns(t)
	if r.columns.flows() {
		r.account.Format = Format + ", flows of money"
	} else {
		r.account.Format = Format + ", who does what where"
	}
	r.tellUnused(t)
	if len(r.columns.orgs) == 0 {
		return true, sheet.Refuse(r.book.Name, graph.Problem{Where: s.Place(t.row, -1), Message: "no column has the hashtag #org, so the rows say nothing of who does anything; add it above the names of the organizations"})
	}
	if r.survey, err = r.look(ctx, t); err != nil {
		return true, err
	}
	return true, s.Rows(ctx, func(row *sheet.Row) error {
		if row.Number <= t.row {
			return nil
		}
		return r.row(t, row)
	})
}

// tellColumns notes columns of which nothing is taken over.
func (r *reader) tellColumns(t *tagged) {
	at := func(c int) string { return r.table.Place(t.row, c) }
	for _, c := range t.odd {
		r.account.Flag("tag-without-hash", "A cell in the row of hashtags is none, so its column was not read; put # before it if it should be.", at(c))
	}
	for _, c := range r.columns.unused {
		switch t.tags[c].name {
		case "geo":
			r.account.Drop("coordinates", "Coordinates are not taken over: a point on a map can endanger people.", at(c))
		case "affected", "inneed", "population":
			r.account.Skip("figures-of-places", "Figures of people in need, affected or living somewhere tell of a place, not of a body; they are not taken over.", at(c))
		default:
			r.account.Drop("column-not-used", "The hashtag says nothing that Migraph holds; the column was not read.", at(c))
		}
	}
}

// tellUnused notes options that change nothing of a table.
func (r *reader) tellUnused(t *tagged) {
	at := r.table.Place(t.row, -1)
	if r.options.Country != "" && (r.columns.flows() || !r.columns.countries.none()) {
		r.account.Flag("country-not-used", "The country that was given with the import is for tables of who does what where without a column of countries; it was not used for this one.", at)
	}
	if r.options.Currency != "" && !r.columns.flows() {
		r.account.Flag("currency-not-used", "The currency that was given with the import is for amounts, of which this table has none; it was not used.", at)
	}
}

// row reads a row below the hashtags.
func (r *reader) row(t *tagged, row *sheet.Row) error {
	r.account.Read("rows", 1)
	at := r.table.Place(row.Number, -1)
	switch {
	case row.Blank():
		r.account.Drop("blank-row", "The row is blank.", at)
		return nil
	case t.repeats(row):
		r.account.Drop("heading-row", "The row repeats the headings or hashtags.", at)
		return nil
	case r.isTotal(row):
		r.account.Skip("total-row", "The row adds up others; Migraph adds up itself, from the rows. If it is about a body of that name, write the body's identifier beside it.", r.rowAt(row))
		return nil
	}
	for _, c := range r.columns.contacts {
		if strings.TrimSpace(row.Cell(c)) != "" {
			r.account.Withhold("contact", "Names, addresses and numbers of contacts are personal data and are never taken over.", r.table.Place(row.Number, c))
		}
	}
	for c, cell := range row.Cells {
		if c < len(t.tags) && t.tags[c].name != "" && !slices.Contains(r.columns.contacts, c) && !slices.Contains(r.columns.unused, c) {
			r.account.FlagGarbled(cell, func(part string) string {
				if r.shown(row, c) != graph.Clean(cell) {
					part = "" // it may be the name of a person
				}
				return r.table.Shows(row.Number, c, part)
			})
		}
	}
	for _, c := range row.Formulas {
		if c < len(t.tags) && t.tags[c].name != "" {
			r.account.Flag("formula", "The cell holds a formula; the value that was saved with it was taken.", r.table.Place(row.Number, c))
		}
	}
	for _, c := range row.Merged {
		if c < len(t.tags) && t.tags[c].name != "" {
			r.account.Flag("merged-cells", "The cell is merged with one above, so it was read as if that one's text stood in it; look whether that is meant.", r.table.Place(row.Number, c))
		}
	}
	if extra := len(row.Cells) - t.width; extra > 0 {
		r.account.Flag("cells-beyond-headings", "The row has cells beyond the last heading, which were not read; look whether a cell that holds the separator lacks quotation marks.", at)
	}
	if r.columns.flows() {
		return r.flow(row)
	}
	return r.presences(row)
}

// cellAt names a cell of a row, with what may be shown of it.
func (r *reader) cellAt(row *sheet.Row, column int) string {
	return r.table.Shows(row.Number, column, r.shown(row, column))
}

// rowAt names a row, with what may be shown of the columns that are read.
func (r *reader) rowAt(row *sheet.Row) string {
	hidden := append(slices.Clone(r.columns.contacts), r.columns.unused...)
	var cells []string
	for c := range row.Cells {
		if c >= len(r.tags) || r.tags[c].name == "" || slices.Contains(hidden, c) {
			continue
		}
		if cell := r.shown(row, c); cell != "" {
			cells = append(cells, cell)
		}
	}
	return r.table.Shows(row.Number, -1, strings.Join(cells, " | "))
}

// shown gives what may be shown of a cell: of one that tells of a body no name of a
// person.
func (r *reader) shown(row *sheet.Row, column int) string {
	cell := graph.Clean(row.Cell(column))
	for _, o := range r.columns.orgs {
		if column == o.name || column == o.code || column == o.acronym {
			return bodies.Shown(cell, graph.Clean(row.Cell(o.code)), graph.Clean(row.Cell(o.kind)))
		}
	}
	return cell
}

// repeats tells whether a row is that of the hashtags or of the headings once more.
func (t *tagged) repeats(row *sheet.Row) bool {
	tags, heads, n := 0, 0, 0
	for c, cell := range row.Cells {
		if cell = strings.TrimSpace(cell); cell == "" {
			continue
		}
		n++
		if tag, ok := parseTag(cell); ok && c < len(t.tags) && t.tags[c].String() == tag.String() {
			tags++
		}
		if c < len(t.heads) && t.heads[c] == cell {
			heads++
		}
	}
	return n > 0 && (tags == n || heads == n && n > 1)
}

// isTotal tells whether the first cell with something in it, or a name of a body or a
// place, says that the row adds up others. A body of such a name has an identifier, or
// stands at one end of a flow with a body at the other.
func (r *reader) isTotal(row *sheet.Row) bool {
	return slices.ContainsFunc(r.totals(row), bodies.IsTotal)
}

// totals gives the cells of a row that may say that it adds up others.
func (r *reader) totals(row *sheet.Row) []string {
	var cells []string
	named := -1 // the column of a body that has the name of a total
	for _, o := range r.columns.orgs {
		if o.name >= 0 && r.isNamedTotal(o, row) {
			named = o.name
			continue
		}
		cells = append(cells, row.Cell(o.name))
	}
	for c, cell := range row.Cells {
		if strings.TrimSpace(cell) != "" {
			if c != named {
				cells = append(cells, cell)
			}
			break
		}
	}
	for _, c := range r.columns.countries.names {
		cells = append(cells, row.Cell(c))
	}
	return cells
}

// isNamedTotal tells whether a row has a body of the name of a total.
func (r *reader) isNamedTotal(o *orgColumns, row *sheet.Row) bool {
	name, ref := graph.Clean(row.Cell(o.name)), graph.Clean(row.Cell(o.code))
	if !bodies.IsTotal(name) {
		return false
	}
	if _, own := bodies.OwnRef(ref); own || bodies.Ref(ref) != "" {
		return true
	}
	return bodies.MayBeTotal(name) && r.columns.flows() && r.words(row, provider) && r.words(row, receiver)
}

// cite gives the evidence of a row.
func (r *reader) cite(row *sheet.Row, note string) []*graph.Evidence {
	return []*graph.Evidence{{DocumentID: fileKey, Locator: graph.Text(r.table.Locator(row.Number)), Note: graph.Text(cut(note, 300)), Basis: "STATED"}}
}

// fileKey is the key of the one document, the file.
const fileKey = "file"

// title is the name of the document.
func (r *reader) title() string {
	if name := graph.Clean(path.Base(strings.ReplaceAll(r.book.Name, "\\", "/"))); name != "" && name != "." && name != "/" {
		return name
	}
	return r.dataset
}

// cut shortens a text to so many characters.
func cut(s string, most int) string {
	s = graph.Clean(s)
	if c := []rune(s); len(c) > most {
		return strings.TrimSpace(string(c[:most-1])) + "…"
	}
	return s
}

package template

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/currency"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest/country"
	"github.com/migraph/migraph/ingest/template"
)

// lastRow is down to which row drop-downs and formats reach. Rows below can be filled
// in as well.
const lastRow = 5000

// book is a workbook that is written. It remembers the first error.
type book struct {
	*excelize.File
	err                        error
	head, needed, wrapped      int // styles
	text, number, date, strong int
}

func (b *book) try(err error) { b.err = errors.Join(b.err, err) }

func writeWorkbook(w io.Writer) (err error) {
	b := &book{File: excelize.NewFile()}
	defer func() { err = errors.Join(err, b.Close()) }()
	b.styles()
	b.try(b.SetSheetName("Sheet1", template.AboutSheet))
	nouns := template.Nouns()
	b.lists()
	for i := range nouns {
		b.noun(&nouns[i])
	}
	b.about(nouns)
	b.examples(nouns)
	b.try(b.MoveSheet(template.ExamplesSheet, nouns[0].Name)) // after About; the hidden lists stay where nobody looks
	b.try(b.SetSheetVisible(template.ListsSheet, false))
	b.SetActiveSheet(0)
	// The same template is the same file, whenever it is written.
	b.try(b.SetDocProps(&excelize.DocProperties{Title: "Migraph", Creator: "Migraph", Created: "2026-01-01T00:00:00Z", Modified: "2026-01-01T00:00:00Z"}))
	if b.err != nil {
		return b.err
	}
	return b.File.Write(w)
}

func (b *book) styles() {
	style := func(s excelize.Style) int {
		id, err := b.NewStyle(&s)
		b.try(err)
		return id
	}
	fill := func(colour string) excelize.Fill {
		return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
	}
	top := &excelize.Alignment{Vertical: "top", WrapText: true}
	asText, amounts := "@", "#,##0.00##"
	b.head = style(excelize.Style{Font: &excelize.Font{Bold: true}, Fill: fill("DDE7F0"), Alignment: top})
	b.needed = style(excelize.Style{Font: &excelize.Font{Bold: true}, Fill: fill("F6D9A8"), Alignment: top})
	b.wrapped = style(excelize.Style{Alignment: top})
	b.strong = style(excelize.Style{Font: &excelize.Font{Bold: true, Size: 13}})
	b.text = style(excelize.Style{Alignment: &excelize.Alignment{Vertical: "top"}})
	b.number = style(excelize.Style{CustomNumFmt: &amounts, Alignment: &excelize.Alignment{Vertical: "top"}})
	// A cell of a date is text, so that a program neither makes a day of «2022-08» nor
	// turns the order of day and month.
	b.date = style(excelize.Style{CustomNumFmt: &asText, Alignment: &excelize.Alignment{Vertical: "top"}})
}

// lists writes what long drop-downs choose from.
func (b *book) lists() {
	_, err := b.NewSheet(template.ListsSheet)
	b.try(err)
	for i, name := range countries() {
		b.set(template.ListsSheet, 1, i+1, name)
	}
	for i, code := range currencies() {
		b.set(template.ListsSheet, 2, i+1, code)
	}
}

func countries() []string {
	var out []string
	for _, code := range country.Codes() {
		out = append(out, country.Name(code))
	}
	return out
}

// withdrawn are currencies that are legal tender nowhere any more, but were when the
// list of the library was made: Netherlands Antilles until 2025, Bulgaria until 2025,
// Cuba's convertible peso until 2021, Croatia until 2022, and the former units of
// Mauritania, Sierra Leone and Venezuela. UYW never was: it is a unit of account. Rows about former years can still name them.
var withdrawn = []string{"ANG", "BGN", "CUC", "HRK", "MRO", "SLL", "UYW", "VEF"}

// currencies gives the codes that are legal tender somewhere, of those that are read.
func currencies() []string {
	known := map[string]bool{}
	add := func(code string) {
		if graph.CheckCurrency(code) == nil && !slices.Contains(withdrawn, code) {
			known[code] = true
		}
	}
	for it := currency.Query(); it.Next(); {
		add(it.Unit().String())
	}
	for _, code := range graph.NewerCurrencies() {
		add(code)
	}
	return slices.Sorted(maps.Keys(known))
}

func (b *book) set(sheet string, column, row int, value any) string {
	cell, err := excelize.CoordinatesToCellName(column, row)
	b.try(err)
	b.try(b.SetCellValue(sheet, cell, value))
	return cell
}

// noun writes the empty sheet of a kind of entry.
func (b *book) noun(n *template.Noun) {
	_, err := b.NewSheet(n.Name)
	b.try(err)
	for i := range n.Columns {
		c := &n.Columns[i]
		letters, err := excelize.ColumnNumberToName(i + 1)
		b.try(err)
		b.try(b.SetColWidth(n.Name, letters, letters, width(c)))
		b.try(b.SetColStyle(n.Name, letters, b.styleOf(c)))
		cell := b.set(n.Name, i+1, 1, c.Name)
		b.try(b.SetCellStyle(n.Name, cell, cell, b.headOf(c)))
		b.try(b.AddComment(n.Name, excelize.Comment{Cell: cell, Author: "Migraph", Width: 320, Height: 140, Text: c.Says}))
		b.choices(n.Name, letters, c)
	}
	b.try(b.SetPanes(n.Name, &excelize.Panes{Freeze: true, YSplit: 1, XSplit: 1, TopLeftCell: "B2", ActivePane: "bottomRight"}))
}

func width(c *template.Column) float64 {
	switch c.Kind {
	case template.Text, template.Body, template.Project, template.Address:
		return 28
	}
	return 16
}

func (b *book) styleOf(c *template.Column) int {
	switch c.Kind {
	case template.Date:
		return b.date
	case template.Amount, template.Number:
		return b.number
	}
	return b.text
}

func (b *book) headOf(c *template.Column) int {
	if c.Needed {
		return b.needed
	}
	return b.head
}

// choices gives the cells of a column a drop-down. It does not refuse other values: the
// reader understands more, and says what is wrong in better words.
func (b *book) choices(sheet, letters string, c *template.Column) {
	v := excelize.NewDataValidation(true)
	v.Sqref = fmt.Sprintf("%s2:%s%d", letters, letters, lastRow)
	switch c.Kind {
	case template.Choice:
		if len(c.Values) > 8 { // a list in place has 255 characters at most
			v.SetSqrefDropList(b.list(c.Values))
		} else {
			b.try(v.SetDropList(c.Values))
		}
	case template.YesNo:
		b.try(v.SetDropList([]string{"Yes", "No"}))
	case template.Country:
		v.SetSqrefDropList(fmt.Sprintf("%s!$A$1:$A$%d", template.ListsSheet, len(countries())))
	case template.Currency:
		v.SetSqrefDropList(fmt.Sprintf("%s!$B$1:$B$%d", template.ListsSheet, len(currencies())))
	case template.Body:
		v.SetSqrefDropList(fmt.Sprintf("Stakeholders!$A$2:$A$%d", lastRow))
	case template.Project:
		v.SetSqrefDropList(fmt.Sprintf("Initiatives!$A$2:$A$%d", lastRow))
	default:
		return
	}
	v.SetError(excelize.DataValidationErrorStyleInformation, "Not in the list", "Migraph may not know this. It says so when the file is read.")
	b.try(b.AddDataValidation(sheet, v))
}

// list writes the values of a drop-down beside the other lists and gives their cells.
func (b *book) list(values []string) string {
	columns, err := b.GetCols(template.ListsSheet)
	b.try(err)
	at := len(columns) + 1
	for i, v := range values {
		b.set(template.ListsSheet, at, i+1, v)
	}
	letters, err := excelize.ColumnNumberToName(at)
	b.try(err)
	return fmt.Sprintf("%s!$%s$1:$%s$%d", template.ListsSheet, letters, letters, len(values))
}

// about writes what each sheet and column is for.
func (b *book) about(nouns []template.Noun) {
	lines := []string{
		"How to fill this in",
		"Each sheet has one kind of entry, one in a row. Leave empty what you do not know: empty means unknown, never no and never 0.",
		"Columns with a darker heading, which have a * below, must stay. Others can be deleted, and their order does not matter. Columns of your own are not read.",
		"Refer to bodies by their names or acronyms as they stand in Stakeholders, and to initiatives by their names in Initiatives.",
		"Say where you know it from: Source is the title of the document. Without one this file itself is the source.",
		"Never write names, addresses or numbers of persons.",
		"The sheet Examples shows rows that are filled in. It is not read, nor is this one.",
		"A hidden sheet, Lists, holds what the drop-downs offer: countries, the currencies of today, and longer choices. Leave it as it is; it is not read. A currency of former times, such as DEM, can be written all the same, with the date of its time.",
	}
	for i, line := range lines {
		b.set(template.AboutSheet, 1, i+1, line)
	}
	b.try(b.SetCellStyle(template.AboutSheet, "A1", "A1", b.strong))
	row := len(lines) + 2
	for i := range nouns {
		n := &nouns[i]
		cell := b.set(template.AboutSheet, 1, row, n.Name)
		b.try(b.SetCellStyle(template.AboutSheet, cell, cell, b.strong))
		b.set(template.AboutSheet, 2, row, n.Says)
		for j := range n.Columns {
			row++
			c := &n.Columns[j]
			star := ""
			if c.Needed {
				star = "*"
			}
			name := b.set(template.AboutSheet, 1, row, c.Name+star)
			b.try(b.SetCellStyle(template.AboutSheet, name, name, b.headOf(c)))
			says := b.set(template.AboutSheet, 2, row, c.Says)
			b.try(b.SetCellStyle(template.AboutSheet, says, says, b.wrapped))
		}
		row += 2
	}
	b.try(b.SetColWidth(template.AboutSheet, "A", "A", 24))
	b.try(b.SetColWidth(template.AboutSheet, "B", "B", 110))
}

// examples writes rows that are filled in, in a sheet of their own: nothing that is
// read has to be deleted first.
func (b *book) examples(nouns []template.Noun) {
	_, err := b.NewSheet(template.ExamplesSheet)
	b.try(err)
	row := 1
	for i := range nouns {
		n := &nouns[i]
		cell := b.set(template.ExamplesSheet, 1, row, n.Name)
		b.try(b.SetCellStyle(template.ExamplesSheet, cell, cell, b.strong))
		row++
		for j := range n.Columns {
			head := b.set(template.ExamplesSheet, j+1, row, n.Columns[j].Name)
			b.try(b.SetCellStyle(template.ExamplesSheet, head, head, b.headOf(&n.Columns[j])))
			for k, example := range n.Examples {
				if v := example[n.Columns[j].Name]; v != "" {
					b.set(template.ExamplesSheet, j+1, row+1+k, v)
				}
			}
		}
		row += len(n.Examples) + 2
	}
	b.try(b.SetColWidth(template.ExamplesSheet, "A", "Z", 24))
}

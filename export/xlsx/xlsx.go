// Package xlsx writes tables as a workbook of Office Open XML: a sheet for each list,
// numbers and days as such, and a sheet that tells what was asked and of which
// sources the answer is made.
package xlsx

import (
	"fmt"
	"io"
	"math/big"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"github.com/migraph/migraph/export"
	"github.com/migraph/migraph/export/tables"
	"github.com/migraph/migraph/graph"
)

const (
	// aboutSheet is the first sheet.
	aboutSheet = "about"
	// longestName is how long the name of a sheet may be.
	longestName = 31
	// widest and narrowest columns, in characters.
	narrowest, widest = 12, 45
)

// Writer writes a workbook. A file of this form can only leave when it is complete.
type Writer struct {
	out    io.Writer
	file   *excelize.File
	sheets []*sheet
	styles map[string]int
}

type sheet struct {
	table  tables.Table
	name   string
	stream *excelize.StreamWriter
	rows   int
}

// New gives a writer of a workbook to out. Close gives back what it holds.
func New(out io.Writer) *Writer {
	return &Writer{out: out, file: excelize.NewFile(), styles: map[string]int{}}
}

// Close removes the files that long sheets are kept in meanwhile.
func (w *Writer) Close() error { return w.file.Close() }

// Begin makes the sheets.
func (w *Writer) Begin(_ *export.About, ts []tables.Table) error {
	if err := w.file.SetSheetName("Sheet1", aboutSheet); err != nil {
		return err
	}
	taken := map[string]bool{aboutSheet: true}
	for _, t := range ts {
		s := &sheet{table: t, name: sheetName(t.Name, taken)}
		if _, err := w.file.NewSheet(s.name); err != nil {
			return err
		}
		var err error
		if s.stream, err = w.file.NewStreamWriter(s.name); err != nil {
			return err
		}
		w.sheets = append(w.sheets, s)
		if err := w.header(s); err != nil {
			return err
		}
	}
	return nil
}

// header writes the titles, which stay in sight.
func (w *Writer) header(s *sheet) error {
	bold, err := w.style("bold", &excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	var cells []any
	for i, c := range s.table.Columns {
		cells = append(cells, excelize.Cell{StyleID: bold, Value: tidy(c.Title)})
		if err := s.stream.SetColWidth(i+1, i+1, float64(min(max(len(c.Title)+2, narrowest), widest))); err != nil {
			return err
		}
	}
	if err := s.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	return s.append(cells)
}

// append writes a row.
func (s *sheet) append(cells []any) error {
	if s.rows++; s.rows > excelize.TotalRows {
		return graph.Errorf(graph.LimitExceeded, "a sheet has at most %d rows, and this table has more; export it as csv or ndjson", excelize.TotalRows)
	}
	at, err := excelize.CoordinatesToCellName(1, s.rows)
	if err != nil {
		return err
	}
	return s.stream.SetRow(at, cells)
}

// Row writes a row.
func (w *Writer) Row(table int, r *tables.Row) error {
	s := w.sheets[table]
	cells := make([]any, len(r.Cells))
	for i, cell := range r.Cells {
		text, known := cell.(string)
		if !known {
			continue // an empty cell
		}
		var err error
		if cells[i], err = w.cell(s.table.Columns[i].Kind, text); err != nil {
			return err
		}
	}
	return s.append(cells)
}

// cell gives the value of a cell. What a workbook cannot hold exactly is text.
func (w *Writer) cell(kind tables.Kind, text string) (any, error) {
	switch kind {
	case tables.Number:
		if value, places, ok := exactly(text); ok {
			format := "0"
			if places > 0 {
				format += "." + strings.Repeat("0", places)
			}
			style, err := w.style(format, &excelize.Style{CustomNumFmt: &format})
			return excelize.Cell{StyleID: style, Value: value}, err
		}
	case tables.Day:
		if day, err := time.Parse(time.DateOnly, text); err == nil && !day.Before(firstDay) {
			format := "yyyy-mm-dd"
			style, err := w.style(format, &excelize.Style{CustomNumFmt: &format})
			return excelize.Cell{StyleID: style, Value: day}, err
		}
	case tables.Bool:
		if b, err := strconv.ParseBool(text); err == nil {
			return b, nil
		}
	}
	return tidy(text), nil
}

// firstDay is the first that all spreadsheets count alike: Excel has a 29 February 1900.
var firstDay = time.Date(1900, time.March, 1, 0, 0, 0, 0, time.UTC)

// mostDigits is how many digits of a number spreadsheets keep.
const mostDigits = 15

// exactly gives a decimal number as the float that spreadsheets keep of it, with the
// number of its decimal places, if every digit survives.
func exactly(text string) (value float64, places int, ok bool) {
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	if len(whole)+len(fraction) > mostDigits || strings.Trim(whole+fraction, "0123456789") != "" || whole == "" {
		return 0, 0, false
	}
	value, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0, 0, false
	}
	kept, _ := new(big.Rat).SetString(strconv.FormatFloat(value, 'f', -1, 64))
	meant, meaning := new(big.Rat).SetString(text)
	return value, len(fraction), meaning && kept.Cmp(meant) == 0
}

// style gives the number of a style, made at its first use.
func (w *Writer) style(name string, s *excelize.Style) (int, error) {
	if id, made := w.styles[name]; made {
		return id, nil
	}
	id, err := w.file.NewStyle(s)
	w.styles[name] = id
	return id, err
}

// End writes the sheet that tells of the others, and the file.
func (w *Writer) End(a *export.About) error {
	for _, s := range w.sheets {
		if err := s.stream.Flush(); err != nil {
			return err
		}
	}
	if err := w.about(a); err != nil {
		return err
	}
	w.file.SetActiveSheet(1)
	if err := w.file.SetDocProps(&excelize.DocProperties{Title: tidy(a.Title), Creator: "Migraph", Created: a.Stamp(), Modified: a.Stamp()}); err != nil {
		return err
	}
	return w.file.Write(w.out)
}

// about writes the first sheet.
func (w *Writer) about(a *export.About) error {
	lines := [][]any{{"What", a.Title}}
	add := func(name, value string) {
		if value != "" {
			lines = append(lines, []any{name, value})
		}
	}
	add("Question", a.Question)
	add("Variables", a.Variables)
	add("As of", a.AsOf)
	lines = append(lines, []any{"Revision of the graph", int64(a.Revision)})
	add("Made", a.Stamp())
	add("The same question", a.Link)
	for _, s := range w.sheets {
		add("Sheet "+s.name, fmt.Sprintf("%s: %d rows", s.table.Name, s.rows-1))
		for _, c := range s.table.Columns {
			if c.Title != c.Path {
				lines = append(lines, []any{"Column of " + s.name, c.Title, c.Path})
			}
		}
	}
	if a.Untold {
		add("Datasets", export.UntoldDatasets)
	}
	for _, d := range a.Datasets {
		lines = append(lines, []any{"Dataset " + d.Key, d.Title, d.Terms()})
	}
	for _, s := range export.HowToRead {
		add("How to read", s)
	}
	for i, line := range lines {
		for j, v := range line {
			if text, isText := v.(string); isText {
				line[j] = tidy(text)
			}
		}
		if err := w.file.SetSheetRow(aboutSheet, fmt.Sprintf("A%d", i+1), &line); err != nil {
			return err
		}
	}
	return w.file.SetColWidth(aboutSheet, "A", "C", widest)
}

// sheetName gives a name that a sheet can have and no other one has.
func sheetName(path string, taken map[string]bool) string {
	name := strings.Trim(strings.Map(func(c rune) rune {
		if strings.ContainsRune(`[]:*?/\'`, c) {
			return '-'
		}
		return c
	}, path), " '")
	// The end of a path tells more than its beginning.
	if len(name) > longestName {
		name = name[len(name)-longestName:]
	}
	unique := name
	for n := 2; taken[strings.ToLower(unique)]; n++ {
		end := fmt.Sprintf(" (%d)", n)
		unique = name[:min(len(name), longestName-len(end))] + end
	}
	taken[strings.ToLower(unique)] = true
	return unique
}

// cut is put at the end of a text that no cell can hold.
const cut = " … [cut: a cell holds no more; export as csv or ndjson]"

// tidy gives a text as a cell can hold it: without characters that XML does not have,
// and not longer than a cell.
func tidy(s string) string {
	s = strings.Map(func(c rune) rune {
		switch {
		case c == '\t' || c == '\n' || c == '\r' || c >= 0x20 && c <= 0xd7ff || c >= 0xe000 && c <= 0xfffd || c >= 0x10000:
			return c
		}
		return '\ufffd'
	}, s)
	if len(s) <= excelize.TotalCellChars {
		return s
	}
	units := utf16.Encode([]rune(s))
	if len(units) <= excelize.TotalCellChars {
		return s
	}
	keep := excelize.TotalCellChars - len(utf16.Encode([]rune(cut)))
	return strings.TrimSuffix(string(utf16.Decode(units[:keep])), "\ufffd") + cut
}

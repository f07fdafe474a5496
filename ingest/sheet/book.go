package sheet

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/migraph/migraph/graph"
)

// Bounds of a file. The largest published tables of who does what where have some
// hundred thousand rows.
const (
	// MaxSize bounds a file, in bytes, as it is on the disk.
	MaxSize = 64 << 20
	// MaxRows bounds the rows of a sheet; it is what Excel can hold.
	MaxRows = 1 << 20
	// MaxColumns bounds the cells of a row.
	MaxColumns = 500
	// MaxCell bounds the characters of a cell: it is what Excel can hold.
	MaxCell = 32_767
	// MaxSheets bounds the sheets of a workbook.
	MaxSheets = 200
	// MaxText bounds the bytes that the cells of all sheets hold together. A workbook
	// writes a text once, and any number of cells may refer to it.
	MaxText = 256 << 20
)

// Book is an opened file: a workbook, or a text as one sheet without a name.
type Book struct {
	// Name is what messages call the file.
	Name   string
	Sheets []*Sheet
	// Guessed is the encoding that was assumed because the text is no Unicode; empty
	// if nothing had to be assumed.
	Guessed string
}

// Sheet is a table of cells.
type Sheet struct {
	// Name of the sheet, empty for text.
	Name string
	// Hidden: whoever opens the workbook does not see the sheet.
	Hidden bool
	book   string
	rows   func(ctx context.Context, each func(*Row) error) error
	// text is how many bytes the cells of this sheet hold, as far as it was ever read,
	// and texts those of all sheets.
	text  int
	texts *int
}

// Row is a row that has at least one cell. It is valid until the next one.
type Row struct {
	// Number counts from one, blank rows too, as spreadsheet programs show it.
	Number int
	// Cells from the first column on. Those after the last that is not empty are left out.
	Cells []string
	// Formulas are the columns, from zero, whose values the program that saved the
	// workbook worked out.
	Formulas []int
	// Merged are the columns of cells that have their values from the first of several
	// that are merged, above them.
	Merged []int
}

// Cell gives the cell of a column, from zero, empty if there is none.
func (r *Row) Cell(column int) string {
	if column < 0 || column >= len(r.Cells) {
		return ""
	}
	return r.Cells[column]
}

// Blank tells whether no cell holds anything but space.
func (r *Row) Blank() bool {
	for _, c := range r.Cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

// Open reads a file. An error that unwraps to graph.Problems says what the file is
// instead of a table, or where it cannot be read.
func Open(ctx context.Context, name string, from io.Reader) (*Book, error) {
	data, err := io.ReadAll(io.LimitReader(from, MaxSize+1))
	if err != nil {
		return nil, &graph.Error{Code: graph.InvalidArgument, Message: name + " cannot be read", Cause: err}
	}
	b := &Book{Name: name}
	switch what := otherFormat(data); {
	case len(data) > MaxSize:
		return nil, b.refuse("the file is larger than %d megabytes; split it, and give each part a dataset of its own", MaxSize>>20)
	case what != "":
		return nil, b.refuse("%s", what)
	case bytes.HasPrefix(data, []byte(zipMagic)):
		err = b.workbook(ctx, data)
	default:
		err = b.text(data)
	}
	if err != nil {
		return nil, err
	}
	return b, nil
}

// Rows gives each row that has a cell, in order. It may be asked again. An error of
// each ends it and is returned; one that unwraps to graph.Problems says where the
// sheet cannot be read.
func (s *Sheet) Rows(ctx context.Context, each func(*Row) error) error {
	n, text := 0, 0
	return s.rows(ctx, func(r *Row) error {
		if n++; n%256 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		if r.Number > MaxRows {
			return s.refuse(r.Number, "the sheet has more than %d rows; split it, and give each part a dataset of its own", MaxRows)
		}
		for len(r.Cells) > 0 && r.Cells[len(r.Cells)-1] == "" {
			r.Cells = r.Cells[:len(r.Cells)-1]
		}
		if len(r.Cells) > MaxColumns {
			return s.refuse(r.Number, "this row has more than %d cells; look for a cell far to the right, or for the wrong separator", MaxColumns)
		}
		for i, c := range r.Cells {
			if text += len(c); len(c) > MaxCell && utf8.RuneCountInString(c) > MaxCell {
				return Refuse(s.book, graph.Problem{Where: s.Place(r.Number, i),
					Message: fmt.Sprintf("this cell has more than %d characters, the most that Excel can hold; look for a quotation mark that is not closed, or shorten the text", MaxCell)})
			}
		}
		if s.hold(text) > MaxText {
			return s.refuse(r.Number, "up to this row the cells hold more than %d MB of text; split the table, and give each part a dataset of its own", MaxText>>20)
		}
		return each(r)
	})
}

// hold notes how many bytes the cells hold up to a row, and gives those of all sheets.
func (s *Sheet) hold(text int) int {
	if text > s.text {
		*s.texts += text - s.text
		s.text = text
	}
	return *s.texts
}

// Top gives the first rows of a sheet, at most so many.
func (s *Sheet) Top(ctx context.Context, most int) ([]*Row, error) {
	var out []*Row
	err := s.Rows(ctx, func(r *Row) error {
		if r.Number > most {
			return errEnough
		}
		out = append(out, &Row{Number: r.Number, Cells: append([]string(nil), r.Cells...)})
		return nil
	})
	if err == errEnough { //nolint:errorlint // it is never wrapped
		err = nil
	}
	return out, err
}

// errEnough ends the reading of rows before their end.
var errEnough = fmt.Errorf("enough rows")

// Place names a row, or with a column from zero on a cell, in messages:
// «3w.csv:17», «3w.csv!C17», «plan.xlsx!Flows!17», «plan.xlsx!Flows!C17».
func (s *Sheet) Place(row, column int) string {
	switch at := CellName(row, column); {
	case s.Name != "":
		return s.book + "!" + s.Name + "!" + at
	case column >= 0:
		return s.book + "!" + at
	default:
		return s.book + ":" + at
	}
}

// Shows names a row or a cell as Place does, with what stands there, shortened.
func (s *Sheet) Shows(row, column int, text string) string {
	at := s.Place(row, column)
	if text = graph.Clean(text); text != "" {
		at += " " + Quote(text)
	}
	return at
}

// Locator names a row as evidence does: «row 17», «Flows, row 17».
func (s *Sheet) Locator(row int) string {
	at := "row " + strconv.Itoa(row)
	if s.Name != "" {
		return s.Name + ", " + at
	}
	return at
}

// CellName gives the name of a cell, «C17», or of a row, «17», if column is below zero.
func CellName(row, column int) string {
	letters := ""
	for c := column + 1; c > 0; c = (c - 1) / 26 {
		letters = string(rune('A'+(c-1)%26)) + letters
	}
	return letters + strconv.Itoa(row)
}

func (s *Sheet) refuse(row int, format string, args ...any) error {
	return Refuse(s.book, graph.Problem{Where: s.Place(row, -1), Message: fmt.Sprintf(format, args...)})
}

func (b *Book) refuse(format string, args ...any) error {
	return Refuse(b.Name, graph.Problem{Where: b.Name, Message: fmt.Sprintf(format, args...)})
}

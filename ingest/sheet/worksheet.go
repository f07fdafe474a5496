package sheet

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// maxMerged bounds the merged areas of a sheet.
const maxMerged = 50_000

// area is a rectangle of merged cells: rows from one, columns from zero.
type area struct{ top, left, bottom, right int }

// merged gives the merged areas of a sheet from top to bottom. They stand after the
// rows, so that the sheet is read once for them alone if it has any.
func (w *workbook) merged(ctx context.Context, part *zip.File) ([]area, error) {
	if has, err := w.contains(ctx, part, "mergeCell"); err != nil || !has {
		return nil, err
	}
	var out []area
	err := w.eachOf(ctx, part, maxSheetXML, func(_ *xmlPart, e xml.StartElement) error {
		if e.Name.Local != "mergeCell" {
			return nil
		}
		first, last, _ := strings.Cut(attr(e, "ref"), ":")
		top, left, ok := cellAt(first)
		bottom, right, ok2 := cellAt(last)
		if ok && ok2 && left < MaxColumns {
			out = append(out, area{top, left, bottom, right})
		}
		if len(out) > maxMerged {
			return &unreadableError{"has too many merged cells"}
		}
		return nil
	})
	slices.SortFunc(out, func(a, b area) int { return cmp.Or(a.top-b.top, a.left-b.left, a.bottom-b.bottom) })
	return out, err
}

// contains looks for a word in a part without reading it as XML, which is ten times
// as slow.
func (w *workbook) contains(ctx context.Context, part *zip.File, word string) (bool, error) {
	r, err := part.Open()
	if err != nil {
		return false, w.damaged(part, &unreadableError{"cannot be unpacked"})
	}
	defer func() { _ = r.Close() }()
	from := io.LimitReader(r, maxSheetXML)
	buffer := make([]byte, 64<<10)
	kept := 0
	for ctx.Err() == nil {
		n, err := from.Read(buffer[kept:])
		if bytes.Contains(buffer[:kept+n], []byte(word)) {
			return true, nil
		}
		if err != nil { // what is wrong with it is told when it is read
			return false, nil
		}
		end := kept + n
		kept = min(end, len(word)-1)
		copy(buffer, buffer[end-kept:end])
	}
	return false, ctx.Err()
}

// cellAt reads the name of a cell, «C17».
func cellAt(name string) (row, column int, ok bool) {
	name = strings.ReplaceAll(name, "$", "")
	i := 0
	for ; i < len(name) && name[i]|0x20 >= 'a' && name[i]|0x20 <= 'z'; i++ {
		if column = column*26 + int(name[i]|0x20-'a') + 1; column > 16384 {
			return 0, 0, false
		}
	}
	row, err := strconv.Atoi(name[i:])
	return row, column - 1, err == nil && i > 0 && row > 0
}

// rows gives the rows of a sheet.
func (w *workbook) rows(ctx context.Context, part *zip.File, merged []area, each func(*Row) error) error {
	number := 0
	fill := filling{areas: merged, open: map[int]filled{}}
	err := w.eachOf(ctx, part, maxSheetXML, func(x *xmlPart, e xml.StartElement) error {
		if e.Name.Local != "row" {
			return nil
		}
		number++
		if r, err := strconv.Atoi(attr(e, "r")); err == nil {
			if r < number {
				return &unreadableError{"has rows out of order"}
			}
			number = r
		}
		row := &Row{Number: number}
		if err := w.cells(x, row); err != nil {
			return err
		}
		fill.row(row)
		if len(row.Cells) == 0 {
			return nil
		}
		return each(row)
	})
	return err
}

// cells reads the cells of a row that has begun.
func (w *workbook) cells(x *xmlPart, row *Row) error {
	within, column := x.depth, -1
	for {
		t, err := x.next()
		if err != nil {
			return unexpected(err)
		}
		if x.depth < within {
			return nil
		}
		e, is := t.(xml.StartElement)
		if !is || e.Name.Local != "c" {
			continue
		}
		column++
		if _, c, ok := cellAt(attr(e, "r")); ok {
			if c < column {
				return &unreadableError{"has cells out of order"}
			}
			column = c
		}
		s, formula, err := w.cell(x, e)
		if err != nil {
			return err
		}
		if s == "" {
			continue
		}
		if column >= MaxColumns {
			return &unreadableError{fmt.Sprintf("has something in cell %s, beyond the %d columns that are read", CellName(row.Number, column), MaxColumns)}
		}
		for len(row.Cells) < column {
			row.Cells = append(row.Cells, "")
		}
		row.Cells = append(row.Cells, s)
		if formula {
			row.Formulas = append(row.Formulas, column)
		}
	}
}

// cell reads a cell that has begun.
func (w *workbook) cell(x *xmlPart, e xml.StartElement) (s string, formula bool, err error) {
	kind, style := attr(e, "t"), attr(e, "s")
	within := x.depth
	var value string
	for {
		t, err := x.next()
		if err != nil {
			return "", false, unexpected(err)
		}
		if x.depth < within {
			return w.value(kind, style, value), formula, nil
		}
		e, is := t.(xml.StartElement)
		if !is {
			continue
		}
		switch e.Name.Local {
		case "f":
			formula = true
		case "v":
			if value, err = x.chars(); err != nil {
				return "", false, err
			}
		case "is":
			if value, err = x.text("is"); err != nil {
				return "", false, err
			}
		}
	}
}

// value gives the text of a cell of a kind (ECMA-376, 18.18.11) and style.
func (w *workbook) value(kind, style, stored string) string {
	switch kind {
	case "s":
		if i, err := strconv.Atoi(strings.TrimSpace(stored)); err == nil && i >= 0 && i < len(w.strings) {
			return w.strings[i]
		}
		return ""
	case "inlineStr":
		return stored
	case "str":
		return unescape(stored)
	case "e":
		return stored
	case "b":
		if stored == "1" || stored == "true" {
			return "TRUE"
		}
		return "FALSE"
	case "d":
		day, _, _ := strings.Cut(stored, "T")
		return day
	}
	stored = strings.TrimSpace(stored)
	if stored == "" {
		return ""
	}
	as := asNumber
	if i, err := strconv.Atoi(style); err == nil && i >= 0 && i < len(w.styles) {
		as = w.styles[i]
	}
	switch as {
	case asDay, asMonth, asYear:
		if day, ok := date(stored, as, w.since1904); ok {
			return day
		}
	case asPercent:
		if s, ok := percent(stored); ok {
			return s
		}
	}
	if s, ok := typed(stored); ok {
		return s
	}
	return stored
}

// filling gives the rows below the first of a merged area what stands in its first
// cell: who merges the cells of a body over five rows means all five.
type filling struct {
	areas []area
	open  map[int]filled // by column
}

type filled struct {
	bottom int
	value  string
}

func (f *filling) row(r *Row) {
	if len(f.areas) == 0 && len(f.open) == 0 {
		return
	}
	for _, column := range slices.Sorted(maps.Keys(f.open)) {
		m := f.open[column]
		if m.bottom < r.Number {
			delete(f.open, column)
			continue
		}
		for len(r.Cells) <= column {
			r.Cells = append(r.Cells, "")
		}
		if r.Cells[column] == "" {
			r.Cells[column] = m.value
			r.Merged = append(r.Merged, column)
		}
	}
	for len(f.areas) > 0 && f.areas[0].top <= r.Number {
		a := f.areas[0]
		f.areas = f.areas[1:]
		if v := r.Cell(a.left); a.top == r.Number && a.bottom > a.top && v != "" {
			f.open[a.left] = filled{a.bottom, v}
		}
	}
}

// IsFormula tells whether the cell of a column was worked out by a formula.
func (r *Row) IsFormula(column int) bool { return slices.Contains(r.Formulas, column) }

// IsError tells whether a cell shows that a formula failed.
func IsError(cell string) bool {
	return slices.Contains(errorCells, cell)
}

// errorCells are what formulas give that fail (ECMA-376, 18.17.3).
var errorCells = []string{"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA", "#SPILL!", "#CALC!"}

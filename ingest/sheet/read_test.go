package sheet_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest/sheet"
)

func openText(t *testing.T, data string) *sheet.Book {
	t.Helper()
	b, err := sheet.Open(t.Context(), "f", strings.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestText(t *testing.T) {
	const want = "1 é|b|c\n3 1|2,5|x y\n"
	for name, text := range map[string]string{
		"commas":          "é,b,c\n\n1,\"2,5\",x y\n",
		"semicolons":      "é;b;c\n\n1;2,5;x y\n",
		"tabs":            "é\tb\tc\n\n1\t2,5\tx y\n",
		"strokes":         "é|b|c\n\n1|2,5|x y\n",
		"byte order mark": "\xEF\xBB\xBFé,b,c\n\n1,\"2,5\",x y\n",
		"Windows":         "é;b;c\r\n\r\n1;2,5;x y\r\n",
		"old Macintosh":   "é;b;c\r\r1;2,5;x y\r",
		"Latin-1":         "\xE9;b;c\n\n1;2,5;x y\n",
		"UTF-16, little":  "\xFF\xFE" + utf16("é;b;c\n\n1;2,5;x y\n", 0),
		"UTF-16, big":     "\xFE\xFF" + utf16("é;b;c\n\n1;2,5;x y\n", 1),
		"blank cells":     "é,b,c,,\n\n1,\"2,5\",x y,,\n",
	} {
		b := openText(t, text)
		if got := dump(t, b.Sheets[0]); got != want {
			t.Errorf("%s:\n%s", name, got)
		}
		if (b.Guessed == "Windows-1252") != (name == "Latin-1") {
			t.Errorf("%s: assumed %q", name, b.Guessed)
		}
	}
	if got := dump(t, openText(t, utf16("abcd;b\n1;2\n", 0)).Sheets[0]); got != "1 abcd|b\n2 1|2\n" {
		t.Errorf("UTF-16 without a mark:\n%s", got)
	}
}

// utf16 writes a text, none of which is beyond 16 bits, with the low byte first or second.
func utf16(s string, low int) string {
	var b strings.Builder
	for _, r := range s {
		pair := [2]byte{}
		pair[low], pair[1-low] = byte(r), byte(r>>8)
		b.Write(pair[:])
	}
	return b.String()
}

// Cells that hold line ends do not shift the numbers of the rows below.
func TestRowsAreNumberedAsSpreadsheetsDo(t *testing.T) {
	if got := dump(t, openText(t, "a,b\n\"x\ny\",2\n\n3,4\n").Sheets[0]); got != "1 a|b\n2 x\ny|2\n4 3|4\n" {
		t.Errorf("got\n%s", got)
	}
	s := openText(t, "a,b\n").Sheets[0]
	for _, x := range []struct {
		row, column int
		want        string
	}{{17, 2, "f!C17"}, {17, -1, "f:17"}, {3, 25, "f!Z3"}, {3, 26, "f!AA3"}, {3, 701, "f!ZZ3"}, {3, 702, "f!AAA3"}} {
		if got := s.Place(x.row, x.column); got != x.want {
			t.Errorf("got %s, want %s", got, x.want)
		}
	}
}

func TestRefused(t *testing.T) {
	for data, want := range map[string]string{
		"":                               "the file is empty",
		" \n\n":                          "the file is empty",
		"a,b\x00\n":                      "character of code 0 in line 1",
		"a\x81\xE9,b\n":                  "encoding that cannot be told",
		"\x1F\x8B\x08":                   "packed by gzip",
		"%PDF-1.7":                       "a PDF",
		"{\"a\": 1}":                     "JSON",
		"[[\"a\"]]":                      "JSON",
		"<html><table>":                  "a web page",
		"<?xml version=\"1.0\"?><a/>":    "XML",
		"PK\x03\x04broken":               "damaged",
		archive("a.csv", "a,b"):          "unpack it",
		archive("content.xml", "<a/>"):   "LibreOffice",
		archive("xl/workbook.bin", ""):   "binary workbook",
		archive("word/document.xml", ""): "not a table",
		archive("xl/workbook.xml", "<workbook/>"):                             "no sheet",
		archive("xl/workbook.xml", "<workbook"):                               "workbook.xml of the workbook is damaged",
		archive("xl/workbook.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"):      "declarations",
		archive("xl/workbook.xml", strings.Repeat("<a>", 100)):                "nested deeper",
		archive("xl/workbook.xml", "<a b='"+strings.Repeat("x", 5<<20)+"'/>"): "more than 4194304 bytes",
	} {
		b, err := sheet.Open(t.Context(), "f", strings.NewReader(data))
		var all graph.Problems
		if b != nil || !errors.As(err, &all) || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: %v, want %q", data, err, want)
		}
	}
	for text, want := range map[string]string{
		"a,b\n\"c,d\n":                    "f:2: a quotation mark that begins in this row is not closed",
		"a,b\n1,x\"y\n":                   "f:2: a quotation mark stands within a cell",
		strings.Repeat("a,", 501) + "b\n": "more than 500 cells",
		"a,b\n1,\"" + strings.Repeat("x", 200<<10) + "\"\n": "f!B2: this cell has more than 32767 characters",
	} {
		err := openText(t, text).Sheets[0].Rows(t.Context(), func(*sheet.Row) error { return nil })
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: %v, want %q", text, err, want)
		}
	}
}

func archive(name, content string) string {
	return archiveOf(map[string]string{name: content})
}

func archiveOf(parts map[string]string) string {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range sortedNames(parts) {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(parts[name]))
		}
		if err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.String()
}

// workbook makes a workbook of one sheet of the given XML.
func workbook(sheetXML string) map[string]string {
	const r = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	return map[string]string{
		"_rels/.rels":                `<Relationships><Relationship Id="r" Type="` + r + `/officeDocument" Target="/xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook xmlns:r="` + r + `"><sheets><sheet name="S" sheetId="1" r:id="s"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="s" Type="` + r + `/worksheet" Target="worksheets/s.xml"/></Relationships>`,
		"xl/worksheets/s.xml":        sheetXML,
	}
}

// TestWorkbook holds the reader against another library, which writes the file.
func TestWorkbook(t *testing.T) {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	style := func(format string) int {
		id, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	set := func(cell string, v any, format string) {
		if err := f.SetCellValue("Sheet1", cell, v); err != nil {
			t.Fatal(err)
		}
		if format != "" {
			if err := f.SetCellStyle("Sheet1", cell, cell, style(format)); err != nil {
				t.Fatal(err)
			}
		}
	}
	day := time.Date(2022, 8, 15, 10, 30, 0, 0, time.UTC)
	set("A1", "text & <tags> é", "")
	set("B1", 1.1, "")
	set("C1", 1250000.5, "#,##0")
	set("D1", day, "yyyy-mm-dd")
	set("E1", day, "mmm yyyy")
	set("F1", day, "yyyy")
	set("G1", 0.25, "0%")
	set("H1", true, "")
	set("I1", 7, `0 "days"`)
	set("J1", 0.5, "hh:mm")
	set("K1", day, `[$-409]d\-mmm\-yy;@`)
	set("L1", "x_x000D_y", "")
	if err := f.SetCellFormula("Sheet1", "A3", "=1+1"); err != nil {
		t.Fatal(err)
	}
	set("A4", "merged", "")
	set("B4", 1, "")
	set("B5", 2, "")
	set("B6", 3, "")
	if err := f.MergeCell("Sheet1", "A4", "A5"); err != nil {
		t.Fatal(err)
	}
	if _, err := f.NewSheet("Hidden"); err != nil {
		t.Fatal(err)
	}
	if err := f.SetSheetVisible("Hidden", false); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	b, err := sheet.Open(t.Context(), "f.xlsx", &out)
	if err != nil {
		t.Fatal(err)
	}
	const want = "1 text & <tags> é|1.1|1250000.5|2022-08-15|2022-08|2022|25%|TRUE|7|0.5|2022-08-15|x\ry\n4 merged|1\n5 merged|2\n6 |3\n"
	if got := dump(t, b.Sheets[0]); got != want {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
	if len(b.Sheets) != 2 || b.Sheets[0].Hidden || !b.Sheets[1].Hidden {
		t.Errorf("the sheets are %+v", b.Sheets)
	}
	err = b.Sheets[0].Rows(t.Context(), func(r *sheet.Row) error {
		if got := fmt.Sprint(r.Merged); (got == "[0]") != (r.Number == 5) {
			t.Errorf("row %d has merged cells in %s", r.Number, got)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	if got := b.Sheets[0].Place(7, 2) + " " + b.Sheets[0].Place(7, -1) + " " + b.Sheets[0].Locator(7); got != "f.xlsx!Sheet1!C7 f.xlsx!Sheet1!7 Sheet1, row 7" {
		t.Errorf("places are %s", got)
	}
}

// TestStoredNumbers: a number has the digits that were typed, whatever binary fraction
// near it a program stored.
func TestStoredNumbers(t *testing.T) {
	for stored, want := range map[string]string{
		"1.1000000000000001": "1.1", "0.10000000000000001": "0.1", "1250000.1000000001": "1250000.1", "1.5E7": "15000000", "1E-3": "0.001",
		"33.299999999999997": "33.3", "123456789012345": "123456789012345", "-0": "0", "100": "100", "007": "7", "1e400": "1" + strings.Repeat("0", 400), "1e999999999": "1e999999999", "NaN": "NaN",
	} {
		b := openText(t, archiveOf(workbook(`<worksheet><sheetData><row><c><v>`+stored+`</v></c></row></sheetData></worksheet>`)))
		if got := strings.TrimSpace(dump(t, b.Sheets[0])); got != "1 "+want {
			t.Errorf("%s: got %q, want %q", stored, got, want)
		}
	}
}

func TestFormulasAndErrors(t *testing.T) {
	b := openText(t, archiveOf(workbook(`<worksheet><sheetData><row r="3"><c r="B3"><f>A1+1</f><v>5</v></c><c t="e"><v>#N/A</v></c><c r="E3" t="inlineStr"><is><r><t>a</t></r><r><t xml:space="preserve"> b</t></r><rPh><t>x</t></rPh></is></c></row></sheetData></worksheet>`)))
	err := b.Sheets[0].Rows(t.Context(), func(r *sheet.Row) error {
		if got := fmt.Sprintf("%d %q", r.Number, r.Cells); got != `3 ["" "5" "#N/A" "" "a b"]` || !r.IsFormula(1) || r.IsFormula(2) || !sheet.IsError(r.Cell(2)) || sheet.IsError("#org") {
			t.Errorf("got %s", got)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// TestHostileWorkbooks ends with an error, soon and in little memory.
func TestHostileWorkbooks(t *testing.T) {
	for name, test := range map[string]struct{ xml, want string }{
		"far column":     {`<worksheet><sheetData><row><c r="XFD1"><v>1</v></c></row></sheetData></worksheet>`, "beyond the 500 columns"},
		"far row":        {`<worksheet><sheetData><row r="99999999"><c><v>1</v></c></row></sheetData></worksheet>`, "more than 1048576 rows"},
		"rows backwards": {`<worksheet><sheetData><row r="5"><c><v>1</v></c></row><row r="4"><c><v>1</v></c></row></sheetData></worksheet>`, "rows out of order"},
		"cells backward": {`<worksheet><sheetData><row><c r="C1"><v>1</v></c><c r="B1"><v>1</v></c></row></sheetData></worksheet>`, "cells out of order"},
		"deep":           {`<worksheet>` + strings.Repeat("<a>", 1000), "nested deeper"},
		"comment":        {`<worksheet><!-- ` + strings.Repeat("<>", 1000) + ` --></worksheet>`, "comments"},
		"cut":            {`<worksheet><sheetData><row><c><v>1</v>`, "damaged"},
		"long text":      {`<worksheet><sheetData><row><c t="inlineStr"><is><t>` + strings.Repeat("x", 300<<10) + `</t></is></c></row></sheetData></worksheet>`, "a text of more than"},
	} {
		b, err := sheet.Open(t.Context(), "f", strings.NewReader(archiveOf(workbook(test.xml))))
		if err == nil {
			err = b.Sheets[0].Rows(t.Context(), func(*sheet.Row) error { return nil })
		}
		var all graph.Problems
		if !errors.As(err, &all) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
	}
}

// referring makes a workbook of so many cells, ten a row, all of which refer to one text.
func referring(cells int, text string) map[string]string {
	const r = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	row := "<row>" + strings.Repeat(`<c t="s"><v>0</v></c>`, 10) + "</row>"
	parts := workbook("<worksheet><sheetData>" + strings.Repeat(row, cells/10) + "</sheetData></worksheet>")
	parts["xl/_rels/workbook.xml.rels"] = `<Relationships><Relationship Id="s" Type="` + r + `/worksheet" Target="worksheets/s.xml"/>` +
		`<Relationship Id="t" Type="` + r + `/sharedStrings" Target="t.xml"/></Relationships>`
	parts["xl/t.xml"] = "<sst><si><t>" + text + "</t></si></sst>"
	return parts
}

// TestTextOfCells: what cells hold is bounded by what they hold, not by how it is
// written: a text that stands once in a file may stand in a million cells.
func TestTextOfCells(t *testing.T) {
	for name, test := range map[string]struct{ data, want string }{
		"text of a workbook": {archiveOf(referring(10, strings.Repeat("x", sheet.MaxCell+1))), "f!S!A1: this cell has more than 32767 characters"},
		"text of CSV":        {"a,b\n1," + strings.Repeat("x", sheet.MaxCell+1) + "\n", "f!B2: this cell has more than 32767 characters"},
		"cells of a sheet":   {archiveOf(referring(9000, strings.Repeat("x", sheet.MaxCell))), "f!S!820: up to this row the cells hold more than 256 MB"},
	} {
		b := openText(t, test.data)
		read := 0
		err := b.Sheets[0].Rows(t.Context(), func(r *sheet.Row) error {
			for _, c := range r.Cells {
				read += len(c)
			}
			return nil
		})
		var all graph.Problems
		if !errors.As(err, &all) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
		if read > sheet.MaxText {
			t.Errorf("%s: %d bytes were given", name, read)
		}
	}
	most := strings.Repeat("é", sheet.MaxCell)
	if got := dump(t, openText(t, archiveOf(referring(10, most))).Sheets[0]); strings.Count(got, most) != 10 {
		t.Error("what Excel can hold was not read")
	}
}

// TestTextOfSheets: the sheets of a workbook share one bound, however often each is read.
func TestTextOfSheets(t *testing.T) {
	parts := referring(4500, strings.Repeat("x", sheet.MaxCell))
	const one = `<sheet name="S" sheetId="1" r:id="s"/>`
	parts["xl/workbook.xml"] = strings.Replace(parts["xl/workbook.xml"], one, one+`<sheet name="T" sheetId="2" r:id="u"/>`, 1)
	parts["xl/_rels/workbook.xml.rels"] = strings.Replace(parts["xl/_rels/workbook.xml.rels"], "</Relationships>",
		`<Relationship Id="u" Type="/worksheet" Target="worksheets/u.xml"/></Relationships>`, 1)
	parts["xl/worksheets/u.xml"] = parts["xl/worksheets/s.xml"]
	b := openText(t, archiveOf(parts))
	every := func(*sheet.Row) error { return nil }
	for range 3 {
		if err := b.Sheets[0].Rows(t.Context(), every); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Sheets[1].Rows(t.Context(), every); err == nil || !strings.Contains(err.Error(), "f!T!370: up to this row the cells hold more than 256 MB") {
		t.Errorf("got %v", err)
	}
}

// TestOneSheetOfManyNames: rows that many names lead to are not read for each.
func TestOneSheetOfManyNames(t *testing.T) {
	parts := workbook("<worksheet/>")
	const one = `<sheet name="S" sheetId="1" r:id="s"/>`
	parts["xl/workbook.xml"] = strings.Replace(parts["xl/workbook.xml"], one, one+`<sheet name="T" sheetId="2" r:id="s"/>`, 1)
	_, err := sheet.Open(t.Context(), "f", strings.NewReader(archiveOf(parts)))
	var all graph.Problems
	if !errors.As(err, &all) || !strings.Contains(err.Error(), `the sheets "S" and "T" are one and the same`) {
		t.Errorf("got %v", err)
	}
}

// TestUnpackedSheets: many sheets that are small in the archive are large together.
func TestUnpackedSheets(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	list, rels := "", ""
	for i := range 3 {
		list += fmt.Sprintf(`<sheet name="S%d" r:id="s%d"/>`, i, i)
		rels += fmt.Sprintf(`<Relationship Id="s%d" Type="/worksheet" Target="s%d.xml"/>`, i, i)
		if _, err := z.CreateRaw(&zip.FileHeader{Name: fmt.Sprintf("xl/s%d.xml", i), Method: zip.Store, UncompressedSize64: 400 << 20}); err != nil {
			t.Fatal(err)
		}
	}
	parts := workbook("")
	parts["xl/workbook.xml"] = `<workbook><sheets>` + list + `</sheets></workbook>`
	parts["xl/_rels/workbook.xml.rels"] = `<Relationships>` + rels + `</Relationships>`
	for _, name := range sortedNames(parts) {
		w, _ := z.Create(name)
		_, _ = w.Write([]byte(parts[name]))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	_, err := sheet.Open(t.Context(), "f", &b)
	if err == nil || !strings.Contains(err.Error(), "the sheets of the workbook are too large once they are unpacked") {
		t.Errorf("got %v", err)
	}
}

// TestBomb: an archive of some kilobytes that unpacks to more than the bound is read
// no further than the bound.
func TestBomb(t *testing.T) {
	if testing.Short() {
		t.Skip("unpacking half a gigabyte takes seconds")
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	parts := workbook("")
	delete(parts, "xl/worksheets/s.xml")
	for _, name := range sortedNames(parts) {
		w, _ := z.Create(name)
		_, _ = w.Write([]byte(parts[name]))
	}
	w, _ := z.Create("xl/worksheets/s.xml")
	_, _ = w.Write([]byte("<worksheet><sheetData>"))
	blank := []byte(strings.Repeat(" ", 1<<20) + "<row/>")
	for range 520 {
		_, _ = w.Write(blank)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	book, err := sheet.Open(t.Context(), "f", &b)
	if err == nil {
		err = book.Sheets[0].Rows(t.Context(), func(*sheet.Row) error { return nil })
	}
	if err == nil || !strings.Contains(err.Error(), "too large once it is unpacked") {
		t.Errorf("got %v", err)
	}
}

func TestCanceled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	rows := strings.Repeat("<row><c><v>1</v></c></row>", 5000)
	for _, data := range []string{strings.Repeat("a,b\n", 5000), archiveOf(workbook("<worksheet><sheetData>" + rows + "</sheetData></worksheet>"))} {
		b := openText(t, data)
		if err := b.Sheets[0].Rows(ctx, func(*sheet.Row) error { return nil }); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	}
}

func TestDates(t *testing.T) {
	for text, want := range map[string]string{
		"2022-08-15": "2022-08-15", "2022-08": "2022-08", "2022-Q3": "2022-Q3", "2022": "2022", "2022-08-15 00:00:00": "2022-08-15", "2022-08-15T10:00:00Z": "2022-08-15",
		"2022/8/5": "2022-08-05", "1 March 2015": "2015-03-01", "March 2015": "2015-03", "Mar-2015": "2015-03", "08/2022": "2022-08",
		"03/04/2022": "", "15/04/2022": "", "04/04/2022": "2022-04-04", "June": "", "45123": "", "31/02/2022": "", "": "",
	} {
		d, ok := sheet.ParseDate(text, sheet.OrderUnknown)
		if d.Text != want || ok != (want != "") {
			t.Errorf("%q: got %q, want %q", text, d.Text, want)
		}
	}
	for _, x := range []struct {
		text  string
		order sheet.DayOrder
		want  string
	}{{"03/04/2022", sheet.DayFirst, "2022-04-03"}, {"03/04/2022", sheet.MonthFirst, "2022-03-04"}, {"03/04/2022", sheet.OrderMixed, ""}, {"15.04.2022 00:00", sheet.DayFirst, "2022-04-15"}, {"15/04/2022", sheet.MonthFirst, ""}} {
		if d, _ := sheet.ParseDate(x.text, x.order); d.Text != x.want {
			t.Errorf("%q: got %q, want %q", x.text, d.Text, x.want)
		}
	}
	order := sheet.OrderUnknown
	for _, s := range []string{"03/04/2022", "", "15/04/2022", "x"} {
		order = order.And(sheet.Order(s))
	}
	if order != sheet.DayFirst || order.And(sheet.Order("04/15/2022")) != sheet.OrderMixed {
		t.Errorf("the order is %d", order)
	}
}

func TestNumbers(t *testing.T) {
	for text, want := range map[string]string{
		"1250000.50": "1250000.50", "-20": "-20", "1,250,000.50": "1250000.50", "1,250,000": "1250000", "1.250.000,50": "1250000.50", "1 250 000": "1250000",
		"1 250,5": "1250.5", "12,5": "12.5", "1'250'000": "1250000", "1.234": "1.234", "1,234.5": "1234.5",
		"1,234": "", "1e5": "", "5 000 USD": "", "": "", "12,34,567": "", "--5": "", "٥": "",
	} {
		if got, ok := sheet.Number(text); ok != (want != "") || ok && got != want {
			t.Errorf("%q: got %q %v, want %q", text, got, ok, want)
		}
	}
	for text, want := range map[string]string{"1,417": "1417", "1417": "1417", "1417.0": "1417", "1.417": "", "1.5": "", "-3": "", "12 345": "12345", "0": "0"} {
		if got, ok := sheet.Count(text); ok != (want != "") || ok && got != want {
			t.Errorf("%q: got %q %v, want %q", text, got, ok, want)
		}
	}
}

// FuzzOpen: whatever the file, opening and reading it ends, with rows in order and
// within the bounds or with an error, the same every time.
func FuzzOpen(f *testing.F) {
	f.Add([]byte("a,b\n1,\"2\n3\"\n"))
	f.Add([]byte("\xff\xfea\x00;\x00b\x00"))
	f.Add([]byte(archiveOf(workbook(`<worksheet><sheetData><row r="1"><c r="A1" t="str"><v>x</v></c></row></sheetData><mergeCells><mergeCell ref="A1:A3"/></mergeCells></worksheet>`))))
	f.Fuzz(func(t *testing.T, data []byte) {
		if first, second := fuzzed(t, data), fuzzed(t, data); first != second {
			t.Errorf("read twice it is\n%s\nand\n%s", first, second)
		}
	})
}

// FuzzWorksheet: the same of what stands within an archive, which a fuzzer that
// changes bytes of archives never reaches.
func FuzzWorksheet(f *testing.F) {
	f.Add(`<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c s="1"><v>45000</v></c></row></sheetData><mergeCells><mergeCell ref="A1:A3"/></mergeCells></worksheet>`,
		`<sst><si><t>x</t></si></sst>`, `<styleSheet><numFmts><numFmt numFmtId="200" formatCode="d/m/yy"/></numFmts><cellXfs><xf/><xf numFmtId="200"/></cellXfs></styleSheet>`)
	f.Fuzz(func(t *testing.T, sheetXML, stringsXML, stylesXML string) {
		const r = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
		parts := workbook(sheetXML)
		parts["xl/_rels/workbook.xml.rels"] = `<Relationships><Relationship Id="s" Type="` + r + `/worksheet" Target="worksheets/s.xml"/>` +
			`<Relationship Id="t" Type="` + r + `/sharedStrings" Target="t.xml"/><Relationship Id="u" Type="` + r + `/styles" Target="u.xml"/></Relationships>`
		parts["xl/t.xml"], parts["xl/u.xml"] = stringsXML, stylesXML
		data := []byte(archiveOf(parts))
		if first, second := fuzzed(t, data), fuzzed(t, data); first != second {
			t.Errorf("read twice it is\n%s\nand\n%s", first, second)
		}
	})
}

func fuzzed(t *testing.T, data []byte) string {
	b, err := sheet.Open(t.Context(), "f", bytes.NewReader(data))
	if err != nil {
		return err.Error()
	}
	var out strings.Builder
	for _, s := range b.Sheets {
		last := 0
		err := s.Rows(t.Context(), func(r *sheet.Row) error {
			if r.Number <= last || r.Number > sheet.MaxRows || len(r.Cells) > sheet.MaxColumns {
				t.Errorf("row %d after %d has %d cells", r.Number, last, len(r.Cells))
			}
			last = r.Number
			fmt.Fprintf(&out, "%d %q %v %v\n", r.Number, r.Cells, r.Formulas, r.Merged)
			return nil
		})
		var all graph.Problems
		if err != nil && !errors.As(err, &all) {
			t.Errorf("got %v", err)
		}
		fmt.Fprintln(&out, s.Name, err)
	}
	return out.String()
}

// Package csvfile writes a table as CSV (RFC 4180, in UTF-8, lines ended by LF) that
// spreadsheets open without running anything of it.
package csvfile

import (
	"encoding/csv"
	"errors"
	"io"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/migraph/migraph/export"
	"github.com/migraph/migraph/export/tables"
)

// byteOrderMark makes Excel read a file as UTF-8.
const byteOrderMark = "\ufeff"

// Writer writes one table.
type Writer struct {
	job     *export.Job
	ledger  *export.Ledger
	out     io.Writer
	csv     *csv.Writer
	columns []tables.Column
}

// New gives a writer of a table to out.
func New(j *export.Job, l *export.Ledger, out io.Writer) *Writer {
	return &Writer{job: j, ledger: l, out: out, csv: csv.NewWriter(out)}
}

// aboutColumns stand at the end of each row, so that a row says where it comes from
// wherever it is copied to.
var aboutColumns = []string{"about.asOf", "about.revision", "about.datasets", "about.link"}

// Begin writes the header.
func (w *Writer) Begin(_ *export.About, ts []tables.Table) error {
	if w.job.BOM {
		if _, err := io.WriteString(w.out, byteOrderMark); err != nil {
			return err
		}
	}
	w.columns = ts[0].Columns
	var header []string
	for _, c := range w.columns {
		header = append(header, c.Title)
	}
	if !w.job.NoAbout {
		header = append(header, aboutColumns...)
	}
	return w.csv.Write(header)
}

// Row writes a row. An unknown value is an empty cell.
func (w *Writer) Row(_ int, r *tables.Row) error {
	line := make([]string, 0, len(r.Cells)+len(aboutColumns))
	for i, cell := range r.Cells {
		text, _ := cell.(string)
		if w.columns[i].Kind != tables.Number {
			text = Guard(text)
		}
		line = append(line, text)
	}
	if !w.job.NoAbout {
		var used []string
		for _, key := range r.Datasets {
			d := w.ledger.Dataset(key)
			used = append(used, d.Key+" ("+d.Terms()+")")
		}
		a := w.job.About
		line = append(line, Guard(a.AsOf), a.RevisionText(), Guard(strings.Join(used, "; ")), Guard(a.Link))
	}
	if len(line) == 1 && line[0] == "" {
		return w.emptyLine()
	}
	return w.csv.Write(line)
}

// emptyLine writes a row of one empty cell: readers pass over a line with nothing in it.
func (w *Writer) emptyLine() error {
	w.csv.Flush()
	_, err := io.WriteString(w.out, "\"\"\n")
	return errors.Join(w.csv.Error(), err)
}

// End writes what is left.
func (w *Writer) End(*export.About) error {
	w.csv.Flush()
	return w.csv.Error()
}

var (
	// number is no formula, whatever its sign.
	number = regexp.MustCompile(`^[+-]?[0-9]+(\.[0-9]+)?$`)
	// inner is where a cell could begin for a spreadsheet that takes something else
	// than the comma for what parts cells, as in many countries it does.
	inner = regexp.MustCompile(`([;|\t\r\n]["\s]*)([=+\-@＝＋－＠])`)
)

// signs are those that begin a formula, and what spreadsheets skip before them;
// partings are what can part cells beside the comma.
const (
	signs    = "=+-@＝＋－＠\t\r"
	partings = ";|\t\r\n"
)

// Guard gives a text that no spreadsheet runs: an apostrophe stands before what would
// begin a formula. Numbers stay as they are. A line break is a single LF.
func Guard(s string) string {
	if !strings.ContainsAny(s, signs) {
		return s
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	if number.MatchString(s) {
		return s
	}
	if strings.ContainsAny(s, partings) {
		s = inner.ReplaceAllString(s, "$1'$2")
	}
	if c, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(s, skipped)); strings.ContainsRune(signs, c) || s != "" && strings.ContainsRune("\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// skipped tells whether spreadsheets pass over a character at the beginning of a cell.
func skipped(c rune) bool { return unicode.IsSpace(c) || c == '\ufeff' }

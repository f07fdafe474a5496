package ratescsv

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/migraph/migraph/graph"
)

// Bounds of a table. The European Central Bank's rates of forty currencies over 25
// years are 260,000.
const (
	MaxSize    = 128 << 20 // bytes
	MaxRates   = 300_000
	maxSources = 1000
	maxText    = 200 // characters of the name of a source or a publisher
)

// maxProblems bounds how many mistakes are listed: nobody corrects more in one go.
const maxProblems = 500

// Read reads a table as the dataset of that key. name is what messages call it. An
// error that unwraps to graph.Problems lists every mistake of the table; one within
// the quotes of the table ends the reading, for nobody can tell what stands in the
// rows after it.
func Read(name, dataset string, from io.Reader) (*graph.Import, error) {
	data, err := io.ReadAll(io.LimitReader(from, MaxSize+1))
	if err != nil {
		return nil, &graph.Error{Code: graph.InvalidArgument, Message: name + " cannot be read", Cause: err}
	}
	r := newReader(name, dataset)
	if text, ok := r.plainText(data); ok {
		r.table(text)
	}
	if len(r.problems) > 0 {
		return nil, r.refuse()
	}
	return r.finish(), nil
}

// reader makes an import of a table. It goes on after a mistake: the import is
// thrown away at the end.
type reader struct {
	name, dataset string
	csv           *csv.Reader
	place         [published + 1]int // of the columns in a row
	width         int                // of rows

	out      *graph.Import
	sources  map[string]*cited // by their names as they are written
	spelt    map[string]*cited // by their identifiers
	texts    map[string]string
	order    []*cited       // the sources as they come
	told     map[told]int   // rates: their lines
	problems graph.Problems // those that are listed
	more     int            // those that are not
}

// told is what can be told once: the worth of a currency in another on a day.
type told struct{ from, to, day string }

func newReader(name, dataset string) *reader {
	return &reader{name: name, dataset: dataset, sources: map[string]*cited{}, spelt: map[string]*cited{}, texts: map[string]string{}, told: map[told]int{},
		out: &graph.Import{Dataset: graph.Dataset{Key: dataset, Title: "Exchange rates"}}}
}

// plainText gives the table as text: UTF-8 without a byte order mark.
func (r *reader) plainText(data []byte) (string, bool) {
	switch bad := badByte(data); {
	case len(data) > MaxSize:
		r.add(1, 1, "the file is larger than %d megabytes; split it into several, each with a dataset of its own", MaxSize>>20)
	case bytes.HasPrefix(data, []byte{0x1F, 0x8B}):
		r.add(1, 1, "this file is packed by gzip; unpack it first")
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		r.add(1, 1, "this is no text file but a spreadsheet, a document or an archive; save the table as CSV")
	case longLine(data) > 0:
		r.add(longLine(data), 1, "this line is longer than %d characters, which no row of rates is; check the separator and the ends of lines", maxLine)
	case bad >= 0:
		before := data[:bad]
		r.add(1+bytes.Count(before, []byte("\n")), bad-bytes.LastIndexByte(before, '\n'),
			"the text is not UTF-8 from here on, or has an invisible control character here; save the table as CSV with the encoding UTF-8")
	default:
		return string(bytes.TrimPrefix(data, []byte("\uFEFF"))), true
	}
	return "", false
}

// maxLine bounds the bytes of a line.
const maxLine = 10_000

// longLine gives the number of the first line that is too long, 0 if none is.
func longLine(data []byte) int {
	for n := 1; len(data) > 0; n++ {
		end := bytes.IndexByte(data, '\n')
		if end < 0 {
			end = len(data)
		}
		if end > maxLine {
			return n
		}
		data = data[min(len(data), end+1):]
	}
	return 0
}

// badByte gives the place of the first byte that no text has, -1 if there is none.
func badByte(data []byte) int {
	for i := 0; i < len(data); {
		c, size := utf8.DecodeRune(data[i:])
		if c == utf8.RuneError && size == 1 || c < ' ' && c != '\n' && c != '\r' && c != '\t' || c == 0x7F {
			return i
		}
		i += size
	}
	return -1
}

// table reads all rows.
func (r *reader) table(text string) {
	r.csv = csv.NewReader(strings.NewReader(text))
	r.csv.Comma, r.csv.FieldsPerRecord, r.csv.ReuseRecord = separator(text), -1, true
	for rows := 0; ; rows++ {
		row, err := r.csv.Read()
		var syntax *csv.ParseError
		switch {
		case errors.As(err, &syntax):
			r.add(syntax.Line, max(1, syntax.Column), "a quotation mark stands where none can, or is not closed; put the whole cell into quotation marks and double those within it")
			return
		case err != nil: // the end: the text is in memory
			if rows == 0 {
				r.add(1, 1, "the file is empty; its first line must name the columns %s", strings.Join(columns[:needed], ", "))
			} else if rows == 1 {
				r.add(1, 1, "there are no rates below the first line; add some")
			}
			return
		case rows == 0:
			if r.header(row); len(r.problems) > 0 {
				return
			}
		case rows > MaxRates:
			r.wrong(0, "there are more than %d rates; split the table into several, each with a dataset of its own", MaxRates)
			return
		case len(row) != r.width:
			r.wrong(0, "this row has %d columns and the first line %d; add or remove cells, or put a cell that holds the separator into quotation marks", len(row), r.width)
		default:
			r.rate(row)
		}
	}
}

// wrong notes a mistake in a cell of the row that was read last.
func (r *reader) wrong(cell int, format string, args ...any) {
	line, column := r.csv.FieldPos(cell)
	r.add(line, column, format, args...)
}

// add notes a mistake, in the form «what was wrong; what to do».
func (r *reader) add(line, column int, format string, args ...any) {
	if len(r.problems) == maxProblems {
		r.more++
		return
	}
	r.problems = append(r.problems, graph.Problem{Where: fmt.Sprintf("%s:%d:%d", r.name, line, column), Message: fmt.Sprintf(format, args...)})
}

func (r *reader) refuse() error {
	count := fmt.Sprintf("%d mistakes", len(r.problems)+r.more)
	if len(r.problems) == 1 {
		count = "1 mistake"
	}
	if r.more > 0 {
		r.problems = append(r.problems, graph.Problem{Where: r.name, Message: fmt.Sprintf("there are %d more mistakes; correct these first", r.more)})
	}
	return &graph.Error{Code: graph.InvalidArgument, Message: fmt.Sprintf("%s has %s", r.name, count), Cause: r.problems}
}

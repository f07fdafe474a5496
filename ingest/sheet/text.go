package sheet

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/migraph/migraph/graph"
)

// text reads a file as text with one cell beside the other.
func (b *Book) text(data []byte) error {
	table, guessed, ok := decode(data)
	if !ok {
		return b.refuse("the text is in an encoding that cannot be told; save the table as CSV with the encoding UTF-8, or as .xlsx")
	}
	if i := strings.IndexByte(table, 0); i >= 0 {
		return b.refuse("there is a character of code 0 in line %d, which no text has; save the table again as CSV or .xlsx", 1+strings.Count(table[:i], "\n"))
	}
	if strings.TrimSpace(table) == "" {
		return b.refuse("the file is empty; save the table again as CSV or .xlsx")
	}
	b.Guessed = guessed
	s := &Sheet{book: b.Name, texts: new(int)}
	comma := separator(table)
	s.rows = func(_ context.Context, each func(*Row) error) error { return textRows(s, table, comma, each) }
	b.Sheets = []*Sheet{s}
	return nil
}

// decode gives a text as UTF-8 with line feeds as the only line ends, and the encoding
// that was assumed, if one was: what is neither marked nor valid UTF-8 is most often
// Windows-1252, which Excel writes in the west and of which Latin-1 is a part.
func decode(data []byte) (table, guessed string, ok bool) {
	var from encoding.Encoding
	switch {
	case bytes.HasPrefix(data, []byte("\xEF\xBB\xBF")):
		data = data[3:]
	case bytes.HasPrefix(data, []byte("\xFF\xFE")), bytes.HasPrefix(data, []byte("\xFE\xFF")):
		from = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case wide(data, 1):
		from = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case wide(data, 0):
		from = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	case !utf8.Valid(data):
		for _, c := range []byte("\x81\x8D\x8F\x90\x9D") { // Windows-1252 does not have these
			if bytes.IndexByte(data, c) >= 0 {
				return "", "", false
			}
		}
		from, guessed = charmap.Windows1252, "Windows-1252"
	}
	if from != nil {
		var err error
		if data, err = from.NewDecoder().Bytes(data); err != nil {
			return "", "", false
		}
	}
	if !utf8.Valid(data) {
		return "", "", false
	}
	table = strings.ReplaceAll(string(data), "\r\n", "\n")
	return strings.ReplaceAll(table, "\r", "\n"), guessed, true
}

// wide tells whether the beginning of a text has a zero in every second byte, from
// the one at offset on, and no other zero: western text in UTF-16 without a mark.
func wide(data []byte, offset int) bool {
	head := data[:min(len(data), 200)&^1]
	for i, c := range head {
		if (c == 0) != (i%2 == offset) {
			return false
		}
	}
	return len(head) >= 8
}

// separators may stand between cells; of two that fit alike the first is taken.
var separators = []rune{',', ';', '\t', '|'}

// separator gives what stands between the cells of a text: the one that parts most of
// the first rows into the same number of cells.
func separator(table string) rune {
	best, most, widest := separators[0], 0, 1
	for _, comma := range separators {
		width, rows := alike(table, comma)
		if width > 1 && (rows > most || rows == most && width > widest) {
			best, most, widest = comma, rows, width
		}
	}
	return best
}

// alike gives the number of cells that most of the first rows have, and how many do.
func alike(table string, comma rune) (width, rows int) {
	r := newReader(table, comma)
	count := map[int]int{}
	for range 25 {
		row, err := r.Read()
		if err != nil {
			break
		}
		n := len(row)
		if count[n]++; n > 1 && (count[n] > rows || count[n] == rows && n > width) {
			width, rows = n, count[n]
		}
	}
	return width, rows
}

func newReader(table string, comma rune) *csv.Reader {
	r := csv.NewReader(strings.NewReader(table))
	r.Comma, r.FieldsPerRecord, r.ReuseRecord = comma, -1, true
	return r
}

// textRows gives the rows of a text. Cells may hold line ends, so a row is not the
// line with its number.
func textRows(s *Sheet, table string, comma rune, each func(*Row) error) error {
	r := newReader(table, comma)
	within := 0 // line ends within the cells so far
	for {
		cells, err := r.Read()
		var syntax *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &syntax):
			return Refuse(s.book, graph.Problem{Where: s.Place(syntax.StartLine-within, -1), Message: quoteMistake(syntax)})
		case err != nil:
			return err
		}
		line, _ := r.FieldPos(0)
		row := &Row{Number: line - within, Cells: cells}
		for _, c := range cells {
			within += strings.Count(c, "\n")
		}
		if err := each(row); err != nil {
			return err
		}
	}
}

func quoteMistake(err *csv.ParseError) string {
	if errors.Is(err.Err, csv.ErrBareQuote) {
		return "a quotation mark stands within a cell that does not begin with one; put the whole cell into quotation marks and double those within it"
	}
	return "a quotation mark that begins in this row is not closed, or something follows the one that closes it; put whole cells into quotation marks and double those within them"
}

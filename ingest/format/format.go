// Package format reads whatever file somebody brings: what it is, its content tells.
package format

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest"
	"github.com/migraph/migraph/ingest/hxl"
	"github.com/migraph/migraph/ingest/iati"
	"github.com/migraph/migraph/ingest/migraphyaml"
	"github.com/migraph/migraph/ingest/ratescsv"
	"github.com/migraph/migraph/ingest/table"
	"github.com/migraph/migraph/ingest/template"
)

// Options say what a file does not.
type Options struct {
	// Format is the name of a format, of Names; empty if the content is to tell.
	Format string
	// Dataset describes the dataset. Its key is needed for formats that name none,
	// and goes before that of a file.
	Dataset graph.Dataset
	// Table completes what the rows of a table leave out. Files that are none are
	// refused with it: see ErrNoTable.
	Table hxl.Options
}

// Read is a file that was read.
type Read struct {
	graph.Source
	// Account of what became of what was read; nil for formats of which every entry is
	// taken over or the file refused.
	Account *ingest.Account
	close   func() error
}

// Close lets go of what is kept of the file.
func (r *Read) Close() error { return r.close() }

// reader reads files of one format.
type reader struct {
	name string
	is   func(head []byte) bool
	// keyless: the format names no dataset.
	keyless bool
	read    func(ctx context.Context, from ingest.Source, o Options) (*Read, error)
}

const tables = "table"

// readers are the formats; of those that a file might be the first is taken. The last
// is what a file is taken for that is nothing else.
var readers = []reader{
	{"iati", iati.Is, true, streamed(func(ctx context.Context, from ingest.Source, _ Options, sink ingest.Sink, account *ingest.Account) error {
		return iati.Read(ctx, from, sink, account)
	})},
	{"rates", ratescsv.Is, true, func(_ context.Context, from ingest.Source, _ Options) (*Read, error) {
		return inMemory(ratescsv.Read(from.Name, from.Dataset, from))
	}},
	{tables, table.Is, true, streamed(func(ctx context.Context, from ingest.Source, o Options, sink ingest.Sink, account *ingest.Account) error {
		return table.Read(ctx, from, o.Table, sink, account)
	})},
	{migraphyaml.Format, nil, false, func(_ context.Context, from ingest.Source, _ Options) (*Read, error) {
		return inMemory(migraphyaml.Read(from.Name, from))
	}},
}

// Names gives the names of the formats.
func Names() []string {
	out := make([]string, len(readers))
	for i, r := range readers {
		out[i] = r.name
	}
	return out
}

// longestHead is so much of a file as tells its format.
const longestHead = 64 << 10

// ErrNoKey is the error of a file whose format names no dataset, if none was given.
type ErrNoKey struct{ Name, Format string }

func (e ErrNoKey) Error() string {
	return fmt.Sprintf("%s (%s) names no dataset; give it a key: migraph import --dataset KEY %s", e.Name, e.Format, e.Name)
}

// ErrNoTable is the error of a file that says countries and currencies itself, if it
// was to be completed like a table.
type ErrNoTable struct{ Name, Format string }

func (e ErrNoTable) Error() string {
	return fmt.Sprintf("%s (%s) is no table; --country and --currency complete the rows of tables only, and are said of other files within them: leave them out", e.Name, e.Format)
}

// Open reads a file, packed by gzip or not. name is what messages call it. The error
// of a file that cannot be read unwraps to graph.Problems.
func Open(ctx context.Context, name string, from io.Reader, o Options) (*Read, error) {
	plain, err := unpacked(name, from)
	if err != nil {
		return nil, err
	}
	b := bufio.NewReaderSize(plain, longestHead)
	head, _ := b.Peek(longestHead) // what cannot be read is told by who reads on
	r, err := choose(name, head, o.Format)
	if err != nil {
		return nil, err
	}
	if r.keyless && o.Dataset.Key == "" {
		return nil, ErrNoKey{name, r.name}
	}
	if r.name != tables && o.Table != (hxl.Options{}) {
		return nil, ErrNoTable{name, r.name}
	}
	out, err := r.read(ctx, ingest.Source{Name: name, Dataset: o.Dataset.Key, Reader: b}, o)
	if err != nil {
		return nil, err
	}
	said := o.Dataset
	said.Format = r.formatOf(out)
	out.Source = titled{out.Source, said}
	return out, nil
}

// formatOf gives the format of what was read, as its dataset keeps it: the name of the
// reader, but for tables the one of their two forms.
func (r *reader) formatOf(what *Read) graph.Text {
	switch {
	case r.name != tables:
		return graph.Text(r.name)
	case what.Account.Format == template.Format:
		return "template"
	}
	return "hxl"
}

// choose finds the reader of a file.
func choose(name string, head []byte, format string) (*reader, error) {
	if format != "" {
		i := slices.IndexFunc(readers, func(r reader) bool { return r.name == format })
		if i < 0 {
			return nil, graph.InvalidArg("format", "there is no format %q; the formats are %s", format, strings.Join(Names(), ", "))
		}
		return &readers[i], nil
	}
	last := len(readers) - 1
	for i := range readers[:last] {
		if readers[i].is(head) {
			return &readers[i], nil
		}
	}
	if what := strange(head); what != "" {
		return nil, &graph.Error{Code: graph.InvalidArgument, Message: name + " cannot be read",
			Cause: graph.Problems{{Where: name + ":1:1", Message: what}}}
	}
	return &readers[last], nil
}

// strange says what a file is that is not even YAML by mistake; empty if it may be.
func strange(head []byte) string {
	text := bytes.TrimPrefix(bytes.TrimSpace(head), []byte("\uFEFF"))
	first, _, _ := bytes.Cut(text, []byte("\n"))
	switch {
	case len(text) == 0:
		return "the file is empty; " + readable
	case bytes.HasPrefix(text, []byte("%PDF-")):
		return "this is a PDF, which nobody can read reliably; save the table behind it as XLSX or CSV, or write down what it says; " + readable
	case bytes.HasPrefix(text, []byte("{\\rtf")):
		return "this is a text document (RTF); save the table in it as XLSX or CSV; " + readable
	case isJSON(text):
		return "this is JSON, which is not read; save it as XLSX or CSV; " + readable
	case html.Match(text):
		return "this is a web page, perhaps one that says why there is no file; download the file itself; " + readable
	case bytes.HasPrefix(text, []byte("<")):
		return "this is XML, but not IATI: such a file begins with <iati-activities> or <iati-organisations>"
	case bytes.Contains(first, []byte(",")) && !bytes.Contains(first, []byte(":")), bytes.Contains(first, []byte("\t")):
		return "this looks like a table, but nothing tells what its columns are: a row of HXL hashtags (#org, #sector, #adm1 ...) above the data, the column names of Migraph's templates (migraph export --template xlsx), or those of exchange rates (date,currency,to,rate,source)"
	case bytes.IndexByte(head, 0) >= 0 && !bytes.HasPrefix(head, []byte("\xFF\xFE")) && !bytes.HasPrefix(head, []byte("\xFE\xFF")):
		return "this is neither a text nor a workbook; save it as XLSX or CSV; " + readable
	case !section.Match(text):
		return "this is text of which nothing tells what it says; write it into a spreadsheet, or as facts; " + readable
	}
	return ""
}

// readable says, for people, what can be read.
const readable = "what can be read: spreadsheets (.xlsx, .csv; migraph export --template xlsx makes an empty one), IATI (.xml), files of facts (.yaml) and exchange rates (.csv); docs/data.md tells more"

// html is how web pages begin, section how a line of a file of facts does.
var (
	html    = regexp.MustCompile(`(?i)^<(!doctype )?html`)
	section = regexp.MustCompile(`(?m)^[\s{"']*[A-Za-z]+["']?\s*:|^[%&*!|>@{]`)
)

// isJSON tells whether a text is JSON but for a file of facts, of which JSON is a form.
func isJSON(text []byte) bool {
	rest := bytes.TrimLeft(text[1:], " \t\r\n")
	switch text[0] {
	case '[':
		return len(rest) > 0 && bytes.IndexByte([]byte(`{["]`), rest[0]) >= 0
	case '{':
		return bytes.HasPrefix(rest, []byte{'"'}) && !hasFacts(text) || bytes.HasPrefix(rest, []byte{'}'})
	}
	return false
}

// hasFacts tells whether JSON, of which there may be the beginning only, is a file of
// facts: what stands at its top are sections of one, or there is a dataset among them.
func hasFacts(text []byte) bool {
	from := json.NewDecoder(bytes.NewReader(text))
	depth, isKey, known, unknown := 0, false, 0, 0
	for {
		t, err := from.Token()
		if err != nil { // it goes on, or is YAML but no JSON
			return known > 0 && unknown == 0
		}
		switch d, is := t.(json.Delim); {
		case is && (d == '{' || d == '['):
			depth++
			isKey = depth == 1
			continue
		case is:
			depth--
		case depth == 1 && isKey:
			key, _ := t.(string)
			switch {
			case key == "dataset":
				return true
			case slices.Contains(migraphyaml.Sections(), key):
				known++
			default:
				unknown++
			}
			isKey = false
			continue
		}
		isKey = depth == 1
	}
}

// streamed reads into a spool.
func streamed(read func(context.Context, ingest.Source, Options, ingest.Sink, *ingest.Account) error) func(context.Context, ingest.Source, Options) (*Read, error) {
	return func(ctx context.Context, from ingest.Source, o Options) (*Read, error) {
		spool := ingest.NewSpool(graph.Dataset{Key: from.Dataset})
		out := &Read{Source: spool, Account: &ingest.Account{}, close: spool.Close}
		if err := read(ctx, from, o, spool, out.Account); err != nil {
			_ = spool.Close() // the reason is worth more
			return nil, err
		}
		return out, nil
	}
}

func inMemory(in *graph.Import, err error) (*Read, error) {
	if err != nil {
		return nil, err
	}
	return &Read{Source: in, close: func() error { return nil }}, nil
}

// titled is a source of which somebody tells more than it does itself. A file of facts
// that Migraph wrote says itself of which format its dataset came.
type titled struct {
	graph.Source
	said graph.Dataset
}

func (t titled) About() graph.Dataset {
	d := t.Source.About()
	for _, x := range []struct {
		to   *graph.Text
		from graph.Text
	}{{&d.Title, t.said.Title}, {&d.Licence, t.said.Licence}} {
		if x.from != "" {
			*x.to = x.from
		}
	}
	if t.said.Key != "" {
		d.Key = t.said.Key
	}
	d.Format = cmp.Or(d.Format, t.said.Format)
	return d
}

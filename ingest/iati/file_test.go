package iati_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest"
	"github.com/migraph/migraph/ingest/iati"
)

// TestFilesThatAreRefused: a file that is broken as a whole is an error with its place.
func TestFilesThatAreRefused(t *testing.T) {
	deep := activities(strings.Repeat("<a>", 100))
	for _, test := range []struct{ name, text, want string }{
		{"empty", "", "f.xml:1:1: there is no XML element"},
		{"no XML", "stakeholders: {}", "f.xml:1:17: there is no XML element"},
		{"HTML", "<html><body/></html>", "f.xml:1:7: the file begins with <html>; an IATI file begins with <iati-activities> or <iati-organisations>"},
		{"cut off", "<iati-activities version=\"2.03\">\n<iati-activity><title>", "f.xml:2:23: this is no well-formed XML: unexpected EOF; the file is damaged or was cut off"},
		{"cut off between activities", "<iati-activities>\n<iati-activity/>\n", "f.xml:3:1: this is no well-formed XML: unexpected EOF; the file is damaged or was cut off"},
		{"mixed up tags", "<iati-activities><a></b></iati-activities>", "f.xml:1:25: this is no well-formed XML: element <a> closed by </b>; the file is damaged or was cut off"},
		{"doctype", "<!DOCTYPE x [<!ENTITY e \"boom\">]>\n<iati-activities/>", "f.xml:1:34: there is a document type declaration"},
		{"entity", activities("<title>&e;</title>"), "this is no well-formed XML: invalid character entity &e;"},
		{"deep", deep, "elements are nested 64 deep here"},
		{"two roots", activities("") + activities(""), "there is a second root element"},
		{"encoding", `<?xml version="1.0" encoding="martian"?><iati-activities/>`, `f.xml:1:1: the encoding "martian" is not known; save the file as UTF-8`},
		{"long text", activities("<title>" + strings.Repeat("a", 2<<20) + "</title>"), "a text or a tag is longer than 1024 kB"},
		{"long attribute", activities(`<title lang="` + strings.Repeat(">", 2<<20) + `"/>`), "a text or a tag is longer than 1024 kB"},
		{"long comment", activities("<!--" + strings.Repeat("<a>", 1<<20) + "-->"), "a text or a tag is longer than 1024 kB"},
		{"long section", activities("<title><![CDATA[" + strings.Repeat("<a>", 1<<20) + "]]></title>"), "a text or a tag is longer than 1024 kB"},
		{"long instruction", "<?x " + strings.Repeat("<a>", 1<<20) + "?>" + activities(""), "a text or a tag is longer than 1024 kB"},
		{"invalid UTF-8", activities("<title>\xff</title>"), "this is no well-formed XML: invalid UTF-8"},
	} {
		err := iati.Read(t.Context(), ingest.Source{Name: "f.xml", Dataset: "d", Reader: strings.NewReader(test.text)}, &graph.Import{}, &ingest.Account{})
		var problems graph.Problems
		if !errors.As(err, &problems) {
			t.Errorf("%s: the error is %v", test.name, err)
			continue
		}
		var coded *graph.Error
		if !errors.As(err, &coded) || coded.Code != graph.InvalidArgument {
			t.Errorf("%s: the error has no code: %v", test.name, err)
		}
		if got := problems.Error(); !strings.Contains(got, test.want) {
			t.Errorf("%s: got  %s\nwant %s", test.name, got, test.want)
		}
	}
}

func TestEncodings(t *testing.T) {
	text := activity(`<description><narrative>Grüße aus Malmö</narrative></description>`)
	utf16 := []byte{0xFF, 0xFE}
	for _, r := range `<?xml version="1.0" encoding="UTF-16"?>` + text {
		utf16 = append(utf16, byte(r), byte(r>>8))
	}
	latin := []byte(`<?xml version="1.0" encoding="windows-1252"?>`)
	for _, r := range text {
		latin = append(latin, byte(r))
	}
	for name, data := range map[string]string{
		"UTF-8": `<?xml version="1.0" encoding="utf-8"?>` + text, "UTF-8 with a mark": "\uFEFF" + text, "UTF-16": string(utf16), "windows-1252": string(latin),
	} {
		if got := read(t, data).thing("iati-activity:XM-1-A").(*graph.Initiative).Summary; got != "Grüße aus Malmö" {
			t.Errorf("%s: got %q", name, got)
		}
		if !iati.Is([]byte(data)) {
			t.Errorf("%s is not told to be a file of IATI", name)
		}
	}
}

func TestIs(t *testing.T) {
	for text, want := range map[string]bool{
		"<iati-activities/>": true, "<?xml version='1.0'?>\n<!-- a > b -->\n<iati-activities version='2.03'>": true, "\n <iati-organisations>": true,
		"<iati:iati-activities xmlns:iati='x'>": true, "<iati-activities": false, "<iati-activities-of>": false, "<html><iati-activities/>": false, "": false,
		"dataset: {key: iati}": false, "<iati-activity/>": false, "\xff\xfe": false, "PK\x03\x04": false,
	} {
		if got := iati.Is([]byte(text)); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// TestNamespaces: what other programs noted in their own namespaces is no part of
// the file; a namespace of all elements changes nothing.
func TestNamespaces(t *testing.T) {
	r := read(t, `<iati-activities xmlns:d="http://other" xmlns:odd="xml" version="2.03"><iati-activity d:version="9" odd:lang="fr">
<iati-identifier>XM-1-A</iati-identifier><d:note><title>Not this</title></d:note><title><narrative>Ceci</narrative></title></iati-activity></iati-activities>`)
	i := r.thing("iati-activity:XM-1-A").(*graph.Initiative)
	if i.Name != "Ceci" || i.Language != "fr" {
		t.Errorf("got %+v", i)
	}
	r.count("foreign-element", 1)
	r = read(t, strings.Replace(activity(""), "<iati-activities", `<iati-activities xmlns="http://iati"`, 1))
	if i := r.thing("iati-activity:XM-1-A").(*graph.Initiative); i.Name != "One" {
		t.Errorf("got %+v", i)
	}
	r.count("foreign-element", 0)
}

// TestTextInPieces: comments and sections part a text into tokens, however many.
func TestTextInPieces(t *testing.T) {
	piece := "ab<!-- x --><![CDATA[<c>]]>"
	r := read(t, activity("<description><narrative>"+strings.Repeat(piece, 50_000)+"</narrative></description>"))
	if got := r.thing("iati-activity:XM-1-A").(*graph.Initiative).Summary; !strings.HasPrefix(string(got), "ab<c>ab<c>") || len(got) != 20_000 {
		t.Errorf("got %d bytes", len(got))
	}
	r.count("text-cut", 1)
}

func TestTooLargeActivityIsLeftOut(t *testing.T) {
	large := `<iati-activity><iati-identifier>XM-1-L</iati-identifier>` + strings.Repeat("<sector/>", 300_001) + `</iati-activity>`
	small := `<iati-activity><iati-identifier>XM-1-S</iati-identifier></iati-activity>`
	r := read(t, activities(large+small))
	r.count("entry-too-large", 1)
	r.thing("iati-activity:XM-1-S")
	if places := r.account.Rules()[0].Places; len(r.in.Things) != 2 {
		t.Errorf("got %v, %v", r.keys(), places)
	}
}

// TestErrorsOfOthersStop: the sink's error and a cancelled context end the reading.
func TestErrorsOfOthersStop(t *testing.T) {
	full := errors.New("the sink is full")
	source := func() ingest.Source {
		return ingest.Source{Name: "f", Dataset: "d", Reader: strings.NewReader(activity(""))}
	}
	if err := iati.Read(t.Context(), source(), failing{full}, &ingest.Account{}); !errors.Is(err, full) {
		t.Errorf("the error is %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := iati.Read(ctx, source(), &graph.Import{}, &ingest.Account{}); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
}

type failing struct{ err error }

func (f failing) Thing(graph.ThingInput) error { return f.err }
func (f failing) Claim(graph.ClaimInput) error { return f.err }

// counting is a sink that keeps nothing.
type counting struct{ things, claims int }

func (c *counting) Thing(graph.ThingInput) error { c.things++; return nil }
func (c *counting) Claim(graph.ClaimInput) error { c.claims++; return nil }

// TestMemoryDoesNotGrowWithTheFile reads 40 MB of transactions of one publisher.
func TestMemoryDoesNotGrowWithTheFile(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 40 MB")
	}
	transactions := strings.Repeat(`<transaction><transaction-type code="3"/><transaction-date iso-date="2020-01-01"/><value value-date="2020-01-01">1</value>
<receiver-org ref="XM-2"><narrative>Receiver</narrative></receiver-org></transaction>`, 500)
	reader, writer := io.Pipe()
	size := 0
	go func() {
		defer func() { _ = writer.Close() }()
		say := func(s string) { n, _ := io.WriteString(writer, s); size += n }
		say(`<iati-activities version="2.03">`)
		for i := range 400 {
			say(fmt.Sprintf(`<iati-activity><iati-identifier>XM-1-%d</iati-identifier><reporting-org ref="XM-1" type="40"/>%s</iati-activity>`, i, transactions))
		}
		say(`</iati-activities>`)
	}()
	var highest uint64
	sink := &measured{highest: &highest}
	if err := iati.Read(t.Context(), ingest.Source{Name: "f", Dataset: "d", Reader: reader}, sink, &ingest.Account{}); err != nil {
		t.Fatal(err)
	}
	if sink.claims != 200_000 || size < 40_000_000 {
		t.Errorf("%d claims of %d bytes", sink.claims, size)
	}
	if highest > 50<<20 {
		t.Errorf("%d MB were in use", highest>>20)
	}
}

// measured notes how much memory is in use.
type measured struct {
	counting
	highest *uint64
}

func (m *measured) Claim(c graph.ClaimInput) error {
	if m.claims%20_000 == 0 {
		runtime.GC()
		var now runtime.MemStats
		runtime.ReadMemStats(&now)
		*m.highest = max(*m.highest, now.HeapAlloc)
	}
	return m.counting.Claim(c)
}

// FuzzRead: whatever the file, the reader neither panics nor invents references, and
// reads the same twice.
func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/*.xml")
	if err != nil || len(files) == 0 {
		f.Fatal("there are no seeds", err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(activity(`<transaction><transaction-type code="3"/><provider-org ref="A;B"/></transaction>`)))
	f.Fuzz(func(t *testing.T, data []byte) {
		first, firstErr := digest(t, data)
		again, againErr := digest(t, data)
		if first != again || fmt.Sprint(firstErr) != fmt.Sprint(againErr) {
			t.Errorf("the same file gave\n%s %v\nand\n%s %v", first, firstErr, again, againErr)
		}
	})
}

// digest reads a file and gives all that it gave, as text.
func digest(t *testing.T, data []byte) (string, error) {
	in := &graph.Import{Dataset: graph.Dataset{Key: "d"}}
	var account ingest.Account
	err := iati.Read(t.Context(), ingest.Source{Name: "f", Dataset: "d", Reader: bytes.NewReader(data)}, in, &account)
	if err != nil {
		return "", err
	}
	checkReferences(t, in)
	var out strings.Builder
	for _, x := range in.Things {
		fmt.Fprintf(&out, "%s %s %s\n", x.Key, x.Where, recordText(x.Record))
	}
	for _, x := range in.Claims {
		fmt.Fprintf(&out, "%s %s %s\n", x.Key, x.Where, recordText(x.Record))
	}
	return fmt.Sprint(out.String(), account.Rules(), account.Elements()), nil
}

// recordText writes the fields, references and parts of a record.
func recordText(r graph.Record) string {
	t := graph.TypeOf(r)
	var out strings.Builder
	for i := range t.Fields {
		fmt.Fprint(&out, t.Fields[i].Get(r), " ")
	}
	for i := range t.Refs {
		fmt.Fprint(&out, t.Refs[i].Get(r), " ")
	}
	for i := range t.Parts {
		for _, e := range t.Parts[i].Get(r) {
			fmt.Fprint(&out, "[", recordText(e), "]")
		}
	}
	return out.String()
}

// checkReferences: everything has a key of its own, an identifier and evidence, and
// refers to what is there.
func checkReferences(t *testing.T, in *graph.Import) {
	t.Helper()
	keys, identifiers := map[string]bool{}, map[string]bool{}
	for _, x := range in.Things {
		name := graph.TypeOf(x.Record).Name
		if keys[name+" "+x.Key] {
			t.Errorf("the key %q of a %s is used twice", x.Key, name)
		}
		keys[name+" "+x.Key] = true
		thing := graph.AsThing(x.Record)
		if thing.Name == "" || len(thing.Identifiers) == 0 || len(x.Evidence) == 0 {
			t.Errorf("%s %q has no name, identifier or evidence", name, x.Key)
		}
		for _, i := range thing.Identifiers {
			if identifiers[name+" "+i.Key()] {
				t.Errorf("two have the identifier %s of a %s", i.Key(), name)
			}
			identifiers[name+" "+i.Key()] = true
		}
	}
	claims := map[string]bool{}
	for _, x := range in.Claims {
		claims[graph.TypeOf(x.Record).Name+" "+x.Key] = true
	}
	check := func(where string, r graph.Record, t2 *graph.Type) {
		for i := range t2.Refs {
			ref := t2.Refs[i].To + " " + t2.Refs[i].Get(r)
			if t2.Refs[i].Get(r) != "" && !keys[ref] && !claims[ref] {
				t.Errorf("%s refers to the %s, which is not there", where, ref)
			}
		}
	}
	all := func(where string, r graph.Record, evidence []*graph.Evidence) {
		check(where, r, graph.TypeOf(r))
		for _, part := range graph.TypeOf(r).Parts {
			for _, e := range part.Get(r) {
				check(where, e, part.Type)
			}
		}
		if len(evidence) == 0 {
			t.Errorf("%s has no evidence", where)
		}
		for _, e := range evidence {
			check(where, e, graph.TypeOf(e))
		}
	}
	for _, x := range in.Things {
		all(x.Where, x.Record, x.Evidence)
	}
	for _, x := range in.Claims {
		all(x.Where, x.Record, x.Evidence)
	}
}

// gunzip opens a file as the command line does before it reads it.
func gunzip(t *testing.T, name string) io.Reader {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	if !strings.HasSuffix(name, ".gz") {
		return f
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// slow is a file that gives some bytes at a time and notes whether it is read after use.
type slow struct {
	text   io.Reader
	closed atomic.Bool
	late   atomic.Bool
}

func (s *slow) Read(p []byte) (int, error) {
	if s.closed.Load() {
		s.late.Store(true)
	}
	return s.text.Read(p[:min(len(p), 64)])
}

// TestFileIsNotReadAfterwards: however reading ends, nobody reads the file any more when
// it has.
func TestFileIsNotReadAfterwards(t *testing.T) {
	text := activities(strings.Repeat(`<iati-activity><iati-identifier>A</iati-identifier><participating-org role="1" ref="XM-1"/></iati-activity>`, 1000))
	own := errors.New("own")
	for range 50 {
		from := &slow{text: strings.NewReader(text)}
		err := iati.Read(t.Context(), ingest.Source{Name: "f", Dataset: "d", Reader: from}, failing{own}, &ingest.Account{})
		from.closed.Store(true)
		if !errors.Is(err, own) {
			t.Fatal(err)
		}
		runtime.Gosched()
		if from.late.Load() {
			t.Fatal("the file was read after Read returned")
		}
	}
}

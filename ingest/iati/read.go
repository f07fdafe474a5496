package iati

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest"
)

// Limits of one activity or organisation and of the nesting of elements. The
// largest activities that are published have some ten thousand transactions.
const (
	maxElements = 300_000
	maxBytes    = 32 << 20 // of texts, attributes and names of elements
	maxDepth    = 64
)

// Limits of the attributes of one element. Those beyond are left out, and the ends of
// longer values: none of the standard's is as long, and addresses that are longer are
// refused.
const (
	maxAttributes = 100
	maxAttribute  = 2 * maxURL
)

// Read reads an IATI file, of activities or of organisations. What of it was not
// taken over as it stands is in the account. The error of a file that is none of
// IATI's, is no XML or ends too early unwraps to graph.Problems; what was read
// before is with the sink already.
func Read(ctx context.Context, from ingest.Source, sink ingest.Sink, account *ingest.Account) error {
	text, err := utf8Text(from)
	if err != nil {
		return problem(from.Name, 1, 1, err)
	}
	p := &parser{decoder: xml.NewDecoder(&guard{from: text}), source: from.Name, names: map[string]string{}}
	p.decoder.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // it is UTF-8 by now
	root, err := p.root()
	if err != nil {
		return err
	}
	r := newReader(from, sink, account, root, time.Now())
	parsing, stop := context.WithCancel(ctx)
	entries := p.ahead(parsing)
	defer func() {
		stop()
		for range entries { // until nobody reads the file any more
		}
	}()
	for e := range entries {
		if err := ctx.Err(); err != nil {
			return err
		}
		if errors.Is(e.err, io.EOF) {
			return r.finish(ctx)
		}
		if e.err != nil {
			return e.err
		}
		if err := r.entry(e); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// entry is an activity or an organisation with all that it holds, or why there is none:
// io.EOF after the last.
type entry struct {
	*element
	err error
	// foreign counts the elements of other namespaces within it, and tooLarge tells that
	// it is beyond the limits: it has lost its children.
	foreign  int
	tooLarge bool
}

// ahead gives the entries of the file, of which one is parsed while the one before is
// made use of: that is half of the work each. After an error, or when ctx ends, there
// are no more.
func (p *parser) ahead(ctx context.Context) <-chan entry {
	out := make(chan entry)
	go func() {
		defer close(out)
		for ctx.Err() == nil {
			e := p.entry()
			select {
			case out <- e:
			case <-ctx.Done():
			}
			if e.err != nil {
				return
			}
		}
	}()
	return out
}

// problem tells what is wrong with the file as a whole.
func problem(name string, line, column int, cause error) error {
	return &graph.Error{
		Code: graph.InvalidArgument, Message: fmt.Sprintf("%s cannot be read as an IATI file; nothing was written", name),
		Cause: graph.Problems{{Where: fmt.Sprintf("%s:%d:%d", name, line, column), Message: cause.Error()}},
	}
}

// parser gives the entries of a file one by one.
type parser struct {
	decoder *xml.Decoder
	source  string
	space   string            // the namespace of the root, mostly none
	names   map[string]string // of elements and attributes, kept once
	line    int               // where the token began
}

func (p *parser) fail(err error) error {
	var long tooLong
	if errors.As(err, &long) {
		err = long
	}
	var syntax *xml.SyntaxError
	line, column := p.decoder.InputPos()
	if errors.As(err, &syntax) {
		err = fmt.Errorf("this is no well-formed XML: %s; the file is damaged or was cut off", syntax.Msg)
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = errors.New("the file ends here, within an element; it was cut off")
	}
	return problem(p.source, line, column, err)
}

// token gives the next tag or text.
func (p *parser) token() (xml.Token, error) {
	for {
		p.line, _ = p.decoder.InputPos()
		t, err := p.decoder.Token()
		if err != nil {
			return nil, err
		}
		switch t.(type) {
		case xml.Directive:
			return nil, errors.New("there is a document type declaration; IATI files have none, and what it declares is not trusted: remove it")
		case xml.StartElement, xml.EndElement, xml.CharData:
			return t, nil
		}
	}
}

// root reads the root element.
func (p *parser) root() (*element, error) {
	for {
		t, err := p.token()
		if errors.Is(err, io.EOF) {
			return nil, p.fail(errors.New("there is no XML element; an IATI file begins with <iati-activities> or <iati-organisations>"))
		}
		if err != nil {
			return nil, p.fail(err)
		}
		start, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		p.space = start.Name.Space
		if n := start.Name.Local; n != "iati-activities" && n != "iati-organisations" {
			return nil, p.fail(fmt.Errorf("the file begins with <%s>; an IATI file begins with <iati-activities> or <iati-organisations>", cut(n)))
		}
		return p.element(start), nil
	}
}

// cut shortens what a message quotes.
func cut(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// entry gives the next child of the root with all that it holds.
func (p *parser) entry() entry {
	for {
		t, err := p.token()
		if err != nil {
			return entry{err: p.fail(err)}
		}
		switch t := t.(type) {
		case xml.EndElement:
			return entry{err: p.end()}
		case xml.StartElement:
			return p.subtree(t)
		}
	}
}

// end reads what follows the root: nothing but white space and comments.
func (p *parser) end() error {
	for {
		t, err := p.token()
		if errors.Is(err, io.EOF) {
			return io.EOF
		}
		if err != nil {
			return p.fail(err)
		}
		if _, ok := t.(xml.StartElement); ok {
			return p.fail(errors.New("there is a second root element; an IATI file has one"))
		}
	}
}

// subtree reads an element to its end.
func (p *parser) subtree(start xml.StartElement) entry {
	top := entry{element: p.element(start)}
	at, elements, size := top.element, 1, 0
	for depth, skip := 1, 0; depth > 0; {
		t, err := p.token()
		if err != nil {
			return entry{err: p.fail(err)}
		}
		switch t := t.(type) {
		case xml.StartElement:
			if depth++; depth > maxDepth {
				return entry{err: p.fail(fmt.Errorf("elements are nested %d deep here; no IATI file needs that", maxDepth))}
			}
			if elements++; elements > maxElements {
				top.tooLarge = true
			}
			if skip == 0 && t.Name.Space != p.space {
				top.foreign++
				skip = depth
			}
			if size += sizeOf(t); size > maxBytes {
				top.tooLarge = true
			}
			if skip == 0 && !top.tooLarge {
				e := p.element(t)
				e.parent = at
				at.children = append(at.children, e)
				at = e
			}
		case xml.EndElement:
			if skip == 0 && !top.tooLarge && depth > 1 {
				at = at.parent
			}
			if skip == depth {
				skip = 0
			}
			depth--
		case xml.CharData:
			if skip > 0 || top.tooLarge {
				continue
			}
			if size += len(t); size > maxBytes {
				top.tooLarge = true
			}
			if len(at.text) > 0 || len(bytes.TrimSpace(t)) > 0 {
				at.text = append(at.text, t...)
			}
		}
		if top.tooLarge {
			at, top.children = top.element, nil
		}
	}
	top.number()
	return top
}

// sizeOf gives the bytes of what is kept of a start tag.
func sizeOf(t xml.StartElement) int {
	size := len(t.Name.Local)
	for _, a := range t.Attr {
		size += len(a.Value)
	}
	return size
}

// element makes an element of its start tag. Attributes of other namespaces are
// other programs' notes, but for xml:lang, which some write with a namespace of
// their own.
func (p *parser) element(t xml.StartElement) *element {
	e := &element{name: p.once(t.Name.Local), line: p.line}
	for _, a := range t.Attr[:min(len(t.Attr), maxAttributes)] {
		if a.Name.Space == "" && a.Name.Local != "xmlns" || a.Name.Local == "lang" {
			e.attrs = append(e.attrs, attribute{p.once(a.Name.Local), cutText(a.Value, maxAttribute)})
		}
	}
	return e
}

// maxNames bounds how many names are kept: IATI knows some three hundred.
const maxNames = 2000

// once gives a name as a string that is kept once.
func (p *parser) once(name string) string {
	if have, ok := p.names[name]; ok {
		return have
	}
	if len(p.names) < maxNames {
		p.names[name] = name
	}
	return name
}

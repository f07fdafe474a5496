// Package xmlfile writes elements of XML one after the other. Whatever the texts hold,
// what it writes is well-formed: characters that XML does not have are replaced.
package xmlfile

import (
	"encoding/xml"
	"io"
)

// Writer writes elements. The first error stays.
type Writer struct {
	out     io.Writer
	encoder *xml.Encoder
	err     error
}

// New begins a document.
func New(out io.Writer) *Writer {
	w := &Writer{out: out, encoder: xml.NewEncoder(out)}
	_, w.err = io.WriteString(out, xml.Header)
	return w
}

// Open begins an element. Attributes are names and values in turn; those with an empty
// value are left out.
func (w *Writer) Open(name string, attributes ...string) {
	start := xml.StartElement{Name: xml.Name{Local: name}}
	for i := 0; i+1 < len(attributes); i += 2 {
		if attributes[i+1] != "" {
			start.Attr = append(start.Attr, xml.Attr{Name: xml.Name{Local: attributes[i]}, Value: attributes[i+1]})
		}
	}
	w.token(start)
}

// Close ends an element.
func (w *Writer) Close(name string) { w.token(xml.EndElement{Name: xml.Name{Local: name}}) }

// Empty writes an element with nothing in it.
func (w *Writer) Empty(name string, attributes ...string) {
	w.Open(name, attributes...)
	w.Close(name)
}

// Text writes an element that holds a text.
func (w *Writer) Text(name, text string, attributes ...string) {
	w.Open(name, attributes...)
	w.token(xml.CharData(text))
	w.Close(name)
}

// Line ends a line, so that files can be read and compared.
func (w *Writer) Line() { w.token(xml.CharData("\n")) }

func (w *Writer) token(t xml.Token) {
	if w.err == nil {
		w.err = w.encoder.EncodeToken(t)
	}
}

// Flush hands everything on and gives the first error.
func (w *Writer) Flush() error {
	if w.err == nil {
		w.err = w.encoder.Flush()
	}
	return w.err
}

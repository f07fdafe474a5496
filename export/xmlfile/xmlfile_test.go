package xmlfile

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzWellFormed: whatever a name is, a reader of XML finds it where it was written,
// but for what XML cannot hold.
func FuzzWellFormed(f *testing.F) {
	for _, s := range []string{"", "IOM", "<b>&\"'", "\x00\x01\x1b", "]]>", "\xff\xfe", "\ufffe\uffff", "\r\n\t", "\u2028", "<!--", "𐀀"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var b bytes.Buffer
		w := New(&b)
		w.Open("a", "name", s)
		w.Text("b", s)
		w.Close("a")
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		var attribute, text string
		inside := false
		for d := xml.NewDecoder(&b); ; {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%q is not well-formed: %v", s, err)
			}
			switch x := token.(type) {
			case xml.StartElement:
				inside = true
				for _, a := range x.Attr {
					attribute = a.Value
				}
			case xml.CharData:
				if inside {
					text += string(x)
				}
			}
		}
		if want := held(s); attribute != want || text != want {
			t.Errorf("%q was read as %q and %q", s, attribute, text)
		}
	})
}

// held is what XML 1.0 can hold of a text (production 2 of its grammar).
func held(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\t', r == '\n', r == '\r', r >= 0x20 && r <= 0xd7ff, r >= 0xe000 && r <= 0xfffd, r >= 0x10000:
			b.WriteRune(r)
		default:
			b.WriteRune(utf8.RuneError)
		}
	}
	return b.String()
}

// TestErrorsStay: an export whose reader has gone ends.
func TestErrorsStay(t *testing.T) {
	w := New(failing{})
	for range 10_000 {
		w.Text("b", "text")
	}
	if w.Flush() == nil {
		t.Error("nobody was told that nothing was written")
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("gone") }

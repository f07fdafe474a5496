package sheet

import (
	"archive/zip"
	"compress/flate"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/encoding/ianaindex"
)

// maxDepth bounds elements within elements, and maxGap the bytes between two of them:
// XML's reader keeps the one and the other in memory.
const (
	maxDepth = 64
	maxGap   = 4 << 20
)

// maxText bounds the bytes of a text that is gathered; how long a cell may be is told
// where its place is known.
const maxText = 8 * MaxCell

// xmlPart reads a part of a workbook as a stream of XML.
type xmlPart struct {
	decoder *xml.Decoder
	closer  io.Closer
	depth   int
}

func (w *workbook) open(ctx context.Context, part *zip.File, most int64) (*xmlPart, error) {
	r, err := part.Open()
	if err != nil {
		return nil, w.damaged(part, &unreadableError{"cannot be unpacked"})
	}
	d := xml.NewDecoder(&guard{ctx: ctx, from: r, left: most})
	d.CharsetReader = func(label string, input io.Reader) (io.Reader, error) {
		e, err := ianaindex.IANA.Encoding(label)
		if err != nil || e == nil {
			return nil, &unreadableError{"has an unknown encoding"}
		}
		return e.NewDecoder().Reader(input), nil
	}
	return &xmlPart{decoder: d, closer: r}, nil
}

func (x *xmlPart) close() error { return x.closer.Close() }

// next gives the next token.
func (x *xmlPart) next() (xml.Token, error) {
	t, err := x.decoder.Token()
	var corrupt flate.CorruptInputError
	if errors.As(err, &corrupt) {
		err = &unreadableError{"is damaged"}
	}
	switch t.(type) {
	case xml.StartElement:
		x.depth++
	case xml.EndElement:
		x.depth--
	}
	if x.depth > maxDepth {
		return nil, &unreadableError{fmt.Sprintf("has elements nested deeper than %d", maxDepth)}
	}
	return t, err
}

// text gives the text of an element that has begun, up to its end: that of its
// elements t, without those that say how it is pronounced.
func (x *xmlPart) text(element string) (string, error) {
	var b strings.Builder
	within, spoken := x.depth, 0
	inText := false
	for {
		t, err := x.next()
		if err != nil {
			return "", unexpected(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "rPh":
				spoken++
			case "t":
				inText = true
			}
		case xml.EndElement:
			if x.depth < within && t.Name.Local == element {
				return unescape(b.String()), nil
			}
			switch t.Name.Local {
			case "rPh":
				spoken--
			case "t":
				inText = false
			}
		case xml.CharData:
			if inText && spoken == 0 {
				b.Write(t)
			}
		}
		if b.Len() > maxText {
			return "", &unreadableError{fmt.Sprintf("has a text of more than %d bytes", maxText)}
		}
	}
}

// chars gives the characters of an element that has begun, up to its end.
func (x *xmlPart) chars() (string, error) {
	var b strings.Builder
	within := x.depth
	for {
		t, err := x.next()
		if err != nil {
			return "", unexpected(err)
		}
		if c, is := t.(xml.CharData); is {
			b.Write(c)
		}
		if x.depth < within {
			return b.String(), nil
		}
		if b.Len() > maxText {
			return "", &unreadableError{fmt.Sprintf("has a text of more than %d bytes", maxText)}
		}
	}
}

func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// escaped are characters that XML cannot hold, as ECMA-376 22.9.2.19 writes them.
var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

func unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return escaped.ReplaceAllStringFunc(s, func(e string) string {
		n, err := strconv.ParseUint(e[2:6], 16, 16)
		if err != nil || n == 0 {
			return ""
		}
		return string(rune(n))
	})
}

// guard limits what comes out of an archive, whose own word on it may be false, and
// what XML's reader would have to hold at once.
type guard struct {
	ctx  context.Context
	from io.Reader
	left int64
	gap  int
	last byte
}

func (g *guard) Read(p []byte) (int, error) {
	if err := g.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := g.from.Read(p)
	if g.left -= int64(n); g.left < 0 {
		return 0, &unreadableError{"is too large once it is unpacked"}
	}
	for _, c := range p[:n] {
		if c == '<' || c == '>' {
			g.gap = 0
		} else if g.gap++; g.gap > maxGap {
			return 0, &unreadableError{fmt.Sprintf("has a text of more than %d bytes", maxGap)}
		}
		if c == '!' && g.last == '<' {
			return 0, &unreadableError{"has comments or declarations, which spreadsheet programs do not write"}
		}
		g.last = c
	}
	return n, err
}

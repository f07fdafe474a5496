package iati

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

var declaredEncoding = regexp.MustCompile(`^<\?xml[^>]*\sencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']`)

// headSize is how much of a file is looked at to tell its encoding and format.
const headSize = 1024

// utf8Text gives a file's text in UTF-8, by its byte order mark or by the encoding
// that it declares.
func utf8Text(from io.Reader) (*bufio.Reader, error) {
	r := bufio.NewReaderSize(transform.NewReader(from, unicode.BOMOverride(transform.Nop)), 64<<10)
	head, err := r.Peek(headSize)
	if err != nil && len(head) == 0 && !errors.Is(err, io.EOF) {
		return nil, err
	}
	found := declaredEncoding.FindSubmatch(head)
	if found == nil {
		return r, nil
	}
	name := strings.ToLower(string(found[1]))
	// A UTF-16 file was decoded by its byte order mark; without one it would not
	// have been legible.
	if strings.HasPrefix(name, "utf-16") || name == "utf-8" || name == "us-ascii" {
		return r, nil
	}
	e, err := htmlindex.Get(name)
	if err != nil {
		return nil, fmt.Errorf("the encoding %q is not known; save the file as UTF-8", name)
	}
	return bufio.NewReaderSize(transform.NewReader(r, e.NewDecoder()), 64<<10), nil
}

// Is tells by the first bytes of a file, a few hundred are enough, whether it is
// one of IATI's.
func Is(head []byte) bool {
	text, err := io.ReadAll(io.LimitReader(transform.NewReader(bytes.NewReader(head), unicode.BOMOverride(transform.Nop)), headSize))
	if err != nil && len(text) == 0 {
		return false
	}
	return isRoot.Match(text)
}

// isRoot is the beginning of an IATI file: declarations and comments, then the root.
var isRoot = regexp.MustCompile(`(?s)^\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*<(?:[A-Za-z][\w.-]*:)?iati-(?:activities|organisations)[\s/>]`)

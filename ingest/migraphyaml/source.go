package migraphyaml

import (
	"bytes"
	"unicode/utf8"
)

// plainText gives the file as the YAML parser expects it: UTF-8 without a byte
// order mark, with line feeds as the only line ends.
func plainText(data []byte) (string, mistakes) {
	var wrong mistakes
	if len(data) > MaxSize {
		wrong.add(pos{1, 1}, "the file is larger than %d megabytes; split it into several", MaxSize>>20)
		return "", wrong
	}
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		wrong.add(pos{1, 1}, "this is no text file but a spreadsheet, a document or an archive; write the claims into a YAML file")
		return "", wrong
	}
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	at := pos{1, 1}
	for rest := data; len(rest) > 0; {
		c, size := utf8.DecodeRune(rest)
		switch {
		case c == utf8.RuneError && size == 1:
			wrong.add(at, "the text is not UTF-8 from here on; save the file with the encoding UTF-8")
			return "", wrong
		case c < ' ' && c != '\n' && c != '\t' || c == 0x7F:
			wrong.add(at, "there is an invisible control character (code %d) here; delete it", c)
			return "", wrong
		case c == '\n':
			at.line, at.column = at.line+1, 0
		}
		at.column++
		rest = rest[size:]
	}
	return string(data), nil
}

package main

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
)

// steers tells whether a character moves the cursor, begins a command of a
// terminal, or turns the direction of the text around it. What is imported is
// written by strangers, and so are names of files.
func steers(r rune) bool {
	switch {
	case r < 0x20, r >= 0x7f && r <= 0x9f:
		return true
	case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069: // embeddings, overrides and isolates
		return true
	}
	return r == 0x2028 || r == 0x2029 // ends of lines and paragraphs
}

// sign gives what is shown of a character: of one that steers, its picture.
func sign(r rune) rune {
	switch {
	case !steers(r):
		return r
	case r < 0x20:
		return 0x2400 + r // the block of control pictures has them in order
	case r == 0x7f:
		return 0x2421
	}
	return utf8.RuneError
}

// terminal gives a writer that lets nothing through to w that steers a
// terminal, but for ends of lines and tabs.
func terminal(w io.Writer) io.Writer {
	return transform.NewWriter(w, runes.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return r
		}
		return sign(r)
	}))
}

// oneLine shows a text within a line.
func oneLine(s string) string { return strings.Map(sign, s) }

// escaped is a text of JSON in which all that steers is escaped: the same value,
// which can be shown.
func escaped(text string) string {
	if strings.IndexFunc(text, func(r rune) bool { return steers(r) && r != '\n' }) < 0 {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if steers(r) && r != '\n' {
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

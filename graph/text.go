package graph

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// maxKeyBytes bounds what is indexed: Neo4j refuses range-index keys of about
// 8 kB, and a page of names needs no more than this to be told apart.
const maxKeyBytes = 512

// Clean gives s as it is stored: valid UTF-8 in Unicode normal form C, without
// control characters, and with runs of white space as one space.
func Clean(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, s)
	return norm.NFC.String(strings.Join(strings.Fields(s), " "))
}

// Fold gives the form of s in which texts are compared: without case and
// diacritics (NFKD, marks of Latin, Greek and Cyrillic letters removed,
// Unicode case folding). Both stores compare folded texts byte by byte, so
// that their own collations never matter.
func Fold(s string) string {
	if isPlain(s) {
		return strings.ToLower(s)
	}
	for range 4 { // folding one form can give another that folds; three rounds are enough for all of Unicode
		next := foldOnce(s)
		if next == s {
			break
		}
		s = next
	}
	return s
}

func foldOnce(s string) string {
	// Combining marks carry meaning in the scripts of South-East Asia; only the
	// general diacritics block, which holds accents, is dropped.
	t := transform.Chain(norm.NFKD, runes.Remove(runes.Predicate(func(r rune) bool {
		return r >= 0x0300 && r <= 0x036F
	})), cases.Fold(), norm.NFC)
	folded, _, err := transform.String(t, Clean(s))
	if err != nil { // no transformer of the chain fails on valid UTF-8
		return strings.ToLower(s)
	}
	return Clean(folded)
}

// isPlain: clean ASCII, for which folding is lower-casing.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return !strings.HasPrefix(s, " ") && !strings.HasSuffix(s, " ") && !strings.Contains(s, "  ")
}

// SortKey gives the non-null key by which a text is ordered and indexed: "0"
// for unknown, else "1" and the folded text. The stores order nulls in
// opposite ways, so neither ever sees one.
func SortKey(s string) string {
	if s == "" {
		return "0"
	}
	return CutKey("1" + Fold(s))
}

// CutKey shortens a key to what may be indexed, on a rune's boundary.
func CutKey(s string) string {
	if len(s) <= maxKeyBytes {
		return s
	}
	n := maxKeyBytes
	for !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

package graph

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// maxKeyBytes bounds what is indexed: Neo4j refuses range-index keys of about
// 8 kB, and a page of names needs no more than this to be told apart.
const maxKeyBytes = 512

// Clean gives s as it is stored: valid UTF-8 in Unicode normal form C, without
// control characters, and with runs of white space as one space.
func Clean(s string) string {
	if isPlain(s) {
		return s
	}
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
	for range 4 { // folding one form can give another that folds, such as a compatibility form of an accented capital
		next := foldOnce(s)
		if next == s {
			break
		}
		s = next
	}
	return s
}

func foldOnce(s string) string {
	folded := cases.Fold().String(strings.Map(withoutAccents, norm.NFKD.String(Clean(s))))
	return Clean(strings.Map(cherokee, folded))
}

// withoutAccents drops the general combining diacritics only: marks of the
// scripts of South and South-East Asia carry meaning.
func withoutAccents(r rune) rune {
	if r >= 0x0300 && r <= 0x036F {
		return -1
	}
	return r
}

// cherokee folds small Cherokee letters to capitals, as Unicode's
// CaseFolding.txt has it; cases.Fold swaps the two.
func cherokee(r rune) rune {
	switch {
	case r >= 0xAB70 && r <= 0xABBF:
		return r - 0xAB70 + 0x13A0
	case r >= 0x13F8 && r <= 0x13FD:
		return r - 8
	}
	return r
}

// isPlain: ASCII that is clean, for which folding is lower-casing.
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

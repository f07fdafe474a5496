package ingest

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// A text is garbled if it was saved in one encoding and read in another: letters of
// UTF-8 read as Windows-1252 («Ã©» for é, «â€™» for an apostrophe), or the sign for a
// character that was lost.

// Garbled tells whether a text was probably saved in one encoding and read in another.
func Garbled(text string) bool { return garbledAt(text) >= 0 }

// garbledAt gives the place of the first garbled letter, -1 if there is none. It looks
// for signs that begin with a letter that hardly any name has before such a sign.
func garbledAt(text string) int {
	if !strings.ContainsAny(text, "ÃÂâ\uFFFD") {
		return -1
	}
	for i, r := range text {
		switch r {
		case '\uFFFD':
			return i
		case 'â':
			if strings.HasPrefix(text[i:], "â€") {
				return i
			}
		case 'Ã', 'Â':
			meant, length := undone(text[i:])
			if length == 0 || r == 'Ã' && !unicode.IsLetter(meant) || unicode.IsControl(meant) || closes(text, i, i+length) {
				continue
			}
			return i
		}
	}
	return -1
}

// opening are the quotation marks that stand before a word if those of the key end it.
var opening = map[rune]string{'”': "“„”", '»': "«»", '’': "‘‚’", '›': "‹›", '“': "„"}

// closes tells whether a garbled letter, of so many bytes of a text, is rather a letter
// and the quotation mark that ends its word: «Projeto “AMANHÃ”».
func closes(text string, from, to int) bool {
	mark, _ := utf8.DecodeLastRuneInString(text[:to])
	next, _ := utf8.DecodeRuneInString(text[to:])
	return opening[mark] != "" && strings.ContainsAny(text[:from], opening[mark]) && !unicode.IsLetter(next)
}

// undone gives the character of UTF-8 that was read as the first characters of a text in
// Windows-1252, and how many bytes of the text they are: 0 if there is none.
func undone(text string) (meant rune, length int) {
	var bytes []byte
	for i, r := range text {
		b, ok := charmap.Windows1252.EncodeRune(r)
		if r >= 0x80 && r < 0xA0 { // read as ISO 8859-1
			b, ok = byte(r), true
		}
		if !ok || i == 0 && b < 0xC2 || i > 0 && (b < 0x80 || b > 0xBF) {
			break
		}
		if bytes = append(bytes, b); len(bytes) > 1 && utf8.FullRune(bytes) {
			if meant, _ = utf8.DecodeRune(bytes); meant == utf8.RuneError {
				break
			}
			return meant, i + utf8.RuneLen(r)
		}
		if len(bytes) == utf8.UTFMax {
			break
		}
	}
	return 0, 0
}

// mostGarbled is how often a text may have been garbled, and is undone.
const mostGarbled = 3

// Ungarbled gives a text with its garbled letters as they were probably meant, to judge
// by, never to show. What cleaning has taken away of them (graph.Clean: the blank of «à»
// and of a blank that does not break) is made up for.
func Ungarbled(text string) string {
	for range mostGarbled {
		next := ungarbledOnce(text)
		if next == text {
			break
		}
		text = next
	}
	return text
}

func ungarbledOnce(text string) string {
	if strings.IndexFunc(text, func(r rune) bool { return r >= 'Â' && r <= 'ô' }) < 0 {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		if meant, length := undone(text[i:]); length > 0 {
			b.WriteRune(meant)
			i += length
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		switch rest := text[i+size:]; {
		case r >= 'Â' && r <= 'ô' && strings.HasPrefix(rest, "\uFFFD"): // the rest of the letter was lost
		case r == 'Â' && (rest == "" || rest[0] == ' '):
		case r == 'Ã' && (rest == "" || rest[0] == ' '):
			b.WriteRune('à')
		default:
			b.WriteRune(r)
		}
		i += size
	}
	return b.String()
}

// around is how many bytes of a text are shown before its first garbled letter.
const around = 30

// FlagGarbled notes a text if it is Garbled. place names the place, and shows the part
// of the text that it is given: from shortly before the first garbled letter on.
func (a *Account) FlagGarbled(text string, place func(part string) string) {
	if at := garbledAt(text); at >= 0 {
		from := max(0, at-around)
		for !utf8.RuneStart(text[from]) {
			from++
		}
		part := text[from:]
		if from > 0 {
			part = "…" + part
		}
		a.Flag("text-garbled", "Letters are garbled («Ã©» for é, or \uFFFD for one that was lost): the text was saved in one encoding and read in another, before it came here. It was taken as it stands. Open the file that it comes from, and save it as UTF-8 (in Excel: «CSV UTF-8», or .xlsx).", place(part))
	}
}

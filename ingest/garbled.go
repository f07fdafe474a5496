package ingest

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// garbled are the signs of a text that was saved in one encoding and read in another:
// letters of UTF-8 read as Windows-1252 («Ã©» for é, «â€™» for an apostrophe), and the
// sign for a character that was lost. Each begins with a letter that hardly any name has
// before such a sign.
var garbled = regexp.MustCompile("[ÃÂ][\u0080-\u00BF\u0152\u0153\u0160\u0161\u0178\u017D\u017E\u0192\u02C6\u02DC\u2013-\u203A\u20AC\u2122]|â€|\uFFFD")

// Garbled tells whether a text was probably saved in one encoding and read in another.
func Garbled(text string) bool {
	return strings.ContainsAny(text, "ÃÂâ\uFFFD") && garbled.MatchString(text)
}

// around is how many bytes of a text are shown before its first garbled letter.
const around = 30

// FlagGarbled notes a text if it is Garbled. place names the place, and shows the part
// of the text that it is given: from shortly before the first garbled letter on.
func (a *Account) FlagGarbled(text string, place func(part string) string) {
	if Garbled(text) {
		from := max(0, garbled.FindStringIndex(text)[0]-around)
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

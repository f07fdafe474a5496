package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	anyascii "github.com/anyascii/go"
	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/norm"
)

// Bounds of what is indexed of one thing, so that hostile names cost little.
const (
	maxWordRunes = 32   // longer words are told apart by their beginning only
	maxSuffixes  = 64   // places in one run of a script without spaces
	maxNameRunes = 1000 // of one name
	maxForms     = 2000 // of one thing
)

// token is a word of a folded text.
type token struct {
	word string
	// parts are the pieces between apostrophes, if there are any.
	parts []string
	// start and end are its place in the folded text, in bytes.
	start, end int
	// spaceless: of a script that is written without spaces between words.
	spaceless bool
	// literal: word is the text from start to end less what joins its pieces.
	literal bool
}

// spacelessScripts are written without spaces between words, so a run of them
// is found from the middle, too.
var spacelessScripts = []*unicode.RangeTable{
	unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Han, unicode.Hiragana, unicode.Katakana,
}

func isSpaceless(r rune) bool {
	return r >= 0x0E00 && (unicode.In(r, spacelessScripts...) || r == 'ー')
}

// isApostrophe: apostrophes join («Cox's» is coxs). Two are letters to Unicode.
func isApostrophe(r rune) bool {
	switch r {
	case '\'', '‘', '’', 'ʼ', 'ʻ', '`', '´', '′':
		return true
	}
	return false
}

// isIgnored: characters without a shape of their own, and the Arabic stroke
// that only stretches a word.
func isIgnored(r rune) bool {
	return r == 'ـ' || r >= 0xFE00 && r <= 0xFE0F || unicode.Is(unicode.Cf, r)
}

func isLetter(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// split cuts a folded text into words: runs of letters, digits and their marks,
// each of one kind of script. Apostrophes between letters join, and so do full
// stops between single letters («I.O.M.» is iom).
func split(folded string) []token {
	s := splitter{text: folded}
	for i, r := range folded {
		switch {
		case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
			s.letter(i, r)
		case r == ' ':
			s.flush()
		case isIgnored(r):
		case isApostrophe(r):
			s.apostrophe()
		case isLetter(r):
			s.letter(i, r)
		case unicode.IsMark(r):
			s.mark(i, r)
		default:
			s.flush()
		}
	}
	s.flush()
	return joinAbbreviations(folded, s.tokens)
}

type splitter struct {
	text   string
	tokens []token

	start, end int // of the word at hand; equal if there is none
	spaceless  bool
	// interrupted: there are characters in the word that are no part of it.
	interrupted bool
	// pending: an apostrophe was seen and no letter after it yet.
	pending bool
}

func (s *splitter) letter(i int, r rune) {
	if spaceless := isSpaceless(r); s.start == s.end || spaceless != s.spaceless {
		s.flush()
		s.start, s.spaceless = i, spaceless
	}
	s.extend(i, r)
	s.pending = false
}

// mark keeps a mark with the letter before it; one without a letter is dropped.
func (s *splitter) mark(i int, r rune) {
	if s.start < s.end && !s.pending {
		s.extend(i, r)
	}
}

func (s *splitter) extend(i int, r rune) {
	s.interrupted = s.interrupted || s.start < s.end && i > s.end
	s.end = i + utf8.RuneLen(r)
}

func (s *splitter) apostrophe() {
	if s.pending {
		s.flush() // two in a row are quotation marks
		return
	}
	s.pending = s.start < s.end
}

func (s *splitter) flush() {
	if s.start < s.end {
		word := s.text[s.start:s.end]
		t := token{start: s.start, end: s.end, spaceless: s.spaceless}
		if s.interrupted {
			word = without(word, isIgnored)
			if strings.ContainsFunc(word, isApostrophe) {
				for part := range strings.FieldsFuncSeq(word, isApostrophe) {
					t.parts = append(t.parts, normal(part))
				}
				word = without(word, isApostrophe)
			}
		}
		if t.word = normal(word); t.word != "" {
			t.literal = t.word == word
			s.tokens = append(s.tokens, t)
		}
	}
	s.start, s.end, s.interrupted, s.pending = 0, 0, false, false
}

func without(s string, drop func(rune) bool) string {
	return strings.Map(func(r rune) rune {
		if drop(r) {
			return -1
		}
		return r
	}, s)
}

// joinAbbreviations makes one word of single letters with full stops between.
func joinAbbreviations(text string, tokens []token) []token {
	out := tokens[:0]
	joins := false // whether the last of out is a single letter, or several so joined
	for _, t := range tokens {
		single := utf8.RuneCountInString(t.word) == 1 && !t.spaceless
		if last := len(out) - 1; single && joins && text[out[last].end:t.start] == "." {
			out[last].word += t.word
			out[last].end = t.end
			out[last].literal = out[last].literal && t.literal
			continue
		}
		out = append(out, t)
		joins = single
	}
	return out
}

// normal brings the spellings of a word together that readers of its script
// take as one.
func normal(word string) string {
	if isASCII(word) {
		return word
	}
	word = strings.Map(plainSemitic, word)
	if strings.ContainsFunc(word, func(r rune) bool { return unicode.Is(unicode.Hangul, r) }) {
		// A syllable that is being typed (서우, for 서울) is a beginning in jamo only.
		word = norm.NFD.String(word)
	}
	return word
}

// plainSemitic drops the vowel signs of Arabic and Hebrew, which most writers
// leave out, and takes the letters of Arabic as one that writers exchange:
// alef with and without hamza, teh marbuta and heh, alef maksura and yeh. The
// rules are those of the light normalization that search engines use for Arabic.
func plainSemitic(r rune) rune {
	switch {
	case r < 0x0591 || r > 0x06FF:
		return r
	case r <= 0x05C7 && unicode.IsMark(r), r >= 0x064B && r <= 0x065F, r == 0x0670:
		return -1
	case r == 'أ' || r == 'إ' || r == 'آ' || r == 'ٱ':
		return 'ا'
	case r == 'ة':
		return 'ه'
	case r == 'ى' || r == 'ی':
		return 'ي'
	case r == 'ک':
		return 'ك'
	}
	return r
}

func cutWord(word string) string {
	if len(word) <= maxWordRunes {
		return word
	}
	n := 0
	for i := range word {
		if n == maxWordRunes {
			return word[:i]
		}
		n++
	}
	return word
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// latin gives a word in Latin letters, letter by letter; empty if it has no
// other form than its own.
func latin(word string) string {
	if isASCII(word) {
		return ""
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return -1
	}, anyascii.Transliterate(norm.NFC.String(word)))
}

// forms calls yield for every form under which a token is indexed: itself, its
// parts, each without an Arabic article, the Latin forms of these, and in
// scripts without spaces what begins at each character of it.
func (t *token) forms(yield func(string)) {
	wordForms(t.word, yield)
	for _, part := range t.parts {
		wordForms(part, yield)
	}
	if t.spaceless {
		t.suffixForms(yield)
	}
}

func wordForms(word string, yield func(string)) {
	yieldForm(word, yield)
	if rest, ok := withoutArticle(word); ok {
		yieldForm(rest, yield)
	}
}

func yieldForm(word string, yield func(string)) {
	if word == "" {
		return
	}
	yield(cutWord(word))
	if l := latin(word); l != "" {
		yield(cutWord(l))
	}
}

// suffixForms calls yield for what begins at the second and each later character
// of a run. Latin forms are for Chinese characters only, each a syllable; the
// middle of other words in Latin letters would be found by anything short.
func (t *token) suffixForms(yield func(string)) {
	han := !strings.ContainsFunc(t.word, func(r rune) bool { return !unicode.Is(unicode.Han, r) })
	run, state := t.word, -1
	for range maxSuffixes {
		_, run, _, state = uniseg.FirstGraphemeClusterInString(run, state)
		switch {
		case run == "":
			return
		case han:
			yieldForm(cutWord(run), yield)
		default:
			yield(cutWord(run))
		}
	}
}

// articles are those of Arabic, and what becomes of them after «for» and «and».
var articles = []string{"ال", "لل", "وال"}

// withoutArticle gives an Arabic word without its article.
func withoutArticle(word string) (string, bool) {
	for _, article := range articles {
		if rest, ok := strings.CutPrefix(word, article); ok && utf8.RuneCountInString(rest) >= 3 {
			return rest, true
		}
	}
	return "", false
}

func cutRunes(s string, most int) string {
	if len(s) <= most {
		return s
	}
	n := 0
	for i := range s {
		if n == most {
			return s[:i]
		}
		n++
	}
	return s
}

// wholes gives the forms in which whole names are compared: their words with
// nothing between, and the same in Latin letters.
func wholes(tokens []token) (own, inLatin string) {
	var a strings.Builder
	for _, t := range tokens {
		a.WriteString(t.word)
	}
	if own = a.String(); isASCII(own) {
		return own, own
	}
	var b strings.Builder
	for _, t := range tokens {
		if l := latin(t.word); l != "" {
			b.WriteString(l)
		} else {
			b.WriteString(t.word)
		}
	}
	return own, b.String()
}

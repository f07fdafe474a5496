// Package country tells countries by their codes of ISO 3166-1 and by their names in
// the six languages of the United Nations. It never guesses: a name that two countries
// share, such as «Congo», or one that is only like a country's, is none.
//
// The names are those of Unicode's CLDR, and those in names.csv: official names, and
// other spellings that tables of humanitarian agencies have.
package country

import (
	_ "embed" // names.csv
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/migraph/migraph/graph"
)

// notOfficial are codes that the language library takes for countries, for they are
// reserved or were withdrawn, but that ISO 3166-1 does not assign. XK (Kosovo) is not
// assigned either, but registers use it, and so may files.
const notOfficial = "AC AN CP CQ CS DG EA EZ FQ IC NT PC SU TA UN YU"

// reserved are those of notOfficial that stand, or stood, for a country or a territory:
// exceptionally reserved (TA for Tristan da Cunha), or withdrawn (AN for the Netherlands
// Antilles). Publishers use them. UN, the United Nations, and EZ, the euro area, are
// neither.
const reserved = "AC AN CP CQ CS DG EA FQ IC NT PC SU TA YU"

// Reserved tells whether a text is a code of two capitals that ISO 3166 does not assign,
// but reserves or once assigned for a country or a territory. Files of facts may have
// it, for other files that are imported do.
func Reserved(code string) bool {
	return len(code) == 2 && slices.Contains(strings.Fields(reserved), code)
}

// Official tells whether a text is a code of two capitals that ISO 3166-1 assigns, or
// XK. If it is an old code of a country that has another now, now is that one.
func Official(code string) (now string, ok bool) {
	region, err := language.ParseRegion(code)
	if err != nil || len(code) != 2 || !region.IsCountry() || strings.Contains(notOfficial, code) || strings.ToUpper(code) != code {
		return "", false
	}
	return region.Canonicalize().String(), true
}

// Alpha2 gives the code of two capitals that a text is, in any case.
func Alpha2(s string) (code string, ok bool) {
	code = strings.ToUpper(strings.TrimSpace(s))
	now, ok := Official(code)
	return code, ok && now == code
}

// Alpha3 gives the code of two capitals for one of three letters of ISO 3166-1. UNHCR
// has codes of three letters of its own, of which some are ISO's of other countries:
// AUS is Austria there. Whoever asks must know that the code is ISO's.
func Alpha3(s string) (code string, ok bool) {
	code, ok = index().alpha3[strings.ToUpper(strings.TrimSpace(s))]
	return code, ok
}

// Named gives the code of the country of a name.
func Named(name string) (code string, ok bool) {
	code = index().names[plain(name)]
	return code, code != ""
}

// Name gives the name of a country in English.
func Name(code string) string { return index().english[code] }

// Codes gives the codes of all countries in alphabetic order.
func Codes() []string { return append([]string(nil), index().codes...) }

//go:embed names.csv
var namesText string

type tables struct {
	codes           []string
	alpha3, english map[string]string
	names           map[string]string // plain name: code, empty if two countries have it
}

// index is made once of all names.
var index = sync.OnceValue(func() *tables {
	x := &tables{alpha3: map[string]string{}, english: map[string]string{}, names: map[string]string{}}
	var languages []display.Namer
	for _, l := range []language.Tag{language.English, language.French, language.Spanish, language.Russian, language.Chinese, language.TraditionalChinese, language.Arabic} {
		languages = append(languages, display.Regions(l))
	}
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			code := string(a) + string(b)
			if now, ok := Official(code); !ok || now != code {
				continue
			}
			region := language.MustParseRegion(code)
			x.codes = append(x.codes, code)
			if three := region.ISO3(); three != "ZZZ" {
				x.alpha3[three] = code
			}
			x.english[code] = languages[0].Name(region)
			for _, l := range languages {
				x.add(code, l.Name(region))
			}
		}
	}
	for _, line := range strings.Split(strings.TrimSpace(namesText), "\n") {
		names := strings.Split(line, ";")
		x.english[names[0]] = names[1]
		for _, n := range names[1:] {
			x.add(names[0], n)
		}
	}
	return x
})

func (x *tables) add(code, name string) {
	key := plain(name)
	if have, is := x.names[key]; is && have != code {
		code = ""
	}
	x.names[key] = code
}

// plain gives the form in which names are compared: folded, words of letters and
// digits only, without an article before them.
func plain(s string) string {
	s = graph.Fold(s)
	if the := strings.LastIndex(s, "("); the >= 0 && isArticle(s[the:]) { // «Netherlands (the)»
		s = s[:the]
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
			return r
		case r == '&':
			return '\uFFFF'
		}
		return ' '
	}, s)
	words := strings.Fields(strings.ReplaceAll(s, "\uFFFF", " and "))
	if len(words) > 1 && words[0] == "the" {
		words = words[1:]
	}
	for i, w := range words {
		if w == "st" {
			words[i] = "saint"
		}
	}
	return strings.Join(words, " ")
}

func isArticle(s string) bool {
	switch strings.Trim(s, "() ") {
	case "the", "le", "la", "les", "l'", "l’", "el", "los", "las":
		return true
	}
	return false
}

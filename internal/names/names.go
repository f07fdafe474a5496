// Package names makes up things with names, for measuring: words as skewed as
// those of real names, and the same things for the same seed.
package names

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/migraph/migraph/graph/search"
)

// Common are the most frequent words of names of bodies that work on migration.
var Common = strings.Fields(`of and the for de international development ministry national association foundation
	migration programme la des et project support centre institute united republic department health education
	refugee women children rights labour home affairs foreign agency office university council society workers
	union network protection human social services embassy government humanitarian assistance community rural
	regional Asia Africa border management trafficking persons response emergency food security water livelihoods
	training policy research dialogue process return reintegration employment skills fund global training workshop
	action relief committee federation alliance cooperation partnership initiative commission bureau directorate
	climate resilience youth girls displacement displaced shelter nutrition sanitation peace justice law legal aid`)

// Countries are some ISO codes and names.
var Countries = [][2]string{
	{"MY", "Malaysia"}, {"TH", "Thailand"}, {"LA", "Lao People's Democratic Republic"}, {"KH", "Cambodia"}, {"MM", "Myanmar"},
	{"VN", "Viet Nam"}, {"PH", "Philippines"}, {"ID", "Indonesia"}, {"BD", "Bangladesh"}, {"NP", "Nepal"}, {"IN", "India"},
	{"LK", "Sri Lanka"}, {"PK", "Pakistan"}, {"AF", "Afghanistan"}, {"CI", "Côte d'Ivoire"}, {"SN", "Senegal"}, {"KE", "Kenya"},
	{"ET", "Ethiopia"}, {"UA", "Ukraine"}, {"SE", "Sweden"}, {"US", "United States of America"}, {"GB", "United Kingdom"},
	{"DE", "Germany"}, {"FR", "France"}, {"JP", "Japan"}, {"KR", "Republic of Korea"}, {"AU", "Australia"}, {"CH", "Switzerland"},
}

// Local are names in scripts of their own.
var Local = []string{
	"กระทรวงมหาดไทย", "องค์การระหว่างประเทศเพื่อการโยกย้ายถิ่นฐาน", "ក្រសួងមហាផ្ទៃ", "ပြည်ထဲရေးဝန်ကြီးဌာန", "ກະຊວງພາຍໃນ",
	"गृह मंत्रालय", "المنظمة الدولية للهجرة", "Міністерство внутрішніх справ", "国際移住機関", "Cộng hòa xã hội chủ nghĩa Việt Nam",
}

// syllables make the rarer words.
var syllables = strings.Fields(`ba ka ma na ra sa ta la da pa go mo no ro so to lo do be ke me ne re se te le de bi ki mi ni
	ri si ti li di bu ku mu nu ru su tu lu du an en in on un ar er ir or ur al el il ol ul sha cha tha pho kha nya mba ndo
	stra pro gra tri ston berg ville land pur nagar abad khet wal`)

const (
	rareWords = 300_000
	kinds     = 3
)

// Word gives the word of a rank; lower ranks are more frequent.
func Word(rank int) string {
	if rank < len(Common) {
		return Common[rank]
	}
	n := rank - len(Common)
	var b strings.Builder
	for i := 0; i < 2 || n > 0; i++ {
		b.WriteString(syllables[(n+i*7)%len(syllables)])
		n /= len(syllables)
	}
	return b.String()
}

// Entries gives n things. Names have five words or so; words follow Zipf's law.
func Entries(n int, seed uint64) iter.Seq2[search.Entry, error] {
	return func(yield func(search.Entry, error) bool) {
		g := newGenerator(seed)
		for i := range n {
			if !yield(g.entry(i), nil) {
				return
			}
		}
	}
}

// Phrases makes names of several words, which follow Zipf's law.
type Phrases struct {
	*rand.Rand
	words *rand.Zipf
}

// NewPhrases makes phrases of what r draws.
func NewPhrases(r *rand.Rand) Phrases {
	return Phrases{Rand: r, words: rand.NewZipf(r, 1.1, 8, rareWords)}
}

type generator struct {
	Phrases
	claims *rand.Zipf
}

func newGenerator(seed uint64) *generator {
	p := NewPhrases(rand.New(rand.NewPCG(seed, 1)))
	return &generator{Phrases: p, claims: rand.NewZipf(p.Rand, 1.5, 3, 5000)}
}

// Phrase gives a name of so many words at least and at most, most of them with a
// capital letter.
func (p Phrases) Phrase(least, most int) string {
	words := make([]string, least+p.IntN(most-least+1))
	for i := range words {
		words[i] = Word(int(p.words.Uint64()))
		if p.IntN(4) > 0 {
			r, size := utf8.DecodeRuneInString(words[i])
			words[i] = string(unicode.ToUpper(r)) + words[i][size:]
		}
	}
	return strings.Join(words, " ")
}

func (g *generator) entry(i int) search.Entry {
	title := g.Phrase(3, 7)
	e := search.Entry{ID: fmt.Sprintf("s%012x", uint64(i)*0x9E3779B97F4A7C15>>16), Claims: int(g.claims.Uint64()),
		Names: []search.Name{{Text: title, Field: search.Title}}}
	switch g.IntN(10) {
	case 0, 1, 2, 3, 4:
		e.Type, e.Kind = "Stakeholder", []string{"ORGANIZATION", "GOVERNMENT", "EMBASSY"}[g.IntN(kinds)]
	case 5, 6, 7:
		e.Type = "Initiative"
	default:
		e.Type = "Document"
	}
	if g.IntN(10) < 3 {
		e.Names = append(e.Names, search.Name{Text: Initials(title), Field: search.Acronym})
	}
	if g.IntN(10) < 2 {
		e.Names = append(e.Names, search.Name{Text: g.Phrase(2, 5), Field: search.Alias})
	}
	if g.IntN(50) == 0 {
		e.Names = append(e.Names, search.Name{Text: Local[g.IntN(len(Local))], Field: search.Alias})
	}
	if g.IntN(10) < 7 {
		c := Countries[g.IntN(len(Countries))]
		e.Country = c[0]
		e.Names = append(e.Names, search.Name{Text: c[1], Field: search.Country})
		if g.IntN(2) == 0 {
			e.Names = append(e.Names, search.Name{Text: fmt.Sprintf("%s-REG-%d", c[0], 10_000+i), Field: search.Identifier})
		}
	}
	for range g.IntN(3) {
		e.Themes = append(e.Themes, fmt.Sprintf("h%02d", g.IntN(40)))
	}
	return e
}

// Initials gives the first letters of the words of a title, as capitals.
func Initials(title string) string {
	var b strings.Builder
	for word := range strings.FieldsSeq(title) {
		r, _ := utf8.DecodeRuneInString(word)
		b.WriteRune(unicode.ToUpper(r))
	}
	return b.String()
}

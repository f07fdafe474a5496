package bodies

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest"
	"github.com/migraph/migraph/ingest/country"
)

// Class is what a name turned out to be.
type Class string

// The classes.
const (
	// Body is the name of one body.
	Body Class = "BODY"
	// Unnamed stands for bodies without naming them: «local NGOs», «not applicable».
	Unnamed Class = "UNNAMED"
	// Several names stand in one.
	Several Class = "SEVERAL"
	// Person is probably the name of a person, which must not be taken over.
	Person Class = "PERSON"
)

// Verdict says what a name is.
type Verdict struct {
	Class Class
	// Label is what to show: of a Body its name; of Several, and of what is Unnamed
	// but describes somebody, the words of the source, for a group; of a Person words
	// of ours. It is empty if the source says nothing of anybody («not applicable»).
	Label string
	// Category of a group: CIVIL_SOCIETY, GOVERNMENT, PRIVATE_SECTOR, SEVERAL,
	// WITHHELD ... Empty if unknown, and of bodies.
	Category string
	// Why it is no body, for people.
	Why string
}

// PersonLabel is shown instead of the name of a person.
const PersonLabel = "a person, whose name is withheld"

// Classify tells what a name is. ref is the identifier that the source gives with
// it, and orgType the code of IATI's OrganisationType; both may be empty. A body that
// a register knows is a body whatever its name looks like, unless it is on the list.
func Classify(name, ref, orgType string) Verdict {
	name = graph.Clean(name)
	words := plain(ingest.Ungarbled(name))
	if words == "" {
		return nameless(ref)
	}
	for _, p := range list() {
		if p.fits(words) {
			return unnamed(name, p)
		}
	}
	registered := Ref(ref) != ""
	switch {
	case registered:
	case IsTotal(name):
		return Verdict{Class: Unnamed, Category: "BOOKKEEPING", Why: "It is the sum of other rows."}
	case strings.IndexFunc(name, unicode.IsLetter) < 0 && (orgType == "" || !numeral.MatchString(name)):
		return Verdict{Class: Unnamed, Why: "There is no letter in it: it is a number or a mark."}
	case isCode(name):
		return Verdict{Class: Unnamed, Why: "It is the code of a register, not a name."}
	}
	person := Verdict{Person, PersonLabel, "PERSONS", "It looks like the name of a person."}
	shown, persons := withhold(name, registered, orgType)
	parts := distinct(name, ";")
	switch {
	case persons > 0 && (registered || shown == PersonLabel):
		return person
	case registered:
	case len(parts) > 1:
		return Verdict{Several, shown, "SEVERAL", "Several names are joined by a semicolon."}
	case persons > 0 || joinsAlike(name):
		return Verdict{Several, shown, "SEVERAL", "Several names are joined by a stroke."}
	case len(parts) == 1:
		name = parts[0]
	}
	return Verdict{Class: Body, Label: name}
}

// code is the form of an identifier that stands where a name should: the prefix of a
// register in org-id.guide or IATI (XM-DAC-, XI-IATI-, GB-COH-, DAC-), and a digit or
// more, without spaces. UN-2030 is a name.
var code = regexp.MustCompile(`^(?i:X[A-Z]-[A-Z0-9]+-|[A-Z]{2}-[A-Z_]{2,}-|DAC-)[^\s-]*[0-9]\S*$`)

// isCode tells whether a text is the code of a register. Two letters that begin it, but
// for X and another, are those of a country: UN-CHR-2030 is a name.
func isCode(text string) bool {
	if !code.MatchString(text) {
		return false
	}
	prefix, _, _ := strings.Cut(strings.ToUpper(text), "-")
	_, official := country.Official(prefix)
	return prefix == "DAC" || prefix[0] == 'X' || official || country.Reserved(prefix)
}

// numeral is a number that may be a name: that of a year or a resolution, or such as
// 5050. Somebody must have said of what type the body is.
var numeral = regexp.MustCompile(`^[1-9][0-9]{3}$`)

// Shown gives what may be shown to people of a cell that should name a body: the cell,
// with words of ours for each part of it that is probably the name of a person. ref and
// orgType are those of Classify.
func Shown(cell, ref, orgType string) string {
	shown, _ := withhold(graph.Clean(cell), Ref(ref) != "", orgType)
	return shown
}

// joints stand between names of one cell.
var joints = regexp.MustCompile(`\s*[;|]\s*| / `)

// withhold puts words of ours in the place of names of persons, and counts them. Where
// nothing but persons is named, the words stand alone.
func withhold(name string, registered bool, orgType string) (shown string, persons int) {
	if arePersons(name, registered, orgType) {
		return PersonLabel, 1
	}
	if !strings.ContainsAny(name, ";|/") { // as most
		return name, 0
	}
	signs := joints.FindAllString(name, -1)
	var b strings.Builder
	named := 0
	for i, part := range joints.Split(name, -1) {
		if part != "" && arePersons(part, registered, orgType) {
			persons++
			part = PersonLabel
		} else if part != "" {
			named++
		}
		b.WriteString(part)
		if i < len(signs) {
			b.WriteString(signs[i])
		}
	}
	switch {
	case persons == 0:
		return name, 0
	case named == 0:
		return PersonLabel, persons
	}
	return b.String(), persons
}

// totals are what rows that add up others are called.
var totals = set("total", "totals", "grand total", "overall total", "sub total", "subtotal", "totaux", "sous total", "total general",
	"gran total", "gesamt", "summe", "sum", "итого", "المجموع", "总计")

// IsTotal tells whether words that stand where a name should say that the row adds up
// others. A body of the name Total needs an identifier of a register, or a reader that
// knows from its row that it is one.
func IsTotal(words string) bool { return totals[plain(words)] }

// MayBeTotal tells whether words are a total that may be the name of a body, too: there
// are bodies that are called Total and Sum, but none that is called Grand total.
func MayBeTotal(words string) bool {
	w := plain(words)
	return w == "total" || w == "sum"
}

// IsBlank tells whether words that stand where a name should say nothing of anybody, as
// an empty cell does: there is no letter in them («-», «0»), or they are wholly on the
// list, without a category («n/a», «none»).
func IsBlank(name string) bool {
	words := plain(graph.Clean(name))
	if strings.IndexFunc(words, unicode.IsLetter) < 0 {
		return true
	}
	return slices.ContainsFunc(list(), func(p Pseudo) bool { return p.Match == Whole && p.Category == "" && p.Name == words })
}

// nameless judges a body without a name, by its identifier alone.
func nameless(ref string) Verdict {
	if class, is := ChannelClass(ref); is {
		return Verdict{Unnamed, class.Name, class.Category, "Its identifier is that of a class of bodies."}
	}
	if Ref(ref) != "" {
		return Verdict{Class: Body}
	}
	return Verdict{Class: Unnamed, Why: "There is no name."}
}

// unnamed gives the verdict on a name that is on the list. What has no category says
// nothing of anybody, so that there is nothing to show.
func unnamed(name string, p Pseudo) Verdict {
	switch p.Category {
	case "", "BOOKKEEPING":
		return Verdict{Unnamed, "", p.Category, p.Why}
	case "WITHHELD":
		return Verdict{Unnamed, "a body, whose name the source withholds", p.Category, p.Why}
	}
	return Verdict{Unnamed, name, p.Category, p.Why}
}

// distinct gives the different names that are joined by a sign.
func distinct(name, sign string) []string {
	var out []string
	seen := map[string]bool{"": true}
	for _, part := range strings.Split(name, sign) {
		if key := plain(part); !seen[key] {
			seen[key] = true
			out = append(out, strings.TrimSpace(part))
		}
	}
	return out
}

// joinsAlike tells whether a stroke joins two bodies of one kind: «Ministry of
// Health / Ministry of Labour». Most strokes join the names of one body in two
// languages, or a body and its part, so a stroke alone says nothing.
func joinsAlike(name string) bool {
	parts := distinct(name, " / ")
	if len(parts) < 2 {
		return false
	}
	first := strings.Fields(plain(parts[0]))
	second := strings.Fields(plain(parts[1]))
	return len(first) > 1 && len(second) > 1 && first[0] == second[0] && kinds[first[0]]
}

// kinds are first words of names of public bodies.
var kinds = set("ministry", "ministere", "ministerio", "department", "departement", "departamento", "embassy", "municipality", "university")

// plain gives the form in which names are compared: folded, letters and digits
// only, words parted by one space.
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return r
		}
		return ' '
	}, graph.Fold(s))
	return strings.Join(strings.Fields(s), " ")
}

func set(words ...string) map[string]bool {
	out := make(map[string]bool, len(words))
	for _, w := range words {
		out[w] = true
	}
	return out
}

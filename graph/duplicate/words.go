package duplicate

import (
	"slices"
	"strings"
	"unicode"

	"github.com/migraph/migraph/graph"
)

// idle are words of names that tell no two bodies apart: articles and the like, and
// legal forms. Letters with full stops between are read as one word before (e.V.).
var idle = wordSet(`the a an of for and in on to at by de la le les des du d l et en el los las del y e o do da dos das di und der die das fur
	inc incorporated ltd limited llc llp plc corp corporation co company gmbh ag ev eg ggmbh sa sarl sas spa srl bv nv ab as asa oy aps
	asbl vzw aisbl ong ngo cso stiftung ca pty pte sdn bhd`)

func wordSet(text string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(text) {
		out[w] = true
	}
	return out
}

// wordsOf gives the words of a name that matter, folded and in order; all of them if
// none does.
func wordsOf(name string) []string {
	folded := strings.ReplaceAll(graph.Fold(name), "&", " and ")
	all := strings.FieldsFunc(strings.NewReplacer(".", "", "'", " ", "\u2019", " ").Replace(folded),
		func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) })
	out := slices.DeleteFunc(slices.Clone(all), func(w string) bool { return idle[w] })
	if len(out) == 0 {
		out = all
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// cutAt is where programs of old cut names: after 35 characters.
const cutAt = 35

// cutOf gives the beginning of a folded name that a cut one has at least: it can end
// with a space, which is lost. Empty for shorter names.
func cutOf(folded string) string {
	if rs := []rune(folded); len(rs) >= cutAt-1 {
		return string(rs[:cutAt-1])
	}
	return ""
}

// isCut tells whether one of two folded names is the other, cut.
func isCut(x, y string) bool {
	if len(x) > len(y) {
		x, y = y, x
	}
	n := len([]rune(x))
	return x != y && (n == cutAt || n == cutAt-1) && strings.HasPrefix(y, x)
}

// hostOf gives the host of an address on the web, without www; empty if it is none.
func hostOf(address string) string {
	_, rest, found := strings.Cut(strings.ToLower(strings.TrimSpace(address)), "://")
	if !found {
		return ""
	}
	if end := strings.IndexAny(rest, "/?#:"); end >= 0 {
		rest = rest[:end]
	}
	return strings.TrimPrefix(rest, "www.")
}

// bareIdentifier gives an identifier as it is compared, without punctuation but for a
// sign between two digits, which parts two numbers; empty for one that is a key of a
// dataset, or too short to tell anything.
func bareIdentifier(i *graph.Identifier) string {
	scheme, _, _ := strings.Cut(i.Key(), ":")
	value := bare(strings.TrimPrefix(i.Key(), scheme+":"))
	if scheme == "dataset" || scheme == graph.SchemeMigraph || len(value) < shortestIdentifier {
		return ""
	}
	return scheme + ":" + value
}

// bare leaves out of a number of a register what is neither letter nor digit. A sign
// between two digits stays, as a hyphen: XM-DAC-8-4 is not XM-DAC-84. A space does not,
// for it only groups digits.
func bare(value string) string {
	var b strings.Builder
	digit, parted := false, false
	for _, r := range value {
		switch is := unicode.IsNumber(r); {
		case is || unicode.IsLetter(r):
			if is && digit && parted {
				b.WriteByte('-')
			}
			b.WriteRune(r)
			digit, parted = is, false
		case !unicode.IsSpace(r):
			parted = true
		}
	}
	return b.String()
}

const shortestIdentifier = 4

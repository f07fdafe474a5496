package duplicate

import (
	"hash/fnv"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"

	"github.com/migraph/migraph/graph"
)

// mostNames bounds the names by which a thing is compared: its own and the first of
// the others.
const mostNames = 8

// profile is what a thing is compared by.
type profile struct {
	id          string
	names       []string // folded, the thing's own first
	words       [][]string
	acronym     string
	country     string
	kind        graph.StakeholderKind
	host        string
	identifiers []string // bare
}

func profileOf(r graph.Record) *profile {
	t := graph.AsThing(r)
	p := &profile{id: t.ID}
	add := func(name string) {
		folded := graph.Fold(name)
		if folded != "" && len(p.names) < mostNames && !slices.Contains(p.names, folded) {
			p.names, p.words = append(p.names, folded), append(p.words, wordsOf(name))
		}
	}
	add(t.Name)
	for _, a := range t.Aliases {
		if a.Kind != "ACRONYM" {
			add(a.Name)
		}
	}
	for _, i := range t.Identifiers {
		if bare := bareIdentifier(i); bare != "" && !slices.Contains(p.identifiers, bare) {
			p.identifiers = append(p.identifiers, bare)
		}
	}
	if s, is := r.(*graph.Stakeholder); is {
		p.acronym, p.country, p.kind, p.host = graph.Fold(string(s.Acronym)), string(s.Country), s.Kind, hostOf(string(s.Website))
	}
	return p
}

// keys calls fn for each key that the profile shares with those that may be it.
func (p *profile) keys(fn func(key uint64)) {
	add := func(kind, text string) {
		if text == "" {
			return
		}
		h := fnv.New64a()
		_, _ = h.Write([]byte(kind + " " + text)) // a hash takes everything
		fn(h.Sum64())
	}
	for i, name := range p.names {
		add("name", name)
		add("cut", cutOf(name))
		add("words", strings.Join(p.words[i], " "))
		if len(p.words[i]) == 1 {
			add("acronym", p.words[i][0])
		}
		for out := range p.words[i] {
			if len(p.words[i]) > 1 {
				add("but one", strings.Join(slices.Delete(slices.Clone(p.words[i]), out, out+1), " "))
			}
		}
	}
	add("acronym", p.acronym)
	add("host", p.host)
	for _, i := range p.identifiers {
		add("identifier", i)
	}
}

// weights of reasons. What people wrote alike weighs less than what registers gave.
var weights = map[graph.DuplicateReason]int{
	graph.SameIdentifier: 60, graph.ThirdPartyReport: 60, graph.SameName: 50, graph.SameWords: 40, graph.CutName: 40,
	graph.SameAcronym: 25, graph.SameWebsite: 20, graph.SimilarName: 20,
}

// otherCountry is taken off the strength of two that are in different countries.
const otherCountry = 15

// judge gives the reasons why two things may be one, nil if there is none.
func judge(x, y *profile) *graph.DuplicateCandidate {
	if x.kind != y.kind && (x.kind == "EMBASSY" || y.kind == "EMBASSY") {
		return nil // an embassy is never the body that it represents
	}
	apart := x.country != "" && y.country != "" && x.country != y.country
	is := map[graph.DuplicateReason]bool{
		graph.SameIdentifier: slices.ContainsFunc(x.identifiers, func(i string) bool { return slices.Contains(y.identifiers, i) }),
		// Offices and branches in several countries share these.
		graph.SameWebsite: x.host != "" && x.host == y.host && !apart,
		graph.SameAcronym: !apart && sameAcronym(x, y),
	}
	for i := range x.names {
		for j := range y.names {
			compareNames(x, i, y, j, !apart, is)
		}
	}
	out := &graph.DuplicateCandidate{OneID: min(x.id, y.id), OtherID: max(x.id, y.id)}
	for _, r := range graph.DuplicateReasons {
		if is[r] {
			out.Reasons = append(out.Reasons, r)
			out.Strength += weights[r]
		}
	}
	if len(out.Reasons) == 0 {
		return nil
	}
	switch {
	case apart:
		out.Countries = "DIFFERENT"
		out.Strength = max(1, out.Strength-otherCountry)
	case x.country != "" && y.country != "":
		out.Countries = "SAME"
	case x.kind != "" || y.kind != "":
		out.Countries = "UNKNOWN"
	}
	return out
}

// compareNames notes what a name of each has in common: the strongest of what there
// is, for the weaker follows from it.
func compareNames(x *profile, i int, y *profile, j int, near bool, is map[graph.DuplicateReason]bool) {
	switch {
	case x.names[i] == y.names[j]:
		is[graph.SameName] = true
	case slices.Equal(x.words[i], y.words[j]):
		is[graph.SameWords] = true
	case isCut(x.names[i], y.names[j]):
		is[graph.CutName] = true
	case near && oneWordMisspelt(x.words[i], y.words[j]):
		is[graph.SimilarName] = true
	}
}

// sameAcronym tells whether two have an acronym in common, or the one's only word is
// the other's, and their names do not say that they are others.
func sameAcronym(x, y *profile) bool {
	isName := func(acronym string, of *profile) bool {
		return acronym != "" && slices.ContainsFunc(of.words, func(w []string) bool { return len(w) == 1 && w[0] == acronym })
	}
	switch {
	case isName(x.acronym, y), isName(y.acronym, x):
		return true
	case x.acronym == "" || x.acronym != y.acronym:
		return false
	}
	for _, a := range x.words {
		for _, b := range y.words {
			if 2*len(common(a, b)) >= min(len(a), len(b)) {
				return true
			}
		}
	}
	return false
}

// common gives the words that are in both lists.
func common(x, y []string) []string {
	return slices.DeleteFunc(slices.Clone(x), func(w string) bool { return !slices.Contains(y, w) })
}

// Words may be spelt otherwise from so many letters on, by one letter and by two;
// words with digits never, for another digit makes another number.
const (
	oneLetter  = 5
	twoLetters = 9
)

// oneWordMisspelt tells whether two lists of several words differ by one word, which
// is spelt otherwise.
func oneWordMisspelt(x, y []string) bool {
	if len(x) != len(y) || len(x) < 2 {
		return false
	}
	both := common(x, y)
	if len(both) != len(x)-1 {
		return false
	}
	left := func(of []string) string {
		return slices.DeleteFunc(slices.Clone(of), func(w string) bool { return slices.Contains(both, w) })[0]
	}
	a, b := left(x), left(y)
	if strings.ContainsAny(a+b, "0123456789") {
		return false
	}
	most := 0
	switch n := min(len([]rune(a)), len([]rune(b))); {
	case n >= twoLetters:
		most = 2
	case n >= oneLetter:
		most = 1
	}
	return edits(a, b) <= most
}

// edits counts the letters that are other ones, missing or too many; two letters that
// changed places (centre, center) count once.
func edits(a, b string) int {
	n := levenshtein.ComputeDistance(a, b)
	sorted := func(s string) []rune {
		rs := []rune(s)
		slices.Sort(rs)
		return rs
	}
	if n == 2 && slices.Equal(sorted(a), sorted(b)) {
		return 1
	}
	return n
}

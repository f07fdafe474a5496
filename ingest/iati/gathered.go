package iati

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

// gathered holds what was told of things so far, by key.
type gathered[T any] struct{ byKey map[string]T }

// at gives what is known of a thing, made by create at its first mention.
func (g *gathered[T]) at(key string, create func() T) T {
	if have, ok := g.byKey[key]; ok {
		return have
	}
	if g.byKey == nil {
		g.byKey = map[string]T{}
	}
	made := create()
	g.byKey[key] = made
	return made
}

// each calls f for all things in the order of their keys.
func (g *gathered[T]) each(f func(key string, of T) error) error {
	for _, key := range slices.Sorted(maps.Keys(g.byKey)) {
		if err := f(key, g.byKey[key]); err != nil {
			return err
		}
	}
	return nil
}

// mention is where in which publication something is told.
type mention struct {
	id       string // of an activity that is referred to
	document string
	locator  graph.Text
	where    string
}

func (s *scope) mention(e *element) *mention {
	return &mention{document: s.document, locator: s.evidence(e.path())[0].Locator, where: s.where(e)}
}

func (m *mention) evidence() *graph.Evidence {
	return &graph.Evidence{DocumentID: m.document, Locator: m.locator, Basis: "STATED"}
}

// maxNames and maxMentions bound what is kept of one thing: its names, and the
// publications that tell of it.
const (
	maxNamesOfOne = 50
	maxMentions   = 3
)

// naming counts the names that are given to one thing.
type naming struct {
	uses     map[narrative]int
	mentions []*mention // one a publication
}

// add counts the names that an element gives.
func (n *naming) add(all []narrative) {
	if n.uses == nil {
		n.uses = map[narrative]int{}
	}
	for _, name := range all {
		name.text = cutText(name.text, maxName)
		if _, known := n.uses[name]; known || len(n.uses) < maxNamesOfOne {
			n.uses[name]++
		}
	}
}

// cite notes that a publication tells of the thing.
func (n *naming) cite(s *scope, e *element) {
	if len(n.mentions) < maxMentions && !slices.ContainsFunc(n.mentions, func(m *mention) bool { return m.document == s.document }) {
		n.mentions = append(n.mentions, s.mention(e))
	}
}

func (n *naming) evidence() []*graph.Evidence {
	out := make([]*graph.Evidence, len(n.mentions))
	for i, m := range n.mentions {
		out[i] = m.evidence()
	}
	return out
}

// ranked gives the names: the most frequent first, whatever its spelling, then the
// longest; of spellings the most frequent, capitals throughout last.
func (n *naming) ranked() []narrative {
	folded := map[string]int{}
	for name, uses := range n.uses {
		folded[graph.Fold(name.text)] += uses
	}
	return slices.SortedFunc(maps.Keys(n.uses), func(a, b narrative) int {
		x, y := graph.Fold(a.text), graph.Fold(b.text)
		return cmp.Or(folded[y]-folded[x], len(y)-len(x), cmp.Compare(x, y), capitals(a.text)-capitals(b.text), n.uses[b]-n.uses[a],
			cmp.Compare(a.text, b.text), cmp.Compare(a.language, b.language))
	})
}

// capitals gives 1 for a text without a small letter.
func capitals(s string) int {
	if strings.ToUpper(s) == s {
		return 1
	}
	return 0
}

// name gives the ruling name, the first of ranked, and the others as aliases. own
// rules over it if it is not empty.
func (n *naming) name(own string) (string, []*graph.Alias) {
	all := withoutCut(n.ranked())
	if own == "" && len(all) > 0 {
		own = all[0].text
	}
	var aliases []*graph.Alias
	seen := map[string]bool{graph.Fold(own): true}
	for _, a := range all {
		if key := graph.Fold(a.text); !seen[key] {
			seen[key] = true
			aliases = append(aliases, &graph.Alias{Name: a.text, Language: graph.Text(a.language), Kind: "NAME"})
		}
	}
	return own, aliases
}

// leastCut is the length at which programs cut names: 35 and 50 are usual.
const leastCut = 30

// withoutCut leaves out names that are the cut beginning of another.
func withoutCut(all []narrative) []narrative {
	folded := make([]string, len(all))
	for i, n := range all {
		folded[i] = graph.Fold(n.text)
	}
	var out []narrative
	for i, n := range all {
		if !slices.ContainsFunc(folded, func(longer string) bool { return isCutOf(folded[i], longer) }) {
			out = append(out, n)
		}
	}
	return out
}

// isCutOf tells whether a folded name is the beginning of a longer one and long enough
// to have been cut. A short one is an acronym or a short name.
func isCutOf(name, longer string) bool {
	return len([]rune(name)) >= leastCut && len(longer) > len(name) && longer[:len(name)] == name
}

// Lengths at which texts are cut.
const (
	maxName    = 500
	maxSummary = 20_000
	// maxIdentifier is the length beyond which an identifier is none.
	maxIdentifier = 200
)

// cutText shortens a text to at most so many bytes, on a rune's boundary.
func cutText(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && s[most]&0xC0 == 0x80 {
		most--
	}
	return s[:most]
}

package search

import (
	"html"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/norm"

	"github.com/migraph/migraph/graph"
)

// Match says which name of a thing a text matches, and where.
type Match struct {
	Field Field
	// Text is the name, cleaned (graph.Clean).
	Text string
	// Spans are the parts of Text that match, in order and apart from each
	// other. They begin and end between characters as readers see them.
	Spans []Span
	// Snippet is Text, or about SnippetLength characters of it around the first
	// match, as HTML: escaped, what matches in <mark>, … where it was cut. It may
	// hold characters that change the direction of writing: show it in <bdi>.
	Snippet string
}

// Span is a part of a text, in bytes.
type Span struct{ Start, End int }

// SnippetLength is the number of characters that a snippet shows.
const SnippetLength = 160

// snippetLead is the number of characters before the first match in a snippet
// that was cut.
const snippetLead = 40

// Explain gives the name of a thing that a text matches best: the whole of an
// identifier or a name first, then the name with the most of the words, then
// titles, acronyms, aliases, identifiers; the name of a country only where
// nothing else matches. ok is false where no name matches.
func Explain(names []Name, text string) (best Match, ok bool) {
	q, err := parse(text)
	if err != nil {
		return Match{}, false
	}
	var bestScore score
	for _, name := range names {
		m := matchName(&name, q)
		if m.score.compare(bestScore) > 0 {
			bestScore, best = m.score, Match{Field: name.Field, Text: m.text, Spans: m.spans()}
			ok = true
		}
	}
	if ok {
		best.Snippet = snippet(best.Text, best.Spans)
	}
	return best, ok
}

// score ranks the names of a thing.
type score struct {
	exact  int // 2 for an identifier, 1 for a name
	own    int // 1 unless it is a country's name
	strict int // words of the text that begin a word of the name
	near   int // words that differ by a letter or two
	field  int // the preference of fields
}

func (s score) compare(o score) int {
	return slices.Compare(
		[]int{s.exact, s.own, s.strict, s.near, s.field},
		[]int{o.exact, o.own, o.strict, o.near, o.field})
}

var fieldPreference = []Field{Country, Identifier, Alias, Acronym, Title}

// nameMatch is one name beside a query.
type nameMatch struct {
	text   string
	folded foldedText
	score  score
	marked []Span // in the folded text
}

func matchName(n *Name, q *query) nameMatch {
	m := nameMatch{text: graph.Clean(cutRunes(n.Text, maxNameRunes))}
	m.folded = foldWithPlaces(m.text)
	tokens := split(m.folded.text)
	for _, key := range n.keys(n.tokens()) {
		switch {
		case n.Field == Identifier && slices.Contains(q.identifiers, key):
			m.score.exact = 2
		case n.Field != Identifier && slices.Contains(q.names, key):
			m.score.exact = 1
		}
	}
	if m.score.exact > 0 {
		m.marked = []Span{{0, len(m.folded.text)}}
		m.score.strict = len(q.words)
	} else {
		for _, w := range q.words {
			m.word(tokens, w)
		}
	}
	if m.score == (score{}) {
		return m
	}
	if n.Field != Country {
		m.score.own = 1
	}
	m.score.field = slices.Index(fieldPreference, n.Field) + 1
	return m
}

// word looks for one word of the query in the words of the name.
func (m *nameMatch) word(tokens []token, w queryWord) {
	before := len(m.marked)
	for i := range tokens {
		m.strictly(&tokens[i], w)
	}
	if len(m.marked) > before {
		m.score.strict++
		return
	}
	least := maxEdits + 1
	for i := range tokens {
		distance := tokens[i].distance(w)
		if distance < least {
			least, m.marked = distance, m.marked[:before]
		}
		if distance == least && distance <= maxEdits {
			m.marked = append(m.marked, Span{tokens[i].start, tokens[i].end})
		}
	}
	if least <= maxEdits {
		m.score.near++
	}
}

// strictly marks what of a token a word of the query begins: its first letters,
// any place of it in a script without spaces, or all of it where the form that
// matches has other letters.
func (m *nameMatch) strictly(t *token, w queryWord) {
	for _, form := range w.forms {
		at := -1
		switch {
		case !t.literal:
		case t.spaceless:
			at = strings.Index(t.word, form)
		case strings.HasPrefix(t.word, form):
			at = 0
		}
		if at >= 0 {
			m.marked = append(m.marked, m.within(t, at, at+len(form)))
			return
		}
	}
	found := false
	t.forms(func(indexed string) {
		for _, form := range w.forms {
			found = found || strings.HasPrefix(indexed, form)
		}
	})
	if found {
		m.marked = append(m.marked, Span{t.start, t.end})
	}
}

// within gives the place of t.word[from:to] in the folded text, where the word
// may be interrupted by apostrophes, full stops and ignored characters.
func (m *nameMatch) within(t *token, from, to int) Span {
	out := Span{t.start, t.end}
	at := 0 // in t.word
	for i, r := range m.folded.text[t.start:t.end] {
		if !strings.HasPrefix(t.word[at:], string(r)) || isApostrophe(r) || isIgnored(r) {
			continue
		}
		if at == from {
			out.Start = t.start + i
		}
		if at += utf8.RuneLen(r); at == to {
			out.End = t.start + i + utf8.RuneLen(r)
			break
		}
	}
	return out
}

// distance gives the least number of edits between a word of the query and the
// forms of a token, more than maxEdits if they are too many.
func (t *token) distance(w queryWord) int {
	least := maxEdits + 1
	t.forms(func(indexed string) {
		one := &segment{words: table{text: indexed, ends: []uint32{uint32(len(indexed))}}}
		one.listMisspelt()
		for _, n := range one.near(w) {
			least = min(least, n.distance)
		}
	})
	return least
}

// spans takes the marked places back to the text, widens them to characters as
// readers see them, and joins those that touch.
func (m *nameMatch) spans() []Span {
	bounds := clusterBounds(m.text)
	var all []Span
	for _, marked := range m.marked {
		s := m.folded.back(marked)
		i, found := slices.BinarySearch(bounds, s.Start)
		if !found {
			i--
		}
		j, _ := slices.BinarySearch(bounds, s.End)
		if s = (Span{bounds[i], bounds[j]}); s.Start < s.End {
			all = append(all, s)
		}
	}
	slices.SortFunc(all, func(x, y Span) int { return x.Start - y.Start })
	var out []Span
	for _, s := range all {
		if last := len(out) - 1; last >= 0 && s.Start <= out[last].End {
			out[last].End = max(out[last].End, s.End)
			continue
		}
		out = append(out, s)
	}
	return out
}

// clusterBounds gives where the characters of a text begin, and its end.
func clusterBounds(text string) []int {
	bounds := []int{0}
	state := -1
	for rest := text; rest != ""; {
		_, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		bounds = append(bounds, len(text)-len(rest))
	}
	return bounds
}

// foldedText is a folded text with the places from which its parts come.
type foldedText struct {
	text string
	// pieces are parts that were folded each by itself.
	pieces []piece
}

type piece struct{ folded, original Span }

// foldWithPlaces folds a clean text piece by piece, between places where
// normalization cannot join anything.
func foldWithPlaces(text string) foldedText {
	var f foldedText
	var b strings.Builder
	for at := 0; at < len(text); {
		n := norm.NFKC.NextBoundaryInString(text[at:], true)
		if n <= 0 {
			n = len(text) - at
		}
		start := b.Len()
		if part := text[at : at+n]; part == " " {
			b.WriteString(part)
		} else {
			b.WriteString(graph.Fold(part))
		}
		f.pieces = append(f.pieces, piece{Span{start, b.Len()}, Span{at, at + n}})
		at += n
	}
	f.text = b.String()
	return f
}

// back gives the part of the text from which a part of its folded form comes.
func (f *foldedText) back(s Span) Span {
	var out Span
	first := true
	for _, p := range f.pieces {
		if p.folded.End <= s.Start || p.folded.Start >= s.End {
			continue
		}
		if first {
			out.Start, first = p.original.Start, false
		}
		out.End = p.original.End
	}
	return out
}

// snippet writes a text as HTML with its spans marked.
func snippet(text string, spans []Span) string {
	bounds := clusterBounds(text)
	from, to := 0, len(bounds)-1 // characters to show
	if to > SnippetLength {
		if len(spans) > 0 {
			first, _ := slices.BinarySearch(bounds, spans[0].Start)
			from = max(0, min(first-snippetLead, to-SnippetLength))
		}
		to = from + SnippetLength
	}
	start, end := bounds[from], bounds[to]
	var b strings.Builder
	if start > 0 {
		b.WriteString("…")
	}
	at := start
	for _, s := range spans {
		if s.Start = max(s.Start, start); s.Start >= end {
			break
		}
		s.End = min(s.End, end)
		if s.End <= s.Start {
			continue
		}
		b.WriteString(html.EscapeString(text[at:s.Start]))
		b.WriteString("<mark>" + html.EscapeString(text[s.Start:s.End]) + "</mark>")
		at = s.End
	}
	b.WriteString(html.EscapeString(text[at:end]))
	if end < len(text) {
		b.WriteString("…")
	}
	return b.String()
}

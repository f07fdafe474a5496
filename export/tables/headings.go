package tables

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// word is a field of a path, as a heading says it.
type word struct {
	text string
	// field is its name in the API, empty if the question gives it a name of its own.
	field string
}

// between the root and what one asks for there are fields that say nothing of it.
var silent = []string{"nodes", "edges", "node"}

// naming fields say what the field above them is: the heading needs that one only.
var naming = []string{"name", "label", "text"}

// bare fields say nothing without the field above them.
var bare = []string{"id", "slug", "totalCount", "earliest", "latest", "precision", "of"}

// wordsOf gives the words of a field and of those above it, depth fields in all.
func wordsOf(f *field, depth int) []word {
	var out []word
	for ; f != nil && depth > 0; f, depth = f.parent, depth-1 {
		w := word{text: f.key}
		if f.key == f.def.Name {
			w = word{spoken(f.key), f.key}
		}
		if !slices.Contains(silent, w.field) {
			out = append(out, w)
		}
	}
	slices.Reverse(out)
	return out
}

// spoken parts the words of a name such as totalCount.
func spoken(name string) string {
	var b strings.Builder
	runes := []rune(name)
	for i, c := range runes {
		if unicode.IsUpper(c) && i > 0 && !unicode.IsUpper(runes[i-1]) {
			b.WriteByte(' ')
			if i+1 == len(runes) || !unicode.IsUpper(runes[i+1]) {
				c = unicode.ToLower(c)
			}
		}
		b.WriteRune(c)
	}
	return b.String()
}

// headings gives what a column can be called, the shortest first: its last word, and
// more and more of those before it.
func headings(c *Column) []string {
	if len(c.words) == 0 {
		return []string{c.Path}
	}
	texts := make([]string, len(c.words))
	for i, w := range c.words {
		texts[i] = w.text
	}
	all, last := len(texts), c.words[len(texts)-1].field
	var out []string
	switch {
	case all > 1 && slices.Contains(naming, last):
		for from := all - 2; from >= 0; from-- {
			out = append(out, strings.Join(texts[from:all-1], " "))
		}
		return append(out, strings.Join(texts, " "))
	case all > 1 && slices.Contains(bare, last):
		all--
	}
	for from := all - 1; from >= 0; from-- {
		out = append(out, strings.Join(texts[from:], " "))
	}
	return out
}

// entitle gives each column the shortest heading that no other column has. Where two
// would have the same, both become longer.
func entitle(columns []Column) {
	choices, at := make([][]string, len(columns)), make([]int, len(columns))
	for i := range columns {
		choices[i] = headings(&columns[i])
	}
	for changed := true; changed; {
		changed = false
		count := map[string]int{}
		for i := range columns {
			count[choices[i][at[i]]]++
		}
		for i := range columns {
			if count[choices[i][at[i]]] > 1 && at[i]+1 < len(choices[i]) {
				at[i]++
				changed = true
			}
		}
	}
	for i := range columns {
		columns[i].Title = choices[i][at[i]]
	}
	distinguish(columns)
}

// distinguish makes the titles of columns differ.
func distinguish(columns []Column) {
	seen := map[string]bool{}
	for i := range columns {
		title := columns[i].Title
		for n := 2; seen[columns[i].Title]; n++ {
			columns[i].Title = fmt.Sprintf("%s (%d)", title, n)
		}
		seen[columns[i].Title] = true
	}
}

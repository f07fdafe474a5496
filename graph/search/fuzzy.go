package search

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxDistance gives how many edits a word may be away from what is meant: none
// for short words, of which too many are alike, and for words with digits, of
// which one digit makes another number.
func maxDistance(word string) int {
	letters := 0
	for _, r := range word {
		if unicode.IsNumber(r) {
			return 0
		}
		letters++
	}
	switch {
	case letters < 4:
		return 0
	case letters < 8:
		return 1
	}
	return maxEdits
}

const maxEdits = 2

// expansion is a word of the index that a word of a query may stand for.
type expansion struct {
	word      string
	distance  int
	frequency int
	// at is the place of the word in each part, -1 if it is not there.
	at [maxParts]int
}

// matchFuzzily adds the levels of things that match with misspelt words.
func (s *search) matchFuzzily(ctx context.Context) error {
	expansions := make([][]expansion, len(s.query.words))
	for i, w := range s.query.words {
		if err := ctx.Err(); err != nil {
			return context.Cause(ctx)
		}
		expansions[i] = s.expand(w)
	}
	var byDistance []level
	for part := range s.parts {
		for distance, found := range s.within(part, expansions) {
			if distance == 0 || found == nil {
				continue
			}
			for len(byDistance) < distance {
				byDistance = append(byDistance, level{tier: Fuzzy, distance: len(byDistance) + 1, sets: make([]set, len(s.parts))})
			}
			byDistance[distance-1].sets[part].bits = found
		}
	}
	s.levels = append(s.levels, byDistance...)
	return nil
}

// expand gives the words of the index that a word of a query may stand for, the
// nearest first, then those of more things, then by alphabet, up to the bound.
func (s *search) expand(w queryWord) []expansion {
	var found []expansion
	for part := range s.parts {
		p := &s.parts[part]
		for word, distance := range p.near(w) {
			frequency := p.frequency(word) - p.deadOf(word)
			if frequency == 0 {
				continue
			}
			e := expansion{p.words.at(word), distance, frequency, [maxParts]int{-1, -1}}
			e.at[part] = word
			found = append(found, e)
		}
	}
	if len(s.parts) > 1 {
		found = joinExpansions(found)
	}
	slices.SortFunc(found, func(x, y expansion) int {
		return cmp.Or(cmp.Compare(x.distance, y.distance), cmp.Compare(y.frequency, x.frequency), strings.Compare(x.word, y.word))
	})
	if len(found) > s.options.MaxExpansions {
		s.limited = true
		found = found[:s.options.MaxExpansions]
	}
	return found
}

// joinExpansions makes one expansion of those of one word in several parts.
func joinExpansions(found []expansion) []expansion {
	slices.SortStableFunc(found, func(x, y expansion) int { return strings.Compare(x.word, y.word) })
	out := found[:0]
	for _, e := range found {
		if last := len(out) - 1; last >= 0 && out[last].word == e.word {
			out[last].frequency += e.frequency
			for part, at := range e.at {
				out[last].at[part] = max(out[last].at[part], at)
			}
			continue
		}
		out = append(out, e)
	}
	return out
}

// near gives the words that differ a little from a word of a query, or of which
// a beginning does, with the least distance. Words that begin with it are left
// out: they match strictly.
func (s *segment) near(w queryWord) map[int]int {
	out := map[int]int{}
	for _, form := range w.forms {
		if most := maxDistance(form); most > 0 {
			newWalk(&s.words, form, most).run(func(lo, hi, distance int) {
				for word := lo; word < hi; word++ {
					if d, known := out[word]; !known || distance < d {
						out[word] = distance
					}
				}
			})
		}
	}
	for _, form := range w.forms {
		lo, hi := s.words.prefix(form)
		maps.DeleteFunc(out, func(word, _ int) bool { return lo <= word && word < hi })
	}
	maps.DeleteFunc(out, func(word, _ int) bool { return strings.ContainsFunc(s.words.at(word), unicode.IsNumber) })
	return out
}

// within gives the things of a part that match no stricter tier, by the sum of
// the distances of the words. For every 64 things at once: those whose first
// words match with a sum of at most d are those whose words before match with
// at most d - e and the last with at most e, for any e.
func (s *search) within(part int, expansions [][]expansion) []bitmap {
	p := &s.parts[part]
	levels := make([][]bitmap, len(expansions)) // by word: the things at most so far away
	most := 0
	for i, w := range s.query.words {
		levels[i] = s.levelsOf(part, w, expansions[i])
		most += len(levels[i]) - 1
	}
	out := make([]bitmap, most+1)
	if most == 0 {
		return out
	}
	var sums, next [MaxWords*maxEdits + 1]uint64
	for block := range s.levels[Prefix].sets[part].bits {
		candidates := ^uint64(0)
		for _, l := range levels {
			candidates &= l[len(l)-1][block]
		}
		if p.dead != nil {
			candidates &^= p.dead[block]
		}
		if candidates &^= s.strict(part, block); candidates == 0 {
			continue
		}
		for d := range most + 1 {
			sums[d] = candidates
		}
		for _, l := range levels {
			for d := range most + 1 {
				next[d] = 0
				for e := range min(d+1, len(l)) {
					next[d] |= sums[d-e] & l[e][block]
				}
			}
			sums = next
		}
		for d := 1; d <= most; d++ {
			if found := sums[d] &^ sums[d-1]; found != 0 {
				if out[d] == nil {
					out[d] = s.bitmap(part)
				}
				out[d][block] = found
			}
		}
	}
	return out
}

// strict gives the things of a block that match in a stricter tier.
func (s *search) strict(part, block int) uint64 {
	w := s.levels[Prefix].sets[part].bits[block]
	for _, l := range s.levels[:Prefix] {
		for _, thing := range l.sets[part].list {
			if int(thing/64) == block {
				w |= 1 << (thing % 64)
			}
		}
	}
	return w
}

// levelsOf gives the things of which a word is at most 0, 1 ... edits away from
// a word of a query.
func (s *search) levelsOf(part int, w queryWord, expansions []expansion) []bitmap {
	p := &s.parts[part]
	levels := []bitmap{s.bitmap(part)}
	p.unionOfPrefixes(levels[0], w)
	for _, e := range expansions { // nearest first
		for len(levels) <= e.distance {
			b := s.bitmap(part)
			b.or(levels[len(levels)-1])
			levels = append(levels, b)
		}
		if at := e.at[part]; at >= 0 {
			p.union(levels[e.distance], at, at+1)
		}
	}
	return levels
}

// walk goes through a sorted table as through a tree of beginnings, with a row
// of the table of edit distances for every letter on the way, and leaves out
// what begins too far away from a word. The distance is that of optimal string
// alignment: insertions, deletions, replacements and exchanges of neighbours,
// no part edited twice.
type walk struct {
	words *table
	want  []rune
	most  int
	// path is the beginning at hand, one step a letter; path[0] is the empty one.
	path []step
}

type step struct {
	letter rune
	end    int   // of the beginning, in bytes
	row    []int // row[i]: the distance between the beginning and want[:i]
	least  int   // of row
	// best is the least distance of the word and a beginning of at least its
	// length, so far.
	best int
}

func newWalk(words *table, word string, most int) *walk {
	w := &walk{words: words, want: []rune(word), most: most}
	first := step{row: make([]int, len(w.want)+1), best: most + 1}
	for i := range first.row {
		first.row[i] = i
	}
	w.path = []step{first}
	return w
}

// run calls found for ranges of words that are near.
func (w *walk) run(found func(lo, hi, distance int)) {
	_, lo := w.words.prefix(string([]byte{facetMark}))
	for at := lo; at < w.words.len(); {
		at = w.visit(at, found)
	}
}

// visit looks at one word and gives the next that may be near.
func (w *walk) visit(at int, found func(lo, hi, distance int)) int {
	word := w.words.at(at)
	w.backTo(word)
	for {
		here := &w.path[len(w.path)-1]
		if here.end == len(word) {
			if distance := min(here.best, here.row[len(w.want)]); distance <= w.most {
				found(at, at+1, distance)
			}
			return at + 1
		}
		r, size := utf8.DecodeRuneInString(word[here.end:])
		w.push(r, size)
		if w.isSettled() {
			here = &w.path[len(w.path)-1]
			end := w.words.endOf(word[:here.end], at, w.words.len())
			if here.best <= w.most {
				found(at, end, here.best)
			}
			return end
		}
	}
}

// backTo shortens the path to what a word has in common with it.
func (w *walk) backTo(word string) {
	n := 0
	for n+1 < len(w.path) {
		here, next := &w.path[n], &w.path[n+1]
		if r, size := utf8.DecodeRuneInString(word[here.end:]); size == 0 || r != next.letter {
			break
		}
		n++
	}
	w.path = w.path[:n+1]
}

// push adds a letter to the path.
func (w *walk) push(r rune, size int) {
	n := len(w.path)
	if n < cap(w.path) {
		w.path = w.path[:n+1]
	} else {
		w.path = append(w.path, step{})
	}
	here, before := &w.path[n], &w.path[n-1]
	if here.row == nil {
		here.row = make([]int, len(w.want)+1)
	}
	here.letter, here.end = r, before.end+size
	here.row[0] = n
	here.least = n
	for i, want := range w.want {
		d := before.row[i]
		if want != r {
			d++
		}
		d = min(d, before.row[i+1]+1, here.row[i]+1)
		if i > 0 && n > 1 && want == before.letter && w.want[i-1] == r {
			d = min(d, w.path[n-2].row[i-1]+1)
		}
		here.row[i+1] = d
		here.least = min(here.least, d)
	}
	here.best = before.best
	if n >= len(w.want) {
		here.best = min(here.best, here.row[len(w.want)])
	}
}

// isSettled: no longer beginning can be nearer, or near at all. An exchange of
// neighbours goes back by two letters.
func (w *walk) isSettled() bool {
	here, before := &w.path[len(w.path)-1], &w.path[len(w.path)-2]
	if unicode.IsNumber(here.letter) {
		return true
	}
	bound := min(here.best, w.most+1)
	return here.least >= bound && before.least+1 >= bound
}

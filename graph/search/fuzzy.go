package search

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"unicode"
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
	most := 0
	for most < maxEdits && letters >= shortestMisspelt[most] {
		most++
	}
	return most
}

const maxEdits = 2

// shortestMisspelt has the letters of the shortest words that may be 1 and 2
// edits away.
var shortestMisspelt = [maxEdits]int{4, 8}

// expansion is a word of the index that a word of a query may stand for.
type expansion struct {
	word      string
	distance  int
	frequency int
	// at is the place of the word in each part, -1 if it is not there.
	at [maxParts]int
}

func (e *expansion) compare(o *expansion) int {
	return cmp.Or(cmp.Compare(e.distance, o.distance), cmp.Compare(o.frequency, e.frequency), strings.Compare(e.word, o.word))
}

// matchFuzzily adds the levels of things that match with misspelt words.
func (s *search) matchFuzzily(ctx context.Context) error {
	expansions, expanded := make([][]expansion, len(s.query.words)), false
	for i, w := range s.query.words {
		if err := ctx.Err(); err != nil {
			return context.Cause(ctx)
		}
		expansions[i] = s.expand(w)
		expanded = expanded || len(expansions[i]) > 0
	}
	if !expanded {
		return nil
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
	var best []expansion
	found := 0
	for part := range s.parts {
		for _, n := range s.parts[part].near(w) {
			for _, word := range n.words {
				e, ok := s.expansion(part, int(word), n.distance)
				if ok {
					found++
					best = insert(best, e, s.options.MaxExpansions)
				}
			}
		}
	}
	s.limited = s.limited || found > len(best)
	return best
}

// insert adds an expansion to a sorted list of at most so many.
func insert(best []expansion, e expansion, most int) []expansion {
	if len(best) == most && e.compare(&best[most-1]) > 0 {
		return best
	}
	at, _ := slices.BinarySearchFunc(best, e, func(x, y expansion) int { return x.compare(&y) })
	if len(best) == most {
		best = best[:most-1]
	}
	return slices.Insert(best, at, e)
}

// expansion gives a word with all that is known of it in every part; ok is false
// if no thing has it or a part before has given it.
func (s *search) expansion(part, word, distance int) (e expansion, ok bool) {
	e = expansion{word: s.parts[part].words.at(word), distance: distance, at: [maxParts]int{-1, -1}}
	for i := range s.parts {
		p, at, found := &s.parts[i], word, true
		if i != part {
			at, found = p.words.find(e.word)
		}
		if !found {
			continue
		}
		if i < part {
			return e, false
		}
		e.at[i] = at
		e.frequency += p.frequency(at) - p.deadOf(at)
	}
	return e, e.frequency > 0
}

// nearWords are words of a segment that are equally near, in order.
type nearWords struct {
	words    []uint32
	distance int
}

// near gives the words that differ a little from a word of a query, or of which
// a beginning does, with the least distance, each once. Words that begin with it
// are left out: they match strictly.
func (s *segment) near(w queryWord) []nearWords {
	var out []nearWords
	for _, form := range w.forms {
		most := maxDistance(form)
		if most == 0 {
			continue
		}
		v := &s.misspelt[most-1]
		newWalk(v, form, most).run(func(lo, hi, distance int) {
			out = append(out, nearWords{v.ids[lo:hi], distance})
		})
	}
	for _, form := range w.forms {
		lo, hi := s.words.prefix(form)
		out = cutOut(out, uint32(lo), uint32(hi))
	}
	if len(w.forms) > 1 {
		out = nearestOfEach(out)
	}
	return out
}

// cutOut takes the words in [lo, hi) away.
func cutOut(list []nearWords, lo, hi uint32) []nearWords {
	out := make([]nearWords, 0, len(list)+1)
	for _, n := range list {
		from, _ := slices.BinarySearch(n.words, lo)
		to, _ := slices.BinarySearch(n.words, hi)
		if from > 0 {
			out = append(out, nearWords{n.words[:from], n.distance})
		}
		if to < len(n.words) {
			out = append(out, nearWords{n.words[to:], n.distance})
		}
	}
	return out
}

// nearestOfEach gives every word once, with its least distance.
func nearestOfEach(list []nearWords) []nearWords {
	least := map[uint32]int{}
	for _, n := range list {
		for _, word := range n.words {
			if d, known := least[word]; !known || n.distance < d {
				least[word] = n.distance
			}
		}
	}
	out := make([]nearWords, 0, len(least))
	for _, word := range slices.Sorted(maps.Keys(least)) {
		out = append(out, nearWords{[]uint32{word}, least[word]})
	}
	return out
}

func hasNumber(word string) bool { return strings.ContainsFunc(word, unicode.IsNumber) }

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

package search

import "unicode/utf8"

// walk goes through a vocabulary as through a tree of beginnings, with a row of
// the table of edit distances for every letter on the way, and leaves out what
// begins too far away from a word. The distance is that of optimal string
// alignment: insertions, deletions, replacements and exchanges of neighbours,
// no part edited twice.
type walk struct {
	words *vocabulary
	want  []rune
	most  int
	// path is the beginning at hand, one step a letter; path[0] is the empty one.
	path []step
}

type step struct {
	letter rune
	end    int // of the beginning, in bytes
	// row[i+1] is the distance between the beginning and want[:i], for i at most
	// walk.most away from the length of the beginning, and tooFar beside these:
	// elsewhere it is more than most.
	row   [maxWordRunes + 3]uint8
	least uint8 // of row
	// best is the least distance of the word and a beginning of at least its
	// length, so far.
	best uint8
}

const tooFar = 100

func newWalk(words *vocabulary, word string, most int) *walk {
	w := &walk{words: words, want: []rune(word), most: most, path: make([]step, 1, maxWordRunes+1)}
	first := &w.path[0]
	first.best = tooFar
	for i := range first.row {
		first.row[i] = tooFar
	}
	for i := range min(most, len(w.want)) + 1 {
		first.row[i+1] = uint8(i)
	}
	return w
}

// run calls found for ranges of words that are near.
func (w *walk) run(found func(lo, hi, distance int)) {
	for at := 0; at < len(w.words.ids); {
		at = w.visit(at, found)
	}
}

// visit looks at one word and gives the next that may be near.
func (w *walk) visit(at int, found func(lo, hi, distance int)) int {
	word := w.words.at(at)
	w.path = w.path[:min(len(w.path), int(w.words.common[at])+1)]
	for {
		here := &w.path[len(w.path)-1]
		if here.end == len(word) {
			distance := int(here.best)
			if beside := len(w.path) - 1 - len(w.want); -w.most <= beside && beside <= w.most {
				distance = min(distance, int(here.row[len(w.want)+1]))
			}
			if distance <= w.most {
				found(at, at+1, distance)
			}
			return at + 1
		}
		r, size := utf8.DecodeRuneInString(word[here.end:])
		w.push(r, size)
		if w.isSettled() {
			end := w.words.nextWithLess(at, len(w.path)-1)
			if best := int(w.path[len(w.path)-1].best); best <= w.most {
				found(at, end, best)
			}
			return end
		}
	}
}

// push adds a letter to the path.
func (w *walk) push(r rune, size int) {
	n := len(w.path)
	w.path = w.path[:n+1]
	here, before := &w.path[n], &w.path[n-1]
	here.letter, here.end = r, before.end+size
	here.best = before.best
	lo, hi := max(n-w.most, 0), min(n+w.most, len(w.want)) // the columns of the row
	least := uint8(tooFar)
	here.row[lo] = tooFar
	for i := lo; i <= hi; i++ {
		d := before.row[i+1] + 1
		if i > 0 {
			replaced := before.row[i]
			if w.want[i-1] != r {
				replaced++
			}
			d = min(d, replaced, here.row[i]+1)
			if i > 1 && n > 1 && w.want[i-1] == before.letter && w.want[i-2] == r {
				d = min(d, w.path[n-2].row[i-1]+1)
			}
		}
		d = min(d, tooFar)
		here.row[i+1] = d
		least = min(least, d)
	}
	if hi >= lo {
		here.row[hi+2] = tooFar
	}
	here.least = least
	if n >= len(w.want) && n-len(w.want) <= w.most {
		here.best = min(here.best, here.row[len(w.want)+1])
	}
}

// isSettled: no longer beginning can be nearer, or near at all. An exchange of
// neighbours goes back by two letters.
func (w *walk) isSettled() bool {
	here, before := &w.path[len(w.path)-1], &w.path[len(w.path)-2]
	bound := min(here.best, uint8(w.most)+1)
	return here.least >= bound && before.least+1 >= bound
}

package search

import (
	"unicode/utf8"
)

// vocabulary is a sorted list of words that may be misspelt: those of a table
// that have no digit and are not too short. It knows how much each has in
// common with the one before.
type vocabulary struct {
	words *table
	ids   []uint32 // places in words
	// common has the number of letters that a word has in common with the one
	// before it, least the least of every block of words.
	common, least []uint8
}

const commonBlock = 256 // words

// newVocabulary lists the words of at least so many letters.
func newVocabulary(words *table, letters int) vocabulary {
	v := vocabulary{words: words}
	_, first := words.prefix(string([]byte{facetMark}))
	before := ""
	for id := first; id < words.len(); id++ {
		word := words.at(id)
		if utf8.RuneCountInString(word) < letters || hasNumber(word) {
			continue
		}
		common := uint8(commonLetters(before, word))
		if i := len(v.ids); i%commonBlock == 0 {
			v.least = append(v.least, common)
		} else {
			v.least[i/commonBlock] = min(v.least[i/commonBlock], common)
		}
		v.ids = append(v.ids, uint32(id))
		v.common = append(v.common, common)
		before = word
	}
	return v
}

func (v *vocabulary) at(i int) string { return v.words.at(int(v.ids[i])) }

// commonLetters is at most the length of an indexed word, maxWordRunes.
func commonLetters(x, y string) int {
	n := 0
	for x != "" && y != "" {
		r, size := utf8.DecodeRuneInString(x)
		if s, _ := utf8.DecodeRuneInString(y); r != s {
			break
		}
		x, y = x[size:], y[size:]
		n++
	}
	return n
}

// nextWithLess gives the first word after one that has fewer than so many
// letters in common with the word before it.
func (v *vocabulary) nextWithLess(after, letters int) int {
	for i := after + 1; i < len(v.common); {
		if i%commonBlock == 0 && int(v.least[i/commonBlock]) >= letters {
			i += commonBlock
			continue
		}
		if int(v.common[i]) < letters {
			return i
		}
		i++
	}
	return len(v.common)
}

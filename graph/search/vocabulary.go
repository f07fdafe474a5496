package search

import "unicode/utf8"

// vocabulary is a sorted table of distinct words that knows how much each has
// in common with the one before.
type vocabulary struct {
	table
	// common has the number of letters that a word has in common with the one
	// before it, least the least of every block of words.
	common, least []uint8
}

const commonBlock = 256 // words

func newVocabulary(words table) vocabulary {
	v := vocabulary{table: words, common: make([]uint8, words.len()), least: make([]uint8, (words.len()+commonBlock-1)/commonBlock)}
	before := ""
	for i := range v.common {
		word := v.at(i)
		v.common[i] = uint8(min(commonLetters(before, word), 255))
		if i%commonBlock == 0 || v.common[i] < v.least[i/commonBlock] {
			v.least[i/commonBlock] = v.common[i]
		}
		before = word
	}
	return v
}

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

package search

import "sort"

// table is a list of texts in one block of memory.
type table struct {
	text string
	ends []uint32
}

func (t *table) len() int { return len(t.ends) }

func (t *table) at(i int) string {
	from := uint32(0)
	if i > 0 {
		from = t.ends[i-1]
	}
	return t.text[from:t.ends[i]]
}

// find gives the place of s in a sorted table.
func (t *table) find(s string) (int, bool) {
	i := sort.Search(t.len(), func(i int) bool { return t.at(i) >= s })
	return i, i < t.len() && t.at(i) == s
}

// prefix gives the range of a sorted table that begins with s.
func (t *table) prefix(s string) (lo, hi int) {
	lo = sort.Search(t.len(), func(i int) bool { return t.at(i) >= s })
	return lo, t.endOf(s, lo, t.len())
}

// endOf gives the end, within [lo, hi), of the texts that begin with s, of which
// lo is the first if there is one. It looks near lo first: most ranges are short.
func (t *table) endOf(s string, lo, hi int) int {
	step := 1
	for lo+step < hi && hasPrefix(t.at(lo+step), s) {
		lo += step
		step *= 2
	}
	return lo + sort.Search(min(step, hi-lo), func(i int) bool { return !hasPrefix(t.at(lo+i), s) })
}

func hasPrefix(s, prefix string) bool { return len(s) >= len(prefix) && s[:len(prefix)] == prefix }

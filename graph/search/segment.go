package search

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"sort"
	"strings"
	"sync"
)

// segment is an immutable index of things. Things have ordinals in the order of
// rank, claims (most first) and then id, so that the first ordinals of any set
// are its best things.
type segment struct {
	ids    table
	byID   []uint32 // ordinals in the order of ids
	claims []uint32
	facets [facetCount]column

	// words are the forms under which things are found, and the values of
	// facets (facetWord), sorted. The things of word i are
	// posts[ends[i-1]:ends[i]], in any order, or, for a word of very many, a bitmap of dense.
	words table
	ends  []uint32
	posts []uint32
	// dense has the things of ranges of words that are too many to be gathered
	// one by one, sorted by lo, larger ranges first. Ranges lie in each other or
	// apart. Every word of very many things is one.
	dense []denseRange

	// misspelt has the words that a misspelt word may stand for, by the most
	// edits less 1: the more edits, the longer are words that can be meant.
	misspelt [maxEdits]vocabulary

	// exact has the keys of whole names and identifiers, sorted, and the things
	// that have them.
	exact       []uint64
	exactThings []uint32

	scratch *sync.Pool // of bitmaps, for searches
}

type denseRange struct {
	lo, hi int // of words
	count  int
	things bitmap
}

// column has the values of one facet.
type column struct {
	values []string // sorted
	// of things with one value at most: its index + 1, 0 if unknown.
	single []uint16
	// of things with several: those of thing i are several[ends[i-1]:ends[i]].
	several, ends []uint32
}

// of gives the values of a thing, as indexes.
func (c *column) of(thing uint32, yield func(int)) {
	if c.single != nil {
		if v := c.single[thing]; v > 0 {
			yield(int(v) - 1)
		}
		return
	}
	for _, v := range between(c.several, c.ends, int(thing)) {
		yield(int(v))
	}
}

// count adds 1 to the count of each value of a thing; it is false if there is none.
func (c *column) count(thing uint32, counts []int) bool {
	if c.single != nil {
		v := c.single[thing]
		if v > 0 {
			counts[v-1]++
		}
		return v > 0
	}
	values := between(c.several, c.ends, int(thing))
	for _, v := range values {
		counts[v]++
	}
	return len(values) > 0
}

// The facets, by index.
const (
	typeColumn = iota
	kindColumn
	countryColumn
	themeColumn
	facetCount
)

func facetIndex(f Facet) int {
	return slices.Index([]Facet{FacetType, FacetKind, FacetCountry, FacetTheme}, f)
}

// facetWord is the word under which the things of a value of a facet are found.
// No word of a text has control characters.
func facetWord(facet int, value string) string {
	return string([]byte{facetMark, byte('0' + facet)}) + value
}

const facetMark = 1

// exactKey hashes a text of a kind. 64 bits of a cryptographic hash: among a
// million names, one question in 10^13 meets another name's key.
func exactKey(kind byte, text string) uint64 {
	sum := sha256.Sum256(append([]byte{kind}, text...))
	return binary.BigEndian.Uint64(sum[:])
}

func (s *segment) len() int { return len(s.claims) }

// rank compares two things of segments by claims and id.
func rank(claimsA uint32, idA string, claimsB uint32, idB string) int {
	return cmp.Or(cmp.Compare(claimsB, claimsA), strings.Compare(idA, idB))
}

// find gives the ordinal of a thing.
func (s *segment) find(id string) (uint32, bool) {
	i, ok := slices.BinarySearchFunc(s.byID, id, func(thing uint32, id string) int {
		return strings.Compare(s.ids.at(int(thing)), id)
	})
	if !ok {
		return 0, false
	}
	return s.byID[i], true
}

// after gives the first ordinal that ranks after a position.
func (s *segment) after(claims uint32, id string) uint32 {
	return uint32(sort.Search(s.len(), func(i int) bool {
		return rank(s.claims[i], s.ids.at(i), claims, id) > 0
	}))
}

// between gives the i-th list of lists that lie one after the other.
func between(lists, ends []uint32, i int) []uint32 {
	if i == 0 {
		return lists[:ends[0]]
	}
	return lists[ends[i-1]:ends[i]]
}

// denseWord gives the range of one word of very many things, or nil.
func (s *segment) denseWord(word int) *denseRange {
	i := sort.Search(len(s.dense), func(i int) bool {
		d := &s.dense[i]
		return d.lo > word || d.lo == word && d.hi <= word+1
	})
	if i < len(s.dense) && s.dense[i].lo == word && s.dense[i].hi == word+1 {
		return &s.dense[i]
	}
	return nil
}

// frequency is the number of things that have a word.
func (s *segment) frequency(word int) int {
	if list := between(s.posts, s.ends, word); len(list) > 0 {
		return len(list)
	}
	if d := s.denseWord(word); d != nil {
		return d.count
	}
	return 0
}

// things calls yield for the things of a word.
func (s *segment) things(word int, yield func(uint32)) {
	list := between(s.posts, s.ends, word)
	if len(list) == 0 {
		if d := s.denseWord(word); d != nil {
			d.things.each(yield)
		}
		return
	}
	for _, thing := range list {
		yield(thing)
	}
}

// union adds to b the things of the words in [lo, hi).
func (s *segment) union(b bitmap, lo, hi int) {
	next := sort.Search(len(s.dense), func(i int) bool { return s.dense[i].lo >= lo })
	for lo < hi {
		for next < len(s.dense) && (s.dense[next].lo < lo || s.dense[next].hi > hi && s.dense[next].lo < hi) {
			next++
		}
		to := hi
		if next < len(s.dense) && s.dense[next].lo < hi {
			to = s.dense[next].lo
		}
		if lo < to {
			for _, thing := range s.posts[s.postsBefore(lo):s.postsBefore(to)] {
				b.set(thing)
			}
		}
		if lo = to; lo < hi {
			b.or(s.dense[next].things)
			lo = s.dense[next].hi
		}
	}
}

// postsBefore gives where the things of a word begin.
func (s *segment) postsBefore(word int) uint32 {
	if word == 0 {
		return 0
	}
	return s.ends[word-1]
}

// densify makes the ranges of dense and drops the lists that they replace. Any
// words with a common beginning then take at most as many steps as limit to
// gather, and the bitmaps at most about as much memory as the lists: each holds
// at least limit things that no smaller one does.
func (s *segment) densify() {
	d := &densifier{segment: s, limit: max(s.len()/32, 4), weight: s.len()/256 + 1}
	for lo := 0; lo < s.words.len(); {
		first := s.words.at(lo)[:1]
		_, hi := s.words.prefix(first)
		if first[0] == facetMark { // is never asked for by its beginning
			for i := lo; i < hi; i++ {
				d.cover(i, i+1, 0)
			}
		} else {
			d.cover(lo, hi, 1)
		}
		lo = hi
	}
	slices.SortFunc(s.dense, func(x, y denseRange) int { return cmp.Or(cmp.Compare(x.lo, y.lo), cmp.Compare(y.hi, x.hi)) })
	s.dropDenseLists()
}

type densifier struct {
	*segment
	limit  int
	weight int // what it costs to add a bitmap, in things
}

// cover makes what the words in [lo, hi), equal up to depth, need, and gives
// what it costs to gather their things then.
func (d *densifier) cover(lo, hi, depth int) int {
	cost := int(d.postsBefore(hi) - d.postsBefore(lo))
	if cost <= d.limit {
		return cost
	}
	if hi-lo > 1 {
		cost = 0
		for at := lo; at < hi; {
			next := at + 1
			if word := d.words.at(at); len(word) > depth {
				next = d.words.endOf(word[:depth+1], at, hi)
			}
			if at == lo && next == hi {
				return d.cover(lo, hi, depth+1)
			}
			cost += d.cover(at, next, depth+1)
			at = next
		}
		if cost <= d.limit {
			return cost
		}
	}
	things := newBitmap(d.len())
	for _, thing := range d.posts[d.postsBefore(lo):d.postsBefore(hi)] {
		things.set(thing)
	}
	d.dense = append(d.dense, denseRange{lo, hi, things.count(), things})
	return d.weight
}

func (s *segment) dropDenseLists() {
	drop := make(map[int]bool, len(s.dense))
	dropped := 0
	for _, d := range s.dense {
		if d.hi == d.lo+1 {
			drop[d.lo] = true
			dropped += d.count
		}
	}
	posts := make([]uint32, 0, len(s.posts)-dropped)
	from := uint32(0)
	for i, to := range s.ends {
		if !drop[i] {
			posts = append(posts, s.posts[from:to]...)
		}
		from, s.ends[i] = to, uint32(len(posts))
	}
	s.posts = posts
}

// seal finishes a segment of which everything but what is derived is set.
func (s *segment) seal() *segment {
	s.byID = make([]uint32, s.len())
	for i := range s.byID {
		s.byID[i] = uint32(i)
	}
	slices.SortFunc(s.byID, func(x, y uint32) int { return strings.Compare(s.ids.at(int(x)), s.ids.at(int(y))) })
	s.densify()
	s.listMisspelt()
	n := s.len()
	s.scratch = &sync.Pool{New: func() any { b := newBitmap(n); return &b }}
	return s
}

func (s *segment) listMisspelt() {
	for i := range s.misspelt {
		s.misspelt[i] = newVocabulary(&s.words, shortestMisspelt[i]-(i+1))
	}
}

// tableBuilder builds a table of texts that come one by one.
type tableBuilder struct {
	text strings.Builder
	ends []uint32
}

func (b *tableBuilder) add(s string) {
	b.text.WriteString(s)
	b.ends = append(b.ends, uint32(b.text.Len()))
}

func (b *tableBuilder) table() table {
	return table{text: strings.Clone(b.text.String()), ends: slices.Clip(b.ends)}
}

package search

import (
	"context"
	"math/bits"
	"slices"
)

// level is the things that match equally strictly and closely, by part.
type level struct {
	tier     Tier
	distance int
	sets     []set // by part
}

// set is a set of ordinals of one part: a short sorted list, or else a bitmap.
type set struct {
	list []uint32
	bits bitmap
}

// next gives the first ordinal of the set from one on that is in mask, too; a
// mask of nil has all.
func (s *set) next(from uint32, mask bitmap) (uint32, bool) {
	if s.bits == nil {
		i, _ := slices.BinarySearch(s.list, from)
		for _, thing := range s.list[i:] {
			if mask == nil || mask.has(thing) {
				return thing, true
			}
		}
		return 0, false
	}
	at := int(from / 64)
	if at >= len(s.bits) {
		return 0, false
	}
	w := s.bits[at] &^ (1<<(from%64) - 1)
	for {
		if mask != nil {
			w &= mask[at]
		}
		if w != 0 {
			return uint32(at*64 + bits.TrailingZeros64(w)), true
		}
		if at++; at == len(s.bits) {
			return 0, false
		}
		w = s.bits[at]
	}
}

func (s *set) count(mask bitmap) int {
	n := 0
	if s.bits == nil {
		for _, thing := range s.list {
			if mask == nil || mask.has(thing) {
				n++
			}
		}
		return n
	}
	if mask == nil {
		return s.bits.count()
	}
	for i, w := range s.bits {
		n += bits.OnesCount64(w & mask[i])
	}
	return n
}

// search is one question being answered.
type search struct {
	*Index
	query *query
	// levels are the things that match, strictest first.
	levels []level
	// limited: a misspelt word had more candidates than were tried.
	limited bool
	// taken are the bitmaps to give back, by part.
	taken [][]*bitmap
}

// bitmap gives an empty bitmap of a part.
func (s *search) bitmap(part int) bitmap {
	b := s.parts[part].scratch.Get().(*bitmap)
	clear(*b)
	s.taken[part] = append(s.taken[part], b)
	return *b
}

func (s *search) release() {
	for part, taken := range s.taken {
		for _, b := range taken {
			s.parts[part].scratch.Put(b)
		}
	}
}

// match finds the levels.
func (s *search) match(ctx context.Context) error {
	identifiers := s.exact(ExactIdentifier, s.query.identifiers)
	names := s.exact(ExactName, s.query.names)
	prefix := level{tier: Prefix, sets: make([]set, len(s.parts))}
	strict := 0
	for i := range s.parts {
		names.sets[i].list = slices.DeleteFunc(names.sets[i].list, func(thing uint32) bool {
			_, found := slices.BinarySearch(identifiers.sets[i].list, thing)
			return found
		})
		b := s.byPrefix(i)
		for _, exact := range [][]uint32{identifiers.sets[i].list, names.sets[i].list} {
			for _, thing := range exact {
				b.clear(thing)
			}
			strict += len(exact)
		}
		prefix.sets[i].bits = b
		strict += b.count()
	}
	s.levels = []level{identifiers, names, prefix}
	if strict >= fuzzyBelow {
		return nil
	}
	return s.matchFuzzily(ctx)
}

// exact gives the things that any of keys leads to.
func (s *search) exact(tier Tier, keys []uint64) level {
	l := level{tier: tier, sets: make([]set, len(s.parts))}
	for i := range s.parts {
		p := &s.parts[i]
		var list []uint32
		for _, key := range keys {
			for at, _ := slices.BinarySearch(p.exact, key); at < len(p.exact) && p.exact[at] == key; at++ {
				if thing := p.exactThings[at]; !p.isDead(thing) {
					list = append(list, thing)
				}
			}
		}
		slices.Sort(list)
		l.sets[i].list = slices.Compact(list)
	}
	return l
}

// byPrefix gives the things of a part that have, for every word of the query,
// a word that begins with it.
func (s *search) byPrefix(part int) bitmap {
	p := &s.parts[part]
	out := s.bitmap(part)
	p.unionOfPrefixes(out, s.query.words[0])
	if len(s.query.words) > 1 {
		word := s.bitmap(part)
		for _, w := range s.query.words[1:] {
			clear(word)
			p.unionOfPrefixes(word, w)
			out.and(word)
		}
	}
	if p.dead != nil {
		out.andNot(p.dead)
	}
	return out
}

func (s *segment) unionOfPrefixes(b bitmap, w queryWord) {
	for _, form := range w.forms {
		lo, hi := s.words.prefix(form)
		s.union(b, lo, hi)
	}
}

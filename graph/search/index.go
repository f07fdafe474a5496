package search

import (
	"context"
	"math"
	"slices"
)

// Index finds things by their names. It never changes, so it may be used by any
// number of goroutines at once.
type Index struct {
	options Options
	// parts are the things of the last Build or merge, and those that have
	// changed since, if any.
	parts []part
}

const maxParts = 2

// part is a segment less the things that were removed or replaced.
type part struct {
	*segment
	dead      bitmap // nil if none are
	deadCount int
	deadWords []uint32 // by word: how many of its things are dead
}

func (p *part) isDead(thing uint32) bool { return p.dead != nil && p.dead.has(thing) }

func (p *part) deadOf(word int) int {
	if p.deadWords == nil {
		return 0
	}
	return int(p.deadWords[word])
}

// Len is the number of things in the index, those without names included.
func (x *Index) Len() int {
	n := 0
	for i := range x.parts {
		n += x.parts[i].len() - x.parts[i].deadCount
	}
	return n
}

// Search answers a question. The error is InvalidArgument for a text without a
// letter or digit, LimitExceeded for one that is too long, or the context's.
func (x *Index) Search(ctx context.Context, q Question) (*Answer, error) {
	if err := q.check(); err != nil {
		return nil, err
	}
	parsed, err := parse(q.Text)
	if err != nil {
		return nil, err
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	s := &search{Index: x, query: parsed, taken: make([][]*bitmap, len(x.parts))}
	defer s.release()
	if err := s.match(ctx); err != nil {
		return nil, err
	}
	selected := s.selected(&q, -1)
	a := &Answer{}
	a.Total, a.AtLeast = s.total(selected)
	a.Hits, a.More = s.page(selected, q.First, q.After)
	if a.Facets, err = s.facets(ctx, &q, selected); err != nil {
		return nil, err
	}
	return a, nil
}

// total gives the number of things that match and are selected, up to the bound.
func (s *search) total(selected []bitmap) (total int, atLeast bool) {
	for i := range s.levels {
		for part := range s.parts {
			total += s.levels[i].sets[part].count(maskOf(selected, part))
		}
		if total > s.options.MaxTotal {
			return s.options.MaxTotal, true
		}
	}
	return total, s.limited
}

func maskOf(selected []bitmap, part int) bitmap {
	if selected == nil {
		return nil
	}
	return selected[part]
}

// page gives the first hits after a position, and whether there are more.
func (s *search) page(selected []bitmap, first int, after *Position) ([]Hit, bool) {
	hits := make([]Hit, 0, min(first, 1000))
	more := false
	s.walk(selected, after, func(l *level, part int, thing uint32) bool {
		if len(hits) == first {
			more = true
			return false
		}
		p := &s.parts[part]
		h := Hit{ID: p.ids.at(int(thing)), Tier: l.tier, Distance: l.distance, Claims: int(p.claims[thing])}
		p.facets[typeColumn].of(thing, func(v int) { h.Type = p.facets[typeColumn].values[v] })
		hits = append(hits, h)
		return true
	})
	return hits, more
}

// walk calls yield for the things that match and are selected in order, from
// after a position on, until yield says no.
func (s *search) walk(selected []bitmap, after *Position, yield func(*level, int, uint32) bool) {
	for i := range s.levels {
		l := &s.levels[i]
		var from [maxParts]uint32
		if after != nil {
			if l.tier < after.Tier || l.tier == after.Tier && l.distance < after.Distance {
				continue
			}
			if l.tier == after.Tier && l.distance == after.Distance {
				claims := uint32(min(max(after.Claims, 0), math.MaxUint32))
				for part := range s.parts {
					from[part] = s.parts[part].after(claims, after.ID)
				}
			}
		}
		if !s.walkLevel(l, selected, from, yield) {
			return
		}
	}
}

// walkLevel merges the things of a level in all parts by rank.
func (s *search) walkLevel(l *level, selected []bitmap, from [maxParts]uint32, yield func(*level, int, uint32) bool) bool {
	var thing [maxParts]uint32
	var has [maxParts]bool
	for part := range s.parts {
		thing[part], has[part] = l.sets[part].next(from[part], maskOf(selected, part))
	}
	for has[0] || has[1] {
		part := 0
		if !has[0] || has[1] && s.before(thing) {
			part = 1
		}
		if !yield(l, part, thing[part]) {
			return false
		}
		thing[part], has[part] = l.sets[part].next(thing[part]+1, maskOf(selected, part))
	}
	return true
}

// before tells whether the thing of the second part ranks before that of the first.
func (s *search) before(thing [maxParts]uint32) bool {
	x, y := &s.parts[0], &s.parts[1]
	return rank(y.claims[thing[1]], y.ids.at(int(thing[1])), x.claims[thing[0]], x.ids.at(int(thing[0]))) < 0
}

// With gives an index in which the changed things have been added or replaced
// and others removed; x stays as it is. What is changed and removed is changed. Many small changes cost little: they
// are kept beside the rest until they are a tenth of it, then all is merged.
func (x *Index) With(ctx context.Context, changed []Entry, removed []string) (*Index, error) {
	b := newBuilder()
	gone := slices.Clone(removed)
	for i := range changed {
		gone = append(gone, changed[i].ID)
		if err := b.add(ctx, &changed[i]); err != nil {
			return nil, err
		}
	}
	fresh, err := b.finish(ctx)
	if err != nil {
		return nil, err
	}
	base := x.parts[0].without(gone)
	overlay := part{segment: fresh}
	if len(x.parts) > 1 {
		if overlay, err = merge(ctx, x.parts[1].without(gone), overlay); err != nil {
			return nil, err
		}
	}
	out := &Index{options: x.options, parts: []part{base, overlay}}
	if x.options.overlayShare*(overlay.len()+base.deadCount) > base.len() {
		if base, err = merge(ctx, base, overlay); err != nil {
			return nil, err
		}
		out.parts = []part{base}
	}
	return out, nil
}

// without gives a part less the things of ids that it has.
func (p *part) without(ids []string) part {
	out := *p
	for _, id := range ids {
		thing, found := p.find(id)
		if !found || out.isDead(thing) {
			continue
		}
		if out.deadCount == p.deadCount { // the first: p stays as it is
			out.dead = newBitmap(p.len())
			out.dead.or(p.dead)
		}
		out.dead.set(thing)
		out.deadCount++
	}
	if out.deadCount > p.deadCount {
		out.countDeadWords()
	}
	return out
}

func (p *part) countDeadWords() {
	p.deadWords = make([]uint32, p.words.len())
	for word := range p.deadWords {
		p.things(word, func(thing uint32) {
			if p.dead.has(thing) {
				p.deadWords[word]++
			}
		})
	}
}

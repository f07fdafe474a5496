package search

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// selected gives the things that all selections hold for but that of one facet,
// by part; nil if there are none.
func (s *search) selected(q *Question, but int) []bitmap {
	var out []bitmap
	for facet, values := range q.selections() {
		if facet == but || len(values) == 0 {
			continue
		}
		first := out == nil
		if first {
			out = make([]bitmap, len(s.parts))
		}
		for part := range s.parts {
			b := s.bitmap(part)
			p := &s.parts[part]
			for _, value := range values {
				if word, found := p.words.find(facetWord(facet, value)); found {
					p.union(b, word, word+1)
				}
			}
			if first {
				out[part] = b
			} else {
				out[part].and(b)
			}
		}
	}
	return out
}

// facets counts the values of facets. selected are the things that all
// selections hold for.
func (s *search) facets(ctx context.Context, q *Question, selected []bitmap) ([]FacetCounts, error) {
	var together []*tally // those that count the same things
	tallies := make([]*tally, 0, len(q.Facets))
	for _, f := range q.Facets {
		t := s.newTally(f)
		tallies = append(tallies, t)
		if len(q.selections()[t.facet]) == 0 {
			together = append(together, t)
		} else {
			s.count(s.selected(q, t.facet), []*tally{t})
		}
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
	}
	s.count(selected, together)
	var out []FacetCounts
	for _, t := range tallies {
		t.out.Values = s.values(t)
		out = append(out, t.out)
	}
	return out, nil
}

// tally counts the values of a facet.
type tally struct {
	facet  int
	out    FacetCounts
	counts [maxParts][]int // by value
}

func (s *search) newTally(f Facet) *tally {
	t := &tally{facet: facetIndex(f), out: FacetCounts{Facet: f, AtLeast: s.limited}}
	for part := range s.parts {
		t.counts[part] = make([]int, len(s.parts[part].facets[t.facet].values))
	}
	return t
}

// count gives the things that match and are selected to tallies, the best first,
// up to the bound.
func (s *search) count(selected []bitmap, tallies []*tally) {
	if len(tallies) == 0 {
		return
	}
	n := 0
	s.walk(selected, nil, func(_ *level, part int, thing uint32) bool {
		if n == s.options.MaxTotal {
			for _, t := range tallies {
				t.out.AtLeast = true
			}
			return false
		}
		n++
		for _, t := range tallies {
			if !s.parts[part].facets[t.facet].count(thing, t.counts[part]) {
				t.out.Unknown++
			}
		}
		return true
	})
}

// values joins the counts of the parts and orders them.
func (s *search) values(t *tally) []ValueCount {
	out := []ValueCount{}
	for part := range s.parts {
		for value, count := range t.counts[part] {
			if count > 0 {
				out = append(out, ValueCount{s.parts[part].facets[t.facet].values[value], count})
			}
		}
	}
	byValue := func(x, y ValueCount) int { return strings.Compare(x.Value, y.Value) }
	slices.SortFunc(out, byValue)
	joined := out[:0]
	for _, v := range out {
		if last := len(joined) - 1; last >= 0 && joined[last].Value == v.Value {
			joined[last].Count += v.Count
			continue
		}
		joined = append(joined, v)
	}
	slices.SortFunc(joined, func(x, y ValueCount) int { return cmp.Or(cmp.Compare(y.Count, x.Count), byValue(x, y)) })
	return joined
}

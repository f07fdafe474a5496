package search

import (
	"cmp"
	"slices"
	"strings"
)

// selected gives the things that all selections hold for but that of one facet,
// by part; nil if there are none.
func (s *search) selected(q *Question, but int) []bitmap {
	var out []bitmap
	for facet, values := range [][]string{q.Types, q.Kinds, q.Countries, q.Themes} {
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

// facet counts the values of a facet. selected are the things that all
// selections hold for.
func (s *search) facet(f Facet, q *Question, selected []bitmap) FacetCounts {
	facet := facetIndex(f)
	if len([][]string{q.Types, q.Kinds, q.Countries, q.Themes}[facet]) > 0 {
		selected = s.selected(q, facet)
	}
	counts := make([][]int, len(s.parts)) // by part and value
	for part := range s.parts {
		counts[part] = make([]int, len(s.parts[part].facets[facet].values))
	}
	out := FacetCounts{Facet: f, AtLeast: s.limited}
	n := 0
	s.walk(selected, nil, func(_ *level, part int, thing uint32) bool {
		if n == s.options.MaxTotal {
			out.AtLeast = true
			return false
		}
		n++
		known := false
		s.parts[part].facets[facet].of(thing, func(value int) {
			counts[part][value]++
			known = true
		})
		if !known {
			out.Unknown++
		}
		return true
	})
	out.Values = s.values(facet, counts)
	return out
}

// values joins the counts of the parts and orders them.
func (s *search) values(facet int, counts [][]int) []ValueCount {
	out := []ValueCount{}
	for part := range s.parts {
		for value, count := range counts[part] {
			if count > 0 {
				out = append(out, ValueCount{s.parts[part].facets[facet].values[value], count})
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

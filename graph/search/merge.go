package search

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

// merge makes one segment of two parts, which have no live thing in common.
func merge(ctx context.Context, x, y part) (part, error) {
	if x.len()-x.deadCount+y.len()-y.deadCount > MaxThings {
		return part{}, graph.Errorf(graph.LimitExceeded, "there are more things than a search index holds (%d)", MaxThings)
	}
	m := &merger{parts: [maxParts]part{x, y}, out: &segment{}}
	if err := m.mergeThings(); err != nil {
		return part{}, err
	}
	if ctx.Err() != nil {
		return part{}, context.Cause(ctx)
	}
	m.mergeWords()
	if ctx.Err() != nil {
		return part{}, context.Cause(ctx)
	}
	m.mergeExact()
	return part{segment: m.out.seal()}, nil
}

type merger struct {
	parts [maxParts]part
	// ordinal has the new ordinals of the things of each part; gone if dead.
	ordinal [maxParts][]uint32
	out     *segment
}

const gone = ^uint32(0)

// mergeThings merges the things by rank.
func (m *merger) mergeThings() error {
	columns := [facetCount]*columnMerger{}
	for facet := range columns {
		columns[facet] = newColumnMerger(m, facet)
		if facet != themeColumn && len(columns[facet].out.values) > maxSingleValues {
			return tooManyValues()
		}
	}
	var ids tableBuilder
	at := [maxParts]uint32{}
	for i := range m.parts {
		m.ordinal[i] = make([]uint32, m.parts[i].len())
	}
	for {
		i, found := m.first(&at)
		if !found {
			break
		}
		p, thing := &m.parts[i], at[i]
		m.ordinal[i][thing] = uint32(len(m.out.claims))
		m.out.claims = append(m.out.claims, p.claims[thing])
		ids.add(p.ids.at(int(thing)))
		for _, c := range columns {
			c.add(i, thing)
		}
		at[i]++
	}
	m.out.ids = ids.table()
	for facet, c := range columns {
		m.out.facets[facet] = c.out
	}
	return nil
}

// first gives the part that has the next thing, past those that are dead.
func (m *merger) first(at *[maxParts]uint32) (int, bool) {
	for i := range m.parts {
		for int(at[i]) < m.parts[i].len() && m.parts[i].isDead(at[i]) {
			m.ordinal[i][at[i]] = gone
			at[i]++
		}
	}
	x, y := &m.parts[0], &m.parts[1]
	hasX, hasY := int(at[0]) < x.len(), int(at[1]) < y.len()
	switch {
	case !hasX && !hasY:
		return 0, false
	case !hasX || hasY && rank(y.claims[at[1]], y.ids.at(int(at[1])), x.claims[at[0]], x.ids.at(int(at[0]))) < 0:
		return 1, true
	}
	return 0, true
}

type columnMerger struct {
	from  [maxParts]*column
	place [maxParts][]uint32 // of the values of each part in the new column
	out   column
}

func newColumnMerger(m *merger, facet int) *columnMerger {
	c := &columnMerger{}
	for i := range m.parts {
		c.from[i] = &m.parts[i].facets[facet]
		c.out.values = append(c.out.values, c.from[i].values...)
	}
	slices.Sort(c.out.values)
	c.out.values = slices.Compact(c.out.values)
	for i, from := range c.from {
		for _, value := range from.values {
			place, _ := slices.BinarySearch(c.out.values, value)
			c.place[i] = append(c.place[i], uint32(place))
		}
	}
	return c
}

func (c *columnMerger) add(part int, thing uint32) {
	if single := c.from[part].single; single != nil {
		v := single[thing]
		if v > 0 {
			v = uint16(c.place[part][v-1] + 1)
		}
		c.out.single = append(c.out.single, v)
		return
	}
	c.from[part].of(thing, func(v int) { c.out.several = append(c.out.several, c.place[part][v]) })
	c.out.ends = append(c.out.ends, uint32(len(c.out.several)))
}

// mergeWords merges the words and the things of each.
func (m *merger) mergeWords() {
	x, y := &m.parts[0], &m.parts[1]
	var words tableBuilder
	for i, j := 0, 0; i < x.words.len() || j < y.words.len(); {
		order := 0
		switch {
		case i == x.words.len():
			order = 1
		case j == y.words.len():
			order = -1
		default:
			order = strings.Compare(x.words.at(i), y.words.at(j))
		}
		before := len(m.out.posts)
		var word string
		if order <= 0 {
			word = x.words.at(i)
			m.addThings(0, i)
			i++
		}
		if order >= 0 {
			word = y.words.at(j)
			m.addThings(1, j)
			j++
		}
		if len(m.out.posts) > before {
			words.add(word)
			m.out.ends = append(m.out.ends, uint32(len(m.out.posts)))
		}
	}
	m.out.words = words.table()
}

func (m *merger) addThings(part, word int) {
	m.parts[part].things(word, func(thing uint32) {
		if ordinal := m.ordinal[part][thing]; ordinal != gone {
			m.out.posts = append(m.out.posts, ordinal)
		}
	})
}

// mergeExact merges the keys of exact lookups.
func (m *merger) mergeExact() {
	x, y := &m.parts[0], &m.parts[1]
	for i, j := 0, 0; i < len(x.exact) || j < len(y.exact); {
		part, at := 0, i
		if i == len(x.exact) || j < len(y.exact) && cmp.Less(y.exact[j], x.exact[i]) {
			part, at = 1, j
			j++
		} else {
			i++
		}
		p := &m.parts[part]
		if ordinal := m.ordinal[part][p.exactThings[at]]; ordinal != gone {
			m.out.exact = append(m.out.exact, p.exact[at])
			m.out.exactThings = append(m.out.exactThings, ordinal)
		}
	}
}

package search

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

// MaxThings is the most things that an index holds.
const MaxThings = 1 << 24

// Build makes an index of entries, which may come in any order. It stops at the
// first error that they give.
func Build(ctx context.Context, entries iter.Seq2[Entry, error], o Options) (*Index, error) {
	b := newBuilder()
	for e, err := range entries {
		if err != nil {
			return nil, err
		}
		if err := b.add(ctx, &e); err != nil {
			return nil, err
		}
	}
	s, err := b.finish(ctx)
	if err != nil {
		return nil, err
	}
	return &Index{options: o.withDefaults(), parts: []part{{segment: s}}}, nil
}

// builder collects entries in the order in which they come.
type builder struct {
	things []draft
	byID   map[string]int

	words map[string]uint32 // word: number, in the order of coming
	list  []string          // number: word
	// wordsOf has the words of all things, one thing after the other.
	wordsOf []uint32
	exact   []exactDraft

	values [facetCount]map[string]uint32
	themes []uint32
}

// draft is a thing in a builder.
type draft struct {
	id                   string
	claims               uint32
	single               [themeColumn]uint16
	wordsFrom, wordsTo   uint32
	themesFrom, themesTo uint32
}

type exactDraft struct {
	key   uint64
	thing uint32
}

func newBuilder() *builder {
	b := &builder{byID: map[string]int{}, words: map[string]uint32{}}
	for i := range b.values {
		b.values[i] = map[string]uint32{}
	}
	return b
}

func (b *builder) add(ctx context.Context, e *Entry) error {
	if len(b.things)%1024 == 0 && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if len(b.things) == MaxThings || len(b.wordsOf) > math.MaxUint32-maxForms-1024 {
		return graph.Errorf(graph.LimitExceeded, "there are more names than a search index holds (%d things)", MaxThings)
	}
	d := draft{id: strings.Clone(e.ID), claims: uint32(min(max(e.Claims, 0), math.MaxUint32))}
	if err := b.addFacets(&d, e); err != nil {
		return err
	}
	b.addNames(&d, e)
	b.byID[d.id] = len(b.things)
	b.things = append(b.things, d)
	return nil
}

func (b *builder) addFacets(d *draft, e *Entry) error {
	for facet, value := range []string{e.Type, e.Kind, e.Country} {
		n := b.value(facet, value)
		if n > maxSingleValues {
			return tooManyValues()
		}
		d.single[facet] = uint16(n)
	}
	d.themesFrom = uint32(len(b.themes))
	for _, theme := range e.Themes {
		if n := b.value(themeColumn, theme); n > 0 && !slices.Contains(b.themes[d.themesFrom:], n-1) {
			b.themes = append(b.themes, n-1)
		}
	}
	d.themesTo = uint32(len(b.themes))
	return nil
}

// maxSingleValues is the most types, kinds or countries.
const maxSingleValues = math.MaxUint16

func tooManyValues() error {
	return graph.Errorf(graph.LimitExceeded, "there are more types, kinds or countries of things than a search index holds (%d)", maxSingleValues)
}

// value gives the number of a value of a facet, counted from 1; 0 if unknown.
func (b *builder) value(facet int, value string) uint32 {
	if value == "" {
		return 0
	}
	n, known := b.values[facet][value]
	if !known {
		n = uint32(len(b.values[facet])) + 1
		b.values[facet][strings.Clone(value)] = n
	}
	return n
}

func (b *builder) addNames(d *draft, e *Entry) {
	d.wordsFrom = uint32(len(b.wordsOf))
	forms := 0
	add := func(form string) {
		if forms++; forms <= maxForms {
			b.wordsOf = append(b.wordsOf, b.word(form))
		}
	}
	var keys []uint64
	for _, name := range e.Names {
		tokens := name.tokens()
		for i := range tokens {
			tokens[i].forms(add)
		}
		keys = append(keys, name.keys(tokens)...)
	}
	if forms > 0 || len(keys) > 0 {
		for facet, value := range []string{e.Type, e.Kind, e.Country} {
			if value != "" {
				b.wordsOf = append(b.wordsOf, b.word(facetWord(facet, value)))
			}
		}
		for _, theme := range e.Themes {
			if theme != "" {
				b.wordsOf = append(b.wordsOf, b.word(facetWord(themeColumn, theme)))
			}
		}
	}
	slices.Sort(b.wordsOf[d.wordsFrom:])
	b.wordsOf = b.wordsOf[:int(d.wordsFrom)+len(slices.Compact(b.wordsOf[d.wordsFrom:]))]
	d.wordsTo = uint32(len(b.wordsOf))
	slices.Sort(keys)
	for _, key := range slices.Compact(keys) {
		b.exact = append(b.exact, exactDraft{key, uint32(len(b.things))})
	}
}

// tokens gives the words of a name.
func (n *Name) tokens() []token { return split(graph.Fold(cutRunes(n.Text, maxNameRunes))) }

// keys gives the keys of exact lookups that lead to a name with these words.
func (n *Name) keys(tokens []token) []uint64 {
	switch n.Field {
	case Identifier:
		return identifierKeys(n.Text)
	case Country:
		return nil
	}
	return nameKeys(tokens, func(string) bool { return true })
}

func (b *builder) word(form string) uint32 {
	n, known := b.words[form]
	if !known {
		n = uint32(len(b.list))
		form = strings.Clone(form)
		b.words[form] = n
		b.list = append(b.list, form)
	}
	return n
}

// finish orders what was collected.
func (b *builder) finish(ctx context.Context) (*segment, error) {
	order := b.rankedThings()
	s := &segment{}
	s.claims = make([]uint32, len(order))
	var ids tableBuilder
	for i, at := range order {
		s.claims[i] = b.things[at].claims
		ids.add(b.things[at].id)
	}
	s.ids = ids.table()
	b.fillFacets(s, order)
	b.fillExact(s, order)
	if err := ctx.Err(); err != nil {
		return nil, context.Cause(ctx)
	}
	b.fillWords(s, order)
	if err := ctx.Err(); err != nil {
		return nil, context.Cause(ctx)
	}
	return s.seal(), nil
}

// rankedThings gives the places of the things that count, in the order of rank.
func (b *builder) rankedThings() []int {
	order := slices.AppendSeq(make([]int, 0, len(b.byID)), maps.Values(b.byID))
	slices.SortFunc(order, func(x, y int) int {
		return rank(b.things[x].claims, b.things[x].id, b.things[y].claims, b.things[y].id)
	})
	return order
}

func (b *builder) fillFacets(s *segment, order []int) {
	for facet := range s.facets {
		c := &s.facets[facet]
		for value := range b.values[facet] {
			c.values = append(c.values, value)
		}
		slices.Sort(c.values)
		sorted := make([]uint32, len(c.values)+1) // by number: place + 1
		for place, value := range c.values {
			sorted[b.values[facet][value]] = uint32(place) + 1
		}
		if facet != themeColumn {
			c.single = make([]uint16, len(order))
			for i, at := range order {
				c.single[i] = uint16(sorted[b.things[at].single[facet]])
			}
			continue
		}
		c.ends = make([]uint32, len(order))
		c.several = make([]uint32, 0, len(b.themes))
		for i, at := range order {
			for _, n := range b.themes[b.things[at].themesFrom:b.things[at].themesTo] {
				c.several = append(c.several, sorted[n+1]-1)
			}
			c.ends[i] = uint32(len(c.several))
		}
	}
}

func (b *builder) fillExact(s *segment, order []int) {
	ordinal := make([]uint32, len(b.things))
	for at := range ordinal {
		ordinal[at] = gone // unless it counts
	}
	for i, at := range order {
		ordinal[at] = uint32(i)
	}
	exact := b.exact[:0]
	for _, x := range b.exact {
		if ordinal[x.thing] != gone {
			exact = append(exact, exactDraft{x.key, ordinal[x.thing]})
		}
	}
	slices.SortFunc(exact, func(x, y exactDraft) int {
		return cmp.Or(cmp.Compare(x.key, y.key), cmp.Compare(x.thing, y.thing))
	})
	s.exact, s.exactThings = make([]uint64, len(exact)), make([]uint32, len(exact))
	for i, x := range exact {
		s.exact[i], s.exactThings[i] = x.key, x.thing
	}
}

// fillWords sorts the words and lists the things of each in the order of rank.
func (b *builder) fillWords(s *segment, order []int) {
	counts := make([]uint32, len(b.list)) // by number
	total := uint32(0)
	for _, at := range order {
		for _, n := range b.wordsOf[b.things[at].wordsFrom:b.things[at].wordsTo] {
			counts[n]++
			total++
		}
	}
	sorted := make([]uint32, 0, len(b.list))
	for n, count := range counts {
		if count > 0 { // else only an entry that was replaced had it
			sorted = append(sorted, uint32(n))
		}
	}
	slices.SortFunc(sorted, func(x, y uint32) int { return strings.Compare(b.list[x], b.list[y]) })
	var words tableBuilder
	s.ends = make([]uint32, len(sorted))
	next := make([]uint32, len(b.list)) // by number: where its next thing goes
	end := uint32(0)
	for i, n := range sorted {
		words.add(b.list[n])
		next[n] = end
		end += counts[n]
		s.ends[i] = end
	}
	s.words = words.table()
	s.posts = make([]uint32, total)
	for i, at := range order {
		for _, n := range b.wordsOf[b.things[at].wordsFrom:b.things[at].wordsTo] {
			s.posts[next[n]] = uint32(i)
			next[n]++
		}
	}
}

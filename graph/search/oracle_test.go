package search

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// oracle answers questions by looking at every thing and every word.
type oracle struct {
	things  map[string]Entry
	options Options
}

func (o *oracle) apply(changed []Entry, removed []string) {
	for _, id := range removed {
		delete(o.things, id)
	}
	for _, e := range changed {
		o.things[e.ID] = e
	}
}

func words(e Entry) map[string]bool {
	out := map[string]bool{}
	for _, n := range e.Names {
		for _, t := range n.tokens() {
			t.forms(func(form string) { out[form] = true })
		}
	}
	return out
}

// osa is the distance of optimal string alignment, by its recurrence.
func osa(a, b []rune) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		for j := range d[i] {
			switch {
			case i == 0 || j == 0:
				d[i][j] = i + j
			default:
				same := 1
				if a[i-1] == b[j-1] {
					same = 0
				}
				d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+same)
				if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
					d[i][j] = min(d[i][j], d[i-2][j-2]+1)
				}
			}
		}
	}
	return d[len(a)][len(b)]
}

// apart is the distance between a word of a text and one of a thing, or of the
// beginnings of that which are not shorter; far if it is more than is allowed.
func apart(typed, word string) int {
	if strings.HasPrefix(word, typed) {
		return 0
	}
	a, b := []rune(typed), []rune(word)
	d := osa(a, b)
	for n := len(a); n < len(b); n++ {
		d = min(d, osa(a, b[:n]))
	}
	if d > maxDistance(typed) || strings.ContainsFunc(word, unicode.IsNumber) {
		return far
	}
	return d
}

const far = 1000

func nearest(w queryWord, word string) int {
	d := far
	for _, form := range w.forms {
		d = min(d, apart(form, word))
	}
	return d
}

// expansions gives the words that a word of the text may stand for.
func (o *oracle) expansions(w queryWord) (allowed map[string]bool, limited bool) {
	frequency := map[string]int{}
	for _, e := range o.things {
		for word := range words(e) {
			if d := nearest(w, word); d > 0 && d < far {
				frequency[word]++
			}
		}
	}
	list := []string{}
	for word := range frequency {
		list = append(list, word)
	}
	slices.SortFunc(list, func(x, y string) int {
		return cmp.Or(nearest(w, x)-nearest(w, y), frequency[y]-frequency[x], strings.Compare(x, y))
	})
	limited = len(list) > o.options.MaxExpansions
	allowed = map[string]bool{}
	for _, word := range list[:min(len(list), o.options.MaxExpansions)] {
		allowed[word] = true
	}
	return allowed, limited
}

func shares(keys []uint64, names []Name, identifiers bool) bool {
	return slices.ContainsFunc(names, func(n Name) bool {
		return identifiers == (n.Field == Identifier) && slices.ContainsFunc(n.keys(n.tokens()), func(key uint64) bool { return slices.Contains(keys, key) })
	})
}

// matching gives everything that a text matches, in order.
func (o *oracle) matching(q *query) (hits []Hit, limited bool) {
	var rest []Hit
	allowed := make([]map[string]bool, len(q.words))
	for i, w := range q.words {
		var l bool
		allowed[i], l = o.expansions(w)
		limited = limited || l
	}
	for _, e := range o.things {
		h := Hit{ID: e.ID, Type: e.Type, Claims: e.Claims}
		for i, w := range q.words {
			least := far
			for word := range words(e) {
				if d := nearest(w, word); d == 0 || allowed[i][word] {
					least = min(least, d)
				}
			}
			h.Distance += least
		}
		h.Tier = Fuzzy
		switch {
		case shares(q.identifiers, e.Names, true):
			h.Tier, h.Distance = ExactIdentifier, 0
		case shares(q.names, e.Names, false):
			h.Tier, h.Distance = ExactName, 0
		case h.Distance == 0:
			h.Tier = Prefix
		case h.Distance < far:
			rest = append(rest, h)
			continue
		default:
			continue
		}
		hits = append(hits, h)
	}
	if len(hits) < fuzzyBelow {
		hits = append(hits, rest...)
	} else {
		limited = false
	}
	slices.SortFunc(hits, compareHits)
	return hits, limited
}

func compareHits(x, y Hit) int {
	return cmp.Or(cmp.Compare(x.Tier, y.Tier), cmp.Compare(x.Distance, y.Distance), cmp.Compare(y.Claims, x.Claims), strings.Compare(x.ID, y.ID))
}

// valuesOf gives what a thing has of each facet.
func valuesOf(e Entry) [facetCount][]string {
	out := [facetCount][]string{{e.Type}, {e.Kind}, {e.Country}, e.Themes}
	for i, values := range out {
		values = slices.DeleteFunc(slices.Sorted(slices.Values(values)), func(v string) bool { return v == "" })
		out[i] = slices.Compact(values)
	}
	return out
}

func (o *oracle) selected(hits []Hit, q *Question, but int) []Hit {
	var out []Hit
	for _, h := range hits {
		has, ok := valuesOf(o.things[h.ID]), true
		for facet, wanted := range [][]string{q.Types, q.Kinds, q.Countries, q.Themes} {
			if facet != but && len(wanted) > 0 {
				ok = ok && slices.ContainsFunc(wanted, func(v string) bool { return slices.Contains(has[facet], v) })
			}
		}
		if ok {
			out = append(out, h)
		}
	}
	return out
}

func (o *oracle) search(q Question) (*Answer, error) {
	parsed, err := parse(q.Text)
	if err != nil {
		return nil, err
	}
	all, limited := o.matching(parsed)
	hits := o.selected(all, &q, -1)
	a := &Answer{Total: min(len(hits), o.options.MaxTotal), AtLeast: limited || len(hits) > o.options.MaxTotal, Hits: []Hit{}}
	for _, h := range hits {
		if q.After != nil && compareHits(h, Hit{ID: q.After.ID, Tier: q.After.Tier, Distance: q.After.Distance, Claims: q.After.Claims}) <= 0 {
			continue
		}
		if a.More = len(a.Hits) == q.First; a.More {
			break
		}
		a.Hits = append(a.Hits, h)
	}
	for _, f := range q.Facets {
		a.Facets = append(a.Facets, o.facet(f, o.selected(all, &q, facetIndex(f)), limited))
	}
	return a, nil
}

func (o *oracle) facet(f Facet, hits []Hit, limited bool) FacetCounts {
	out := FacetCounts{Facet: f, Values: []ValueCount{}, AtLeast: limited || len(hits) > o.options.MaxTotal}
	counts := map[string]int{}
	for _, h := range hits[:min(len(hits), o.options.MaxTotal)] {
		values := valuesOf(o.things[h.ID])[facetIndex(f)]
		if len(values) == 0 {
			out.Unknown++
		}
		for _, v := range values {
			counts[v]++
		}
	}
	for v, n := range counts {
		out.Values = append(out.Values, ValueCount{v, n})
	}
	slices.SortFunc(out.Values, func(x, y ValueCount) int { return cmp.Or(y.Count-x.Count, strings.Compare(x.Value, y.Value)) })
	return out
}

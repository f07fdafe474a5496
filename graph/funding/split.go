package funding

import (
	"cmp"
	"iter"
	"maps"
	"math/big"
	"slices"

	"github.com/migraph/migraph/graph"
)

// splitter divides flows among the themes, or the places, for which they are
// themselves, else among those of their initiatives: by published percentages of
// one vocabulary, the same for all flows of a question. What has no usable
// percentages in it gives its flows whole to each of its values.
type splitter struct {
	book       *Book
	value      func(Class) string
	vocabulary string
	divides    bool // there is such a vocabulary
	divided    map[string][]part
}

// part is a share of a flow.
type part struct {
	value string // empty where nothing is recorded
	// weight is the share, of the sum of the weights of all parts; nil: each part
	// is the whole.
	weight *big.Int
}

// newSplitter chooses the vocabulary that is asked for, else the one that divides
// the most flows, the first by name of equal ones.
func (b *Book) newSplitter(es []*entry, value func(Class) string, vocabulary *string) *splitter {
	s := &splitter{book: b, value: value, divided: map[string][]part{}}
	if vocabulary != nil {
		s.vocabulary = *vocabulary
		for _, e := range es {
			if _, s.divides = s.weights(s.sharer(e), s.vocabulary); s.divides {
				break
			}
		}
		return s
	}
	votes := map[string]int{}
	usable := map[string][]string{}
	for _, e := range es {
		of := s.sharer(e)
		if _, seen := usable[of.id]; !seen {
			usable[of.id] = s.usable(of)
		}
		for _, v := range usable[of.id] {
			votes[v]++
		}
	}
	most := 0
	for v, n := range votes {
		if n > most || n == most && v < s.vocabulary {
			s.vocabulary, s.divides, most = v, true, n
		}
	}
	return s
}

// sharer is what says how a flow is divided: the flow itself, or an initiative.
type sharer struct {
	id      string
	classes iter.Seq[Class]
}

func (s *splitter) sharer(e *entry) sharer {
	if slices.ContainsFunc(e.Classes, func(c Class) bool { return s.value(c) != "" }) {
		return sharer{e.ID, slices.Values(e.Classes)}
	}
	return sharer{e.initiative(), maps.Values(s.book.classes[e.initiative()])}
}

// usable gives the vocabularies whose percentages divide.
func (s *splitter) usable(of sharer) []string {
	var out []string
	for c := range of.classes {
		if s.value(c) == "" || slices.Contains(out, c.Vocabulary) {
			continue
		}
		if _, ok := s.weights(of, c.Vocabulary); ok {
			out = append(out, c.Vocabulary)
		}
	}
	return out
}

var (
	hundred = big.NewRat(100, 1)
	// Published percentages are rounded: so much beside 100 is taken for it.
	slack = big.NewRat(1, 1)
	// fine is how finely percentages are told apart.
	fine = big.NewRat(1_000_000_000, 1)
)

// weights gives the shares of values in a vocabulary. ok is false if there are none
// there, if one has no percentage, or if they are over 100.
func (s *splitter) weights(of sharer, vocabulary string) (out []part, ok bool) {
	sum, weight := new(big.Rat), map[string]*big.Rat{}
	for c := range of.classes {
		v := s.value(c)
		if v == "" || c.Vocabulary != vocabulary {
			continue
		}
		p, ok := new(big.Rat).SetString(c.Percentage)
		if !ok || graph.ParseAmount(c.Percentage) != nil || p.Sign() < 0 {
			return nil, false
		}
		if weight[v] == nil {
			weight[v] = new(big.Rat)
		}
		weight[v].Add(weight[v], p)
		sum.Add(sum, p)
	}
	if sum.Sign() == 0 || sum.Cmp(new(big.Rat).Add(hundred, slack)) > 0 {
		return nil, false
	}
	if rest := new(big.Rat).Sub(hundred, sum); rest.Cmp(slack) > 0 {
		weight[""] = rest
	}
	for v, w := range weight {
		scaled := new(big.Rat).Mul(w, fine)
		out = append(out, part{v, new(big.Int).Quo(scaled.Num(), scaled.Denom())})
	}
	slices.SortFunc(out, func(x, y part) int { return cmp.Compare(x.value, y.value) })
	return out, true
}

// parts gives the parts of a flow, one at least.
func (s *splitter) parts(e *entry) []part {
	of := s.sharer(e)
	if known, is := s.divided[of.id]; is {
		return known
	}
	out, ok := s.weights(of, s.vocabulary)
	if !ok {
		var values []string
		for c := range of.classes {
			if v := s.value(c); v != "" {
				values = append(values, v)
			}
		}
		slices.Sort(values)
		for _, v := range slices.Compact(values) {
			out = append(out, part{value: v})
		}
	}
	if len(out) == 0 {
		out = []part{{}}
	}
	s.divided[of.id] = out
	return out
}

// shares divides an amount by the weights of parts, so that the shares add up to
// it: what is left after rounding down goes to the largest remainders, one
// ten-thousandth each. Parts without weights get the whole each.
func shares(a Amount, parts []part) []Amount {
	out := make([]Amount, len(parts))
	if parts[0].weight == nil {
		for i := range out {
			out[i] = a
		}
		return out
	}
	whole := new(big.Int)
	for _, p := range parts {
		whole.Add(whole, p.weight)
	}
	if whole.Sign() == 0 { // percentages below what is told apart
		out[0] = a
		return out
	}
	rest := make([]*big.Int, len(parts))
	left, n := a.big(), a.big()
	for i, p := range parts {
		q := new(big.Int)
		q, rest[i] = q.DivMod(new(big.Int).Mul(n, p.weight), whole, new(big.Int))
		out[i] = amountFrom(q)
		left.Sub(left, q)
	}
	order := make([]int, len(parts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(x, y int) int { return rest[y].Cmp(rest[x]) })
	for i := range left.Int64() {
		at := order[i]
		out[at] = out[at].Plus(Amount{0, 1})
	}
	return out
}

package funding

import (
	"cmp"
	"math/big"
	"slices"

	"github.com/migraph/migraph/graph"
)

// splitter divides flows among the themes, or the places, of their initiatives: by
// published percentages of one vocabulary, the same for all flows of a question.
// An initiative without usable percentages in it gives its flows whole to each of
// its values.
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
			if _, s.divides = s.weights(e.initiative(), s.vocabulary); s.divides {
				break
			}
		}
		return s
	}
	votes := map[string]int{}
	usable := map[string][]string{}
	for _, e := range es {
		id := e.initiative()
		if _, seen := usable[id]; !seen {
			usable[id] = s.usable(id)
		}
		for _, v := range usable[id] {
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

// usable gives the vocabularies whose percentages divide an initiative.
func (s *splitter) usable(initiative string) []string {
	var out []string
	for _, c := range s.book.classes[initiative] {
		if s.value(c) == "" || slices.Contains(out, c.Vocabulary) {
			continue
		}
		if _, ok := s.weights(initiative, c.Vocabulary); ok {
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

// weights gives the shares of an initiative's values in a vocabulary. ok is false
// if it has none there, if one has no percentage, or if they are over 100.
func (s *splitter) weights(initiative, vocabulary string) (out []part, ok bool) {
	sum, weight := new(big.Rat), map[string]*big.Rat{}
	for _, c := range s.book.classes[initiative] {
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

// parts gives the parts of a flow within an initiative, one at least.
func (s *splitter) parts(initiative string) []part {
	if known, is := s.divided[initiative]; is {
		return known
	}
	out, ok := s.weights(initiative, s.vocabulary)
	if !ok {
		var values []string
		for _, c := range s.book.classes[initiative] {
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
	s.divided[initiative] = out
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

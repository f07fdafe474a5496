package funding

import (
	"cmp"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/migraph/migraph/graph"
)

// Rate is what one unit of a currency was worth in another on a day.
type Rate struct {
	ID    string
	day   int // as dayNumber gives it
	Value string
	// Tellers are set for rates that datasets tell differently.
	Tellers []Teller
}

// pair is a currency and the one in which its worth is told.
type pair struct{ from, to string }

// pairedRate is a rate with its currencies.
type pairedRate struct {
	pair
	*Rate
}

// rates are all rates, those of a pair by day; of one day first that which counts:
// datasets that differ are settled as for flows, what is left by id.
type rates map[pair][]*Rate

// with gives the rates with changes: what is nil is gone.
func (rs rates) with(changed map[string]*pairedRate) rates {
	if len(changed) == 0 {
		return rs
	}
	out := rates{}
	for p, list := range rs {
		kept := list
		if slices.ContainsFunc(list, func(r *Rate) bool { _, is := changed[r.ID]; return is }) {
			kept = nil
			for _, r := range list {
				if _, is := changed[r.ID]; !is {
					kept = append(kept, r)
				}
			}
		}
		if len(kept) > 0 {
			out[p] = kept
		}
	}
	added := map[pair][]*Rate{}
	for _, r := range changed {
		if r != nil {
			added[r.pair] = append(added[r.pair], r.Rate)
		}
	}
	for p, list := range added {
		list = slices.Concat(out[p], list) // what is kept belongs to the other book, too
		slices.SortFunc(list, compareRates)
		out[p] = list
	}
	return out
}

// compareRates orders rates by day, that which counts first.
func compareRates(x, y *Rate) int {
	if x.day != y.day {
		return cmp.Compare(x.day, y.day)
	}
	switch a, b := firstTeller(x), firstTeller(y); {
	case a != nil && (b == nil || a.before(*b)):
		return -1
	case b != nil && (a == nil || b.before(*a)):
		return 1
	}
	return strings.Compare(x.ID, y.ID)
}

// firstTeller gives the dataset whose word on a rate counts the most, nil if none
// differs.
func firstTeller(r *Rate) *Teller {
	var first *Teller
	for i := range r.Tellers {
		if first == nil || r.Tellers[i].before(*first) {
			first = &r.Tellers[i]
		}
	}
	return first
}

// told gives the ids of the rates that datasets tell differently.
func (rs rates) told() []string {
	var out []string
	for _, list := range rs {
		for _, r := range list {
			if r.Tellers != nil {
				out = append(out, r.ID)
			}
		}
	}
	return out
}

// upTo gives the place behind the rates of a pair up to a day.
func (rs rates) upTo(p pair, day int) int {
	at, _ := slices.BinarySearchFunc(rs[p], day+1, func(r *Rate, day int) int { return cmp.Compare(r.day, day) })
	return at
}

// last gives the newest day from first to last of which there is a rate.
func (rs rates) last(p pair, first, last int) (day int, ok bool) {
	at := rs.upTo(p, last)
	if at == 0 || rs[p][at-1].day < first {
		return 0, false
	}
	return rs[p][at-1].day, true
}

// next gives the oldest day from first to last of which there is a rate.
func (rs rates) next(p pair, first, last int) (day int, ok bool) {
	at := rs.upTo(p, first-1)
	if at == len(rs[p]) || rs[p][at].day > last {
		return 0, false
	}
	return rs[p][at].day, true
}

// on gives the rate of a day that counts, nil if there is none.
func (rs rates) on(p pair, day int) *Rate {
	at := rs.upTo(p, day-1)
	if at == len(rs[p]) || rs[p][at].day != day {
		return nil
	}
	return rs[p][at]
}

// value gives the worth as an exact number.
func (r *Rate) value() *big.Rat {
	v, ok := new(big.Rat).SetString(r.Value)
	if !ok || v.Sign() <= 0 { // graph.ParseRate lets none in
		return nil
	}
	return v
}

// dayNumber gives a day as a number of days, so that days can be counted between
// two.
func dayNumber(day string) (int, bool) {
	t, err := time.Parse(time.DateOnly, day)
	return int(t.Unix() / (24 * 60 * 60)), err == nil
}

// dayText gives the day of a number.
func dayText(n int) string {
	return time.Unix(int64(n)*24*60*60, 0).UTC().Format(time.DateOnly)
}

// rateOf reads a stored rate; nil if it cannot be used.
func rateOf(x *graph.ExchangeRate) *pairedRate {
	day, ok := dayNumber(x.Day)
	r := &Rate{ID: x.ID, day: day, Value: shared(x.Rate)}
	if !ok || r.value() == nil {
		return nil
	}
	return &pairedRate{pair{shared(x.Currency), shared(x.To)}, r}
}

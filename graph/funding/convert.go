package funding

import (
	"cmp"
	"math/big"
	"slices"

	"github.com/cockroachdb/apd/v3"

	"github.com/migraph/migraph/graph"
)

// Conversion gives amounts in one currency. It keeps what it has worked out, so it
// belongs to one question.
type Conversion struct {
	// To is the currency.
	To string
	// Within is how many days a rate may lie beside the day of a flow.
	Within int

	rates rates
	// others are the currencies of which rates are known, in their order, and
	// between those of them over which a currency leads to the target.
	others  []string
	between map[string][]string
	found   map[moment]*usedRate
}

// Bounds of Conversion.Within.
const (
	DefaultRateWithin = 31
	MaxRateWithin     = 366
)

// moment is a currency on a day.
type moment struct {
	currency string
	day      int
}

// usedRate is the rate by which an amount was converted: of one claim, or of two
// where it leads through a third currency.
type usedRate struct {
	from   string
	factor *big.Rat
	day    int
	ids    []string
	// original is the amount before.
	original Amount
}

// Conversion makes a conversion to a currency, by rates at most so many days
// beside the day of a flow. It is an error if no rate to the currency is known at
// all.
func (b *Book) Conversion(to string, within int) (*Conversion, error) {
	if err := graph.CheckCurrency(to); err != nil {
		return nil, graph.InvalidArg("convertTo", "%v", err)
	}
	if within < 0 || within > MaxRateWithin {
		return nil, graph.InvalidArg("rateWithin", "rateWithin is %d; it must be from 0 to %d days", within, MaxRateWithin)
	}
	c := &Conversion{To: to, Within: within, rates: b.rates, between: map[string][]string{}, found: map[moment]*usedRate{}}
	known := false
	for p := range b.rates {
		known = known || p.from == to || p.to == to
		c.others = append(c.others, p.from, p.to)
	}
	if !known {
		return nil, graph.InvalidArg("convertTo", "no rate to %s is loaded; load some with migraph import --dataset KEY rates.csv, a table with the columns date,currency,to,rate,source", to)
	}
	slices.Sort(c.others)
	c.others = slices.Compact(c.others)
	return c, nil
}

// apply converts the amount of an entry. One without an amount is of the currency
// without any rate: it is unknown in every currency. One with an amount and no rate
// stays apart; so does one that is too large to be summed, and one of which the
// currency is unknown.
func (c *Conversion) apply(e *entry) {
	switch {
	case c == nil, e.currency == c.To, e.Huge:
		return
	case !e.Known:
		e.currency = c.To
		return
	case e.currency == "":
		return
	}
	rate := c.rateFor(e.Flow)
	if rate == nil {
		e.apart = true
		return
	}
	used := *rate
	used.original = e.amount
	e.used, e.currency = &used, c.To
	n := e.amount.big()
	n = quotient(n.Mul(n, rate.factor.Num()), rate.factor.Denom())
	if n.CmpAbs(mostSummed) > 0 {
		e.known, e.tooLarge = false, true
		return
	}
	e.amount = amountFrom(n)
}

// mostSummed is 10¹⁷ in ten-thousandths, beyond which amounts are not summed.
var mostSummed = new(big.Int).Exp(big.NewInt(10), big.NewInt(21), nil)

// rateFor gives the rate for a flow, nil if there is none: for the day that its
// source means (IATI's value-date), else for the last day on which it may have
// happened by its own dates.
func (c *Conversion) rateFor(f *Flow) *usedRate {
	day, ok := dayNumber(cmp.Or(f.ValueDay, f.Last))
	if !ok {
		return nil
	}
	at := moment{f.Currency, day}
	rate, known := c.found[at]
	if !known {
		rate = c.find(f.Currency, day)
		c.found[at] = rate
	}
	return rate
}

// find looks for a rate: one that is told, else the inverse of one of the other
// direction, else one through a third currency with a rate on both sides on one
// day. Of each the nearest day up to the flow's, else the nearest after it.
func (c *Conversion) find(from string, day int) *usedRate {
	for _, p := range []pair{{from, c.To}, {c.To, from}} {
		near, ok := c.nearest(day, func(first, last int) (int, bool) { return c.rates.last(p, first, last) },
			func(first, last int) (int, bool) { return c.rates.next(p, first, last) })
		if ok {
			return c.used(from, near, c.leg(from, c.To, near))
		}
	}
	var best *usedRate
	for _, third := range c.thirds(from) {
		near, ok := c.nearest(day, func(first, last int) (int, bool) { return c.lastOfBoth(from, third, first, last) },
			func(first, last int) (int, bool) { return c.nextOfBoth(from, third, first, last) })
		if ok && (best == nil || nearer(day, near, best.day)) {
			best = c.used(from, near, c.leg(from, third, near), c.leg(third, c.To, near))
		}
	}
	return best
}

// thirds gives the currencies that have rates with one and with the target.
func (c *Conversion) thirds(from string) []string {
	out, known := c.between[from]
	if !known {
		with := func(x, y string) bool { return c.rates[pair{x, y}] != nil || c.rates[pair{y, x}] != nil }
		for _, third := range c.others {
			if third != from && third != c.To && with(from, third) && with(third, c.To) {
				out = append(out, third)
			}
		}
		c.between[from] = out
	}
	return out
}

// nearest gives the newest day of a rate up to a day, else the oldest after it,
// within the bound.
func (c *Conversion) nearest(day int, last, next func(first, last int) (int, bool)) (int, bool) {
	if at, ok := last(day-c.Within, day); ok {
		return at, true
	}
	return next(day+1, day+c.Within)
}

// nearer tells whether one day is better for a day than another: up to it rather
// than after it, then the nearest.
func nearer(day, x, y int) bool {
	if (x <= day) != (y <= day) {
		return x <= day
	}
	return max(x-day, day-x) < max(y-day, day-y)
}

// lastOfBoth gives the newest day from first to last of which there are rates from
// a currency to a third one and from that to the target.
func (c *Conversion) lastOfBoth(from, third string, first, last int) (int, bool) {
	for {
		x, okX := c.lastOfLeg(from, third, first, last)
		y, okY := c.lastOfLeg(third, c.To, first, last)
		if !okX || !okY || x == y {
			return x, okX && okY
		}
		last = min(x, y)
	}
}

// nextOfBoth gives the oldest such day.
func (c *Conversion) nextOfBoth(from, third string, first, last int) (int, bool) {
	for {
		x, okX := c.nextOfLeg(from, third, first, last)
		y, okY := c.nextOfLeg(third, c.To, first, last)
		if !okX || !okY || x == y {
			return x, okX && okY
		}
		first = max(x, y)
	}
}

// lastOfLeg gives the newest day of which there is a rate between two, in either
// direction.
func (c *Conversion) lastOfLeg(from, to string, first, last int) (int, bool) {
	x, okX := c.rates.last(pair{from, to}, first, last)
	y, okY := c.rates.last(pair{to, from}, first, last)
	switch {
	case !okX:
		return y, okY
	case !okY:
		return x, true
	}
	return max(x, y), true
}

// nextOfLeg gives the oldest such day.
func (c *Conversion) nextOfLeg(from, to string, first, last int) (int, bool) {
	x, okX := c.rates.next(pair{from, to}, first, last)
	y, okY := c.rates.next(pair{to, from}, first, last)
	switch {
	case !okX:
		return y, okY
	case !okY:
		return x, true
	}
	return min(x, y), true
}

// leg is a step from one currency to another.
type leg struct {
	id     string
	factor *big.Rat
}

// leg gives the step of a day of which there is a rate: that which is told, else
// the inverse of the other direction's.
func (c *Conversion) leg(from, to string, day int) leg {
	if r := c.rates.on(pair{from, to}, day); r != nil {
		return leg{r.ID, r.value()}
	}
	r := c.rates.on(pair{to, from}, day)
	return leg{r.ID, new(big.Rat).Inv(r.value())}
}

func (c *Conversion) used(from string, day int, legs ...leg) *usedRate {
	out := &usedRate{from: from, day: day, factor: big.NewRat(1, 1)}
	for _, l := range legs {
		out.factor.Mul(out.factor, l.factor)
		out.ids = append(out.ids, l.id)
	}
	return out
}

// rateDigits is to how many digits rates are shown that no decimal number gives.
const rateDigits = 12

// rateText writes a rate with at most rateDigits significant digits, rounded half
// to even.
func rateText(r *big.Rat) string {
	c := apd.BaseContext.WithPrecision(rateDigits)
	c.Rounding = apd.RoundHalfEven
	num := apd.NewWithBigInt(new(apd.BigInt).SetMathBigInt(r.Num()), 0)
	denom := apd.NewWithBigInt(new(apd.BigInt).SetMathBigInt(r.Denom()), 0)
	var out apd.Decimal
	if _, err := c.Quo(&out, num, denom); err != nil { // rates are above 0 and bounded
		return ""
	}
	out.Reduce(&out)
	return out.Text('f')
}

// before is the amount of an entry before it was converted.
func (e *entry) before() Amount {
	if e.used == nil {
		return e.amount
	}
	return e.used.original
}

// converted adds up what was converted from one currency in a row.
type converted struct {
	view  *graph.FundingConversion
	sum   Amount
	after Amount
	low   *big.Rat
	high  *big.Rat
	first int
	last  int
	used  map[string]int
}

// add adds a flow, or its share in the row.
func (c *converted) add(p placed) {
	u := p.used
	if c.view.Flows++; c.view.Flows == 1 {
		c.low, c.high, c.first, c.last = u.factor, u.factor, u.day, u.day
	}
	c.sum = c.sum.Plus(p.original)
	c.after = c.after.Plus(p.share)
	if u.factor.Cmp(c.low) < 0 {
		c.low = u.factor
	}
	if u.factor.Cmp(c.high) > 0 {
		c.high = u.factor
	}
	c.first, c.last = min(c.first, u.day), max(c.last, u.day)
	for _, id := range u.ids {
		c.used[id]++
	}
}

// conversions gives, for each currency from which amounts of a row were converted,
// how; those of most flows first.
func conversions(all []placed) []*graph.FundingConversion {
	of := map[string]*converted{}
	for _, p := range all {
		if p.fate != counted || p.used == nil || !p.known {
			continue
		}
		c := of[p.used.from]
		if c == nil {
			c = &converted{view: &graph.FundingConversion{Currency: graph.Text(p.used.from)}, used: map[string]int{}}
			of[p.used.from] = c
		}
		c.add(p)
	}
	out := make([]*graph.FundingConversion, 0, len(of))
	for _, c := range of {
		v := c.view
		v.Original, v.Converted = c.sum.Decimal(), c.after.Decimal()
		v.LowestRate, v.HighestRate = rateText(c.low), rateText(c.high)
		v.FirstDay, v.LastDay = dayText(c.first), dayText(c.last)
		v.Rates, v.RateCount = mostOf(c.used, graph.MaxRatesShown), len(c.used)
		out = append(out, v)
	}
	slices.SortFunc(out, func(x, y *graph.FundingConversion) int {
		return cmp.Or(cmp.Compare(y.Flows, x.Flows), cmp.Compare(x.Currency, y.Currency))
	})
	return out
}

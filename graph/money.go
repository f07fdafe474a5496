package graph

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/cockroachdb/apd/v3"
)

// Money is an amount as a source wrote it. The zero value is an unknown
// amount, which is not zero.
type Money struct {
	// Amount is a decimal number exactly as written, empty if unknown.
	Amount string
	// Currency is an ISO 4217 code, empty if unknown.
	Currency string
}

// Known tells whether the amount is known.
func (m Money) Known() bool { return m.Amount != "" }

// loBase splits value×10⁴ into two integers, hi·10⁹ + lo, so that sums over
// millions of rows overflow neither store's 64 bits.
const loBase = 1_000_000_000

var summable = apd.New(1, 17)

// ParseAmount checks a decimal number: digits with at most one point and a
// sign, no exponent, no grouping.
func ParseAmount(s string) error {
	d, _, err := apd.NewFromString(s)
	if err != nil || d.Form != apd.Finite || strings.ContainsAny(s, "eE_+") {
		return fmt.Errorf("%q is no amount: write digits with at most one decimal point, for example 1250000.50", s)
	}
	return nil
}

// Parts gives value×10⁴ = hi·10⁹ + lo, rounded half to even to four places.
// ok is false if the amount is unknown or beyond ±10¹⁷: such an amount is kept
// and counted but not summed.
func (m Money) Parts() (hi, lo int64, ok bool) {
	if !m.Known() {
		return 0, 0, false
	}
	d, _, err := apd.NewFromString(m.Amount)
	if err != nil {
		return 0, 0, false
	}
	if new(apd.Decimal).Abs(d).Cmp(summable) > 0 {
		return 0, 0, false
	}
	c := apd.BaseContext.WithPrecision(40)
	c.Rounding = apd.RoundHalfEven
	var scaled apd.Decimal
	if _, err := c.Quantize(&scaled, d, -4); err != nil {
		return 0, 0, false
	}
	n := new(big.Int).Set(scaled.Coeff.MathBigInt())
	if scaled.Negative {
		n.Neg(n)
	}
	q, r := new(big.Int).QuoRem(n, big.NewInt(loBase), new(big.Int))
	return q.Int64(), r.Int64(), true
}

// Sum is a total of amounts of one currency.
type Sum struct {
	// Hi and Lo are the sums of the parts of the amounts.
	Hi, Lo int64
	// Unknown counts the records without an amount.
	Unknown int
	// TooLarge counts the records whose amount is beyond ±10¹⁷.
	TooLarge int
}

// Decimal gives the sum as a decimal number of up to four places, without
// trailing zeros.
func (s Sum) Decimal() string {
	n := new(big.Int).Mul(big.NewInt(s.Hi), big.NewInt(loBase))
	n.Add(n, big.NewInt(s.Lo))
	d := apd.NewWithBigInt(new(apd.BigInt).SetMathBigInt(n), -4)
	if d.Coeff.Sign() < 0 {
		d.Coeff.Neg(&d.Coeff)
		d.Negative = true
	}
	d.Reduce(d)
	return d.Text('f')
}

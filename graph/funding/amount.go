package funding

import (
	"cmp"
	"math/big"

	"github.com/migraph/migraph/graph"
)

// Amount is a number of ten-thousandths, Hi·10⁹ + Lo with 0 ≤ Lo < 10⁹.
type Amount struct{ Hi, Lo int64 }

// mostAmounts is how many amounts of up to ±10¹⁷ are summed exactly: Hi of each is
// up to 10¹², and that of a sum is below 2⁶³. MaxFlows and mostPlaced see to it.
const mostAmounts = 9_000_000

const _ = uint(mostAmounts - MaxFlows) // does not compile if there can be more

const loBase = 1_000_000_000

// amountOf gives the amount of parts as graph.Money has them.
func amountOf(hi, lo int64) Amount {
	if lo < 0 {
		hi, lo = hi-1, lo+loBase
	}
	return Amount{hi + lo/loBase, lo % loBase}
}

// Plus adds two amounts.
func (a Amount) Plus(b Amount) Amount { return amountOf(a.Hi+b.Hi, a.Lo+b.Lo) }

// Minus subtracts an amount.
func (a Amount) Minus(b Amount) Amount { return amountOf(a.Hi-b.Hi, a.Lo-b.Lo) }

// Compare orders amounts.
func (a Amount) Compare(b Amount) int {
	return cmp.Or(cmp.Compare(a.Hi, b.Hi), cmp.Compare(a.Lo, b.Lo))
}

// sign is -1, 0 or 1.
func (a Amount) sign() int { return a.Compare(Amount{}) }

func least(a, b Amount) Amount {
	if b.Compare(a) < 0 {
		return b
	}
	return a
}

// positive gives the amount, 0 for one below.
func positive(a Amount) Amount {
	if a.sign() < 0 {
		return Amount{}
	}
	return a
}

// big gives the number of ten-thousandths.
func (a Amount) big() *big.Int {
	n := new(big.Int).Mul(big.NewInt(a.Hi), big.NewInt(loBase))
	return n.Add(n, big.NewInt(a.Lo))
}

// amountFrom reads a number of ten-thousandths.
func amountFrom(n *big.Int) Amount {
	hi, lo := new(big.Int).DivMod(n, big.NewInt(loBase), new(big.Int))
	return Amount{hi.Int64(), lo.Int64()}
}

// Decimal writes the amount as a decimal number of up to four places.
func (a Amount) Decimal() string { return graph.Sum{Hi: a.Hi, Lo: a.Lo}.Decimal() }

// percent gives part/whole·100 with two decimals, rounded half to even; empty if
// the whole is not above 0.
func percent(part, whole Amount) string {
	if whole.sign() <= 0 {
		return ""
	}
	r := new(big.Rat).SetFrac(new(big.Int).Mul(part.big(), big.NewInt(100)), whole.big())
	return halfEven(r, 2)
}

// halfEven writes a number with so many decimals.
func halfEven(r *big.Rat, places int) string {
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil)
	scaled := new(big.Rat).Mul(r, new(big.Rat).SetInt(scale))
	return new(big.Rat).SetFrac(roundHalfEven(scaled), scale).FloatString(places)
}

// roundHalfEven gives the nearest whole number, the even one of two.
func roundHalfEven(r *big.Rat) *big.Int { return quotient(r.Num(), r.Denom()) }

// quotient divides by a number above 0 and rounds half to even.
func quotient(n, by *big.Int) *big.Int {
	q, rest := new(big.Int).DivMod(n, by, new(big.Int))
	switch rest.Lsh(rest, 1).Cmp(by) {
	case 1:
		q.Add(q, big.NewInt(1))
	case 0:
		q.Add(q, big.NewInt(int64(q.Bit(0))))
	}
	return q
}

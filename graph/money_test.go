package graph

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var noAmounts = []string{
	"", " ", ".", "-", "-.", "+1", "1,000", "1 000", "1'000", "1e5", "1E5", "1_000", "NaN", "nan", "sNaN", "Inf", "-inf", "Infinity", "0x10", "--1", "1-", "1..2", "1.2.3",
	" 1", "1 ", "١٢", "１", "$5", "5 USD", "1/2", "\x00", "1\n",
}

func TestParseAmount(t *testing.T) {
	for _, good := range []string{"0", "1", "-1", "1250000.50", "0.0001", "-0.00005", "007", "1.", ".5", "-.5", "-0", "000.000", "123456789012345678901234567890.123456789", strings.Repeat("9", 300)} {
		if err := ParseAmount(good); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	for _, bad := range noAmounts {
		if err := ParseAmount(bad); err == nil {
			t.Errorf("%q is read as an amount", bad)
		}
	}
}

func TestPartsRoundHalfToEven(t *testing.T) {
	for _, c := range []struct {
		amount string
		hi, lo int64
	}{
		{"0", 0, 0}, {"-0", 0, 0}, {"1", 0, 10_000}, {"-1", 0, -10_000}, {"250000.50", 2, 500_005_000},
		{"0.00005", 0, 0}, {"0.00015", 0, 2}, {"0.00025", 0, 2}, {"0.00035", 0, 4}, {"0.000050000000000001", 0, 1}, {"0.00004999999", 0, 0},
		{"-0.00005", 0, 0}, {"-0.00015", 0, -2}, {"-0.00025", 0, -2}, {"-0.000051", 0, -1},
		{"99999.9999", 0, 999_999_999}, {"100000", 1, 0}, {"-100000.0001", -1, -1}, {"99999.99995", 1, 0}, {"-99999.99995", -1, 0},
		{"99999999999999999.9999", 999_999_999_999, 999_999_999}, {"-99999999999999999.9999", -999_999_999_999, -999_999_999},
		{"100000000000000000", 1_000_000_000_000, 0}, {"-100000000000000000.0000", -1_000_000_000_000, 0},
		{"99999999999999999.99999", 1_000_000_000_000, 0}, {"007.10", 0, 71_000}, {".5", 0, 5_000}, {"3.", 0, 30_000},
		{"0." + strings.Repeat("0", 200) + "1", 0, 0}, {strings.Repeat("0", 200) + "1", 0, 10_000},
	} {
		if hi, lo, ok := (Money{Amount: c.amount}).Parts(); hi != c.hi || lo != c.lo || !ok {
			t.Errorf("%s is %d, %d, %t; want %d, %d", c.amount, hi, lo, ok, c.hi, c.lo)
		}
	}
}

func TestAmountsBeyondTheLimitHaveNoParts(t *testing.T) {
	for _, amount := range []string{"", "100000000000000000.0001", "-100000000000000000.00000001", "100000000000000001", "-1" + strings.Repeat("0", 18), strings.Repeat("9", 300)} {
		m := Money{Amount: amount, Currency: "USD"}
		if hi, lo, ok := m.Parts(); ok || hi != 0 || lo != 0 {
			t.Errorf("%q is %d, %d, %t; want no parts", amount, hi, lo, ok)
		}
		if m.Known() != (amount != "") {
			t.Errorf("%q: known %t", amount, m.Known())
		}
	}
}

func TestSumDecimal(t *testing.T) {
	for _, c := range []struct {
		hi, lo int64
		want   string
	}{
		{0, 0, "0"}, {0, 1, "0.0001"}, {0, -1, "-0.0001"}, {0, 10_000, "1"}, {0, 100_000, "10"}, {0, 15_000, "1.5"}, {1, 0, "100000"}, {1, -1, "99999.9999"}, {-1, 1, "-99999.9999"},
		{0, 2_500_000_000, "250000"}, {2_999_999_999_997_000, 2_999_999_997_000, "299999999999999999999.7"},
		{1<<63 - 1, 1<<63 - 1, "922337204607814784385477.5807"}, {-1 << 63, -1 << 63, "-922337204607814784485477.5808"},
	} {
		if got := (Sum{Hi: c.hi, Lo: c.lo}).Decimal(); got != c.want {
			t.Errorf("%d, %d is %s, want %s", c.hi, c.lo, got, c.want)
		}
	}
}

// decimalOf writes a number of ten-thousandths.
func decimalOf(n *big.Int) string {
	s := new(big.Rat).SetFrac(n, big.NewInt(10_000)).FloatString(4)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// tenThousandths rounds an amount half to even, by whole numbers alone.
func tenThousandths(amount string) *big.Int {
	negative := strings.HasPrefix(amount, "-")
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(amount, "-"), ".")
	fraction += "0000"
	n, _ := new(big.Int).SetString("0"+whole+fraction[:4], 10)
	if rest := strings.TrimRight(fraction[4:], "0"); rest > "5" || rest == "5" && n.Bit(0) == 1 {
		n.Add(n, big.NewInt(1))
	}
	if negative {
		n.Neg(n)
	}
	return n
}

func TestSumsAreExact(t *testing.T) {
	amounts := rapid.Custom(func(t *rapid.T) string {
		s := rapid.StringMatching(`-?[0-9]{1,17}(\.[0-9]{1,6})?`).Draw(t, "amount")
		if rapid.Bool().Draw(t, "half") {
			s, _, _ = strings.Cut(s, ".")
			s += fmt.Sprintf(".%04d5", rapid.IntRange(0, 9999).Draw(t, "fraction"))
		}
		return s
	})
	rapid.Check(t, func(t *rapid.T) {
		var s Sum
		want := new(big.Int)
		for _, a := range rapid.SliceOfN(amounts, 0, 50).Draw(t, "amounts") {
			if err := ParseAmount(a); err != nil {
				t.Fatal(err)
			}
			hi, lo, ok := Money{Amount: a}.Parts()
			if !ok {
				t.Fatalf("%s has no parts", a)
			}
			if one := (Sum{Hi: hi, Lo: lo}).Decimal(); one != decimalOf(tenThousandths(a)) {
				t.Fatalf("%s is %s, want %s", a, one, decimalOf(tenThousandths(a)))
			}
			s.Hi, s.Lo = s.Hi+hi, s.Lo+lo
			want.Add(want, tenThousandths(a))
		}
		if got := s.Decimal(); got != decimalOf(want) {
			t.Fatalf("the sum is %s, want %s", got, decimalOf(want))
		}
	})
}

func FuzzParseAmount(f *testing.F) {
	for _, s := range append(noAmounts, "0", "-0.00005", "1250000.50", "99999999999999999.9999", "100000000000000000.0001", ".5", "3.", "-.00015") {
		f.Add(s)
	}
	limit := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(17), nil))
	f.Fuzz(func(t *testing.T, amount string) {
		if len(amount) > 1000 || ParseAmount(amount) != nil {
			return
		}
		x, ok := new(big.Rat).SetString(amount)
		if !ok || strings.Trim(amount, "-.0123456789") != "" {
			t.Fatalf("%q is read as an amount", amount)
		}
		hi, lo, ok := Money{Amount: amount}.Parts()
		if within := x.Abs(x).Cmp(limit) <= 0; ok != within {
			t.Fatalf("%q: parts %t, within the limit %t", amount, ok, within)
		}
		if got, want := (Sum{Hi: hi, Lo: lo}).Decimal(), decimalOf(tenThousandths(amount)); ok && got != want {
			t.Fatalf("%q is summed as %s, want %s", amount, got, want)
		}
	})
}

package graph

import (
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestParseRate(t *testing.T) {
	for given, want := range map[string]string{
		"1": "1", "1.10": "1.1", "001.0": "1", ".5": "0.5", "5.": "5", "0.000058600": "0.0000586", "17000": "17000",
		strings.Repeat("9", 18) + "." + strings.Repeat("9", 18): strings.Repeat("9", 18) + "." + strings.Repeat("9", 18),
	} {
		if got, err := ParseRate(given); err != nil || got != want {
			t.Errorf("%q is %q, %v, want %q", given, got, err, want)
		}
	}
	for _, bad := range []string{"", ".", "0", "0.000", "-1", "+1", "1e3", "1,1", "1.1.1", " 1", "NaN", "1_0", "١", strings.Repeat("9", 19), "0." + strings.Repeat("0", 18) + "1"} {
		if got, err := ParseRate(bad); err == nil {
			t.Errorf("%q is taken for the rate %s", bad, got)
		}
	}
}

// A rate keeps its worth, and equal rates are equal texts.
func TestParseRateKeepsTheWorth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`0{0,3}[0-9]{1,9}(\.[0-9]{0,9}0{0,3})?`).Draw(t, "rate")
		got, err := ParseRate(s)
		want, _ := new(big.Rat).SetString(s)
		if want.Sign() == 0 {
			if err == nil {
				t.Fatalf("%q is a rate", s)
			}
			return
		}
		have, ok := new(big.Rat).SetString(got)
		if err != nil || !ok || have.Cmp(want) != 0 {
			t.Fatalf("%q is %q, %v", s, got, err)
		}
		if again, err := ParseRate(got); err != nil || again != got {
			t.Fatalf("%q is not in its shortest form", got)
		}
	})
}

func TestCheckCurrency(t *testing.T) {
	for _, good := range []string{"SLE", "VES", "USD", "MYR", "DEM", "XAF", "XDR"} {
		if err := CheckCurrency(good); err != nil {
			t.Error(err)
		}
	}
	for _, bad := range []string{"", "usd", "US", "USDX", "XXX", "XTS", "ABC", "€"} {
		if CheckCurrency(bad) == nil {
			t.Errorf("%q is taken for a currency", bad)
		}
	}
}

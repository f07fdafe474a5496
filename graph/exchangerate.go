package graph

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/currency"
)

// ExchangeRate says what one unit of a currency was worth in another on a day.
type ExchangeRate struct {
	Claim
	// Currency and To are codes of ISO 4217: a unit of Currency was worth Rate
	// units of To.
	Currency, To string
	// Day is an ISO 8601 day. It is what the claim is about, not when it holds:
	// what a rate was on a day is true for ever. So the type is not dated, and
	// asOf leaves no rate out.
	Day string
	// Rate is a decimal number above 0 as ParseRate gives it, so that equal rates
	// are one claim.
	Rate string
}

func (*ExchangeRate) noun() *Type { return exchangeRateType }

var exchangeRateType = &Type{
	Name: "ExchangeRate", Prefix: "x", Class: ClassClaim,
	New: func() Record { return &ExchangeRate{} },
	Fields: append(claimFields(func(x *ExchangeRate) *Claim { return &x.Claim }),
		code("currency", func(x *ExchangeRate) *string { return &x.Currency }).indexed(),
		code("to", func(x *ExchangeRate) *string { return &x.To }).indexed(),
		code("day", func(x *ExchangeRate) *string { return &x.Day }).sorted(),
		code("rate", func(x *ExchangeRate) *string { return &x.Rate }),
	),
	Subject: func(r Record) string {
		x := r.(*ExchangeRate)
		return subject(x.Currency, x.To, x.Day)
	},
	Parts: claimParts(func(x *ExchangeRate) *Claim { return &x.Claim }),
}

// maxRateDigits bounds a rate on each side of its point.
const maxRateDigits = 18

// ParseRate checks a rate and gives it without needless zeros: digits with at most
// one point, above 0.
func ParseRate(s string) (string, error) {
	whole, places, _ := strings.Cut(s, ".")
	if s == "" || strings.Trim(whole+places, "0123456789") != "" || whole+places == "" {
		return "", fmt.Errorf("%.40q is no rate: write digits with at most one decimal point, for example 4.4725", s)
	}
	whole, places = strings.TrimLeft(whole, "0"), strings.TrimRight(places, "0")
	switch {
	case whole+places == "":
		return "", fmt.Errorf("%.40q is no rate: it must be above 0", s)
	case len(whole) > maxRateDigits || len(places) > maxRateDigits:
		return "", fmt.Errorf("%.40q is no rate that can be used: at most %d digits may stand before the point, and after it", s, maxRateDigits)
	case whole == "":
		whole = "0"
	}
	return strings.TrimSuffix(whole+"."+places, "."), nil
}

// newerCurrencies are codes of ISO 4217 that the library's list lacks, of currencies that
// came after it was made.
var newerCurrencies = []string{"MRU", "SLE", "UYW", "VED", "VES", "XCG", "ZWG"}

// NewerCurrencies gives the codes that CheckCurrency takes beside those of the library.
func NewerCurrencies() []string { return slices.Clone(newerCurrencies) }

// CheckCurrency tells whether a text is the code of a currency, in capitals. ISO
// 4217 has two codes that are none: XXX (no currency) and XTS (for tests).
func CheckCurrency(s string) error {
	if slices.Contains(newerCurrencies, s) {
		return nil
	}
	if _, err := currency.ParseISO(s); err != nil || s == "XXX" || s == "XTS" || s != strings.ToUpper(s) {
		return fmt.Errorf("%.40q is no currency of ISO 4217; write for example USD, MYR or SEK", s)
	}
	return nil
}

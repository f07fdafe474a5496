package graph

// FundingConversion tells how the amounts of one currency were converted into that
// of a row of money. It is worked out for an answer (package funding) and never
// stored.
type FundingConversion struct {
	Base
	// Currency of the amounts before.
	Currency Text
	// Original and Converted are what the flows add up to before and after, as
	// decimal numbers.
	Original, Converted string
	// Flows that were converted.
	Flows int
	// LowestRate and HighestRate are decimal numbers of at most 12 digits: the
	// worth of one unit of Currency.
	LowestRate, HighestRate string
	// FirstDay and LastDay are those of the rates.
	FirstDay, LastDay string
	// Rates are the ids of the claims by which amounts were converted, those of
	// most flows first, at most MaxRatesShown.
	Rates     []string
	RateCount int
}

// Bounds of what a row of money shows of conversions.
const (
	MaxConversionsShown = 10
	MaxRatesShown       = 10
)

func (*FundingConversion) noun() *Type { return fundingConversionType }

var fundingConversionType = &Type{
	Name: "FundingConversion", Class: ClassView,
	New: func() Record { return &FundingConversion{} },
	IDs: []IDList{
		{"rates", []string{"ExchangeRate"}, MaxRatesShown, func(r Record) []string { return r.(*FundingConversion).Rates }},
	},
}

// fundingConversions describes the conversions of a row of money.
func fundingConversions[R any](at func(*R) []*FundingConversion) Part {
	return Part{Name: "conversions", Type: fundingConversionType, Most: MaxConversionsShown,
		Get: func(r Record) []Record {
			var out []Record
			for _, c := range at(any(r).(*R)) {
				out = append(out, c)
			}
			return out
		}}
}

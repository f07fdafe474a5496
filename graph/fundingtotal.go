package graph

import "math/big"

// FundingTotal is a row of totals of money: flows of one stage and currency, and
// what else they are put together by. It is worked out for an answer (package
// funding) and never stored.
type FundingTotal struct {
	Base
	Keys     []*TableKey
	Stage    Stage
	Currency Text
	// Sum is a decimal number, empty if no amount is known. Other is the sum where,
	// of transfers that several sides report, another side is believed.
	Sum, Other string
	// Place orders rows: most money first, by Base.ID where equal.
	Place *big.Int
	Basics
	// Flows that are not summed because the other side's report of the same
	// transfers is, because initiatives report that are parts of theirs, and
	// because another dataset tells the same flow otherwise.
	Mirrored, Higher, Conflicting int
	// HigherSum is what the flows of Higher add up to, empty if nothing is known.
	HigherSum string
	// Internal flows lead from a body to itself, after roll-up.
	Internal    int
	InternalSum string
	// PassedOn is how much of the sum its providers can at most have had from
	// others; empty if that cannot be told.
	PassedOn string
	// Overlapping: flows are whole in this row and in others.
	Overlapping bool
	// Conversions tell how amounts of other currencies were converted, those of
	// most flows first, at most MaxConversionsShown.
	Conversions     []*FundingConversion
	ConversionCount int
}

// MaxDocumentsShown bounds the documents that a row lists one by one.
const MaxDocumentsShown = 20

func (*FundingTotal) noun() *Type { return fundingTotalType }

// MaxFundingKeys bounds by how many properties totals are grouped at once.
const MaxFundingKeys = 4

var fundingTotalType = &Type{
	Name: "FundingTotal", Class: ClassView,
	New: func() Record { return &FundingTotal{} },
	Fields: []Field{
		// By stage and currency, then the largest sum first, then by the values.
		{Name: "rank", Kind: KindCode, Sort: true, Get: func(r Record) any { return r.(*FundingTotal).rank() }},
	},
	Parts: []Part{tableKeys(func(t *FundingTotal) []*TableKey { return t.Keys }, MaxFundingKeys), fundingConversions(func(t *FundingTotal) []*FundingConversion { return t.Conversions })},
	IDs: []IDList{
		{"largest", []string{"Flow"}, MaxClaimsShown, func(r Record) []string { return r.(*FundingTotal).Largest }},
		{"documents", []string{"Document"}, MaxDocumentsShown, func(r Record) []string { return r.(*FundingTotal).Documents }},
	},
}

func (t *FundingTotal) rank() string {
	return fundingRank(t.Stage, t.Currency, t.Place, keyValues(t.Keys)...)
}

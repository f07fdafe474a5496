package graph

import "math/big"

// DoubleReport is what a provider and a recipient both report of the same transfers:
// those of one stage and currency in the same years. It is worked out for an answer
// (package funding) and never stored.
type DoubleReport struct {
	Base
	// ProviderID and RecipientID are a body or a programme each.
	ProviderID, RecipientID string
	Stage                   Stage
	Currency                Text
	// FirstYear and LastYear are the years in which it happened, as the two report
	// it; nil where they report no date.
	FirstYear, LastYear *int
	// Pairs counts the pairs of a provider and a recipient that the row is of: one,
	// unless bodies are taken for those to which they belong.
	Pairs int
	// OfProvider and OfRecipient are the two reports.
	OfProvider, OfRecipient *FundingSum
	// Overlap is what both report, and Difference what the provider reports beyond
	// the recipient, of pairs that both tell an amount: decimal numbers, empty if
	// there is none.
	Overlap, Difference string
	// Place orders rows: the largest overlap first.
	Place *big.Int
}

func (*DoubleReport) noun() *Type { return doubleReportType }

var doubleReportType = &Type{
	Name: "DoubleReport", Class: ClassView,
	New: func() Record { return &DoubleReport{} },
	Fields: []Field{
		// By stage and currency, then the largest overlap first, then by id.
		{Name: "rank", Kind: KindCode, Sort: true, Get: func(r Record) any {
			d := r.(*DoubleReport)
			return fundingRank(d.Stage, d.Currency, d.Place)
		}},
	},
	Parts: []Part{
		fundingSum("ofProvider", func(d *DoubleReport) *FundingSum { return d.OfProvider }),
		fundingSum("ofRecipient", func(d *DoubleReport) *FundingSum { return d.OfRecipient }),
	},
	IDs: []IDList{
		{"provider", []string{"Stakeholder", "Initiative"}, 1, func(r Record) []string { return idsOf(r.(*DoubleReport).ProviderID) }},
		{"recipient", []string{"Stakeholder", "Initiative"}, 1, func(r Record) []string { return idsOf(r.(*DoubleReport).RecipientID) }},
	},
}

// DoubleReportTotal is what rows of one stage and currency add up to.
type DoubleReportTotal struct {
	Stage    Stage
	Currency Text
	// Rows and Pairs count them, WithoutOverlap those rows of which no overlap can
	// be told.
	Rows, Pairs, WithoutOverlap int
	// Decimal numbers, empty if no row tells one.
	OfProvider, OfRecipient, Overlap string
}

package graph

import "math/big"

// CommittedVersusDisbursed is a row of money by how far it has come: flows of one
// currency that are put together by the same values, each stage by itself. It is
// worked out for an answer (package funding) and never stored.
type CommittedVersusDisbursed struct {
	Base
	Keys     []*TableKey
	Currency Text
	// The stages, never added together. Other are flows of none of the four.
	Pledged, Committed, Disbursed, Expenditure, Other *FundingSum
	// DisbursedShare is what is disbursed in percent of what is committed, with two
	// decimals; empty if one is unknown or nothing is committed.
	DisbursedShare string
	// Overlapping: flows are whole in this row and in others.
	Overlapping bool
	// Committed money orders rows: most first, unknown last.
	Place *big.Int
}

func (*CommittedVersusDisbursed) noun() *Type { return committedVersusDisbursedType }

var committedVersusDisbursedType = &Type{
	Name: "CommittedVersusDisbursed", Class: ClassView,
	New: func() Record { return &CommittedVersusDisbursed{} },
	Fields: []Field{
		// By currency, then most committed first, then by the values.
		{Name: "rank", Kind: KindCode, Sort: true, Get: func(r Record) any {
			c := r.(*CommittedVersusDisbursed)
			return fundingRank("", c.Currency, c.Place, keyValues(c.Keys)...)
		}},
	},
	Parts: []Part{
		tableKeys(func(c *CommittedVersusDisbursed) []*TableKey { return c.Keys }, MaxFundingKeys),
		fundingSum("pledged", func(c *CommittedVersusDisbursed) *FundingSum { return c.Pledged }),
		fundingSum("committed", func(c *CommittedVersusDisbursed) *FundingSum { return c.Committed }),
		fundingSum("disbursed", func(c *CommittedVersusDisbursed) *FundingSum { return c.Disbursed }),
		fundingSum("expenditure", func(c *CommittedVersusDisbursed) *FundingSum { return c.Expenditure }),
		fundingSum("other", func(c *CommittedVersusDisbursed) *FundingSum { return c.Other }),
	},
}

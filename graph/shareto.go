package graph

// ShareTo is what share of the money of one stage and currency reaches recipients
// of a kind. It is worked out for an answer (package funding) and never stored.
type ShareTo struct {
	Base
	Stage    Stage
	Currency Text
	// Total is the money that comes from first providers outside the recipients, a
	// decimal number; empty if no amount is known.
	Total string
	// Reached is what others gave to the recipients, Within what they gave each
	// other, GivenOn what they gave to others.
	Reached, Within, GivenOn *FundingSum
	// Recipients counts those who received from others.
	Recipients int
	// ByHops divides Reached.
	ByHops []*ShareToHops
	// Elsewhere and CannotTell are where the rest of Total is known last.
	Elsewhere, CannotTell ShareToRest
	// Share is Reached in percent of Total, with two decimals; empty if it cannot
	// be told.
	Share string
	// Flows of the row, and of these without an amount that can be summed.
	Flows, WithoutAmount int
}

// ShareToRest is money that is known last at others.
type ShareToRest struct {
	// Sum is empty if no amount is known, Share in percent of the total.
	Sum, Share string
	// Ends counts the bodies and programmes.
	Ends int
}

func (*ShareTo) noun() *Type { return shareToType }

// ShareToHops is what reaches recipients after so many hops.
type ShareToHops struct {
	Base
	// Hops are -1 if that cannot be told.
	Hops int
	// AtLeast: they can be more.
	AtLeast bool
	// Sum is empty if no amount is known.
	Sum                  string
	Flows, WithoutAmount int
}

func (*ShareToHops) noun() *Type { return shareToHopsType }

// MaxHopsTold is the number of hops from which on they are told together.
const MaxHopsTold = 20

var shareToHopsType = &Type{Name: "ShareToHops", Class: ClassView, New: func() Record { return &ShareToHops{} }}

var shareToType = &Type{
	Name: "ShareTo", Class: ClassView,
	New: func() Record { return &ShareTo{} },
	Fields: []Field{
		// By stage and currency.
		{Name: "rank", Kind: KindCode, Sort: true, Get: func(r Record) any {
			s := r.(*ShareTo)
			return fundingRank(s.Stage, s.Currency, nil)
		}},
	},
	Parts: []Part{
		fundingSum("reached", func(s *ShareTo) *FundingSum { return s.Reached }),
		fundingSum("within", func(s *ShareTo) *FundingSum { return s.Within }),
		fundingSum("givenOn", func(s *ShareTo) *FundingSum { return s.GivenOn }),
		most(MaxHopsTold+1, part("byHops", shareToHopsType, func(s *ShareTo) *[]*ShareToHops { return &s.ByHops })),
	},
}

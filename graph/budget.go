package graph

import "slices"

// Budget is a plan of money: what IATI calls a budget or a planned
// disbursement. The API calls it Plan. It is no flow and in no total of flows.
type Budget struct {
	Claim
	// Provider and Recipient are the ends as of a flow; either may be unknown.
	// The initiative that is planned for is the recipient's.
	Provider  End
	Recipient End
	// PlaceID is the country or region for which an organisation plans.
	PlaceID  string
	Type     PlanType
	Status   PlanStatus
	Revision PlanRevision
	Amount   Money
	Note     Text
	// ValueDate is the day whose rate of exchange the source means for the amount.
	ValueDate PartialDate
	Timing
}

func (*Budget) noun() *Type { return planType }

var planType = &Type{
	Name: "Plan", Prefix: "b", Class: ClassClaim, Dated: true,
	New: func() Record { return &Budget{} },
	Fields: append(append(claimFields(func(b *Budget) *Claim { return &b.Claim }),
		code("type", func(b *Budget) *PlanType { return &b.Type }).indexed(),
		code("status", func(b *Budget) *PlanStatus { return &b.Status }).filtered(),
		code("revision", func(b *Budget) *PlanRevision { return &b.Revision }).filtered(),
		code("amount", func(b *Budget) *string { return &b.Amount.Amount }),
		code("currency", func(b *Budget) *string { return &b.Amount.Currency }).indexed(),
		code("note", func(b *Budget) *Text { return &b.Note }),
	), slices.Concat(
		dateFields("valueDate", func(b *Budget) *PartialDate { return &b.ValueDate }),
		timingFields(func(b *Budget) *Timing { return &b.Timing }))...),
	Refs: append(ends(func(b *Budget) (*End, *End) { return &b.Provider, &b.Recipient }),
		ref("place", "Place", func(b *Budget) *string { return &b.PlaceID })),
	Subject: func(r Record) string {
		b := r.(*Budget)
		return subject(b.Provider.StakeholderID, b.Provider.InitiativeID, b.Recipient.StakeholderID, b.Recipient.InitiativeID,
			b.PlaceID, string(b.Type), string(b.Revision), b.Period.Start.Text, b.Period.End.Text, b.Amount.Currency)
	},
	Within: within("EVENT", func(b *Budget) *Timing { return &b.Timing }, "recipient.initiative", "provider.initiative"),
	Parts:  claimParts(func(b *Budget) *Claim { return &b.Claim }),
}

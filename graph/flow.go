package graph

import "slices"

// End is one end of a flow, or a hop of it: at least one of the two is known,
// for money also passes through programmes.
type End struct {
	StakeholderID string
	InitiativeID  string
}

// ends describes the references of the provider and the recipient of money.
func ends[R any](at func(*R) (provider, recipient *End)) []Ref {
	provider := func(r *R) *End { p, _ := at(r); return p }
	recipient := func(r *R) *End { _, to := at(r); return to }
	return []Ref{
		ref("provider.stakeholder", "Stakeholder", func(r *R) *string { return &provider(r).StakeholderID }),
		ref("provider.initiative", "Initiative", func(r *R) *string { return &provider(r).InitiativeID }),
		ref("recipient.stakeholder", "Stakeholder", func(r *R) *string { return &recipient(r).StakeholderID }),
		ref("recipient.initiative", "Initiative", func(r *R) *string { return &recipient(r).InitiativeID }),
	}
}

// Hop is a body or programme through which a flow passes.
type Hop struct {
	Base
	End
}

func (*Hop) noun() *Type { return hopType }

var hopType = &Type{
	Name: "Hop", Class: ClassPart,
	New: func() Record { return &Hop{} },
	Refs: []Ref{
		ref("stakeholder", "Stakeholder", func(h *Hop) *string { return &h.StakeholderID }),
		ref("initiative", "Initiative", func(h *Hop) *string { return &h.InitiativeID }),
	},
}

// Flow says that money or goods go from one end to another, through hops in order.
type Flow struct {
	Claim
	Provider  End
	Recipient End
	Hops      []*Hop
	Type      FlowType
	// ReporterID is the stakeholder that reports the flow, if the source says so.
	ReporterID string
	ReportedBy ReportedBy
	Amount     Money
	// PaidFromID is the flow that this one is paid from, only where a source
	// names that very flow.
	PaidFromID string
	// InKind says in words what was given if it was not, or not only, money.
	InKind Text
	Note   Text
	// Humanitarian: the source marks it, or the activity that it is of, as
	// humanitarian aid. False: it does not, which need not mean that it is none.
	Humanitarian bool
	// FinanceType and AidType are codes of the OECD-DAC lists that IATI uses.
	FinanceType Text
	AidType     Text
	// ValueDate is the day whose rate of exchange the source means for the amount.
	ValueDate PartialDate
	// Allocations say for which places and themes this very flow is. Those of its
	// initiative hold for a flow without any.
	Allocations []*Allocation
	Timing
}

// Allocation says for which place or theme a flow is.
type Allocation struct {
	Base
	// One of the two is set.
	PlaceID string
	ThemeID string
	// Percentage of the flow, as a decimal number; empty if the source gives none.
	Percentage Text
	// Vocabulary in which the percentage is given; empty for the theme's own.
	Vocabulary Text
}

func (*Allocation) noun() *Type { return allocationType }

var allocationType = &Type{
	Name: "Allocation", Class: ClassPart,
	New: func() Record { return &Allocation{} },
	Fields: []Field{
		code("percentage", func(a *Allocation) *Text { return &a.Percentage }),
		code("vocabulary", func(a *Allocation) *Text { return &a.Vocabulary }).filtered(),
	},
	Refs: []Ref{
		ref("place", "Place", func(a *Allocation) *string { return &a.PlaceID }),
		ref("theme", "Theme", func(a *Allocation) *string { return &a.ThemeID }),
	},
}

// Stage gives how far the money has come, by the type of the flow.
func (f *Flow) Stage() Stage {
	switch f.Type {
	case "OUTGOING_PLEDGE", "INCOMING_PLEDGE":
		return "PLEDGE"
	case "OUTGOING_COMMITMENT", "INCOMING_COMMITMENT":
		return "COMMITMENT"
	case "INCOMING_FUNDS", "DISBURSEMENT":
		return "DISBURSEMENT"
	case "EXPENDITURE":
		return "EXPENDITURE"
	}
	return "OTHER"
}

// route gives the things that the flow passes, in order: at each end and hop
// the stakeholder, then the initiative.
func (f *Flow) route() []string {
	var out []string
	add := func(e End) {
		for _, id := range []string{e.StakeholderID, e.InitiativeID} {
			if id != "" {
				out = append(out, id)
			}
		}
	}
	add(f.Provider)
	for _, h := range f.Hops {
		add(h.End)
	}
	add(f.Recipient)
	return out
}

func (*Flow) noun() *Type { return flowType }

var flowType = &Type{
	Name: "Flow", Prefix: "f", Class: ClassClaim, Dated: true,
	New: func() Record { return &Flow{} },
	Fields: append(append(claimFields(func(f *Flow) *Claim { return &f.Claim }),
		code("type", func(f *Flow) *FlowType { return &f.Type }).filtered(),
		Field{Name: "stage", Kind: KindCode, Filter: true, Index: true,
			Get: func(r Record) any { return string(r.(*Flow).Stage()) }},
		code("reportedBy", func(f *Flow) *ReportedBy { return &f.ReportedBy }).filtered(),
		code("amount", func(f *Flow) *string { return &f.Amount.Amount }).filtered(),
		code("currency", func(f *Flow) *string { return &f.Amount.Currency }).indexed(),
		amountPart("amountHi", func(hi, _ int64) int64 { return hi }),
		amountPart("amountLo", func(_, lo int64) int64 { return lo }),
		code("inKind", func(f *Flow) *Text { return &f.InKind }),
		code("note", func(f *Flow) *Text { return &f.Note }),
		boolean("humanitarian", func(f *Flow) *bool { return &f.Humanitarian }),
		code("financeType", func(f *Flow) *Text { return &f.FinanceType }).filtered(),
		code("aidType", func(f *Flow) *Text { return &f.AidType }).filtered(),
	), slices.Concat(
		dateFields("valueDate", func(f *Flow) *PartialDate { return &f.ValueDate }),
		timingFields(func(f *Flow) *Timing { return &f.Timing }))...),
	Refs: append(ends(func(f *Flow) (*End, *End) { return &f.Provider, &f.Recipient }),
		ref("reporter", "Stakeholder", func(f *Flow) *string { return &f.ReporterID }),
		ref("paidFrom", "Flow", func(f *Flow) *string { return &f.PaidFromID }),
	),
	Subject: func(r Record) string {
		f := r.(*Flow)
		// What one side reports is no other version of what the other does.
		return subject(append(f.route(), string(f.Type), f.Period.Start.Text, f.Amount.Currency, string(f.ReportedBy), f.ReporterID)...)
	},
	// A payment is over when it is made. The initiative that receives dates it,
	// else the one that provides.
	Within: within("EVENT", func(f *Flow) *Timing { return &f.Timing }, "recipient.initiative", "provider.initiative"),
	Parts: append(claimParts(func(f *Flow) *Claim { return &f.Claim }),
		part("hops", hopType, func(f *Flow) *[]*Hop { return &f.Hops }),
		part("allocations", allocationType, func(f *Flow) *[]*Allocation { return &f.Allocations })),
	Links: func(r Record) []Link {
		f := r.(*Flow)
		route, b := f.route(), f.bounds()
		var out []Link
		for i := 1; i < len(route); i++ {
			out = append(out, Link{From: route[i-1], To: route[i], Type: LinkFunds, Claim: f.ID, Step: i - 1, Bounds: b})
		}
		return out
	},
}

func amountPart(name string, pick func(hi, lo int64) int64) Field {
	return Field{Name: name, Kind: KindInt, Filter: true, Get: func(r Record) any {
		hi, lo, ok := r.(*Flow).Amount.Parts()
		if !ok {
			return nil
		}
		return pick(hi, lo)
	}}
}

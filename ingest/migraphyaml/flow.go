package migraphyaml

import (
	"cmp"

	"github.com/migraph/migraph/graph"
)

// flow reads a flow; one that is written under an initiative and names no
// recipient is received by it.
func (r *reader) flow(n *node, under string, around []citedAt) {
	f := &graph.Flow{
		Provider:   r.end(n.get("provider")),
		Recipient:  r.end(n.get("recipient")),
		Type:       graph.FlowType(cmp.Or(r.value(n.get("type")), "UNSPECIFIED")),
		ReporterID: r.ref(n.get("reporter"), stakeholder),
		ReportedBy: graph.ReportedBy(r.value(n.get("reportedBy"))),
		Amount:     r.money(n),
		PaidFromID: r.value(n.get("paidFrom")),
		InKind:     r.text(n.get("inKind")),
		Note:       r.text(n.get("note")),
		Timing:     graph.Timing{Period: r.period(n)},

		Humanitarian: r.flag(n.get("humanitarian")),
		FinanceType:  r.text(n.get("financeType")),
		AidType:      r.text(n.get("aidType")),
		ValueDate:    r.date(n.get("valueDate")),
	}
	for _, a := range n.list("allocations") {
		f.Allocations = append(f.Allocations, r.allocation(a))
	}
	if n.field("recipient") == nil {
		f.Recipient.InitiativeID = under
	}
	for _, h := range n.list("hops") {
		if r.value(h) == unknownEnd {
			r.add(h.at, "a hop that is unknown tells nothing; remove it")
		}
		f.Hops = append(f.Hops, &graph.Hop{End: r.end(h)})
	}
	if f.Provider == f.Recipient && f.Provider != (graph.End{}) {
		r.add(n.at, "the provider and the recipient are the same; correct one of the two")
	}
	if from := n.get("paidFrom"); f.PaidFromID != "" {
		if f.PaidFromID == r.value(n.get("key")) {
			r.add(from.at, "a flow cannot be paid from itself; correct one of the two keys")
		} else {
			r.claimRefs = append(r.claimRefs, claimRef{from, "flow"})
		}
	}
	r.claim("flow", n, f, around)
}

// allocation reads for which place or theme a flow is.
func (r *reader) allocation(n *node) *graph.Allocation {
	if (n.field("place") == nil) == (n.field("theme") == nil) {
		r.add(n.at, `an allocation is for a place or for a theme; write exactly one of "place:" and "theme:"`)
	}
	return &graph.Allocation{
		PlaceID: r.ref(n.get("place"), place), ThemeID: r.ref(n.get("theme"), theme),
		Percentage: r.decimal(n.get("percentage")), Vocabulary: r.text(n.get("vocabulary")),
	}
}

// unknownEnd is written where a source does not tell who gives, or who receives.
const unknownEnd = "UNKNOWN"

// end reads an end or a hop of a flow.
func (r *reader) end(n *node) graph.End {
	switch {
	case n == nil || n.refused || r.value(n) == unknownEnd:
		return graph.End{}
	case n.shape != mapping:
		return graph.End{StakeholderID: r.ref(n, stakeholder)}
	}
	if n.field("stakeholder") == nil && n.field("initiative") == nil {
		r.add(n.at, `this end is empty; add "stakeholder:" or "initiative:", or both`)
	}
	return graph.End{
		StakeholderID: r.ref(n.get("stakeholder"), stakeholder),
		InitiativeID:  r.ref(n.get("initiative"), initiative),
	}
}

// plan reads a plan; one that is written under an initiative and names no
// recipient is for it.
func (r *reader) plan(n *node, under string, around []citedAt) {
	b := &graph.Budget{
		Provider:  r.end(n.get("provider")),
		Recipient: r.end(n.get("recipient")),
		PlaceID:   r.ref(n.get("place"), place),
		Type:      graph.PlanType(r.value(n.get("type"))),
		Status:    graph.PlanStatus(r.value(n.get("status"))),
		Revision:  graph.PlanRevision(r.value(n.get("revision"))),
		Amount:    r.money(n),
		Note:      r.text(n.get("note")),
		ValueDate: r.date(n.get("valueDate")),
		Timing:    graph.Timing{Period: r.period(n)},
	}
	if n.field("recipient") == nil {
		b.Recipient.InitiativeID = under
		if under == "" && n.field("provider") == nil {
			r.add(n.at, `this plan is nobody's; add "provider:" or "recipient:", or both`)
		}
	}
	r.claim("plan", n, b, around)
}

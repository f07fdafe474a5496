package migraphyaml

import (
	"cmp"
	"fmt"

	"github.com/migraph/migraph/graph"
)

// claim adds a claim to the import.
func (r *reader) claim(what string, n *node, record graph.Record, around []place) {
	evidence, _ := r.cite(n, n.at, around)
	key := r.value(n.get("key"))
	if key != "" {
		r.take(fmt.Sprintf("the key %s of a %s", quote(key), what), n.get("key").at)
	}
	r.out.Claims = append(r.out.Claims, graph.ClaimInput{
		Key: key, Record: record, Evidence: evidence, Where: r.where(n.at),
	})
}

func (r *reader) participation(n *node, initiativeKey string, around []place) {
	who, group := n.field("stakeholder"), n.field("group")
	p := &graph.Participation{
		StakeholderID: r.ref(n.get("stakeholder"), stakeholder),
		InitiativeID:  initiativeKey,
		Role:          graph.Role(r.value(n.get("role"))),
		Capacity:      r.text(n.get("capacity")),
		DelegationOf:  r.ref(n.get("delegationOf"), stakeholder),
		UnnamedUnits:  r.flag(n.get("unnamedUnits")),
		Note:          r.text(n.get("note")),
		Timing:        graph.Timing{Period: r.period(n)},
	}
	switch {
	case who == nil && group == nil:
		r.add(n.at, `nobody takes part here; add "stakeholder:" or "group:"`)
	case who != nil && group != nil:
		r.add(group.at, `there is a "stakeholder" and a "group"; write one participation for each`)
	}
	if group != nil {
		r.group(p, group.value)
	}
	r.headcount(p, n.get("headcount"))
	r.claim("participation", n, p, around)
}

func (r *reader) group(p *graph.Participation, n *node) {
	if n.shape != mapping {
		p.GroupLabel = r.text(n)
		return
	}
	p.GroupLabel = r.text(n.get("label"))
	p.GroupCategory = r.text(n.get("category"))
	p.GroupCountry = r.country(n.get("country"))
	p.GroupAppointedBy = r.ref(n.get("appointedBy"), stakeholder)
}

func (r *reader) headcount(p *graph.Participation, n *node) {
	if n == nil {
		return
	}
	count, qualifier := n, ""
	if n.shape == mapping {
		count, qualifier = n.get("value"), r.value(n.get("qualifier"))
	}
	if p.Headcount = r.number(count); p.Headcount != nil {
		p.HeadcountQualifier = graph.Qualifier(cmp.Or(qualifier, "EXACT"))
	}
}

// flow reads a flow; one that is written under an initiative and names no
// recipient is received by it.
func (r *reader) flow(n *node, under string, around []place) {
	f := &graph.Flow{
		Provider:   r.end(n.get("provider")),
		Recipient:  r.end(n.get("recipient")),
		Type:       graph.FlowType(cmp.Or(r.value(n.get("type")), "UNSPECIFIED")),
		ReporterID: r.ref(n.get("reporter"), stakeholder),
		ReportedBy: graph.ReportedBy(r.value(n.get("reportedBy"))),
		Amount:     r.money(n),
		InKind:     r.text(n.get("inKind")),
		Note:       r.text(n.get("note")),
		Timing:     graph.Timing{Period: r.period(n)},
	}
	if n.field("recipient") == nil {
		f.Recipient.InitiativeID = under
	}
	for _, h := range n.list("hops") {
		f.Hops = append(f.Hops, &graph.Hop{End: r.end(h)})
	}
	if f.Provider == f.Recipient && f.Provider != (graph.End{}) {
		r.add(n.at, "the provider and the recipient are the same; correct one of the two")
	}
	r.claim("flow", n, f, around)
}

// end reads an end or a hop of a flow.
func (r *reader) end(n *node) graph.End {
	switch {
	case n == nil || n.refused:
		return graph.End{}
	case n.shape != mapping:
		return graph.End{StakeholderID: r.ref(n, stakeholder)}
	}
	if n.field("stakeholder") == nil && n.field("initiative") == nil {
		r.add(n.at, `this end of the flow is empty; add "stakeholder:" or "initiative:", or both`)
	}
	return graph.End{
		StakeholderID: r.ref(n.get("stakeholder"), stakeholder),
		InitiativeID:  r.ref(n.get("initiative"), initiative),
	}
}

func (r *reader) affiliation(n *node, who string, around []place) {
	a := &graph.Affiliation{
		StakeholderID: who,
		ToID:          r.ref(n.get("to"), stakeholder),
		Type:          graph.AffiliationType(r.value(n.get("type"))),
		Note:          r.text(n.get("note")),
		Period:        r.period(n),
	}
	if who != "" && who == a.ToID {
		r.add(n.get("to").at, "%s cannot belong to itself; correct one of the two", quote(who))
	}
	r.claim("affiliation", n, a, around)
}

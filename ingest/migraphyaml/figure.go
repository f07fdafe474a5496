package migraphyaml

import (
	"cmp"
	"strings"

	"github.com/migraph/migraph/graph"
)

// result reads a result and what it is broken down into.
func (r *reader) result(n *node, of subject, around []citedAt) {
	r.needsSubject("result", n, of)
	of = r.subject(n, of)
	x := &graph.Figure{
		StakeholderID:   of.stakeholder,
		InitiativeID:    of.initiative,
		Label:           r.text(n.get("label")),
		Value:           r.decimal(n.get("value")),
		Measure:         graph.ResultMeasure(r.value(n.get("measure"))),
		Group:           r.text(n.get("group")),
		PlaceID:         r.ref(n.get("place"), place),
		Baseline:        r.decimal(n.get("baseline")),
		Target:          r.decimal(n.get("target")),
		PercentOfTarget: r.decimal(n.get("percentOfTarget")),
		Cumulative:      r.flag(n.get("cumulative")),
		BreakdownOfID:   r.value(n.get("breakdownOf")),
		Dimension:       r.text(n.get("dimension")),
		Category:        r.text(n.get("category")),
		Note:            r.text(n.get("note")),
		Timing:          graph.Timing{Period: r.period(n)},
	}
	x.Qualifier = r.qualifier(n, x.Value)
	key := r.resultKey(n, x)
	places := r.claimAs(key, n, x, around)
	for _, b := range n.list("breakdown") {
		for _, c := range b.list("categories") {
			r.category(c, b, x, key, places)
		}
	}
}

// qualifier gives how the value of a result is meant.
func (r *reader) qualifier(n *node, value graph.Text) graph.Qualifier {
	said := n.get("qualifier")
	if value != "" {
		return graph.Qualifier(cmp.Or(r.value(said), "EXACT"))
	}
	if said != nil && n.field("value") == nil {
		r.add(said.at, "the qualifier has no value; add it, or leave the qualifier out if the figure is unknown")
	}
	return ""
}

// resultKey gives a result the key by which its breakdown refers to it: its
// own, else one made of what it is about, the same in every file.
func (r *reader) resultKey(n *node, x *graph.Figure) string {
	own := r.claimKey("result", n)
	if whole := n.get("breakdownOf"); x.BreakdownOfID != "" {
		if own == x.BreakdownOfID {
			r.add(whole.at, "a result cannot break itself down; correct one of the two keys")
		}
		if b := n.field("breakdown"); b != nil {
			r.add(b.at, "this result breaks another one down and is broken down itself; give the parts \"breakdownOf\" too")
		}
		r.claimRefs = append(r.claimRefs, claimRef{whole, "result"})
		return own
	}
	if own != "" {
		return own
	}
	key := ResultKey(x)
	if first, ok := r.taken[key]; ok && (x.StakeholderID != "" || x.InitiativeID != "") {
		r.add(n.at, `this result stands in line %d already; keep one, or tell them apart by "label", "group", "place" or dates`, first.line)
		return key
	}
	r.taken[key] = n.at
	return key
}

// ResultKey gives the key of a result, of which places, bodies and initiatives are
// given by their keys in the file, that has no key of its own.
func ResultKey(x *graph.Figure) string {
	return "result:" + strings.Join([]string{x.StakeholderID, x.InitiativeID, string(x.Label), string(x.Group),
		x.PlaceID, x.Period.Start.Text, x.Period.End.Text}, "\x1f")
}

// category reads one category of a breakdown.
func (r *reader) category(n, breakdown *node, whole *graph.Figure, key string, around []citedAt) {
	x := &graph.Figure{
		StakeholderID: whole.StakeholderID,
		InitiativeID:  whole.InitiativeID,
		Label:         whole.Label,
		Group:         whole.Group,
		BreakdownOfID: key,
		Dimension:     r.text(breakdown.get("dimension")),
		Category:      r.text(n.get("category")),
		Value:         r.decimal(n.get("value")),
		Measure:       graph.ResultMeasure(r.value(breakdown.get("measure"))),
		PlaceID:       r.ref(n.get("place"), place),
		Cumulative:    whole.Cumulative,
		Note:          r.text(n.get("note")),
		Timing:        whole.Timing,
	}
	x.Qualifier = r.qualifier(n, x.Value)
	r.claim("result", n, x, around)
}

func (r *reader) finding(n *node, of subject, around []citedAt) {
	r.needsSubject("finding", n, of)
	of = r.subject(n, of)
	f := &graph.Finding{
		StakeholderID: of.stakeholder,
		InitiativeID:  of.initiative,
		Type:          graph.FindingType(r.value(n.get("type"))),
		Number:        r.number(n.get("number")),
		Text:          r.text(n.get("text")),
		Timing:        graph.Timing{Period: r.period(n)},
	}
	for _, x := range n.list("ratings") {
		f.Ratings = append(f.Ratings, &graph.Rating{
			Dimension: r.text(x.get("dimension")), Value: r.text(x.get("value")), Scale: r.text(x.get("scale")),
		})
	}
	if to := n.get("addressedTo"); to != nil && !to.refused {
		r.addressees(f, to)
	}
	r.claim("finding", n, f, around)
}

func (r *reader) addressees(f *graph.Finding, n *node) {
	all, one := n.field("all"), n.field("any")
	switch {
	case all == nil && one == nil:
		r.add(n.at, `this is addressed to nobody; add "all:" or "any:" with a list of stakeholders, or leave "addressedTo" out`)
	case all != nil && one != nil:
		r.add(one.at, `there is "all" and "any"; keep one of the two`)
	}
	f.AddressedTo = "ALL"
	if all == nil {
		f.AddressedTo = "ANY"
	}
	named := map[string]bool{}
	for _, item := range append(n.list("all"), n.list("any")...) {
		key := r.ref(item.orField("stakeholder"), stakeholder)
		if named[key] && key != "" {
			r.add(item.at, "%s is named twice here; keep one of the two", quote(key))
		}
		named[key] = true
		f.Addressees = append(f.Addressees, &graph.Addressee{StakeholderID: key, Note: r.text(item.get("note"))})
	}
}

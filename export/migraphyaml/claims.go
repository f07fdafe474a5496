package migraphyaml

import (
	"strconv"

	"github.com/migraph/migraph/graph"
	reading "github.com/migraph/migraph/ingest/migraphyaml"
)

// claim gives the fields of a claim. named holds the keys of results to which others
// refer.
func claim(in *graph.ClaimInput, named map[string]bool) *fields {
	f := &fields{}
	key := in.Key
	switch r := in.Record.(type) {
	case *graph.Participation:
		participation(f, r)
	case *graph.Flow:
		flow(f, r)
	case *graph.Budget:
		plan(f, r)
	case *graph.Affiliation:
		f.text("stakeholder", r.StakeholderID)
		f.text("type", string(r.Type))
		f.text("to", r.ToID)
		f.period(r.Period)
		f.text("note", string(r.Note))
	case *graph.InitiativeLink:
		f.text("from", r.FromID)
		f.text("type", string(r.Type))
		f.text("to", r.ToID)
		f.period(r.Period)
		f.text("note", string(r.Note))
	case *graph.Presence:
		presence(f, r)
	case *graph.Figure:
		result(f, r)
		if r.BreakdownOfID == "" && key == reading.ResultKey(r) && !named[key] {
			key = "" // it is made anew
		}
	case *graph.Finding:
		finding(f, r)
	case *graph.Classification:
		f.subject(r.StakeholderID, r.InitiativeID)
		f.text("place", r.PlaceID)
		f.text("theme", r.ThemeID)
		f.number("percentage", string(r.Percentage))
		f.text("vocabulary", string(r.Vocabulary))
		f.period(r.Period)
		f.text("note", string(r.Note))
	case *graph.DocumentLink:
		f.subject(r.StakeholderID, r.InitiativeID)
		f.text("document", r.DocumentID)
		f.text("category", string(r.Category))
		f.text("note", string(r.Note))
	}
	f.text("key", key)
	f.cite(in.Visibility, in.Evidence)
	return f
}

func (f *fields) subject(stakeholder, initiative string) {
	f.text("stakeholder", stakeholder)
	f.text("initiative", initiative)
}

func participation(f *fields, p *graph.Participation) {
	f.text("stakeholder", p.StakeholderID)
	group := &fields{}
	group.text("label", string(p.GroupLabel))
	group.text("category", string(p.GroupCategory))
	group.text("country", string(p.GroupCountry))
	group.text("appointedBy", p.GroupAppointedBy)
	if len(group.all) > 0 {
		f.add("group", group.inline())
	}
	f.text("initiative", p.InitiativeID)
	f.text("role", string(p.Role))
	f.text("capacity", string(p.Capacity))
	if p.Headcount != nil {
		count := &fields{}
		count.add("value", strconv.Itoa(*p.Headcount))
		count.text("qualifier", string(p.HeadcountQualifier))
		f.add("headcount", count.inline())
	}
	f.text("delegationOf", p.DelegationOf)
	f.flag("unnamedUnits", p.UnnamedUnits)
	f.period(p.Period)
	f.text("note", string(p.Note))
}

// end gives an end of a flow.
func end(e graph.End) string {
	switch {
	case e == graph.End{}:
		return "UNKNOWN"
	case e.InitiativeID == "":
		return scalar(e.StakeholderID)
	}
	f := &fields{}
	f.subject(e.StakeholderID, e.InitiativeID)
	return f.inline()
}

func flow(f *fields, x *graph.Flow) {
	f.add("provider", end(x.Provider))
	var list []string
	for _, h := range x.Hops {
		list = append(list, end(h.End))
	}
	f.list("hops", list)
	f.add("recipient", end(x.Recipient))
	if x.Type != "UNSPECIFIED" {
		f.text("type", string(x.Type))
	}
	f.money(x.Amount)
	f.text("inKind", string(x.InKind))
	f.flag("humanitarian", x.Humanitarian)
	f.text("financeType", string(x.FinanceType))
	f.text("aidType", string(x.AidType))
	f.date("valueDate", x.ValueDate)
	list = nil
	for _, a := range x.Allocations {
		y := &fields{}
		y.text("place", a.PlaceID)
		y.text("theme", a.ThemeID)
		y.number("percentage", string(a.Percentage))
		y.text("vocabulary", string(a.Vocabulary))
		list = append(list, y.inline())
	}
	f.list("allocations", list)
	f.text("paidFrom", x.PaidFromID)
	f.period(x.Period)
	f.text("reporter", x.ReporterID)
	f.text("reportedBy", string(x.ReportedBy))
	f.text("note", string(x.Note))
}

func plan(f *fields, b *graph.Budget) {
	f.text("type", string(b.Type))
	if b.Provider != (graph.End{}) {
		f.add("provider", end(b.Provider))
	}
	if b.Recipient != (graph.End{}) {
		f.add("recipient", end(b.Recipient))
	}
	f.text("place", b.PlaceID)
	f.text("status", string(b.Status))
	f.text("revision", string(b.Revision))
	f.money(b.Amount)
	f.date("valueDate", b.ValueDate)
	f.period(b.Period)
	f.text("note", string(b.Note))
}

func presence(f *fields, p *graph.Presence) {
	f.text("stakeholder", p.StakeholderID)
	f.text("role", string(p.Role))
	f.text("place", p.PlaceID)
	f.text("country", string(p.Country))
	f.text("theme", p.ThemeID)
	f.text("initiative", p.InitiativeID)
	f.text("targetGroup", string(p.TargetGroup))
	f.text("sensitivity", string(p.Sensitivity))
	f.flag("reviewed", p.Reviewed)
	f.period(p.Period)
	f.text("note", string(p.Note))
}

func result(f *fields, x *graph.Figure) {
	f.subject(x.StakeholderID, x.InitiativeID)
	f.text("label", string(x.Label))
	f.number("value", string(x.Value))
	if x.Qualifier != "EXACT" {
		f.text("qualifier", string(x.Qualifier))
	}
	f.text("measure", string(x.Measure))
	f.text("group", string(x.Group))
	f.text("place", x.PlaceID)
	f.flag("cumulative", x.Cumulative)
	f.number("baseline", string(x.Baseline))
	f.number("target", string(x.Target))
	f.number("percentOfTarget", string(x.PercentOfTarget))
	f.text("breakdownOf", x.BreakdownOfID)
	f.text("dimension", string(x.Dimension))
	f.text("category", string(x.Category))
	f.period(x.Period)
	f.text("note", string(x.Note))
}

func finding(f *fields, x *graph.Finding) {
	f.subject(x.StakeholderID, x.InitiativeID)
	f.text("type", string(x.Type))
	if x.Number != nil {
		f.add("number", strconv.Itoa(*x.Number))
	}
	f.text("text", string(x.Text))
	var list []string
	for _, r := range x.Ratings {
		y := &fields{}
		y.text("dimension", string(r.Dimension))
		y.text("value", string(r.Value))
		y.text("scale", string(r.Scale))
		list = append(list, y.inline())
	}
	f.list("ratings", list)
	list = nil
	for _, a := range x.Addressees {
		y := &fields{}
		y.text("stakeholder", a.StakeholderID)
		y.text("note", string(a.Note))
		list = append(list, y.inline())
	}
	if len(list) > 0 {
		to, mode := &fields{}, "all"
		if x.AddressedTo == "ANY" {
			mode = "any"
		}
		to.list(mode, list)
		f.add("addressedTo", to.inline())
	}
	f.period(x.Period)
}

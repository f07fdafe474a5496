package resolvers

import (
	"slices"

	"github.com/migraph/migraph/graph"
)

// needs names, by type and field of the API, the fields and references of the
// catalog from which a field is shown that is not itself one of them, or not
// only. What is known in neither place makes the planner load whole records, so
// that a new field can be slow and is never wrong.
var needs = map[string]map[string][]string{
	"Stakeholder": thing(map[string][]string{always: {"kind"}, // which type of the API it is
		"coParticipants": nil, "partners": nil, "measures": nil}),
	"Initiative":     thing(map[string][]string{"start": days("start"), "end": days("end"), "plannedStart": days("plannedStart"), "plannedEnd": days("plannedEnd"), "documents": nil, "measures": nil}),
	"Document":       thing(map[string][]string{"date": days("date"), "claims": nil}),
	"Place":          thing(map[string][]string{}),
	"Theme":          thing(map[string][]string{}),
	"Affiliation":    {"start": days("start"), "end": days("end")},
	"InitiativeLink": {"start": days("start"), "end": days("end")},
	"Presence":       {"start": days("start"), "end": days("end")},
	"Classification": {"start": days("start"), "end": days("end")},
	"Result":         {"start": days("start"), "end": days("end")},
	"Finding":        {"start": days("start"), "end": days("end")},
	"DocumentLink":   {},
	"ExchangeRate":   {},
	"Participation": {
		"start": days("start"), "end": days("end"),
		"headcount":   {"headcount", "headcountQualifier"},
		"group":       {"groupLabel"},
		"group.label": {"groupLabel"}, "group.category": {"groupCategory"}, "group.country": {"groupCountry"},
	},
	"Flow": money(map[string][]string{"stage": {"type"}}),
	"Plan": money(map[string][]string{}),
}

// thing adds what every thing shows beside the fields of the catalog.
func thing(own map[string][]string) map[string][]string {
	own["permalink"], own["descriptions"], own["evidence"] = []string{"slug"}, nil, nil
	return own
}

// money adds what flows and plans show.
func money(own map[string][]string) map[string][]string {
	own["start"], own["end"], own["valueDate"] = days("start"), days("end"), days("valueDate")
	own["amount"] = []string{"amount", "currency"}
	own["provider"] = []string{"provider.stakeholder", "provider.initiative"}
	own["recipient"] = []string{"recipient.stakeholder", "recipient.initiative"}
	return own
}

// always stands for what every record of a type needs.
const always = "__typename"

// days names the fields of a partial date.
func days(name string) []string { return []string{name, name + "Earliest", name + "Latest"} }

// project makes a plan load little more than ids, until need asks for more.
func project(plan *graph.Plan) {
	if plan.Type.Class == graph.ClassPart {
		return // parts are loaded whole
	}
	plan.Fields = []string{}
	need(plan, always)
}

// needCursors makes a plan load what the cursors of its records are made of.
func needCursors(plan *graph.Plan) {
	if plan.Order.Field != "" {
		need(plan, plan.Order.Field)
	}
}

// need adds to what a plan loads what a field of the API is shown from.
func need(plan *graph.Plan, field string) {
	if plan.Fields == nil || field == "id" {
		return
	}
	t := plan.Type
	names, known := needs[t.Name][field]
	switch f := t.Field(field); {
	case known, field == always:
	case f != nil && f.Set != nil, t.Ref(field) != nil:
		names = []string{field}
	case t.Target(field) != nil: // a list or a part hangs on the id
	default:
		plan.Fields = nil
		return
	}
	for _, name := range names {
		if !slices.Contains(plan.Fields, name) {
			plan.Fields = append(plan.Fields, name)
		}
	}
}

// needBoth makes a plan load what another does too.
func needBoth(plan, other *graph.Plan) {
	if other.Fields == nil {
		plan.Fields = nil
	}
	for _, name := range other.Fields {
		if plan.Fields != nil && !slices.Contains(plan.Fields, name) {
			plan.Fields = append(plan.Fields, name)
		}
	}
}

// whole makes a plan, and those below it, load all fields. It is for what no
// plan foresaw: another field may find those records, and select more of them.
func whole(plan *graph.Plan) {
	plan.Fields = nil
	for _, in := range plan.Include {
		whole(in.Plan)
	}
}

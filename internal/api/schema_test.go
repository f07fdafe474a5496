package api_test

import (
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/internal/exec"
)

// sample gives a literal for a condition's value.
func sample(s *ast.Schema, typ *ast.Type) string {
	var v string
	switch def := s.Types[typ.Name()]; {
	case def.Kind == ast.Enum:
		v = def.EnumValues[0].Name
	case def.Name == "Date":
		v = `"2022-08-15"`
	case def.Name == "Int":
		v = "70" // headcounts below 10 are no condition
	case def.Name == "Boolean":
		v = "true"
	default:
		v = `"x"`
	}
	if typ.Elem != nil {
		return "[" + v + ", " + v + "]"
	}
	return v
}

// conditions gives every condition that a filter input can express, following
// relations depth deep.
func conditions(s *ast.Schema, input string, depth int) []string {
	var out []string
	for _, f := range s.Types[input].Fields {
		inner := s.Types[f.Type.Name()]
		switch {
		case inner.Kind != ast.InputObject:
			out = append(out, f.Name+": "+sample(s, f.Type))
		case depth == 0:
		case f.Type.Elem != nil:
			out = append(out, f.Name+": [{}, {}]")
		case f.Type.Name() == input:
			out = append(out, f.Name+": {}")
		default:
			for _, c := range conditions(s, inner.Name, depth-1) {
				out = append(out, f.Name+": {"+c+"}")
			}
		}
	}
	return out
}

// required gives values for the arguments that a field must be given.
func required(s *ast.Schema, field *ast.FieldDefinition) string {
	out := ""
	for i, a := range field.Arguments {
		if !a.Type.NonNull || a.DefaultValue != nil {
			continue
		}
		v := sample(s, a.Type)
		if values := s.Types[a.Type.Name()].EnumValues; len(values) > 0 {
			v = values[len(values)-1-i%len(values)].Name // two of one type are to differ
		}
		out += ", " + a.Name + ": " + v
	}
	return out
}

// TestEveryFilterOfTheSchemaWorks asks with each condition that the schema
// offers: inputs are read by the names of the catalog, so a name that is not
// one would only show here.
func TestEveryFilterOfTheSchemaWorks(t *testing.T) {
	h, _ := serve(t, small(3))
	s := exec.NewExecutableSchema(exec.Config{}).Schema()
	asked := 0
	for _, field := range s.Query.Fields {
		where, order := field.Arguments.ForName("where"), field.Arguments.ForName("orderBy")
		if where == nil || needsArguments(field) || field.Name == "fundingChains" { // these take filters of the lists; the last needs one of several arguments
			continue
		}
		what := "totalCount"
		if s.Types[field.Type.Name()].Fields.ForName(what) == nil {
			what = "__typename"
		}
		for _, c := range conditions(s, where.Type.Name(), 2) {
			if got := ask(t, h, `{ `+field.Name+`(where: {`+c+`}`+required(s, field)+`) { `+what+` } }`); strings.Contains(got, "errors") {
				t.Errorf("%s(where: {%s}): %s", field.Name, c, got)
			}
			asked++
		}
		if order == nil { // what is worked out has one order
			continue
		}
		for _, o := range s.Types[order.Type.Name()].EnumValues {
			further := ""
			if field.Arguments.ForName("directed") != nil { // some measures are of directed networks only
				further = ", directed: true"
			}
			if got := ask(t, h, `{ `+field.Name+`(orderBy: `+o.Name+further+`) { nodes { __typename } } }`); strings.Contains(got, "errors") {
				t.Errorf("%s(orderBy: %s): %s", field.Name, o.Name, got)
			}
			asked++
		}
	}
	if asked < 500 {
		t.Errorf("only %d questions were asked", asked)
	}
}

// TestEverythingIsDescribed: the schema is the manual.
func TestEverythingIsDescribed(t *testing.T) {
	s := exec.NewExecutableSchema(exec.Config{}).Schema()
	for _, def := range s.Types {
		if strings.HasPrefix(def.Name, "__") {
			continue
		}
		if def.Description == "" {
			t.Errorf("type %s has no description", def.Name)
		}
		for _, v := range def.EnumValues {
			if v.Description == "" {
				t.Errorf("%s.%s has no description", def.Name, v.Name)
			}
		}
		for _, f := range def.Fields {
			if f.Description == "" && !strings.HasPrefix(f.Name, "__") {
				t.Errorf("%s.%s has no description", def.Name, f.Name)
			}
			for _, a := range f.Arguments {
				if a.Description == "" && !strings.HasPrefix(f.Name, "__") {
					t.Errorf("%s.%s(%s) has no description", def.Name, f.Name, a.Name)
				}
			}
		}
	}
}

func TestEnumsOfTheSchemaAreThoseOfTheGraph(t *testing.T) {
	s := exec.NewExecutableSchema(exec.Config{}).Schema()
	for name, values := range map[string][]string{
		"StakeholderKind": texts(graph.StakeholderKinds), "MissionType": texts(graph.MissionTypes), "AliasKind": texts(graph.AliasKinds),
		"InitiativeType": texts(graph.InitiativeTypes), "InitiativeNature": texts(graph.InitiativeNatures),
		"ParticipantListComplete": texts(graph.ParticipantListStates), "Role": texts(graph.Roles), "Qualifier": texts(graph.Qualifiers),
		"DatedBy": texts(graph.DatedByValues), "FlowType": texts(graph.FlowTypes), "Stage": texts(graph.Stages),
		"ReportedBy": texts(graph.ReportedByValues), "AffiliationType": texts(graph.AffiliationTypes), "Basis": texts(graph.Bases),
		"InitiativeStatus": texts(graph.InitiativeStatuses), "PlaceType": texts(graph.PlaceTypes), "ResultMeasure": texts(graph.ResultMeasures),
		"FindingType": texts(graph.FindingTypes), "AddressMode": texts(graph.AddressModes), "InitiativeLinkType": texts(graph.InitiativeLinkTypes),
		"PlanType": texts(graph.PlanTypes), "PlanStatus": texts(graph.PlanStatuses), "PlanRevision": texts(graph.PlanRevisions), "Sensitivity": texts(graph.Sensitivities),
	} {
		var have []string
		for _, v := range s.Types[name].EnumValues {
			have = append(have, v.Name)
		}
		if strings.Join(have, " ") != strings.Join(values, " ") {
			t.Errorf("%s: the schema has %v, the graph %v", name, have, values)
		}
	}
}

func texts[S ~string](values []S) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}

// FuzzQuestion: whatever is asked, the answer is JSON and never an internal error.
func FuzzQuestion(f *testing.F) {
	for _, seed := range []struct{ query, cursor string }{
		{`query($c: String) { stakeholders(after: $c) { nodes { id } } }`, "eyJkIjoiIiwiaSI6InNhYWFhYWFhYWFhYWEifQ"},
		{`{ flows(where: {or: [{provider: {stakeholder: {name: {contains: "x"}}}}, {}]}, asOf: "2022-08-15") { totalCount edges { cursor node { hops { initiative { id } } } } } }`, ""},
		{`fragment F on Stakeholder { participations(last: 3) { nodes { ...G } } } fragment G on Participation { stakeholder { ...F2 } } fragment F2 on Node { id } { stakeholders { nodes { ...F ... on Embassy { missionType } } } }`, ""},
		{`{ nodes(ids: ["saaaaaaaaaaaa"]) { ... on Flow { provider { stakeholder { flowsOut @skip(if: true) { totalCount } } } } } }`, ""},
		{`{ a: initiative(by: {slug: "talk"}) { x: participations { totalCount } x: participations { nodes { id } } } }`, ""},
	} {
		f.Add(seed.query, seed.cursor)
	}
	h, _ := serve(f, small(3))
	f.Fuzz(func(t *testing.T, query, cursor string) {
		got := ask(t, h, query, "c", cursor)
		if strings.Contains(got, "INTERNAL") || !strings.HasPrefix(got, "{") {
			t.Errorf("%q with %q gave %s", query, cursor, got)
		}
	})
}

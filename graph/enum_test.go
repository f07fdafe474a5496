package graph

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"
)

type enumValue interface {
	UnmarshalGQL(any) error
}

// enums gives a new value of each enumeration, and every value as text.
func enums() map[string]struct {
	fresh func() (enumValue, func() string)
	all   []string
} {
	out := map[string]struct {
		fresh func() (enumValue, func() string)
		all   []string
	}{}
	add := func(name string, all []string, fresh func() (enumValue, func() string)) {
		out[name] = struct {
			fresh func() (enumValue, func() string)
			all   []string
		}{fresh, all}
	}
	add("StakeholderKinds", texts(StakeholderKinds), fresh[StakeholderKind])
	add("MissionTypes", texts(MissionTypes), fresh[MissionType])
	add("AliasKinds", texts(AliasKinds), fresh[AliasKind])
	add("InitiativeTypes", texts(InitiativeTypes), fresh[InitiativeType])
	add("InitiativeNatures", texts(InitiativeNatures), fresh[InitiativeNature])
	add("ParticipantListStates", texts(ParticipantListStates), fresh[ParticipantListComplete])
	add("Roles", texts(Roles), fresh[Role])
	add("Qualifiers", texts(Qualifiers), fresh[Qualifier])
	add("DatedByValues", texts(DatedByValues), fresh[DatedBy])
	add("FlowTypes", texts(FlowTypes), fresh[FlowType])
	add("Stages", texts(Stages), fresh[Stage])
	add("ReportedByValues", texts(ReportedByValues), fresh[ReportedBy])
	add("AffiliationTypes", texts(AffiliationTypes), fresh[AffiliationType])
	add("Bases", texts(Bases), fresh[Basis])
	add("Visibilities", texts(Visibilities), fresh[Visibility])
	add("InitiativeStatuses", texts(InitiativeStatuses), fresh[InitiativeStatus])
	add("PlaceTypes", texts(PlaceTypes), fresh[PlaceType])
	add("ResultMeasures", texts(ResultMeasures), fresh[ResultMeasure])
	add("FindingTypes", texts(FindingTypes), fresh[FindingType])
	add("AddressModes", texts(AddressModes), fresh[AddressMode])
	add("InitiativeLinkTypes", texts(InitiativeLinkTypes), fresh[InitiativeLinkType])
	add("PlanTypes", texts(PlanTypes), fresh[PlanType])
	add("PlanStatuses", texts(PlanStatuses), fresh[PlanStatus])
	add("PlanRevisions", texts(PlanRevisions), fresh[PlanRevision])
	add("Sensitivities", texts(Sensitivities), fresh[Sensitivity])
	return out
}

func texts[S ~string](all []S) (out []string) {
	for _, s := range all {
		out = append(out, string(s))
	}
	return out
}

func fresh[S ~string, P interface {
	*S
	enumValue
}]() (enumValue, func() string) {
	v := new(S)
	return P(v), func() string { return string(*v) }
}

func TestEnumerationsAcceptTheirValuesOnly(t *testing.T) {
	for name, e := range enums() {
		if len(e.all) < 2 {
			t.Errorf("%s has %d values", name, len(e.all))
		}
		seen := map[string]bool{}
		for _, s := range e.all {
			if seen[s] || strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") != "" || s == "" {
				t.Errorf("%s has the value %q twice, or it is no GraphQL name", name, s)
			}
			seen[s] = true
			v, text := e.fresh()
			if err := v.UnmarshalGQL(s); err != nil || text() != s {
				t.Errorf("%s: %q is read as %q (%v)", name, s, text(), err)
			}
		}
		for _, bad := range []any{"", "NONSENSE", strings.ToLower(e.all[0]), e.all[0] + " ", " " + e.all[0], nil, 1, true, []string{e.all[0]}, e.all} {
			v, text := e.fresh()
			if err := v.UnmarshalGQL(bad); err == nil || text() != "" {
				t.Errorf("%s: %#v is read as %q", name, bad, text())
			}
		}
	}
}

func TestEveryEnumerationIsTested(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "enum.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	tested := enums()
	found := 0
	for _, d := range file.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.VAR {
			continue
		}
		for _, s := range g.Specs {
			found++
			if name := s.(*ast.ValueSpec).Names[0].Name; tested[name].fresh == nil {
				t.Errorf("%s is not tested", name)
			}
		}
	}
	if found != len(tested) {
		t.Errorf("%d enumerations are declared, %d tested", found, len(tested))
	}
}

func TestEnumerationsAreWrittenAsTextOrNull(t *testing.T) {
	var b strings.Builder
	for _, v := range append([]FlowType{""}, FlowTypes...) {
		b.Reset()
		v.MarshalGQL(&b)
		want := `"` + string(v) + `"`
		if v == "" {
			want = "null"
		}
		if b.String() != want {
			t.Errorf("%q is written as %s, want %s", v, b.String(), want)
		}
	}
}

func TestLinkTypesHaveEveryTypeOfALinkingNoun(t *testing.T) {
	all := map[LinkType]int{}
	for _, l := range LinkTypes() {
		all[l]++
	}
	want := []LinkType{LinkFunds, LinkParticipatesIn, LinkWorksIn, LinkLocatedIn, LinkAbout}
	for _, a := range AffiliationTypes {
		want = append(want, LinkType(a))
	}
	for _, l := range InitiativeLinkTypes {
		if l != thirdPartyReportOf { // links nobody
			want = append(want, LinkType(l))
		}
	}
	for _, l := range want {
		if all[l] != 1 {
			t.Errorf("%s is %d times a type of link", l, all[l])
		}
	}
	if len(all) != len(want)-2 { // PART_OF and SUCCEEDS are of both
		t.Errorf("the types of links are %v", LinkTypes())
	}
}

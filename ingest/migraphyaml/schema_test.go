package migraphyaml_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml/lexer"
	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest/migraphyaml"
)

// part is a part of the schema, as far as tests look at it.
type part struct {
	Title, Description string
	Pattern            string
	Message            string `json:"patternErrorMessage"`
	Enum               []string
	Properties         map[string]*part
	Items              *part
	Defs               map[string]*part `json:"$defs"`
	Ref                string           `json:"$ref"`
}

func schema(t *testing.T) *part {
	t.Helper()
	var p part
	if err := json.Unmarshal(migraphyaml.Schema, &p); err != nil {
		t.Fatal(err)
	}
	return &p
}

func TestSchemaHasTheEnumsOfTheGraph(t *testing.T) {
	want := map[string][]string{
		"stakeholderKind":         names(graph.StakeholderKinds),
		"missionType":             names(graph.MissionTypes),
		"aliasKind":               names(graph.AliasKinds),
		"initiativeType":          names(graph.InitiativeTypes),
		"nature":                  names(graph.InitiativeNatures),
		"participantListComplete": names(graph.ParticipantListStates),
		"role":                    names(graph.Roles),
		"qualifier":               names(graph.Qualifiers),
		"flowType":                names(graph.FlowTypes),
		"reportedBy":              names(graph.ReportedByValues),
		"affiliationType":         names(graph.AffiliationTypes),
		"basis":                   names(graph.Bases),
		"initiativeStatus":        names(graph.InitiativeStatuses),
		"linkType":                names(graph.InitiativeLinkTypes),
		"placeType":               names(graph.PlaceTypes),
		"resultMeasure":           names(graph.ResultMeasures),
		"findingType":             names(graph.FindingTypes),
		"planType":                names(graph.PlanTypes),
		"planStatus":              names(graph.PlanStatuses),
		"planRevision":            names(graph.PlanRevisions),
		"sensitivity":             names(graph.Sensitivities),
		"visibility":              names(graph.Visibilities),
	}
	for name, p := range schema(t).Defs {
		if p.Enum != nil && want[name] == nil {
			t.Errorf("the enum %s is not compared with the graph's", name)
		}
	}
	for name, values := range want {
		if got := schema(t).Defs[name]; got == nil || !slices.Equal(got.Enum, values) {
			t.Errorf("%s: got %v, want %v", name, got, values)
		}
	}
}

func names[S ~string](all []S) []string {
	out := make([]string, len(all))
	for i, s := range all {
		out[i] = string(s)
	}
	return out
}

func TestSchemaHelpsEditors(t *testing.T) {
	root := schema(t)
	seen := map[*part]bool{}
	var walk func(path string, p *part)
	walk = func(path string, p *part) {
		if p == nil || seen[p] {
			return
		}
		seen[p] = true
		described := p
		if p.Title == "" && p.Ref != "" {
			described = root.Defs[strings.TrimPrefix(p.Ref, "#/$defs/")]
		}
		if described == nil || described.Title == "" || described.Description == "" {
			t.Errorf("%s has no title or no description", path)
		}
		if p.Pattern != "" && p.Message == "" {
			t.Errorf("%s has a pattern without a message", path)
		}
		for name, sub := range p.Properties {
			walk(path+"."+name, sub)
		}
		walk(path+"[]", p.Items)
	}
	walk("file", root)
	for name, p := range root.Defs {
		walk(name, p)
	}
}

// TestFullFile reads a file that uses every field of the schema.
func TestFullFile(t *testing.T) {
	source := readFile(t, "full.yaml")
	in, err := migraphyaml.Read("full.yaml", strings.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	compareGolden(t, "full.json", dump(t, in))

	used := map[string]bool{}
	for _, token := range lexer.Tokenize(source) {
		used[token.Value] = true
	}
	for name, p := range schema(t).Defs {
		for field := range p.Properties {
			if !used[field] {
				t.Errorf("full.yaml lacks the field %s of %s", field, name)
			}
		}
	}
}

// dump gives an import as JSON without what is empty.
func dump(t *testing.T, in *graph.Import) string {
	t.Helper()
	type entry struct {
		Key, Where, Type string
		ID, Slug         string
		Visibility       graph.Visibility
		Record           graph.Record
		Evidence         []*graph.Evidence
	}
	var entries []entry
	for _, x := range in.Things {
		entries = append(entries, entry{x.Key, x.Where, fmt.Sprintf("%T", x.Record), x.ID, x.Slug, x.Visibility, x.Record, x.Evidence})
	}
	for _, x := range in.Claims {
		entries = append(entries, entry{x.Key, x.Where, fmt.Sprintf("%T", x.Record), "", "", x.Visibility, x.Record, x.Evidence})
	}
	text, err := json.Marshal(map[string]any{"dataset": &in.Dataset, "entries": entries})
	if err != nil {
		t.Fatal(err)
	}
	var tree any
	if err := json.Unmarshal(text, &tree); err != nil {
		t.Fatal(err)
	}
	text, err = json.MarshalIndent(strip(tree), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text) + "\n"
}

func strip(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, field := range v {
			if v[name] = strip(field); v[name] == nil {
				delete(v, name)
			}
		}
		if len(v) == 0 {
			return nil
		}
	case []any:
		for i := range v {
			v[i] = strip(v[i])
		}
	case string:
		if v == "" {
			return nil
		}
	case bool:
		if !v {
			return nil
		}
	case float64:
		if v == 0 {
			return nil
		}
	}
	return v
}

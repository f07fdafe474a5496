package api_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/migraph/migraph/internal/exec"
)

// facetField gives the names that lead from a record to what a facet counts it
// by: MISSION_TYPE to missionType, PROVIDER_COUNTRY to the country of the
// stakeholder of provider, THEME to the id of theme.
func facetField(s *ast.Schema, of string, words []string) []string {
	def := s.Types[of]
	field := func(name string) *ast.FieldDefinition { return def.Fields.ForName(name) }
	switch {
	case len(words) == 0 && field("id") != nil:
		return []string{"id"}
	case len(words) == 1 && words[0] == "YEAR":
		if field("date") != nil {
			return []string{"date", "earliest"}
		}
		return []string{"start", "earliest"}
	case len(words) == 2 && words[1] == "LIST":
		return []string{"participantListComplete"}
	case len(words) == 2 && words[0] == "MISSION": // a field of embassies only
		return []string{"missionType"}
	case len(words) == 1 && words[0] == "CURRENCY" && field("amount") != nil:
		return []string{"amount", "currency"}
	}
	for n := len(words); n > 0; n-- {
		name := strings.ToLower(words[0])
		for _, w := range words[1:n] {
			name += w[:1] + strings.ToLower(w[1:])
		}
		f := field(name)
		if f == nil {
			continue
		}
		switch to := s.Types[f.Type.Name()]; to.Kind {
		case ast.Object, ast.Interface:
			if rest := facetField(s, to.Name, words[n:]); rest != nil {
				return append([]string{name}, rest...)
			}
		default:
			return []string{name}
		}
	}
	if field("stakeholder") != nil && field("id") == nil { // the end of a flow
		return append([]string{"stakeholder"}, facetField(s, "Stakeholder", words)...)
	}
	return nil
}

// nestedFields makes a selection of names within each other.
func nestedFields(names []string) string {
	return strings.Join(names, " { ") + strings.Repeat(" }", len(names)-1)
}

// checkFacet compares a facet of a connection with its nodes, which have been
// asked for what it counts under aliases of the facet's name.
func checkFacet(t *testing.T, what string, facet object, nodes []object, path []string, names map[string]string) {
	t.Helper()
	want := map[string]int{}
	for _, n := range nodes {
		v := n.text(append([]string{"f_" + facet.text("by")}, path[1:]...)...)
		if path[len(path)-1] == "earliest" && v != "" {
			v = v[:4]
		}
		want[v]++
	}
	if facet.int("unknown") != want[""] {
		t.Errorf("%s: %d unknown, want %d", what, facet.int("unknown"), want[""])
	}
	delete(want, "")
	got := map[string]int{}
	last := 1 << 30
	for _, v := range facet.list("values") {
		got[v.text("value")] = v.int("count")
		if v.int("count") > last {
			t.Errorf("%s: the values are not in the order of their counts", what)
		}
		last = v.int("count")
		if isID := path[len(path)-1] == "id"; isID && (v.text("label") == "" || v.text("label") != names[v.text("value")]) || !isID && v.in("label") != nil {
			t.Errorf("%s: %s has the label %q", what, v.text("value"), v.in("label"))
		}
	}
	if !maps.Equal(got, want) || facet.int("distinct") != len(want) {
		t.Errorf("%s: got %v (%d), want %v", what, got, facet.int("distinct"), want)
	}
}

// namesOf gives the names of all things by their ids.
func namesOf(t *testing.T, ask func(string) object) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, list := range []string{"stakeholders", "initiatives", "documents", "places", "themes"} {
		for _, n := range ask(`{`+list+`(first: 100) { nodes { id name } } }`).list(list, "nodes") {
			out[n.text("id")] = n.text("name")
		}
	}
	return out
}

// faceted is a list of the schema that has facets.
type faceted struct {
	field, of string // the list, and the type of its records
	facets    []string
}

// facetedOf gives the lists of records among the fields of a type.
func facetedOf(s *ast.Schema, fields ast.FieldList) (out []faceted) {
	for _, f := range fields {
		connection := s.Types[f.Type.Name()]
		facets := connection.Fields.ForName("facets")
		if facets == nil || needsArguments(f) {
			continue
		}
		l := faceted{field: f.Name, of: connection.Fields.ForName("nodes").Type.Name()}
		for _, v := range s.Types[facets.Arguments.ForName("by").Type.Name()].EnumValues {
			l.facets = append(l.facets, v.Name)
		}
		out = append(out, l)
	}
	return out
}

// selection asks a connection for its nodes, its facets, and what these count.
func (l faceted) selection(t *testing.T, s *ast.Schema) string {
	t.Helper()
	var nodes, facets strings.Builder
	for _, by := range l.facets {
		path := facetField(s, l.of, strings.Split(by, "_"))
		if path == nil {
			t.Fatalf("no field of %s is what %s counts", l.of, by)
		}
		switch def := s.Types[l.of]; {
		case def.Fields.ForName(path[0]) != nil:
			fmt.Fprintf(&nodes, " f_%s: %s", by, nestedFields(path))
		case def.Kind == ast.Interface:
			fmt.Fprintf(&nodes, " ... on Embassy { f_%s: %s }", by, nestedFields(path))
		} // else no record has it
	}
	for i, part := range slices.Collect(slices.Chunk(l.facets, 10)) {
		fmt.Fprintf(&facets, " facets%d: facets(by: [%s]) { by distinct unknown values { value label count } }", i, strings.Join(part, " "))
	}
	return `{ totalCount nodes {` + nodes.String() + ` }` + facets.String() + ` }`
}

func (l faceted) check(t *testing.T, s *ast.Schema, where string, c object, names map[string]string) (records int) {
	t.Helper()
	nodes := c.list("nodes")
	if len(nodes) != c.int("totalCount") {
		t.Fatalf("%s: %d nodes of %d; the page is too small to count", where, len(nodes), c.int("totalCount"))
	}
	facets := append(c.list("facets0"), c.list("facets1")...)
	if len(facets) != len(l.facets) {
		t.Errorf("%s: %d facets, want %d", where, len(facets), len(l.facets))
	}
	for _, f := range facets {
		checkFacet(t, where+" by "+f.text("by"), f, nodes, facetField(s, l.of, strings.Split(f.text("by"), "_")), names)
	}
	return len(nodes)
}

func TestFacetsCountWhatIsListed(t *testing.T) {
	h, c := serve(t, rich())
	s := exec.NewExecutableSchema(exec.Config{}).Schema()
	names := namesOf(t, func(q string) object { return asked(t, h, q) })
	lists := facetedOf(s, s.Query.Fields)
	if len(lists) < 16 {
		t.Fatalf("only %d lists have facets", len(lists))
	}
	for _, l := range lists {
		takesTime := s.Query.Fields.ForName(l.field).Arguments.ForName("during") != nil
		for _, arguments := range []string{`(first: 100)`, `(first: 100, during: {from: "2020-01-01", to: "2021-12-31"})`, `(first: 100, where: {not: {id: {eq: "x"}}})`} {
			if strings.Contains(arguments, "during") && !takesTime {
				continue
			}
			a := asked(t, h, `{ `+l.field+arguments+l.selection(t, s)+` }`)
			if n := l.check(t, s, l.field+arguments, object(a.in(l.field).(map[string]any)), names); n == 0 {
				t.Errorf("%s%s lists nothing, so its facets are not tested", l.field, arguments)
			}
		}
	}
	// Lists within lists: each with its own counts. However many records there
	// are, a facet is one call, and the names of its values, if there are any, one
	// more.
	for _, root := range []struct{ list, of string }{
		{"stakeholders", "Stakeholder"}, {"initiatives", "Initiative"}, {"places", "Place"}, {"themes", "Theme"}, {"results", "Result"},
	} {
		for _, l := range facetedOf(s, s.Types[root.of].Fields) {
			most, found := 1+len(l.facets), 0
			for _, by := range l.facets {
				if path := facetField(s, l.of, strings.Split(by, "_")); path[len(path)-1] == "id" {
					most++
				}
			}
			for _, first := range []int{2, 40} {
				c.calls = nil
				a := asked(t, h, fmt.Sprintf(`{ %s(first: %d) { nodes { %s(first: 100)%s } } }`, root.list, first, l.field, l.selection(t, s)))
				for i, n := range a.list(root.list, "nodes") {
					found += l.check(t, s, fmt.Sprintf("%s[%d].%s", root.list, i, l.field), object(n.in(l.field).(map[string]any)), names)
				}
				if len(c.calls) > most {
					t.Errorf("%s.%s of %d: %d calls, want at most %d: %v", root.list, l.field, first, len(c.calls), most, c.calls)
				}
			}
			if found == 0 {
				t.Errorf("%s.%s lists nothing, so its facets are not tested", root.list, l.field)
			}
		}
	}
}

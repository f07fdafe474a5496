package api_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/internal/api"
)

// TestEveryArgumentFollowsMergedIDs goes through the schema: each argument that takes ids
// of things, itself or somewhere within, answers to the id of a thing that was merged away
// as to that of the thing that stays. A new one must be asked here, or nobody knows.
func TestEveryArgumentFollowsMergedIDs(t *testing.T) {
	m := mergeAll(t)
	for _, a := range idArguments(api.Schema()) {
		questions := namedQuestions[a.String()]
		if questions == nil {
			questions = a.questions(api.Schema())
		}
		if len(questions) == 0 {
			t.Errorf("%s takes ids, and no question here asks whether it follows those of merged things", a)
		}
		told := 0
		for _, q := range questions {
			stays, old, nobody := m.ask(t, q, m.stays), m.ask(t, q, m.old), m.ask(t, q, m.nobody)
			if strings.Contains(stays, `"errors"`) {
				t.Errorf("%s: %s", q, stays)
			}
			if old != stays {
				t.Errorf("%s of merged ids:\ngot  %.300s\nwant %.300s", q, old, stays)
			}
			if nobody != stays {
				told++
			}
		}
		if told == 0 {
			t.Errorf("%s: no question answers otherwise to ids of nothing, so none tells whether ids are followed:\n%s", a, strings.Join(questions, "\n"))
		}
	}
}

// TestIDsOfTheSchemaAreKnown: an input of another type that takes ids itself is a new
// kind of argument, for which the questions above may find no condition.
func TestIDsOfTheSchemaAreKnown(t *testing.T) {
	var got []string
	for name, def := range api.Schema().Types {
		for _, f := range def.Fields {
			if def.Kind == ast.InputObject && f.Type.Name() == "ID" {
				got = append(got, name+"."+f.Name)
			}
		}
	}
	slices.Sort(got)
	// The lists of arguments of a question are arguments by themselves in the schema that
	// is served, so only these stay.
	if want := []string{"IDFilter.eq", "IDFilter.in", "SearchFilter.theme", "ThingBy.id"}; !slices.Equal(got, want) {
		t.Errorf("inputs take ids by %v, want %v: see that each is asked for merged things", got, want)
	}
}

// namedQuestions ask with arguments that are no filter, or of fields that need further
// ones. Words in capitals stand for ids: BODY and so on for one of that type, the plural
// for all of them, OTHER for a body that is never named by an old id, BETWEEN for a thing
// on the way to it; FILTER stands for conditions on ids.
var namedQuestions = map[string][]string{
	"Query.node(id)":     {`node(id: BODY) { id }`, `node(id: WORK) { id }`, `node(id: PLACE) { id }`, `node(id: THEME) { id }`, `node(id: DOCUMENT) { id }`},
	"Query.nodes(ids)":   {`nodes(ids: [BODY, THEME, WORK]) { id }`},
	"Query.document(by)": {`document(by: {id: DOCUMENT}) { id }`}, "Query.initiative(by)": {`initiative(by: {id: WORK}) { id }`},
	"Query.place(by)": {`place(by: {id: PLACE}) { id }`}, "Query.stakeholder(by)": {`stakeholder(by: {id: BODY}) { id }`},
	"Query.theme(by)":                       {`theme(by: {id: THEME}) { id }`},
	"Query.agenda(where)":                   {`agenda(from: "2000-01-01", where: {id: {in: WORKS}}) { totalCount }`, `agenda(from: "2000-01-01", where: {places: {some: {id: {in: PLACES}}}}) { totalCount }`},
	"Query.comparison(of)":                  {`comparison(of: [OTHER, BODY]) { of { id } initiatives { sharedCount } themes { sharedCount } }`},
	"Query.coverage(where)":                 {`coverage(rows: STAKEHOLDER, columns: ROLE, where: {stakeholder: {id: {in: BODIES}}}) { rowCount }`, `coverage(rows: STAKEHOLDER, columns: ROLE, where: {initiative: {id: {in: WORKS}}}) { rowCount }`},
	"Query.disagreements(where)":            {`disagreements(where: {about: {in: BODIES}}) { totalCount }`, `disagreements(where: {evidence: {some: {document: {id: {in: DOCUMENTS}}}}}) { totalCount }`},
	"Query.flowDiagram(where)":              {`flowDiagram(stage: DISBURSEMENT, currency: "USD", where: {provider: {stakeholder: {id: {in: BODIES}}}}) { columns links { __typename } }`},
	"Query.fundingChains(from)":             {`fundingChains(from: BODY) { count }`},
	"Query.fundingChains(through)":          {`fundingChains(from: OTHER, through: [BODY, WORK]) { count }`},
	"Query.fundingChains(to)":               {`fundingChains(to: BODY) { count }`},
	"Query.fundingChains(initiative)":       {`fundingChains(initiative: WORK) { count }`},
	"Query.fundingChains(where)":            {`fundingChains(from: OTHER, where: {recipient: {stakeholder: {id: {in: BODIES}}}}) { count }`},
	"Query.neighborhood(of)":                {`neighborhood(of: BODY) { nodes { thing { id } hop } }`, `neighborhood(of: WORK) { nodes { thing { id } hop } }`},
	"Query.neighborhood(where)":             {`neighborhood(of: OTHER, where: {initiative: {id: {in: WORKS}}}) { nodes { thing { id } } }`, `neighborhood(of: OTHER, where: {stakeholder: {id: {in: BODIES}}}) { nodes { thing { id } } }`},
	"Query.paths(from)":                     {`paths(from: BODY, to: OTHER) { status paths { cost } }`},
	"Query.paths(to)":                       {`paths(from: OTHER, to: BODY) { status paths { cost } }`},
	"Query.paths(avoid)":                    {`paths(from: OTHER, to: FAR, avoid: [BETWEEN], limit: 10) { status paths { cost steps { to { id } } } }`},
	"Query.paths(where)":                    {`paths(from: OTHER, to: FAR, where: {initiative: {id: {in: WORKS}}}) { status paths { cost } }`},
	"Query.recommendations(to)":             {`recommendations(to: BODY) { totalCount nodes { askedFor { id } } }`, `recommendations(to: BODY, includeParents: true) { totalCount nodes { askedFor { id } } }`},
	"Query.search(where)":                   {`search(text: "body", where: {theme: [THEME]}) { totalCount }`, `search(text: "work", where: {theme: THEMES}) { totalCount }`},
	"Query.sharedConnections(of)":           {`sharedConnections(of: BODY, with: OTHER) { totalCount }`},
	"Query.sharedConnections(with)":         {`sharedConnections(of: OTHER, with: BODY) { totalCount }`},
	"Query.sharedConnections(where)":        {`sharedConnections(of: OTHER, with: FAR, where: {id: {in: BODIES}}) { totalCount }`},
	"Query.shareTo(where)":                  {`shareTo(recipientType: {kind: {eq: ORGANIZATION}}, where: {provider: {stakeholder: {id: {in: BODIES}}}}) { totalCount }`},
	"Query.shareTo(recipientType)":          {`shareTo(recipientType: {id: {in: BODIES}}) { candidates }`},
	"Query.suggestions(of)":                 {`suggestions(of: BODY) { of { id } candidateCount }`},
	"Query.suggestions(where)":              {`suggestions(of: OTHER, where: {id: {in: BODIES}}) { candidateCount }`},
	"Query.exchangeRates(where)":            {`exchangeRates(where: {evidence: {some: {document: {id: {in: DOCUMENTS}}}}}) { totalCount }`},
	"Query.committedVersusDisbursed(where)": {`committedVersusDisbursed(where: {provider: {stakeholder: {id: {in: BODIES}}}}) { totalCount }`},
}

// rootsOf are the lists by which the fields of other types are reached.
var rootsOf = map[string]string{
	"Stakeholder": "stakeholders", "Initiative": "initiatives", "Place": "places", "Theme": "themes", "Document": "documents", "Result": "results",
}

// idArgument is an argument of a field that takes ids, itself or within its input.
type idArgument struct {
	of    string
	field *ast.FieldDefinition
	arg   *ast.ArgumentDefinition
}

func (a idArgument) String() string { return a.of + "." + a.field.Name + "(" + a.arg.Name + ")" }

// idArguments lists those of the schema, of bodies by the interface that they share.
func idArguments(s *ast.Schema) []idArgument {
	var out []idArgument
	for name, def := range s.Types {
		if def.Kind != ast.Object && def.Kind != ast.Interface || slices.Contains(def.Interfaces, "Stakeholder") {
			continue
		}
		for _, f := range def.Fields {
			for _, a := range f.Arguments {
				if !strings.HasPrefix(f.Name, "__") && takesIDs(s, a.Type.Name(), map[string]bool{}) {
					out = append(out, idArgument{name, f, a})
				}
			}
		}
	}
	slices.SortFunc(out, func(x, y idArgument) int { return strings.Compare(x.String(), y.String()) })
	return out
}

func takesIDs(s *ast.Schema, name string, seen map[string]bool) bool {
	if name == "ID" {
		return true
	}
	if seen[name] || s.Types[name].Kind != ast.InputObject {
		return false
	}
	seen[name] = true
	return slices.ContainsFunc(s.Types[name].Fields, func(f *ast.FieldDefinition) bool { return takesIDs(s, f.Type.Name(), seen) })
}

// questions ask with each type of things whose ids the argument, a filter, takes.
func (a idArgument) questions(s *ast.Schema) []string {
	var out []string
	for _, c := range idConditions(s, a.arg.Type.Name(), 4) {
		q := fmt.Sprintf(`%s(%s: {%s}) { %s }`, a.field.Name, a.arg.Name, c, tallied(s, a.field))
		if a.of != "Query" {
			q = fmt.Sprintf(`%s(first: 100) { nodes { %s } }`, rootsOf[a.of], q)
		}
		out = append(out, q)
	}
	return out
}

func tallied(s *ast.Schema, f *ast.FieldDefinition) string {
	if s.Types[f.Type.Name()].Fields.ForName("totalCount") != nil {
		return "totalCount"
	}
	return "__typename"
}

// idConditions gives a condition on ids of each type of things that a filter leads to
// within so many steps, over the fewest.
func idConditions(s *ast.Schema, filter string, steps int) []string {
	type way struct{ filter, before, after string }
	var out []string
	told, seen := map[string]bool{}, map[string]bool{filter: true}
	ways := []way{{filter: filter}}
	for range steps {
		var next []way
		for _, w := range ways {
			if ids := idsOfFilter[w.filter]; ids != "" && !told[ids] {
				told[ids] = true
				out = append(out, w.before+"id: {in: "+ids+"}"+w.after)
			}
			for _, f := range s.Types[w.filter].Fields {
				inner := f.Type.Name()
				if f.Type.Elem == nil && f.Name != "none" && !seen[inner] && s.Types[inner].Kind == ast.InputObject && takesIDs(s, inner, map[string]bool{}) {
					seen[inner] = true
					next = append(next, way{inner, w.before + f.Name + ": {", "}" + w.after})
				}
			}
		}
		ways = next
	}
	return out
}

var idsOfFilter = map[string]string{
	"StakeholderFilter": "BODIES", "InitiativeFilter": "WORKS", "PlaceFilter": "PLACES", "ThemeFilter": "THEMES", "DocumentFilter": "DOCUMENTS",
}

// reportedTwice adds money that both sides report.
func reportedTwice(in *graph.Import) {
	for i, by := range []graph.ReportedBy{"PROVIDER", "RECIPIENT"} {
		f := &graph.Flow{Provider: graph.End{StakeholderID: "body-00"}, Recipient: graph.End{StakeholderID: "body-01"}, Type: "DISBURSEMENT", ReportedBy: by,
			ReporterID: fmt.Sprintf("body-%02d", i), Amount: graph.Money{Amount: "5", Currency: "USD"}}
		f.Period.Start, _ = graph.ParseDate("2021-05-05")
		key := "reported by " + string(by)
		in.Claims = append(in.Claims, graph.ClaimInput{Key: key, Record: f, Where: key, Evidence: []*graph.Evidence{{DocumentID: "doc-00"}}})
	}
}

// merged is a graph into each thing of which another was merged.
type merged struct {
	h http.Handler
	// stays, old and nobody give for the words of questions ids of things, ids that lead
	// to these, and ids that lead nowhere.
	stays, old, nobody map[string]string
}

func mergeAll(t *testing.T) *merged {
	t.Helper()
	_, c := disputed(t, reportedTwice)
	m := &merged{h: suggesting(c), stays: map[string]string{}, old: map[string]string{}, nobody: map[string]string{}}
	list := func(noun string) []string {
		return textsOf(asked(t, m.h, `{ `+noun+`(first: 100) { nodes { id } } }`).list(noun, "nodes"), "id")
	}
	nouns := map[string]struct{ noun, one, all string }{
		"stakeholders": {"Stakeholder", "BODY", "BODIES"}, "initiatives": {"Initiative", "WORK", "WORKS"}, "places": {"Place", "PLACE", "PLACES"},
		"themes": {"Theme", "THEME", "THEMES"}, "documents": {"Document", "DOCUMENT", "DOCUMENTS"},
	}
	in := &graph.Import{Dataset: graph.Dataset{Key: "old"}}
	before := map[string][]string{}
	for noun, of := range nouns {
		before[noun] = list(noun)
		for i := range before[noun] {
			r := graph.Catalog.Type(of.noun).New()
			key := fmt.Sprintf("old-%s-%02d", noun, i)
			graph.AsThing(r).Name, graph.AsThing(r).Identifiers = key, []*graph.Identifier{{Scheme: graph.SchemeMigraph, Value: key}}
			if s, is := r.(*graph.Stakeholder); is {
				s.Kind = graph.StakeholderKinds[i%3] // as rich has them: embassies are merged with embassies only
			}
			in.Things = append(in.Things, graph.ThingInput{Key: key, Record: r, Where: key,
				Evidence: []*graph.Evidence{{DocumentID: "old-documents-00"}}})
		}
	}
	if _, err := graph.Apply(t.Context(), c.Store, in); err != nil {
		t.Fatal(err)
	}
	leads := map[string]string{}
	for noun, of := range nouns {
		fresh := slices.DeleteFunc(list(noun), func(id string) bool { return slices.Contains(before[noun], id) })
		var nobody []string
		for i, into := range before[noun] {
			if _, err := graph.Merge(t.Context(), c.Store, fresh[i], into, graph.Why{}); err != nil {
				t.Fatal(err)
			}
			leads[into] = fresh[i]
			nobody = append(nobody, fmt.Sprintf("%s%012d", into[:1], 0)[:13])
		}
		for words, ids := range map[*map[string]string][]string{&m.stays: before[noun], &m.old: fresh, &m.nobody: nobody} {
			(*words)[of.one], (*words)[of.all] = literal(t, ids[0]), literal(t, ids)
		}
	}
	m.between(t, before["stakeholders"], leads)
	return m
}

// between finds two bodies, and a thing without which the ways between them are others.
func (m *merged) between(t *testing.T, bodies []string, leads map[string]string) {
	t.Helper()
	for _, far := range bodies[2:] {
		ways := asked(t, m.h, `query($from: ID!, $to: ID!) { paths(from: $from, to: $to) { paths { steps { to { id } } } } }`, "from", bodies[1], "to", far).list("paths", "paths")
		if len(ways) == 0 || len(ways[0].list("steps")) < 2 {
			continue
		}
		between := ways[0].list("steps")[0].text("to", "id")
		for _, words := range []map[string]string{m.stays, m.old, m.nobody} {
			words["OTHER"], words["FAR"], words["BETWEEN"] = literal(t, bodies[1]), literal(t, far), literal(t, between)
		}
		m.old["BETWEEN"], m.nobody["BETWEEN"] = literal(t, leads[between]), m.nobody["WORK"]
		return
	}
	t.Fatal("no ways lead over another thing")
}

func literal(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// ask asks with ids in place of words.
func (m *merged) ask(t *testing.T, question string, words map[string]string) string {
	t.Helper()
	var pairs []string
	for _, word := range slices.SortedFunc(maps.Keys(words), func(x, y string) int { return len(y) - len(x) }) {
		pairs = append(pairs, word, words[word])
	}
	return ask(t, m.h, "{ "+strings.NewReplacer(pairs...).Replace(question)+" }")
}

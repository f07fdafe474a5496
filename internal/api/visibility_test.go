package api_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/internal/exec"
)

// concealed is rich with bodies, work, places, documents and claims that are not
// for everybody.
func concealed() *graph.Import {
	in := rich()
	hidden := map[string]graph.Visibility{"body-00": "RESTRICTED", "body-03": "WITHHELD", "work-02": "RESTRICTED", "place-00": "WITHHELD", "theme-01": "RESTRICTED", "doc-03": "WITHHELD"}
	for i := range in.Things {
		in.Things[i].Visibility = hidden[in.Things[i].Key]
	}
	for i := range in.Claims {
		if i%7 == 0 {
			in.Claims[i].Visibility = "RESTRICTED"
		}
	}
	return in
}

// leftOut gives the import without what is not for everybody and all that
// refers to it: what somebody who must not know of it would have written.
func leftOut(in *graph.Import) *graph.Import {
	gone := map[string]bool{}
	cited := func(list []*graph.Evidence) []*graph.Evidence {
		return slices.DeleteFunc(slices.Clone(list), func(e *graph.Evidence) bool { return gone[e.DocumentID] })
	}
	for before := -1; before < len(gone); {
		before = len(gone)
		in.Things = slices.DeleteFunc(in.Things, func(x graph.ThingInput) bool {
			gone[x.Key] = gone[x.Key] || x.Visibility != "" || len(cited(x.Evidence)) == 0
			return gone[x.Key]
		})
	}
	keys := map[string]bool{} // of claims that went
	for before := -1; before < len(keys); {
		before = len(keys)
		in.Claims = slices.DeleteFunc(in.Claims, func(x graph.ClaimInput) bool {
			out := x.Visibility != "" || len(cited(x.Evidence)) == 0 || refersTo(x.Record, gone)
			if f, ok := x.Record.(*graph.Figure); ok {
				out = out || keys[f.BreakdownOfID]
				keys[x.Key] = keys[x.Key] || out
			}
			return out
		})
	}
	for i := range in.Things {
		in.Things[i].Evidence = cited(in.Things[i].Evidence)
		t := graph.TypeOf(in.Things[i].Record)
		for _, ref := range t.Refs {
			if gone[ref.Get(in.Things[i].Record)] {
				ref.Set(in.Things[i].Record, "")
			}
		}
	}
	for i := range in.Claims {
		in.Claims[i].Evidence = cited(in.Claims[i].Evidence)
	}
	return in
}

func refersTo(r graph.Record, gone map[string]bool) bool {
	t := graph.TypeOf(r)
	for _, ref := range t.Refs {
		if ref.To != t.Name && gone[ref.Get(r)] {
			return true
		}
	}
	for _, p := range t.Parts {
		for _, e := range p.Get(r) {
			if refersTo(e, gone) {
				return true
			}
		}
	}
	return false
}

// TestNothingTellsOfWhatIsHidden asks two servers the same: one whose graph has
// records that are not for everybody, and one that has never heard of them. No
// question may tell the two apart.
func TestNothingTellsOfWhatIsHidden(t *testing.T) {
	all, _ := serve(t, concealed())
	open, c := serve(t, leftOut(concealed()))
	ids := idsOf(t, c.Store)
	if hidden := len(concealed().Claims) - len(leftOut(concealed()).Claims); hidden < 50 {
		t.Fatalf("only %d claims are hidden", hidden)
	}
	same := func(query string, variables ...any) {
		t.Helper()
		got, want := ask(t, all, query, variables...), ask(t, open, query, variables...)
		if got != want {
			at := 0
			for at < min(len(got), len(want)) && got[at] == want[at] {
				at++
			}
			from := max(0, at-200)
			t.Errorf("%.500s\n got …%.400s\nwant …%.400s", query, got[from:], want[from:])
		} else if strings.Contains(want, `"errors"`) {
			t.Errorf("%.500s\ngave %.500s", query, want)
		}
	}
	s := exec.NewExecutableSchema(exec.Config{}).Schema()
	for _, l := range facetedOf(s, s.Query.Fields) {
		same(`{ ` + l.field + `(first: 100)` + l.selection(t, s) + ` }`)
		for _, below := range facetedOf(s, s.Types[l.of].Fields) {
			same(`{ ` + l.field + `(first: 30) { totalCount edges { cursor node { id ` + below.field + `(first: 30)` + below.selection(t, s) + ` } } } }`)
		}
		where := s.Query.Fields.ForName(l.field).Arguments.ForName("where")
		for _, condition := range conditions(s, where.Type.Name(), 2) {
			same(`{ ` + l.field + `(where: {` + condition + `}) { totalCount } }`)
			same(`{ ` + l.field + `(where: {not: {` + condition + `}}) { totalCount } }`)
		}
	}
	thing := `{ __typename id ... on Thing { name slug permalink aliases { name } identifiers { scheme value } descriptions { dataset values { field value } evidence { basis document { name } } } evidence { document { slug } } }
		... on Stakeholder { isFunder coParticipants(first: 50, orderBy: STRENGTH) { totalCount referenceDay nodes { count strength undatedCount claimCount claims { id } stakeholder { slug } latest { slug } initiatives { slug } } } partners(first: 50) { totalCount nodes { count stakeholder { slug } } } }
		... on Initiative { documents { slug } funders { nodes { slug } } } ... on Document { publisher { name } claims(first: 100) { totalCount nodes { id } } } ... on Place { within { name } parts { totalCount } }
		... on Claim { conflicting evidence { basis document { slug } } } }`
	for part := range slices.Chunk(ids, 10) {
		same(`query($ids: [ID!]!) { nodes(ids: $ids) `+thing+` }`, "ids", part)
	}
	same(`{ statistics { revision counts { type count } dated { count of } withAmount { count of } stated { count of } conflicting newestDocument { slug } } }`)
	for _, text := range []string{"body", "work", "pla", "theme", "doc", "bodz", "0"} {
		same(`query($t: String!) { search(text: $t, first: 100) { totalCount atLeast nodes { tier distance matchedField matchedName snippet thing { id name claimCount } }
			facets(by: [TYPE, KIND, COUNTRY, THEME]) { by distinct unknown values { value label count } } } }`, "t", text)
	}
	same(`{ changesSince(revision: 0, first: 100) { revision complete totalCount datasets counts { type added changed removed } nodes { id type action node { id } } } }`)
	for _, links := range []string{"", "links: [WORKS_IN, LOCATED_IN, ABOUT]"} {
		same(`{ measures(first: 100, ` + links + `) { totalCount network { status nodeCount edgeCount modularity } nodes { thing { id } figures { degree strength betweenness closeness pageRank community } } } }`)
	}
	for i, id := range ids {
		linked := func(id string) bool { return slices.Contains([]string{"s", "i", "l", "t"}, id[:1]) }
		if !linked(id) {
			continue
		}
		same(`{ neighborhood(of: "` + id + `", hops: 3, maxNodes: 60) { truncated linkCount hops { hop total shown } nodes { hop degree thing { id } } links { from to type weight claims { id } } } }`)
		same(`{ neighborhood(of: "` + id + `", links: [PARTICIPATES_IN, ABOUT], where: {initiative: {participations: {some: {role: {eq: HOST}}}}}) { nodes { thing { id } } links { weight } } }`)
		if to := ids[(i+7)%len(ids)]; linked(to) {
			same(`{ paths(from: "` + id + `", to: "` + to + `", limit: 5, maxHops: 5) { status cut paths { cost steps { from { id } to { id } type weight sentence claims { id } } } } }`)
		}
	}
	bodies := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return id[0] != 's' })
	for of := range slices.Chunk(bodies, 3) {
		for _, section := range []string{"initiatives", "partners", "coParticipants", "themes", "places", "funders"} {
			if len(of) == 3 {
				same(`query($of: [ID!]!) { comparison(of: $of) {`+comparisonSections(section)+` } }`, "of", of)
			}
		}
	}
	for i, of := range bodies {
		for _, kind := range []string{"CO_PARTICIPANTS", "PARTNERS"} {
			same(`{ sharedConnections(of: "` + of + `", with: "` + bodies[(i+1)%len(bodies)] + `", kind: ` + kind + `) { totalCount referenceDay nodes ` + sharedConnection + ` } }`)
		}
	}
	// By name, each thing of the import.
	for _, x := range concealed().Things {
		noun := map[string]string{"Stakeholder": "stakeholder", "Initiative": "initiative", "Document": "document", "Place": "place", "Theme": "theme"}[graph.TypeOf(x.Record).Name]
		same(`query($k: String!) { a: `+noun+`(by: {slug: $k}) { id name } b: `+noun+`(by: {identifier: {scheme: "migraph", value: $k}}) { id slug } }`, "k", x.Key)
	}
	// By id, what the other graph does not have.
	_, known := serve(t, concealed())
	var hidden []string
	for _, id := range idsOf(t, known.Store) {
		if !slices.Contains(ids, id) {
			hidden = append(hidden, id)
		}
	}
	for part := range slices.Chunk(hidden, 100) {
		if got := asked(t, all, `query($ids: [ID!]!) { nodes(ids: $ids) { id } }`, "ids", part).in("nodes"); !reflect.DeepEqual(got, make([]any, len(part))) {
			t.Errorf("hidden records by id: %v", got)
		}
		for _, id := range part {
			if id[0] == 's' {
				got := ask(t, all, `query($of: [ID!]!) { comparison(of: $of) { of { id } } }`, "of", []string{bodies[0], id})
				if gotCode, argument, _ := code(t, got); gotCode != "NOT_FOUND" || argument != "of[1]" {
					t.Errorf("a comparison with a hidden body gave %s", got)
				}
			}
			if got := asked(t, all, `query($id: ID!) { node(id: $id) { id } }`, "id", id).in("node"); got != nil {
				t.Errorf("a hidden record by id: %v", got)
			}
		}
	}
}

// idsOf gives the ids of all records of a store that the API can show.
func idsOf(t *testing.T, s graph.Store) (out []string) {
	t.Helper()
	err := s.View(t.Context(), func(ctx context.Context, r graph.Reader) error {
		for _, of := range graph.Catalog.Types() {
			if of.Class == graph.ClassLedger || of.Name == "Description" {
				continue
			}
			if err := r.Scan(ctx, of, func(r graph.Record) error { out = append(out, graph.IDOf(r)); return nil }); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || len(out) == 0 {
		t.Fatal(fmt.Errorf("%d records: %w", len(out), err))
	}
	return out
}

package storetest

import (
	"slices"

	"github.com/migraph/migraph/graph"
)

func projectionCases() []Case {
	return []Case{
		{"what is asked for is loaded, whatever it is", loadsEachField},
		{"no fields at all still give the records", loadsNothing},
		{"fields do not change filters, orders, pages and totals", loadsLittleOfPages},
		{"fields of lists of parents", loadsLittleOfParents},
		{"parts are loaded beside few fields", loadsLittleWithParts},
		{"a reference is loaded with few fields of its record", loadsLittleOfReferences},
		{"a reference to a record that does not fit is nil", referencesThatFit},
	}
}

// loadsEachField asks for each field and reference alone, and for the parts alone.
func loadsEachField(t *T) {
	t.world()
	for _, of := range graph.Catalog.Types() {
		full := t.list(graph.Query{Type: of, Parts: partNames(of)}).Records
		alone := func(what string, q graph.Query) {
			got := t.list(q).Records
			for i := range full {
				want := projected(of, full[i], q.Fields)
				if q.Parts == nil {
					for _, p := range of.Parts {
						p.Set(want, nil)
					}
				}
				equal(t, "alone: "+what, show(of, projected(of, got[i], q.Fields)), show(of, want))
			}
		}
		for _, name := range append(fieldNames(of), refNames(of)...) {
			alone(name, graph.Query{Type: of, Fields: []string{name}})
		}
		if len(of.Parts) > 0 {
			alone("parts", graph.Query{Type: of, Fields: []string{}, Parts: partNames(of)})
		}
	}
}

func loadsNothing(t *T) {
	q := t.five()
	q.Fields = []string{}
	same(t, "records", shorts(t.ids(q)), "a", "b", "c", "d", "e")
}

func loadsLittleOfPages(t *T) {
	q := t.five()
	q.Fields, q.Limit, q.Total, q.Where = []string{"kind"}, 2, true, not(is("name", "two"))
	l := t.list(q)
	same(t, "records", shorts(idsOf(l)), "a", "b")
	equal(t, "more", l.More, true)
	equal(t, "total", l.Total, 4)
	equal(t, "the field", l.Records[0].(*graph.Stakeholder).Kind, "ORGANIZATION")
	q.After = t.at(graph.Query{Type: q.Type, Order: q.Order}, "b")
	same(t, "the next page", shorts(t.ids(q)), "c", "d")
}

func loadsLittleOfParents(t *T) {
	q := t.twoHosts()
	q.Fields = []string{"role", "initiative"}
	for _, limit := range []int{0, 2} {
		q.Limit = limit
		lists := t.lists(q)
		first := lists[1].Records[0].(*graph.Participation)
		equal(t, "the role of d", first.Role, "PARTNER")
		equal(t, "the initiative of d", first.InitiativeID, iid("i"))
	}
	t.put(affiliation("v", "x", "y", "MEMBER_OF"))
	by := backTo("Stakeholder", "members", sid("y"))
	by.Fields = []string{"name"}
	for _, limit := range []int{0, 2} {
		by.Limit = limit
		equal(t, "the name of the member", t.list(by).Records[0].(*graph.Stakeholder).Name, "X")
	}
}

func loadsLittleWithParts(t *T) {
	t.world()
	q := graph.Query{Type: typ("Stakeholder"), IDs: []string{sid("x")}, Fields: []string{"slug"}, Parts: []string{"aliases"}}
	x := t.list(q).Records[0].(*graph.Stakeholder)
	equal(t, "the slug", x.Slug, "x")
	equal(t, "aliases", len(x.Aliases), 2)
	equal(t, "the language of an alias", x.Aliases[1].Language, "el")
}

func loadsLittleOfReferences(t *T) {
	t.world()
	below := graph.Plan{Query: graph.Query{Fields: []string{"name"}}}
	p := claimsOf(edge("stakeholder", below))
	p.Fields = []string{"stakeholder"}
	t.tree(p, func(rs []graph.Record, at follow, calls *int) {
		s := at(rs[0], typ("Participation"), "stakeholder", below).(*graph.Stakeholder)
		equal(t, "the name of the stakeholder of a", s.Name, "Xenia")
		equal(t, "further calls", *calls, 0)
	})
}

func referencesThatFit(t *T) {
	t.world()
	below := graph.Plan{Query: graph.Query{Where: is("name", "xenia"), Fields: []string{"slug"}}}
	for what, p := range map[string]graph.Plan{"included": claimsOf(edge("stakeholder", below)), "not included": claimsOf()} {
		t.tree(p, func(rs []graph.Record, at follow, _ *int) {
			var got []string
			for _, r := range rs {
				slug := "nil"
				if s, ok := at(r, typ("Participation"), "stakeholder", below).(*graph.Stakeholder); ok {
					slug = s.Slug
				}
				got = append(got, slug)
			}
			same(t, "stakeholders that fit, "+what, got, "x", "x", "x", "nil", "nil")
		})
	}
	hop := graph.Plan{Query: graph.Query{Where: is("kind", "EMBASSY")}}
	p := graph.Plan{Query: graph.Query{Type: typ("Flow"), Parts: []string{"hops"}},
		Include: []graph.Include{edge("hops", graph.Plan{Include: []graph.Include{edge("stakeholder", hop)}})}}
	t.tree(p, func(rs []graph.Record, at follow, _ *int) {
		i := slices.IndexFunc(rs, func(r graph.Record) bool { return graph.IDOf(r) == fid("n") })
		at(rs[i], typ("Flow"), "hops", graph.Plan{})
		if got := at(rs[i].(*graph.Flow).Hops[0], typ("Flow").Target("hops"), "stakeholder", hop); got != nil {
			t.Errorf("the hop leads to %v, which is no embassy", got)
		}
	})
}

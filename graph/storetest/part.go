package storetest

import (
	"fmt"

	"github.com/migraph/migraph/graph"
)

func partCases() []Case {
	return []Case{
		{"parts come in their order", partsInOrder},
		{"parts are replaced with their owner", partsReplaced},
		{"parts are deleted with their owner", partsDeleted},
		{"only the parts that were asked for are loaded", partsAskedFor},
		{"parts hold every value and reference", partValues},
		{"parts of several owners are not mixed up", partsOfOwners},
		{"equal parts of one owner are all kept", equalParts},
		{"a record without parts has empty ones", noParts},
	}
}

func numbered(n int) func(*graph.Stakeholder) {
	return func(s *graph.Stakeholder) {
		for i := range n {
			s.Aliases = append(s.Aliases, &graph.Alias{Name: fmt.Sprint("alias ", (i*7)%n), Kind: "NAME"})
		}
	}
}

func aliasNames(s graph.Record) (out []string) {
	for _, a := range graph.AsThing(s).Aliases {
		out = append(out, a.Name)
	}
	return out
}

func partsInOrder(t *T) {
	s := stakeholder("x", "X", numbered(25))
	want := aliasNames(s)
	t.put(s)
	same(t, "aliases", aliasNames(t.get(sid("x"))), want...)
	t.put(flow("f", body("x"), body("x"), "", func(f *graph.Flow) {
		for _, k := range []string{"c", "a", "b", "a"} {
			f.Hops = append(f.Hops, &graph.Hop{End: body(k)})
		}
	}))
	var hops []string
	for _, h := range t.get(fid("f")).(*graph.Flow).Hops {
		hops = append(hops, short(h.StakeholderID))
	}
	same(t, "hops", hops, "c", "a", "b", "a")
}

func partsReplaced(t *T) {
	t.put(stakeholder("x", "X", numbered(5)), stakeholder("y", "Y", numbered(2)))
	t.put(stakeholder("x", "X", func(s *graph.Stakeholder) { s.Aliases = []*graph.Alias{{Name: "new"}} }))
	same(t, "aliases of x", aliasNames(t.get(sid("x"))), "new")
	same(t, "aliases of y", aliasNames(t.get(sid("y"))), "alias 0", "alias 1")
	t.finds(some("aliases", is("name", "alias 1")), "y")
	t.put(stakeholder("x", "X"))
	same(t, "aliases of x without any", aliasNames(t.get(sid("x"))))
	t.finds(some("aliases", nil), "y")
}

func partsDeleted(t *T) {
	t.put(stakeholder("x", "X", numbered(3)), stakeholder("y", "Y", numbered(1)))
	t.remove(sid("x"))
	t.finds(some("aliases", nil), "y")
	t.put(stakeholder("x", "X"))
	same(t, "aliases of a record that came again", aliasNames(t.get(sid("x"))))
	same(t, "aliases of the other", aliasNames(t.get(sid("y"))), "alias 0")
}

func partsAskedFor(t *T) {
	t.put(stakeholder("x", "X", numbered(2), func(s *graph.Stakeholder) {
		s.Identifiers = []*graph.Identifier{identifiedBy("org-id", "XM-1"), identifiedBy("own", "2")}
	}))
	load := func(parts ...string) *graph.Stakeholder {
		return t.list(graph.Query{Type: typ("Stakeholder"), Parts: parts}).Records[0].(*graph.Stakeholder)
	}
	s := load("identifiers")
	equal(t, "identifiers", len(s.Identifiers), 2)
	equal(t, "aliases", len(s.Aliases), 0)
	s = load()
	equal(t, "identifiers", len(s.Identifiers), 0)
	equal(t, "aliases", len(s.Aliases), 0)
	s = load("aliases", "identifiers")
	equal(t, "identifiers", len(s.Identifiers), 2)
	equal(t, "aliases", len(s.Aliases), 2)
}

func partValues(t *T) {
	want := []graph.Evidence{
		{DocumentID: did("doc"), Locator: "p. 3", Note: "«so»", Basis: "IMPLIED", Dataset: "a"},
		{DocumentID: did("b"), Basis: "BACKGROUND", Dataset: "b"},
	}
	t.put(doc(), document("b", "B"), stakeholder("x", "X"), initiative("i", "I"), participation("p", "x", "i", "HOST", func(p *graph.Participation) {
		p.Evidence = []*graph.Evidence{&want[0], &want[1]}
	}))
	got := t.get(pid("p")).(*graph.Participation).Evidence
	equal(t, "evidence", len(got), 2)
	for i, e := range got {
		plain := graph.Evidence{DocumentID: e.DocumentID, Locator: e.Locator, Note: e.Note, Basis: e.Basis, Dataset: e.Dataset}
		equal(t, "evidence", plain, graph.Evidence{DocumentID: want[i].DocumentID, Locator: want[i].Locator, Note: want[i].Note, Basis: want[i].Basis, Dataset: want[i].Dataset})
	}
	f := flow("f", graph.End{StakeholderID: sid("x"), InitiativeID: iid("i")}, body("x"), "1", func(f *graph.Flow) {
		f.Hops = []*graph.Hop{{End: programme("i")}, {End: body("x")}, {End: graph.End{StakeholderID: sid("x"), InitiativeID: iid("i")}}}
	})
	t.put(f)
	equal(t, "the flow", show(typ("Flow"), t.get(fid("f"))), show(typ("Flow"), f))
}

func partsOfOwners(t *T) {
	for i := range 30 {
		t.put(stakeholder(letters(i), "N", func(s *graph.Stakeholder) {
			for j := range i % 4 {
				s.Aliases = append(s.Aliases, &graph.Alias{Name: fmt.Sprint(i, " ", j)})
			}
		}))
	}
	l := t.list(graph.Query{Type: typ("Stakeholder"), Parts: []string{"aliases"}, Order: graph.Order{Desc: true}})
	equal(t, "records", len(l.Records), 30)
	for n, r := range l.Records {
		i := 29 - n
		var want []string
		for j := range i % 4 {
			want = append(want, fmt.Sprint(i, " ", j))
		}
		same(t, "aliases of "+graph.IDOf(r), aliasNames(r), want...)
	}
}

func equalParts(t *T) {
	t.put(stakeholder("x", "X", func(s *graph.Stakeholder) {
		s.Aliases = []*graph.Alias{{Name: "same"}, {Name: "same"}, {Name: "other"}, {Name: "same"}}
	}))
	same(t, "aliases", aliasNames(t.get(sid("x"))), "same", "same", "other", "same")
}

func noParts(t *T) {
	t.put(stakeholder("x", "X"), flow("f", body("x"), body("x"), ""))
	s := t.get(sid("x")).(*graph.Stakeholder)
	equal(t, "aliases and identifiers", len(s.Aliases)+len(s.Identifiers), 0)
	equal(t, "hops", len(t.get(fid("f")).(*graph.Flow).Hops), 0)
}

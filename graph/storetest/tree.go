package storetest

import (
	"fmt"
	"sync"

	"github.com/migraph/migraph/graph"
)

func treeCases() []Case {
	return []Case{
		{"an include gives each record its list", includedLists},
		{"a reference that several records share is one object", sharedReferences},
		{"parts carry what lies behind their references", partsWithReferences},
		{"a tree three levels deep", deepTree},
		{"what was not included is loaded for all records at once", lazyAsIncluded},
		{"concurrent loads of a cohort ask the store once", concurrentLoads},
		{"an included list is not asked for again", includedOnce},
		{"lists inherit the dating and own dating replaces it", inheritedDating},
		{"lists in a tree have their own order, page and total", listsInTrees},
		{"a tree of nothing", emptyTree},
		{"a record in two lists has its edges in both", recordInTwoLists},
	}
}

// edge gives the include of an edge.
func edge(name string, p graph.Plan) graph.Include {
	return graph.Include{Key: graph.LoadKey(name, &p), Edge: name, Plan: &p}
}

// tree runs a plan and calls fn within its view with the records of the first
// list and a function that gives what lies behind an edge of a record, loading
// it if the plan did not. calls counts the calls of the store since the plan.
func (t *T) tree(p graph.Plan, fn func(rs []graph.Record, at follow, calls *int)) {
	t.Helper()
	t.view(func(ctx ctxT, r graph.Reader) error {
		res, err := r.Fetch(ctx, &p)
		if err != nil {
			return err
		}
		var calls int
		var mu sync.Mutex
		fetch := func(ctx ctxT, p *graph.Plan) (*graph.Result, error) {
			mu.Lock()
			calls++
			mu.Unlock()
			return r.Fetch(ctx, p)
		}
		at := func(r graph.Record, of *graph.Type, name string, p graph.Plan) any {
			out, err := graph.LoadEdge(ctx, fetch, of, r, name, graph.LoadKey(name, &p), func() (*graph.Plan, error) { return &p, nil })
			if err != nil {
				t.Errorf("loading %s: %v", name, err)
			}
			return out
		}
		var all []graph.Record
		for _, l := range res.Lists {
			all = append(all, l.Records...)
		}
		fn(all, at, &calls)
		return nil
	})
}

type follow func(r graph.Record, of *graph.Type, edge string, p graph.Plan) any

// many gives the short names of a list behind an edge.
func (at follow) many(r graph.Record, edge string, p graph.Plan) []string {
	l, ok := at(r, typeOf(r), edge, p).(*graph.List)
	if !ok {
		return []string{"no list"}
	}
	return shorts(idsOf(*l))
}

// one gives the record behind a reference, nil if there is none.
func (at follow) one(r graph.Record, edge string) graph.Record {
	out, _ := at(r, typeOf(r), edge, graph.Plan{}).(graph.Record)
	return out
}

func bodies(includes ...graph.Include) graph.Plan {
	return graph.Plan{Query: graph.Query{Type: typ("Stakeholder"), Order: byNameOrder(false)}, Include: includes}
}

func includedLists(t *T) {
	t.world()
	byRole := graph.Plan{Query: graph.Query{Where: in("role", "HOST", "PARTNER")}}
	t.tree(bodies(edge("participations", byRole), edge("flowsOut", graph.Plan{})), func(rs []graph.Record, at follow, calls *int) {
		equal(t, "records", len(rs), 3)
		same(t, "participations of x", at.many(rs[0], "participations", byRole), "a", "c")
		same(t, "participations of y", at.many(rs[1], "participations", byRole), "d")
		same(t, "participations of z", at.many(rs[2], "participations", byRole))
		same(t, "flows of x", at.many(rs[0], "flowsOut", graph.Plan{}), "m")
		same(t, "flows of y", at.many(rs[1], "flowsOut", graph.Plan{}), "n")
		same(t, "flows of z", at.many(rs[2], "flowsOut", graph.Plan{}))
		equal(t, "further calls", *calls, 0)
	})
}

func claimsOf(includes ...graph.Include) graph.Plan {
	return graph.Plan{Query: graph.Query{Type: typ("Participation")}, Include: includes}
}

func sharedReferences(t *T) {
	t.world()
	for _, p := range []graph.Plan{claimsOf(edge("stakeholder", graph.Plan{}), edge("initiative", graph.Plan{})), claimsOf()} {
		t.tree(p, func(rs []graph.Record, at follow, _ *int) {
			equal(t, "claims", len(rs), 5)
			first := at.one(rs[0], "stakeholder")
			equal(t, "the stakeholder of a", graph.IDOf(first), sid("x"))
			for _, r := range rs[1:3] {
				if at.one(r, "stakeholder") != first {
					t.Errorf("the stakeholder of %s is another object", graph.IDOf(r))
				}
			}
			equal(t, "the stakeholder of d", graph.IDOf(at.one(rs[3], "stakeholder")), sid("y"))
			if got := at.one(rs[4], "stakeholder"); got != nil {
				t.Errorf("the group has the stakeholder %s", graph.IDOf(got))
			}
			if at.one(rs[2], "initiative") != at.one(rs[4], "initiative") {
				t.Error("the initiative of c and e is not one object")
			}
		})
	}
}

func partsWithReferences(t *T) {
	t.world()
	below := graph.Plan{Include: []graph.Include{edge("document", graph.Plan{})}}
	included := claimsOf(edge("evidence", below))
	included.Parts = []string{"evidence"}
	for what, p := range map[string]graph.Plan{"included": included, "not included": claimsOf()} {
		t.tree(p, func(rs []graph.Record, at follow, calls *int) {
			var docs []graph.Record
			for _, r := range rs {
				at(r, typ("Participation"), "evidence", below)
				for _, e := range r.(*graph.Participation).Evidence {
					doc, _ := at(e, typ("Participation").Target("evidence"), "document", graph.Plan{}).(graph.Record)
					docs = append(docs, doc)
				}
			}
			equal(t, what+": documents", len(docs), 6)
			var names []string
			for _, d := range docs {
				names = append(names, short(graph.IDOf(d)))
			}
			same(t, what+": documents", names, "doc", "doc", "doc", "doc", "doc", "pub")
			equal(t, what+": the document is one object", docs[0] == docs[4], true)
			if what == "included" {
				equal(t, "further calls", *calls, 0)
			} else if *calls > 2 {
				t.Errorf("%d further calls, want at most 2", *calls)
			}
		})
	}
}

func deepTree(t *T) {
	t.world()
	// Bodies, their participations, the initiatives, all participations in these.
	back := graph.Plan{}
	inits := graph.Plan{Include: []graph.Include{edge("participations", back)}}
	parts := graph.Plan{Include: []graph.Include{edge("initiative", inits)}}
	for what, p := range map[string]graph.Plan{"included": bodies(edge("participations", parts)), "not included": bodies()} {
		t.tree(p, func(rs []graph.Record, at follow, calls *int) {
			var got []string
			for _, r := range rs {
				l := at(r, typ("Stakeholder"), "participations", parts).(*graph.List)
				for _, claim := range l.Records {
					i := at(claim, typ("Participation"), "initiative", inits).(graph.Record)
					got = append(got, fmt.Sprint(short(graph.IDOf(r)), " ", short(graph.IDOf(claim)), " ", short(graph.IDOf(i)), " ", at.many(i, "participations", back)))
				}
			}
			same(t, what, got, "x a i [a b d]", "x b i [a b d]", "x c j [c e]", "y d i [a b d]")
			if what == "included" {
				equal(t, "further calls", *calls, 0)
			}
		})
	}
}

func lazyAsIncluded(t *T) {
	t.world()
	t.tree(bodies(), func(rs []graph.Record, at follow, calls *int) {
		same(t, "participations of x", at.many(rs[0], "participations", graph.Plan{}), "a", "b", "c")
		same(t, "participations of y", at.many(rs[1], "participations", graph.Plan{}), "d")
		same(t, "participations of z", at.many(rs[2], "participations", graph.Plan{}))
		equal(t, "calls for one edge", *calls, 1)
		hosts := graph.Plan{Query: graph.Query{Where: is("role", "HOST")}}
		same(t, "hosts of y", at.many(rs[1], "participations", hosts))
		same(t, "hosts of x", at.many(rs[0], "participations", hosts), "a")
		equal(t, "calls for two loads", *calls, 2)
		at(rs[1], typ("Stakeholder"), "aliases", graph.Plan{})
		same(t, "aliases of x", aliasNames(rs[0]), "X", "Ξένια")
		same(t, "aliases of y", aliasNames(rs[1]), "Y", "X")
		equal(t, "calls for three loads", *calls, 3)
	})
}

func concurrentLoads(t *T) {
	var rs []graph.Record
	for i := range 50 {
		rs = append(rs, stakeholder(letters(i), "N"), initiative(letters(i), "I"), participation(letters(i), letters(i), letters(i), "HOST"))
	}
	t.put(append(rs, doc())...)
	t.tree(bodies(), func(rs []graph.Record, at follow, calls *int) {
		var wg sync.WaitGroup
		for _, r := range rs {
			wg.Go(func() {
				same(t, "participations", at.many(r, "participations", graph.Plan{}), short(graph.IDOf(r)))
			})
		}
		wg.Wait()
		equal(t, "calls", *calls, 1)
	})
	// A reader is safe for concurrent use.
	t.view(func(ctx ctxT, r graph.Reader) error {
		var wg sync.WaitGroup
		for i := range 20 {
			wg.Go(func() {
				res, err := r.Fetch(ctx, &graph.Plan{Query: graph.Query{Type: typ("Stakeholder"), IDs: []string{sid(letters(i))}}})
				if err != nil {
					t.Errorf("a concurrent fetch: %v", err)
					return
				}
				same(t, "records of a concurrent fetch", idsOf(res.Lists[0]), sid(letters(i)))
			})
		}
		wg.Wait()
		return nil
	})
}

func includedOnce(t *T) {
	t.world()
	p := graph.Plan{Query: graph.Query{Limit: 1, Order: graph.Order{Field: "startEarliest"}}}
	t.tree(bodies(edge("participations", p), edge("aliases", graph.Plan{})), func(rs []graph.Record, at follow, calls *int) {
		for range 3 {
			same(t, "participations", at.many(rs[0], "participations", p), "a")
			at(rs[0], typ("Stakeholder"), "aliases", graph.Plan{})
		}
		same(t, "aliases", aliasNames(rs[0]), "X", "Ξένια")
		equal(t, "further calls", *calls, 0)
	})
}

func inheritedDating(t *T) {
	t.put(doc(), stakeholder("x", "X"), initiative("i", "I", dated("2020", "")),
		participation("a", "x", "i", "HOST", claimDates("2020", "")), participation("b", "x", "i", "HOST", claimDates("2021", "")),
		participation("c", "x", "i", "HOST"))
	asOf := graph.Dating{From: "2020-06-01", To: "2020-06-01"}
	p := bodies()
	p.Dating = asOf
	own := graph.Plan{Dating: graph.Dating{From: "2021-01-01", To: "2021-12-31"}, Query: graph.Query{Where: is("role", "HOST")}}
	p.Include = []graph.Include{edge("participations", graph.Plan{Include: []graph.Include{edge("initiative", graph.Plan{Include: []graph.Include{edge("participations", graph.Plan{})}})}})}
	t.tree(p, func(rs []graph.Record, at follow, _ *int) {
		l := at(rs[0], typ("Stakeholder"), "participations", graph.Plan{}).(*graph.List)
		same(t, "participations as of 2020", shorts(idsOf(*l)), "a")
		i := at.one(l.Records[0], "initiative")
		same(t, "participations of the initiative as of 2020", at.many(i, "participations", graph.Plan{}), "a")
		same(t, "participations by an own dating", at.many(rs[0], "participations", own), "b")
	})
	// The dating limits claims and initiatives, not other things, and no lookup by id.
	equal(t, "stakeholders as of 2020", len(t.fetch(p)[0].Records), 1)
	claims := graph.Plan{Query: graph.Query{Type: typ("Participation")}, Dating: asOf}
	same(t, "claims as of 2020", shorts(idsOf(t.fetch(claims)[0])), "a")
	claims.IDs = []string{pid("b"), pid("c")}
	same(t, "claims by ids", shorts(idsOf(t.fetch(claims)[0])), "b", "c")
}

func listsInTrees(t *T) {
	t.twoHosts()
	p := graph.Plan{Query: graph.Query{Order: graph.Order{Field: "startEarliest", Desc: true}, Limit: 2, Total: true, Where: not(is("role", "NONE"))}}
	t.tree(bodies(edge("participations", p)), func(rs []graph.Record, at follow, _ *int) {
		for i, want := range []struct {
			total int
			more  bool
			ids   []string
		}{{4, true, []string{"e", "a"}}, {1, false, []string{"c"}}, {0, false, nil}} {
			l := at(rs[i], typ("Stakeholder"), "participations", p).(*graph.List)
			same(t, "records", shorts(idsOf(*l)), want.ids...)
			equal(t, "total", l.Total, want.total)
			equal(t, "more", l.More, want.more)
		}
	})
}

func emptyTree(t *T) {
	parts := graph.Plan{Include: []graph.Include{edge("initiative", graph.Plan{Include: []graph.Include{edge("participations", graph.Plan{})}})}}
	lists := t.fetch(bodies(edge("participations", parts), edge("aliases", graph.Plan{})))
	equal(t, "lists", len(lists), 1)
	equal(t, "records", len(lists[0].Records), 0)
	t.put(stakeholder("x", "X"))
	t.tree(bodies(edge("participations", parts), edge("aliases", graph.Plan{})), func(rs []graph.Record, at follow, _ *int) {
		same(t, "participations", at.many(rs[0], "participations", parts))
		equal(t, "aliases", len(aliasNames(rs[0])), 0)
	})
}

func recordInTwoLists(t *T) {
	t.world()
	// Both lists hold the participations of i; each record leads to its parts and references.
	q := graph.Query{Type: typ("Participation"), By: graph.By("initiative"), Parents: []string{iid("i"), iid("j"), iid("i")}, Parts: []string{"evidence"}}
	t.tree(graph.Plan{Query: q}, func(rs []graph.Record, at follow, _ *int) {
		var got []string
		for _, r := range rs {
			line := short(graph.IDOf(r)) + " " + fmt.Sprint(len(graph.AsClaim(r).Evidence))
			if s := at.one(r, "stakeholder"); s != nil {
				line += " " + short(graph.IDOf(s))
			}
			got = append(got, line)
		}
		same(t, "records", got, "a 1 x", "b 1 x", "d 1 y", "c 1 x", "e 2", "a 1 x", "b 1 x", "d 1 y")
	})
}

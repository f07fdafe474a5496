package storetest

import (
	"fmt"

	"github.com/migraph/migraph/graph"
)

func listCases() []Case {
	return []Case{
		{"a total counts before paging", totals},
		{"a total that was not asked for is -1", noTotal},
		{"a total alone brings no records", totalOnly},
		{"totals under filters", totalsFiltered},
		{"each parent has its list, in the order of the parents", parentsInOrder},
		{"parents without records, unknown and repeated ones have lists too", oddParents},
		{"totals of parents", totalsOfParents},
		{"a limit holds for each parent", limitOfParents},
		{"filters hold for each parent", filterOfParents},
		{"no parents have no lists", noParents},
		{"parents by a reference with a dot in its name", parentsByDottedReference},
		{"thousands of parents", thousandsOfParents},
		{"ids limit the answer and do not order it", byIDs},
		{"unknown and repeated ids", oddIDs},
		{"an empty list of ids finds nothing, none at all everything", emptyIDs},
		{"ids with a filter", idsWithFilter},
		{"empty lists can be read", emptyLists},
	}
}

func totals(t *T) {
	q := t.five()
	q.Total = true
	equal(t, "total without a page", t.list(q).Total, 5)
	q.Limit = 2
	equal(t, "total with a limit", t.list(q).Total, 5)
	q.After = t.at(q, "d")
	l := t.list(q)
	equal(t, "total behind a position", l.Total, 5)
	same(t, "records behind a position", shorts(idsOf(l)), "e")
	q.After, q.Before, q.Backward = nil, t.at(q, "a"), true
	l = t.list(q)
	equal(t, "total of an empty page", l.Total, 5)
	same(t, "records of an empty page", idsOf(l))
}

func noTotal(t *T) {
	q := t.five()
	equal(t, "total", t.list(q).Total, -1)
	p := t.twoHosts()
	for _, l := range t.lists(p) {
		equal(t, "total of a parent's list", l.Total, -1)
	}
}

func totalOnly(t *T) {
	q := t.five()
	q.Total, q.TotalOnly, q.Limit, q.Parts = true, true, 2, []string{"aliases"}
	l := t.list(q)
	equal(t, "total", l.Total, 5)
	equal(t, "records", len(l.Records), 0)
	equal(t, "more", l.More, false)
	p := t.twoHosts()
	p.Total, p.TotalOnly = true, true
	for i, want := range []int{1, 4, 0} {
		l := t.lists(p)[i]
		equal(t, fmt.Sprintf("total of list %d", i), l.Total, want)
		equal(t, fmt.Sprintf("records of list %d", i), len(l.Records), 0)
	}
}

func totalsFiltered(t *T) {
	t.few()
	total := func(f graph.Filter) int {
		return t.list(graph.Query{Type: typ("Stakeholder"), Where: f, Total: true, Limit: 1}).Total
	}
	equal(t, "total in MY or SE", total(in("country", "MY", "SE")), 2)
	equal(t, "total elsewhere", total(not(in("country", "MY", "SE"))), 2)
	equal(t, "total of nothing", total(graph.Or{}), 0)
	q := graph.Query{Type: typ("Stakeholder"), IDs: []string{sid("a"), sid("b"), sid("zz")}, Total: true, Limit: 1}
	equal(t, "total of ids", t.list(q).Total, 2)
}

func parentsInOrder(t *T) {
	q := t.twoHosts()
	no := []bool{false, false, false}
	t.perParent("lists", q, no, []string{"c"}, []string{"d", "b", "a", "e"}, nil)
	q.Parents = []string{sid("z"), sid("y"), sid("x")}
	t.perParent("lists of parents turned round", q, no, nil, []string{"c"}, []string{"d", "b", "a", "e"})
	q.By, q.Parents = graph.By("initiative"), []string{iid("j"), iid("i")}
	t.perParent("lists by initiative", q, no, []string{"b", "e"}, []string{"c", "d", "a"})
}

func oddParents(t *T) {
	q := t.twoHosts()
	q.Total = true
	q.Parents = []string{sid("y"), "nothing", sid("y"), sid("z"), iid("i"), "", sid("y")}
	no := make([]bool, 7)
	t.perParent("lists", q, no, []string{"c"}, nil, []string{"c"}, nil, nil, nil, []string{"c"})
	for i, want := range []int{1, 0, 1, 0, 0, 0, 1} {
		equal(t, fmt.Sprintf("total of list %d", i), t.lists(q)[i].Total, want)
	}
	q.Limit = 1
	t.perParent("lists with a limit", q, no, []string{"c"}, nil, []string{"c"}, nil, nil, nil, []string{"c"})
}

func totalsOfParents(t *T) {
	q := t.twoHosts()
	q.Total, q.Limit = true, 1
	q.Where = is("role", "PARTNER")
	for i, want := range []int{1, 2, 0} {
		equal(t, fmt.Sprintf("total of list %d", i), t.lists(q)[i].Total, want)
	}
	q.After = &graph.Position{Key: "19999", ID: ""}
	for i, want := range []int{1, 2, 0} {
		l := t.lists(q)[i]
		equal(t, fmt.Sprintf("total of list %d behind its end", i), l.Total, want)
		equal(t, fmt.Sprintf("length of list %d behind its end", i), len(l.Records), 0)
	}
}

func limitOfParents(t *T) {
	q := t.twoHosts()
	q.Parents = []string{sid("x"), sid("y"), sid("x")}
	q.Limit = 3
	t.perParent("lists", q, []bool{true, false, true}, []string{"d", "b", "a"}, []string{"c"}, []string{"d", "b", "a"})
	q.Limit = 4
	t.perParent("lists of four", q, []bool{false, false, false}, []string{"d", "b", "a", "e"}, []string{"c"}, []string{"d", "b", "a", "e"})
}

func filterOfParents(t *T) {
	q := t.twoHosts()
	q.Where = some("initiative", is("slug", "j"))
	t.perParent("lists", q, []bool{false, false, false}, nil, []string{"b", "e"}, nil)
	q.Where, q.Limit = graph.Or{is("role", "HOST"), is("role", "PARTNER")}, 2
	t.perParent("lists by or", q, []bool{false, true, false}, []string{"c"}, []string{"d", "b"}, nil)
}

func noParents(t *T) {
	q := t.twoHosts()
	q.Parents = []string{}
	equal(t, "lists", len(t.lists(q)), 0)
}

func parentsByDottedReference(t *T) {
	t.world()
	q := graph.Query{Type: typ("Flow"), By: graph.By("provider.stakeholder"), Parents: []string{sid("y"), sid("x"), sid("z")}}
	t.perParent("flows by provider", q, []bool{false, false, false}, []string{"n"}, []string{"m"}, nil)
	q.By, q.Parents = graph.By("recipient.initiative"), []string{iid("j"), iid("i")}
	t.perParent("flows by the initiative that receives", q, []bool{false, false}, []string{"n"}, nil)
	q.By, q.Parents = graph.By("paidFrom"), []string{fid("m"), fid("o")}
	t.perParent("flows paid from flows", q, []bool{false, false}, []string{"n"}, nil)
}

func thousandsOfParents(t *T) {
	q := t.twoHosts()
	q.Parents, q.Limit = nil, 1
	for i := range 5000 {
		q.Parents = append(q.Parents, sid("n"+letters(i)))
	}
	q.Parents = append(q.Parents, sid("x"))
	lists := t.lists(q)
	equal(t, "lists", len(lists), 5001)
	same(t, "the last list", shorts(idsOf(lists[5000])), "d")
	equal(t, "the first list", len(lists[0].Records), 0)
}

func byIDs(t *T) {
	q := t.five()
	q.IDs = []string{sid("e"), sid("a"), sid("c")}
	same(t, "by name", shorts(t.ids(q)), "a", "c", "e")
	q.Order.Desc = true
	same(t, "by name descending", shorts(t.ids(q)), "e", "c", "a")
	q.Order = graph.Order{}
	same(t, "by id", shorts(t.ids(q)), "a", "c", "e")
}

func oddIDs(t *T) {
	q := t.five()
	q.IDs = []string{sid("c"), "nothing", sid("c"), iid("a"), "", sid("zz"), sid("b"), sid("c")}
	q.Total = true
	l := t.list(q)
	same(t, "records", shorts(idsOf(l)), "b", "c")
	equal(t, "total", l.Total, 2)
}

func emptyIDs(t *T) {
	q := t.five()
	q.Total, q.IDs = true, []string{}
	l := t.list(q)
	same(t, "records", idsOf(l))
	equal(t, "total", l.Total, 0)
	q.IDs = nil
	equal(t, "records by nil", len(t.ids(q)), 5)
}

func idsWithFilter(t *T) {
	t.few()
	q := graph.Query{Type: typ("Stakeholder"), IDs: []string{sid("d"), sid("a"), sid("b")}, Where: not(is("country", "SE"))}
	same(t, "records", shorts(t.ids(q)), "a", "d")
}

func emptyLists(t *T) {
	for _, of := range graph.Catalog.Types() {
		l := t.list(graph.Query{Type: of, Total: true, Limit: 5, Parts: partNames(of)})
		equal(t, of.Name+": records", len(l.Records), 0)
		equal(t, of.Name+": total", l.Total, 0)
		equal(t, of.Name+": more", l.More, false)
		g := t.aggregate(graph.Aggregation{Type: of, Keys: []string{"id"}, Rank: -1})
		equal(t, of.Name+": groups", len(g.Rows), 0)
		equal(t, of.Name+": total of groups", g.Total, 0)
		equal(t, of.Name+": scanned", len(t.scan(of.Name)), 0)
	}
	equal(t, "links", len(t.scanLinks()), 0)
	equal(t, "neighbours of nobody", len(t.links(graph.LinkQuery{})), 0)
	equal(t, "the revision of a virgin store", t.revision(), graph.Revision(0))
	t.sound()
}

package storetest

import (
	"fmt"

	"github.com/migraph/migraph/graph"
)

func backCases() []Case {
	return []Case{
		{"records lead back over their parts", backOverParts},
		{"records lead back over a list of theirs, and only over those that fit", backOverLists},
		{"a record that leads back in several ways is listed once", backSeveralWays},
		{"lists over several ways have totals, pages and orders", backPages},
		{"repeated and unknown parents of lists over several ways", backOddParents},
		{"filters hold for lists over several ways", backFiltered},
		{"a record without the other end is in no list", backWithoutEnd},
		{"some across lists over parts and lists", someBack},
		{"some across lists over several ways", someSeveralWays},
		{"none across lists over several ways", noneBack},
		{"nested relations across lists over others, in both directions", nestedBack},
		{"a hub's list over others", backHub},
		{"wrong ways back are refused", wrongBack},
	}
}

// backTo asks for the list of that name of each of the parents, in the order of ids.
func backTo(of, list string, parents ...string) graph.Query {
	m := typ(of).ManyOf(list)
	return graph.Query{Type: typ(m.Of), By: m.By, Parents: parents}
}

// listsOf expects such lists, with their totals.
func (t *T) listsOf(of, list string, parents []string, want ...[]string) {
	t.Helper()
	q := backTo(of, list, parents...)
	q.Total = true
	t.perParent(list, q, make([]bool, len(want)), want...)
	for i, l := range t.lists(q) {
		equal(t, fmt.Sprintf("%s, total of list %d", list, i), l.Total, len(want[i]))
	}
	q.Limit = 100
	t.perParent(list+" with a limit", q, make([]bool, len(want)), want...)
}

// ways stores the world and what leads back in several ways:
//
//	x funds i and pays i (f), i pays x back through i (g), i pays k (h)
func (t *T) ways() {
	t.Helper()
	t.world()
	t.put(flow("f", body("x"), programme("i"), "7"),
		flow("g", programme("i"), body("x"), "1", func(f *graph.Flow) {
			f.Hops = []*graph.Hop{{End: programme("i")}, {End: graph.End{StakeholderID: sid("y"), InitiativeID: iid("i")}}, {End: body("y")}}
		}),
		flow("h", programme("i"), programme("k"), "2"))
}

func backOverParts(t *T) {
	t.ways()
	t.listsOf("Stakeholder", "flowsThrough", []string{sid("x"), sid("y"), sid("z")}, nil, []string{"g"}, []string{"n"})
	t.listsOf("Initiative", "flowsThrough", []string{iid("i"), iid("j")}, []string{"g", "n"}, nil)
}

func backOverLists(t *T) {
	t.world()
	all := []string{sid("x"), sid("y"), sid("z")}
	t.listsOf("Stakeholder", "initiatives", all, []string{"i", "j"}, []string{"i"}, nil)
	t.listsOf("Stakeholder", "parts", all, nil, nil, []string{"x"})
	t.listsOf("Stakeholder", "partOf", all, []string{"z"}, nil, nil)
	t.listsOf("Stakeholder", "members", all, nil, nil, []string{"y"})
	t.listsOf("Stakeholder", "memberOf", all, nil, []string{"z"}, nil)
	t.listsOf("Stakeholder", "represents", all, nil, nil, []string{"x"})
	t.listsOf("Stakeholder", "representedBy", all, []string{"z"}, nil, nil)
	t.listsOf("Stakeholder", "offices", all, nil, nil, nil)
	t.put(affiliation("v", "y", "x", "COUNTRY_OFFICE_OF"), affiliation("w", "y", "x", "COUNTRY_OFFICE_OF"))
	t.listsOf("Stakeholder", "offices", all, []string{"y"}, nil, nil)
}

func backSeveralWays(t *T) {
	t.ways()
	all := []string{iid("k"), iid("i"), iid("j")}
	t.listsOf("Initiative", "flows", all, []string{"h"}, []string{"f", "g", "h", "n", "o"}, []string{"n"})
	t.listsOf("Initiative", "funders", all, nil, []string{"x"}, []string{"y"})
	t.remove(fid("f"))
	t.listsOf("Initiative", "funders", all, nil, []string{"x"}, []string{"y"})
	t.remove(pid("b"))
	t.listsOf("Initiative", "funders", all, nil, nil, []string{"y"})
}

func backPages(t *T) {
	t.ways()
	q := backTo("Initiative", "flows", iid("j"), iid("i"), iid("k"))
	q.Limit, q.Total = 2, true
	t.perParent("the first two", q, []bool{false, true, false}, []string{"n"}, []string{"f", "g"}, []string{"h"})
	for i, want := range []int{1, 5, 1} {
		equal(t, fmt.Sprintf("total of list %d", i), t.lists(q)[i].Total, want)
	}
	q.After = &graph.Position{ID: fid("g")}
	t.perParent("behind g", q, []bool{false, true, false}, []string{"n"}, []string{"h", "n"}, []string{"h"})
	q.Before = &graph.Position{ID: fid("n")}
	t.perParent("between g and n", q, []bool{false, false, false}, nil, []string{"h"}, []string{"h"})
	q.After, q.Before, q.Backward = nil, nil, true
	t.perParent("the last two", q, []bool{false, true, false}, []string{"n"}, []string{"n", "o"}, []string{"h"})
	q.Before = &graph.Position{ID: fid("n")}
	t.perParent("the last two before n", q, []bool{false, true, false}, nil, []string{"g", "h"}, []string{"h"})
	q = backTo("Stakeholder", "initiatives", sid("x"), sid("y"))
	q.Order = graph.Order{Field: "name"}
	t.perParent("by name", q, []bool{false, false}, []string{"j", "i"}, []string{"i"})
	q.Order.Desc, q.Limit = true, 1
	t.perParent("one by name descending", q, []bool{true, false}, []string{"i"}, []string{"i"})
	q.After = &graph.Position{Key: graph.SortKey("Workshop"), ID: iid("i")}
	t.perParent("the next", q, []bool{false, false}, []string{"j"}, nil)
	q.Total, q.TotalOnly = true, true
	for i, want := range []int{2, 1} {
		l := t.lists(q)[i]
		equal(t, fmt.Sprintf("total alone of list %d", i), l.Total, want)
		equal(t, fmt.Sprintf("records of list %d", i), len(l.Records), 0)
	}
}

func backOddParents(t *T) {
	t.ways()
	t.listsOf("Initiative", "flows", []string{iid("j"), "nothing", iid("j"), "", sid("x"), iid("k")},
		[]string{"n"}, nil, []string{"n"}, nil, nil, []string{"h"})
	equal(t, "lists of no parents", len(t.lists(backTo("Initiative", "flows"))), 0)
	t.listsOf("Stakeholder", "members", []string{sid("z"), sid("z"), iid("i")}, []string{"y"}, []string{"y"}, nil)
}

func backFiltered(t *T) {
	t.ways()
	q := backTo("Initiative", "flows", iid("i"), iid("j"))
	no := []bool{false, false}
	q.Where = some("recipient.stakeholder", nil)
	t.perParent("flows to bodies", q, no, []string{"g", "o"}, nil)
	q.Where = graph.Or{is("amount", "7"), some("hops", nil)}
	t.perParent("flows of 7 or with hops", q, no, []string{"f", "g", "n"}, []string{"n"})
	q.IDs = []string{fid("n"), fid("o"), fid("m")}
	t.perParent("some flows of them", q, no, []string{"n"}, []string{"n"})
	q = backTo("Stakeholder", "initiatives", sid("x"), sid("y"))
	q.Where = is("nature", "STATE")
	t.perParent("initiatives that are states", q, no, []string{"j"}, nil)
}

func backWithoutEnd(t *T) {
	t.world()
	// The participant of e is a group: j has no body by it.
	t.listsOf("Initiative", "funders", []string{iid("j")}, []string{"y"})
	t.put(participation("g", "", "k", "FUNDING", func(p *graph.Participation) { p.GroupLabel = "donors" }))
	t.listsOf("Initiative", "funders", []string{iid("k"), ""}, nil, nil)
	t.findsOf("Initiative", some("funders", nil), "i", "j")
	t.findsOf("Initiative", none("funders", nil), "k")
}

func someBack(t *T) {
	t.ways()
	t.findsOf("Stakeholder", some("flowsThrough", nil), "y", "z")
	t.findsOf("Stakeholder", some("flowsThrough", is("amount", "1")), "y")
	t.findsOf("Stakeholder", some("initiatives", is("type", "PROJECT")), "x")
	t.findsOf("Stakeholder", some("initiatives", nil), "x", "y")
	t.findsOf("Stakeholder", some("members", is("name", "yara")), "z")
	t.findsOf("Stakeholder", some("members", is("name", "xenia")))
	t.findsOf("Stakeholder", some("parts", is("name", "xenia")), "z")
	t.findsOf("Stakeholder", some("memberOf", is("id", sid("z"))), "y")
	t.findsOf("Stakeholder", some("offices", nil))
}

func someSeveralWays(t *T) {
	t.ways()
	t.findsOf("Initiative", some("flows", nil), "i", "j", "k")
	t.findsOf("Initiative", some("flows", is("amount", "7")), "i")
	t.findsOf("Initiative", some("flows", some("hops", nil)), "i", "j")
	t.findsOf("Initiative", some("funders", nil), "i", "j")
	t.findsOf("Initiative", some("funders", is("name", "yara")), "j")
	t.findsOf("Initiative", graph.And{some("funders", is("name", "xenia")), some("funders", is("name", "yara"))})
	t.findsOf("Initiative", some("funders", in("name", "xenia", "yara")), "i", "j")
}

func noneBack(t *T) {
	t.ways()
	t.findsOf("Initiative", none("funders", nil), "k")
	t.findsOf("Initiative", none("funders", is("name", "xenia")), "j", "k")
	t.findsOf("Initiative", some("funders", not(is("name", "xenia"))), "j")
	t.findsOf("Initiative", none("flows", some("hops", nil)), "k")
	t.findsOf("Stakeholder", none("initiatives", is("type", "PROJECT")), "y", "z")
	t.findsOf("Stakeholder", none("members", not(is("slug", "y"))), "x", "y", "z")
	t.findsOf("Stakeholder", none("partOf", unknown("acronym")), "y", "z")
}

func nestedBack(t *T) {
	t.ways()
	t.findsOf("Stakeholder", some("initiatives", some("funders", is("slug", "y"))), "x")
	t.findsOf("Stakeholder", some("initiatives", some("funders", some("memberOf", is("slug", "z")))), "x")
	t.findsOf("Stakeholder", some("initiatives", none("funders", is("slug", "x"))), "x")
	t.findsOf("Stakeholder", none("initiatives", some("funders", is("slug", "y"))), "y", "z")
	t.findsOf("Stakeholder", some("members", some("initiatives", some("flows", is("amount", "7")))), "z")
	t.findsOf("Stakeholder", some("represents", some("partOf", some("members", is("slug", "y")))), "z")
	t.findsOf("Initiative", some("funders", some("initiatives", is("slug", "j"))), "i")
	t.findsOf("Flow", some("recipient.initiative", some("funders", is("slug", "y"))), "n")
	t.findsOf("Flow", some("hops", some("stakeholder", some("members", nil))), "n")
	t.findsOf("Participation", some("initiative", some("flows", some("provider.stakeholder", some("memberOf", nil)))), "a", "b", "c", "d", "e")
}

func backHub(t *T) {
	const n = 300
	rs := []graph.Record{doc(), stakeholder("hub", "Hub"), stakeholder("x", "X")}
	for i := range n {
		l := letters(i)
		rs = append(rs, initiative(l, l), participation(l, "hub", l, "HOST"), participation(l+"x", "hub", l, "PARTNER"))
	}
	t.put(append(rs, participation("one", "x", letters(7), "HOST"))...)
	q := backTo("Stakeholder", "initiatives", sid("x"), sid("hub"))
	q.Limit, q.Total, q.Order = 2, true, graph.Order{Field: "name"}
	t.perParent("initiatives", q, []bool{false, true}, []string{letters(7)}, []string{letters(0), letters(1)})
	equal(t, "total of the hub", t.lists(q)[1].Total, n)
	q.After = position(q, t.get(iid(letters(n-3))))
	t.perParent("behind one", q, []bool{false, false}, nil, []string{letters(n - 2), letters(n - 1)})
}

func wrongBack(t *T) {
	t.world()
	for what, by := range map[string]graph.Back{
		"via nothing":                  {Via: "nothing", Ref: "stakeholder"},
		"no reference of the part":     {Via: "hops", Ref: "nothing"},
		"no reference":                 {Ref: "nothing"},
		"no reference at all":          {},
		"via a reference":              {Via: "paidFrom", Ref: "reporter"},
		"a reference of another thing": {Via: "hops", Ref: "reporter"},
	} {
		t.wrongBy(what, "Flow", by)
	}
	fine := graph.Back{Via: "affiliations", Ref: "to", Where: is("type", "PART_OF")}
	t.wrongBy("a list that does not lead back directly", "Stakeholder", graph.Back{Via: "members", Ref: "nothing"})
	t.wrongBy("no reference of the list", "Stakeholder", graph.Back{Via: "affiliations", Ref: "initiative"})
	t.wrongBy("a filter that does not fit", "Stakeholder", graph.Back{Via: "affiliations", Ref: "to", Where: is("name", "x")})
	t.wrongBy("a wrong way after one that is not", "Stakeholder", fine, graph.Back{Via: "affiliations", Ref: "nothing"})
	t.ok(t.asks(graph.Query{Type: typ("Stakeholder"), By: []graph.Back{fine}, Parents: []string{sid("z")}}))
}

func (t *T) wrongBy(what, of string, by ...graph.Back) {
	t.Helper()
	q := graph.Query{Type: typ(of), By: by, Parents: []string{sid("z")}}
	t.code(what, t.asks(q), graph.InvalidArgument)
	q.Limit = 1
	t.code(what+" (page)", t.asks(q), graph.InvalidArgument)
	q.Total, q.TotalOnly = true, true
	t.code(what+" (total)", t.asks(q), graph.InvalidArgument)
	a := graph.Aggregation{Type: typ(of), By: by, Parents: q.Parents, Measures: measures("count"), Rank: -1}
	t.code(what+" (groups)", t.asksGroups(a), graph.InvalidArgument)
}

func parentGroupCases() []Case {
	return []Case{
		{"groups stand by parent, in the order of the parents", groupsByParent},
		{"without keys each parent has one group, even of nothing", noKeysOfParents},
		{"repeated and unknown parents have groups as they have lists", groupsOfOddParents},
		{"groups of parents are ranked within each parent", groupsOfParentsRanked},
		{"groups of lists over several ways count a record once", groupsOfSeveralWays},
		{"filters and keys across references in groups of parents", groupsOfParentsFiltered},
		{"groups of parents cannot be cut", groupsOfParentsUncut},
	}
}

// groupsEach expects the groups of parents, each as «place| key, key: value value».
func (t *T) groupsEach(what string, a graph.Aggregation, want ...string) {
	t.Helper()
	g := t.aggregate(a)
	same(t, what, parentLines(g), want...)
	equal(t, what+": total", g.Total, len(want))
}

// groupsBack asks for groups of the list of that name of each of the parents.
func groupsBack(of, list string, keys []string, m []graph.Measure, parents ...string) graph.Aggregation {
	q := backTo(of, list, parents...)
	return graph.Aggregation{Type: q.Type, By: q.By, Parents: q.Parents, Keys: keys, Measures: m, Rank: -1}
}

func groupsByParent(t *T) {
	t.world()
	a := groupsBack("Stakeholder", "participations", []string{"role"}, measures("count", "countDistinct initiative.id"), sid("y"), sid("z"), sid("x"))
	t.groupsEach("roles", a, "0| PARTNER: 1 1", "2| FUNDING: 1 1", "2| HOST: 1 1", "2| PARTNER: 1 1")
	a = groupsBack("Initiative", "participations", []string{"initiative.slug", "stakeholder.slug"}, measures("count"), iid("j"), iid("i"))
	t.groupsEach("bodies", a, "0| j, : 1", "0| j, x: 1", "1| i, x: 2", "1| i, y: 1")
}

func noKeysOfParents(t *T) {
	m := measures("count", "countDistinct type", "min type", "max startEarliest", "sum")
	a := groupsBack("Stakeholder", "flowsOut", nil, m, sid("z"), sid("x"), sid("y"))
	t.groupsEach("no flows", a, "0| : 0 0   0(0,0)", "1| : 0 0   0(0,0)", "2| : 0 0   0(0,0)")
	t.world()
	want := []string{"0| : 0 0   0(0,0)", "1| : 1 1 DISBURSEMENT  10(0,0)", "2| : 1 1 DISBURSEMENT  0(1,0)"}
	t.groupsEach("flows", a, want...)
	a.Rank = 4
	t.groupsEach("flows, ranked", a, want...)
	for i, v := range t.aggregate(a).Rows[0].Values {
		if i < 2 {
			equal(t, "a count of nothing", v, any(0))
		}
	}
	a.Keys = []string{"type"}
	t.groupsEach("flows by type", a, "1| DISBURSEMENT: 1 1 DISBURSEMENT  10(0,0)", "2| DISBURSEMENT: 1 1 DISBURSEMENT  0(1,0)")
	a.Parents = nil
	t.groupsEach("of no parents", a)
	a.Keys = nil
	t.groupsEach("of no parents without keys", a)
}

func groupsOfOddParents(t *T) {
	t.world()
	a := groupsBack("Stakeholder", "participations", []string{"role"}, measures("count"), sid("y"), "nothing", sid("y"), "", iid("i"))
	t.groupsEach("roles", a, "0| PARTNER: 1", "2| PARTNER: 1")
	a.Keys = nil
	t.groupsEach("counts", a, "0| : 1", "1| : 0", "2| : 1", "3| : 0", "4| : 0")
}

func groupsOfParentsRanked(t *T) {
	t.ways()
	a := groupsBack("Initiative", "flows", []string{"provider.stakeholder.slug"}, measures("count", "sum", "max amount"), iid("j"), iid("i"))
	a.Rank = 0
	t.groupsEach("by count", a, "0| y: 1 0(1,0) ", "1| : 3 8(0,0) 5", "1| x: 1 7(0,0) 7", "1| y: 1 0(1,0) ")
	a.Rank = 1
	t.groupsEach("by sum", a, "0| y: 1 0(1,0) ", "1| : 3 8(0,0) 5", "1| x: 1 7(0,0) 7", "1| y: 1 0(1,0) ")
	a.Rank = 2
	t.groupsEach("by the greatest", a, "0| y: 1 0(1,0) ", "1| x: 1 7(0,0) 7", "1| : 3 8(0,0) 5", "1| y: 1 0(1,0) ")
}

func groupsOfSeveralWays(t *T) {
	t.ways()
	t.groupsEach("flows", groupsBack("Initiative", "flows", nil, measures("count", "sum"), iid("i"), iid("k")),
		"0| : 5 15(1,0)", "1| : 1 2(0,0)")
	t.groupsEach("funders", groupsBack("Initiative", "funders", []string{"name"}, measures("count"), iid("i"), iid("k"), iid("j")),
		"0| Xenia: 1", "2| Yara: 1")
	t.groupsEach("members by kind", groupsBack("Stakeholder", "members", []string{"kind"}, measures("count"), sid("x"), sid("z")),
		"1| ORGANIZATION: 1")
}

func groupsOfParentsFiltered(t *T) {
	t.world()
	a := groupsBack("Stakeholder", "participations", []string{"initiative.type"}, measures("count"), sid("x"), sid("y"))
	t.groupsEach("by type", a, "0| PROJECT: 1", "0| WORKSHOP: 2", "1| WORKSHOP: 1")
	a.Where = graph.Or{is("role", "HOST"), some("initiative", some("funders", is("slug", "y")))}
	t.groupsEach("by type, of some", a, "0| PROJECT: 1", "0| WORKSHOP: 1")
	a.Keys = nil
	t.groupsEach("counts, of some", a, "0| : 2", "1| : 0")
}

func groupsOfParentsUncut(t *T) {
	t.world()
	a := groupsBack("Stakeholder", "participations", []string{"role"}, measures("count"), sid("x"))
	a.Limit = 1
	t.code("a limit", t.asksGroups(a), graph.InvalidArgument)
	a.Limit, a.Offset = 0, 1
	t.code("an offset", t.asksGroups(a), graph.InvalidArgument)
	a.Limit = 1
	t.code("both", t.asksGroups(a), graph.InvalidArgument)
}

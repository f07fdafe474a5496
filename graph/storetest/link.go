package storetest

import (
	"context"
	"fmt"

	"github.com/migraph/migraph/graph"
)

func linkCases() []Case {
	return []Case{
		{"neighbours in both directions with their weights", neighbours},
		{"neighbours come by weight, then id, type and direction", neighboursOrder},
		{"a weight counts distinct claims", distinctClaims},
		{"a limit cuts each node's neighbours and leaves the total", neighboursCut},
		{"types limit the links", linksByType},
		{"dating limits the links", linksByDating},
		{"roles limit participations and presences alone", linksByRole},
		{"links can be limited to a way, to some ends, and to ends that fit", linksByEnd},
		{"neighbours tell claims that link them", linksWithClaims},
		{"a limit cuts after ends are chosen", linksCutByEnd},
		{"one field of records can be derived alone", deriveAlone},
		{"a link to itself leads both ways", selfLink},
		{"a flow links along its route", flowRoute},
		{"groups and unknown ends link nothing", noLinks},
		{"unknown and repeated nodes", oddNodes},
		{"links change and go with their claims", linksReplaced},
		{"neighbours are counted for any types and ways as claims come, change and go", neighboursCounted},
		{"a hub's neighbours that fit", hubFiltered},
	}
}

// near expects the neighbours of nodes, each as «weight type>id» or «weight type<id».
func (t *T) near(what string, q graph.LinkQuery, want ...[]string) {
	t.Helper()
	got := t.links(q)
	if len(got) != len(want) {
		t.Fatalf("%s: %d lists, want %d", what, len(got), len(want))
	}
	for i, n := range got {
		var lines []string
		for _, x := range n.List {
			arrow := "<"
			if x.Out {
				arrow = ">"
			}
			lines = append(lines, fmt.Sprint(x.Weight, " ", x.Type, arrow, short(x.ID)))
		}
		same(t, fmt.Sprintf("%s, node %d", what, i), lines, want[i]...)
	}
}

func nodes(ids ...string) graph.LinkQuery { return graph.LinkQuery{Nodes: ids} }

func neighbours(t *T) {
	t.world()
	t.near("x, i and z", nodes(sid("x"), iid("i"), sid("z")),
		[]string{"2 PARTICIPATES_IN>i", "1 PARTICIPATES_IN>j", "1 FUNDS>y", "1 PART_OF>z", "1 REPRESENTS<z"},
		[]string{"2 PARTICIPATES_IN<x", "1 FUNDS>j", "1 PARTICIPATES_IN<y", "1 FUNDS>z", "1 FUNDS<z"},
		[]string{"1 FUNDS>i", "1 FUNDS<i", "1 PART_OF<x", "1 REPRESENTS>x", "1 FUNDS<y", "1 MEMBER_OF<y"})
	got := t.links(nodes(sid("x")))
	equal(t, "total", got[0].Total, 5)
	equal(t, "things", got[0].Things, 4)
	q := nodes(sid("x"), sid("z"))
	q.Limit = 1
	equal(t, "things beyond a cut", t.links(q)[0].Things, 4)
	equal(t, "things beyond a cut of z", t.links(q)[1].Things, 3)
	q.Types = []graph.LinkType{"PARTICIPATES_IN"}
	equal(t, "things by type beyond a cut", t.links(q)[0].Things, 2)
}

func neighboursOrder(t *T) {
	rs := []graph.Record{doc(), stakeholder("m", "M")}
	for _, k := range []string{"a", "b", "c"} {
		rs = append(rs, stakeholder(k, k))
	}
	n := 0
	link := func(from, to string, kind graph.AffiliationType) {
		n++
		rs = append(rs, affiliation(letters(n), from, to, kind))
	}
	link("m", "a", "SUCCEEDS")
	link("a", "m", "SUCCEEDS")
	link("m", "a", "MEMBER_OF")
	link("a", "m", "MEMBER_OF")
	link("b", "m", "PART_OF")
	link("b", "m", "PART_OF")
	link("m", "b", "PART_OF")
	link("m", "c", "PART_OF")
	link("m", "c", "PART_OF")
	link("m", "c", "PART_OF")
	t.put(rs...)
	t.near("m", nodes(sid("m")), []string{
		"3 PART_OF>c", "2 PART_OF<b", "1 MEMBER_OF>a", "1 MEMBER_OF<a", "1 SUCCEEDS>a", "1 SUCCEEDS<a", "1 PART_OF>b"})
}

func distinctClaims(t *T) {
	t.put(doc(), stakeholder("x", "X"), stakeholder("y", "Y"),
		flow("f", body("x"), body("y"), "1", func(f *graph.Flow) { f.Hops = []*graph.Hop{{End: body("y")}, {End: body("x")}} }),
		flow("g", body("x"), body("y"), "1"))
	t.near("x", nodes(sid("x")), []string{"2 FUNDS>y", "1 FUNDS<y"})
	equal(t, "stored links", len(t.scanLinks()), 4)
}

func neighboursCut(t *T) {
	t.world()
	q := nodes(sid("x"), sid("y"), sid("z"))
	q.Limit = 2
	t.near("cut", q, []string{"2 PARTICIPATES_IN>i", "1 PARTICIPATES_IN>j"}, []string{"1 PARTICIPATES_IN>i", "1 FUNDS<x"}, []string{"1 FUNDS>i", "1 FUNDS<i"})
	for i, want := range []int{5, 4, 6} {
		equal(t, fmt.Sprintf("total of node %d", i), t.links(q)[i].Total, want)
	}
	q.Limit = 5
	equal(t, "total of x at its limit", t.links(q)[0].Total, 5)
	equal(t, "neighbours of x at its limit", len(t.links(q)[0].List), 5)
}

func linksByType(t *T) {
	t.world()
	q := nodes(sid("x"), sid("z"))
	q.Types = []graph.LinkType{"PART_OF", "REPRESENTS"}
	t.near("two types", q, []string{"1 PART_OF>z", "1 REPRESENTS<z"}, []string{"1 PART_OF<x", "1 REPRESENTS>x"})
	equal(t, "total", t.links(q)[0].Total, 2)
	q.Types = []graph.LinkType{graph.LinkFunds}
	t.near("money", q, []string{"1 FUNDS>y"}, []string{"1 FUNDS>i", "1 FUNDS<i", "1 FUNDS<y"})
	q.Types = []graph.LinkType{"SECRETARIAT_OF"}
	t.near("a type without links", q, nil, nil)
	q.Types = []graph.LinkType{}
	equal(t, "neighbours by an empty list of types", len(t.links(q)[0].List), 5)
}

func linksByDating(t *T) {
	state := func(start, end string) func(*graph.Affiliation) {
		return func(a *graph.Affiliation) { a.Period = during(start, end) }
	}
	t.put(doc(), stakeholder("x", "X"), stakeholder("y", "Y"), stakeholder("z", "Z"), initiative("i", "I"),
		affiliation("a", "x", "y", "MEMBER_OF", state("2020", "2021")), affiliation("b", "x", "y", "MEMBER_OF", state("2021-06-01", "")),
		affiliation("c", "x", "z", "MEMBER_OF"), participation("p", "x", "i", "HOST", claimDates("2021-07-01", "")))
	near := func(d graph.Dating, want ...string) {
		t.Helper()
		q := nodes(sid("x"))
		q.Dating = d
		t.near(fmt.Sprintf("dating %+v", d), q, want)
		equal(t, "total", t.links(q)[0].Total, len(want))
	}
	at := func(day string) graph.Dating { return graph.Dating{From: day, To: day} }
	near(graph.Dating{}, "2 MEMBER_OF>y", "1 PARTICIPATES_IN>i", "1 MEMBER_OF>z")
	near(at("2019-12-31"))
	near(at("2020-01-01"), "1 MEMBER_OF>y")
	near(at("2021-07-01"), "2 MEMBER_OF>y", "1 PARTICIPATES_IN>i")
	near(at("2022-01-01"), "1 MEMBER_OF>y")
	near(graph.Dating{From: "2021-07-01", To: "2021-07-01", Certain: true}, "1 PARTICIPATES_IN>i")
	near(graph.Dating{From: "2022-01-01", To: "2022-01-01", Undated: graph.UndatedInclude}, "1 MEMBER_OF>y", "1 MEMBER_OF>z")
	near(graph.Dating{Undated: graph.UndatedOnly}, "1 MEMBER_OF>z")
	near(graph.Dating{Undated: graph.UndatedExclude}, "2 MEMBER_OF>y", "1 PARTICIPATES_IN>i")
}

func linksByRole(t *T) {
	t.world()
	q := nodes(sid("x"), iid("i"))
	q.Roles = []graph.Role{"FUNDING"}
	t.near("one role", q, []string{"1 PARTICIPATES_IN>i", "1 FUNDS>y", "1 PART_OF>z", "1 REPRESENTS<z"},
		[]string{"1 FUNDS>j", "1 PARTICIPATES_IN<x", "1 FUNDS>z", "1 FUNDS<z"})
	q.Roles = []graph.Role{"VISITOR"}
	t.near("a role that nobody has", q, []string{"1 FUNDS>y", "1 PART_OF>z", "1 REPRESENTS<z"}, []string{"1 FUNDS>j", "1 FUNDS>z", "1 FUNDS<z"})
}

func linksByEnd(t *T) {
	t.world()
	q := nodes(sid("x"))
	q.Way = graph.WayOut
	t.near("out", q, []string{"2 PARTICIPATES_IN>i", "1 PARTICIPATES_IN>j", "1 FUNDS>y", "1 PART_OF>z"})
	q.Way = graph.WayIn
	t.near("in", q, []string{"1 REPRESENTS<z"})
	q = nodes(sid("x"))
	q.Among = []string{sid("z"), iid("j"), "nothing"}
	t.near("among", q, []string{"1 PARTICIPATES_IN>j", "1 PART_OF>z", "1 REPRESENTS<z"})
	equal(t, "total", t.links(q)[0].Total, 3)
	q.Among = []string{}
	t.near("among none", q, nil)
	q = nodes(sid("x"))
	q.Where = map[string]graph.Filter{"Initiative": graph.Compare{Field: "id", Op: graph.Eq, Value: iid("j")}, "Stakeholder": graph.Or{}}
	t.near("ends that fit", q, []string{"1 PARTICIPATES_IN>j"})
	q.Dating = graph.Dating{Undated: graph.UndatedOnly}
	q.Where["Initiative"] = graph.And{}
	for _, n := range t.links(q)[0].List {
		equal(t, "type of a neighbour by time and end", n.Type, graph.LinkParticipatesIn)
	}
	_, err := tryLinks(t, graph.LinkQuery{Nodes: []string{sid("x")}, Where: map[string]graph.Filter{"Flow": nil}})
	t.code("a condition on claims", err, graph.InvalidArgument)
	_, err = tryLinks(t, graph.LinkQuery{Nodes: []string{sid("x")}, Where: map[string]graph.Filter{"Place": graph.Compare{Field: "nothing", Op: graph.Eq, Value: "x"}}})
	t.code("a condition on no field", err, graph.InvalidArgument)
}

func tryLinks(t *T, q graph.LinkQuery) (out []graph.Neighbours, err error) {
	err = t.store.View(t.ctx, func(ctx context.Context, r graph.Reader) error {
		var err error
		out, err = r.Links(ctx, &q)
		return err
	})
	return out, err
}

func linksWithClaims(t *T) {
	t.put(doc(), stakeholder("x", "X"), initiative("i", "I"), initiative("j", "J"))
	for _, k := range []string{"c", "a", "d", "b"} {
		t.put(participation(k, "x", "i", "HOST"))
	}
	t.put(participation("e", "x", "j", "FUNDING"))
	claims := func(q graph.LinkQuery, node int, want ...string) {
		t.Helper()
		var got []string
		for _, n := range t.links(q)[node].List {
			line := fmt.Sprint(short(n.ID), ":")
			for _, c := range n.Claims {
				line += " " + short(c)
			}
			got = append(got, line)
		}
		same(t, "claims", got, want...)
	}
	q := nodes(sid("x"), iid("i"))
	q.Claims = 3
	claims(q, 0, "i: a b c", "j: e")
	claims(q, 1, "x: a b c")
	q.Roles = []graph.Role{"FUNDING"}
	claims(q, 0, "j: e")
	claims(nodes(sid("x")), 0, "i:", "j:")
}

func linksCutByEnd(t *T) {
	t.world()
	q := nodes(sid("x"))
	q.Where, q.Limit = map[string]graph.Filter{"Initiative": graph.Compare{Field: "id", Op: graph.Eq, Value: iid("j")}}, 2
	t.near("cut after", q, []string{"1 PARTICIPATES_IN>j", "1 FUNDS>y"})
	equal(t, "total", t.links(q)[0].Total, 4)
}

func deriveAlone(t *T) {
	t.world()
	before := t.dump("claimCount", "revision")
	rev := t.write(func(ctx context.Context, w graph.Writer) error {
		return w.Derive(ctx, typ("Stakeholder"), "claimCount", map[string]any{sid("x"): int64(7), "nothing": int64(8)})
	})
	equal(t, "revision", t.revision(), rev)
	equal(t, "derived value", t.get(sid("x")).(*graph.Stakeholder).ClaimCount, 7)
	equal(t, "all else", t.dump("claimCount", "revision"), before)
	equal(t, "found by it", len(t.find("Stakeholder", graph.Compare{Field: "claimCount", Op: graph.Ge, Value: int64(7)})), 1)
	_, err := t.store.Write(t.ctx, func(ctx context.Context, w graph.Writer) error {
		return w.Derive(ctx, typ("Stakeholder"), "name", map[string]any{sid("x"): "y"})
	})
	t.code("a field with an order", err, graph.Internal)
}

func selfLink(t *T) {
	t.put(doc(), stakeholder("x", "X"), affiliation("a", "x", "x", "SUCCEEDS"), flow("f", body("x"), body("x"), "1"))
	t.near("x", nodes(sid("x")), []string{"1 FUNDS>x", "1 FUNDS<x", "1 SUCCEEDS>x", "1 SUCCEEDS<x"})
	equal(t, "total", t.links(nodes(sid("x")))[0].Total, 4)
	equal(t, "other things", t.links(nodes(sid("x")))[0].Things, 0)
	q := nodes(sid("x"))
	q.Limit = 1
	equal(t, "other things beyond a cut", t.links(q)[0].Things, 0)
	equal(t, "stored links", len(t.scanLinks()), 2)
}

func flowRoute(t *T) {
	t.put(doc(), stakeholder("a", "A"), stakeholder("b", "B"), stakeholder("c", "C"), initiative("i", "I"), initiative("j", "J"),
		flow("f", graph.End{StakeholderID: sid("a"), InitiativeID: iid("i")}, graph.End{StakeholderID: sid("c"), InitiativeID: iid("j")}, "1",
			func(f *graph.Flow) { f.Hops = []*graph.Hop{{End: body("b")}} }))
	var got []string
	for _, l := range t.scanLinks() {
		got = append(got, fmt.Sprint(l.Step, " ", short(l.From), ">", short(l.To), " ", l.Type, " ", short(l.Claim)))
	}
	same(t, "links", got, "0 a>i FUNDS f", "1 i>b FUNDS f", "2 b>c FUNDS f", "3 c>j FUNDS f")
	t.near("b", nodes(sid("b")), []string{"1 FUNDS<i", "1 FUNDS>c"})
}

func noLinks(t *T) {
	t.put(doc(), stakeholder("x", "X"), initiative("i", "I"),
		participation("p", "", "i", "PARTICIPANT", func(p *graph.Participation) { p.GroupLabel, p.GroupAppointedBy = "workers", sid("x") }),
		participation("q", "x", "i", "HOST", func(p *graph.Participation) { p.DelegationOf = sid("x") }),
		flow("f", body("x"), graph.End{}, "1", func(f *graph.Flow) { f.ReporterID = sid("x") }))
	t.near("x and i", nodes(sid("x"), iid("i")), []string{"1 PARTICIPATES_IN>i"}, []string{"1 PARTICIPATES_IN<x"})
}

func oddNodes(t *T) {
	t.world()
	q := nodes("nothing", sid("y"), did("doc"), sid("y"), "")
	q.Types = []graph.LinkType{"MEMBER_OF"}
	t.near("nodes", q, nil, []string{"1 MEMBER_OF>z"}, nil, []string{"1 MEMBER_OF>z"}, nil)
	for i, want := range []int{0, 1, 0, 1, 0} {
		equal(t, fmt.Sprintf("total of node %d", i), t.links(q)[i].Total, want)
	}
}

func linksReplaced(t *T) {
	t.put(doc(), stakeholder("x", "X"), stakeholder("y", "Y"), stakeholder("z", "Z"), affiliation("a", "x", "y", "MEMBER_OF"),
		flow("f", body("x"), body("y"), "1", func(f *graph.Flow) { f.Hops = []*graph.Hop{{End: body("z")}} }))
	t.near("x", nodes(sid("x")), []string{"1 MEMBER_OF>y", "1 FUNDS>z"})
	t.put(affiliation("a", "z", "x", "PART_OF"), flow("f", body("x"), body("y"), "1"))
	t.near("x after a change", nodes(sid("x")), []string{"1 FUNDS>y", "1 PART_OF<z"})
	equal(t, "stored links", len(t.scanLinks()), 2)
	t.remove(aid("a"), fid("f"))
	t.near("x after deletion", nodes(sid("x")), nil)
	equal(t, "stored links", len(t.scanLinks()), 0)
	t.put(affiliation("a", "x", "y", "MEMBER_OF"))
	t.near("x after it came again", nodes(sid("x")), []string{"1 MEMBER_OF>y"})
}

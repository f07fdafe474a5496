package storetest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

// answersAs expects what the oracle says of neighbours.
func (t *T) answersAs(o *oracle, q graph.LinkQuery) {
	t.Helper()
	equal(t, fmt.Sprintf("neighbours by %+v", q), describeNeighbours(t.links(q)), describeNeighbours(o.links(&q)))
}

// Stores may keep numbers of neighbours. They must follow every change of claims, for
// whatever types and ways are asked.
func neighboursCounted(t *T) {
	things := []graph.Record{doc(), stakeholder("x", "X"), stakeholder("y", "Y"), initiative("i", "I"), initiative("j", "J")}
	claims := map[string]graph.Record{}
	t.put(things...)
	expect := func() {
		t.Helper()
		o := newOracle(slices.AppendSeq(slices.Clone(things), maps.Values(claims)))
		for _, types := range [][]graph.LinkType{nil, {"FUNDS"}, {"MEMBER_OF", "PARTICIPATES_IN"}} {
			q := nodes(sid("x"), sid("y"), iid("i"), iid("j"), "nothing")
			q.Limit, q.Types = 1, types
			for _, q.Way = range []graph.Way{"", graph.WayOut, graph.WayIn} {
				t.answersAs(o, q)
			}
		}
		found, err := graph.CheckStore(t.ctx, t.store)
		t.ok(err)
		for _, d := range found {
			if strings.Contains(d.Message, "neighbours") {
				t.Errorf("the check finds %+v", d)
			}
		}
	}
	put := func(rs ...graph.Record) {
		t.Helper()
		for _, r := range rs {
			claims[graph.IDOf(r)] = r
		}
		t.put(rs...)
		expect()
	}
	remove := func(ids ...string) {
		t.Helper()
		for _, id := range ids {
			delete(claims, id)
		}
		t.remove(ids...)
		expect()
	}
	expect()
	put(affiliation("a", "x", "y", "MEMBER_OF"))
	put(affiliation("b", "x", "y", "MEMBER_OF"), affiliation("c", "y", "x", "MEMBER_OF"))
	put(flow("f", body("x"), body("y"), "1"), participation("p", "x", "i", "HOST"), participation("q", "y", "i", "HOST"))
	put(affiliation("d", "x", "x", "MEMBER_OF"), flow("g", body("x"), body("x"), "1"))
	put(affiliation("a", "y", "x", "PART_OF"))     // another type and way
	put(participation("p", "x", "j", "HOST"))      // another end
	put(flow("f", body("x"), programme("i"), "1")) // another type of end
	put(flow("h", programme("i"), body("x"), "1", func(f *graph.Flow) { f.Hops = []*graph.Hop{{End: body("y")}} }))
	remove(aid("b"))
	remove(fid("g"))
	remove(aid("d"), aid("c"))
	put(affiliation("d", "x", "x", "MEMBER_OF"))
	remove(aid("a"), aid("d"), fid("f"), fid("h"), pid("p"), pid("q"))
	t.near("nothing is left", nodes(sid("x"), iid("i")), nil, nil)
}

// Stores may answer for hubs in another way than for other things.
func hubFiltered(t *T) {
	all := []graph.Record{doc(), stakeholder("hub", "Hub"), stakeholder("x", "X"),
		affiliation("self", "hub", "hub", "SUCCEEDS"), affiliation("to", "x", "hub", "MEMBER_OF")}
	for n := range 700 {
		key := letters(n)
		kind := []graph.InitiativeType{"PROJECT", "WORKSHOP", "FORUM"}[n%3]
		all = append(all, initiative(key, key, func(i *graph.Initiative) { i.Type = kind }),
			participation(key, "hub", key, []graph.Role{"HOST", "FUNDING"}[n%2], claimDates(fmt.Sprint(2000+n%20), "")))
		if n%5 == 0 {
			all = append(all, participation("x"+key, "hub", key, "HOST"))
		}
		if n%7 == 0 {
			all = append(all, flow(key, body("hub"), programme(key), "1"))
		}
		if n%11 == 0 {
			all = append(all, flow("x"+key, programme(key), body("hub"), "1", func(f *graph.Flow) { f.Hops = []*graph.Hop{{End: body("x")}} }))
		}
	}
	t.put(all...)
	o := newOracle(all)
	projects := map[string]graph.Filter{"Initiative": is("type", "PROJECT")}
	for _, q := range []graph.LinkQuery{
		{}, {Where: projects}, {Roles: []graph.Role{"FUNDING"}}, {Dating: graph.Dating{From: "2010-05-05", To: "2010-05-05"}},
		{Dating: graph.Dating{From: "2005-01-01", To: "2030-01-01"}, Where: projects, Types: []graph.LinkType{"PARTICIPATES_IN", "SUCCEEDS"}},
		{Roles: []graph.Role{"HOST"}, Way: graph.WayOut}, {Where: projects, Way: graph.WayIn}, {Roles: []graph.Role{"HOST"}, Claims: 2},
	} {
		q.Nodes = []string{sid("x"), sid("hub"), iid(letters(0)), sid("hub")}
		for _, q.Limit = range []int{1, 250} {
			t.answersAs(o, q)
		}
	}
}

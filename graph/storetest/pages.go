package storetest

import (
	"context"
	"fmt"

	"github.com/migraph/migraph/graph"
)

type ctxT = context.Context

func pageCases() []Case {
	return []Case{
		{"the first page has the first records and says that there are more", firstPage},
		{"the page after a position goes on behind it", nextPage},
		{"the last page has no more", lastPage},
		{"a page behind the last record is empty", emptyPage},
		{"a limit of exactly the number of records leaves no more", exactLimit},
		{"no limit gives everything", noLimit},
		{"a backward page has the last records in the order of the list", backwardPage},
		{"a backward page before a position ends in front of it", backwardBefore},
		{"a page lies between two positions", betweenPositions},
		{"a position of a deleted record still tells the place", deletedPosition},
		{"a position that never was a record tells its place", inventedPosition},
		{"walking forward and backward gives the whole list in every order", walking},
		{"pages stay right while records are inserted between them", insertedBetween},
		{"pages by id need no key", pagesByID},
		{"pages of ties go on by id", pagesOfTies},
		{"pages cross from unknown keys to known ones", pagesAcrossUnknown},
		{"descending pages cross from known keys to unknown ones", pagesDescending},
		{"each parent's list is paged by itself", pagesOfParents},
		{"backward pages of parents", backwardPagesOfParents},
		{"pages hold under a filter", pagesUnderFilter},
		{"a limit with ids bounds them", limitedIDs},
	}
}

// walk gives the ids of all pages of a query, forward or backward, as one list.
func (t *T) walk(q graph.Query) []string {
	t.Helper()
	var out []string
	for pages := 0; ; pages++ {
		if pages > 1000 {
			t.Fatal("the pages have no end")
		}
		l := t.list(q)
		if q.Limit > 0 && len(l.Records) > q.Limit {
			t.Fatalf("a page of %d has %d records", q.Limit, len(l.Records))
		}
		if q.Backward {
			out = append(idsOf(l), out...)
		} else {
			out = append(out, idsOf(l)...)
		}
		if !l.More {
			return out
		}
		if len(l.Records) == 0 {
			t.Fatal("an empty page says that there is more")
		}
		if q.Backward {
			q.Before = position(q, l.Records[0])
		} else {
			q.After = position(q, l.Records[len(l.Records)-1])
		}
	}
}

func position(q graph.Query, r graph.Record) *graph.Position {
	p := graph.PositionOf(q.Type, q.Order, r)
	return &p
}

// five stores five stakeholders, a to e by id, whose names run the other way.
func (t *T) five() graph.Query {
	t.Helper()
	t.put(stakeholder("a", "Five"), stakeholder("b", "Four"), stakeholder("c", "One"), stakeholder("d", "Three"), stakeholder("e", "Two"))
	return graph.Query{Type: typ("Stakeholder"), Order: byNameOrder(false)}
}

// at gives the position of a record that five stored.
func (t *T) at(q graph.Query, key string) *graph.Position {
	t.Helper()
	return position(q, t.get(sid(key)))
}

func (t *T) page(what string, q graph.Query, more bool, want ...string) {
	t.Helper()
	l := t.list(q)
	same(t, what, shorts(idsOf(l)), want...)
	equal(t, what+": more", l.More, more)
}

func firstPage(t *T) {
	q := t.five()
	q.Limit = 2
	t.page("the first page", q, true, "a", "b")
	q.Order.Desc = true
	t.page("the first page descending", q, true, "e", "d")
}

func nextPage(t *T) {
	q := t.five()
	q.Limit, q.After = 2, t.at(q, "b")
	t.page("the second page", q, true, "c", "d")
	q.Order.Desc, q.After = true, t.at(q, "d")
	t.page("the second page descending", q, true, "c", "b")
}

func lastPage(t *T) {
	q := t.five()
	q.Limit, q.After = 2, t.at(q, "c")
	t.page("the last page", q, false, "d", "e")
	q.After = t.at(q, "d")
	t.page("a page of one", q, false, "e")
}

func emptyPage(t *T) {
	q := t.five()
	q.Limit, q.After = 2, t.at(q, "e")
	t.page("the page after the last record", q, false)
	q.After, q.Before, q.Backward = nil, t.at(q, "a"), true
	t.page("the page before the first record", q, false)
	q = graph.Query{Type: typ("Initiative"), Order: byNameOrder(false), Limit: 2, Total: true}
	t.page("a page of nothing", q, false)
	equal(t, "total of nothing", t.list(q).Total, 0)
}

func exactLimit(t *T) {
	q := t.five()
	q.Limit = 5
	t.page("all", q, false, "a", "b", "c", "d", "e")
	q.Backward = true
	t.page("all backward", q, false, "a", "b", "c", "d", "e")
	q.Limit = 6
	t.page("more than all", q, false, "a", "b", "c", "d", "e")
}

func noLimit(t *T) {
	q := t.five()
	t.page("all", q, false, "a", "b", "c", "d", "e")
	q.After = t.at(q, "b")
	t.page("all after b", q, false, "c", "d", "e")
	q.Backward = true
	t.page("all after b, backward", q, false, "c", "d", "e")
}

func backwardPage(t *T) {
	q := t.five()
	q.Limit, q.Backward = 2, true
	t.page("the last two", q, true, "d", "e")
	q.Order.Desc = true
	t.page("the last two descending", q, true, "b", "a")
}

func backwardBefore(t *T) {
	q := t.five()
	q.Limit, q.Backward, q.Before = 2, true, t.at(q, "d")
	t.page("two before d", q, true, "b", "c")
	q.Before = t.at(q, "b")
	t.page("two before b", q, false, "a")
}

func betweenPositions(t *T) {
	q := t.five()
	q.After, q.Before = t.at(q, "a"), t.at(q, "e")
	t.page("between a and e", q, false, "b", "c", "d")
	q.Limit = 2
	t.page("the first two between", q, true, "b", "c")
	q.Backward = true
	t.page("the last two between", q, true, "c", "d")
	q.After, q.Before = t.at(q, "c"), t.at(q, "c")
	t.page("between c and c", q, false)
	q.After, q.Before = t.at(q, "d"), t.at(q, "b")
	t.page("between d and b", q, false)
}

func deletedPosition(t *T) {
	q := t.five()
	c := t.at(q, "c")
	t.remove(sid("c"))
	q.Limit, q.After = 1, c
	t.page("after the deleted", q, true, "d")
	q.After, q.Before, q.Backward = nil, c, true
	t.page("before the deleted", q, true, "b")
}

func inventedPosition(t *T) {
	q := t.five()
	q.After = &graph.Position{Key: graph.SortKey("ONÉ"), ID: "s"}
	t.page("after «one» and the least id", q, false, "c", "d", "e")
	q.After = &graph.Position{Key: graph.SortKey("one"), ID: "szzzzzzzzzzzzzzzz"}
	t.page("after «one» and the greatest id", q, false, "d", "e")
	q.After = &graph.Position{Key: "0", ID: "szzzzzzzzzzzzzzzz"}
	t.page("after unknown", q, false, "a", "b", "c", "d", "e")
	q.After = &graph.Position{Key: "", ID: ""}
	t.page("after the least position", q, false, "a", "b", "c", "d", "e")
}

func walking(t *T) {
	var rs []graph.Record
	for i := range 23 {
		var edits []func(*graph.Initiative)
		if i%4 != 0 { // a quarter is without date, the rest share few dates
			edits = append(edits, dated(fmt.Sprintf("20%02d", i%3+20), ""))
		}
		rs = append(rs, initiative(letters(i*7%23), fmt.Sprintf("Name %d", i%5), edits...))
	}
	t.put(rs...)
	for _, field := range []string{"", "name", "startEarliest"} {
		for _, desc := range []bool{false, true} {
			q := graph.Query{Type: typ("Initiative"), Order: graph.Order{Field: field, Desc: desc}}
			all := t.ids(q)
			equal(t, "records", len(all), 23)
			for _, limit := range []int{1, 3, 5, 22, 23, 24} {
				q.Limit = limit
				q.Backward = false
				same(t, fmt.Sprintf("forward by %d in order %+v", limit, q.Order), t.walk(q), all...)
				q.Backward = true
				same(t, fmt.Sprintf("backward by %d in order %+v", limit, q.Order), t.walk(q), all...)
			}
		}
	}
}

func insertedBetween(t *T) {
	q := t.five() // Five Four One Three Two
	q.Limit = 2
	t.page("the first page", q, true, "a", "b")
	q.After = t.at(q, "b")
	t.put(stakeholder("f", "Eight"), stakeholder("g", "Nine"), stakeholder("h", "Zero")) // before, after, behind
	t.page("the second page", q, true, "g", "c")
	q.After = t.at(q, "c")
	t.remove(sid("c"), sid("d"))
	t.page("the third page", q, false, "e", "h")
}

func pagesByID(t *T) {
	q := t.five()
	q.Order = graph.Order{}
	q.Limit, q.After = 2, &graph.Position{ID: sid("b")}
	t.page("after b", q, true, "c", "d")
	q.Order.Desc = true
	t.page("after b descending", q, false, "a")
	q.After, q.Before, q.Backward = nil, &graph.Position{ID: sid("b")}, true
	t.page("before b descending", q, true, "d", "c")
}

func pagesOfTies(t *T) {
	for _, k := range []string{"d", "b", "a", "e", "c"} {
		t.put(stakeholder(k, "Same"))
	}
	q := graph.Query{Type: typ("Stakeholder"), Order: byNameOrder(false), Limit: 2}
	t.page("first", q, true, "a", "b")
	q.After = t.at(q, "b")
	t.page("second", q, true, "c", "d")
	q.After = t.at(q, "d")
	t.page("third", q, false, "e")
}

func (t *T) someDated() {
	t.put(initiative("a", "A"), initiative("b", "B", dated("2021", "")), initiative("c", "C"), initiative("d", "D", dated("2020", "")), initiative("e", "E"))
}

func pagesAcrossUnknown(t *T) {
	t.someDated()
	q := graph.Query{Type: typ("Initiative"), Order: graph.Order{Field: "startEarliest"}, Limit: 2}
	t.page("first", q, true, "a", "c")
	q.After = &graph.Position{Key: "0", ID: iid("c")}
	t.page("second", q, true, "e", "d")
	q.After = &graph.Position{Key: "12020-01-01", ID: iid("d")}
	t.page("third", q, false, "b")
}

func pagesDescending(t *T) {
	t.someDated()
	q := graph.Query{Type: typ("Initiative"), Order: graph.Order{Field: "startEarliest", Desc: true}, Limit: 2}
	t.page("first", q, true, "b", "d")
	q.After = &graph.Position{Key: "12020-01-01", ID: iid("d")}
	t.page("second", q, true, "e", "c")
	q.After = &graph.Position{Key: "0", ID: iid("c")}
	t.page("third", q, false, "a")
}

// twoHosts stores participations: x in four initiatives, y in one, z in none.
func (t *T) twoHosts() graph.Query {
	t.Helper()
	t.put(doc(), stakeholder("x", "X"), stakeholder("y", "Y"), stakeholder("z", "Z"), initiative("i", "I"), initiative("j", "J"),
		participation("a", "x", "i", "HOST", claimDates("2021", "")), participation("b", "x", "j", "HOST", claimDates("2020", "")),
		participation("c", "y", "i", "PARTNER"), participation("d", "x", "i", "PARTNER"), participation("e", "x", "j", "PARTNER", claimDates("2021", "")))
	return graph.Query{Type: typ("Participation"), By: graph.By("stakeholder"), Parents: []string{sid("y"), sid("x"), sid("z")},
		Order: graph.Order{Field: "startEarliest"}}
}

func claimDates(start, end string) func(*graph.Participation) {
	return func(p *graph.Participation) { p.Period, p.DatedBy, p.Nature = during(start, end), "CLAIM", "EVENT" }
}

// perParent expects one list for each parent.
func (t *T) perParent(what string, q graph.Query, more []bool, want ...[]string) {
	t.Helper()
	lists := t.lists(q)
	if len(lists) != len(want) {
		t.Fatalf("%s: %d lists, want %d", what, len(lists), len(want))
	}
	for i, l := range lists {
		same(t, fmt.Sprintf("%s, list %d", what, i), shorts(idsOf(l)), want[i]...)
		equal(t, fmt.Sprintf("%s, list %d: more", what, i), l.More, more[i])
	}
}

func pagesOfParents(t *T) {
	q := t.twoHosts()
	no, yes := false, true
	t.perParent("all", q, []bool{no, no, no}, []string{"c"}, []string{"d", "b", "a", "e"}, nil)
	q.Limit = 2
	t.perParent("two each", q, []bool{no, yes, no}, []string{"c"}, []string{"d", "b"}, nil)
	q.After = &graph.Position{Key: "12020-01-01", ID: pid("b")}
	t.perParent("two each after b", q, []bool{no, no, no}, nil, []string{"a", "e"}, nil)
	q.After, q.Order.Desc = nil, true
	t.perParent("two each descending", q, []bool{no, yes, no}, []string{"c"}, []string{"e", "a"}, nil)
}

func backwardPagesOfParents(t *T) {
	q := t.twoHosts()
	q.Limit, q.Backward = 2, true
	t.perParent("the last two each", q, []bool{false, true, false}, []string{"c"}, []string{"a", "e"}, nil)
	q.Before = &graph.Position{Key: "12021-01-01", ID: pid("a")}
	t.perParent("the last two each before a", q, []bool{false, false, false}, []string{"c"}, []string{"d", "b"}, nil)
	q.Limit = 1
	t.perParent("the last one each before a", q, []bool{false, true, false}, []string{"c"}, []string{"b"}, nil)
}

func pagesUnderFilter(t *T) {
	q := t.five()
	q.Where = not(has("name", graph.StartsWith, "F"))
	q.Limit = 1
	t.page("first", q, true, "c")
	same(t, "all pages", shorts(t.walk(q)), "c", "d", "e")
	q.Backward = true
	same(t, "all pages backward", shorts(t.walk(q)), "c", "d", "e")
}

func limitedIDs(t *T) {
	q := t.five()
	q.IDs = []string{sid("e"), sid("a"), sid("c"), sid("zzz")}
	q.Limit = 2
	t.page("first", q, true, "a", "c")
	same(t, "all pages", shorts(t.walk(q)), "a", "c", "e")
}

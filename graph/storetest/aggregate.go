package storetest

import (
	"fmt"
	"strings"

	"github.com/migraph/migraph/graph"
)

func aggregateCases() []Case {
	return []Case{
		{"counts and distinct counts", counts},
		{"without keys there is one group, even of nothing", noKeys},
		{"with keys, nothing has no groups", keysOfNothing},
		{"least and greatest leave out the unknown", minAndMax},
		{"sums tell how many amounts were unknown", sumsWithUnknown},
		{"amounts beyond 10^17 are counted and not summed", sumsTooLarge},
		{"sums beyond 64 bits are exact", sumsBeyond64Bits},
		{"negative amounts are summed exactly", negativeSums},
		{"sums round each amount half to even", roundedSums},
		{"groups by references", groupsByReferences},
		{"groups by three references", groupsThreeDeep},
		{"records with an unknown key form a group, which comes first", unknownGroup},
		{"groups by year", groupsByYear},
		{"groups by texts keep each spelling", groupsByText},
		{"groups by several keys", groupsBySeveral},
		{"groups by a measure come descending, ties by their keys", groupsByMeasure},
		{"groups by a sum come in the order of exact sums", groupsBySum},
		{"groups by least and greatest come with the unknown last", groupsByMin},
		{"offset and limit cut the groups and leave the total", groupsCut},
		{"filters limit what is grouped", groupsFiltered},
		{"distinct counts across references", distinctAcross},
	}
}

func measures(of ...string) (out []graph.Measure) {
	for _, m := range of {
		kind, path, _ := strings.Cut(m, " ")
		out = append(out, graph.Measure{Kind: graph.MeasureKind(kind), Path: path})
	}
	return out
}

// groups expects the groups of an aggregation, each as «key, key: value value».
func (t *T) groups(what string, a graph.Aggregation, total int, want ...string) {
	t.Helper()
	g := t.aggregate(a)
	same(t, what, groupLines(g), want...)
	equal(t, what+": total", g.Total, total)
}

func groupLines(g *graph.Groups) (out []string) {
	for _, row := range g.Rows {
		var values []string
		for _, v := range row.Values {
			if s, ok := v.(graph.Sum); ok {
				v = fmt.Sprintf("%s(%d,%d)", s.Decimal(), s.Unknown, s.TooLarge)
			}
			values = append(values, fmt.Sprintf("%v", v))
		}
		out = append(out, strings.Join(row.Keys, ", ")+": "+strings.Join(values, " "))
	}
	return out
}

// parentLines gives the groups of parents, each as «place| key, key: value value».
func parentLines(g *graph.Groups) []string {
	out := groupLines(g)
	for i := range out {
		out[i] = fmt.Sprintf("%d| %s", g.Rows[i].Parent, out[i])
	}
	return out
}

func counts(t *T) {
	t.world()
	m := measures("count", "countDistinct stakeholder.id", "countDistinct initiative.id", "countDistinct role", "countDistinct groupCountry")
	t.groups("participations", graph.Aggregation{Type: typ("Participation"), Measures: m, Rank: -1}, 1, ": 5 2 2 4 0")
	v := t.aggregate(graph.Aggregation{Type: typ("Participation"), Measures: m, Rank: -1}).Rows[0].Values
	for _, x := range v {
		if _, ok := x.(int); !ok {
			t.Errorf("a count is a %T, want an int", x)
		}
	}
}

func noKeys(t *T) {
	m := measures("count", "countDistinct type", "min type", "max startEarliest", "sum")
	t.groups("no flows", graph.Aggregation{Type: typ("Flow"), Measures: m, Rank: -1}, 1, ": 0 0   0(0,0)")
	t.groups("no flows by a measure", graph.Aggregation{Type: typ("Flow"), Measures: m, Rank: 0}, 1, ": 0 0   0(0,0)")
	t.world()
	t.groups("flows", graph.Aggregation{Type: typ("Flow"), Measures: m, Rank: -1}, 1, ": 3 1 DISBURSEMENT  15(1,0)")
	t.groups("no flows by a filter", graph.Aggregation{Type: typ("Flow"), Where: graph.Or{}, Measures: m, Rank: -1}, 1, ": 0 0   0(0,0)")
}

func keysOfNothing(t *T) {
	a := graph.Aggregation{Type: typ("Flow"), Keys: []string{"stage"}, Measures: measures("count", "sum"), Rank: 0}
	t.groups("no flows", a, 0)
	t.world()
	a.Where = graph.Or{}
	t.groups("no flows by a filter", a, 0)
}

func minAndMax(t *T) {
	t.put(initiative("a", "A", dated("2020", "2021")), initiative("b", "B", dated("2019-05-06", "")), initiative("c", "C"), initiative("d", "Ä", dated("2020", "")))
	m := measures("min startEarliest", "max startEarliest", "min endLatest", "max endLatest", "max validTo", "min slug")
	t.groups("initiatives", graph.Aggregation{Type: typ("Initiative"), Measures: m, Rank: -1}, 1,
		": 2019-05-06 2020-01-01 2021-12-31 2021-12-31 9999-99-99 a")
	t.groups("undated ones", graph.Aggregation{Type: typ("Initiative"), Where: is("undated", true), Measures: m[:4], Rank: -1}, 1, ":    ")
}

// flows stores a flow between two bodies for each amount.
func (t *T) flows(amounts ...string) {
	t.Helper()
	rs := []graph.Record{doc(), stakeholder("x", "X"), stakeholder("y", "Y")}
	for i, a := range amounts {
		rs = append(rs, flow(letters(i), body("x"), body("y"), a))
	}
	t.put(rs...)
}

func (t *T) sum(what, decimal string, unknown, tooLarge int) {
	t.Helper()
	g := t.aggregate(graph.Aggregation{Type: typ("Flow"), Measures: measures("sum"), Rank: -1})
	s := g.Rows[0].Values[0].(graph.Sum)
	equal(t, what, s.Decimal(), decimal)
	equal(t, what+": unknown amounts", s.Unknown, unknown)
	equal(t, what+": too large amounts", s.TooLarge, tooLarge)
}

func sumsWithUnknown(t *T) {
	t.flows("10", "", "2.5", "", "", "0", "0.0001")
	t.sum("the sum", "12.5001", 3, 0)
	equal(t, "the amount as written", t.get(fid("aac")).(*graph.Flow).Amount, graph.Money{Amount: "2.5", Currency: "USD"})
	equal(t, "no amount", t.get(fid("aab")).(*graph.Flow).Amount.Known(), false)
}

func sumsTooLarge(t *T) {
	t.flows("100000000000000000", "-100000000000000000", "100000000000000000.0001", "-100000000000000001", "1"+strings.Repeat("0", 40), "5")
	t.sum("the sum", "5", 0, 3)
	equal(t, "an amount that is too large, as written", t.get(fid("aae")).(*graph.Flow).Amount.Amount, "1"+strings.Repeat("0", 40))
}

func sumsBeyond64Bits(t *T) {
	amounts := make([]string, 3000)
	for i := range amounts {
		amounts[i] = "99999999999999999.9999"
	}
	t.flows(amounts...)
	t.sum("3000 amounts", "299999999999999999999.7", 0, 0)
	t.groups("by stage", graph.Aggregation{Type: typ("Flow"), Keys: []string{"stage"}, Measures: measures("count", "sum"), Rank: 1}, 1,
		"DISBURSEMENT: 3000 299999999999999999999.7(0,0)")
}

func negativeSums(t *T) {
	t.flows("99999999999999999.9999", "-99999999999999999.9999", "-123456.7891", "0.0001", "-0.5", "-99999999999999999.9999", "100000.0000")
	t.sum("the sum", "-100000000000023457.2889", 0, 0)
}

func roundedSums(t *T) {
	t.flows("0.00005", "0.00015", "0.00025", "-0.00005", "-0.00015", "1.00005", "007.5", "000", ".5", "3.")
	t.sum("the sum", "12.0002", 0, 0) // 0 + 0.0002 + 0.0002 - 0 - 0.0002 + 1 + 7.5 + 0 + 0.5 + 3
}

func groupsByReferences(t *T) {
	t.world()
	t.groups("by type of initiative", graph.Aggregation{Type: typ("Participation"), Keys: []string{"initiative.type"}, Measures: measures("count"), Rank: -1}, 2,
		"PROJECT: 2", "WORKSHOP: 3")
	t.groups("by stakeholder", graph.Aggregation{Type: typ("Participation"), Keys: []string{"stakeholder.id"}, Measures: measures("count"), Rank: -1}, 3,
		": 1", sid("x")+": 3", sid("y")+": 1")
	t.groups("by provider's kind", graph.Aggregation{Type: typ("Flow"), Keys: []string{"provider.stakeholder.kind", "recipient.stakeholder.slug"}, Measures: measures("count", "sum"), Rank: -1}, 3,
		", z: 1 5(0,0)", "ORGANIZATION, : 1 0(1,0)", "ORGANIZATION, y: 1 10(0,0)")
}

func groupsThreeDeep(t *T) {
	t.world()
	t.groups("by provider of the flow that it was paid from", graph.Aggregation{Type: typ("Flow"), Keys: []string{"paidFrom.paidFrom.provider.stakeholder.slug"}, Measures: measures("count"), Rank: -1}, 2,
		": 2", "x: 1")
	t.groups("by amount of the flow it was paid from", graph.Aggregation{Type: typ("Flow"), Keys: []string{"paidFrom.paidFrom.amount", "paidFrom.id"}, Measures: measures("count"), Rank: -1}, 3,
		", : 1", ", "+fid("m")+": 1", "10, "+fid("n")+": 1")
}

func unknownGroup(t *T) {
	t.few()
	t.groups("by country", graph.Aggregation{Type: typ("Stakeholder"), Keys: []string{"country"}, Measures: measures("count"), Rank: -1}, 4,
		": 1", "MY: 1", "SE: 1", "my: 1")
	t.groups("by acronym", graph.Aggregation{Type: typ("Stakeholder"), Keys: []string{"acronym"}, Measures: measures("count", "countDistinct country"), Rank: -1}, 2,
		": 3 3", "G: 1 0")
}

func groupsByYear(t *T) {
	t.put(initiative("a", "A", dated("2020", "")), initiative("b", "B", dated("2020-12-31", "")), initiative("c", "C", dated("2021-01-01", "")), initiative("d", "D"), initiative("e", "E", dated("2019-Q4/2020", "")))
	t.groups("by year", graph.Aggregation{Type: typ("Initiative"), Keys: []string{"startEarliest:year"}, Measures: measures("count", "countDistinct startLatest:year", "min startEarliest:year"), Rank: -1}, 4,
		": 1 0 ", "2019: 1 1 2019", "2020: 2 1 2020", "2021: 1 1 2021")
	t.put(doc(), stakeholder("x", "X"), participation("p", "x", "a", "HOST"), participation("q", "x", "d", "HOST"), participation("r", "x", "b", "HOST"))
	t.groups("by the initiative's year", graph.Aggregation{Type: typ("Participation"), Keys: []string{"initiative.startEarliest:year"}, Measures: measures("count"), Rank: 0}, 2,
		"2020: 2", ": 1")
}

func groupsByText(t *T) {
	for i, n := range []string{"Émile", "emile", "Emile", "Émile", "\ue000", "\U00010348"} {
		t.put(stakeholder(letters(i), n))
	}
	t.groups("by name", graph.Aggregation{Type: typ("Stakeholder"), Keys: []string{"name"}, Measures: measures("count"), Rank: -1}, 5,
		"Emile: 1", "emile: 1", "Émile: 2", "\ue000: 1", "\U00010348: 1")
	t.groups("distinct names", graph.Aggregation{Type: typ("Stakeholder"), Measures: measures("countDistinct name"), Rank: -1}, 1, ": 5")
}

func groupsBySeveral(t *T) {
	t.world()
	a := graph.Aggregation{Type: typ("Participation"), Keys: []string{"initiative.slug", "stakeholder.slug", "role"}, Measures: measures("count"), Rank: -1}
	t.groups("by three keys", a, 5, "i, x, FUNDING: 1", "i, x, HOST: 1", "i, y, PARTNER: 1", "j, , PARTICIPANT: 1", "j, x, PARTNER: 1")
	a.Keys = []string{"role", "role"}
	t.groups("by one key twice", a, 4, "FUNDING, FUNDING: 1", "HOST, HOST: 1", "PARTICIPANT, PARTICIPANT: 1", "PARTNER, PARTNER: 2")
}

func groupsByMeasure(t *T) {
	t.world()
	a := graph.Aggregation{Type: typ("Participation"), Keys: []string{"role"}, Measures: measures("count", "countDistinct stakeholder.id", "countDistinct initiative.id"), Rank: 0}
	t.groups("by count", a, 4, "PARTNER: 2 2 2", "FUNDING: 1 1 1", "HOST: 1 1 1", "PARTICIPANT: 1 0 1")
	a.Rank = 1
	t.groups("by distinct count", a, 4, "PARTNER: 2 2 2", "FUNDING: 1 1 1", "HOST: 1 1 1", "PARTICIPANT: 1 0 1")
	a.Keys, a.Rank = []string{"stakeholder.slug"}, 2
	t.groups("by the last measure", a, 3, "x: 3 1 2", ": 1 0 1", "y: 1 1 1")
}

func groupsBySum(t *T) {
	rs := []graph.Record{doc()}
	add := func(key string, amounts ...string) {
		rs = append(rs, stakeholder(key, key))
		for i, a := range amounts {
			rs = append(rs, flow(key+letters(i), body(key), body(key), a))
		}
	}
	add("a", "100000.0001")                                      // 1·10⁹ + 1
	add("b", "60000", "60000")                                   // 12·10⁸: more, though its hi is less
	add("c", "99999999999999999.9999", "99999999999999999.9998") // beyond what a float tells apart
	add("d", "99999999999999999.9998", "99999999999999999.9998") //
	add("e", "-0.0001")                                          // less than nothing
	add("f", "")                                                 // 0, unknown
	add("g", "200000", "-0.0001", "-99999.9999")                 // 100000
	add("h", "-200000", "0.0001")                                //
	add("i", "-100000.0001", "-99999.9999")                      // -200000
	add("j", "50000", "50000", "0.0001")                         // as a
	t.put(rs...)
	a := graph.Aggregation{Type: typ("Flow"), Keys: []string{"provider.stakeholder.slug"}, Measures: measures("count", "sum"), Rank: 1}
	t.groups("by sum", a, 10,
		"c: 2 199999999999999999.9997(0,0)", "d: 2 199999999999999999.9996(0,0)", "b: 2 120000(0,0)",
		"a: 1 100000.0001(0,0)", "j: 3 100000.0001(0,0)", "g: 3 100000(0,0)", "f: 1 0(1,0)", "e: 1 -0.0001(0,0)",
		"h: 2 -199999.9999(0,0)", "i: 2 -200000(0,0)")
}

func groupsByMin(t *T) {
	t.put(initiative("a", "A", dated("2020", "")), initiative("b", "B", dated("2021", "")), initiative("c", "C"), initiative("d", "D", dated("2020", "")))
	a := graph.Aggregation{Type: typ("Initiative"), Keys: []string{"slug"}, Measures: measures("min startEarliest"), Rank: 0}
	t.groups("by the least start", a, 4, "b: 2021-01-01", "a: 2020-01-01", "d: 2020-01-01", "c: ")
}

func groupsCut(t *T) {
	for i := range 7 {
		t.put(stakeholder(letters(i), "N", func(s *graph.Stakeholder) { s.Country = graph.Text(letters(i / 2)) }))
	}
	a := graph.Aggregation{Type: typ("Stakeholder"), Keys: []string{"country"}, Measures: measures("count"), Rank: 0}
	t.groups("all", a, 4, "aaa: 2", "aab: 2", "aac: 2", "aad: 1")
	a.Limit = 2
	t.groups("the first two", a, 4, "aaa: 2", "aab: 2")
	a.Offset = 1
	t.groups("two from the second", a, 4, "aab: 2", "aac: 2")
	a.Offset, a.Limit = 3, 0
	t.groups("all from the fourth", a, 4, "aad: 1")
	a.Offset, a.Limit = 4, 2
	t.groups("behind the end", a, 4)
	a.Offset, a.Limit, a.Rank = 0, 1, -1
	t.groups("the first by key", a, 4, "aaa: 2")
}

func groupsFiltered(t *T) {
	t.world()
	a := graph.Aggregation{Type: typ("Participation"), Where: some("initiative", is("nature", "EVENT")), Keys: []string{"stakeholder.name"}, Measures: measures("count"), Rank: 0}
	t.groups("by name", a, 2, "Xenia: 2", "Yara: 1")
	a.Where = graph.Or{is("role", "PARTNER"), is("role", "PARTICIPANT")}
	t.groups("by name with an or", a, 3, ": 1", "Xenia: 1", "Yara: 1")
	a.Where = graph.Dating{From: "2020-01-01", To: "2020-12-31"}.Filter()
	t.groups("by name and time", a, 0)
}

func distinctAcross(t *T) {
	t.world()
	m := measures("countDistinct initiative.type", "countDistinct initiative.nature", "countDistinct stakeholder.kind", "countDistinct delegationOf.id", "countDistinct initiative.startEarliest:year")
	t.groups("distinct values", graph.Aggregation{Type: typ("Participation"), Measures: m, Rank: -1}, 1, ": 2 2 1 0 0")
}

package storetest

import (
	"fmt"
	"strings"

	"github.com/migraph/migraph/graph"
)

func filterCases() []Case {
	return []Case{
		{"no filter, an empty and, a not of an empty or hold for all", emptyAnd},
		{"an empty or, a not of an empty and hold for none", emptyOr},
		{"and, or and not combine", combined},
		{"a comparison with something unknown is false and its negation true", unknownIsFalse},
		{"a double negation of an unknown comparison is false", doubleNegation},
		{"isNull tells unknown from known", isNull},
		{"an unknown text is not the empty text", emptyText},
		{"eq and in of codes are exact", exactCodes},
		{"in of nothing holds for none", inNothing},
		{"in of thousands of values", inThousands},
		{"codes are compared in byte order", comparedCodes},
		{"whole numbers are compared as numbers", comparedNumbers},
		{"numbers beyond 2^53 are exact", greatNumbers},
		{"booleans are compared", comparedBooleans},
		{"derived fields are compared", comparedDerived},
		{"ids are compared", comparedIDs},
		{"startsWith and contains fold", partsOfTexts},
		{"startsWith and contains of the empty text hold for known texts", emptyParts},
		{"wildcards, quotes and escapes are plain characters", plainCharacters},
		{"contains of 0 and 1 looks into the text only", noKeyPrefixes},
		{"statements inside values do nothing", injections},
		{"texts that differ only after 512 bytes are different", longTexts},
		{"startsWith with more than 512 bytes", longPrefixes},
		{"codes that differ only after 512 bytes are different", longCodes},
		{"contains finds what is behind 512 bytes", longContains},
		{"a filter twenty levels deep", deepFilter},
		{"a filter of hundreds of conditions", wideFilter},
		{"a text equal to a number or a keyword is a text", textsLikeNumbers},
		{"a combining mark in the value asked for is folded with its letter", marksInValues},
	}
}

// some stakeholders for filters: a to d.
func (t *T) few() {
	t.put(
		stakeholder("a", "Alpha", func(s *graph.Stakeholder) { s.Country, s.Subtype = "MY", "NGO" }),
		stakeholder("b", "Beta", func(s *graph.Stakeholder) { s.Country, s.Kind = "SE", "GOVERNMENT" }),
		stakeholder("c", "Gamma", func(s *graph.Stakeholder) { s.Kind, s.Acronym = "EMBASSY", "G" }),
		stakeholder("d", "Delta", func(s *graph.Stakeholder) { s.Country, s.Tombstone = "my", true }),
	)
}

func (t *T) finds(where graph.Filter, want ...string) {
	t.Helper()
	t.findsOf("Stakeholder", where, want...)
}

// findsOf expects the records that a filter finds, and their number.
func (t *T) findsOf(of string, where graph.Filter, want ...string) {
	t.Helper()
	what := "records by " + cut(graph.Canonical(where))
	same(t, what, t.find(of, where), want...)
	equal(t, what+": total", t.list(graph.Query{Type: typ(of), Where: where, TotalOnly: true, Total: true}).Total, len(want))
}

func cut(s string) string {
	if len(s) > 200 {
		return s[:200] + " …"
	}
	return s
}

func emptyAnd(t *T) {
	t.few()
	for _, f := range []graph.Filter{nil, graph.And{}, not(graph.Or{}), graph.And{graph.And{}, graph.And{}}, graph.Or{graph.Or{}, graph.And{}}} {
		t.finds(f, "a", "b", "c", "d")
	}
}

func emptyOr(t *T) {
	t.few()
	for _, f := range []graph.Filter{graph.Or{}, not(graph.And{}), graph.Or{graph.Or{}, graph.Or{}}, graph.And{graph.Or{}, graph.And{}}} {
		t.finds(f)
	}
	t.finds(graph.Or{is("slug", "a"), graph.Or{}}, "a")
	t.finds(graph.And{is("slug", "a"), graph.And{}}, "a")
}

func combined(t *T) {
	t.few()
	my, org := is("country", "MY"), is("kind", "ORGANIZATION")
	t.finds(graph.And{my, org}, "a")
	t.finds(graph.Or{my, org}, "a", "d")
	t.finds(not(graph.And{my, org}), "b", "c", "d")
	t.finds(not(graph.Or{my, org}), "b", "c")
	t.finds(graph.And{graph.Or{my, is("country", "SE")}, not(org)}, "b")
	t.finds(graph.Or{graph.And{my, org}, graph.And{is("kind", "EMBASSY"), unknown("country")}}, "a", "c")
	t.finds(graph.And{my, not(my)})
	t.finds(graph.Or{my, not(my)}, "a", "b", "c", "d")
}

func unknownIsFalse(t *T) {
	t.few() // the country of c and the acronyms of all but c are unknown
	for _, f := range []graph.Filter{
		is("country", "MY"), in("country", "MY", "SE", "my"), has("country", graph.Lt, "ZZ"), has("country", graph.Le, "zz"),
		has("country", graph.Gt, ""), has("country", graph.Ge, ""),
	} {
		equal(t, "c among "+graph.Canonical(f), contains(t.find("Stakeholder", f), "c"), false)
		equal(t, "c among the negation of "+graph.Canonical(f), contains(t.find("Stakeholder", not(f)), "c"), true)
	}
	for _, f := range []graph.Filter{
		is("acronym", "G"), in("acronym", "g", "h"), has("acronym", graph.StartsWith, ""), has("acronym", graph.Contains, "g"),
	} {
		t.finds(f, "c")
		t.finds(not(f), "a", "b", "d")
	}
	t.put(doc(), initiative("i", "I"), participation("p", "a", "i", "HOST"), participation("q", "a", "i", "HOST", headcount(0)))
	for _, f := range []graph.Filter{
		is("headcount", int64(0)), has("headcount", graph.Lt, int64(1)), has("headcount", graph.Le, int64(0)),
		has("headcount", graph.Gt, int64(-1)), has("headcount", graph.Ge, int64(0)),
	} {
		t.findsOf("Participation", f, "q")
		t.findsOf("Participation", not(f), "p")
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func headcount(n int) func(*graph.Participation) {
	return func(p *graph.Participation) { p.Headcount = &n }
}

func doubleNegation(t *T) {
	t.few()
	my := is("country", "MY")
	t.finds(not(not(my)), "a")
	t.finds(not(not(not(my))), "b", "c", "d")
	t.finds(not(graph.And{not(my), not(is("country", "SE"))}), "a", "b")
	t.finds(not(graph.Or{my, is("acronym", "x")}), "b", "c", "d")
	t.finds(graph.And{not(my), not(is("acronym", "x"))}, "b", "c", "d")
}

func isNull(t *T) {
	t.few()
	known := func(field string) graph.Filter { return has(field, graph.IsNull, false) }
	t.finds(unknown("country"), "c")
	t.finds(known("country"), "a", "b", "d")
	t.finds(unknown("acronym"), "a", "b", "d")
	t.finds(known("acronym"), "c")
	t.finds(not(unknown("acronym")), "c")
	t.finds(not(known("acronym")), "a", "b", "d")
	t.finds(unknown("id"))
	t.finds(known("id"), "a", "b", "c", "d")
	t.finds(unknown("tombstone"))
	t.put(doc(), flow("f", body("a"), body("b"), ""), flow("g", body("a"), body("b"), "0"), flow("h", body("a"), body("b"), "1"+strings.Repeat("0", 18)))
	t.findsOf("Flow", unknown("amount"), "f")
	t.findsOf("Flow", unknown("amountHi"), "f", "h")
	t.findsOf("Flow", known("amountLo"), "g")
	t.findsOf("Flow", known("stage"), "f", "g", "h")
	t.findsOf("Flow", unknown("startEarliest"), "f", "g", "h")
}

func emptyText(t *T) {
	t.few()
	for _, f := range []graph.Filter{is("country", ""), in("country", ""), is("acronym", ""), in("acronym", "", ""), in("name", ""), is("name", "")} {
		t.finds(f)
		t.finds(not(f), "a", "b", "c", "d")
	}
	t.finds(in("country", "", "SE"), "b")
	t.finds(in("acronym", "", "g"), "c")
}

func exactCodes(t *T) {
	t.few()
	t.finds(is("country", "MY"), "a")
	t.finds(is("country", "my"), "d")
	t.finds(in("country", "MY", "my", "MY"), "a", "d")
	t.finds(is("country", "M"))
	t.finds(is("country", "M%"))
	t.finds(is("subtype", "NGO"), "a")
	t.finds(is("subtype", "ngo"))
}

func inNothing(t *T) {
	t.few()
	for _, field := range []string{"country", "name", "id", "slug"} {
		t.finds(in(field))
		t.finds(not(in(field)), "a", "b", "c", "d")
	}
	t.finds(graph.Compare{Field: "country", Op: graph.In, Value: []string(nil)})
}

func inThousands(t *T) {
	t.few()
	var values, names []string
	for i := range 40_000 {
		values = append(values, fmt.Sprintf("v%d", i))
		names = append(names, fmt.Sprintf("Náme %d", i))
	}
	t.finds(in("country", append(values, "MY", "SE")...), "a", "b")
	t.finds(in("name", append(names, "GAMMA")...), "c")
	t.finds(in("id", append(values, sid("d"))...), "d")
	same(t, "records among thousands of ids", shorts(t.ids(graph.Query{Type: typ("Stakeholder"), IDs: append(values, sid("b"))})), "b")
}

func comparedCodes(t *T) {
	t.put(initiative("a", "A", dated("2020-01-31", "")), initiative("b", "B", dated("2020-02", "")), initiative("c", "C", dated("2020-02-01/2021", "")), initiative("d", "D"))
	t.findsOf("Initiative", has("startEarliest", graph.Lt, "2020-02-01"), "a")
	t.findsOf("Initiative", has("startEarliest", graph.Le, "2020-02-01"), "a", "b", "c")
	t.findsOf("Initiative", has("startEarliest", graph.Gt, "2020-02-01"))
	t.findsOf("Initiative", has("startEarliest", graph.Ge, "2020-02-01"), "b", "c")
	t.findsOf("Initiative", has("startEarliest", graph.Gt, "2020-01"), "a", "b", "c")
	t.findsOf("Initiative", has("startLatest", graph.Le, "2020-02-29"), "a", "b")
	t.findsOf("Initiative", graph.And{has("startEarliest", graph.Ge, "2020-02-01"), has("startLatest", graph.Lt, "2021")}, "b")
	t.few()
	t.finds(has("country", graph.Gt, "MY"), "b", "d") // lower case comes after upper
	t.finds(has("country", graph.Lt, "a"), "a", "b")
}

func comparedNumbers(t *T) {
	t.put(doc(), stakeholder("x", "X"), initiative("i", "I"))
	for i, n := range []int{-5, 0, 9, 10, 100} {
		t.put(participation(letters(i), "x", "i", "HOST", headcount(n)))
	}
	t.findsOf("Participation", is("headcount", int64(10)), "aad")
	t.findsOf("Participation", has("headcount", graph.Gt, int64(9)), "aad", "aae")
	t.findsOf("Participation", has("headcount", graph.Ge, int64(9)), "aac", "aad", "aae")
	t.findsOf("Participation", has("headcount", graph.Lt, int64(0)), "aaa")
	t.findsOf("Participation", has("headcount", graph.Le, int64(0)), "aaa", "aab")
	t.findsOf("Participation", is("headcount", int64(1)))
}

func greatNumbers(t *T) {
	t.put(doc(), stakeholder("x", "X"), initiative("i", "I"))
	for i, n := range []int{1<<53 - 1, 1 << 53, 1<<53 + 1, 1<<63 - 1, -1 << 63} {
		t.put(participation(letters(i), "x", "i", "HOST", headcount(n)))
	}
	t.findsOf("Participation", is("headcount", int64(1<<53+1)), "aac")
	t.findsOf("Participation", is("headcount", int64(1<<53)), "aab")
	t.findsOf("Participation", has("headcount", graph.Gt, int64(1<<53)), "aac", "aad")
	t.findsOf("Participation", is("headcount", int64(1<<63-1)), "aad")
	t.findsOf("Participation", has("headcount", graph.Lt, int64(-1<<62)), "aae")
	equal(t, "the greatest number read back", *t.get(pid("aad")).(*graph.Participation).Headcount, 1<<63-1)
	equal(t, "the least number read back", *t.get(pid("aae")).(*graph.Participation).Headcount, -1<<63)
}

func comparedBooleans(t *T) {
	t.few()
	t.finds(is("tombstone", true), "d")
	t.finds(is("tombstone", false), "a", "b", "c")
	t.finds(not(is("tombstone", true)), "a", "b", "c")
	t.finds(graph.Live(typ("Stakeholder")), "a", "b", "c")
	t.put(doc(), initiative("i", "I"), participation("p", "a", "i", "HOST"),
		participation("q", "a", "i", "HOST", func(p *graph.Participation) { p.UnnamedUnits, p.Conflicting = true, true }))
	t.findsOf("Participation", is("unnamedUnits", true), "q")
	t.findsOf("Participation", graph.And{is("conflicting", false), is("unnamedUnits", false)}, "p")
}

func comparedDerived(t *T) {
	kind := func(k graph.FlowType) func(*graph.Flow) { return func(f *graph.Flow) { f.Type = k } }
	t.put(doc(), stakeholder("x", "X"), stakeholder("y", "Y"),
		flow("a", body("x"), body("y"), "-123456.7", kind("OUTGOING_PLEDGE")), flow("b", body("x"), body("y"), "100000", kind("EXPENDITURE")),
		flow("c", body("x"), body("y"), "0.00005", kind("IN_KIND")), flow("d", body("x"), body("y"), "0.00015", kind("INCOMING_PLEDGE")))
	t.findsOf("Flow", is("stage", "PLEDGE"), "a", "d")
	t.findsOf("Flow", in("stage", "EXPENDITURE", "OTHER"), "b", "c")
	t.findsOf("Flow", is("amountHi", int64(1)), "b")
	t.findsOf("Flow", has("amountHi", graph.Lt, int64(0)), "a")
	t.findsOf("Flow", is("amountLo", int64(-234567000)), "a")
	t.findsOf("Flow", is("amountLo", int64(0)), "b", "c") // half to even: 0.00005 is 0
	t.findsOf("Flow", is("amountLo", int64(2)), "d")
	t.findsOf("Flow", is("undated", true), "a", "b", "c", "d")
	t.findsOf("Flow", is("validTo", "9999-99-99"), "a", "b", "c", "d")
}

func comparedIDs(t *T) {
	t.few()
	t.finds(is("id", sid("b")), "b")
	t.finds(in("id", sid("b"), sid("d"), "nothing"), "b", "d")
	t.finds(has("id", graph.Lt, sid("c")), "a", "b")
	t.finds(has("id", graph.Ge, sid("c")), "c", "d")
	t.finds(not(is("id", sid("b"))), "a", "c", "d")
}

func partsOfTexts(t *T) {
	t.put(stakeholder("a", "Médecins Sans Frontières"), stakeholder("b", "MEDECINS du Monde"), stakeholder("c", "Ärzte ohne Grenzen"), stakeholder("d", "Сана Straße"))
	starts := func(v string) graph.Filter { return has("name", graph.StartsWith, v) }
	within := func(v string) graph.Filter { return has("name", graph.Contains, v) }
	t.finds(starts("mede"), "a", "b")
	t.finds(starts("MÉDECINS S"), "a")
	t.finds(starts("ar"), "c")
	t.finds(starts("sans"))
	t.finds(within("SANS"), "a")
	t.finds(within("eres"), "a")
	t.finds(within("e"), "a", "b", "c", "d")
	t.finds(within("САНА"), "d")
	t.finds(within("strass"), "d")
	t.finds(within("s d"), "b")
	t.finds(starts("Médecins Sans Frontières"), "a")
	t.finds(starts("Médecins Sans Frontières!"))
	t.finds(within("Médecins Sans Frontières"), "a")
	t.finds(not(starts("mede")), "c", "d")
}

func emptyParts(t *T) {
	t.few()
	t.finds(has("name", graph.StartsWith, ""), "a", "b", "c", "d")
	t.finds(has("name", graph.Contains, ""), "a", "b", "c", "d")
	t.finds(has("acronym", graph.Contains, ""), "c")
	t.finds(has("acronym", graph.StartsWith, ""), "c")
}

func plainCharacters(t *T) {
	special := []string{"%", "_", "*", "?", "[", "]", "^", "$", ".", `\`, "`", "'", `"`, "(", ")", "{", "}", "+", "|", "/", "#", ":", ";", "--", "&", "~", "@", "<", ">", "=", "!", ",", "-"}
	for i, c := range special {
		t.put(stakeholder(letters(i), "p"+c+"q"))
	}
	t.put(stakeholder("zz", "pxq"))
	for i, c := range special {
		want := []string{letters(i)}
		if c == "-" {
			want = []string{letters(i - 9), letters(i)} // "--" holds it as well
		}
		t.finds(has("name", graph.Contains, c), want...)
		t.finds(is("name", "P"+c+"Q"), letters(i))
		t.finds(in("name", "P"+c+"Q", "p"), letters(i))
		t.finds(has("name", graph.StartsWith, "p"+c), want...)
	}
	t.finds(has("name", graph.Contains, "p%q"), "aaa")
	t.finds(has("name", graph.Contains, ".*"))
	t.finds(has("name", graph.Contains, `%'`))
	t.finds(is("name", "p_q"), "aab")
}

func noKeyPrefixes(t *T) {
	t.put(stakeholder("a", "abc"), stakeholder("b", "a1c", func(s *graph.Stakeholder) { s.Acronym = "0" }),
		stakeholder("c", "0", func(s *graph.Stakeholder) { s.Acronym = "1" }), stakeholder("d", "1abc"), stakeholder("e", "10"))
	t.finds(has("name", graph.Contains, "1"), "b", "d", "e")
	t.finds(has("name", graph.Contains, "0"), "c", "e")
	t.finds(has("name", graph.Contains, "1a"), "d")
	t.finds(has("name", graph.StartsWith, "1"), "d", "e")
	t.finds(has("name", graph.StartsWith, "0"), "c")
	t.finds(is("name", "0"), "c")
	t.finds(is("name", "abc"), "a")
	t.finds(is("name", "1abc"), "d")
	t.finds(is("acronym", "0"), "b")
	t.finds(in("acronym", "0"), "b")
	t.finds(has("acronym", graph.Contains, "0"), "b")
	t.finds(has("acronym", graph.StartsWith, "1"), "c")
	t.finds(unknown("acronym"), "a", "d", "e")
}

func injections(t *T) {
	payloads := []string{
		`'; DROP TABLE stakeholder; --`, `" OR "1"="1`, `x' OR 'x'='x`, `') OR 1=1 --`, "`) DETACH DELETE n //", `}) MATCH (n) DETACH DELETE n //`,
		`\' OR 1=1 //`, `\u0027 OR true //`, `$p0`, `$name`, `{{.}}`, `:1`, `?1`, `@x`, `%s%d%n`, `/* x */`, `"; DROP INDEX x`, "\\", `\\`, `\"`, `'`, `''`, `"`, `[1,2]`, `{"a":1}`, `null`,
	}
	for i, p := range payloads {
		t.put(stakeholder(letters(i), p, func(s *graph.Stakeholder) { s.Slug, s.Country = p, graph.Text(p) }))
	}
	before := t.dump()
	for i, p := range payloads {
		t.finds(is("name", p), letters(i))
		t.finds(is("slug", p), letters(i))
		t.finds(in("slug", p, "x"), letters(i))
		t.finds(in("name", p, "x"), letters(i))
		t.finds(graph.And{has("name", graph.StartsWith, p), has("slug", graph.Ge, p), has("slug", graph.Le, p)}, letters(i))
		t.finds(is("id", p))
		t.ids(graph.Query{Type: typ("Stakeholder"), IDs: []string{p}, Order: byNameOrder(true), After: &graph.Position{Key: p, ID: p}})
		t.lists(graph.Query{Type: typ("Participation"), By: graph.By("stakeholder"), Parents: []string{p}})
		t.links(graph.LinkQuery{Nodes: []string{p}, Types: []graph.LinkType{graph.LinkType(p)}, Dating: graph.Dating{From: p, To: p}})
	}
	rows := t.aggregate(graph.Aggregation{Type: typ("Stakeholder"), Keys: []string{"country", "name"}, Rank: -1}).Rows
	equal(t, "groups", len(rows), len(payloads))
	for _, g := range rows {
		equal(t, "key by name", g.Keys[1], g.Keys[0])
	}
	equal(t, "the graph after the questions", t.dump(), before)
}

func longTexts(t *T) {
	long := strings.Repeat("Ö", 600)
	t.put(stakeholder("a", long+"a"), stakeholder("b", long+"b"), stakeholder("c", long), stakeholder("d", long[:1000]))
	asked := strings.Repeat("o", 600)
	t.finds(is("name", asked+"A"), "a")
	t.finds(is("name", asked+"B"), "b")
	t.finds(is("name", asked), "c")
	t.finds(in("name", asked, asked+"b"), "b", "c")
	t.finds(not(is("name", asked)), "a", "b", "d")
	t.finds(is("name", asked+"c"))
}

func longPrefixes(t *T) {
	long := strings.Repeat("å", 600)
	t.put(stakeholder("a", long+"a"), stakeholder("b", long+"b"), stakeholder("c", long), stakeholder("d", strings.Repeat("a", 511)), stakeholder("e", strings.Repeat("a", 510)))
	plain := strings.Repeat("A", 600)
	t.finds(has("name", graph.StartsWith, plain), "a", "b", "c")
	t.finds(has("name", graph.StartsWith, plain+"B"), "b")
	t.finds(has("name", graph.StartsWith, plain[:511]), "a", "b", "c", "d")
	t.finds(has("name", graph.StartsWith, plain[:512]), "a", "b", "c")
	t.finds(has("name", graph.StartsWith, plain[:510]), "a", "b", "c", "d", "e")
	wide := strings.Repeat("國", 170) // 510 bytes, so that the next one is cut off in keys
	t.put(stakeholder("f", wide+"國際"), stakeholder("g", wide+"國內"))
	t.finds(has("name", graph.StartsWith, wide+"國"), "f", "g")
	t.finds(has("name", graph.StartsWith, wide+"國際"), "f")
}

func longCodes(t *T) {
	long := strings.Repeat("x", 9000) // more than a key of an index may have
	t.put(stakeholder("a", "A", func(s *graph.Stakeholder) { s.Slug, s.Country = long+"a", graph.Text(long+"a") }),
		stakeholder("b", "B", func(s *graph.Stakeholder) { s.Slug, s.Country = long+"b", graph.Text(long+"b") }))
	t.finds(is("slug", long+"b"), "b")
	t.finds(is("slug", long))
	t.finds(in("country", long+"a", long), "a")
	t.finds(has("country", graph.Gt, long+"a"), "b")
	equal(t, "the code read back", t.get(sid("a")).(*graph.Stakeholder).Slug, long+"a")
}

func longContains(t *T) {
	t.put(stakeholder("a", strings.Repeat("x", 20_000)+"Énd"), stakeholder("b", strings.Repeat("x", 20_000)))
	t.finds(has("name", graph.Contains, "XEND"), "a")
	t.finds(has("name", graph.Contains, strings.Repeat("x", 10_001)), "a", "b")
	t.finds(has("name", graph.Contains, strings.Repeat("x", 20_001)))
}

func deepFilter(t *T) {
	t.few()
	f, none := is("country", "MY"), is("slug", "none")
	for range 10 { // each twice the other way round
		f = not(graph.And{graph.Or{f, none}, not(none)})
	}
	t.finds2(f, "a")
}

// finds2 is finds for filters that are too large to be printed.
func (t *T) finds2(where graph.Filter, want ...string) {
	t.Helper()
	same(t, "records", t.find("Stakeholder", where), want...)
}

func wideFilter(t *T) {
	t.few()
	var or graph.Or
	var and graph.And
	for i := range 200 {
		or = append(or, is("slug", fmt.Sprint("none", i)), has("name", graph.Contains, fmt.Sprint("none", i)))
		and = append(and, not(is("slug", fmt.Sprint("none", i))))
	}
	t.finds2(append(or, is("slug", "c")), "c")
	t.finds2(append(and, is("slug", "b")), "b")
}

func textsLikeNumbers(t *T) {
	for i, v := range []string{"1", "01", "1.0", "1e0", "true", "TRUE", "null", "0x1"} {
		t.put(stakeholder(letters(i), v, func(s *graph.Stakeholder) { s.Country = graph.Text(v) }))
	}
	t.finds(is("country", "1"), "aaa")
	t.finds(is("country", "1.0"), "aac")
	t.finds(is("country", "true"), "aae")
	t.finds(is("name", "true"), "aae", "aaf")
	t.finds(in("country", "01", "null"), "aab", "aag")
	t.finds(is("name", "1"), "aaa")
}

func marksInValues(t *T) {
	t.put(stakeholder("a", "Ångström"), stakeholder("b", "Angel"), stakeholder("c", "Å"))
	t.finds(has("name", graph.StartsWith, "A\u030ang"), "a", "b")
	t.finds(has("name", graph.Contains, "o\u0308M"), "a")
	t.finds(is("name", "\u212b"), "c") // the sign of the unit
}

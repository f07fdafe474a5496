package storetest

import (
	"strings"

	"github.com/migraph/migraph/graph"
)

func orderCases() []Case {
	return []Case{
		{"names come in the byte order of their sort keys", namesInByteOrder},
		{"codes above the basic plane come after U+E000 and U+FF5E", codesBeyondTheBasicPlane},
		{"names in several scripts come by code point", namesInScripts},
		{"case and accents do not order", foldedTies},
		{"equal keys are ordered by id", tiesByID},
		{"descending order turns ids of equal keys round as well", tiesDescending},
		{"an unknown key comes first ascending and last descending", unknownKeys},
		{"without a field the order is by id", orderByID},
		{"ids come in byte order of letters and digits", idsByteOrder},
		{"keys equal in their first 512 bytes are ties", longKeysTie},
		{"a key is cut between runes", keysCutBetweenRunes},
		{"initiatives come by the first day of their start", initiativesByStart},
		{"documents come by date", documentsByDate},
		{"names of one letter come before longer ones", prefixesFirst},
		{"the filter does not change the order", orderWithFilter},
	}
}

// letters gives a short name for a number: aa, ab ... in order.
func letters(n int) string {
	return string([]byte{'a' + byte(n/26/26%26), 'a' + byte(n/26%26), 'a' + byte(n%26)})
}

// named stores a stakeholder for each name, with ids in the reverse order of
// the names, and gives the names in the store's order.
func (t *T) inOrder(order graph.Order, names ...string) []string {
	t.Helper()
	var rs []graph.Record
	for i, n := range names {
		rs = append(rs, stakeholder(letters(len(names)-i), n))
	}
	t.put(rs...)
	var out []string
	for _, r := range t.list(graph.Query{Type: typ("Stakeholder"), Order: order}).Records {
		out = append(out, r.(*graph.Stakeholder).Name)
	}
	return out
}

func byNameOrder(desc bool) graph.Order { return graph.Order{Field: "name", Desc: desc} }

func reversed[V any](list []V) []V {
	out := make([]V, len(list))
	for i, v := range list {
		out[len(list)-1-i] = v
	}
	return out
}

func namesInByteOrder(t *T) {
	names := []string{"!", "0", "10", "2", "[x", "_", "a", "a b", "a-b", "ab", "b", "z", "~", "\u00f8", "\ue000", "\ufffd", "\U00010348", "\U0001f6c2"}
	same(t, "names ascending", t.inOrder(byNameOrder(false), reversed(names)...), names...)
	same(t, "names descending", t.inOrder(byNameOrder(true), reversed(names)...), reversed(names)...)
}

func codesBeyondTheBasicPlane(t *T) {
	keys := []string{"a", "\ud7ff", "\ue000", "\uff5e", "\ufffd", "\U00010000", "\U00010348", "\U0001f6c2", "\U0010fffd"}
	for i, k := range keys {
		d := dataset(letters(len(keys) - i))
		d.Key = k
		t.put(d)
	}
	for _, desc := range []bool{false, true} {
		var got []string
		for _, r := range t.list(graph.Query{Type: typ("Dataset"), Order: graph.Order{Field: "key", Desc: desc}}).Records {
			got = append(got, r.(*graph.Dataset).Key)
		}
		want := keys
		if desc {
			want = reversed(keys)
		}
		same(t, "keys", got, want...)
	}
	// Comparisons use the same order.
	equal(t, "keys after U+FF5E", len(t.find("Dataset", has("key", graph.Gt, "\uff5e"))), 5)
	equal(t, "keys up to U+FFFD", len(t.find("Dataset", has("key", graph.Le, "\ufffd"))), 5)
	rows := t.aggregate(graph.Aggregation{Type: typ("Dataset"), Keys: []string{"key"}, Rank: -1}).Rows
	var got []string
	for _, g := range rows {
		got = append(got, g.Keys...)
	}
	same(t, "groups by key", got, keys...)
}

func namesInScripts(t *T) {
	names := []string{"Zebra", "Ålesund Łódź", "Ελλάδα", "Москва", "ירושלים", "بيروت", "ไทย", "မြန်မာ", "日本", "서울", "𐌰𐌱"}
	want := []string{"Ålesund Łódź", "Zebra", "Ελλάδα", "Москва", "ירושלים", "بيروت", "ไทย", "မြန်မာ", "日本", "서울", "𐌰𐌱"}
	same(t, "names", t.inOrder(byNameOrder(false), names...), want...)
}

func foldedTies(t *T) {
	// Ids run against the list: the last name has the first id.
	same(t, "names", t.inOrder(byNameOrder(false), "zoé", "Émile", "EMILE", "emile", "Zoe", "Emily"),
		"emile", "EMILE", "Émile", "Emily", "Zoe", "zoé")
}

func tiesByID(t *T) {
	t.put(stakeholder("c", "Same"), stakeholder("a", "same"), stakeholder("d", "SAME"), stakeholder("b", "Same"))
	got := t.ids(graph.Query{Type: typ("Stakeholder"), Order: byNameOrder(false)})
	same(t, "ids", shorts(got), "a", "b", "c", "d")
}

func tiesDescending(t *T) {
	t.put(stakeholder("c", "Same"), stakeholder("a", "same"), stakeholder("d", "Other"), stakeholder("b", "Same"))
	asc := t.ids(graph.Query{Type: typ("Stakeholder"), Order: byNameOrder(false)})
	desc := t.ids(graph.Query{Type: typ("Stakeholder"), Order: byNameOrder(true)})
	same(t, "ids ascending", shorts(asc), "d", "a", "b", "c")
	same(t, "ids descending", desc, reversed(asc)...)
}

func unknownKeys(t *T) {
	t.put(initiative("a", "A"), initiative("b", "B", dated("2020", "")), initiative("c", "C"), initiative("d", "D", dated("0001-01-01", "")))
	order := graph.Order{Field: "startEarliest"}
	same(t, "ids ascending", shorts(t.ids(graph.Query{Type: typ("Initiative"), Order: order})), "a", "c", "d", "b")
	order.Desc = true
	same(t, "ids descending", shorts(t.ids(graph.Query{Type: typ("Initiative"), Order: order})), "b", "d", "c", "a")
}

func dated(start, end string) func(*graph.Initiative) {
	return func(i *graph.Initiative) { i.Period = during(start, end) }
}

func orderByID(t *T) {
	t.put(stakeholder("b", "1"), stakeholder("c", "3"), stakeholder("a", "2"))
	same(t, "ids ascending", shorts(t.ids(graph.Query{Type: typ("Stakeholder")})), "a", "b", "c")
	same(t, "ids descending", shorts(t.ids(graph.Query{Type: typ("Stakeholder"), Order: graph.Order{Desc: true}})), "c", "b", "a")
}

func idsByteOrder(t *T) {
	ids := []string{"s222222222222", "s22222222222a", "s7aaaaaaaaaaa", "sa22222222222", "saaaaaaaaaaaa", "saaaaaaaaaaaaaaaa", "sb22222222222", "szzzzzzzzzzzz"}
	for i := range ids {
		ids[i] = "s" + "a" + ids[i][1:] // a letter stands first after the prefix
	}
	for _, x := range reversed(ids) {
		t.put(&graph.Stakeholder{Thing: thing(x, x, "N")})
	}
	same(t, "ids", t.ids(graph.Query{Type: typ("Stakeholder")}), ids...)
	same(t, "ids under equal names", t.ids(graph.Query{Type: typ("Stakeholder"), Order: byNameOrder(false)}), ids...)
	same(t, "ids greater than the third", t.ids(graph.Query{Type: typ("Stakeholder"), Where: has("id", graph.Gt, ids[2])}), ids[3:]...)
	same(t, "ids up to the third", t.ids(graph.Query{Type: typ("Stakeholder"), Where: has("id", graph.Le, ids[2])}), ids[:3]...)
}

func longKeysTie(t *T) {
	long := strings.Repeat("x", 511)
	t.put(stakeholder("c", long+"a"), stakeholder("a", long+"c"), stakeholder("b", long+"b"), stakeholder("d", long[:510]))
	same(t, "ids", shorts(t.ids(graph.Query{Type: typ("Stakeholder"), Order: byNameOrder(false)})), "d", "a", "b", "c")
	q := graph.Query{Type: typ("Stakeholder"), Order: byNameOrder(false), Limit: 2}
	same(t, "pages", t.walk(q), sid("d"), sid("a"), sid("b"), sid("c"))
}

func keysCutBetweenRunes(t *T) {
	// With the leading "1" the 512th byte falls inside the last rune: é (2
	// bytes, folded to e), 國 (3 bytes), 🛂 (4 bytes).
	for i, r := range []string{"國", "🛂"} {
		base := strings.Repeat("x", 510)
		t.put(stakeholder("a"+letters(i), base+r+"b"), stakeholder("b"+letters(i), base+r+"a"))
	}
	got := shorts(t.ids(graph.Query{Type: typ("Stakeholder"), Order: byNameOrder(false)}))
	same(t, "ids", got, "aaaa", "aaab", "baaa", "baab")
	equal(t, "records by eq", len(t.find("Stakeholder", is("name", strings.Repeat("X", 510)+"國a"))), 1)
}

func initiativesByStart(t *T) {
	t.put(initiative("a", "A", dated("2020-03", "")), initiative("b", "B", dated("2020-Q1", "")), initiative("c", "C", dated("2019-12-31", "")),
		initiative("d", "D", dated("2020", "")), initiative("e", "E", dated("2020-02-29/2021", "")))
	got := t.ids(graph.Query{Type: typ("Initiative"), Order: graph.Order{Field: "startEarliest"}})
	same(t, "ids", shorts(got), "c", "b", "d", "e", "a")
}

func documentsByDate(t *T) {
	on := func(text string) func(*graph.Document) { return func(d *graph.Document) { d.Date = date(text) } }
	t.put(document("a", "A", on("2022-10")), document("b", "B", on("2022-10-02")), document("c", "C"), document("d", "D", on("2019")))
	got := t.ids(graph.Query{Type: typ("Document"), Order: graph.Order{Field: "dateEarliest", Desc: true}})
	same(t, "ids", shorts(got), "b", "a", "d", "c")
}

func prefixesFirst(t *T) {
	same(t, "names", t.inOrder(byNameOrder(false), "aaa", "aa", "a", "a a", "b"), "a", "a a", "aa", "aaa", "b")
}

func orderWithFilter(t *T) {
	t.put(stakeholder("a", "C"), stakeholder("b", "B", func(s *graph.Stakeholder) { s.Kind = "EMBASSY" }), stakeholder("c", "A"), stakeholder("d", "D"))
	q := graph.Query{Type: typ("Stakeholder"), Order: byNameOrder(true), Where: graph.Or{is("kind", "ORGANIZATION"), is("slug", "a")}}
	same(t, "ids", shorts(t.ids(q)), "d", "a", "c")
	q.IDs = []string{sid("c"), sid("b"), sid("a")}
	same(t, "ids among three", shorts(t.ids(q)), "a", "c")
}

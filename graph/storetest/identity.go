package storetest

import (
	"strings"

	"github.com/migraph/migraph/graph"
)

func identityCases() []Case {
	return []Case{
		{"an id is found in its own case and spelling only", idsAreExact},
		{"an id leads to records of its type only", idsOfAnotherType},
		{"a parent's id is matched exactly", parentIDsAreExact},
		{"codes that differ by case are different", func(t *T) { differentCodes(t, "iom", "IOM", "Iom") }},
		{"codes in different normal forms are different", func(t *T) { differentCodes(t, "caf\u00e9", "cafe\u0301", "cafe") }},
		{"codes that differ by zero-width characters are different", func(t *T) {
			differentCodes(t, "iom", "io\u200bm", "io\u200dm", "\ufeffiom", "iom\u00ad")
		}},
		{"codes with ß and ss are different", func(t *T) { differentCodes(t, "strasse", "stra\u00dfe", "stra\u1e9ee") }},
		{"codes with the four Turkish i are different", func(t *T) { differentCodes(t, "i", "I", "\u0131", "\u0130") }},
		{"codes that differ by spaces at the end are different", func(t *T) { differentCodes(t, "iom", "iom ", " iom", "iom\u00a0") }},
		{"codes that differ by width or look are different", func(t *T) {
			differentCodes(t, "iom", "\uff49\uff4f\uff4d", "i\u043em", "\U0001d422om") // full width, Cyrillic o, bold i
		}},
		{"names that fold to the same are found together", foldedNames},
		{"a name with ß is found by ss", func(t *T) {
			foundByName(t, []string{"Straße", "STRASSE", "strasse", "Strase"}, "STRAẞE", 0, 1, 2)
		}},
		{"a name with a dotted capital I is found by i, one with a dotless i is not", func(t *T) {
			foundByName(t, []string{"İzmir", "Izmir", "izmir", "ızmir"}, "IZMIR", 0, 1, 2)
		}},
		{"a name is found in either normal form", func(t *T) {
			foundByName(t, []string{"Côte d\u2019Ivoire", "Co\u0302te d\u2019Ivoire", "Cote d\u2019Ivoire"}, "CO\u0302TE D\u2019IVOIRE", 0, 1, 2)
		}},
		{"marks that carry meaning are kept apart", func(t *T) {
			foundByName(t, []string{"กา", "ก้า", "กิ"}, "กา", 0)
		}},
		{"zero-width characters keep names apart", func(t *T) {
			foundByName(t, []string{"IOM", "IO\u200bM"}, "iom", 0)
		}},
		{"values come back byte for byte", valuesComeBack},
		{"identifiers are matched by their normal form", identifierKeys},
		{"aliases are matched as names are", aliasesFold},
	}
}

func idsAreExact(t *T) {
	t.put(stakeholder("iom", "IOM"))
	exact := sid("iom")
	for _, other := range []string{
		strings.ToUpper(exact), "S" + exact[1:], exact + " ", " " + exact, exact + "2", exact[:12],
		"\u017f" + exact[1:], exact[:12] + "\u200b", "", "*", exact + "\x00",
	} {
		same(t, "records with the id "+other, t.ids(graph.Query{Type: typ("Stakeholder"), IDs: []string{other}}))
		same(t, "records whose id equals "+other, t.find("Stakeholder", is("id", other)))
	}
	same(t, "the record by its id", t.ids(graph.Query{Type: typ("Stakeholder"), IDs: []string{exact}}), exact)
}

func idsOfAnotherType(t *T) {
	t.put(stakeholder("x", "X"), initiative("x", "X"))
	same(t, "stakeholders with the id of an initiative", t.ids(graph.Query{Type: typ("Stakeholder"), IDs: []string{iid("x")}}))
	t.write(func(ctx ctxT, w graph.Writer) error { return w.Delete(ctx, typ("Stakeholder"), []string{iid("x")}) })
	same(t, "initiatives after deleting a stakeholder of that id", t.find("Initiative", nil), "x")
}

func parentIDsAreExact(t *T) {
	t.put(doc(), stakeholder("x", "X"), initiative("y", "Y"), participation("one", "x", "y", "HOST"))
	lists := t.lists(graph.Query{Type: typ("Participation"), By: graph.By("stakeholder"), Total: true,
		Parents: []string{strings.ToUpper(sid("x")), sid("x") + " ", sid("x")}})
	equal(t, "lists", len(lists), 3)
	for i, want := range []int{0, 0, 1} {
		equal(t, "total of the list of a parent", lists[i].Total, want)
		equal(t, "length of the list of a parent", len(lists[i].Records), want)
	}
}

// differentCodes stores a thing under each code and finds each by its own only.
func differentCodes(t *T, codes ...string) {
	for i, c := range codes {
		t.put(stakeholder(letters(i), "N", func(s *graph.Stakeholder) { s.Slug = c; s.Website = graph.Text(c) }))
	}
	for i, c := range codes {
		same(t, "found by the code "+c, t.find("Stakeholder", is("slug", c)), letters(i))
		same(t, "found among the codes "+c, t.find("Stakeholder", in("slug", c, "none")), letters(i))
		equal(t, "the code read back", string(t.get(sid(letters(i))).(*graph.Stakeholder).Website), c)
	}
	equal(t, "found by all codes", len(t.find("Stakeholder", in("slug", codes...))), len(codes))
	groups := t.aggregate(graph.Aggregation{Type: typ("Stakeholder"), Keys: []string{"slug"}, Rank: -1})
	equal(t, "groups by code", groups.Total, len(codes))
}

func foldedNames(t *T) {
	foundByName(t, []string{"Médecins", "MEDECINS", "me\u0301decins", "ｍｅｄｅｃｉｎｓ", "Medecin"}, "mÉDECINS", 0, 1, 2, 3)
}

// foundByName stores things with the names and expects those of the given
// places to be found by the name asked for, and the others not.
func foundByName(t *T, names []string, asked string, places ...int) {
	var want []string
	for i, n := range names {
		t.put(stakeholder(letters(i), n))
	}
	for _, i := range places {
		want = append(want, letters(i))
	}
	same(t, "names equal to "+asked, t.find("Stakeholder", is("name", asked)), want...)
	same(t, "names among "+asked, t.find("Stakeholder", in("name", "none", asked)), want...)
	same(t, "names that start as "+asked, t.find("Stakeholder", has("name", graph.StartsWith, asked)), want...)
	equal(t, "names other than "+asked, len(t.find("Stakeholder", not(is("name", asked)))), len(names)-len(want))
}

func valuesComeBack(t *T) {
	texts := []string{
		"plain", "Ünïcödé", "cafe\u0301", "caf\u00e9", "zero\u200bwidth", "\ufeffmark", "國際移民組織", "منظمة", "𐍈𝔘🛂", "\ue000\uff5e",
		" spaces  inside and around ", "tab\tand\nline", `quotes " ' ` + "`" + ` \ \\`, "100 % _ * ? [a] (b) {c} ^ $ .", "NULL", "null", "0", "1", "true", "1e5", "007",
		strings.Repeat("långer text ", 2000),
	}
	for i, text := range texts {
		t.put(stakeholder(letters(i), text, func(s *graph.Stakeholder) {
			s.Slug, s.Summary, s.Acronym = text, graph.Text(text), graph.Text(text)
			s.Aliases = []*graph.Alias{{Name: text, Language: graph.Text(text), Kind: "NAME"}}
			s.Identifiers = []*graph.Identifier{{Scheme: "x", Value: text}}
		}))
	}
	for i, text := range texts {
		s := t.get(sid(letters(i))).(*graph.Stakeholder)
		for what, got := range map[string]string{
			"name": s.Name, "slug": s.Slug, "summary": string(s.Summary), "acronym": string(s.Acronym),
			"alias": s.Aliases[0].Name, "language": string(s.Aliases[0].Language), "identifier": s.Identifiers[0].Value,
		} {
			equal(t, what+" read back", got, text)
		}
	}
}

func identifierKeys(t *T) {
	hold := func(key, scheme, value string) {
		t.put(stakeholder(key, key, func(s *graph.Stakeholder) {
			s.Identifiers = []*graph.Identifier{identifiedBy("other", key), identifiedBy(scheme, value)}
		}))
	}
	hold("a", "org-id", "SE-0-se")
	hold("b", "ORG-ID ", "se-0-SE")
	hold("c", "org-id", "SE-0-SE-1")
	hold("d", "own", "SE-0-SE")
	byKey := func(scheme, value string) []string {
		return t.find("Stakeholder", some("identifiers", in("key", graph.IdentifierKey(scheme, value))))
	}
	same(t, "holders of org-id se-0-se", byKey("org-id", "se-0-se"), "a", "b")
	same(t, "holders of own SE-0-SE", byKey("own", "Se-0-Se"), "d")
	same(t, "holders of an unknown identifier", byKey("org-id", "SE-0"))
	same(t, "holders of the exact value", t.find("Stakeholder", some("identifiers", is("value", "se-0-SE"))), "b")
}

func aliasesFold(t *T) {
	t.put(stakeholder("a", "A", func(s *graph.Stakeholder) {
		s.Aliases = []*graph.Alias{{Name: "OIM", Kind: "ACRONYM", Language: "fr"}, {Name: "Organisation Internationale", Kind: "NAME"}}
	}), stakeholder("b", "B", func(s *graph.Stakeholder) {
		s.Aliases = []*graph.Alias{{Name: "Öim", Kind: "ACRONYM"}}
	}))
	same(t, "aliases equal to oim", t.find("Stakeholder", some("aliases", is("name", "oim"))), "a", "b")
	same(t, "aliases in French", t.find("Stakeholder", some("aliases", is("language", "fr"))), "a")
	same(t, "aliases in FR", t.find("Stakeholder", some("aliases", is("language", "FR"))))
}

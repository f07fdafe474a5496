package storetest

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

func applyCases() []Case {
	return []Case{
		{"an import that is stored already changes nothing", idempotent},
		{"an import that is stored under another dataset too changes nothing", idempotentShared},
		{"a report counts what became of records", reportCounts},
		{"identifiers equal under case lead to the same thing", identifiersUnderCase},
		{"any one of its identifiers leads to a thing", anyIdentifier},
		{"identifiers with ß, dotless i and normal forms", identifiersInUnicode},
		{"equal names alone merge nothing", equalNames},
		{"identifiers of two things in one entry are refused", twoThings},
		{"two entries of one import with an identifier in common are refused", twoEntries},
		{"two new entries with a second identifier in common are refused", twoNewEntries},
		{"a key used twice is refused", keyTwice},
		{"an embassy is no organization", kindsContradict},
		{"unknown references are all listed and nothing is written", unknownReferences},
		{"unknown references of things and of claims are listed together", unknownReferencesEverywhere},
		{"an entry without evidence is refused", noEvidence},
		{"ids depend on type and first identifier only", stableIDs},
		{"slugs are made of keys and names and stay", slugs},
		{"the body's own publication is shown first", ownPublication},
		{"the newest document is shown before older ones", newestDocument},
		{"equally new documents are ordered by the dataset's key", datasetKeys},
		{"a value is taken from the first description that has it", firstKnown},
		{"other names and acronyms become aliases", otherNames},
		{"a document's date decides again when another dataset corrects it", correctedDocument},
		{"documents that tell of each other show the same in any order", ringOfDocuments},
		{"over a description of a document rules what its dataset says of the cited one", saidOfCited},
		{"a document's publisher decides again when it becomes known", knownPublisher},
		{"claims without a key are told apart by what they are about", naturalKeys},
		{"one claim told twice in an import has two evidences", toldTwice},
		{"a much larger dataset tells what a small one told before", toldBefore},
		{"what is read is new, changed, unchanged or equal to another", addsUp},
		{"an import of nothing is refused where the dataset holds something", refusesNothing},
		{"an import of another format than the dataset came of is refused", refusesOtherFormat},
		{"several claims of one key in one import are kept apart", oneKeySeveralClaims},
		{"a great import", greatImport},
		{"hostile texts go through an import unchanged", hostileImport},
		{"references lead to ids in parts and documents too", referencesInParts},
		{"a claim refers to another of the import by its key", claimsOfClaims},
		{"claims that refer to each other may come in any order", chainsOfClaims},
		{"claims that refer to each other in a ring are told of as such", ringsOfClaims},
	}
}

// newsletter is a small dataset: two bodies, an initiative, and who does what.
func newsletter(dataset, doc string) *data {
	return source(dataset, doc, "2022-10-01").
		stakeholder("iom", "International Organization for Migration", func(s *graph.Stakeholder) { s.Acronym = "IOM" }).
		stakeholder("aus", "Australia", func(s *graph.Stakeholder) { s.Kind, s.Country = "GOVERNMENT", "AU" }).
		initiative("crest", "CREST", "2021", "2024").
		participation("p1", "iom", "crest", "IMPLEMENTING").
		participation("p2", "aus", "crest", "FUNDING").
		flow("f1", "aus", "iom", "250000.50", func(f *graph.Flow) { f.Hops = []*graph.Hop{{End: graph.End{InitiativeID: "crest"}}} }).
		affiliation("a1", "iom", "aus", "CONTRIBUTOR_TO")
}

func idempotent(t *T) {
	first := t.apply(newsletter("a", "news"))
	equal(t, "the first revision", first.Revision, graph.Revision(1))
	before := t.dump()
	for range 2 {
		rep := t.apply(newsletter("a", "news"))
		equal(t, "the revision", rep.Revision, first.Revision)
		equal(t, "things", rep.Things, graph.Tally{Read: 4, Unchanged: 4})
		equal(t, "claims", rep.Claims, graph.Tally{Read: 4, Unchanged: 4})
		equal(t, "the graph", t.dump(), before)
	}
	equal(t, "the dataset's revision", only[*graph.Dataset](t, "Dataset").Revision, 1)
}

func idempotentShared(t *T) {
	t.apply(newsletter("a", "news"))
	t.apply(newsletter("b", "news2").edit(func(in *graph.Import) {
		f := in.Claims[2].Record.(*graph.Flow)
		f.Amount.Amount = "250000.51" // one claim differs
	}))
	before := t.dump()
	for _, d := range []string{"a", "b", "a"} {
		doc, amount := "news", "250000.50"
		if d == "b" {
			doc, amount = "news2", "250000.51"
		}
		rep := t.apply(newsletter(d, doc).edit(func(in *graph.Import) { in.Claims[2].Record.(*graph.Flow).Amount.Amount = amount }))
		equal(t, "claims of "+d, rep.Claims, graph.Tally{Read: 4, Unchanged: 4})
		equal(t, "things of "+d, rep.Things, graph.Tally{Read: 4, Unchanged: 4})
		equal(t, "the revision", rep.Revision, graph.Revision(2))
		equal(t, "the graph", t.dump(), before)
	}
}

func reportCounts(t *T) {
	rep := t.apply(newsletter("a", "news"))
	equal(t, "things", rep.Things, graph.Tally{Read: 4, New: 4})
	equal(t, "claims", rep.Claims, graph.Tally{Read: 4, New: 4})
	equal(t, "the dataset", rep.Dataset, "a")
	changed := source("a", "news", "2022-10-01").
		stakeholder("iom", "IOM", func(s *graph.Stakeholder) { s.Acronym = "IOM" }). // another name
		stakeholder("unhcr", "UNHCR").
		initiative("crest", "CREST", "2021", "2024").
		participation("p1", "iom", "crest", "IMPLEMENTING").
		participation("p9", "unhcr", "crest", "PARTNER")
	rep = t.apply(changed)
	equal(t, "things after a change", rep.Things, graph.Tally{Read: 4, New: 1, Changed: 1, Unchanged: 2, Removed: 1})
	equal(t, "claims after a change", rep.Claims, graph.Tally{Read: 2, New: 1, Unchanged: 1, Removed: 3})
	equal(t, "the revision", rep.Revision, graph.Revision(2))
	rep = t.withdraw("a")
	equal(t, "things withdrawn", rep.Things, graph.Tally{Removed: 4})
	equal(t, "claims withdrawn", rep.Claims, graph.Tally{Removed: 2})
}

// body1 is a dataset with one stakeholder that has the given identifiers.
func bodyBy(dataset, name string, ids ...*graph.Identifier) *data {
	return source(dataset, "doc-"+dataset, "2022-01-01").thing("x", &graph.Stakeholder{
		Thing: graph.Thing{Name: name, Identifiers: ids}, Kind: "ORGANIZATION"})
}

func (t *T) stakeholderNames() (out []string) {
	t.Helper()
	for _, r := range t.list(graph.Query{Type: typ("Stakeholder"), Order: byNameOrder(false)}).Records {
		out = append(out, r.(*graph.Stakeholder).Name)
	}
	return out
}

func identifiersUnderCase(t *T) {
	t.apply(bodyBy("a", "Sida", identifiedBy("org-id", "SE-0-SE-6")))
	t.apply(bodyBy("b", "Sida by b", identifiedBy("Org-Id", "se-0-se-6 ")))
	same(t, "stakeholders", t.stakeholderNames(), "Sida")
	s := byName[*graph.Stakeholder](t, "Stakeholder", "Sida")
	equal(t, "identifiers", len(s.Identifiers), 1)
	equal(t, "the identifier as first written", s.Identifiers[0].Value, "SE-0-SE-6")
	same(t, "aliases", aliasNames(s), "Sida by b")
}

func anyIdentifier(t *T) {
	t.apply(bodyBy("a", "A", identifiedBy("org-id", "1"), identifiedBy("own", "2")))
	t.apply(bodyBy("b", "B", identifiedBy("third", "3"), identifiedBy("own", "2")))
	t.apply(bodyBy("c", "C", identifiedBy("third", "3")))
	same(t, "stakeholders", t.stakeholderNames(), "A")
	s := byName[*graph.Stakeholder](t, "Stakeholder", "A")
	var keys []string
	for _, i := range s.Identifiers {
		keys = append(keys, i.Key())
	}
	same(t, "identifiers", keys, "org-id:1", "own:2", "third:3")
	// Without b nothing joins c and a, but c keeps the id that it was given.
	t.withdraw("b")
	s = byName[*graph.Stakeholder](t, "Stakeholder", "A")
	equal(t, "identifiers of a and c", len(s.Identifiers), 3)
}

func identifiersInUnicode(t *T) {
	t.apply(bodyBy("a", "A", identifiedBy("own", "caf\u00e9")))
	t.apply(bodyBy("b", "B", identifiedBy("own", "CAFE\u0301"))) // the same in normal form C
	t.apply(bodyBy("c", "C", identifiedBy("own", "cafe")))
	t.apply(bodyBy("d", "D", identifiedBy("own", "stra\u00dfe")))
	t.apply(bodyBy("e", "E", identifiedBy("own", "strasse")))
	t.apply(bodyBy("f", "F", identifiedBy("own", "x\u200by")))
	t.apply(bodyBy("g", "G", identifiedBy("own", "xy")))
	t.apply(bodyBy("h", "H", identifiedBy("own", "\U00010428"))) // Deseret small letter long i
	t.apply(bodyBy("i", "I", identifiedBy("own", "\U00010400"))) // and its capital
	same(t, "stakeholders", t.stakeholderNames(), "A", "C", "D", "E", "F", "G", "H")
}

func equalNames(t *T) {
	t.apply(bodyBy("a", "Red Cross", identifiedBy("own", "1")))
	t.apply(bodyBy("b", "Red Cross", identifiedBy("own", "2")))
	same(t, "stakeholders", t.stakeholderNames(), "Red Cross", "Red Cross")
	slugs := []string{}
	for _, r := range t.scan("Stakeholder") {
		slugs = append(slugs, graph.AsThing(r).Slug)
	}
	slices.Sort(slugs)
	equal(t, "the first slug", slugs[0], "red-cross")
	equal(t, "the second slug", strings.HasPrefix(slugs[1], "red-cross-s"), true)
}

func (t *T) problemAt(ps graph.Problems, where, fragment string) {
	t.Helper()
	for _, p := range ps {
		if p.Where == where && strings.Contains(p.Message, fragment) {
			return
		}
	}
	t.Errorf("no problem at %q that tells of %q among:\n%v", where, fragment, ps)
}

func twoThings(t *T) {
	t.apply(source("a", "da", "2022").stakeholder("x", "Xenia").stakeholder("y", "Yara"))
	ps := t.refuse(source("b", "db", "2022").stakeholder("ok", "Fine").thing("both", &graph.Stakeholder{Thing: graph.Thing{Name: "Both",
		Identifiers: []*graph.Identifier{identifiedBy(graph.SchemeMigraph, "x"), identifiedBy(graph.SchemeMigraph, "Y")}}}))
	equal(t, "problems", len(ps), 1)
	t.problemAt(ps, "both", "Xenia")
	t.problemAt(ps, "both", "Yara")
}

func twoEntries(t *T) {
	t.apply(bodyBy("a", "A", identifiedBy("own", "1"), identifiedBy("own", "2")))
	ps := t.refuse(source("b", "db", "2022").
		thing("one", &graph.Stakeholder{Thing: graph.Thing{Name: "One", Identifiers: []*graph.Identifier{identifiedBy("own", "1")}}}).
		thing("two", &graph.Stakeholder{Thing: graph.Thing{Name: "Two", Identifiers: []*graph.Identifier{identifiedBy("own", "2")}}}))
	equal(t, "problems", len(ps), 1)
	t.problemAt(ps, "two", "one")
	ps = t.refuse(source("c", "dc", "2022").
		thing("one", &graph.Stakeholder{Thing: graph.Thing{Name: "One", Identifiers: []*graph.Identifier{identifiedBy("own", "9")}}}).
		thing("two", &graph.Stakeholder{Thing: graph.Thing{Name: "Two", Identifiers: []*graph.Identifier{identifiedBy("OWN", "9")}}}))
	equal(t, "problems of new things", len(ps), 1)
}

func twoNewEntries(t *T) {
	with := func(name, first string) *graph.Stakeholder {
		return &graph.Stakeholder{Thing: graph.Thing{Name: name, Identifiers: []*graph.Identifier{identifiedBy("own", first), identifiedBy("org-id", "shared")}}}
	}
	ps := t.refuse(source("a", "da", "2022").thing("one", with("One", "1")).thing("two", with("Two", "2")))
	t.problemAt(ps, "two", "one")
}

func keyTwice(t *T) {
	ps := t.refuse(source("a", "da", "2022").
		thing("x", &graph.Stakeholder{Thing: named("one", "One")}).thing("x", &graph.Stakeholder{Thing: named("two", "Two")}))
	equal(t, "problems", len(ps), 1)
	t.problemAt(ps, "x", "twice")
	// A key names one thing of each type.
	t.apply(source("a", "x", "2022").stakeholder("x", "X").initiative("x", "X", "", ""))
}

func kindsContradict(t *T) {
	as := func(dataset string, kind graph.StakeholderKind) *data {
		return source(dataset, "doc-"+dataset, "2022").stakeholder("x", "X", func(s *graph.Stakeholder) { s.Kind = kind })
	}
	t.apply(as("a", "EMBASSY"))
	t.problemAt(t.refuse(as("b", "GOVERNMENT")), "x", "embassy")
	t.apply(as("c", ""))
	t.withdraw("c")
	t.withdraw("a")
	t.apply(source("g", "dg", "2022").stakeholder("y", "Y", func(s *graph.Stakeholder) { s.Kind = "GOVERNMENT" }))
	t.apply(source("h", "dh", "2022").stakeholder("y", "Y", func(s *graph.Stakeholder) { s.Kind = "ORGANIZATION" }))
}

func unknownReferences(t *T) {
	d := source("a", "da", "2022").stakeholder("x", "X").initiative("w", "W", "", "").
		participation("p", "nobody", "w", "HOST").
		participation("q", "x", "nowhere", "HOST", func(p *graph.Participation) { p.DelegationOf = "noone" }).
		flow("f", "x", "nil", "1", func(f *graph.Flow) { f.Hops = []*graph.Hop{{End: graph.End{StakeholderID: "hop"}}} }).
		affiliation("ok", "x", "x", "MEMBER_OF").
		cite("lost").affiliation("u", "x", "x", "PART_OF")
	ps := t.refuse(d)
	equal(t, "problems", len(ps), 6)
	t.problemAt(ps, "claim p", "nobody")
	t.problemAt(ps, "claim q", "nowhere")
	t.problemAt(ps, "claim q", "noone")
	t.problemAt(ps, "claim f", "nil")
	t.problemAt(ps, "claim f", "hop")
	t.problemAt(ps, "claim u", "lost")
	// A key of another type, or the id of a stored thing, is no key of this import.
	t.apply(source("b", "db", "2022").stakeholder("x", "X"))
	stored := t.scan("Stakeholder")[0]
	ps = t.refuse(source("c", "dc", "2022").initiative("w", "W", "", "").
		participation("p", "w", "w", "HOST").participation("q", graph.IDOf(stored), "w", "HOST"))
	equal(t, "problems of keys of another kind", len(ps), 2)
}

func unknownReferencesEverywhere(t *T) {
	d := source("a", "da", "2022", func(d *graph.Document) { d.PublisherID = "ghost" }).stakeholder("x", "X").
		affiliation("u", "x", "spirit", "PART_OF")
	ps := t.refuse(d)
	t.problemAt(ps, "da", "ghost")
	t.problemAt(ps, "claim u", "spirit")
}

func noEvidence(t *T) {
	d := source("a", "da", "2022").stakeholder("x", "X").affiliation("u", "x", "x", "PART_OF")
	d.in.Claims[0].Evidence = nil
	t.problemAt(t.refuse(d), "claim u", "no document")
	d = source("a", "da", "2022").stakeholder("x", "X")
	d.in.Things[1].Evidence = nil
	t.problemAt(t.refuse(d), "x", "no document")
}

func stableIDs(t *T) {
	t.apply(bodyBy("a", "A", identifiedBy("org-id", "XM-DAC-47066"), identifiedBy("own", "x")))
	x := t.scan("Stakeholder")[0]
	// base32(SHA-256("Stakeholder\x00org-id:XM-DAC-47066")), 12 digits, after «s».
	equal(t, "the id", graph.IDOf(x), idOf("Stakeholder", "s", "org-id:XM-DAC-47066"))
	equal(t, "is it an id", graph.ValidID(graph.IDOf(x)), true)
}

func slugs(t *T) {
	t.apply(source("a", "da", "2022").stakeholder("Bali-Process", "Regional Forum").
		thing("y", &graph.Stakeholder{Thing: graph.Thing{Name: "Ölmühle — Straße № 7 (GmbH)", Identifiers: []*graph.Identifier{identifiedBy("own", "7")}}}).
		thing("z", &graph.Stakeholder{Thing: graph.Thing{Name: "國際移民組織", Identifiers: []*graph.Identifier{identifiedBy("own", "8")}}}).
		thing("w", &graph.Stakeholder{Thing: graph.Thing{Name: strings.Repeat("long name ", 30), Identifiers: []*graph.Identifier{identifiedBy("own", "9")}}}))
	slug := func(name string) string { return byName[*graph.Stakeholder](t, "Stakeholder", name).Slug }
	equal(t, "the slug by key", slug("Regional Forum"), "bali-process")
	equal(t, "the slug by name", slug("Ölmühle — Straße № 7 (GmbH)"), "olmuhle-strasse-no-7-gmbh")
	han := byName[*graph.Stakeholder](t, "Stakeholder", "國際移民組織")
	equal(t, "the slug of a name without Latin letters", han.Slug, han.ID)
	if n := len(slug(strings.TrimSpace(strings.Repeat("long name ", 30)) + " ")); n > 60 {
		t.Errorf("a slug of %d bytes, want at most 60", n)
	}
	t.apply(source("a", "da", "2022").stakeholder("Bali-Process", "The Bali Process"))
	equal(t, "the slug after a change of the name", slug("The Bali Process"), "bali-process")
}

// shown gives the summary that the stakeholder «x» shows.
func (t *T) shown() string {
	t.Helper()
	l := t.list(graph.Query{Type: typ("Stakeholder"), Where: is("slug", "x")})
	if len(l.Records) != 1 {
		t.Fatalf("%d stakeholders have the slug x", len(l.Records))
	}
	return string(l.Records[0].(*graph.Stakeholder).Summary)
}

// tells is a dataset whose document, of the given date, describes «x» by a summary.
func tells(dataset, on, summary string, edits ...func(*graph.Document)) *data {
	return source(dataset, "doc-"+dataset, on, edits...).
		stakeholder("x", "X", func(s *graph.Stakeholder) { s.Summary = graph.Text(summary) })
}

func published(by string) func(*graph.Document) {
	return func(d *graph.Document) { d.PublisherID = by }
}

func ownPublication(t *T) {
	t.apply(tells("a", "2010", "own", published("x")))
	t.apply(tells("b", "2022", "of others"))
	equal(t, "the summary", t.shown(), "own")
	t.apply(tells("c", "2011", "newer own", published("x")))
	equal(t, "the summary of the newer own publication", t.shown(), "newer own")
	t.withdraw("c")
	t.withdraw("a")
	equal(t, "the summary without own publications", t.shown(), "of others")
}

func newestDocument(t *T) {
	t.apply(tells("b", "2020-06", "June"))
	t.apply(tells("a", "2020-05-31", "May"))
	equal(t, "the summary", t.shown(), "June")
	t.apply(tells("c", "2020-07-01", "July"))
	equal(t, "the summary of the newest", t.shown(), "July")
	t.apply(tells("d", "", "undated"))
	equal(t, "the summary beside an undated one", t.shown(), "July")
	t.withdraw("c")
	equal(t, "the summary without the newest", t.shown(), "June")
}

func datasetKeys(t *T) {
	t.apply(tells("b", "2020", "b"))
	t.apply(tells("c", "2020", "c"))
	equal(t, "the summary", t.shown(), "b")
	t.apply(tells("a", "2020", "a"))
	equal(t, "the summary of the first key", t.shown(), "a")
	t.apply(tells("B", "2020", "B"))
	equal(t, "the summary of the first key in byte order", t.shown(), "B")
}

func firstKnown(t *T) {
	t.apply(source("a", "da", "2022").stakeholder("x", "New name", func(s *graph.Stakeholder) { s.Website = "https://new.example" }))
	t.apply(source("b", "db", "2020").stakeholder("x", "Old name", func(s *graph.Stakeholder) {
		s.Website, s.Summary, s.Country = "https://old.example", "old summary", "MY"
	}))
	t.apply(source("c", "dc", "2018").stakeholder("x", "Older", func(s *graph.Stakeholder) { s.Country, s.Subtype = "TH", "NGO" }))
	s := byName[*graph.Stakeholder](t, "Stakeholder", "New name")
	equal(t, "website", s.Website, graph.Text("https://new.example"))
	equal(t, "summary", s.Summary, graph.Text("old summary"))
	equal(t, "country", s.Country, graph.Text("MY"))
	equal(t, "subtype", s.Subtype, graph.Text("NGO"))
}

func otherNames(t *T) {
	acronym := func(a graph.Text) func(*graph.Stakeholder) {
		return func(s *graph.Stakeholder) { s.Acronym = a }
	}
	t.apply(source("a", "da", "2022").stakeholder("x", "Médecins", acronym("MSF")))
	t.apply(source("b", "db", "2021").stakeholder("x", "MEDECINS", acronym("msf")))
	t.apply(source("c", "dc", "2020").stakeholder("x", "Doctors", acronym("DWB"), func(s *graph.Stakeholder) {
		s.Aliases = []*graph.Alias{{Name: "Ärzte", Language: "de", Kind: "NAME"}, {Name: "doctors", Kind: "NAME"}}
	}))
	s := byName[*graph.Stakeholder](t, "Stakeholder", "Médecins")
	var got []string
	for _, a := range s.Aliases {
		got = append(got, fmt.Sprint(a.Name, " ", a.Language, " ", a.Kind))
	}
	same(t, "aliases", got, "Ärzte de NAME", "doctors  NAME", "DWB  ACRONYM")
}

func correctedDocument(t *T) {
	t.apply(tells("a", "2020", "a"))
	t.apply(tells("b", "2021", "b"))
	equal(t, "the summary", t.shown(), "b")
	// A third dataset, with a newer document, says that a's document is of 2022.
	t.apply(source("r", "register", "2023"))
	t.apply(source("c", "register", "2023").document("doc-a", "2022").edit(func(in *graph.Import) {
		in.Things[1].Evidence[0].DocumentID = "register"
	}))
	equal(t, "the date of a's document", byName[*graph.Document](t, "Document", "Document doc-a").Date.Text, "2022")
	equal(t, "the summary after the correction", t.shown(), "a")
	t.withdraw("c")
	equal(t, "the summary without the correction", t.shown(), "b")
}

// documentDates gives the dates that are shown of the documents p and q.
func (t *T) documentDates() string {
	t.Helper()
	return byName[*graph.Document](t, "Document", "Document p").Date.Text + " " + byName[*graph.Document](t, "Document", "Document q").Date.Text
}

// register is a dataset whose register of 2020 tells when p and q are of.
func register(p, q string) *data {
	return source("b", "register", "2020").document("p", p).document("q", q).edit(func(in *graph.Import) {
		in.Things[1].Evidence[0].DocumentID, in.Things[2].Evidence[0].DocumentID = "register", "register"
	})
}

func ringOfDocuments(t *T) {
	each := func() *data {
		return source("a", "p", "2030").document("q", "2030").edit(func(in *graph.Import) {
			in.Things[0].Evidence[0].DocumentID, in.Things[1].Evidence[0].DocumentID = "q", "p"
		})
	}
	third := func() *data { return register("2010", "2010") }
	t.apply(each())
	t.apply(third())
	dates := t.documentDates()
	t.withdraw("a")
	equal(t, "the dates by the third alone", t.documentDates(), "2010 2010")
	t.apply(each())
	equal(t, "the dates in the other order", t.documentDates(), dates)
	equal(t, "the dates", dates, "2030 2030") // each cites what is newer than the register
}

func saidOfCited(t *T) {
	of := func(q string) *data {
		return source("a", "old", "2000").document("p", "2030").document("q", q).edit(func(in *graph.Import) {
			in.Things[1].Evidence[0].DocumentID, in.Things[2].Evidence[0].DocumentID = "q", "old"
		})
	}
	t.apply(register("2011", "2012"))
	t.apply(of("2010"))
	equal(t, "the dates", t.documentDates(), "2011 2012")
	t.apply(of("2025")) // what is shown of q stays
	equal(t, "the dates after another is said of what is cited", t.documentDates(), "2030 2012")
	t.apply(of("2010"))
	equal(t, "the dates as before", t.documentDates(), "2011 2012")
}

func knownPublisher(t *T) {
	t.apply(tells("a", "2020", "a"))
	t.apply(tells("b", "2021", "b"))
	t.apply(source("c", "register", "2023").stakeholder("x", "X").document("doc-a", "", published("x")).edit(func(in *graph.Import) {
		in.Things[2].Evidence[0].DocumentID = "register"
	}))
	equal(t, "the summary after the publisher is known", t.shown(), "a")
	t.withdraw("c")
	equal(t, "the summary after it is unknown again", t.shown(), "b")
}

func naturalKeys(t *T) {
	d := func() *data {
		return source("a", "da", "2022").stakeholder("x", "X").stakeholder("y", "Y").initiative("w", "W", "", "").
			participation("", "x", "w", "HOST").participation("", "y", "w", "HOST").participation("", "x", "w", "PARTNER").
			participation("", "", "w", "PARTICIPANT", func(p *graph.Participation) { p.GroupLabel = "unions" }).
			participation("", "", "w", "PARTICIPANT", func(p *graph.Participation) { p.GroupLabel = "employers" }).
			flow("", "x", "y", "1").flow("", "y", "x", "1").
			flow("", "x", "y", "1", func(f *graph.Flow) { f.Period = during("2020", "") }).
			affiliation("", "x", "y", "MEMBER_OF").affiliation("", "x", "y", "PART_OF")
	}
	rep := t.apply(d())
	equal(t, "claims", rep.Claims, graph.Tally{Read: 10, New: 10})
	keys := map[string]bool{}
	for _, of := range []string{"Participation", "Flow", "Affiliation"} {
		for _, r := range t.scan(of) {
			keys[of+graph.AsClaim(r).Key] = true
			equal(t, "conflicting", graph.AsClaim(r).Conflicting, false)
		}
	}
	equal(t, "distinct keys", len(keys), 10)
	equal(t, "claims once more", t.apply(d()).Claims, graph.Tally{Read: 10, Unchanged: 10})
}

// Of a dataset that is much larger than the graph, claims are not looked up one by one.
func toldBefore(t *T) {
	t.apply(source("small", "doc-small", "2022-01-01").
		stakeholder("iom", "International Organization for Migration").
		initiative("crest", "CREST", "2021", "2024").
		participation("p1", "iom", "crest", "IMPLEMENTING"))
	rep := t.apply(newsletter("large", "news"))
	equal(t, "claims of the large one", rep.Claims, graph.Tally{Read: 4, New: 4})
	told := map[string][]string{}
	for _, r := range t.list(graph.Query{Type: typ("Participation"), Parts: []string{"evidence"}}).Records {
		for _, e := range graph.AsClaim(r).Evidence {
			role := string(r.(*graph.Participation).Role)
			told[role] = append(told[role], e.Dataset)
		}
	}
	same(t, "who tells that IOM implements", told["IMPLEMENTING"], "large", "small")
	same(t, "who tells that Australia funds", told["FUNDING"], "large")
	rep = t.withdraw("large")
	equal(t, "claims withdrawn", rep.Claims, graph.Tally{Removed: 4})
	equal(t, "what is left", len(only[*graph.Participation](t, "Participation").Evidence), 1)
}

func toldTwice(t *T) {
	d := source("a", "da", "2022").stakeholder("x", "X").initiative("w", "W", "", "").participation("p", "x", "w", "HOST").
		document("db", "2023").participation("p", "x", "w", "HOST")
	t.apply(d)
	p := only[*graph.Participation](t, "Participation")
	equal(t, "evidences", len(p.Evidence), 2)
	equal(t, "documents", p.Evidence[0].DocumentID != p.Evidence[1].DocumentID, true)
}

func addsUp(t *T) {
	// More than the records that are read or written in one statement, so that equal
	// ones are found among those that wait and among those that are written.
	const n = 501
	d := func() *data {
		d := source("a", "da", "2022").stakeholder("x", "X").initiative("w", "W", "", "")
		again := func() { d.participation("", "x", "w", "HOST") }
		again()
		again()
		for i := range n {
			d.participation("", "", "w", "PARTICIPANT", func(p *graph.Participation) { p.GroupLabel = graph.Text(fmt.Sprint("group ", i)) })
		}
		again()
		return d
	}
	equal(t, "claims", t.apply(d()).Claims, graph.Tally{Read: n + 3, New: n + 1, Equal: 2})
	equal(t, "claims once more", t.apply(d()).Claims, graph.Tally{Read: n + 3, Unchanged: n + 1, Equal: 2})
	more := d().participation("", "x", "w", "HOST").participation("", "x", "w", "PARTNER")
	equal(t, "claims with one more source", t.apply(more).Claims, graph.Tally{Read: n + 5, New: 1, Changed: 1, Unchanged: n, Equal: 3})
}

func refusesOtherFormat(t *T) {
	of := func(format graph.Text) graph.Source {
		return newsletter("a", "news").edit(func(in *graph.Import) { in.Dataset.Format = format }).build()
	}
	guarded := func(format graph.Text, allowed graph.Allowed) error {
		_, err := graph.ApplyGuarded(t.ctx, t.store, of(format), allowed)
		return err
	}
	for _, format := range []graph.Text{"", "iati", "iati"} { // of a dataset whose format is unknown every format is taken
		t.ok(guarded(format, graph.Allowed{}))
	}
	before := t.dump()
	for _, allowed := range []graph.Allowed{{}, {Empty: true}} {
		var e *graph.Error
		if err := guarded("hxl", allowed); !errors.As(err, &e) {
			t.Fatalf("an import of another format gave %v", err)
		}
		equal(t, "the code", e.Code, graph.Conflict)
		equal(t, "what would have to be allowed", e.Argument, graph.ArgumentOtherFormat)
		equal(t, "the message names both formats", strings.Contains(e.Message, "iati") && strings.Contains(e.Message, "hxl"), true)
		equal(t, "the graph", t.dump(), before)
	}
	t.ok(guarded("hxl", graph.Allowed{OtherFormat: true}))
	equal(t, "the format", only[*graph.Dataset](t, "Dataset").Format, graph.Text("hxl"))
	equal(t, "the code of an import of the former format", graph.CodeOf(guarded("iati", graph.Allowed{})), graph.Conflict)
	nothing := source("a", "news", "2022-10-01").edit(func(in *graph.Import) { in.Dataset.Format = "hxl" }).build()
	_, err := graph.ApplyGuarded(t.ctx, t.store, nothing, graph.Allowed{OtherFormat: true})
	equal(t, "the code of an import of nothing", graph.CodeOf(err), graph.Conflict)
	t.sound()
}

func refusesNothing(t *T) {
	nothing := func() graph.Source { return source("a", "news", "2022-10-01").build() }
	for range 2 { // a dataset without anything may stay so
		_, err := graph.ApplyGuarded(t.ctx, t.store, nothing(), graph.Allowed{})
		equal(t, "an import of nothing for nothing is taken", err == nil, true)
	}
	t.apply(newsletter("a", "news"))
	t.apply(newsletter("b", "b-news"))
	before := t.dump()
	_, err := graph.ApplyGuarded(t.ctx, t.store, nothing(), graph.Allowed{})
	equal(t, "the code of an import that takes all away", graph.CodeOf(err), graph.Conflict)
	equal(t, "the graph", t.dump(), before)
	_, err = graph.ApplyGuarded(t.ctx, t.store, source("c", "news-c", "2022-10-01").build(), graph.Allowed{})
	equal(t, "an import of nothing for a new dataset is taken", err == nil, true)
	rep, err := graph.Apply(t.ctx, t.store, nothing())
	equal(t, "an import that may take all away is taken", err == nil, true)
	equal(t, "claims", rep.Claims, graph.Tally{Removed: 4})
	equal(t, "things that were held", rep.Things.Held(), 4)
}

func oneKeySeveralClaims(t *T) {
	d := func() *data {
		d := source("a", "da", "2022").stakeholder("x", "X").stakeholder("y", "Y")
		for _, amount := range []string{"1", "2", "3", "2"} {
			d.flow("same", "x", "y", amount)
		}
		return d
	}
	t.apply(d())
	var got []string
	for _, r := range t.scan("Flow") {
		f := r.(*graph.Flow)
		got = append(got, fmt.Sprint(f.Key, " ", f.Amount.Amount, " ", f.Conflicting, " ", len(f.Evidence)))
	}
	slices.Sort(got)
	same(t, "flows", got, "same 1 false 1", "same 2 false 2", "same 3 false 1")
	before := t.revision()
	t.apply(d())
	equal(t, "the revision", t.revision(), before)
}

func greatImport(t *T) {
	t.large()
	// More than the records that are read or written in one statement.
	const n = 1203
	d := func(from int) *data {
		d := source("a", "da", "2022").stakeholder("hub", "Hub")
		for i := range n {
			key := fmt.Sprint("body-", i+from)
			d.stakeholder(key, fmt.Sprint("Body ", i+from)).affiliation("", key, "hub", "MEMBER_OF")
		}
		return d
	}
	rep := t.apply(d(0))
	equal(t, "things", rep.Things, graph.Tally{Read: n + 2, New: n + 2})
	equal(t, "claims", rep.Claims, graph.Tally{Read: n, New: n})
	hub := byName[*graph.Stakeholder](t, "Stakeholder", "Hub")
	equal(t, "neighbours", t.links(nodes(hub.ID))[0].Total, n)
	rep = t.apply(d(700))
	equal(t, "things that moved on", rep.Things, graph.Tally{Read: n + 2, New: 700, Unchanged: n + 2 - 700, Removed: 700})
	equal(t, "claims that moved on", rep.Claims, graph.Tally{Read: n, New: 700, Unchanged: n - 700, Removed: 700})
	live := t.list(graph.Query{Type: typ("Stakeholder"), Where: graph.Live(typ("Stakeholder")), Total: true, TotalOnly: true})
	equal(t, "stakeholders", live.Total, n+1)
	rep = t.apply(d(700))
	equal(t, "the revision", rep.Revision, graph.Revision(2))
}

func hostileImport(t *T) {
	texts := []string{`'; DROP TABLE x; --`, "`) DETACH DELETE n //", `<b>&amp;</b>`, "\u2028\u2029", "日本\U0001f6c2", `{"a": [1]}`, `\u0041\n`, "a\u200bb", strings.Repeat("é", 700)}
	d := source("a", "da", "2022")
	for i, s := range texts {
		d.stakeholder(fmt.Sprint("k", i), s, func(x *graph.Stakeholder) { x.Summary, x.Acronym = graph.Text(s), graph.Text(s) })
		d.affiliation("key "+s, fmt.Sprint("k", i), "k0", "PART_OF", func(a *graph.Affiliation) { a.Note = graph.Text(s) })
	}
	t.apply(d)
	for _, s := range texts {
		x := byName[*graph.Stakeholder](t, "Stakeholder", s)
		equal(t, "summary", string(x.Summary), s)
		equal(t, "acronym", string(x.Acronym), s)
		l := t.list(graph.Query{Type: typ("Affiliation"), Where: is("key", "key "+s)})
		equal(t, "claims by key", len(l.Records), 1)
		equal(t, "note", string(l.Records[0].(*graph.Affiliation).Note), s)
	}
	equal(t, "the revision once more", t.apply(d).Revision, graph.Revision(1))
}

func referencesInParts(t *T) {
	t.apply(newsletter("a", "news").edit(func(in *graph.Import) {
		in.Things[0].Record.(*graph.Document).PublisherID = "iom"
	}))
	iom := byName[*graph.Stakeholder](t, "Stakeholder", "International Organization for Migration")
	news := byName[*graph.Document](t, "Document", "Document news")
	crest := byName[*graph.Initiative](t, "Initiative", "CREST")
	f := only[*graph.Flow](t, "Flow")
	equal(t, "the publisher", news.PublisherID, iom.ID)
	equal(t, "the recipient", f.Recipient.StakeholderID, iom.ID)
	equal(t, "the hop", f.Hops[0].InitiativeID, crest.ID)
	equal(t, "the evidence's document", f.Evidence[0].DocumentID, news.ID)
	equal(t, "the evidence's dataset", f.Evidence[0].Dataset, "a")
	equal(t, "neighbours through the hop", len(t.links(nodes(crest.ID))[0].List), 4)
}

// paidFrom names the flow that a flow is paid from.
func paidFrom(key string) func(*graph.Flow) {
	return func(f *graph.Flow) { f.PaidFromID = key }
}

// origins gives for each flow's key the key of the flow that it is paid from.
func (t *T) origins() map[string]string {
	t.Helper()
	keys, out := map[string]string{"": ""}, map[string]string{}
	for _, r := range t.scan("Flow") {
		keys[graph.IDOf(r)] = graph.AsClaim(r).Key
	}
	for _, r := range t.scan("Flow") {
		out[graph.AsClaim(r).Key] = keys[r.(*graph.Flow).PaidFromID]
	}
	return out
}

func claimsOfClaims(t *T) {
	d := source("a", "da", "2022").stakeholder("x", "X").stakeholder("y", "Y").
		flow("down", "y", "x", "2", paidFrom("up")).flow("up", "x", "y", "5")
	t.apply(d)
	equal(t, "origins", t.origins(), map[string]string{"up": "", "down": "up"})
	equal(t, "claims once more", t.apply(d).Claims, graph.Tally{Read: 2, Unchanged: 2})
	t.problemAt(t.refuse(source("b", "db", "2022").stakeholder("x", "X").flow("f", "x", "x", "1", paidFrom("up"))), "claim f", "up")
}

func chainsOfClaims(t *T) {
	d := func() *data { return source("a", "da", "2022").stakeholder("x", "X").stakeholder("y", "Y") }
	want := map[string]string{"first": "", "second": "first", "third": "second"}
	t.apply(d().flow("first", "x", "y", "9").flow("second", "y", "x", "8", paidFrom("first")).flow("third", "x", "y", "7", paidFrom("second")))
	equal(t, "origins in order", t.origins(), want)
	before := t.revision()
	t.apply(d().flow("third", "x", "y", "7", paidFrom("second")).flow("second", "y", "x", "8", paidFrom("first")).flow("first", "x", "y", "9"))
	equal(t, "origins against the order", t.origins(), want)
	equal(t, "the revision", t.revision(), before)
}

func ringsOfClaims(t *T) {
	d := source("a", "da", "2022").stakeholder("x", "X").stakeholder("y", "Y").
		flow("leads there", "x", "y", "9", paidFrom("b")).
		flow("c", "x", "y", "9", paidFrom("a")).flow("b", "x", "y", "8", paidFrom("c")).flow("a", "x", "y", "7", paidFrom("b")).
		flow("alone", "x", "y", "6", paidFrom("alone")).
		flow("last", "x", "y", "5", paidFrom("next")).flow("next", "nobody", "y", "4", paidFrom("none")).
		flow("leads there, too", "nobody", "y", "9", paidFrom("leads there"))
	all := t.refuse(d)
	var said []string
	for _, p := range all {
		said = append(said, p.Where+": "+p.Message)
	}
	equal(t, "what is wrong", said, []string{
		`claim next: provider.stakeholder: there is no stakeholder "nobody" in this import`,
		`claim next: paidFrom: there is no flow "none" in this import`,
		`claim c: the flows "c", "a" and "b" refer to each other in a ring; take one of the references out, or correct it`,
		`claim alone: the flow "alone" refers to itself; take the reference out, or correct it`,
		`claim leads there, too: provider.stakeholder: there is no stakeholder "nobody" in this import`,
	})
	d = source("a", "da", "2022").stakeholder("x", "X").stakeholder("y", "Y")
	for i := range 1000 {
		d.flow(fmt.Sprint(i), "x", "y", "1", paidFrom(fmt.Sprint((i+1)%1000)))
	}
	all = t.refuse(d)
	equal(t, "problems of a large ring", len(all), 1)
	t.problemAt(all, "claim 0", `"8", "9" and 990 more refer to each other in a ring`)
}

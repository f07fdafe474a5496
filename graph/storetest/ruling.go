package storetest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

func rulingCases() []Case {
	return []Case{
		{"47066 is XM-DAC-47066, and 47046 another (trap 1)", channelCodes},
		{"Sida is SE-0 and SE-6 (trap 1)", sidaIsOne},
		{"SIDA in French is not Sida (trap 3)", sidaIsNotAIDS},
		{"GB-1 is GB-GOV-1 (trap 4)", equivalentIdentifiers},
		{"a name cut at 35 characters merges nothing (trap 4)", cutNames},
		{"one name in one country is one body, whoever comes first", oneName},
		{"one name merges nothing where something contradicts", oneNameContradicted},
		{"a thing is named by its id", namedByID},
		{"an editorial dataset is shown first", editorialFirst},
		{"things are merged, and all follows", mergedThings},
		{"merged things are one for later imports", mergedLater},
		{"two equal payments stay two when their bodies become one", mergedPayments},
		{"claims of merged claims follow", mergedChains},
		{"documents are merged", mergedDocuments},
		{"what cannot be merged is refused", refusedMerges},
		{"what a dataset says is split off, now and later", splitOff},
		{"a thing stays hidden, whoever tells of it", ruledHiddenThing},
		{"a corrected claim stays hidden", ruledHiddenClaim},
		{"an unknown ruling is not taken back", unknownRuling},
		{"merging tells what it did", toldMerge},
	}
}

func org(v string) *graph.Identifier { return identifiedBy(graph.SchemeOrganization, v) }

// own is the identifier of an entry to which no register gave one.
func own(dataset, key string) *graph.Identifier { return identifiedBy("dataset:"+dataset, key) }

// bodyIn is a dataset with one body in a country.
func bodyIn(dataset, name, country string, ids ...*graph.Identifier) *data {
	d := bodyBy(dataset, name, ids...)
	d.in.Things[1].Record.(*graph.Stakeholder).Country = graph.Text(country)
	return d
}

func (t *T) liveCount(of string) int { t.Helper(); return len(t.find(of, graph.Live(typ(of)))) }

func (t *T) ruled(rep *graph.RulingReport, err error) *graph.RulingReport {
	t.Helper()
	t.ok(err)
	t.sound()
	return rep
}

func (t *T) merge(from, into string) *graph.RulingReport {
	t.Helper()
	return t.ruled(graph.Merge(t.ctx, t.store, from, into, graph.Why{Reason: "the same", By: "me"}))
}

func (t *T) undo(rep *graph.RulingReport) *graph.RulingReport {
	t.Helper()
	return t.ruled(graph.Undo(t.ctx, t.store, rep.Ruling.ID, rep.Ruling.Kind))
}

func channelCodes(t *T) {
	t.apply(bodyBy("a", "IOM", org("47066")))
	t.apply(bodyBy("b", "International Organization for Migration", org("xm-dac-47066")))
	t.apply(bodyBy("c", "Francophonie", org("47046")))
	t.apply(bodyBy("d", "UNHCR's partner", org("12711")))
	t.apply(bodyBy("e", "Another body", org("XM-DAC-12711")))
	equal(t, "bodies", t.liveCount("Stakeholder"), 4)
	s := byName[*graph.Stakeholder](t, "Stakeholder", "IOM")
	equal(t, "identifiers, as written", len(s.Identifiers), 2)
	for _, i := range s.Identifiers {
		equal(t, "the form in which they are compared", i.Key(), "org-id:XM-DAC-47066")
	}
}

func sidaIsOne(t *T) {
	t.apply(bodyBy("a", "Sida", org("SE-0")))
	t.apply(bodyBy("b", "Swedish International Development Authority", org("SE-6")))
	t.apply(bodyBy("c", "Ministry for Foreign Affairs", org("SE-2")))
	equal(t, "bodies", t.liveCount("Stakeholder"), 2)
}

func sidaIsNotAIDS(t *T) {
	t.apply(bodyIn("a", "Sida", "SE", org("SE-0")))
	t.apply(bodyIn("b", "SIDA", "", own("b", "1")))
	t.apply(bodyIn("c", "SIDA", "ML", own("c", "1")))
	equal(t, "bodies", t.liveCount("Stakeholder"), 3)
	rep := t.apply(bodyIn("d", "SIDA", "SE", own("d", "1")))
	equal(t, "bodies after one in Sweden", t.liveCount("Stakeholder"), 3)
	equal(t, "notices", len(rep.Notices), 1)
}

func equivalentIdentifiers(t *T) {
	t.apply(bodyBy("a", "DFID", org("GB-1")))
	t.apply(bodyBy("b", "FCDO", org("gb-gov-1")))
	t.apply(bodyBy("c", "CDC", org("GB-2")))
	t.apply(bodyBy("d", "Own", identifiedBy("own", "GB-1"))) // of another register
	equal(t, "bodies", t.liveCount("Stakeholder"), 3)
}

func cutNames(t *T) {
	name := "United Nations High Commissioner for Refugees"
	t.apply(bodyIn("a", name, "CH", org("XM-DAC-41121")))
	t.apply(bodyIn("b", name[:35], "CH", own("b", "1")))
	equal(t, "bodies", t.liveCount("Stakeholder"), 2)
}

func oneName(t *T) {
	a, b := bodyIn("a", "Médecins du Monde", "FR", org("FR-1")), bodyIn("b", "MEDECINS DU MONDE", "FR", own("b", "7"))
	for _, order := range [][]*data{{a, b}, {b, a}} {
		for _, d := range order {
			t.apply(d)
		}
		equal(t, "bodies", t.liveCount("Stakeholder"), 1)
		before := t.dump("revision")
		for _, d := range order {
			t.apply(d)
		}
		equal(t, "the graph after the same imports again", t.dump("revision"), before)
		t.withdraw("a")
		t.withdraw("b")
	}
}

func oneNameContradicted(t *T) {
	t.apply(bodyIn("a", "Red Cross", "TH", org("TH-1")))
	t.apply(bodyIn("b", "Red Cross", "TH", org("TH-2"))) // another number of the same register
	t.apply(bodyIn("c", "Red Cross", "", own("c", "1"))) // in no known country
	embassy := bodyIn("d", "Red Cross", "TH", own("d", "1"))
	embassy.in.Things[1].Record.(*graph.Stakeholder).Kind = "EMBASSY"
	t.apply(embassy)
	t.apply(bodyIn("e", "Red Cross", "TH", own("e", "1"))) // which of the two?
	equal(t, "bodies", t.liveCount("Stakeholder"), 5)
	hidden := bodyIn("f", "Shelter", "TH", own("f", "1"))
	hidden.in.Things[1].Visibility = "RESTRICTED"
	t.apply(hidden)
	t.apply(bodyIn("g", "Shelter", "TH", own("g", "1")))
	equal(t, "bodies, one of them hidden", t.liveCount("Stakeholder"), 6)
	// A dataset that has two of a name tells them apart.
	two := bodyIn("h", "Branch", "TH", own("h", "1"))
	two.thing("y", &graph.Stakeholder{Kind: "ORGANIZATION", Country: "TH", Thing: graph.Thing{Name: "Branch", Identifiers: []*graph.Identifier{own("h", "2")}}})
	t.apply(bodyIn("i", "Branch", "TH", own("i", "1")))
	t.apply(two)
	equal(t, "bodies of a dataset that has two of a name", t.liveCount("Stakeholder"), 9)
}

func namedByID(t *T) {
	t.apply(bodyBy("a", "IOM", org("47066")))
	id := graph.IDOf(byName[*graph.Stakeholder](t, "Stakeholder", "IOM"))
	t.apply(bodyBy("b", "OIM", identifiedBy(graph.SchemeMigraphID, id)))
	equal(t, "bodies", t.liveCount("Stakeholder"), 1)
	s := t.get(id).(*graph.Stakeholder)
	equal(t, "identifiers", len(s.Identifiers), 1)
	before := t.dump()
	t.apply(bodyBy("b", "OIM", identifiedBy(graph.SchemeMigraphID, id)))
	equal(t, "the graph after the same import again", t.dump(), before)
	p := t.refuse(bodyBy("c", "X", identifiedBy(graph.SchemeMigraphID, sid("nobody"))))
	equal(t, "problems", len(p), 1)
	if !strings.Contains(p[0].Message, "is the id of no stakeholder") {
		t.Errorf("the message is %q", p[0].Message)
	}
}

func editorialFirst(t *T) {
	t.apply(source("a", "news", "2024", func(d *graph.Document) { d.PublisherID = "iom" }).stakeholder("iom", "By itself"))
	t.apply(source("b", "newest", "2026").stakeholder("iom", "By the newest"))
	t.apply(source("editorial", "notes", "2001").stakeholder("iom", "By the editors"))
	same(t, "the name", t.liveNames("Stakeholder"), "By the editors")
	t.withdraw("editorial")
	same(t, "the name without", t.liveNames("Stakeholder"), "By itself")
}

// twice are two datasets that tell of one body under two keys.
func twice() (a, b *data) {
	tell := func(dataset, key, name string) *data {
		return source(dataset, "doc-"+dataset, "2022").stakeholder(key, name).stakeholder("aus", "Australia").
			initiative("crest", "CREST", "2021", "2024").
			participation("", key, "crest", "IMPLEMENTING").
			participation("", "aus", "crest", "FUNDING").
			flow("", "aus", key, "100")
	}
	return tell("a", "iom", "IOM"), tell("b", "oim", "OIM")
}

func mergedThings(t *T) {
	a, b := twice()
	t.apply(a)
	t.apply(b)
	before := t.dump("revision")
	iom, oim := t.idOf("iom"), t.idOf("oim")
	rep := t.merge(oim, iom)
	equal(t, "claims", len(t.scan("Participation"))+len(t.scan("Flow")), 3)
	for _, of := range []string{"Participation", "Flow"} {
		for _, r := range t.scan(of) {
			same(t, "datasets of "+of, datasetsOf(r), "a", "b")
		}
	}
	s := t.get(iom).(*graph.Stakeholder)
	same(t, "its other names", aliasNames(s), "OIM")
	equal(t, "its identifiers", len(s.Identifiers), 2)
	equal(t, "its claims", s.ClaimCount, 2)
	stone := t.get(oim).(*graph.Stakeholder)
	equal(t, "the merged one leads to", stone.MergedInto, iom)
	equal(t, "the merged one is gone", stone.Tombstone, true)
	equal(t, "links", len(t.scanLinks()), 3)
	after := t.dump()
	for _, d := range []*data{a, b} {
		equal(t, "claims of an import again", t.apply(d).Claims, graph.Tally{Read: 3, Unchanged: 3})
	}
	equal(t, "the graph after the same imports again", t.dump(), after)
	t.undo(rep)
	equal(t, "the graph after the merge was taken back", t.dump("revision"), before)
}

func mergedLater(t *T) {
	a, b := twice()
	t.apply(a)
	t.apply(b)
	iom, oim := t.idOf("iom"), t.idOf("oim")
	t.merge(oim, iom)
	want := t.live("slug")
	for _, gone := range []string{"a", "b"} {
		t.withdraw(gone)
		t.apply(map[string]*data{"a": a, "b": b}[gone])
		equal(t, "the graph after "+gone+" was withdrawn and came again", t.live("slug"), want)
	}
	both := source("c", "doc-c", "2023").stakeholder("iom", "IOM").stakeholder("oim", "OIM by c").affiliation("", "iom", "oim", "PART_OF")
	t.apply(both)
	equal(t, "descriptions of an import with entries of both", len(t.find("Description", is("thing", iom))), 4)
	rings := t.find("Affiliation", graph.And{some("stakeholder", is("id", iom)), some("to", is("id", iom))})
	equal(t, "what is said of a thing and itself", len(rings), 1)
}

func mergedPayments(t *T) {
	d := source("a", "doc", "2022").stakeholder("aus", "Australia").stakeholder("iom", "IOM").stakeholder("oim", "OIM").
		flow("", "aus", "iom", "100").flow("", "aus", "oim", "100").flow("", "aus", "oim", "100").flow("", "aus", "oim", "7")
	t.apply(d)
	t.apply(source("b", "doc-b", "2022").stakeholder("aus", "Australia").stakeholder("iom", "IOM").flow("", "aus", "iom", "100"))
	before := t.dump("revision")
	sum := func() string {
		return t.aggregate(graph.Aggregation{Type: typ("Flow"), Measures: measures("sum"), Rank: -1}).Rows[0].Values[0].(graph.Sum).Decimal()
	}
	equal(t, "the sum", sum(), "307")
	rep := t.merge(t.idOf("oim"), t.idOf("iom"))
	equal(t, "the sum of merged bodies", sum(), "307")
	after := t.dump()
	t.apply(d)
	equal(t, "the graph after the same import again", t.dump(), after)
	t.undo(rep)
	equal(t, "the graph after the merge was taken back", t.dump("revision"), before)
}

func mergedChains(t *T) {
	chain := func(dataset, body string) *data {
		return source(dataset, "doc-"+dataset, "2022").stakeholder("aus", "Australia").stakeholder(body, body).stakeholder("ngo", "NGO").
			flow("one", "aus", body, "100").
			flow("two", "aus", "ngo", "50", func(f *graph.Flow) { f.PaidFromID = "one" })
	}
	a, b := chain("a", "iom"), chain("b", "oim")
	t.apply(a)
	t.apply(b)
	equal(t, "flows", len(t.scan("Flow")), 4)
	before := t.dump("revision")
	rep := t.merge(t.idOf("oim"), t.idOf("iom"))
	equal(t, "flows of merged bodies", len(t.scan("Flow")), 2)
	equal(t, "joined", rep.Joined, 2)
	for _, d := range []*data{a, b} {
		equal(t, "claims again", t.apply(d).Claims, graph.Tally{Read: 2, Unchanged: 2})
	}
	t.undo(rep)
	equal(t, "the graph after the merge was taken back", t.dump("revision"), before)
}

func mergedDocuments(t *T) {
	a := source("a", "news", "2022").stakeholder("iom", "IOM").stakeholder("aus", "Australia").affiliation("k", "iom", "aus", "PART_OF")
	b := source("b", "newsletter", "2022").stakeholder("iom", "IOM").stakeholder("aus", "Australia").affiliation("k", "iom", "aus", "PART_OF")
	t.apply(a)
	t.apply(b)
	before := t.dump("revision")
	doc := func(key string) string {
		return graph.IDOf(byName[*graph.Document](t, "Document", "Document "+key))
	}
	news := doc("news")
	rep := t.merge(doc("newsletter"), news)
	equal(t, "documents", t.liveCount("Document"), 1)
	for _, e := range graph.AsClaim(only[*graph.Affiliation](t, "Affiliation")).Evidence {
		equal(t, "the document cited", e.DocumentID, news)
	}
	equal(t, "claims again", t.apply(b).Claims, graph.Tally{Read: 1, Unchanged: 1})
	t.undo(rep)
	equal(t, "the graph after the merge was taken back", t.dump("revision"), before)
}

func refusedMerges(t *T) {
	t.apply(newsletter("a", "news").stakeholder("embassy", "Embassy", func(s *graph.Stakeholder) { s.Kind = "EMBASSY" }).stakeholder("oim", "OIM"))
	iom, oim, embassy, crest := t.idOf("iom"), t.idOf("oim"), t.idOf("embassy"), graph.IDOf(only[*graph.Initiative](t, "Initiative"))
	t.ruled(graph.Differ(t.ctx, t.store, iom, t.idOf("aus"), graph.Why{}))
	before := t.dump()
	for what, c := range map[string]struct {
		from, into string
		code       graph.Code
	}{
		"an embassy and an organization": {embassy, iom, graph.Conflict},
		"a body and an initiative":       {iom, crest, graph.Conflict},
		"a thing and itself":             {iom, iom, graph.Conflict},
		"an unknown thing":               {sid("nobody"), iom, graph.NotFound},
		"no id":                          {"IOM", iom, graph.InvalidArgument},
		"two that are different":         {t.idOf("aus"), iom, graph.Conflict},
	} {
		_, err := graph.Merge(t.ctx, t.store, c.from, c.into, graph.Why{})
		t.code(what, err, c.code)
	}
	equal(t, "the graph", t.dump(), before)
	t.merge(oim, iom)
	_, err := graph.Merge(t.ctx, t.store, oim, iom, graph.Why{})
	t.code("what is merged already", err, graph.Conflict)
}

func splitOff(t *T) {
	a, b := twice()
	b.in.Things[1].Record.(*graph.Stakeholder).Identifiers = append(b.in.Things[1].Record.(*graph.Stakeholder).Identifiers, identifiedBy(graph.SchemeMigraph, "iom"))
	t.apply(a)
	t.apply(b)
	iom := t.idOf("iom")
	equal(t, "bodies", t.liveCount("Stakeholder"), 2)
	before := t.live()
	_, err := graph.Split(t.ctx, t.store, iom, "c", "", graph.Why{})
	t.code("splitting off what a dataset does not say", err, graph.NotFound)
	_, err = graph.Split(t.ctx, t.store, iom, "b", "nothing", graph.Why{})
	t.code("splitting off what it does not say under a key", err, graph.NotFound)
	rep := t.ruled(graph.Split(t.ctx, t.store, iom, "b", "oim", graph.Why{}))
	equal(t, "bodies after the split", t.liveCount("Stakeholder"), 3)
	equal(t, "flows", len(t.scan("Flow")), 2)
	after := t.dump()
	for _, d := range []*data{b, a} {
		t.apply(d)
	}
	equal(t, "the graph after the same imports again", t.dump(), after)
	t.withdraw("b")
	t.apply(b)
	equal(t, "bodies after it was withdrawn and came again", t.liveCount("Stakeholder"), 3)
	_, err = graph.Split(t.ctx, t.store, rep.Ruling.Object, "b", "", graph.Why{})
	t.code("splitting all of a thing off", err, graph.Conflict)
	// A third dataset still finds the thing by the identifier that both have.
	t.apply(source("c", "doc-c", "2022").stakeholder("iom", "IOM"))
	equal(t, "bodies after a third dataset", t.liveCount("Stakeholder"), 3)
	t.withdraw("c")
	t.undo(rep)
	equal(t, "the graph after the split was taken back", onlyLive(t.dump("revision")), before)
}

func ruledHiddenThing(t *T) {
	a, b := twice()
	t.apply(a)
	iom := t.idOf("iom")
	before := t.dump("revision")
	rep := t.ruled(graph.Hide(t.ctx, t.store, iom, "RESTRICTED", graph.Why{}))
	equal(t, "hidden: the body and what is said of it", rep.Hidden, 3)
	seen := func() []string { return t.seen(graph.AudiencePublic, "Stakeholder") }
	same(t, "bodies that everybody sees", seen(), "aus")
	t.apply(b)
	t.merge(t.idOf("oim"), iom)
	same(t, "bodies after a merge", seen(), "aus")
	t.withdraw("b")
	t.withdraw("a")
	t.apply(a)
	same(t, "bodies after the dataset came again", seen(), "aus")
	equal(t, "links", len(t.scanLinks()), 1)
	_, err := graph.Hide(t.ctx, t.store, iom, "PUBLIC", graph.Why{})
	t.code("hiding as PUBLIC", err, graph.InvalidArgument)
	t.undo(rep)
	same(t, "bodies after it was taken back", seen(), "aus", "iom")
	equal(t, "the graph differs by the other merge alone", strings.Contains(before, "RESTRICTED"), false)
}

func ruledHiddenClaim(t *T) {
	flow := func(amount string) *data {
		return source("a", "news", "2022").stakeholder("iom", "IOM").stakeholder("aus", "Australia").flow("tx", "aus", "iom", amount).affiliation("", "iom", "aus", "PART_OF")
	}
	t.apply(flow("100"))
	before := t.dump("revision")
	one := t.ruled(graph.Hide(t.ctx, t.store, graph.IDOf(only[*graph.Flow](t, "Flow")), "WITHHELD", graph.Why{}))
	two := t.ruled(graph.Hide(t.ctx, t.store, graph.IDOf(only[*graph.Affiliation](t, "Affiliation")), "RESTRICTED", graph.Why{}))
	equal(t, "hidden", []int{one.Hidden, two.Hidden}, []int{1, 1})
	t.apply(flow("200"))
	equal(t, "links of what is corrected", len(t.scanLinks()), 0)
	equal(t, "the funder", t.get(t.idOf("aus")).(*graph.Stakeholder).Funder, false)
	// What was moved since is hidden, too, and is shown again.
	t.apply(source("b", "doc-b", "2022").stakeholder("oim", "OIM"))
	merge := t.merge(t.idOf("iom"), t.idOf("oim"))
	equal(t, "links after a merge", len(t.scanLinks()), 0)
	t.undo(two)
	equal(t, "links after one was taken back", len(t.scanLinks()), 1)
	t.undo(one)
	equal(t, "links after both were taken back", len(t.scanLinks()), 2)
	t.undo(merge)
	t.withdraw("b")
	t.apply(flow("100"))
	equal(t, "the graph after all that", onlyLive(t.dump("revision")), onlyLive(before))
}

func unknownRuling(t *T) {
	t.apply(newsletter("a", "news").stakeholder("oim", "OIM"))
	rep := t.merge(t.idOf("oim"), t.idOf("iom"))
	before := t.dump()
	_, err := graph.Undo(t.ctx, t.store, "nothing", graph.RulingMerge)
	t.code("taking back what was not ruled", err, graph.NotFound)
	_, err = graph.Undo(t.ctx, t.store, rep.Ruling.ID, graph.RulingHide)
	t.code("taking back a merge as if it hid", err, graph.NotFound)
	equal(t, "the graph", t.dump(), before)
}

func toldMerge(t *T) {
	a, b := twice()
	t.apply(a)
	t.apply(b)
	rep := t.merge(t.idOf("oim"), t.idOf("iom"))
	equal(t, "figures", fmt.Sprint(rep.Descriptions, rep.Claims, rep.Joined, rep.Circular, rep.Hidden, rep.Shown), "1 2 2 0 0 0")
	equal(t, "the ruling", fmt.Sprint(rep.Ruling.Kind, rep.Ruling.Reason, rep.Ruling.By, rep.Ruling.Revision), "MERGEthe sameme3")
	var names []string
	for _, c := range rep.Things {
		names = append(names, graph.AsThing(c.Before).Name+" "+fmt.Sprint(graph.AsThing(c.After).Tombstone))
	}
	slices.Sort(names)
	same(t, "things", names, "IOM false", "OIM true")
	var list []*graph.Ruling
	t.view(func(ctx ctxT, r graph.Reader) (err error) {
		list, err = graph.Rulings(ctx, r)
		return err
	})
	equal(t, "rulings", len(list), 1)
}

package storetest

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

func datasetCases() []Case {
	return []Case{
		{"a replaced dataset's claims go", replacedDataset},
		{"another dataset's evidence stays", evidenceStays},
		{"equal claims of two datasets are one with two evidences", equalClaims},
		{"different claims of two datasets are two that conflict", differentClaims},
		{"a conflict ends when one side is withdrawn or agrees", conflictEnds},
		{"a report counts the dataset's own conflicts", reportedConflicts},
		{"three datasets, two of which agree", threeDatasets},
		{"a withdrawn dataset leaves the graph as it was before", withdrawn},
		{"a dataset that never was cannot be withdrawn", withdrawUnknown},
		{"a thing that nobody describes is a tombstone and comes back", tombstones},
		{"a thing that another dataset describes stays", sharedThings},
		{"the order of two imports does not matter", importOrder},
		{"the order of imports of documents that cite each other does not matter", documentOrder},
		{"the date of a document that describes itself is the one that it says", selfDescribed},
		{"a key that another dataset uses for something else is refused for documents and told for others", sharedKeys},
		{"a corrected claim counts as changed", correctedClaims},
		{"equal claims of two datasets in another order are the same claims", sameClaimsInAnyOrder},
		{"payments without keys are the same in any order of a table", samePaymentsInAnyOrder},
		{"what is paid from a flow that is told differently counts once", paidFromConflict},
		{"a dataset can correct what it said of kinds and identifiers", corrections},
		{"start and end of two descriptions are not joined to an impossible period", joinedPeriods},
		{"a dataset keeps title, licence and revision", datasetRecord},
		{"a dataset keeps the format that it came of", datasetFormat},
		{"datasets that differ by case are two", datasetCase},
		{"an empty dataset removes everything that it said", emptiedDataset},
		{"an identifier that a thing lost can make a new thing", lostIdentifier},
	}
}

// idOf gives the id of a thing as documented: the type's letter and the first
// twelve digits of the base32 of SHA-256 over type and first key.
func idOf(of, prefix, key string) string {
	sum := sha256.Sum256([]byte(of + "\x00" + key))
	return prefix + strings.ToLower(base32.StdEncoding.EncodeToString(sum[:]))[:12]
}

func replacedDataset(t *T) {
	t.apply(newsletter("a", "news"))
	t.apply(source("a", "news", "2022-10-01").
		stakeholder("iom", "International Organization for Migration", func(s *graph.Stakeholder) { s.Acronym = "IOM" }).
		initiative("crest", "CREST", "2021", "2024").
		participation("p1", "iom", "crest", "PARTNER")) // another role
	equal(t, "participations", len(t.scan("Participation")), 1)
	equal(t, "the role", only[*graph.Participation](t, "Participation").Role, graph.Role("PARTNER"))
	equal(t, "flows", len(t.scan("Flow")), 0)
	equal(t, "affiliations", len(t.scan("Affiliation")), 0)
	equal(t, "links", len(t.scanLinks()), 1)
	equal(t, "descriptions", len(t.scan("Description")), 3)
}

func datasetsOf(r graph.Record) (out []string) {
	for _, e := range graph.AsClaim(r).Evidence {
		out = append(out, e.Dataset)
	}
	return out
}

func evidenceStays(t *T) {
	t.apply(newsletter("b", "b-news"))
	t.apply(newsletter("a", "a-news"))
	t.apply(source("a", "a-news", "2022-10-01"))
	for _, of := range []string{"Participation", "Flow", "Affiliation"} {
		rs := t.scan(of)
		if len(rs) == 0 {
			t.Errorf("no %s is left", of)
		}
		for _, r := range rs {
			same(t, "datasets of "+of, datasetsOf(r), "b")
		}
	}
}

func equalClaims(t *T) {
	t.apply(newsletter("b", "b-news"))
	rep := t.apply(newsletter("a", "a-news"))
	equal(t, "claims", rep.Claims, graph.Tally{Read: 4, New: 4})
	equal(t, "conflicts", rep.Conflicts, 0)
	for of, n := range map[string]int{"Participation": 2, "Flow": 1, "Affiliation": 1} {
		rs := t.scan(of)
		equal(t, of, len(rs), n)
		for _, r := range rs {
			same(t, "datasets of "+of, datasetsOf(r), "a", "b")
			equal(t, "conflicting", graph.AsClaim(r).Conflicting, false)
		}
	}
	sum := t.aggregate(graph.Aggregation{Type: typ("Flow"), Measures: measures("sum"), Rank: -1}).Rows[0].Values[0].(graph.Sum)
	equal(t, "the sum", sum.Decimal(), "250000.5")
}

// paid is a dataset that tells of one payment.
func paid(dataset, amount string) *data {
	return source(dataset, "doc-"+dataset, "2022").stakeholder("x", "X").stakeholder("y", "Y").flow("tx-1", "x", "y", amount)
}

// payments gives the flows as «amount datasets conflicting».
func (t *T) payments() (out []string) {
	t.Helper()
	for _, r := range t.scan("Flow") {
		f := r.(*graph.Flow)
		out = append(out, fmt.Sprint(f.Amount.Amount, " ", strings.Join(datasetsOf(f), ","), " ", f.Conflicting))
	}
	slices.Sort(out)
	return out
}

func differentClaims(t *T) {
	t.apply(paid("a", "100"))
	same(t, "flows", t.payments(), "100 a false")
	t.apply(paid("b", "200"))
	same(t, "flows of two datasets", t.payments(), "100 a true", "200 b true")
	// The amount as written counts: 100.0 is told differently.
	t.apply(paid("b", "100.0"))
	same(t, "flows written differently", t.payments(), "100 a true", "100.0 b true")
}

func conflictEnds(t *T) {
	t.apply(paid("a", "100"))
	t.apply(paid("b", "200"))
	t.withdraw("b")
	same(t, "flows after withdrawal", t.payments(), "100 a false")
	t.apply(paid("b", "200"))
	same(t, "flows in conflict again", t.payments(), "100 a true", "200 b true")
	t.apply(paid("a", "200"))
	same(t, "flows after a agreed", t.payments(), "200 a,b false")
	t.apply(paid("b", "300"))
	t.apply(source("b", "doc-b", "2022"))
	same(t, "flows after b says nothing", t.payments(), "200 a false")
}

func reportedConflicts(t *T) {
	equal(t, "conflicts of the first", t.apply(paid("a", "100")).Conflicts, 0)
	equal(t, "conflicts of the second", t.apply(paid("b", "200")).Conflicts, 1)
	equal(t, "conflicts of the second once more", t.apply(paid("b", "200")).Conflicts, 1)
	equal(t, "conflicts of the first once more", t.apply(paid("a", "100")).Conflicts, 1)
	equal(t, "conflicts after the first agrees", t.apply(paid("a", "200")).Conflicts, 0)
}

func threeDatasets(t *T) {
	t.apply(paid("a", "100"))
	t.apply(paid("b", "200"))
	t.apply(paid("c", "100"))
	same(t, "flows", t.payments(), "100 a,c true", "200 b true")
	t.withdraw("a")
	same(t, "flows without a", t.payments(), "100 c true", "200 b true")
	t.withdraw("b")
	same(t, "flows without b", t.payments(), "100 c false")
}

// live gives the dump without tombstones and without what counts changes.
func (t *T) live(skip ...string) string {
	var out []string
	for _, line := range strings.Split(t.dump(append(skip, "revision")...), "\n") {
		if !strings.Contains(line, ` tombstone="true"`) {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}

func withdrawn(t *T) {
	t.apply(newsletter("a", "a-news"))
	before := t.live()
	other := newsletter("b", "b-news").edit(func(in *graph.Import) {
		in.Things[1].Record.(*graph.Stakeholder).Name = "IOM, the UN Migration Agency"
		in.Things[1].Record.(*graph.Stakeholder).Identifiers = append(in.Things[1].Record.(*graph.Stakeholder).Identifiers, identifiedBy("org-id", "XM-DAC-47066"))
		in.Things[3].Record.(*graph.Initiative).Period = during("2020-05", "2026")
		in.Claims[2].Record.(*graph.Flow).Amount.Amount = "3"
	}).stakeholder("new", "New").participation("p5", "new", "crest", "PARTNER")
	t.apply(other)
	if t.live() == before {
		t.Error("the second dataset changed nothing")
	}
	t.withdraw("b")
	equal(t, "the graph after withdrawal", t.live(), before)
	equal(t, "datasets", only[*graph.Dataset](t, "Dataset").Key, "a")
	t.apply(other)
	t.withdraw("b")
	equal(t, "the graph after another withdrawal", t.live(), before)
}

func withdrawUnknown(t *T) {
	t.apply(newsletter("a", "news"))
	before := t.dump()
	_, err := graph.Withdraw(t.ctx, t.store, "b")
	t.code("withdrawing an unknown dataset", err, graph.NotFound)
	_, err = graph.Withdraw(t.ctx, t.store, "A")
	t.code("withdrawing a dataset by another case", err, graph.NotFound)
	equal(t, "the graph", t.dump(), before)
	t.withdraw("a")
	_, err = graph.Withdraw(t.ctx, t.store, "a")
	t.code("withdrawing twice", err, graph.NotFound)
}

func tombstones(t *T) {
	t.apply(newsletter("a", "news"))
	iom := byName[*graph.Stakeholder](t, "Stakeholder", "International Organization for Migration")
	t.withdraw("a")
	for _, of := range []string{"Stakeholder", "Initiative", "Document"} {
		equal(t, "live records of "+of, len(t.find(of, graph.Live(typ(of)))), 0)
	}
	equal(t, "claims, descriptions and datasets", len(t.scan("Participation"))+len(t.scan("Flow"))+len(t.scan("Affiliation"))+len(t.scan("Description"))+len(t.scan("Dataset")), 0)
	equal(t, "links", len(t.scanLinks()), 0)
	stone := t.get(iom.ID).(*graph.Stakeholder)
	equal(t, "tombstone", stone.Tombstone, true)
	equal(t, "its name", stone.Name, iom.Name)
	equal(t, "its slug", stone.Slug, "iom")
	// It comes back by its identifier from another dataset, under its id and slug.
	t.apply(source("b", "db", "2022").stakeholder("IOM", "OIM"))
	back := byName[*graph.Stakeholder](t, "Stakeholder", "OIM")
	equal(t, "the id", back.ID, iom.ID)
	equal(t, "the slug", back.Slug, "iom")
	equal(t, "tombstone", back.Tombstone, false)
	equal(t, "the acronym of the withdrawn dataset", back.Acronym, graph.Text(""))
}

func sharedThings(t *T) {
	t.apply(newsletter("a", "news"))
	t.apply(source("b", "news2", "2020").stakeholder("iom", "OIM"))
	t.withdraw("a")
	same(t, "live stakeholders", t.liveNames("Stakeholder"), "OIM")
	same(t, "live documents", t.liveNames("Document"), "Document news2")
}

func (t *T) liveNames(of string) (out []string) {
	t.Helper()
	for _, r := range t.list(graph.Query{Type: typ(of), Where: graph.Live(typ(of)), Order: byNameOrder(false)}).Records {
		out = append(out, graph.AsThing(r).Name)
	}
	return out
}

func importOrder(t *T) {
	a := newsletter("a", "a-news")
	b := newsletter("b", "b-news").edit(func(in *graph.Import) {
		in.Things[0].Record.(*graph.Document).Date = date("2023")
		in.Things[0].Record.(*graph.Document).PublisherID = "aus"
		in.Things[1].Record.(*graph.Stakeholder).Name = "OIM"
		in.Things[1].Record.(*graph.Stakeholder).Website = "https://iom.int"
		in.Things[2].Record.(*graph.Stakeholder).Name = "Commonwealth of Australia"
		in.Things[3].Record.(*graph.Initiative).Period = during("2020", "")
		in.Claims[2].Record.(*graph.Flow).Amount.Amount = "7"
	})
	t.apply(a)
	t.apply(b)
	first := t.live()
	t.withdraw("a")
	t.withdraw("b")
	t.apply(b)
	t.apply(a)
	// The datasets' own revisions tell the order; nothing else does.
	equal(t, "the graph in the other order", t.live(), first)
	t.withdraw("b")
	t.apply(b)
	equal(t, "the graph after b came again", t.live(), first)
}

func documentOrder(t *T) {
	// Both describe the document «report»: a in the report itself, b in a
	// register of 2023, which is newer and so rules.
	a := source("a", "report", "2020").edit(func(in *graph.Import) { in.Things[0].Record.(*graph.Document).Version = "By a" })
	b := source("b", "register", "2023").document("report", "").edit(func(in *graph.Import) {
		in.Things[1].Record.(*graph.Document).Version = "By b"
		in.Things[1].Evidence[0].DocumentID = "register"
	})
	shown := func() string {
		l := t.list(graph.Query{Type: typ("Document"), Where: is("slug", "report")})
		return string(l.Records[0].(*graph.Document).Version)
	}
	t.apply(a)
	t.apply(b)
	equal(t, "the version, a before b", shown(), "By b")
	t.withdraw("a")
	t.withdraw("b")
	t.apply(b)
	t.apply(a)
	equal(t, "the version, b before a", shown(), "By b")
}

func selfDescribed(t *T) {
	// a has the date from the document itself, b from a register of 2020.
	a := source("a", "report", "2021")
	b := source("b", "register", "2020").document("report", "2019").edit(func(in *graph.Import) { in.Things[1].Evidence[0].DocumentID = "register" })
	shown := func() string { return byName[*graph.Document](t, "Document", "Document report").Date.Text }
	t.apply(a)
	t.apply(b)
	equal(t, "the date, a before b", shown(), "2021")
	t.withdraw("a")
	equal(t, "the date by b alone", shown(), "2019")
	t.apply(a)
	equal(t, "the date, b before a", shown(), "2021")
}

func sharedKeys(t *T) {
	t.apply(source("a", "report", "2020"))
	other := source("b", "report", "2023").edit(func(in *graph.Import) { in.Things[0].Record.(*graph.Document).Name = "Another report" })
	before := t.live()
	_, err := graph.Apply(t.ctx, t.store, other.build())
	equal(t, "the code of an import that takes another document's key", graph.CodeOf(err), graph.InvalidArgument)
	equal(t, "the graph after the refusal", t.live(), before)

	t.apply(newsletter("c", "news"))
	rep := t.apply(newsletter("d", "d-news").edit(func(in *graph.Import) { in.Things[1].Record.(*graph.Stakeholder).Name = "Another body" }))
	equal(t, "the notices of an import that names a known body otherwise", len(rep.Notices), 1)
}

func datasetRecord(t *T) {
	d := newsletter("a", "news").edit(func(in *graph.Import) { in.Dataset.Title, in.Dataset.Licence = "Newsletter", "CC-BY-4.0" })
	t.apply(d)
	ds := only[*graph.Dataset](t, "Dataset")
	equal(t, "title", ds.Title, graph.Text("Newsletter"))
	equal(t, "licence", ds.Licence, graph.Text("CC-BY-4.0"))
	equal(t, "revision", ds.Revision, 1)
	t.apply(newsletter("b", "b-news"))
	t.apply(d)
	equal(t, "the revision of a dataset that did not change", t.datasetRevisions(), map[string]int{"a": 1, "b": 2})
	d.edit(func(in *graph.Import) { in.Dataset.Title = "The newsletter" })
	rep := t.apply(d)
	equal(t, "the revision after a new title", rep.Revision, graph.Revision(3))
	equal(t, "the revisions after a new title", t.datasetRevisions(), map[string]int{"a": 3, "b": 2})
}

func datasetFormat(t *T) {
	d := newsletter("a", "news")
	t.apply(d)
	equal(t, "a format that nobody told", only[*graph.Dataset](t, "Dataset").Format, graph.Text(""))
	d.edit(func(in *graph.Import) { in.Dataset.Format = "iati" })
	rep := t.apply(d)
	equal(t, "the format", only[*graph.Dataset](t, "Dataset").Format, graph.Text("iati"))
	equal(t, "the revision at which the format became known", rep.Revision, graph.Revision(2))
	equal(t, "the revision of the dataset", t.datasetRevisions(), map[string]int{"a": 2})
	equal(t, "claims", rep.Claims, graph.Tally{Read: 4, Unchanged: 4})
	equal(t, "the revision after the same once more", t.apply(d).Revision, graph.Revision(2))
	t.view(func(ctx context.Context, r graph.Reader) error {
		said, err := graph.Said(ctx, r, "a", graph.AudienceKeeper, 100)
		t.ok(err)
		equal(t, "the format of what the dataset says", said.Dataset.Format, graph.Text("iati"))
		return nil
	})
	t.withdraw("a")
	t.apply(d.edit(func(in *graph.Import) { in.Dataset.Format = "hxl" }))
	equal(t, "the format after a withdrawal", only[*graph.Dataset](t, "Dataset").Format, graph.Text("hxl"))
}

func (t *T) datasetRevisions() map[string]int {
	out := map[string]int{}
	for _, r := range t.scan("Dataset") {
		out[r.(*graph.Dataset).Key] = r.(*graph.Dataset).Revision
	}
	return out
}

func datasetCase(t *T) {
	t.apply(paid("a", "1"))
	t.apply(paid("A", "1"))
	same(t, "flows", t.payments(), "1 A,a false")
	t.withdraw("A")
	same(t, "flows without A", t.payments(), "1 a false")
}

func emptiedDataset(t *T) {
	t.apply(newsletter("a", "news"))
	rep, err := graph.Apply(t.ctx, t.store, &graph.Import{Dataset: graph.Dataset{Key: "a"}})
	t.ok(err)
	equal(t, "things", rep.Things, graph.Tally{Removed: 4})
	equal(t, "claims", rep.Claims, graph.Tally{Removed: 4})
	t.sound()
	equal(t, "the dataset stays", only[*graph.Dataset](t, "Dataset").Revision, 2)
	equal(t, "live stakeholders", len(t.liveNames("Stakeholder")), 0)
}

func lostIdentifier(t *T) {
	t.apply(bodyBy("a", "A", identifiedBy("own", "1"), identifiedBy("own", "2")))
	first := t.scan("Stakeholder")[0]
	// a no longer says that it is own:1, so another body may be.
	t.apply(bodyBy("a", "A", identifiedBy("own", "2")))
	t.apply(bodyBy("b", "B", identifiedBy("own", "1")))
	b := byName[*graph.Stakeholder](t, "Stakeholder", "B")
	equal(t, "the id of the other body is its own", b.ID != graph.IDOf(first), true)
	equal(t, "the id begins alike, one group longer", b.ID[:13] == graph.IDOf(first) && len(b.ID) == 17, true)
	rep := t.apply(bodyBy("b", "B", identifiedBy("own", "1")))
	equal(t, "things once more", rep.Things, graph.Tally{Read: 2, Unchanged: 2})
}

func sameClaimsInAnyOrder(t *T) {
	flows := func(dataset string, amounts ...string) *data {
		d := source(dataset, dataset+"-doc", "2022").stakeholder("iom", "IOM").stakeholder("aus", "Australia")
		for _, a := range amounts {
			d.flow("tx", "aus", "iom", a)
		}
		return d
	}
	told := func() (out []string) {
		for _, r := range t.list(graph.Query{Type: typ("Flow"), Parts: []string{"evidence"}}).Records {
			f := r.(*graph.Flow)
			out = append(out, fmt.Sprint(f.Amount.Amount, " ", f.Conflicting, " ", len(f.Evidence)))
		}
		slices.Sort(out)
		return out
	}
	t.apply(flows("a", "1", "2"))
	t.apply(flows("b", "2", "1"))
	equal(t, "two datasets that say the same in another order", told(), []string{"1 false 2", "2 false 2"})
	t.apply(flows("b", "2"))
	equal(t, "one says less", told(), []string{"1 false 1", "2 false 2"})
	t.apply(flows("b", "2", "3"))
	equal(t, "each says something else", told(), []string{"1 true 1", "2 false 2", "3 true 1"})
}

func noted(note string) func(*graph.Flow) {
	return func(f *graph.Flow) { f.Note = graph.Text(note) }
}

func samePaymentsInAnyOrder(t *T) {
	table := func(dataset string, notes ...string) *data {
		d := source(dataset, dataset+"-doc", "2022").stakeholder("iom", "IOM").stakeholder("aus", "Australia")
		for _, note := range notes {
			d.flow("", "aus", "iom", "100", noted(note))
		}
		return d
	}
	told := func() (out []string) {
		for _, r := range t.scan("Flow") {
			f := r.(*graph.Flow)
			out = append(out, fmt.Sprint(f.Note, " ", f.Conflicting, " ", strings.Join(datasetsOf(f), ",")))
		}
		slices.Sort(out)
		return out
	}
	t.apply(table("a", "spring", "autumn", "autumn"))
	want := []string{"autumn false a", "autumn false a", "spring false a"}
	equal(t, "a table", told(), want)
	equal(t, "the table sorted otherwise", t.apply(table("a", "autumn", "spring", "autumn")).Claims, graph.Tally{Read: 3, Unchanged: 3})
	t.apply(table("b", "autumn", "spring"))
	equal(t, "two sources in another order", told(), []string{"autumn false a", "autumn false a,b", "spring false a,b"})
}

func paidFromConflict(t *T) {
	chain := func(dataset, given string, paid ...string) *data {
		d := source(dataset, dataset+"-doc", "2022").stakeholder("aus", "Australia").stakeholder("iom", "IOM").stakeholder("ngo", "NGO").
			flow("up", "aus", "iom", given)
		for _, amount := range paid {
			d.flow("", "iom", "ngo", amount, paidFrom("up"))
		}
		return d
	}
	t.apply(chain("a", "100", "30", "30"))
	same(t, "one dataset", t.payments(), "100 a false", "30 a false", "30 a false")
	t.apply(chain("b", "100", "30", "30", "20"))
	same(t, "another that agrees", t.payments(), "100 a,b false", "20 b false", "30 a,b false", "30 a,b false")
	t.apply(chain("b", "90", "30", "30", "20"))
	same(t, "another that says of the first flow otherwise", t.payments(),
		"100 a true", "20 b false", "30 a true", "30 a true", "30 b true", "30 b true", "90 b true")
	t.withdraw("a")
	same(t, "the other alone", t.payments(), "20 b false", "30 b false", "30 b false", "90 b false")
	t.withdraw("b")
	t.apply(chain("a", "100").flow("", "iom", "ngo", "50", paidFrom("up"), noted("spring")).flow("", "iom", "ngo", "50", paidFrom("up"), noted("autumn")))
	t.apply(chain("b", "90").flow("", "iom", "ngo", "50", paidFrom("up"), noted("autumn")))
	same(t, "another payment, of which one dataset says nothing", t.payments(), "100 a true", "50 a false", "50 a true", "50 b true", "90 b true")
}

func corrections(t *T) {
	// What a dataset said itself does not bind it.
	d := func(kind graph.StakeholderKind, a, b []string) *data {
		ids := func(values []string) func(*graph.Stakeholder) {
			return func(s *graph.Stakeholder) {
				s.Kind = kind
				for _, v := range values {
					s.Identifiers = append(s.Identifiers, &graph.Identifier{Scheme: "org-id", Value: v})
				}
			}
		}
		return source("a", "news", "2022").stakeholder("x", "X", ids(a)).stakeholder("y", "Y", ids(b))
	}
	t.apply(d("ORGANIZATION", []string{"XM-1"}, nil))
	before := t.idOf("x")
	t.apply(d("EMBASSY", []string{"XM-1"}, nil))
	t.apply(d("EMBASSY", nil, []string{"XM-1"}))
	equal(t, "the id of the entry that gave its identifier away", t.idOf("x"), before)
	t.withdraw("a")
	t.apply(d("GOVERNMENT", []string{"XM-1"}, nil))
	equal(t, "the id after all that", t.idOf("x"), before)
}

func (t *T) idOf(slug string) string {
	t.Helper()
	l := t.list(graph.Query{Type: typ("Stakeholder"), Where: is("slug", slug)})
	equal(t, "records of the slug "+slug, len(l.Records), 1)
	return graph.IDOf(l.Records[0])
}

func joinedPeriods(t *T) {
	t.apply(source("a", "news", "2024").initiative("i", "I", "2023", ""))
	t.apply(source("b", "old", "2020").initiative("i", "I", "2020", "2021"))
	i := only[*graph.Initiative](t, "Initiative")
	equal(t, "the start of the newer description", i.Period.Start.Text, "2023")
	equal(t, "an end before that start", i.Period.End.Known(), false)
}

func correctedClaims(t *T) {
	flow := func(amount string) *data {
		return source("a", "news", "2022").stakeholder("iom", "IOM").stakeholder("aus", "Australia").flow("", "aus", "iom", amount)
	}
	t.apply(flow("1"))
	rep := t.apply(flow("2"))
	equal(t, "the tally of a corrected amount", rep.Claims, graph.Tally{Read: 1, Changed: 1})
}

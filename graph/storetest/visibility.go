package storetest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

// What stores answer to each audience, whatever is asked, is compared with the
// oracle (differential.go). These cases are about which audience may see what.
func visibilityCases() []Case {
	return []Case{
		{"a thing is hidden with its claims", hiddenThing},
		{"staff see what is restricted and not what is withheld", staffSee},
		{"a claim is hidden by itself", hiddenClaim},
		{"claims are hidden with the claims that they refer to", hiddenChain},
		{"claims are hidden with what their parts refer to", hiddenParts},
		{"a claim is hidden with its only document", hiddenDocument},
		{"a claim that another document makes is shown without the hidden one", otherDocument},
		{"a thing shows nothing of a description that is hidden", hiddenDescription},
		{"identifiers that only a hidden description gives decide, but are not shown", hiddenIdentifiers},
		{"descriptions are hidden with the thing", hiddenWithThing},
		{"the strictest of two datasets rules until it is withdrawn", strictest},
		{"an import again changes nothing and keeps what is hidden", hiddenAgain},
		{"what is shown again is shown with all that was hidden with it", shownAgain},
		{"many claims are hidden with one thing", manyHidden},
		{"a conflict with a hidden claim is told to those only who see both", hiddenConflict},
		{"a hidden claim puts no links", hiddenLinks},
		{"groups by a hidden publisher are groups by an unknown one", hiddenPublisher},
		{"a hidden record is nowhere among the answers to the public", nowhere},
	}
}

// hide gives an entry of the import, thing or claim, a visibility.
func (d *data) hide(key string, v graph.Visibility) *data {
	for i := range d.in.Things {
		if d.in.Things[i].Key == key {
			d.in.Things[i].Visibility = v
			return d
		}
	}
	for i := range d.in.Claims {
		if d.in.Claims[i].Key == key {
			d.in.Claims[i].Visibility = v
			return d
		}
	}
	panic("the import has no entry " + key)
}

// seen gives what an audience sees of types of things and claims: the slugs of
// live things, the natural keys of claims.
func (t *T) seen(by graph.Audience, types ...string) (out []string) {
	t.Helper()
	for _, of := range types {
		l := t.fetch(graph.Plan{Query: graph.Query{Type: typ(of), Where: graph.Live(typ(of)), Total: true}, Audience: by})[0]
		equal(t, "the total of "+of, l.Total, len(l.Records))
		for _, r := range l.Records {
			if th := graph.AsThing(r); th != nil {
				out = append(out, th.Slug)
			} else {
				out = append(out, graph.AsClaim(r).Key)
			}
		}
		count := t.aggregate(graph.Aggregation{Type: typ(of), Where: graph.Live(typ(of)), Audience: by, Measures: measures("count"), Rank: -1})
		equal(t, "the count of "+of, count.Rows[0].Values[0], any(len(l.Records)))
	}
	slices.Sort(out)
	return out
}

// everything that newsletter tells.
var claimsAndThings = []string{"Stakeholder", "Initiative", "Document", "Participation", "Flow", "Affiliation"}

func hiddenThing(t *T) {
	t.apply(newsletter("a", "news").hide("iom", "RESTRICTED"))
	same(t, "what everybody sees", t.seen(graph.AudiencePublic, claimsAndThings...), "aus", "crest", "news", "p2")
	same(t, "what staff see", t.seen(graph.AudienceStaff, claimsAndThings...), "a1", "aus", "crest", "f1", "iom", "news", "p1", "p2")
}

func staffSee(t *T) {
	t.apply(newsletter("a", "news").hide("iom", "WITHHELD").hide("p2", "RESTRICTED"))
	same(t, "what everybody sees", t.seen(graph.AudiencePublic, claimsAndThings...), "aus", "crest", "news")
	same(t, "what staff see", t.seen(graph.AudienceStaff, claimsAndThings...), "aus", "crest", "news", "p2")
	same(t, "what the keeper sees", t.seen(graph.AudienceKeeper, claimsAndThings...), "a1", "aus", "crest", "f1", "iom", "news", "p1", "p2")
}

func hiddenClaim(t *T) {
	t.apply(newsletter("a", "news").hide("f1", "WITHHELD"))
	same(t, "what everybody sees", t.seen(graph.AudiencePublic, claimsAndThings...), "a1", "aus", "crest", "iom", "news", "p1", "p2")
	t.apply(newsletter("a", "news").hide("f1", "PUBLIC"))
	same(t, "what everybody sees then", t.seen(graph.AudiencePublic, "Flow"), "f1")
}

// chain tells of payments, each paid from the one before, in another order.
func chain(dataset string, length int) *data {
	d := source(dataset, "doc-"+dataset, "2022").stakeholder("x", "X").stakeholder("y", "Y")
	for i := range length {
		n := length - 1 - i
		d.flow(letters(n), "x", "y", "1", func(f *graph.Flow) {
			if n > 0 {
				f.PaidFromID = letters(n - 1)
			}
		})
	}
	return d
}

func hiddenChain(t *T) {
	t.apply(chain("a", 4).hide(letters(1), "RESTRICTED"))
	same(t, "flows for everybody", t.seen(graph.AudiencePublic, "Flow"), letters(0))
	// Only the first is hidden anew, by another dataset, which knows of no more.
	t.apply(chain("b", 1).hide(letters(0), "WITHHELD"))
	same(t, "flows for staff", t.seen(graph.AudienceStaff, "Flow"))
	t.apply(chain("a", 4))
	same(t, "flows for staff, still", t.seen(graph.AudienceStaff, "Flow"))
	t.withdraw("b")
	same(t, "flows for everybody at last", t.seen(graph.AudiencePublic, "Flow"), letters(0), letters(1), letters(2), letters(3))
}

func hiddenParts(t *T) {
	d := func() *data {
		return source("a", "doc", "2022").stakeholder("x", "X").stakeholder("y", "Y").stakeholder("z", "Z").
			flow("f", "x", "y", "1", func(f *graph.Flow) { f.Hops = []*graph.Hop{{End: graph.End{StakeholderID: "z"}}} }).
			claim("n", &graph.Finding{StakeholderID: "x", Type: "RECOMMENDATION", Text: "Do it", Addressees: []*graph.Addressee{{StakeholderID: "z"}}})
	}
	t.apply(d())
	same(t, "claims for everybody", t.seen(graph.AudiencePublic, "Flow", "Finding"), "f", "n")
	t.apply(d().hide("z", "RESTRICTED"))
	same(t, "claims that pass or address a hidden body", t.seen(graph.AudiencePublic, "Flow", "Finding"))
	same(t, "the same for staff", t.seen(graph.AudienceStaff, "Flow", "Finding"), "f", "n")
}

func hiddenDocument(t *T) {
	// The bodies are known from elsewhere.
	t.apply(source("b", "book", "2020").stakeholder("iom", "IOM").stakeholder("aus", "Australia"))
	t.apply(newsletter("a", "news").hide("news", "RESTRICTED"))
	same(t, "what everybody sees", t.seen(graph.AudiencePublic, claimsAndThings...), "aus", "book", "iom")
	same(t, "what staff see", t.seen(graph.AudienceStaff, claimsAndThings...), "a1", "aus", "book", "crest", "f1", "iom", "news", "p1", "p2")
	// Another dataset hides the document of a dataset that does not.
	t.apply(newsletter("a", "news"))
	same(t, "claims that everybody sees", t.seen(graph.AudiencePublic, "Participation", "Flow", "Affiliation"), "a1", "f1", "p1", "p2")
	t.apply(source("c", "news", "2022-10-01").hide("news", "WITHHELD"))
	same(t, "claims that staff see", t.seen(graph.AudienceStaff, "Participation", "Flow", "Affiliation"))
	same(t, "things that everybody sees", t.seen(graph.AudiencePublic, "Stakeholder", "Initiative", "Document"), "aus", "book", "iom")
	t.withdraw("c")
	same(t, "claims that everybody sees again", t.seen(graph.AudiencePublic, claimsAndThings...), "a1", "aus", "book", "crest", "f1", "iom", "news", "p1", "p2")
}

func otherDocument(t *T) {
	t.apply(paid("a", "100"))
	t.apply(paid("b", "100").hide("doc-b", "RESTRICTED"))
	cited := func(by graph.Audience) (out []string) {
		for _, r := range t.fetch(graph.Plan{Query: graph.Query{Type: typ("Flow"), Parts: []string{"evidence"}}, Audience: by})[0].Records {
			out = append(out, datasetsOf(r)...)
		}
		return out
	}
	same(t, "datasets that everybody sees", cited(graph.AudiencePublic), "a")
	same(t, "datasets that staff see", cited(graph.AudienceStaff), "a", "b")
	byDataset := func(by graph.Audience) int {
		return len(t.fetch(graph.Plan{Query: graph.Query{Type: typ("Flow"), Where: some("evidence", is("dataset", "b"))}, Audience: by})[0].Records)
	}
	equal(t, "flows by evidence that is hidden", byDataset(graph.AudiencePublic), 0)
	equal(t, "flows by evidence that staff see", byDataset(graph.AudienceStaff), 1)
}

func hiddenDescription(t *T) {
	secret := func(s *graph.Stakeholder) {
		s.Name, s.Acronym, s.Summary, s.Country = "Secret name", "SN", "A secret", "TH"
		s.Aliases = []*graph.Alias{{Name: "Secret alias"}}
	}
	b := func() *data { return source("b", "dossier", "2030").stakeholder("x", "", secret) }
	t.apply(source("a", "paper", "2020").stakeholder("x", "Known name"))
	before := t.dump("revision")
	t.apply(b())
	equal(t, "the name by the newest document", byName[*graph.Stakeholder](t, "Stakeholder", "Secret name").Slug, "x")
	t.apply(b().hide("dossier", "RESTRICTED"))
	x := byName[*graph.Stakeholder](t, "Stakeholder", "Known name")
	equal(t, "what is shown", fmt.Sprint(x.Acronym, x.Summary, x.Country, x.Aliases), "[]")
	equal(t, "the audience of the thing", x.Hidden, graph.AudiencePublic)
	t.withdraw("b")
	t.apply(source("a", "paper", "2020").stakeholder("x", "Known name"))
	equal(t, "the thing after withdrawal", show(typ("Stakeholder"), t.get(x.ID)), lineOf(before, "Stakeholder "+x.ID))
}

// lineOf gives the line of a dump that begins so.
func lineOf(dump, begin string) string {
	for _, line := range strings.Split(dump, "\n") {
		if strings.HasPrefix(line, begin) {
			return line
		}
	}
	return ""
}

func hiddenIdentifiers(t *T) {
	t.apply(source("a", "paper", "2020").stakeholder("x", "X"))
	t.apply(source("b", "dossier", "2030").thing("x", &graph.Stakeholder{Kind: "ORGANIZATION", Thing: graph.Thing{Name: "X", Identifiers: []*graph.Identifier{
		identifiedBy(graph.SchemeMigraph, "x"), identifiedBy("case-file", "77")}}}).hide("dossier", "RESTRICTED"))
	known := func(by graph.Audience) int {
		return len(t.fetch(graph.Plan{Query: graph.Query{Type: typ("Stakeholder"), Where: some("identifiers", is("key", "case-file:77"))}, Audience: by})[0].Records)
	}
	shown := func(by graph.Audience) (out []string) {
		for _, r := range t.fetch(graph.Plan{Query: graph.Query{Type: typ("Stakeholder"), Parts: []string{"identifiers"}}, Audience: by})[0].Records {
			for _, i := range graph.AsThing(r).Identifiers {
				out = append(out, i.Key())
			}
		}
		return out
	}
	same(t, "identifiers for everybody", shown(graph.AudiencePublic), "migraph:X")
	same(t, "identifiers for staff", shown(graph.AudienceStaff), "migraph:X", "case-file:77")
	equal(t, "bodies that everybody finds by it", known(graph.AudiencePublic), 0)
	equal(t, "bodies that staff find by it", known(graph.AudienceStaff), 1)
	t.apply(bodyBy("c", "X as c has it", identifiedBy("case-file", "77")))
	equal(t, "bodies", len(t.scan("Stakeholder")), 1)
	same(t, "identifiers for everybody, now that c gives it, in the newer document", shown(graph.AudiencePublic), "case-file:77", "migraph:X")
}

func hiddenWithThing(t *T) {
	said := func(by graph.Audience) (out []string) {
		for _, r := range t.fetch(graph.Plan{Query: graph.Query{Type: typ("Description"), Where: is("thingType", "Stakeholder")}, Audience: by})[0].Records {
			out = append(out, r.(*graph.Description).Dataset)
		}
		slices.Sort(out)
		return out
	}
	t.apply(source("a", "paper", "2020").stakeholder("x", "X"))
	t.apply(source("b", "other", "2021").stakeholder("x", "X").hide("x", "RESTRICTED"))
	same(t, "descriptions of a hidden body", said(graph.AudiencePublic))
	same(t, "descriptions for staff", said(graph.AudienceStaff), "a", "b")
	t.withdraw("b")
	same(t, "descriptions of the body, shown again", said(graph.AudiencePublic), "a")
}

func strictest(t *T) {
	for _, what := range []string{"iom", "f1"} {
		t.apply(newsletter("a", "a-news").hide(what, "RESTRICTED"))
		t.apply(newsletter("b", "b-news"))
		hidden := func(by graph.Audience) bool { return !slices.Contains(t.seen(by, claimsAndThings...), what) }
		equal(t, what+" hidden by one of two", hidden(graph.AudiencePublic), true)
		t.apply(newsletter("b", "b-news").hide(what, "WITHHELD"))
		equal(t, what+" withheld by the other, from staff", hidden(graph.AudienceStaff), true)
		t.withdraw("a")
		equal(t, what+" withheld by one, from staff", hidden(graph.AudienceStaff), true)
		t.apply(newsletter("a", "a-news"))
		equal(t, what+" withheld by one of two, from staff", hidden(graph.AudienceStaff), true)
		t.withdraw("b")
		equal(t, what+" hidden by nobody", hidden(graph.AudiencePublic), false)
		t.withdraw("a")
	}
}

func hiddenAgain(t *T) {
	imports := []func() *data{
		func() *data {
			return newsletter("a", "a-news").hide("iom", "WITHHELD").hide("p2", "RESTRICTED")
		},
		func() *data { return newsletter("b", "b-news").hide("b-news", "RESTRICTED") },
		func() *data { return chain("c", 3).hide(letters(0), "RESTRICTED").hide("doc-c", "RESTRICTED") },
	}
	for _, d := range imports {
		t.apply(d())
	}
	before := t.dump()
	for range 2 {
		for _, d := range imports {
			rep := t.apply(d())
			equal(t, "claims that changed in "+rep.Dataset, rep.Claims.Changed+rep.Claims.New+rep.Claims.Removed, 0)
			equal(t, "things that changed in "+rep.Dataset, rep.Things.Changed+rep.Things.New+rep.Things.Removed, 0)
			equal(t, "the graph", t.dump(), before)
		}
	}
}

func shownAgain(t *T) {
	t.apply(newsletter("a", "a-news"))
	t.apply(newsletter("b", "b-news"))
	before := t.dump("revision")
	for _, what := range []string{"iom", "crest", "p1", "f1", "b-news"} {
		t.apply(newsletter("b", "b-news").hide(what, "WITHHELD"))
		if t.dump("revision") == before {
			t.Errorf("hiding %s changed nothing", what)
		}
		t.apply(newsletter("b", "b-news"))
		equal(t, "the graph after "+what+" is shown again", t.dump("revision"), before)
	}
}

func manyHidden(t *T) {
	t.large()
	const n = 1203
	d := func() *data {
		d := source("a", "doc", "2022").stakeholder("x", "X").stakeholder("y", "Y")
		for i := range n {
			d.flow(letters(i), "x", "y", fmt.Sprint(i))
		}
		return d
	}
	t.apply(d())
	t.apply(source("b", "b-doc", "2022").stakeholder("y", "Y").hide("y", "RESTRICTED"))
	equal(t, "flows for everybody", len(t.seen(graph.AudiencePublic, "Flow")), 0)
	equal(t, "flows for staff", len(t.seen(graph.AudienceStaff, "Flow")), n)
	t.withdraw("b")
	equal(t, "flows for everybody again", len(t.seen(graph.AudiencePublic, "Flow")), n)
}

func hiddenConflict(t *T) {
	told := func() string { return strings.Join(t.payments(), ", ") }
	rep := t.apply(paid("a", "100"))
	equal(t, "conflicts of the first", rep.Conflicts, 0)
	rep = t.apply(paid("b", "200").hide("tx-1", "WITHHELD"))
	equal(t, "conflicts that the keeper is told", rep.Conflicts, 1)
	equal(t, "the flows, one withheld", told(), "100 a false, 200 b true")
	t.apply(paid("b", "200"))
	equal(t, "the flows, both shown", told(), "100 a true, 200 b true")
	t.apply(paid("b", "200").hide("doc-b", "RESTRICTED"))
	equal(t, "the flows, one with a hidden document", told(), "100 a false, 200 b true")
	t.withdraw("b")
	equal(t, "the flows of a alone", told(), "100 a false")
}

func hiddenLinks(t *T) {
	joined := func() (out []string) {
		for _, l := range t.scanLinks() {
			out = append(out, string(l.Type))
		}
		slices.Sort(out)
		return out
	}
	t.apply(newsletter("a", "news"))
	all := []string{"CONTRIBUTOR_TO", "FUNDS", "FUNDS", "PARTICIPATES_IN", "PARTICIPATES_IN"}
	same(t, "links", joined(), all...)
	t.apply(newsletter("a", "news").hide("f1", "RESTRICTED"))
	same(t, "links without the hidden flow", joined(), "CONTRIBUTOR_TO", "PARTICIPATES_IN", "PARTICIPATES_IN")
	t.apply(newsletter("a", "news").hide("iom", "RESTRICTED"))
	same(t, "links without the hidden body", joined(), "PARTICIPATES_IN")
	aus := byName[*graph.Stakeholder](t, "Stakeholder", "Australia")
	near := t.links(nodes(aus.ID))[0]
	equal(t, "neighbours of what was linked to it", near.Total, 1)
	t.apply(newsletter("a", "news"))
	same(t, "links of all again", joined(), all...)
}

func hiddenPublisher(t *T) {
	t.apply(source("a", "doc", "2022", func(d *graph.Document) { d.PublisherID = "x" }).stakeholder("x", "X", func(s *graph.Stakeholder) { s.Country = "TH" }).
		hide("x", "RESTRICTED"))
	for _, path := range []string{"publisher.id", "publisher.country", "publisher.name"} {
		keys := func(by graph.Audience) (out []string) {
			for _, g := range t.aggregate(graph.Aggregation{Type: typ("Document"), Keys: []string{path}, Measures: measures("count"), Rank: 0, Audience: by}).Rows {
				out = append(out, g.Keys[0])
			}
			return out
		}
		same(t, "groups for everybody by "+path, keys(graph.AudiencePublic), "")
		if got := keys(graph.AudienceStaff); len(got) != 1 || got[0] == "" {
			t.Errorf("groups for staff by %s: %q", path, got)
		}
	}
	distinct := t.aggregate(graph.Aggregation{Type: typ("Document"), Rank: -1,
		Measures: []graph.Measure{{Kind: graph.MeasureCountDistinct, Path: "publisher.id"}, {Kind: graph.MeasureMax, Path: "publisher.country"}}}).Rows[0].Values
	equal(t, "measures over the hidden publisher", distinct, []any{0, ""})
}

// nowhere asks for each record that is not for everybody, at every door of the
// port by which a caller could name it.
func nowhere(t *T) {
	t.apply(newsletter("a", "a-news").hide("iom", "WITHHELD").hide("p2", "RESTRICTED"))
	t.apply(newsletter("b", "b-news").hide("b-news", "RESTRICTED"))
	n := 0
	for _, of := range graph.Catalog.Types() {
		if of.Field("hidden") == nil {
			continue
		}
		for _, r := range t.scan(of.Name) {
			if of.Field("hidden").Get(r).(int64) == 0 {
				continue
			}
			n++
			x := graph.IDOf(r)
			same(t, "by ids", t.ids(graph.Query{Type: of, IDs: []string{x}}))
			same(t, "by a filter", t.ids(graph.Query{Type: of, Where: is("id", x)}))
			for _, from := range graph.Catalog.Types() {
				for _, edge := range append(refNames(from), manyNames(from)...) {
					if from.Target(edge) == of {
						same(t, from.Name+" by "+edge, t.ids(graph.Query{Type: from, Where: some(edge, is("id", x))}))
					}
				}
			}
		}
	}
	if n < 8 {
		t.Errorf("only %d records are hidden", n)
	}
}

func manyNames(t *graph.Type) (out []string) {
	for _, m := range t.Many {
		out = append(out, m.Name)
	}
	return out
}

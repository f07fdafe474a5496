package storetest

import (
	"fmt"
	"slices"

	"github.com/migraph/migraph/graph"
)

func scanCases() []Case {
	return []Case{
		{"a scan gives every record once, in the order of ids", scanOrder},
		{"a scan gives all values, references and parts", scanWhole},
		{"a scan of links gives each once, by claim and step", scanLinksOrder},
		{"a scan ends at the caller's error", scanEnds},
		{"a scan may ask within itself", scanAsks},
		{"what was scanned can be put again", scanPut},
	}
}

func scanOrder(t *T) {
	var rs []graph.Record
	var want []string
	for i := range 2503 {
		rs = append(rs, stakeholder(letters(i*1301%2503), "N"))
		want = append(want, sid(letters(i)))
	}
	t.put(rs...)
	var got []string
	for _, r := range t.scan("Stakeholder") {
		got = append(got, graph.IDOf(r))
	}
	same(t, "ids", got, want...)
}

// full gives one record of each type in which every field, reference and part
// is set.
func full() []graph.Record {
	n := 5
	th := func(id string) graph.Thing {
		return graph.Thing{Base: graph.Base{ID: id}, Name: "Nämé", Slug: "slug-" + id, Tombstone: true,
			Aliases:     []*graph.Alias{{Name: "alias", Language: "fr", Kind: "FORMER"}, {Name: "zweiter"}},
			Identifiers: []*graph.Identifier{identifiedBy("org-id", "x"), identifiedBy("own", "Y")}}
	}
	cl := func(id string) graph.Claim {
		return graph.Claim{Base: graph.Base{ID: id}, Key: "key of " + id, Conflicting: true,
			Evidence: []*graph.Evidence{{DocumentID: did("full"), Locator: "p. 1", Note: "note", Basis: "IMPLIED", Dataset: "a"}, {DocumentID: did("full"), Dataset: "b"}}}
	}
	p := graph.Period{Start: date("2020-Q2"), End: date("2021/2022")}
	return []graph.Record{
		&graph.Stakeholder{Thing: th(sid("full")), Kind: "EMBASSY", Subtype: "x", Acronym: "ABC", Country: "MY", Summary: "s", Website: "https://x.example", MissionType: "CONSULATE"},
		&graph.Initiative{Thing: th(iid("full")), Type: "POLICY", Nature: "STATE", Period: p, Duration: "three days", Summary: "s", TargetGroups: "workers", ParticipantListComplete: "INCOMPLETE"},
		&graph.Document{Thing: th(did("full")), PublisherID: sid("full"), Date: date("2022-02"), Language: "ms", Licence: "CC0", SourceURL: "https://y.example", Version: "2"},
		&graph.Participation{Claim: cl(pid("full")), StakeholderID: sid("full"), GroupLabel: "unions", GroupCategory: "c", GroupCountry: "TH", GroupAppointedBy: sid("full"),
			InitiativeID: iid("full"), Role: "HOST", Capacity: "as", Headcount: &n, HeadcountQualifier: "ABOUT", DelegationOf: sid("full"), UnnamedUnits: true, Note: "n",
			Period: p, DatedBy: "CLAIM", Nature: "STATE"},
		&graph.Flow{Claim: cl(fid("full")), Provider: graph.End{StakeholderID: sid("full"), InitiativeID: iid("full")}, Recipient: graph.End{StakeholderID: sid("full"), InitiativeID: iid("full")},
			Hops: []*graph.Hop{{End: body("full")}, {End: programme("full")}}, Type: "OUTGOING_PLEDGE", ReporterID: sid("full"), ReportedBy: "OTHER",
			Amount: graph.Money{Amount: "0012.50", Currency: "MYR"}, PaidFromID: fid("full"), InKind: "rice", Note: "n", Period: p, DatedBy: "INITIATIVE", Nature: "EVENT"},
		&graph.Affiliation{Claim: cl(aid("full")), StakeholderID: sid("full"), ToID: sid("full"), Type: "SUCCEEDS", Note: "n", Period: p},
		&graph.Description{Claim: cl(id("e", "full")), ThingID: sid("full"), ThingType: "Stakeholder", Dataset: "a", Values: `{"name":"x"}`},
		&graph.Dataset{Base: graph.Base{ID: id("k", "full")}, Key: "a", Title: "t", Licence: "l", Revision: 7},
	}
}

func scanWhole(t *T) {
	rs := full()
	equal(t, "types", len(rs), len(graph.Catalog.Types()))
	t.put(rs...)
	for _, want := range rs {
		of := typeOf(want)
		for _, f := range of.Fields {
			if f.Get(want) == nil {
				t.Errorf("%s.%s is not set by the test", of.Name, f.Name)
			}
		}
		for _, rf := range of.Refs {
			if rf.Get(want) == "" {
				t.Errorf("%s.%s is not set by the test", of.Name, rf.Name)
			}
		}
		got := t.scan(of.Name)
		equal(t, "records of "+of.Name, len(got), 1)
		equal(t, "the record by scan", show(of, got[0]), show(of, want))
		equal(t, "the record by id", show(of, t.get(graph.IDOf(want))), show(of, want))
	}
}

func scanLinksOrder(t *T) {
	rs := []graph.Record{doc(), stakeholder("x", "X"), stakeholder("y", "Y")}
	var want []string
	for i := range 1207 {
		key := letters(i * 601 % 1207)
		rs = append(rs, flow(key, body("x"), body("y"), "1", func(f *graph.Flow) {
			for range 11 * (i / 1206) { // the last has many steps
				f.Hops = append(f.Hops, &graph.Hop{End: body("x")})
			}
		}))
	}
	rs = append(rs, affiliation("zz", "x", "y", "PART_OF"))
	t.put(rs...)
	many := letters(1206 * 601 % 1207)
	want = append(want, aid("zz")+" 0")
	for i := range 1207 {
		want = append(want, fid(letters(i))+" 0")
		if letters(i) == many {
			for step := 1; step < 12; step++ {
				want = append(want, fmt.Sprint(fid(many), " ", step))
			}
		}
	}
	var got []string
	for _, l := range t.scanLinks() {
		got = append(got, fmt.Sprint(l.Claim, " ", l.Step))
	}
	same(t, "links", got, want...)
}

func scanEnds(t *T) {
	t.five()
	t.put(doc(), affiliation("a", "a", "b", "PART_OF"), affiliation("b", "b", "c", "PART_OF"))
	n := 0
	err := t.store.View(t.ctx, func(ctx ctxT, r graph.Reader) error {
		return r.Scan(ctx, typ("Stakeholder"), func(graph.Record) error {
			if n++; n == 3 {
				return graph.Errorf(graph.LimitExceeded, "enough")
			}
			return nil
		})
	})
	t.code("the scan", err, graph.LimitExceeded)
	equal(t, "records until the end", n, 3)
	n = 0
	err = t.store.View(t.ctx, func(ctx ctxT, r graph.Reader) error {
		return r.ScanLinks(ctx, func(graph.Link) error { n++; return graph.Errorf(graph.NotFound, "enough") })
	})
	t.code("the scan of links", err, graph.NotFound)
	equal(t, "links until the end", n, 1)
}

func scanAsks(t *T) {
	t.five()
	var names []string
	t.view(func(ctx ctxT, r graph.Reader) error {
		names = nil
		return r.Scan(ctx, typ("Stakeholder"), func(rec graph.Record) error {
			res, err := r.Fetch(ctx, &graph.Plan{Query: graph.Query{Type: typ("Stakeholder"), IDs: []string{graph.IDOf(rec)}}})
			if err == nil {
				names = append(names, graph.AsThing(res.Lists[0].Records[0]).Name)
			}
			return err
		})
	})
	slices.Sort(names)
	same(t, "names", names, "Five", "Four", "One", "Three", "Two")
}

func scanPut(t *T) {
	t.apply(newsletter("a", "news"))
	before := t.dump("revision")
	for _, of := range graph.Catalog.Types() {
		rs := t.scan(of.Name)
		t.write(func(ctx ctxT, w graph.Writer) error { return w.Put(ctx, of, rs) })
	}
	equal(t, "the graph", t.dump("revision"), before)
	t.sound()
}

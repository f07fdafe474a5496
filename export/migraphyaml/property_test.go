package migraphyaml_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/migraph/migraph/export/migraphyaml"
	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/sqlitestore"
	reading "github.com/migraph/migraph/ingest/migraphyaml"
)

// TestWrittenIsRead: whatever two datasets say in the words of files of facts, what is
// written of them gives the same graph, in any order.
func TestWrittenIsRead(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s, again := temporary(rt, t), temporary(rt, t)
		var keys []string
		for _, key := range []string{"a", "b"} {
			in := (&drawer{T: rt}).dataset(key)
			if _, err := graph.Apply(t.Context(), s, in); err != nil {
				rt.Fatal(err)
			}
			keys = append(keys, key)
		}
		for _, key := range rapid.Permutation(keys).Draw(rt, "order") {
			text, err := write(t, s, migraphyaml.Options{Dataset: key, Audience: graph.AudienceKeeper})
			if err != nil {
				rt.Fatal(err)
			}
			in, err := reading.Read(key, strings.NewReader(text))
			if err != nil {
				rt.Fatal(err)
			}
			if _, err := graph.Apply(t.Context(), again, in); err != nil {
				rt.Fatalf("%v\n%s", err, text)
			}
			rep, err := graph.Apply(t.Context(), s, in)
			if err != nil || rep.Claims.Changed+rep.Claims.New+rep.Claims.Removed+rep.Things.Changed+rep.Things.New+rep.Things.Removed > 0 {
				rt.Fatalf("in its own graph the file changes %+v, %v\n%s", rep, err, text)
			}
		}
		if got, want := content(t, again), content(t, s); got != want {
			rt.Fatal(difference(got, want))
		}
		if found, err := graph.CheckStore(t.Context(), again); err != nil || len(found) > 0 {
			rt.Fatal(found, err)
		}
		public(rt, t, s, keys)
	})
}

// public: a file for everybody can be imported, and says nothing that its own graph
// hides.
func public(rt *rapid.T, t *testing.T, s graph.Store, keys []string) {
	if rapid.Bool().Draw(rt, "hide") { // a ruling hides as well
		ids := things(rt, t, s, func(*graph.Thing) bool { return true })
		if _, err := graph.Hide(t.Context(), s, rapid.SampledFrom(ids).Draw(rt, "hidden"), "WITHHELD", graph.Why{}); err != nil && graph.CodeOf(err) != graph.Conflict {
			rt.Fatal(err)
		}
	}
	hidden := things(rt, t, s, func(th *graph.Thing) bool { return th.Hidden > graph.AudiencePublic })
	seen := datasets(t, s, graph.AudiencePublic)
	for _, key := range keys {
		text, err := write(t, s, migraphyaml.Options{Dataset: key})
		if !slices.Contains(seen, key) {
			if graph.CodeOf(err) != graph.NotFound {
				rt.Fatalf("a dataset of which nobody sees anything: %v\n%s", err, text)
			}
			continue
		}
		if err != nil {
			rt.Fatal(err)
		}
		if strings.Contains(text, "secret") || strings.Contains(text, "visibility: RESTRICTED") || strings.Contains(text, "visibility: WITHHELD") {
			rt.Fatalf("a file for everybody tells of what is hidden:\n%s", text)
		}
		for _, id := range hidden {
			if strings.Contains(text, id) {
				rt.Fatalf("a file for everybody tells of %s:\n%s", id, text)
			}
		}
		in, err := reading.Read(key, strings.NewReader(text))
		if err != nil {
			rt.Fatal(err)
		}
		fresh := temporary(rt, t)
		if _, err := graph.Apply(t.Context(), fresh, in); err != nil {
			rt.Fatalf("%v\n%s", err, text)
		}
	}
}

// things gives the ids of the things that fit.
func things(rt *rapid.T, t *testing.T, s graph.Store, fit func(*graph.Thing) bool) (ids []string) {
	err := s.View(t.Context(), func(ctx context.Context, r graph.Reader) error {
		ids = nil
		for _, of := range graph.Catalog.Of(graph.ClassThing) {
			err := r.Scan(ctx, of, func(x graph.Record) error {
				if th := graph.AsThing(x); fit(th) {
					ids = append(ids, th.ID)
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		rt.Fatal(err)
	}
	return ids
}

// temporary gives an empty store that is gone at the end of one check.
func temporary(rt *rapid.T, t *testing.T) graph.Store {
	s, err := sqlitestore.Open(t.Context(), sqlitestore.Options{Path: t.TempDir() + "/graph.db", Unsafe: true})
	if err != nil {
		rt.Fatal(err)
	}
	rt.Cleanup(func() { _ = s.Close() })
	return s
}

// drawer draws datasets with every noun of a file.
type drawer struct {
	*rapid.T
	name                                    string
	documents, places, themes, bodies, work []string
	in                                      *graph.Import
}

var hostile = []string{"plain", "two words", "null", "true", "1e3", "007", "- a", "a: b", "a #b", "{x}", "[x]", "'q'", `"q" \ x`, "* &a !b", "%x", "@x",
	"\u00e9\u4e2d\u6587", "zero\u200bwidth", "\u202eturned", "\U0001f6c2", "~", "yes", "2022-01-01", "a\u00a0b", "x, y", "-", "?", "ends: ", "\ufeffmark", "b\u0085c", "a - b", "Body - "}

func (d *drawer) one(of ...string) string { return rapid.SampledFrom(of).Draw(d.T, "one") }
func (d *drawer) bool() bool              { return rapid.Bool().Draw(d.T, "bool") }
func (d *drawer) text() graph.Text {
	return graph.Text(graph.Clean(d.one(append([]string{"", ""}, hostile...)...)))
}
func (d *drawer) must() graph.Text { return graph.Text(graph.Clean(d.one(hostile...))) }
func (d *drawer) number() graph.Text {
	return graph.Text(d.one("", "0", "7", "007.10", "-3", "12.50", "123456789012345678901234567890"))
}
func (d *drawer) code(all ...string) string { return d.one(append([]string{""}, all...)...) }
func enum[S ~string](d *drawer, all []S) S {
	return rapid.SampledFrom(append([]S{""}, all...)).Draw(d.T, "enum")
}
func some[S ~string](d *drawer, all []S) S { return rapid.SampledFrom(all).Draw(d.T, "some") }

func (d *drawer) date() graph.PartialDate {
	text := d.one("", "", "2020", "2021-05", "2021-Q2", "2021-05-06", "2020/2021-06")
	if text == "" {
		return graph.PartialDate{}
	}
	out, err := graph.ParseDate(text)
	if err != nil {
		d.Fatal(err)
	}
	return out
}

func (d *drawer) period() graph.Period {
	p := graph.Period{Start: d.date(), End: d.date()}
	if p.Start.Known() && p.End.Known() && p.End.Latest < p.Start.Earliest {
		p.End = graph.PartialDate{}
	}
	return p
}
func (d *drawer) timing() graph.Timing { return graph.Timing{Period: d.period()} }
func (d *drawer) money() graph.Money {
	if amount := string(d.number()); amount != "" && d.bool() {
		return graph.Money{Amount: amount, Currency: d.one("USD", "MYR")}
	}
	return graph.Money{}
}
func (d *drawer) visibility() graph.Visibility {
	return graph.Visibility(d.one("", "", "", "", "PUBLIC", "RESTRICTED", "WITHHELD"))
}

func (d *drawer) cite(v graph.Visibility) []*graph.Evidence {
	var out []*graph.Evidence
	for range rapid.IntRange(1, 3).Draw(d.T, "evidence") {
		e := &graph.Evidence{DocumentID: d.one(d.documents...), Locator: d.text(), Note: d.text(), Basis: some(d, graph.Bases)}
		if v == "RESTRICTED" || v == "WITHHELD" {
			e.Note = "secret"
		}
		out = append(out, e)
	}
	return out
}

// identified gives a thing identifiers; those of two datasets overlap.
func (d *drawer) identified(noun, key string) graph.Thing {
	own := &graph.Identifier{Scheme: "migraph", Value: key}
	register := &graph.Identifier{Scheme: "reg", Value: noun + ":" + strings.ToUpper(key) + " 1"}
	of := &graph.Identifier{Scheme: "dataset:" + d.name, Value: key}
	th := graph.Thing{Name: noun + " " + key, Identifiers: rapid.SampledFrom([][]*graph.Identifier{
		{own}, {own, register}, {register, own}, {register}, {of, register}, {of}}).Draw(d.T, "identifiers")}
	if d.bool() {
		th.Aliases = []*graph.Alias{{Name: string(d.must()), Kind: some(d, graph.AliasKinds), Language: graph.Text(d.code("en", "ms"))}}
	}
	return th
}

func (d *drawer) thing(key string, r graph.Record) {
	v := d.visibility()
	d.in.Things = append(d.in.Things, graph.ThingInput{Key: key, Record: r, Where: key, Visibility: v, Evidence: d.cite(v)})
}

func (d *drawer) claim(r graph.Record, key string) {
	v := d.visibility()
	d.in.Claims = append(d.in.Claims, graph.ClaimInput{Key: key, Record: r, Where: fmt.Sprint("claim ", len(d.in.Claims)), Visibility: v, Evidence: d.cite(v)})
}

func (d *drawer) dataset(name string) *graph.Import {
	d.name = name
	d.in = &graph.Import{Dataset: graph.Dataset{Key: name, Title: d.text(), Licence: d.text(),
		Format: graph.Text(d.code("iati", "hxl", "template", "rates", "yaml"))}}
	d.documents, d.bodies, d.work = nil, []string{"x", "y", "z"}, []string{"v", "w"}
	d.places, d.themes = []string{"land", "town"}, []string{"t", "u"}
	for _, key := range []string{"d", "e"} {
		// A document is described in itself or in one that comes before it: of those that
		// describe each other in a ring, the order of imports decides.
		d.documents = append(d.documents, key)
		d.thing(key, &graph.Document{Thing: d.identified("Document", key), PublisherID: d.one(append([]string{""}, d.bodies...)...), Date: d.date(),
			Language: graph.Text(d.code("en", "zh-Hant")), Licence: d.text(), SourceURL: graph.Text(d.code("https://example.org/a?b=c&d#e")), Version: d.text()})
	}
	d.thing("land", &graph.Place{Thing: d.identified("Place", "land"), Type: "COUNTRY", Country: "MY"})
	d.thing("town", &graph.Place{Thing: d.identified("Place", "town"), Type: "LOCALITY", WithinID: d.code("land")})
	for _, key := range d.themes {
		d.thing(key, &graph.Theme{Thing: d.identified("Theme", key), Vocabulary: d.text(), Code: d.text()})
	}
	for _, key := range d.bodies {
		s := &graph.Stakeholder{Thing: d.identified("Body", key), Kind: "ORGANIZATION", Subtype: graph.Text(d.code("NGO")), Acronym: d.text(),
			Country: graph.Text(d.code("MY", "SE")), Summary: d.text(), Website: graph.Text(d.code("https://example.org")), OrganisationType: d.text()}
		if key == "z" {
			s.Kind, s.MissionType = "EMBASSY", enum(d, graph.MissionTypes)
		}
		d.thing(key, s)
	}
	for _, key := range d.work {
		d.thing(key, d.initiative(key))
	}
	for i := range rapid.IntRange(0, 12).Draw(d.T, "claims") {
		d.draw(i)
	}
	return d.in
}

func (d *drawer) initiative(key string) *graph.Initiative {
	i := &graph.Initiative{Thing: d.identified("Work", key), Type: enum(d, graph.InitiativeTypes), Status: enum(d, graph.InitiativeStatuses),
		Nature: enum(d, graph.InitiativeNatures), Period: d.period(), StartIsPlanned: d.bool(), EndIsPlanned: d.bool(), PlannedStart: d.date(),
		PlannedEnd: d.date(), Humanitarian: d.bool(), DefaultCurrency: graph.Text(d.code("SEK")), Language: graph.Text(d.code("en")), FinanceType: d.text(),
		AidType: d.text(), Duration: d.text(), Summary: d.text(), TargetGroups: d.text(), ParticipantListComplete: enum(d, graph.ParticipantListStates)}
	if d.bool() {
		i.Translations = []*graph.Translation{{Language: "ms", Text: d.must()}, {Text: d.must()}}
	}
	return i
}

func (d *drawer) maybe(of []string) string { return d.one(append([]string{""}, of...)...) }

func (d *drawer) end() graph.End {
	return graph.End{StakeholderID: d.maybe(d.bodies), InitiativeID: d.maybe(d.work)}
}

// key gives a claim a key of its own, or none.
func (d *drawer) key(i int) string {
	if d.bool() {
		return ""
	}
	return fmt.Sprintf(d.one("k%d", "activity/%d", "k: \u001f#%d", "%d"), i)
}

func (d *drawer) draw(i int) {
	key := d.key(i)
	body, other := d.bodies[i%3], d.bodies[(i+1)%3]
	switch rapid.IntRange(0, 9).Draw(d.T, "noun") {
	case 0:
		p := &graph.Participation{StakeholderID: body, InitiativeID: d.one(d.work...), Role: some(d, graph.Roles), Capacity: d.text(),
			DelegationOf: d.maybe(d.bodies), UnnamedUnits: d.bool(), Note: d.text(), Timing: d.timing()}
		if d.bool() {
			p.StakeholderID, p.GroupLabel, p.GroupCategory = "", d.must(), graph.Text(d.code("ACADEMIA"))
			p.GroupCountry, p.GroupAppointedBy = graph.Text(d.code("MY")), d.maybe(d.bodies)
		}
		if d.bool() {
			n := rapid.IntRange(1, 1000).Draw(d.T, "persons")
			p.Headcount, p.HeadcountQualifier = &n, some(d, graph.Qualifiers)
		}
		d.claim(p, key)
	case 1:
		d.flow(key, body)
	case 2:
		b := &graph.Budget{Provider: graph.End{StakeholderID: body}, Recipient: d.end(), PlaceID: d.maybe(d.places), Type: some(d, graph.PlanTypes),
			Status: enum(d, graph.PlanStatuses), Revision: enum(d, graph.PlanRevisions), Amount: d.money(), Note: d.text(), ValueDate: d.date(), Timing: d.timing()}
		d.claim(b, key)
	case 3:
		d.claim(&graph.Affiliation{StakeholderID: body, ToID: other, Type: some(d, graph.AffiliationTypes), Note: d.text(), Period: d.period()}, key)
	case 4:
		d.claim(&graph.InitiativeLink{FromID: "v", ToID: "w", Type: some(d, graph.InitiativeLinkTypes), Note: d.text(), Period: d.period()}, key)
	case 5:
		d.claim(&graph.Presence{StakeholderID: body, Role: enum(d, graph.Roles), PlaceID: d.one(d.places...), ThemeID: d.maybe(d.themes), Country: "MY",
			InitiativeID: d.maybe(d.work), TargetGroup: d.text(), Sensitivity: enum(d, graph.Sensitivities), Reviewed: d.bool(), Note: d.text(), Timing: d.timing()}, key)
	case 6:
		d.result(i, body)
	case 7:
		d.finding(key, body)
	case 8:
		c := &graph.Classification{StakeholderID: body, PlaceID: d.one(d.places...), Percentage: graph.Text(d.code("12.5", "100")), Vocabulary: d.text(), Note: d.text(), Timing: d.timing()}
		if d.bool() {
			c.StakeholderID, c.InitiativeID, c.PlaceID, c.ThemeID = "", "v", "", "t"
		}
		d.claim(c, key)
	case 9:
		d.claim(&graph.DocumentLink{InitiativeID: d.one(d.work...), DocumentID: d.one(d.documents...), Category: d.text(), Note: d.text()}, key)
	}
}

func (d *drawer) flow(key, body string) {
	f := &graph.Flow{Provider: graph.End{StakeholderID: body}, Recipient: d.end(), Type: some(d, graph.FlowTypes), ReporterID: d.maybe(d.bodies),
		ReportedBy: enum(d, graph.ReportedByValues), Amount: d.money(), InKind: d.text(), Note: d.text(), Humanitarian: d.bool(), FinanceType: d.text(),
		AidType: d.text(), ValueDate: d.date(), Timing: d.timing()}
	if f.Provider == f.Recipient {
		f.Recipient = graph.End{}
	}
	for range rapid.IntRange(0, 2).Draw(d.T, "hops") {
		f.Hops = append(f.Hops, &graph.Hop{End: graph.End{StakeholderID: d.one(d.bodies...), InitiativeID: d.maybe(d.work)}})
	}
	if d.bool() {
		f.Allocations = []*graph.Allocation{{ThemeID: "t", Percentage: d.number()}, {PlaceID: "land", Vocabulary: d.text()}}
	}
	for _, c := range d.in.Claims {
		if _, is := c.Record.(*graph.Flow); is && c.Key != "" && d.bool() {
			f.PaidFromID = c.Key
		}
	}
	d.claim(f, key)
	if key == "" && d.bool() { // the same payment twice
		twice := *f
		d.claim(&twice, "")
	}
}

func (d *drawer) result(i int, body string) {
	x := &graph.Figure{StakeholderID: body, Label: d.must(), Value: d.number(), Measure: enum(d, graph.ResultMeasures), Group: d.text(), PlaceID: d.maybe(d.places),
		Baseline: d.number(), Target: d.number(), PercentOfTarget: d.number(), Cumulative: d.bool(), Note: d.text(), Timing: d.timing()}
	if x.Value != "" {
		x.Qualifier = some(d, graph.Qualifiers)
	}
	key := fmt.Sprint("result ", i)
	if d.bool() {
		own := *x
		own.PlaceID = ""
		x, key = &own, reading.ResultKey(&own)
	}
	for _, c := range d.in.Claims {
		if c.Key == key {
			return
		}
	}
	for _, c := range d.in.Claims {
		if whole, is := c.Record.(*graph.Figure); is && whole.BreakdownOfID == "" && d.bool() {
			x.BreakdownOfID, x.Dimension, x.Category = c.Key, d.must(), d.must()
			key = ""
			break
		}
	}
	d.claim(x, key)
}

func (d *drawer) finding(key, body string) {
	x := &graph.Finding{StakeholderID: body, InitiativeID: d.maybe(d.work), Type: some(d, graph.FindingTypes), Text: d.must(), Timing: d.timing()}
	if d.bool() {
		n := rapid.IntRange(1, 99).Draw(d.T, "number")
		x.Number = &n
		x.Ratings = []*graph.Rating{{Dimension: d.must(), Value: d.must(), Scale: d.text()}}
	}
	if d.bool() {
		x.AddressedTo = some(d, graph.AddressModes)
		x.Addressees = []*graph.Addressee{{StakeholderID: "x", Note: d.text()}, {StakeholderID: "y"}}
	}
	d.claim(x, key)
}

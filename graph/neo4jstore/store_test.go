package neo4jstore

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/internal/neo4jtest"
)

func TestMain(m *testing.M) { neo4jtest.Main(m) }

// openEmpty gives a store without any record on the shared server.
func openEmpty(t testing.TB) *Store {
	t.Helper()
	return openEmptyAt(t, neo4jtest.URI(t))
}

func openEmptyAt(t testing.TB, uri string) *Store {
	t.Helper()
	s, err := newStore(Options{URI: uri})
	must(t, err)
	must(t, s.auto(context.Background(), "MATCH (n) DETACH DELETE n", nil, nil))
	must(t, s.Close())
	return open(t, uri)
}

func open(t testing.TB, uri string) *Store {
	t.Helper()
	return openAs(t, Options{URI: uri})
}

func openAs(t testing.TB, o Options) *Store {
	t.Helper()
	var s *Store
	until(t, func() (err error) { // a server that has just begun can be slow
		s, err = Open(context.Background(), o)
		return err
	})
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// one gives the single value of a statement that goes past the store.
func one(t testing.TB, s *Store, text string) (out any) {
	t.Helper()
	must(t, s.auto(context.Background(), text, nil, func(v any) { out = v }))
	return out
}

func one64(t testing.TB, s *Store, text string) int64 {
	t.Helper()
	return one(t, s, text).(int64)
}

func thing(key, name string) graph.Thing {
	return graph.Thing{Name: name, Identifiers: []*graph.Identifier{{Scheme: graph.SchemeMigraph, Value: key}}}
}

// example is a small dataset with a claim of every type.
func example() *graph.Import {
	cite := func() []*graph.Evidence { return []*graph.Evidence{{DocumentID: "doc", Basis: "STATED"}} }
	in := &graph.Import{Dataset: graph.Dataset{Key: "example", Title: "An example"}}
	add := func(key string, r graph.Record) {
		in.Things = append(in.Things, graph.ThingInput{Key: key, Record: r, Evidence: cite(), Where: key})
	}
	claim := func(key string, r graph.Record) {
		in.Claims = append(in.Claims, graph.ClaimInput{Key: key, Record: r, Evidence: cite(), Where: key})
	}
	start, _ := graph.ParseDate("2022-08")
	add("doc", &graph.Document{Thing: thing("doc", "Newsletter"), PublisherID: "org"})
	add("org", &graph.Stakeholder{Thing: thing("org", "Örganisation"), Kind: "ORGANIZATION"})
	add("gov", &graph.Stakeholder{Thing: thing("gov", "Government"), Kind: "GOVERNMENT"})
	add("work", &graph.Initiative{Thing: thing("work", "Workshop"), Type: "WORKSHOP", Nature: "EVENT", Period: graph.Period{Start: start}})
	claim("p", &graph.Participation{StakeholderID: "org", InitiativeID: "work", Role: "ORGANIZER"})
	claim("f", &graph.Flow{
		Provider: graph.End{StakeholderID: "gov"}, Recipient: graph.End{InitiativeID: "work"},
		Hops: []*graph.Hop{{End: graph.End{StakeholderID: "org"}}}, Type: "DISBURSEMENT",
		Amount: graph.Money{Amount: "12.50", Currency: "EUR"},
	})
	claim("a", &graph.Affiliation{StakeholderID: "org", ToID: "gov", Type: "MEMBER_OF"})
	return in
}

func TestApply(t *testing.T) {
	ctx := context.Background()
	s := openEmpty(t)
	first, err := graph.Apply(ctx, s, example())
	must(t, err)
	sound(t, s)
	again, err := graph.Apply(ctx, s, example())
	must(t, err)
	if again.Revision != first.Revision || first.Revision != 1 {
		t.Errorf("revisions %d and %d, want 1 and 1", first.Revision, again.Revision)
	}
	// The graph reads as one would draw it.
	for text, want := range map[string]int64{
		"MATCH (:Stakeholder:Thing:Organization {name: 'Örganisation'})-[l:PARTICIPATES_IN]->(:Initiative) MATCH (p:Participation:Claim {id: l.claim}) RETURN count(*)": 1,
		"MATCH (:Government)-[:FUNDS {step: 0}]->(:Organization)-[:FUNDS {step: 1}]->(:Initiative) RETURN count(*)":                                                     1,
		"MATCH (:Flow)-[:HAS_EVIDENCE {position: 0}]->(:Evidence)-[:DOCUMENT]->(:Document)-[:PUBLISHER]->(:Stakeholder) RETURN count(*)":                                1,
		"MATCH (f:Flow)-[:PROVIDER_STAKEHOLDER]->(g:Government) WHERE f.providerStakeholderId = g.id RETURN count(*)":                                                   1,
		"MATCH (n:Missing) RETURN count(*)": 0,
	} {
		if got := one(t, s, text); got != want {
			t.Errorf("%s: got %v, want %d", text, got, want)
		}
	}
	_, err = graph.Withdraw(ctx, s, "example")
	must(t, err)
	sound(t, s)
	if n := one(t, s, "MATCH (n) WHERE NOT n:Thing AND NOT n:Migraph AND NOT n:Identifier AND NOT n:Change RETURN count(*)"); n != int64(0) {
		t.Errorf("%v nodes beside the notes of changes are left of a withdrawn dataset", n)
	}
}

func sound(t testing.TB, s *Store) {
	t.Helper()
	var found []graph.Defect
	must(t, answered(t, func() (err error) { found, err = graph.CheckStore(context.Background(), s); return err }))
	for _, f := range found {
		t.Errorf("the check finds %s: %s", f.ID, f.Message)
	}
}

func id(prefix string, n int) string { return fmt.Sprintf("%s%012d", prefix, n) }

func put(t testing.TB, s *Store, of string, rs ...graph.Record) graph.Revision {
	t.Helper()
	rev, err := s.Write(context.Background(), func(ctx context.Context, w graph.Writer) error {
		return w.Put(ctx, graph.Catalog.Type(of), rs)
	})
	must(t, err)
	return rev
}

func fetch(t testing.TB, s *Store, q graph.Query) []graph.List {
	t.Helper()
	var out *graph.Result
	must(t, s.View(context.Background(), func(ctx context.Context, r graph.Reader) (err error) {
		out, err = r.Fetch(ctx, &graph.Plan{Query: q})
		return err
	}))
	return out.Lists
}

// References and links hold whatever is written first, also over several writes.
func TestMissing(t *testing.T) {
	s := openEmpty(t)
	ctx := context.Background()
	p := &graph.Participation{StakeholderID: id("s", 1), InitiativeID: id("i", 1), Role: "HOST"}
	p.ID = id("p", 1)
	put(t, s, "Participation", p)
	if n := one(t, s, "MATCH (n:Missing) RETURN count(*)"); n != int64(2) {
		t.Errorf("%v missing nodes, want 2", n)
	}
	body := &graph.Stakeholder{Thing: graph.Thing{Base: graph.Base{ID: id("s", 1)}, Name: "Body"}}
	put(t, s, "Stakeholder", body)
	put(t, s, "Initiative", &graph.Initiative{Thing: graph.Thing{Base: graph.Base{ID: id("i", 1)}}})
	whole := "MATCH (:Stakeholder:Organization)<-[:STAKEHOLDER]-(:Participation)-[:INITIATIVE]->(i:Initiative)" +
		"<-[:PARTICIPATES_IN]-(:Stakeholder) RETURN count(*)"
	if n := one(t, s, whole); n != int64(1) {
		t.Errorf("the graph is not whole: %v", n)
	}
	_, err := s.Write(ctx, func(ctx context.Context, w graph.Writer) error {
		return w.Delete(ctx, graph.Catalog.Type("Stakeholder"), []string{body.ID})
	})
	must(t, err)
	var links []graph.Link
	must(t, s.View(ctx, func(ctx context.Context, r graph.Reader) error {
		return r.ScanLinks(ctx, func(l graph.Link) error { links = append(links, l); return nil })
	}))
	if len(links) != 1 || links[0].From != body.ID {
		t.Errorf("links after the thing was deleted: %v", links)
	}
	put(t, s, "Stakeholder", body)
	if n := one(t, s, whole); n != int64(1) {
		t.Errorf("the graph is not whole after the thing came back: %v", n)
	}
	_, err = s.Write(ctx, func(ctx context.Context, w graph.Writer) error {
		for of, id := range map[string]string{"Stakeholder": body.ID, "Initiative": id("i", 1), "Participation": p.ID} {
			if err := w.Delete(ctx, graph.Catalog.Type(of), []string{id}); err != nil {
				return err
			}
		}
		return nil
	})
	must(t, err)
	if n := one(t, s, "MATCH (n) WHERE NOT n:Migraph RETURN count(*)"); n != int64(0) {
		t.Errorf("%v nodes are left", n)
	}
}

// What is kept of hubs is what counting gives, while things become hubs and
// cease to be, and within the write that makes them so.
func TestHubs(t *testing.T) {
	s := openEmpty(t)
	s.hubs = hubBounds{links: 3, kept: 4}
	ctx := context.Background()
	random := rand.New(rand.NewPCG(1, 2))
	bodies := make([]string, 8)
	for i := range bodies {
		bodies[i] = id("s", i)
		put(t, s, "Stakeholder", &graph.Stakeholder{Thing: graph.Thing{Base: graph.Base{ID: bodies[i]}, Name: "Body"}})
	}
	body := func() string { return bodies[random.IntN(len(bodies))] }
	kinds := []graph.AffiliationType{"PART_OF", "MEMBER_OF", "SUCCEEDS"}
	kept := 0
	check := func(ctx context.Context, r graph.Reader) error {
		for _, types := range [][]graph.LinkType{nil, {"PART_OF"}, {"SUCCEEDS", "FUNDS"}} {
			for _, way := range []graph.Way{"", graph.WayOut, graph.WayIn} {
				all, err := r.Links(ctx, &graph.LinkQuery{Nodes: bodies, Types: types, Way: way})
				if err != nil {
					return err
				}
				for limit := 1; limit <= 5; limit++ {
					cut, err := r.Links(ctx, &graph.LinkQuery{Nodes: bodies, Types: types, Way: way, Limit: limit})
					if err != nil {
						return err
					}
					for i, want := range all {
						want.List = want.List[:min(len(want.List), limit)]
						if got := cut[i]; got.Total != want.Total || got.Things != want.Things || (len(got.List)+len(want.List) > 0 && !reflect.DeepEqual(got.List, want.List)) {
							t.Fatalf("%s, types %v, way %q, limit %d: got %+v, want %+v", bodies[i], types, way, limit, got, want)
						}
					}
				}
			}
		}
		return nil
	}
	for round := range 12 {
		_, err := s.Write(ctx, func(ctx context.Context, w graph.Writer) error {
			for range 2 {
				var rs []graph.Record
				var gone []string
				for range 6 {
					claim := id("a", random.IntN(20))
					if random.IntN(12) < round { // more and more, to the end of all hubs
						gone = append(gone, claim)
						continue
					}
					a := &graph.Affiliation{StakeholderID: body(), ToID: body(), Type: kinds[random.IntN(len(kinds))]}
					a.ID = claim
					rs = append(rs, a)
				}
				if err := w.Put(ctx, graph.Catalog.Type("Affiliation"), rs); err != nil {
					return err
				}
				if err := w.Delete(ctx, graph.Catalog.Type("Affiliation"), gone); err != nil {
					return err
				}
				if err := check(ctx, w); err != nil {
					return err
				}
			}
			return nil
		})
		must(t, err)
		must(t, s.View(ctx, check))
		hubs := "MATCH (h:Migraph) WHERE h.id STARTS WITH 'hub '"
		kept = max(kept, int(one64(t, s, hubs+" RETURN count(*)")))
		if n := one64(t, s, hubs+" AND COUNT { (:Thing {id: substring(h.id, 4)})--() } <= 3 RETURN count(*)"); n != 0 {
			t.Errorf("round %d: %d that are no hubs are kept", round, n)
		}
	}
	if kept < 2 {
		t.Errorf("there were never more than %d hubs", kept)
	}
}

// The check finds a hub that somebody changed.
func TestHubsAreChecked(t *testing.T) {
	s := openEmpty(t)
	s.hubs.links = 2
	for i := range 4 {
		put(t, s, "Stakeholder", &graph.Stakeholder{Thing: graph.Thing{Base: graph.Base{ID: id("s", i)}, Name: "Body"}})
		put(t, s, "Affiliation", &graph.Affiliation{Claim: graph.Claim{Base: graph.Base{ID: id("a", i)}}, StakeholderID: id("s", 0), ToID: id("s", i), Type: "PART_OF"})
	}
	wrong := func() (out []string) {
		found, err := graph.CheckStore(context.Background(), s)
		must(t, err)
		for _, f := range found {
			if strings.Contains(f.Message, "first neighbours") {
				out = append(out, f.ID)
			}
		}
		return out
	}
	if got := wrong(); got != nil {
		t.Errorf("%v are wrong", got)
	}
	one(t, s, "MATCH (h:Migraph) WHERE h.id STARTS WITH 'hub ' SET h.near = '{}'")
	if got := wrong(); !slices.Equal(got, []string{id("s", 0)}) {
		t.Errorf("the check found %v, want the hub", got)
	}
}

// Labels that no longer hold are removed.
func TestLabels(t *testing.T) {
	s := openEmpty(t)
	body := &graph.Stakeholder{Thing: graph.Thing{Base: graph.Base{ID: id("s", 1)}, Name: "Body"}, Kind: "ORGANIZATION"}
	for kind, want := range map[graph.StakeholderKind]string{
		"ORGANIZATION": "[Organization Stakeholder Thing]", "GOVERNMENT": "[Government Stakeholder Thing]", "EMBASSY": "[Embassy Stakeholder Thing]",
	} {
		body.Kind = kind
		put(t, s, "Stakeholder", body)
		if got := fmt.Sprint(one(t, s, "MATCH (n:Thing) UNWIND labels(n) AS l WITH l ORDER BY l RETURN collect(l)")); got != want {
			t.Errorf("labels of %s: %s, want %s", kind, got, want)
		}
	}
	_, err := s.Write(context.Background(), func(ctx context.Context, w graph.Writer) error {
		return w.Delete(ctx, graph.Catalog.Type("Stakeholder"), []string{body.ID})
	})
	must(t, err)
	if n := one(t, s, "MATCH (n:Organization|Government|Embassy) RETURN count(*)"); n != int64(0) {
		t.Errorf("%v labels are left of a deleted record", n)
	}
}

// A list over several ways begins where few records are.
func TestWaysBeginAtTheFarEnd(t *testing.T) {
	l, err := layOut(graph.Catalog)
	must(t, err)
	of := graph.Catalog.Type("Initiative")
	// Who asks is not the keeper, so that the filter names the claims.
	p := graph.Settle(&graph.Plan{Query: graph.Query{Type: of,
		Where: graph.Related{Edge: "funders", Where: graph.Compare{Field: "name", Op: graph.Eq, Value: "x"}}}})
	st := reading()
	st.branch()
	st.selection(l, scope{node: l.byType[of], alias: "n"}, p.Where, false)
	if text := st.String(); strings.Contains(text, "EXISTS") || strings.Count(text, " UNION MATCH (n:`Initiative`) MATCH ") != 1 {
		t.Errorf("the statement does not begin at the funders:\n%s", text)
	}
}

// A relation behind a relation is a pattern too, for Neo4j may find that the place to
// start is at its far end. Of relations side by side one is: two would multiply what
// they find.
func TestRelationsBehindEachOtherAreOnePattern(t *testing.T) {
	l, err := layOut(graph.Catalog)
	must(t, err)
	is := func(field string, v any) graph.Filter { return graph.Compare{Field: field, Op: graph.Eq, Value: v} }
	across := func(edge string, w ...graph.Filter) graph.Filter {
		return graph.Related{Edge: edge, Where: graph.And(w)}
	}
	inKenya := across("classifications", across("place", is("country", "KE")))
	ofTheme := across("classifications", across("theme", is("code", "151")))
	for _, c := range []struct {
		name                string
		where               graph.Filter
		patterns, exists, n int // n: distinct
	}{
		{"one behind the other", across("participations", is("role", "FUNDING"), across("initiative", inKenya)), 5, 0, 1},
		{"side by side behind one", across("participations", is("role", "FUNDING"), across("initiative", ofTheme, inKenya)), 7, 1, 1},
		{"side by side at the records", graph.And{across("participations", is("role", "HOST")), across("participations", is("role", "FUNDING"))}, 3, 1, 1},
		{"the second after one that lies deep", graph.And{across("participations", across("initiative", inKenya)), across("participations", is("role", "HOST"))}, 6, 1, 1},
		{"a list alone", across("participations", is("role", "FUNDING")), 2, 0, 1},
	} {
		st := &statement{params: map[string]any{}}
		st.selection(l, scope{node: l.byType[graph.Catalog.Type("Stakeholder")], alias: "n"}, c.where, true)
		text := st.String()
		if p, e, n := strings.Count(text, "MATCH "), strings.Count(text, "EXISTS {"), strings.Count(text, "WITH DISTINCT"); p != c.patterns || e != c.exists || n != c.n {
			t.Errorf("%s: %d patterns, %d subqueries, %d times distinct, want %d, %d and %d:\n%s", c.name, p, e, n, c.patterns, c.exists, c.n, text)
		}
	}
}

// Who funds in a country is found from the country on, not by a look at all who fund.
func TestFilterStartsAtTheCountry(t *testing.T) {
	ctx := context.Background()
	s := openEmpty(t)
	place := func(i int, country string) *graph.Place {
		return &graph.Place{Thing: graph.Thing{Base: graph.Base{ID: id("l", i)}, Name: country}, Country: graph.Text(country)}
	}
	put(t, s, "Place", place(0, "KE"), place(1, "XX"))
	var bodies, initiatives, parts, places []graph.Record
	for i := range 400 {
		bodies = append(bodies, &graph.Stakeholder{Thing: graph.Thing{Base: graph.Base{ID: id("s", i)}, Name: "Body"}})
		initiatives = append(initiatives, &graph.Initiative{Thing: graph.Thing{Base: graph.Base{ID: id("i", i)}, Name: "Initiative"}})
		parts = append(parts, &graph.Participation{Claim: graph.Claim{Base: graph.Base{ID: id("p", i)}}, StakeholderID: id("s", i), InitiativeID: id("i", i), Role: "FUNDING"})
		places = append(places, &graph.Classification{Claim: graph.Claim{Base: graph.Base{ID: id("c", i)}}, InitiativeID: id("i", i), PlaceID: id("l", min(i/5, 1))})
	}
	for name, records := range map[string][]graph.Record{"Stakeholder": bodies, "Initiative": initiatives, "Participation": parts, "Classification": places} {
		put(t, s, name, records...)
	}
	must(t, s.auto(ctx, "CALL db.resampleOutdatedIndexes()", nil, nil))
	must(t, s.auto(ctx, "CALL db.prepareForReplanning()", nil, nil))
	across := func(edge string, w ...graph.Filter) graph.Filter {
		return graph.Related{Edge: edge, Where: graph.And(w)}
	}
	b, err := s.layout.branch(graph.Settle(&graph.Plan{Query: graph.Query{
		Type: graph.Catalog.Type("Stakeholder"), Fields: []string{"name"}, Order: graph.Order{Field: "name"}, Limit: 3, Total: true,
		Where: across("participations", graph.Compare{Field: "role", Op: graph.Eq, Value: "FUNDING"},
			across("initiative", across("classifications", across("place", graph.Compare{Field: "country", Op: graph.Eq, Value: "KE"})))),
	}}))
	must(t, err)
	st := reading()
	st.one(s.layout, b)
	session := s.session(ctx, neo4j.AccessModeRead)
	defer s.end(ctx, session)
	res, err := session.Run(ctx, "PROFILE "+st.finish().String(), st.params)
	must(t, err)
	total := int64(0)
	for res.Next(ctx) {
		if values := res.Record().Values; values[0] == int64(rowBoth) {
			total = values[1].([]any)[0].(int64)
		}
	}
	summary, err := res.Consume(ctx)
	must(t, err)
	var hits func(neo4j.ProfiledPlan) int64
	hits = func(p neo4j.ProfiledPlan) int64 {
		n := p.DbHits()
		for _, child := range p.Children() {
			n += hits(child)
		}
		return n
	}
	// A look at each of the 400 who fund takes thousands.
	if n := hits(summary.Profile()); total != 5 || n > 400 {
		t.Errorf("%d bodies were found by %d looks into the database, want 5 by at most 400", total, n)
	}
}

// Flows of one batch may refer to each other.
func TestReferencesWithinBatch(t *testing.T) {
	s := openEmpty(t)
	a, b := &graph.Flow{PaidFromID: id("f", 2)}, &graph.Flow{PaidFromID: id("f", 1)}
	a.ID, b.ID = id("f", 1), id("f", 2)
	put(t, s, "Flow", a, b)
	if n := one(t, s, "MATCH (:Flow)-[:PAID_FROM]->(:Flow) RETURN count(*)"); n != int64(2) {
		t.Errorf("%v references, want 2", n)
	}
}

// Texts sort byte by byte, also where UTF-16 sorts otherwise, in indexes and
// within the transaction that wrote them.
func TestByteOrder(t *testing.T) {
	s := openEmpty(t)
	names := []string{"a", "b", "\ud7ff", "\ue000", "\uffee", "\U00010000", "z\U0001F600", "z\ue001", "z"}
	var rs []graph.Record
	for i, n := range names {
		rs = append(rs, &graph.Stakeholder{Thing: graph.Thing{Base: graph.Base{ID: id("s", i)}, Name: n, Slug: n}, Subtype: graph.Text(n)})
	}
	of := graph.Catalog.Type("Stakeholder")
	check := func(ctx context.Context, r graph.Reader) error {
		var got []string
		at := &graph.Position{}
		for { // page by page, so that bounds are compared too
			res, err := r.Fetch(ctx, &graph.Plan{Query: graph.Query{Type: of, Order: graph.Order{Field: "name"}, Limit: 1, After: at}})
			if err != nil {
				return err
			}
			if len(res.Lists[0].Records) == 0 {
				break
			}
			rec := res.Lists[0].Records[0].(*graph.Stakeholder)
			if rec.Subtype != graph.Text(rec.Slug) || rec.Name != rec.Slug {
				t.Errorf("%+q was read back as %+q and %+q", rec.Name, rec.Slug, rec.Subtype)
			}
			pos := graph.PositionOf(of, graph.Order{Field: "name"}, rec)
			got, at = append(got, pos.Key), &pos
		}
		if len(got) != len(names) || !slices.IsSorted(got) {
			t.Errorf("order %+q", got)
		}
		g, err := r.Aggregate(ctx, &graph.Aggregation{Type: of, Keys: []string{"subtype"}, Rank: -1,
			Measures: []graph.Measure{{Kind: graph.MeasureCount}}})
		if err != nil {
			return err
		}
		var keys []string
		for _, row := range g.Rows {
			keys = append(keys, row.Keys[0])
		}
		if len(keys) != len(names) || !slices.IsSorted(keys) {
			t.Errorf("groups %+q", keys)
		}
		for _, bound := range names {
			res, err := r.Fetch(ctx, &graph.Plan{Query: graph.Query{Type: of, Where: graph.Compare{Field: "slug", Op: graph.Lt, Value: bound}}})
			if err != nil {
				return err
			}
			want := 0
			for _, n := range names {
				if n < bound {
					want++
				}
			}
			if got := len(res.Lists[0].Records); got != want {
				t.Errorf("%d slugs before %+q, want %d", got, bound, want)
			}
		}
		return nil
	}
	_, err := s.Write(context.Background(), func(ctx context.Context, w graph.Writer) error {
		if err := w.Put(ctx, of, rs); err != nil {
			return err
		}
		return check(ctx, w)
	})
	must(t, err)
	must(t, s.View(context.Background(), check))
}

func TestOrderly(t *testing.T) {
	for _, text := range []string{"", "abc", "한국", "\ud7ff", "x\ue000y", "\U0010ffff\uffff"} {
		if got := unorderly(orderly(text)); got != text {
			t.Errorf("%+q became %+q", text, got)
		}
	}
}

func TestParseSize(t *testing.T) {
	for text, want := range map[string]int64{"0B": 0, "716.80MiB": 751619276, "2GiB": 2 << 30, "1.50KiB": 1536, "": 0, "much": 0} {
		if got := parseSize(text); got != want {
			t.Errorf("%q is %d, want %d", text, got, want)
		}
	}
	if s := openEmpty(t); s.maxWrite < 10_000 {
		t.Errorf("the server holds %d rows", s.maxWrite)
	}
}

func TestNewerVersion(t *testing.T) {
	s := openEmpty(t)
	must(t, s.setVersion(context.Background(), graph.SchemaVersion+2))
	_, err := Open(context.Background(), Options{URI: neo4jtest.URI(t)})
	must(t, s.setVersion(context.Background(), graph.SchemaVersion))
	if graph.CodeOf(err) != graph.Conflict {
		t.Errorf("got %v, want %s", err, graph.Conflict)
	}
}

// A store of an older schema, or one that lacks an index, is written anew.
func TestMigrate(t *testing.T) {
	ctx := context.Background()
	s := openEmpty(t)
	rep, err := graph.Apply(ctx, s, example())
	must(t, err)
	damage := "MATCH (n:Stakeholder) SET n.nameKey = null, n.old = true"
	for name, age := range map[string]func(){
		"older":         func() { must(t, s.setVersion(ctx, 0)) },
		"without index": func() { one(t, s, "DROP INDEX migraph_Stakeholder_nameKey") },
	} {
		one(t, s, damage)
		age()
		must(t, s.migrate(ctx))
		if n := one(t, s, "MATCH (n:Stakeholder) WHERE n.nameKey IS NULL OR n.old RETURN count(*)"); n != int64(0) {
			t.Errorf("%s: %v records were not rewritten", name, n)
		}
		if v, _, _ := s.version(ctx); v != graph.SchemaVersion {
			t.Errorf("%s: version %d after migration", name, v)
		}
		missing, err := s.missingRules(ctx)
		if len(missing) > 0 || err != nil {
			t.Errorf("%s: missing %v, error %v", name, missing, err)
		}
	}
	sound(t, s)
	again, err := graph.Apply(ctx, s, example())
	must(t, err)
	if again.Revision != rep.Revision {
		t.Errorf("migration changed the revision or the graph: %d, %d", rep.Revision, again.Revision)
	}
}

// Before schema 8 nobody kept the format of datasets; the next import tells it, once.
func TestDatasetsOfAnOlderStoreHaveNoFormat(t *testing.T) {
	ctx := context.Background()
	s := openEmpty(t)
	in := example()
	in.Dataset.Format = "iati"
	rep, err := graph.Apply(ctx, s, in)
	must(t, err)
	if got := one(t, s, "MATCH (n:Dataset) RETURN n.format"); got != "iati" {
		t.Fatalf("the format is kept as %v", got)
	}
	one(t, s, "MATCH (n:Dataset) REMOVE n.format")
	must(t, s.setVersion(ctx, 7))
	must(t, s.migrate(ctx))
	if v, _, _ := s.version(ctx); v != graph.SchemaVersion {
		t.Errorf("version %d after migration", v)
	}
	if got := one(t, s, "MATCH (n:Dataset) RETURN n.format"); got != nil {
		t.Errorf("the format of an older version is %v", got)
	}
	for range 2 {
		again, err := graph.ApplyGuarded(ctx, s, in, graph.Allowed{})
		must(t, err)
		if again.Revision != rep.Revision+1 || again.Claims.Unchanged != rep.Claims.New {
			t.Errorf("importing again after the migration: %+v; want revision %d", again, rep.Revision+1)
		}
	}
	if got := one(t, s, "MATCH (n:Dataset) RETURN n.format"); got != "iati" {
		t.Errorf("the format after an import is %v", got)
	}
	sound(t, s)
}

// Writers wait for each other and none is lost.
func TestConcurrentWriters(t *testing.T) {
	s := openEmpty(t)
	other := open(t, neo4jtest.URI(t))
	of := graph.Catalog.Type("Dataset")
	var wg sync.WaitGroup
	const each = 10
	for i, s := range []*Store{s, other, s} {
		wg.Go(func() {
			for j := range each {
				_, err := s.Write(context.Background(), func(ctx context.Context, w graph.Writer) error {
					d := &graph.Dataset{Key: fmt.Sprint(i, "-", j), Revision: int(w.Revision())}
					d.ID = id("k", i*100+j)
					return w.Put(ctx, of, []graph.Record{d})
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	var seen []int
	for _, r := range fetch(t, other, graph.Query{Type: of})[0].Records {
		seen = append(seen, r.(*graph.Dataset).Revision)
	}
	slices.Sort(seen)
	if len(slices.Compact(seen)) != 3*each || seen[0] != 0 || seen[len(seen)-1] != 3*each-1 {
		t.Errorf("revisions at the writes: %v", seen)
	}
}

// A view that a write overtakes runs again.
func TestViewMoves(t *testing.T) {
	s := openEmpty(t)
	of := graph.Catalog.Type("Dataset")
	n := 0
	view := func(writes int) error {
		runs := 0
		return s.View(context.Background(), func(ctx context.Context, r graph.Reader) error {
			before := r.Revision()
			if runs++; runs <= writes {
				n++
				put(t, s, "Dataset", &graph.Dataset{Base: graph.Base{ID: id("k", n)}, Key: fmt.Sprint(n)})
			}
			res, err := r.Fetch(ctx, &graph.Plan{Query: graph.Query{Type: of}})
			if err == nil && len(res.Lists[0].Records) != int(before) {
				t.Errorf("%d records at revision %d", len(res.Lists[0].Records), before)
			}
			return nil // a caller that hides the error gains nothing
		})
	}
	must(t, view(2))
	if err := view(3); graph.CodeOf(err) != graph.Unavailable {
		t.Errorf("got %v, want %s", err, graph.Unavailable)
	}
}

func TestContext(t *testing.T) {
	s := openEmpty(t)
	ctx, cancel := context.WithCancel(context.Background())
	err := s.View(ctx, func(ctx context.Context, r graph.Reader) error {
		cancel()
		return r.Scan(ctx, graph.Catalog.Type("Flow"), func(graph.Record) error { return nil })
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
	late, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	begun := time.Now()
	err = s.View(late, func(ctx context.Context, r graph.Reader) error {
		st := &statement{params: map[string]any{}}
		st.write("UNWIND range(1, 2000000000) AS x WITH x WHERE x % 7 = 8 RETURN 1 AS k, x AS v")
		return r.(*reader).run(ctx, st, nil)
	})
	if !errors.Is(err, context.DeadlineExceeded) || time.Since(begun) > 2*time.Second {
		t.Errorf("got %v after %v, want %v", err, time.Since(begun), context.DeadlineExceeded)
	}
	// The server has given up too.
	time.Sleep(500 * time.Millisecond)
	if n := one(t, s, "SHOW TRANSACTIONS YIELD currentQuery WHERE currentQuery STARTS WITH 'UNWIND range(1, 2000000000)' RETURN count(*)"); n != int64(0) {
		t.Errorf("%v transactions still run", n)
	}
}

// A server that goes away is reported within two seconds, and is found again.
func TestOutage(t *testing.T) {
	server := neo4jtest.Start(t)
	s := open(t, server.URI())
	ctx := context.Background()
	_, err := graph.Apply(ctx, s, example())
	must(t, err)
	server.Kill()
	for range 2 {
		begun := time.Now()
		err := s.View(ctx, func(ctx context.Context, r graph.Reader) error {
			_, err := r.Fetch(ctx, &graph.Plan{Query: graph.Query{Type: graph.Catalog.Type("Flow")}})
			return err
		})
		if took := time.Since(begun); graph.CodeOf(err) != graph.Unavailable || took > 2*time.Second {
			t.Errorf("view: got %v after %v, want %s", err, took, graph.Unavailable)
		}
		if err := s.Ping(ctx); graph.CodeOf(err) != graph.Unavailable {
			t.Errorf("ping: got %v, want %s", err, graph.Unavailable)
		}
	}
	server.Restart()
	until(t, func() error { return s.Ping(ctx) }) // it is slow at first
	sound(t, s)
	rep, err := graph.Apply(ctx, s, example())
	must(t, err)
	if rep.Revision != 1 {
		t.Errorf("revision %d after the crash, want 1", rep.Revision)
	}
}

func TestWrongPassword(t *testing.T) {
	server := neo4jtest.StartWithPassword(t, "correct horse")
	_, err := Open(context.Background(), Options{URI: server.URI(), User: "neo4j", Password: "wrong"})
	if graph.CodeOf(err) != graph.InvalidArgument {
		t.Errorf("got %v, want %s", err, graph.InvalidArgument)
	}
	openAs(t, Options{URI: server.URI(), User: "neo4j", Password: "correct horse"})
}

func TestNoServer(t *testing.T) {
	begun := time.Now()
	_, err := Open(context.Background(), Options{URI: "bolt://127.0.0.1:1"})
	if took := time.Since(begun); graph.CodeOf(err) != graph.Unavailable || took > 2*time.Second {
		t.Errorf("got %v after %v, want %s", err, took, graph.Unavailable)
	}
}

// A writer that died with the gate closed does not keep readers out.
func TestDeadWriter(t *testing.T) {
	s := openEmpty(t)
	ctx := context.Background()
	_, err := s.closeGate(ctx)
	must(t, err)
	begun := time.Now()
	fetch(t, s, graph.Query{Type: graph.Catalog.Type("Flow")})
	if took := time.Since(begun); took > 2*breakAfter {
		t.Errorf("the view took %v", took)
	}
	_, err = s.closeGate(ctx)
	must(t, err)
	put(t, s, "Dataset", &graph.Dataset{Base: graph.Base{ID: id("k", 1)}, Key: "k"})
	if v := one(t, s, "MATCH "+gatePattern+" RETURN g.closing"); v.(int64) > gateOpen {
		t.Errorf("the gate is closed by %v after a write", v)
	}
}

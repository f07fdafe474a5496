package funding

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/sqlitestore"
)

func openStore(t *testing.T) graph.Store {
	t.Helper()
	s, err := sqlitestore.Open(t.Context(), sqlitestore.Options{Path: filepath.Join(t.TempDir(), "graph.db"), Unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// dump writes a book as it is.
func dump(t interface{ Fatal(...any) }, b *Book) string {
	text, err := json.MarshalIndent(map[string]any{"flows": b.flows, "bodies": b.bodies, "parents": b.parents, "parts": b.parts, "classes": b.classes}, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// drawImport draws a dataset about the same few things as every other.
func drawImport(t *rapid.T, key string) *graph.Import {
	in := &graph.Import{Dataset: graph.Dataset{Key: key}}
	named := func(key string) graph.Thing {
		return graph.Thing{Name: key, Identifiers: []*graph.Identifier{{Scheme: graph.SchemeMigraph, Value: key}}}
	}
	doc := "doc-" + key
	cite := []*graph.Evidence{{DocumentID: doc, Basis: "STATED"}}
	visibility := func() graph.Visibility {
		return rapid.SampledFrom([]graph.Visibility{"", "", "RESTRICTED", "WITHHELD"}).Draw(t, "visibility")
	}
	thing := func(key string, r graph.Record, v graph.Visibility) {
		in.Things = append(in.Things, graph.ThingInput{Key: key, Record: r, Where: key, Evidence: cite, Visibility: v})
	}
	claim := func(key string, r graph.Record) {
		in.Claims = append(in.Claims, graph.ClaimInput{Key: key, Record: r, Where: key, Evidence: cite, Visibility: visibility()})
	}
	year := rapid.SampledFrom([]string{"2020", "2021"}).Draw(t, "date")
	date, err := graph.ParseDate(year)
	if err != nil {
		t.Fatal(err)
	}
	publisher := rapid.SampledFrom([]string{"", "b1"}).Draw(t, "publisher")
	thing(doc, &graph.Document{Thing: named(doc), Date: date, PublisherID: publisher}, "")
	for i := range 3 {
		b := fmt.Sprint("b", i)
		thing(b, &graph.Stakeholder{Thing: named(b), Kind: "ORGANIZATION", Subtype: graph.Text(rapid.SampledFrom([]string{"", "NGO"}).Draw(t, "subtype"))}, visibility())
		p := fmt.Sprint("p", i)
		thing(p, &graph.Initiative{Thing: named(p), Type: "PROJECT", Nature: "EVENT"}, "")
	}
	thing("t", &graph.Theme{Thing: named("t"), Vocabulary: "own", Code: "t"}, "")
	any := func(prefix string) string { return fmt.Sprint(prefix, rapid.IntRange(0, 2).Draw(t, "which")) }
	for i := range rapid.IntRange(0, 4).Draw(t, "flows") {
		f := &graph.Flow{Provider: graph.End{StakeholderID: any("b")}, Recipient: graph.End{InitiativeID: any("p")}, Type: "DISBURSEMENT", ReportedBy: "PROVIDER",
			ReporterID: rapid.SampledFrom([]string{"", "b1"}).Draw(t, "reporter"), Amount: graph.Money{Amount: fmt.Sprint(rapid.IntRange(1, 3).Draw(t, "amount")), Currency: "EUR"}}
		if rapid.Bool().Draw(t, "dated") {
			f.Period.Start = date
		}
		if rapid.Bool().Draw(t, "own") {
			f.Allocations = []*graph.Allocation{{ThemeID: "t", Percentage: "50", Vocabulary: "v"}}
			f.ValueDate = f.Period.Start
		}
		if rapid.Bool().Draw(t, "hop") {
			f.Hops = []*graph.Hop{{End: graph.End{StakeholderID: any("b")}}}
		}
		claim(fmt.Sprint("flow", i), f)
	}
	if rapid.Bool().Draw(t, "more") {
		claim("up", &graph.Affiliation{StakeholderID: "b0", ToID: any("b"), Type: rapid.SampledFrom([]graph.AffiliationType{partOf, "MEMBER_OF"}).Draw(t, "affiliation")})
		claim("part", &graph.InitiativeLink{FromID: "p0", ToID: "p1", Type: rapid.SampledFrom([]graph.InitiativeLinkType{"PART_OF", "SUPPORTS"}).Draw(t, "link")})
		claim("about", &graph.Classification{InitiativeID: any("p"), ThemeID: "t", Percentage: "100", Vocabulary: "v"})
	}
	return in
}

// A book that follows a graph step by step is the one that is made of the last.
func TestABookThatFollowsIsAsANewOne(t *testing.T) {
	s := openStore(t)
	open := func() (graph.Store, error) { return s, nil }
	rapid.Check(t, func(rt *rapid.T) {
		ctx := t.Context()
		follower := NewKeeper(open)
		defer func() { _ = follower.Close() }()
		for range rapid.IntRange(1, 5).Draw(rt, "steps") {
			key := rapid.SampledFrom([]string{"x", "y"}).Draw(rt, "dataset")
			if rapid.IntRange(0, 4).Draw(rt, "withdraw") == 0 {
				if _, err := graph.Withdraw(ctx, s, key); err != nil && graph.CodeOf(err) != graph.NotFound {
					rt.Fatal(err)
				}
			} else if _, err := graph.Apply(ctx, s, drawImport(rt, key)); err != nil {
				rt.Fatal(err)
			}
			for _, a := range []graph.Audience{graph.AudiencePublic, graph.AudienceStaff} {
				err := s.View(ctx, func(ctx context.Context, r graph.Reader) error {
					follows, err := follower.At(ctx, r, a)
					if err != nil {
						return err
					}
					fresh, err := Read(ctx, r, a)
					if err != nil {
						return err
					}
					if got, want := dump(rt, follows), dump(rt, fresh); got != want {
						rt.Fatalf("audience %d: follows\n%s\nbegins\n%s", a, got, want)
					}
					return nil
				})
				if err != nil {
					rt.Fatal(err)
				}
			}
		}
	})
}

// Whose word counts changes with the date of a document, though no flow does.
func TestABookFollowsDocuments(t *testing.T) {
	s, ctx := openStore(t), t.Context()
	k := NewKeeper(func() (graph.Store, error) { return s, nil })
	t.Cleanup(func() { _ = k.Close() })
	tell := func(dataset, amount, date string) {
		t.Helper()
		doc := "doc-" + dataset
		cite := []*graph.Evidence{{DocumentID: doc, Basis: "STATED"}}
		day, err := graph.ParseDate(date)
		if err != nil {
			t.Fatal(err)
		}
		named := func(key string) graph.Thing {
			return graph.Thing{Name: key, Identifiers: []*graph.Identifier{{Scheme: graph.SchemeMigraph, Value: key}}}
		}
		_, err = graph.Apply(ctx, s, &graph.Import{Dataset: graph.Dataset{Key: dataset},
			Things: []graph.ThingInput{{Key: doc, Record: &graph.Document{Thing: named(doc), Date: day}, Where: doc, Evidence: cite},
				{Key: "b", Record: &graph.Stakeholder{Thing: named("b"), Kind: "ORGANIZATION"}, Where: "b", Evidence: cite}},
			Claims: []graph.ClaimInput{{Key: "flow", Record: &graph.Flow{Provider: graph.End{StakeholderID: "b"}, Type: "DISBURSEMENT",
				Amount: graph.Money{Amount: amount, Currency: "EUR"}}, Where: "flow", Evidence: cite}}})
		if err != nil {
			t.Fatal(err)
		}
	}
	expect := func(want string) {
		t.Helper()
		err := s.View(ctx, func(ctx context.Context, r graph.Reader) error {
			b, err := k.At(ctx, r, graph.AudiencePublic)
			if err != nil {
				return err
			}
			if v := only(t, b, TotalsQuestion{Basis: Reported}); v.Sum != want || v.Conflicting != 1 {
				t.Errorf("sum %s with %d told otherwise, want %s with 1", v.Sum, v.Conflicting, want)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	tell("x", "10", "2020")
	tell("y", "7", "2021")
	expect("7")
	tell("y", "7", "2019")
	expect("10")
}

// toldBy applies datasets of flows from sida to iom, and gives the totals of a basis
// as an audience has them.
func toldBy(t *testing.T, a graph.Audience, basis Basis, sets map[string][]graph.ClaimInput) *graph.FundingTotal {
	t.Helper()
	s, ctx := openStore(t), t.Context()
	named := func(key string) graph.Thing {
		return graph.Thing{Name: key, Identifiers: []*graph.Identifier{{Scheme: graph.SchemeMigraph, Value: key}}}
	}
	for key, flows := range sets {
		doc := "doc-" + key
		cite := []*graph.Evidence{{DocumentID: doc, Basis: "STATED"}}
		in := &graph.Import{Dataset: graph.Dataset{Key: key}, Things: []graph.ThingInput{{Key: doc, Record: &graph.Document{Thing: named(doc)}, Where: doc, Evidence: cite}}}
		for _, body := range []string{"sida", "iom"} {
			in.Things = append(in.Things, graph.ThingInput{Key: body, Record: &graph.Stakeholder{Thing: named(body), Kind: "ORGANIZATION"}, Where: body, Evidence: cite})
		}
		for _, f := range flows {
			f.Where, f.Evidence = "flow", cite
			in.Claims = append(in.Claims, f)
		}
		if _, err := graph.Apply(ctx, s, in); err != nil {
			t.Fatal(err)
		}
	}
	var out *graph.FundingTotal
	err := s.View(ctx, func(ctx context.Context, r graph.Reader) error {
		b, err := Read(ctx, r, a)
		if err == nil {
			out = only(t, b, TotalsQuestion{Basis: basis})
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestWhichFlowsAreOne(t *testing.T) {
	pays := func(key, amount, reporter string, v graph.Visibility) graph.ClaimInput {
		date, err := graph.ParseDate("2022")
		if err != nil {
			t.Fatal(err)
		}
		return graph.ClaimInput{Key: key, Visibility: v, Record: &graph.Flow{Provider: graph.End{StakeholderID: "sida"}, Recipient: graph.End{StakeholderID: "iom"}, Type: "DISBURSEMENT",
			ReporterID: reporter, Amount: graph.Money{Amount: amount, Currency: "EUR"}, Timing: graph.Timing{Period: graph.Period{Start: date}}}}
	}
	type sets = map[string][]graph.ClaimInput
	for _, c := range []struct {
		name                string
		basis               Basis
		audience            graph.Audience
		sets                sets
		sum                 string
		mirrored, different int
	}{
		{"both sides, each in its own dataset", Transfers, 0, sets{"x": {pays("", "100", "sida", "")}, "y": {pays("", "90", "iom", "")}}, "100", 1, 0},
		{"both sides, as they report", Reported, 0, sets{"x": {pays("", "100", "sida", "")}, "y": {pays("", "90", "iom", "")}}, "190", 0, 0},
		{"two payments without keys", Transfers, 0, sets{"x": {pays("", "100", "sida", "")}, "y": {pays("", "40", "sida", "")}}, "140", 0, 0},
		{"one payment told by two datasets", Transfers, 0, sets{"x": {pays("", "100", "sida", "")}, "y": {pays("", "100", "sida", "")}}, "100", 0, 0},
		{"two equal payments in one dataset", Transfers, 0, sets{"x": {pays("", "100", "sida", ""), pays("", "100", "sida", "")}}, "200", 0, 0},
		{"two equal payments told by two datasets", Transfers, 0, sets{"x": {pays("", "100", "sida", ""), pays("", "100", "sida", "")}, "y": {pays("", "100", "sida", ""), pays("", "100", "sida", "")}}, "200", 0, 0},
		{"two versions by a key", Transfers, 0, sets{"x": {pays("k", "100", "sida", "")}, "y": {pays("k", "80", "sida", "")}}, "100", 0, 1},
		{"a version that the public does not see", Transfers, graph.AudiencePublic, sets{"x": {pays("k", "100", "sida", "")}, "y": {pays("k", "80", "sida", "RESTRICTED")}}, "100", 0, 0},
		{"a version that the staff see", Transfers, graph.AudienceStaff, sets{"x": {pays("k", "100", "sida", "")}, "y": {pays("k", "80", "sida", "RESTRICTED")}}, "100", 0, 1},
	} {
		v := toldBy(t, c.audience, c.basis, c.sets)
		if v.Sum != c.sum || v.Mirrored != c.mirrored || v.Conflicting != c.different {
			t.Errorf("%s: sum %s, %d mirrored, %d told otherwise; want %s, %d, %d", c.name, v.Sum, v.Mirrored, v.Conflicting, c.sum, c.mirrored, c.different)
		}
	}
}

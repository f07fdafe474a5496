package search

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

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

func keeperOf(t *testing.T, s graph.Store) *Keeper {
	t.Helper()
	k := NewKeeper(func() (graph.Store, error) { return s, nil }, Options{})
	t.Cleanup(func() { _ = k.Close() })
	return k
}

// dataset is an import of a document, bodies and what is said of them.
type dataset struct{ graph.Import }

func newDataset(key string) *dataset {
	d := &dataset{graph.Import{Dataset: graph.Dataset{Key: key}}}
	d.add("doc-"+key, &graph.Document{Thing: named("doc-"+key, "A report of "+key)}, "")
	return d
}

func named(key, name string) graph.Thing {
	return graph.Thing{Name: name, Identifiers: []*graph.Identifier{{Scheme: graph.SchemeMigraph, Value: key}}}
}

func (d *dataset) cite() []*graph.Evidence {
	return []*graph.Evidence{{DocumentID: "doc-" + d.Dataset.Key, Basis: "STATED"}}
}

func (d *dataset) add(key string, r graph.Record, v graph.Visibility) *dataset {
	d.Things = append(d.Things, graph.ThingInput{Key: key, Record: r, Where: key, Evidence: d.cite(), Visibility: v})
	return d
}

func (d *dataset) claim(key string, r graph.Record, v graph.Visibility) *dataset {
	d.Claims = append(d.Claims, graph.ClaimInput{Key: key, Record: r, Where: key, Evidence: d.cite(), Visibility: v})
	return d
}

func (d *dataset) body(key, name, country string) *dataset {
	return d.add(key, &graph.Stakeholder{Thing: named(key, name), Kind: "ORGANIZATION", Country: graph.Text(country)}, "")
}

func apply(ctx context.Context, t interface{ Fatal(...any) }, s graph.Store, d *dataset) {
	if _, err := graph.Apply(ctx, s, &d.Import); err != nil {
		t.Fatal(err)
	}
}

// found gives the names of what a keeper finds, with their numbers of claims.
func found(ctx context.Context, t interface{ Fatal(...any) }, s graph.Store, k *Keeper, a graph.Audience, q Question) (out []string) {
	err := s.View(ctx, func(ctx context.Context, r graph.Reader) error {
		out = nil
		x, err := k.At(ctx, r, a)
		if err != nil {
			return err
		}
		q.First = 100
		ans, err := x.Search(ctx, q)
		if err != nil {
			return err
		}
		for _, h := range ans.Hits {
			res, err := r.Fetch(ctx, &graph.Plan{Query: graph.Query{Type: graph.Catalog.Type(h.Type), IDs: []string{h.ID}}, Audience: a})
			if err != nil {
				return err
			}
			out = append(out, fmt.Sprintf("%s %d", graph.AsThing(res.Lists[0].Records[0]).Name, h.Claims))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func expect(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

func TestKeeperFollowsTheGraph(t *testing.T) {
	s, ctx := openStore(t), t.Context()
	k := keeperOf(t, s)
	look := func(text string) []string { return found(ctx, t, s, k, graph.AudiencePublic, Question{Text: text}) }
	expect(t, "in an empty graph", look("iom"))
	apply(ctx, t, s, newDataset("a").body("iom", "International Organization for Migration", "CH").body("union", "Workers Union", "MY"))
	expect(t, "after an import", look("migration international"), "International Organization for Migration 0")
	expect(t, "by country", look("workers malaysia"), "Workers Union 0")
	apply(ctx, t, s, newDataset("b").body("iom", "International Organization for Migration", "").body("union", "Workers Union", "").
		claim("x", &graph.Affiliation{StakeholderID: "union", ToID: "iom", Type: "MEMBER_OF"}, ""))
	expect(t, "with a claim", look("workers"), "Workers Union 1")
	apply(ctx, t, s, newDataset("a").body("iom", "Organization for Movement", "CH"))
	expect(t, "of a corrected name", look("movement"), "Organization for Movement 1")
	if _, err := graph.Withdraw(ctx, s, "b"); err != nil {
		t.Fatal(err)
	}
	expect(t, "of what nobody describes any more", look("workers"))
	expect(t, "of what is left", look("movement"), "Organization for Movement 0")
}

func TestKeeperReadsThemesAndPlaces(t *testing.T) {
	s, ctx := openStore(t), t.Context()
	k := keeperOf(t, s)
	base := func() *dataset {
		return newDataset("a").body("iom", "IOM", "").
			add("work", &graph.Initiative{Thing: named("work", "A project"), Type: "PROJECT", Nature: "STATE"}, "").
			add("health", &graph.Theme{Thing: named("health", "Health"), Vocabulary: "own", Code: "h"}, "").
			add("law", &graph.Theme{Thing: named("law", "Law"), Vocabulary: "own", Code: "l"}, "").
			add("sabah", &graph.Place{Thing: named("sabah", "Sabah"), Type: "ADMIN1", Country: "MY"}, "").
			add("aceh", &graph.Place{Thing: named("aceh", "Aceh"), Type: "ADMIN1", Country: "ID"}, "")
	}
	apply(ctx, t, s, base().claim("1", &graph.Classification{InitiativeID: "work", ThemeID: "health"}, "").claim("2", &graph.Classification{InitiativeID: "work", PlaceID: "sabah"}, ""))
	theme := func(name string) string {
		var id string
		err := s.View(ctx, func(ctx context.Context, r graph.Reader) error {
			return r.Scan(ctx, graph.Catalog.Type("Theme"), func(r graph.Record) error {
				if graph.AsThing(r).Name == name {
					id = graph.IDOf(r)
				}
				return nil
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	with := func(q Question) []string { q.Text = "project"; return found(ctx, t, s, k, graph.AudiencePublic, q) }
	expect(t, "by theme", with(Question{Themes: []string{theme("Health")}}), "A project 2")
	expect(t, "by another theme", with(Question{Themes: []string{theme("Law")}}))
	expect(t, "by country", with(Question{Countries: []string{"MY"}}), "A project 2")
	// As many claims as before, but of another theme: the notes must tell.
	apply(ctx, t, s, base().claim("1", &graph.Classification{InitiativeID: "work", ThemeID: "law"}, "").claim("2", &graph.Classification{InitiativeID: "work", PlaceID: "sabah"}, ""))
	expect(t, "by the theme that it has now", with(Question{Themes: []string{theme("Law")}}), "A project 2")
	expect(t, "by the theme that it had", with(Question{Themes: []string{theme("Health")}}))
	apply(ctx, t, s, base().claim("1", &graph.Classification{InitiativeID: "work", PlaceID: "aceh"}, "").claim("2", &graph.Classification{InitiativeID: "work", PlaceID: "sabah"}, ""))
	expect(t, "in two countries", with(Question{Countries: []string{"MY"}}))
	// Nothing is said of the project, but its place lies in another country now.
	moved := base().claim("1", &graph.Classification{InitiativeID: "work", PlaceID: "sabah"}, "")
	apply(ctx, t, s, moved)
	expect(t, "in one country", with(Question{Countries: []string{"MY"}}), "A project 1")
	for i := range moved.Things {
		if p, ok := moved.Things[i].Record.(*graph.Place); ok && p.Name == "Sabah" {
			p.Country = "PH"
		}
	}
	apply(ctx, t, s, moved)
	expect(t, "in the country that its place has now", with(Question{Countries: []string{"PH"}}), "A project 1")
}

func TestKeeperShowsToEachWhatTheyMaySee(t *testing.T) {
	s, ctx := openStore(t), t.Context()
	k := keeperOf(t, s)
	build := func(v graph.Visibility) *dataset {
		return newDataset("a").body("open", "Open house", "").add("shelter", &graph.Stakeholder{Thing: named("shelter", "Safe house"), Kind: "ORGANIZATION"}, v)
	}
	apply(ctx, t, s, build("RESTRICTED"))
	expect(t, "the public", found(ctx, t, s, k, graph.AudiencePublic, Question{Text: "house"}), "Open house 0")
	expect(t, "the staff", found(ctx, t, s, k, graph.AudienceStaff, Question{Text: "safe"}), "Safe house 0")
	apply(ctx, t, s, build("PUBLIC"))
	expect(t, "the public, later", found(ctx, t, s, k, graph.AudiencePublic, Question{Text: "safe"}), "Safe house 0")
	apply(ctx, t, s, build("WITHHELD"))
	expect(t, "the staff, of what is withheld", found(ctx, t, s, k, graph.AudienceStaff, Question{Text: "safe"}))
	expect(t, "the public, again", found(ctx, t, s, k, graph.AudiencePublic, Question{Text: "house"}), "Open house 0")
}

// A keeper that follows a graph step by step finds what one finds that begins
// with the last step, and one that asks of an older state finds that.
func TestKeeperThatFollowsFindsWhatANewOneFinds(t *testing.T) {
	s := openStore(t)
	rapid.Check(t, func(rt *rapid.T) {
		ctx := t.Context()
		follower := keeperOf(t, s)
		words := []string{"house", "union", "agency", "migration", "workers"}
		for range rapid.IntRange(1, 5).Draw(rt, "steps") {
			key := rapid.SampledFrom([]string{"a", "b"}).Draw(rt, "dataset")
			d := newDataset(key).add("health", &graph.Theme{Thing: named("health", "Health"), Vocabulary: "own", Code: "h"}, "")
			for i := range rapid.IntRange(0, 4).Draw(rt, "bodies") {
				body := fmt.Sprint("body", i)
				d.body(body, rapid.SampledFrom(words).Draw(rt, "first")+" "+rapid.SampledFrom(words).Draw(rt, "second"), rapid.SampledFrom([]string{"", "MY"}).Draw(rt, "country"))
				if rapid.Bool().Draw(rt, "theme") {
					d.claim(fmt.Sprint("c", i), &graph.Classification{StakeholderID: body, ThemeID: "health"}, rapid.SampledFrom([]graph.Visibility{"", "RESTRICTED"}).Draw(rt, "visibility"))
				}
			}
			apply(ctx, rt, s, d)
			for _, a := range []graph.Audience{graph.AudiencePublic, graph.AudienceStaff} {
				fresh := keeperOf(t, s)
				for _, text := range append(words, "malaysia", "hous") {
					got, want := found(ctx, rt, s, follower, a, Question{Text: text}), found(ctx, rt, s, fresh, a, Question{Text: text})
					if !slices.Equal(got, want) {
						rt.Fatalf("audience %d, %s: follows %q, begins %q", a, text, got, want)
					}
				}
			}
		}
	})
}

func TestKeeperIsAskedByManyAtOnce(t *testing.T) {
	s, ctx := openStore(t), t.Context()
	k := keeperOf(t, s)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for range 5 {
				err := s.View(ctx, func(ctx context.Context, r graph.Reader) error {
					_, err := k.At(ctx, r, graph.AudiencePublic)
					return err
				})
				if err != nil && graph.CodeOf(err) != graph.Unavailable { // three changes can pass while one asks
					t.Error(err)
				}
			}
		})
		apply(ctx, t, s, newDataset(fmt.Sprint("d", i)).body(fmt.Sprint("b", i), "Workers Union", ""))
	}
	all.Wait()
	if got := found(ctx, t, s, k, graph.AudiencePublic, Question{Text: "union"}); len(got) != 8 {
		t.Errorf("found %q", got)
	}
}

func TestKeeperTellsWhyThereIsNoIndex(t *testing.T) {
	s := openStore(t)
	away := graph.Errorf(graph.Unavailable, "away")
	k := NewKeeper(func() (graph.Store, error) { return nil, away }, Options{})
	err := s.View(t.Context(), func(ctx context.Context, r graph.Reader) error {
		_, err := k.At(ctx, r, graph.AudiencePublic)
		return err
	})
	if graph.CodeOf(err) != graph.Unavailable {
		t.Errorf("without a store: %v", err)
	}
	panics := NewKeeper(func() (graph.Store, error) { panic("broken") }, Options{})
	err = s.View(t.Context(), func(ctx context.Context, r graph.Reader) error {
		_, err := panics.At(ctx, r, graph.AudiencePublic)
		return err
	})
	if graph.CodeOf(err) != graph.Internal {
		t.Errorf("of a panic: %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	<-ctx.Done()
	err = s.View(t.Context(), func(_ context.Context, r graph.Reader) error {
		_, err := keeperOf(t, s).At(ctx, r, graph.AudiencePublic)
		return err
	})
	if graph.CodeOf(err) != graph.DeadlineExceeded {
		t.Errorf("after the deadline: %v", err)
	}
	if err := k.Close(); err != nil {
		t.Error(err)
	}
}

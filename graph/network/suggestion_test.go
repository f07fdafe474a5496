package network_test

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/network"
)

var reasons = []string{"partners", "themes", "places", "funders"}

func suggest(ctx context.Context, s graph.Store, of string, q network.SuggestionQuestion) (out *graph.Suggestions, calls int, err error) {
	err = s.View(ctx, func(ctx context.Context, r graph.Reader) (err error) {
		calls = 0
		fetch := func(ctx context.Context, p *graph.Plan) (*graph.Result, error) { calls++; return r.Fetch(ctx, p) }
		out, err = network.Suggest(ctx, fetch, of, q)
		return err
	})
	return out, calls, err
}

// without gives the world without the participations of others in initiatives in
// which a body takes part.
func (w *world) without(body string) *world {
	out := *w
	out.participations = slices.DeleteFunc(slices.Clone(w.participations), func(p *graph.Participation) bool {
		return p.StakeholderID != body && slices.ContainsFunc(w.participations, func(x *graph.Participation) bool {
			return x.StakeholderID == body && x.InitiativeID == p.InitiativeID
		})
	})
	return &out
}

// suggestions works out what is shared with each body, by going through all
// claims: a line for each suggestion, without its score, and the scores.
func (w *world) suggestions(of string) map[string]map[string]float64 {
	out := map[string]map[string]float64{}
	mine := map[string]traits{}
	for _, r := range reasons {
		mine[r] = w.traitsOf(r, of)
	}
	for _, b := range w.bodies {
		if b.ID == of || mine["partners"][b.ID] != nil || mine["funders"][b.ID] != nil || w.within(of, b.ID) || w.within(b.ID, of) {
			continue
		}
		for _, r := range reasons {
			theirs := w.traitsOf(r, b.ID)
			if r == "themes" || r == "places" {
				theirs = w.without(of).traitsOf(r, b.ID)
			}
			for thing := range theirs {
				if mine[r][thing] == nil {
					continue
				}
				k := 0
				for _, x := range w.bodies {
					if w.traitsOf(r, x.ID)[thing] != nil {
						k++
					}
				}
				if out[b.ID] == nil {
					out[b.ID] = map[string]float64{}
				}
				out[b.ID][r+" "+thing] = 1 / float64(k)
			}
		}
	}
	return out
}

func reasonsOf(s *graph.Suggestion) map[string]*graph.SuggestionReason {
	return map[string]*graph.SuggestionReason{"partners": s.Partners, "themes": s.Themes, "places": s.Places, "funders": s.Funders}
}

func TestSuggestionsAreThoseOfTheOracle(t *testing.T) {
	s := open(t)
	rapid.Check(t, func(rt *rapid.T) {
		w := draw(rt)
		w.drawClaims(rt)
		if err := w.write(t.Context(), s); err != nil {
			rt.Fatal(err)
		}
		of := id("s", rapid.IntRange(0, len(w.bodies)-1).Draw(rt, "of"))
		got, calls, err := suggest(t.Context(), s, of, network.SuggestionQuestion{Limit: graph.MaxSuggestions})
		want := w.suggestions(of)
		if err != nil || got.StakeholderID != of || got.Truncated || got.Candidates != len(want) || len(got.Rows) != len(want) || calls > 20+3*10 {
			rt.Fatalf("%+v in %d calls, want %v: %v", got, calls, want, err)
		}
		for i, row := range got.Rows {
			sum, shared := 0.0, map[string]float64{}
			for name, r := range reasonsOf(row) {
				score := 0.0
				for thing, counts := range want[row.StakeholderID] {
					if len(thing) > len(name) && thing[:len(name)+1] == name+" " {
						score += counts
					}
				}
				if math.Abs(r.Score-score) > 2e-9 || r.Count < len(r.Things) {
					rt.Fatalf("%s of %s: %+v, want %f", name, row.StakeholderID, r, score)
				}
				sum += score
				for _, x := range r.Things {
					shared[name+" "+x.ThingID] = want[row.StakeholderID][name+" "+x.ThingID]
					w.checkShared(rt, name, of, row.StakeholderID, x)
				}
			}
			if !maps.Equal(shared, want[row.StakeholderID]) { // there are four things of a kind at most, and all are shown
				rt.Fatalf("%s and %s share %v, want %v", of, row.StakeholderID, shared, want[row.StakeholderID])
			}
			if math.Abs(row.Score-sum) > 5e-9 {
				rt.Fatalf("score %f, want %f", row.Score, sum)
			}
			if i > 0 {
				if before := got.Rows[i-1]; before.Score < row.Score || before.Score == row.Score && before.StakeholderID > row.StakeholderID {
					rt.Fatalf("%s (%f) before %s (%f)", before.StakeholderID, before.Score, row.StakeholderID, row.Score)
				}
			}
		}
		// A filter takes away and changes no score; a limit cuts.
		some, _, err := suggest(t.Context(), s, of, network.SuggestionQuestion{Limit: 2, Where: graph.Compare{Field: "kind", Op: graph.Eq, Value: "GOVERNMENT"}})
		if err != nil || len(some.Rows) != min(2, some.Candidates) {
			rt.Fatalf("%+v: %v", some, err)
		}
		var left []string
		for _, row := range got.Rows {
			if w.kindOf(row.StakeholderID) == "GOVERNMENT" {
				left = append(left, fmt.Sprintf("%s %.9f", row.StakeholderID, row.Score))
			}
		}
		for i, row := range some.Rows {
			if have := fmt.Sprintf("%s %.9f", row.StakeholderID, row.Score); have != left[i] || some.Candidates != len(left) {
				rt.Fatalf("of governments: %s, want %v", have, left)
			}
		}
	})
}

func TestSuggestionsShowTheirReasons(t *testing.T) {
	s := open(t)
	w := &world{themes: []*graph.Theme{{Thing: graph.Thing{Base: graph.Base{ID: id("t", 0)}, Name: "Theme"}}},
		places: []*graph.Place{{Thing: graph.Thing{Base: graph.Base{ID: id("l", 0)}, Name: "Place"}}}}
	for i := range 5 {
		w.bodies = append(w.bodies, &graph.Stakeholder{Thing: graph.Thing{Base: graph.Base{ID: id("s", i)}, Name: "Body"}})
	}
	for i := range 2 {
		w.initiatives = append(w.initiatives, &graph.Initiative{Thing: graph.Thing{Base: graph.Base{ID: id("i", i)}, Name: "Work"}})
	}
	const a, z, x, y, funder = 0, 1, 2, 3, 4
	takesPart := func(n, who, work int, role graph.Role) {
		w.participations = append(w.participations, &graph.Participation{Claim: claim("p", n), StakeholderID: id("s", who), InitiativeID: id("i", work), Role: role})
	}
	takesPart(0, a, 0, "PARTNER") // z is a's partner, and x's
	takesPart(1, z, 0, "HOST")
	takesPart(2, z, 1, "PARTNER")
	takesPart(3, x, 1, "HOST")
	for i, to := range []int{a, x, y} {
		w.flows = append(w.flows, &graph.Flow{Claim: claim("f", i), Provider: graph.End{StakeholderID: id("s", funder)}, Recipient: graph.End{StakeholderID: id("s", to)}})
	}
	w.classifications = []*graph.Classification{{Claim: claim("c", 0), StakeholderID: id("s", a), ThemeID: id("t", 0)}, {Claim: claim("c", 1), InitiativeID: id("i", 1), PlaceID: id("l", 0)}}
	w.presences = []*graph.Presence{{Claim: claim("w", 0), StakeholderID: id("s", y), ThemeID: id("t", 0)}, {Claim: claim("w", 1), StakeholderID: id("s", a), PlaceID: id("l", 0)}}
	if err := w.write(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	got, _, err := suggest(t.Context(), s, id("s", a), network.SuggestionQuestion{Limit: 5})
	if err != nil {
		t.Fatal(err)
	}
	var have []string
	for _, row := range got.Rows {
		have = append(have, fmt.Sprintf("%s %v: partners %d %v, themes %d %v, places %d %v, funders %d %v", row.StakeholderID, row.Score, row.Partners.Count, row.Partners.Score,
			row.Themes.Count, row.Themes.Score, row.Places.Count, row.Places.Score, row.Funders.Count, row.Funders.Score))
	}
	want := []string{ // z has two partners, three have the place, three are funded, two have the theme
		id("s", x) + " 1.166666666: partners 1 0.5, themes 0 0, places 1 0.333333333, funders 1 0.333333333",
		id("s", y) + " 0.833333333: partners 0 0, themes 1 0.5, places 0 0, funders 1 0.333333333",
	}
	if !slices.Equal(have, want) {
		t.Errorf("got\n%q, want\n%q", have, want)
	}
	place := got.Rows[0].Places.Things[0].Sides[1]
	if fmt.Sprint(place.Ways, place.Claims) != fmt.Sprint([]string{"INITIATIVE"}, []string{claim("c", 1).ID, claim("p", 3).ID}) {
		t.Errorf("x has the place by %v, %v", place.Ways, place.Claims)
	}
}

// checkShared holds the claims of both sides of a shared thing to the oracle.
func (w *world) checkShared(rt *rapid.T, name, of, with string, x *graph.ComparedThing) {
	from := w
	for i, body := range []string{of, with} {
		if i == 1 && (name == "themes" || name == "places") {
			from = w.without(of)
		}
		words := from.traitsOf(name, body)[x.ThingID]
		if name == "partners" && i == 1 { // the claims of two partners are those of both
			words = w.traitsOf(name, x.ThingID)[body]
		}
		said := append(slices.Clone(x.Sides[i].Claims), x.Sides[i].Ways...)
		slices.Sort(said)
		if want := slices.Sorted(maps.Keys(words)); x.Sides[i].StakeholderID != body || !slices.Equal(said, want) {
			rt.Fatalf("%s %s of %s: %v, want %v", name, x.ThingID, body, said, want)
		}
	}
}

// TestHubsAreLeftOutOfSuggestions: what too many have is not counted, and the
// answer says that something is missing.
func TestHubsAreLeftOutOfSuggestions(t *testing.T) {
	s := open(t)
	hub := func(bodies int) *world {
		w := &world{themes: []*graph.Theme{
			{Thing: graph.Thing{Base: graph.Base{ID: id("t", 0)}, Name: "Common"}}, {Thing: graph.Thing{Base: graph.Base{ID: id("t", 1)}, Name: "Rare"}}}}
		for i := range bodies {
			b := &graph.Stakeholder{Thing: graph.Thing{Base: graph.Base{ID: numbered("s", i)}, Name: "Body"}}
			w.bodies = append(w.bodies, b)
			w.classifications = append(w.classifications, &graph.Classification{Claim: numberedClaim("c", 2*i), StakeholderID: b.ID, ThemeID: id("t", 0)})
			if i < 2 {
				w.classifications = append(w.classifications, &graph.Classification{Claim: numberedClaim("c", 2*i+1), StakeholderID: b.ID, ThemeID: id("t", 1)})
			}
		}
		return w
	}
	for bodies, want := range map[int]string{200: "199 candidates, truncated false, best 0.505", 201: "1 candidates, truncated true, best 0.5"} {
		if err := hub(bodies).write(t.Context(), s); err != nil {
			t.Fatal(err)
		}
		got, _, err := suggest(t.Context(), s, numbered("s", 0), network.SuggestionQuestion{Limit: 5})
		if err != nil {
			t.Fatal(err)
		}
		if have := fmt.Sprintf("%d candidates, truncated %t, best %v", got.Candidates, got.Truncated, got.Rows[0].Score); have != want || got.Rows[0].StakeholderID != numbered("s", 1) {
			t.Errorf("of %d bodies: %s, want %s", bodies, have, want)
		}
	}
}

// numbered gives an id by a number.
func numbered(prefix string, n int) string {
	out := []byte(prefix + "aaaaaaaaaaaa")
	for i := len(out) - 1; n > 0; i-- {
		out[i] = byte('a' + n%26)
		n /= 26
	}
	return string(out)
}

func numberedClaim(prefix string, n int) graph.Claim {
	return graph.Claim{Base: graph.Base{ID: numbered(prefix, n)}, Key: fmt.Sprint(n), Evidence: []*graph.Evidence{{DocumentID: id("d", 0), Basis: "STATED", Dataset: "x"}}}
}

// TestCrowdsAreLeftOutOfSuggestions: an initiative of more bodies than are looked
// at tells nobody's partners.
func TestCrowdsAreLeftOutOfSuggestions(t *testing.T) {
	s := open(t)
	for _, c := range []struct {
		crowd     int
		truncated bool
		rows      int
	}{{99, false, 5}, {101, true, 0}} {
		w := &world{initiatives: []*graph.Initiative{
			{Thing: graph.Thing{Base: graph.Base{ID: id("i", 0)}, Name: "Work"}}, {Thing: graph.Thing{Base: graph.Base{ID: id("i", 1)}, Name: "Crowd"}}}}
		for i := range c.crowd + 1 {
			w.bodies = append(w.bodies, &graph.Stakeholder{Thing: graph.Thing{Base: graph.Base{ID: numbered("s", i)}, Name: "Body"}})
			work := id("i", 1) // body 0 knows body 1, which is in the crowd
			if i == 0 {
				work = id("i", 0)
			}
			w.participations = append(w.participations, &graph.Participation{Claim: numberedClaim("p", i), StakeholderID: numbered("s", i), InitiativeID: work, Role: "PARTNER"})
		}
		w.participations = append(w.participations, &graph.Participation{Claim: numberedClaim("p", 500), StakeholderID: numbered("s", 1), InitiativeID: id("i", 0), Role: "PARTNER"})
		if err := w.write(t.Context(), s); err != nil {
			t.Fatal(err)
		}
		got, _, err := suggest(t.Context(), s, numbered("s", 0), network.SuggestionQuestion{Limit: 5})
		if err != nil || got.Truncated != c.truncated || len(got.Rows) != c.rows {
			t.Errorf("a crowd of %d: %+v, %v", c.crowd, got, err)
		}
	}
	if _, _, err := suggest(t.Context(), s, "szzzzzzzzzzzz", network.SuggestionQuestion{Limit: 5}); graph.CodeOf(err) != graph.NotFound {
		t.Errorf("of nobody: %v", err)
	}
}

package network_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/network"
)

// drawClaims adds to a world what bodies have to do with beside initiatives.
func (w *world) drawClaims(t *rapid.T) {
	body := func() string { return id("s", rapid.IntRange(0, len(w.bodies)-1).Draw(t, "body")) }
	work := func() string { return id("i", rapid.IntRange(0, len(w.initiatives)-1).Draw(t, "work")) }
	thing := func(prefix string) string { return id(prefix, rapid.IntRange(0, 3).Draw(t, prefix)) }
	for i := range 4 {
		w.themes = append(w.themes, &graph.Theme{Thing: graph.Thing{Base: graph.Base{ID: id("t", i)}, Name: "Theme"}})
		w.places = append(w.places, &graph.Place{Thing: graph.Thing{Base: graph.Base{ID: id("l", i)}, Name: "Place"}})
	}
	for i := range rapid.IntRange(0, 9).Draw(t, "classifications") {
		c := &graph.Classification{Claim: claim("c", i)}
		if rapid.Bool().Draw(t, "of a body") {
			c.StakeholderID = body()
		} else {
			c.InitiativeID = work()
		}
		if rapid.Bool().Draw(t, "theme") {
			c.ThemeID = thing("t")
		} else {
			c.PlaceID = thing("l")
		}
		w.classifications = append(w.classifications, c)
	}
	for i := range rapid.IntRange(0, 5).Draw(t, "presences") {
		p := &graph.Presence{Claim: claim("w", i), StakeholderID: body()}
		if rapid.Bool().Draw(t, "with a place") {
			p.PlaceID = thing("l")
		}
		if rapid.Bool().Draw(t, "with a theme") {
			p.ThemeID = thing("t")
		}
		w.presences = append(w.presences, p)
	}
	for i := range rapid.IntRange(0, 9).Draw(t, "flows") {
		f := &graph.Flow{Claim: claim("f", i), Recipient: graph.End{StakeholderID: body()}}
		if rapid.IntRange(0, 3).Draw(t, "from an initiative") == 0 {
			f.Provider.InitiativeID = work()
		} else { // few fund many
			f.Provider.StakeholderID = id("s", rapid.IntRange(0, 1).Draw(t, "funder"))
		}
		w.flows = append(w.flows, f)
	}
}

// traits are, by thing, the ways in which a body has to do with it and the claims
// that say so.
type traits map[string]map[string]bool

func (t traits) add(thing string, words ...string) {
	if thing == "" {
		return
	}
	if t[thing] == nil {
		t[thing] = map[string]bool{}
	}
	for _, w := range words {
		t[thing][w] = true
	}
}

// traitsOf works out a section of a comparison for one body, by going through
// all claims.
func (w *world) traitsOf(section, body string) traits {
	out := traits{}
	for _, mine := range w.participations {
		if mine.StakeholderID != body {
			continue
		}
		if section == "initiatives" {
			out.add(mine.InitiativeID, "TAKES_PART", mine.ID)
		}
		for _, c := range w.classifications {
			if c.InitiativeID == mine.InitiativeID {
				out.add(map[string]string{"themes": c.ThemeID, "places": c.PlaceID}[section], "INITIATIVE", c.ID, mine.ID)
			}
		}
		for _, other := range w.participations {
			if other.InitiativeID != mine.InitiativeID || other.StakeholderID == body || other.StakeholderID == "" {
				continue
			}
			related := w.within(body, other.StakeholderID) || w.within(other.StakeholderID, body)
			switch {
			case section == "coParticipants", section == "partners" && workTogether(mine.Role, other.Role) && !related:
				out.add(other.StakeholderID, "JOINT_INITIATIVE", mine.ID, other.ID)
			case section == "funders" && mine.Role == "IMPLEMENTING" && other.Role == "FUNDING":
				out.add(other.StakeholderID, "FUNDING_PARTICIPATION", mine.ID, other.ID)
			}
		}
	}
	for _, c := range w.classifications {
		if c.StakeholderID == body {
			out.add(map[string]string{"themes": c.ThemeID, "places": c.PlaceID}[section], "OWN_CLASSIFICATION", c.ID)
		}
	}
	for _, p := range w.presences {
		if p.StakeholderID == body {
			out.add(map[string]string{"themes": p.ThemeID, "places": p.PlaceID}[section], "PRESENCE", p.ID)
		}
	}
	for _, f := range w.flows {
		if section == "funders" && f.Recipient.StakeholderID == body && f.Provider.StakeholderID != body {
			out.add(f.Provider.StakeholderID, "FLOW", f.ID)
		}
	}
	return out
}

// sections of a comparison by their names.
func sections(c *graph.Comparison) map[string]*graph.ComparisonSection {
	return map[string]*graph.ComparisonSection{"initiatives": c.Initiatives, "partners": c.Partners, "coParticipants": c.CoParticipants,
		"themes": c.Themes, "places": c.Places, "funders": c.Funders}
}

// told gives what lists of a section tell of each thing.
func told(things []*graph.ComparedThing) (out []string) {
	for _, x := range things {
		line := x.ThingID
		for _, s := range x.Sides {
			line += fmt.Sprintf(" %s %v %v", s.StakeholderID, slices.Sorted(slices.Values(s.Ways)), s.Claims)
		}
		out = append(out, line)
	}
	return out
}

// expectedSection divides what the oracle finds: the lists as told gives them, by
// the number of bodies, and who has each thing alone.
func (w *world) expectedSection(section string, ids []string) (shared, some []string, alone map[string][]string) {
	type entry struct {
		line   string
		claims int
		holds  []string
	}
	entries := map[string]*entry{}
	for _, body := range ids {
		for thing, words := range w.traitsOf(section, body) {
			if entries[thing] == nil {
				entries[thing] = &entry{line: thing}
			}
			var ways, claims []string
			for _, word := range slices.Sorted(maps.Keys(words)) {
				if graph.ValidID(word) {
					claims = append(claims, word)
				} else {
					ways = append(ways, word)
				}
			}
			e := entries[thing]
			e.line += fmt.Sprintf(" %s %v %v", body, ways, claims)
			e.claims += len(claims)
			e.holds = append(e.holds, body)
		}
	}
	alone = map[string][]string{}
	for _, thing := range slices.SortedFunc(maps.Keys(entries), func(x, y string) int {
		if d := entries[y].claims - entries[x].claims; d != 0 {
			return d
		}
		if x < y {
			return -1
		}
		return 1
	}) {
		switch e := entries[thing]; len(e.holds) {
		case len(ids):
			shared = append(shared, e.line)
		case 1:
			alone[e.holds[0]] = append(alone[e.holds[0]], e.line)
		default:
			some = append(some, e.line)
		}
	}
	return shared, some, alone
}

func compare(ctx context.Context, s graph.Store, ids []string, q network.ComparisonQuestion) (out *graph.Comparison, calls int, err error) {
	err = s.View(ctx, func(ctx context.Context, r graph.Reader) (err error) {
		calls = 0
		fetch := func(ctx context.Context, p *graph.Plan) (*graph.Result, error) { calls++; return r.Fetch(ctx, p) }
		out, err = network.Compare(ctx, fetch, ids, q)
		return err
	})
	return out, calls, err
}

func TestComparisonsDivideWhatTheOracleFinds(t *testing.T) {
	s := open(t)
	rapid.Check(t, func(rt *rapid.T) {
		w := draw(rt)
		w.drawClaims(rt)
		if err := w.write(t.Context(), s); err != nil {
			rt.Fatal(err)
		}
		var ids []string
		for _, b := range w.bodies {
			ids = append(ids, b.ID)
		}
		ids = rapid.Permutation(ids).Draw(rt, "order")[:rapid.IntRange(2, min(5, len(ids))).Draw(rt, "compared")]
		c, calls, err := compare(t.Context(), s, ids, network.ComparisonQuestion{})
		if err != nil || !slices.Equal(c.StakeholderIDs, ids) || calls > 8+10 {
			rt.Fatalf("%d calls, of %v: %v", calls, ids, err)
		}
		for name, got := range sections(c) {
			shared, some, alone := w.expectedSection(name, ids)
			if have := told(got.Shared); !slices.Equal(have, shared) || got.SharedCount != len(shared) {
				rt.Fatalf("%s shared (%d):\n got %q\nwant %q", name, got.SharedCount, have, shared)
			}
			if have := told(got.Some); !slices.Equal(have, some) || got.SomeCount != len(some) {
				rt.Fatalf("%s of some (%d):\n got %q\nwant %q", name, got.SomeCount, have, some)
			}
			if len(got.Alone) != len(ids) {
				rt.Fatalf("%s alone of %d bodies", name, len(got.Alone))
			}
			for i, a := range got.Alone {
				if have := told(a.Things); a.StakeholderID != ids[i] || !slices.Equal(have, alone[ids[i]]) || a.Count != len(alone[ids[i]]) {
					rt.Fatalf("%s of %s alone (%d):\n got %q\nwant %q", name, ids[i], a.Count, have, alone[ids[i]])
				}
			}
		}
	})
}

func TestListsOfComparisonsAreCutAndCountsAreNot(t *testing.T) {
	s := open(t)
	w := &world{}
	for i := range 3 {
		w.bodies = append(w.bodies, &graph.Stakeholder{Thing: graph.Thing{Base: graph.Base{ID: id("s", i)}, Name: "Body"}})
	}
	const works = 25 // the first body takes part in all, the second in 23, the third in none
	for i := range works {
		w.initiatives = append(w.initiatives, &graph.Initiative{Thing: graph.Thing{Base: graph.Base{ID: id("i", i)}, Name: "Work"}})
		w.participations = append(w.participations, &graph.Participation{Claim: claim("p", i), StakeholderID: id("s", 0), InitiativeID: id("i", i), Role: "HOST"})
		if i >= 2 {
			w.participations = append(w.participations, &graph.Participation{Claim: claim("p", 100+i), StakeholderID: id("s", 1), InitiativeID: id("i", i), Role: "HOST"})
		}
	}
	if err := w.write(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	two, _, err := compare(t.Context(), s, []string{id("s", 0), id("s", 1)}, network.ComparisonQuestion{})
	if err != nil {
		t.Fatal(err)
	}
	if x := two.Initiatives; x.SharedCount != 23 || len(x.Shared) != graph.MaxComparedThings || x.SomeCount != 0 || x.Alone[0].Count != 2 || x.Alone[1].Count != 0 {
		t.Errorf("two bodies: %+v", x)
	}
	three, _, err := compare(t.Context(), s, []string{id("s", 2), id("s", 1), id("s", 0)}, network.ComparisonQuestion{})
	if err != nil {
		t.Fatal(err)
	}
	if x := three.Initiatives; x.SharedCount != 0 || x.SomeCount != 23 || len(x.Some) != graph.MaxComparedThings || x.Alone[2].Count != 2 {
		t.Errorf("three bodies: %+v", x)
	}
	if side := three.CoParticipants.Alone[2].Things[0].Sides[0]; len(side.Claims) != 46 { // of both in 23 initiatives
		t.Errorf("%d claims", len(side.Claims))
	}
}

func TestComparisonsAreRefusedIfTheyAreTooLargeOrOfNobody(t *testing.T) {
	s := open(t)
	w := cooperation(6)
	for i := range 4 {
		w.classifications = append(w.classifications, &graph.Classification{Claim: claim("c", i), InitiativeID: id("i", 0), ThemeID: id("t", i)})
		w.themes = append(w.themes, &graph.Theme{Thing: graph.Thing{Base: graph.Base{ID: id("t", i)}, Name: "Theme"}})
	}
	if err := w.write(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	two := []string{id("s", 0), id("s", 1)}
	if _, _, err := compare(t.Context(), s, two, network.ComparisonQuestion{MaxClaims: 6}); err != nil {
		t.Errorf("of six participations: %v", err)
	}
	if _, _, err := compare(t.Context(), s, two, network.ComparisonQuestion{MaxClaims: 5}); graph.CodeOf(err) != graph.LimitExceeded {
		t.Errorf("of one participation too many: %v", err)
	}
	for i := range 3 {
		w.classifications = append(w.classifications, &graph.Classification{Claim: claim("c", 4+i), InitiativeID: id("i", 0), ThemeID: id("t", i)})
	}
	if err := w.write(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	if _, _, err := compare(t.Context(), s, two, network.ComparisonQuestion{MaxClaims: 6}); graph.CodeOf(err) != graph.LimitExceeded {
		t.Errorf("of seven classifications: %v", err)
	}
	_, _, err := compare(t.Context(), s, []string{id("s", 0), "szzzzzzzzzzzz"}, network.ComparisonQuestion{})
	var wrong *graph.Error
	if !errors.As(err, &wrong) || wrong.Code != graph.NotFound || wrong.Argument != "of[1]" {
		t.Errorf("of nobody: %v", err)
	}
}

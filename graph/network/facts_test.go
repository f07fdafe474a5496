package network_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/network"
)

// scene is a small graph of who does what, as lists to go through.
type scene struct {
	world
	themes          []*graph.Theme
	places          []*graph.Place
	presences       []*graph.Presence
	classifications []*graph.Classification
	flows           []*graph.Flow
}

func thing(prefix string, n int) graph.Thing {
	return graph.Thing{Base: graph.Base{ID: id(prefix, n)}, Name: fmt.Sprint(prefix, n), Slug: fmt.Sprint(prefix, n)}
}

// anyOf draws one of n ids, or none.
func anyOf(t *rapid.T, prefix string, n int, what string) string {
	if i := rapid.IntRange(-1, n-1).Draw(t, what); i >= 0 {
		return id(prefix, i)
	}
	return ""
}

func timing(t *rapid.T) graph.Timing {
	return graph.Timing{Nature: "EVENT", Period: graph.Period{Start: date(rapid.SampledFrom(years).Draw(t, "date"))}}
}

func drawScene(t *rapid.T) *scene {
	s := &scene{}
	nBodies, nWorks, nThemes, nPlaces := rapid.IntRange(1, 4).Draw(t, "bodies"), rapid.IntRange(1, 4).Draw(t, "initiatives"), 3, 4
	for i := range nBodies {
		s.bodies = append(s.bodies, &graph.Stakeholder{Thing: thing("s", i), Kind: rapid.SampledFrom(graph.StakeholderKinds).Draw(t, "kind")})
	}
	for i := range nWorks {
		s.initiatives = append(s.initiatives, &graph.Initiative{Thing: thing("i", i), Type: rapid.SampledFrom([]graph.InitiativeType{"", "PROJECT", "DIALOGUE"}).Draw(t, "type"),
			TargetGroups: graph.Text(rapid.SampledFrom([]string{"", "refugees", "workers"}).Draw(t, "for whom"))})
	}
	for i := range nThemes {
		s.themes = append(s.themes, &graph.Theme{Thing: thing("t", i), Vocabulary: graph.Text([]string{"DAC", "HXL"}[i%2])})
	}
	for i := range nPlaces {
		s.places = append(s.places, &graph.Place{Thing: thing("l", i), Type: "LOCALITY", Country: graph.Text([]string{"MY", "TH", ""}[i%3])})
	}
	for i := range rapid.IntRange(0, 12).Draw(t, "participations") {
		p := &graph.Participation{Claim: claim("p", i), InitiativeID: id("i", rapid.IntRange(0, nWorks-1).Draw(t, "in")),
			Role: rapid.SampledFrom([]graph.Role{"FUNDING", "HOST"}).Draw(t, "role"), Timing: timing(t)}
		if rapid.IntRange(0, 4).Draw(t, "group") == 0 {
			p.GroupLabel = "unions"
		} else {
			p.StakeholderID = id("s", rapid.IntRange(0, nBodies-1).Draw(t, "who"))
		}
		s.participations = append(s.participations, p)
	}
	for i := range rapid.IntRange(0, 12).Draw(t, "presences") {
		s.presences = append(s.presences, &graph.Presence{Claim: claim("w", i), StakeholderID: id("s", rapid.IntRange(0, nBodies-1).Draw(t, "who")),
			Role: rapid.SampledFrom([]graph.Role{"", "HOST"}).Draw(t, "role"), PlaceID: anyOf(t, "l", nPlaces, "place"), ThemeID: anyOf(t, "t", nThemes, "theme"),
			InitiativeID: anyOf(t, "i", nWorks, "initiative"), Country: graph.Text(rapid.SampledFrom([]string{"", "MY"}).Draw(t, "country")),
			TargetGroup: graph.Text(rapid.SampledFrom([]string{"", "refugees"}).Draw(t, "for whom")), Timing: timing(t)})
	}
	for i := range rapid.IntRange(0, 10).Draw(t, "classifications") {
		c := &graph.Classification{Claim: claim("c", i), InitiativeID: id("i", rapid.IntRange(0, nWorks-1).Draw(t, "of"))}
		if i%2 == 0 {
			c.ThemeID = id("t", rapid.IntRange(0, nThemes-1).Draw(t, "theme"))
		} else {
			c.PlaceID = id("l", rapid.IntRange(0, nPlaces-1).Draw(t, "place"))
		}
		s.classifications = append(s.classifications, c)
	}
	for i := range rapid.IntRange(0, 6).Draw(t, "flows") {
		s.flows = append(s.flows, &graph.Flow{Claim: claim("f", i), Provider: graph.End{StakeholderID: anyOf(t, "s", nBodies, "payer"), InitiativeID: id("i", 0)},
			Recipient: graph.End{InitiativeID: anyOf(t, "i", nWorks, "paid"), StakeholderID: id("s", 0)}, Type: "DISBURSEMENT", Timing: timing(t)})
	}
	return s
}

func (s *scene) write(ctx context.Context, st graph.Store) error {
	if err := s.world.write(ctx, st); err != nil {
		return err
	}
	_, err := st.Write(ctx, func(ctx context.Context, wr graph.Writer) error {
		for name, rs := range map[string][]graph.Record{"Theme": recordsOf(s.themes), "Place": recordsOf(s.places), "Presence": recordsOf(s.presences),
			"Classification": recordsOf(s.classifications), "Flow": recordsOf(s.flows)} {
			if err := wr.Put(ctx, graph.Catalog.Type(name), rs); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

// fact is a claim as the oracle sees it: its values of every dimension.
type fact struct {
	id, start, who, in string
	group              bool
	values             map[network.Dimension][]string // in no order; none where nothing is recorded
}

// only keeps what is known.
func only(values ...string) []string {
	var out []string
	for _, v := range values {
		if v != "" && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

func (s *scene) telling(id, who string, group graph.Text, in string, role graph.Role, start graph.PartialDate) fact {
	x := fact{id: id, start: start.Earliest, who: who, in: in, group: group != "", values: map[network.Dimension][]string{
		network.ByWho: only(who), network.ByInitiative: only(in), network.ByRole: only(string(role)), network.ByYear: only(start.Text)}}
	if group != "" {
		x.values[network.ByWho], x.values[network.ByKind] = []string{"group " + id}, []string{"GROUP"}
	} else if who != "" {
		x.values[network.ByKind] = only(string(s.kindOf(who)))
	}
	for _, i := range s.initiatives {
		if i.ID == in {
			x.values[network.ByInitiativeType] = only(string(i.Type))
		}
	}
	return x
}

// inherits gives a claim what its initiative is classified as; only themes of the
// vocabulary, if one is given.
func (s *scene) inherits(x fact, vocabulary string) fact {
	var themes, places, countries []string
	for _, c := range s.classifications {
		if c.InitiativeID != x.in {
			continue
		}
		for _, t := range s.themes {
			if t.ID == c.ThemeID && (vocabulary == "" || string(t.Vocabulary) == vocabulary) {
				themes = append(themes, t.ID)
			}
		}
		for _, l := range s.places {
			if l.ID == c.PlaceID {
				places, countries = append(places, l.ID), append(countries, string(l.Country))
			}
		}
	}
	x.values[network.ByTheme], x.values[network.ByPlace], x.values[network.ByCountry] = only(themes...), only(places...), only(countries...)
	for _, i := range s.initiatives {
		if i.ID == x.in {
			x.values[network.ByForWhom] = only(string(i.TargetGroups))
		}
	}
	return x
}

func (s *scene) participating(vocabulary string) (out []fact) {
	for _, p := range s.participations {
		out = append(out, s.inherits(s.telling(p.ID, p.StakeholderID, p.GroupLabel, p.InitiativeID, p.Role, p.Period.Start), vocabulary))
	}
	return out
}

func (s *scene) present() (out []fact) {
	for _, p := range s.presences {
		x := s.telling(p.ID, p.StakeholderID, "", p.InitiativeID, p.Role, p.Period.Start)
		x.values[network.ByTheme], x.values[network.ByPlace] = only(p.ThemeID), only(p.PlaceID)
		x.values[network.ByCountry], x.values[network.ByForWhom] = only(string(p.Country)), only(string(p.TargetGroup))
		out = append(out, x)
	}
	return out
}

// combine gives every combination of the values of a claim; "" stands for nothing
// recorded.
func combine(x fact, by []network.Dimension) [][]string {
	out := [][]string{nil}
	for _, d := range by {
		values := x.values[d]
		if len(values) == 0 {
			values = []string{""}
		}
		var next [][]string
		for _, c := range out {
			for _, v := range values {
				next = append(next, append(slices.Clone(c), v))
			}
		}
		out = next
	}
	return out
}

// within asks a question in a view of its own, and counts the calls of the store.
func within(t testing.TB, s graph.Store, fn func(context.Context, network.Port) error) (calls int, err error) {
	t.Helper()
	err = s.View(t.Context(), func(ctx context.Context, r graph.Reader) error {
		calls = 0
		return fn(ctx, network.Port{
			Fetch: func(ctx context.Context, p *graph.Plan) (*graph.Result, error) { calls++; return r.Fetch(ctx, p) },
			Aggregate: func(ctx context.Context, a *graph.Aggregation) ([]graph.Group, error) {
				calls++
				g, err := r.Aggregate(ctx, a)
				if err != nil {
					return nil, err
				}
				return g.Rows, nil
			},
		})
	})
	return calls, err
}

package network

import (
	"context"
	"slices"

	"github.com/migraph/migraph/graph"
)

// Ways in which a body has to do with a thing, as the API calls them.
const (
	wayTakesPart      = "TAKES_PART"
	wayJoint          = "JOINT_INITIATIVE"
	wayClassification = "OWN_CLASSIFICATION"
	wayPresence       = "PRESENCE"
	wayInitiative     = "INITIATIVE"
	wayFlow           = "FLOW"
	wayFunding        = "FUNDING_PARTICIPATION"
)

// ways in the order in which they are shown.
var ways = []string{wayTakesPart, wayJoint, wayClassification, wayPresence, wayInitiative, wayFlow, wayFunding}

// trait is a thing that a body has to do with, in what ways, and by which claims.
type trait struct {
	ways   map[string]bool
	claims map[string]bool
}

// traits are the things of one kind that a body has to do with, by their ids.
type traits map[string]*trait

func (ts traits) add(thing, way string, claims ...string) {
	if thing == "" {
		return
	}
	if ts[thing] == nil {
		ts[thing] = &trait{map[string]bool{}, map[string]bool{}}
	}
	ts[thing].ways[way] = true
	for _, id := range claims {
		ts[thing].claims[id] = true
	}
}

// waysShown gives the ways of a trait in their order.
func (t *trait) waysShown() []string {
	return slices.DeleteFunc(slices.Clone(ways), func(way string) bool { return !t.ways[way] })
}

// profile is what a body has to do with.
type profile struct {
	initiatives, partners, coParticipants, themes, places, funders traits
}

// profilesOf works out what bodies have to do with. It makes seven calls of fetch,
// and up to maxLevels more for partners.
func profilesOf(ctx context.Context, fetch graph.Fetch, ids []string, d graph.Dating, most int) ([]*profile, error) {
	own, n, err := gather(ctx, fetch, ids, Question{Dating: d, MaxClaims: most})
	if err != nil {
		return nil, err
	}
	out := make([]*profile, len(ids))
	partners := make([][]*graph.CoParticipant, len(ids))
	for i, id := range ids {
		out[i] = &profile{traits{}, traits{}, traits{}, traits{}, traits{}, traits{}}
		for _, p := range own[id] {
			out[i].initiatives.add(p.InitiativeID, wayTakesPart, p.ID)
		}
		met, err := n.of(ctx, id, own[id], false)
		if err != nil {
			return nil, err
		}
		for _, c := range met {
			out[i].coParticipants.add(c.StakeholderID, wayJoint, c.Claims...)
		}
		if partners[i], err = n.of(ctx, id, own[id], true); err != nil {
			return nil, err
		}
	}
	if err := dropFamily(ctx, fetch, ids, partners); err != nil {
		return nil, err
	}
	for i := range ids {
		for _, c := range partners[i] {
			out[i].partners.add(c.StakeholderID, wayJoint, c.Claims...)
		}
	}
	if err := classify(ctx, fetch, ids, own, out, d, most); err != nil {
		return nil, err
	}
	return out, fund(ctx, fetch, ids, own, n, out, d, most)
}

// classify adds themes and places: those by which bodies themselves are
// classified, those of their presences, and those of the initiatives in which
// they take part.
func classify(ctx context.Context, fetch graph.Fetch, ids []string, own map[string][]*graph.Participation, out []*profile, d graph.Dating, most int) error {
	classified := graph.Plan{Query: graph.Query{Fields: []string{"theme", "place"}}, Dating: d}
	ofBodies, err := claimsOf[*graph.Classification](ctx, fetch, "classifications", "stakeholder", ids, most, classified)
	if err != nil {
		return err
	}
	ofWork, err := claimsOf[*graph.Classification](ctx, fetch, "classifications", "initiative", initiativesOf(own), most, classified)
	if err != nil {
		return err
	}
	presences, err := claimsOf[*graph.Presence](ctx, fetch, "presences", "stakeholder", ids, most, classified)
	if err != nil {
		return err
	}
	for i, id := range ids {
		for _, c := range ofBodies[id] {
			out[i].themes.add(c.ThemeID, wayClassification, c.ID)
			out[i].places.add(c.PlaceID, wayClassification, c.ID)
		}
		for _, p := range presences[id] {
			out[i].themes.add(p.ThemeID, wayPresence, p.ID)
			out[i].places.add(p.PlaceID, wayPresence, p.ID)
		}
		if err := out[i].classifyByWork(ctx, own[id], ofWork, most); err != nil {
			return err
		}
	}
	return nil
}

// classifyByWork adds the themes and places of the initiatives in which a body
// takes part.
func (x *profile) classifyByWork(ctx context.Context, own []*graph.Participation, ofWork map[string][]*graph.Classification, most int) error {
	seen := 0
	for _, p := range own {
		if seen += len(ofWork[p.InitiativeID]); seen > most {
			return graph.Errorf(graph.LimitExceeded,
				"more than %d themes and places of initiatives would have to be compared; ask of a shorter time with asOf or during", most)
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		for _, c := range ofWork[p.InitiativeID] {
			x.themes.add(c.ThemeID, wayInitiative, c.ID, p.ID)
			x.places.add(c.PlaceID, wayInitiative, c.ID, p.ID)
		}
	}
	return nil
}

// fund adds who provides flows to bodies, and who takes part as FUNDING in what
// they implement.
func fund(ctx context.Context, fetch graph.Fetch, ids []string, own map[string][]*graph.Participation, n *meetings, out []*profile, d graph.Dating, most int) error {
	flows, err := claimsOf[*graph.Flow](ctx, fetch, "flows", "recipient.stakeholder", ids, most,
		graph.Plan{Query: graph.Query{Fields: []string{"provider.stakeholder"}}, Dating: d})
	if err != nil {
		return err
	}
	for i, id := range ids {
		for _, f := range flows[id] {
			if f.Provider.StakeholderID != id {
				out[i].funders.add(f.Provider.StakeholderID, wayFlow, f.ID)
			}
		}
		for _, mine := range own[id] {
			if mine.Role != "IMPLEMENTING" {
				continue
			}
			for _, p := range n.participants[mine.InitiativeID] {
				if p.Role == "FUNDING" && p.StakeholderID != id {
					out[i].funders.add(p.StakeholderID, wayFunding, p.ID, mine.ID)
				}
			}
		}
	}
	return nil
}

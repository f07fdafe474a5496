package network

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

// survey finds out who has what a body has. Each step is bounded: what has more
// claims than that is left out as a whole, so that what is counted is exact.
type survey struct {
	fetch  graph.Fetch
	dating graph.Dating
	of     string
	// truncated: something was left out.
	truncated bool
}

// The bounds of a survey: things of one kind; claims of one thing, one type; the
// initiatives of one kind of things, and the participations of one initiative.
const (
	maxSurveyed       = 50
	maxThingClaims    = 200
	maxSurveyedWorks  = 1000
	maxParticipations = 100
)

// holders are the bodies that have one thing.
type holders struct {
	// count of them, the one that asks among them.
	count int
	// sharing are those that count as sharing it, and how they have it.
	sharing traits
}

// rarest gives the things of a body to look at: all, or those with the fewest
// claims if they are too many.
func (s *survey) rarest(mine traits) []string {
	things := slices.SortedFunc(maps.Keys(mine), func(x, y string) int {
		return cmp.Or(cmp.Compare(len(mine[x].claims), len(mine[y].claims)), strings.Compare(x, y))
	})
	if len(things) > maxSurveyed {
		things, s.truncated = things[:maxSurveyed], true
	}
	return things
}

// capped fetches the claims of a type that refer to parents, by parent. Parents
// with more than each of them are left out and noted in hubs.
func capped[C graph.Record](ctx context.Context, s *survey, ref string, parents []string, each int, hubs map[string]bool, p graph.Plan) (map[string][]C, error) {
	out := map[string][]C{}
	if len(parents) == 0 {
		return out, nil
	}
	var none C
	p.Type, p.By, p.Parents, p.Limit, p.Dating = graph.TypeOf(none), graph.By(ref), parents, each, s.dating
	res, err := s.fetch(ctx, &p)
	if err != nil {
		return nil, err
	}
	for i, list := range res.Lists {
		if list.More {
			hubs[parents[i]], s.truncated = true, true
			continue
		}
		for _, r := range list.Records {
			out[parents[i]] = append(out[parents[i]], r.(C))
		}
	}
	return out, nil
}

// affordable gives the initiatives of things, as long as they are not too many
// together. Things whose initiatives are left out are noted in hubs.
func (s *survey) affordable(things []string, works map[string][]string, hubs map[string]bool) []string {
	all := map[string]bool{}
	for _, thing := range things {
		if hubs[thing] {
			continue
		}
		more := map[string]bool{}
		for _, work := range works[thing] {
			more[work] = !all[work]
		}
		maps.DeleteFunc(more, func(_ string, isNew bool) bool { return !isNew })
		if len(all)+len(more) > maxSurveyedWorks {
			hubs[thing], s.truncated = true, true
			continue
		}
		maps.Copy(all, more)
	}
	return slices.Sorted(maps.Keys(all))
}

// carriers is the condition that a participation can make partners.
var carriers = graph.Compare{Field: "role", Op: graph.In, Value: carryingOutOrFunding()}

func carryingOutOrFunding() []string {
	out := []string{"FUNDING"}
	for _, r := range carryingOut {
		out = append(out, string(r))
	}
	return out
}

// partners finds the partners of partners.
func (s *survey) partners(ctx context.Context, bodies []string) (map[string]*holders, error) {
	hubs := map[string]bool{}
	fields := graph.Query{Fields: []string{"stakeholder", "initiative", "role"}, Where: carriers}
	own, err := capped[*graph.Participation](ctx, s, "stakeholder", bodies, maxThingClaims, hubs, graph.Plan{Query: fields})
	if err != nil {
		return nil, err
	}
	works := map[string][]string{}
	for body, list := range own {
		for _, p := range list {
			works[body] = append(works[body], p.InitiativeID)
		}
	}
	large := map[string]bool{}
	participants, err := capped[*graph.Participation](ctx, s, "initiative", s.affordable(bodies, works, hubs), maxParticipations, large, graph.Plan{Query: fields})
	if err != nil {
		return nil, err
	}
	var counted []string
	var lists [][]*graph.CoParticipant
	n := &meetings{participants: participants}
	for _, body := range bodies {
		if hubs[body] || slices.ContainsFunc(works[body], func(w string) bool { return large[w] }) {
			continue
		}
		met, err := n.of(ctx, body, own[body], true)
		if err != nil {
			return nil, err
		}
		counted = append(counted, body)
		lists = append(lists, withoutGroups(met))
	}
	if err := dropFamily(ctx, s.fetch, counted, lists); err != nil {
		return nil, err
	}
	out := map[string]*holders{}
	for i, body := range counted {
		h := &holders{count: len(lists[i]), sharing: traits{}}
		for _, c := range lists[i] {
			h.sharing.add(c.StakeholderID, wayJoint, c.Claims...)
		}
		out[body] = h
	}
	return out, nil
}

func withoutGroups(list []*graph.CoParticipant) []*graph.CoParticipant {
	return slices.DeleteFunc(list, func(c *graph.CoParticipant) bool { return c.StakeholderID == "" })
}

// themes finds who has themes.
func (s *survey) themes(ctx context.Context, things []string) (map[string]*holders, error) {
	return s.classified(ctx, "theme", things)
}

// places finds who has places.
func (s *survey) places(ctx context.Context, things []string) (map[string]*holders, error) {
	return s.classified(ctx, "place", things)
}

// classified finds who has themes or places, in the ways of profiles. Who has one
// only by an initiative in which the one that asks takes part too is counted, but
// does not share it: they were in the same room, and so has each its theme.
func (s *survey) classified(ctx context.Context, ref string, things []string) (map[string]*holders, error) {
	hubs := map[string]bool{}
	classifications, err := capped[*graph.Classification](ctx, s, ref, things, maxThingClaims, hubs,
		graph.Plan{Query: graph.Query{Fields: []string{"stakeholder", "initiative"}}})
	if err != nil {
		return nil, err
	}
	presences, err := capped[*graph.Presence](ctx, s, ref, things, maxThingClaims, hubs,
		graph.Plan{Query: graph.Query{Fields: []string{"stakeholder"}}})
	if err != nil {
		return nil, err
	}
	works := map[string][]string{}
	for thing, list := range classifications {
		for _, c := range list {
			if c.InitiativeID != "" {
				works[thing] = append(works[thing], c.InitiativeID)
			}
		}
	}
	large := map[string]bool{}
	participants, err := capped[*graph.Participation](ctx, s, "initiative", s.affordable(things, works, hubs), maxParticipations, large,
		graph.Plan{Query: graph.Query{Fields: []string{"stakeholder", "initiative"}}})
	if err != nil {
		return nil, err
	}
	joint := s.joint(participants)
	out := map[string]*holders{}
	for _, thing := range things {
		if hubs[thing] || slices.ContainsFunc(works[thing], func(w string) bool { return large[w] }) {
			continue
		}
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		all, sharing := traits{}, traits{}
		for _, c := range classifications[thing] {
			all.add(c.StakeholderID, wayClassification)
			sharing.add(c.StakeholderID, wayClassification, c.ID)
			for _, p := range participants[c.InitiativeID] {
				all.add(p.StakeholderID, wayInitiative)
				if !joint[c.InitiativeID] {
					sharing.add(p.StakeholderID, wayInitiative, c.ID, p.ID)
				}
			}
		}
		for _, p := range presences[thing] {
			all.add(p.StakeholderID, wayPresence)
			sharing.add(p.StakeholderID, wayPresence, p.ID)
		}
		out[thing] = &holders{len(all), sharing}
	}
	return out, nil
}

// joint gives the initiatives in which the one that asks takes part.
func (s *survey) joint(participants map[string][]*graph.Participation) map[string]bool {
	out := map[string]bool{}
	for work, list := range participants {
		out[work] = slices.ContainsFunc(list, func(p *graph.Participation) bool { return p.StakeholderID == s.of })
	}
	return out
}

// funders finds whom funders fund, in the ways of profiles.
func (s *survey) funders(ctx context.Context, bodies []string) (map[string]*holders, error) {
	hubs := map[string]bool{}
	flows, err := capped[*graph.Flow](ctx, s, "provider.stakeholder", bodies, maxThingClaims, hubs,
		graph.Plan{Query: graph.Query{Fields: []string{"recipient.stakeholder"}}})
	if err != nil {
		return nil, err
	}
	funding, err := capped[*graph.Participation](ctx, s, "stakeholder", bodies, maxThingClaims, hubs,
		graph.Plan{Query: graph.Query{Fields: []string{"initiative"}, Where: graph.Compare{Field: "role", Op: graph.Eq, Value: "FUNDING"}}})
	if err != nil {
		return nil, err
	}
	works := map[string][]string{}
	for body, list := range funding {
		for _, p := range list {
			works[body] = append(works[body], p.InitiativeID)
		}
	}
	large := map[string]bool{}
	implementing, err := capped[*graph.Participation](ctx, s, "initiative", s.affordable(bodies, works, hubs), maxParticipations, large,
		graph.Plan{Query: graph.Query{Fields: []string{"stakeholder"}, Where: graph.Compare{Field: "role", Op: graph.Eq, Value: "IMPLEMENTING"}}})
	if err != nil {
		return nil, err
	}
	out := map[string]*holders{}
	for _, body := range bodies {
		if hubs[body] || slices.ContainsFunc(works[body], func(w string) bool { return large[w] }) {
			continue
		}
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		funded := traits{}
		for _, f := range flows[body] {
			funded.add(f.Recipient.StakeholderID, wayFlow, f.ID)
		}
		for _, p := range funding[body] {
			for _, i := range implementing[p.InitiativeID] {
				funded.add(i.StakeholderID, wayFunding, p.ID, i.ID)
			}
		}
		delete(funded, body)
		out[body] = &holders{len(funded), funded}
	}
	return out, nil
}

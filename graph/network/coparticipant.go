// Package network answers questions about who works with whom. Its logic is
// pure: it asks the port of package graph and is the same for every store.
package network

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

// Question asks with whom stakeholders took part in initiatives.
type Question struct {
	// Where limits the others; nil limits nothing.
	Where graph.Filter
	// Dating limits the participations that count.
	Dating graph.Dating
	// Partners asks for partners only: see partnership.
	Partners bool
	// ByStrength orders the others by the strength of the connection on Day
	// (ReferenceDay) instead of by the number of joint initiatives.
	ByStrength bool
	Day        string
	// MaxClaims bounds the participations that the answer is worked out of, those
	// of the bodies and those in their initiatives apart; 0 means DefaultMaxClaims.
	MaxClaims int
}

// DefaultMaxClaims is the bound for a question that says none.
const DefaultMaxClaims = 100_000

// CoParticipants gives, for each of ids, the stakeholders that took part in the
// same initiatives, most joint initiatives first, then by id, or by strength if
// that is asked for. Groups are nobody's co-participants. It makes three calls of fetch for co-participants,
// and up to maxLevels more for partners, however many ids there are.
func CoParticipants(ctx context.Context, fetch graph.Fetch, ids []string, q Question) ([][]*graph.CoParticipant, error) {
	own, n, err := gather(ctx, fetch, ids, q)
	if err != nil {
		return nil, err
	}
	out := make([][]*graph.CoParticipant, len(ids))
	for i, id := range ids {
		if out[i], err = n.of(ctx, id, own[id], q.Partners); err != nil {
			return nil, err
		}
		if q.ByStrength {
			orderByStrength(out[i], q.Day)
		}
	}
	if q.Partners {
		if err := dropFamily(ctx, fetch, ids, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// gather fetches the participations of bodies, and who else took part in the
// same initiatives.
func gather(ctx context.Context, fetch graph.Fetch, ids []string, q Question) (own map[string][]*graph.Participation, _ *meetings, _ error) {
	most := cmp.Or(q.MaxClaims, DefaultMaxClaims)
	own, err := participations(ctx, fetch, "stakeholder", ids, most, graph.Plan{Dating: q.Dating})
	if err != nil {
		return nil, nil, err
	}
	joint := graph.Plan{Dating: q.Dating}
	joint.Where = graph.Not{Of: graph.Compare{Field: "groupLabel", Op: graph.IsNull, Value: false}}
	if q.Where != nil {
		joint.Where = graph.All(joint.Where, graph.Related{Edge: "stakeholder", Where: q.Where})
	}
	initiatives := initiativesOf(own)
	others, err := participations(ctx, fetch, "initiative", initiatives, most, joint)
	if err != nil {
		return nil, nil, err
	}
	works, err := periodsOf(ctx, fetch, initiatives)
	if err != nil {
		return nil, nil, err
	}
	n := &meetings{others, works}
	if n.pairs(own) > maxPairs {
		return nil, nil, graph.Errorf(graph.LimitExceeded,
			"more than %d meetings would have to be counted; ask of fewer bodies, or of a shorter time with asOf or during", maxPairs)
	}
	return own, n, nil
}

// participations fetches the participations that refer to parents, by parent,
// unless there are more than most.
func participations(ctx context.Context, fetch graph.Fetch, ref string, parents []string, most int, p graph.Plan) (map[string][]*graph.Participation, error) {
	p.Fields = []string{"stakeholder", "initiative", "role"}
	return claimsOf[*graph.Participation](ctx, fetch, "participations", ref, parents, most, p)
}

// claimsOf fetches the claims of a type that refer to parents, by parent, unless
// there are more than most. plural names them in messages.
func claimsOf[C graph.Record](ctx context.Context, fetch graph.Fetch, plural, ref string, parents []string, most int, p graph.Plan) (map[string][]C, error) {
	if len(parents) == 0 {
		return nil, nil
	}
	var none C
	p.Type, p.By, p.Parents = graph.TypeOf(none), graph.By(ref), parents
	p.Limit = most
	res, err := fetch(ctx, &p)
	if err != nil {
		return nil, err
	}
	out := map[string][]C{}
	total := 0
	for i, list := range res.Lists {
		if total += len(list.Records); total > most || list.More {
			return nil, graph.Errorf(graph.LimitExceeded,
				"more than %d %s would have to be compared; ask of fewer bodies, or of a shorter time with asOf or during", most, plural)
		}
		for _, r := range list.Records {
			out[parents[i]] = append(out[parents[i]], r.(C))
		}
	}
	return out, nil
}

func initiativesOf(own map[string][]*graph.Participation) []string {
	var out []string
	for _, list := range own {
		for _, p := range list {
			out = append(out, p.InitiativeID)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// meetings tells who took part in what.
type meetings struct {
	participants map[string][]*graph.Participation // by initiative
	works        map[string]period                 // initiatives
}

// period is when an initiative was, as far as the order of initiatives and the
// age of a connection need it.
type period struct {
	start   string // the first day on which it may have started, empty if unknown
	lastDay string // the last day on which it may have gone on, after all days if it is open
	undated bool
}

// maxPairs bounds how often two bodies can have met in one answer: each meeting
// takes memory and time.
const maxPairs = 200_000

// pairs counts whom all the bodies met, again for each of their participations.
func (n *meetings) pairs(own map[string][]*graph.Participation) int {
	out := 0
	for _, list := range own {
		for _, mine := range list {
			out += len(n.participants[mine.InitiativeID])
		}
	}
	return out
}

// periodsOf gives when initiatives were.
func periodsOf(ctx context.Context, fetch graph.Fetch, ids []string) (map[string]period, error) {
	out := map[string]period{}
	if len(ids) == 0 {
		return out, nil
	}
	res, err := fetch(ctx, &graph.Plan{Query: graph.Query{
		Type: graph.Catalog.Type("Initiative"), IDs: ids,
		Fields: []string{"nature", "start", "startEarliest", "startLatest", "end", "endEarliest", "endLatest"}}})
	if err != nil {
		return nil, err
	}
	for _, r := range res.Lists[0].Records {
		i := r.(*graph.Initiative)
		p := i.Period
		p.IsState = i.Nature == "STATE"
		b := p.Bounds()
		out[i.ID] = period{p.Start.Earliest, b.ValidTo, b.Undated}
	}
	return out, nil
}

// encounter is what two bodies did together.
type encounter struct {
	initiatives map[string]bool
	claims      []*graph.Participation // of both; one that met several stands there several times
}

// of gives whom one body met, by its own participations.
func (n *meetings) of(ctx context.Context, id string, own []*graph.Participation, partners bool) ([]*graph.CoParticipant, error) {
	joint := map[string]*encounter{} // by the other
	for _, mine := range own {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		for _, p := range n.participants[mine.InitiativeID] {
			if p.StakeholderID == id || partners && !partnership(mine.Role, p.Role) {
				continue
			}
			e := joint[p.StakeholderID]
			if e == nil {
				e = &encounter{initiatives: map[string]bool{}}
				joint[p.StakeholderID] = e
			}
			e.initiatives[mine.InitiativeID] = true
			e.claims = append(e.claims, mine, p)
		}
	}
	out := make([]*graph.CoParticipant, 0, len(joint))
	for other, e := range joint {
		out = append(out, n.coParticipant(other, e))
	}
	slices.SortFunc(out, byCount)
	return out, nil
}

func byCount(x, y *graph.CoParticipant) int {
	return cmp.Or(cmp.Compare(len(y.Initiatives), len(x.Initiatives)), strings.Compare(x.StakeholderID, y.StakeholderID))
}

func (n *meetings) coParticipant(other string, e *encounter) *graph.CoParticipant {
	c := &graph.CoParticipant{Base: graph.Base{ID: other}, StakeholderID: other}
	for id := range e.initiatives {
		c.Initiatives = append(c.Initiatives, id)
	}
	slices.SortFunc(c.Initiatives, n.latestFirst)
	if latest := c.Initiatives[0]; n.works[latest].start != "" {
		c.LatestID = latest
	}
	for _, id := range c.Initiatives {
		if !n.works[id].undated {
			c.LastDays = append(c.LastDays, n.works[id].lastDay)
		}
	}
	c.Claims = n.claimsOf(e)
	return c
}

// latestFirst orders initiatives by their starts, unknown last.
func (n *meetings) latestFirst(x, y string) int {
	return cmp.Or(strings.Compare(n.works[y].start, n.works[x].start), strings.Compare(x, y))
}

// claimsOf gives the ids of the participations of an encounter, each once, those
// in the latest initiative first.
func (n *meetings) claimsOf(e *encounter) []string {
	slices.SortFunc(e.claims, func(x, y *graph.Participation) int {
		return cmp.Or(n.latestFirst(x.InitiativeID, y.InitiativeID), strings.Compare(x.ID, y.ID))
	})
	var out []string
	for i, p := range e.claims {
		if i == 0 || p.ID != e.claims[i-1].ID {
			out = append(out, p.ID)
		}
	}
	return out
}

// Roles by which a body carries out an initiative.
var carryingOut = []graph.Role{"ACCOUNTABLE", "EXTENDING", "IMPLEMENTING", "ORGANIZER", "CO_ORGANIZER", "HOST", "PARTNER", "INITIATOR"}

// partnership tells whether two roles in one initiative make partners: one is
// PARTNER or CO_ORGANIZER and the other carries the initiative out, or one
// funds what the other implements. Sharing a room is no partnership.
func partnership(x, y graph.Role) bool {
	explicit := func(r graph.Role) bool { return r == "PARTNER" || r == "CO_ORGANIZER" }
	return explicit(x) && slices.Contains(carryingOut, y) ||
		explicit(y) && slices.Contains(carryingOut, x) ||
		x == "FUNDING" && y == "IMPLEMENTING" || x == "IMPLEMENTING" && y == "FUNDING"
}

// family are the affiliations by which one body is a part of another.
var family = []string{"PART_OF", "COUNTRY_OFFICE_OF", "SECRETARIAT_OF"}

// maxLevels bounds how far up a family is followed: from a field office to its
// state there are seven or so.
const maxLevels = 10

// dropFamily takes away the partners of which a body is a part, or which are a
// part of it.
func dropFamily(ctx context.Context, fetch graph.Fetch, ids []string, partners [][]*graph.CoParticipant) error {
	var all []string
	for i, id := range ids {
		all = append(all, id)
		for _, p := range partners[i] {
			all = append(all, p.StakeholderID)
		}
	}
	above, err := ancestors(ctx, fetch, all)
	if err != nil {
		return err
	}
	for i, id := range ids {
		partners[i] = slices.DeleteFunc(partners[i], func(p *graph.CoParticipant) bool {
			return above[id][p.StakeholderID] || above[p.StakeholderID][id]
		})
	}
	return nil
}

// ancestors gives, for each of ids, what it is directly or indirectly a part of.
func ancestors(ctx context.Context, fetch graph.Fetch, ids []string) (map[string]map[string]bool, error) {
	parents := map[string][]string{}
	frontier := ids
	for range maxLevels {
		frontier = unseen(frontier, parents)
		if len(frontier) == 0 {
			break
		}
		res, err := fetch(ctx, &graph.Plan{Query: graph.Query{
			Type: graph.Catalog.Type("Affiliation"), Parents: frontier, By: graph.By("stakeholder"),
			Where: graph.Compare{Field: "type", Op: graph.In, Value: family}, Fields: []string{"to"},
		}})
		if err != nil {
			return nil, err
		}
		var next []string
		for i, list := range res.Lists {
			for _, r := range list.Records {
				to := r.(*graph.Affiliation).ToID
				parents[frontier[i]] = append(parents[frontier[i]], to)
				next = append(next, to)
			}
		}
		frontier = next
	}
	out := map[string]map[string]bool{}
	for _, id := range ids {
		if out[id] == nil {
			out[id] = map[string]bool{}
			climb(out[id], id, parents)
		}
	}
	return out, nil
}

// unseen gives the ids whose parents are not known yet, each once, and notes
// that they are being asked for.
func unseen(ids []string, parents map[string][]string) []string {
	var out []string
	for _, id := range ids {
		if _, known := parents[id]; !known {
			parents[id] = nil
			out = append(out, id)
		}
	}
	return out
}

func climb(above map[string]bool, id string, parents map[string][]string) {
	for _, p := range parents[id] {
		if !above[p] {
			above[p] = true
			climb(above, p, parents)
		}
	}
}

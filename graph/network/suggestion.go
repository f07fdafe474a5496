package network

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

// SuggestionQuestion asks with which bodies one has something in common without
// having partnered with them.
type SuggestionQuestion struct {
	// Where limits the bodies that are suggested; nil limits nothing.
	Where graph.Filter
	// Dating limits the claims that count.
	Dating graph.Dating
	// Limit is the number of suggestions, at most graph.MaxSuggestions.
	Limit int
}

// Suggest gives bodies with which one has not partnered, and what they share with
// it: partners, themes, places, funders. Each shared thing counts 1/k, k being the
// number of bodies that have it (the index of resource allocation, see
// docs/methods.md); the highest sum comes first, then by id. What it takes is
// bounded: what too many have, which is worth little, is left out, and Truncated
// says so. A body that does not exist is NOT_FOUND.
func Suggest(ctx context.Context, fetch graph.Fetch, of string, q SuggestionQuestion) (*graph.Suggestions, error) {
	bodies, err := standingBodies(ctx, fetch, []string{of}, func(int) string { return "of" })
	if err != nil {
		return nil, err
	}
	of = bodies[0]
	profiles, err := profilesOf(ctx, fetch, []string{of}, q.Dating, DefaultMaxClaims)
	if err != nil {
		return nil, err
	}
	s := &survey{fetch: fetch, dating: q.Dating, of: of}
	var shared [len(reasons)]map[string]*holders // by thing
	for i, r := range reasons {
		mine := r.of(profiles[0])
		if shared[i], err = r.survey(s, ctx, s.rarest(mine)); err != nil {
			return nil, err
		}
	}
	candidates, err := s.eligible(ctx, weigh(of, profiles[0], shared), q.Where)
	if err != nil {
		return nil, err
	}
	out := &graph.Suggestions{StakeholderID: of, Candidates: len(candidates), Truncated: s.truncated}
	for _, c := range candidates[:min(len(candidates), q.Limit)] {
		out.Rows = append(out.Rows, c.shown(of, profiles[0], shared))
	}
	return out, nil
}

// reason is a kind of things that bodies can share: what a body itself has of it,
// and how to find out who else does.
type reason struct {
	name   string
	of     func(*profile) traits
	survey func(*survey, context.Context, []string) (map[string]*holders, error)
}

var reasons = [...]reason{
	{"partners", func(p *profile) traits { return p.partners }, (*survey).partners},
	{"themes", func(p *profile) traits { return p.themes }, (*survey).themes},
	{"places", func(p *profile) traits { return p.places }, (*survey).places},
	{"funders", func(p *profile) traits { return p.funders }, (*survey).funders},
}

// candidate is a body that shares something.
type candidate struct {
	id     string
	shared [len(reasons)]map[string]float64 // what a thing counts
	score  float64
}

// weigh gives the bodies that share something with one, but for its partners and
// funders, with whom it works already: the highest score first, then by id.
func weigh(of string, mine *profile, shared [len(reasons)]map[string]*holders) []*candidate {
	found := map[string]*candidate{}
	for i := range reasons {
		for _, thing := range slices.Sorted(maps.Keys(shared[i])) {
			h := shared[i][thing]
			for body := range h.sharing {
				if body == of || mine.partners[body] != nil || mine.funders[body] != nil {
					continue
				}
				c := found[body]
				if c == nil {
					c = &candidate{id: body}
					found[body] = c
				}
				if c.shared[i] == nil {
					c.shared[i] = map[string]float64{}
				}
				c.shared[i][thing] = 1 / float64(h.count)
			}
		}
	}
	for _, c := range found {
		for i := range reasons {
			c.score += c.sum(i)
		}
		c.score = rounded(c.score)
	}
	return slices.SortedFunc(maps.Values(found), func(x, y *candidate) int {
		return cmp.Or(cmp.Compare(y.score, x.score), strings.Compare(x.id, y.id))
	})
}

// sum adds up what the things of one kind count, always in the same order.
func (c *candidate) sum(kind int) float64 {
	out := 0.0
	for _, thing := range slices.Sorted(maps.Keys(c.shared[kind])) {
		out += c.shared[kind][thing]
	}
	return rounded(out)
}

func rounded(x float64) float64 { return math.Round(x*1e9) / 1e9 }

// shown gives the suggestion with its reasons.
func (c *candidate) shown(of string, mine *profile, shared [len(reasons)]map[string]*holders) *graph.Suggestion {
	var found [len(reasons)]*graph.SuggestionReason
	for i, r := range reasons {
		out := graph.SuggestionReason{Count: len(c.shared[i]), Score: c.sum(i)}
		things := slices.SortedFunc(maps.Keys(c.shared[i]), func(x, y string) int {
			return cmp.Or(cmp.Compare(shared[i][x].count, shared[i][y].count), strings.Compare(x, y))
		})
		for _, thing := range things[:min(len(things), graph.MaxReasonThings)] {
			out.Things = append(out.Things, &graph.ComparedThing{ThingID: thing, Sides: []*graph.ComparedSide{
				side(of, r.of(mine)[thing]), side(c.id, shared[i][thing].sharing[c.id])}})
		}
		found[i] = graph.NewReason(r.name, out)
	}
	return &graph.Suggestion{StakeholderID: c.id, Score: c.score, Partners: found[0], Themes: found[1], Places: found[2], Funders: found[3]}
}

// maxCandidates bounds the bodies that a filter and the families are asked about.
const maxCandidates = 1000

// eligible takes away the candidates that do not fit or are of the body's family.
func (s *survey) eligible(ctx context.Context, all []*candidate, where graph.Filter) ([]*candidate, error) {
	if len(all) > maxCandidates {
		all, s.truncated = all[:maxCandidates], true
	}
	if len(all) == 0 {
		return nil, nil
	}
	ids := make([]string, len(all))
	for i, c := range all {
		ids[i] = c.id
	}
	t := graph.Catalog.Type("Stakeholder")
	res, err := s.fetch(ctx, &graph.Plan{Query: graph.Query{Type: t, IDs: ids, Where: graph.All(graph.Live(t), where), Fields: []string{}}})
	if err != nil {
		return nil, err
	}
	fits := map[string]bool{}
	for _, r := range res.Lists[0].Records {
		fits[graph.IDOf(r)] = true
	}
	above, err := ancestors(ctx, s.fetch, append([]string{s.of}, ids...))
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(c *candidate) bool {
		return !fits[c.id] || above[s.of][c.id] || above[c.id][s.of]
	}), nil
}

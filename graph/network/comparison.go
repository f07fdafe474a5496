package network

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

// ComparisonQuestion asks what bodies share.
type ComparisonQuestion struct {
	// Dating limits the claims that count.
	Dating graph.Dating
	// MaxClaims bounds the claims of each type that are compared; 0 means DefaultMaxClaims.
	MaxClaims int
}

// Compare tells what bodies share and what each has alone. The ids must be those
// of two or more different bodies; one that does not exist is NOT_FOUND.
func Compare(ctx context.Context, fetch graph.Fetch, ids []string, q ComparisonQuestion) (*graph.Comparison, error) {
	argument := func(i int) string { return fmt.Sprintf("of[%d]", i) }
	ids, err := standingBodies(ctx, fetch, ids, argument)
	if err != nil {
		return nil, err
	}
	for i, id := range ids {
		if slices.Contains(ids[:i], id) {
			return nil, graph.InvalidArg(argument(i), "%s is given twice; compare different stakeholders", id)
		}
	}
	profiles, err := profilesOf(ctx, fetch, ids, q.Dating, cmp.Or(q.MaxClaims, DefaultMaxClaims))
	if err != nil {
		return nil, err
	}
	section := func(name string, of func(*profile) traits) *graph.ComparisonSection {
		all := make([]traits, len(profiles))
		for i, p := range profiles {
			all[i] = of(p)
		}
		return graph.NewSection(name, divide(ids, all))
	}
	return &graph.Comparison{
		StakeholderIDs: ids,
		Initiatives:    section("initiatives", func(p *profile) traits { return p.initiatives }),
		Partners:       section("partners", func(p *profile) traits { return p.partners }),
		CoParticipants: section("coParticipants", func(p *profile) traits { return p.coParticipants }),
		Themes:         section("themes", func(p *profile) traits { return p.themes }),
		Places:         section("places", func(p *profile) traits { return p.places }),
		Funders:        section("funders", func(p *profile) traits { return p.funders }),
	}, nil
}

// held is a thing with the bodies that have to do with it, by their places.
type held struct {
	thing  string
	by     []int
	claims int // of all of them
}

// divide divides the things of several bodies into those of all, of some and of
// one alone. Those with the most claims come first, then by id.
func divide(ids []string, all []traits) graph.ComparisonSection {
	things := map[string]*held{}
	for i, ts := range all {
		for thing, t := range ts {
			h := things[thing]
			if h == nil {
				h = &held{thing: thing}
				things[thing] = h
			}
			h.by = append(h.by, i)
			h.claims += len(t.claims)
		}
	}
	ordered := slices.SortedFunc(maps.Values(things), func(x, y *held) int {
		return cmp.Or(cmp.Compare(y.claims, x.claims), strings.Compare(x.thing, y.thing))
	})
	var s graph.ComparisonSection
	for _, id := range ids {
		s.Alone = append(s.Alone, &graph.ComparedAlone{StakeholderID: id})
	}
	for _, h := range ordered {
		list, count := &s.Some, &s.SomeCount
		switch len(h.by) {
		case len(ids):
			list, count = &s.Shared, &s.SharedCount
		case 1:
			alone := s.Alone[h.by[0]]
			list, count = &alone.Things, &alone.Count
		}
		if *count++; *count <= graph.MaxComparedThings {
			*list = append(*list, h.shown(ids, all))
		}
	}
	return s
}

func (h *held) shown(ids []string, all []traits) *graph.ComparedThing {
	out := &graph.ComparedThing{ThingID: h.thing}
	for _, i := range h.by {
		out.Sides = append(out.Sides, side(ids[i], all[i][h.thing]))
	}
	return out
}

// side says how a body has to do with a thing.
func side(body string, t *trait) *graph.ComparedSide {
	return &graph.ComparedSide{StakeholderID: body, Ways: t.waysShown(), Claims: slices.Sorted(maps.Keys(t.claims))}
}

package network

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

// SharedConnections gives whom two different bodies both know: co-participants of
// both, or partners of both if the question asks for partners. The two themselves
// are left out, and of partners the family of either. Those with the most joint
// initiatives on the side that has fewer come first, then on both sides together,
// then by id. A body that does not exist is NOT_FOUND.
func SharedConnections(ctx context.Context, fetch graph.Fetch, of, with string, q Question) ([]*graph.SharedConnection, error) {
	two, err := standingBodies(ctx, fetch, []string{of, with}, func(i int) string { return []string{"of", "with"}[i] })
	if err != nil {
		return nil, err
	}
	if of, with = two[0], two[1]; of == with {
		return nil, graph.InvalidArg("with", "it is the same body as of; give two")
	}
	met, err := CoParticipants(ctx, fetch, two, q)
	if err != nil {
		return nil, err
	}
	known := map[string]*graph.CoParticipant{} // to with
	for _, c := range met[1] {
		known[c.StakeholderID] = c
	}
	out := []*graph.SharedConnection{}
	for _, c := range met[0] {
		other := known[c.StakeholderID]
		if other == nil {
			continue // the two themselves too: nobody is its own co-participant
		}
		out = append(out, &graph.SharedConnection{Base: graph.Base{ID: c.StakeholderID}, StakeholderID: c.StakeholderID,
			Sides: []*graph.SharedSide{{StakeholderID: of, Connection: c}, {StakeholderID: with, Connection: other}}})
	}
	slices.SortFunc(out, func(x, y *graph.SharedConnection) int {
		fewerX, allX := x.Counts()
		fewerY, allY := y.Counts()
		return cmp.Or(cmp.Compare(fewerY, fewerX), cmp.Compare(allY, allX), strings.Compare(x.StakeholderID, y.StakeholderID))
	})
	return out, nil
}

// SharedStrength is the strength of a shared connection on a day: that of its
// weaker side, for a chain holds as its weakest link does. Nil if the strength of
// one side is unknown.
func SharedStrength(c *graph.SharedConnection, day string) *float64 {
	of, with := Strength(c.Sides[0].Connection, day), Strength(c.Sides[1].Connection, day)
	if of == nil || with == nil {
		return nil
	}
	weaker := min(*of, *with)
	return &weaker
}

package main

import (
	"fmt"
	"math/rand/v2"

	"github.com/migraph/migraph/internal/generated"
)

const hopQuery = `query($of: ID!) { neighborhood(of: $of, hops: 1, maxNodes: 50) { truncated linkCount hops { total shown }
	nodes { hop degree thing { __typename id name } } links { from to type weight claims { id } } } }`

const filteredHopQuery = `query($of: ID!, $day: Date!, $type: InitiativeType!) {
	neighborhood(of: $of, hops: 1, maxNodes: 50, asOf: $day, where: {initiative: {type: {eq: $type}}}) { truncated linkCount hops { total shown }
	nodes { hop degree thing { __typename id name } } links { from to type weight claims { id } } } }`

// hops are one hop around the hub, around the body that is drawn most often, and
// around bodies of about a hundred claims.
func hops() []drawn {
	hub := func(_ *rand.Rand, g *generated.Graph) string { return g.Hub().ID }
	first := func(_ *rand.Rand, g *generated.Graph) string { return g.Stakeholder(0).ID }
	hundred := func(r *rand.Rand, g *generated.Graph) string { return g.Stakeholder(ofAboutHundred(r, g)).ID }
	var out []drawn
	for _, k := range []struct {
		name string
		of   func(*rand.Rand, *generated.Graph) string
	}{{"the hub", hub}, {"the first body", first}, {"bodies of 100 claims", hundred}} {
		out = append(out,
			drawn{"one hop: " + k.name, hopQuery, func(r *rand.Rand, g *generated.Graph) map[string]any {
				return map[string]any{"of": k.of(r, g)}
			}},
			drawn{"filtered hop: " + k.name, filteredHopQuery, func(r *rand.Rand, g *generated.Graph) map[string]any {
				return map[string]any{"of": k.of(r, g), "type": []string{"PROJECT", "WORKSHOP", "FORUM", "POLICY"}[r.IntN(4)],
					"day": fmt.Sprintf("%d-%02d-15", 2014+r.IntN(11), 1+r.IntN(12))}
			}})
	}
	return out
}

// ofAboutHundred draws a body about which there are 90 to 110 claims. The numbers of
// claims fall with the numbers of bodies, but for chance.
func ofAboutHundred(r *rand.Rand, g *generated.Graph) int {
	last := 0
	for n := range g.Stakeholders() - 1 {
		if g.Claims(n) >= 90 {
			last = n
		} else if n > 2*last+100 {
			break
		}
	}
	for {
		if n := r.IntN(last + 1); g.Claims(n) >= 90 && g.Claims(n) <= 110 {
			return n
		}
	}
}

package main

import (
	"math/rand/v2"

	"github.com/migraph/migraph/internal/generated"
)

const pathQuery = `query($from: ID!, $to: ID!, $hops: Int!) { paths(from: $from, to: $to, maxHops: $hops) { status cut
	paths { length cost steps { from { id name } to { id name } type forward weight sentence claims { id } } } } }`

// paths are ways between two bodies that are drawn as often as they take part in
// something, of three and of four links at the most.
func paths() []drawn {
	between := func(hops int) func(r *rand.Rand, g *generated.Graph) map[string]any {
		return func(r *rand.Rand, g *generated.Graph) map[string]any {
			from := g.DrawBody(r)
			to := from
			for to == from {
				to = g.DrawBody(r)
			}
			return map[string]any{"from": g.Stakeholder(from).ID, "to": g.Stakeholder(to).ID, "hops": hops}
		}
	}
	return []drawn{
		{"paths of 3 links", pathQuery, between(3)},
		{"paths of 4 links", pathQuery, between(4)},
	}
}

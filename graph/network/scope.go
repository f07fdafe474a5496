package network

import (
	"context"

	"github.com/migraph/migraph/graph"
)

// Scope says which links of the graph make the network that a question is about.
type Scope struct {
	// Types of links; empty for graph.TieTypes.
	Types []graph.LinkType
	// Roles limits participations and presences; empty limits nothing.
	Roles  []graph.Role
	Dating graph.Dating
	// Where limits the things of the network, by the names of their types.
	Where map[string]graph.Filter
}

// query asks for the neighbours of nodes within the scope.
func (s *Scope) query(nodes []string) *graph.LinkQuery {
	q := &graph.LinkQuery{Nodes: nodes, Types: s.Types, Roles: s.Roles, Dating: s.Dating, Where: s.Where}
	if len(q.Types) == 0 {
		q.Types = graph.TieTypes()
	}
	return q
}

// between asks for the links among nodes, which lead from the first to the second.
func (s *Scope) between(from, to []string) *graph.LinkQuery {
	q := s.query(from)
	q.Among, q.Way = to, graph.WayOut
	return q
}

// Links asks a store for neighbours: graph.Reader has it.
type Links interface {
	Links(ctx context.Context, q *graph.LinkQuery) ([]graph.Neighbours, error)
}

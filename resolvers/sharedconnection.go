package resolvers

import (
	"context"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/network"
)

// SharedConnections lists whom two bodies both know.
func (Query) SharedConnections(ctx context.Context, _ map[string]any) (*SharedConnectionConnection, error) {
	var dating graph.Dating
	c, err := rootViews(ctx, graph.TypeOf(&graph.SharedConnection{}), graph.Catalog.Type("Stakeholder"), showSharedConnection,
		func(o *Operation, a *arguments, plan *graph.Plan) ([]*graph.SharedConnection, error) {
			dating = plan.Dating
			of, err := a.body("of")
			if err != nil {
				return nil, err
			}
			with, err := a.body("with")
			if err != nil {
				return nil, err
			}
			return network.SharedConnections(ctx, o.fetch, of, with, network.Question{
				Where: plan.Where, Dating: plan.Dating, Partners: a.values["kind"] == "PARTNERS"})
		})
	return &SharedConnectionConnection{c, dating}, err
}

// SharedConnection is a graph.SharedConnection as the API shows it.
type SharedConnection struct{ *graph.SharedConnection }

func showSharedConnection(r graph.Record) *SharedConnection {
	return &SharedConnection{r.(*graph.SharedConnection)}
}

// Stakeholder that both know.
func (c *SharedConnection) Stakeholder(ctx context.Context) (Stakeholder, error) {
	r, err := oneOf(ctx, c.SharedConnection, "stakeholder")
	return showStakeholder(r), err
}

// Strength of the weaker side, nil if one is unknown.
func (c *SharedConnection) Strength(ctx context.Context) (*float64, error) {
	return strengthOf(ctx, c.SharedConnection, network.SharedStrength)
}

// Sides are how each of the two knows it.
func (c *SharedConnection) Sides(ctx context.Context) ([]*SharedSide, error) {
	out := make([]*SharedSide, len(c.SharedConnection.Sides))
	for i, s := range c.SharedConnection.Sides {
		out[i] = &SharedSide{s}
	}
	return out, partOf(ctx, c.SharedConnection, "sides")
}

// SharedSide is a graph.SharedSide as the API shows it.
type SharedSide struct{ *graph.SharedSide }

// Stakeholder that knows.
func (s *SharedSide) Stakeholder(ctx context.Context) (Stakeholder, error) {
	r, err := oneOf(ctx, s.SharedSide, "stakeholder")
	return showStakeholder(r), err
}

// Count of joint initiatives.
func (s *SharedSide) Count() int { return len(s.Connection.Initiatives) }

// Initiatives that are joint, the latest first.
func (s *SharedSide) Initiatives(ctx context.Context) ([]*Initiative, error) {
	return listedBy(ctx, s.SharedSide, "initiatives", showInitiative)
}

// Strength of the connection, nil if unknown.
func (s *SharedSide) Strength(ctx context.Context) (*float64, error) {
	return strengthOf(ctx, s.SharedSide, func(s *graph.SharedSide, day string) *float64 { return network.Strength(s.Connection, day) })
}

// UndatedCount counts the joint initiatives without any date.
func (s *SharedSide) UndatedCount() int { return s.Connection.Undated() }

// ClaimCount counts the participations that say so.
func (s *SharedSide) ClaimCount() int { return len(s.Connection.Claims) }

// Claims are the participations that say so.
func (s *SharedSide) Claims(ctx context.Context) ([]*Participation, error) {
	return listedBy(ctx, s.SharedSide, "claims", showParticipation)
}

// SharedConnectionConnection and SharedConnectionEdge are a page of shared connections.
type (
	SharedConnectionConnection struct {
		connection[*SharedConnection]
		dating graph.Dating
	}
	SharedConnectionEdge struct{ edge[*SharedConnection] }
)

// Edges of the page.
func (c *SharedConnectionConnection) Edges() []*SharedConnectionEdge {
	return edgesOf(&c.connection, func(e edge[*SharedConnection]) *SharedConnectionEdge { return &SharedConnectionEdge{e} })
}

// ReferenceDay is the day to which the ages of joint initiatives are counted,
// nil if none is known.
func (c *SharedConnectionConnection) ReferenceDay(ctx context.Context) (*string, error) {
	return dayOrNil(operationOf(ctx).referenceDay(ctx, c.dating))
}

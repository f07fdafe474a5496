package resolvers

import (
	"context"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/network"
)

// CoParticipant is a graph.CoParticipant as the API shows it.
type CoParticipant struct{ *graph.CoParticipant }

func showCoParticipant(r graph.Record) *CoParticipant {
	return &CoParticipant{r.(*graph.CoParticipant)}
}

// Stakeholder that took part in the same initiatives.
func (c *CoParticipant) Stakeholder(ctx context.Context) (Stakeholder, error) {
	r, err := oneOf(ctx, c.CoParticipant, "stakeholder")
	return showStakeholder(r), err
}

// Count of joint initiatives.
func (c *CoParticipant) Count() int { return len(c.CoParticipant.Initiatives) }

// Latest joint initiative, nil if none is dated.
func (c *CoParticipant) Latest(ctx context.Context) (*Initiative, error) {
	r, err := oneOf(ctx, c.CoParticipant, "latest")
	return showInitiative(r), err
}

// Initiatives that are joint, the latest first.
func (c *CoParticipant) Initiatives(ctx context.Context) ([]*Initiative, error) {
	return listedBy(ctx, c.CoParticipant, "initiatives", showInitiative)
}

// CoParticipants of the body.
func (b *Body) CoParticipants(ctx context.Context) (*CoParticipantConnection, error) {
	return metBy(ctx, b.Stakeholder, "coParticipants", network.Question{})
}

// Partners of the body.
func (b *Body) Partners(ctx context.Context) (*CoParticipantConnection, error) {
	return metBy(ctx, b.Stakeholder, "partners", network.Question{Partners: true})
}

// metBy resolves a field that lists with whom a stakeholder took part. All
// stakeholders of its cohort are answered together.
func metBy(ctx context.Context, s *graph.Stakeholder, field string, q network.Question) (*CoParticipantConnection, error) {
	o := operationOf(ctx)
	req := derivedRequest(ctx, graph.TypeOf(s), field)
	if req.err != nil {
		return nil, req.err
	}
	everybody := *req.plan // whatever the page, all are worked out, so once for all pages
	everybody.Limit, everybody.After, everybody.Include = 0, nil, nil
	l, err := graph.LoadFor(ctx, s, req.key, func(c *graph.Cohort, members []graph.Record) ([]*graph.List, error) {
		out := make([]*graph.List, len(members))
		plan := *req.plan
		plan.Dating, plan.Audience = plan.Dating.Under(c.Dating), c.Audience
		var all []*graph.CoParticipant
		for i, m := range members {
			met, err := graph.LoadFor(ctx, m, graph.LoadKey(field, &everybody), func(_ *graph.Cohort, members []graph.Record) ([][]*graph.CoParticipant, error) {
				q.Where, q.Dating = plan.Where, plan.Dating
				return network.CoParticipants(ctx, o.fetch, idsOf(members), q)
			})
			if err != nil {
				return nil, err
			}
			var page []*graph.CoParticipant
			page, out[i] = pageOf(&plan, met)
			all = append(all, page...)
		}
		return out, graph.FormPlanned(ctx, o.fetch, all, &plan)
	})
	if err != nil {
		return nil, err
	}
	return &CoParticipantConnection{connection[*CoParticipant]{list{plan: req.plan, rows: l, digest: req.digest}, showCoParticipant}}, nil
}

// CoParticipantConnection and CoParticipantEdge are a page of co-participants.
type (
	CoParticipantConnection struct{ connection[*CoParticipant] }
	CoParticipantEdge       struct{ edge[*CoParticipant] }
)

// Edges of the page.
func (c *CoParticipantConnection) Edges() []*CoParticipantEdge {
	return edgesOf(&c.connection, func(e edge[*CoParticipant]) *CoParticipantEdge { return &CoParticipantEdge{e} })
}

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

// Strength of the connection, nil if unknown.
func (c *CoParticipant) Strength(ctx context.Context) (*float64, error) {
	return strengthOf(ctx, c.CoParticipant, network.Strength)
}

// strengthOf resolves a strength on the reference day, which is that of all views
// of the cohort.
func strengthOf[R graph.Record](ctx context.Context, r R, on func(R, string) *float64) (*float64, error) {
	o := operationOf(ctx)
	return graph.LoadFor(ctx, r, "strength", func(c *graph.Cohort, members []graph.Record) ([]*float64, error) {
		day, err := o.referenceDay(ctx, c.Dating)
		out := make([]*float64, len(members))
		for i, m := range members {
			out[i] = on(m.(R), day)
		}
		return out, err
	})
}

// UndatedCount counts the joint initiatives without any date.
func (c *CoParticipant) UndatedCount() int { return c.Undated() }

// ClaimCount counts the participations that say so.
func (c *CoParticipant) ClaimCount() int { return len(c.CoParticipant.Claims) }

// Claims are the participations that say so.
func (c *CoParticipant) Claims(ctx context.Context) ([]*Participation, error) {
	return listedBy(ctx, c.CoParticipant, "claims", showParticipation)
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
				if q.ByStrength = plan.Order.Field == "strength"; q.ByStrength {
					var err error
					if q.Day, err = o.referenceDay(ctx, plan.Dating); err != nil {
						return nil, err
					}
				}
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
	return &CoParticipantConnection{
		connection[*CoParticipant]{list{plan: req.plan, rows: l, digest: req.digest}, showCoParticipant},
		req.plan.Dating.Under(graph.CohortOf(s).Dating),
	}, nil
}

// CoParticipantConnection and CoParticipantEdge are a page of co-participants.
type (
	CoParticipantConnection struct {
		connection[*CoParticipant]
		dating graph.Dating
	}
	CoParticipantEdge struct{ edge[*CoParticipant] }
)

// ReferenceDay is the day to which the ages of joint initiatives are counted,
// nil if none is known.
func (c *CoParticipantConnection) ReferenceDay(ctx context.Context) (*string, error) {
	return dayOrNil(operationOf(ctx).referenceDay(ctx, c.dating))
}

// referenceDay gives network.ReferenceDay, looking up the newest document once.
func (o *Operation) referenceDay(ctx context.Context, d graph.Dating) (string, error) {
	if d.To != "" {
		return network.ReferenceDay(ctx, o.fetch, d)
	}
	return once(o, "reference day", func() (string, error) { return network.ReferenceDay(ctx, o.fetch, graph.Dating{}) })
}

func dayOrNil(day string, err error) (*string, error) {
	if day == "" {
		return nil, err
	}
	return &day, err
}

// Edges of the page.
func (c *CoParticipantConnection) Edges() []*CoParticipantEdge {
	return edgesOf(&c.connection, func(e edge[*CoParticipant]) *CoParticipantEdge { return &CoParticipantEdge{e} })
}

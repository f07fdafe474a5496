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

// Initiatives that are joint, the latest first, with one call for all
// co-participants of the cohort.
func (c *CoParticipant) Initiatives(ctx context.Context) ([]*Initiative, error) {
	o := operationOf(ctx)
	req := derivedRequest(ctx, graph.TypeOf(c.CoParticipant), "initiatives")
	if req.err != nil {
		return nil, req.err
	}
	return graph.LoadFor(ctx, c.CoParticipant, req.key, func(_ *graph.Cohort, members []graph.Record) ([][]*Initiative, error) {
		shown := make([][]string, len(members))
		var all []string
		for i, m := range members {
			ids := m.(*graph.CoParticipant).Initiatives
			shown[i] = ids[:min(len(ids), maxJointShown)]
			all = append(all, shown[i]...)
		}
		found, err := o.byID(ctx, req.plan, distinct(all))
		out := make([][]*Initiative, len(members))
		for i := range members {
			for _, id := range shown[i] {
				if found[id] != nil {
					out[i] = append(out[i], showInitiative(found[id]))
				}
			}
		}
		return out, err
	})
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
		var all []*graph.CoParticipant
		for i, m := range members {
			met, err := graph.LoadFor(ctx, m, graph.LoadKey(field, &everybody), func(c *graph.Cohort, members []graph.Record) ([][]*graph.CoParticipant, error) {
				q.Where, q.Dating = req.plan.Where, req.plan.Dating.Under(c.Dating)
				return network.CoParticipants(ctx, o.fetch, idsOf(members), q)
			})
			if err != nil {
				return nil, err
			}
			page := pageOf(req.plan, met)
			all = append(all, page...)
			out[i] = &graph.List{Records: records(page), Total: len(met), More: req.plan.Limit < rest(req.plan, met)}
		}
		graph.Form(all, req.plan.Dating.Under(c.Dating), c.Audience)
		return out, nil
	})
	if err != nil {
		return nil, err
	}
	return &CoParticipantConnection{connection[*CoParticipant]{list{plan: req.plan, rows: l, digest: req.digest}, showCoParticipant}}, nil
}

// rest counts the co-participants after the cursor.
func rest(p *graph.Plan, all []*graph.CoParticipant) int { return len(all) - skipped(p, all) }

func skipped(p *graph.Plan, all []*graph.CoParticipant) int {
	n := 0
	for p.After != nil && n < len(all) && !beyond(graph.PositionOf(p.Type, p.Order, all[n]), *p.After) {
		n++
	}
	return n
}

// beyond tells whether one place in an order lies after another.
func beyond(x, y graph.Position) bool { return x.Key > y.Key || x.Key == y.Key && x.ID > y.ID }

// pageOf gives copies: each page is a cohort of its own.
func pageOf(p *graph.Plan, all []*graph.CoParticipant) []*graph.CoParticipant {
	var out []*graph.CoParticipant
	for _, c := range all[skipped(p, all):] {
		if len(out) == p.Limit {
			break
		}
		out = append(out, &graph.CoParticipant{Base: graph.Base{ID: c.ID}, StakeholderID: c.StakeholderID, Initiatives: c.Initiatives, LatestID: c.LatestID})
	}
	return out
}

func records[R graph.Record](rs []R) []graph.Record {
	out := make([]graph.Record, len(rs))
	for i, r := range rs {
		out[i] = r
	}
	return out
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

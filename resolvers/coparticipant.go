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
	l, err := graph.LoadFor(ctx, s, req.key, func(c *graph.Cohort, members []graph.Record) ([]*graph.List, error) {
		q.Where, q.Dating = req.plan.Where, req.plan.Dating.Under(c.Dating)
		met, err := network.CoParticipants(ctx, o.fetch, idsOf(members), q)
		if err != nil {
			return nil, err
		}
		out := make([]*graph.List, len(members))
		var all []*graph.CoParticipant
		for i := range met {
			page := pageOf(req.plan, met[i])
			all = append(all, page...)
			out[i] = &graph.List{Records: records(page), Total: len(met[i]), More: req.plan.Limit < rest(req.plan, met[i])}
		}
		graph.Form(all, q.Dating, c.Audience)
		return out, nil
	})
	if err != nil {
		return nil, err
	}
	return &CoParticipantConnection{connection[*CoParticipant]{list{plan: req.plan, rows: l}, showCoParticipant}}, nil
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

func pageOf(p *graph.Plan, all []*graph.CoParticipant) []*graph.CoParticipant {
	from := skipped(p, all)
	return all[from:min(len(all), from+p.Limit)]
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

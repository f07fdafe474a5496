package resolvers

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/network"
)

// Disagreement is a graph.Disagreement as the API shows it.
type Disagreement struct{ *graph.Disagreement }

func showDisagreement(r graph.Record) *Disagreement { return &Disagreement{r.(*graph.Disagreement)} }

// Type of the claims.
func (d *Disagreement) Type() string { return d.Disagreement.Type.Name }

// ClaimCount counts the claims.
func (d *Disagreement) ClaimCount() int { return len(d.Disagreement.Claims) }

// DifferenceCount counts the fields in which they differ.
func (d *Disagreement) DifferenceCount() int { return len(d.Disagreement.Differences) }

// Claims that tell it.
func (d *Disagreement) Claims(ctx context.Context) ([]Claim, error) {
	return listedBy(ctx, d.Disagreement, "claims", showClaim)
}

// Differences between the claims.
func (d *Disagreement) Differences(ctx context.Context) ([]*Difference, error) {
	err := partOf(ctx, d.Disagreement, "differences")
	out := make([]*Difference, len(d.Disagreement.Differences))
	for i, x := range d.Disagreement.Differences {
		out[i] = &Difference{x}
	}
	return out, err
}

// Difference is a graph.Difference as the API shows it.
type Difference struct{ *graph.Difference }

// Values that the claims say.
func (d *Difference) Values(ctx context.Context) ([]*ToldValue, error) {
	err := partOf(ctx, d.Difference, "values")
	out := make([]*ToldValue, len(d.Difference.Values))
	for i, v := range d.Difference.Values {
		out[i] = &ToldValue{v}
	}
	return out, err
}

// ToldValue is a graph.ToldValue as the API shows it.
type ToldValue struct{ *graph.ToldValue }

// ClaimID is the id of the claim that says it.
func (v *ToldValue) ClaimID() string { return v.ToldValue.ClaimID }

// Things that it names.
func (v *ToldValue) Things(ctx context.Context) ([]Thing, error) {
	return listedBy(ctx, v.ToldValue, "things", showThing)
}

// Disagreements lists the claims that are told differently.
func (Query) Disagreements(ctx context.Context, _ map[string]any) (*DisagreementConnection, error) {
	values := graphql.GetFieldContext(ctx).Field.ArgumentMap(graphql.GetOperationContext(ctx).Variables)
	q, digest, err := disagreementQuestion(ctx, values["where"])
	if err != nil {
		return nil, err
	}
	args := arguments{t: graph.TypeOf(&graph.Disagreement{}), page: operationOf(ctx).limits.RootPage,
		where: func(any) (graph.Filter, error) { return digest, nil }}
	c, err := rootRows(ctx, args, showDisagreement, func(o *Operation, plan *graph.Plan) ([]*graph.Disagreement, bool, int, error) {
		q.Dating = plan.Dating
		all, err := network.Disagreements(ctx, o.fetch, q)
		if err != nil {
			return nil, false, 0, err
		}
		page, l := pageOf(plan, all)
		return page, l.More, l.Total, nil
	})
	return &DisagreementConnection{c}, err
}

// disagreementQuestion reads a condition on disagreements for each type of claims,
// and gives a filter that tells such conditions apart.
func disagreementQuestion(ctx context.Context, v any) (network.DisagreementQuestion, graph.Filter, error) {
	q := network.DisagreementQuestion{Where: map[string]graph.Filter{}}
	m, _ := v.(map[string]any)
	for name, condition := range m {
		if condition == nil {
			return q, nil, graph.InvalidArg("where."+name, "null is no condition; leave it out")
		}
	}
	var digest graph.Or
	for _, noun := range graph.ClaimNouns() {
		if !isCode(noun, m["type"]) {
			continue
		}
		t := graph.Catalog.Type(noun)
		w := &where{}
		var fs []graph.Filter
		if m["about"] != nil {
			f, err := w.about(t, m["about"])
			if err != nil {
				return q, nil, err
			}
			fs = append(fs, f)
		}
		if m["evidence"] != nil {
			f, err := w.condition(t, "evidence", m["evidence"], "where.evidence")
			if err != nil {
				return q, nil, err
			}
			if f != nil {
				fs = append(fs, f)
			}
		}
		following, err := followMerges(ctx, graph.All(fs...))
		if err != nil {
			return q, nil, err
		}
		q.Where[noun] = following
		digest = append(digest, graph.All(graph.Compare{Field: "type", Op: graph.Eq, Value: noun}, following))
	}
	return q, digest, nil
}

// about reads a condition on the id of a thing to which a claim refers, itself or
// by a part.
func (w *where) about(t *graph.Type, v any) (graph.Filter, error) {
	is := func(to *graph.Type) (graph.Filter, error) { return w.comparison(to, "id", v, "where.about") }
	var out graph.Or
	for i := range t.Refs {
		f, err := is(t.Target(t.Refs[i].Name))
		if err != nil {
			return nil, err
		}
		out = append(out, graph.Related{Edge: t.Refs[i].Name, Where: f})
	}
	for i := range t.Parts {
		p := &t.Parts[i]
		for j := range p.Type.Refs {
			ref := &p.Type.Refs[j]
			if p.Name == "evidence" {
				continue
			}
			f, err := is(graph.Catalog.Type(ref.To))
			if err != nil {
				return nil, err
			}
			out = append(out, graph.Related{Edge: p.Name, Where: graph.Related{Edge: ref.Name, Where: f}})
		}
	}
	return out, nil
}

// DisagreementConnection and DisagreementEdge are a page of disagreements.
type (
	DisagreementConnection struct{ connection[*Disagreement] }
	DisagreementEdge       struct{ edge[*Disagreement] }
)

// Edges of the page.
func (c *DisagreementConnection) Edges() []*DisagreementEdge {
	return edgesOf(&c.connection, func(e edge[*Disagreement]) *DisagreementEdge { return &DisagreementEdge{e} })
}

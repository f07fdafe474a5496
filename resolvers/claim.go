package resolvers

import (
	"context"
	"fmt"
	"slices"

	"github.com/99designs/gqlgen/graphql"

	"github.com/migraph/migraph/graph"
)

// Claim is something that a document says of things.
type Claim interface {
	Node
	IsClaim()
}

// claimTypes are the types of a document's claims, in the order in which they
// are listed. Descriptions are no claims of the API: things show them.
func claimTypes() []*graph.Type {
	return slices.DeleteFunc(graph.Catalog.Of(graph.ClassClaim), func(t *graph.Type) bool { return t.Name == "Description" })
}

// cites is how claims lead back to the document that makes them.
var cites = []graph.Back{{Via: "evidence", Ref: "document"}}

// claims compiles the claims of a document: the page, and below it a plan for
// each type of claim, which asks for one claim more than the page may have. The
// page itself has no size: it brings no rows beside those of the types.
func (p *planner) claims(f graphql.CollectedField) (*graph.Plan, error) {
	page := &graph.Plan{Query: graph.Query{Type: graph.Catalog.Type("Description")}} // in the order of ids
	args := arguments{t: page.Type, values: f.ArgumentMap(p.op.Variables), limits: p.limits, page: p.limits.NestedPage}
	err := args.paging(&page.Query)
	if err != nil {
		return nil, err
	}
	if page.After, err = args.cursor("after", page.Order, digestOf(page)); err != nil {
		return nil, err
	}
	size := page.Limit
	page.Limit = 0
	for _, t := range claimTypes() {
		plan := &graph.Plan{Query: graph.Query{Type: t, By: cites, Limit: size + 1}}
		if err := p.connection(plan, f); err != nil {
			return nil, err
		}
		page.Include = append(page.Include, graph.Include{Plan: plan})
		page.Total, page.TotalOnly = plan.Total, plan.TotalOnly // as of every type
	}
	return page, nil
}

// Claims of the document, with one call for each type of claim and all
// documents of its cohort. The arguments are read by claims.
func (d *Document) Claims(ctx context.Context, first *int, after *string) (*ClaimConnection, error) { //nolint:revive // gqlgen wants their names
	req := derivedRequest(ctx, graph.TypeOf(d.Document), "claims")
	if req.err != nil {
		return nil, req.err
	}
	o := operationOf(ctx)
	one := req.plan.Include[0].Plan // asks as the other types do
	key := fmt.Sprintf("%s %d %t %t", req.key, one.Limit, one.TotalOnly, one.Total)
	l, err := graph.LoadFor(ctx, d.Document, key, func(c *graph.Cohort, members []graph.Record) ([]*graph.List, error) {
		return o.claimsOf(ctx, req.plan, idsOf(members), c.Dating)
	})
	if err != nil {
		return nil, err
	}
	show := func(r graph.Record) Claim { return nodeOf(r).(Claim) }
	return &ClaimConnection{connection[Claim]{list{plan: req.plan, rows: l}, show}}, nil
}

// claimsOf gives a page of claims for each document.
func (o *Operation) claimsOf(ctx context.Context, page *graph.Plan, documents []string, d graph.Dating) ([]*graph.List, error) {
	out := make([]*graph.List, len(documents))
	for i := range out {
		out[i] = &graph.List{Records: []graph.Record{}}
	}
	seen := page.After == nil
	for _, in := range page.Include {
		p := *in.Plan
		p.Parents, p.Dating = documents, d
		switch {
		case seen:
		case graph.Catalog.TypeOfID(page.After.ID) == p.Type:
			seen, p.After = true, page.After
		default: // the page begins with a later type, but all types count
			p.TotalOnly = true
		}
		if p.TotalOnly && !p.Total {
			continue
		}
		res, err := o.fetch(ctx, &p)
		if err != nil {
			return nil, err
		}
		for i := range out {
			out[i].Records = append(out[i].Records, res.Lists[i].Records...)
			out[i].Total += max(0, res.Lists[i].Total)
		}
	}
	size := page.Include[0].Plan.Limit - 1
	for _, l := range out {
		if len(l.Records) > size {
			l.Records, l.More = l.Records[:size], true
		}
	}
	return out, nil
}

// ClaimConnection and ClaimEdge are a page of claims.
type (
	ClaimConnection struct{ connection[Claim] }
	ClaimEdge       struct{ edge[Claim] }
)

// Edges of the page.
func (c *ClaimConnection) Edges() []*ClaimEdge {
	return edgesOf(&c.connection, func(e edge[Claim]) *ClaimEdge { return &ClaimEdge{e} })
}

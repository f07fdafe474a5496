package resolvers

import (
	"cmp"
	"context"
	"fmt"

	"github.com/99designs/gqlgen/graphql"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/network"
)

// Freshness is a graph.Freshness as the API shows it.
type Freshness struct{ *graph.Freshness }

func showFreshness(r graph.Record) *Freshness { return &Freshness{r.(*graph.Freshness)} }

// Thing of which documents tell.
func (f *Freshness) Thing(ctx context.Context) (Thing, error) {
	return oneListed(ctx, f.Freshness, "thing", showThing)
}

// Newest document, nil if none is dated.
func (f *Freshness) Newest(ctx context.Context) (*Document, error) {
	r, err := oneOf(ctx, f.Freshness, "newest")
	return showDocument(r), err
}

// Date of the newest document, nil if none is dated.
func (f *Freshness) Date() *graph.PartialDate { return dateOf(&f.Freshness.Date) }

// recorded gives a number, nil if nothing is recorded.
func (f *Freshness) recorded(n int) *int {
	if f.Freshness.ClaimCount == 0 {
		return nil
	}
	return &n
}

// ClaimCount counts the claims, nil if there are none.
func (f *Freshness) ClaimCount() *int { return f.recorded(f.Freshness.ClaimCount) }

// DocumentCount counts the documents that make them, nil if there are none.
func (f *Freshness) DocumentCount() *int { return f.recorded(f.Freshness.DocumentCount) }

// UndatedCount counts those without a date, nil if there are no documents.
func (f *Freshness) UndatedCount() *int { return f.recorded(f.Freshness.UndatedCount) }

// Freshness lists how new the documents are, by theme or by place.
func (Query) Freshness(ctx context.Context, _ map[string]any) (*FreshnessConnection, error) {
	values := graphql.GetFieldContext(ctx).Field.ArgumentMap(graphql.GetOperationContext(ctx).Variables)
	q := network.FreshnessQuestion{By: network.Dimension(cmp.Or(textOf(values["by"]), string(network.ByTheme))), Empty: values["includeEmpty"] == true}
	var err error
	if q.Where, err = doing(ctx, values["where"]); err != nil {
		return nil, err
	}
	asked := graph.Compare{Field: "thing", Op: graph.Eq, Value: fmt.Sprint(q.By, q.Empty)} // for cursors only
	args := arguments{t: graph.TypeOf(&graph.Freshness{}), page: operationOf(ctx).limits.RootPage,
		where: func(any) (graph.Filter, error) {
			return graph.All(q.Where.Participation, q.Where.Presence, asked), nil
		}}
	c, err := rootRows(ctx, args, showFreshness, func(o *Operation, plan *graph.Plan) ([]*graph.Freshness, bool, int, error) {
		q.Dating = plan.Dating
		all, err := network.Freshnesses(ctx, network.Port{Fetch: o.fetch, Aggregate: o.aggregate}, q)
		if err != nil {
			return nil, false, 0, err
		}
		page, l := pageOf(plan, all)
		return page, l.More, l.Total, nil
	})
	return &FreshnessConnection{c}, err
}

// FreshnessConnection and FreshnessEdge are a page of how new documents are.
type (
	FreshnessConnection struct{ connection[*Freshness] }
	FreshnessEdge       struct{ edge[*Freshness] }
)

// Edges of the page.
func (c *FreshnessConnection) Edges() []*FreshnessEdge {
	return edgesOf(&c.connection, func(e edge[*Freshness]) *FreshnessEdge { return &FreshnessEdge{e} })
}

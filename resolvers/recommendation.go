package resolvers

import (
	"context"
	"fmt"

	"github.com/99designs/gqlgen/graphql"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/network"
)

// Recommendation is a graph.Recommendation as the API shows it.
type Recommendation struct{ *graph.Recommendation }

func showRecommendation(r graph.Record) *Recommendation {
	return &Recommendation{r.(*graph.Recommendation)}
}

// Finding that recommends it.
func (r *Recommendation) Finding(ctx context.Context) (*Finding, error) {
	x, err := oneOf(ctx, r.Recommendation, "finding")
	return showFinding(x), err
}

// Initiative about which it is, nil if about none.
func (r *Recommendation) Initiative(ctx context.Context) (*Initiative, error) {
	x, err := oneOf(ctx, r.Recommendation, "initiative")
	return showInitiative(x), err
}

// AskedFor are those addressees that the question is about.
func (r *Recommendation) AskedFor(ctx context.Context) ([]Stakeholder, error) {
	return listedBy(ctx, r.Recommendation, "askedFor", showStakeholder)
}

// Documents that recommend it, the newest first.
func (r *Recommendation) Documents(ctx context.Context) ([]*Document, error) {
	return listedBy(ctx, r.Recommendation, "documents", showDocument)
}

// Date of the newest document, nil if none is dated.
func (r *Recommendation) Date() *graph.PartialDate { return dateOf(&r.Recommendation.Date) }

// Recommendations lists what is recommended.
func (Query) Recommendations(ctx context.Context, _ map[string]any) (*RecommendationConnection, error) {
	values := graphql.GetFieldContext(ctx).Field.ArgumentMap(graphql.GetOperationContext(ctx).Variables)
	q, err := recommendationQuestion(ctx, values)
	if err != nil {
		return nil, err
	}
	asked := graph.Compare{Field: "askedFor", Op: graph.Eq, Value: fmt.Sprint(q.To, q.Parents)} // for cursors only
	args := arguments{t: graph.TypeOf(&graph.Recommendation{}), page: operationOf(ctx).limits.RootPage,
		where: func(any) (graph.Filter, error) { return graph.All(q.Where, asked), nil }}
	c, err := rootRows(ctx, args, showRecommendation, func(o *Operation, plan *graph.Plan) ([]*graph.Recommendation, bool, int, error) {
		q.Dating = plan.Dating
		all, err := network.Recommendations(ctx, o.fetch, q)
		if err != nil {
			return nil, false, 0, err
		}
		page, l := pageOf(plan, all)
		return page, l.More, l.Total, nil
	})
	return &RecommendationConnection{c}, err
}

// recommendationQuestion reads the arguments of recommendations but for its time.
func recommendationQuestion(ctx context.Context, values map[string]any) (network.RecommendationQuestion, error) {
	q := network.RecommendationQuestion{To: textOf(values["to"]), Parents: values["includeParents"] == true}
	if values["to"] != nil && graph.Catalog.TypeOfID(q.To) != graph.Catalog.Type("Stakeholder") {
		return q, graph.InvalidArg("to", "%.60q is no id of a body; find its id by search, or by stakeholder(by: {slug: ...})", q.To)
	}
	if q.To == "" && q.Parents {
		return q, graph.InvalidArg("includeParents", "the parents of whom? Name the body by to")
	}
	var err error
	q.Where, err = filterOf(ctx, graph.Catalog.Type("Finding"), values["where"])
	return q, err
}

// RecommendationConnection and RecommendationEdge are a page of recommendations.
type (
	RecommendationConnection struct{ connection[*Recommendation] }
	RecommendationEdge       struct{ edge[*Recommendation] }
)

// Edges of the page.
func (c *RecommendationConnection) Edges() []*RecommendationEdge {
	return edgesOf(&c.connection, func(e edge[*Recommendation]) *RecommendationEdge { return &RecommendationEdge{e} })
}

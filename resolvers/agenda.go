package resolvers

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/network"
)

// AgendaItem is a graph.AgendaItem as the API shows it.
type AgendaItem struct{ *graph.AgendaItem }

func showAgendaItem(r graph.Record) *AgendaItem { return &AgendaItem{r.(*graph.AgendaItem)} }

// Initiative that is on the agenda.
func (a *AgendaItem) Initiative(ctx context.Context) (*Initiative, error) {
	r, err := oneOf(ctx, a.AgendaItem, "initiative")
	return showInitiative(r), err
}

// Reasons why it is.
func (a *AgendaItem) Reasons() []string {
	out := make([]string, len(a.AgendaItem.Reasons))
	for i, r := range a.AgendaItem.Reasons {
		out[i] = string(r)
	}
	return out
}

// Agenda lists the initiatives of a period.
func (Query) Agenda(ctx context.Context, _ map[string]any) (*AgendaItemConnection, error) {
	o := operationOf(ctx)
	values := graphql.GetFieldContext(ctx).Field.ArgumentMap(graphql.GetOperationContext(ctx).Variables)
	q, err := agendaQuestion(ctx, values)
	if err != nil {
		return nil, err
	}
	args := arguments{t: graph.TypeOf(&graph.AgendaItem{}), page: o.limits.RootPage, listing: network.AgendaOrder,
		where: func(any) (graph.Filter, error) { return q.Condition(), nil }}
	c, err := rootRows(ctx, args, showAgendaItem, func(o *Operation, plan *graph.Plan) ([]*graph.AgendaItem, bool, int, error) {
		q.After, q.First, q.Total = plan.After, plan.Limit, plan.Total
		return network.Agenda(ctx, o.fetch, q)
	})
	if err != nil {
		return nil, err
	}
	return &AgendaItemConnection{c, q}, nil
}

// lastDay stands for no end of a period.
const lastDay = "9999-12-31"

// agendaQuestion reads the arguments of agenda.
func agendaQuestion(ctx context.Context, values map[string]any) (network.AgendaQuestion, error) {
	q := network.AgendaQuestion{To: lastDay}
	var err error
	if q.From, err = dayOf(values["from"], "from"); err != nil {
		return q, err
	}
	if values["to"] != nil {
		if q.To, err = dayOf(values["to"], "to"); err != nil {
			return q, err
		}
	}
	if q.To < q.From {
		return q, graph.InvalidArg("to", "the period ends (%s) before it starts (%s)", q.To, q.From)
	}
	q.Where, err = filterOf(ctx, graph.Catalog.Type("Initiative"), values["where"])
	return q, err
}

// AgendaItemConnection and AgendaItemEdge are a page of an agenda.
type (
	AgendaItemConnection struct {
		connection[*AgendaItem]
		question network.AgendaQuestion
	}
	AgendaItemEdge struct{ edge[*AgendaItem] }
)

// Edges of the page.
func (c *AgendaItemConnection) Edges() []*AgendaItemEdge {
	return edgesOf(&c.connection, func(e edge[*AgendaItem]) *AgendaItemEdge { return &AgendaItemEdge{e} })
}

// UndatedCount counts the initiatives of which nobody can say whether they are
// on the agenda.
func (c *AgendaItemConnection) UndatedCount(ctx context.Context) (int, error) {
	t := graph.Catalog.Type("Initiative")
	res, err := operationOf(ctx).fetch(ctx, &graph.Plan{Query: graph.Query{Type: t, Where: graph.All(c.question.Undated(), graph.Live(t)), TotalOnly: true}})
	if err != nil {
		return 0, err
	}
	return res.Lists[0].Total, nil
}

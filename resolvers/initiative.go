package resolvers

import (
	"context"

	"github.com/migraph/migraph/graph"
)

// Initiative is a graph.Initiative as the API shows it.
type Initiative struct{ *graph.Initiative }

// IsNode makes it a node of the API.
func (*Initiative) IsNode() {}

func showInitiative(r graph.Record) *Initiative {
	x, _ := r.(*graph.Initiative)
	if x == nil {
		return nil
	}
	return &Initiative{x}
}

// Aliases of the initiative.
func (i *Initiative) Aliases(ctx context.Context) ([]*graph.Alias, error) {
	return aliasesOf(ctx, i.Initiative)
}

// Identifiers of the initiative.
func (i *Initiative) Identifiers(ctx context.Context) ([]*graph.Identifier, error) {
	return identifiersOf(ctx, i.Initiative)
}

// Start is when it began, nil if unknown.
func (i *Initiative) Start() *graph.PartialDate { return dateOf(&i.Period.Start) }

// End is when it ended, nil if unknown.
func (i *Initiative) End() *graph.PartialDate { return dateOf(&i.Period.End) }

// Participations say who takes part.
func (i *Initiative) Participations(ctx context.Context) (*ParticipationConnection, error) {
	c, err := manyOf(ctx, i.Initiative, "participations", showParticipation)
	return &ParticipationConnection{c}, err
}

// FlowsIn are the flows that it receives.
func (i *Initiative) FlowsIn(ctx context.Context) (*FlowConnection, error) {
	c, err := manyOf(ctx, i.Initiative, "flowsIn", showFlow)
	return &FlowConnection{c}, err
}

// FlowsOut are the flows that are provided within it.
func (i *Initiative) FlowsOut(ctx context.Context) (*FlowConnection, error) {
	c, err := manyOf(ctx, i.Initiative, "flowsOut", showFlow)
	return &FlowConnection{c}, err
}

// Initiative finds one initiative.
func (Query) Initiative(ctx context.Context, by map[string]any) (*Initiative, error) {
	r, err := thingBy(ctx, "Initiative", by)
	return showInitiative(r), err
}

// Initiatives lists initiatives.
func (Query) Initiatives(ctx context.Context, _ map[string]any) (*InitiativeConnection, error) {
	c, err := rootList(ctx, "Initiative", showInitiative)
	return &InitiativeConnection{c}, err
}

// InitiativeConnection and InitiativeEdge are a page of initiatives.
type (
	InitiativeConnection struct{ connection[*Initiative] }
	InitiativeEdge       struct{ edge[*Initiative] }
)

// Edges of the page.
func (c *InitiativeConnection) Edges() []*InitiativeEdge {
	return edgesOf(&c.connection, func(e edge[*Initiative]) *InitiativeEdge { return &InitiativeEdge{e} })
}

package resolvers

import (
	"context"

	"github.com/migraph/migraph/graph"
)

// Stakeholder is an Organization, a Government or an Embassy.
type Stakeholder interface {
	Node
	IsStakeholder()
}

// Organization, Government and Embassy are the kinds of stakeholders.
type (
	Organization struct{ Body }
	Government   struct{ Body }
	Embassy      struct{ Body }
)

// Body holds what the three kinds have in common.
type Body struct{ *graph.Stakeholder }

// IsNode makes it a node of the API.
func (*Body) IsNode() {}

// IsStakeholder makes it a stakeholder of the API.
func (*Body) IsStakeholder() {}

func showStakeholder(r graph.Record) Stakeholder {
	s, _ := r.(*graph.Stakeholder)
	if s == nil {
		return nil
	}
	switch s.Kind {
	case "GOVERNMENT":
		return &Government{Body{s}}
	case "EMBASSY":
		return &Embassy{Body{s}}
	}
	return &Organization{Body{s}}
}

// Aliases of the body.
func (b *Body) Aliases(ctx context.Context) ([]*graph.Alias, error) {
	return aliasesOf(ctx, b.Stakeholder)
}

// Identifiers of the body.
func (b *Body) Identifiers(ctx context.Context) ([]*graph.Identifier, error) {
	return identifiersOf(ctx, b.Stakeholder)
}

// Participations of the body.
func (b *Body) Participations(ctx context.Context) (*ParticipationConnection, error) {
	c, err := manyOf(ctx, b.Stakeholder, "participations", showParticipation)
	return &ParticipationConnection{c}, err
}

// FlowsOut are the flows that the body provides.
func (b *Body) FlowsOut(ctx context.Context) (*FlowConnection, error) {
	c, err := manyOf(ctx, b.Stakeholder, "flowsOut", showFlow)
	return &FlowConnection{c}, err
}

// FlowsIn are the flows that the body receives.
func (b *Body) FlowsIn(ctx context.Context) (*FlowConnection, error) {
	c, err := manyOf(ctx, b.Stakeholder, "flowsIn", showFlow)
	return &FlowConnection{c}, err
}

// Affiliations say what the body belongs to.
func (b *Body) Affiliations(ctx context.Context) (*AffiliationConnection, error) {
	c, err := manyOf(ctx, b.Stakeholder, "affiliations", showAffiliation)
	return &AffiliationConnection{c}, err
}

// Affiliated says what belongs to the body.
func (b *Body) Affiliated(ctx context.Context) (*AffiliationConnection, error) {
	c, err := manyOf(ctx, b.Stakeholder, "affiliated", showAffiliation)
	return &AffiliationConnection{c}, err
}

// Stakeholder finds one stakeholder.
func (Query) Stakeholder(ctx context.Context, by map[string]any) (Stakeholder, error) {
	r, err := thingBy(ctx, "Stakeholder", by)
	return showStakeholder(r), err
}

// Stakeholders lists stakeholders.
func (Query) Stakeholders(ctx context.Context, _ map[string]any) (*StakeholderConnection, error) {
	c, err := rootList(ctx, "Stakeholder", showStakeholder)
	return &StakeholderConnection{c}, err
}

// StakeholderConnection and StakeholderEdge are a page of stakeholders.
type (
	StakeholderConnection struct{ connection[Stakeholder] }
	StakeholderEdge       struct{ edge[Stakeholder] }
)

// Edges of the page.
func (c *StakeholderConnection) Edges() []*StakeholderEdge {
	return edgesOf(&c.connection, func(e edge[Stakeholder]) *StakeholderEdge { return &StakeholderEdge{e} })
}

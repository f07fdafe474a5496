package resolvers

import (
	"context"

	"github.com/migraph/migraph/graph"
)

// Stakeholder is an Organization, a Government or an Embassy.
type Stakeholder interface {
	Thing
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

// IsThing makes it a thing of the API.
func (*Body) IsThing() {}

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

// Permalink is its lasting address.
func (b *Body) Permalink(ctx context.Context) graph.Text { return permalinkOf(ctx, b.Stakeholder) }

// Descriptions say what each dataset says of it.
func (b *Body) Descriptions(ctx context.Context) ([]*Description, error) {
	return descriptionsOf(ctx, b.Stakeholder)
}

// Evidence of all its descriptions.
func (b *Body) Evidence(ctx context.Context) ([]*Evidence, error) {
	return describedBy(ctx, b.Stakeholder)
}

// IsFunder: it provides money or goods, passes them on, or takes part as FUNDING.
func (b *Body) IsFunder() bool { return b.Funder }

// Initiatives that it takes part in.
func (b *Body) Initiatives(ctx context.Context) (*InitiativeConnection, error) {
	c, err := manyOf(ctx, b.Stakeholder, "initiatives", showInitiative)
	return &InitiativeConnection{c}, err
}

// FlowsThrough are the flows that pass through it.
func (b *Body) FlowsThrough(ctx context.Context) (*FlowConnection, error) {
	c, err := manyOf(ctx, b.Stakeholder, "flowsThrough", showFlow)
	return &FlowConnection{c}, err
}

// Plans are budgets and planned disbursements from or to it.
func (b *Body) Plans(ctx context.Context) (*PlanConnection, error) {
	c, err := manyOf(ctx, b.Stakeholder, "plans", showPlan)
	return &PlanConnection{c}, err
}

// Offices are its country offices.
func (b *Body) Offices(ctx context.Context) (*StakeholderConnection, error) {
	c, err := manyOf(ctx, b.Stakeholder, "offices", showStakeholder)
	return &StakeholderConnection{c}, err
}

// MemberOf is of what it is a member.
func (b *Body) MemberOf(ctx context.Context) (*StakeholderConnection, error) {
	c, err := manyOf(ctx, b.Stakeholder, "memberOf", showStakeholder)
	return &StakeholderConnection{c}, err
}

// Members of it.
func (b *Body) Members(ctx context.Context) (*StakeholderConnection, error) {
	c, err := manyOf(ctx, b.Stakeholder, "members", showStakeholder)
	return &StakeholderConnection{c}, err
}

// Parts are the bodies that are a part of it.
func (b *Body) Parts(ctx context.Context) (*StakeholderConnection, error) {
	c, err := manyOf(ctx, b.Stakeholder, "parts", showStakeholder)
	return &StakeholderConnection{c}, err
}

// PartOf are the bodies of which it is a part.
func (b *Body) PartOf(ctx context.Context) (*StakeholderConnection, error) {
	c, err := manyOf(ctx, b.Stakeholder, "partOf", showStakeholder)
	return &StakeholderConnection{c}, err
}

// Represents is whom it represents.
func (b *Body) Represents(ctx context.Context) (*StakeholderConnection, error) {
	c, err := manyOf(ctx, b.Stakeholder, "represents", showStakeholder)
	return &StakeholderConnection{c}, err
}

// RepresentedBy is who represents it.
func (b *Body) RepresentedBy(ctx context.Context) (*StakeholderConnection, error) {
	c, err := manyOf(ctx, b.Stakeholder, "representedBy", showStakeholder)
	return &StakeholderConnection{c}, err
}

// Classifications say which places and themes it has.
func (b *Body) Classifications(ctx context.Context) (*ClassificationConnection, error) {
	c, err := manyOf(ctx, b.Stakeholder, "classifications", showClassification)
	return &ClassificationConnection{c}, err
}

// DocumentLinks say which documents are about it.
func (b *Body) DocumentLinks(ctx context.Context) (*DocumentLinkConnection, error) {
	c, err := manyOf(ctx, b.Stakeholder, "documentLinks", showDocumentLink)
	return &DocumentLinkConnection{c}, err
}

// Presences say what it does where.
func (b *Body) Presences(ctx context.Context) (*PresenceConnection, error) {
	c, err := manyOf(ctx, b.Stakeholder, "presences", showPresence)
	return &PresenceConnection{c}, err
}

// Results are figures of it.
func (b *Body) Results(ctx context.Context) (*ResultConnection, error) {
	c, err := manyOf(ctx, b.Stakeholder, "results", showResult)
	return &ResultConnection{c}, err
}

// Findings of documents on it.
func (b *Body) Findings(ctx context.Context) (*FindingConnection, error) {
	c, err := manyOf(ctx, b.Stakeholder, "findings", showFinding)
	return &FindingConnection{c}, err
}

// AddressedFindings are addressed to it.
func (b *Body) AddressedFindings(ctx context.Context) (*FindingConnection, error) {
	c, err := manyOf(ctx, b.Stakeholder, "addressedFindings", showFinding)
	return &FindingConnection{c}, err
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

// Funders lists the stakeholders that are funders.
func (Query) Funders(ctx context.Context, _ map[string]any) (*StakeholderConnection, error) {
	c, err := rootListOf(ctx, "Stakeholder", graph.Compare{Field: "isFunder", Op: graph.Eq, Value: true}, showStakeholder)
	return &StakeholderConnection{c}, err
}

// bodies lists the stakeholders of a kind.
func bodies[T any](ctx context.Context, kind string) (connection[T], error) {
	return rootListOf(ctx, "Stakeholder", graph.Compare{Field: "kind", Op: graph.Eq, Value: kind},
		func(r graph.Record) T { return showStakeholder(r).(T) })
}

// Organizations lists the stakeholders of this kind.
func (Query) Organizations(ctx context.Context, _ map[string]any) (*OrganizationConnection, error) {
	c, err := bodies[*Organization](ctx, "ORGANIZATION")
	return &OrganizationConnection{c}, err
}

// Governments lists the stakeholders of this kind.
func (Query) Governments(ctx context.Context, _ map[string]any) (*GovernmentConnection, error) {
	c, err := bodies[*Government](ctx, "GOVERNMENT")
	return &GovernmentConnection{c}, err
}

// Embassies lists the stakeholders of this kind.
func (Query) Embassies(ctx context.Context, _ map[string]any) (*EmbassyConnection, error) {
	c, err := bodies[*Embassy](ctx, "EMBASSY")
	return &EmbassyConnection{c}, err
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

// OrganizationConnection and OrganizationEdge are a page of organizations.
type (
	OrganizationConnection struct{ connection[*Organization] }
	OrganizationEdge       struct{ edge[*Organization] }
)

// Edges of the page.
func (c *OrganizationConnection) Edges() []*OrganizationEdge {
	return edgesOf(&c.connection, func(e edge[*Organization]) *OrganizationEdge { return &OrganizationEdge{e} })
}

// GovernmentConnection and GovernmentEdge are a page of governments.
type (
	GovernmentConnection struct{ connection[*Government] }
	GovernmentEdge       struct{ edge[*Government] }
)

// Edges of the page.
func (c *GovernmentConnection) Edges() []*GovernmentEdge {
	return edgesOf(&c.connection, func(e edge[*Government]) *GovernmentEdge { return &GovernmentEdge{e} })
}

// EmbassyConnection and EmbassyEdge are a page of embassies.
type (
	EmbassyConnection struct{ connection[*Embassy] }
	EmbassyEdge       struct{ edge[*Embassy] }
)

// Edges of the page.
func (c *EmbassyConnection) Edges() []*EmbassyEdge {
	return edgesOf(&c.connection, func(e edge[*Embassy]) *EmbassyEdge { return &EmbassyEdge{e} })
}

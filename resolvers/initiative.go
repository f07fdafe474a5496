package resolvers

import (
	"context"

	"github.com/migraph/migraph/graph"
)

// Initiative is a graph.Initiative as the API shows it.
type Initiative struct{ *graph.Initiative }

// IsNode makes it a node of the API.
func (*Initiative) IsNode() {}

// IsThing makes it a thing of the API.
func (*Initiative) IsThing() {}

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

// Permalink is its lasting address.
func (i *Initiative) Permalink(ctx context.Context) graph.Text { return permalinkOf(ctx, i.Initiative) }

// Descriptions say what each dataset says of it.
func (i *Initiative) Descriptions(ctx context.Context) ([]*Description, error) {
	return descriptionsOf(ctx, i.Initiative)
}

// Evidence of all its descriptions.
func (i *Initiative) Evidence(ctx context.Context) ([]*Evidence, error) {
	return describedBy(ctx, i.Initiative)
}

// Flows are the flows that it receives, provides or passes on.
func (i *Initiative) Flows(ctx context.Context) (*FlowConnection, error) {
	c, err := manyOf(ctx, i.Initiative, "flows", showFlow)
	return &FlowConnection{c}, err
}

// FlowsThrough are the flows that pass through it.
func (i *Initiative) FlowsThrough(ctx context.Context) (*FlowConnection, error) {
	c, err := manyOf(ctx, i.Initiative, "flowsThrough", showFlow)
	return &FlowConnection{c}, err
}

// Funders provide flows that it receives, or take part as FUNDING.
func (i *Initiative) Funders(ctx context.Context) (*StakeholderConnection, error) {
	c, err := manyOf(ctx, i.Initiative, "funders", showStakeholder)
	return &StakeholderConnection{c}, err
}

// Plans are its budgets and planned disbursements.
func (i *Initiative) Plans(ctx context.Context) (*PlanConnection, error) {
	c, err := manyOf(ctx, i.Initiative, "plans", showPlan)
	return &PlanConnection{c}, err
}

// Links relate it to other initiatives.
func (i *Initiative) Links(ctx context.Context) (*InitiativeLinkConnection, error) {
	c, err := manyOf(ctx, i.Initiative, "links", showInitiativeLink)
	return &InitiativeLinkConnection{c}, err
}

// Parts are the initiatives that are a part of it.
func (i *Initiative) Parts(ctx context.Context) (*InitiativeConnection, error) {
	c, err := manyOf(ctx, i.Initiative, "parts", showInitiative)
	return &InitiativeConnection{c}, err
}

// PartOf are the initiatives of which it is a part.
func (i *Initiative) PartOf(ctx context.Context) (*InitiativeConnection, error) {
	c, err := manyOf(ctx, i.Initiative, "partOf", showInitiative)
	return &InitiativeConnection{c}, err
}

// Places of it.
func (i *Initiative) Places(ctx context.Context) (*PlaceConnection, error) {
	c, err := manyOf(ctx, i.Initiative, "places", showPlace)
	return &PlaceConnection{c}, err
}

// Themes of it.
func (i *Initiative) Themes(ctx context.Context) (*ThemeConnection, error) {
	c, err := manyOf(ctx, i.Initiative, "themes", showTheme)
	return &ThemeConnection{c}, err
}

// Classifications say which places and themes it has.
func (i *Initiative) Classifications(ctx context.Context) (*ClassificationConnection, error) {
	c, err := manyOf(ctx, i.Initiative, "classifications", showClassification)
	return &ClassificationConnection{c}, err
}

// Presences say who does what where within it.
func (i *Initiative) Presences(ctx context.Context) (*PresenceConnection, error) {
	c, err := manyOf(ctx, i.Initiative, "presences", showPresence)
	return &PresenceConnection{c}, err
}

// Results are figures of it.
func (i *Initiative) Results(ctx context.Context) (*ResultConnection, error) {
	c, err := manyOf(ctx, i.Initiative, "results", showResult)
	return &ResultConnection{c}, err
}

// Findings of documents on it.
func (i *Initiative) Findings(ctx context.Context) (*FindingConnection, error) {
	c, err := manyOf(ctx, i.Initiative, "findings", showFinding)
	return &FindingConnection{c}, err
}

// PlannedStart is when it was to begin, nil if unknown.
func (i *Initiative) PlannedStart() *graph.PartialDate { return dateOf(&i.Initiative.PlannedStart) }

// PlannedEnd is when it was to end, nil if unknown.
func (i *Initiative) PlannedEnd() *graph.PartialDate { return dateOf(&i.Initiative.PlannedEnd) }

// Humanitarian is true if a source marks it so, nil if none does.
func (i *Initiative) Humanitarian() *bool { return marked(i.Initiative.Humanitarian) }

// Translations of its summary.
func (i *Initiative) Translations(ctx context.Context) ([]*graph.Translation, error) {
	if err := partOf(ctx, i.Initiative, "translations"); err != nil {
		return nil, err
	}
	return i.Initiative.Translations, nil
}

// DocumentLinks say which documents are about it.
func (i *Initiative) DocumentLinks(ctx context.Context) (*DocumentLinkConnection, error) {
	c, err := manyOf(ctx, i.Initiative, "documentLinks", showDocumentLink)
	return &DocumentLinkConnection{c}, err
}

// Documents that describe it, newest first.
func (i *Initiative) Documents(ctx context.Context) ([]*Document, error) {
	return documentsOf(ctx, i.Initiative)
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

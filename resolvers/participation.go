package resolvers

import (
	"context"

	"github.com/migraph/migraph/graph"
)

// Participation is a graph.Participation as the API shows it.
type Participation struct{ *graph.Participation }

// IsNode makes it a node of the API.
func (*Participation) IsNode() {}

// IsClaim makes it a claim of the API.
func (*Participation) IsClaim() {}

func showParticipation(r graph.Record) *Participation {
	x, _ := r.(*graph.Participation)
	if x == nil {
		return nil
	}
	return &Participation{x}
}

// Stakeholder that takes part, nil if it is a group.
func (p *Participation) Stakeholder(ctx context.Context) (Stakeholder, error) {
	r, err := oneOf(ctx, p.Participation, "stakeholder")
	return showStakeholder(r), err
}

// Initiative in which it takes part.
func (p *Participation) Initiative(ctx context.Context) (*Initiative, error) {
	r, err := oneOf(ctx, p.Participation, "initiative")
	return showInitiative(r), err
}

// DelegationOf is the body of whose delegation it is a part, nil if of none.
func (p *Participation) DelegationOf(ctx context.Context) (Stakeholder, error) {
	r, err := oneOf(ctx, p.Participation, "delegationOf")
	return showStakeholder(r), err
}

// Headcount of the participation, nil if unknown.
func (p *Participation) Headcount() *Headcount {
	if p.Participation.Headcount == nil {
		return nil
	}
	return &Headcount{*p.Participation.Headcount, p.HeadcountQualifier}
}

// Headcount is a number of persons.
type Headcount struct {
	Value     int
	Qualifier graph.Qualifier
}

// Group that takes part, nil if it is a stakeholder.
func (p *Participation) Group() *Group {
	if p.GroupLabel == "" {
		return nil
	}
	return &Group{p.Participation}
}

// Group is a participant without identity.
type Group struct{ of *graph.Participation }

// Label as the source calls the group.
func (g *Group) Label() string { return string(g.of.GroupLabel) }

// Category of its members, empty if not recorded.
func (g *Group) Category() graph.Text { return g.of.GroupCategory }

// Country of the group, empty if unknown.
func (g *Group) Country() graph.Text { return g.of.GroupCountry }

// AppointedBy is the body that appointed it, nil if unknown.
func (g *Group) AppointedBy(ctx context.Context) (Stakeholder, error) {
	r, err := oneOf(ctx, g.of, "group.appointedBy")
	return showStakeholder(r), err
}

// Start is when it began, nil if unknown.
func (p *Participation) Start() *graph.PartialDate { return dateOf(&p.Period.Start) }

// End is when it ended, nil if unknown.
func (p *Participation) End() *graph.PartialDate { return dateOf(&p.Period.End) }

// Evidence of the claim.
func (p *Participation) Evidence(ctx context.Context) ([]*Evidence, error) {
	return evidenceOf(ctx, p.Participation)
}

// Participations lists participations.
func (Query) Participations(ctx context.Context, _ map[string]any) (*ParticipationConnection, error) {
	c, err := rootList(ctx, "Participation", showParticipation)
	return &ParticipationConnection{c}, err
}

// ParticipationConnection and ParticipationEdge are a page of participations.
type (
	ParticipationConnection struct{ connection[*Participation] }
	ParticipationEdge       struct{ edge[*Participation] }
)

// Edges of the page.
func (c *ParticipationConnection) Edges() []*ParticipationEdge {
	return edgesOf(&c.connection, func(e edge[*Participation]) *ParticipationEdge { return &ParticipationEdge{e} })
}

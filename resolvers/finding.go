package resolvers

import (
	"context"

	"github.com/migraph/migraph/graph"
)

// Finding is a graph.Finding as the API shows it.
type Finding struct{ *graph.Finding }

// IsNode makes it a node of the API.
func (*Finding) IsNode() {}

// IsClaim makes it a claim of the API.
func (*Finding) IsClaim() {}

func showFinding(r graph.Record) *Finding {
	x, _ := r.(*graph.Finding)
	if x == nil {
		return nil
	}
	return &Finding{x}
}

// Stakeholder of which it is, nil if only of an initiative.
func (f *Finding) Stakeholder(ctx context.Context) (Stakeholder, error) {
	x, err := oneOf(ctx, f.Finding, "stakeholder")
	return showStakeholder(x), err
}

// Initiative of which it is, nil if only of a stakeholder.
func (f *Finding) Initiative(ctx context.Context) (*Initiative, error) {
	x, err := oneOf(ctx, f.Finding, "initiative")
	return showInitiative(x), err
}

// Ratings of what it is about.
func (f *Finding) Ratings(ctx context.Context) ([]*graph.Rating, error) {
	err := partOf(ctx, f.Finding, "ratings") // before they are read
	return f.Finding.Ratings, err
}

// AddressedTo tells to whom it is addressed, nil if to nobody in particular.
func (f *Finding) AddressedTo(ctx context.Context) (*Addressees, error) {
	if err := partOf(ctx, f.Finding, "addressees"); err != nil || len(f.Finding.Addressees) == 0 {
		return nil, err
	}
	return &Addressees{f.Finding}, nil
}

// Addressees are those to whom a finding is addressed.
type Addressees struct{ of *graph.Finding }

// Mode tells whether it is addressed to all of them or any.
func (a *Addressees) Mode() graph.AddressMode { return a.of.AddressedTo }

// Stakeholders are those to whom it is addressed.
func (a *Addressees) Stakeholders(ctx context.Context) ([]Stakeholder, error) {
	out := make([]Stakeholder, len(a.of.Addressees))
	for i, x := range a.of.Addressees {
		r, err := oneOf(ctx, x, "stakeholder")
		if err != nil {
			return nil, err
		}
		out[i] = showStakeholder(r)
	}
	return out, nil
}

// List gives each with what is said of it.
func (a *Addressees) List() []*Addressee {
	out := make([]*Addressee, len(a.of.Addressees))
	for i, x := range a.of.Addressees {
		out[i] = &Addressee{x}
	}
	return out
}

// Addressee is one to whom a finding is addressed.
type Addressee struct{ *graph.Addressee }

// Stakeholder to whom it is addressed.
func (a *Addressee) Stakeholder(ctx context.Context) (Stakeholder, error) {
	r, err := oneOf(ctx, a.Addressee, "stakeholder")
	return showStakeholder(r), err
}

// Start is when it began, nil if unknown.
func (f *Finding) Start() *graph.PartialDate { return dateOf(&f.Period.Start) }

// End is when it ended, nil if unknown.
func (f *Finding) End() *graph.PartialDate { return dateOf(&f.Period.End) }

// Evidence of the claim.
func (f *Finding) Evidence(ctx context.Context) ([]*Evidence, error) {
	return evidenceOf(ctx, f.Finding)
}

// Findings lists findings.
func (Query) Findings(ctx context.Context, _ map[string]any) (*FindingConnection, error) {
	c, err := rootList(ctx, "Finding", showFinding)
	return &FindingConnection{c}, err
}

// FindingConnection and FindingEdge are a page of findings.
type (
	FindingConnection struct{ connection[*Finding] }
	FindingEdge       struct{ edge[*Finding] }
)

// Edges of the page.
func (c *FindingConnection) Edges() []*FindingEdge {
	return edgesOf(&c.connection, func(e edge[*Finding]) *FindingEdge { return &FindingEdge{e} })
}

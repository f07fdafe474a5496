package resolvers

import (
	"context"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/network"
)

// Comparison of two to five bodies.
func (Query) Comparison(ctx context.Context, _ map[string]any) (*Comparison, error) {
	c, err := rootView(ctx, graph.TypeOf(&graph.Comparison{}), nil, func(o *Operation, a *arguments, d graph.Dating) (*graph.Comparison, error) {
		ids, err := a.bodies("of", 2, graph.MaxCompared)
		if err != nil {
			return nil, err
		}
		return network.Compare(ctx, o.fetch, ids, network.ComparisonQuestion{Dating: d})
	})
	if err != nil {
		return nil, err
	}
	return &Comparison{c}, nil
}

// Comparison is a graph.Comparison as the API shows it.
type Comparison struct{ *graph.Comparison }

// Of are the bodies that are compared.
func (c *Comparison) Of(ctx context.Context) ([]Stakeholder, error) {
	return listedBy(ctx, c.Comparison, "of", showStakeholder)
}

// section gives a section, when what is selected of it is loaded.
func (c *Comparison) section(ctx context.Context, name string, s *graph.ComparisonSection) (*ComparisonSection, error) {
	return &ComparisonSection{s}, partOf(ctx, c.Comparison, name)
}

// Initiatives in which the bodies take part.
func (c *Comparison) Initiatives(ctx context.Context) (*ComparisonSection, error) {
	return c.section(ctx, "initiatives", c.Comparison.Initiatives)
}

// Partners of the bodies.
func (c *Comparison) Partners(ctx context.Context) (*ComparisonSection, error) {
	return c.section(ctx, "partners", c.Comparison.Partners)
}

// CoParticipants of the bodies.
func (c *Comparison) CoParticipants(ctx context.Context) (*ComparisonSection, error) {
	return c.section(ctx, "coParticipants", c.Comparison.CoParticipants)
}

// Themes of the bodies.
func (c *Comparison) Themes(ctx context.Context) (*ComparisonSection, error) {
	return c.section(ctx, "themes", c.Comparison.Themes)
}

// Places of the bodies.
func (c *Comparison) Places(ctx context.Context) (*ComparisonSection, error) {
	return c.section(ctx, "places", c.Comparison.Places)
}

// Funders of the bodies.
func (c *Comparison) Funders(ctx context.Context) (*ComparisonSection, error) {
	return c.section(ctx, "funders", c.Comparison.Funders)
}

// ComparisonSection is a graph.ComparisonSection as the API shows it.
type ComparisonSection struct{ *graph.ComparisonSection }

// Shared are the things of all bodies.
func (s *ComparisonSection) Shared(ctx context.Context) ([]*ComparedThing, error) {
	return showCompared(s.ComparisonSection.Shared), partOf(ctx, s.ComparisonSection, "shared")
}

// Some are the things of several bodies, but not of all.
func (s *ComparisonSection) Some(ctx context.Context) ([]*ComparedThing, error) {
	return showCompared(s.ComparisonSection.Some), partOf(ctx, s.ComparisonSection, "some")
}

// Alone are the things of one body each.
func (s *ComparisonSection) Alone(ctx context.Context) ([]*ComparedAlone, error) {
	out := make([]*ComparedAlone, len(s.ComparisonSection.Alone))
	for i, a := range s.ComparisonSection.Alone {
		out[i] = &ComparedAlone{a}
	}
	return out, partOf(ctx, s.ComparisonSection, "alone")
}

// ComparedAlone is a graph.ComparedAlone as the API shows it.
type ComparedAlone struct{ *graph.ComparedAlone }

// Stakeholder that has them alone.
func (a *ComparedAlone) Stakeholder(ctx context.Context) (Stakeholder, error) {
	r, err := oneOf(ctx, a.ComparedAlone, "stakeholder")
	return showStakeholder(r), err
}

// Things that it has alone.
func (a *ComparedAlone) Things(ctx context.Context) ([]*ComparedThing, error) {
	return showCompared(a.ComparedAlone.Things), partOf(ctx, a.ComparedAlone, "things")
}

// ComparedThing is a graph.ComparedThing as the API shows it.
type ComparedThing struct{ *graph.ComparedThing }

func showCompared(things []*graph.ComparedThing) []*ComparedThing {
	out := make([]*ComparedThing, len(things))
	for i, t := range things {
		out[i] = &ComparedThing{t}
	}
	return out
}

// Thing that bodies have to do with.
func (t *ComparedThing) Thing(ctx context.Context) (Thing, error) {
	return oneListed(ctx, t.ComparedThing, "thing", showThing)
}

// By are the bodies that have to do with it.
func (t *ComparedThing) By(ctx context.Context) ([]*ComparedSide, error) {
	out := make([]*ComparedSide, len(t.Sides))
	for i, s := range t.Sides {
		out[i] = &ComparedSide{s}
	}
	return out, partOf(ctx, t.ComparedThing, "by")
}

// ComparedSide is a graph.ComparedSide as the API shows it.
type ComparedSide struct{ *graph.ComparedSide }

// Stakeholder that has to do with the thing.
func (s *ComparedSide) Stakeholder(ctx context.Context) (Stakeholder, error) {
	r, err := oneOf(ctx, s.ComparedSide, "stakeholder")
	return showStakeholder(r), err
}

// ClaimCount counts the claims by which it does.
func (s *ComparedSide) ClaimCount() int { return len(s.ComparedSide.Claims) }

// Claims by which it does.
func (s *ComparedSide) Claims(ctx context.Context) ([]Claim, error) {
	return listedBy(ctx, s.ComparedSide, "claims", showClaim)
}

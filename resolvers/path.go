package resolvers

import (
	"cmp"
	"context"
	"fmt"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/network"
)

// Paths are graph.Routes as the API shows them.
type Paths struct{ *graph.Routes }

// Path is one way. Number is its place in the answer, from 1.
type Path struct {
	*graph.Route
	Number int
}

// PathStep is a link of a way. Number is its place on it, from 1.
type PathStep struct {
	*graph.RouteStep
	Number int
}

// maxAvoided bounds the things that ways must not lead through.
const maxAvoided = 100

// Paths gives ways between two things.
func (Query) Paths(ctx context.Context, _ map[string]any) (*Paths, error) {
	r, err := rootView(ctx, graph.TypeOf(&graph.Routes{}), limitedBy("limit", "paths"), func(o *Operation, a *arguments, d graph.Dating) (*graph.Routes, error) {
		q := network.PathQuestion{}
		var err error
		if q.Scope, err = a.scope(ctx, d); err != nil {
			return nil, err
		}
		if q.MaxHops, err = a.within("maxHops", 1, graph.MaxRouteSteps); err != nil {
			return nil, err
		}
		if q.Limit, err = a.within("limit", 1, graph.MaxRoutes); err != nil {
			return nil, err
		}
		if q.Avoid, err = a.avoided(ctx); err != nil {
			return nil, err
		}
		if q.From, err = a.known(ctx, o, "from"); err != nil {
			return nil, err
		}
		if q.To, err = a.known(ctx, o, "to"); err != nil {
			return nil, err
		}
		return network.Paths(ctx, o, o.fetch, q)
	})
	return &Paths{r}, err
}

// avoided reads the ids of things that ways must not lead through.
func (a *arguments) avoided(ctx context.Context) ([]string, error) {
	if a.values["avoid"] == nil {
		return nil, nil
	}
	ids, err := stringsOf(a.values["avoid"], "avoid")
	if err != nil {
		return nil, err
	}
	for i, id := range ids {
		if graph.Catalog.TypeOfID(id) == nil {
			return nil, graph.InvalidArg(fmt.Sprintf("avoid[%d]", i), "%.60q is no id of this service", id)
		}
	}
	if len(ids) > maxAvoided {
		return nil, &graph.Error{Code: graph.LimitExceeded, Argument: "avoid", Message: fmt.Sprintf("at most %d things can be avoided", maxAvoided)}
	}
	into, err := survivors(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i, id := range ids {
		ids[i] = cmp.Or(into[id], id)
	}
	return ids, nil
}

// Status says whether there is a way.
func (p *Paths) Status() string {
	switch {
	case len(p.Routes.Routes) > 0:
		return "FOUND"
	case p.Cut:
		return "NONE_FOUND_BEFORE_CUT"
	}
	return "NONE_WITHIN_HOPS"
}

// Paths are the ways.
func (p *Paths) Paths(ctx context.Context) ([]*Path, error) {
	out := make([]*Path, len(p.Routes.Routes))
	for i, r := range p.Routes.Routes {
		out[i] = &Path{r, i + 1}
	}
	return out, partOf(ctx, p.Routes, "paths")
}

// Length in links.
func (p *Path) Length() int { return len(p.Route.Steps) }

// Steps of the way.
func (p *Path) Steps(ctx context.Context) ([]*PathStep, error) {
	out := make([]*PathStep, len(p.Route.Steps))
	for i, s := range p.Route.Steps {
		out[i] = &PathStep{s, i + 1}
	}
	return out, partOf(ctx, p.Route, "steps")
}

// From is the thing before the step, nil if it is gone.
func (s *PathStep) From(ctx context.Context) (Thing, error) {
	return oneListed(ctx, s.RouteStep, "from", showThing)
}

// To is the thing after the step, nil if it is gone.
func (s *PathStep) To(ctx context.Context) (Thing, error) {
	return oneListed(ctx, s.RouteStep, "to", showThing)
}

// Claims that make the step.
func (s *PathStep) Claims(ctx context.Context) ([]Claim, error) {
	return listedBy(ctx, s.RouteStep, "claims", showClaim)
}

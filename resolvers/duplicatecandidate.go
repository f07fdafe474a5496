package resolvers

import (
	"context"
	"slices"

	"github.com/migraph/migraph/graph"
)

// DuplicateCandidate is a graph.DuplicateCandidate as the API shows it.
type DuplicateCandidate struct{ *graph.DuplicateCandidate }

// One of the two.
func (c *DuplicateCandidate) One(ctx context.Context) (Thing, error) {
	return oneListed(ctx, c.DuplicateCandidate, "one", showThing)
}

// Other of the two.
func (c *DuplicateCandidate) Other(ctx context.Context) (Thing, error) {
	return oneListed(ctx, c.DuplicateCandidate, "other", showThing)
}

// Countries of the two, compared; nil for things without a country.
func (c *DuplicateCandidate) Countries() *string {
	if c.DuplicateCandidate.Countries == "" {
		return nil
	}
	s := string(c.DuplicateCandidate.Countries)
	return &s
}

// DuplicateCandidateConnection and DuplicateCandidateEdge are a page of candidates.
type (
	DuplicateCandidateConnection struct {
		connection[*DuplicateCandidate]
		AtLeast bool
	}
	DuplicateCandidateEdge struct{ edge[*DuplicateCandidate] }
)

// Edges of the page.
func (c *DuplicateCandidateConnection) Edges() []*DuplicateCandidateEdge {
	return edgesOf(&c.connection, func(e edge[*DuplicateCandidate]) *DuplicateCandidateEdge { return &DuplicateCandidateEdge{e} })
}

// duplicateTypes are the types of things by their names in the API.
var duplicateTypes = map[string]string{"": "Stakeholder", "STAKEHOLDER": "Stakeholder", "INITIATIVE": "Initiative"}

// DuplicateCandidates lists pairs of things that may be one.
func (Query) DuplicateCandidates(ctx context.Context, _ map[string]any) (*DuplicateCandidateConnection, error) {
	out := &DuplicateCandidateConnection{}
	args := arguments{t: graph.TypeOf(&graph.DuplicateCandidate{})}
	show := func(r graph.Record) *DuplicateCandidate {
		return &DuplicateCandidate{r.(*graph.DuplicateCandidate)}
	}
	var err error
	out.connection, err = rootPage(ctx, args, show, func(o *Operation, a *arguments, p *graph.Plan) ([]*graph.DuplicateCandidate, *graph.List, error) {
		if o.services == nil {
			return nil, nil, graph.Errorf(graph.Unavailable, "this server does not look for duplicates")
		}
		all, err := o.services.duplicates.At(ctx, noting{o.reader, o}, o.audience)
		if err != nil {
			return nil, nil, err
		}
		found := (*all)[duplicateTypes[textOf(a.values["type"])]]
		out.AtLeast = found.AtLeast
		list := found.List
		if reasons := a.names("reasons"); len(reasons) > 0 {
			list = slices.DeleteFunc(slices.Clone(list), func(c *graph.DuplicateCandidate) bool {
				return !slices.ContainsFunc(c.Reasons, func(r graph.DuplicateReason) bool { return slices.Contains(reasons, string(r)) })
			})
		}
		page, l := pageOf(p, list)
		return page, l, nil
	})
	return out, err
}

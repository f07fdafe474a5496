package resolvers

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"github.com/migraph/migraph/graph"
)

// Fields that are no edges of the catalog, but lead to other records that are
// worked out: descriptions, documents, claims, co-participants.

// Sizes of lists that have no pages, for what they may cost.
const (
	maxDescriptions = 10
	maxAddressees   = 10
)

// derive compiles a field that is no edge, for its cost. Other fields are
// values of the record and cost nothing more.
func (p *planner) derive(plan *graph.Plan, t *graph.Type, field string, f graphql.CollectedField) error {
	d, err := p.derivation(t, field, f)
	if err != nil || d == nil {
		return err
	}
	if p.loads++; p.loads > p.limits.Loads {
		return tooManyLoads(p.limits.Loads)
	}
	if t.Name == "Document" && field == "claims" { // of each type there may be a page
		for _, in := range d.Include {
			p.derived[plan] = append(p.derived[plan], in.Plan)
		}
		return nil
	}
	p.derived[plan] = append(p.derived[plan], d)
	return nil
}

// derivation gives what a field that is no edge asks for; nil if it leads to
// no records.
func (p *planner) derivation(t *graph.Type, field string, f graphql.CollectedField) (*graph.Plan, error) {
	listed := func(of *graph.Type, limit int) (*graph.Plan, error) {
		plan, err := p.record(of, f)
		plan.Limit = limit
		return plan, err
	}
	switch {
	case t.Class == graph.ClassThing && field == "descriptions":
		return listed(graph.TypeOf(&graph.Description{}), maxDescriptions)
	case t.Class == graph.ClassThing && field == "evidence":
		return listed(graph.TypeOf(&graph.Evidence{}), maxDescriptions)
	case t.Name == "Initiative" && field == "documents":
		return listed(graph.Catalog.Type("Document"), maxDescriptions)
	case t.Name == "Stakeholder" && (field == "coParticipants" || field == "partners"):
		return p.list(graph.TypeOf(&graph.CoParticipant{}), f, arguments{
			t: graph.TypeOf(&graph.CoParticipant{}), of: t, page: p.limits.NestedPage})
	case t.IDList(field) != nil:
		return p.identified(t.IDList(field), f)
	case t.Name == "Document" && field == "claims":
		return p.claims(f)
	case t.Name == "Finding" && field == "addressedTo":
		return p.addressees(f)
	}
	return nil, nil
}

// addressees compiles to whom a finding is addressed.
func (p *planner) addressees(f graphql.CollectedField) (*graph.Plan, error) {
	addressee := graph.TypeOf(&graph.Addressee{})
	plan := &graph.Plan{Query: graph.Query{Type: addressee, Limit: maxAddressees}}
	for _, sub := range graphql.CollectFields(p.op, f.Selections, []string{"Addressees"}) {
		var err error
		switch sub.Name {
		case "stakeholders":
			var in graph.Include
			if in, err = p.edge(addressee, "stakeholder", sub); err == nil {
				p.include(plan, addressee, in)
			}
		case "list":
			err = p.fields(plan, addressee, "", sub)
		}
		if err != nil {
			return nil, err
		}
	}
	return plan, nil
}

func tooManyLoads(limit int) error {
	return graph.Errorf(graph.LimitExceeded,
		"this question leads to other records in more than %d places; ask in several parts", limit)
}

// derivedRequest gives what the field that is being resolved asks for, a
// derived field of records of type t.
func derivedRequest(ctx context.Context, t *graph.Type, field string) *request {
	return compileOnce(ctx, t, field, func(p *planner, f graphql.CollectedField) *request {
		plan, err := p.derivation(t, field, f)
		r := newRequest("", plan, err)
		if err == nil && plan != nil {
			whole(plan)
			r.key = graph.LoadKey(field, plan)
		}
		return r
	})
}

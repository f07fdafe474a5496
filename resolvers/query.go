package resolvers

import (
	"context"
	"fmt"

	"github.com/99designs/gqlgen/graphql"

	"github.com/migraph/migraph/graph"
)

// Query resolves the root fields. Arguments that are declared as one list of a
// noun are read by arguments.go.
type Query struct{}

// maxNodes bounds the ids of one question.
const maxNodes = 100

// Node is anything with an id of its own.
type Node interface{ IsNode() }

// Node finds one record by its id.
func (Query) Node(ctx context.Context, id string) (Node, error) {
	t, err := typeOfID(id, "id")
	if err != nil {
		return nil, err
	}
	found, err := byID(ctx, t, []string{id})
	if err != nil {
		return nil, err
	}
	return nodeOf(found[id]), nil
}

// Nodes finds records by their ids, one call a type.
func (Query) Nodes(ctx context.Context, ids []string) ([]Node, error) {
	if len(ids) > maxNodes {
		return nil, &graph.Error{Code: graph.LimitExceeded, Argument: "ids",
			Message: fmt.Sprintf("%d ids were given, at most %d are allowed", len(ids), maxNodes)}
	}
	wanted := map[*graph.Type][]string{}
	for i, id := range ids {
		t, err := typeOfID(id, fmt.Sprintf("ids[%d]", i))
		if err != nil {
			return nil, err
		}
		wanted[t] = append(wanted[t], id)
	}
	found := map[string]graph.Record{}
	for t, ids := range wanted {
		some, err := byID(ctx, t, ids)
		if err != nil {
			return nil, err
		}
		for id, r := range some {
			found[id] = r
		}
	}
	out := make([]Node, len(ids))
	for i, id := range ids {
		out[i] = nodeOf(found[id])
	}
	return out, nil
}

// typeOfID gives the type of the records of the API that have such ids.
func typeOfID(id, argument string) (*graph.Type, error) {
	t := graph.Catalog.TypeOfID(id)
	if t == nil || show[t.Name] == nil {
		return nil, graph.InvalidArg(argument, "%.60q is no id of this service", id)
	}
	return t, nil
}

// byID fetches records, and what is selected of them, by their ids.
func byID(ctx context.Context, t *graph.Type, ids []string) (map[string]graph.Record, error) {
	return fetchSelected(ctx, t, func(q *graph.Query) { q.IDs = ids })
}

// fetchSelected fetches records with what the field being resolved selects of them.
func fetchSelected(ctx context.Context, t *graph.Type, limit func(*graph.Query)) (map[string]graph.Record, error) {
	o := operationOf(ctx)
	p := newPlanner(ctx)
	plan, err := p.record(t, graphql.GetFieldContext(ctx).Field)
	if err != nil {
		return nil, err
	}
	limit(&plan.Query)
	if err := p.afford(plan, max(1, len(plan.IDs))); err != nil {
		return nil, err
	}
	plan.Where = graph.All(plan.Where, graph.Live(t))
	res, err := o.fetch(ctx, plan)
	if err != nil {
		return nil, err
	}
	out := map[string]graph.Record{}
	for _, r := range res.Lists[0].Records {
		out[graph.IDOf(r)] = r
	}
	return out, nil
}

// show gives the value of the API for a record, by the name of its type.
var show = map[string]func(graph.Record) Node{
	"Stakeholder":   func(r graph.Record) Node { return showStakeholder(r) },
	"Initiative":    func(r graph.Record) Node { return showInitiative(r) },
	"Document":      func(r graph.Record) Node { return showDocument(r) },
	"Participation": func(r graph.Record) Node { return showParticipation(r) },
	"Flow":          func(r graph.Record) Node { return showFlow(r) },
	"Affiliation":   func(r graph.Record) Node { return showAffiliation(r) },

	"Place":          func(r graph.Record) Node { return showPlace(r) },
	"Theme":          func(r graph.Record) Node { return showTheme(r) },
	"Plan":           func(r graph.Record) Node { return showPlan(r) },
	"InitiativeLink": func(r graph.Record) Node { return showInitiativeLink(r) },
	"Presence":       func(r graph.Record) Node { return showPresence(r) },
	"Classification": func(r graph.Record) Node { return showClassification(r) },
	"Result":         func(r graph.Record) Node { return showResult(r) },
	"Finding":        func(r graph.Record) Node { return showFinding(r) },
	"DocumentLink":   func(r graph.Record) Node { return showDocumentLink(r) },
	"ExchangeRate":   func(r graph.Record) Node { return showExchangeRate(r) },
}

func nodeOf(r graph.Record) Node {
	if r == nil {
		return nil
	}
	return show[graph.TypeOf(r).Name](r)
}

// thingBy finds the thing that a ThingBy names, nil if there is none.
func thingBy(ctx context.Context, noun string, by map[string]any) (graph.Record, error) {
	t := graph.Catalog.Type(noun)
	where, err := namedBy(t, by)
	if err != nil {
		return nil, err
	}
	found, err := fetchSelected(ctx, t, func(q *graph.Query) { q.Where = where })
	for _, r := range found {
		return r, err
	}
	return nil, err
}

// namedBy reads a ThingBy, which has exactly one of its fields.
func namedBy(t *graph.Type, by map[string]any) (graph.Filter, error) {
	given := 0
	for _, v := range by {
		if v != nil {
			given++
		}
	}
	if given != 1 {
		return nil, graph.InvalidArg("by", "give exactly one of id, slug and identifier")
	}
	if id := textOf(by["id"]); id != "" {
		if graph.Catalog.TypeOfID(id) != t {
			return nil, graph.InvalidArg("by.id", "%.60q is no id of this kind of thing", id)
		}
		return graph.Compare{Field: "id", Op: graph.Eq, Value: id}, nil
	}
	if slug := textOf(by["slug"]); slug != "" {
		return graph.Compare{Field: "slug", Op: graph.Eq, Value: slug}, nil
	}
	if identifier, ok := by["identifier"].(map[string]any); ok {
		key := graph.IdentifierKey(textOf(identifier["scheme"]), textOf(identifier["value"]))
		return graph.Related{Edge: "identifiers", Where: graph.Compare{Field: "key", Op: graph.Eq, Value: key}}, nil
	}
	return nil, graph.InvalidArg("by", "name the thing by a non-empty id, slug or identifier")
}

func textOf(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case *string:
		if v != nil {
			return *v
		}
	}
	return ""
}

package resolvers

import (
	"context"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/migraph/migraph/graph"
)

// request is what a field asks the graph for.
type request struct {
	key  string
	plan *graph.Plan
	err  error // of its arguments
}

// planner compiles selections of one operation. Fields of the API that lead to
// other records are named as the edges of the catalog, so it needs to know no
// noun.
type planner struct {
	op     *graphql.OperationContext
	limits Limits
}

// requestOf gives what the field that is being resolved asks for, an edge of
// records of type t.
func requestOf(ctx context.Context, t *graph.Type, edge string) *request {
	o, fc := operationOf(ctx), graphql.GetFieldContext(ctx)
	o.mu.Lock()
	defer o.mu.Unlock()
	at := place{fc.Field.Field, t, edge}
	if r := o.compiled[at]; r != nil {
		return r
	}
	p := planner{graphql.GetOperationContext(ctx), o.limits}
	in, err := p.edge(t, edge, fc.Field)
	r := &request{key: in.Key, plan: in.Plan, err: err}
	o.compiled[at] = r
	return r
}

// place is a field of the question and the edge that it crosses; a field of a
// fragment can stand for several.
type place struct {
	field *ast.Field
	t     *graph.Type
	edge  string
}

// rootRequest gives what the root field that is being resolved asks for: a
// list of records of type t.
func rootRequest(ctx context.Context, t *graph.Type) *request {
	p := planner{graphql.GetOperationContext(ctx), operationOf(ctx).limits}
	plan, err := p.list(t, graphql.GetFieldContext(ctx).Field, p.limits.RootPage)
	if err == nil {
		err = operationOf(ctx).afford(plan, 1)
	}
	return &request{plan: plan, err: err}
}

// afford refuses a plan, for as many records as parents, if with it the root
// fields of the operation may have more rows than are allowed.
func (o *Operation) afford(plan *graph.Plan, parents int) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.rows += rows(plan, parents, o.limits.Rows)
	if o.rows > o.limits.Rows {
		return graph.Errorf(graph.LimitExceeded,
			"the lists of this question may have %d rows or more, at most %d are allowed; ask for smaller pages or fewer levels", o.rows, o.limits.Rows)
	}
	return nil
}

// rows gives how many rows the lists of a plan may have at the most, counting
// no further than beyond limit.
func rows(plan *graph.Plan, parents, limit int) int {
	here, total := parents, 0 // single records come with the rows that refer to them
	switch {
	case plan.TotalOnly:
		total = parents
	case plan.Limit > 0:
		here = parents * plan.Limit
		total = here
	}
	for _, in := range plan.Include {
		if total > limit {
			break
		}
		total += rows(in.Plan, here, limit)
	}
	return total
}

// edge compiles a field that leads across an edge of t.
func (p *planner) edge(t *graph.Type, edge string, f graphql.CollectedField) (graph.Include, error) {
	target := t.Target(edge)
	if t.ManyOf(edge) != nil {
		plan, err := p.list(target, f, p.limits.NestedPage)
		if err != nil {
			return graph.Include{}, err
		}
		return graph.Include{Key: graph.LoadKey(edge, plan), Edge: edge, Plan: plan}, nil
	}
	plan, err := p.record(target, f)
	return graph.Include{Key: edge, Edge: edge, Plan: plan}, err
}

// list compiles a connection of records of type t.
func (p *planner) list(t *graph.Type, f graphql.CollectedField, page int) (*graph.Plan, error) {
	args := arguments{t: t, values: f.ArgumentMap(p.op.Variables), limits: p.limits, page: page}
	plan, err := args.plan()
	if err != nil {
		return nil, err
	}
	plan.TotalOnly = true
	for _, sub := range graphql.CollectFields(p.op, f.Selections, []string{t.Name + "Connection"}) {
		switch sub.Name {
		case "totalCount":
			plan.Total = true
		case "pageInfo":
			plan.TotalOnly = false
		case "nodes":
			plan.TotalOnly = false
			err = p.fields(plan, t, "", sub)
		case "edges":
			plan.TotalOnly = false
			for _, e := range graphql.CollectFields(p.op, sub.Selections, []string{t.Name + "Edge"}) {
				if e.Name == "node" && err == nil {
					err = p.fields(plan, t, "", e)
				}
			}
		}
		if err != nil {
			return nil, err
		}
	}
	return plan, nil
}

// record compiles what field selects of a record of type t.
func (p *planner) record(t *graph.Type, field graphql.CollectedField) (*graph.Plan, error) {
	plan := &graph.Plan{Query: graph.Query{Type: t}}
	return plan, p.fields(plan, t, "", field)
}

// fields adds what the selection of a field needs, which shows a record of
// type t or an object inside it. prefix is the path of that object:
// "provider." within a flow.
func (p *planner) fields(plan *graph.Plan, t *graph.Type, prefix string, field graphql.CollectedField) error {
	names := append(typeNames(t), field.Definition.Type.Name())
	for _, f := range graphql.CollectFields(p.op, field.Selections, names) {
		edge := prefix + f.Name
		switch {
		case t.Target(edge) != nil:
			in, err := p.edge(t, edge, f)
			if err != nil {
				return err
			}
			if t.Part(edge) != nil {
				plan.Parts = append(plan.Parts, edge)
			}
			plan.Include = append(plan.Include, in)
		case leadsFrom(t, edge+"."):
			if err := p.fields(plan, t, edge+".", f); err != nil {
				return err
			}
		}
	}
	return nil
}

// leadsFrom tells whether an edge of t begins with prefix.
func leadsFrom(t *graph.Type, prefix string) bool {
	for i := range t.Refs {
		if strings.HasPrefix(t.Refs[i].Name, prefix) {
			return true
		}
	}
	return false
}

// typeNames gives the names of the schema's types by which fragments can
// select fields of records of type t. A plan may hold more than a record needs
// (a fragment on another kind of stakeholder): that costs, but is not wrong.
func typeNames(t *graph.Type) []string {
	return append([]string{"Node", t.Name}, t.Labels...)
}

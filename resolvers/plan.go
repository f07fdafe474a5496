package resolvers

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/migraph/migraph/graph"
)

// request is what a field asks the graph for.
type request struct {
	key  string
	plan *graph.Plan
	err  error // of its arguments
	// digest of the plan's list. A filter can be long, so that it is digested
	// once for all lists of a place.
	digest func() string
}

func newRequest(key string, plan *graph.Plan, err error) *request {
	return &request{key, plan, err, sync.OnceValue(func() string { return digestOf(plan) })}
}

// planner compiles selections of one operation. Fields of the API that lead to
// other records are named as the edges of the catalog, so it needs to know no
// noun.
type planner struct {
	ctx    context.Context
	op     *graphql.OperationContext
	limits Limits
	// loads counts the edges that were compiled.
	loads int
	// width counts the fields that are selected of the records of a plan.
	width map[*graph.Plan]int
	// derived holds what fields that are no edges may bring, for their cost, and
	// facets how many facets are asked of the list of a plan.
	derived map[*graph.Plan][]*graph.Plan
	facets  map[*graph.Plan]int
	// asked counts them for all lists.
	asked int
}

func newPlanner(ctx context.Context) *planner {
	return &planner{ctx: ctx, op: graphql.GetOperationContext(ctx), limits: operationOf(ctx).limits, width: map[*graph.Plan]int{},
		derived: map[*graph.Plan][]*graph.Plan{}, facets: map[*graph.Plan]int{}}
}

// requestOf gives what the field that is being resolved asks for, an edge of
// records of type t.
func requestOf(ctx context.Context, t *graph.Type, edge string) *request {
	return compileOnce(ctx, t, edge, func(p *planner, f graphql.CollectedField) *request {
		in, err := p.edge(t, edge, f)
		if err == nil {
			whole(in.Plan)
		}
		return newRequest(in.Key, in.Plan, err)
	})
}

// compileOnce compiles the field that is being resolved, a field of records of
// type t, at the first record of a place.
func compileOnce(ctx context.Context, t *graph.Type, name string, compile func(*planner, graphql.CollectedField) *request) *request {
	o, fc := operationOf(ctx), graphql.GetFieldContext(ctx)
	o.compiling.Lock()
	defer o.compiling.Unlock()
	at, canKeep := placeOf(fc.Field, t, name)
	if r := o.compiled[at]; r != nil && canKeep {
		return r
	}
	r := compile(newPlanner(ctx), fc.Field)
	if canKeep {
		o.compiled[at] = r
	}
	return r
}

// place is a field as it stands at one place of the question. The same field of
// a fragment can cross several edges, and can be merged with other fields of
// the same name at one place and not at another: what is selected of it then
// differs.
type place struct {
	field      *ast.Field
	t          *graph.Type
	edge       string
	selections [8]ast.Selection
}

// placeOf gives the place of a field; false if its selections do not fit, so
// that it cannot be told from others.
func placeOf(f graphql.CollectedField, t *graph.Type, edge string) (place, bool) {
	at := place{field: f.Field, t: t, edge: edge}
	copy(at.selections[:], f.Selections)
	return at, len(f.Selections) <= len(at.selections)
}

// rootRequest gives what the root field that is being resolved asks for: a
// list of records of type t that fit only.
func rootRequest(ctx context.Context, t *graph.Type, only graph.Filter) *request {
	p := newPlanner(ctx)
	field := graphql.GetFieldContext(ctx).Field
	plan, err := p.list(t, field, arguments{t: t, only: only, page: p.limits.RootPage})
	if err == nil {
		err = p.afford(plan, 1)
	}
	return newRequest("", plan, err)
}

// cost is how much a plan may bring at the most.
type cost struct{ rows, values int }

// afford refuses a plan, for as many records as parents, if with it the root
// fields of the operation may cost more than is allowed.
func (p *planner) afford(plan *graph.Plan, parents int) error {
	o := operationOf(p.ctx)
	o.mu.Lock()
	defer o.mu.Unlock()
	p.add(&o.cost, plan, parents)
	if o.asked += p.asked; o.asked > p.limits.Facets {
		return graph.Errorf(graph.LimitExceeded, "this question asks for more than %d facets; ask in several parts", p.limits.Facets)
	}
	switch {
	case o.cost.rows > p.limits.Rows:
		return graph.Errorf(graph.LimitExceeded,
			"the lists of this question may have %d rows or more, at most %d are allowed; ask for smaller pages or fewer levels", o.cost.rows, p.limits.Rows)
	case o.cost.values > p.limits.Values:
		return graph.Errorf(graph.LimitExceeded,
			"this question may have %d values or more, at most %d are allowed; ask for smaller pages or fewer fields", o.cost.values, p.limits.Values)
	}
	return nil
}

// add adds what a plan may bring, counting no further than beyond the limits.
func (p *planner) add(c *cost, plan *graph.Plan, parents int) {
	records := parents
	switch {
	case plan.TotalOnly:
		c.rows += parents
	case plan.Limit > 0:
		records = parents * plan.Limit
		c.rows += records
	}
	c.values += records*(1+p.width[plan]) + parents*p.facets[plan]*maxFacetValues
	for _, in := range plan.Include {
		if c.rows > p.limits.Rows || c.values > p.limits.Values {
			return
		}
		p.add(c, in.Plan, records)
	}
	for _, d := range p.derived[plan] {
		if d.Type == nil { // of one of several types each
			p.addDearest(c, d, records)
			continue
		}
		p.add(c, d, records)
	}
}

// addDearest adds the plan that may bring the most of those that a plan includes.
func (p *planner) addDearest(c *cost, d *graph.Plan, parents int) {
	before, most := *c, *c
	for _, in := range d.Include {
		one := before
		p.add(&one, in.Plan, parents)
		most.rows, most.values = max(most.rows, one.rows), max(most.values, one.values)
	}
	*c = most
}

// edge compiles a field that leads across an edge of t.
func (p *planner) edge(t *graph.Type, edge string, f graphql.CollectedField) (graph.Include, error) {
	if p.loads++; p.loads > p.limits.Loads {
		return graph.Include{}, tooManyLoads(p.limits.Loads)
	}
	if err := p.ctx.Err(); err != nil {
		return graph.Include{}, context.Cause(p.ctx)
	}
	target := t.Target(edge)
	if t.ManyOf(edge) != nil {
		plan, err := p.list(target, f, arguments{t: target, page: p.limits.NestedPage})
		if err != nil {
			return graph.Include{}, err
		}
		return graph.Include{Key: graph.LoadKey(edge, plan), Edge: edge, Plan: plan}, nil
	}
	plan, err := p.record(target, f)
	if part := t.Part(edge); part != nil {
		plan.Limit = part.Most
	}
	return graph.Include{Key: edge, Edge: edge, Plan: plan}, err
}

// list compiles a connection of records of type t.
func (p *planner) list(t *graph.Type, f graphql.CollectedField, args arguments) (*graph.Plan, error) {
	args.t, args.values, args.limits = t, f.ArgumentMap(p.op.Variables), p.limits
	plan, err := args.plan()
	if err != nil {
		return nil, err
	}
	if plan.Where, err = followMerges(p.ctx, plan.Where); err != nil {
		return nil, err
	}
	return plan, p.connection(plan, f)
}

// connection adds to the plan of a list what a connection selects of its records.
func (p *planner) connection(plan *graph.Plan, f graphql.CollectedField) error {
	t := plan.Type
	plan.TotalOnly = true
	project(plan)
	connection := f.Definition.Type.Name()
	edges := strings.TrimSuffix(connection, "Connection") + "Edge"
	for _, sub := range graphql.CollectFields(p.op, f.Selections, []string{connection}) {
		var err error
		switch sub.Name {
		case "totalCount":
			plan.Total = true
		case "facets":
			err = p.facet(plan, sub)
		case "pageInfo":
			plan.TotalOnly = false
			needCursors(plan)
		case "nodes":
			plan.TotalOnly = false
			err = p.fields(plan, t, "", sub)
		case "edges":
			plan.TotalOnly = false
			needCursors(plan)
			for _, e := range graphql.CollectFields(p.op, sub.Selections, []string{edges}) {
				if e.Name == "node" && err == nil {
					err = p.fields(plan, t, "", e)
				}
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// facet counts the facets of a list, for their cost: each is a call of the store.
func (p *planner) facet(plan *graph.Plan, f graphql.CollectedField) error {
	by, _ := f.ArgumentMap(p.op.Variables)["by"].([]any)
	p.facets[plan] += max(1, len(by)) // a single value stands for a list of one
	p.asked += max(1, len(by))
	if p.loads += max(1, len(by)); p.loads > p.limits.Loads {
		return tooManyLoads(p.limits.Loads)
	}
	return nil
}

// record compiles what field selects of a record of type t.
func (p *planner) record(t *graph.Type, field graphql.CollectedField) (*graph.Plan, error) {
	plan := &graph.Plan{Query: graph.Query{Type: t}}
	project(plan)
	return plan, p.fields(plan, t, "", field)
}

// fields adds what the selection of a field needs, which shows a record of
// type t or an object inside it. prefix is the path of that object:
// "provider." within a flow.
func (p *planner) fields(plan *graph.Plan, t *graph.Type, prefix string, field graphql.CollectedField) error {
	names := append(typeNames(t), field.Definition.Type.Name())
	selected := graphql.CollectFields(p.op, field.Selections, names)
	if p.width[plan] += len(selected); p.width[plan] > p.limits.Fields {
		return graph.Errorf(graph.LimitExceeded, "more than %d fields of one record are selected; ask in several parts", p.limits.Fields)
	}
	for _, f := range selected {
		edge := prefix + f.Name
		if f.Name != always {
			need(plan, edge)
		}
		switch {
		case t.Target(edge) != nil:
			in, err := p.edge(t, edge, f)
			if err != nil {
				return below(f.Alias, err)
			}
			p.include(plan, t, in)
		case leadsFrom(t, edge+"."):
			if err := p.fields(plan, t, edge+".", f); err != nil {
				return err
			}
		default:
			if err := p.derive(plan, t, edge, f); err != nil {
				return below(f.Alias, err)
			}
		}
	}
	return nil
}

// include adds an edge to a plan. An edge that is selected twice with the same
// arguments is loaded once, with what both want below it.
func (p *planner) include(plan *graph.Plan, t *graph.Type, in graph.Include) {
	if t.Part(in.Edge) != nil && !slices.Contains(plan.Parts, in.Edge) {
		plan.Parts = append(plan.Parts, in.Edge)
	}
	for _, have := range plan.Include {
		if have.Key != in.Key {
			continue
		}
		have.Plan.Total = have.Plan.Total || in.Plan.Total
		p.width[have.Plan] += p.width[in.Plan]
		p.facets[have.Plan] += p.facets[in.Plan]
		p.derived[have.Plan] = append(p.derived[have.Plan], p.derived[in.Plan]...)
		needBoth(have.Plan, in.Plan)
		for _, next := range in.Plan.Include {
			p.include(have.Plan, t.Target(in.Edge), next)
		}
		return
	}
	plan.Include = append(plan.Include, in)
}

// below names the field at whose argument an error lies.
func below(field string, err error) error {
	var known *graph.Error
	if !errors.As(err, &known) || known.Argument == "" {
		return err
	}
	named := *known
	named.Argument = field + "." + known.Argument
	return &named
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
	names := append([]string{"Node", t.Name}, t.Labels...)
	switch t.Class {
	case graph.ClassThing:
		return append(names, "Thing")
	case graph.ClassClaim:
		return append(names, "Claim")
	}
	return names
}

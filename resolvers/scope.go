package resolvers

import (
	"context"
	"fmt"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/network"
)

// Arguments of questions about networks.

// scope reads which links make the network that a question is about.
func (a *arguments) scope(ctx context.Context, d graph.Dating) (network.Scope, error) {
	s := network.Scope{Dating: d, Where: map[string]graph.Filter{}}
	if a.values["links"] != nil {
		for _, v := range listed(a.values["links"]) {
			s.Types = append(s.Types, graph.LinkType(textOf(v)))
		}
		if len(s.Types) == 0 {
			return s, graph.InvalidArg("links", "give one type of links at least, or leave it out")
		}
	}
	if a.values["roles"] != nil {
		for _, v := range listed(a.values["roles"]) {
			s.Roles = append(s.Roles, graph.Role(textOf(v)))
		}
		if len(s.Roles) == 0 {
			return s, graph.InvalidArg("roles", "give one role at least, or leave it out")
		}
	}
	where, _ := a.values["where"].(map[string]any)
	for _, noun := range []string{"Stakeholder", "Initiative"} {
		field := strings.ToLower(noun)
		if where[field] == nil {
			continue
		}
		f, err := networkFilter(ctx, graph.Catalog.Type(noun), where[field], "where."+field)
		if err != nil {
			return s, err
		}
		s.Where[noun] = f
	}
	return s, nil
}

// networkFilter reads a condition on the things of a network.
func networkFilter(ctx context.Context, t *graph.Type, v any, at string) (graph.Filter, error) {
	f, err := (&where{}).filter(t, v, at)
	if err != nil {
		return nil, err
	}
	return followMerges(ctx, f)
}

// fieldArguments gives the arguments of the field that is being resolved.
func fieldArguments(ctx context.Context) *arguments {
	o := operationOf(ctx)
	return &arguments{values: graphql.GetFieldContext(ctx).Field.ArgumentMap(graphql.GetOperationContext(ctx).Variables), limits: o.limits}
}

// limitedBy says that a part of a view has at most as many elements as an argument.
func limitedBy(argument, part string) func(*arguments) map[string]int {
	return func(a *arguments) map[string]int {
		if n, given := toInt(a.values[argument]); given {
			return map[string]int{part: n}
		}
		return nil
	}
}

// within reads a whole number, which has a default, between two bounds.
func (a *arguments) within(name string, least, most int) (int, error) {
	n, ok := toInt(a.values[name])
	switch {
	case !ok || n < least:
		return 0, graph.InvalidArg(name, "it must be a whole number from %d to %d", least, most)
	case n > most:
		return 0, &graph.Error{Code: graph.LimitExceeded, Argument: name, Message: fmt.Sprintf("%s is %d, at most %d are allowed", name, n, most)}
	}
	return n, nil
}

// known reads the id of a thing that must exist; that of a merged thing is the id of
// what it was merged into.
func (a *arguments) known(ctx context.Context, o *Operation, name string) (string, error) {
	id := textOf(a.values[name])
	t := graph.Catalog.TypeOfID(id)
	if t == nil || t.Class != graph.ClassThing || show[t.Name] == nil {
		return "", graph.InvalidArg(name, "%.60q is no id of a thing; find its id by search, or by a field such as stakeholder(by: {slug: ...})", id)
	}
	ids, err := network.Standing(ctx, o.fetch, t, []string{id}, func(int) string { return name })
	if err != nil {
		return "", err
	}
	return ids[0], nil
}

// selected tells whether a field below the one that is being resolved is
// selected, by the path of names to it.
func selected(ctx context.Context, path ...string) bool {
	op := graphql.GetOperationContext(ctx)
	fields := []graphql.CollectedField{graphql.GetFieldContext(ctx).Field}
	for _, name := range path {
		var next []graphql.CollectedField
		for _, f := range fields {
			for _, sub := range graphql.CollectFields(op, f.Selections, []string{f.Definition.Type.Name()}) {
				if sub.Name == name {
					next = append(next, sub)
				}
			}
		}
		fields = next
	}
	return len(fields) > 0
}

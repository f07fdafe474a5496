package api

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"github.com/migraph/migraph/resolvers"
)

// costExtension is the extension by which a question asks what it costs, and that of the
// answer which tells.
const costExtension = "cost"

// bound is what a question asks for of something that is bounded.
type bound struct {
	Asked   int `json:"asked"`
	Allowed int `json:"allowed"`
}

// asksCost tells whether a question asks what it costs.
func asksCost(ctx context.Context) bool {
	return graphql.GetOperationContext(ctx).Extensions[costExtension] == true
}

// costOf gives what a question has cost: what it asked for of each limit, under the
// names that refusals have, and how often the store was asked. It depends on the
// question and the size of the answer only, so that it is the same every time.
func (o Options) costOf(ctx context.Context, spent resolvers.Cost) map[string]any {
	question := graphql.GetOperationContext(ctx).RawQuery
	c := count(question, o.Text.Tokens)
	return map[string]any{
		"body":       bound{len(question), o.Text.Body},
		"tokens":     bound{c.tokens, o.Text.Tokens},
		"nesting":    bound{c.nesting, o.Text.Nesting},
		"depth":      bound{c.depth, o.Text.Depth},
		"selections": bound{c.selections, o.Text.Selections},
		"aliases":    bound{c.aliases, o.Text.Aliases},
		"rootFields": bound{c.rootFields, o.Text.RootFields},
		"directives": bound{c.directives, o.Text.Directives},
		"nodes":      bound{c.nodes, o.Text.Nodes},
		"rows":       bound{spent.Rows, o.Limits.Rows},
		"values":     bound{spent.Values, o.Limits.Values},
		"facets":     bound{spent.Facets, o.Limits.Facets},
		"storeCalls": spent.Calls,
	}
}

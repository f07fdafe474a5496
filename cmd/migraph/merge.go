package main

import (
	"context"

	"github.com/migraph/migraph/graph"
)

type mergeCmd struct {
	From string `arg:"" optional:"" help:"Id of the thing that is the other one."`
	Into string `arg:"" optional:"" help:"Id of the thing that it is, which stays."`
	Not  bool   `help:"Rule that the two are different, however alike they look."`

	rulingFlags
}

// Help teaches what merging does and how it is taken back.
func (mergeCmd) Help() string {
	return `Rules that two things are one. What any dataset says of the first, now or later, is then said of the second; equal claims become one, with the sources of both. The first id leads to the second.

    migraph check --duplicates
    migraph merge --dry-run s2b3c4d5e6f7a s7a6f5e4d3c2b
    migraph merge s2b3c4d5e6f7a s7a6f5e4d3c2b --reason "same register number" --by "M. Keeper"
    migraph merge --not s2b3c4d5e6f7a s7a6f5e4d3c2b
    migraph merge --undo u2b3c4d5e6f7a

Taking it back leaves the graph as if it had never been ruled. See docs/identity.md.`
}

// Run merges two things.
func (c *mergeCmd) Run(ctx context.Context, env *environment) error {
	if c.Undo == "" && c.Into == "" || c.Undo != "" && (c.From != "" || c.Not) {
		return usagef("name two things, or a ruling to take back by --undo alone")
	}
	return c.run(ctx, env, func(ctx context.Context, s graph.Store) (*graph.RulingReport, error) {
		if c.Not {
			return graph.Differ(ctx, s, c.From, c.Into, c.why())
		}
		return graph.Merge(ctx, s, c.From, c.Into, c.why())
	}, graph.RulingMerge, graph.RulingDifferent)
}

package main

import (
	"context"

	"github.com/migraph/migraph/graph"
)

type splitCmd struct {
	Thing   string `arg:"" optional:"" help:"Id of the thing of which a dataset tells wrongly."`
	Dataset string `placeholder:"KEY" help:"Key of the dataset that means another thing."`
	Entry   string `placeholder:"KEY" help:"Only what the dataset says under this key or identifier, if it tells of the thing under several."`

	rulingFlags
}

// Help teaches what splitting does and how it is taken back.
func (splitCmd) Help() string {
	return `Rules that what a dataset says of a thing is about another one. It is moved to a new thing, with an id of its own, and later imports of the dataset keep to that.

    migraph split --dry-run s2b3c4d5e6f7a --dataset ukraine-3w
    migraph split s2b3c4d5e6f7a --dataset ukraine-3w --reason "the branch in Lviv"
    migraph split --undo u2b3c4d5e6f7a`
}

// Run splits a thing.
func (c *splitCmd) Run(ctx context.Context, env *environment) error {
	if c.Undo == "" && (c.Thing == "" || c.Dataset == "") || c.Undo != "" && c.Thing+c.Dataset+c.Entry != "" {
		return usagef("name a thing and a dataset, as in migraph split ID --dataset KEY, or a ruling to take back by --undo alone")
	}
	return c.run(ctx, env, func(ctx context.Context, s graph.Store) (*graph.RulingReport, error) {
		return graph.Split(ctx, s, c.Thing, c.Dataset, c.Entry, c.why())
	}, graph.RulingSplit)
}

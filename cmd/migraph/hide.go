package main

import (
	"context"

	"github.com/migraph/migraph/graph"
)

type hideCmd struct {
	ID         string `arg:"" optional:"" help:"Id of a thing or a claim."`
	Visibility string `enum:"RESTRICTED,WITHHELD" default:"RESTRICTED" help:"Who still sees it: staff if RESTRICTED, nobody who asks if WITHHELD."`

	rulingFlags
}

// Help teaches what hiding does and how it is taken back.
func (hideCmd) Help() string {
	return `Hides a thing with all that is said of it, or a claim, from lists, search, counts, paths and exports. It stays hidden when a dataset is imported again, a claim also when it is corrected: it is known by its natural key.

    migraph hide --dry-run s2b3c4d5e6f7a --visibility WITHHELD
    migraph hide s2b3c4d5e6f7a --reason "asked not to be named"
    migraph hide --undo u2b3c4d5e6f7a`
}

// Run hides a thing or a claim.
func (c *hideCmd) Run(ctx context.Context, env *environment) error {
	if (c.Undo == "") == (c.ID == "") {
		return usagef("name a thing or a claim, or a ruling to take back by --undo alone")
	}
	return c.run(ctx, env, func(ctx context.Context, s graph.Store) (_ *graph.RulingReport, err error) {
		err = s.View(ctx, func(ctx context.Context, r graph.Reader) (err error) {
			c.says, err = whatClaimSays(ctx, r, c.ID)
			return err
		})
		if err != nil {
			return nil, err
		}
		return graph.Hide(ctx, s, c.ID, graph.Visibility(c.Visibility), c.why())
	}, graph.RulingHide)
}

package main

import (
	"bytes"
	"context"
)

// killNeo4jSteps kills imports that are too large for one transaction of Neo4j, which are
// written in steps. Whoever opens the graph next takes back the steps of an import that
// has died: from then on a server that ran all the time answers of one of the two graphs.
func (s *soak) killNeo4jSteps(ctx context.Context) error {
	if s.size.stepKills == 0 {
		return nil
	}
	files, err := writeDatasets(s.folder, s.size.stepBodies)
	if err != nil {
		return err
	}
	k := &killing{s: s, store: s.neo4j, files: files}
	v, c, err := k.serve(ctx)
	if err != nil {
		return err
	}
	defer v.kill()
	defer c.close()
	k.underway = c.importing
	k.after = func(ctx context.Context) {
		for q := range questions {
			if a := c.ask(ctx, q); a.kind != whole {
				s.fail("after an import in steps was killed: %s", a.detail)
			}
		}
	}
	if err := k.run(ctx, s.size.stepKills); err != nil {
		return err
	}
	v.runs("while imports in steps were killed")
	v.end("after the kills of imports in steps")
	return nil
}

// importing tells whether steps of an import are stored.
func (c *client) importing(ctx context.Context) bool {
	text, err := c.send(ctx, `{ statistics { importing } }`)
	return err == nil && bytes.Contains(text, []byte(`"importing":true`))
}

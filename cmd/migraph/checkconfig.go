package main

import (
	"fmt"
	"io"
)

// checkConfiguration checks what serve would be told by the file of --config and the
// environment, and serves nothing.
func (c *checkCmd) checkConfiguration(env *environment) error {
	var whole cli
	parser := newParser(&whole, io.Discard, io.Discard)
	command, err := parser.Parse([]string{"serve", "--config", env.Config})
	if err != nil {
		return usage(err, command)
	}
	serving := *env
	serving.flags = &whole.flags
	ways, err := whole.Serve.settle(&serving)
	if err != nil {
		return err
	}
	if c.JSON {
		return writeJSON(env.stdout, map[string]any{"configuration": env.Config, "addr": whole.Serve.Addr, "store": ways.target.String()})
	}
	_, err = fmt.Fprintf(env.stdout, "%s: good, %s; serve would listen on %s and answer from %s\n",
		oneLine(env.Config), plural(len(whole.configuration.values), "setting"), whole.Serve.Addr, ways.target)
	return err
}

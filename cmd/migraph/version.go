package main

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/migraph/migraph/graph"
)

// version and commit are set by the linker for releases; see the Makefile and
// internal/release.
var version, commit string

type versionCmd struct {
	JSON bool `name:"json" help:"Report as JSON."`
}

// build says which Migraph this is.
type build struct {
	Version string `json:"version"`
	Commit  string `json:"commit"`
	Go      string `json:"go"`
	System  string `json:"system"`
	// Schema is the version of stores that it makes; it reads older ones too.
	Schema int `json:"schema"`
}

func readBuild() build {
	b := build{
		Version: version, Commit: cmp.Or(commit, "unknown"), Go: runtime.Version(),
		System: runtime.GOOS + "/" + runtime.GOARCH, Schema: graph.SchemaVersion,
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	if b.Version == "" {
		b.Version = info.Main.Version
	}
	var modified bool
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = cmp.Or(commit, s.Value)
		case "vcs.modified":
			modified = commit == "" && s.Value == "true"
		}
	}
	if modified {
		b.Commit += ", modified"
	}
	return b
}

// Run tells the version.
func (c *versionCmd) Run(env *environment) error {
	b := readBuild()
	if c.JSON {
		return writeJSON(env.stdout, b)
	}
	_, err := fmt.Fprintf(env.stdout, "migraph %s\ncommit  %s\ngo      %s %s\nschema  %d\n",
		b.Version, b.Commit, b.Go, b.System, b.Schema)
	return err
}

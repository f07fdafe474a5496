// Package seed is the built-in graph: files of facts in Migraph's own format,
// which an empty store begins with.
package seed

import (
	"embed"
	"io/fs"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest/migraphyaml"
)

// Files holds the files of the built-in graph.
//
//go:embed *.yaml
var Files embed.FS

// Imports reads all files in the order of their names.
func Imports() ([]*graph.Import, error) {
	entries, err := fs.ReadDir(Files, ".")
	if err != nil {
		return nil, err
	}
	var out []*graph.Import
	for _, e := range entries {
		in, err := read(e.Name())
		if err != nil {
			return nil, err
		}
		out = append(out, in)
	}
	return out, nil
}

func read(name string) (*graph.Import, error) {
	f, err := Files.Open(name)
	if err != nil {
		return nil, err
	}
	in, err := migraphyaml.Read(name, f)
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return nil, err
	}
	in.Dataset.Format = migraphyaml.Format
	return in, nil
}

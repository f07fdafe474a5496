// Package explorer holds the web explorer as browsers load it, and the questions that it
// asks. Its source is in src; npm run build makes dist and operations.json of it.
package explorer

import (
	"embed"
	"io/fs"
)

//go:embed dist
var dist embed.FS

// Operations are the explorer's questions: a JSON object of GraphQL documents by name.
//
//go:embed operations.json
var Operations []byte

// Files gives what browsers load: index.html, and assets whose names tell their content.
func Files() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil { // the folder is part of the program
		panic(err)
	}
	return files
}

// Package explorer holds the web explorer and GraphiQL as browsers load them, and the
// questions that the explorer asks. make explorer makes them of what is in src and
// graphiql.
package explorer

import (
	"embed"
	"io/fs"
)

//go:embed dist graphiql/dist
var built embed.FS

// Operations are the explorer's questions: a JSON object of GraphQL documents by name.
//
//go:embed operations.json
var Operations []byte

// Files gives what browsers load of the explorer: index.html, and assets whose names tell
// their content.
func Files() fs.FS { return folder("dist") }

// GraphiQL gives the same of GraphiQL, in which people write questions.
func GraphiQL() fs.FS { return folder("graphiql/dist") }

func folder(name string) fs.FS {
	files, err := fs.Sub(built, name)
	if err != nil { // the folder is part of the program
		panic(err)
	}
	return files
}

// Command printschema writes the schema as clients see it, for tools that make types of
// it: the files in schema/ write the arguments of lists in a short form that gqlgen
// spreads.
package main

import (
	"os"

	"github.com/vektah/gqlparser/v2/formatter"

	"github.com/migraph/migraph/internal/exec"
)

func main() {
	schema := exec.NewExecutableSchema(exec.Config{}).Schema()
	// All of what gqlgen gives is built in.
	formatter.NewFormatter(os.Stdout, formatter.WithNonIntrospectionBuiltin()).FormatSchema(schema)
}

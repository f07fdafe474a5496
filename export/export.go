// Package export holds what all formats of exports share: what is asked for, what
// an export tells of itself, and how it leaves while it is made.
//
// Its sub-packages make rows of answers (tables) and things and links of the graph
// (networks), and write them, a format a package. Package formats lists the formats.
package export

import (
	"context"
	"encoding/json"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/migraph/migraph/graph"
)

// Question is a question in GraphQL.
type Question struct {
	Text string
	// Operation names one of several operations of the text.
	Operation string
	Variables map[string]any
}

// Ask answers a question from a state of the graph that is held open. It gives the
// data, and the operation with the definitions of its fields, or an error that is
// a *graph.Error or the context's.
type Ask func(ctx context.Context, r graph.Reader, q Question) (json.RawMessage, *ast.OperationDefinition, error)

// Job is one export while it is made.
type Job struct {
	*Request
	Reader   graph.Reader
	Audience graph.Audience
	// Ask answers the question of a request. AskList answers those that are made for
	// lists; it allows pages of PageSize.
	Ask, AskList Ask
	Schema       *ast.Schema
	// MaxRows bounds the rows of a table, and the claims of a network.
	MaxRows int
	About   *About
}

// PageSize is the page in which lists are read.
const PageSize = 500

// TooMany is the error of an export that has more rows or claims than it may.
func (j *Job) TooMany(what string) error {
	return graph.Errorf(graph.LimitExceeded,
		"this export has more than %d %s, which is the most that is given here; ask for less with type and where, or around, or export on the command line, which has no such limit unless --max-rows sets one", j.MaxRows, what)
}

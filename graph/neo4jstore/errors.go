package neo4jstore

import (
	"context"
	"errors"
	"strings"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/migraph/migraph/graph"
)

// outcome marks an error of a caller's function, so that it is not taken for
// one of the driver.
type outcome struct{ err error }

func (o *outcome) Error() string { return o.err.Error() }

// fault turns an error of the driver into one of ours. Errors of the context
// stay what they are.
func (s *Store) fault(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	var own *graph.Error
	if errors.As(err, &own) {
		return own
	}
	code, message := s.classify(err)
	return &graph.Error{Code: code, Message: message, Cause: err}
}

func (s *Store) classify(err error) (graph.Code, string) {
	var server *neo4j.Neo4jError
	if !errors.As(err, &server) {
		// Whatever is not the server's answer is about the way to it, but for a
		// wrong use of the driver.
		if neo4j.IsUsageError(err) {
			return graph.Internal, "the Neo4j driver was used wrongly"
		}
		return graph.Unavailable, "the database cannot be reached; try again in a moment"
	}
	switch title := server.Code[strings.LastIndexByte(server.Code, '.')+1:]; {
	case strings.HasPrefix(server.Code, "Neo.ClientError.Security."):
		return graph.InvalidArgument, "Neo4j refused the user or the password"
	case title == "DatabaseNotFound":
		return graph.InvalidArgument, "Neo4j has no database named " + s.database
	case strings.Contains(title, "OutOfMemory"):
		// Neo4j calls it transient, but the same would happen again.
		return graph.LimitExceeded, "this needs more memory than the database has; ask for, or import, less at once"
	case strings.HasPrefix(title, "TransactionTimedOut"):
		return graph.DeadlineExceeded, "the database took longer than is allowed"
	case neo4j.IsRetryable(server), title == "Terminated", title == "LockClientStopped", title == "DatabaseUnavailable":
		return graph.Unavailable, "the database is busy or restarting; try again in a moment"
	}
	return graph.Internal, "Neo4j refused a statement"
}

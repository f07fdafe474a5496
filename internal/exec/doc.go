// Package exec is what gqlgen generates of the schema; see internal/generate.
package exec

//go:generate go run github.com/migraph/migraph/internal/generate

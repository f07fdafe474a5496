// Package resolvers answers the fields of the GraphQL schema from a graph.
//
// A root field compiles its whole selection into one graph.Plan (plan.go), so
// that a store answers it in one call. A field below finds what it needs in
// the cohort of its record; what the plan did not foresee is loaded at the
// first access for the whole cohort at once. Each noun has a file.
package resolvers

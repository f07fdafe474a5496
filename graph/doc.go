// Package graph is the domain of Migraph: what the graph is made of, what its
// words mean, and the port through which a store keeps it.
//
// Things (stakeholders, initiatives, documents) have an identity. Claims
// (participations, flows, affiliations, descriptions) say something about
// things; each claim cites at least one document. A dataset owns the evidence
// that it brought and nothing else, so that it can be replaced or withdrawn.
//
// The catalog describes every noun as data. Stores derive their tables,
// constraints, indexes and statements from it, so that a new noun needs no
// line in a store. See docs/architecture.md for a map of the code.
package graph

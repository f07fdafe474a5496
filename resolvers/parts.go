package resolvers

import (
	"context"

	"github.com/migraph/migraph/graph"
)

// Evidence is where a document makes a claim.
type Evidence struct{ *graph.Evidence }

// Document that makes the claim.
func (e *Evidence) Document(ctx context.Context) (*Document, error) {
	r, err := oneOf(ctx, e.Evidence, "document")
	return showDocument(r), err
}

// evidenceOf gives the evidence of a claim.
func evidenceOf(ctx context.Context, r graph.Record) ([]*Evidence, error) {
	if err := partOf(ctx, r, "evidence"); err != nil {
		return nil, err
	}
	return showEvidence(graph.AsClaim(r).Evidence), nil
}

func showEvidence(list []*graph.Evidence) []*Evidence {
	out := make([]*Evidence, len(list))
	for i, e := range list {
		out[i] = &Evidence{e}
	}
	return out
}

// aliasesOf gives the other names of a thing.
func aliasesOf(ctx context.Context, r graph.Record) ([]*graph.Alias, error) {
	err := partOf(ctx, r, "aliases") // before they are read
	return graph.AsThing(r).Aliases, err
}

// identifiersOf gives the names that registers gave to a thing.
func identifiersOf(ctx context.Context, r graph.Record) ([]*graph.Identifier, error) {
	err := partOf(ctx, r, "identifiers")
	return graph.AsThing(r).Identifiers, err
}

// dateOf gives a date, nil if it is unknown.
func dateOf(d *graph.PartialDate) *graph.PartialDate {
	if !d.Known() {
		return nil
	}
	return d
}

// Package ingest holds what all readers of formats share: where they put what they
// understood, and the account of what became of what they read.
package ingest

import (
	"io"

	"github.com/migraph/migraph/graph"
)

// Sink takes what a reader understood, one entry at a time and in any order: an
// entry may refer to one that comes later. Entries are the sink's afterwards.
type Sink interface {
	Thing(graph.ThingInput) error
	Claim(graph.ClaimInput) error
}

// Source is what a reader reads.
type Source struct {
	// Name is what messages call the source: the name of the file.
	Name string
	// Dataset is the key of the dataset that it becomes.
	Dataset string
	io.Reader
}

// SchemeDataset begins the scheme of an identifier that is no more than the key of
// an entry in its dataset, for things to which no register gave an identifier. It
// never leads from one dataset to another.
const SchemeDataset = "dataset:"

// OwnIdentifier gives the identifier of an entry without one of a register.
func OwnIdentifier(dataset, key string) *graph.Identifier {
	return &graph.Identifier{Scheme: SchemeDataset + dataset, Value: key}
}

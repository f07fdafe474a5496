package export

import (
	"io"

	"github.com/migraph/migraph/graph"
)

// heldBytes are held back before the first leave: an export that fails
// early can then be answered by an error, and one that must begin anew can.
const heldBytes = 256 << 10

// Output takes an export while it is made.
type Output struct {
	to      io.Writer
	pending []byte
	left    bool
}

// NewOutput gives an output that writes to w in large pieces.
func NewOutput(w io.Writer) *Output { return &Output{to: w} }

// Write takes a piece of the export.
func (o *Output) Write(b []byte) (int, error) {
	o.pending = append(o.pending, b...)
	if len(o.pending) < heldBytes {
		return len(b), nil
	}
	return len(b), o.Flush()
}

// Flush hands on what is held back.
func (o *Output) Flush() error {
	if len(o.pending) == 0 {
		return nil
	}
	o.left = true
	_, err := o.to.Write(o.pending)
	o.pending = o.pending[:0]
	return err
}

// Left tells whether something has been handed on.
func (o *Output) Left() bool { return o.left }

// Restart begins anew, which a store without snapshots can ask for when the graph
// changed meanwhile. What has been handed on cannot be taken back: then the export
// fails, rather than mix two states of the graph.
func (o *Output) Restart() error {
	o.pending = o.pending[:0]
	if o.left {
		return graph.Errorf(graph.Unavailable, "the graph changed while it was exported, so the file is not whole; export again")
	}
	return nil
}

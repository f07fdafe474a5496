package ingest

import (
	"bufio"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/migraph/migraph/graph"
)

// Spool is a sink that keeps entries in temporary files, from which they can be
// read as often as is needed. So a large file need not be in memory, and is parsed
// once. Close removes them.
type Spool struct {
	dataset graph.Dataset
	files   map[*graph.Type]*spoolFile
}

var (
	_ Sink         = (*Spool)(nil)
	_ graph.Source = (*Spool)(nil)
)

// NewSpool makes an empty spool.
func NewSpool(about graph.Dataset) *Spool {
	return &Spool{dataset: about, files: map[*graph.Type]*spoolFile{}}
}

// Close removes what the spool keeps.
func (s *Spool) Close() error {
	var failed error
	for _, f := range s.files {
		failed = errors.Join(failed, f.file.Close())
		if err := os.Remove(f.file.Name()); !errors.Is(err, os.ErrNotExist) {
			failed = errors.Join(failed, err)
		}
	}
	return failed
}

// spoolFile holds the entries of one type: the head of each, then its record.
type spoolFile struct {
	file    *os.File
	buffer  *bufio.Writer
	encoder *gob.Encoder
	entries int
}

// spoolHead is what an entry has beside its record.
type spoolHead struct {
	Key, Where string
	ID, Slug   string // of things
	Visibility graph.Visibility
	Evidence   []*graph.Evidence
}

// Thing keeps a thing.
func (s *Spool) Thing(t graph.ThingInput) error {
	return s.keep(t.Record, spoolHead{t.Key, t.Where, t.ID, t.Slug, t.Visibility, t.Evidence})
}

// Claim keeps a claim.
func (s *Spool) Claim(c graph.ClaimInput) error {
	return s.keep(c.Record, spoolHead{Key: c.Key, Where: c.Where, Visibility: c.Visibility, Evidence: c.Evidence})
}

func (s *Spool) keep(r graph.Record, h spoolHead) error {
	t := graph.TypeOf(r)
	f := s.files[t]
	if f == nil {
		file, err := os.CreateTemp("", "migraph-import-")
		if err != nil {
			return spoolFailed(err)
		}
		// Where the system allows it, a file goes with the program, even one that is
		// killed; elsewhere Close removes it.
		_ = os.Remove(file.Name())
		f = &spoolFile{file: file, buffer: bufio.NewWriterSize(file, 64<<10)}
		f.encoder = gob.NewEncoder(f.buffer)
		s.files[t] = f
	}
	f.entries++
	if err := f.encoder.Encode(&h); err != nil {
		return spoolFailed(err)
	}
	if err := f.encoder.Encode(r); err != nil {
		return spoolFailed(err)
	}
	return nil
}

func spoolFailed(err error) error {
	return fmt.Errorf("an import cannot be kept in the folder for temporary files while it is read (TMPDIR names another): %w", err)
}

// Size counts the entries.
func (s *Spool) Size() int {
	n := 0
	for _, f := range s.files {
		n += f.entries
	}
	return n
}

// About tells of the dataset.
func (s *Spool) About() graph.Dataset { return s.dataset }

// EachThing calls fn for every thing, by type, in the order in which they came.
func (s *Spool) EachThing(ctx context.Context, fn func(*graph.ThingInput) error) error {
	return s.each(ctx, graph.ClassThing, func(r graph.Record, h *spoolHead) error {
		return fn(&graph.ThingInput{Key: h.Key, ID: h.ID, Slug: h.Slug, Record: r, Evidence: h.Evidence, Visibility: h.Visibility, Where: h.Where})
	})
}

// EachClaim calls fn for every claim, by type, in the order in which they came.
func (s *Spool) EachClaim(ctx context.Context, fn func(*graph.ClaimInput) error) error {
	return s.each(ctx, graph.ClassClaim, func(r graph.Record, h *spoolHead) error {
		return fn(&graph.ClaimInput{Key: h.Key, Record: r, Evidence: h.Evidence, Visibility: h.Visibility, Where: h.Where})
	})
}

func (s *Spool) each(ctx context.Context, of graph.Class, fn func(graph.Record, *spoolHead) error) error {
	for _, t := range graph.Catalog.Of(of) {
		if f := s.files[t]; f != nil {
			if err := f.each(ctx, t, fn); err != nil {
				return err
			}
		}
	}
	return nil
}

// each reads the entries of a type from the first.
func (f *spoolFile) each(ctx context.Context, t *graph.Type, fn func(graph.Record, *spoolHead) error) error {
	if err := f.buffer.Flush(); err != nil {
		return spoolFailed(err)
	}
	size, err := f.file.Seek(0, io.SeekCurrent)
	if err != nil {
		return spoolFailed(err)
	}
	d := gob.NewDecoder(bufio.NewReaderSize(io.NewSectionReader(f.file, 0, size), 64<<10))
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		var h spoolHead
		switch err := d.Decode(&h); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return spoolFailed(err)
		}
		r := t.New()
		if err := d.Decode(r); err != nil {
			return spoolFailed(err)
		}
		if err := fn(r, &h); err != nil {
			return err
		}
	}
}

package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/mattn/go-isatty"

	"github.com/migraph/migraph/graph"
)

// progress shows on a terminal how far an import is: a line that is written over.
// Elsewhere it shows nothing.
type progress struct {
	w    io.Writer // nil: nothing is shown
	name string

	size, read int64 // bytes of the file; size is 0 if it is unknown
	began      time.Time
	shown      time.Time
	width      int // of the line that is shown
}

// everyProgress is how often the line is written.
const everyProgress = 200 * time.Millisecond

func newProgress(w io.Writer, name string, wanted bool) *progress {
	p := &progress{name: name, began: time.Now()}
	if f, ok := w.(*os.File); ok && wanted && isatty.IsTerminal(f.Fd()) {
		p.w = w
	}
	return p
}

// reading counts what is read of a file.
func (p *progress) reading(file io.Reader) io.Reader {
	if f, ok := file.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			p.size = info.Size()
		}
	}
	return &progressReader{file, p}
}

type progressReader struct {
	io.Reader
	p *progress
}

func (r *progressReader) Read(b []byte) (int, error) {
	n, err := r.Reader.Read(b)
	r.p.read += int64(n)
	r.p.show(func() string {
		text := fmt.Sprintf("reading %s: %d MB", r.p.name, r.p.read>>20)
		if r.p.size > 0 {
			text += fmt.Sprintf(" (%d %%)", 100*r.p.read/r.p.size)
		}
		return text
	})
	return n, err
}

// writing counts the entries of a source as they are written.
func (p *progress) writing(s graph.Source) graph.Source {
	if p.w == nil {
		return s
	}
	return &progressSource{Source: s, p: p}
}

// progressSource learns in its first pass how many entries there are.
type progressSource struct {
	graph.Source
	p              *progress
	things, claims int
}

func (s *progressSource) EachThing(ctx context.Context, fn func(*graph.ThingInput) error) error {
	n := 0
	err := s.Source.EachThing(ctx, func(in *graph.ThingInput) error {
		n++
		s.p.show(func() string { return fmt.Sprintf("writing %s: %d things", s.p.name, n) })
		return fn(in)
	})
	s.things = n
	return err
}

func (s *progressSource) EachClaim(ctx context.Context, fn func(*graph.ClaimInput) error) error {
	if s.claims == 0 {
		if err := s.Source.EachClaim(ctx, func(*graph.ClaimInput) error { s.claims++; return nil }); err != nil {
			return err
		}
	}
	n, began := 0, time.Now()
	return s.Source.EachClaim(ctx, func(in *graph.ClaimInput) error {
		n++
		s.p.show(func() string {
			took := time.Since(began)
			rate := float64(n) / max(took.Seconds(), 0.001)
			left := time.Duration(float64(s.claims-n) / max(rate, 0.001) * float64(time.Second))
			return fmt.Sprintf("writing %s: %d of %d claims, %.0f a second, %s left", s.p.name, n, s.claims, rate, left.Round(time.Second))
		})
		return fn(in)
	})
}

// show writes the line if the last one is old enough.
func (p *progress) show(text func() string) {
	if p.w == nil || time.Since(p.shown) < everyProgress {
		return
	}
	p.shown = time.Now()
	p.line(text())
}

func (p *progress) line(text string) {
	padding := strings.Repeat(" ", max(0, p.width-len(text)))
	p.width = len(text)
	_, _ = fmt.Fprintf(p.w, "\r%s%s", text, padding) // it is no more than an ornament
}

// end takes the line away.
func (p *progress) end() {
	if p.w != nil && p.width > 0 {
		p.line("")
		_, _ = io.WriteString(p.w, "\r")
	}
}

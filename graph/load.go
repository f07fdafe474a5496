package graph

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"
)

// LoadOptions say how to load a dump.
type LoadOptions struct {
	// Unchecked leaves out what CheckStore looks for, which needs memory for every
	// record. That the dump is whole and as it was written is always checked.
	Unchecked bool
}

// Loaded tells what was loaded.
type Loaded struct {
	Records int
	// Revision of the graph: that of the graph that was dumped, or a later one.
	Revision Revision
}

// loadBytes bounds the lines whose records are written together.
const loadBytes = 4 << 20

// Load puts a dump into a store without any record, all of it or nothing. open opens
// the dump; it may be called several times. The error of a dump that is wrong has the
// code InvalidArgument and names the line; of a store that is not empty, Conflict.
//
// The graph goes on at the revision of the dump. A store that had one of its own, such
// as one that took back a load that was interrupted, goes on at the sum of both: a
// graph never returns to a revision, and what others keep of the empty graph cannot be
// mended by the notes of changes in the dump, which are of another history.
func Load(ctx context.Context, s Store, open func() (io.ReadCloser, error), o LoadOptions) (*Loaded, error) {
	var out *Loaded
	revision, err := s.Write(ctx, func(ctx context.Context, w Writer) (err error) {
		if err := mustBeEmpty(ctx, w); err != nil {
			return err
		}
		from, err := open()
		if err != nil {
			return err
		}
		defer func() {
			if closing := from.Close(); err == nil {
				err = closing
			}
		}()
		l := newLoader(w, from)
		if err := l.load(ctx); err != nil {
			return err
		}
		out = &Loaded{Records: l.records}
		if o.Unchecked {
			return nil
		}
		return l.check(ctx)
	})
	if err != nil {
		return nil, err
	}
	out.Revision = revision
	return out, nil
}

// mustBeEmpty refuses a store that holds a record.
func mustBeEmpty(ctx context.Context, r Reader) error {
	for _, t := range Catalog.Types() {
		res, err := r.Fetch(ctx, &Plan{Audience: AudienceKeeper, Query: Query{Type: t, Limit: 1, Fields: []string{}}})
		if err != nil {
			return err
		}
		if len(res.Lists[0].Records) > 0 {
			return Errorf(Conflict, "the store holds a graph already, at revision %d; a dump is loaded into an empty store: name another one", r.Revision())
		}
	}
	return nil
}

// loader reads the lines of a dump into a store.
type loader struct {
	w       Writer
	lines   *bufio.Scanner
	n       int // the number of the line that was read last, from 1
	sum     hash.Hash
	head    dumpHead
	records int

	at   int    // the place of the type whose records are read
	last string // the id of the record that was read last
	some []Record
	size int // bytes of some
}

func newLoader(w Writer, from io.Reader) *loader {
	lines := bufio.NewScanner(from)
	lines.Buffer(make([]byte, 0, 64<<10), maxDumpLine+2) // with the end of the line
	return &loader{w: w, lines: lines, sum: sha256.New()}
}

// wrong is the error of the line that was read last.
func (l *loader) wrong(format string, args ...any) error {
	return Errorf(InvalidArgument, "line %d: %s", l.n, fmt.Sprintf(format, args...))
}

// next reads a line; it is false if there is none.
func (l *loader) next(ctx context.Context) (string, bool, error) {
	if l.n%chunk == 0 && ctx.Err() != nil {
		return "", false, context.Cause(ctx)
	}
	l.n++
	if l.lines.Scan() {
		return l.lines.Text(), true, nil
	}
	switch err := l.lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return "", false, l.wrong("it has more than %d bytes, which no line of a dump has", maxDumpLine)
	case err != nil:
		return "", false, &Error{Code: InvalidArgument, Message: fmt.Sprintf("line %d: the dump cannot be read on", l.n), Cause: err}
	}
	return "", false, nil
}

func (l *loader) count(line string) {
	_, _ = io.WriteString(l.sum, line+"\n") // a hash takes everything
}

func (l *loader) load(ctx context.Context) error {
	if err := l.readHead(ctx); err != nil {
		return err
	}
	for {
		line, ok, err := l.next(ctx)
		switch {
		case err != nil:
			return err
		case !ok:
			return l.wrong("the dump ends here and lacks its last line, which tells how many records there are; it was cut: copy it again, or make a new one")
		}
		if strings.HasPrefix(line, `{"records":`) {
			return l.end(ctx, line)
		}
		l.count(line)
		if err := l.record(ctx, line); err != nil {
			return err
		}
	}
}

func (l *loader) readHead(ctx context.Context) error {
	line, ok, err := l.next(ctx)
	if err != nil {
		return err
	}
	if !ok {
		return l.wrong("the dump is empty")
	}
	l.count(line)
	h := &l.head
	switch err := json.Unmarshal([]byte(line), h); {
	case err != nil || h.Format != dumpFormat:
		return l.wrong("this is no dump of Migraph: its first line does not say so")
	case h.Version != dumpVersion:
		return l.wrong("the dump is of version %d, and this Migraph reads version %d; load it with the Migraph that made it", h.Version, dumpVersion)
	case h.Schema > SchemaVersion:
		return l.wrong("the dump is of a newer Migraph (schema %d, this one has %d); update this one", h.Schema, SchemaVersion)
	case h.Schema < SchemaVersion:
		return l.wrong("the dump is of an older Migraph (schema %d, this one has %d); load it with that one, open that store with this one, which brings it up to date, and dump it again", h.Schema, SchemaVersion)
	case h.Revision < 0 || h.Revision >= maxRevision || encodeLine(*h) != line:
		return l.wrong("the first line is not as Migraph writes it")
	}
	return nil
}

// record reads a line that holds a record.
func (l *loader) record(ctx context.Context, line string) error {
	t, r, err := l.parse(line)
	if err != nil {
		return err
	}
	types := Catalog.Types()
	if t != types[l.at] {
		if err := l.flush(ctx); err != nil {
			return err
		}
		for l.last = ""; types[l.at] != t; l.at++ {
			if l.at == len(types)-1 {
				return l.wrong("a %s stands after records of later types", t.Name)
			}
		}
	}
	id := IDOf(r)
	if id <= l.last {
		return l.wrong("the %s %s stands after %s, which is not the order of ids", t.Name, id, l.last)
	}
	l.last = id
	l.records++
	l.some, l.size = append(l.some, r), l.size+len(line)
	if len(l.some) == chunk || l.size > loadBytes {
		return l.flush(ctx)
	}
	return nil
}

// parse makes a record of a line. One that Migraph would not write so, because a
// field has another name or form, is refused.
func (l *loader) parse(line string) (*Type, Record, error) {
	var d dumpLine
	if err := json.Unmarshal([]byte(line), &d); err != nil {
		return nil, nil, l.wrong("it is no JSON object with type, id and values")
	}
	t := Catalog.Type(d.Type)
	switch {
	case t == nil:
		return nil, nil, l.wrong("there is no type %.60q", d.Type)
	case Catalog.TypeOfID(d.ID) != t:
		return nil, nil, l.wrong("%.60q is the id of no %s", d.ID, t.Name)
	}
	r, err := fromContent(t, string(d.Values))
	if err != nil {
		return nil, nil, l.wrong("the values of the %s %s are no JSON object", t.Name, d.ID)
	}
	SetID(r, d.ID)
	if own := encodeLine(lineOf(t, r)); own != line {
		return nil, nil, l.wrong("the %s %s is not as Migraph writes it, from byte %d on: a field is unknown, or of another form", t.Name, d.ID, commonLength(own, line)+1)
	}
	return t, r, nil
}

// commonLength counts the bytes with which both texts begin.
func commonLength(x, y string) int {
	n := 0
	for n < len(x) && n < len(y) && x[n] == y[n] {
		n++
	}
	return n
}

func (l *loader) flush(ctx context.Context) error {
	if len(l.some) == 0 {
		return nil
	}
	err := l.w.Put(ctx, TypeOf(l.some[0]), l.some)
	l.some, l.size = nil, 0
	return err
}

// end holds the last line against what was read.
func (l *loader) end(ctx context.Context, line string) error {
	var foot dumpFoot
	if err := json.Unmarshal([]byte(line), &foot); err != nil {
		return l.wrong("the last line is not as Migraph writes it")
	}
	switch sum, err := hex.DecodeString(foot.SHA256); {
	case foot.Records != l.records:
		return l.wrong("there are %d records, and there were %d; the dump was cut or changed: copy it again, or make a new one", l.records, foot.Records)
	case err != nil || !bytes.Equal(sum, l.sum.Sum(nil)):
		return l.wrong("the dump is not as it was written, for its sum differs; copy it again, or make a new one")
	}
	switch _, more, err := l.next(ctx); {
	case err != nil:
		return err
	case more:
		return l.wrong("there is more after the last line of the dump")
	}
	if err := l.flush(ctx); err != nil {
		return err
	}
	at := l.head.Revision + l.w.Revision()
	switch {
	case at == l.w.Revision():
		return nil // a graph that was never written to
	case at >= maxRevision:
		return Errorf(Conflict, "the store is at revision %d and the dump at %d, which is more than there can be together; load it into a new store", l.w.Revision(), l.head.Revision)
	}
	return l.w.Resume(at)
}

// mostDefects bounds how many contradictions are told.
const mostDefects = 10

// check refuses a dump of a graph that contradicts itself.
func (l *loader) check(ctx context.Context) error {
	c := newChecker(l.w)
	if err := c.run(ctx); err != nil || len(c.found) == 0 {
		return err
	}
	told := Problems{}
	for _, d := range c.found[:min(len(c.found), mostDefects)] {
		told = append(told, Problem{d.ID, d.Message})
	}
	return &Error{Code: InvalidArgument, Cause: told,
		Message: fmt.Sprintf("the graph in the dump contradicts itself %d times; nothing was written", len(c.found))}
}

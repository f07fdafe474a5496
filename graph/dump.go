package graph

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"hash"
	"io"
	"strings"
)

// A dump is the whole graph as text, for backups and for moving between stores: one
// JSON object a line. The first line is a head, the last a foot; between them stands
// every record, of every audience, ordered by types as the catalog has them and then
// by ids. Equal graphs have equal dumps, whatever store they are in.

const (
	dumpFormat  = "migraph-dump"
	dumpVersion = 1
	// maxDumpLine bounds a line, in bytes: whoever loads a dump holds one in memory.
	maxDumpLine = 8 << 20
)

// dumpHead is the first line of a dump.
type dumpHead struct {
	Format  string `json:"format"`
	Version int    `json:"version"`
	// Schema is the SchemaVersion of the graph.
	Schema   int      `json:"schema"`
	Revision Revision `json:"revision"`
}

// dumpLine is a line that holds a record.
type dumpLine struct {
	Type   string          `json:"type"`
	ID     string          `json:"id"`
	Values json.RawMessage `json:"values"`
}

// dumpFoot is the last line. By it a dump that was cut or changed is known.
type dumpFoot struct {
	Records int `json:"records"`
	// SHA256 is of all lines before, each with a line feed at its end.
	SHA256 string `json:"sha256"`
}

// Dump writes the whole graph, everything of every audience. While a part of an import
// can be seen, it fails with Unavailable.
func Dump(ctx context.Context, r Reader, to io.Writer) error {
	if err := Settled(ctx, r); err != nil {
		return err
	}
	d := dumper{to: bufio.NewWriterSize(to, 64<<10), sum: sha256.New()}
	if err := d.line(dumpHead{dumpFormat, dumpVersion, SchemaVersion, r.Revision()}); err != nil {
		return err
	}
	records := 0
	for _, t := range Catalog.Types() {
		err := r.Scan(ctx, t, func(rec Record) error {
			records++
			if records%chunk == 0 && ctx.Err() != nil {
				return context.Cause(ctx)
			}
			return d.record(t, rec)
		})
		if err != nil {
			return err
		}
	}
	if err := Settled(ctx, r); err != nil {
		return err
	}
	if err := d.line(dumpFoot{records, d.digest()}); err != nil {
		return err
	}
	return dumpFailed(d.to.Flush())
}

// dumper writes lines and sums them up.
type dumper struct {
	to  *bufio.Writer
	sum hash.Hash
}

func (d *dumper) digest() string { return hex.EncodeToString(d.sum.Sum(nil)) }

func (d *dumper) record(t *Type, r Record) error {
	line := encodeLine(lineOf(t, r))
	if len(line) > maxDumpLine {
		return Errorf(LimitExceeded, "the %s %s takes %d bytes, and a line of a dump has %d at the most", t.Name, IDOf(r), len(line), maxDumpLine)
	}
	return d.write(line)
}

func (d *dumper) line(v any) error { return d.write(encodeLine(v)) }

func (d *dumper) write(line string) error {
	line += "\n"
	_, _ = io.WriteString(d.sum, line) // a hash takes everything
	_, err := d.to.WriteString(line)
	return dumpFailed(err)
}

func dumpFailed(err error) error {
	if err == nil {
		return nil
	}
	return &Error{Code: Internal, Message: "the dump cannot be written", Cause: err}
}

func lineOf(t *Type, r Record) dumpLine {
	return dumpLine{t.Name, IDOf(r), json.RawMessage(canonical(t, r))}
}

// encodeLine gives a line of a dump without its end.
func encodeLine(v any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil { // texts, numbers, and JSON that canonical wrote, always encode
		panic(err)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// Content gives the values of a record, but for its id, as JSON: equal records have
// equal content.
func Content(r Record) string { return canonical(TypeOf(r), r) }

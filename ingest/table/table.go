// Package table reads whatever table of cells somebody brings: one with HXL hashtags,
// or an own spreadsheet. What it is, its content tells, never the name of the file.
package table

import (
	"bytes"
	"context"
	"fmt"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest"
	"github.com/migraph/migraph/ingest/hxl"
	"github.com/migraph/migraph/ingest/sheet"
	"github.com/migraph/migraph/ingest/template"
)

// binaries are beginnings of files that only a table can have among all that is read:
// workbooks, and those of which Read says what to do instead.
var binaries = [][]byte{[]byte("PK\x03\x04"), []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")}

// Is tells whether a file begins as a table does that Read reads, or as a file that was
// meant to be one. head are its first bytes, some thousand at least. A table without
// hashtags and without the columns of an own spreadsheet is none.
func Is(head []byte) bool {
	for _, b := range binaries {
		if bytes.HasPrefix(head, b) {
			return true
		}
	}
	head = whole(head)
	ctx := context.Background() // there is nothing to wait for
	b, err := sheet.Open(ctx, "head", bytes.NewReader(head))
	if err != nil {
		return false
	}
	if is, err := hxl.Is(ctx, b); err == nil && is {
		return true
	}
	is, err := template.Is(ctx, b)
	return err == nil && is
}

// whole leaves out the end of a head that may be cut within a letter or within
// quotation marks.
func whole(head []byte) []byte {
	for {
		end := bytes.LastIndexByte(head, '\n')
		if end <= 0 {
			return head
		}
		if head = head[:end+1]; bytes.Count(head, []byte{'"'})%2 == 0 {
			return head
		}
		head = head[:end]
	}
}

// Read reads a table. o completes what its rows leave out.
// An error that unwraps to graph.Problems lists what is wrong with the file, and says
// what was expected if it is no table that can be read.
func Read(ctx context.Context, from ingest.Source, o hxl.Options, sink ingest.Sink, account *ingest.Account) error {
	b, err := sheet.Open(ctx, from.Name, from)
	if err != nil {
		return err
	}
	if err := o.Check(); err != nil {
		return err
	}
	is, err := hxl.Is(ctx, b)
	if err != nil {
		return err
	}
	if is {
		return hxl.ReadBook(ctx, b, from.Dataset, o, sink, account)
	}
	if is, err = template.Is(ctx, b); err != nil {
		return err
	}
	if is {
		return template.ReadBook(ctx, b, from.Dataset, template.Options(o), sink, account)
	}
	return sheet.Refuse(b.Name, graph.Problem{Where: b.Name, Message: fmt.Sprintf(
		"nothing tells what the columns of this table are; put a row of HXL hashtags (#org, #sector, #country, #adm1 ...) above the data, or begin with an empty template, whose sheets are %s", template.Expected())})
}

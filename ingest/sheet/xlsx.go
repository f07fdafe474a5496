package sheet

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"

	"github.com/migraph/migraph/graph"
)

// Bounds of a workbook once it is unpacked, in bytes. Sheets are read as a stream, so
// theirs bounds time; the others are held in memory.
const (
	maxSheetXML   = 512 << 20
	maxSheetsXML  = 1 << 30 // of all sheets
	maxStringsXML = 128 << 20
	maxOtherXML   = 8 << 20
	maxEntries    = 5000 // of the archive
	maxStyles     = 100_000
)

// workbook is an opened workbook of Excel.
type workbook struct {
	name      string
	parts     map[string]*zip.File
	strings   []string
	styles    []shown
	since1904 bool
}

// workbook reads a file as a workbook of Excel. Only what all sheets share is read
// here.
func (b *Book) workbook(ctx context.Context, data []byte) error {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return b.refuse("the workbook is damaged, perhaps not wholly downloaded; fetch or save it again")
	}
	if len(z.File) > maxEntries {
		return b.refuse("this archive has more than %d entries, which no workbook has; save the table again as .xlsx or CSV", maxEntries)
	}
	w := &workbook{name: b.Name, parts: map[string]*zip.File{}}
	for _, f := range z.File {
		if key := partKey(f.Name); w.parts[key] == nil {
			w.parts[key] = f
		}
	}
	main := "xl/workbook.xml"
	for _, r := range w.relationships(ctx, "_rels/.rels", "") {
		if strings.HasSuffix(r.kind, "/officeDocument") {
			main = r.target
		}
	}
	if w.parts[partKey(main)] == nil || strings.HasPrefix(main, "word/") || strings.HasPrefix(main, "ppt/") {
		return b.refuse("%s", otherArchive(z))
	}
	return w.read(ctx, b, main)
}

// read reads what all sheets of a workbook share, and lists its sheets.
func (w *workbook) read(ctx context.Context, b *Book, main string) error {
	rels := w.relationships(ctx, path.Join(path.Dir(main), "_rels", path.Base(main)+".rels"), path.Dir(main))
	sheets, err := w.sheetList(ctx, main)
	if err != nil {
		return err
	}
	targets, first := map[string]string{}, map[string]string{}
	for _, r := range rels {
		targets[r.id] = r.target
		if kind := path.Base(r.kind); first[kind] == "" { // a workbook has one of those that are read here
			first[kind] = r.target
		}
	}
	if err := w.readStrings(ctx, first["sharedStrings"]); err != nil {
		return err
	}
	if err := w.readStyles(ctx, first["styles"]); err != nil {
		return err
	}
	texts := new(int)
	names := map[*zip.File]string{}
	var size uint64
	for _, listed := range sheets {
		part := w.parts[partKey(targets[listed.relation])]
		if part == nil || strings.Contains(part.Name, "chartsheet") {
			continue
		}
		s := &Sheet{Name: graph.Clean(listed.name), Hidden: listed.hidden, book: b.Name, texts: texts}
		if other, twice := names[part]; twice {
			return b.refuse("the sheets %s and %s are one and the same within the workbook, so its rows would count twice; open it in a spreadsheet program and save it again", Quote(other), Quote(s.Name))
		}
		names[part] = s.Name
		if part.UncompressedSize64 > maxSheetsXML-size { // no more than that is unpacked of a part
			return b.refuse("the sheets of the workbook are too large once they are unpacked; split it, and give each part a dataset of its own")
		}
		size += part.UncompressedSize64
		merged, err := w.merged(ctx, part)
		if err != nil {
			return err
		}
		s.rows = func(ctx context.Context, each func(*Row) error) error { return w.rows(ctx, part, merged, each) }
		if b.Sheets = append(b.Sheets, s); len(b.Sheets) > MaxSheets {
			return b.refuse("the workbook has more than %d sheets; split it", MaxSheets)
		}
	}
	if len(b.Sheets) == 0 {
		return b.refuse("the workbook has no sheet; save the table again as .xlsx or CSV")
	}
	return nil
}

// partKey is the name of a part in the form in which names are compared.
func partKey(name string) string { return strings.ToLower(strings.TrimPrefix(name, "/")) }

type relationship struct{ id, kind, target string }

// relationships gives what a part refers to; in is the folder of that part.
func (w *workbook) relationships(ctx context.Context, name, in string) []relationship {
	var out []relationship
	_ = w.each(ctx, name, maxOtherXML, func(_ *xmlPart, e xml.StartElement) error {
		if e.Name.Local != "Relationship" {
			return nil
		}
		r := relationship{id: attr(e, "Id"), kind: attr(e, "Type"), target: attr(e, "Target")}
		if strings.HasPrefix(r.target, "/") {
			r.target = strings.TrimPrefix(r.target, "/")
		} else {
			r.target = path.Join(in, r.target)
		}
		out = append(out, r)
		return nil
	})
	return out
}

type listedSheet struct {
	name, relation string
	hidden         bool
}

func (w *workbook) sheetList(ctx context.Context, main string) ([]listedSheet, error) {
	var out []listedSheet
	err := w.each(ctx, main, maxOtherXML, func(_ *xmlPart, e xml.StartElement) error {
		switch e.Name.Local {
		case "workbookPr":
			v := attr(e, "date1904")
			w.since1904 = v == "1" || v == "true"
		case "sheet":
			out = append(out, listedSheet{name: attr(e, "name"), relation: attr(e, "id"), hidden: strings.Contains(strings.ToLower(attr(e, "state")), "hidden")})
		}
		return nil
	})
	return out, err
}

// readStrings reads the texts that cells refer to by number.
func (w *workbook) readStrings(ctx context.Context, name string) error {
	return w.each(ctx, name, maxStringsXML, func(x *xmlPart, e xml.StartElement) error {
		if e.Name.Local != "si" {
			return nil
		}
		s, err := x.text("si")
		w.strings = append(w.strings, s)
		return err
	})
}

// readStyles reads how the styles of cells show numbers.
func (w *workbook) readStyles(ctx context.Context, name string) error {
	formats := map[int]shown{}
	within := false // the formats of cells, not those of named styles
	return w.each(ctx, name, maxOtherXML, func(_ *xmlPart, e xml.StartElement) error {
		switch e.Name.Local {
		case "numFmt":
			if id, err := strconv.Atoi(attr(e, "numFmtId")); err == nil {
				formats[id] = custom(attr(e, "formatCode"))
			}
		case "cellXfs", "cellStyleXfs", "dxfs", "cellStyles":
			within = e.Name.Local == "cellXfs"
		case "xf":
			if !within || len(w.styles) >= maxStyles {
				return nil
			}
			id, _ := strconv.Atoi(attr(e, "numFmtId"))
			as, is := formats[id]
			if !is {
				as = builtIn(id)
			}
			w.styles = append(w.styles, as)
		}
		return nil
	})
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// each gives every element of a part where it begins. A part that is absent has none.
func (w *workbook) each(ctx context.Context, name string, most int64, f func(*xmlPart, xml.StartElement) error) error {
	part := w.parts[partKey(name)]
	if part == nil {
		return nil
	}
	return w.eachOf(ctx, part, most, f)
}

func (w *workbook) eachOf(ctx context.Context, part *zip.File, most int64, f func(*xmlPart, xml.StartElement) error) error {
	x, err := w.open(ctx, part, most)
	if err != nil {
		return err
	}
	defer func() { _ = x.close() }()
	for {
		t, err := x.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return w.damaged(part, err)
		}
		if e, is := t.(xml.StartElement); is {
			if err := f(x, e); err != nil {
				return w.damaged(part, err)
			}
		}
	}
}

// damaged tells that a part cannot be read; an error that is ours, or the caller's,
// stays as it is.
func (w *workbook) damaged(part *zip.File, err error) error {
	var unreadable *unreadableError
	var syntax *xml.SyntaxError
	switch {
	case errors.As(err, &unreadable):
	case errors.As(err, &syntax), errors.Is(err, zip.ErrChecksum), errors.Is(err, zip.ErrFormat), errors.Is(err, zip.ErrAlgorithm), errors.Is(err, io.ErrUnexpectedEOF):
		unreadable = &unreadableError{"is damaged"}
	default:
		return err
	}
	return Refuse(w.name, graph.Problem{Where: w.name, Message: fmt.Sprintf("%s of the workbook %s; open it in a spreadsheet program and save it again as .xlsx, or as CSV", path.Base(part.Name), unreadable.what)})
}

// unreadableError says why a part of a workbook is not read.
type unreadableError struct{ what string }

func (e *unreadableError) Error() string { return e.what }

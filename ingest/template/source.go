package template

import (
	"strings"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest/sheet"
)

// cite is a document that entries name.
type cite struct {
	document *graph.Document
	row      *entry // where it is named first
}

// cite gives the evidence of an entry: the document that it names, else its row of
// the file.
func (r *reader) cite(e *entry) []*graph.Evidence {
	title := string(r.text(e, source))
	if title == "" {
		return []*graph.Evidence{{DocumentID: fileKey, Locator: graph.Text(e.sheet.Locator(e.number)), Basis: "STATED"}}
	}
	key := "source:" + strings.ToUpper(title)
	if r.sources[key] == nil {
		d := &graph.Document{Thing: graph.Thing{Name: title, Identifiers: r.own(key)}}
		r.sources[key] = &cite{d, e}
		r.add("Document", graph.ThingInput{Key: key, Record: d, Where: e.place(source), Evidence: []*graph.Evidence{{DocumentID: key, Basis: "STATED"}}})
	}
	return []*graph.Evidence{{DocumentID: key, Locator: r.text(e, page), Basis: "STATED"}}
}

// finishSources notes of documents what the entries that name them say. What one says
// holds for all; others may repeat it or leave it out.
func (r *reader) finishSources() {
	for _, t := range r.sheets {
		for _, e := range t.entries {
			c := r.sources["source:"+strings.ToUpper(e.cell(source))]
			if c == nil {
				for _, column := range []string{sourceURL, published, page} {
					if e.has(column) {
						r.wrong(e, column, "this is of a document, but the row names none; write its title under %q, or empty the cell", source)
					}
				}
				continue
			}
			if address := r.url(e, sourceURL); address != "" {
				if c.document.SourceURL != "" && c.document.SourceURL != address {
					r.wrong(e, sourceURL, "another row gives the document %s another address, %s; correct one, or tell two documents apart by their titles", sheet.Quote(c.document.Name), c.document.SourceURL)
				}
				c.document.SourceURL = address
			}
			if when := r.date(e, published); when.Known() {
				if c.document.Date.Known() && c.document.Date != when {
					r.wrong(e, published, "another row gives the document %s another date, %s; correct one, or tell two documents apart by their titles", sheet.Quote(c.document.Name), c.document.Date.Text)
				}
				c.document.Date = when
			}
		}
	}
}

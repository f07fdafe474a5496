// Package sources reads which documents of which datasets say what an export holds, and
// gives them as one can cite them.
package sources

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/migraph/migraph/export"
	"github.com/migraph/migraph/graph"
)

// Source is where a document says something.
type Source struct {
	*graph.Evidence
	// Document is nil where the audience may not see it.
	Document *graph.Document
}

// mostDocuments bounds the documents that are kept for evidence to come.
const mostDocuments = 20_000

// Reader reads sources for a job, and keeps the documents that it read.
type Reader struct {
	job       *export.Job
	documents map[string]*graph.Document
}

// NewReader gives a reader for a job.
func NewReader(j *export.Job) *Reader { return &Reader{j, map[string]*graph.Document{}} }

// Know reads the documents of evidence that are not known yet. Those of evidence that
// was made known before may be forgotten.
func (r *Reader) Know(ctx context.Context, evidence []*graph.Evidence) error {
	if len(r.documents) > mostDocuments {
		clear(r.documents)
	}
	var ids []string
	for _, e := range evidence {
		if _, known := r.documents[e.DocumentID]; !known {
			r.documents[e.DocumentID] = nil
			ids = append(ids, e.DocumentID)
		}
	}
	t := graph.Catalog.Type("Document")
	plan := graph.Plan{Query: graph.Query{Type: t, Where: graph.Live(t)}}
	for i := range t.Parts {
		plan.Parts = append(plan.Parts, t.Parts[i].Name)
	}
	return r.byID(ctx, plan, ids, func(found graph.Record) { r.documents[graph.IDOf(found)] = found.(*graph.Document) })
}

// Of gives the sources of evidence that was made known.
func (r *Reader) Of(evidence []*graph.Evidence) []Source {
	var out []Source
	for _, e := range evidence {
		out = append(out, Source{e, r.documents[e.DocumentID]})
	}
	return out
}

// byID reads records by their ids, as many at a time as a page has.
func (r *Reader) byID(ctx context.Context, p graph.Plan, ids []string, fn func(graph.Record)) error {
	slices.Sort(ids)
	p.Audience = r.job.Audience
	for part := range slices.Chunk(slices.Compact(ids), export.PageSize) {
		p.IDs = part
		res, err := r.job.Reader.Fetch(ctx, &p)
		if err != nil {
			return err
		}
		for _, found := range res.Lists[0].Records {
			fn(found)
		}
	}
	return nil
}

// Backing gives, by the ids of claims and things, the sources that make the claims and
// that describe the things, as far as the audience may see them. It asks the store once
// for each type of claims, once for descriptions and once for documents, for every 500
// of them.
func (r *Reader) Backing(ctx context.Context, ids []string) (map[string][]Source, error) {
	claims, things := map[*graph.Type][]string{}, []string{}
	for _, id := range ids {
		switch t := graph.Catalog.TypeOfID(id); {
		case t == nil:
		case t.Class == graph.ClassClaim:
			claims[t] = append(claims[t], id)
		case t.Class == graph.ClassThing:
			things = append(things, id)
		}
	}
	said := map[string][]*graph.Evidence{}
	for _, t := range graph.Catalog.Of(graph.ClassClaim) {
		plan := graph.Plan{Query: graph.Query{Type: t, Fields: []string{}, Parts: []string{"evidence"}}}
		if err := r.byID(ctx, plan, claims[t], func(c graph.Record) { said[graph.IDOf(c)] = graph.AsClaim(c).Evidence }); err != nil {
			return nil, err
		}
	}
	slices.Sort(things)
	for part := range slices.Chunk(slices.Compact(things), export.PageSize) {
		plan := &graph.Plan{Query: graph.Query{Type: graph.Catalog.Type("Description"), Parts: []string{"evidence"},
			Where: graph.Compare{Field: "thing", Op: graph.In, Value: part}}}
		err := export.Pages(ctx, r.job, plan, func(rs []graph.Record) error {
			for _, d := range rs {
				of := d.(*graph.Description).ThingID
				said[of] = append(said[of], graph.AsClaim(d).Evidence...)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	var all []*graph.Evidence
	for _, id := range ids {
		all = append(all, said[id]...)
	}
	if err := r.Know(ctx, all); err != nil {
		return nil, err
	}
	out := make(map[string][]Source, len(said))
	for id, evidence := range said {
		out[id] = r.Of(evidence)
	}
	return out, nil
}

// Citations gives sources as one can cite them: title, place in the document, date,
// address, and in brackets the key of the dataset, under which the account of the
// export has its licence; parted by semicolons.
func Citations(list []Source) string { return strings.Join(citations(list), "; ") }

// SomeCitations gives each citation once, at most so many, and says how many more there
// are.
func SomeCitations(list []Source, most int) string {
	var out []string
	seen := map[string]bool{}
	for _, c := range citations(list) {
		if !seen[c] {
			seen[c] = true
			out = append(out, c)
		}
	}
	if left := len(out) - most; left > 0 {
		out = append(out[:most], fmt.Sprintf("and %d more", left))
	}
	return strings.Join(out, "; ")
}

func citations(list []Source) []string {
	var out []string
	for _, s := range list {
		if s.Document == nil {
			continue
		}
		var parts []string
		for _, part := range []graph.Text{graph.Text(s.Document.Name), s.Locator, graph.Text(s.Document.Date.Text), s.Document.SourceURL} {
			if part != "" {
				parts = append(parts, string(part))
			}
		}
		out = append(out, strings.Join(parts, ", ")+" ["+s.Dataset+"]")
	}
	return out
}

// Datasets gives the keys of the datasets of sources, each once, in their order.
func Datasets(list []Source) []string {
	var out []string
	seen := map[string]bool{}
	for _, s := range list {
		if !seen[s.Dataset] {
			seen[s.Dataset] = true
			out = append(out, s.Dataset)
		}
	}
	return out
}

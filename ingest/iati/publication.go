package iati

import (
	"fmt"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest"
)

// publication is what one body publishes in the file: the document that claims cite.
type publication struct {
	publisher string // key of the body, empty if unknown or withheld
	date      graph.PartialDate
	languages map[string]bool
	where     string
	// referring: it stands for all that the file refers to without telling of it.
	referring bool
}

// undatedDocument is the key of the document that is cited for things of which the
// file tells no more than an identifier. It has no date and no publisher, so that
// whatever any source tells of them rules.
const undatedDocument = "references"

// publication notes the entry's share in its document: the date is that of the
// newest entry.
func (s *scope) publication() {
	p := s.documents.at(s.document, func() *publication {
		return &publication{languages: map[string]bool{}, where: s.where(s.e)}
	})
	p.publisher = s.reporter
	p.languages[s.language] = true
	day, ok := dayOf(s.e.attr("last-updated-datetime"))
	if !ok {
		day, ok = dayOf(s.root.attr("generated-datetime"))
	}
	if ok && day.Latest > p.date.Latest && day.Latest <= s.today {
		p.date = day
	}
}

// givePublications gives the documents that claims cite to the sink.
func (r *reader) givePublications() error {
	return r.documents.each(func(key string, p *publication) error {
		d := &graph.Document{
			Thing: graph.Thing{
				Name:        r.titleOf(p),
				Identifiers: []*graph.Identifier{ingest.OwnIdentifier(r.source.Dataset, key)},
			},
			PublisherID: p.publisher, Date: p.date, Version: graph.Text(r.version),
		}
		if len(p.languages) == 1 {
			for l := range p.languages {
				d.Language = graph.Text(l)
			}
		}
		// A document can be looked at, so it speaks for itself.
		return r.sink.Thing(graph.ThingInput{Key: key, Record: d, Where: p.where,
			Evidence: []*graph.Evidence{{DocumentID: key, Basis: "STATED"}}})
	})
}

// titleOf names a document by what it is: IATI files have no titles.
func (r *reader) titleOf(p *publication) string {
	what := "IATI activities"
	if r.organisations {
		what = "IATI organisation file"
	}
	if p.referring {
		return what + ": what is only referred to"
	}
	by := "an unnamed publisher"
	if b := r.bodies.byKey[p.publisher]; b != nil {
		own, _ := b.own.name("")
		if name, _ := b.name(own); name != "" {
			by = name
		} else {
			by = b.identifier.Value
		}
	}
	return fmt.Sprintf("%s of %s", what, by)
}

// undated gives evidence that ranks after all that has a date, and sees to it that
// the document exists.
func (r *reader) undated(at *mention) []*graph.Evidence {
	r.documents.at(undatedDocument, func() *publication { return &publication{where: at.where, referring: true} })
	return []*graph.Evidence{{DocumentID: undatedDocument, Locator: at.locator, Basis: "STATED"}}
}

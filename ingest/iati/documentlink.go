package iati

import (
	"net/url"
	"slices"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest"
)

// linked is a document to which the file links.
type linked struct {
	naming
	url       string
	date      graph.PartialDate
	languages map[string]bool
}

// maxURL bounds addresses of documents.
const maxURL = 2000

// documentLinks reads the documents that an activity or an organisation links to.
func (s *scope) documentLinks() error { return s.linksOf(s.e) }

func (s *scope) linksOf(of *element) error {
	for _, e := range of.all("document-link") {
		s.account.Read("document-link", 1)
		if err := s.documentLink(e); err != nil {
			return err
		}
	}
	return nil
}

func (s *scope) documentLink(e *element) error {
	address := e.attr("url")
	if u, err := url.Parse(address); err != nil || len(address) > maxURL || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		s.skip("document-without-address", "The document has no address on the web that begins with http:// or https://, so it cannot be found; it is left out.", e)
		return nil
	}
	key := "linked/" + address
	d := s.links.at(key, func() *linked { return &linked{url: address, languages: map[string]bool{}} })
	for _, t := range e.all("title") {
		d.add(t.narratives())
	}
	d.cite(s, e)
	for _, l := range e.all("language") {
		if tag := languageTag(l.attr("code")); tag != "" {
			d.languages[tag] = true
		}
	}
	if day := s.date(e.child("document-date")); day.Latest > d.date.Latest {
		d.date = day
	}
	categories := []string{}
	for _, c := range e.all("category") {
		if code := c.attr("code"); codelists["DocumentCategory"][code] && !slices.Contains(categories, code) {
			categories = append(categories, code)
		}
	}
	if len(categories) == 0 {
		categories = []string{""}
	}
	for _, category := range categories {
		l := &graph.DocumentLink{DocumentID: key, Category: graph.Text(category), Note: graph.Text(s.summary(e, e.child("description").says()))}
		if s.organisations {
			l.StakeholderID = s.key
		} else {
			l.InitiativeID = s.key
		}
		if err := s.claim("", l, e); err != nil {
			return err
		}
	}
	return nil
}

// giveLinked gives the documents to the sink that the file links to. Who published
// them is not said. Each belongs to its dataset: two publishers may give one address
// different titles, and a title is what a document is known by.
func (r *reader) giveLinked() error {
	return r.links.each(func(key string, d *linked) error {
		record := &graph.Document{
			Thing: graph.Thing{Identifiers: []*graph.Identifier{ingest.OwnIdentifier(r.source.Dataset, shortHash(key))}},
			Date:  d.date, SourceURL: graph.Text(d.url),
		}
		if len(d.languages) == 1 {
			for l := range d.languages {
				record.Language = graph.Text(l)
			}
		}
		if record.Name, record.Aliases = d.name(""); record.Name == "" {
			record.Name = d.url
		}
		return r.sink.Thing(graph.ThingInput{Key: key, Record: record, Evidence: d.evidence(), Where: d.mentions[0].where})
	})
}

// Package jsonld writes things and claims as JSON-LD 1.1: with the terms of
// schema.org, PROV-O and the organization ontology where they mean the same, and in a
// vocabulary of the graph's own for the rest.
package jsonld

import (
	"bytes"
	"encoding/json"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/migraph/migraph/export"
	"github.com/migraph/migraph/export/networks"
	"github.com/migraph/migraph/export/sources"
	"github.com/migraph/migraph/graph"
)

// Writer writes one network. The graph comes item by item, each on a line of its own.
type Writer struct {
	out   io.Writer
	about *export.About
	items int
	// documents are those that were written.
	documents map[string]bool
	// waiting are those that things were derived from: they may be things of the
	// network themselves, which is known when all things are there.
	waiting []*graph.Document
	waits   map[string]bool
}

// New gives a writer of a network to out.
func New(out io.Writer) *Writer {
	return &Writer{out: out, documents: map[string]bool{}, waits: map[string]bool{}}
}

type node = map[string]any

// urn names what there is no address for.
const urn = "urn:migraph:"

// vocabulary gives the beginning of the graph's own terms.
func vocabulary(address string) string {
	if address == "" {
		return urn + "vocabulary:"
	}
	return address + "/vocabulary#"
}

// id gives the name of a record: of a thing its permalink.
func (w *Writer) id(id string) string {
	if w.about.Address == "" {
		return urn + id
	}
	return w.about.Address + "/#" + id
}

// context explains the terms.
func context(address string) node {
	iri := func(id string) node { return node{"@id": id, "@type": "@id"} }
	decimal := func(id string) node {
		return node{"@id": id, "@type": "http://www.w3.org/2001/XMLSchema#decimal"}
	}
	own := vocabulary(address)
	c := node{
		"@version": 1.1, "@vocab": own,
		"schema": "https://schema.org/", "prov": "http://www.w3.org/ns/prov#", "org": "http://www.w3.org/ns/org#",
		"skos": "http://www.w3.org/2004/02/skos/core#", "xsd": "http://www.w3.org/2001/XMLSchema#",
		"id": "@id", "type": "@type",
		"name": "schema:name", "aliases": "schema:alternateName", "identifiers": "schema:identifier", "summary": "schema:description",
		"website": iri("schema:url"), "sourceUrl": iri("schema:url"), "language": "schema:inLanguage", "licence": "schema:license",
		"date": "schema:datePublished", "version": "schema:version", "code": "skos:notation",
		"amount": decimal(own + "amount"), "percentage": decimal(own + "percentage"), "rate": decimal(own + "rate"),
		"hadPrimarySource": iri("prov:hadPrimarySource"), "wasDerivedFrom": iri("prov:wasDerivedFrom"), "agent": iri("prov:agent"),
		"member": iri("org:member"), "organization": iri("org:organization"), "funder": iri("schema:funder"),
		"document": iri(own + "document"),
	}
	for _, t := range graph.Catalog.Types() {
		addReferences(c, t, own)
		for i := range t.Parts {
			addReferences(c, t.Parts[i].Type, own)
		}
	}
	c["publisher"] = iri("schema:publisher")
	return c
}

func addReferences(c node, t *graph.Type, own string) {
	for i := range t.Refs {
		name := term(t.Refs[i].Name)
		c[name] = node{"@id": own + name, "@type": "@id"}
	}
}

// term gives the name of a reference as one word: provider.stakeholder is
// providerStakeholder.
func term(name string) string {
	head, tail, dotted := strings.Cut(name, ".")
	if !dotted {
		return name
	}
	return head + strings.ToUpper(tail[:1]) + tail[1:]
}

// Begin writes the context, and what the export tells of itself.
func (w *Writer) Begin(a *export.About) error {
	w.about = a
	text, err := encode(context(a.Address))
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w.out, `{"@context":`+text+`,`+"\n"+`"@graph":[`); err != nil {
		return err
	}
	var on []node
	for _, d := range a.Datasets {
		on = append(on, node{"id": urn + "dataset:" + url.PathEscape(d.Key), "type": "schema:Dataset", "name": d.Title, "schema:identifier": d.Key, "licence": d.Terms()})
	}
	self := node{
		"id": a.Link, "type": []string{"schema:Dataset", "prov:Entity"}, "name": a.Title, "summary": strings.Join(export.HowToRead, " "),
		"version": a.RevisionText(), "prov:generatedAtTime": node{"@type": "xsd:dateTime", "@value": a.Stamp()}, "schema:isBasedOn": on,
	}
	if a.Address == "" {
		self["id"] = urn + "export:" + url.QueryEscape(a.Link)
	}
	if a.AsOf != "" {
		self["schema:temporalCoverage"] = a.AsOf
	}
	return w.item(self)
}

func (w *Writer) item(n node) error {
	text, err := encode(n)
	if err != nil {
		return err
	}
	if w.items++; w.items > 1 {
		text = ",\n" + text
	} else {
		text = "\n" + text
	}
	_, err = io.WriteString(w.out, text)
	return err
}

func encode(v any) (string, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return strings.TrimSuffix(b.String(), "\n"), err
}

var documentTypes = []string{"schema:CreativeWork", "prov:Entity"}

// typesOf gives the classes of a thing.
func typesOf(t *networks.Thing) []string {
	switch r := t.Record.(type) {
	case *graph.Stakeholder:
		if r.Kind == "GOVERNMENT" || r.Kind == "EMBASSY" {
			return []string{t.Type(), "org:Organization", "schema:GovernmentOrganization"}
		}
		return []string{"org:Organization", "schema:Organization"} // as far as anybody says
	case *graph.Initiative:
		if r.Nature == "EVENT" {
			return []string{"Initiative", "schema:Event"}
		}
		return []string{"Initiative", "schema:Project"}
	case *graph.Document:
		return documentTypes
	case *graph.Place:
		if r.Type == "COUNTRY" {
			return []string{"schema:Country"}
		}
		return []string{"schema:Place"}
	}
	return []string{"skos:Concept", "schema:DefinedTerm"}
}

// Thing writes a thing.
func (w *Writer) Thing(t *networks.Thing) error {
	n := w.record(t.Record)
	n["id"], n["type"] = w.id(t.ID), typesOf(t)
	if w.about.Address != "" {
		n["schema:mainEntityOfPage"] = node{"id": t.Permalink(w.about.Address)}
	}
	if graph.TypeOf(t.Record).Name == "Document" {
		w.documents[t.ID] = true
	}
	if from := cited(t.Sources); len(from) > 0 {
		n["wasDerivedFrom"] = w.all(from)
		for _, d := range from {
			if !w.waits[d.ID] {
				w.waits[d.ID] = true
				w.waiting = append(w.waiting, d)
			}
		}
	}
	return w.item(n)
}

// Published is said by the document itself.
func (w *Writer) Published(string, string) error { return nil }

// Claim writes a claim.
func (w *Writer) Claim(c *networks.Claim) error {
	n := w.record(c.Record)
	types := []string{graph.TypeOf(c.Record).Name}
	switch r := c.Record.(type) {
	case *graph.Participation:
		if r.StakeholderID != "" {
			types = append(types, "prov:Association")
			n["agent"] = w.id(r.StakeholderID)
		}
	case *graph.Affiliation:
		if r.Type == "MEMBER_OF" {
			types = append(types, "org:Membership")
			n["member"], n["organization"] = w.id(r.StakeholderID), w.id(r.ToID)
		}
	case *graph.Flow:
		if r.Amount.Amount != "" {
			n["schema:amount"] = node{"type": "schema:MonetaryAmount", "schema:value": node{"@type": "xsd:decimal", "@value": r.Amount.Amount}, "schema:currency": r.Amount.Currency}
		}
		if r.Provider.StakeholderID != "" {
			n["funder"] = w.id(r.Provider.StakeholderID)
		}
		n["stage"] = string(r.Stage())
	}
	n["id"], n["type"] = w.id(c.ID), types
	from := cited(c.Sources)
	if len(from) > 0 {
		n["hadPrimarySource"] = w.all(from)
	}
	if err := w.cite(append(w.waiting, from...)); err != nil {
		return err
	}
	w.waiting = nil
	return w.item(n)
}

// cited gives the documents of sources, each once.
func cited(from []sources.Source) []*graph.Document {
	var out []*graph.Document
	for _, s := range from {
		if s.Document != nil && !slices.Contains(out, s.Document) {
			out = append(out, s.Document)
		}
	}
	return out
}

func (w *Writer) all(documents []*graph.Document) []string {
	var out []string
	for _, d := range documents {
		out = append(out, w.id(d.ID))
	}
	return out
}

// cite writes the documents that are no things of the network, so that every source
// can be cited.
func (w *Writer) cite(documents []*graph.Document) error {
	for _, d := range documents {
		if w.documents[d.ID] {
			continue
		}
		w.documents[d.ID] = true
		n := node{"id": w.id(d.ID), "type": documentTypes, "name": d.Name}
		for name, text := range map[string]string{"date": d.Date.Text, "sourceUrl": string(d.SourceURL), "licence": string(d.Licence)} {
			if text != "" {
				n[name] = text
			}
		}
		if err := w.item(n); err != nil {
			return err
		}
	}
	return nil
}

// kept are fields that say how a record is kept, or are derived from others.
var kept = map[string]bool{
	"hidden": true, "tombstone": true, "claimCount": true, "key": true, "order": true, "amountHi": true, "amountLo": true,
	"startEarliest": true, "startLatest": true, "endEarliest": true, "endLatest": true, "dateEarliest": true, "dateLatest": true,
	"validFrom": true, "validTo": true, "certainFrom": true, "certainTo": true, "visibility": true,
}

// names of fields whose name as a term would be that of the class of a node.
var names = map[string]string{"type": "kind", "text": "statement"}

// record gives the values, the references and the parts of a record.
func (w *Writer) record(r graph.Record) node {
	n := node{}
	t := graph.TypeOf(r)
	for i := range t.Fields {
		f := &t.Fields[i]
		if v := f.Get(r); v != nil && !kept[f.Name] {
			name := f.Name
			if other := names[name]; other != "" {
				name = other
			}
			n[name] = v
		}
	}
	for i := range t.Refs {
		if id := t.Refs[i].Get(r); id != "" {
			n[term(t.Refs[i].Name)] = w.id(id)
		}
	}
	for i := range t.Parts {
		var list []any
		for _, e := range t.Parts[i].Get(r) {
			list = append(list, w.part(e))
		}
		if len(list) > 0 {
			n[t.Parts[i].Name] = list
		}
	}
	return n
}

// tag is a language as JSON-LD takes it.
var tag = regexp.MustCompile(`^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$`)

func (w *Writer) part(r graph.Record) any {
	switch e := r.(type) {
	case *graph.Alias:
		if tag.MatchString(string(e.Language)) {
			return node{"@value": e.Name, "@language": string(e.Language)}
		}
		return e.Name
	case *graph.Identifier:
		return node{"type": "schema:PropertyValue", "schema:propertyID": e.Scheme, "schema:value": e.Value}
	}
	return w.record(r)
}

// End completes the file.
func (w *Writer) End(a *export.About) error {
	if err := w.cite(w.waiting); err != nil {
		return err
	}
	_, err := io.WriteString(w.out, "\n],\n\""+vocabulary(a.Address)+"items\":"+strconv.Itoa(a.Rows)+"}\n")
	return err
}

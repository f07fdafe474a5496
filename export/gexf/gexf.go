// Package gexf writes networks as GEXF 1.3 (gexf.net), for Gephi and NetworkX: things
// are nodes, links are edges, both with the days between which they possibly held,
// and in colours by their kinds.
package gexf

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/migraph/migraph/export"
	"github.com/migraph/migraph/export/networks"
	"github.com/migraph/migraph/export/xmlfile"
)

const (
	namespace = "http://gexf.net/1.3"
	drawing   = "http://gexf.net/1.3/viz"
)

// Writer writes one network.
type Writer struct {
	xml   *xmlfile.Writer
	about *export.About
	edges bool // the nodes are over
}

// New gives a writer of a network to out.
func New(out io.Writer) *Writer { return &Writer{xml: xmlfile.New(out)} }

// Begin writes what comes before the nodes.
func (w *Writer) Begin(a *export.About) error {
	w.about = a
	w.xml.Open("gexf", "xmlns", namespace, "xmlns:viz", drawing, "version", "1.3")
	w.xml.Line()
	w.xml.Open("meta", "lastmodifieddate", a.Made.UTC().Format("2006-01-02"))
	w.xml.Text("creator", "Migraph")
	w.xml.Text("description", strings.Join(a.Lines(), "\n"))
	w.xml.Close("meta")
	w.xml.Line()
	w.xml.Open("graph", "mode", "dynamic", "defaultedgetype", "directed", "timeformat", "date", "timerepresentation", "interval")
	w.xml.Line()
	w.attributes("node", networks.ThingAttributes)
	w.attributes("edge", networks.LinkAttributes)
	w.xml.Open("nodes")
	w.xml.Line()
	return w.xml.Flush()
}

func (w *Writer) attributes(of string, list []networks.Attribute) {
	w.xml.Open("attributes", "class", of, "mode", "static")
	for _, a := range list {
		form := string(a.Form)
		if a.Form == networks.Integer {
			form = "integer"
		}
		w.xml.Empty("attribute", "id", a.Name, "title", a.Name, "type", form)
	}
	w.xml.Close("attributes")
	w.xml.Line()
}

// Thing writes a node.
func (w *Writer) Thing(t *networks.Thing) error {
	first, last := t.Bounds()
	w.xml.Open("node", "id", t.ID, "label", t.Name, "start", first, "end", last)
	w.values(networks.ThingAttributes, func(name string) string { return t.Value(w.about, name) })
	w.colour(t.Colour())
	w.xml.Empty("viz:size", "value", strconv.FormatFloat(t.Size(), 'f', -1, 64))
	w.xml.Close("node")
	w.xml.Line()
	return w.xml.Flush()
}

func (w *Writer) values(list []networks.Attribute, value func(string) string) {
	w.xml.Open("attvalues")
	for _, a := range list {
		if v := value(a.Name); v != "" {
			w.xml.Empty("attvalue", "for", a.Name, "value", v)
		}
	}
	w.xml.Close("attvalues")
}

// colour writes a colour, which is given as #RRGGBB.
func (w *Writer) colour(c string) {
	var r, g, b int
	if _, err := fmt.Sscanf(c, "#%02X%02X%02X", &r, &g, &b); err == nil {
		w.xml.Empty("viz:color", "r", strconv.Itoa(r), "g", strconv.Itoa(g), "b", strconv.Itoa(b))
	}
}

// toEdges ends the nodes.
func (w *Writer) toEdges() {
	if w.edges {
		return
	}
	w.edges = true
	w.xml.Close("nodes")
	w.xml.Line()
	w.xml.Open("edges")
	w.xml.Line()
}

// Published writes an edge from a body to its document.
func (w *Writer) Published(publisher, document string) error {
	w.toEdges()
	w.xml.Open("edge", "id", networks.Publishes+"-"+document, "source", publisher, "target", document, "label", networks.Publishes, "weight", "1")
	w.values(networks.LinkAttributes[:1], func(string) string { return networks.Publishes })
	w.xml.Close("edge")
	w.xml.Line()
	return w.xml.Flush()
}

// Claim writes the edges of a claim.
func (w *Writer) Claim(c *networks.Claim) error {
	w.toEdges()
	for _, l := range c.Links {
		w.xml.Open("edge", "id", networks.LinkID(l), "source", l.From, "target", l.To, "label", string(l.Type), "weight", "1",
			"start", networks.Day(l.ValidFrom), "end", networks.Day(l.ValidTo))
		w.values(networks.LinkAttributes, func(name string) string { return c.Value(l, name) })
		w.colour(c.Colour(l))
		w.xml.Close("edge")
		w.xml.Line()
	}
	return w.xml.Flush()
}

// End completes the file.
func (w *Writer) End(*export.About) error {
	w.toEdges()
	for _, name := range []string{"edges", "graph", "gexf"} {
		w.xml.Close(name)
		w.xml.Line()
	}
	return w.xml.Flush()
}

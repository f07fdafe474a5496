// Package graphml writes networks as GraphML (graphml.graphdrawing.org), for NetworkX,
// yEd, igraph and Cytoscape: things are nodes, links are edges. For yEd, which shows
// nothing of a node otherwise, it also says how to draw each.
package graphml

import (
	"io"
	"strconv"
	"strings"

	"github.com/migraph/migraph/export"
	"github.com/migraph/migraph/export/networks"
	"github.com/migraph/migraph/export/xmlfile"
)

const (
	namespace = "http://graphml.graphdrawing.org/xmlns"
	drawing   = "http://www.yworks.com/xml/graphml"
)

// Writer writes one network.
type Writer struct {
	xml   *xmlfile.Writer
	about *export.About
}

// New gives a writer of a network to out.
func New(out io.Writer) *Writer { return &Writer{xml: xmlfile.New(out)} }

// Further attributes, which other formats have places of their own for.
var (
	thingAttributes = append([]networks.Attribute{{Name: "label", Form: networks.String}, {Name: "start", Form: networks.String}, {Name: "end", Form: networks.String},
		{Name: "colour", Form: networks.String}}, networks.ThingAttributes...)
	linkAttributes = append([]networks.Attribute{{Name: "start", Form: networks.String}, {Name: "end", Form: networks.String},
		{Name: "weight", Form: networks.Integer}}, networks.LinkAttributes...)
)

// The prefixes of the keys of attributes.
const (
	ofThing = "n."
	ofLink  = "e."
)

// Begin writes what comes before the nodes.
func (w *Writer) Begin(a *export.About) error {
	w.about = a
	w.xml.Open("graphml", "xmlns", namespace, "xmlns:y", drawing)
	w.xml.Line()
	w.xml.Text("desc", a.Title)
	w.xml.Line()
	w.xml.Empty("key", "id", "g.about", "for", "graph", "attr.name", "about", "attr.type", "string")
	w.keys("node", ofThing, thingAttributes)
	w.keys("edge", ofLink, linkAttributes)
	w.xml.Empty("key", "id", "n.drawing", "for", "node", "yfiles.type", "nodegraphics")
	w.xml.Empty("key", "id", "e.drawing", "for", "edge", "yfiles.type", "edgegraphics")
	w.xml.Line()
	w.xml.Open("graph", "id", "migraph", "edgedefault", "directed")
	w.xml.Line()
	w.xml.Text("data", strings.Join(a.Lines(), "\n"), "key", "g.about")
	w.xml.Line()
	return w.xml.Flush()
}

func (w *Writer) keys(of, prefix string, list []networks.Attribute) {
	for _, a := range list {
		w.xml.Empty("key", "id", prefix+a.Name, "for", of, "attr.name", a.Name, "attr.type", string(a.Form))
	}
	w.xml.Line()
}

func (w *Writer) data(prefix, name, value string) {
	if value != "" {
		w.xml.Text("data", value, "key", prefix+name)
	}
}

// Thing writes a node.
func (w *Writer) Thing(t *networks.Thing) error {
	first, last := t.Bounds()
	w.xml.Open("node", "id", t.ID)
	w.data(ofThing, "label", t.Name)
	w.data(ofThing, "start", first)
	w.data(ofThing, "end", last)
	w.data(ofThing, "colour", t.Colour())
	for _, a := range networks.ThingAttributes {
		w.data(ofThing, a.Name, t.Value(w.about, a.Name))
	}
	size := strconv.FormatFloat(t.Size(), 'f', -1, 64)
	w.xml.Open("data", "key", "n.drawing")
	w.xml.Open("y:ShapeNode")
	w.xml.Empty("y:Geometry", "width", size, "height", size)
	w.xml.Empty("y:Fill", "color", t.Colour())
	w.xml.Text("y:NodeLabel", t.Name, "modelName", "sides", "modelPosition", "s")
	w.xml.Empty("y:Shape", "type", "ellipse")
	w.xml.Close("y:ShapeNode")
	w.xml.Close("data")
	w.xml.Close("node")
	w.xml.Line()
	return w.xml.Flush()
}

// Published writes an edge from a body to its document.
func (w *Writer) Published(publisher, document string) error {
	w.xml.Open("edge", "id", networks.Publishes+"-"+document, "source", publisher, "target", document)
	w.data(ofLink, "weight", "1")
	w.data(ofLink, "type", networks.Publishes)
	w.xml.Close("edge")
	w.xml.Line()
	return w.xml.Flush()
}

// Claim writes the edges of a claim.
func (w *Writer) Claim(c *networks.Claim) error {
	for _, l := range c.Links {
		w.xml.Open("edge", "id", networks.LinkID(l), "source", l.From, "target", l.To)
		w.data(ofLink, "start", networks.Day(l.ValidFrom))
		w.data(ofLink, "end", networks.Day(l.ValidTo))
		w.data(ofLink, "weight", "1")
		for _, a := range networks.LinkAttributes {
			w.data(ofLink, a.Name, c.Value(l, a.Name))
		}
		w.xml.Open("data", "key", "e.drawing")
		w.xml.Open("y:PolyLineEdge")
		if colour := c.Colour(l); colour != "" {
			w.xml.Empty("y:LineStyle", "color", colour)
		}
		w.xml.Empty("y:Arrows", "source", "none", "target", "standard")
		w.xml.Close("y:PolyLineEdge")
		w.xml.Close("data")
		w.xml.Close("edge")
		w.xml.Line()
	}
	return w.xml.Flush()
}

// End completes the file.
func (w *Writer) End(*export.About) error {
	w.xml.Close("graph")
	w.xml.Line()
	w.xml.Close("graphml")
	w.xml.Line()
	return w.xml.Flush()
}

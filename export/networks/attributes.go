package networks

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/migraph/migraph/export"
	"github.com/migraph/migraph/export/sources"
	"github.com/migraph/migraph/graph"
)

// Form is what the values of an attribute are.
type Form string

// The forms of attributes, as GraphML names them; GEXF differs in Integer only.
const (
	String  Form = "string"
	Boolean Form = "boolean"
	Integer Form = "int"
	Double  Form = "double"
)

// Attribute is a value of things, or of links.
type Attribute struct {
	Name string
	Form Form
}

// ThingAttributes are the attributes that things have in formats of nodes and edges.
var ThingAttributes = []Attribute{
	{"type", String}, {"funder", Boolean}, {"subtype", String}, {"acronym", String}, {"country", String},
	{"initiativeType", String}, {"status", String}, {"startText", String}, {"endText", String}, {"undated", Boolean},
	{"date", String}, {"vocabulary", String}, {"code", String}, {"website", String}, {"sourceUrl", String},
	{"permalink", String}, {"links", Integer}, {"sources", String}, {"datasets", String},
}

// LinkAttributes are the attributes of links.
var LinkAttributes = []Attribute{
	{"type", String}, {"role", String}, {"claim", String}, {"step", Integer}, {"startText", String}, {"endText", String},
	{"undated", Boolean}, {"datedBy", String}, {"amount", String}, {"amountNumber", Double}, {"currency", String}, {"flowType", String}, {"stage", String},
	{"reportedBy", String}, {"inKind", String}, {"capacity", String}, {"percentage", String}, {"percentageNumber", Double}, {"conflicting", Boolean},
	{"note", String}, {"sources", String}, {"datasets", String},
}

// fieldOf gives the field of the catalog whose value an attribute has, by the type of
// the record, for those that are named otherwise.
func fieldOf(t *graph.Type, attribute string) string {
	switch {
	case attribute == "funder":
		return "isFunder"
	case attribute == "startText":
		return "start"
	case attribute == "endText":
		return "end"
	case attribute == "initiativeType" && t.Name == "Initiative", attribute == "flowType" && t.Name == "Flow":
		return "type"
	}
	return attribute
}

// valueOf gives the value of a field of a record as text, empty if it is unknown or
// there is no such field.
func valueOf(r graph.Record, attribute string) string {
	t := graph.TypeOf(r)
	f := t.Field(fieldOf(t, attribute))
	if f == nil {
		return ""
	}
	if v := f.Get(r); v != nil {
		return fmt.Sprint(v)
	}
	return ""
}

// Value gives the value of one of ThingAttributes, empty if it is unknown.
func (t *Thing) Value(a *export.About, attribute string) string {
	switch attribute {
	case "type":
		return t.Type()
	case "links":
		return fmt.Sprint(t.Links)
	case "permalink":
		return t.Permalink(a.Address)
	case "sources":
		return sources.Citations(t.Sources)
	case "datasets":
		return strings.Join(sources.Datasets(t.Sources), "; ")
	}
	return valueOf(t.Record, attribute)
}

// Value gives the value of one of LinkAttributes for a link of the claim, empty if it
// is unknown.
func (c *Claim) Value(l graph.Link, attribute string) string {
	switch attribute {
	case "type":
		return string(l.Type)
	case "role":
		return string(l.Role)
	case "claim":
		return l.Claim
	case "step":
		return fmt.Sprint(l.Step)
	case "amountNumber":
		return nearest(valueOf(c.Record, "amount"))
	case "percentageNumber":
		return nearest(valueOf(c.Record, "percentage"))
	case "sources":
		return sources.Citations(c.Sources)
	case "datasets":
		return strings.Join(sources.Datasets(c.Sources), "; ")
	}
	return valueOf(c.Record, attribute)
}

// nearest gives the number of type double that is nearest to a decimal, in the fewest
// digits that tell it from all others: from 16 digits on it can differ from what the
// source says. Empty stays empty, and so does what no double is near to.
func nearest(decimal string) string {
	v, err := strconv.ParseFloat(decimal, 64)
	if err != nil {
		return ""
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// LinkID gives the id of a link: that of its claim, with the place of the link in it.
func LinkID(l graph.Link) string { return fmt.Sprintf("%s-%d", l.Claim, l.Step) }

// pages are the beginnings of the addresses of things, by the name of the type.
var pages = map[string]string{
	"Stakeholder": "o", "Initiative": "initiative", "Document": "document", "Place": "place", "Theme": "theme",
}

// Permalink gives the lasting address of the thing, a path if that of the graph is
// unknown.
func (t *Thing) Permalink(address string) string {
	return fmt.Sprintf("%s/%s/%s/%s", address, pages[graph.TypeOf(t.Record).Name], t.ID, t.Slug)
}

// Bounds gives the first and the last day on which the thing possibly was, empty for
// no bound.
func (t *Thing) Bounds() (first, last string) {
	i, isInitiative := t.Record.(*graph.Initiative)
	if !isInitiative {
		return "", ""
	}
	p := i.Period
	p.IsState = i.Nature == "STATE"
	b := p.Bounds()
	return Day(b.ValidFrom), Day(b.ValidTo)
}

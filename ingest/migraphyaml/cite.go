package migraphyaml

import (
	"cmp"

	"github.com/migraph/migraph/graph"
)

// citedAt is where in which document the entries nested under one cite, if they
// say nothing else.
type citedAt struct {
	document string
	locator  graph.Text
}

// cite gives the evidence of an entry: what it names itself, else what the
// entry around it cites, else the file's default document.
func (r *reader) cite(n *node, at pos, around []citedAt) ([]*graph.Evidence, []citedAt) {
	c := citing{r: r, at: at, around: around}
	own, locator, basis := n.field("evidence"), n.field("locator"), n.field("basis")
	switch {
	case own != nil:
		for _, f := range []*field{locator, basis} {
			if f != nil {
				r.add(f.at, `%q stands beside "evidence"; move it into the evidence`, f.name)
			}
		}
		if own.value.shape == list {
			for _, item := range own.value.items {
				c.citation(item)
			}
		} else {
			c.citation(own.value)
		}
	case locator != nil:
		c.add(c.document(), r.text(locator.value), "", r.value(n.get("basis")))
	case len(around) == 0:
		c.add(c.document(), "", "", "")
	default:
		for _, p := range around {
			c.add(p.document, p.locator, "", r.value(n.get("basis")))
		}
	}
	return c.evidence, c.places
}

// citing collects the evidence of one entry.
type citing struct {
	r        *reader
	at       pos
	around   []citedAt
	evidence []*graph.Evidence
	places   []citedAt
}

func (c *citing) citation(n *node) {
	var doc string
	if named := n.get("document"); named != nil {
		doc = c.r.ref(named, document)
	} else {
		doc = c.document()
	}
	c.add(doc, c.r.text(n.get("locator")), c.r.text(n.get("note")), c.r.value(n.get("basis")))
}

// document is the one that is cited where none is named.
func (c *citing) document() string {
	if len(c.around) == 0 {
		c.r.add(c.at, `no document is cited here; add "document:" with the key of one at the top of the file, or "evidence: {document: ...}" here`)
		return ""
	}
	doc := c.around[0].document
	for _, p := range c.around {
		if p.document != doc {
			c.r.add(c.at, `the entry around this one cites several documents; say which one this cites with "evidence: {document: ...}"`)
			return ""
		}
	}
	return doc
}

func (c *citing) add(doc string, locator, note graph.Text, basis string) {
	c.evidence = append(c.evidence, &graph.Evidence{
		DocumentID: doc, Locator: locator, Note: note, Basis: graph.Basis(cmp.Or(basis, "STATED")),
	})
	c.places = append(c.places, citedAt{doc, locator})
}

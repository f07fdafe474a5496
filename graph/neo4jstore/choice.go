package neo4jstore

import (
	"cmp"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

// choice is what a query loads of the nodes of a type.
type choice struct {
	*node
	fields []*field
	refs   []*ref
	parts  []*part
	// long: a field may be so long that it is stored apart.
	long bool
}

// choose makes a choice of fields and references, nil for all of them, and of
// parts, by their names.
func (n *node) choose(names, parts []string) (*choice, error) {
	out := &choice{node: n}
	for i := range n.fields {
		f := &n.fields[i]
		// What is derived is written for comparing only.
		if f.Set != nil && (names == nil || slices.Contains(names, f.Name)) {
			out.fields = append(out.fields, f)
			out.long = out.long || f.shortened
		}
	}
	for i := range n.refs {
		if names == nil || slices.Contains(names, n.refs[i].Name) {
			out.refs = append(out.refs, &n.refs[i])
		}
	}
	for _, name := range names {
		if name != "id" && n.t.Field(name) == nil && n.t.Ref(name) == nil {
			return nil, graph.Errorf(graph.InvalidArgument, "%s has no field or reference %q", n.t.Name, name)
		}
	}
	for _, name := range parts {
		p := n.part(name)
		if p == nil {
			return nil, graph.Errorf(graph.InvalidArgument, "%s has no part %q", n.t.Name, name)
		}
		out.parts = append(out.parts, p)
	}
	return out, nil
}

// columns gives what decode reads of a node, as a list in a statement; values
// is a map of the node's properties. Parts follow the node's own values.
//
// To read all properties at once into a map of the server, and to pick them
// from there, takes half the time of reading one after the other.
func (c *choice) columns(alias, values string) string {
	out := c.values(values)
	for _, p := range c.parts {
		rel, child := "r"+alias, "c"+alias
		out = append(out, "[("+alias+")-["+rel+":"+quote(p.rel)+"]->("+child+":"+quote(p.node.label)+") | ["+
			strings.Join(append([]string{property(rel, positionProperty)}, p.node.whole.values(child)...), ",")+"]]")
	}
	return "[" + strings.Join(out, ",") + "]"
}

func (c *choice) values(alias string) []string {
	var out []string
	if c.t.Class != graph.ClassPart {
		out = append(out, property(alias, "id"))
	}
	for _, f := range c.fields {
		out = append(out, property(alias, f.Name))
	}
	for _, r := range c.refs {
		out = append(out, property(alias, r.property))
	}
	if c.long {
		out = append(out, property(alias, longProperty))
	}
	return out
}

// decode makes a record of what columns selected.
func (c *choice) decode(row []any) graph.Record {
	r, rest := c.own(row)
	for i, p := range c.parts {
		elements, _ := rest[i].([]any)
		slices.SortFunc(elements, func(x, y any) int { return cmp.Compare(position(x), position(y)) })
		list := make([]graph.Record, len(elements))
		for j, e := range elements {
			list[j], _ = p.node.whole.own(e.([]any)[1:])
		}
		p.Set(r, list)
	}
	return r
}

func position(element any) int64 {
	n, _ := element.([]any)[0].(int64)
	return n
}

// own reads a record's own values and gives the rest of the row.
func (c *choice) own(row []any) (graph.Record, []any) {
	r := c.t.New()
	if c.t.Class != graph.ClassPart {
		graph.SetID(r, row[0].(string))
		row = row[1:]
	}
	for _, f := range c.fields {
		if v := row[0]; v != nil {
			if s, ok := v.(string); ok && f.ordered {
				v = unorderly(s)
			}
			f.Set(r, v)
		}
		row = row[1:]
	}
	for _, ref := range c.refs {
		if id, ok := row[0].(string); ok {
			ref.Set(r, id)
		}
		row = row[1:]
	}
	if !c.long {
		return r, row
	}
	if long, ok := row[0].([]any); ok {
		c.ownLong(r, long)
	}
	return r, row[1:]
}

// ownLong reads the values that are stored apart.
func (c *choice) ownLong(r graph.Record, long []any) {
	for i := 0; i+1 < len(long); i += 2 {
		name, _ := long[i].(string)
		whole, _ := long[i+1].(string)
		for _, f := range c.fields {
			if f.Name == name {
				f.Set(r, unorderly(whole))
			}
		}
	}
}

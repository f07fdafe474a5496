package neo4jstore

import (
	"slices"

	"github.com/migraph/migraph/graph"
)

// choice is what a query loads of the nodes of a type.
type choice struct {
	*node
	fields []*field
	refs   []*ref
	// long: a field may be so long that it is stored apart.
	long bool
}

// maxSingly bounds the properties of a node that are read one after the other.
const maxSingly = 6

// choose makes a choice of fields and references by their names, nil for all.
func (n *node) choose(names []string) (*choice, error) {
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
	return out, nil
}

// wide tells whether it is faster to read all properties of a node at once,
// into a map of the server, than those that were chosen one after the other.
func (c *choice) wide() bool { return len(c.fields)+len(c.refs) > maxSingly }

// width is the number of values that own reads.
func (c *choice) width() int {
	n := len(c.fields) + len(c.refs)
	if c.t.Class != graph.ClassPart {
		n++
	}
	if c.long {
		n++
	}
	return n
}

// values gives the expressions of what own reads of a node. The ids of
// references that are in brought are not read; null is in their place.
func (c *choice) values(alias string, brought map[string]bool) []string {
	var out []string
	if c.t.Class != graph.ClassPart {
		out = append(out, property(alias, "id"))
	}
	for _, f := range c.fields {
		out = append(out, property(alias, f.Name))
	}
	for _, r := range c.refs {
		if brought[r.Name] {
			out = append(out, "null")
		} else {
			out = append(out, property(alias, r.property))
		}
	}
	switch long := property(alias, longProperty); {
	case !c.long:
	case c.t.Class == graph.ClassPart:
		out = append(out, long)
	default: // to find that a property is not there takes a look at all the others
		out = append(out, "CASE WHEN "+alias+":"+quote(longLabel)+" THEN "+long+" END")
	}
	return out
}

// valuesOfMap gives the same of a map of the node's properties.
func (c *choice) valuesOfMap(alias string) []string {
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

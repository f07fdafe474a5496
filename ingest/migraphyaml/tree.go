package migraphyaml

import (
	"math"

	"github.com/goccy/go-yaml/ast"
)

// node is one value of the file, with its place. Unlike decoded structs it
// keeps what is of the wrong type, so that one mistake hides no other.
type node struct {
	at pos
	// value is a string, int64, uint64, float64, bool or nil if the node is a
	// scalar; text is what stands in the file, for dates and amounts are taken
	// exactly as written.
	value  any
	text   string
	fields []field
	items  []*node
	shape  shape
	// byName holds the places of fields if there are many.
	byName map[string]int
	// refused: its own type or value was refused, so that nothing more is said of it.
	refused bool
}

type shape int

const (
	scalar shape = iota
	mapping
	list
)

// field is one entry of a mapping.
type field struct {
	name  string
	at    pos
	value *node
}

// get gives the value of a field, nil if there is none or n is no mapping.
func (n *node) get(name string) *node {
	if f := n.field(name); f != nil {
		return f.value
	}
	return nil
}

func (n *node) field(name string) *field {
	if n == nil {
		return nil
	}
	if n.byName != nil {
		if i, ok := n.byName[name]; ok {
			return &n.fields[i]
		}
		return nil
	}
	for i := range n.fields {
		if n.fields[i].name == name {
			return &n.fields[i]
		}
	}
	return nil
}

// orField gives n itself if it is a mere value, else its field.
func (n *node) orField(name string) *node {
	if n.shape == mapping {
		return n.get(name)
	}
	return n
}

func (n *node) add(f field) {
	const many = 16
	n.fields = append(n.fields, f)
	switch {
	case n.byName != nil:
		n.byName[f.name] = len(n.fields) - 1
	case len(n.fields) > many:
		n.byName = make(map[string]int, 2*many)
		for i := range n.fields {
			n.byName[n.fields[i].name] = i
		}
	}
}

// list gives the items of a field that is a list, without those that were refused.
func (n *node) list(name string) []*node {
	v := n.get(name)
	if v == nil {
		return nil
	}
	var out []*node
	for _, item := range v.items {
		if !item.refused {
			out = append(out, item)
		}
	}
	return out
}

// plain gives the node as JSON would be decoded, for the JSON Schema.
func (n *node) plain() any {
	switch n.shape {
	case mapping:
		out := make(map[string]any, len(n.fields))
		for _, f := range n.fields {
			out[f.name] = f.value.plain()
		}
		return out
	case list:
		out := make([]any, len(n.items))
		for i, item := range n.items {
			out[i] = item.plain()
		}
		return out
	}
	return n.value
}

// treeBuilder makes nodes of the parser's syntax tree.
type treeBuilder struct{ wrong mistakes }

func (b *treeBuilder) node(from ast.Node) *node {
	n := &node{at: positionOf(from.GetToken())}
	if t := from.GetToken(); t != nil {
		n.text = t.Value
	}
	switch from := from.(type) {
	case *ast.MappingNode:
		n.shape = mapping
		for _, v := range from.Values {
			b.entry(n, v)
		}
		if !from.IsFlowStyle && len(n.fields) > 0 {
			n.at = n.fields[0].at // the token is the colon
		}
	case *ast.MappingValueNode:
		n.shape = mapping
		b.entry(n, from)
		n.at = n.fields[0].at
	case *ast.SequenceNode:
		n.shape = list
		for _, v := range from.Values {
			n.items = append(n.items, b.node(v))
		}
	case *ast.LiteralNode:
		n.text = from.Value.Value
		n.value = n.text
	case *ast.NullNode:
	case *ast.BoolNode:
		n.value = from.Value
	case *ast.IntegerNode:
		if n.value = from.Value; n.value == nil {
			n.value = n.text
		}
	case *ast.FloatNode:
		if n.value = from.Value; math.IsInf(from.Value, 0) {
			n.value = n.text // beyond what a number of JSON can be
		}
	case *ast.StringNode:
		n.text = from.Value
		n.value = n.text
	case *ast.InfinityNode, *ast.NanNode:
		n.value = n.text
	default:
		b.wrong.add(n.at, "this way of writing YAML (%s) is not used here; write plain texts, lists and mappings", from.Type())
		n.refused = true
	}
	return n
}

func (b *treeBuilder) entry(to *node, from *ast.MappingValueNode) {
	t := from.Key.GetToken()
	f := field{name: t.Value, at: positionOf(t), value: b.node(from.Value)}
	if first := to.field(f.name); first != nil {
		b.wrong.add(f.at, "%s is written twice side by side, first in line %d; keep one of the two", quote(f.name), first.at.line)
		return
	}
	to.add(f)
}

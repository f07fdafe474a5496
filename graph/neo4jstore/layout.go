package neo4jstore

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/migraph/migraph/graph"
)

// Names of what the store keeps beside the nouns of the catalog.
const (
	// metaLabel is the label of the nodes that are the store's own: the one that
	// holds version and revision, the gate, and one for each hub.
	metaLabel   = "Migraph"
	metaPattern = "(m:" + metaLabel + " {id: 'migraph'})"
	// missingLabel marks nodes that stand for records that something refers to
	// and that do not exist (yet): so every reference and link is a relationship
	// at all times, and becomes right by itself when the record is put.
	missingLabel = "Missing"
	// claimProperty of a link names its claim; it is indexed, so that the links
	// of a claim are found without a look at its things.
	claimProperty = "claim"
	stepProperty  = "step"
	// roleProperty of a link is the role that it tells of, empty if none.
	roleProperty = "role"
	// longProperty of a node lists name and value of its fields that are too
	// long for an index.
	longProperty = "long"
	// longLabel is the label of records that have such fields.
	longLabel = "Long"
	// positionProperty of the relationship to a part is its place in the list.
	positionProperty = "position"
)

// marks are the labels of records that nearly every list leaves out, by the
// fields that say so.
var marks = map[string]string{"hidden": "Hidden", "tombstone": "Tombstone"}

// layout says how the records of a model are kept in Neo4j. All names are
// derived from the catalog.
type layout struct {
	nodes  []*node
	byType map[*graph.Type]*node
	links  []graph.LinkType
	// linkFields are the bounds that links carry, named as those of any dated type.
	linkFields *node
}

// node is how the records of one type are kept.
type node struct {
	t     *graph.Type
	label string
	// class is the label that all things, or all claims, share; empty if none.
	class  string
	fields []field
	refs   []ref
	parts  []part
	// whole is the choice of everything but parts.
	whole *choice
}

type field struct {
	*graph.Field
	// fold and key are the properties for comparing texts and for ordering;
	// empty if the field has none.
	fold, key string
	// ordered: the value is stored in the form of orderly, because it is
	// compared as it is.
	ordered bool
	// mark is the label of the records of which the field is not zero, so that
	// those of which it is are found without a look at their properties; empty if
	// there is none.
	mark string
	// shortened: the value itself is indexed, so that one too long for an index
	// is stored in the form of shorten, and whole among the node's long values.
	shortened bool
}

type ref struct {
	*graph.Ref
	// property holds the id, so that a record read alone gives it without a hop.
	property string
	rel      string
	to       *node
	// listed: a list of the catalog leads back by it, and has indexes.
	listed bool
}

type part struct {
	*graph.Part
	rel  string
	node *node
}

// layOut derives the layout of a model. An error is a defect of the model: two
// of its names would be one in Neo4j.
func layOut(m *graph.Model) (*layout, error) {
	l := &layout{byType: map[*graph.Type]*node{}, links: graph.LinkTypes()}
	for _, t := range m.Types() {
		l.add(t)
	}
	for _, t := range m.Types() {
		l.connect(t)
	}
	for _, t := range m.Types() {
		for i := range t.Many {
			of := l.byType[t.Target(t.Many[i].Name)]
			if r := of.ref(graph.Directly(t.Many[i].By)); r != nil {
				r.listed = true
			}
		}
	}
	return l, l.check()
}

func (l *layout) add(t *graph.Type) *node {
	if n := l.byType[t]; n != nil {
		return n
	}
	n := &node{t: t, label: t.Name}
	switch t.Class {
	case graph.ClassThing:
		n.class = "Thing"
	case graph.ClassClaim:
		n.class = "Claim"
	}
	for i := range t.Fields {
		f := fieldOf(&t.Fields[i])
		if t.Class != graph.ClassPart {
			f.mark = marks[f.Name]
		}
		n.fields = append(n.fields, f)
	}
	l.nodes = append(l.nodes, n)
	l.byType[t] = n
	if t.Dated && l.linkFields == nil {
		l.linkFields = n
	}
	for i := range t.Parts {
		l.add(t.Parts[i].Type)
	}
	return n
}

func fieldOf(f *graph.Field) field {
	out := field{Field: f}
	switch {
	case f.Kind == graph.KindText && (f.Filter || f.Sort):
		out.fold, out.key = f.Name+"Fold", f.Name+"Key"
	case f.Kind == graph.KindCode && f.Sort:
		out.key = f.Name + "Key"
	}
	out.ordered = f.Kind == graph.KindCode && f.Filter
	out.shortened = f.Kind == graph.KindCode && f.Index && out.key == ""
	return out
}

// connect fills in what leads from one type to another.
func (l *layout) connect(t *graph.Type) {
	n := l.byType[t]
	for i := range t.Refs {
		r := &t.Refs[i]
		n.refs = append(n.refs, ref{Ref: r, property: camel(r.Name) + "Id", rel: upperSnake(r.Name),
			to: l.byType[t.Target(r.Name)]})
	}
	for i := range t.Parts {
		p := &t.Parts[i]
		n.parts = append(n.parts, part{Part: p, rel: "HAS_" + upperSnake(p.Name), node: l.byType[p.Type]})
		if of := l.byType[p.Type]; of.whole == nil {
			l.connect(p.Type)
		}
	}
	n.whole, _ = n.choose(nil) // nothing is named that might not be there
}

func (l *layout) check() error {
	labels := map[string]bool{metaLabel: true, missingLabel: true, longLabel: true, "Thing": true, "Claim": true}
	for _, mark := range marks {
		labels[mark] = true
	}
	taken := func(set map[string]bool, name, where string) error {
		if set[name] {
			return graph.Errorf(graph.Internal, "the catalog gives two things in Neo4j the name %s (%s)", name, where)
		}
		set[name] = true
		return nil
	}
	for _, n := range l.nodes {
		if err := taken(labels, n.label, "label"); err != nil {
			return err
		}
		properties, rels := map[string]bool{"id": true, longProperty: true}, map[string]bool{}
		for _, t := range l.links {
			rels[string(t)] = true
		}
		for _, f := range n.fields {
			for _, name := range []string{f.Name, f.fold, f.key} {
				if name == "" {
					continue
				}
				if err := taken(properties, name, n.label); err != nil {
					return err
				}
			}
		}
		for _, r := range n.refs {
			if err := taken(properties, r.property, n.label); err != nil {
				return err
			}
			if err := taken(rels, r.rel, n.label); err != nil {
				return err
			}
		}
		for _, p := range n.parts {
			if err := taken(rels, p.rel, n.label); err != nil {
				return err
			}
		}
	}
	return nil
}

// indexed gives the property by which a field is indexed, empty if it is not.
func (f *field) indexed() string {
	switch {
	case !f.Index:
		return ""
	case f.key != "":
		return f.key
	}
	return f.Name
}

// keys gives the properties by which records can be ordered.
func (n *node) keys() []string {
	var out []string
	for i := range n.fields {
		if n.fields[i].Sort {
			out = append(out, n.fields[i].key)
		}
	}
	return out
}

// codeIndexes gives the properties of indexes by a code of things and, within
// it, by an order: lists are often of one kind, country or type.
func (n *node) codeIndexes() (out [][]string) {
	for i := range n.fields {
		if f := &n.fields[i]; n.leads(f) {
			for _, key := range n.keys() {
				out = append(out, []string{f.Name, key, "id"})
			}
		}
	}
	return out
}

// leads tells whether a field has such indexes. A slug is of one thing.
func (n *node) leads(f *field) bool {
	return n.t.Class == graph.ClassThing && f.Kind == graph.KindCode && f.Index && !f.Sort && f.Name != "slug"
}

// listIndexes gives the properties of the indexes of the lists that lead back by
// a reference: one for each order.
func (n *node) listIndexes(r *ref) (out [][]string) {
	if !r.listed {
		return nil
	}
	for _, key := range n.keys() {
		out = append(out, []string{r.property, key, "id"})
	}
	if len(out) == 0 {
		out = append(out, []string{r.property, "id"})
	}
	return out
}

func (n *node) field(name string) *field {
	for i := range n.fields {
		if n.fields[i].Name == name {
			return &n.fields[i]
		}
	}
	return nil
}

func (n *node) ref(name string) *ref {
	for i := range n.refs {
		if n.refs[i].Name == name {
			return &n.refs[i]
		}
	}
	return nil
}

func (n *node) part(name string) *part {
	for i := range n.parts {
		if n.parts[i].Name == name {
			return &n.parts[i]
		}
	}
	return nil
}

// lookup is the label expression under which a reference finds the node of an
// id, be the record there or missing.
func (n *node) lookup() string {
	if n.t.Class == graph.ClassThing {
		return quote(n.class) // missing things have it too
	}
	return quote(n.label) + "|" + quote(missingLabel)
}

// labels gives the labels that every record of the type has, as in a pattern.
func (n *node) labels() string {
	out := ":" + quote(n.label)
	if n.class != "" {
		out += ":" + quote(n.class)
	}
	return out
}

// further gives the labels that a record has beyond those of its type.
func (n *node) further(r graph.Record) []string {
	var out []string
	if n.t.LabelsOf != nil {
		out = slices.Clone(n.t.LabelsOf(r))
	}
	for i := range n.fields {
		f := &n.fields[i]
		v := f.Get(r)
		if f.mark != "" && v != false && v != int64(0) {
			out = append(out, f.mark)
		}
		if f.tooLong(v) && !slices.Contains(out, longLabel) {
			out = append(out, longLabel)
		}
	}
	return out
}

// anyFurther gives every label that further can give.
func (n *node) anyFurther() []string {
	out := append(slices.Clone(n.t.Labels), longLabel)
	for i := range n.fields {
		if n.fields[i].mark != "" {
			out = append(out, n.fields[i].mark)
		}
	}
	return out
}

// quote makes any name safe in a statement.
func quote(name string) string { return "`" + strings.ReplaceAll(name, "`", "``") + "`" }

func property(alias, name string) string { return alias + "." + quote(name) }

// camel makes one name of a dotted one: provider.stakeholder, providerStakeholder.
func camel(name string) string {
	words := strings.Split(name, ".")
	for i, w := range words[1:] {
		words[i+1] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(words, "")
}

// upperSnake makes the name of a relationship: group.appointedBy, GROUP_APPOINTED_BY.
func upperSnake(name string) string {
	var b strings.Builder
	for _, r := range camel(name) {
		if unicode.IsUpper(r) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToUpper(r))
	}
	return b.String()
}

// node gives how a type is kept.
func (l *layout) node(t *graph.Type) (*node, error) {
	if n := l.byType[t]; n != nil {
		return n, nil
	}
	name := "nil"
	if t != nil {
		name = t.Name
	}
	return nil, &graph.Error{Code: graph.Internal, Message: "unknown type", Cause: fmt.Errorf("%s is not in the catalog", name)}
}

package migraphyaml

import (
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest/spelling"
)

// The sections of a file that describe things, and the type of each.
var sections = []struct{ name, thing string }{
	{"documents", document},
	{"stakeholders", stakeholder},
	{"initiatives", initiative},
	{"places", place},
	{"themes", theme},
}

// Names of types, as messages say them.
const (
	document    = "document"
	stakeholder = "stakeholder"
	initiative  = "initiative"
	place       = "place"
	theme       = "theme"
)

// keyForm is the pattern of keys in the schema.
var keyForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]*$`)

// reader makes an import of the tree of a file. It goes on after a mistake: a
// value that is wrong counts as unknown, and the import is thrown away at the end.
type reader struct {
	file string
	root *node
	out  *graph.Import
	mistakes
	// keys holds the keys of the things of each type.
	keys map[string]map[string]bool
	// candidates are the same as ordered lists, for suggestions.
	candidates map[string][]string
	// taken holds where identifiers of things, and keys of claims, were used first.
	taken map[string]pos
	// claimKeys are the keys of claims by what they are of, and claimRefs the values
	// that refer to one.
	claimKeys map[string][]string
	claimRefs []claimRef
	// shared are the keys that several claims have.
	shared map[string]bool
}

func newReader(file string, root *node) *reader {
	return &reader{
		file: file, root: root, out: &graph.Import{},
		keys:       map[string]map[string]bool{},
		candidates: map[string][]string{},
		taken:      map[string]pos{},
		claimKeys:  map[string][]string{},
		shared:     map[string]bool{},
	}
}

func (r *reader) read() {
	r.collectKeys()
	d := r.root.get("dataset")
	r.out.Dataset = graph.Dataset{
		Key: r.value(d.get("key")), Title: r.text(d.get("title")), Licence: r.text(d.get("licence")),
		Format: graph.Text(r.value(d.get("format"))),
	}
	var top []citedAt
	if d := r.root.get("document"); d != nil {
		top = []citedAt{{document: r.ref(d, document)}}
	}
	for _, f := range r.things("documents") {
		r.document(f, top)
	}
	for _, f := range r.things("places") {
		r.place(f, top)
	}
	for _, f := range r.things("themes") {
		r.theme(f, top)
	}
	for _, f := range r.things("stakeholders") {
		r.stakeholder(f, top)
	}
	for _, f := range r.things("initiatives") {
		r.initiative(f, top)
	}
	r.claims(top)
	r.checkClaimRefs()
}

// claims reads the claims that stand in sections of their own.
func (r *reader) claims(top []citedAt) {
	of := func(section string, read func(n *node)) {
		for _, n := range r.root.list(section) {
			read(n)
		}
	}
	of("participations", func(n *node) { r.participation(n, r.ref(n.get("initiative"), initiative), top) })
	of("flows", func(n *node) { r.flow(n, "", top) })
	of("plans", func(n *node) { r.plan(n, "", top) })
	of("affiliations", func(n *node) { r.affiliation(n, r.ref(n.get("stakeholder"), stakeholder), top) })
	of("links", func(n *node) { r.link(n, r.ref(n.get("from"), initiative), top) })
	of("presences", func(n *node) { r.presence(n, subject{}, top) })
	of("results", func(n *node) { r.result(n, subject{}, top) })
	of("findings", func(n *node) { r.finding(n, subject{}, top) })
	of("classifications", func(n *node) { r.classification(n, top) })
	of("documentLinks", func(n *node) { r.documentLink(n, subject{}, top) })
}

func (r *reader) things(section string) []field {
	if n := r.root.get(section); n != nil {
		return n.fields
	}
	return nil
}

func (r *reader) collectKeys() {
	for _, s := range sections {
		keys := map[string]bool{}
		for _, f := range r.things(s.name) {
			keys[f.name] = true
			if !keyForm.MatchString(f.name) {
				r.add(f.at, "%s is no key; write small letters a-z, digits and hyphens, beginning with a letter or a digit", quote(f.name))
			}
		}
		r.keys[s.thing], r.candidates[s.thing] = keys, slices.Sorted(maps.Keys(keys))
	}
}

// ref gives the key that a node refers to, empty if it refers to nothing.
func (r *reader) ref(n *node, to string) string {
	key := r.value(n)
	if key == "" || r.keys[to][key] {
		return key
	}
	for _, s := range sections {
		if s.thing != to && r.keys[s.thing][key] {
			r.add(n.at, "%s is one of the %s, but here %s is asked for; %s", quote(key), s.name, oneOf(to), elsewhere(key, s.thing, to))
			return ""
		}
	}
	do := fmt.Sprintf(`describe it under "%ss:" (a name suffices)`, to)
	if like := spelling.Nearest(key, r.candidates[to]); like != "" {
		do = fmt.Sprintf("did you mean %q?", like)
	}
	r.add(n.at, "there is no %s %s in this file; %s", to, quote(key), do)
	return ""
}

// elsewhere says what to do about a key of one type where another is asked for.
func elsewhere(key, is, wanted string) string {
	if is == initiative && wanted == stakeholder {
		return fmt.Sprintf("at the end of a flow write {initiative: %s}, elsewhere name the stakeholder behind it", key)
	}
	return "name " + oneOf(wanted)
}

// oneOf puts the article before the name of a type.
func oneOf(thing string) string {
	if thing == initiative {
		return "an " + thing
	}
	return "a " + thing
}

// take notes that something bears a name that only one may bear. What is said of it may
// be cut, the name is whole.
func (r *reader) take(name, what string, at pos) {
	if first, ok := r.taken[name]; ok {
		r.add(at, "%s is used twice, first in line %d; correct one of the two", what, first.line)
		return
	}
	r.taken[name] = at
}

func (r *reader) where(at pos) string { return where(r.file, at) }

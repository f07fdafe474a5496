package template

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest/bodies"
	"github.com/migraph/migraph/ingest/sheet"
	"github.com/migraph/migraph/ingest/spelling"
)

// SchemeID is the scheme of an identifier that is an id of Migraph, for references to
// things that the graph has already.
const SchemeID = "migraph-id"

// index finds the things of a type that entries refer to.
type index struct {
	noun, sheet, prefix string
	byName              map[string]string // folded name or acronym: key, "" if two have it
	byIdentifier        map[string]string
	rows                map[string]int // key: row
	names               []string       // for suggestions
	implied             map[string]bool
}

func newIndex(noun, sheet, prefix string) *index {
	return &index{noun: noun, sheet: sheet, prefix: prefix, byName: map[string]string{}, byIdentifier: map[string]string{}, rows: map[string]int{}, implied: map[string]bool{}}
}

// nameKey is the key of a thing by its name.
func nameKey(name string) string { return "name:" + strings.ToUpper(name) }

// name notes the names of an entry that describes a thing, before anything refers to
// them.
func (r *reader) name(e *entry, x *index, column string) {
	name := e.cell(column)
	if name == "" {
		r.wrong(e, column, "the %s has no name; write it, or delete the row", x.noun)
		return
	}
	key := nameKey(name)
	if row, is := x.rows[key]; is {
		r.wrong(e, column, "%s stands in row %d of %s already; keep one row for each %s", sheet.Quote(e.shown(column)), row, x.sheet, x.noun)
		return
	}
	x.rows[key] = e.number
	x.names = append(x.names, name)
	x.take(name, key)
	if short := e.cell(acronym); short != "" {
		x.take(short, key)
		x.names = append(x.names, short)
	}
	for _, other := range e.list(otherNames) {
		x.take(other, key)
	}
	for _, i := range r.identifiers(e) {
		if other, is := x.byIdentifier[i.Key()]; is && other != key {
			r.wrong(e, identifier, "the identifier %s stands in row %d of %s already; correct one of the two", sheet.Quote(i.Scheme+":"+i.Value), x.rows[other], x.sheet)
			continue
		}
		x.byIdentifier[i.Key()] = key
	}
}

func (x *index) take(name, key string) {
	folded := graph.Fold(name)
	if have, is := x.byName[folded]; is && have != key {
		key = ""
	}
	x.byName[folded] = key
}

// coded is a reference by an identifier: a scheme, a colon, and what the register says.
var coded = regexp.MustCompile(`^([a-z][a-z0-9-]{1,40}):(\S+)$`)

// identifiers gives the identifiers of an entry. One without a scheme is that of
// org-id.guide if it has its form.
func (r *reader) identifiers(e *entry) []*graph.Identifier {
	var out []*graph.Identifier
	for _, s := range e.list(identifier) {
		m := coded.FindStringSubmatch(s)
		switch {
		case m != nil:
			out = append(out, &graph.Identifier{Scheme: m[1], Value: m[2]})
		case bodies.Ref(s) != "" && e.sheet.noun.Name == "Stakeholders":
			out = append(out, &graph.Identifier{Scheme: "org-id", Value: bodies.Ref(s)})
		}
	}
	return out
}

// checkIdentifiers tells of those that are none.
func (r *reader) checkIdentifiers(e *entry) {
	if found, listed := len(r.identifiers(e)), len(e.list(identifier)); found != listed {
		r.wrong(e, identifier, "%s is no identifier; write the register, a colon and what it says, without spaces, such as org-id:XM-DAC-47066", sheet.Quote(e.shown(identifier)))
	}
}

// isID tells whether a text is an id of Migraph of the type.
func (x *index) isID(s string) bool {
	return strings.HasPrefix(s, x.prefix) && graph.ValidID(s) && !strings.Contains(s, " ")
}

// refer gives the key of the thing that a cell names, empty if it names none or is
// wrong.
func (r *reader) refer(e *entry, column string, x *index) string {
	s := e.cell(column)
	if s == "" {
		return ""
	}
	if key, is := x.byName[graph.Fold(s)]; is {
		if key == "" {
			r.wrong(e, column, "%s is the name or acronym of several rows of %s; write the full name", sheet.Quote(e.shown(column)), x.sheet)
		}
		return key
	}
	if x.isID(s) {
		return r.byID(e, column, x, s)
	}
	if m := coded.FindStringSubmatch(s); m != nil {
		if key, is := x.byIdentifier[graph.IdentifierKey(m[1], m[2])]; is {
			return key
		}
		r.wrong(e, column, "no row of %s has the identifier %s; add one with its name", x.sheet, sheet.Quote(s))
		return ""
	}
	return r.imply(e, column, x, s)
}

// byID gives the key of a thing that the graph has already, by its id there. Nothing
// else is said of it.
func (r *reader) byID(e *entry, column string, x *index, id string) string {
	key := "id:" + id
	if r.things[x.typeName()+" "+key] == nil {
		r.add(x.typeName(), graph.ThingInput{Key: key, Where: e.place(column), Evidence: r.cite(e),
			Record: x.record(graph.Thing{Identifiers: []*graph.Identifier{{Scheme: SchemeID, Value: id}}})})
	}
	return key
}

// imply gives the key of a thing of which the file has nothing but a name.
func (r *reader) imply(e *entry, column string, x *index, name string) string {
	if x.prefix == "s" && !r.isBody(e, column, name) {
		return ""
	}
	key := nameKey(name)
	if !x.implied[key] {
		x.implied[key] = true
		r.add(x.typeName(), graph.ThingInput{Key: key, Where: e.place(column), Evidence: r.cite(e),
			Record: x.record(graph.Thing{Name: name, Identifiers: r.own(key)})})
		at := e.shows(column)
		if like := spelling.Nearest(name, x.names); like != "" {
			r.account.Flag("like-another-name", "The name is in no row that describes it, and is like one that is; it was taken as it stands. Look whether the other was meant.",
				fmt.Sprintf("%s, did you mean %s?", at, sheet.Quote(like)))
		} else {
			r.account.Flag("name-only", "The name is in no row that describes it, so nothing but the name is known; add a row to tell more, or look whether it is known under another name (migraph check --duplicates).", at)
		}
	}
	return key
}

// isBody tells of a name that is none of a body.
func (r *reader) isBody(e *entry, column, name string) bool {
	switch v := bodies.Classify(name, e.cell(identifier), e.orgType()); v.Class {
	case bodies.Unnamed:
		// Rows that add up others, and what names nobody, are left out before.
		if bodies.IsTotal(name) || strings.IndexFunc(name, unicode.IsLetter) < 0 && r.describes(Body, name) {
			return true
		}
		r.wrong(e, column, "%s is the name of no body (%s); leave the cell empty, or write whose name it is", sheet.Quote(bodies.Shown(name, e.cell(identifier), e.orgType())), strings.TrimSuffix(v.Why, "."))
	case bodies.Several:
		r.wrong(e, column, "several bodies stand in one cell; write a row for each")
	case bodies.Person:
		r.wrong(e, column, "this looks like the name of a person, which is never taken over; write the body instead, or if it is one, say in Stakeholders of what kind it is")
	default:
		return true
	}
	return false
}

func (x *index) typeName() string {
	if x.prefix == "s" {
		return "Stakeholder"
	}
	return "Initiative"
}

func (x *index) record(t graph.Thing) graph.Record {
	if x.prefix == "s" {
		return &graph.Stakeholder{Thing: t}
	}
	return &graph.Initiative{Thing: t}
}

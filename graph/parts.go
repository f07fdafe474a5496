package graph

import "strings"

// Alias is another name of a thing.
type Alias struct {
	Base
	Name string
	// Language is a BCP 47 tag, empty if unknown.
	Language Text
	Kind     AliasKind
}

func (*Alias) noun() *Type { return aliasType }

var aliasType = &Type{
	Name: "Alias", Class: ClassPart,
	New: func() Record { return &Alias{} },
	Fields: []Field{
		text("name", func(a *Alias) *Text { return (*Text)(&a.Name) }).indexed(),
		code("language", func(a *Alias) *Text { return &a.Language }).filtered(),
		code("kind", func(a *Alias) *AliasKind { return &a.Kind }).filtered(),
	},
}

// Identifier is a name that a register gave to a thing.
type Identifier struct {
	Base
	// Scheme names the register: "org-id" for identifiers of IATI and
	// org-id.guide, "migraph" for the keys of Migraph's own files.
	Scheme string
	Value  string
	// Hidden is the first audience that may see a description that gives it.
	Hidden Audience
}

// SchemeMigraph is the scheme of the keys of Migraph's own files.
const SchemeMigraph = "migraph"

// SchemeMigraphID is the scheme by which an entry says which thing it is: the value
// is the thing's id. It is no name of the thing and is not stored.
const SchemeMigraphID = "migraph-id"

// Key gives the normal form in which identifiers are compared: scheme and
// value, case of the value folded, separated by a colon.
func (i *Identifier) Key() string { return IdentifierKey(i.Scheme, i.Value) }

// IdentifierKey gives the normal form of an identifier. Registers do not tell
// their identifiers apart by case (an IATI publisher's SE-0 is se-0 in files
// that others publish), and some of those of bodies are written in several ways:
// see equivalent.go.
func IdentifierKey(scheme, value string) string {
	scheme, value = strings.ToLower(strings.TrimSpace(scheme)), strings.ToUpper(Clean(value))
	if scheme == SchemeOrganization {
		value = equivalent(value)
	}
	return scheme + ":" + value
}

// SameWriting tells whether two identifiers are written alike, but for case: those
// that mean the same need not be, and a thing shows each of them.
func (i *Identifier) SameWriting(j *Identifier) bool {
	return i.Key() == j.Key() && strings.EqualFold(Clean(i.Value), Clean(j.Value))
}

func (*Identifier) noun() *Type { return identifierType }

var identifierType = &Type{
	Name: "Identifier", Class: ClassPart,
	New: func() Record { return &Identifier{} },
	Fields: []Field{
		code("scheme", func(i *Identifier) *string { return &i.Scheme }).filtered(),
		code("value", func(i *Identifier) *string { return &i.Value }).filtered(),
		{Name: "key", Kind: KindCode, Filter: true, Index: true,
			Get: func(r Record) any { return r.(*Identifier).Key() }},
		hiddenField(func(i *Identifier) *Audience { return &i.Hidden }),
	},
}

// Evidence says where a document makes a claim.
type Evidence struct {
	Base
	DocumentID string
	// Locator is the place in the document: page, section, paragraph, row.
	Locator Text
	// Note says in our own words what the document says.
	Note  Text
	Basis Basis
	// Dataset is the key of the dataset that owns this evidence.
	Dataset string
	// Visibility is what the dataset says of the claim, or of the thing that is
	// described; empty for PUBLIC.
	Visibility Visibility
	// Hidden is the first audience that may see the document.
	Hidden Audience
	// Origin is what the dataset said, where rulings moved it since: see move.go.
	// Empty: as it stands.
	Origin string
}

func (*Evidence) noun() *Type { return evidenceType }

var evidenceType = &Type{
	Name: "Evidence", Class: ClassPart,
	New: func() Record { return &Evidence{} },
	Fields: []Field{
		code("locator", func(e *Evidence) *Text { return &e.Locator }),
		code("note", func(e *Evidence) *Text { return &e.Note }),
		code("basis", func(e *Evidence) *Basis { return &e.Basis }).filtered(),
		code("dataset", func(e *Evidence) *string { return &e.Dataset }).indexed(),
		code("visibility", func(e *Evidence) *Visibility { return &e.Visibility }),
		code("origin", func(e *Evidence) *string { return &e.Origin }),
		hiddenField(func(e *Evidence) *Audience { return &e.Hidden }),
	},
	Refs: []Ref{ref("document", "Document", func(e *Evidence) *string { return &e.DocumentID })},
}

func aliases[R any](at func(*R) *[]*Alias) Part { return part("aliases", aliasType, at) }
func identifiers[R any](at func(*R) *[]*Identifier) Part {
	return part("identifiers", identifierType, at)
}
func evidence[R any](at func(*R) *[]*Evidence) Part { return part("evidence", evidenceType, at) }

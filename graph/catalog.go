package graph

import (
	"fmt"
	"slices"
)

// Record is one instance of a Type: a thing, a claim, or a part of one.
type Record interface {
	base() *Base
	noun() *Type
}

// Base is what every record has.
type Base struct {
	// ID is the global id; empty for parts, which have no identity.
	ID     string
	cohort *Cohort
	slot   int
}

func (b *Base) base() *Base { return b }

// IDOf gives the id of a record.
func IDOf(r Record) string { return r.base().ID }

// TypeOf gives the type of a record.
func TypeOf(r Record) *Type { return r.noun() }

// SetID sets the id of a record that a store read.
func SetID(r Record, id string) { r.base().ID = id }

// Kind is how the values of a field are stored and compared.
type Kind string

// The kinds of fields. Go values are string, string, int64 and bool; nil is unknown.
const (
	// KindText is written by people: compared and sorted by Fold.
	KindText Kind = "text"
	// KindCode is compared exactly: codes, enumerations, ids, ISO days.
	KindCode Kind = "code"
	KindInt  Kind = "int"
	KindBool Kind = "bool"
)

// Field describes one value of a record.
type Field struct {
	Name string
	Kind Kind
	// Filter: it may be used in filters (and as a key of aggregates).
	Filter bool
	// Index: stores keep it indexed.
	Index bool
	// Sort: records can be ordered by it.
	Sort bool
	// Persons: it is a number of persons. It is shown as published, never a key
	// or a measure of groups, and the API tells no numbers below FewPersons apart.
	Persons bool
	// Get gives the value, nil if unknown.
	Get func(Record) any
	// Set takes a value read back; nil for derived fields, which are written
	// for comparing only.
	Set func(Record, any)
}

// FewPersons is the number of persons below which figures are shown as they were
// published and never cross-tabulated: so few can be recognised.
const FewPersons = 10

// SortKey gives the key by which r is ordered by the field: "0" if unknown.
func (f *Field) SortKey(r Record) string {
	s, _ := f.Get(r).(string)
	if f.Kind == KindText {
		return SortKey(s)
	}
	if s == "" {
		return "0"
	}
	return CutKey("1" + s)
}

// Ref describes a reference to one record of another type.
type Ref struct {
	// Name is its name in the API; a dot descends into an object that is no
	// record (provider.stakeholder).
	Name string
	// To is the name of the type that it leads to.
	To  string
	Get func(Record) string
	Set func(Record, string)
}

// Many describes the list of records that lead back to one of this type.
type Many struct {
	Name string
	// Of is the name of the type of the list.
	Of string
	// By tells how its records lead back, in one way at least. A record that
	// does so in several ways is in the list once.
	By []Back
}

// Back is a way in which records lead back to another.
type Back struct {
	// Via names a part of the records (the hops of a flow), or a list of theirs
	// that leads back by one reference of its own (the participations of an
	// initiative). Empty: the records refer themselves.
	Via string
	// Ref is the reference, of the records or of what Via leads to.
	Ref string
	// Where limits the records of the list Via; not used with a part.
	Where Filter
}

// By is the way back by a reference of the records themselves.
func By(ref string) []Back { return []Back{{Ref: ref}} }

// Directly gives the reference if that is the only way back, else empty.
func Directly(by []Back) string {
	if len(by) == 1 && by[0].Via == "" {
		return by[0].Ref
	}
	return ""
}

// CheckBy tells whether records of type t can lead back in these ways.
func CheckBy(t *Type, by []Back) error {
	for _, b := range by {
		at := t
		if b.Via != "" {
			at = t.Target(b.Via)
			m := t.ManyOf(b.Via)
			if t.Part(b.Via) == nil && (m == nil || Directly(m.By) == "") {
				return Errorf(InvalidArgument, "%s has no part or direct list %q", t.Name, b.Via)
			}
		}
		if at.Ref(b.Ref) == nil {
			return Errorf(InvalidArgument, "%s has no reference %q", at.Name, b.Ref)
		}
		if err := CheckFilter(at, b.Where); err != nil {
			return err
		}
	}
	return nil
}

// IDList describes a list of ids that a view, or a part of one, holds.
type IDList struct {
	Name string
	// To names the types of the records whose ids they are: one, or several
	// where the list is mixed.
	To []string
	// Most bounds the length of the list, for what it may cost.
	Most int
	Get  func(Record) []string
}

// Part describes owned values that have no identity: they are written, read
// and deleted with their owner, in order.
type Part struct {
	Name string
	// Type describes the elements.
	Type *Type
	// Most bounds the number of elements, for what they may cost; set for the
	// parts of views only.
	Most int
	Get  func(Record) []Record
	Set  func(Record, []Record)
}

// Class tells things from claims.
type Class string

// The classes of types.
const (
	ClassThing  Class = "thing"
	ClassClaim  Class = "claim"
	ClassLedger Class = "ledger" // bookkeeping: datasets
	ClassPart   Class = "part"
	ClassView   Class = "view" // worked out for an answer, never stored
)

// Within describes how a claim is dated by an initiative.
type Within struct {
	// Refs are the references to initiatives that may date the claim.
	Refs []string
	// Initiative gives the id of the one that does, empty for none.
	Initiative func(Record) string
	// Date gives the claim's own dates a nature, or takes the initiative's
	// dates (nil: there is none).
	Date func(Record, *Initiative)
}

// Type describes a noun.
type Type struct {
	// Name in the API and as a label in Neo4j.
	Name string
	// Prefix is the first letter of its ids; empty for parts.
	Prefix string
	Class  Class
	New    func() Record
	Fields []Field
	Refs   []Ref
	Many   []Many
	Parts  []Part
	// IDs are lists of ids; for views and parts of views only.
	IDs []IDList
	// LabelsOf gives the further labels under which Neo4j shows a record
	// (Government); nil if there are none.
	LabelsOf func(Record) []string
	Labels   []string // every label that LabelsOf can give
	// Links gives the edges that a claim puts between things, nil for none. A
	// claim that not everybody may see puts none.
	Links func(Record) []Link
	// Dated: the type has the fields of Bounds.
	Dated bool
	// Subject tells what a claim is about, as the natural key of claims whose
	// source gives none.
	Subject func(Record) string
	// Within is set for claims that take the dates of an initiative when they
	// have none.
	Within *Within

	fields  map[string]*Field
	refs    map[string]*Ref
	many    map[string]*Many
	parts   map[string]*Part
	targets map[string]*Type
	values  []value
}

// Field gives the field of that name, nil if there is none.
func (t *Type) Field(name string) *Field { return t.fields[name] }

// Ref gives the reference of that name, nil if there is none.
func (t *Type) Ref(name string) *Ref { return t.refs[name] }

// ManyOf gives the list of that name, nil if there is none.
func (t *Type) ManyOf(name string) *Many { return t.many[name] }

// IDList gives the list of ids of that name, nil if there is none.
func (t *Type) IDList(name string) *IDList {
	for i := range t.IDs {
		if t.IDs[i].Name == name {
			return &t.IDs[i]
		}
	}
	return nil
}

// Part gives the part of that name, nil if there is none.
func (t *Type) Part(name string) *Part { return t.parts[name] }

// Target gives the type to which a reference, a list or a part of that name
// leads, nil if there is none.
func (t *Type) Target(edge string) *Type { return t.targets[edge] }

// Sortable gives the names of the fields by which records can be ordered.
func (t *Type) Sortable() []string {
	var out []string
	for _, f := range t.Fields {
		if f.Sort {
			out = append(out, f.Name)
		}
	}
	return out
}

// Model is a set of types that refer to each other.
type Model struct {
	types    []*Type
	byName   map[string]*Type
	byPrefix map[string]*Type
}

// Catalog is the model of Migraph: every noun that a store keeps.
var Catalog = newModel(
	stakeholderType, initiativeType, documentType, placeType, themeType,
	participationType, flowType, planType, affiliationType, initiativeLinkType,
	presenceType, classificationType, documentLinkType, figureType, findingType, exchangeRateType, descriptionType,
	datasetType, changeType, rulingType,
).withViews(
	coParticipantType, neighborhoodType, routesType, changedType, foundType, measuredType,
	comparisonType, sharedConnectionType, suggestionsType,
	whoDoesWhatType, coverageType, agendaItemType, recommendationType, disagreementType, freshnessType,
	fundingTotalType, fundingChainsType, doubleReportType, committedVersusDisbursedType, flowDiagramType, shareToType,
	duplicateCandidateType, toldDatasetType,
)

// newModel links types to each other. It panics on a contradiction: the model
// is part of the program.
func newModel(types ...*Type) *Model {
	m := &Model{types: types, byName: map[string]*Type{}, byPrefix: map[string]*Type{}}
	for _, t := range types {
		if m.byName[t.Name] != nil || m.byPrefix[t.Prefix] != nil {
			panic("two types named or prefixed as " + t.Name)
		}
		m.byName[t.Name], m.byPrefix[t.Prefix] = t, t
	}
	for _, t := range types {
		m.link(t)
		for _, p := range t.Parts {
			m.link(p.Type)
		}
	}
	for _, t := range types {
		m.checkMany(t)
	}
	return m
}

// withViews links types that no store keeps to those of the model.
func (m *Model) withViews(types ...*Type) *Model {
	for _, t := range types {
		m.linkView(t)
	}
	return m
}

// linkView links a view and what it is made of.
func (m *Model) linkView(t *Type) {
	m.link(t)
	for i := range t.IDs {
		for _, to := range t.IDs[i].To {
			if m.byName[to] == nil {
				panic(fmt.Sprintf("the ids %s.%s lead nowhere", t.Name, t.IDs[i].Name))
			}
		}
	}
	for i := range t.Parts {
		m.linkView(t.Parts[i].Type)
	}
}

// checkMany sees to it that lists can be had by the ways that they name, and
// that the claims over which they lead can be followed from both sides.
func (m *Model) checkMany(t *Type) {
	for i := range t.Many {
		list := &t.Many[i]
		of := m.byName[list.Of]
		if err := CheckBy(of, list.By); err != nil {
			panic(fmt.Sprintf("%s.%s: %v", t.Name, list.Name, err))
		}
		for _, b := range list.By {
			if of.ManyOf(b.Via) != nil && t.listOf(of.Target(b.Via), b.Ref) == nil {
				panic(fmt.Sprintf("%s.%s leads over %s, of which %s has no list", t.Name, list.Name, b.Via, t.Name))
			}
		}
	}
}

func (m *Model) link(t *Type) {
	t.fields, t.refs = map[string]*Field{}, map[string]*Ref{}
	t.many, t.parts, t.targets = map[string]*Many{}, map[string]*Part{}, map[string]*Type{}
	lead := func(edge string, to *Type) {
		if to == nil || t.targets[edge] != nil {
			panic(fmt.Sprintf("edge %s.%s leads nowhere or is defined twice", t.Name, edge))
		}
		t.targets[edge] = to
	}
	for i := range t.Fields {
		t.fields[t.Fields[i].Name] = &t.Fields[i]
	}
	if t.Links != nil {
		t.Links = publicLinks(t.Links)
	}
	for i := range t.Refs {
		t.refs[t.Refs[i].Name] = &t.Refs[i]
		lead(t.Refs[i].Name, m.byName[t.Refs[i].To])
	}
	for i := range t.Many {
		t.many[t.Many[i].Name] = &t.Many[i]
		lead(t.Many[i].Name, m.byName[t.Many[i].Of])
	}
	for i := range t.Parts {
		t.parts[t.Parts[i].Name] = &t.Parts[i]
		lead(t.Parts[i].Name, t.Parts[i].Type)
	}
	t.values = valuesOf(t)
}

// Types gives every type in a fixed order: a type stands before those whose
// records refer to it, but for references among things.
func (m *Model) Types() []*Type { return m.types }

// Type gives the type of that name, nil if there is none.
func (m *Model) Type(name string) *Type { return m.byName[name] }

// TypeOfID gives the type of the record with that id, nil if the id is none.
func (m *Model) TypeOfID(id string) *Type {
	if !ValidID(id) {
		return nil
	}
	return m.byPrefix[id[:1]]
}

// Of gives the types of a class.
func (m *Model) Of(c Class) []*Type {
	return slices.DeleteFunc(slices.Clone(m.types), func(t *Type) bool { return t.Class != c })
}

// text describes a field that people write.
func text[R any](name string, at func(*R) *Text) Field {
	return stringField(name, KindText, at)
}

// code describes a field of exactly compared codes.
func code[R any, S ~string](name string, at func(*R) *S) Field {
	return stringField(name, KindCode, at)
}

func stringField[R any, S ~string](name string, kind Kind, at func(*R) *S) Field {
	return Field{
		Name: name, Kind: kind,
		Get: func(r Record) any {
			if s := *at(any(r).(*R)); s != "" {
				return string(s)
			}
			return nil
		},
		Set: func(r Record, v any) {
			s, _ := v.(string)
			*at(any(r).(*R)) = S(s)
		},
	}
}

func integer[R any](name string, at func(*R) **int) Field {
	return Field{
		Name: name, Kind: KindInt, Filter: true,
		Get: func(r Record) any {
			if p := *at(any(r).(*R)); p != nil {
				return int64(*p)
			}
			return nil
		},
		Set: func(r Record, v any) {
			if n, ok := v.(int64); ok {
				i := int(n)
				*at(any(r).(*R)) = &i
			}
		},
	}
}

func boolean[R any](name string, at func(*R) *bool) Field {
	return Field{
		Name: name, Kind: KindBool, Filter: true,
		Get: func(r Record) any { return *at(any(r).(*R)) },
		Set: func(r Record, v any) { *at(any(r).(*R)), _ = v.(bool) },
	}
}

// filtered makes a field usable in filters, indexed as well, sorted also usable for order.
func (f Field) filtered() Field { f.Filter = true; return f }
func (f Field) indexed() Field  { f.Filter, f.Index = true, true; return f }
func (f Field) sorted() Field   { f.Filter, f.Index, f.Sort = true, true, true; return f }

// persons says that a field is a number of persons.
func (f Field) persons() Field { f.Persons = true; return f }

// period describes the fields of a record's time: start and end as written and
// as days, and the bounds by which it is compared.
func period[R any](at func(*R) *Period, isState func(*R) bool) []Field {
	of := func(r Record) *Period { return at(any(r).(*R)) }
	day := func(name string, bound func(*Period) *string) Field {
		return code(name, func(r *R) *string { return bound(at(r)) })
	}
	derived := func(name string, kind Kind, get func(Bounds) any) Field {
		return Field{Name: name, Kind: kind, Filter: true, Get: func(r Record) any {
			p := *of(r)
			p.IsState = isState(any(r).(*R))
			return get(p.Bounds())
		}}
	}
	return []Field{
		code("start", func(r *R) *string { return &at(r).Start.Text }),
		day("startEarliest", func(p *Period) *string { return &p.Start.Earliest }).sorted(),
		day("startLatest", func(p *Period) *string { return &p.Start.Latest }).filtered(),
		code("end", func(r *R) *string { return &at(r).End.Text }),
		day("endEarliest", func(p *Period) *string { return &p.End.Earliest }).filtered(),
		day("endLatest", func(p *Period) *string { return &p.End.Latest }).filtered(),
		derived("validFrom", KindCode, func(b Bounds) any { return b.ValidFrom }),
		derived("validTo", KindCode, func(b Bounds) any { return b.ValidTo }).indexed(),
		derived("certainFrom", KindCode, func(b Bounds) any { return b.CertainFrom }),
		derived("certainTo", KindCode, func(b Bounds) any { return b.CertainTo }),
		derived("undated", KindBool, func(b Bounds) any { return b.Undated }),
	}
}

// dateFields describes a partial date that is no bound of a period.
func dateFields[R any](name string, at func(*R) *PartialDate) []Field {
	return []Field{
		code(name, func(r *R) *string { return &at(r).Text }),
		code(name+"Earliest", func(r *R) *string { return &at(r).Earliest }),
		code(name+"Latest", func(r *R) *string { return &at(r).Latest }),
	}
}

func ref[R any](name, to string, at func(*R) *string) Ref {
	return Ref{
		Name: name, To: to,
		Get: func(r Record) string { return *at(any(r).(*R)) },
		Set: func(r Record, id string) { *at(any(r).(*R)) = id },
	}
}

func part[R any, E any, P interface {
	*E
	Record
}](name string, of *Type, at func(*R) *[]*E) Part {
	return Part{
		Name: name, Type: of,
		Get: func(r Record) []Record {
			list := *at(any(r).(*R))
			out := make([]Record, len(list))
			for i, e := range list {
				out[i] = P(e)
			}
			return out
		},
		Set: func(r Record, list []Record) {
			out := make([]*E, len(list))
			for i, e := range list {
				out[i] = (*E)(e.(P))
			}
			*at(any(r).(*R)) = out
		},
	}
}

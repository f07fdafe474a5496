package graph

// Comparison is what two to five bodies share, and what each of them has alone.
// It is worked out for an answer (package network) and never stored.
type Comparison struct {
	Base
	// StakeholderIDs are the bodies, as they were asked for.
	StakeholderIDs []string
	// The sections, each of one kind of things that bodies have to do with.
	Initiatives, Partners, CoParticipants, Themes, Places, Funders *ComparisonSection
}

func (*Comparison) noun() *Type { return comparisonType }

// MaxCompared is the number of bodies that one comparison takes, MaxComparedThings
// bounds each of its lists, and MaxComparedClaims the claims of one entry and body.
const (
	MaxCompared       = 5
	MaxComparedThings = 20
	MaxComparedClaims = 5
)

// ComparisonSection holds the things of one kind: those of all bodies, of several
// of them, and of one alone. Lists are cut at MaxComparedThings, counts are not.
type ComparisonSection struct {
	Base
	kind        *Type
	SharedCount int
	Shared      []*ComparedThing
	SomeCount   int
	Some        []*ComparedThing
	// Alone has one element for each body, in the order of the question.
	Alone []*ComparedAlone
}

func (s *ComparisonSection) noun() *Type { return s.kind }

// ComparedAlone are the things that only one of the bodies has to do with.
type ComparedAlone struct {
	Base
	kind          *Type
	StakeholderID string
	Count         int
	Things        []*ComparedThing
}

func (a *ComparedAlone) noun() *Type { return a.kind }

// ComparedThing is a thing, and the bodies that have to do with it.
type ComparedThing struct {
	Base
	kind    *Type
	ThingID string
	// Sides are those bodies, in the order of the question.
	Sides []*ComparedSide
}

func (t *ComparedThing) noun() *Type { return t.kind }

// ComparedSide says how one body has to do with a thing.
type ComparedSide struct {
	Base
	kind          *Type
	StakeholderID string
	Ways          []string
	Claims        []string
}

func (s *ComparedSide) noun() *Type { return s.kind }

// comparisonType describes a comparison. Each section has types of its own, so
// that what it may cost is counted by the types of its things and claims.
var comparisonType = &Type{
	Name: "Comparison", Class: ClassView,
	New: func() Record { return &Comparison{} },
	IDs: []IDList{{"of", []string{"Stakeholder"}, MaxCompared, func(r Record) []string { return r.(*Comparison).StakeholderIDs }}},
	Parts: []Part{
		comparisonPart("initiatives", "Initiative", func(c *Comparison) **ComparisonSection { return &c.Initiatives }, "Participation"),
		comparisonPart("partners", "Stakeholder", func(c *Comparison) **ComparisonSection { return &c.Partners }, "Participation"),
		comparisonPart("coParticipants", "Stakeholder", func(c *Comparison) **ComparisonSection { return &c.CoParticipants }, "Participation"),
		comparisonPart("themes", "Theme", func(c *Comparison) **ComparisonSection { return &c.Themes }, "Classification", "Presence", "Participation"),
		comparisonPart("places", "Place", func(c *Comparison) **ComparisonSection { return &c.Places }, "Classification", "Presence", "Participation"),
		comparisonPart("funders", "Stakeholder", func(c *Comparison) **ComparisonSection { return &c.Funders }, "Flow", "Participation"),
	},
}

// comparisonPart describes a section: of which type its things are, and of which
// types the claims by which bodies have to do with them.
func comparisonPart(name, thing string, at func(*Comparison) **ComparisonSection, claims ...string) Part {
	return Part{
		Name: name, Most: 1, Type: comparisonSectionType("Comparison."+name, thing, claims),
		Get: func(r Record) []Record { return []Record{*at(r.(*Comparison))} },
		Set: func(r Record, list []Record) { *at(r.(*Comparison)) = list[0].(*ComparisonSection) },
	}
}

func comparisonSectionType(name, thing string, claims []string) *Type {
	t := &Type{Name: name, Class: ClassView}
	t.New = func() Record { return &ComparisonSection{kind: t} }
	t.Parts = []Part{
		most(MaxComparedThings, part("shared", comparedThingType(name+".shared", thing, MaxCompared, claims),
			func(s *ComparisonSection) *[]*ComparedThing { return &s.Shared })),
		most(MaxComparedThings, part("some", comparedThingType(name+".some", thing, MaxCompared-1, claims),
			func(s *ComparisonSection) *[]*ComparedThing { return &s.Some })),
		most(MaxCompared, part("alone", comparedAloneType(name+".alone", thing, claims),
			func(s *ComparisonSection) *[]*ComparedAlone { return &s.Alone })),
	}
	return t
}

func comparedAloneType(name, thing string, claims []string) *Type {
	t := &Type{Name: name, Class: ClassView}
	t.New = func() Record { return &ComparedAlone{kind: t} }
	t.Refs = []Ref{ref("stakeholder", "Stakeholder", func(a *ComparedAlone) *string { return &a.StakeholderID })}
	t.Parts = []Part{most(MaxComparedThings, part("things", comparedThingType(name+".things", thing, 1, claims),
		func(a *ComparedAlone) *[]*ComparedThing { return &a.Things }))}
	return t
}

func comparedThingType(name, thing string, sides int, claims []string) *Type {
	side := &Type{Name: name + ".by", Class: ClassView}
	side.New = func() Record { return &ComparedSide{kind: side} }
	side.Refs = []Ref{ref("stakeholder", "Stakeholder", func(s *ComparedSide) *string { return &s.StakeholderID })}
	side.IDs = []IDList{{"claims", claims, MaxComparedClaims, func(r Record) []string { return r.(*ComparedSide).Claims }}}
	t := &Type{Name: name, Class: ClassView}
	t.New = func() Record { return &ComparedThing{kind: t} }
	t.IDs = []IDList{{"thing", []string{thing}, 1, func(r Record) []string { return []string{r.(*ComparedThing).ThingID} }}}
	t.Parts = []Part{most(sides, part("by", side, func(t *ComparedThing) *[]*ComparedSide { return &t.Sides }))}
	return t
}

// most says how many elements a part of a view has at the most.
func most(n int, p Part) Part {
	p.Most = n
	return p
}

// NewSection gives the section of a comparison of that name, one of the parts of
// its type, with types set in all that it holds.
func NewSection(name string, s ComparisonSection) *ComparisonSection {
	s.kind = comparisonType.Part(name).Type
	setKinds(s.kind.Part("shared").Type, s.Shared)
	setKinds(s.kind.Part("some").Type, s.Some)
	for _, a := range s.Alone {
		a.kind = s.kind.Part("alone").Type
		setKinds(a.kind.Part("things").Type, a.Things)
	}
	return &s
}

// setKinds sets the types of things and of what they hold.
func setKinds(t *Type, things []*ComparedThing) {
	for _, x := range things {
		x.kind = t
		for _, side := range x.Sides {
			side.kind = t.Part("by").Type
		}
	}
}

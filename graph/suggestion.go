package graph

// Suggestions are bodies with which one has not partnered yet, and what the two
// share. They are worked out for an answer (package network) and never stored.
type Suggestions struct {
	Base
	StakeholderID string
	// Rows are the first of them.
	Rows []*Suggestion
	// Candidates counts all that were found, Truncated says that not all was looked at.
	Candidates int
	Truncated  bool
}

func (*Suggestions) noun() *Type { return suggestionsType }

// MaxSuggestions bounds the suggestions of one answer, MaxReasonThings the shared
// things of each kind that are shown.
const (
	MaxSuggestions  = 20
	MaxReasonThings = 5
)

// Suggestion is one body, with what it shares with the other.
type Suggestion struct {
	Base
	StakeholderID string
	// Score is the sum of those of the reasons.
	Score                             float64
	Partners, Themes, Places, Funders *SuggestionReason
}

func (*Suggestion) noun() *Type { return suggestionType }

// SuggestionReason are the things of one kind that two bodies share.
type SuggestionReason struct {
	Base
	kind  *Type
	Count int
	Score float64
	// Things are the first of them, those that the fewest bodies have first.
	Things []*ComparedThing
}

func (r *SuggestionReason) noun() *Type { return r.kind }

var suggestionsType = &Type{
	Name: "Suggestions", Class: ClassView,
	New:  func() Record { return &Suggestions{} },
	Refs: []Ref{ref("of", "Stakeholder", func(s *Suggestions) *string { return &s.StakeholderID })},
	Parts: []Part{
		most(MaxSuggestions, part("rows", suggestionType, func(s *Suggestions) *[]*Suggestion { return &s.Rows })),
	},
}

var suggestionType = &Type{
	Name: "Suggestion", Class: ClassView,
	New:  func() Record { return &Suggestion{} },
	Refs: []Ref{ref("stakeholder", "Stakeholder", func(s *Suggestion) *string { return &s.StakeholderID })},
	Parts: []Part{
		reasonPart("partners", "Stakeholder", func(s *Suggestion) **SuggestionReason { return &s.Partners }, "Participation"),
		reasonPart("themes", "Theme", func(s *Suggestion) **SuggestionReason { return &s.Themes }, "Classification", "Presence", "Participation"),
		reasonPart("places", "Place", func(s *Suggestion) **SuggestionReason { return &s.Places }, "Classification", "Presence", "Participation"),
		reasonPart("funders", "Stakeholder", func(s *Suggestion) **SuggestionReason { return &s.Funders }, "Flow", "Participation"),
	},
}

// reasonPart describes a reason: of which type its things are, and of which types
// the claims by which the two bodies have to do with them.
func reasonPart(name, thing string, at func(*Suggestion) **SuggestionReason, claims ...string) Part {
	t := &Type{Name: "Suggestion." + name, Class: ClassView}
	t.New = func() Record { return &SuggestionReason{kind: t} }
	t.Parts = []Part{most(MaxReasonThings, part("things", comparedThingType(t.Name+".things", thing, 2, claims),
		func(r *SuggestionReason) *[]*ComparedThing { return &r.Things }))}
	return Part{
		Name: name, Most: 1, Type: t,
		Get: func(r Record) []Record { return []Record{*at(r.(*Suggestion))} },
		Set: func(r Record, list []Record) { *at(r.(*Suggestion)) = list[0].(*SuggestionReason) },
	}
}

// NewReason gives the reason of a suggestion of that name, one of the parts of its
// type, with types set in all that it holds.
func NewReason(name string, r SuggestionReason) *SuggestionReason {
	r.kind = suggestionType.Part(name).Type
	setKinds(r.kind.Part("things").Type, r.Things)
	return &r
}

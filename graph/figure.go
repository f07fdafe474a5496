package graph

// Figure is a figure that a source gives of an initiative or a stakeholder. The
// API calls it Result.
// Migraph never adds results up: cumulative figures contain each other, and
// counts do not follow from percentages.
type Figure struct {
	Claim
	// At least one of StakeholderID and InitiativeID is set.
	StakeholderID string
	InitiativeID  string
	// Label says what was counted: «refugees resettled».
	Label Text
	// Value is a decimal number as written, empty if the source tells of a
	// result without a figure.
	Value     Text
	Qualifier Qualifier
	Measure   ResultMeasure
	// Group are the people or things that were counted, in words.
	Group Text
	// A figure that breaks another one down has that one as BreakdownOfID, and
	// says by which Dimension («country of destination») it is which Category.
	BreakdownOfID string
	Dimension     Text
	Category      Text
	PlaceID       string
	// Baseline and Target are decimal numbers in the same measure, and
	// PercentOfTarget what of the end target was reached; empty if unknown.
	Baseline        Text
	Target          Text
	PercentOfTarget Text
	// Cumulative: it counts everything since its start, not what is new.
	Cumulative bool
	Note       Text
	Timing
}

func (*Figure) noun() *Type { return figureType }

var figureType = &Type{
	Name: "Result", Prefix: "r", Class: ClassClaim, Dated: true,
	New: func() Record { return &Figure{} },
	Fields: append(append(claimFields(func(x *Figure) *Claim { return &x.Claim }),
		text("label", func(x *Figure) *Text { return &x.Label }).filtered(),
		code("value", func(x *Figure) *Text { return &x.Value }),
		code("qualifier", func(x *Figure) *Qualifier { return &x.Qualifier }),
		code("measure", func(x *Figure) *ResultMeasure { return &x.Measure }).indexed(),
		text("group", func(x *Figure) *Text { return &x.Group }).filtered(),
		text("dimension", func(x *Figure) *Text { return &x.Dimension }).filtered(),
		code("category", func(x *Figure) *Text { return &x.Category }),
		code("baseline", func(x *Figure) *Text { return &x.Baseline }),
		code("target", func(x *Figure) *Text { return &x.Target }),
		code("percentOfTarget", func(x *Figure) *Text { return &x.PercentOfTarget }),
		boolean("cumulative", func(x *Figure) *bool { return &x.Cumulative }),
		code("note", func(x *Figure) *Text { return &x.Note }),
	), timingFields(func(x *Figure) *Timing { return &x.Timing })...),
	Refs: []Ref{
		ref("stakeholder", "Stakeholder", func(x *Figure) *string { return &x.StakeholderID }),
		ref("initiative", "Initiative", func(x *Figure) *string { return &x.InitiativeID }),
		ref("breakdownOf", "Result", func(x *Figure) *string { return &x.BreakdownOfID }),
		ref("place", "Place", func(x *Figure) *string { return &x.PlaceID }),
	},
	Many: []Many{{"breakdown", "Result", By("breakdownOf")}},
	Subject: func(r Record) string {
		x := r.(*Figure)
		return subject(x.StakeholderID, x.InitiativeID, string(x.Label), string(x.Group), string(x.Dimension), string(x.Category), x.Period.Start.Text, x.Period.End.Text)
	},
	Within: within("EVENT", func(x *Figure) *Timing { return &x.Timing }, "initiative"),
	Parts:  claimParts(func(x *Figure) *Claim { return &x.Claim }),
}

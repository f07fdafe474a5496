package graph

// Classification says that a stakeholder or an initiative has a place or a theme.
type Classification struct {
	Claim
	// One of StakeholderID and InitiativeID is set, and one of PlaceID and ThemeID.
	StakeholderID string
	InitiativeID  string
	PlaceID       string
	ThemeID       string
	// Percentage of the whole, as a decimal number; empty if the source gives
	// none. Percentages add up to 100 within one vocabulary.
	Percentage Text
	// Vocabulary in which the percentage is given; empty for the theme's own.
	Vocabulary Text
	Note       Text
	Timing
}

func (*Classification) noun() *Type { return classificationType }

var classificationType = &Type{
	Name: "Classification", Prefix: "c", Class: ClassClaim, Dated: true,
	New: func() Record { return &Classification{} },
	Fields: append(append(claimFields(func(c *Classification) *Claim { return &c.Claim }),
		code("percentage", func(c *Classification) *Text { return &c.Percentage }),
		code("vocabulary", func(c *Classification) *Text { return &c.Vocabulary }).filtered(),
		code("note", func(c *Classification) *Text { return &c.Note }),
	), timingFields(func(c *Classification) *Timing { return &c.Timing })...),
	Refs: []Ref{
		ref("stakeholder", "Stakeholder", func(c *Classification) *string { return &c.StakeholderID }),
		ref("initiative", "Initiative", func(c *Classification) *string { return &c.InitiativeID }),
		ref("place", "Place", func(c *Classification) *string { return &c.PlaceID }),
		ref("theme", "Theme", func(c *Classification) *string { return &c.ThemeID }),
	},
	Subject: func(r Record) string {
		c := r.(*Classification)
		return subject(c.StakeholderID, c.InitiativeID, c.PlaceID, c.ThemeID)
	},
	Within: within("", func(c *Classification) *Timing { return &c.Timing }, "initiative"),
	Parts:  claimParts(func(c *Classification) *Claim { return &c.Claim }),
	Links: func(r Record) []Link {
		c := r.(*Classification)
		var out []Link
		add := func(from, to string, kind LinkType) {
			if from != "" && to != "" {
				out = append(out, Link{From: from, To: to, Type: kind, Claim: c.ID, Step: len(out), Bounds: c.bounds()})
			}
		}
		for _, from := range []string{c.StakeholderID, c.InitiativeID} {
			add(from, c.PlaceID, LinkLocatedIn)
			add(from, c.ThemeID, LinkAbout)
		}
		return out
	},
}

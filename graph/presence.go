package graph

// Presence says who does what where for whom (a row of a 3W or 5W table).
type Presence struct {
	Claim
	StakeholderID string
	Role          Role
	// PlaceID is the place as it may be shown: see protect.go.
	PlaceID string
	// Country is the ISO 3166-1 alpha-2 code of the country of the place.
	Country Text
	ThemeID string
	// InitiativeID is the initiative to which the work belongs, if the source names one.
	InitiativeID string
	// TargetGroup are the people for whom it is, in words.
	TargetGroup Text
	// Sensitivity says whether it can endanger people to tell the place; empty
	// if the source does not say.
	Sensitivity Sensitivity
	// Reviewed: somebody made sure that the place may be published as finely as
	// it is given.
	Reviewed bool
	Note     Text
	Timing
}

func (*Presence) noun() *Type { return presenceType }

var presenceType = &Type{
	Name: "Presence", Prefix: "w", Class: ClassClaim, Dated: true,
	New: func() Record { return &Presence{} },
	Fields: append(append(claimFields(func(p *Presence) *Claim { return &p.Claim }),
		code("role", func(p *Presence) *Role { return &p.Role }).indexed(),
		code("country", func(p *Presence) *Text { return &p.Country }).indexed(),
		text("targetGroup", func(p *Presence) *Text { return &p.TargetGroup }).filtered(),
		code("sensitivity", func(p *Presence) *Sensitivity { return &p.Sensitivity }).filtered(),
		boolean("reviewed", func(p *Presence) *bool { return &p.Reviewed }),
		code("note", func(p *Presence) *Text { return &p.Note }),
	), timingFields(func(p *Presence) *Timing { return &p.Timing })...),
	Refs: []Ref{
		ref("stakeholder", "Stakeholder", func(p *Presence) *string { return &p.StakeholderID }),
		ref("place", "Place", func(p *Presence) *string { return &p.PlaceID }),
		ref("theme", "Theme", func(p *Presence) *string { return &p.ThemeID }),
		ref("initiative", "Initiative", func(p *Presence) *string { return &p.InitiativeID }),
	},
	Subject: func(r Record) string {
		p := r.(*Presence)
		return subject(p.StakeholderID, string(p.Role), p.PlaceID, string(p.Country), p.ThemeID, p.InitiativeID, string(p.TargetGroup), p.Period.Start.Text)
	},
	// Work goes on until it is said to have ended.
	Within: within("STATE", func(p *Presence) *Timing { return &p.Timing }, "initiative"),
	Parts:  claimParts(func(p *Presence) *Claim { return &p.Claim }),
	Links: func(r Record) []Link {
		p := r.(*Presence)
		if p.PlaceID == "" {
			return nil
		}
		return []Link{{From: p.StakeholderID, To: p.PlaceID, Type: LinkWorksIn, Role: p.Role, Claim: p.ID, Bounds: p.bounds()}}
	},
}

package graph

// Timing is when a claim within an initiative holds.
type Timing struct {
	Period  Period
	DatedBy DatedBy
	// Nature is that of the initiative if the claim is dated by it, else EVENT
	// or what the noun says; it decides what a missing end means.
	Nature InitiativeNature
}

func (t *Timing) isState() bool { return t.Nature == "STATE" }

func (t *Timing) bounds() Bounds {
	p := t.Period
	p.IsState = t.isState()
	return p.Bounds()
}

// StateBounds gives the bounds of what lasts until it is ended.
func StateBounds(p Period) Bounds {
	p.IsState = true
	return p.Bounds()
}

// timingFields describes the fields of a claim's timing.
func timingFields[R any](at func(*R) *Timing) []Field {
	return append([]Field{
		code("datedBy", func(r *R) *DatedBy { return &at(r).DatedBy }).filtered(),
		code("nature", func(r *R) *InitiativeNature { return &at(r).Nature }),
	}, period(func(r *R) *Period { return &at(r).Period }, func(r *R) bool { return at(r).isState() })...)
}

// within describes that a claim without dates takes those of the initiative
// behind the first of these references that is not empty. own is the nature of
// claims that have dates themselves; empty: the initiative's.
func within[R any](own InitiativeNature, at func(*R) *Timing, refs ...string) *Within {
	return &Within{
		Refs: refs,
		Initiative: func(r Record) string {
			for _, name := range refs {
				if id := TypeOf(r).Ref(name).Get(r); id != "" {
					return id
				}
			}
			return ""
		},
		Date: func(r Record, i *Initiative) {
			x := at(any(r).(*R))
			x.Nature, x.DatedBy, x.Period = datedBy(x.DatedBy, x.Period, i)
			if own != "" && x.DatedBy == "CLAIM" {
				x.Nature = own
			}
		},
	}
}

// datedBy gives the nature, the source of the dates and the dates of a claim
// within an initiative: its own dates if it has any, else the initiative's.
func datedBy(by DatedBy, own Period, i *Initiative) (InitiativeNature, DatedBy, Period) {
	if by == "INITIATIVE" { // they were taken from the initiative before
		own = Period{}
	}
	var nature InitiativeNature
	if i != nil {
		nature = i.Nature
	}
	switch {
	case own.Start.Known() || own.End.Known():
		return nature, "CLAIM", own
	case i != nil && (i.Period.Start.Known() || i.Period.End.Known()):
		return nature, "INITIATIVE", i.Period
	}
	return nature, "", Period{}
}

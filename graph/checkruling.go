package graph

// follows reports where a record does not stand as the rulings want it.
func (c *checker) follows(t *Type, r Record) {
	switch x := r.(type) {
	case *Description:
		if to := c.rulings.settle(x.Dataset, x.saidOf()); x.ThingID != to {
			c.report(x.ID, "Description is of %s, by the rulings of %s", x.ThingID, to)
		}
	default:
		if th := AsThing(r); th != nil {
			c.isMerged(th)
		}
	}
	claim := AsClaim(r)
	if claim == nil {
		return
	}
	for _, e := range claim.Evidence {
		o := originOf(e)
		document := e.DocumentID
		if o.Document != "" {
			document = o.Document
		}
		if to := c.rulings.settle(e.Dataset, document); to != e.DocumentID {
			c.report(claim.ID, "%s cites %s, by the rulings %s", t.Name, e.DocumentID, to)
		}
		if t != descriptionType {
			c.isMoved(t, r, e, o)
		}
	}
}

// isMerged reports a thing whose id leads elsewhere than the rulings say.
func (c *checker) isMerged(th *Thing) {
	to := c.rulings.survivor(th.ID)
	if to == th.ID {
		to = ""
	}
	if th.MergedInto != to || to != "" && !th.Tombstone {
		c.report(th.ID, "it leads to %q, by the rulings to %q", th.MergedInto, to)
	}
}

// isMoved reports a claim that is about other things than its origin, by the rulings.
func (c *checker) isMoved(t *Type, r Record, e *Evidence, o origin) {
	id := AsClaim(r).ID
	want := clone(t, r)
	if o.Key != "" {
		said, err := fromContent(t, string(o.Claim))
		if err != nil {
			c.report(id, "the origin of %s cannot be read", t.Name)
			return
		}
		want = said
	}
	c.rulings.settleThings(e.Dataset, t, want)
	var have, wanted []string
	eachThing(t, r, func(id string) { have = append(have, id) })
	eachThing(t, want, func(id string) { wanted = append(wanted, id) })
	if len(have) != len(wanted) {
		c.report(id, "%s is about %d things, by its origin about %d", t.Name, len(have), len(wanted))
		return
	}
	for i := range have {
		if have[i] != wanted[i] {
			c.report(id, "%s is about %s, by the rulings about %s", t.Name, have[i], wanted[i])
		}
	}
}

// eachThing calls fn for the ids of the things that a claim is about.
func eachThing(t *Type, r Record, fn func(id string)) {
	eachReference(t, r, func(id string) {
		if of := Catalog.TypeOfID(id); of != nil && of.Class == ClassThing {
			fn(id)
		}
	})
}

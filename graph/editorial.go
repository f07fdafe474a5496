package graph

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Why says why somebody rules, and who, if they want to tell.
type Why struct {
	Reason, By Text
}

// RulingReport tells what a ruling, or taking it back, did to the graph.
type RulingReport struct {
	Ruling *Ruling
	// Undone: it was taken back.
	Undone   bool
	Revision Revision
	// Things that it is about, as they were and are.
	Things []ThingChange
	// Descriptions of datasets that are of another thing than before.
	Descriptions int
	// Claims that say something of another thing than before, and of these Joined
	// that became one with another claim.
	Claims, Joined int
	// Circular claims now say something of a thing and itself.
	Circular int
	// Hidden and Shown count the things and claims that fewer, and that more may see
	// than before.
	Hidden, Shown int
}

// ThingChange is a thing before and after a change; a nil Record: there was none.
type ThingChange struct {
	Type          *Type
	ID            string
	Before, After Record
}

// Merge rules that two things of one type are one. What is said of from is then said
// of into, whichever dataset says it, now and later; the id of from leads to into.
func Merge(ctx context.Context, s Store, from, into string, why Why) (*RulingReport, error) {
	return ruleThat(ctx, s, why, func(ctx context.Context, a *applier) (*Ruling, error) {
		r, err := a.pair(ctx, RulingMerge, from, into)
		if err != nil {
			return nil, err
		}
		found, err := a.byID(ctx, Catalog.Type(r.Noun), []string{r.Subject, r.Object})
		switch one, other := found[r.Subject], found[r.Object]; {
		case err != nil:
			return nil, err
		case AsThing(other).Tombstone:
			return nil, Errorf(Conflict, "nothing is said of %s any more; merge it into the other instead", r.Object)
		case kindsContradict(one, other):
			return nil, Errorf(Conflict, "%q and %q are of different kinds; an embassy is never an organization or a government body itself",
				AsThing(one).Name, AsThing(other).Name)
		case a.rulings.areDifferent(r.Subject, r.Object):
			return nil, Errorf(Conflict, "%q and %q were ruled to be different; take that back first (migraph rulings lists it)",
				AsThing(one).Name, AsThing(other).Name)
		}
		return r, nil
	})
}

// Differ rules that two things of one type are two, however alike they look.
func Differ(ctx context.Context, s Store, one, other string, why Why) (*RulingReport, error) {
	return ruleThat(ctx, s, why, func(ctx context.Context, a *applier) (*Ruling, error) {
		r, err := a.pair(ctx, RulingDifferent, one, other)
		if err != nil {
			return nil, err
		}
		ids := pairOf(r.Subject, r.Object)
		r.Subject, r.Object = ids[0], ids[1]
		return r, nil
	})
}

// Split rules that what a dataset says of a thing is about another one, which is new.
// entry limits it to what the dataset says under one of its keys, if it says
// something of the thing under several; empty means all.
func Split(ctx context.Context, s Store, thing, dataset, entry string, why Why) (*RulingReport, error) {
	return ruleThat(ctx, s, why, func(ctx context.Context, a *applier) (*Ruling, error) {
		t, id, err := a.thingOf(ctx, thing)
		if err != nil {
			return nil, err
		}
		said, err := a.all(ctx, descriptionType, Compare{"thing", Eq, id})
		if err != nil {
			return nil, err
		}
		var bases []string
		own := 0
		for _, r := range said {
			d := r.(*Description)
			if d.Dataset != dataset {
				continue
			}
			own++
			values, err := fromContent(t, d.Values)
			if err != nil {
				return nil, err
			}
			if entry == "" || slices.ContainsFunc(AsThing(values).Identifiers, func(i *Identifier) bool { return i.Value == entry }) {
				bases = append(bases, d.saidOf())
			}
		}
		switch {
		case own == 0:
			return nil, Errorf(NotFound, "the dataset %q says nothing of %s; these do: %s", dataset, id, strings.Join(tellers(said), ", "))
		case len(bases) == 0:
			return nil, Errorf(NotFound, "the dataset %q has no entry %q for %s", dataset, entry, id)
		case len(bases) == len(said):
			return nil, Errorf(Conflict, "all that is known of %s is from there, so there is nothing to split it from", id)
		}
		slices.Sort(bases)
		return &Ruling{Kind: RulingSplit, Noun: t.Name, Subject: id, Dataset: dataset, Said: listOf(bases),
			Object: newID(t, strings.Join(append([]string{"split", id, dataset}, bases...), "\x1f"), idLength)}, nil
	})
}

// tellers gives the keys of the datasets that describe, in order.
func tellers(said []Record) []string {
	var out []string
	for _, r := range said {
		out = append(out, r.(*Description).Dataset)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Hide rules that a thing, or a claim, is RESTRICTED or WITHHELD. A claim is known by
// its natural key, so that it stays hidden when its dataset corrects it.
func Hide(ctx context.Context, s Store, id string, v Visibility, why Why) (*RulingReport, error) {
	return ruleThat(ctx, s, why, func(ctx context.Context, a *applier) (*Ruling, error) {
		if hiddenBy(v) == AudiencePublic {
			return nil, Errorf(InvalidArgument, "a ruling hides: the visibility is RESTRICTED or WITHHELD, not %q", v)
		}
		t := Catalog.TypeOfID(id)
		if t == nil || t.Class != ClassClaim || t == descriptionType {
			t, id, err := a.thingOf(ctx, id)
			if err != nil {
				return nil, err
			}
			return &Ruling{Kind: RulingHide, Noun: t.Name, Subject: id, Visibility: v}, nil
		}
		found, err := a.byID(ctx, t, []string{id})
		if err != nil {
			return nil, err
		}
		if found[id] == nil {
			return nil, Errorf(NotFound, "there is no %s %s", strings.ToLower(t.Name), id)
		}
		c := AsClaim(found[id])
		keys := []string{c.Key}
		for _, e := range c.Evidence {
			if key := originOf(e).Key; key != "" {
				keys = append(keys, key)
			}
		}
		slices.Sort(keys)
		return &Ruling{Kind: RulingHide, Noun: t.Name, Subject: id, Said: listOf(slices.Compact(keys)), Visibility: v}, nil
	})
}

// Undo takes a ruling of one of these kinds back. The graph is then as if it had never
// been ruled, and the datasets had been imported as they are.
func Undo(ctx context.Context, s Store, ruling string, kinds ...RulingKind) (*RulingReport, error) {
	return changeRulings(ctx, s, func(ctx context.Context, a *applier) (*Ruling, *rulings, error) {
		found, err := a.byID(ctx, rulingType, []string{ruling})
		if err != nil {
			return nil, nil, err
		}
		r, _ := found[ruling].(*Ruling)
		if r == nil || !slices.Contains(kinds, r.Kind) {
			return nil, nil, Errorf(NotFound, "there is no such ruling %.60q; migraph rulings lists them", ruling)
		}
		list, err := Rulings(ctx, a.w)
		if err != nil {
			return nil, nil, err
		}
		rest := slices.DeleteFunc(list, func(x *Ruling) bool { return x.ID == r.ID })
		a.undone = true
		return r, newRulings(rest), a.remove(ctx, rulingType, []string{r.ID})
	})
}

// ruleThat writes one ruling, which find works out.
func ruleThat(ctx context.Context, s Store, why Why, find func(context.Context, *applier) (*Ruling, error)) (*RulingReport, error) {
	return changeRulings(ctx, s, func(ctx context.Context, a *applier) (*Ruling, *rulings, error) {
		r, err := find(ctx, a)
		if err != nil {
			return nil, nil, err
		}
		r.Reason, r.By = Text(Clean(string(why.Reason))), Text(Clean(string(why.By)))
		r.Revision = int(a.w.Revision()) + 1
		identifyRuling(r)
		list, err := Rulings(ctx, a.w)
		if err != nil {
			return nil, nil, err
		}
		list = append(slices.DeleteFunc(list, func(x *Ruling) bool { return x.ID == r.ID }), r)
		return r, newRulings(list), a.put(ctx, rulingType, []Record{r})
	})
}

// changeRulings changes the rulings that stand, and all that follows.
func changeRulings(ctx context.Context, s Store, change func(context.Context, *applier) (*Ruling, *rulings, error)) (*RulingReport, error) {
	var rep *RulingReport
	rev, err := s.Write(ctx, func(ctx context.Context, w Writer) error {
		a := newApplier(w, Dataset{Key: DatasetEditorial})
		if err := a.readRulings(ctx); err != nil {
			return err
		}
		before := a.rulings
		r, after, err := change(ctx, a)
		if err != nil {
			return err
		}
		a.rulings = after
		rep = &RulingReport{Ruling: r, Undone: a.undone}
		return a.rule(ctx, rep, before)
	})
	if err != nil {
		return nil, err
	}
	rep.Revision = rev
	return rep, nil
}

// rule makes the graph follow a ruling that was written or taken back. before are the
// rulings that stood.
func (a *applier) rule(ctx context.Context, rep *RulingReport, before *rulings) error {
	r := rep.Ruling
	about := a.about(r, before)
	rep.Things = about
	if err := a.look(ctx, about, func(c *ThingChange, r Record) { c.Before = r }); err != nil {
		return err
	}
	switch {
	case r.Kind == RulingDifferent:
	case r.Kind == RulingHide && Catalog.Type(r.Noun).Class == ClassClaim:
		if err := a.hideClaims(ctx, r); err != nil {
			return err
		}
	default:
		moved, err := a.reroute(ctx, idsByType(about))
		if err != nil {
			return err
		}
		rep.Descriptions, rep.Claims, rep.Joined, rep.Circular = moved.Descriptions, moved.Claims, moved.Joined, moved.Circular
	}
	if err := a.look(ctx, about, func(c *ThingChange, r Record) { c.After = r }); err != nil {
		return err
	}
	for _, c := range a.changes.all() {
		switch {
		case c.recounted || c.before == AudienceNone || c.after == AudienceNone:
		case c.after > c.before:
			rep.Hidden++
		case c.after < c.before:
			rep.Shown++
		}
	}
	a.changes.note(r.ID, change{t: rulingType, seenFrom: AudienceNone})
	return a.recordChanges(ctx)
}

// about gives the things under which anything stands, or stood, that a ruling moves or
// hides.
func (a *applier) about(r *Ruling, before *rulings) []ThingChange {
	if Catalog.Type(r.Noun).Class != ClassThing {
		return nil
	}
	ids := map[string]bool{}
	for _, u := range []*rulings{before, a.rulings} {
		for _, id := range []string{r.Subject, r.Object} {
			if id == "" {
				continue
			}
			ids[id], ids[u.survivor(id)] = true, true
			for _, m := range u.mergedInto(id) {
				ids[m] = true
			}
		}
		for k, product := range u.split { // what was split off is hidden with it
			if r.Kind == RulingHide && k.base == r.Subject {
				ids[u.survivor(product)] = true
			}
		}
	}
	var out []ThingChange
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		out = append(out, ThingChange{Type: Catalog.Type(r.Noun), ID: id})
	}
	return out
}

func idsByType(things []ThingChange) map[string][]string {
	out := map[string][]string{}
	for _, c := range things {
		out[c.Type.Name] = append(out[c.Type.Name], c.ID)
	}
	return out
}

// look reads things as they are now.
func (a *applier) look(ctx context.Context, things []ThingChange, note func(*ThingChange, Record)) error {
	for name, ids := range idsByType(things) {
		found, err := a.byID(ctx, Catalog.Type(name), ids)
		if err != nil {
			return err
		}
		for i := range things {
			note(&things[i], found[things[i].ID])
		}
	}
	return nil
}

// hideClaims gives the claims that a ruling is about their audience.
func (a *applier) hideClaims(ctx context.Context, r *Ruling) error {
	t := Catalog.Type(r.Noun)
	filters := []Filter{Compare{"key", In, r.list()}}
	// A claim that was moved since has another key, which is made of its things.
	ids := map[string][]string{}
	for _, key := range r.list() {
		for word := range strings.SplitSeq(strings.TrimPrefix(key, KeylessPrefix), "\x1f") {
			of := Catalog.TypeOfID(word)
			if of == nil || of.Class != ClassThing || !strings.HasPrefix(key, KeylessPrefix) {
				continue
			}
			ids[of.Name] = append(ids[of.Name], a.rulings.survivor(word))
			for k, product := range a.rulings.split {
				if k.base == word {
					ids[of.Name] = append(ids[of.Name], a.rulings.survivor(product))
				}
			}
		}
	}
	if a.rulings.move() {
		filters = append(filters, referring(t, ids)...)
	}
	for _, f := range filters {
		claims, err := a.all(ctx, t, f)
		if err != nil {
			return err
		}
		if err := a.rehide(ctx, t, claims); err != nil {
			return err
		}
	}
	return a.follow(ctx)
}

// readRulings reads the rulings that stand.
func (a *applier) readRulings(ctx context.Context) error {
	list, err := Rulings(ctx, a.w)
	a.rulings = newRulings(list)
	return err
}

// thingOf gives the thing that an id leads to.
func (a *applier) thingOf(ctx context.Context, id string) (*Type, string, error) {
	t := Catalog.TypeOfID(id)
	if t == nil || t.Class != ClassThing {
		return nil, "", Errorf(InvalidArgument, "%.60q is the id of no thing; take one from the field id of the API", id)
	}
	id = a.rulings.survivor(id)
	found, err := a.byID(ctx, t, []string{id})
	if err != nil {
		return nil, "", err
	}
	if found[id] == nil {
		return nil, "", Errorf(NotFound, "there is no %s %s", strings.ToLower(t.Name), id)
	}
	return t, id, nil
}

// pair gives a ruling of two different things of one type.
func (a *applier) pair(ctx context.Context, kind RulingKind, one, other string) (*Ruling, error) {
	t, subject, err := a.thingOf(ctx, one)
	if err != nil {
		return nil, err
	}
	of, object, err := a.thingOf(ctx, other)
	switch {
	case err != nil:
		return nil, err
	case t != of:
		return nil, Errorf(Conflict, "%s is a %s and %s a %s", subject, strings.ToLower(t.Name), object, strings.ToLower(of.Name))
	case subject == object:
		return nil, Errorf(Conflict, "%s are one thing already", quotedPair(one, other))
	}
	return &Ruling{Kind: kind, Noun: t.Name, Subject: subject, Object: object}, nil
}

func quotedPair(x, y string) string { return fmt.Sprintf("%q and %q", x, y) }

package graph

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// schemeDataset begins the schemes of identifiers that are no more than keys of
// entries in their datasets; package ingest makes them.
const schemeDataset = "dataset:"

// registered gives the identifiers of an entry that are names of the thing: not
// those that are its id.
func registered(in *ThingInput) []*Identifier {
	all := AsThing(in.Record).Identifiers
	if !slices.ContainsFunc(all, isID) {
		return all
	}
	return slices.DeleteFunc(slices.Clone(all), isID)
}

func isID(i *Identifier) bool {
	return strings.EqualFold(strings.TrimSpace(i.Scheme), SchemeMigraphID)
}

// given reads the things that entries name by their ids.
func (a *applier) given(ctx context.Context, t *Type, inputs []*ThingInput, k *known) error {
	var ids []string
	for _, in := range inputs {
		if Catalog.TypeOfID(in.ID) == t {
			ids = append(ids, in.ID)
		}
		for _, i := range AsThing(in.Record).Identifiers {
			if isID(i) && Catalog.TypeOfID(i.Value) == t {
				ids = append(ids, i.Value)
			}
		}
	}
	slices.Sort(ids)
	var err error
	k.given, err = a.byID(ctx, t, slices.Compact(ids))
	return err
}

// givenBy gives the things that an entry names by their ids; it is false if there is
// none of such an id, but for the entry's own.
func (a *applier) givenBy(t *Type, in *ThingInput, k *known) (ids []string, ok bool) {
	switch {
	case in.ID == "":
	case Catalog.TypeOfID(in.ID) != t:
		a.problem(in.Where, "%.60q is the id of no %s", in.ID, strings.ToLower(t.Name))
		return nil, false
	case k.given[in.ID] != nil:
		ids = append(ids, in.ID)
	}
	for _, i := range AsThing(in.Record).Identifiers {
		switch {
		case !isID(i):
		case k.given[i.Value] == nil:
			a.problem(in.Where, "%.60q is the id of no %s; take one from the field id of the API", i.Value, strings.ToLower(t.Name))
			return nil, false
		case !slices.Contains(ids, i.Value):
			ids = append(ids, i.Value)
		}
	}
	if len(ids) == 0 && in.ID == "" && len(registered(in)) == 0 {
		a.problem(in.Where, "it has no identifier")
		return nil, false
	}
	return ids, true
}

// ruledOne leaves of several things one if they were ruled to be one.
func (a *applier) ruledOne(ids []string) []string {
	if len(ids) < 2 {
		return ids
	}
	one := a.rulings.survivor(ids[0])
	for _, id := range ids {
		if a.rulings.survivor(id) != one {
			return ids
		}
	}
	if slices.Contains(ids, one) {
		return []string{one}
	}
	return []string{slices.Min(ids)}
}

// heldWithoutRulings notes of the things that rulings touch which would hold which
// identifiers without them. Which thing an entry is, is told as if nothing had been
// ruled; then the rulings say what becomes of it.
func (a *applier) heldWithoutRulings(ctx context.Context, t *Type, things []Record, k *known) error {
	var ids []string
	for _, r := range things {
		if a.rulings.touch(IDOf(r)) {
			ids = append(ids, IDOf(r))
		}
	}
	if len(ids) == 0 {
		return nil
	}
	said, err := a.oneOf(ctx, descriptionType, ids, func(part []string) Filter { return Compare{"thing", In, part} })
	if err != nil {
		return err
	}
	hold := func(i *Identifier, id, name string, gone bool) {
		if have := k.holders[i.Key()]; have == nil || AsThing(have).Tombstone && !gone {
			h := t.New()
			SetID(h, id)
			AsThing(h).Name, AsThing(h).Tombstone = name, gone
			k.holders[i.Key()] = h
		}
	}
	described := map[string]bool{}
	for _, r := range said {
		d := r.(*Description)
		values, err := fromContent(t, d.Values)
		if err != nil {
			return err
		}
		described[d.saidOf()] = true
		for _, i := range AsThing(values).Identifiers {
			hold(i, d.saidOf(), AsThing(values).Name, false)
		}
	}
	for _, r := range things {
		th := AsThing(r)
		if !a.rulings.touch(th.ID) || a.rulings.products[th.ID] || described[th.ID] {
			continue
		}
		for _, i := range th.Identifiers {
			if th.Tombstone || i.Hidden == AudienceNone {
				hold(i, th.ID, th.Name, true)
			}
		}
	}
	return nil
}

// A thing of which no dataset tells any more keeps its identifiers, and if it is told
// of again, it has its id again. This holds as well for a thing that lives on because
// others were ruled to be it: it keeps the identifiers that it had itself, shown to
// nobody.

// lost notes a description that goes.
func (a *applier) lost(d *Description) error {
	values, err := fromContent(Catalog.Type(d.ThingType), d.Values)
	if err != nil {
		return err
	}
	a.gone[d.saidOf()] = AsThing(values).Identifiers
	return nil
}

// keepIdentifiers gives a thing of which no dataset tells under its own id those that
// it had.
func (a *applier) keepIdentifiers(before, after Record) {
	now := AsThing(after)
	kept, known := a.gone[now.ID]
	if before != nil && !known {
		own := !AsThing(before).Tombstone // else all that it has are its own
		kept = slices.DeleteFunc(slices.Clone(AsThing(before).Identifiers), func(i *Identifier) bool { return own && i.Hidden != AudienceNone })
	}
	if len(kept) == 0 {
		return
	}
	hidden := AudienceNone
	if now.Tombstone {
		now.Identifiers, hidden = nil, AudiencePublic
	}
	for _, i := range kept {
		addIdentifier(now, i, hidden)
	}
}

// mergedInto gives the thing that one was ruled to be, empty if of none.
func (a *applier) mergedInto(id string) string {
	if to := a.rulings.survivor(id); to != id {
		return to
	}
	return ""
}

// joinByName lets entries that their identifiers make new be the things that have
// their names: bodies, of the same name as exactly one that lives, in the same
// country, where nothing contradicts. It gives the ids that stay new.
func (a *applier) joinByName(ctx context.Context, t *Type, fresh []string, entries map[string]*ThingInput, ids map[string]string) ([]string, error) {
	if t != stakeholderType {
		return fresh, nil // two villages of a country may have one name
	}
	asking := map[namesake][]string{} // the new ids of a name in a country
	for _, id := range fresh {
		if entries[id].ID != "" {
			continue // it is known which body it is
		}
		if n := namesakeOf(entries[id].Record); n.known() && hiddenBy(entries[id].Visibility) == AudiencePublic {
			asking[n] = append(asking[n], id)
		}
	}
	var names []string
	for n, of := range asking {
		if len(of) == 1 { // else the dataset itself tells two of that name apart
			names = append(names, n.name)
		}
	}
	slices.Sort(names)
	found, err := a.oneOf(ctx, t, slices.Compact(names), func(part []string) Filter {
		return And{Compare{"name", In, part}, Live(t)}
	})
	if err != nil {
		return nil, err
	}
	having := map[namesake][]Record{}
	for _, r := range found {
		n := namesakeOf(r)
		having[n] = append(having[n], r)
	}
	var out []string
	for _, id := range fresh {
		in := entries[id]
		n := namesakeOf(in.Record)
		if in.ID != "" || len(asking[n]) != 1 || len(having[n]) != 1 || !a.mayBe(in, id, having[n][0], entries) {
			out = append(out, id)
			continue
		}
		to := having[n][0]
		delete(entries, id)
		entries[IDOf(to)], ids[in.Key] = in, IDOf(to)
		a.rep.Notices = append(a.rep.Notices, Notice{in.Where, fmt.Sprintf(
			"%q is taken for %s, which has the same name in the same country (%s); if it is another, say migraph split %s --dataset %s",
			AsThing(in.Record).Name, IDOf(to), n.country, IDOf(to), a.dataset.Key), true})
	}
	return out, nil
}

// namesake is what two bodies must have in common to be taken for one by name.
type namesake struct{ name, country string }

func (n namesake) known() bool { return n.name != "" && n.country != "" }

func namesakeOf(r Record) namesake {
	s := r.(*Stakeholder)
	return namesake{Fold(s.Name), string(s.Country)}
}

// mayBe tells whether nothing contradicts that an entry, new under an id, is a thing:
// its kind, an identifier of the same register, another entry of the dataset, a
// ruling. A thing that is hidden would hide what the entry says.
func (a *applier) mayBe(in *ThingInput, id string, to Record, entries map[string]*ThingInput) bool {
	th := AsThing(to)
	return (entries[th.ID] == nil || entries[th.ID] == in) && th.Hidden == AudiencePublic && !kindsContradict(in.Record, to) &&
		!registersContradict(registered(in), th.Identifiers) && !a.rulings.areDifferent(id, th.ID)
}

// registersContradict tells whether a register gave two things different identifiers.
func registersContradict(x, y []*Identifier) bool {
	for _, i := range x {
		if strings.HasPrefix(i.Key(), schemeDataset) {
			continue
		}
		known, same := false, false
		for _, j := range y {
			known = known || strings.EqualFold(strings.TrimSpace(i.Scheme), strings.TrimSpace(j.Scheme))
			same = same || i.Key() == j.Key()
		}
		if known && !same {
			return true
		}
	}
	return false
}

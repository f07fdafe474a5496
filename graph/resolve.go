package graph

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// resolveAll finds or makes the ids of all things that are described.
func (a *applier) resolveAll(ctx context.Context) error {
	inputs := map[*Type][]*ThingInput{}
	err := a.source.EachThing(ctx, func(in *ThingInput) error {
		in.Record, in.Evidence = whoIs(in.Record), nil
		t := TypeOf(in.Record)
		inputs[t] = append(inputs[t], in)
		return nil
	})
	if err != nil {
		return err
	}
	for _, t := range Catalog.Of(ClassThing) {
		if err := a.resolve(ctx, t, inputs[t]); err != nil {
			return err
		}
	}
	return nil
}

// whoIs gives of a thing no more than what tells which it is, for all of a dataset
// are in memory at once.
func whoIs(r Record) Record {
	t := TypeOf(r)
	out := t.New()
	SetID(out, IDOf(r))
	for _, name := range []string{"name", "kind", "country", "tombstone", "hidden"} {
		if f := t.Field(name); f != nil {
			f.Set(out, f.Get(r))
		}
	}
	AsThing(out).Identifiers = AsThing(r).Identifiers
	return out
}

// resolve finds or makes the id of each described thing of a type: the thing
// that has one of its identifiers, else a new one.
func (a *applier) resolve(ctx context.Context, t *Type, inputs []*ThingInput) error {
	ids := map[string]string{}
	a.ids[t.Name] = ids
	var keys []string
	for _, in := range inputs {
		for _, id := range registered(in) {
			keys = append(keys, id.Key())
		}
	}
	known, err := a.known(ctx, t, keys, inputs)
	if err != nil {
		return err
	}
	claimedBy := map[string]*ThingInput{} // id: the entry that resolved to it
	named := map[string]*ThingInput{}     // identifier: the entry that has it
	var fresh []string
	for _, in := range inputs {
		if ids[in.Key] != "" {
			a.problem(in.Where, "the key %q is used twice", in.Key)
			continue
		}
		if first := shareIdentifier(named, in); first != nil {
			a.problem(in.Where, "%q and %q have an identifier in common, so they are the same; keep one entry", first.Key, in.Key)
			continue
		}
		id, isNew := a.identify(t, in, known)
		if id == "" {
			continue
		}
		if first := claimedBy[id]; first != nil {
			a.problem(in.Where, "%q and %q have an identifier in common, so they are the same; keep one entry", first.Key, in.Key)
			continue
		}
		claimedBy[id], ids[in.Key] = in, id
		if isNew {
			fresh = append(fresh, id)
		}
	}
	if fresh, err = a.joinByName(ctx, t, fresh, claimedBy, ids); err != nil {
		return err
	}
	a.compare(t, claimedBy, known)
	if err := a.lengthen(ctx, t, fresh, claimedBy, ids); err != nil {
		return err
	}
	for _, in := range inputs {
		if in.Slug != "" && ids[in.Key] != "" {
			a.slugWishes[ids[in.Key]] = in.Slug
		}
	}
	return nil
}

// compare looks for entries of which other datasets say what cannot be.
func (a *applier) compare(t *Type, entries map[string]*ThingInput, k *known) {
	ids := make([]string, 0, len(entries))
	for id := range entries {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		in, told := entries[id], false
		for _, other := range k.said[id] {
			name := AsThing(other.values).Name
			switch same := Fold(name) == Fold(AsThing(in.Record).Name); {
			case kindsContradict(other.values, in.Record):
				a.problem(in.Where, "its identifiers belong to %q of dataset %s, which is of another kind; an embassy is never an organization or a government body itself",
					name, other.dataset)
			case same, name == "", AsThing(in.Record).Name == "": // an entry that names a thing by its id alone
			case t == documentType:
				// A document has its title: two titles are two documents, and citing
				// the wrong one would be a lie.
				a.problem(in.Where, "%q is the key of another document, %q of dataset %s; give this one another key, or the same name if it is the same document",
					in.Key, name, other.dataset)
			case told:
			default: // bodies and initiatives have many names
				told = true
				a.rep.Notices = append(a.rep.Notices, Notice{Where: in.Where, Message: fmt.Sprintf(
					"%q is taken for %s, which the dataset %s calls %q, for both have one identifier; if it is another, say migraph split %s --dataset %s",
					AsThing(in.Record).Name, id, other.dataset, name, id, a.dataset.Key)})
			}
		}
	}
}

// shareIdentifier gives the entry that has an identifier of in as well, nil if
// none has, and notes those of in.
func shareIdentifier(named map[string]*ThingInput, in *ThingInput) *ThingInput {
	for _, i := range registered(in) {
		if first := named[i.Key()]; first != nil && first != in {
			return first
		}
		named[i.Key()] = in
	}
	return nil
}

// known is what the store holds of the identifiers of an import. What the
// dataset itself said before does not bind it: it may be a mistake that the
// import corrects.
type known struct {
	// holders are the stored things, tombstones among them, by identifier.
	holders map[string]Record
	// said is what other datasets say of these things, by id.
	said map[string][]source
	// bound gives the thing to which other datasets bind an identifier.
	bound map[string]string
	// first gives the entry whose first identifier a thing has.
	first map[string]*ThingInput
	// given are the things that entries name by their ids.
	given map[string]Record
}

func (a *applier) known(ctx context.Context, t *Type, keys []string, inputs []*ThingInput) (*known, error) {
	k := &known{holders: map[string]Record{}, said: map[string][]source{}, bound: map[string]string{}, first: map[string]*ThingInput{}}
	if err := a.given(ctx, t, inputs, k); err != nil {
		return nil, err
	}
	var things []Record
	for part := range slices.Chunk(keys, chunk) {
		some, err := a.all(ctx, t, Related{"identifiers", Compare{"key", In, part}})
		if err != nil {
			return nil, err
		}
		for _, r := range some {
			things = append(things, whoIs(r))
		}
	}
	var ids []string
	for _, r := range things {
		ids = append(ids, IDOf(r))
		if a.rulings.touch(IDOf(r)) {
			continue // see heldWithoutRulings
		}
		for _, i := range AsThing(r).Identifiers {
			// A tombstone keeps its identifiers, but a thing that lives goes before.
			if have := k.holders[i.Key()]; have == nil || AsThing(have).Tombstone {
				k.holders[i.Key()] = r
			}
		}
	}
	if err := a.heldWithoutRulings(ctx, t, things, k); err != nil {
		return nil, err
	}
	others, err := a.oneOf(ctx, descriptionType, ids, func(part []string) Filter {
		return And{Compare{"thing", In, part}, Not{Compare{"dataset", Eq, a.dataset.Key}}}
	})
	if err != nil {
		return nil, err
	}
	for _, r := range others {
		d := r.(*Description)
		values, err := fromContent(t, d.Values)
		if err != nil {
			return nil, err
		}
		base := d.saidOf()
		k.said[base] = append(k.said[base], source{values: whoIs(values), dataset: d.Dataset})
		for _, i := range AsThing(values).Identifiers {
			k.bound[i.Key()] = base
		}
	}
	for _, in := range inputs {
		if own := registered(in); len(own) > 0 && k.holders[own[0].Key()] != nil {
			k.first[IDOf(k.holders[own[0].Key()])] = in
		}
	}
	return k, nil
}

// identify gives the id of an entry: of the thing to which other datasets bind
// one of its identifiers, else of the thing that its first identifier made,
// else of one that has another identifier of it, else a new one.
func (a *applier) identify(t *Type, in *ThingInput, k *known) (id string, isNew bool) {
	identifiers := registered(in)
	bound, ok := a.givenBy(t, in, k)
	if !ok {
		return "", false
	}
	var loose []string
	for _, i := range identifiers {
		if id := k.bound[i.Key()]; id != "" && !slices.Contains(bound, id) {
			bound = append(bound, id)
		}
		if h := k.holders[i.Key()]; h != nil && k.first[IDOf(h)] == nil && !slices.Contains(loose, IDOf(h)) {
			loose = append(loose, IDOf(h))
		}
	}
	if len(bound) == 0 {
		if len(identifiers) > 0 {
			if h := k.holders[identifiers[0].Key()]; h != nil {
				return IDOf(h), false
			}
		}
		bound = loose
	}
	bound = a.ruledOne(bound)
	switch len(bound) {
	case 0:
		if in.ID != "" {
			return in.ID, true
		}
		return newID(t, identifiers[0].Key(), idLength), true
	case 1:
		return bound[0], false
	}
	a.problem(in.Where, "its identifiers belong to two %ss: %q and %q; correct them, or merge the two first",
		strings.ToLower(t.Name), k.nameOf(bound[0]), k.nameOf(bound[1]))
	return "", false
}

func (k *known) nameOf(id string) string {
	for _, h := range k.holders {
		if IDOf(h) == id {
			return AsThing(h).Name
		}
	}
	return id
}

// kindsContradict: sources may differ on whether a body is governmental, but a
// mission is not the body that it represents.
func kindsContradict(x, y Record) bool {
	a, ok := x.(*Stakeholder)
	b, _ := y.(*Stakeholder)
	return ok && a.Kind != "" && b.Kind != "" && a.Kind != b.Kind && (a.Kind == "EMBASSY" || b.Kind == "EMBASSY")
}

// lengthen gives longer ids to new things whose id belongs to another thing,
// one that was made by the same key but has lost it since.
func (a *applier) lengthen(ctx context.Context, t *Type, fresh []string, by map[string]*ThingInput, ids map[string]string) error {
	for length := idLength + 4; len(fresh) > 0; length += 4 {
		taken, err := a.byID(ctx, t, fresh)
		if err != nil {
			return err
		}
		var again []string
		for _, id := range fresh {
			if taken[id] == nil {
				continue
			}
			in := by[id]
			longer := newID(t, registered(in)[0].Key(), length)
			by[longer], ids[in.Key] = in, longer
			again = append(again, longer)
		}
		fresh = again
	}
	return nil
}

// refer replaces the references of a record, by keys of the import, by ids.
func (a *applier) refer(t *Type, r Record, where string) {
	for i := range t.Refs {
		rf := &t.Refs[i]
		key := rf.Get(r)
		if key == "" {
			continue
		}
		id := a.ids[rf.To][key]
		if id == "" {
			a.problem(where, "%s: there is no %s %q in this import", rf.Name, strings.ToLower(rf.To), key)
		}
		rf.Set(r, id)
	}
	for i := range t.Parts {
		for _, e := range t.Parts[i].Get(r) {
			a.refer(t.Parts[i].Type, e, where)
		}
	}
}

// cite gives the evidence of an entry as evidence of this dataset.
func (a *applier) cite(list []*Evidence, v Visibility, where string) []*Evidence {
	out := make([]*Evidence, len(list))
	for i, e := range list {
		out[i] = clone(evidenceType, e).(*Evidence)
		out[i].Dataset, out[i].Visibility = a.dataset.Key, v
		a.refer(evidenceType, out[i], where)
	}
	if len(out) == 0 {
		a.problem(where, "it cites no document")
	}
	return out
}

package graph

import (
	"context"
	"slices"
)

// The audience of a claim is derived from what datasets say of it, from its
// documents and from what it refers to, and written with it, so that every way
// to a claim (lists, counts, filters, groups, links) asks one stored value.

// audienceOf gives from which audience on a record may be seen, by its evidence:
// the strictest of what datasets say, and not before its first document may be.
func audienceOf(evidence []*Evidence) Audience {
	said, documents := AudiencePublic, AudienceKeeper
	for _, e := range evidence {
		said = max(said, hiddenBy(e.Visibility))
		documents = min(documents, e.Hidden)
	}
	if len(evidence) == 0 {
		return said
	}
	return max(said, documents)
}

// hide derives the audience of claims.
func (a *applier) hide(ctx context.Context, t *Type, claims []Record) error {
	if err := a.knowAudiences(ctx, t, claims); err != nil {
		return err
	}
	for _, r := range claims {
		c := AsClaim(r)
		for _, e := range c.Evidence {
			e.Hidden = a.audiences[e.DocumentID]
		}
		c.Hidden = audienceOf(c.Evidence)
		eachReference(t, r, func(id string) { c.Hidden = max(c.Hidden, a.audiences[id]) })
		c.Hidden = max(c.Hidden, a.rulings.hidesClaim(t, c))
		if _, known := a.audiences[c.ID]; known || c.Hidden > AudiencePublic { // else it is read where somebody refers to it
			a.audiences[c.ID] = c.Hidden
		}
	}
	return nil
}

// eachReference calls fn for the ids of what a record is about: what it refers
// to, its parts among it but for its evidence, and what it describes.
func eachReference(t *Type, r Record, fn func(id string)) {
	if d, ok := r.(*Description); ok {
		fn(d.ThingID)
	}
	for i := range t.Refs {
		if id := t.Refs[i].Get(r); id != "" {
			fn(id)
		}
	}
	for i := range t.Parts {
		if p := &t.Parts[i]; p.Type != evidenceType {
			for _, e := range p.Get(r) {
				eachReference(p.Type, e, fn)
			}
		}
	}
}

// knowAudiences reads the audiences of what claims refer to and cite.
func (a *applier) knowAudiences(ctx context.Context, t *Type, claims []Record) error {
	missing := map[*Type][]string{}
	want := func(id string) {
		if _, known := a.audiences[id]; !known && id != "" {
			a.audiences[id] = AudiencePublic // until it is read
			to := Catalog.TypeOfID(id)
			missing[to] = append(missing[to], id)
		}
	}
	for _, r := range claims {
		eachReference(t, r, want)
		for _, e := range AsClaim(r).Evidence {
			want(e.DocumentID)
		}
	}
	for to, ids := range missing {
		slices.Sort(ids)
		found, err := a.byID(ctx, to, ids)
		if err != nil {
			return err
		}
		for id, r := range found {
			a.audiences[id] = hiddenOf(r)
		}
	}
	return nil
}

// audienceOfThing gives from which audience on a thing may be seen, by all of
// its descriptions: one that hides it hides it, one that cites a document
// that all may see shows that it is known.
func audienceOfThing(sources []source) Audience {
	var all []*Evidence
	for _, s := range sources {
		all = append(all, s.evidence...)
	}
	return audienceOf(all)
}

// audience gives from which audience on one description may be seen. A thing
// shows nothing of a description that is hidden from some who see the thing.
func (s source) audience() Audience { return audienceOf(s.evidence) }

// hideIdentifiers adds the identifiers that only hidden descriptions give:
// they decide still which thing an entry means, so they are kept, but hidden.
func hideIdentifiers(t *Thing, sources []source) {
	for _, s := range sources {
		for _, i := range AsThing(s.values).Identifiers {
			addIdentifier(t, i, s.audience())
		}
	}
}

func hiddenOf(r Record) Audience {
	if t := AsThing(r); t != nil {
		return t.Hidden
	}
	return AsClaim(r).Hidden
}

// noteHidden remembers a record whose audience changed. Nothing refers to one
// that is new.
func (a *applier) noteHidden(t *Type, was, now Record) {
	before := AudiencePublic
	if was != nil {
		before = hiddenOf(was)
	}
	if hiddenOf(now) != before {
		a.rehidden[t.Name] = append(a.rehidden[t.Name], IDOf(now))
	}
}

// hideAgain rewrites the claims, of all datasets, that refer to or cite records
// whose audience changed, and then those that refer to these claims.
func (a *applier) hideAgain(ctx context.Context) error {
	for len(a.rehidden) > 0 {
		changed := a.rehidden
		a.rehidden = map[string][]string{}
		for _, t := range Catalog.Of(ClassClaim) {
			for _, f := range referring(t, changed) {
				claims, err := a.all(ctx, t, f)
				if err != nil {
					return err
				}
				if err := a.rehide(ctx, t, claims); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// rehide rewrites the claims whose audience is no longer as stored.
func (a *applier) rehide(ctx context.Context, t *Type, claims []Record) error {
	return a.rewrite(ctx, t, claims, a.hide, func(was, now Record) {
		a.noteHidden(t, was, now)
		a.suspect(t, AsClaim(now).Key) // conflicts are told to those who may see both sides
	})
}

// rewrite works something out anew for claims as they are stored, and writes those that it
// changes. note is told of each of them.
func (a *applier) rewrite(ctx context.Context, t *Type, claims []Record, anew func(context.Context, *Type, []Record) error, note func(was, now Record)) error {
	before := make([]Record, len(claims))
	for i, r := range claims {
		before[i] = clone(t, r)
	}
	if err := anew(ctx, t, claims); err != nil {
		return err
	}
	var puts []Record
	for i, r := range claims {
		if canonical(t, r) != canonical(t, before[i]) {
			note(before[i], r)
			a.became(t, before[i], r)
			puts = append(puts, r)
		}
	}
	return a.put(ctx, t, puts)
}

// referring gives filters that find the claims of a type that are about one of
// ids or cite it, which are given by their types' names: in chunks, each way by itself.
func referring(t *Type, ids map[string][]string) []Filter {
	var out []Filter
	add := func(of *Type, wrap func(Filter) Filter) {
		for i := range of.Refs {
			for part := range slices.Chunk(ids[of.Refs[i].To], chunk) {
				out = append(out, wrap(Related{of.Refs[i].Name, Compare{"id", In, part}}))
			}
		}
	}
	add(t, func(f Filter) Filter { return f })
	if t == descriptionType {
		for _, of := range Catalog.Of(ClassThing) {
			for part := range slices.Chunk(ids[of.Name], chunk) {
				out = append(out, Compare{"thing", In, part})
			}
		}
	}
	for i := range t.Parts {
		add(t.Parts[i].Type, func(f Filter) Filter { return Related{t.Parts[i].Name, f} })
	}
	return out
}

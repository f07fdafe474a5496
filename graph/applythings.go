package graph

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// describe stores what the dataset says of things and gives the ids, by type,
// of all things of which it says or said something.
func (a *applier) describe(ctx context.Context) (map[string][]string, error) {
	touched := map[string][]string{}
	said := map[string]bool{} // ids of descriptions
	var some []Record
	flush := func() error {
		err := a.describeSome(ctx, some, touched)
		some = some[:0]
		return err
	}
	err := a.source.EachThing(ctx, func(in *ThingInput) error {
		d := a.description(in)
		said[d.ID] = true
		if some = append(some, d); len(some) == chunk {
			return flush()
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if err := flush(); err != nil {
		return nil, err
	}
	return touched, a.forgetDescriptions(ctx, said, touched)
}

// describeSome stores descriptions.
func (a *applier) describeSome(ctx context.Context, said []Record, touched map[string][]string) error {
	if err := a.hide(ctx, descriptionType, said); err != nil {
		return err
	}
	ids := make([]string, len(said))
	for i, d := range said {
		ids[i] = IDOf(d)
	}
	stored, err := a.byID(ctx, descriptionType, ids)
	if err != nil {
		return err
	}
	var puts []Record
	for _, r := range said {
		d := r.(*Description)
		touched[d.ThingType] = append(touched[d.ThingType], d.ThingID)
		a.rep.Things.Read++
		switch before := stored[d.ID]; {
		case before == nil:
			a.rep.Things.New++
		case canonical(descriptionType, before) == canonical(descriptionType, d):
			a.rep.Things.Unchanged++
			continue
		default:
			a.rep.Things.Changed++
		}
		puts = append(puts, d)
	}
	return a.put(ctx, descriptionType, puts)
}

// forgetDescriptions removes the descriptions of the dataset that are not said any
// more.
func (a *applier) forgetDescriptions(ctx context.Context, said map[string]bool, touched map[string][]string) error {
	return a.eachOfDataset(ctx, descriptionType, Compare{"dataset", Eq, a.dataset.Key}, func(ids []string) error {
		ids = slices.DeleteFunc(ids, func(id string) bool { return said[id] })
		gone, err := a.byID(ctx, descriptionType, ids)
		if err != nil {
			return err
		}
		for _, r := range gone {
			d := r.(*Description)
			touched[d.ThingType] = append(touched[d.ThingType], d.ThingID)
			if a.rulings.move() {
				touched[d.ThingType] = append(touched[d.ThingType], d.saidOf())
				if err := a.lost(d); err != nil {
					return err
				}
			}
		}
		a.rep.Things.Removed += len(ids)
		return a.remove(ctx, descriptionType, ids)
	})
}

// eachOfDataset calls fn for the ids of the records of a type that fit, some at a
// time. fn may remove them.
func (a *applier) eachOfDataset(ctx context.Context, t *Type, where Filter, fn func(ids []string) error) error {
	if a.stored == nil {
		return nil // the dataset is new
	}
	return a.eachID(ctx, t, where, fn)
}

// eachID is eachOfDataset for the records of all datasets.
func (a *applier) eachID(ctx context.Context, t *Type, where Filter, fn func(ids []string) error) error {
	q := Query{Type: t, Where: where, Limit: chunk, Fields: []string{}}
	for {
		res, err := a.w.Fetch(ctx, &Plan{Query: q, Audience: AudienceKeeper})
		if err != nil {
			return err
		}
		list := res.Lists[0]
		ids := make([]string, len(list.Records))
		for i, r := range list.Records {
			ids[i] = IDOf(r)
		}
		if len(ids) > 0 {
			q.After = &Position{ID: ids[len(ids)-1]}
		}
		if err := fn(ids); err != nil {
			return err
		}
		if !list.More {
			return nil
		}
	}
}

func (a *applier) description(in *ThingInput) *Description {
	t := TypeOf(in.Record)
	values := in.Record
	a.refer(t, values, in.Where)
	AsThing(values).Identifiers = registered(&ThingInput{Record: values})
	base := a.ids[t.Name][in.Key]
	d := &Description{
		ThingID: a.rulings.settle(a.dataset.Key, base), ThingType: t.Name, Dataset: a.dataset.Key,
		Values: canonical(t, values, "slug", "tombstone", "hidden", "mergedInto", "claimCount", "isFunder"),
	}
	d.Key = subject(d.Dataset, base)
	d.ID = newID(descriptionType, d.Key, idLength)
	d.Evidence = a.cite(in.Evidence, in.Visibility, in.Where)
	for _, e := range d.Evidence {
		a.settleDocument(e)
	}
	return d
}

// materialiseAll rewrites the things of which descriptions came, changed or went.
func (a *applier) materialiseAll(ctx context.Context, touched map[string][]string) error {
	// Documents first: their dates and publishers rule over descriptions. Over those of
	// documents rules what is said of the documents that they cite, not what is shown:
	// see sources.
	a.reranked = slices.Compact(slices.Sorted(slices.Values(touched[documentType.Name])))
	if err := a.touchCiting(ctx, touched); err != nil {
		return err
	}
	a.reranked = nil
	if err := a.materialiseType(ctx, documentType, touched[documentType.Name]); err != nil {
		return err
	}
	if err := a.touchCiting(ctx, touched); err != nil {
		return err
	}
	for _, t := range Catalog.Of(ClassThing) {
		if t == documentType {
			continue
		}
		if err := a.materialiseType(ctx, t, touched[t.Name]); err != nil {
			return err
		}
	}
	return nil
}

// touchCiting adds the things whose descriptions, by any dataset, cite a
// document of which what decides their rank has changed.
func (a *applier) touchCiting(ctx context.Context, touched map[string][]string) error {
	slices.Sort(a.reranked)
	ds, err := a.oneOf(ctx, descriptionType, a.reranked, func(part []string) Filter {
		return Related{"evidence", Related{"document", Compare{"id", In, part}}}
	})
	for _, r := range ds {
		d := r.(*Description)
		touched[d.ThingType] = append(touched[d.ThingType], d.ThingID)
	}
	return err
}

func (a *applier) materialiseType(ctx context.Context, t *Type, ids []string) error {
	slices.Sort(ids)
	for part := range slices.Chunk(slices.Compact(ids), chunk) {
		if err := a.materialiseSome(ctx, t, part); err != nil {
			return err
		}
	}
	return nil
}

func (a *applier) materialiseSome(ctx context.Context, t *Type, ids []string) error {
	before, err := a.byID(ctx, t, ids)
	if err != nil {
		return err
	}
	sources, err := a.sources(ctx, t, ids)
	if err != nil {
		return err
	}
	var puts []Record
	for _, id := range ids {
		was := before[id]
		now := a.shown(t, id, was, sources[id])
		a.audiences[id] = AsThing(now).Hidden
		if was != nil && canonical(t, was) == canonical(t, now) {
			continue
		}
		if was == nil && t == stakeholderType {
			a.rep.NewBodies++
			a.rep.NewBodyIDs[id] = true
		}
		puts = append(puts, now)
		a.note(was, now)
		a.became(t, was, now)
	}
	if err := a.slugs(ctx, t, puts); err != nil {
		return err
	}
	return a.put(ctx, t, puts)
}

// shown gives the thing as its sources show it; without any it becomes a tombstone.
func (a *applier) shown(t *Type, id string, was Record, sources []source) Record {
	var now Record
	if len(sources) == 0 {
		now = clone(t, was)
		AsThing(now).Tombstone = true
		AsThing(now).MergedInto = a.mergedInto(id)
		a.keepIdentifiers(was, now)
		return now
	}
	rule(sources)
	hidden := max(audienceOfThing(sources), a.rulings.hides(id, basesOf(sources)))
	now = materialise(t, slices.DeleteFunc(slices.Clone(sources), func(s source) bool { return s.audience() > hidden }))
	SetID(now, id)
	AsThing(now).Hidden = hidden
	hideIdentifiers(AsThing(now), sources)
	if !slices.Contains(basesOf(sources), id) && a.rulings.touch(id) && !a.rulings.products[id] {
		a.keepIdentifiers(was, now)
	}
	if AsThing(now).Name == "" && was != nil && AsThing(was).Hidden <= hidden { // those who named it tell of it no more
		AsThing(now).Name = AsThing(was).Name
	}
	// What was hidden may have a slug that tells what only few may know.
	if was != nil && (AsThing(was).Hidden == AudiencePublic || hidden > AudiencePublic) {
		AsThing(now).Slug = AsThing(was).Slug
	}
	if before, ok := was.(*Stakeholder); ok {
		now.(*Stakeholder).Funder = before.Funder // its claims decide that
	}
	if was != nil {
		AsThing(now).ClaimCount = AsThing(was).ClaimCount
	}
	return now
}

// note remembers what follows from the change of a thing.
func (a *applier) note(was, now Record) {
	a.noteHidden(TypeOf(now), was, now)
	switch now := now.(type) {
	case *Initiative:
		delete(a.initiatives, now.ID) // date asks for it anew
		if old, _ := was.(*Initiative); old != nil && (old.Period != now.Period || old.Nature != now.Nature) {
			a.redate[now.ID] = true
		}
	case *Document:
		old, _ := was.(*Document)
		if old == nil {
			old = &Document{}
		}
		if old.Date != now.Date || old.PublisherID != now.PublisherID || old.Hidden != now.Hidden {
			a.reranked = append(a.reranked, now.ID)
		}
	}
}

// sources gives the descriptions of things, by their ids.
func (a *applier) sources(ctx context.Context, t *Type, ids []string) (map[string][]source, error) {
	ds, err := a.all(ctx, descriptionType, Compare{"thing", In, ids})
	if err != nil {
		return nil, err
	}
	var docIDs []string
	for _, r := range ds {
		for _, e := range r.(*Description).Evidence {
			docIDs = append(docIDs, e.DocumentID)
		}
	}
	slices.Sort(docIDs)
	docIDs = slices.Compact(docIDs)
	docs, err := a.byID(ctx, documentType, docIDs)
	if err != nil {
		return nil, err
	}
	said := map[[2]string]string{}
	if t == documentType {
		if said, err = a.datesSaid(ctx, docIDs); err != nil {
			return nil, err
		}
	}
	out := map[string][]source{}
	for _, r := range ds {
		d := r.(*Description)
		values, err := fromContent(t, d.Values)
		if err != nil {
			return nil, err
		}
		a.rulings.settleThings(d.Dataset, t, values)
		s := source{values: values, base: d.saidOf(), dataset: d.Dataset, evidence: d.Evidence}
		for _, e := range d.Evidence {
			if e.DocumentID == d.ThingID {
				// A document that describes itself does not hide itself, and has the
				// date that it says: what is shown of it so far must not decide that.
				e.Hidden = AudiencePublic
				s.date = max(s.date, values.(*Document).Date.Latest)
				continue
			}
			doc, _ := docs[e.DocumentID].(*Document)
			switch {
			case t == documentType:
				// A document is hidden by what datasets say of it alone: were it hidden
				// with those that tell of it, a ring of them could never be shown again.
				// So is its date: were it what is shown of them, it would depend on which
				// of two that tell of each other came first.
				e.Hidden = AudiencePublic
				s.date = max(s.date, said[[2]string{d.Dataset, e.DocumentID}])
			case doc == nil:
			case doc.Hidden > AudiencePublic: // it must not decide what everybody sees
				e.Hidden = doc.Hidden
			default:
				e.Hidden = AudiencePublic
				s.own = s.own || doc.PublisherID == d.ThingID
				s.date = max(s.date, doc.Date.Latest)
			}
		}
		out[d.ThingID] = append(out[d.ThingID], s)
	}
	return out, nil
}

// datesSaid gives the dates that datasets give to documents, by dataset and document.
func (a *applier) datesSaid(ctx context.Context, documents []string) (map[[2]string]string, error) {
	out := map[[2]string]string{}
	for part := range slices.Chunk(documents, chunk) {
		ds, err := a.all(ctx, descriptionType, Compare{"thing", In, part})
		if err != nil {
			return nil, err
		}
		for _, r := range ds {
			d := r.(*Description)
			values, err := fromContent(documentType, d.Values)
			if err != nil {
				return nil, err
			}
			at := [2]string{d.Dataset, d.ThingID}
			out[at] = max(out[at], values.(*Document).Date.Latest)
		}
	}
	return out, nil
}

// slugs gives each new thing a slug that no other thing of its type has.
func (a *applier) slugs(ctx context.Context, t *Type, rs []Record) error {
	wanted := map[string]*Thing{}
	var names []string
	for _, r := range rs {
		th := AsThing(r)
		if th.Slug != "" {
			continue
		}
		th.Slug = cmp.Or(a.slugWishes[th.ID], slugOf(firstName(th)))
		if wanted[th.Slug] != nil || th.Slug == "" {
			th.Slug = strings.TrimPrefix(th.Slug+"-"+th.ID, "-")
		}
		wanted[th.Slug] = th
		names = append(names, th.Slug)
	}
	slices.Sort(names)
	taken, err := a.oneOf(ctx, t, names, func(part []string) Filter { return Compare{"slug", In, part} })
	for _, r := range taken {
		th := wanted[AsThing(r).Slug]
		if th.ID != IDOf(r) {
			th.Slug += "-" + th.ID
		}
	}
	return err
}

// firstName is what a slug is made of: the key of Migraph's own files, which
// people chose for that, else the name.
func firstName(t *Thing) string {
	for _, i := range t.Identifiers {
		if i.Scheme == SchemeMigraph && i.Hidden <= t.Hidden {
			return i.Value
		}
	}
	return t.Name
}

package graph

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// Said gives what a dataset says, as it was imported, of that what an audience may
// see: an import that gives the same graph in an empty store. Things have their ids as
// keys, and claims refer to each other by the keys that their source gave them. Where
// rulings moved what the dataset said, it stands as the dataset said it.
//
// The error has the code NotFound if the audience sees nothing of such a dataset, and
// LimitExceeded if there are more things and claims than most.
//
// What is lost on the way: things that no dataset describes any more, the rulings, and
// notes of changes; Dump has these.
func Said(ctx context.Context, r Reader, dataset string, by Audience, most int) (*Import, error) {
	s := &sayings{r: r, dataset: dataset, by: by, most: most, slugs: map[string]string{}, claimKeys: map[string]string{}, out: &Import{}}
	for _, step := range []func(context.Context) error{s.about, s.things, s.claims, s.complete} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	if len(s.out.Things)+len(s.out.Claims) == 0 && by < AudienceKeeper {
		return nil, s.unknown()
	}
	return s.out, nil
}

// sayings gathers what a dataset says.
type sayings struct {
	r       Reader
	dataset string
	by      Audience
	most    int
	out     *Import

	slugs     map[string]string // thing: its slug
	claimKeys map[string]string // claim, by the id that it has without rulings: the key that its source gave it
}

func (s *sayings) unknown() error {
	return Errorf(NotFound, "there is no dataset %.60q; migraph datasets lists them", s.dataset)
}

func (s *sayings) about(ctx context.Context) error {
	found, err := s.fetch(ctx, Query{Type: datasetType, Where: Compare{"key", Eq, s.dataset}})
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return s.unknown()
	}
	d := found[0].(*Dataset)
	s.out.Dataset = Dataset{Key: d.Key, Title: d.Title, Licence: d.Licence, Format: d.Format}
	return nil
}

// fetch gives records with all their parts, as far as the audience sees them.
func (s *sayings) fetch(ctx context.Context, q Query) ([]Record, error) {
	for i := range q.Type.Parts {
		q.Parts = append(q.Parts, q.Type.Parts[i].Name)
	}
	res, err := s.r.Fetch(ctx, &Plan{Query: q, Audience: s.by})
	if err != nil {
		return nil, err
	}
	return res.Lists[0].Records, nil
}

// each calls fn for all records that fit, some at a time.
func (s *sayings) each(ctx context.Context, t *Type, where Filter, fn func(Record) error) error {
	q := Query{Type: t, Where: where, Limit: chunk}
	for {
		found, err := s.fetch(ctx, q)
		if err != nil {
			return err
		}
		for _, r := range found {
			if err := fn(r); err != nil {
				return err
			}
		}
		if len(s.out.Things)+len(s.out.Claims) > s.most {
			return Errorf(LimitExceeded, "the dataset %s has more than %d things and claims, which are too many for one file", s.dataset, s.most)
		}
		if len(found) < chunk {
			return nil
		}
		q.After = &Position{ID: IDOf(found[len(found)-1])}
	}
}

// --- things -------------------------------------------------------------------

func (s *sayings) things(ctx context.Context) error {
	err := s.each(ctx, descriptionType, Compare{"dataset", Eq, s.dataset}, func(r Record) error {
		d := r.(*Description)
		t := Catalog.Type(d.ThingType)
		values, err := fromContent(t, d.Values)
		if err != nil {
			return err
		}
		id := d.saidOf()
		s.out.Things = append(s.out.Things, ThingInput{
			Key: id, ID: id, Record: values, Evidence: s.cited(d.Evidence), Visibility: d.Evidence[0].Visibility, Where: id,
		})
		return nil
	})
	if err != nil {
		return err
	}
	return s.readSlugs(ctx)
}

// cited gives evidence as the dataset cited it.
func (s *sayings) cited(list []*Evidence) []*Evidence {
	out := make([]*Evidence, len(list))
	for i, e := range list {
		out[i] = &Evidence{DocumentID: cmp.Or(originOf(e).Document, e.DocumentID), Locator: e.Locator, Note: e.Note, Basis: e.Basis}
	}
	return out
}

// readSlugs gives things their slugs, as far as the audience sees the things.
func (s *sayings) readSlugs(ctx context.Context) error {
	ids := map[*Type][]string{}
	for _, in := range s.out.Things {
		t := TypeOf(in.Record)
		ids[t] = append(ids[t], in.ID)
	}
	for _, t := range Catalog.Of(ClassThing) {
		for part := range slices.Chunk(ids[t], chunk) {
			res, err := s.r.Fetch(ctx, &Plan{Audience: s.by, Query: Query{Type: t, IDs: part, Fields: []string{"slug"}}})
			if err != nil {
				return err
			}
			for _, r := range res.Lists[0].Records {
				s.slugs[IDOf(r)] = AsThing(r).Slug
			}
		}
	}
	for i := range s.out.Things {
		in := &s.out.Things[i]
		if slug := s.slugs[in.ID]; slug != slugOf(firstName(AsThing(in.Record))) {
			in.Slug = slug
		}
	}
	return nil
}

// --- claims -------------------------------------------------------------------

// saidClaim is one claim as a dataset made it.
type saidClaim struct {
	t    *Type
	id   string // without rulings
	key  string // stored; the source may have given none
	base Record
	rows []*Evidence
}

func (s *sayings) claims(ctx context.Context) error {
	for _, t := range Catalog.Of(ClassClaim) {
		if t == descriptionType {
			continue
		}
		var some []*saidClaim
		err := s.each(ctx, t, Related{"evidence", Compare{"dataset", Eq, s.dataset}}, func(r Record) error {
			found, err := s.readClaim(t, r)
			some = append(some, found...)
			if len(some)+len(s.out.Claims) > s.most {
				return Errorf(LimitExceeded, "the dataset %s has more than %d claims, which are too many for one file", s.dataset, s.most)
			}
			return err
		})
		if err != nil {
			return err
		}
		// By key, and payments without one by their numbers: an import numbers them as
		// they come.
		slices.SortStableFunc(some, func(x, y *saidClaim) int {
			return cmp.Or(compareNumbered(x.key, y.key), strings.Compare(x.id, y.id))
		})
		for _, c := range some {
			s.add(c)
		}
	}
	s.referToKeys()
	return nil
}

// referToKeys makes claims refer to others by keys. One that refers to a claim that
// the audience does not see as the dataset's goes.
func (s *sayings) referToKeys() {
	s.out.Claims = slices.DeleteFunc(s.out.Claims, func(c ClaimInput) bool {
		unseen := false
		settleClaims(TypeOf(c.Record), c.Record, func(id string) string {
			unseen = unseen || s.claimKeys[id] == ""
			return cmp.Or(s.claimKeys[id], id)
		})
		return unseen && s.by < AudienceKeeper
	})
}

// readClaim gives what the dataset said of what is stored as one claim: several
// claims, where rulings made them one.
func (s *sayings) readClaim(t *Type, stored Record) ([]*saidClaim, error) {
	var out []*saidClaim
	byID := map[string]*saidClaim{}
	for _, e := range AsClaim(stored).Evidence {
		if e.Dataset != s.dataset {
			continue
		}
		base, id := clone(t, stored), IDOf(stored)
		undate(t, base)
		if o := originOf(e); o.Key != "" {
			said, err := fromContent(t, string(o.Claim))
			if err != nil {
				return nil, err
			}
			AsClaim(said).Key = o.Key
			base, id = said, claimID(t, said)
		}
		c := byID[id]
		if c == nil {
			c = &saidClaim{t: t, id: id, key: AsClaim(base).Key, base: base}
			byID[id] = c
			out = append(out, c)
		}
		c.rows = append(c.rows, e)
	}
	return out, nil
}

// add gives a claim to the import: once for each visibility that the dataset gave it.
func (s *sayings) add(c *saidClaim) {
	key := c.key
	if strings.HasPrefix(key, KeylessPrefix) {
		key = ""
	} else {
		s.claimKeys[c.id] = key
	}
	record := clone(c.t, c.base)
	SetID(record, "")
	own := AsClaim(record)
	own.Key, own.Conflicting, own.Hidden, own.Evidence = "", false, AudiencePublic, nil
	for len(c.rows) > 0 {
		n := 1
		for n < len(c.rows) && c.rows[n].Visibility == c.rows[0].Visibility {
			n++
		}
		s.out.Claims = append(s.out.Claims, ClaimInput{
			Key: key, Record: clone(c.t, record), Evidence: s.cited(c.rows[:n]), Visibility: c.rows[0].Visibility, Where: c.id,
		})
		c.rows = c.rows[n:]
	}
}

// --- what else is named ---------------------------------------------------------

// complete sees to it that everything is described to which anything refers. Some who
// see a thing may not see what this dataset says of it: it tells of the thing in a
// document that is hidden. They get its name, as they see it, cited where the first
// claim about it is. What they do not see at all is not named.
func (s *sayings) complete(ctx context.Context) error {
	if s.by >= AudienceKeeper {
		return nil
	}
	described := map[string]bool{}
	for _, in := range s.out.Things {
		described[in.ID] = true
	}
	cites := map[string][]*Evidence{} // things that are named and not described
	var order []string
	name := func(id string, evidence []*Evidence) {
		if to := Catalog.TypeOfID(id); to != nil && to.Class == ClassThing && !described[id] && cites[id] == nil {
			cites[id] = evidence
			order = append(order, id)
		}
	}
	named := func(t *Type, r Record, evidence []*Evidence) {
		eachReference(t, r, func(id string) { name(id, evidence) })
		for _, e := range evidence {
			name(e.DocumentID, evidence)
		}
	}
	for _, c := range s.out.Claims {
		named(TypeOf(c.Record), c.Record, c.Evidence)
	}
	for _, in := range s.out.Things {
		named(TypeOf(in.Record), in.Record, in.Evidence)
	}
	shown := map[string]Record{}
	for _, t := range Catalog.Of(ClassThing) {
		ids := slices.DeleteFunc(slices.Clone(order), func(id string) bool { return Catalog.TypeOfID(id) != t })
		for part := range slices.Chunk(ids, chunk) {
			found, err := s.fetch(ctx, Query{Type: t, IDs: part, Where: Live(t)})
			if err != nil {
				return err
			}
			for _, r := range found {
				shown[IDOf(r)] = r
			}
		}
	}
	for _, id := range order {
		if r := shown[id]; r != nil {
			s.out.Things = append(s.out.Things, s.stub(r, cites[id]))
			described[id] = true
		}
	}
	s.leaveOut(described)
	return nil
}

// stub names a thing.
func (s *sayings) stub(r Record, evidence []*Evidence) ThingInput {
	t := TypeOf(r)
	out := t.New()
	AsThing(out).Name = AsThing(r).Name
	cited := *evidence[0]
	if t == documentType {
		cited = Evidence{DocumentID: IDOf(r), Basis: "STATED"}
	}
	in := ThingInput{Key: IDOf(r), ID: IDOf(r), Record: out, Evidence: []*Evidence{&cited}, Where: IDOf(r)}
	if AsThing(r).Slug != slugOf(firstName(AsThing(out))) {
		in.Slug = AsThing(r).Slug
	}
	return in
}

// leaveOut takes out what names things that are not described.
func (s *sayings) leaveOut(described map[string]bool) {
	missing := func(id string) bool {
		t := Catalog.TypeOfID(id)
		return t != nil && t.Class == ClassThing && !described[id]
	}
	uncited := func(list []*Evidence) []*Evidence {
		return slices.DeleteFunc(slices.Clone(list), func(e *Evidence) bool { return missing(e.DocumentID) })
	}
	s.out.Claims = slices.DeleteFunc(s.out.Claims, func(c ClaimInput) bool {
		incomplete := len(uncited(c.Evidence)) < len(c.Evidence)
		eachReference(TypeOf(c.Record), c.Record, func(id string) { incomplete = incomplete || missing(id) })
		return incomplete
	})
	for i := range s.out.Things {
		r := s.out.Things[i].Record
		t := TypeOf(r)
		for j := range t.Refs { // a document is not hidden with its publisher
			if missing(t.Refs[j].Get(r)) {
				t.Refs[j].Set(r, "")
			}
		}
		s.out.Things[i].Evidence = uncited(s.out.Things[i].Evidence)
	}
}

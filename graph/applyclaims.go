package graph

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// claims makes the store hold the claims of the import for the dataset. They are
// read, and written, some at a time: all of a large dataset are more than memory
// should hold.
func (a *applier) claims(ctx context.Context) error {
	s := newClaimStream(a)
	var err error
	if s.before, err = a.claimsBefore(ctx); err != nil {
		return err
	}
	if err := a.source.EachClaim(ctx, func(in *ClaimInput) error { return s.take(ctx, in) }); err != nil {
		return err
	}
	if err := s.end(ctx); err != nil || len(a.problems) > 0 {
		return err
	}
	for _, t := range Catalog.Of(ClassClaim) {
		if t == descriptionType {
			continue
		}
		err = a.eachOfDataset(ctx, t, Related{"evidence", Compare{"dataset", Eq, a.dataset.Key}}, func(ids []string) error {
			return a.forget(ctx, t, slices.DeleteFunc(ids, s.made))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// claimStream gathers claims of the import until there are enough of a type to be
// written.
type claimStream struct {
	a        *applier
	some     map[*Type][]Record
	place    map[string]int    // id: the place of a claim in some
	written  map[packedID]bool // the claims that this import has made; false: not yet written
	before   map[packedID]bool // the claims that were stored before; nil: they are asked for
	later    waiting           // claims that refer to others that have not come yet
	short    map[string]Record // claims of which more evidence is stored than has come yet
	held     map[string]Record // claims that were written, with evidence that came since
	holds    int               // how much evidence that is
	payments map[packedID]int  // payments that are told apart by numbers: how many
	named    map[*Type]bool    // types of claims to which others refer
}

func newClaimStream(a *applier) *claimStream {
	return &claimStream{a: a, some: map[*Type][]Record{}, place: map[string]int{}, written: map[packedID]bool{}, short: map[string]Record{}, held: map[string]Record{}, payments: map[packedID]int{}, named: namedClaims()}
}

// namedClaims gives the types of claims to which others refer.
func namedClaims() map[*Type]bool {
	out := map[*Type]bool{}
	for _, t := range Catalog.Of(ClassClaim) {
		for i := range t.Refs {
			if to := Catalog.Type(t.Refs[i].To); to.Class == ClassClaim {
				out[to] = true
			}
		}
	}
	return out
}

// made tells whether the import has made a claim.
func (s *claimStream) made(id string) bool {
	_, is := s.written[pack(id)]
	return is
}

// take takes one claim, or leaves it for later if it refers to one that has not come.
func (s *claimStream) take(ctx context.Context, in *ClaimInput) error {
	if key, lacks := s.lacks(in); lacks {
		s.later.add(in, key)
		return nil
	}
	return s.read(ctx, in)
}

// lacks gives the claim that one refers to and that has not come; it is false if none is.
func (s *claimStream) lacks(in *ClaimInput) (claimKey, bool) {
	t := TypeOf(in.Record)
	for i := range t.Refs {
		rf := &t.Refs[i]
		if key := rf.Get(in.Record); key != "" && Catalog.Type(rf.To).Class == ClassClaim && s.a.ids[rf.To][key] == "" {
			return claimKey{rf.To, key}, true
		}
	}
	return claimKey{}, false
}

// read makes a claim of an entry.
func (s *claimStream) read(ctx context.Context, in *ClaimInput) error {
	a, r := s.a, in.Record
	t := TypeOf(r)
	of := payer(r)
	a.refer(t, r, in.Where)
	c := AsClaim(r)
	c.Key = cmp.Or(in.Key, paidFrom(t.Subject(r), of, r))
	if numbered(r) {
		same := payment(t, c.Key, r)
		s.payments[same]++
		c.Key = ordinal(c.Key, s.payments[same])
	}
	c.Evidence = a.cite(in.Evidence, in.Visibility, in.Where)
	a.rep.Claims.Read++
	base, wait := a.settle(t, r)
	if !wait {
		if err := s.add(ctx, t, r); err != nil {
			return err
		}
	}
	if id := cmp.Or(base, c.ID); s.named[t] && in.Key != "" && id != "" {
		if a.ids[t.Name] == nil {
			a.ids[t.Name] = map[string]string{}
		}
		a.ids[t.Name][in.Key] = id
	}
	return nil
}

// add gives a claim its id, made of its natural key and what it says, so that equal
// claims of two datasets are one and different ones two, and gathers it. Of the same
// claim once more only the evidence is added.
func (s *claimStream) add(ctx context.Context, t *Type, r Record) error {
	c := AsClaim(r)
	c.ID = claimID(t, r)
	known := s.short[c.ID]
	if at, gathered := s.place[c.ID]; gathered {
		known = s.some[t][at]
	}
	if known != nil {
		s.a.rep.Claims.Equal++
		same := AsClaim(known)
		same.Evidence = append(same.Evidence, c.Evidence...) // dateAndPut arranges it
		return nil
	}
	if s.written[pack(c.ID)] {
		return s.hold(ctx, r)
	}
	s.written[pack(c.ID)] = false
	s.place[c.ID] = len(s.some[t])
	s.some[t] = append(s.some[t], r)
	if len(s.some[t]) == chunk {
		return s.flush(ctx, t)
	}
	return nil
}

// mostHeld bounds how much evidence of claims that were written before is held.
const mostHeld = 100_000

// hold keeps evidence of a claim that was written before, until there is much: to write
// it, all evidence of the claim is written anew.
func (s *claimStream) hold(ctx context.Context, r Record) error {
	c := AsClaim(r)
	if s.holds += len(c.Evidence); s.held[c.ID] == nil {
		s.held[c.ID] = r // put counts it as equal
	} else {
		s.a.rep.Claims.Equal++
		same := AsClaim(s.held[c.ID])
		same.Evidence = append(same.Evidence, c.Evidence...)
	}
	if s.holds < mostHeld {
		return nil
	}
	return s.writeHeld(ctx)
}

func (s *claimStream) writeHeld(ctx context.Context) error {
	held := s.held
	s.held, s.holds = map[string]Record{}, 0
	return s.write(ctx, held)
}

// end writes what is left.
func (s *claimStream) end(ctx context.Context) error {
	if err := s.takeLater(ctx); err != nil {
		return err
	}
	for _, r := range s.a.settled() {
		if err := s.add(ctx, flowType, r); err != nil {
			return err
		}
	}
	for _, t := range Catalog.Of(ClassClaim) {
		if err := s.flush(ctx, t); err != nil {
			return err
		}
	}
	if err := s.writeHeld(ctx); err != nil {
		return err
	}
	short := s.short
	s.short = nil // no more evidence came
	return s.write(ctx, short)
}

// takeLater reads the claims that waited.
func (s *claimStream) takeLater(ctx context.Context) error {
	for key := range s.later.by { // came takes it out
		if s.a.ids[key.noun][key.key] != "" { // it came after they did
			s.later.came(key, 1, 0)
		}
	}
	if err := s.takeReady(ctx); err != nil {
		return err
	}
	for _, x := range s.later.stranded() { // what they refer to does not come: refer tells what is missing
		if err := s.read(ctx, x.in); err != nil {
			return err
		}
		s.later.came(x.own(), x.pass, x.place)
	}
	if err := s.takeReady(ctx); err != nil {
		return err
	}
	for _, ring := range s.later.rings() {
		s.tellRing(ring)
	}
	return s.takeReady(ctx) // for what else is wrong with them
}

// takeReady reads the claims that waited and need not any more.
func (s *claimStream) takeReady(ctx context.Context) error {
	for x := s.later.next(); x != nil; x = s.later.next() {
		if key, lacks := s.lacks(x.in); lacks {
			s.later.wait(x, key)
			continue
		}
		if err := s.read(ctx, x.in); err != nil {
			return err
		}
		s.later.came(x.own(), x.pass, x.place)
	}
	return nil
}

// mostNamed bounds how many claims of a ring are named.
const mostNamed = 10

// tellRing tells of claims that refer to each other in a ring, and lets them be read as
// if they did not.
func (s *claimStream) tellRing(ring waiters) {
	noun := strings.ToLower(TypeOf(ring[0].in.Record).Name)
	names := make([]string, 0, mostNamed+1)
	for i, x := range ring {
		if i == mostNamed {
			names = append(names, fmt.Sprintf("%d more", len(ring)-i))
			break
		}
		names = append(names, strconv.Quote(x.in.Key))
	}
	if len(ring) == 1 {
		s.a.problem(ring[0].in.Where, "the %s %s refers to itself; take the reference out, or correct it", noun, names[0])
	} else {
		last := len(names) - 1
		s.a.problem(ring[0].in.Where, "the %ss %s and %s refer to each other in a ring; take one of the references out, or correct it", noun, strings.Join(names[:last], ", "), names[last])
	}
	for _, x := range ring {
		key := x.own()
		if s.a.ids[key.noun] == nil {
			s.a.ids[key.noun] = map[string]string{}
		}
		s.a.ids[key.noun][key.key] = newID(TypeOf(x.in.Record), key.key, claimIDLength) // nothing will be written
		s.later.came(key, x.pass, x.place)
	}
}

// write writes claims of any types.
func (s *claimStream) write(ctx context.Context, claims map[string]Record) error {
	byType := map[*Type][]Record{}
	for _, id := range slices.Sorted(maps.Keys(claims)) {
		byType[TypeOf(claims[id])] = append(byType[TypeOf(claims[id])], claims[id])
	}
	for _, t := range Catalog.Of(ClassClaim) {
		for part := range slices.Chunk(byType[t], chunk) {
			if err := s.dateAndPut(ctx, t, part); err != nil {
				return err
			}
		}
	}
	return nil
}

// flush writes the claims of a type that were gathered.
func (s *claimStream) flush(ctx context.Context, t *Type) error {
	claims := s.some[t]
	s.some[t] = nil
	for _, r := range claims {
		delete(s.place, IDOf(r))
	}
	return s.dateAndPut(ctx, t, claims)
}

func (s *claimStream) dateAndPut(ctx context.Context, t *Type, claims []Record) error {
	if len(claims) == 0 || len(s.a.problems) > 0 {
		return nil
	}
	for _, r := range claims {
		arrange(AsClaim(r).Evidence)
	}
	if err := s.a.date(ctx, t, claims); err != nil {
		return err
	}
	return s.put(ctx, t, claims)
}

// claimsBefore gives the claims that are stored, if they are few beside those that come:
// to know them spares asking for each that comes whether it is stored. It is nil if they
// are many, or if the dataset is not new.
func (a *applier) claimsBefore(ctx context.Context) (map[packedID]bool, error) {
	if a.stored != nil {
		return nil, nil
	}
	most, out := a.source.Size()/4, map[packedID]bool{}
	types := slices.DeleteFunc(Catalog.Of(ClassClaim), func(t *Type) bool { return t == descriptionType })
	for _, t := range types {
		res, err := a.w.Fetch(ctx, &Plan{Audience: AudienceKeeper, Query: Query{Type: t, Total: true, TotalOnly: true}})
		if err != nil {
			return nil, err
		}
		if most -= res.Lists[0].Total; most < 0 {
			return nil, nil
		}
	}
	for _, t := range types {
		err := a.eachID(ctx, t, nil, func(ids []string) error {
			for _, id := range ids {
				out[pack(id)] = true
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// put writes the claims that are new or differ.
func (s *claimStream) put(ctx context.Context, t *Type, claims []Record) error {
	a := s.a
	var ids []string
	for _, r := range claims {
		if id := pack(IDOf(r)); s.before == nil || s.before[id] || s.written[id] {
			ids = append(ids, IDOf(r))
		}
	}
	stored, err := a.byID(ctx, t, ids)
	if err != nil {
		return err
	}
	if s.short != nil { // there may be more to come
		claims = slices.DeleteFunc(claims, func(r Record) bool {
			c, was := AsClaim(r), stored[IDOf(r)]
			if was == nil || s.written[pack(c.ID)] || evidenceOf(a.dataset.Key, was) <= len(c.Evidence) {
				return false
			}
			s.short[c.ID] = r
			return true
		})
	}
	again := map[string]bool{} // claims that this import has written before
	for _, r := range claims {
		c := AsClaim(r)
		again[c.ID] = s.written[pack(c.ID)]
		s.written[pack(c.ID)] = true
		if again[c.ID] {
			a.rep.Claims.Equal++
		}
		was := stored[c.ID]
		if was == nil {
			continue
		}
		old := AsClaim(was)
		if old.Key != c.Key {
			return Errorf(Internal, "two claims have the id %s", c.ID)
		}
		c.Conflicting = old.Conflicting
		if again[c.ID] {
			c.Evidence = append(slices.DeleteFunc(slices.Clone(old.Evidence), func(e *Evidence) bool { return e.Dataset != a.dataset.Key }), c.Evidence...)
			arrange(c.Evidence)
		}
		c.Evidence = joinEvidence(a.dataset.Key, old.Evidence, c.Evidence)
	}
	if err := a.hide(ctx, t, claims); err != nil {
		return err
	}
	var puts []Record
	var keys []string
	for _, r := range claims {
		c, was := AsClaim(r), stored[IDOf(r)]
		if was != nil {
			if canonical(t, was) == canonical(t, r) {
				if !again[c.ID] {
					a.rep.Claims.Unchanged++
				}
				continue
			}
			a.noteHidden(t, was, r)
		}
		a.became(t, was, r)
		keys = append(keys, c.Key)
		switch {
		case again[c.ID]: // it was counted
		case was != nil && evidenceOf(a.dataset.Key, was) > 0:
			a.rep.Claims.Changed++
		default:
			a.rep.Claims.New++
			a.arrive(t, c.Key, 1)
		}
		puts = append(puts, r)
	}
	if err := a.suspectAll(ctx, t, keys); err != nil {
		return err
	}
	return a.put(ctx, t, puts)
}

// evidenceOf counts the evidence by which a dataset makes a claim.
func evidenceOf(dataset string, r Record) int {
	n := 0
	for _, e := range AsClaim(r).Evidence {
		if e.Dataset == dataset {
			n++
		}
	}
	return n
}

// arrive counts the claims of a natural key that came. It is false if by would make
// them fewer than none.
func (a *applier) arrive(t *Type, key string, by int) bool {
	if a.stored == nil {
		return by > 0 // nothing goes of what is new
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(t.Name + " " + key))
	n := h.Sum64()
	if a.arrived[n]+by < 0 {
		return false
	}
	a.arrived[n] += by
	return true
}

// forget takes the dataset's evidence from claims that it no longer makes; a claim
// without evidence goes.
func (a *applier) forget(ctx context.Context, t *Type, ids []string) error {
	claims, err := a.byID(ctx, t, ids)
	if err != nil {
		return err
	}
	var gone, keys []string
	var puts, was []Record
	for _, id := range ids {
		r := claims[id]
		c := AsClaim(r)
		keys = append(keys, c.Key)
		if a.arrive(t, c.Key, -1) { // for people it is the same claim, corrected
			a.rep.Claims.New--
			a.rep.Claims.Changed++
		} else {
			a.rep.Claims.Removed++
		}
		before := clone(t, r)
		c.Evidence = joinEvidence(a.dataset.Key, c.Evidence, nil)
		if len(c.Evidence) == 0 {
			gone = append(gone, c.ID)
			a.notePayers(r)
			a.became(t, before, nil)
			continue
		}
		puts, was = append(puts, r), append(was, before)
	}
	if err := a.suspectAll(ctx, t, keys); err != nil {
		return err
	}
	if err := a.remove(ctx, t, gone); err != nil {
		return err
	}
	if err := a.hide(ctx, t, puts); err != nil {
		return err
	}
	for i, r := range puts {
		a.noteHidden(t, was[i], r)
		a.became(t, was[i], r)
	}
	return a.put(ctx, t, puts)
}

// suspectAll suspects those of the natural keys of which other datasets tell as well.
func (a *applier) suspectAll(ctx context.Context, t *Type, keys []string) error {
	if a.alone {
		return nil
	}
	for part := range slices.Chunk(keys, chunk) {
		// Whose evidence it is is looked at here: a store would look for that of all other
		// datasets first.
		res, err := a.w.Fetch(ctx, &Plan{Audience: AudienceKeeper, Query: Query{Type: t, Where: Compare{"key", In, part}, Fields: []string{"key"}, Parts: []string{"evidence"}}})
		if err != nil {
			return err
		}
		for _, r := range res.Lists[0].Records {
			if c := AsClaim(r); evidenceOf(a.dataset.Key, r) < len(c.Evidence) {
				a.suspect(t, c.Key)
			}
		}
	}
	return nil
}

// ordinal gives the key of the nth payment that a dataset tells in the same words:
// a table that lists a payment twice lists two.
func ordinal(key string, n int) string {
	if n == 1 {
		return key
	}
	return key + "\x1f#" + strconv.Itoa(n)
}

// joinEvidence replaces a dataset's evidence among all of a claim, which is
// ordered by the keys of datasets.
func joinEvidence(dataset string, all, mine []*Evidence) []*Evidence {
	out := slices.DeleteFunc(slices.Clone(all), func(e *Evidence) bool { return e.Dataset == dataset })
	out = append(out, mine...)
	slices.SortStableFunc(out, func(x, y *Evidence) int { return strings.Compare(x.Dataset, y.Dataset) })
	return out
}

func (a *applier) suspect(t *Type, key string) {
	if a.suspects[t.Name] == nil {
		a.suspects[t.Name] = map[string]bool{}
	}
	a.suspects[t.Name][key] = true
}

// mostDated bounds the initiatives of which the dates are held from one call of date to
// the next.
const mostDated = 4_000

// date gives claims without dates those of their initiative.
func (a *applier) date(ctx context.Context, t *Type, claims []Record) error {
	if t.Within == nil {
		return nil
	}
	if len(a.initiatives) > mostDated {
		clear(a.initiatives)
	}
	var missing []string
	for _, r := range claims {
		if id := t.Within.Initiative(r); id != "" && a.initiatives[id] == nil {
			missing = append(missing, id)
		}
	}
	slices.Sort(missing)
	found, err := a.byID(ctx, initiativeType, slices.Compact(missing))
	if err != nil {
		return err
	}
	for id, r := range found {
		a.initiatives[id] = datesOf(r.(*Initiative))
	}
	for _, r := range claims {
		t.Within.Date(r, a.initiatives[t.Within.Initiative(r)])
	}
	return nil
}

// datesOf gives of an initiative no more than what dates claims.
func datesOf(i *Initiative) *Initiative {
	out := &Initiative{Nature: i.Nature, Period: i.Period}
	out.ID = i.ID
	return out
}

// redateClaims rewrites the claims, of all datasets, within initiatives whose
// dates changed.
func (a *applier) redateClaims(ctx context.Context) error {
	if len(a.redate) == 0 {
		return nil
	}
	var ids []string
	for id := range a.redate {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, t := range Catalog.Of(ClassClaim) {
		if t.Within == nil {
			continue
		}
		for _, ref := range t.Within.Refs {
			claims, err := a.oneOf(ctx, t, ids, func(part []string) Filter {
				return Related{ref, Compare{"id", In, part}}
			})
			if err != nil {
				return err
			}
			for some := range slices.Chunk(claims, chunk) {
				if err := a.rewrite(ctx, t, some, a.date, func(_, _ Record) {}); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

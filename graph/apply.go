package graph

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Import is a dataset as a reader of some format understood it. References
// between its records are by the format's own keys, unique within a type.
type Import struct {
	Dataset Dataset
	Things  []ThingInput
	Claims  []ClaimInput
}

// Thing adds a thing.
func (in *Import) Thing(t ThingInput) error { in.Things = append(in.Things, t); return nil }

// Claim adds a claim.
func (in *Import) Claim(c ClaimInput) error { in.Claims = append(in.Claims, c); return nil }

// ThingInput describes one thing.
type ThingInput struct {
	// Key names the thing within the import.
	Key string
	// ID is the id of the thing, where the import knows it: a file that Migraph wrote.
	// If no thing has it, and the identifiers lead to none, one is made under it.
	// Empty: the identifiers alone decide.
	ID string
	// Slug is what the thing is called in addresses if it has no slug yet and no other
	// thing has this one; empty for one made of its key or name.
	Slug string
	// Record holds the described values. Its identifiers decide which thing it
	// is; it has one at least, or there is an ID.
	Record   Record
	Evidence []*Evidence
	// Visibility of the thing; empty for PUBLIC. The strictest of all datasets rules.
	Visibility Visibility
	// Where is the place in the source, for messages.
	Where string
}

// ClaimInput is one claim.
type ClaimInput struct {
	// Key is the source's natural key of the claim; empty if it has none.
	Key      string
	Record   Record
	Evidence []*Evidence
	// Visibility of the claim; empty for PUBLIC. The strictest of all datasets rules.
	Visibility Visibility
	Where      string
}

// Report tells what an import did.
type Report struct {
	Dataset  string
	Revision Revision
	// Things and Claims that the dataset holds, and what became of them.
	Things, Claims Tally
	// NewBodies counts the stakeholders that the graph did not have before.
	NewBodies int
	// Conflicts counts the dataset's claims that other datasets tell differently.
	Conflicts int
	// Protected counts the presences that are shown at country level: see protected.
	Protected int
	// Notices tell of entries that share an identifier with a thing that other
	// datasets call otherwise: the same thing, or a key that was taken.
	Notices []Problem
}

// Tally counts what became of records.
type Tally struct {
	Read      int `json:"read"`
	New       int `json:"new"`
	Changed   int `json:"changed"`
	Unchanged int `json:"unchanged"`
	Removed   int `json:"removed"`
}

// Problem is one thing that is wrong with an import.
type Problem struct {
	Where   string
	Message string
}

// Problems is everything that is wrong with an import. Nothing of it was written.
type Problems []Problem

func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, x := range p {
		lines[i] = x.Where + ": " + x.Message
	}
	return strings.Join(lines, "\n")
}

// chunk bounds how many records are read or written in one statement.
const chunk = 500

// Apply makes the store hold exactly this import for its dataset: it adds what
// is new, changes what differs and removes what the dataset no longer says.
// It writes all of it or nothing. An import that is stored already changes
// nothing, not even the revision. An error that unwraps to Problems lists
// every entry at fault.
func Apply(ctx context.Context, s Store, from Source) (*Report, error) {
	return apply(ctx, s, from, false)
}

// Withdraw removes everything that only the dataset says, and the dataset.
func Withdraw(ctx context.Context, s Store, dataset string) (*Report, error) {
	return apply(ctx, s, &Import{Dataset: Dataset{Key: dataset}}, true)
}

func apply(ctx context.Context, s Store, from Source, withdraw bool) (*Report, error) {
	source, err := protected(ctx, from)
	if err != nil {
		return nil, err
	}
	var rep *Report
	rev, err := s.Write(ctx, func(ctx context.Context, w Writer) error {
		a := newApplier(w, from.About())
		a.source, a.withdraw, a.rep.Protected = source, withdraw, source.shown
		rep = a.rep
		return a.run(ctx)
	})
	if err != nil {
		return nil, err
	}
	rep.Revision = rev
	return rep, nil
}

// applier is one run of Apply within a write.
type applier struct {
	w        Writer
	dataset  Dataset
	source   Source
	withdraw bool
	rep      *Report
	problems Problems
	wrote    bool
	// stored is the dataset as it is stored, nil if it is new; alone tells that there
	// is no other.
	stored *Dataset
	alone  bool

	ids         map[string]map[string]string // type, key of the import: id
	initiatives map[string]*Initiative       // as they will be, no more than what dates claims
	redate      map[string]bool              // initiatives whose dates changed
	reranked    []string                     // documents whose date or publisher changed
	suspects    map[string]map[string]bool   // type, natural keys whose claims came, went or changed and that other datasets tell of
	arrived     map[uint64]int               // hash of type and natural key: claims that came
	audiences   map[string]Audience          // of records to which others refer, as they will be
	rehidden    map[string][]string          // type: things whose audience changed
	payers      map[string]bool              // stakeholders that may have become funders, or no longer
	tallies     map[string]int               // things: by how much their numbers of claims change
	changes     changes                      // what becomes of records
	slugWishes  map[string]string            // things: the slugs that the import gives them

	rulings  *rulings // that stand
	settling settling
	gone     map[string][]*Identifier // things: the identifiers by a description that goes
	undone   bool                     // a ruling was taken back
}

func newApplier(w Writer, about Dataset) *applier {
	return &applier{
		w: w, dataset: about,
		rep:         &Report{Dataset: about.Key},
		ids:         map[string]map[string]string{},
		initiatives: map[string]*Initiative{},
		redate:      map[string]bool{},
		suspects:    map[string]map[string]bool{},
		arrived:     map[uint64]int{},
		audiences:   map[string]Audience{},
		rehidden:    map[string][]string{},
		payers:      map[string]bool{},
		tallies:     map[string]int{},
		changes:     newChanges(),
		slugWishes:  map[string]string{},
		gone:        map[string][]*Identifier{},
		rulings:     newRulings(nil),
		settling:    settling{final: map[string]string{}, stay: map[string]int{}},
	}
}

func (a *applier) run(ctx context.Context) error {
	if err := a.readDatasets(ctx); err != nil {
		return err
	}
	if err := a.readRulings(ctx); err != nil {
		return err
	}
	if a.withdraw && a.stored == nil {
		return Errorf(NotFound, "there is no dataset %q", a.dataset.Key)
	}
	if err := a.resolveAll(ctx); err != nil {
		return err
	}
	if err := a.fail(); err != nil {
		return err
	}
	touched, err := a.describe(ctx)
	if err != nil {
		return err
	}
	if len(a.problems) == 0 { // else claims are read for theirs
		if err := a.materialiseAll(ctx, touched); err != nil {
			return err
		}
	}
	claims := func() error { return a.claims(ctx) }
	if a.stored == nil {
		err = a.w.Bulk(ctx, a.source.Size(), claims)
	} else {
		err = claims()
	}
	if err != nil {
		return err
	}
	if err := a.fail(); err != nil {
		return err
	}
	if err := a.follow(ctx); err != nil {
		return err
	}
	if err := a.recordDataset(ctx); err != nil {
		return err
	}
	if a.wrote {
		a.datasetBecame(a.stored)
	}
	return a.recordChanges(ctx)
}

// follow writes what follows from the things and claims that were written.
func (a *applier) follow(ctx context.Context) error {
	for _, step := range []func(context.Context) error{a.redateClaims, a.hideAgain, a.markFunders, a.flagConflicts, a.tally} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (a *applier) fail() error {
	if len(a.problems) > 0 {
		return &Error{Code: InvalidArgument, Message: fmt.Sprintf("%d entries are at fault; nothing was written", len(a.problems)), Cause: a.problems}
	}
	return nil
}

func (a *applier) problem(where, format string, args ...any) {
	a.problems = append(a.problems, Problem{where, fmt.Sprintf(format, args...)})
}

func (a *applier) put(ctx context.Context, t *Type, rs []Record) error {
	if len(a.problems) > 0 {
		return nil // nothing will be written; what follows is read for its problems
	}
	for part := range slices.Chunk(rs, chunk) {
		a.wrote = true
		for _, r := range part {
			a.notePayers(r)
		}
		if err := a.w.Put(ctx, t, part); err != nil {
			return err
		}
	}
	return nil
}

func (a *applier) remove(ctx context.Context, t *Type, ids []string) error {
	for part := range slices.Chunk(ids, chunk) {
		a.wrote = true
		if err := a.w.Delete(ctx, t, part); err != nil {
			return err
		}
	}
	return nil
}

// all fetches the records of a type that fit, with all parts.
func (a *applier) all(ctx context.Context, t *Type, f Filter) ([]Record, error) {
	return a.query(ctx, Query{Type: t, Where: f})
}

func (a *applier) byID(ctx context.Context, t *Type, ids []string) (map[string]Record, error) {
	out := map[string]Record{}
	for part := range slices.Chunk(ids, chunk) {
		rs, err := a.query(ctx, Query{Type: t, IDs: part})
		if err != nil {
			return nil, err
		}
		for _, r := range rs {
			out[IDOf(r)] = r
		}
	}
	return out, nil
}

// oneOf fetches the records whose field, or part's field, is one of values.
func (a *applier) oneOf(ctx context.Context, t *Type, values []string, f func([]string) Filter) ([]Record, error) {
	var out []Record
	for part := range slices.Chunk(values, chunk) {
		rs, err := a.all(ctx, t, f(part))
		if err != nil {
			return nil, err
		}
		out = append(out, rs...)
	}
	return out, nil
}

func (a *applier) query(ctx context.Context, q Query) ([]Record, error) {
	for i := range q.Type.Parts {
		q.Parts = append(q.Parts, q.Type.Parts[i].Name)
	}
	res, err := a.w.Fetch(ctx, &Plan{Query: q, Audience: AudienceKeeper})
	if err != nil {
		return nil, err
	}
	return res.Lists[0].Records, nil
}

func (a *applier) readDatasets(ctx context.Context) error {
	rs, err := a.all(ctx, datasetType, nil)
	a.alone = true
	for _, r := range rs {
		if d := r.(*Dataset); d.Key == a.dataset.Key {
			a.stored = d
		} else {
			a.alone = false
		}
	}
	return err
}

func (a *applier) recordDataset(ctx context.Context) error {
	d, known := a.dataset, a.stored
	d.ID = newID(datasetType, d.Key, idLength)
	if a.withdraw {
		return a.remove(ctx, datasetType, []string{d.ID})
	}
	if known != nil {
		d.Revision = known.Revision
		if !a.wrote && canonical(datasetType, &d) == canonical(datasetType, known) {
			return nil
		}
	}
	d.Revision = int(a.w.Revision()) + 1
	return a.put(ctx, datasetType, []Record{&d})
}

// --- identity -------------------------------------------------------------

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
		in := entries[id]
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
			default: // bodies and initiatives have many names
				a.rep.Notices = append(a.rep.Notices, Problem{in.Where,
					fmt.Sprintf("%q is the same as %q of dataset %s; if it is not, give it another key", in.Key, name, other.dataset)})
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

// --- things -----------------------------------------------------------------

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

// maxRankings bounds how often documents decide over documents.
const maxRankings = 3

// materialiseAll rewrites the things of which descriptions came, changed or went.
func (a *applier) materialiseAll(ctx context.Context, touched map[string][]string) error {
	// Documents first: their dates and publishers rule over descriptions.
	// They rule over descriptions of documents as well, which then decide again;
	// documents that cite each other in a ring must end, hence the bound.
	for range maxRankings {
		a.reranked = nil
		if err := a.materialiseType(ctx, documentType, touched[documentType.Name]); err != nil {
			return err
		}
		touched[documentType.Name] = nil
		if err := a.touchCiting(ctx, touched); err != nil {
			return err
		}
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
		a.initiatives[now.ID] = datesOf(now)
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
	docs, err := a.byID(ctx, documentType, slices.Compact(docIDs))
	if err != nil {
		return nil, err
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
			case doc == nil:
			case t == documentType:
				// A document is hidden by what datasets say of it alone: were it hidden
				// with those that tell of it, a ring of them could never be shown again.
				e.Hidden = AudiencePublic
				s.date = max(s.date, doc.Date.Latest)
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

// --- claims -----------------------------------------------------------------

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

// date gives claims without dates those of their initiative.
func (a *applier) date(ctx context.Context, t *Type, claims []Record) error {
	if t.Within == nil {
		return nil
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
			var puts []Record
			for _, r := range claims {
				before := clone(t, r)
				if err := a.date(ctx, t, []Record{r}); err != nil {
					return err
				}
				if canonical(t, r) != canonical(t, before) {
					puts = append(puts, r)
					a.became(t, before, r)
				}
			}
			if err := a.put(ctx, t, puts); err != nil {
				return err
			}
		}
	}
	return nil
}

// conflicts gives the ids of claims that are told differently, by what an
// audience may see. Two datasets differ over a natural key if each says
// something of it that the other does not; one that merely says less does not
// contradict.
func conflicts(claims []Record, by Audience) map[string]bool {
	said := map[string]map[string]map[string]bool{} // key, dataset: ids
	for _, r := range claims {
		c := AsClaim(r)
		if c.Hidden > by || isPayment(r) {
			continue
		}
		if said[c.Key] == nil {
			said[c.Key] = map[string]map[string]bool{}
		}
		for _, e := range c.Evidence {
			if e.Hidden > by {
				continue
			}
			if said[c.Key][e.Dataset] == nil {
				said[c.Key][e.Dataset] = map[string]bool{}
			}
			said[c.Key][e.Dataset][c.ID] = true
		}
	}
	out := map[string]bool{}
	for _, datasets := range said {
		for _, x := range datasets {
			for _, y := range datasets {
				onlyX, onlyY := without(x, y), without(y, x)
				if len(onlyX) == 0 || len(onlyY) == 0 {
					continue
				}
				for _, id := range append(onlyX, onlyY...) {
					out[id] = true
				}
			}
		}
	}
	return out
}

// isPayment tells whether a claim is a flow without a key of its source: two
// payments between the same two are not one that is told differently.
func isPayment(r Record) bool {
	_, flow := r.(*Flow)
	return flow && strings.HasPrefix(AsClaim(r).Key, KeylessPrefix)
}

// without gives what is in x and not in y.
func without(x, y map[string]bool) []string {
	var out []string
	for id := range x {
		if !y[id] {
			out = append(out, id)
		}
	}
	return out
}

// flagConflicts marks the claims that another dataset tells differently, among
// those with the natural keys of claims that came, went or changed. That a
// claim is in conflict with a hidden one must not give that one away, so each is
// compared with what all who see it may see.
func (a *applier) flagConflicts(ctx context.Context) error {
	for _, t := range Catalog.Of(ClassClaim) {
		var keys []string
		for k := range a.suspects[t.Name] {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		claims, err := a.oneOf(ctx, t, keys, func(part []string) Filter { return Compare{"key", In, part} })
		if err != nil {
			return err
		}
		var conflicting [AudienceKeeper + 1]map[string]bool
		for by := range conflicting {
			conflicting[by] = conflicts(claims, Audience(by))
		}
		var puts []Record
		for _, r := range claims {
			c := AsClaim(r)
			if is := conflicting[c.Hidden][c.ID]; is != c.Conflicting {
				before := clone(t, r)
				c.Conflicting = is
				puts = append(puts, r)
				a.became(t, before, r)
			}
		}
		if err := a.put(ctx, t, puts); err != nil {
			return err
		}
		res, err := a.w.Fetch(ctx, &Plan{Audience: AudienceKeeper, Query: Query{Type: t, Total: true, TotalOnly: true,
			Where: And{Compare{"conflicting", Eq, true}, Related{"evidence", Compare{"dataset", Eq, a.dataset.Key}}}}})
		if err != nil {
			return err
		}
		a.rep.Conflicts += res.Lists[0].Total
	}
	return nil
}

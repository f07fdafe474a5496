package graph

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// rerouted tells what moved when rulings changed.
type rerouted struct {
	Descriptions int
	// Claims that say something of another thing than before, and those of them that
	// became one with another claim.
	Claims, Joined int
	// Circular claims say something of a thing and itself.
	Circular int
}

// reroute makes all that is said of things stand where the rulings of the applier
// want it, after they changed. affected are the things, by the names of their types,
// under which any of it stands or is to stand.
func (a *applier) reroute(ctx context.Context, affected map[string][]string) (*rerouted, error) {
	out := &rerouted{}
	touched, err := a.rerouteDescriptions(ctx, affected, out)
	if err != nil {
		return nil, err
	}
	if err := a.touchReferring(ctx, affected, touched); err != nil {
		return nil, err
	}
	if err := a.materialiseAll(ctx, touched); err != nil {
		return nil, err
	}
	if err := newMover(a, out).run(ctx, affected); err != nil {
		return nil, err
	}
	return out, a.follow(ctx)
}

// rerouteDescriptions puts descriptions to the things of which they are, and gives the
// things, by the names of their types, that show something else for it.
func (a *applier) rerouteDescriptions(ctx context.Context, affected map[string][]string, out *rerouted) (map[string][]string, error) {
	touched := map[string][]string{}
	for name, ids := range affected {
		touched[name] = slices.Clone(ids)
	}
	found := map[string]*Description{}
	for _, f := range referring(descriptionType, affected) {
		rs, err := a.all(ctx, descriptionType, f)
		if err != nil {
			return nil, err
		}
		for _, r := range rs {
			found[IDOf(r)] = r.(*Description)
		}
	}
	var puts []Record
	for _, id := range slices.Sorted(maps.Keys(found)) {
		d := found[id]
		was := clone(descriptionType, d)
		thing := d.ThingID
		d.ThingID = a.rulings.settle(d.Dataset, d.saidOf())
		for _, e := range d.Evidence {
			a.resettleDocument(e)
		}
		if canonical(descriptionType, d) == canonical(descriptionType, was) {
			continue
		}
		if d.ThingID != thing {
			out.Descriptions++
		}
		touched[d.ThingType] = append(touched[d.ThingType], thing, d.ThingID)
		puts = append(puts, d)
	}
	if err := a.hide(ctx, descriptionType, puts); err != nil {
		return nil, err
	}
	return touched, a.put(ctx, descriptionType, puts)
}

// resettleDocument makes stored evidence cite the document that its dataset means.
func (a *applier) resettleDocument(e *Evidence) {
	o := originOf(e)
	base := cmp.Or(o.Document, e.DocumentID)
	e.DocumentID, o.Document = a.rulings.settle(e.Dataset, base), base
	if e.DocumentID == base {
		o.Document = ""
	}
	o.note(e)
}

// touchReferring adds the things that refer to affected ones (a document to its
// publisher).
func (a *applier) touchReferring(ctx context.Context, affected, touched map[string][]string) error {
	for _, t := range Catalog.Of(ClassThing) {
		for _, f := range referring(t, affected) {
			rs, err := a.query(ctx, Query{Type: t, Where: And{f, Live(t)}})
			if err != nil {
				return err
			}
			for _, r := range rs {
				touched[t.Name] = append(touched[t.Name], IDOf(r))
			}
		}
	}
	return nil
}

// row is one evidence of a stored claim, and what it is evidence of.
type row struct {
	t        *Type
	stored   Record // the claim of which it is
	evidence *Evidence
	// base is what the dataset said, moved what is to stand for it; id that of moved.
	base  Record
	moved Record
	id    string
	// isMoved: moved differs from base.
	isMoved bool
	done    bool
}

// key is the natural key of what the dataset said.
func (r *row) key() string { return AsClaim(r.base).Key }

// mover works out of their origins what claims are to be.
type mover struct {
	a      *applier
	out    *rerouted
	claims map[string]Record // stored, by id
	rows   map[string][]*row // by id of the claim, in the order of its evidence
	bases  map[saying]*row   // by dataset and the id that the claim has without rulings
	order  []*row
}

func newMover(a *applier, out *rerouted) *mover {
	return &mover{a: a, out: out, claims: map[string]Record{}, rows: map[string][]*row{}, bases: map[saying]*row{}}
}

func (m *mover) run(ctx context.Context, affected map[string][]string) error {
	if err := m.load(ctx, affected); err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(m.claims)) {
		m.order = append(m.order, m.rows[id]...)
	}
	m.number()
	for _, r := range m.order {
		m.place(r)
	}
	for _, t := range Catalog.Of(ClassClaim) {
		if t != descriptionType {
			if err := m.write(ctx, t); err != nil {
				return err
			}
		}
	}
	return nil
}

// load reads the claims that are about affected things or cite them, and those that
// refer to claims which may get another id.
func (m *mover) load(ctx context.Context, affected map[string][]string) error {
	for len(affected) > 0 {
		further := map[string][]string{}
		for _, t := range Catalog.Of(ClassClaim) {
			if t == descriptionType {
				continue
			}
			for _, f := range referring(t, affected) {
				rs, err := m.a.all(ctx, t, f)
				if err != nil {
					return err
				}
				for _, r := range rs {
					if m.claims[IDOf(r)] != nil {
						continue
					}
					m.claims[IDOf(r)] = r
					further[t.Name] = append(further[t.Name], IDOf(r))
					if err := m.readRows(t, r); err != nil {
						return err
					}
				}
			}
		}
		affected = further
	}
	return nil
}

// readRows makes the rows of a stored claim.
func (m *mover) readRows(t *Type, stored Record) error {
	own := clone(t, stored)
	AsClaim(own).Evidence = nil
	undate(t, own)
	for _, e := range AsClaim(stored).Evidence {
		r := &row{t: t, stored: stored, evidence: e, base: own}
		baseID := IDOf(stored)
		if o := originOf(e); o.Key != "" {
			said, err := fromContent(t, string(o.Claim))
			if err != nil {
				return err
			}
			AsClaim(said).Key = o.Key
			r.base, baseID = said, claimID(t, said)
		}
		m.rows[IDOf(stored)] = append(m.rows[IDOf(stored)], r)
		m.bases[saying{e.Dataset, baseID}] = r
	}
	return nil
}

// settle makes the moved claim of a row, but for its key and the claims to which it
// refers.
func (m *mover) settle(r *row) {
	if r.moved == nil {
		r.moved = clone(r.t, r.base)
		r.isMoved = m.a.rulings.settleThings(r.evidence.Dataset, r.t, r.moved)
	}
}

// number gives payments without a key of their source their keys: those of a dataset
// that stay where the dataset put them keep theirs, the others come after them in the
// order of what the dataset said. An import does the same: see applier.settled.
func (m *mover) number() {
	stay := map[string]map[string]bool{} // dataset and payment: keys
	moving := map[string][]*row{}        // dataset, key and amount: rows
	for _, r := range m.order {
		if !numbered(r.base) {
			continue
		}
		m.settle(r)
		r.isMoved = r.isMoved || m.refersToMoved(r)
		if r.isMoved {
			said := subject(r.evidence.Dataset, payment(r.key(), r.base))
			moving[said] = append(moving[said], r)
			continue
		}
		of, _ := number(r.key())
		same := subject(r.evidence.Dataset, payment(of, r.base))
		if stay[same] == nil {
			stay[same] = map[string]bool{}
		}
		stay[same][r.key()] = true
	}
	all := slices.SortedFunc(maps.Values(moving), func(x, y []*row) int {
		return cmp.Or(strings.Compare(x[0].evidence.Dataset, y[0].evidence.Dataset), compareNumbered(x[0].key(), y[0].key()),
			strings.Compare(payment("", x[0].base), payment("", y[0].base)))
	})
	next := map[string]int{}
	for _, rows := range all {
		of := rows[0].t.Subject(rows[0].moved)
		same := subject(rows[0].evidence.Dataset, payment(of, rows[0].base))
		next[same]++
		for _, r := range rows {
			AsClaim(r.moved).Key = ordinal(of, len(stay[same])+next[same])
		}
	}
}

// refersToMoved tells whether what a row refers to gets, or has, another id than
// without rulings.
func (m *mover) refersToMoved(r *row) bool {
	return settleClaims(r.t, clone(r.t, r.base), m.placeOf(r))
}

// placeOf gives, for the ids that claims have without rulings, those that the claims
// to which a row refers get.
func (m *mover) placeOf(r *row) func(string) string {
	now := map[string]string{}
	for i := range r.t.Refs {
		rf := &r.t.Refs[i]
		if id := rf.Get(r.base); id != "" && Catalog.Type(rf.To).Class == ClassClaim {
			now[id] = rf.Get(r.stored)
		}
	}
	return func(id string) string {
		if of := m.bases[saying{r.evidence.Dataset, id}]; of != nil {
			m.place(of)
			return of.id
		}
		return cmp.Or(now[id], id)
	}
}

// place works out the id and the content of a row.
func (m *mover) place(r *row) {
	if r.done {
		return
	}
	r.done = true // claims refer to each other in no ring, for their ids are made of what they say
	m.settle(r)
	r.isMoved = settleClaims(r.t, r.moved, m.placeOf(r)) || r.isMoved
	o := originOf(r.evidence)
	was := o.Key
	if r.isMoved {
		if strings.HasPrefix(r.key(), KeylessPrefix) && !numbered(r.base) { // else number gave it its key
			AsClaim(r.moved).Key = r.t.Subject(r.moved)
		}
		o.Key, o.Claim = r.key(), json.RawMessage(canonical(r.t, r.base, notSaid...))
	} else {
		AsClaim(r.moved).Key = r.key()
		o.Key, o.Claim = "", nil
	}
	r.id = claimID(r.t, r.moved)
	if !r.isMoved && was == "" {
		r.id = IDOf(r.stored) // it was not moved before either
	}
	SetID(r.moved, r.id)
	e := clone(evidenceType, r.evidence).(*Evidence)
	o.note(e)
	m.a.resettleDocument(e)
	r.evidence = e
}

// write makes the store hold the claims of a type as their rows want them.
func (m *mover) write(ctx context.Context, t *Type) error {
	a := m.a
	now := map[string]Record{}
	for _, r := range m.order {
		if r.t != t {
			continue
		}
		if now[r.id] == nil {
			now[r.id] = clone(t, r.moved)
			AsClaim(now[r.id]).Evidence = nil
		}
		c := AsClaim(now[r.id])
		c.Evidence = append(c.Evidence, r.evidence)
	}
	ids := slices.Sorted(maps.Keys(now))
	others, err := a.byID(ctx, t, slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return m.claims[id] != nil }))
	if err != nil {
		return err
	}
	stored := maps.Clone(others)
	for id, r := range m.claims {
		if TypeOf(r) == t {
			stored[id] = r
		}
	}
	claims := make([]Record, len(ids))
	for i, id := range ids {
		c := AsClaim(now[id])
		if was := stored[id]; was != nil {
			c.Conflicting = AsClaim(was).Conflicting
		}
		if was := others[id]; was != nil {
			c.Evidence = append(c.Evidence, AsClaim(was).Evidence...)
		}
		arrange(c.Evidence)
		claims[i] = now[id]
	}
	if err := a.date(ctx, t, claims); err != nil {
		return err
	}
	if err := a.hide(ctx, t, claims); err != nil {
		return err
	}
	return m.store(ctx, t, stored, now, claims)
}

// store writes what differs and removes what is no more.
func (m *mover) store(ctx context.Context, t *Type, stored, now map[string]Record, claims []Record) error {
	a := m.a
	var gone []string
	for _, id := range slices.Sorted(maps.Keys(stored)) {
		if now[id] == nil {
			gone = append(gone, id)
			a.notePayers(stored[id])
			a.became(t, stored[id], nil)
			a.suspect(t, AsClaim(stored[id]).Key)
		}
	}
	if err := a.remove(ctx, t, gone); err != nil {
		return err
	}
	var puts []Record
	fresh := 0
	for _, r := range claims {
		was := stored[IDOf(r)]
		if was != nil && canonical(t, was) == canonical(t, r) {
			continue
		}
		if was == nil {
			fresh++
			if isCircular(t, r) {
				m.out.Circular++
			}
		}
		a.noteHidden(t, was, r)
		a.became(t, was, r)
		a.suspect(t, AsClaim(r).Key)
		puts = append(puts, r)
	}
	m.out.Claims += len(gone)
	m.out.Joined += max(0, len(gone)-fresh)
	return a.put(ctx, t, puts)
}

// isCircular tells whether a claim says something of a thing and itself: it links the
// two, or gives from the one to the other. That a body reports its own flows is nothing
// of the kind.
func isCircular(t *Type, r Record) bool {
	if f, is := r.(*Flow); is {
		return f.Provider.StakeholderID != "" && f.Provider.StakeholderID == f.Recipient.StakeholderID
	}
	return t.Links != nil && slices.ContainsFunc(t.Links(r), func(l Link) bool { return l.From == l.To })
}

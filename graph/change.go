package graph

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
)

// Change is a note of what one commit did to records of one type. Notes are for
// those who want to know what is new, people and indexes alike; nothing that the
// graph shows depends on them.
type Change struct {
	Base
	// At is the revision that the commit made, in nine digits.
	At string
	// Order tells the datasets of one commit apart: the notes of a later one have
	// a greater number.
	Order int
	// Dataset is the key of the dataset that was replaced or withdrawn;
	// DatasetEditorial for what a ruling changed.
	Dataset string
	// Noun is the name of the type of the records.
	Noun string
	// Before and After are the first audiences that could see the records before
	// the commit and after it; AudienceNone: they did not exist.
	Before, After Audience
	// SeenFrom is the first audience to whom the records say something else than
	// before; AudienceNone if to nobody.
	SeenFrom Audience
	// Recounted: of the records, which are things, no more changed than the claims
	// about them.
	Recounted bool
	// IDs of the records, in order, separated by spaces.
	IDs string
}

// AudienceNone is an audience that nobody is: for what does not exist.
const AudienceNone = AudienceKeeper + 1

func (*Change) noun() *Type { return changeType }

var changeType = &Type{
	Name: "Change", Prefix: "h", Class: ClassLedger,
	New: func() Record { return &Change{} },
	Fields: []Field{
		code("at", func(c *Change) *string { return &c.At }).sorted(),
		{Name: "order", Kind: KindInt, Get: func(r Record) any { return int64(r.(*Change).Order) },
			Set: func(r Record, v any) { n, _ := v.(int64); r.(*Change).Order = int(n) }},
		code("dataset", func(c *Change) *string { return &c.Dataset }),
		code("noun", func(c *Change) *string { return &c.Noun }).filtered(),
		audience("before", func(c *Change) *Audience { return &c.Before }),
		audience("after", func(c *Change) *Audience { return &c.After }),
		audience("seenFrom", func(c *Change) *Audience { return &c.SeenFrom }),
		boolean("recounted", func(c *Change) *bool { return &c.Recounted }),
		code("ids", func(c *Change) *string { return &c.IDs }),
	},
}

func audience(name string, at func(*Change) *Audience) Field {
	return Field{
		Name: name, Kind: KindInt,
		Get: func(r Record) any { return int64(*at(r.(*Change))) },
		Set: func(r Record, v any) { n, _ := v.(int64); *at(r.(*Change)) = Audience(n) },
	}
}

// At gives a revision as it stands in notes of changes.
func (r Revision) At() string { return fmt.Sprintf("%09d", r) }

// changesInNote bounds the ids of one note: they are one value of a record.
const changesInNote = 1000

// change is what a write does to one record.
type change struct {
	t             *Type
	before, after Audience
	seenFrom      Audience
	recounted     bool
}

// became notes that a record came, changed or went: was and now are nil where
// there is none. A write may change a record several times.
func (a *applier) became(t *Type, was, now Record) {
	a.count(t, was, now)
	if t == descriptionType {
		return // the thing shows it
	}
	id := ""
	for _, r := range []Record{was, now} {
		if r != nil {
			id = IDOf(r)
		}
	}
	c, changed := a.changes.of(id)
	if !changed {
		c = change{t: t, before: seenFrom(was), seenFrom: AudienceNone}
	}
	c.after, c.recounted = seenFrom(now), false
	c.seenFrom = min(c.seenFrom, differFrom(t, was, now))
	a.changes.note(id, c)
}

// changes is what a write does to records. There are few kinds of changes and many
// records.
type changes struct {
	kinds  []change
	index  map[change]uint16
	kindOf map[packedID]uint16
}

func newChanges() changes { return changes{index: map[change]uint16{}, kindOf: map[packedID]uint16{}} }

// of gives what a write does to a record; it is false if it does nothing to it.
func (c *changes) of(id string) (change, bool) {
	kind, is := c.kindOf[pack(id)]
	if !is {
		return change{}, false
	}
	return c.kinds[kind], true
}

func (c *changes) note(id string, x change) {
	kind, known := c.index[x]
	if !known {
		kind = uint16(len(c.kinds)) // types by audiences are far fewer than its values
		c.kinds, c.index[x] = append(c.kinds, x), kind
	}
	c.kindOf[pack(id)] = kind
}

// all gives every record that changes.
func (c *changes) all() iter.Seq2[string, change] {
	return func(yield func(string, change) bool) {
		for id, kind := range c.kindOf {
			if !yield(id.String(), c.kinds[kind]) {
				return
			}
		}
	}
}

// differFrom gives the first audience to whom two states of a record differ,
// AudienceNone if they differ to nobody.
func differFrom(t *Type, was, now Record) Audience {
	before, after := seenFrom(was), seenFrom(now)
	for a := AudiencePublic; a < AudienceNone; a++ {
		switch {
		case before > a && after > a:
		case before > a || after > a, canonical(t, asSeen(t, was, a)) != canonical(t, asSeen(t, now, a)):
			return a
		}
	}
	return AudienceNone
}

// asSeen gives a record without the parts that an audience does not see, and
// without who may see it.
func asSeen(t *Type, r Record, a Audience) Record {
	out := clone(t, r)
	for i := range t.Parts {
		p := &t.Parts[i]
		hidden := p.Type.fields["hidden"]
		if hidden == nil {
			continue
		}
		p.Set(out, slices.DeleteFunc(p.Get(out), func(e Record) bool { return hidden.Get(e).(int64) > int64(a) }))
	}
	t.fields["hidden"].Set(out, int64(0))
	return out
}

// recounted notes that the claims about a thing changed.
func (a *applier) recounted(t *Type, th *Thing) {
	if _, changed := a.changes.of(th.ID); !changed {
		a.changes.note(th.ID, change{t: t, before: th.Hidden, after: th.Hidden, seenFrom: AudienceNone, recounted: true})
	}
}

// seenFrom gives the first audience that can see a record.
func seenFrom(r Record) Audience {
	switch {
	case r == nil:
		return AudienceNone
	case AsThing(r) != nil && AsThing(r).Tombstone:
		return AudienceNone
	}
	return hiddenOf(r)
}

// datasetBecame notes that the dataset came, changed or went.
func (a *applier) datasetBecame(known *Dataset) {
	id := newID(datasetType, a.dataset.Key, idLength)
	c := change{t: datasetType, seenFrom: AudienceNone}
	if known == nil {
		c.before = AudienceNone
	}
	if a.withdraw {
		c.after = AudienceNone
	}
	a.changes.note(id, c)
}

// recordChanges writes the notes of this write. There is one at least, of the
// dataset or the ruling, so that a gap in the notes shows.
func (a *applier) recordChanges(ctx context.Context) error {
	if !a.wrote {
		return nil
	}
	by := map[change][]string{}
	for id, c := range a.changes.all() {
		if c.before != AudienceNone || c.after != AudienceNone {
			by[c] = append(by[c], id)
		}
	}
	at := (a.w.Revision() + 1).At()
	before, err := a.w.Fetch(ctx, &Plan{Audience: AudienceKeeper, Query: Query{Type: changeType, Total: true, TotalOnly: true, Where: Compare{"at", Eq, at}}})
	if err != nil {
		return err
	}
	var notes []Record
	for c, ids := range by {
		slices.Sort(ids)
		for part := range slices.Chunk(ids, changesInNote) {
			n := &Change{At: at, Order: before.Lists[0].Total, Dataset: a.dataset.Key, Noun: c.t.Name, Before: c.before, After: c.after, SeenFrom: c.seenFrom, Recounted: c.recounted, IDs: strings.Join(part, " ")}
			n.ID = newID(changeType, fmt.Sprint(at, n.Order, n.Noun, n.Before, n.After, n.SeenFrom, n.Recounted, part[0]), claimIDLength)
			notes = append(notes, n)
		}
	}
	slices.SortFunc(notes, func(x, y Record) int { return strings.Compare(IDOf(x), IDOf(y)) })
	return a.put(ctx, changeType, notes)
}

// RevisionAt reads what At wrote.
func RevisionAt(at string) Revision {
	n, _ := strconv.ParseInt(at, 10, 64)
	return Revision(n)
}

package graph

import "slices"

// Audience is who asks. The zero value is the public, so that a question that
// says nothing of its audience never gets more than everybody may see.
type Audience int

// The audiences, each of which may see what the one before may.
const (
	AudiencePublic Audience = iota
	// AudienceStaff also sees what is RESTRICTED.
	AudienceStaff
	// AudienceKeeper sees everything: it is who writes and checks the graph.
	AudienceKeeper
)

// hiddenBy gives the first audience that may see something of a visibility.
func hiddenBy(v Visibility) Audience {
	switch v {
	case "RESTRICTED":
		return AudienceStaff
	case "WITHHELD":
		return AudienceKeeper
	}
	return AudiencePublic
}

// hiddenField describes from which audience on a record is shown. It is derived
// when the record is written: see hide.go.
func hiddenField[R any](at func(*R) *Audience) Field {
	return Field{
		Name: "hidden", Kind: KindInt, Filter: true,
		Get: func(r Record) any { return int64(*at(any(r).(*R))) },
		Set: func(r Record, v any) { n, _ := v.(int64); *at(any(r).(*R)) = Audience(n) },
	}
}

// shownTo is the condition that an audience may see a record of a type, nil if
// it may see all.
func (a Audience) shownTo(t *Type) Filter {
	switch {
	case a >= AudienceKeeper || t.fields["hidden"] == nil:
		return nil
	case a == AudiencePublic:
		return Compare{Field: "hidden", Op: Eq, Value: int64(AudiencePublic)}
	}
	return Compare{Field: "hidden", Op: Le, Value: int64(a)}
}

// guard limits a query to what its audience may see: its records, what its
// filter says of others, and by which claims its records lead back.
func (a Audience) guard(q *Query) {
	q.Where = All(a.within(q.Type, q.Where), a.shownTo(q.Type))
	q.By = a.ways(q.Type, q.By)
}

// Guarded gives the aggregation limited to what its audience may see. Stores
// answer that one.
func (x *Aggregation) Guarded() *Aggregation {
	out := *x
	out.Where = All(x.Audience.within(x.Type, x.Where), x.Audience.shownTo(x.Type))
	out.By = x.Audience.ways(x.Type, x.By)
	return &out
}

// MayHide tells whether the target of a reference of records of type t can be
// hidden from the audience though such a record is shown. Stores then give what
// lies behind a hidden one as unknown, its id too. A claim is hidden with what
// it refers to, so its references are safe; a document is not hidden with its
// publisher.
func (a Audience) MayHide(t *Type, ref string) bool {
	return t.Class == ClassThing && a.shownTo(t.Target(ref)) != nil
}

// ways limits the lists over which records lead back.
func (a Audience) ways(t *Type, by []Back) []Back {
	out := slices.Clone(by)
	for i, b := range out {
		if t.ManyOf(b.Via) != nil {
			out[i].Where = All(b.Where, a.shownTo(t.Target(b.Via)))
		}
	}
	return out
}

// within makes a filter see only what the audience may see: a hidden record
// must not be found out by asking who is related to it.
func (a Audience) within(t *Type, f Filter) Filter {
	if a >= AudienceKeeper {
		return f
	}
	switch f := f.(type) {
	case And:
		return And(a.withinAll(t, f))
	case Or:
		return Or(a.withinAll(t, f))
	case Not:
		return Not{a.within(t, f.Of)}
	case Related:
		return a.withinRelated(t, f)
	}
	return f
}

func (a Audience) withinAll(t *Type, fs []Filter) []Filter {
	out := make([]Filter, len(fs))
	for i, f := range fs {
		out[i] = a.within(t, f)
	}
	return out
}

func (a Audience) withinRelated(t *Type, f Related) Filter {
	target := t.Target(f.Edge)
	if target == nil {
		return f // CheckFilter tells
	}
	where := a.within(target, f.Where)
	if t.Ref(f.Edge) == nil || a.MayHide(t, f.Edge) {
		where = All(where, a.shownTo(target))
	}
	m := t.ManyOf(f.Edge)
	if m == nil || !slices.ContainsFunc(m.By, func(b Back) bool { return target.ManyOf(b.Via) != nil }) {
		return Related{f.Edge, where}
	}
	// Over claims: from here to the claims, and from these to the records.
	var out Or
	for _, b := range m.By {
		via := target.ManyOf(b.Via)
		claims := target.Target(b.Via)
		out = append(out, Related{t.listOf(claims, b.Ref).Name,
			All(b.Where, a.shownTo(claims), Related{Directly(via.By), where})})
	}
	return out
}

// listOf gives the list of records of a type that refer to t directly by ref.
// newModel sees to it that every way back over a list has one.
func (t *Type) listOf(of *Type, ref string) *Many {
	for i := range t.Many {
		if m := &t.Many[i]; m.Of == of.Name && Directly(m.By) == ref {
			return m
		}
	}
	return nil
}

// dropHidden takes away, of the loaded parts of records, what the audience may
// not see: evidence of hidden documents, identifiers that only hidden
// descriptions give.
func (a Audience) dropHidden(q *Query, rs []Record) {
	for _, name := range q.Parts {
		p := q.Type.Part(name)
		if a.shownTo(p.Type) == nil {
			continue
		}
		hidden := p.Type.fields["hidden"]
		for _, r := range rs {
			p.Set(r, slices.DeleteFunc(p.Get(r), func(e Record) bool { return hidden.Get(e).(int64) > int64(a) }))
		}
	}
}

package graph

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
)

// Ruling is what an editor decided about things and claims. It is no claim of a
// dataset: it stays when datasets are imported again, or withdrawn, and takes effect
// on whatever they say. Taking it back undoes what it did.
type Ruling struct {
	Base
	Kind RulingKind
	// Subject is the id of what it is about: the thing that is merged away, that is
	// split or hidden, one of two different ones; of a claim that is hidden, the id
	// that it had.
	Subject string
	// Object is the id of the other thing: the one that a merged thing is, that was
	// split off, or the other of two different ones; empty if there is none.
	Object string
	// Noun is the name of the type of what it is about.
	Noun string
	// Dataset is the key of the dataset whose sayings were split off.
	Dataset string
	// Said tells what exactly is meant, as JSON, a list of texts: the ids under which
	// the dataset tells of the thing that was split, or the natural keys of a claim.
	Said string
	// Visibility that is ruled.
	Visibility Visibility
	// Reason in words, and who ruled, if they told.
	Reason Text
	By     Text
	// Revision of the graph that the ruling made.
	Revision int
}

// RulingKind says what a Ruling decides.
type RulingKind string

// The kinds of rulings.
const (
	// RulingMerge: two things are one.
	RulingMerge RulingKind = "MERGE"
	// RulingSplit: what a dataset says of a thing is about another one.
	RulingSplit RulingKind = "SPLIT"
	// RulingHide: a thing or a claim is not for everybody.
	RulingHide RulingKind = "HIDE"
	// RulingDifferent: two things that look alike are two.
	RulingDifferent RulingKind = "DIFFERENT"
)

func (*Ruling) noun() *Type { return rulingType }

var rulingType = &Type{
	Name: "Ruling", Prefix: "u", Class: ClassLedger,
	New: func() Record { return &Ruling{} },
	Fields: []Field{
		code("kind", func(r *Ruling) *RulingKind { return &r.Kind }).filtered(),
		code("subject", func(r *Ruling) *string { return &r.Subject }).indexed(),
		code("object", func(r *Ruling) *string { return &r.Object }).indexed(),
		code("noun", func(r *Ruling) *string { return &r.Noun }),
		code("dataset", func(r *Ruling) *string { return &r.Dataset }),
		code("said", func(r *Ruling) *string { return &r.Said }),
		code("visibility", func(r *Ruling) *Visibility { return &r.Visibility }),
		code("reason", func(r *Ruling) *Text { return &r.Reason }),
		code("by", func(r *Ruling) *Text { return &r.By }),
		{Name: "revision", Kind: KindInt,
			Get: func(r Record) any { return int64(r.(*Ruling).Revision) },
			Set: func(r Record, v any) { n, _ := v.(int64); r.(*Ruling).Revision = int(n) }},
	},
}

// list gives what Said holds.
func (r *Ruling) list() []string {
	var out []string
	if r.Said != "" {
		_ = json.Unmarshal([]byte(r.Said), &out) // listOf wrote it; another hand's work rules nothing
	}
	return out
}

// listOf gives texts as they stand in Said.
func listOf(texts []string) string {
	b, err := json.Marshal(texts)
	if err != nil { // texts always encode
		panic(err)
	}
	return string(b)
}

// identifyRuling gives a ruling its id: of the same kind on the same there is one.
func identifyRuling(r *Ruling) {
	r.ID = newID(rulingType, strings.Join([]string{string(r.Kind), r.Subject, r.Object, r.Dataset, r.Said}, "\x1f"), idLength)
}

// Rulings gives the rulings that stand, the oldest first.
func Rulings(ctx context.Context, r Reader) ([]*Ruling, error) {
	var out []*Ruling
	err := r.Scan(ctx, rulingType, func(r Record) error {
		out = append(out, r.(*Ruling))
		return nil
	})
	slices.SortStableFunc(out, func(x, y *Ruling) int { return x.Revision - y.Revision })
	return out, err
}

// saying is what a dataset says of a thing under the id that the thing has without
// rulings.
type saying struct{ dataset, base string }

// rulings is what the rulings that stand come to.
type rulings struct {
	merged    map[string]string   // thing: the one that it was ruled to be
	members   map[string][]string // thing: those that were ruled to be it, directly
	split     map[saying]string   // the thing that it is about instead
	products  map[string]bool     // things that were split off
	hidden    map[string]Audience // things: from which audience on
	hiddenKey map[claimKey]Audience
	different map[[2]string]bool // in the order of ids
}

// claimKey is the natural key of claims of a type.
type claimKey struct{ noun, key string }

func newRulings(list []*Ruling) *rulings {
	out := &rulings{merged: map[string]string{}, members: map[string][]string{}, split: map[saying]string{}, products: map[string]bool{},
		hidden: map[string]Audience{}, hiddenKey: map[claimKey]Audience{}, different: map[[2]string]bool{}}
	for _, r := range list {
		switch r.Kind {
		case RulingMerge:
			out.merged[r.Subject] = r.Object
			out.members[r.Object] = append(out.members[r.Object], r.Subject)
		case RulingSplit:
			for _, base := range r.list() {
				out.split[saying{r.Dataset, base}] = r.Object
			}
			out.products[r.Object] = true
		case RulingHide:
			if Catalog.Type(r.Noun).Class == ClassThing {
				out.hidden[r.Subject] = hiddenBy(r.Visibility)
				continue
			}
			for _, key := range r.list() {
				k := claimKey{r.Noun, key}
				out.hiddenKey[k] = max(out.hiddenKey[k], hiddenBy(r.Visibility))
			}
		case RulingDifferent:
			out.different[pairOf(r.Subject, r.Object)] = true
		}
	}
	return out
}

// pairOf gives two ids in their order.
func pairOf(x, y string) [2]string {
	if y < x {
		x, y = y, x
	}
	return [2]string{x, y}
}

// move tells whether things may stand elsewhere than their datasets put them.
func (u *rulings) move() bool { return len(u.merged)+len(u.split) > 0 }

// survivor gives the thing that one was ruled to be, itself if none.
func (u *rulings) survivor(id string) string {
	for range len(u.merged) { // rulings make no rings, but another hand could
		next, merged := u.merged[id]
		if !merged {
			break
		}
		id = next
	}
	return id
}

// settle gives the thing that a dataset means where, without rulings, it would mean
// another.
func (u *rulings) settle(dataset, base string) string {
	if id, split := u.split[saying{dataset, base}]; split {
		base = id
	}
	return u.survivor(base)
}

// mergedInto gives all things that were ruled to be one, in order.
func (u *rulings) mergedInto(id string) []string {
	var out []string
	for _, m := range u.members[id] {
		out = append(append(out, m), u.mergedInto(m)...)
	}
	slices.Sort(out)
	return out
}

// touch tells whether what is said under the id of a thing may stand under another.
func (u *rulings) touch(id string) bool {
	return u.products[id] || u.merged[id] != "" || len(u.members[id]) > 0
}

// areDifferent tells whether two things were ruled to be two, or were two before they
// were ruled to be one with others.
func (u *rulings) areDifferent(x, y string) bool {
	if len(u.different) == 0 {
		return false
	}
	for _, a := range append(u.mergedInto(x), x) {
		for _, b := range append(u.mergedInto(y), y) {
			if u.different[pairOf(a, b)] {
				return true
			}
		}
	}
	return false
}

// hides gives from which audience on a thing may be seen by rulings. bases are the
// ids under which datasets tell of it: what was split off a hidden thing stays
// hidden, and so does what a hidden one was ruled to be.
func (u *rulings) hides(id string, bases []string) Audience {
	out := AudiencePublic
	if len(u.hidden) == 0 {
		return out
	}
	for _, of := range [][]string{{id}, bases, u.mergedInto(id)} {
		for _, x := range of {
			out = max(out, u.hidden[x])
		}
	}
	return out
}

// hidesClaim gives from which audience on a claim may be seen by rulings.
func (u *rulings) hidesClaim(t *Type, c *Claim) Audience {
	if len(u.hiddenKey) == 0 {
		return AudiencePublic
	}
	out := u.hiddenKey[claimKey{t.Name, c.Key}]
	for _, e := range c.Evidence {
		if e.Origin != "" {
			out = max(out, u.hiddenKey[claimKey{t.Name, originOf(e).Key}])
		}
	}
	return out
}

// RuledApart gives a function that tells whether two things were ruled to be two: to
// be different, or by splitting the one off the other.
func RuledApart(ctx context.Context, r Reader) (func(one, other string) bool, error) {
	list, err := Rulings(ctx, r)
	if err != nil {
		return nil, err
	}
	u := newRulings(list)
	for _, x := range list {
		if x.Kind == RulingSplit {
			u.different[pairOf(x.Subject, x.Object)] = true
		}
	}
	return u.areDifferent, nil
}

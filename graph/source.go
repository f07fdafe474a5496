package graph

import "context"

// Source is a dataset as a reader of some format understood it. Its entries are
// read one at a time and as often as it is asked, in the same order each time, so
// that a large dataset need not be in memory. References between entries are by the
// format's own keys, unique within a type.
type Source interface {
	// About tells of the dataset itself.
	About() Dataset
	// Size is how many entries there are.
	Size() int
	// EachThing and EachClaim call fn for every entry. They end at the first error
	// of fn and return it. fn may change the entry.
	EachThing(ctx context.Context, fn func(*ThingInput) error) error
	EachClaim(ctx context.Context, fn func(*ClaimInput) error) error
}

// About tells of the dataset.
func (in *Import) About() Dataset { return in.Dataset }

// Size counts the entries.
func (in *Import) Size() int { return len(in.Things) + len(in.Claims) }

// EachThing calls fn for every thing.
func (in *Import) EachThing(ctx context.Context, fn func(*ThingInput) error) error {
	for _, t := range in.Things {
		t.Record = clone(TypeOf(t.Record), t.Record)
		if err := fn(&t); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// EachClaim calls fn for every claim.
func (in *Import) EachClaim(ctx context.Context, fn func(*ClaimInput) error) error {
	for _, c := range in.Claims {
		c.Record = clone(TypeOf(c.Record), c.Record)
		if err := fn(&c); err != nil {
			return err
		}
	}
	return ctx.Err()
}

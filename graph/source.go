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

package graph

import "context"

// Image gives the values of a record as a text, from which Restore makes the record
// again. Equal records have equal images.
func Image(t *Type, r Record) string { return canonical(t, r) }

// Restore makes the record of an id out of its image.
func Restore(t *Type, id, image string) (Record, error) {
	r, err := fromContent(t, image)
	if err != nil {
		return nil, err
	}
	SetID(r, id)
	return r, nil
}

type trialKey struct{}

// Trial marks the writes of a context as ones that will be given up when they are
// complete: a store that keeps large writes in several steps must refuse those, for
// others would see them meanwhile.
func Trial(ctx context.Context) context.Context { return context.WithValue(ctx, trialKey{}, true) }

// IsTrial tells whether Trial marked a context.
func IsTrial(ctx context.Context) bool { return ctx.Value(trialKey{}) != nil }

// Settled fails with Unavailable if a part of an import can be seen. Who makes something
// that outlives its moment, such as a file, asks before it reads, and again afterwards.
func Settled(ctx context.Context, r Reader) error {
	importing, err := r.Importing(ctx)
	if err == nil && importing {
		err = Errorf(Unavailable, "a large import is being stored, and the graph holds a part of it; do this again when it is done (statistics { importing } tells)")
	}
	return err
}

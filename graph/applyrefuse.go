package graph

import (
	"context"
	"errors"
)

// Allowed says what ApplyGuarded takes although it is mostly a slip.
type Allowed struct {
	// Empty: an import of nothing for a dataset that holds something, all of which
	// goes: see empty.
	Empty bool
	// OtherFormat: an import of another format than that of which the dataset came.
	OtherFormat bool
}

// What an error of ApplyGuarded has as its Argument: what would have to be allowed.
const (
	ArgumentEmpty       = "empty"
	ArgumentOtherFormat = "otherFormat"
)

// refuseOtherFormat refuses an import of another format than that of which the dataset
// came, where both are known: another file under the key of this one would take the
// place of all that it holds.
func (a *applier) refuseOtherFormat() error {
	if a.stored == nil || a.stored.Format == "" || a.dataset.Format == "" || a.stored.Format == a.dataset.Format {
		return nil
	}
	e := Errorf(Conflict, "the dataset %s came of the format %s, and this file is of the format %s; what it says would take the place of all that the dataset holds",
		a.dataset.Key, a.stored.Format, a.dataset.Format)
	e.Argument = ArgumentOtherFormat
	return e
}

// errFilled ends the search of an entry.
var errFilled = errors.New("an entry")

// empty tells whether an import says nothing: it has no claim, and nothing but
// documents, of which a file is one itself.
func empty(ctx context.Context, s Source) (bool, error) {
	err := s.EachClaim(ctx, func(*ClaimInput) error { return errFilled })
	if err == nil {
		err = s.EachThing(ctx, func(in *ThingInput) error {
			if TypeOf(in.Record) != documentType {
				return errFilled
			}
			return nil
		})
	}
	if errors.Is(err, errFilled) {
		return false, nil
	}
	return err == nil, err
}

// refuseFilled refuses to import nothing for a dataset that holds more than documents.
func (a *applier) refuseFilled(ctx context.Context) error {
	if a.stored == nil {
		return nil
	}
	had, err := countDataset(ctx, a.w, a.stored)
	if err != nil {
		return err
	}
	res, err := a.w.Fetch(ctx, &Plan{Audience: AudienceKeeper, Query: Query{Type: descriptionType, Total: true, TotalOnly: true,
		Where: And{Compare{"dataset", Eq, a.dataset.Key}, Compare{"thingType", Eq, documentType.Name}}}})
	if err != nil {
		return err
	}
	if had.Claims == 0 && had.Descriptions == res.Lists[0].Total {
		return nil
	}
	e := Errorf(Conflict, "the import says nothing, and the dataset %s holds things: %d, claims: %d; all of these would go",
		a.dataset.Key, had.Descriptions, had.Claims)
	e.Argument = ArgumentEmpty
	return e
}

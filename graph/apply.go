package graph

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Report tells what an import did.
type Report struct {
	Dataset  string
	Revision Revision
	// Things and Claims that the dataset holds, and what became of them.
	Things, Claims Tally
	// NewBodies counts the stakeholders that the graph did not have before, and
	// NewBodyIDs has their ids.
	NewBodies  int
	NewBodyIDs map[string]bool
	// Conflicts counts the dataset's claims that other datasets tell differently.
	Conflicts int
	// Protected counts the presences that are shown at country level: see protected.
	Protected int
	// Notices tell of entries that were taken for things that other datasets call
	// otherwise, one for each.
	Notices []Notice
}

// Tally counts what became of records. Read is New, Changed, Unchanged and Equal
// together.
type Tally struct {
	Read      int `json:"read"`
	New       int `json:"new"`
	Changed   int `json:"changed"`
	Unchanged int `json:"unchanged"`
	// Equal counts those that say the same as one before them in the import: one is
	// kept, with the evidence of all.
	Equal   int `json:"equal"`
	Removed int `json:"removed"`
}

// Held counts what the dataset held before.
func (t Tally) Held() int { return t.Changed + t.Unchanged + t.Removed }

// Notice tells of an entry that was taken for a thing that other datasets tell of.
type Notice struct {
	Where   string
	Message string
	// ByName: the two have a name and a country in common, not an identifier.
	ByName bool
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
	return apply(ctx, s, from, func(*applier) {})
}

// ApplyGuarded is Apply, but refuses what is mostly a slip unless it is allowed. The
// error has the code Conflict, and its Argument is ArgumentEmpty or
// ArgumentOtherFormat.
func ApplyGuarded(ctx context.Context, s Store, from Source, allowed Allowed) (*Report, error) {
	nothing := false
	if !allowed.Empty {
		var err error
		if nothing, err = empty(ctx, from); err != nil {
			return nil, err
		}
	}
	return apply(ctx, s, from, func(a *applier) { a.mustHoldNothing, a.mustKeepFormat = nothing, !allowed.OtherFormat })
}

// Withdraw removes everything that only the dataset says, and the dataset.
func Withdraw(ctx context.Context, s Store, dataset string) (*Report, error) {
	return apply(ctx, s, &Import{Dataset: Dataset{Key: dataset}}, func(a *applier) { a.withdraw = true })
}

func apply(ctx context.Context, s Store, from Source, how func(*applier)) (*Report, error) {
	source, err := protected(ctx, from)
	if err != nil {
		return nil, err
	}
	var rep *Report
	rev, err := s.Write(ctx, func(ctx context.Context, w Writer) error {
		a := newApplier(w, from.About())
		a.source, a.rep.Protected = source, source.shown
		how(a)
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
	// mustHoldNothing: the import is refused if the dataset holds something.
	mustHoldNothing bool
	// mustKeepFormat: the import is refused if the dataset came of another format.
	mustKeepFormat bool
	rep            *Report
	problems       Problems
	wrote          bool
	// stored is the dataset as it is stored, nil if it is new; alone tells that there
	// is no other.
	stored *Dataset
	alone  bool

	ids         map[string]map[string]string // type, key of the import: id
	initiatives map[string]*Initiative       // some, no more of them than what dates claims
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
		rep:         &Report{Dataset: about.Key, NewBodyIDs: map[string]bool{}},
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
		settling:    settling{final: map[string]string{}, stay: map[packedID]int{}},
	}
}

func (a *applier) run(ctx context.Context) error {
	if err := a.readDatasets(ctx); err != nil {
		return err
	}
	if a.mustKeepFormat {
		if err := a.refuseOtherFormat(); err != nil {
			return err
		}
	}
	if a.mustHoldNothing {
		if err := a.refuseFilled(ctx); err != nil {
			return err
		}
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

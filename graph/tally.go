package graph

import (
	"context"
	"maps"
	"slices"
)

// How many claims are about a thing is written with the thing, so that searches
// can rank by it. Only claims that everybody may see count, and each once for a
// thing, however often it refers to it. Descriptions, and the documents that a
// claim cites, do not count.

// aboutThings gives the ids of the things that a claim counts for.
func aboutThings(t *Type, r Record) []string {
	if r == nil || t.Class != ClassClaim || t == descriptionType || AsClaim(r).Hidden > AudiencePublic {
		return nil
	}
	var out []string
	eachReference(t, r, func(id string) {
		if to := Catalog.TypeOfID(id); to != nil && to.Class == ClassThing && !slices.Contains(out, id) {
			out = append(out, id)
		}
	})
	return out
}

// count notes what the change of a claim means for the things that it is about.
func (a *applier) count(t *Type, was, now Record) {
	for _, id := range aboutThings(t, was) {
		a.tallies[id]--
	}
	for _, id := range aboutThings(t, now) {
		a.tallies[id]++
	}
}

// tally writes the numbers of claims that changed, and notes all things of which
// something else is claimed.
func (a *applier) tally(ctx context.Context) error {
	byType := map[*Type][]string{}
	for _, id := range slices.Sorted(maps.Keys(a.tallies)) {
		t := Catalog.TypeOfID(id)
		byType[t] = append(byType[t], id)
	}
	for _, t := range Catalog.Of(ClassThing) {
		for part := range slices.Chunk(byType[t], chunk) {
			res, err := a.w.Fetch(ctx, &Plan{Query: Query{Type: t, IDs: part, Fields: []string{"claimCount", "hidden"}}, Audience: AudienceKeeper})
			if err != nil {
				return err
			}
			values := map[string]any{}
			for _, r := range res.Lists[0].Records {
				th := AsThing(r)
				a.recounted(t, th)
				if by := a.tallies[th.ID]; by != 0 {
					values[th.ID] = int64(th.ClaimCount + by)
				}
			}
			if err := a.w.Derive(ctx, t, "claimCount", values); err != nil {
				return err
			}
		}
	}
	return nil
}

// tallyAgain counts all claims anew.
func (a *applier) tallyAgain(ctx context.Context) error {
	for _, t := range Catalog.Of(ClassClaim) {
		if err := a.w.Scan(ctx, t, func(r Record) error { a.count(t, nil, r); return nil }); err != nil {
			return err
		}
	}
	for _, t := range Catalog.Of(ClassThing) {
		err := a.w.Scan(ctx, t, func(r Record) error {
			a.tallies[IDOf(r)] -= AsThing(r).ClaimCount
			return nil
		})
		if err != nil {
			return err
		}
	}
	return a.tally(ctx)
}

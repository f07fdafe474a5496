package graph

import (
	"context"
	"slices"
	"strings"
)

// conflicts gives the ids of claims that are told differently, by what an
// audience may see. Two datasets differ over a natural key if each says
// something of it that the other does not; one that merely says less does not
// contradict.
func conflicts(claims []Record, by Audience) map[string]bool {
	said := map[string]map[string]map[string]bool{} // key, dataset: ids
	for _, r := range claims {
		c := AsClaim(r)
		if c.Hidden > by || isPayment(r) {
			continue
		}
		if said[c.Key] == nil {
			said[c.Key] = map[string]map[string]bool{}
		}
		for _, e := range c.Evidence {
			if e.Hidden > by {
				continue
			}
			if said[c.Key][e.Dataset] == nil {
				said[c.Key][e.Dataset] = map[string]bool{}
			}
			said[c.Key][e.Dataset][c.ID] = true
		}
	}
	out := map[string]bool{}
	for _, datasets := range said {
		for _, x := range datasets {
			for _, y := range datasets {
				onlyX, onlyY := without(x, y), without(y, x)
				if len(onlyX) == 0 || len(onlyY) == 0 {
					continue
				}
				for _, id := range append(onlyX, onlyY...) {
					out[id] = true
				}
			}
		}
	}
	return out
}

// isPayment tells whether a claim is a flow without a key of its source: two
// payments between the same two are not one that is told differently. If two datasets
// say that it is paid from the same one, and tell that one differently, it is.
func isPayment(r Record) bool {
	_, flow := r.(*Flow)
	key := AsClaim(r).Key
	return flow && strings.HasPrefix(key, KeylessPrefix) && !strings.Contains(key, paidFromMark)
}

// without gives what is in x and not in y.
func without(x, y map[string]bool) []string {
	var out []string
	for id := range x {
		if !y[id] {
			out = append(out, id)
		}
	}
	return out
}

// flagConflicts marks the claims that another dataset tells differently, among
// those with the natural keys of claims that came, went or changed. That a
// claim is in conflict with a hidden one must not give that one away, so each is
// compared with what all who see it may see.
func (a *applier) flagConflicts(ctx context.Context) error {
	if a.alone {
		return nil // who could tell it differently
	}
	for _, t := range Catalog.Of(ClassClaim) {
		var keys []string
		for k := range a.suspects[t.Name] {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		claims, err := a.oneOf(ctx, t, keys, func(part []string) Filter { return Compare{"key", In, part} })
		if err != nil {
			return err
		}
		var conflicting [AudienceKeeper + 1]map[string]bool
		for by := range conflicting {
			conflicting[by] = conflicts(claims, Audience(by))
		}
		var puts []Record
		for _, r := range claims {
			c := AsClaim(r)
			if is := conflicting[c.Hidden][c.ID]; is != c.Conflicting {
				before := clone(t, r)
				c.Conflicting = is
				puts = append(puts, r)
				a.became(t, before, r)
			}
		}
		if err := a.put(ctx, t, puts); err != nil {
			return err
		}
		res, err := a.w.Fetch(ctx, &Plan{Audience: AudienceKeeper, Query: Query{Type: t, Total: true, TotalOnly: true,
			Where: And{Compare{"conflicting", Eq, true}, Related{"evidence", Compare{"dataset", Eq, a.dataset.Key}}}}})
		if err != nil {
			return err
		}
		a.rep.Conflicts += res.Lists[0].Total
	}
	return nil
}

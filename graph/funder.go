package graph

import (
	"context"
	"maps"
	"slices"
)

// Funder is a role: whoever provides a flow, passes one on, or takes part in
// an initiative as FUNDING. It is derived from the claims that everybody may
// see and written with the stakeholder, so that stores can show and index it.

// funders is the condition that a stakeholder is one.
var funders = Or{
	Related{"flowsOut", shownToAll},
	Related{"flowsThrough", shownToAll},
	Related{"participations", And{Compare{"role", Eq, "FUNDING"}, shownToAll}},
}

var shownToAll = Compare{"hidden", Eq, int64(AudiencePublic)}

// notePayers remembers the stakeholders that a claim makes funders, or no longer.
func (a *applier) notePayers(r Record) {
	for _, id := range payersOf(r) {
		a.payers[id] = true
	}
}

// payersOf gives the stakeholders that a claim shows as funders.
func payersOf(r Record) []string {
	var out []string
	switch r := r.(type) {
	case *Flow:
		out = append(out, r.Provider.StakeholderID)
		for _, h := range r.Hops {
			out = append(out, h.StakeholderID)
		}
	case *Participation:
		if r.Role == "FUNDING" {
			out = append(out, r.StakeholderID)
		}
	}
	return slices.DeleteFunc(out, func(id string) bool { return id == "" })
}

// markFunders rewrites the stakeholders that became funders or no longer are.
func (a *applier) markFunders(ctx context.Context) error {
	for part := range slices.Chunk(slices.Sorted(maps.Keys(a.payers)), chunk) {
		stored, err := a.byID(ctx, stakeholderType, part)
		if err != nil {
			return err
		}
		paying, err := a.query(ctx, Query{Type: stakeholderType, IDs: part, Where: funders})
		if err != nil {
			return err
		}
		is := map[string]bool{}
		for _, r := range paying {
			is[IDOf(r)] = true
		}
		var puts []Record
		for _, id := range part {
			if s, _ := stored[id].(*Stakeholder); s != nil && s.Funder != is[id] {
				before := clone(stakeholderType, s)
				s.Funder = is[id]
				puts = append(puts, s)
				a.became(stakeholderType, before, s)
			}
		}
		if err := a.put(ctx, stakeholderType, puts); err != nil {
			return err
		}
	}
	return nil
}

// Rederive writes what is derived from other records anew. Stores call it when
// they bring a graph of an older version up to this one.
func Rederive(ctx context.Context, w Writer) error {
	a := newApplier(w, Dataset{})
	err := w.Scan(ctx, stakeholderType, func(r Record) error {
		a.payers[IDOf(r)] = true
		return nil
	})
	if err != nil {
		return err
	}
	if err := a.markFunders(ctx); err != nil {
		return err
	}
	return a.tallyAgain(ctx)
}

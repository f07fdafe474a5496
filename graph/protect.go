package graph

import (
	"context"
	"maps"
	"slices"
)

// guarded is a source as it may be stored. A presence is shown at country level in
// it, unless it is known not to endanger anybody to tell the place more finely, or
// somebody reviewed that: what the source does not say counts as sensitive. The finer
// place is not stored, so that no way leads to it: a place that the source has for
// such presences only is left out as well. The file that was imported still has both.
type guarded struct {
	Source
	places map[string]*Place
	left   map[string]bool // places that are left out, by their keys
	byCode map[Text]string // countries, by their codes
	// shown counts the presences that are shown at country level.
	shown int
}

// protected gives a source as it may be stored.
func protected(ctx context.Context, s Source) (*guarded, error) {
	g := &guarded{Source: s, places: map[string]*Place{}, left: map[string]bool{}}
	err := s.EachThing(ctx, func(in *ThingInput) error {
		if p, ok := in.Record.(*Place); ok {
			g.places[in.Key] = &Place{Type: p.Type, Country: p.Country, WithinID: p.WithinID}
		}
		return nil
	})
	g.index()
	if err != nil || !g.hasFine() {
		return g, err
	}
	finer, used := map[string]bool{}, map[string]bool{}
	err = s.EachClaim(ctx, func(in *ClaimInput) error {
		if p, ok := in.Record.(*Presence); ok {
			from := p.PlaceID
			if g.protect(p) {
				g.shown++
				for key := from; g.places[key] != nil && !g.isCoarse(key) && !finer[key]; key = g.places[key].WithinID {
					finer[key] = true
				}
			}
		}
		notePlaces(in.Record, used)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return g, g.leaveOut(ctx, finer, used)
}

// hasFine tells whether a place is one that presences may not be shown at.
func (g *guarded) hasFine() bool {
	for key := range g.places {
		if !g.isCoarse(key) {
			return true
		}
	}
	return false
}

// notePlaces notes the places to which a record refers itself, and by its parts.
func notePlaces(r Record, used map[string]bool) {
	t := TypeOf(r)
	for i := range t.Refs {
		if t.Refs[i].To == placeType.Name {
			used[t.Refs[i].Get(r)] = true
		}
	}
	for i := range t.Parts {
		for _, e := range t.Parts[i].Get(r) {
			notePlaces(e, used)
		}
	}
}

// leaveOut finds those of the finer places to which nothing else refers.
func (g *guarded) leaveOut(ctx context.Context, finer, used map[string]bool) error {
	err := g.Source.EachThing(ctx, func(in *ThingInput) error {
		if TypeOf(in.Record) != placeType {
			notePlaces(in.Record, used)
		}
		return nil
	})
	for before := -1; before < len(used); { // a place that is used uses those in which it lies
		before = len(used)
		for key, p := range g.places {
			if !finer[key] || used[key] {
				used[p.WithinID] = true
			}
		}
	}
	for key := range finer {
		g.left[key] = !used[key]
	}
	return err
}

// EachThing calls fn for every thing that may be stored.
func (g *guarded) EachThing(ctx context.Context, fn func(*ThingInput) error) error {
	return g.Source.EachThing(ctx, func(in *ThingInput) error {
		if g.left[in.Key] && TypeOf(in.Record) == placeType {
			return nil
		}
		return fn(in)
	})
}

// EachClaim calls fn for every claim, as it may be stored.
func (g *guarded) EachClaim(ctx context.Context, fn func(*ClaimInput) error) error {
	return g.Source.EachClaim(ctx, func(in *ClaimInput) error {
		if p, ok := in.Record.(*Presence); ok {
			g.protect(p)
		}
		return fn(in)
	})
}

// isCoarse: it endangers nobody to tell that somebody works there. A region is
// if it is of several countries.
func (g *guarded) isCoarse(key string) bool {
	switch g.places[key].Type {
	case "COUNTRY":
		return true
	case "REGION":
		return g.places[key].Country == "" && g.countryOf(key) == ""
	}
	return false
}

// protect takes the place of a presence back to its country if it must be. It is
// false if there was nothing to protect.
func (g *guarded) protect(p *Presence) bool {
	at := g.places[p.PlaceID]
	if at == nil {
		return false
	}
	country := g.countryOf(p.PlaceID)
	if p.Country == "" {
		p.Country = at.Country
	}
	if p.Country == "" && country != "" {
		p.Country = g.places[country].Country
	}
	if g.isCoarse(p.PlaceID) || p.Sensitivity == "NOT_SENSITIVE" || p.Reviewed {
		return false
	}
	p.PlaceID = country
	return true
}

// countryOf gives the key of the country in which a place lies, empty if the
// source does not have it.
func (g *guarded) countryOf(key string) string {
	code := g.places[key].Country
	seen := map[string]bool{}
	for ; g.places[key] != nil && !seen[key]; key = g.places[key].WithinID {
		if g.places[key].Type == "COUNTRY" {
			return key
		}
		seen[key] = true
	}
	return g.byCode[code]
}

// index finds the countries by their codes, of several of one code the first by key.
func (g *guarded) index() {
	g.byCode = map[Text]string{}
	for _, key := range slices.Sorted(maps.Keys(g.places)) {
		if p := g.places[key]; p.Type == "COUNTRY" && p.Country != "" && g.byCode[p.Country] == "" {
			g.byCode[p.Country] = key
		}
	}
}

package graph

import (
	"maps"
	"slices"
)

// protected gives the import as it may be stored, and how many presences are
// shown at country level in it. A presence is, unless it is known not to endanger
// anybody to tell the place more finely, or somebody reviewed that: what the
// source does not say counts as sensitive. The finer place is not stored, so that
// no way leads to it: a place that the import has for such presences only is left
// out as well. The file that was imported still has both.
func protected(in *Import) (*Import, int) {
	places := map[string]*Place{}
	for i := range in.Things {
		if p, ok := in.Things[i].Record.(*Place); ok {
			places[in.Things[i].Key] = p
		}
	}
	out := *in
	out.Claims = slices.Clone(in.Claims)
	finer := map[string]bool{}
	n := 0
	for i := range out.Claims {
		p, ok := out.Claims[i].Record.(*Presence)
		if !ok {
			continue
		}
		p = clone(presenceType, p).(*Presence)
		from := p.PlaceID
		if protect(p, places) {
			n++
			for key := from; places[key] != nil && !isCoarse(key, places) && !finer[key]; key = places[key].WithinID {
				finer[key] = true
			}
		}
		out.Claims[i].Record = p
	}
	out.Things = withoutPlaces(in.Things, out.Claims, finer)
	return &out, n
}

// withoutPlaces leaves those of the places, given by their keys, out to which
// nothing else refers.
func withoutPlaces(things []ThingInput, claims []ClaimInput, places map[string]bool) []ThingInput {
	used := map[string]bool{}
	note := func(r Record) {
		t := TypeOf(r)
		for i := range t.Refs {
			if t.Refs[i].To == placeType.Name {
				used[t.Refs[i].Get(r)] = true
			}
		}
	}
	for i := range claims {
		note(claims[i].Record)
	}
	for before := -1; before < len(used); { // a place that is used uses those in which it lies
		before = len(used)
		for i := range things {
			if in := &things[i]; TypeOf(in.Record) != placeType || !places[in.Key] || used[in.Key] {
				note(in.Record)
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(things), func(in ThingInput) bool {
		return TypeOf(in.Record) == placeType && places[in.Key] && !used[in.Key]
	})
}

// isCoarse: it endangers nobody to tell that somebody works there. A region is
// if it is of several countries.
func isCoarse(key string, places map[string]*Place) bool {
	switch places[key].Type {
	case "COUNTRY":
		return true
	case "REGION":
		return places[key].Country == "" && countryOf(key, places) == ""
	}
	return false
}

// protect takes the place of a presence back to its country if it must be. places
// holds the places of the import by their keys, and references are by key. It is
// false if there was nothing to protect.
func protect(p *Presence, places map[string]*Place) bool {
	at := places[p.PlaceID]
	if at == nil {
		return false
	}
	country := countryOf(p.PlaceID, places)
	if p.Country == "" {
		p.Country = at.Country
	}
	if p.Country == "" && country != "" {
		p.Country = places[country].Country
	}
	if isCoarse(p.PlaceID, places) || p.Sensitivity == "NOT_SENSITIVE" || p.Reviewed {
		return false
	}
	p.PlaceID = country
	return true
}

// countryOf gives the key of the country in which a place lies, empty if the
// import does not have it.
func countryOf(key string, places map[string]*Place) string {
	code := places[key].Country
	seen := map[string]bool{}
	for ; places[key] != nil && !seen[key]; key = places[key].WithinID {
		if places[key].Type == "COUNTRY" {
			return key
		}
		seen[key] = true
	}
	for _, key := range slices.Sorted(maps.Keys(places)) {
		if p := places[key]; p.Type == "COUNTRY" && p.Country == code && code != "" {
			return key
		}
	}
	return ""
}

package graph

import (
	"maps"
	"slices"
)

// protect shows a presence at country level unless it is known not to endanger
// anybody to tell the place more finely, or somebody reviewed that. What the
// source does not say counts as sensitive. The finer place is not stored, so
// that no way leads to it; the file that was imported still has it. places
// holds the places of the import by their keys, and references are by key.
// It is false if there was nothing to protect.
func protect(p *Presence, places map[string]*Place) bool {
	at := places[p.PlaceID]
	if at == nil {
		return false
	}
	if p.Country == "" {
		p.Country = at.Country
	}
	if at.Type == "COUNTRY" || at.Type == "REGION" || p.Sensitivity == "NOT_SENSITIVE" || p.Reviewed {
		return false
	}
	p.PlaceID = countryOf(p.PlaceID, places)
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

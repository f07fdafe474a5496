package graph

import (
	"strings"
	"testing"
)

// where are places as an import has them, by their keys.
func where() map[string]*Place {
	return map[string]*Place{
		"my":       {Type: "COUNTRY", Country: "MY"},
		"th":       {Type: "COUNTRY", Country: "TH"},
		"asia":     {Type: "REGION"},
		"sabah":    {Type: "SUBDIVISION", Country: "MY", WithinID: "my"},
		"town":     {Type: "LOCALITY", Country: "MY", WithinID: "sabah"},
		"house":    {WithinID: "town"}, // of no known type, and no country of its own
		"alone":    {Type: "LOCALITY", Country: "TH"},
		"nowhere":  {Type: "LOCALITY"},
		"abroad":   {Type: "LOCALITY", Country: "ID"},
		"ring":     {Type: "LOCALITY", Country: "TH", WithinID: "ring two"},
		"ring two": {Type: "LOCALITY", WithinID: "ring"},
	}
}

func TestProtect(t *testing.T) {
	for name, c := range map[string]struct {
		p       Presence
		place   string
		country Text
		ok      bool
	}{
		"without a place":                        {Presence{}, "", "", false},
		"without a place, but a country":         {Presence{Country: "MY"}, "", "MY", false},
		"a place that the import does not have":  {Presence{PlaceID: "lost"}, "lost", "", false},
		"a country":                              {Presence{PlaceID: "my"}, "my", "MY", false},
		"a region":                               {Presence{PlaceID: "asia"}, "asia", "", false},
		"a sensitive country":                    {Presence{PlaceID: "my", Sensitivity: "DETENTION"}, "my", "MY", false},
		"an area":                                {Presence{PlaceID: "sabah"}, "my", "MY", true},
		"a town in an area":                      {Presence{PlaceID: "town"}, "my", "MY", true},
		"a house of which only the town has one": {Presence{PlaceID: "house"}, "my", "MY", true},
		"a town, by its code":                    {Presence{PlaceID: "alone"}, "th", "TH", true},
		"a town whose country is unknown":        {Presence{PlaceID: "nowhere"}, "", "", true},
		"a town whose country is not described":  {Presence{PlaceID: "abroad"}, "", "ID", true},
		"a country that the source gives itself": {Presence{PlaceID: "abroad", Country: "MY"}, "", "MY", true},
		"places within each other":               {Presence{PlaceID: "ring"}, "th", "TH", true},
		"a shelter":                              {Presence{PlaceID: "town", Sensitivity: "SHELTER"}, "my", "MY", true},
		"not sensitive":                          {Presence{PlaceID: "town", Sensitivity: "NOT_SENSITIVE"}, "town", "MY", false},
		"a house that is not sensitive":          {Presence{PlaceID: "house", Sensitivity: "NOT_SENSITIVE"}, "house", "MY", false},
		"a shelter that was reviewed":            {Presence{PlaceID: "town", Sensitivity: "SHELTER", Reviewed: true}, "town", "MY", false},
		"reviewed":                               {Presence{PlaceID: "town", Reviewed: true}, "town", "MY", false},
	} {
		p := c.p
		g := &guarded{places: where()}
		g.index()
		if ok := g.protect(&p); ok != c.ok || p.PlaceID != c.place || p.Country != c.country {
			t.Errorf("%s: %t, place %q, country %q; want %t, %q, %q", name, ok, p.PlaceID, p.Country, c.ok, c.place, c.country)
		}
	}
}

func TestPlacesOfProtectedPresencesAreLeftOut(t *testing.T) {
	import_ := func(claims ...Record) *Import {
		in := &Import{}
		for _, key := range []string{"my", "sabah", "town", "house", "alone", "th"} {
			in.Things = append(in.Things, ThingInput{Key: key, Record: where()[key]})
		}
		for _, r := range claims {
			in.Claims = append(in.Claims, ClaimInput{Record: r})
		}
		return in
	}
	for name, c := range map[string]struct {
		claims []Record
		places string
		n      int
	}{
		"no presence":                        {nil, "my sabah town house alone th", 0},
		"one at a house":                     {[]Record{&Presence{PlaceID: "house"}}, "my alone th", 1},
		"one in a town with a house":         {[]Record{&Presence{PlaceID: "town"}}, "my sabah town house alone th", 1},
		"one of which a result tells":        {[]Record{&Presence{PlaceID: "house"}, &Figure{PlaceID: "sabah"}}, "my sabah alone th", 1},
		"one beside one that was reviewed":   {[]Record{&Presence{PlaceID: "house"}, &Presence{PlaceID: "house", Reviewed: true}}, "my sabah town house alone th", 1},
		"one in another town":                {[]Record{&Presence{PlaceID: "alone"}}, "my sabah town house th", 1},
		"two":                                {[]Record{&Presence{PlaceID: "house"}, &Presence{PlaceID: "alone"}}, "my th", 2},
		"one that is not sensitive":          {[]Record{&Presence{PlaceID: "house", Sensitivity: "NOT_SENSITIVE"}}, "my sabah town house alone th", 0},
		"one in a country, and one that has": {[]Record{&Presence{PlaceID: "my"}, &Presence{Country: "TH"}}, "my sabah town house alone th", 0},
	} {
		in := import_(c.claims...)
		out, err := protected(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		var left []string
		err = out.EachThing(t.Context(), func(x *ThingInput) error {
			left = append(left, x.Key)
			return nil
		})
		if err != nil || strings.Join(left, " ") != c.places || out.shown != c.n {
			t.Errorf("%s: %v are left, %d protected; want %s, %d (%v)", name, left, out.shown, c.places, c.n, err)
		}
		if len(in.Things) != 6 {
			t.Errorf("%s: the import itself was changed", name)
		}
		for i, r := range c.claims {
			if p, ok := r.(*Presence); ok && p != in.Claims[i].Record {
				t.Errorf("%s: the import's own presence was changed", name)
			}
		}
	}
}

// Package search finds things by their names. An Index is built in memory from
// the names of all things, so that every store gives the same answers. Among a
// million names a search takes a fraction of a millisecond, and a millisecond or
// two more for each long word that may be misspelt; a database's own text index
// needed seconds.
//
// A text is cut into words: runs of letters and digits of the folded text
// (graph.Fold). Each word of a question must be the beginning of a word of the
// thing, whichever of its names that is in. Things are ranked by how strictly
// they match (Tier), then by distance, by the number of claims about them, and
// by id.
package search

import (
	"github.com/migraph/migraph/graph"
)

// Entry is one thing with everything by which it is found, filtered and ranked.
type Entry struct {
	// ID is the global id. Of two entries with one id the last counts.
	ID string
	// Type is the noun: Stakeholder, Initiative, Document, Place, Theme.
	Type string
	// Kind is ORGANIZATION, GOVERNMENT ...; empty if unknown.
	Kind string
	// Country is an ISO 3166-1 alpha-2 code; empty if unknown.
	Country string
	// Themes are the ids of its themes.
	Themes []string
	// Claims is the number of stored claims about it. Of things that match
	// equally well, the one with more comes first.
	Claims int
	// Names are what it is found by; a thing without names is never found.
	Names []Name
}

// Name is a text by which a thing is found.
type Name struct {
	Text  string
	Field Field
}

// Field says what a name is.
type Field string

const (
	// Title is the name or title that is shown.
	Title Field = "TITLE"
	// Acronym is the short form of the name.
	Acronym Field = "ACRONYM"
	// Alias is any other name.
	Alias Field = "ALIAS"
	// Identifier is the value that a register gave, with or without the prefix
	// of the register (XM-DAC-47066, 47066).
	Identifier Field = "IDENTIFIER"
	// Country is the name of the thing's country. Its words are found like
	// others, so that «Ministry of Home Affairs Malaysia» leads to the Malaysian
	// body of that name, but it is never the whole name of the thing.
	Country Field = "COUNTRY"
)

// Question asks for the things that match a text. The selections limit them:
// values of one list are alternatives, and all lists that are not empty hold.
type Question struct {
	// Text has at most MaxText characters and MaxWords words, and at least one
	// letter or digit.
	Text string

	Types, Kinds, Countries, Themes []string

	// Facets are the facets to count, each once.
	Facets []Facet
	// First is the most hits to give; 0 gives only counts.
	First int
	// After is the position of the hit after which to continue.
	After *Position
}

// Bounds of the text of a question.
const (
	MaxText  = 200 // characters (code points)
	MaxWords = 10
)

// Tier says how strictly a thing matches. Lower is stricter.
type Tier int

const (
	// ExactIdentifier: the text is an identifier of the thing, whatever its
	// case, with or without the prefix of the register.
	ExactIdentifier Tier = iota
	// ExactName: the text is its title, its acronym or an alias, whatever case,
	// diacritics, spaces and punctuation.
	ExactName
	// Prefix: every word of the text begins a word of the thing.
	Prefix
	// Fuzzy: as Prefix, but some words differ by a letter or two. Only where
	// the stricter tiers have fewer than 20 things.
	Fuzzy
)

// Answer is what a search found.
type Answer struct {
	Hits []Hit
	// Total is the number of things that match and are selected, at most the
	// bound of the index (DefaultMaxTotal).
	Total int
	// AtLeast: there may be more than Total. Counting stopped at the bound, or
	// a misspelt word had more candidates than were tried.
	AtLeast bool
	// More: there are hits after the last of Hits.
	More bool
	// Facets are in the order of the question.
	Facets []FacetCounts
}

// Hit is a thing that was found.
type Hit struct {
	ID, Type string
	Tier     Tier
	// Distance is the number of edits between the text and the thing's words;
	// 0 in the stricter tiers.
	Distance int
	Claims   int
}

// Position gives the place of the hit in the order of hits.
func (h Hit) Position() *Position {
	return &Position{Tier: h.Tier, Distance: h.Distance, Claims: h.Claims, ID: h.ID}
}

// Position is a place in the order of hits: by tier, distance, claims (most
// first) and id. It stays meaningful when the index changes.
type Position struct {
	Tier     Tier
	Distance int
	Claims   int
	ID       string
}

// Facet is a property by which hits are counted.
type Facet string

// The facets.
const (
	FacetType    Facet = "TYPE"
	FacetKind    Facet = "KIND"
	FacetCountry Facet = "COUNTRY"
	FacetTheme   Facet = "THEME"
)

// FacetCounts counts the things that match the text and all selections but
// those of the facet itself, so that the alternatives to a selection show.
type FacetCounts struct {
	Facet Facet
	// Values has the most frequent first, then by value. A thing with several
	// themes counts for each.
	Values []ValueCount
	// Unknown counts things without a value.
	Unknown int
	// AtLeast: the counts are lower bounds. They are of the best things up to
	// the bound of the index, or the match set itself is a lower bound.
	AtLeast bool
}

// ValueCount is a value of a facet and the number of things that have it.
type ValueCount struct {
	Value string
	Count int
}

// Options are the bounds of an index; zero values mean the defaults.
type Options struct {
	// MaxTotal is where counting stops.
	MaxTotal int
	// MaxExpansions is the most words of the index that a misspelt word of a
	// question may stand for.
	MaxExpansions int
	// overlayShare: changes are merged when they are more than one in so many
	// things; see With.
	overlayShare int
}

// The bounds of an index whose Options say none.
const (
	DefaultMaxTotal      = 10_000
	DefaultMaxExpansions = 50
)

// fuzzyBelow: misspelt words are looked for where the stricter tiers have fewer
// things than this.
const fuzzyBelow = 20

func (o Options) withDefaults() Options {
	if o.MaxTotal <= 0 {
		o.MaxTotal = DefaultMaxTotal
	}
	if o.MaxExpansions <= 0 {
		o.MaxExpansions = DefaultMaxExpansions
	}
	if o.overlayShare <= 0 {
		o.overlayShare = 10
	}
	return o
}

func (q *Question) check() error {
	if q.First < 0 {
		return graph.InvalidArg("first", "first must not be negative")
	}
	for i, f := range q.Facets {
		if facetIndex(f) < 0 {
			return graph.InvalidArg("facets", "there is no facet %q; ask for TYPE, KIND, COUNTRY or THEME", f)
		}
		for _, other := range q.Facets[:i] {
			if f == other {
				return graph.InvalidArg("facets", "the facet %s is asked for twice; ask once", f)
			}
		}
	}
	return nil
}

// selections gives the selected values of each facet.
func (q *Question) selections() [facetCount][]string {
	return [facetCount][]string{q.Types, q.Kinds, q.Countries, q.Themes}
}

package ingest

import (
	"cmp"
	"maps"
	"slices"
)

// Account tells what a reader did with what it read. Nothing is left out in
// silence: what is not taken over is skipped, or withheld, by a rule that says why.
// Its zero value is an empty account.
type Account struct {
	// Format names the format that was read, for people: «IATI 2.03 activities».
	Format string
	read   map[string]int
	rules  map[string]*Rule
	// Undated counts claims that the source gives no date of their own, and
	// WithoutAmount flows and plans without an amount.
	Undated, WithoutAmount int
}

// Rule is a reason for which entries were not taken over as they stand.
type Rule struct {
	// Name is the rule's name in its standard, or a few words with hyphens:
	// «transaction-without-amount».
	Name string `json:"rule"`
	// Effect on the entries.
	Effect Effect `json:"effect"`
	// Says what is wrong and what was done, for people.
	Says  string `json:"says"`
	Count int    `json:"count"`
	// Places are the first MaxPlaces at which it applied: file, line, element.
	Places []string `json:"places"`
}

// Effect is what became of entries to which a rule applied.
type Effect string

// The effects.
const (
	// Skipped: the entry, or the value, was not taken over.
	Skipped Effect = "SKIPPED"
	// NotKept: it is of a kind that Migraph does not keep of anybody.
	NotKept Effect = "NOT_KEPT"
	// Withheld: what may be personal data was not taken over.
	Withheld Effect = "WITHHELD"
	// Flagged: it was taken over, but somebody should look at it.
	Flagged Effect = "FLAGGED"
)

// MaxPlaces bounds the places that are kept of a rule.
const MaxPlaces = 1000

// mostNotKept bounds the places of what is of a kind that is not kept: nobody looks
// for more.
const mostNotKept = 100

// Read counts elements or rows that were read, by what they are called.
func (a *Account) Read(what string, n int) {
	if a.read == nil {
		a.read = map[string]int{}
	}
	a.read[what] += n
}

// Skip, Withhold and Flag note that a rule applied at a place.
func (a *Account) Skip(rule, says, place string) { a.note(Skipped, rule, says, place) }

// Drop notes what is of a kind that Migraph does not keep: see Skip.
func (a *Account) Drop(rule, says, place string) { a.note(NotKept, rule, says, place) }

// Withhold notes that something was withheld: see Skip.
func (a *Account) Withhold(rule, says, place string) { a.note(Withheld, rule, says, place) }

// Flag notes that something was taken over that somebody should look at: see Skip.
func (a *Account) Flag(rule, says, place string) { a.note(Flagged, rule, says, place) }

func (a *Account) note(effect Effect, name, says, place string) {
	if a.rules == nil {
		a.rules = map[string]*Rule{}
	}
	r := a.rules[name]
	if r == nil {
		r = &Rule{Name: name, Effect: effect, Says: says}
		a.rules[name] = r
	}
	r.Count++
	if len(r.Places) < MaxPlaces && (effect != NotKept || len(r.Places) < mostNotKept) {
		r.Places = append(r.Places, place)
	}
}

// Elements gives the numbers of elements or rows that were read.
func (a *Account) Elements() map[string]int { return maps.Clone(a.read) }

// Count tells how often a rule applied.
func (a *Account) Count(rule string) int {
	if r := a.rules[rule]; r != nil {
		return r.Count
	}
	return 0
}

// Rules gives the rules that applied: what was skipped first, then what was
// withheld, then what is flagged, then what is not kept, the most frequent first.
func (a *Account) Rules() []Rule {
	order := []Effect{Skipped, Withheld, Flagged, NotKept}
	out := make([]Rule, 0, len(a.rules))
	for _, r := range a.rules {
		out = append(out, *r)
	}
	slices.SortFunc(out, func(x, y Rule) int {
		return cmp.Or(slices.Index(order, x.Effect)-slices.Index(order, y.Effect), y.Count-x.Count, cmp.Compare(x.Name, y.Name))
	})
	return out
}

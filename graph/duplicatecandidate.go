package graph

import (
	"fmt"
	"io"
)

// DuplicateCandidate is a pair of things that may be one. Nothing merges by it: people
// look, and rule. It is worked out for an answer (package duplicate) and never stored.
type DuplicateCandidate struct {
	Base
	// OneID and OtherID are the two, in the order of ids.
	OneID, OtherID string
	// Reasons to look at them, the strongest first.
	Reasons []DuplicateReason
	// Strength is the sum of the weights of the reasons.
	Strength int
	// Countries says what the two say of where they are; empty for things that have
	// no country.
	Countries Text
}

// DuplicateReason is why two things may be one.
type DuplicateReason string

// The reasons, the strongest first.
const (
	// SameIdentifier: an identifier of the same register is equal but for
	// punctuation.
	SameIdentifier DuplicateReason = "SAME_IDENTIFIER"
	// ThirdPartyReport: a source says that one activity reports of the other.
	ThirdPartyReport DuplicateReason = "THIRD_PARTY_REPORT"
	// SameName: a name is equal but for case and diacritics.
	SameName DuplicateReason = "SAME_NAME"
	// SameWords: a name has the same words, but for their order, legal forms and
	// punctuation.
	SameWords DuplicateReason = "SAME_WORDS"
	// CutName: a name is the beginning of the other's, of 35 characters.
	CutName DuplicateReason = "CUT_NAME"
	// SameAcronym: the acronym is equal, and the names are similar or one is it.
	SameAcronym DuplicateReason = "SAME_ACRONYM"
	// SameWebsite: their websites are at the same host.
	SameWebsite DuplicateReason = "SAME_WEBSITE"
	// SimilarName: one word of a name is spelt otherwise.
	SimilarName DuplicateReason = "SIMILAR_NAME"
)

// DuplicateReasons gives every reason, the strongest first.
var DuplicateReasons = []DuplicateReason{
	SameIdentifier, ThirdPartyReport, SameName, SameWords, CutName, SameAcronym, SameWebsite, SimilarName,
}

// MarshalGQL writes the reason.
func (r DuplicateReason) MarshalGQL(w io.Writer) { writeEnum(w, string(r)) }

// UnmarshalGQL reads one of DuplicateReasons.
func (r *DuplicateReason) UnmarshalGQL(x any) error { return readEnum(r, x, DuplicateReasons) }

func (*DuplicateCandidate) noun() *Type { return duplicateCandidateType }

var duplicateCandidateType = &Type{
	Name: "DuplicateCandidate", Class: ClassView,
	New: func() Record { return &DuplicateCandidate{} },
	Fields: []Field{
		// The strongest first, then by the ids of the two.
		{Name: "rank", Kind: KindCode, Sort: true, Get: func(r Record) any {
			c := r.(*DuplicateCandidate)
			return fmt.Sprintf("%03d %s %s", 999-min(c.Strength, 999), c.OneID, c.OtherID)
		}},
	},
	IDs: []IDList{
		{"one", []string{"Stakeholder", "Initiative"}, 1, func(r Record) []string { return idsOf(r.(*DuplicateCandidate).OneID) }},
		{"other", []string{"Stakeholder", "Initiative"}, 1, func(r Record) []string { return idsOf(r.(*DuplicateCandidate).OtherID) }},
	},
}

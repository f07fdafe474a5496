package graph

import (
	"fmt"
	"math"
)

// CoParticipant is a body that took part in the same initiatives as another.
// It is worked out for an answer (package network) and never stored.
type CoParticipant struct {
	Base
	StakeholderID string
	// Initiatives are the ids of the joint ones, the latest first, undated last.
	Initiatives []string
	// LatestID is the joint initiative that started last, empty if none is dated.
	LatestID string
	// LastDays are the last days on which the dated ones may have gone on, in the
	// order of Initiatives; a day after all days for what is open.
	LastDays []string
	// Claims are the ids of the participations that say so, those in the first of
	// Initiatives first.
	Claims []string
	// Strength is set where lists are ordered by it; nil if unknown.
	Strength *float64
}

// Undated counts the joint initiatives without any date.
func (c *CoParticipant) Undated() int { return len(c.Initiatives) - len(c.LastDays) }

func (*CoParticipant) noun() *Type { return coParticipantType }

var coParticipantType = &Type{
	Name: "CoParticipant", Class: ClassView,
	New: func() Record { return &CoParticipant{} },
	Fields: []Field{
		// The order of lists: most joint initiatives first.
		{Name: "rank", Kind: KindCode, Sort: true,
			Get: func(r Record) any { return r.(*CoParticipant).rank() }},
		// Strongest first, unknown last, then as above.
		{Name: "strength", Kind: KindCode, Sort: true,
			Get: func(r Record) any { return descending(r.(*CoParticipant).Strength) + r.(*CoParticipant).rank() }},
	},
	Refs: []Ref{
		ref("stakeholder", "Stakeholder", func(c *CoParticipant) *string { return &c.StakeholderID }),
		ref("latest", "Initiative", func(c *CoParticipant) *string { return &c.LatestID }),
	},
	IDs: []IDList{
		{"initiatives", []string{"Initiative"}, MaxJointShown, func(r Record) []string { return r.(*CoParticipant).Initiatives }},
		{"claims", []string{"Participation"}, MaxClaimsShown, func(r Record) []string { return r.(*CoParticipant).Claims }},
	},
}

func (c *CoParticipant) rank() string { return fmt.Sprintf("%09d", maxJoint-len(c.Initiatives)) }

// descending gives a key of fixed width by which the largest figure comes first
// and an unknown one last. Figures have nine decimals and are no larger than a thousand million.
func descending(figure *float64) string {
	const most = 1_000_000_000 * 1_000_000_000
	if figure == nil {
		return fmt.Sprintf("1%019d", 0)
	}
	return fmt.Sprintf("0%019d", most-int64(math.Round(*figure*1e9)))
}

// MaxJointShown bounds the joint initiatives that are listed one by one, and
// MaxClaimsShown the claims on which a row of an answer rests.
const (
	MaxJointShown  = 10
	MaxClaimsShown = 10
)

// maxJoint is more than any two bodies can share.
const maxJoint = 999_999_999

package graph

import "fmt"

// CoParticipant is a body that took part in the same initiatives as another.
// It is worked out for an answer (package network) and never stored.
type CoParticipant struct {
	Base
	StakeholderID string
	// Initiatives are the ids of the joint ones, the latest first, undated last.
	Initiatives []string
	// LatestID is the joint initiative that started last, empty if none is dated.
	LatestID string
}

func (*CoParticipant) noun() *Type { return coParticipantType }

var coParticipantType = &Type{
	Name: "CoParticipant", Class: ClassView,
	New: func() Record { return &CoParticipant{} },
	Fields: []Field{
		// The order of lists: most joint initiatives first.
		{Name: "rank", Kind: KindCode, Sort: true,
			Get: func(r Record) any { return fmt.Sprintf("%09d", maxJoint-len(r.(*CoParticipant).Initiatives)) }},
	},
	Refs: []Ref{
		ref("stakeholder", "Stakeholder", func(c *CoParticipant) *string { return &c.StakeholderID }),
		ref("latest", "Initiative", func(c *CoParticipant) *string { return &c.LatestID }),
	},
	IDs: []IDList{
		{"initiatives", []string{"Initiative"}, MaxJointShown, func(r Record) []string { return r.(*CoParticipant).Initiatives }},
	},
}

// MaxJointShown bounds the joint initiatives that are listed one by one.
const MaxJointShown = 10

// maxJoint is more than any two bodies can share.
const maxJoint = 999_999_999

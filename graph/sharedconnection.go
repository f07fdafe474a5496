package graph

import "fmt"

// SharedConnection is a body that two others both know. It is worked out for an
// answer (package network) and never stored.
type SharedConnection struct {
	Base
	StakeholderID string
	// Sides are how each of the two knows it, in the order of the question.
	Sides []*SharedSide
}

func (*SharedConnection) noun() *Type { return sharedConnectionType }

// SharedSide is how one of two bodies knows a third.
type SharedSide struct {
	Base
	// StakeholderID is the one that knows.
	StakeholderID string
	Connection    *CoParticipant
}

func (*SharedSide) noun() *Type { return sharedSideType }

var sharedConnectionType = &Type{
	Name: "SharedConnection", Class: ClassView,
	New: func() Record { return &SharedConnection{} },
	Fields: []Field{
		// The order of lists: most joint initiatives on the side that has fewer
		// first, then on both sides together.
		{Name: "rank", Kind: KindCode, Sort: true, Get: func(r Record) any {
			fewer, all := r.(*SharedConnection).Counts()
			return fmt.Sprintf("%09d %010d", maxJoint-fewer, 2*maxJoint-all)
		}},
	},
	Refs:  []Ref{ref("stakeholder", "Stakeholder", func(c *SharedConnection) *string { return &c.StakeholderID })},
	Parts: []Part{most(2, part("sides", sharedSideType, func(c *SharedConnection) *[]*SharedSide { return &c.Sides }))},
}

// Counts gives the number of joint initiatives on the side that has fewer, and
// on both sides together.
func (c *SharedConnection) Counts() (fewer, all int) {
	fewer = maxJoint
	for _, s := range c.Sides {
		n := len(s.Connection.Initiatives)
		fewer, all = min(fewer, n), all+n
	}
	return fewer, all
}

var sharedSideType = &Type{
	Name: "SharedSide", Class: ClassView,
	New:  func() Record { return &SharedSide{} },
	Refs: []Ref{ref("stakeholder", "Stakeholder", func(s *SharedSide) *string { return &s.StakeholderID })},
	IDs: []IDList{
		{"initiatives", []string{"Initiative"}, MaxJointShown, func(r Record) []string { return r.(*SharedSide).Connection.Initiatives }},
		{"claims", []string{"Participation"}, MaxClaimsShown, func(r Record) []string { return r.(*SharedSide).Connection.Claims }},
	},
}

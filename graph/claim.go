package graph

import (
	"io"
	"slices"
	"strings"
)

// Claim holds what every claim has.
type Claim struct {
	Base
	// Key is the source's natural key of the claim, or one made of what it is
	// about. Two claims of one type and key are the same claim as told by
	// different sources.
	Key string
	// Conflicting: another dataset tells the same claim differently.
	Conflicting bool
	// Hidden is the first audience that may see the claim: see hide.go.
	Hidden   Audience
	Evidence []*Evidence
}

func (c *Claim) claim() *Claim { return c }

// AsClaim gives the common part of a claim, nil for things and parts.
func AsClaim(r Record) *Claim {
	if c, ok := r.(interface{ claim() *Claim }); ok {
		return c.claim()
	}
	return nil
}

func claimFields[R any](at func(*R) *Claim) []Field {
	return []Field{
		code("key", func(r *R) *string { return &at(r).Key }).indexed(),
		boolean("conflicting", func(r *R) *bool { return &at(r).Conflicting }),
		hiddenField(func(r *R) *Audience { return &at(r).Hidden }),
	}
}

func claimParts[R any](at func(*R) *Claim) []Part {
	return []Part{evidence(func(r *R) *[]*Evidence { return &at(r).Evidence })}
}

// Link is an edge that a claim puts between two things, for traversal.
type Link struct {
	// From and To are ids of things.
	From, To string
	Type     LinkType
	// Role is that of a participation or a presence; empty for other claims.
	Role Role
	// Claim is the id of the claim; Step its edge's place if it has several.
	Claim string
	Step  int
	Bounds
}

// publicLinks limits the links of claims to what everybody may see: who asks for
// links has no audience, and a database that people open in a browser of its own
// shows them all.
func publicLinks(links func(Record) []Link) func(Record) []Link {
	return func(r Record) []Link {
		if AsClaim(r).Hidden > AudiencePublic {
			return nil
		}
		return links(r)
	}
}

// LinkType is the kind of an edge: one of those below, a type of affiliation,
// or a type of link between initiatives.
type LinkType string

// The kinds of links that are no type of another noun.
const (
	LinkParticipatesIn LinkType = "PARTICIPATES_IN"
	LinkFunds          LinkType = "FUNDS"
	LinkWorksIn        LinkType = "WORKS_IN"   // a presence: stakeholder to place
	LinkLocatedIn      LinkType = "LOCATED_IN" // a classification by place
	LinkAbout          LinkType = "ABOUT"      // a classification by theme
)

// LinkTypes gives every kind of link.
func LinkTypes() []LinkType {
	out := []LinkType{LinkParticipatesIn, LinkFunds, LinkWorksIn, LinkLocatedIn, LinkAbout}
	for _, a := range AffiliationTypes {
		out = append(out, LinkType(a))
	}
	for _, l := range InitiativeLinkTypes {
		if l != thirdPartyReportOf && !slices.Contains(out, LinkType(l)) { // both know PART_OF and SUCCEEDS
			out = append(out, LinkType(l))
		}
	}
	return out
}

// RoleLinks gives the kinds of links that can tell of a role.
func RoleLinks() []LinkType { return []LinkType{LinkParticipatesIn, LinkWorksIn} }

// TieTypes gives the kinds of links between bodies and initiatives: all but those
// to places and themes, by which everybody would be linked with everybody.
func TieTypes() []LinkType {
	return slices.DeleteFunc(LinkTypes(), func(t LinkType) bool {
		return t == LinkWorksIn || t == LinkLocatedIn || t == LinkAbout
	})
}

// MarshalGQL writes the value, or null if unknown.
func (l LinkType) MarshalGQL(w io.Writer) { writeEnum(w, string(l)) }

// UnmarshalGQL reads one of LinkTypes.
func (l *LinkType) UnmarshalGQL(x any) error { return readEnum(l, x, LinkTypes()) }

// subject joins what a claim is about to a key.
func subject(parts ...string) string { return KeylessPrefix + strings.Join(parts, "\x1f") }

// KeylessPrefix begins the keys of claims whose source gives none.
const KeylessPrefix = "about:"

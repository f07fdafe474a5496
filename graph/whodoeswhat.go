package graph

import (
	"crypto/sha256"
	"fmt"
	"strings"
)

// WhoDoesWhat is a row of a table of who does what where for whom: one claim, or
// the claims that are alike in what the table is grouped by. It is worked out for
// an answer (package network) and never stored.
type WhoDoesWhat struct {
	Base
	Timing
	// Of one claim only:
	StakeholderID string
	GroupLabel    Text
	InitiativeID  string
	Role          Role
	// Themes and Places are ids, Countries codes; each from the claim or from its
	// initiative.
	Themes, Places, Countries         []string
	TargetGroup                       Text
	ThemesFrom, PlacesFrom, GroupFrom DatedBy

	// Keys of a group, in the order in which they were asked for.
	Keys []*TableKey
	// Claims are the ids of the newest claims of the row, at most MaxClaimsShown.
	Claims []string
	// The numbers of claims, of distinct stakeholders and initiatives among them,
	// and of claims of groups without identity.
	ClaimCount, StakeholderCount, InitiativeCount, GroupCount int
}

func (*WhoDoesWhat) noun() *Type { return whoDoesWhatType }

// TableKey is a value that claims of a row share: a thing, a code or a group
// without identity; nothing recorded if all are empty.
type TableKey struct {
	Base
	// By names the dimension.
	By      string
	ThingID string
	Code    Text
	Group   Text
}

func (*TableKey) noun() *Type { return tableKeyType }

var tableKeyType = &Type{
	Name: "TableKey", Class: ClassView,
	New: func() Record { return &TableKey{} },
	IDs: []IDList{{"thing", []string{"Stakeholder", "Initiative", "Place", "Theme"}, 1,
		func(r Record) []string { return idsOf(r.(*TableKey).ThingID) }}},
}

// tableKeys describes the keys of rows, of which there are so many at the most.
func tableKeys[R Record](keys func(R) []*TableKey, most int) Part {
	return Part{Name: "keys", Type: tableKeyType, Most: most, Get: func(r Record) []Record {
		var out []Record
		for _, k := range keys(r.(R)) {
			out = append(out, k)
		}
		return out
	}}
}

// idsOf gives a list of one id, none for an empty one.
func idsOf(id string) []string {
	if id == "" {
		return nil
	}
	return []string{id}
}

// MaxLabelsShown bounds the themes and the places that a row lists one by one.
const MaxLabelsShown = 20

// MaxTableKeys bounds by how many properties a table is grouped at once.
const MaxTableKeys = 4

var whoDoesWhatType = &Type{
	Name: "WhoDoesWhat", Class: ClassView, Dated: true,
	New: func() Record { return &WhoDoesWhat{} },
	Fields: append([]Field{
		// The order of groups: most claims first, then by the values.
		{Name: "rank", Kind: KindCode, Sort: true, Get: func(r Record) any { return r.(*WhoDoesWhat).rank() }},
	}, timingFields(func(w *WhoDoesWhat) *Timing { return &w.Timing })...),
	Refs: []Ref{
		ref("stakeholder", "Stakeholder", func(w *WhoDoesWhat) *string { return &w.StakeholderID }),
		ref("initiative", "Initiative", func(w *WhoDoesWhat) *string { return &w.InitiativeID }),
	},
	Parts: []Part{tableKeys(func(w *WhoDoesWhat) []*TableKey { return w.Keys }, MaxTableKeys)},
	IDs: []IDList{
		{"themes", []string{"Theme"}, MaxLabelsShown, func(r Record) []string { return r.(*WhoDoesWhat).Themes }},
		{"places", []string{"Place"}, MaxLabelsShown, func(r Record) []string { return r.(*WhoDoesWhat).Places }},
		{"claims", []string{"Participation", "Presence"}, MaxClaimsShown, func(r Record) []string { return r.(*WhoDoesWhat).Claims }},
	},
}

// maxRanked is more than any group has claims.
const maxRanked = 999_999_999

func (w *WhoDoesWhat) rank() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%09d", maxRanked-w.ClaimCount)
	for _, k := range w.Keys {
		b.WriteString("\x1f" + k.ThingID + string(k.Code) + string(k.Group))
	}
	return b.String()
}

// IdentifyRow gives a row an id of what tells it from the others of its table.
func IdentifyRow(r Record, parts ...string) {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x1f")))
	SetID(r, "v"+idEncoding.EncodeToString(sum[:])[:claimIDLength])
}

package graph

import "fmt"

// Changed is a record that came, changed or went since a revision, worked out of
// notes of changes for an answer.
type Changed struct {
	Base
	// Noun is the name of the record's type.
	Noun string
	// Action says what an audience sees of it.
	Action ChangeAction
	// At is the revision of its last change.
	At Revision
}

// ChangeAction says what became of a record.
type ChangeAction string

// The actions.
const (
	ActionAdded   ChangeAction = "ADDED"
	ActionChanged ChangeAction = "CHANGED"
	ActionRemoved ChangeAction = "REMOVED"
)

func (*Changed) noun() *Type { return changedType }

var changedType = &Type{
	Name: "ChangedRecord", Class: ClassView,
	New: func() Record { return &Changed{} },
	Fields: []Field{
		// The order of lists: the last change first.
		{Name: "rank", Kind: KindCode, Sort: true, Get: func(r Record) any {
			c := r.(*Changed)
			return fmt.Sprintf("%09d %s", maxRevision-c.At, c.Noun)
		}},
	},
	IDs: []IDList{{"node", []string{
		"Stakeholder", "Initiative", "Document", "Place", "Theme", "Participation", "Flow", "Plan", "Affiliation",
		"InitiativeLink", "Presence", "Classification", "Result", "Finding", "DocumentLink", "ExchangeRate",
	}, 1, func(r Record) []string { return []string{IDOf(r)} }}},
}

// maxRevision is more than any revision.
const maxRevision Revision = 999_999_999

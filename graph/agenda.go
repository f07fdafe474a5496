package graph

// AgendaItem is an initiative of a period, and why it is one. It is worked out
// for an answer (package network) and never stored.
type AgendaItem struct {
	Base
	InitiativeID string
	// Start is the first day on which the initiative may have started, empty if
	// unknown.
	Start   string
	Reasons []AgendaReason
}

func (*AgendaItem) noun() *Type { return agendaItemType }

// AgendaReason says why an initiative is on an agenda.
type AgendaReason string

// The reasons. POSSIBLY: the dates that are known allow it, but also another
// reading.
const (
	AgendaStarts         AgendaReason = "STARTS"
	AgendaPossiblyStarts AgendaReason = "POSSIBLY_STARTS"
	AgendaEnds           AgendaReason = "ENDS"
	AgendaPossiblyEnds   AgendaReason = "POSSIBLY_ENDS"
	AgendaActive         AgendaReason = "ACTIVE"
	AgendaPossiblyActive AgendaReason = "POSSIBLY_ACTIVE"
)

var agendaItemType = &Type{
	Name: "AgendaItem", Class: ClassView,
	New: func() Record { return &AgendaItem{} },
	Fields: []Field{
		{Name: "startEarliest", Kind: KindCode, Sort: true, Get: func(r Record) any { return r.(*AgendaItem).Start }},
	},
	Refs: []Ref{ref("initiative", "Initiative", func(a *AgendaItem) *string { return &a.InitiativeID })},
}

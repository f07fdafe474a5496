package funding

import (
	"slices"
	"strings"
	"sync"

	"github.com/migraph/migraph/graph"
)

// Book holds every flow that an audience sees, and what else totals of money need
// to know. What it tells never changes: with makes another.
type Book struct {
	flows []*Flow // by id
	// bodies are the recorded kinds of stakeholders.
	bodies map[string]Body
	// parents are the bodies of which a stakeholder is a part or an office, parts
	// the initiatives of which another is a part, and classes the places and themes
	// of initiatives: each by id of the claim.
	parents map[string]map[string]Parent
	parts   map[string]map[string]Parent
	classes map[string]map[string]Class
	rates   rates

	settling sync.Mutex
	all      []*entry // see settled; nil until it is asked for
}

// MaxFlows bounds the flows of a book: each takes some 500 bytes.
const MaxFlows = 4_000_000

// Flow is a flow as totals see it.
type Flow struct {
	ID                  string
	Provider, Recipient graph.End
	Hops                []graph.End
	Type                graph.FlowType
	Stage               graph.Stage
	Currency            string
	Reporter            string
	ReportedBy          graph.ReportedBy
	Amount              Amount
	// Known: the amount is known and can be summed. Huge: it is known and beyond
	// what is summed.
	Known, Huge bool
	PaidFrom    string
	Bounds      graph.Bounds
	// Classes are the places and themes for which this very flow is.
	Classes []Class
	// First and Last are the days between which it happened by its own dates, empty
	// if it has none.
	First, Last string
	// ValueDay is the day whose rate of exchange its source means, empty if it
	// names none.
	ValueDay string
	Documents   []string
	// Key and Tellers are set for flows that datasets tell differently.
	Key     string
	Tellers []Teller
}

// Teller is a dataset that tells a flow, and what decides whose word counts.
type Teller struct {
	Dataset string
	Own     bool   // in a document that the reporter itself published
	Date    string // of its newest document
}

// year gives the calendar year in which it happened, empty if it is unknown or
// not one.
func (f *Flow) year() string {
	if f.First == "" || f.Last == "" || f.First[:4] != f.Last[:4] {
		return ""
	}
	return f.First[:4]
}

// span gives the years in which it happened, as reports of both sides may tell.
func (f *Flow) span() string {
	if f.First == "" && f.Last == "" {
		return ""
	}
	return yearOf(f.First) + "/" + yearOf(f.Last)
}

func yearOf(day string) string { return day[:min(4, len(day))] }

// initiative gives the initiative whose themes and places are those of the flow:
// that which receives, else that which provides.
func (f *Flow) initiative() string {
	if f.Recipient.InitiativeID != "" {
		return f.Recipient.InitiativeID
	}
	return f.Provider.InitiativeID
}

// node gives what an end of a flow is: the body, else the programme; empty if it
// is unknown.
func node(e graph.End) string {
	if e.StakeholderID != "" {
		return e.StakeholderID
	}
	return e.InitiativeID
}

// Body is what is recorded of a stakeholder.
type Body struct{ Kind, Subtype string }

// Parent says to what something belongs, and when.
type Parent struct {
	To     string
	Type   graph.AffiliationType // of stakeholders
	Bounds graph.Bounds
}

// Class says that an initiative has a place or a theme, or both.
type Class struct {
	Place, Theme           string
	Percentage, Vocabulary string
}

// changed are the states of records that are other than in a book: nil where the
// audience sees none any more.
type changed struct {
	flows   map[string]*Flow
	bodies  map[string]*Body
	parents map[string]*link[Parent]
	parts   map[string]*link[Parent]
	classes map[string]*link[Class]
	rates   map[string]*pairedRate
}

// link is what a claim says of a thing.
type link[T any] struct {
	of   string
	says T
}

// with gives the book with these changes.
func (b *Book) with(c *changed) *Book {
	out := &Book{bodies: map[string]Body{}, parents: relinked(b.parents, c.parents), parts: relinked(b.parts, c.parts), classes: relinked(b.classes, c.classes), rates: b.rates.with(c.rates)}
	for id, body := range b.bodies {
		if _, is := c.bodies[id]; !is {
			out.bodies[id] = body
		}
	}
	for id, body := range c.bodies {
		if body != nil {
			out.bodies[id] = *body
		}
	}
	for _, f := range b.flows {
		if _, is := c.flows[f.ID]; !is {
			out.flows = append(out.flows, f)
		}
	}
	for _, f := range c.flows {
		if f != nil {
			out.flows = append(out.flows, f)
		}
	}
	slices.SortFunc(out.flows, func(x, y *Flow) int { return strings.Compare(x.ID, y.ID) })
	return out
}

// relinked gives what claims say with the changes.
func relinked[T any](have map[string]map[string]T, c map[string]*link[T]) map[string]map[string]T {
	out := map[string]map[string]T{}
	add := func(of, claim string, says T) {
		if out[of] == nil {
			out[of] = map[string]T{}
		}
		out[of][claim] = says
	}
	for of, claims := range have {
		for claim, says := range claims {
			if _, is := c[claim]; !is {
				add(of, claim, says)
			}
		}
	}
	for claim, l := range c {
		if l != nil {
			add(l.of, claim, l.says)
		}
	}
	return out
}

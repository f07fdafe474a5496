package network

import (
	"context"

	"github.com/migraph/migraph/graph"
)

// AgendaQuestion asks which initiatives started, went on or ended in a period.
type AgendaQuestion struct {
	// Where limits the initiatives; nil limits nothing.
	Where graph.Filter
	// From and To are ISO days, both inclusive.
	From, To string
	// After is the place in AgendaOrder after which the page begins, First the
	// number of its items. Total asks for the number on all pages.
	After *graph.Position
	First int
	Total bool
}

// AgendaOrder is by the first day on which an initiative may have started, those
// of which it is unknown first: they may have been going on before all others.
var AgendaOrder = graph.Order{Field: "startEarliest"}

// dating is the time of an agenda: what possibly held, if anything is known.
func (q AgendaQuestion) dating() graph.Dating {
	return graph.Dating{From: q.From, To: q.To, Possible: true, Undated: graph.UndatedExclude}
}

// Condition is that an initiative is on the agenda.
func (q AgendaQuestion) Condition() graph.Filter { return graph.All(q.Where, q.dating().Filter()) }

// Undated is that an initiative would be asked for, but has no date by which to
// tell.
func (q AgendaQuestion) Undated() graph.Filter {
	return graph.All(q.Where, graph.Dating{Undated: graph.UndatedOnly}.Filter())
}

// Agenda gives a page of the agenda by one call, whether there is more, and how
// many items there are if that is asked for, else -1.
func Agenda(ctx context.Context, fetch graph.Fetch, q AgendaQuestion) ([]*graph.AgendaItem, bool, int, error) {
	t := graph.Catalog.Type("Initiative")
	res, err := fetch(ctx, &graph.Plan{Query: graph.Query{Type: t, Where: graph.All(q.Condition(), graph.Live(t)),
		Order: AgendaOrder, After: q.After, Limit: q.First, Total: q.Total}})
	if err != nil {
		return nil, false, 0, err
	}
	l := &res.Lists[0]
	var out []*graph.AgendaItem
	for _, r := range l.Records {
		i := r.(*graph.Initiative)
		out = append(out, &graph.AgendaItem{Base: graph.Base{ID: i.ID}, InitiativeID: i.ID, Start: i.Period.Start.Earliest, Reasons: q.reasons(i)})
	}
	total := -1
	if q.Total {
		total = l.Total
	}
	return out, l.More, total, nil
}

// reasons tells why an initiative is on the agenda. The end of an event of which
// only the start is known is its start.
func (q AgendaQuestion) reasons(i *graph.Initiative) []graph.AgendaReason {
	var out []graph.AgendaReason
	add := func(certain, possible bool, is, may graph.AgendaReason) {
		switch {
		case certain:
			out = append(out, is)
		case possible:
			out = append(out, may)
		}
	}
	start, end := i.Period.Start, i.Period.End
	if !end.Known() && i.Nature != "STATE" {
		end = start
	}
	add(q.holds(start), q.touches(start), graph.AgendaStarts, graph.AgendaPossiblyStarts)
	add(q.holds(end), q.touches(end), graph.AgendaEnds, graph.AgendaPossiblyEnds)
	certain := start.Known() && end.Known() && start.Latest <= q.To && end.Earliest >= q.From ||
		q.holds(start) || q.holds(end) // on that day at least
	add(certain, true, graph.AgendaActive, graph.AgendaPossiblyActive)
	return out
}

// holds: however a date is read, it lies in the period.
func (q AgendaQuestion) holds(d graph.PartialDate) bool {
	return d.Known() && d.Earliest >= q.From && d.Latest <= q.To
}

// touches: some reading of a date lies in the period.
func (q AgendaQuestion) touches(d graph.PartialDate) bool {
	return d.Known() && d.Earliest <= q.To && d.Latest >= q.From
}

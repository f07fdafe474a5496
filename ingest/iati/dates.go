package iati

import (
	"strings"

	"github.com/migraph/migraph/graph"
)

// dayOf reads a day as the standard's xsd:date and xsd:dateTime write it: the time
// and the zone, if any, are left out.
func dayOf(text string) (graph.PartialDate, bool) {
	text = graph.Clean(text)
	if len(text) > 10 && strings.ContainsAny(text[10:11], "TZ+- ") {
		text = text[:10]
	}
	if len(text) != 10 {
		return graph.PartialDate{}, false
	}
	d, err := graph.ParseDate(text)
	return d, err == nil
}

// date reads the iso-date of an element, or the date in its text, which version 1
// allows. What is no date is left out and counted.
func (s *scope) date(e *element) graph.PartialDate {
	if e == nil {
		return graph.PartialDate{}
	}
	text, given := e.raw("iso-date")
	if !given {
		text = e.value()
	}
	d, ok := dayOf(text)
	if !ok && strings.TrimSpace(text) != "" {
		s.skip("no-date", "A date is written year-month-day, as in 2022-08-15; this one is left out.", e)
	}
	return d
}

// period reads period-start and period-end. An end before its start is left out.
func (s *scope) period(e *element) graph.Period {
	p := graph.Period{Start: s.date(e.child("period-start")), End: s.date(e.child("period-end"))}
	if p.Start.Known() && p.End.Known() && p.End.Latest < p.Start.Earliest {
		s.skip("end-before-start", "It ends before it begins, so the end is left out.", e)
		p.End = graph.PartialDate{}
	}
	return p
}

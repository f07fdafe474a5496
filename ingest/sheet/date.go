package sheet

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/migraph/migraph/graph"
)

// DayOrder tells what the first of two numbers of a date such as 03/04/2022 is.
type DayOrder int

// The orders. It is unknown if every date can be read in both ways.
const (
	OrderUnknown DayOrder = iota
	DayFirst
	MonthFirst
	// OrderMixed: some dates are only possible with the day first, others only with
	// the month first.
	OrderMixed
)

var (
	isoStart   = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2})[T ]\d{1,2}:\d{2}`)
	slashes    = regexp.MustCompile(`^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T]+\d{1,2}:\d{2}(?::\d{2})?)?$`)
	yearFirst  = regexp.MustCompile(`^(\d{4})[/.](\d{1,2})[/.](\d{1,2})$`)
	monthOfOne = regexp.MustCompile(`^(\d{1,2})[/.-](\d{4})$`)
)

// Order tells the order of the numbers of a date, OrderUnknown if it shows none.
func Order(s string) DayOrder {
	m := slashes.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil {
		return OrderUnknown
	}
	first, _ := strconv.Atoi(m[1])
	second, _ := strconv.Atoi(m[2])
	switch {
	case first > 12 && second <= 12:
		return DayFirst
	case second > 12 && first <= 12:
		return MonthFirst
	}
	return OrderUnknown
}

// And joins what two dates of a column tell of their order.
func (o DayOrder) And(p DayOrder) DayOrder {
	switch {
	case o == OrderUnknown || o == p:
		return p
	case p == OrderUnknown:
		return o
	}
	return OrderMixed
}

// words are forms of dates that name the month. Names of months are English.
var words = []struct{ layout, as string }{
	{"2 January 2006", "2006-01-02"}, {"2 Jan 2006", "2006-01-02"}, {"2-Jan-2006", "2006-01-02"}, {"02-Jan-2006", "2006-01-02"},
	{"January 2, 2006", "2006-01-02"}, {"Jan 2, 2006", "2006-01-02"}, {"January 2 2006", "2006-01-02"},
	{"January 2006", "2006-01"}, {"Jan 2006", "2006-01"}, {"Jan-2006", "2006-01"}, {"January-2006", "2006-01"},
}

// ParseDate reads a date as people write it: as graph.ParseDate does, with a time of
// day after it, with the name of the month, or as numbers if their order is known. It
// never guesses: 03/04/2022 is no date unless order tells which of two it is.
func ParseDate(s string, order DayOrder) (graph.PartialDate, bool) {
	s = graph.Clean(s)
	if len(s) > 60 {
		return graph.PartialDate{}, false
	}
	if d, err := graph.ParseDate(s); err == nil {
		return d, true
	}
	if m := isoStart.FindStringSubmatch(s); m != nil {
		return parsed(m[1])
	}
	if m := yearFirst.FindStringSubmatch(s); m != nil {
		return parsed(m[1] + "-" + two(m[2]) + "-" + two(m[3]))
	}
	if m := monthOfOne.FindStringSubmatch(s); m != nil {
		return parsed(m[2] + "-" + two(m[1]))
	}
	if m := slashes.FindStringSubmatch(s); m != nil {
		return numbered(m[1], m[2], m[3], order)
	}
	for _, w := range words {
		if t, err := time.Parse(w.layout, s); err == nil && t.Year() > 0 {
			return parsed(t.Format(w.as))
		}
	}
	return graph.PartialDate{}, false
}

func numbered(first, second, year string, order DayOrder) (graph.PartialDate, bool) {
	switch {
	case order == DayFirst, order == OrderUnknown && first == second:
		return parsed(year + "-" + two(second) + "-" + two(first))
	case order == MonthFirst:
		return parsed(year + "-" + two(first) + "-" + two(second))
	}
	return graph.PartialDate{}, false
}

func two(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

func parsed(s string) (graph.PartialDate, bool) {
	d, err := graph.ParseDate(s)
	return d, err == nil
}

// IsNumbered tells whether a text is a date of numbers with the year last, which can be
// read in two ways.
func IsNumbered(s string) bool { return slashes.MatchString(strings.TrimSpace(s)) }

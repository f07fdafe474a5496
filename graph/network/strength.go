package network

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"github.com/migraph/migraph/graph"
)

// HalfLife is the number of years in which what a joint initiative adds to the
// strength of a connection halves.
const HalfLife = 3.0

// daysAYear turns days into years, leap years among them.
const daysAYear = 365.25

// Strength says how strong and how recent a connection is on a day: the sum over
// its dated joint initiatives of 2^(-age/HalfLife), age in years from an
// initiative's last day to that day and never negative. It is 1 for an initiative
// that goes on, and halves in three years after its end. It is rounded to nine
// decimals, nil if no joint initiative is dated or no day is known.
//
// Exponential decay by age is the common way to let a tie fade; the half-life is
// a choice, not a finding. See docs/methods.md.
func Strength(c *graph.CoParticipant, day string) *float64 {
	if len(c.LastDays) == 0 || day == "" {
		return nil
	}
	sum := 0.0
	for _, last := range c.LastDays {
		sum += math.Exp2(-yearsBetween(last, day) / HalfLife)
	}
	sum = math.Round(sum*1e9) / 1e9
	return &sum
}

// yearsBetween gives the years from a day to a later one, 0 if it is not later.
// The first may be the one after all days, which is no day of the calendar.
func yearsBetween(first, last string) float64 {
	if first >= last {
		return 0
	}
	from, err := time.Parse(time.DateOnly, first)
	if err != nil {
		return 0
	}
	to, err := time.Parse(time.DateOnly, last)
	if err != nil {
		return 0
	}
	const secondsADay = 24 * 60 * 60 // a time.Duration ends at 292 years
	return float64((to.Unix()-from.Unix())/secondsADay) / daysAYear
}

// orderByStrength sets the strength of connections and puts the strongest first,
// unknown last, then as they are by count.
func orderByStrength(cs []*graph.CoParticipant, day string) {
	for _, c := range cs {
		c.Strength = Strength(c, day)
	}
	slices.SortFunc(cs, func(x, y *graph.CoParticipant) int {
		return cmp.Or(strongerFirst(x.Strength, y.Strength), byCount(x, y))
	})
}

func strongerFirst(x, y *float64) int {
	switch {
	case x == nil && y == nil:
		return 0
	case x == nil:
		return 1
	case y == nil:
		return -1
	}
	return cmp.Compare(*y, *x)
}

// ReferenceDay gives the day to which ages are counted: the day of the question,
// or the last of its period, else the first on which the newest document may have
// been published; never today, so that the same graph gives the same answer.
// Empty if the question names none and no document is dated.
func ReferenceDay(ctx context.Context, fetch graph.Fetch, d graph.Dating) (string, error) {
	if d.To != "" {
		return d.To, nil
	}
	documents := graph.Catalog.Type("Document")
	res, err := fetch(ctx, &graph.Plan{Query: graph.Query{Type: documents, Fields: []string{"dateEarliest"}, Limit: 1,
		Where: graph.All(graph.Live(documents), graph.Compare{Field: "dateEarliest", Op: graph.IsNull, Value: false}),
		Order: graph.Order{Field: "dateEarliest", Desc: true}}})
	if err != nil || len(res.Lists[0].Records) == 0 {
		return "", err
	}
	return res.Lists[0].Records[0].(*graph.Document).Date.Earliest, nil
}

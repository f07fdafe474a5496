package network_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/network"
)

// daysOf lists every day of 2020 to 2022 that a date can be, the first and the
// last of each month being enough for the dates and periods that are drawn.
func daysOf() (out []string) {
	for _, y := range []string{"2020", "2021", "2022"} {
		for m := range 12 {
			d := date(y + "-" + string(rune('0'+(m+1)/10)) + string(rune('0'+(m+1)%10)))
			out = append(out, d.Earliest, d.Latest)
		}
	}
	return out
}

// readings gives the days that a date can be; of an unknown one, all and one
// beyond.
func readings(d graph.PartialDate, beyond string) (out []string) {
	if !d.Known() {
		return append(daysOf(), beyond)
	}
	return slices.DeleteFunc(daysOf(), func(day string) bool { return day < d.Earliest || day > d.Latest })
}

// expectedReasons goes through every reading of the dates of an initiative that
// does not end it before it starts; nil if none puts it on the agenda.
func expectedReasons(i *graph.Initiative, from, to string) []graph.AgendaReason {
	in := func(day string) bool { return from <= day && day <= to }
	count := map[graph.AgendaReason]int{}
	n := 0
	ends := readings(i.Period.End, "9999-12-31")
	startIsEnd := !i.Period.End.Known() && i.Nature != "STATE"
	for _, s := range readings(i.Period.Start, "0001-01-01") {
		if startIsEnd {
			ends = []string{s}
		}
		for _, e := range ends {
			if e < s {
				continue
			}
			n++
			if in(s) && i.Period.Start.Known() {
				count["STARTS"]++
			}
			if in(e) && (i.Period.End.Known() || startIsEnd) {
				count["ENDS"]++
			}
			if s <= to && e >= from {
				count["ACTIVE"]++
			}
		}
	}
	if count["ACTIVE"] == 0 {
		return nil
	}
	var out []graph.AgendaReason
	for _, r := range []graph.AgendaReason{"STARTS", "ENDS", "ACTIVE"} {
		switch {
		case count[r] == n:
			out = append(out, r)
		case count[r] > 0:
			out = append(out, "POSSIBLY_"+r)
		}
	}
	return out
}

func TestAgendaIsThatOfEveryReadingOfTheDates(t *testing.T) {
	s := open(t)
	some := []string{"", "2020", "2020-12", "2021-Q1", "2021", "2021-06", "2022-06/2022-09"}
	seen := map[graph.AgendaReason]bool{}
	rapid.Check(t, func(rt *rapid.T) {
		w := &world{}
		for i := range rapid.IntRange(1, 6).Draw(rt, "initiatives") {
			x := &graph.Initiative{Thing: thing("i", i), Nature: rapid.SampledFrom(graph.InitiativeNatures).Draw(rt, "nature")}
			x.Period = graph.Period{Start: date(rapid.SampledFrom(some).Draw(rt, "start")), End: date(rapid.SampledFrom(some).Draw(rt, "end"))}
			if e := x.Period.End; e.Known() && x.Period.Start.Latest >= e.Earliest { // a start that is not after the end, however they are read
				x.Period.End = graph.PartialDate{}
			}
			w.initiatives = append(w.initiatives, x)
		}
		if err := w.write(t.Context(), s); err != nil {
			rt.Fatal(err)
		}
		days := daysOf()
		at := rapid.IntRange(0, len(days)-1).Draw(rt, "from")
		q := network.AgendaQuestion{From: days[at], To: days[rapid.IntRange(at, len(days)-1).Draw(rt, "to")], First: rapid.IntRange(1, 3).Draw(rt, "first"), Total: true}
		want := map[string][]graph.AgendaReason{}
		for _, i := range w.initiatives {
			if r := expectedReasons(i, q.From, q.To); r != nil && (i.Period.Start.Known() || i.Period.End.Known()) {
				want[i.ID] = r
			}
		}
		got, last := 0, ""
		for more := true; more; {
			calls, err := within(t, s, func(ctx context.Context, port network.Port) error {
				page, next, total, err := network.Agenda(ctx, port.Fetch, q)
				if err != nil {
					return err
				}
				if more = next; total != len(want) {
					rt.Fatalf("%+v: %d in all, want %v", q, total, want)
				}
				for _, x := range page {
					got++
					if !slices.Equal(x.Reasons, want[x.InitiativeID]) {
						rt.Fatalf("%+v: %s is listed for %v, want %v", q, x.InitiativeID, x.Reasons, want[x.InitiativeID])
					}
					for _, r := range x.Reasons {
						seen[r] = true
					}
					if rank := x.Start + " " + x.ID; rank <= last {
						rt.Fatalf("%q stands after %q", rank, last)
					} else {
						last = rank
					}
					p := graph.PositionOf(graph.TypeOf(x), network.AgendaOrder, x)
					q.After = &p
				}
				return nil
			})
			if err != nil || calls != 1 {
				rt.Fatalf("%d calls, %v", calls, err)
			}
		}
		if got != len(want) {
			rt.Fatalf("%+v: %d items, want %v", q, got, want)
		}
	})
	for _, r := range strings.Fields("STARTS POSSIBLY_STARTS ENDS POSSIBLY_ENDS ACTIVE POSSIBLY_ACTIVE") {
		if !seen[graph.AgendaReason(r)] {
			t.Errorf("no example is listed for %s", r)
		}
	}
}

package network_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/network"
)

func TestStrengthIsTheSumOfWhatIsLeft(t *testing.T) {
	const open = "9999-99-99"
	for name, c := range map[string]struct {
		lastDays []string
		day      string
		want     float64
	}{
		"on the last day":              {[]string{"2021-01-01"}, "2021-01-01", 1},
		"still to come":                {[]string{"2023-05-05"}, "2021-01-01", 1},
		"open":                         {[]string{open}, "2021-01-01", 1},
		"1095 days":                    {[]string{"2018-01-02"}, "2021-01-01", 0.500237273},
		"1096 days":                    {[]string{"2018-01-01"}, "2021-01-01", 0.499920934},
		"2192 days":                    {[]string{"2015-01-01"}, "2021-01-01", 0.249920940},
		"three of different ages":      {[]string{"2021-01-01", "2015-01-01", open}, "2021-01-01", 2.249920940},
		"longer than a duration holds": {[]string{"0001-01-01"}, "9999-12-31", 0},
	} {
		if got := network.Strength(&graph.CoParticipant{LastDays: c.lastDays}, c.day); got == nil || *got != c.want {
			t.Errorf("%s: %v, want %v", name, shown(got), c.want)
		}
	}
	if got := network.Strength(&graph.CoParticipant{Initiatives: []string{"x"}}, "2021-01-01"); got != nil {
		t.Errorf("undated: %v", *got)
	}
	if got := network.Strength(&graph.CoParticipant{LastDays: []string{"2021-01-01"}}, ""); got != nil {
		t.Errorf("without a day: %v", *got)
	}
}

func shown(x *float64) string {
	if x == nil {
		return "unknown"
	}
	return fmt.Sprintf("%.9f", *x)
}

// strength works out the strength of a connection from the initiatives
// themselves, and counts those without a date.
func (w *world) strength(joint []string, day string) (strength *float64, undated int) {
	at := func(day string) time.Time {
		d, err := time.Parse(time.DateOnly, day)
		if err != nil {
			panic(err)
		}
		return d
	}
	sum := 0.0
	for _, i := range w.initiatives {
		if !slices.Contains(joint, i.ID) {
			continue
		}
		last := i.Period.End
		switch {
		case last.Known():
		case i.Period.Start.Known() && i.Nature == "STATE": // open
			sum++
			continue
		case i.Period.Start.Known():
			last = i.Period.Start
		default:
			undated++
			continue
		}
		days := max(0, at(day).Sub(at(last.Latest)).Hours()/24)
		sum += math.Pow(0.5, days/365.25/3)
	}
	if undated == len(joint) {
		return nil, undated
	}
	return &sum, undated
}

func TestConnectionsByStrengthAreThoseByCountWeighed(t *testing.T) {
	s := open(t)
	rapid.Check(t, func(rt *rapid.T) {
		w := draw(rt)
		if err := w.write(t.Context(), s); err != nil {
			rt.Fatal(err)
		}
		var ids []string
		for _, b := range w.bodies {
			ids = append(ids, b.ID)
		}
		q := question{partners: rapid.Bool().Draw(rt, "partners")}.compile()
		byCount, _, err := ask(t.Context(), s, ids, q)
		if err != nil {
			rt.Fatal(err)
		}
		q.ByStrength, q.Day = true, rapid.SampledFrom([]string{"2019-02-03", "2021-03-04", "2030-12-31"}).Draw(rt, "day")
		byStrength, _, err := ask(t.Context(), s, ids, q)
		if err != nil {
			rt.Fatal(err)
		}
		key := graph.TypeOf(&graph.CoParticipant{}).Field("strength")
		for i, got := range byStrength {
			have, want := lines(got), lines(byCount[i])
			slices.Sort(have)
			slices.Sort(want)
			if !slices.Equal(have, want) {
				rt.Fatalf("of %s:\n got %q\nwant %q", ids[i], have, want)
			}
			for n, c := range got {
				strength, undated := w.strength(c.Initiatives, q.Day)
				if (c.Strength == nil) != (strength == nil) || strength != nil && math.Abs(*c.Strength-*strength) > 1e-9 || c.Undated() != undated {
					rt.Fatalf("%s and %s: %s, %d undated, want %s, %d", ids[i], c.StakeholderID, shown(c.Strength), c.Undated(), shown(strength), undated)
				}
				if n == 0 {
					continue
				}
				before := got[n-1]
				// An independent reading of the order, and the key by which pages are cut.
				inOrder := before.Strength != nil && (c.Strength == nil || *before.Strength > *c.Strength)
				if shown(before.Strength) == shown(c.Strength) {
					inOrder = len(before.Initiatives) > len(c.Initiatives) || len(before.Initiatives) == len(c.Initiatives) && before.StakeholderID < c.StakeholderID
				}
				if at := strings.Compare(key.SortKey(before), key.SortKey(c)); !inOrder || at > 0 || at == 0 && before.StakeholderID >= c.StakeholderID {
					rt.Fatalf("%s (%s, %d) stands before %s (%s, %d)", before.StakeholderID, shown(before.Strength), len(before.Initiatives),
						c.StakeholderID, shown(c.Strength), len(c.Initiatives))
				}
			}
		}
	})
}

func TestTheReferenceDayIsThatOfTheQuestionElseOfTheNewestDocument(t *testing.T) {
	s := open(t)
	day := func(d graph.Dating) (out string, calls int) {
		t.Helper()
		err := s.View(t.Context(), func(ctx context.Context, r graph.Reader) (err error) {
			calls = 0
			out, err = network.ReferenceDay(ctx, func(ctx context.Context, p *graph.Plan) (*graph.Result, error) { calls++; return r.Fetch(ctx, p) }, d)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return out, calls
	}
	if got, _ := day(graph.Dating{}); got != "" {
		t.Errorf("of an empty graph: %q", got)
	}
	documents := []*graph.Document{
		{Thing: graph.Thing{Base: graph.Base{ID: id("d", 0)}}, Date: date("2022-03-04")},
		{Thing: graph.Thing{Base: graph.Base{ID: id("d", 1)}}, Date: date("2022-Q2")},
		{Thing: graph.Thing{Base: graph.Base{ID: id("d", 2)}}},
		{Thing: graph.Thing{Base: graph.Base{ID: id("d", 3)}, Tombstone: true}, Date: date("2024")},
		{Thing: graph.Thing{Base: graph.Base{ID: id("d", 4)}, Hidden: graph.AudienceStaff}, Date: date("2023")},
	}
	_, err := s.Write(t.Context(), func(ctx context.Context, w graph.Writer) error {
		return w.Put(ctx, graph.Catalog.Type("Document"), recordsOf(documents))
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, calls := day(graph.Dating{}); got != "2022-04-01" || calls != 1 {
		t.Errorf("of the newest document that all may see: %q by %d calls", got, calls)
	}
	if got, calls := day(graph.Dating{From: "2019-01-01", To: "2020-02-02"}); got != "2020-02-02" || calls != 0 {
		t.Errorf("of a period: %q by %d calls", got, calls)
	}
}

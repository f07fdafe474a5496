package network_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/network"
)

func shared(ctx context.Context, s graph.Store, of, with string, q network.Question) (out []*graph.SharedConnection, calls int, err error) {
	err = s.View(ctx, func(ctx context.Context, r graph.Reader) (err error) {
		calls = 0
		fetch := func(ctx context.Context, p *graph.Plan) (*graph.Result, error) { calls++; return r.Fetch(ctx, p) }
		out, err = network.SharedConnections(ctx, fetch, of, with, q)
		return err
	})
	return out, calls, err
}

// sides gives what a shared connection tells, in the order asked for.
func sides(c *graph.SharedConnection, order ...int) string {
	line := c.StakeholderID
	for _, i := range order {
		s := c.Sides[i]
		line += fmt.Sprintf(" %s %v %v", s.StakeholderID, s.Connection.Initiatives, s.Connection.Claims)
	}
	return line
}

func TestSharedConnectionsAreTheOnesThatBothLists(t *testing.T) {
	s := open(t)
	rapid.Check(t, func(rt *rapid.T) {
		w := draw(rt)
		if err := w.write(t.Context(), s); err != nil {
			rt.Fatal(err)
		}
		a, b := id("s", 0), id("s", 1)
		asked := question{rapid.Bool().Draw(rt, "partners"), rapid.SampledFrom([]graph.StakeholderKind{"", "", "GOVERNMENT"}).Draw(rt, "kind"), rapid.SampledFrom([]string{"", "", "2020"}).Draw(rt, "year")}
		got, calls, err := shared(t.Context(), s, a, b, asked.compile())
		if err != nil || calls > 4+10 {
			rt.Fatalf("%d calls: %v", calls, err)
		}
		// Both lists of the oracle begin each line with a count, the body and its initiatives.
		var want []string
		for _, x := range w.expected(a, asked) {
			for _, y := range w.expected(b, asked) {
				if other := strings.Fields(x)[1]; other == strings.Fields(y)[1] {
					nx, ny := 99-number(x), 99-number(y)
					want = append(want, fmt.Sprintf("%02d %03d %s %d %d", 99-min(nx, ny), 200-nx-ny, other, nx, ny))
				}
			}
		}
		slices.Sort(want)
		var have []string
		for _, c := range got {
			x, y := len(c.Sides[0].Connection.Initiatives), len(c.Sides[1].Connection.Initiatives)
			have = append(have, fmt.Sprintf("%02d %03d %s %d %d", 99-min(x, y), 200-x-y, c.StakeholderID, x, y))
		}
		if !slices.Equal(have, want) {
			rt.Fatalf("%+v:\n got %q\nwant %q", asked, have, want)
		}
		rank := graph.TypeOf(&graph.SharedConnection{}).Field("rank")
		for i := 1; i < len(got); i++ {
			if x, y := rank.SortKey(got[i-1]), rank.SortKey(got[i]); x > y || x == y && got[i-1].ID >= got[i].ID {
				rt.Fatalf("pages are cut in another order: %q %s before %q %s", x, got[i-1].ID, y, got[i].ID)
			}
		}
		// The other way round it is the same.
		back, _, err := shared(t.Context(), s, b, a, asked.compile())
		if err != nil || len(back) != len(got) {
			rt.Fatalf("%d the other way round, %d before: %v", len(back), len(got), err)
		}
		for i := range got {
			if x, y := sides(got[i], 0, 1), sides(back[i], 1, 0); x != y {
				rt.Fatalf("not symmetric:\n%s\n%s", x, y)
			}
		}
		// A filter takes away and never adds.
		all, _, err := shared(t.Context(), s, a, b, question{partners: asked.partners, year: asked.year}.compile())
		if err != nil {
			rt.Fatal(err)
		}
		for _, c := range got {
			if !slices.ContainsFunc(all, func(x *graph.SharedConnection) bool { return sides(x, 0, 1) == sides(c, 0, 1) }) {
				rt.Fatalf("only with the filter: %s", sides(c, 0, 1))
			}
		}
		// It is as strong as its weaker side.
		for _, c := range got {
			of, _ := w.strength(c.Sides[0].Connection.Initiatives, "2021-03-04")
			with, _ := w.strength(c.Sides[1].Connection.Initiatives, "2021-03-04")
			strength := network.SharedStrength(c, "2021-03-04")
			if known := of != nil && with != nil; known != (strength != nil) || known && math.Abs(*strength-math.Min(*of, *with)) > 1e-9 {
				rt.Fatalf("strength %s of %s and %s", shown(strength), shown(of), shown(with))
			}
		}
	})
}

func number(line string) (n int) {
	if _, err := fmt.Sscan(line, &n); err != nil {
		panic(err)
	}
	return n
}

func TestFamiliesShareNoPartners(t *testing.T) {
	s := open(t)
	w := cooperation(4) // 1 is a part of 0, and so on
	w.affiliations = w.affiliations[:1]
	if err := w.write(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	of := func(q network.Question, a, b int) (out []string) {
		got, _, err := shared(t.Context(), s, id("s", a), id("s", b), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range got {
			out = append(out, c.StakeholderID)
		}
		return out
	}
	if got, want := of(network.Question{Partners: true}, 0, 2), []string{id("s", 3)}; !slices.Equal(got, want) {
		t.Errorf("partners of 0 and 2: %v, want %v: 1 is a part of 0", got, want)
	}
	if got, want := of(network.Question{}, 0, 2), []string{id("s", 1), id("s", 3)}; !slices.Equal(got, want) {
		t.Errorf("co-participants of 0 and 2: %v, want %v", got, want)
	}
	if _, _, err := shared(t.Context(), s, id("s", 0), id("s", 9), network.Question{}); graph.CodeOf(err) != graph.NotFound {
		t.Errorf("with nobody: %v", err)
	}
}

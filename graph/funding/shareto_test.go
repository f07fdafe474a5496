package funding

import (
	"context"
	"fmt"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/migraph/migraph/graph"
)

func sharesTo(t interface{ Fatal(...any) }, b *Book, q ShareQuestion) []*graph.ShareTo {
	out, err := b.Shares(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestSharesAddUp: what reaches recipients, what is elsewhere and what cannot be told
// are the total, and what reaches them is divided by hops.
func TestSharesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := drawBook(t)
		q := ShareQuestion{Recipients: map[string]bool{}, Untold: map[string]bool{body(5): true}}
		for n := 1; n <= 5; n++ {
			q.Recipients[body(n)] = rapid.Bool().Draw(t, "is")
		}
		if rapid.Bool().Draw(t, "roll up") {
			q.RollUp = rollAll
		}
		for _, s := range sharesTo(t, b, q) {
			flows, sum := 0, new(big.Rat)
			for _, h := range s.ByHops {
				sum.Add(sum, rat(h.Sum))
				flows += h.Flows
			}
			if sum.Cmp(rat(s.Reached.Sum)) != 0 || flows != s.Reached.Flows {
				t.Fatalf("by hops %s of %d, reached %s of %d", sum.FloatString(4), flows, s.Reached.Sum, s.Reached.Flows)
			}
			if s.Total == "" {
				if s.Reached.Sum != "" || s.Share != "" {
					t.Fatalf("of nothing known: %+v", s)
				}
				continue
			}
			parts := new(big.Rat).Add(rat(s.Elsewhere.Sum), rat(s.CannotTell.Sum))
			reached := rat(s.Reached.Sum)
			if reached.Sign() > 0 {
				parts.Add(parts, reached)
			}
			if parts.Cmp(rat(s.Total)) != 0 || rat(s.Share).Cmp(big.NewRat(100, 1)) > 0 || (s.Share == "") != (reached.Sign() < 0 || rat(s.Total).Sign() == 0) {
				t.Fatalf("reached %s, elsewhere %s, cannot tell %s of %s: %s %%", s.Reached.Sum, s.Elsewhere.Sum, s.CannotTell.Sum, s.Total, s.Share)
			}
		}
	})
}

// TestSharesOfNobodyAreNewMoney: the total is the new money where recipients give
// nothing, and the parts are where money is known last.
func TestSharesOfNobodyAreNewMoney(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := drawBook(t)
		q := ShareQuestion{Recipients: map[string]bool{body(1): true}}
		b = bookOf(slices.DeleteFunc(b.flows, func(f *Flow) bool { return node(f.Provider) == body(1) })...)
		got, want := map[string]*big.Rat{}, sums(totals(t, b, TotalsQuestion{Basis: NewMoney}).Rows)
		last := map[string]*big.Rat{}
		for _, s := range sharesTo(t, b, q) {
			if at := string(s.Stage) + " " + string(s.Currency); s.Total != "" {
				got[at], last[at] = rat(s.Total), rat(s.Reached.Sum)
			}
		}
		if written(got) != written(want) {
			t.Fatalf("got\n%swant\n%s", written(got), written(want))
		}
		for _, r := range totals(t, b, TotalsQuestion{Basis: LastKnown, GroupBy: []Dimension{ByRecipient}}).Rows {
			if at := string(r.Stage) + " " + r.Currency; r.Keys[0] == body(1) && r.Sum != nil && r.Sum.sign() > 0 && last[at].Cmp(rat(r.Sum.Decimal())) != 0 {
				t.Fatalf("%s: %s reached, last known %s", at, last[at].FloatString(4), r.Sum.Decimal())
			}
		}
	})
}

// TestHopsAreTheLeast compares the distances with those of ever longer walks.
func TestHopsAreTheLeast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := drawBook(t)
		for _, f := range b.flows {
			f.ReportedBy, f.Stage, f.Currency = "PROVIDER", "DISBURSEMENT", "EUR"
		}
		isOne := func(e graph.End) bool { return node(e) == body(1) }
		fed, dist := map[string]bool{}, map[string]int{}
		for _, f := range b.flows {
			if !isOne(f.Provider) && node(f.Provider) != node(f.Recipient) {
				fed[node(f.Recipient)] = true
			}
		}
		for _, f := range b.flows {
			if id := node(f.Provider); id != "" && !isOne(f.Provider) && !fed[id] {
				dist[id] = 0
			}
		}
		for range b.flows { // no walk is longer
			for _, f := range b.flows {
				from, to := node(f.Provider), node(f.Recipient)
				before, told := dist[from]
				if !told || to == "" || isOne(f.Provider) || isOne(f.Recipient) {
					continue
				}
				if have, is := dist[to]; !is || before+1+len(f.Hops) < have {
					dist[to] = before + 1 + len(f.Hops)
				}
			}
		}
		want := map[int]int{}
		for _, f := range b.flows {
			if isOne(f.Recipient) && !isOne(f.Provider) {
				hops := -1
				if before, told := dist[node(f.Provider)]; told {
					hops = min(before+1+len(f.Hops), graph.MaxHopsTold)
				}
				want[hops]++
			}
		}
		got := map[int]int{}
		for _, s := range sharesTo(t, b, ShareQuestion{Recipients: map[string]bool{body(1): true}}) {
			for _, h := range s.ByHops {
				got[h.Hops] = h.Flows
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("got %v, want %v", got, want)
		}
	})
}

// Donor 1 gives 100 to agency 2, which gives 60 to local 3 by way of a hop; donor 1
// gives 10 to local 4 and 20 to a programme; local 3 gives 5 to local 4 and 7 to
// agency 2. In a ring of 6 and 7 money goes to 4; of an unknown end 4 has 2.
func TestWhatShareReachesLocalBodies(t *testing.T) {
	byHop := given(2, 3, "PROVIDER", 60)
	byHop.Hops = []graph.End{{StakeholderID: body(9)}}
	programme := given(1, 2, "PROVIDER", 20)
	programme.Recipient = graph.End{InitiativeID: "iaaaaaaaaaaaaa"}
	nobody := given(1, 4, "PROVIDER", 2)
	nobody.Provider = graph.End{}
	silent := given(1, 4, "PROVIDER", 0)
	silent.Known = false
	b := bookOf(given(1, 2, "PROVIDER", 100), byHop, given(1, 4, "PROVIDER", 10), given(1, 4, "RECIPIENT", 9), programme, given(3, 4, "PROVIDER", 5), given(3, 2, "PROVIDER", 7),
		given(6, 7, "PROVIDER", 3), given(7, 6, "PROVIDER", 3), given(7, 4, "PROVIDER", 1), nobody, silent)
	all := sharesTo(t, b, ShareQuestion{Recipients: map[string]bool{body(3): true, body(4): true}, Untold: map[string]bool{body(6): true}})
	s := all[0]
	var hops []string
	for _, h := range s.ByHops {
		hops = append(hops, fmt.Sprintf("%d: %s of %d, %d without", h.Hops, h.Sum, h.Flows, h.WithoutAmount))
	}
	// First providers: 1 with 130, 7 with 1, the unknown end with 2. Last: 73 with the
	// local bodies, 40 with the agency, 20 with the programme.
	if len(all) != 1 || s.Total != "133" || s.Reached.Sum != "73" || s.Elsewhere.Sum != "40" || s.CannotTell.Sum != "20" || s.Share != "54.89" || s.Within.Sum != "5" || s.GivenOn.Sum != "7" ||
		s.Recipients != 2 || s.Flows != 11 || s.WithoutAmount != 1 || s.Reached.LeftOut != 1 || s.Elsewhere.Ends != 1 || s.CannotTell.Ends != 1 {
		t.Errorf("%+v", s)
	}
	if want := []string{"1: 10 of 2, 1 without", "3: 60 of 1, 0 without", "-1: 3 of 2, 0 without"}; !slices.Equal(hops, want) {
		t.Errorf("got %q, want %q", hops, want)
	}
	// Money that comes back to them counts again, above and below the line.
	loop := bookOf(given(1, 3, "PROVIDER", 10), given(3, 2, "PROVIDER", 10), given(2, 4, "PROVIDER", 10))
	if s := sharesTo(t, loop, ShareQuestion{Recipients: map[string]bool{body(3): true, body(4): true}})[0]; s.Total != "20" || s.Share != "100.00" || s.GivenOn.Sum != "10" {
		t.Errorf("%+v", s)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.Shares(ctx, ShareQuestion{}); err == nil {
		t.Error("a canceled question is answered")
	}
}

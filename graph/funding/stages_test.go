package funding

import (
	"context"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/migraph/migraph/graph"
)

func stages(t interface{ Fatal(...any) }, b *Book, q StagesQuestion) *Stages {
	out, err := b.Stages(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestStagesAreTotalsSideBySide compares the rows with totals by stage.
func TestStagesAreTotalsSideBySide(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := drawBook(t)
		for _, by := range [][]Dimension{nil, {ByProvider}, {ByRecipientType, ByYear}, {ByThrough}} {
			for _, up := range [][]graph.AffiliationType{nil, rollAll} {
				c := Choice{RollUp: up}
				want := map[string]string{}
				table := totals(t, b, TotalsQuestion{Choice: c, Basis: Transfers, GroupBy: by})
				views, _ := table.Page(nil, 1000)
				for i, v := range views {
					want[fmt.Sprint(table.Rows[i].Keys, v.Currency, v.Stage)] = fmt.Sprintf("%s of %d, %d unknown, %d left out %v", v.Sum, v.Flows, v.WithoutAmount, v.Mirrored+v.Higher+v.Conflicting, v.Largest)
				}
				found := stages(t, b, StagesQuestion{Choice: c, GroupBy: by})
				rows := found.Views()
				found.Fill(rows)
				for i, v := range rows {
					all := map[graph.Stage]*graph.FundingSum{"PLEDGE": v.Pledged, "COMMITMENT": v.Committed, "DISBURSEMENT": v.Disbursed, "EXPENDITURE": v.Expenditure, "OTHER": v.Other}
					for stage, s := range all {
						at := fmt.Sprint(found.Rows[i].Keys, v.Currency, stage)
						got := fmt.Sprintf("%s of %d, %d unknown, %d left out %v", s.Sum, s.Flows, s.WithoutAmount, s.LeftOut, s.Largest)
						if want[at] == "" {
							want[at] = " of 0, 0 unknown, 0 left out []"
						}
						if got != want[at] {
							t.Fatalf("%s: %s, want %s", at, got, want[at])
						}
						delete(want, at)
					}
					if share := shareOf(v.Disbursed.Sum, v.Committed.Sum); v.DisbursedShare != share {
						t.Fatalf("%s of %s is %s %%, want %s", v.Disbursed.Sum, v.Committed.Sum, v.DisbursedShare, share)
					}
				}
				if len(want) > 0 {
					t.Fatalf("rows are missing: %v", want)
				}
				if !slices.IsSortedFunc(rows, func(x, y *graph.CommittedVersusDisbursed) int {
					key := func(v *graph.CommittedVersusDisbursed) string {
						return graph.PositionOf(graph.TypeOf(v), graph.Order{Field: "rank"}, v).Key
					}
					return strings.Compare(key(x), key(y))
				}) {
					t.Fatal("rows are in another order than their ranks")
				}
			}
		}
	})
}

// shareOf gives part in percent of whole by other arithmetic: rounded to even by
// looking at three decimals.
func shareOf(part, whole string) string {
	p, ok := new(big.Rat).SetString(part)
	w, known := new(big.Rat).SetString(whole)
	if !ok || !known || w.Sign() <= 0 {
		return ""
	}
	p.Quo(p, w).Mul(p, big.NewRat(10_000, 1))
	n := new(big.Int).Div(p.Num(), p.Denom())
	switch rest := new(big.Rat).Sub(p, new(big.Rat).SetInt(n)); rest.Cmp(big.NewRat(1, 2)) {
	case 1:
		n.Add(n, big.NewInt(1))
	case 0:
		n.Add(n, new(big.Int).And(n, big.NewInt(1)))
	}
	return new(big.Rat).SetFrac(n, big.NewInt(100)).FloatString(2)
}

func TestHowFarMoneyHasCome(t *testing.T) {
	of := func(f *Flow, s graph.Stage) *Flow { f.Stage = s; return f }
	silent := of(given(1, 2, "PROVIDER", 0), "COMMITMENT")
	silent.Known = false
	b := bookOf(of(given(1, 2, "PROVIDER", 300), "COMMITMENT"), of(given(1, 2, "RECIPIENT", 290), "COMMITMENT"), silent, given(1, 2, "PROVIDER", 100),
		of(given(1, 2, "PROVIDER", 7), "EXPENDITURE"), of(given(3, 2, "PROVIDER", 500), "PLEDGE"), given(3, 2, "PROVIDER", 2), of(given(4, 2, "PROVIDER", 400), "COMMITMENT"))
	var got []string
	found := stages(t, b, StagesQuestion{GroupBy: []Dimension{ByProvider}})
	views := found.Views()
	found.Fill(views)
	for _, v := range views {
		got = append(got, fmt.Sprintf("%s: %s %s(%d unknown, %d left out) %s %s share %s", v.Keys[0].ThingID[16:], v.Pledged.Sum, v.Committed.Sum, v.Committed.WithoutAmount, v.Committed.LeftOut, v.Disbursed.Sum, v.Expenditure.Sum, v.DisbursedShare))
	}
	if want := []string{"4:  400(0 unknown, 0 left out)   share ", "1:  300(1 unknown, 1 left out) 100 7 share 33.33", "3: 500 (0 unknown, 0 left out) 2  share "}; !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if _, err := b.Stages(t.Context(), StagesQuestion{GroupBy: []Dimension{ByYear, ByStage}}); err == nil {
		t.Error("rows by stage are no comparison of stages")
	}
}

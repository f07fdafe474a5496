package funding

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/migraph/migraph/graph"
)

// largeBook makes a book of n flows among n/20 bodies and n/50 programmes; every
// third is also told by the other side.
func largeBook(n int) *Book {
	r := rand.New(rand.NewPCG(1, 2))
	var flows []*Flow
	for len(flows) < n {
		f := given(r.IntN(n/20), r.IntN(n/20), "PROVIDER", r.Int64N(1_000_000))
		f.Recipient.InitiativeID, f.Stage, f.Currency = initiative(r.IntN(n/50)), graph.Stages[r.IntN(4)], []string{"EUR", "USD", "SEK"}[r.IntN(3)]
		year := 2010 + r.IntN(15)
		f.First, f.Last = fmt.Sprintf("%d-05-01", year), fmt.Sprintf("%d-05-01", year)
		f.Documents = []string{fmt.Sprintf("d%016d", r.IntN(n/100))}
		if flows = append(flows, f); len(flows)%3 == 0 {
			mirror := *f
			mirror.ReportedBy = "RECIPIENT"
			flows = append(flows, &mirror)
		}
	}
	b := bookOf(flows...)
	b.classes = map[string]map[string]Class{}
	for i := range n / 50 {
		b.classes[initiative(i)] = map[string]Class{"a": {Theme: fmt.Sprint("t", i%40), Percentage: "60", Vocabulary: "1"}, "b": {Theme: fmt.Sprint("t", i%39), Percentage: "40", Vocabulary: "1"}}
	}
	for i := range n / 20 {
		b.bodies[body(i)] = Body{"ORGANIZATION", []string{"NGO", "UN_AGENCY", ""}[i%3]}
	}
	return b
}

func BenchmarkMoney(b *testing.B) {
	for _, n := range []int{40_000, 1_000_000} {
		book := largeBook(n)
		ctx := b.Context()
		total := func(basis Basis, by ...Dimension) func() error {
			return func() error {
				t, err := book.Totals(ctx, TotalsQuestion{Basis: basis, GroupBy: by})
				if err == nil {
					t.Page(nil, 20)
				}
				return err
			}
		}
		for _, q := range []struct {
			name string
			ask  func() error
		}{
			{"totals reported by year", total(Reported, ByYear)},
			{"totals of transfers", total(Transfers)},
			{"totals of transfers by provider", total(Transfers, ByProvider)},
			{"totals of transfers by theme and year", total(Transfers, ByTheme, ByYear)},
			{"new money by provider", total(NewMoney, ByProvider)},
			{"a diagram", func() error {
				_, _, err := book.Diagram(ctx, DiagramQuestion{Stage: "DISBURSEMENT", Currency: "EUR", Columns: []Dimension{ByProvider, ByTheme, ByRecipient}, Limit: 20})
				return err
			}},
			{"double reports", func() error { _, err := book.DoubleReports(ctx, Choice{}); return err }},
			{"chains between two bodies", func() error {
				_, err := book.Chains(ctx, ChainsQuestion{From: body(1), To: body(2), MaxHops: 4, Limit: 10})
				return err
			}},
			{"chains from a body", func() error {
				_, err := book.Chains(ctx, ChainsQuestion{From: body(3), MaxHops: 4, Limit: 10})
				return err
			}},
		} {
			b.Run(fmt.Sprintf("%d flows/%s", n, q.name), func(b *testing.B) {
				for b.Loop() {
					if err := q.ask(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

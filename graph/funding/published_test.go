package funding

import (
	"math/big"
	"testing"
)

// TestTotalsOfPublishedFlows adds up the published flows of two emergencies, row by
// row, and compares: what is reported, and what is when one side counts.
func TestTotalsOfPublishedFlows(t *testing.T) {
	for _, emergency := range []string{"ukraine", "covid"} {
		t.Run(emergency, func(t *testing.T) {
			rows := hxlRows(t, emergency)
			b, keys := hxlBook(rows)
			reported, all := map[string]*big.Int{}, new(big.Int)
			told, transfers := map[[2]string]bool{}, new(big.Int)
			for _, r := range rows {
				if r.outgoing && r.from != "" && r.to != "" {
					told[[2]string{r.from, r.to}] = true
				}
			}
			for _, r := range rows {
				n, ok := new(big.Int).SetString(r.amount, 10)
				if !ok {
					t.Fatalf("no whole amount: %v", r)
				}
				if reported[r.from] == nil {
					reported[r.from] = new(big.Int)
				}
				reported[r.from].Add(reported[r.from], n)
				all.Add(all, n)
				if r.outgoing || !told[[2]string{r.from, r.to}] {
					transfers.Add(transfers, n)
				}
			}
			for _, row := range totals(t, b, TotalsQuestion{Basis: Reported, GroupBy: []Dimension{ByProvider}}).Rows {
				from := keys[row.Keys[0]]
				if got := row.Sum.Decimal(); got != reported[from].String() {
					t.Errorf("%q reports %s, want %s", from, got, reported[from])
				}
				delete(reported, from)
			}
			if len(reported) > 0 {
				t.Errorf("without a row: %v", reported)
			}
			for basis, want := range map[Basis]*big.Int{Reported: all, Transfers: transfers} {
				if got := totals(t, b, TotalsQuestion{Basis: basis}).Rows[0].Sum.Decimal(); got != want.String() {
					t.Errorf("%s: %s, want %s", basis, got, want)
				}
			}
			first, last := totals(t, b, TotalsQuestion{Basis: NewMoney}).Rows[0].Sum, totals(t, b, TotalsQuestion{Basis: LastKnown}).Rows[0].Sum
			if *first != *last || first.big().Cmp(new(big.Int).Mul(transfers, big.NewInt(10_000))) > 0 {
				t.Errorf("new money %s, known last %s, of transfers %s", first.Decimal(), last.Decimal(), transfers)
			}
			t.Logf("reported %s, transfers %s, new money %s", all, transfers, first.Decimal())
		})
	}
}

package funding

import (
	"fmt"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"github.com/migraph/migraph/graph"
)

func classes(of map[string][]Class) map[string]map[string]Class {
	out := map[string]map[string]Class{}
	for id, list := range of {
		out[id] = map[string]Class{}
		for i, c := range list {
			out[id][fmt.Sprint(i)] = c
		}
	}
	return out
}

func toward(n int, amount string) *Flow {
	f := &Flow{Recipient: graph.End{InitiativeID: initiative(n)}, Stage: "DISBURSEMENT", Currency: "EUR", Known: true, Bounds: graph.Period{}.Bounds()}
	hi, lo, _ := graph.Money{Amount: amount}.Parts()
	f.Amount = amountOf(hi, lo)
	return f
}

// byTheme gives the sums of rows by theme, and which overlap.
func byTheme(t *testing.T, b *Book, vocabulary *string) (map[string]string, map[string]bool, *Table) {
	t.Helper()
	table := totals(t, b, TotalsQuestion{Basis: Reported, GroupBy: []Dimension{ByTheme}, Vocabulary: vocabulary})
	views, _ := table.Page(nil, 1000)
	got, overlap := map[string]string{}, map[string]bool{}
	for _, v := range views {
		got[v.Keys[0].ThingID], overlap[v.Keys[0].ThingID] = v.Sum, v.Overlapping
	}
	return got, overlap, table
}

func expectSums(t *testing.T, got, want map[string]string) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestMoneyIsDividedByPublishedPercentages(t *testing.T) {
	b := bookOf(toward(1, "100"), toward(2, "10"), toward(3, "7"), toward(4, "5"))
	b.classes = classes(map[string][]Class{
		initiative(1): {{Theme: "a", Percentage: "33.33", Vocabulary: "1"}, {Theme: "b", Percentage: "33.33", Vocabulary: "1"}, {Theme: "c", Percentage: "33.33", Vocabulary: "1"},
			{Theme: "x", Percentage: "100", Vocabulary: "2"}}, // the other vocabulary says it all again
		initiative(2): {{Theme: "a", Percentage: "40", Vocabulary: "1"}}, // 60 % are not said
		initiative(3): {{Theme: "a"}, {Theme: "b"}},                      // no percentages: whole in both
	})
	got, overlap, table := byTheme(t, b, nil)
	expectSums(t, got, map[string]string{"a": "44.3334", "b": "40.3333", "c": "33.3333", "": "11"})
	if table.Vocabulary[ByTheme] != "1" || !overlap["a"] || !overlap["b"] || overlap["c"] || overlap[""] {
		t.Errorf("vocabulary %q, overlapping %v", table.Vocabulary[ByTheme], overlap)
	}
	second := "2"
	got, _, _ = byTheme(t, b, &second)
	expectSums(t, got, map[string]string{"a": "17", "b": "7", "x": "100", "": "5"})
}

func TestAFlowsOwnThemesGoBeforeThoseOfItsInitiative(t *testing.T) {
	own, placed := toward(1, "100"), toward(1, "10")
	own.ID, placed.ID = "f1", "f2"
	own.Classes = []Class{{Theme: "x", Percentage: "75", Vocabulary: "1"}, {Theme: "y", Percentage: "25", Vocabulary: "1"}}
	placed.Classes = []Class{{Place: "l"}} // it says nothing of themes
	b := bookOf(own, placed)
	b.classes = classes(map[string][]Class{initiative(1): {{Theme: "a", Percentage: "60", Vocabulary: "1"}, {Theme: "x", Percentage: "40", Vocabulary: "1"}}})
	got, _, _ := byTheme(t, b, nil)
	expectSums(t, got, map[string]string{"x": "79", "y": "25", "a": "6"})
}

func TestUnusablePercentagesDivideNothing(t *testing.T) {
	for name, list := range map[string][]Class{
		"over 100":       {{Theme: "a", Percentage: "100", Vocabulary: "1"}, {Theme: "b", Percentage: "100", Vocabulary: "1"}},
		"one is missing": {{Theme: "a", Percentage: "50", Vocabulary: "1"}, {Theme: "b", Vocabulary: "1"}},
		"below zero":     {{Theme: "a", Percentage: "-50", Vocabulary: "1"}, {Theme: "b", Percentage: "150", Vocabulary: "1"}},
		"no number":      {{Theme: "a", Percentage: "half", Vocabulary: "1"}, {Theme: "b", Percentage: "1e2", Vocabulary: "1"}},
		"nothing":        {{Theme: "a", Percentage: "0", Vocabulary: "1"}, {Theme: "b", Percentage: "0", Vocabulary: "1"}},
	} {
		t.Run(name, func(t *testing.T) {
			b := bookOf(toward(1, "10"))
			b.classes = classes(map[string][]Class{initiative(1): list})
			got, overlap, table := byTheme(t, b, nil)
			expectSums(t, got, map[string]string{"a": "10", "b": "10"})
			if _, is := table.Vocabulary[ByTheme]; is || !overlap["a"] || !overlap["b"] {
				t.Errorf("vocabulary %v, overlapping %v", table.Vocabulary, overlap)
			}
		})
	}
}

func TestSharesAddUpToTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := amountOf(rapid.Int64Range(-1_000_000, 1_000_000).Draw(t, "hi"), rapid.Int64Range(0, loBase-1).Draw(t, "lo"))
		var parts []part
		whole := new(big.Int)
		for i := range rapid.IntRange(1, 7).Draw(t, "parts") {
			w := big.NewInt(rapid.Int64Range(0, 100_000).Draw(t, "weight"))
			parts = append(parts, part{fmt.Sprint(i), w})
			whole.Add(whole, w)
		}
		var sum Amount
		for i, s := range shares(a, parts) {
			sum = sum.Plus(s)
			if whole.Sign() == 0 {
				continue
			}
			exact := new(big.Rat).SetFrac(new(big.Int).Mul(a.big(), parts[i].weight), whole)
			off := exact.Sub(exact, new(big.Rat).SetInt(s.big()))
			if off.Abs(off).Cmp(big.NewRat(1, 1)) >= 0 {
				t.Fatalf("share %d of %v is %v", i, a, s)
			}
		}
		if sum != a {
			t.Fatalf("shares of %v add up to %v", a, sum)
		}
	})
}

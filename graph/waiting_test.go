package graph

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Claims that wait are read in the order in which passes over all of them would.
func TestClaimsThatWaitComeInTheOrderOfPasses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 12).Draw(t, "claims")
		to := make([]int, n) // the claim to which each refers; n is none, n+1 one that never comes
		for i := range to {
			to[i] = rapid.IntRange(0, n+1).Draw(t, "to")
		}
		came := func(order []int, i int) bool { return to[i] == n || slices.Contains(order, to[i]) }
		var passes, later []int
		for i := range n {
			if came(passes, i) {
				passes = append(passes, i)
			} else {
				later = append(later, i)
			}
		}
		for before := -1; before != len(later); {
			before = len(later)
			var again []int
			for _, i := range later {
				if came(passes, i) {
					passes = append(passes, i)
				} else {
					again = append(again, i)
				}
			}
			later = again
		}
		var order []int
		var w waiting
		key := func(i int) claimKey { return claimKey{"Flow", fmt.Sprint(i)} }
		number := func(in *ClaimInput) (i int) {
			if _, err := fmt.Sscan(in.Key, &i); err != nil {
				t.Fatal(err)
			}
			return i
		}
		for i := range n {
			if came(order, i) {
				order = append(order, i)
			} else {
				w.add(&ClaimInput{Key: fmt.Sprint(i)}, key(to[i]))
			}
		}
		for _, i := range slices.Clone(order) {
			w.came(key(i), 1, 0)
		}
		for x := w.next(); x != nil; x = w.next() {
			i := number(x.in)
			order = append(order, i)
			w.came(key(i), x.pass, x.place)
		}
		var left []int
		all, _ := w.left()
		for _, x := range all {
			left = append(left, number(x.in))
		}
		if !slices.Equal(order, passes) || !slices.Equal(left, later) {
			t.Fatalf("%v refer to %v: read %v, left %v; want %v, %v", n, to, order, left, passes, later)
		}
	})
}

package graph

import (
	"cmp"
	"container/heap"
	"slices"
)

// waiting are the claims of an import that refer to others which have not come yet. It
// gives them in the order in which passes over all of them would, without passing over
// those of which nothing has changed.
type waiting struct {
	by    map[claimKey][]*waiter // by the claim for which they wait
	ready waiters
	count int
}

// waiter is a claim that waits; it was the place-th to do so, and can be read in a pass.
type waiter struct {
	in          *ClaimInput
	pass, place int
}

// add lets a claim wait for another.
func (w *waiting) add(in *ClaimInput, key claimKey) {
	w.count++
	w.wait(&waiter{in: in, place: w.count}, key)
}

func (w *waiting) wait(x *waiter, key claimKey) {
	if w.by == nil {
		w.by = map[claimKey][]*waiter{}
	}
	w.by[key] = append(w.by[key], x)
}

// came lets those that wait for a claim be read: in the same pass as the one that was
// read at a place, if they stand after it, else in the next.
func (w *waiting) came(key claimKey, pass, place int) {
	for _, x := range w.by[key] {
		x.pass = pass
		if x.place < place {
			x.pass++
		}
		heap.Push(&w.ready, x)
	}
	delete(w.by, key)
}

// next gives the claim that is to be looked at next, nil if all that are left wait.
func (w *waiting) next() *waiter {
	if len(w.ready) == 0 {
		return nil
	}
	return heap.Pop(&w.ready).(*waiter)
}

// left gives those that still wait, in their order.
func (w *waiting) left() []*ClaimInput {
	var all waiters
	for _, some := range w.by {
		all = append(all, some...)
	}
	slices.SortFunc(all, func(x, y *waiter) int { return cmp.Compare(x.place, y.place) })
	out := make([]*ClaimInput, len(all))
	for i, x := range all {
		out[i] = x.in
	}
	return out
}

// waiters are a heap, by pass and place.
type waiters []*waiter

func (w waiters) Len() int { return len(w) }
func (w waiters) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(w[i].pass, w[j].pass), cmp.Compare(w[i].place, w[j].place)) < 0
}
func (w waiters) Swap(i, j int) { w[i], w[j] = w[j], w[i] }
func (w *waiters) Push(x any)   { *w = append(*w, x.(*waiter)) }
func (w *waiters) Pop() any {
	last := (*w)[len(*w)-1]
	*w = (*w)[:len(*w)-1]
	return last
}

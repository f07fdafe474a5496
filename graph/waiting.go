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

// own gives the key by which others refer to a claim that waits.
func (x *waiter) own() claimKey { return claimKey{TypeOf(x.in.Record).Name, x.in.Key} }

// left gives those that still wait, in their order, and for what each does.
func (w *waiting) left() (all waiters, awaited map[*waiter]claimKey) {
	awaited = map[*waiter]claimKey{}
	for key, some := range w.by {
		for _, x := range some {
			all = append(all, x)
			awaited[x] = key
		}
	}
	slices.SortFunc(all, func(x, y *waiter) int { return cmp.Compare(x.place, y.place) })
	return all, awaited
}

// stranded takes out those that wait for what is none of those that wait: it never comes.
func (w *waiting) stranded() waiters {
	all, awaited := w.left()
	waits := map[claimKey]bool{}
	for _, x := range all {
		waits[x.own()] = true
	}
	all = slices.DeleteFunc(all, func(x *waiter) bool { return waits[awaited[x]] })
	for _, x := range all {
		delete(w.by, awaited[x])
	}
	return all
}

// rings gives, where none is stranded, those that wait for each other in a ring, each
// ring from the one that came first on.
func (w *waiting) rings() []waiters {
	all, awaited := w.left()
	by := map[claimKey]*waiter{} // of two with one key the first
	for _, x := range slices.Backward(all) {
		by[x.own()] = x
	}
	var out []waiters
	walk := map[*waiter]int{} // on which walk each was met
	for i, x := range all {
		for ; x != nil && walk[x] == 0; x = by[awaited[x]] {
			walk[x] = i + 1
		}
		if x == nil || walk[x] != i+1 {
			continue
		}
		ring := waiters{x}
		for y := by[awaited[x]]; y != x; y = by[awaited[y]] {
			ring = append(ring, y)
		}
		first := 0
		for j := range ring {
			if ring[j].place < ring[first].place {
				first = j
			}
		}
		out = append(out, slices.Concat(ring[first:], ring[:first]))
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

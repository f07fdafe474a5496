package network

import (
	"cmp"
	stdheap "container/heap"
)

// heap gives the way that may become the least costly one first; of equal ones
// that with the most links, which is nearest to its end, and of these the one that
// was made last. Ways are made in an order that is always the same.
type heap []*way

func (h heap) Len() int { return len(h) }

func (h heap) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(h[i].least, h[j].least), cmp.Compare(h[j].links, h[i].links), cmp.Compare(h[j].number, h[i].number)) < 0
}

func (h heap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }

// Push and Pop are for container/heap.
func (h *heap) Push(x any) { *h = append(*h, x.(*way)) }

// Pop takes the last one away.
func (h *heap) Pop() any {
	old := *h
	last := old[len(old)-1]
	*h = old[:len(old)-1]
	return last
}

func (h *heap) push(w *way) { stdheap.Push(h, w) }
func (h *heap) pop() *way   { return stdheap.Pop(h).(*way) }

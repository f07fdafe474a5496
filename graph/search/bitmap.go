package search

import "math/bits"

// bitmap is a set of ordinals.
type bitmap []uint64

func newBitmap(n int) bitmap { return make(bitmap, (n+63)/64) }

func (b bitmap) set(i uint32)      { b[i/64] |= 1 << (i % 64) }
func (b bitmap) clear(i uint32)    { b[i/64] &^= 1 << (i % 64) }
func (b bitmap) has(i uint32) bool { return b[i/64]&(1<<(i%64)) != 0 }

func (b bitmap) or(o bitmap) {
	for i, w := range o {
		b[i] |= w
	}
}

func (b bitmap) and(o bitmap) {
	for i, w := range o {
		b[i] &= w
	}
}

func (b bitmap) andNot(o bitmap) {
	for i, w := range o {
		b[i] &^= w
	}
}

func (b bitmap) count() int {
	n := 0
	for _, w := range b {
		n += bits.OnesCount64(w)
	}
	return n
}

// each calls yield for every ordinal of b in order.
func (b bitmap) each(yield func(uint32)) {
	for i, w := range b {
		for ; w != 0; w &= w - 1 {
			yield(uint32(i*64 + bits.TrailingZeros64(w)))
		}
	}
}

package protect

import (
	"slices"
	"testing"
)

func TestOldestAnswersAreCut(t *testing.T) {
	const size = worthCounting
	s := NewSending(3 * size)
	var cut []string
	begin := func(name string, answer []byte) func() {
		return s.Begin(answer, func() { cut = append(cut, name) })
	}
	answer := func() []byte { return make([]byte, size) }
	kept := answer()
	one := begin("one", answer())
	first := begin("kept", kept)
	begin("two", answer())
	again := begin("kept again", kept) // counts once, and is new again
	small := begin("small", make([]byte, size-1))
	if len(cut) > 0 || s.bytes != 3*size {
		t.Fatalf("%v are cut at %d bytes", cut, s.bytes)
	}
	one()
	three := begin("three", answer())
	four := begin("four", answer())
	if !slices.Equal(cut, []string{"two"}) || s.bytes != 3*size {
		t.Errorf("%v are cut at %d bytes, want the oldest", cut, s.bytes)
	}
	first() // another sends it still
	if s.bytes != 3*size {
		t.Errorf("%d bytes while one sends what another has sent", s.bytes)
	}
	large := begin("large", make([]byte, 10*size))
	if slices.Sort(cut); !slices.Equal(cut, []string{"four", "kept again", "three", "two"}) || s.bytes != 10*size {
		t.Errorf("%v are cut at %d bytes, want all but the large one", cut, s.bytes)
	}
	if s.Bytes() != 10*size || s.Cut() != 4 {
		t.Errorf("%d bytes and %d cuts are told", s.Bytes(), s.Cut())
	}
	for _, end := range []func(){again, three, four, small, large} {
		end() // also of what was cut
	}
	if s.bytes != 0 || s.order.Len() != 0 || len(s.of) != 0 {
		t.Errorf("%d bytes of %d answers are left", s.bytes, s.order.Len())
	}
}

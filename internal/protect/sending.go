package protect

import (
	"container/list"
	"sync"
)

// worthCounting is from how many bytes on an answer counts: the system takes smaller ones
// as a whole, however slowly a client reads.
const worthCounting = 64 << 10

// Sending bounds the bytes of answers that are being sent. An answer is held until its
// client has read it, and a client that reads nothing has it held until its time is over:
// many such would take the memory of the server. So when there are more bytes than may be,
// those answers are cut which are being sent for longest. One that is kept and sent to
// several clients counts once, and is as old as its newest sending. It is safe for
// concurrent use.
type Sending struct {
	most int

	mu    sync.Mutex
	bytes int
	cut   int
	// order has the answers, the oldest first; of finds them by where they lie in memory.
	order *list.List
	of    map[*byte]*list.Element
}

// sent is an answer that is being sent.
type sent struct {
	at    *byte
	bytes int
	// cuts end its sendings.
	cuts map[*func()]struct{}
}

// NewSending makes a bound of so many bytes.
func NewSending(most int) *Sending {
	return &Sending{most: most, order: list.New(), of: map[*byte]*list.Element{}}
}

// Bytes are those of the answers that are being sent.
func (s *Sending) Bytes() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.bytes
}

// Cut is how many sendings were cut so far.
func (s *Sending) Cut() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cut
}

// Counts tells whether an answer counts; without a bound none does.
func (s *Sending) Counts(answer []byte) bool { return s != nil && len(answer) >= worthCounting }

// Begin tells that an answer is being sent until end is called. cut ends the sending, is
// called once at the most, and must not wait.
func (s *Sending) Begin(answer []byte, cut func()) (end func()) {
	if !s.Counts(answer) {
		return func() {}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	e, known := s.of[&answer[0]]
	if !known {
		e = s.order.PushBack(&sent{&answer[0], len(answer), map[*func()]struct{}{}})
		s.of[&answer[0]] = e
		s.bytes += len(answer)
	}
	s.order.MoveToBack(e)
	a := e.Value.(*sent) //nolint:forcetypeassert // the list has no other
	a.cuts[&cut] = struct{}{}
	for s.bytes > s.most && s.order.Len() > 1 { // one alone is never too large
		s.cutOldest()
	}
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if delete(a.cuts, &cut); len(a.cuts) == 0 && s.of[a.at] == e {
			s.remove(e)
		}
	}
}

func (s *Sending) cutOldest() {
	oldest := s.order.Front()
	s.remove(oldest)
	for cut := range oldest.Value.(*sent).cuts { //nolint:forcetypeassert // the list has no other
		s.cut++
		(*cut)()
	}
}

func (s *Sending) remove(e *list.Element) {
	a := e.Value.(*sent) //nolint:forcetypeassert // the list has no other
	s.order.Remove(e)
	delete(s.of, a.at)
	s.bytes -= a.bytes
}

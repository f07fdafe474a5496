package measures

import (
	"cmp"

	"github.com/migraph/migraph/graph"
)

// shelf keeps figures in bounded memory.
type shelf struct {
	most, bytes int64
	uses        int64 // counts puts and gets, to tell which came last
	byScope     map[string][]*kept
}

type kept struct {
	*Figures
	key  string
	used int64
}

func newShelf(most int64) *shelf { return &shelf{most: most, byScope: map[string][]*kept{}} }

// get gives the figures of a scope at a revision, nil if they are not kept.
func (s *shelf) get(key string, revision graph.Revision) *Figures {
	for _, k := range s.byScope[key] {
		if k.Revision == revision {
			s.uses++
			k.used = s.uses
			return k.Figures
		}
	}
	return nil
}

// newest gives the newest revision at which figures of a scope are kept, 0 for none.
func (s *shelf) newest(key string) (out graph.Revision) {
	for _, k := range s.byScope[key] {
		out = max(out, k.Revision)
	}
	return out
}

// put keeps figures, instead of those of the same scope and revision if there
// are any, and drops others to make room: those of the oldest revision first,
// of one revision those that nobody used for longest.
func (s *shelf) put(key string, f *Figures) {
	s.uses++
	for _, k := range s.byScope[key] {
		if k.Revision == f.Revision {
			s.drop(k)
			break
		}
	}
	s.byScope[key] = append(s.byScope[key], &kept{f, key, s.uses})
	for s.bytes += f.bytes(); s.bytes > s.most; {
		s.drop(s.leastUseful())
	}
}

func (s *shelf) leastUseful() (out *kept) {
	for _, list := range s.byScope {
		for _, k := range list {
			if out == nil || cmp.Or(cmp.Compare(k.Revision, out.Revision), cmp.Compare(k.used, out.used)) < 0 {
				out = k
			}
		}
	}
	return out
}

func (s *shelf) drop(k *kept) {
	s.bytes -= k.bytes()
	var rest []*kept
	for _, other := range s.byScope[k.key] {
		if other != k {
			rest = append(rest, other)
		}
	}
	if s.byScope[k.key] = rest; rest == nil {
		delete(s.byScope, k.key)
	}
}

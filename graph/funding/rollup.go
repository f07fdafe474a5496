package funding

import (
	"slices"

	"github.com/migraph/migraph/graph"
)

const (
	partOf   graph.AffiliationType = "PART_OF"
	officeOf graph.AffiliationType = "COUNTRY_OFFICE_OF"
)

// roof tells to which body another belongs at last.
type roof struct {
	up    map[string][]string // one step, by id
	found map[string]string
}

// roof gives the roofs of a choice, by affiliations of its time. Who belongs to
// several that are not all parts of one goes no further up, for nobody can tell to
// which of them its money does.
func (b *Book) roof(c Choice) *roof {
	r := &roof{up: map[string][]string{}, found: map[string]string{}}
	if len(c.RollUp) == 0 {
		return r
	}
	// An affiliation without dates holds always: it says what a body is.
	d := c.Dating
	if d.From != "" && d.Undated == "" || d.Undated == graph.UndatedOnly || d.Undated == graph.UndatedExclude {
		d.Undated = graph.UndatedInclude
	}
	for of, claims := range b.parents {
		for _, p := range claims {
			if p.To != of && slices.Contains(c.RollUp, p.Type) && d.Fits(p.Bounds) && !slices.Contains(r.up[of], p.To) {
				r.up[of] = append(r.up[of], p.To)
			}
		}
		slices.Sort(r.up[of])
	}
	return r
}

// of gives the last body above one. Where bodies belong to each other in a ring it
// is the first of the ring by id.
func (r *roof) of(id string) string {
	if len(r.up) == 0 {
		return id
	}
	if known, is := r.found[id]; is {
		return known
	}
	w := &climb{roof: r, way: map[string]int{}}
	top, _ := w.above(id)
	if w.steps > mostSteps {
		top = id
	}
	r.found[id] = top
	return top
}

// mostSteps bounds the affiliations that are followed from one body: sources can
// weave any number of rings.
const mostSteps = 10_000

// climb is the way from one body up.
type climb struct {
	*roof
	way   map[string]int // places in path
	path  []string
	steps int
}

// above gives the last body above one to which a way leads, and whether the way
// matters, because it closes a ring.
func (w *climb) above(id string) (top string, ringed bool) {
	if known, is := w.found[id]; is {
		return known, false
	}
	if i, is := w.way[id]; is {
		return slices.Min(w.path[i:]), true
	}
	if w.steps++; w.steps > mostSteps {
		return id, true
	}
	w.way[id], w.path = len(w.path), append(w.path, id)
	defer func() {
		delete(w.way, id)
		w.path = w.path[:len(w.path)-1]
	}()
	for _, p := range w.up[id] {
		of, rings := w.above(p)
		ringed = ringed || rings
		if top != "" && top != of {
			top = id
			break
		}
		top = of
	}
	if top == "" {
		top = id
	}
	if !ringed {
		w.found[id] = top
	}
	return top, ringed
}

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
	steps := 0
	top, _ := r.above(id, nil, &steps)
	if steps > mostSteps {
		top = id
	}
	r.found[id] = top
	return top
}

// mostSteps bounds the affiliations that are followed from one body: sources can
// weave any number of ways.
const mostSteps = 1000

// above gives the last body above one to which a way leads, and whether the way
// matters, because it closes a ring.
func (r *roof) above(id string, way []string, steps *int) (top string, ringed bool) {
	if known, is := r.found[id]; is {
		return known, false
	}
	if i := slices.Index(way, id); i >= 0 {
		return slices.Min(way[i:]), true
	}
	if *steps++; *steps > mostSteps {
		return id, true
	}
	way = append(slices.Clip(way), id)
	for _, p := range r.up[id] {
		of, rings := r.above(p, way, steps)
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
		r.found[id] = top
	}
	return top, ringed
}

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
	up map[string]string // one step
}

// roof gives the roofs of a choice: by affiliations of its time, to the only body
// to which one belongs. Who belongs to several stays by itself, for nobody can
// tell to which its money does.
func (b *Book) roof(c Choice) *roof {
	r := &roof{up: map[string]string{}}
	if len(c.RollUp) == 0 {
		return r
	}
	// An affiliation without dates holds always: it says what a body is.
	d := c.Dating
	if d.From != "" && d.Undated == "" || d.Undated == graph.UndatedOnly || d.Undated == graph.UndatedExclude {
		d.Undated = graph.UndatedInclude
	}
	for of, claims := range b.parents {
		to, several := "", false
		for _, p := range claims {
			if p.To == of || !slices.Contains(c.RollUp, p.Type) || !d.Fits(p.Bounds) {
				continue
			}
			several = several || to != "" && to != p.To
			to = p.To
		}
		if to != "" && !several {
			r.up[of] = to
		}
	}
	return r
}

// of gives the last body above one. Where bodies belong to each other in a ring it
// is the first of the ring by id.
func (r *roof) of(id string) string {
	if len(r.up) == 0 {
		return id
	}
	seen := []string{id}
	for at := r.up[id]; at != ""; at = r.up[at] {
		if i := slices.Index(seen, at); i >= 0 {
			return slices.Min(seen[i:])
		}
		seen = append(seen, at)
	}
	return seen[len(seen)-1]
}

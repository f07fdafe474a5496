package sqlitestore

import (
	"cmp"
	"context"
	"database/sql/driver"
	"maps"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

// With how many things a hub is linked would take long to count. So the table
// degree counts the neighbours of each thing by the sides from which links lead to
// them: a side is a type of links and their way. From how many neighbours are
// linked by which sides follows how many there are for any types and ways. It is
// kept with near.

// The sides of a neighbour are written as "<FUNDS >FUNDS >PART_OF": links that come
// from it and that lead to it, in the order of texts. A thing that is its own
// neighbour has the mark itself among them.
const (
	inward  = "<"
	itself  = "="
	outward = ">"
)

// sidesOf gives the sides by which a thing is linked with another, by what links
// the two; empty for none.
func sidesOf(thing, other string, linked map[pair]int) string {
	var out []string
	for p := range linked {
		if p.from == thing {
			out = append(out, outward+string(p.kind))
		}
		if p.to == thing {
			out = append(out, inward+string(p.kind))
		}
	}
	if thing == other && len(out) > 0 {
		out = append(out, itself)
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// degrees gathers by how much numbers of neighbours change.
type degrees map[degree]int

// degree is what the table counts the neighbours of.
type degree struct{ thing, sides string }

// change counts a neighbour as what links the two is now.
func (d degrees) change(thing, other string, before, after map[pair]int) {
	was, is := sidesOf(thing, other, before), sidesOf(thing, other, after)
	if was == is {
		return
	}
	if was != "" {
		d[degree{thing, was}]--
	}
	if is != "" {
		d[degree{thing, is}]++
	}
}

// flush writes the numbers that changed.
func (d degrees) flush(ctx context.Context, c *connection) error {
	keys := slices.SortedFunc(maps.Keys(d), func(x, y degree) int {
		return cmp.Or(strings.Compare(x.thing, y.thing), strings.Compare(x.sides, y.sides))
	})
	for _, k := range keys {
		if d[k] == 0 {
			continue
		}
		err := c.exec(ctx, `INSERT INTO degree (thing_id, sides, things) VALUES (?, ?, ?)
			ON CONFLICT (thing_id, sides) DO UPDATE SET things = things + excluded.things`, k.thing, k.sides, d[k])
		if err == nil && d[k] < 0 {
			err = c.exec(ctx, "DELETE FROM degree WHERE thing_id = ? AND sides = ? AND things <= 0", k.thing, k.sides)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// count sets how many neighbours the nodes of a query have.
func (r *reader) count(ctx context.Context, q *graph.LinkQuery, out []graph.Neighbours) error {
	b := &builder{}
	b.write("SELECT p.key, d.sides, d.things FROM json_each(")
	b.arg(jsonList(q.Nodes))
	b.write(") p CROSS JOIN degree d ON d.thing_id = p.value")
	return r.query(ctx, b, func(row []driver.Value) error {
		at, sides, things := &out[numberOf(row[0])], textOf(row[1]), numberOf(row[2])
		asked, other := 0, true
		for side := range strings.SplitSeq(sides, " ") {
			if side == itself {
				other = false
			} else if asks(q, side) {
				asked++
			}
		}
		at.Total += asked * things
		if asked > 0 && other {
			at.Things += things
		}
		return nil
	})
}

// asks tells whether a query is about links of a side.
func asks(q *graph.LinkQuery, side string) bool {
	way, kind := side[:1], graph.LinkType(side[1:])
	if way == outward && q.Way == graph.WayIn || way == inward && q.Way == graph.WayOut {
		return false
	}
	return len(q.Types) == 0 || slices.Contains(q.Types, kind)
}

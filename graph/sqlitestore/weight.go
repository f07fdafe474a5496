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

// pair is what near counts the claims of.
type pair struct {
	from, to string
	kind     graph.LinkType
}

// ends gives the two things, whichever way the links lead between them.
func (p pair) ends() [2]string { return [2]string{min(p.from, p.to), max(p.from, p.to)} }

// weights gathers by how much the weights of pairs change, until they are
// written: a claim is often taken away and put again.
type weights map[pair]int

// mostGathered bounds the weights that wait, some 200 bytes each.
const mostGathered = 100_000

// add counts a claim once for each pair that it links.
func (w weights) add(links []graph.Link, by int) {
	for i, l := range links {
		p := pair{l.From, l.To, l.Type}
		if !slices.ContainsFunc(links[:i], func(x graph.Link) bool { return p == pair{x.From, x.To, x.Type} }) {
			w[p] += by
		}
	}
}

// flush writes the weights that changed, and the degrees that change with them.
func (w weights) flush(ctx context.Context, c *connection) error {
	maps.DeleteFunc(w, func(_ pair, by int) bool { return by == 0 })
	pairs := slices.SortedFunc(maps.Keys(w), func(x, y pair) int {
		a, b := x.ends(), y.ends()
		return cmp.Or(strings.Compare(a[0], b[0]), strings.Compare(a[1], b[1]), strings.Compare(x.from, y.from), strings.Compare(string(x.kind), string(y.kind)))
	})
	d := degrees{}
	for len(pairs) > 0 {
		ends := pairs[0].ends()
		n := 1
		for n < len(pairs) && pairs[n].ends() == ends {
			n++
		}
		if err := w.between(ctx, c, ends, pairs[:n], d); err != nil {
			return err
		}
		pairs = pairs[n:]
	}
	clear(w)
	return d.flush(ctx, c)
}

// between writes the weights of pairs of the same two things.
func (w weights) between(ctx context.Context, c *connection, ends [2]string, pairs []pair, d degrees) error {
	before := map[pair]int{}
	err := c.query(ctx, `SELECT from_id, to_id, type, weight FROM near WHERE from_id = ? AND to_id = ?
		UNION ALL SELECT from_id, to_id, type, weight FROM near WHERE from_id = ? AND to_id = ?`,
		[]any{ends[0], ends[1], ends[1], ends[0]}, func(row []driver.Value) error {
			before[pair{textOf(row[0]), textOf(row[1]), graph.LinkType(textOf(row[2]))}] = numberOf(row[3])
			return nil
		})
	if err != nil {
		return err
	}
	after := maps.Clone(before)
	for _, p := range pairs {
		after[p] += w[p]
		if after[p] > 0 {
			err = c.exec(ctx, `INSERT INTO near (from_id, to_id, type, weight) VALUES (?, ?, ?, ?)
				ON CONFLICT (from_id, to_id, type) DO UPDATE SET weight = excluded.weight`, p.from, p.to, string(p.kind), after[p])
		} else {
			delete(after, p)
			err = c.exec(ctx, "DELETE FROM near WHERE from_id = ? AND to_id = ? AND type = ?", p.from, p.to, string(p.kind))
		}
		if err != nil {
			return err
		}
	}
	d.change(ends[0], ends[1], before, after)
	if ends[0] != ends[1] {
		d.change(ends[1], ends[0], before, after)
	}
	return nil
}

package sqlitestore

import (
	"context"
	"database/sql/driver"

	"github.com/migraph/migraph/graph"
)

// linkScope lets conditions on time be written for links: their columns are
// named as those of a dated type.
func linkScope(alias string) scope {
	return scope{t: graph.Catalog.Type("Affiliation"), alias: alias}
}

func (r *reader) Links(ctx context.Context, q *graph.LinkQuery) ([]graph.Neighbours, error) {
	out := make([]graph.Neighbours, len(q.Nodes))
	b := &builder{}
	b.write("WITH e AS (")
	b.direction(q, "from_id", "to_id", "1")
	b.write(" UNION ALL ")
	b.direction(q, "to_id", "from_id", "0")
	b.write(`), g AS (SELECT node, other, type, out, count(DISTINCT claim) AS weight FROM e GROUP BY node, other, type, out),
		ranked AS (SELECT *, row_number() OVER (PARTITION BY node ORDER BY weight DESC, other, type, out DESC) AS place,
			count(*) OVER (PARTITION BY node) AS total FROM g)
		SELECT node, other, type, out, weight, total FROM ranked`)
	if q.Limit > 0 {
		b.write(" WHERE place <= ")
		b.arg(q.Limit)
	}
	b.write(" ORDER BY node, place")
	err := r.query(ctx, b, func(row []driver.Value) error {
		node := numberOf(row[0])
		out[node].List = append(out[node].List, graph.Neighbour{ID: textOf(row[1]), Type: graph.LinkType(textOf(row[2])),
			Out: numberOf(row[3]) != 0, Weight: numberOf(row[4])})
		out[node].Total = numberOf(row[5])
		return nil
	})
	return out, err
}

// direction writes the links of the nodes that lead one way.
func (b *builder) direction(q *graph.LinkQuery, here, there, out string) {
	b.write("SELECT p.key AS node, l.", there, " AS other, l.type AS type, ", out, " AS out, l.claim AS claim FROM json_each(")
	b.arg(jsonList(q.Nodes))
	b.write(") p CROSS JOIN link l ON l.", here, " = p.value")
	if len(q.Types) > 0 {
		types := make([]string, len(q.Types))
		for i, t := range q.Types {
			types[i] = string(t)
		}
		b.write(" AND l.type IN ")
		b.list(types)
	}
	if f := q.Dating.Filter(); f != nil {
		b.write(" AND (")
		b.where(linkScope("l"), f)
		b.write(")")
	}
}

func (r *reader) ScanLinks(ctx context.Context, fn func(graph.Link) error) error {
	last := graph.Link{Step: -1}
	for {
		b := &builder{}
		b.write(`SELECT claim, step, from_id, to_id, type, valid_from, valid_to, certain_from, certain_to, undated
			FROM link WHERE (claim, step) > (`)
		b.arg(last.Claim)
		b.write(", ")
		b.arg(last.Step)
		b.write(") ORDER BY claim, step LIMIT ")
		b.arg(scanBatch)
		var page []graph.Link
		err := r.query(ctx, b, func(row []driver.Value) error {
			page = append(page, graph.Link{Claim: textOf(row[0]), Step: numberOf(row[1]), From: textOf(row[2]), To: textOf(row[3]),
				Type: graph.LinkType(textOf(row[4])), Bounds: graph.Bounds{ValidFrom: textOf(row[5]), ValidTo: textOf(row[6]),
					CertainFrom: textOf(row[7]), CertainTo: textOf(row[8]), Undated: numberOf(row[9]) != 0}})
			return nil
		})
		if err != nil || len(page) == 0 {
			return err
		}
		for _, l := range page {
			if err := fn(l); err != nil {
				return err
			}
		}
		last = page[len(page)-1]
	}
}

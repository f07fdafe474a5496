package neo4jstore

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"github.com/migraph/migraph/graph"
)

// Who asks for the first neighbours of a thing with 10,000 links would wait until
// all of them are counted. So the store keeps for such things, its hubs, what
// that gives. Each has a node of its own, which holds the strongest neighbours of
// every side, that is of a type and way of links, and how many neighbours have
// links of which sides. A write keeps it anew for the hubs whose links it touched.
// Things without such a node are counted.

// hubBounds say which things are hubs, and how many neighbours are kept of each
// of their sides.
type hubBounds struct{ links, kept int }

var defaultHubs = hubBounds{links: 500, kept: 200}

// hubPrefix begins the ids of the nodes, which end with the id of the thing.
const hubPrefix = "hub "

// hub is what is kept.
type hub struct {
	Sides  []hubSide  `json:"sides"`
	Groups []hubGroup `json:"groups"`
}

type hubSide struct {
	Type  graph.LinkType `json:"type"`
	Out   bool           `json:"out"`
	First []hubNeighbour `json:"first"`
}

type hubNeighbour struct {
	ID     string `json:"id"`
	Weight int    `json:"weight"`
}

// hubGroup counts the neighbours that have links of the same sides.
type hubGroup struct {
	Sides  uint64 `json:"sides"` // bit n stands for the side of index n
	Self   bool   `json:"self"`  // the hub itself, by links that lead from it to it
	Things int    `json:"things"`
}

// newHub makes a hub of all its neighbours, in their order.
func newHub(id string, all []graph.Neighbour, kept int) *hub {
	h := &hub{}
	of := map[string]uint64{}
	for _, n := range all {
		i := slices.IndexFunc(h.Sides, func(s hubSide) bool { return s.Type == n.Type && s.Out == n.Out })
		if i < 0 {
			i = len(h.Sides)
			h.Sides = append(h.Sides, hubSide{Type: n.Type, Out: n.Out})
		}
		if s := &h.Sides[i]; len(s.First) < kept {
			s.First = append(s.First, hubNeighbour{n.ID, n.Weight})
		}
		of[n.ID] |= 1 << i
	}
	count := map[hubGroup]int{}
	for other, sides := range of {
		count[hubGroup{Sides: sides, Self: other == id}]++
	}
	for g, n := range count {
		g.Things = n
		h.Groups = append(h.Groups, g)
	}
	slices.SortFunc(h.Groups, func(x, y hubGroup) int {
		if c := cmp.Compare(x.Sides, y.Sides); c != 0 || x.Self == y.Self {
			return c
		}
		if x.Self {
			return 1
		}
		return -1
	})
	return h
}

// answers tells whether hubs know the answer to a query.
func (b hubBounds) answers(q *graph.LinkQuery) bool {
	return q.Plain() && len(q.Where) == 0 && q.Among == nil && q.Limit > 0 && q.Limit <= b.kept
}

// neighbours answers a query.
func (h *hub) neighbours(q *graph.LinkQuery) (out graph.Neighbours) {
	var asked uint64
	for i, s := range h.Sides {
		if len(q.Types) > 0 && !slices.Contains(q.Types, s.Type) || q.Way == graph.WayIn && s.Out || q.Way == graph.WayOut && !s.Out {
			continue
		}
		asked |= 1 << i
		for _, n := range s.First {
			out.List = append(out.List, graph.Neighbour{ID: n.ID, Type: s.Type, Out: s.Out, Weight: n.Weight})
		}
	}
	for _, g := range h.Groups {
		sides := bits.OnesCount64(g.Sides & asked)
		out.Total += sides * g.Things
		if sides > 0 && !g.Self {
			out.Things += g.Things
		}
	}
	slices.SortFunc(out.List, func(x, y graph.Neighbour) int {
		if c := cmp.Or(cmp.Compare(y.Weight, x.Weight), strings.Compare(x.ID, y.ID), cmp.Compare(x.Type, y.Type)); c != 0 || x.Out == y.Out {
			return c
		}
		if x.Out {
			return -1
		}
		return 1
	})
	out.List = slices.Clone(out.List[:min(len(out.List), q.Limit)])
	return out
}

// hubsAmong gives the hubs among nodes, by their places.
func (r *reader) hubsAmong(ctx context.Context, nodes []string) (map[int64]*hub, error) {
	out := map[int64]*hub{}
	st := reading()
	st.branch()
	of := st.param(nodes)
	st.write("UNWIND range(0, size(", of, ") - 1) AS i MATCH (h:", metaLabel, " {id: ", st.param(hubPrefix), " + ", of, "[i]}) RETURN ",
		kind(rowData), " AS k, [i, h.near] AS v")
	err := r.run(ctx, st.finish(), func(_ int64, v any) error {
		row := v.([]any)
		h := &hub{}
		out[row[0].(int64)] = h
		if err := json.Unmarshal([]byte(row[1].(string)), h); err != nil {
			return &graph.Error{Code: graph.Internal, Message: "the database keeps neighbours that cannot be read; import a dataset again", Cause: err}
		}
		return nil
	})
	return out, err
}

// touch notes the things that links lead to and from, for settleHubs.
func (w *writer) touch(ids ...string) {
	for _, id := range ids {
		w.touched[id] = true
	}
}

// settleHubs keeps anew what is kept of the hubs that were touched.
func (w *writer) settleHubs(ctx context.Context) error {
	ids := slices.Sorted(maps.Keys(w.touched))
	clear(w.touched)
	many := "UNWIND $rows AS id MATCH (a:Thing {id: id}) WHERE COUNT { (a)-[:" + w.s.layout.linkTypes(nil) + "]-() } > " +
		strconv.Itoa(w.s.hubs.links) + " RETURN id"
	for batch := range slices.Chunk(ids, putBatch) {
		hubs := map[string]bool{}
		if err := w.exec(ctx, many, batch, func(row []string) { hubs[row[0]] = true }); err != nil {
			return err
		}
		var others []string
		for _, id := range batch {
			if !hubs[id] {
				others = append(others, hubPrefix+id)
			}
		}
		err := w.exec(ctx, "UNWIND $rows AS id MATCH (h:"+metaLabel+" {id: id}) DELETE h", others, nil)
		if err != nil {
			return err
		}
		for _, id := range slices.Sorted(maps.Keys(hubs)) {
			if err := w.keepHub(ctx, id); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *writer) keepHub(ctx context.Context, id string) error {
	all, err := w.reader.Links(ctx, &graph.LinkQuery{Nodes: []string{id}})
	if err != nil {
		return err
	}
	text, err := json.Marshal(newHub(id, all[0].List, w.s.hubs.kept))
	if err != nil {
		return err
	}
	return w.exec(ctx, "UNWIND $rows AS row MERGE (h:"+metaLabel+" {id: row[0]}) SET h.near = row[1]", []any{[]any{hubPrefix + id, string(text)}}, nil)
}

// Links of a writer sees what was written before, also of hubs.
func (w *writer) Links(ctx context.Context, q *graph.LinkQuery) ([]graph.Neighbours, error) {
	if err := w.settleHubs(ctx); err != nil {
		return nil, err
	}
	return w.reader.Links(ctx, q)
}

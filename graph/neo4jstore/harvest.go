package neo4jstore

import (
	"slices"

	"github.com/migraph/migraph/graph"
)

// harvest is what was decoded of the rows of a branch so far.
type harvest struct {
	tree  *graph.Tree
	below []*harvest
	// seen holds the ids of records that references led to: each is decoded once.
	seen map[string]bool
}

// harvest prepares for the rows of a branch.
func (b *branch) harvest() *harvest {
	h := &harvest{tree: &graph.Tree{}}
	for i, next := range b.below {
		x := next.harvest()
		if next.refers() {
			x.seen = map[string]bool{}
			x.tree.Lists = []graph.List{{Total: -1}}
		}
		h.below = append(h.below, x)
		if i < b.includes {
			h.tree.Below = append(h.tree.Below, x.tree)
		}
	}
	return h
}

// decodeList reads a list and gives the rest of the row: its total, if that is
// counted apart, and its records, one more than its limit if there are more.
func (b *branch) decodeList(row []any, h *harvest) (graph.List, []any) {
	out := graph.List{Total: -1}
	if b.countsApart() {
		out.Total, row = int(row[0].(int64)), row[1:]
	}
	if b.TotalOnly {
		return out, row
	}
	records := row[0].([]any)
	if b.Limit > 0 && len(records) > b.Limit {
		records, out.More = records[:b.Limit], true
	}
	if b.Backward { // back into the order of the query
		slices.Reverse(records)
	}
	out.Records = make([]graph.Record, len(records))
	for i, values := range records {
		out.Records[i], _ = b.decode(values.([]any), h)
	}
	if b.Total && b.countsItself() {
		out.Total = len(records)
	}
	return out, row[1:]
}

// decode reads a record, harvests what is below it, and gives the rest of the row.
func (b *branch) decode(row []any, h *harvest) (graph.Record, []any) {
	r, rest := b.load.own(row)
	for i, next := range b.below {
		x := h.below[i]
		switch {
		case next.part != nil:
			next.part.Set(r, next.decodeElements(rest[0].([]any), x))
			rest = rest[1:]
		case next.refers():
			if id, ok := rest[0].(string); ok {
				b.root.ref(next.edge).Set(r, id)
				next.decodeReferred(id, rest, x)
			}
			rest = rest[next.width:]
		default:
			var list graph.List
			list, rest = next.decodeList(rest, x)
			x.tree.Lists = append(x.tree.Lists, list)
		}
	}
	return r, rest
}

// decodeReferred reads what a reference leads to.
func (b *branch) decodeReferred(id string, row []any, h *harvest) {
	if h.seen[id] {
		return
	}
	h.seen[id] = true
	r, _ := b.decode(row, h)
	list := &h.tree.Lists[0]
	list.Records = append(list.Records, r)
}

// decodeElements reads the elements of a part, which come in any order, each
// after its place.
func (b *branch) decodeElements(rows []any, h *harvest) []graph.Record {
	out := make([]graph.Record, len(rows))
	for _, row := range rows {
		row := row.([]any)
		out[row[0].(int64)], _ = b.decode(row[1:], h)
	}
	return out
}

package neo4jstore

import (
	"cmp"
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
		if next.part == nil && next.rel != "" {
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

// decodeList reads a list: its total and its records, one more than its limit
// if there are more.
func (b *branch) decodeList(row []any, h *harvest) graph.List {
	rows := row[1].([]any)
	out := graph.List{Total: int(row[0].(int64))}
	if b.Limit > 0 && len(rows) > b.Limit {
		rows, out.More = rows[:b.Limit], true
	}
	if b.Backward { // back into the order of the query
		slices.Reverse(rows)
	}
	out.Records = make([]graph.Record, len(rows))
	for i, values := range rows {
		out.Records[i] = b.decode(values.([]any), h)
	}
	if b.Total && b.countsItself() {
		out.Total = len(rows)
	}
	return out
}

// decode reads a record and harvests what is below it.
func (b *branch) decode(row []any, h *harvest) graph.Record {
	r, rest := b.load.own(row)
	for i, next := range b.below {
		x := h.below[i]
		switch values := rest[i].([]any); {
		case next.part != nil:
			next.part.Set(r, next.decodeElements(values, x))
		case next.rel == "":
			x.tree.Lists = append(x.tree.Lists, next.decodeList(values, x))
		default:
			next.decodeReferred(values, x)
		}
	}
	return r
}

// decodeReferred reads what a reference leads to, if anything.
func (b *branch) decodeReferred(row []any, h *harvest) {
	id, ok := row[0].(string)
	if !ok || h.seen[id] {
		return
	}
	h.seen[id] = true
	list := &h.tree.Lists[0]
	list.Records = append(list.Records, b.decode(row, h))
}

// decodeElements reads the elements of a part, which come in any order.
func (b *branch) decodeElements(rows []any, h *harvest) []graph.Record {
	slices.SortFunc(rows, func(x, y any) int { return cmp.Compare(position(x), position(y)) })
	out := make([]graph.Record, len(rows))
	for i, row := range rows {
		out[i] = b.decode(row.([]any)[1].([]any), h)
	}
	return out
}

func position(element any) int64 {
	n, _ := element.([]any)[0].(int64)
	return n
}

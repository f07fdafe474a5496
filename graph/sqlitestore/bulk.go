package sqlitestore

import (
	"context"
	"fmt"
	"slices"

	"github.com/migraph/migraph/graph"
)

// leastBulk is how many records must come for indexes to be made anew: below, it is
// no gain. leastBulkPart is what part of those that the graph has they must be: to make
// the entries of a claim anew takes about a fiftieth of what it takes to find the places
// of one in indexes that do not fit into memory.
const (
	leastBulk     = 20_000
	leastBulkPart = 16
)

// Bulk runs fn, in which about n records of claims come. If they are many beside those
// that the graph has, the indexes of claims are dropped and made anew after it: to sort all
// entries of an index once is far less work than to find the place of each. All of it
// is within the transaction. The indexes by natural keys stay, for Apply asks by them.
func (w *writer) Bulk(ctx context.Context, n int, fn func() error) error {
	known, err := w.claims(ctx)
	if err != nil {
		return wrap(ctx, err)
	}
	if n < leastBulk || n < known/leastBulkPart {
		return fn()
	}
	w.wrote = true
	for _, tb := range bulky() {
		for _, name := range tb.indexNames() {
			if err := w.c.exec(ctx, "DROP INDEX "+quote(name)); err != nil {
				return wrap(ctx, err)
			}
		}
	}
	if err := fn(); err != nil {
		return err
	}
	for _, tb := range bulky() {
		for _, create := range tb.createIndexes() {
			if err := w.c.exec(ctx, create); err != nil {
				return wrap(ctx, err)
			}
		}
	}
	return nil
}

// bulky gives the tables of claims, of their parts, of links and their weights, with the indexes that
// Bulk makes anew.
func bulky() []table {
	names := map[string]bool{"link": true, "near": true}
	for _, t := range graph.Catalog.Of(graph.ClassClaim) {
		names[tableOf(t)] = true
		for i := range t.Parts {
			names[partTable(t, &t.Parts[i])] = true
		}
	}
	var out []table
	for _, tb := range tables() {
		if !names[tb.name] {
			continue
		}
		tb.indexes = slices.DeleteFunc(slices.Clone(tb.indexes), func(columns []string) bool {
			return slices.Equal(columns, []string{"key"})
		})
		out = append(out, tb)
	}
	return out
}

// claims tells about how many claims the graph has.
func (w *writer) claims(ctx context.Context) (int, error) {
	sum := 0
	for _, t := range graph.Catalog.Of(graph.ClassClaim) {
		n, err := w.c.number(ctx, fmt.Sprintf("SELECT coalesce(max(rowid), 0) FROM %s", quote(tableOf(t))))
		if err != nil {
			return 0, err
		}
		sum += n
	}
	return sum, nil
}

package storetest

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/migraph/migraph/graph"
)

// SaidAgain takes what the datasets of generated graphs say, with a history and with
// rulings, into a new store, in any order: it is the same graph, ids and slugs among
// it. open gives a store without any record.
func SaidAgain(t *testing.T, open func(t *testing.T) graph.Store) {
	used, fresh := open(t), open(t)
	rapid.Check(t, func(rt *rapid.T) {
		r, again := begin(t, rt, used), begin(t, rt, fresh)
		for range rapid.IntRange(1, 5).Draw(rt, "changes") {
			r.apply(drawKeyless(rt, rapid.SampledFrom([]string{"a", "b", "c"}).Draw(rt, "dataset")))
		}
		want := r.x().live("revision")
		for range rapid.IntRange(0, 2).Draw(rt, "rulings") {
			r.draw() // rulings are no part of what datasets say
		}
		var keys []string
		for _, d := range r.x().scan("Dataset") {
			keys = append(keys, d.(*graph.Dataset).Key)
		}
		for _, key := range rapid.Permutation(keys).Draw(rt, "order") {
			var in *graph.Import
			r.x().view(func(ctx ctxT, rd graph.Reader) (err error) {
				in, err = graph.Said(ctx, rd, key, graph.AudienceKeeper, 1000)
				return err
			})
			again.apply(&data{in: *in})
		}
		if got := again.x().live("revision"); got != want {
			r.fatal("%s\n%s", strings.Join(again.story, ", "), firstDifference(got, want))
		}
	})
}

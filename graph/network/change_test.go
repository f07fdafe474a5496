package network_test

import (
	"context"
	"testing"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/network"
)

// Revisions of which there are no notes, of an older Migraph or another program,
// make what is told incomplete, wherever they lie.
func TestChangesTellWhetherTheyAreComplete(t *testing.T) {
	s := open(t)
	note := func(rev int, id string) {
		_, err := s.Write(t.Context(), func(ctx context.Context, w graph.Writer) error {
			c := &graph.Change{Base: graph.Base{ID: many("h", rev)}, At: graph.Revision(rev).At(), Dataset: "a", Noun: "Stakeholder",
				Before: graph.AudienceNone, After: graph.AudiencePublic, SeenFrom: graph.AudiencePublic, IDs: id}
			return w.Put(ctx, graph.Catalog.Type("Change"), []graph.Record{c})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	since := func(rev, now graph.Revision) *network.Changes {
		var out *network.Changes
		err := s.View(t.Context(), func(ctx context.Context, r graph.Reader) (err error) {
			out, err = network.ChangesSince(ctx, r.Fetch, network.ChangeQuestion{Since: rev, Now: now})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	note(2, id("s", 0))
	note(3, id("s", 1))
	note(5, id("s", 2))
	for _, x := range []struct {
		since, now graph.Revision
		complete   bool
		records    int
	}{{5, 5, true, 0}, {4, 5, true, 1}, {3, 5, false, 1}, {1, 5, false, 3}, {0, 5, false, 3}} {
		if got := since(x.since, x.now); len(got.Records) != x.records || got.Complete != x.complete {
			t.Errorf("since %d of %d: complete %t, %d records", x.since, x.now, got.Complete, len(got.Records))
		}
	}
}

package kept

import (
	"context"

	"github.com/migraph/migraph/graph"
)

// mostNotes bounds the notes of changes that are read; each is of up to a thousand
// records.
const mostNotes = 50_000

// Notes gives the notes of the changes after a revision up to the one that a
// reader reads. known is false if they do not tell all that changed, or there are
// very many.
func Notes(ctx context.Context, r graph.Reader, since graph.Revision) (notes []*graph.Change, known bool, err error) {
	res, err := r.Fetch(ctx, &graph.Plan{Audience: graph.AudienceKeeper, Query: graph.Query{Type: graph.Catalog.Type("Change"),
		Where: graph.Compare{Field: "at", Op: graph.Gt, Value: since.At()}, Order: graph.Order{Field: "at"}, Limit: mostNotes}})
	if err != nil {
		return nil, false, err
	}
	commits := map[string]bool{}
	for _, c := range res.Lists[0].Records {
		c := c.(*graph.Change)
		commits[c.At] = true
		notes = append(notes, c)
	}
	// A commit without any note is one of another program.
	return notes, !res.Lists[0].More && len(commits) == int(r.Revision()-since), nil
}

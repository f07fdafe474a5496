package network

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

// FreshnessQuestion asks how new the documents are that tell who does what, by
// theme or by place.
type FreshnessQuestion struct {
	// By is ByTheme or ByPlace.
	By     Dimension
	Where  DoingWhere
	Dating graph.Dating
	// Empty adds the themes or places of which nothing is recorded.
	Empty bool
	// MaxDocuments bounds the documents; 0 means DefaultMaxDocuments.
	MaxDocuments int
}

// DefaultMaxDocuments is the bound for a question that says none; as many themes
// or places are added of which nothing is recorded.
const DefaultMaxDocuments = 10_000

// citing is how claims lead back to the documents that make them.
var citing = []graph.Back{{Via: "evidence", Ref: "document"}}

// Freshnesses gives a row for each theme or place, by six calls, and one more for
// those of which nothing is recorded. Claims are those of WhoDoesWhat.
func Freshnesses(ctx context.Context, port Port, q FreshnessQuestion) ([]*graph.Freshness, error) {
	most := cmp.Or(q.MaxDocuments, DefaultMaxDocuments)
	documents, ids, err := datedDocuments(ctx, port.Fetch, most)
	if err != nil {
		return nil, err
	}
	w := &freshnesses{rows: map[string]*graph.Freshness{}, cited: map[string]map[string]bool{}}
	for _, s := range []source{participating(q.Where.Participation), present(q.Where.Presence)} {
		if err := w.read(ctx, port, q, s, ids); err != nil {
			return nil, err
		}
	}
	out := make([]*graph.Freshness, 0, len(w.rows))
	for thing, row := range w.rows {
		for id := range w.cited[thing] {
			row.DocumentCount++
			switch d := documents[id]; {
			case !d.Date.Known():
				row.UndatedCount++
			case d.Date.Earliest > row.Date.Earliest || d.Date.Earliest == row.Date.Earliest && id < row.NewestID:
				row.NewestID, row.Date = id, d.Date
			}
		}
		out = append(out, row)
	}
	if q.Empty {
		if out, err = withEmpty(ctx, port, q, out, most); err != nil {
			return nil, err
		}
	}
	order := graph.Order{Field: "rank"}
	slices.SortFunc(out, func(x, y *graph.Freshness) int {
		a, b := graph.PositionOf(graph.TypeOf(x), order, x), graph.PositionOf(graph.TypeOf(y), order, y)
		return cmp.Or(strings.Compare(a.Key, b.Key), strings.Compare(a.ID, b.ID))
	})
	return out, nil
}

// datedDocuments gives all documents with their dates, and their ids in order.
func datedDocuments(ctx context.Context, fetch graph.Fetch, most int) (map[string]*graph.Document, []string, error) {
	t := graph.Catalog.Type("Document")
	res, err := fetch(ctx, &graph.Plan{Query: graph.Query{Type: t, Where: graph.Live(t), Limit: most, Fields: []string{"date", "dateEarliest", "dateLatest"}}})
	if err != nil {
		return nil, nil, err
	}
	if res.Lists[0].More {
		return nil, nil, graph.Errorf(graph.LimitExceeded, "there are more than %d documents to compare; ask for documents ordered by date instead", most)
	}
	of := map[string]*graph.Document{}
	var ids []string
	for _, r := range res.Lists[0].Records {
		of[graph.IDOf(r)] = r.(*graph.Document)
		ids = append(ids, graph.IDOf(r))
	}
	return of, ids, nil
}

// freshnesses are rows in the making, by their things.
type freshnesses struct {
	rows  map[string]*graph.Freshness
	cited map[string]map[string]bool // by thing, the documents
}

// row gives the row of a thing.
func (w *freshnesses) row(thing string) *graph.Freshness {
	if w.rows[thing] == nil {
		w.rows[thing] = freshnessOf(thing)
		w.cited[thing] = map[string]bool{}
	}
	return w.rows[thing]
}

func freshnessOf(thing string) *graph.Freshness {
	return &graph.Freshness{Base: graph.Base{ID: thing}, ThingID: thing}
}

// read adds the claims of one source: how many there are, then by which
// documents. A claim has the things itself, or its initiative has them.
func (w *freshnesses) read(ctx context.Context, port Port, q FreshnessQuestion, s source, documents []string) error {
	column := s.own[q.By]
	if column == "" {
		column = s.initiative
	}
	a := graph.Aggregation{Type: s.t, Where: graph.All(s.where, q.Dating.Filter()), Keys: []string{column + ".id"},
		Measures: []graph.Measure{{Kind: graph.MeasureCount}}, Rank: -1}
	counts, err := port.Aggregate(ctx, &a)
	if err != nil {
		return err
	}
	var ids []string
	for _, g := range counts {
		if g.Keys[0] != "" {
			ids = append(ids, g.Keys[0])
		}
	}
	if len(ids) == 0 || len(documents) == 0 {
		return nil
	}
	things := map[string][]string{} // of the values of the column
	if s.own[q.By] != "" {
		for _, id := range ids {
			things[id] = []string{id}
		}
	} else if things, err = thingsOfInitiatives(ctx, port, q, ids); err != nil {
		return err
	}
	for _, g := range counts {
		for _, thing := range things[g.Keys[0]] {
			w.row(thing).ClaimCount += g.Values[0].(int)
		}
	}
	a.Parents, a.By = documents, citing
	cited, err := port.Aggregate(ctx, &a)
	for i, g := range cited {
		if i%4096 == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		for _, thing := range things[g.Keys[0]] {
			w.cited[thing][documents[g.Parent]] = true
		}
	}
	return err
}

// thingsOfInitiatives gives the themes or the places of initiatives.
func thingsOfInitiatives(ctx context.Context, port Port, q FreshnessQuestion, ids []string) (map[string][]string, error) {
	slices.Sort(ids)
	if q.By == ByTheme {
		return classified(ctx, port, ids, "theme", "theme.id", q.Where.Themes)
	}
	return classified(ctx, port, ids, "place", "place.id", q.Where.Places)
}

// withEmpty adds the themes or places of which nothing is recorded.
func withEmpty(ctx context.Context, port Port, q FreshnessQuestion, rows []*graph.Freshness, most int) ([]*graph.Freshness, error) {
	recorded := []string{}
	for _, r := range rows {
		recorded = append(recorded, r.ThingID)
	}
	where := q.Where.Themes
	if q.By == ByPlace {
		where = q.Where.Places
	}
	empty, n, err := emptyThings(ctx, port, thingsOf[q.By], where, recorded, len(recorded)+most)
	if err != nil {
		return nil, err
	}
	if n > len(empty) {
		return nil, graph.Errorf(graph.LimitExceeded, "of %d of them nothing is recorded, at most %d are listed; leave includeEmpty out, or narrow the question with where", n, most)
	}
	for _, id := range empty {
		rows = append(rows, freshnessOf(id))
	}
	return rows, nil
}

package network

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

// RecommendationQuestion asks what was recommended.
type RecommendationQuestion struct {
	// To is the id of a body; empty: to whomever.
	To string
	// Parents also asks for what was recommended to the bodies of which To is a
	// part, an office or the secretariat, directly or not.
	Parents bool
	// Where limits the findings; nil limits nothing.
	Where  graph.Filter
	Dating graph.Dating
	// MaxFindings bounds the recommendations; 0 means DefaultMaxFindings.
	MaxFindings int
}

// DefaultMaxFindings is the bound for a question that says none.
const DefaultMaxFindings = 10_000

// Recommendations gives the recommendations by two calls, those of the newest
// documents first, and up to maxLevels more to find parents.
func Recommendations(ctx context.Context, fetch graph.Fetch, q RecommendationQuestion) ([]*graph.Recommendation, error) {
	where := graph.All(q.Where, graph.Compare{Field: "type", Op: graph.Eq, Value: "RECOMMENDATION"})
	var bodies []string
	if q.To != "" {
		var err error
		if bodies, err = standingBodies(ctx, fetch, []string{q.To}, func(int) string { return "to" }); err != nil {
			return nil, err
		}
		if q.Parents {
			above, err := ancestors(ctx, fetch, bodies)
			if err != nil {
				return nil, err
			}
			bodies = append(bodies, slices.Sorted(maps.Keys(above[bodies[0]]))...)
		}
		where = graph.All(where, graph.Related{Edge: "addressees", Where: graph.Related{Edge: "stakeholder", Where: graph.Compare{Field: "id", Op: graph.In, Value: bodies}}})
	}
	most := cmp.Or(q.MaxFindings, DefaultMaxFindings)
	res, err := fetch(ctx, &graph.Plan{Query: graph.Query{Type: graph.Catalog.Type("Finding"), Where: where, Limit: most,
		Parts: []string{"evidence", "addressees"}}, Dating: q.Dating})
	if err != nil {
		return nil, err
	}
	if res.Lists[0].More {
		return nil, graph.Errorf(graph.LimitExceeded, "there are more than %d recommendations; name the body by to, or narrow the question with where", most)
	}
	findings := res.Lists[0].Records
	documents, err := documentsCited(ctx, fetch, findings)
	if err != nil {
		return nil, err
	}
	out := make([]*graph.Recommendation, len(findings))
	for i, r := range findings {
		out[i] = recommendation(r.(*graph.Finding), bodies, documents)
	}
	order := graph.Order{Field: "rank"}
	slices.SortFunc(out, func(x, y *graph.Recommendation) int {
		a, b := graph.PositionOf(graph.TypeOf(x), order, x), graph.PositionOf(graph.TypeOf(y), order, y)
		return cmp.Or(strings.Compare(a.Key, b.Key), strings.Compare(a.ID, b.ID))
	})
	return out, nil
}

// documentsCited gives the documents that claims cite, with their dates.
func documentsCited(ctx context.Context, fetch graph.Fetch, claims []graph.Record) (map[string]*graph.Document, error) {
	var ids []string
	for _, r := range claims {
		for _, e := range graph.AsClaim(r).Evidence {
			ids = append(ids, e.DocumentID)
		}
	}
	out := map[string]*graph.Document{}
	if len(ids) == 0 {
		return out, nil
	}
	slices.Sort(ids)
	res, err := fetch(ctx, &graph.Plan{Query: graph.Query{Type: graph.Catalog.Type("Document"), IDs: slices.Compact(ids),
		Fields: []string{"date", "dateEarliest", "dateLatest"}}})
	if err != nil {
		return nil, err
	}
	for _, r := range res.Lists[0].Records {
		out[graph.IDOf(r)] = r.(*graph.Document)
	}
	return out, nil
}

func recommendation(f *graph.Finding, bodies []string, documents map[string]*graph.Document) *graph.Recommendation {
	out := &graph.Recommendation{Base: graph.Base{ID: f.ID}, FindingID: f.ID, InitiativeID: f.InitiativeID, Number: f.Number, Mode: f.AddressedTo}
	for _, a := range f.Addressees {
		if slices.Contains(bodies, a.StakeholderID) && !slices.Contains(out.AskedFor, a.StakeholderID) {
			out.AskedFor = append(out.AskedFor, a.StakeholderID)
		}
	}
	for _, e := range f.Evidence {
		if documents[e.DocumentID] != nil && !slices.Contains(out.Documents, e.DocumentID) {
			out.Documents = append(out.Documents, e.DocumentID)
		}
	}
	slices.SortFunc(out.Documents, func(x, y string) int {
		return cmp.Or(strings.Compare(documents[y].Date.Earliest, documents[x].Date.Earliest), strings.Compare(x, y))
	})
	if len(out.Documents) > 0 {
		out.Date = documents[out.Documents[0]].Date
	}
	return out
}

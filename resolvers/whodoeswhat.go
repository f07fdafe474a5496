package resolvers

import (
	"context"
	"slices"

	"github.com/99designs/gqlgen/graphql"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/network"
)

// WhoDoesWhat is a graph.WhoDoesWhat as the API shows it.
type WhoDoesWhat struct{ *graph.WhoDoesWhat }

func showWhoDoesWhat(r graph.Record) *WhoDoesWhat { return &WhoDoesWhat{r.(*graph.WhoDoesWhat)} }

// Keys that the claims of the row share.
func (w *WhoDoesWhat) Keys(ctx context.Context) ([]*TableKey, error) {
	err := partOf(ctx, w.WhoDoesWhat, "keys")
	out := make([]*TableKey, len(w.WhoDoesWhat.Keys))
	for i, k := range w.WhoDoesWhat.Keys {
		out[i] = &TableKey{k}
	}
	return out, err
}

// Stakeholder that does it, nil if a group does or the row has several claims.
func (w *WhoDoesWhat) Stakeholder(ctx context.Context) (Stakeholder, error) {
	r, err := oneOf(ctx, w.WhoDoesWhat, "stakeholder")
	return showStakeholder(r), err
}

// Group without identity that does it, empty if a stakeholder does.
func (w *WhoDoesWhat) Group() graph.Text { return w.GroupLabel }

// Initiative in which it is done, nil if none is named.
func (w *WhoDoesWhat) Initiative(ctx context.Context) (*Initiative, error) {
	r, err := oneOf(ctx, w.WhoDoesWhat, "initiative")
	return showInitiative(r), err
}

// Themes of what is done.
func (w *WhoDoesWhat) Themes(ctx context.Context) ([]*Theme, error) {
	return listedBy(ctx, w.WhoDoesWhat, "themes", showTheme)
}

// ThemeCount counts the themes.
func (w *WhoDoesWhat) ThemeCount() int { return len(w.WhoDoesWhat.Themes) }

// Places where it is done.
func (w *WhoDoesWhat) Places(ctx context.Context) ([]*Place, error) {
	return listedBy(ctx, w.WhoDoesWhat, "places", showPlace)
}

// PlaceCount counts the places.
func (w *WhoDoesWhat) PlaceCount() int { return len(w.WhoDoesWhat.Places) }

// Countries of the places.
func (w *WhoDoesWhat) Countries() []string {
	c := w.WhoDoesWhat.Countries
	return append([]string{}, c[:min(len(c), graph.MaxLabelsShown)]...)
}

// TargetGroupFrom tells who says for whom it is done.
func (w *WhoDoesWhat) TargetGroupFrom() graph.DatedBy { return w.GroupFrom }

// Start is when it began, nil if unknown.
func (w *WhoDoesWhat) Start() *graph.PartialDate { return dateOf(&w.Period.Start) }

// End is when it ended, nil if unknown.
func (w *WhoDoesWhat) End() *graph.PartialDate { return dateOf(&w.Period.End) }

// Claims of the row, the newest first.
func (w *WhoDoesWhat) Claims(ctx context.Context) ([]Claim, error) {
	return listedBy(ctx, w.WhoDoesWhat, "claims", showClaim)
}

// TableKey is a graph.TableKey as the API shows it.
type TableKey struct{ *graph.TableKey }

// Thing that is the value, nil if it is none.
func (k *TableKey) Thing(ctx context.Context) (Thing, error) {
	return oneListed(ctx, k.TableKey, "thing", showThing)
}

// NothingRecorded tells whether the claims do not say.
func (k *TableKey) NothingRecorded() bool {
	return k.ThingID == "" && k.Code == "" && k.TableKey.Group == ""
}

// WhoDoesWhat lists who does what where for whom.
func (Query) WhoDoesWhat(ctx context.Context, _ map[string]any) (*WhoDoesWhatConnection, error) {
	field := graphql.GetFieldContext(ctx).Field
	args := arguments{t: graph.TypeOf(&graph.WhoDoesWhat{}), values: field.ArgumentMap(graphql.GetOperationContext(ctx).Variables),
		page: operationOf(ctx).limits.RootPage}
	q, err := doingQuestion(ctx, &args)
	if err != nil {
		return nil, err
	}
	overlapping := false
	c, err := rootRows(ctx, args, showWhoDoesWhat, func(o *Operation, plan *graph.Plan) ([]*graph.WhoDoesWhat, bool, int, error) {
		q.Dating, q.After, q.First, q.Total = plan.Dating, plan.After, plan.Limit, plan.Total
		page, err := network.WhoDoesWhat(ctx, network.Port{Fetch: o.fetch, Aggregate: o.aggregate}, q)
		if err != nil {
			return nil, false, 0, err
		}
		overlapping = page.Overlapping
		return page.Rows, page.More, page.Total, nil
	})
	if err != nil {
		return nil, err
	}
	return &WhoDoesWhatConnection{c, overlapping}, nil
}

// doingQuestion reads the arguments of whoDoesWhat, and makes them give the order
// of its rows and what its cursors belong to.
func doingQuestion(ctx context.Context, args *arguments) (network.DoingQuestion, error) {
	var q network.DoingQuestion
	for _, name := range args.names("groupBy") {
		d := network.Dimension(name)
		if slices.Contains(q.GroupBy, d) {
			return q, graph.InvalidArg("groupBy", "%s is given twice", name)
		}
		q.GroupBy = append(q.GroupBy, d)
	}
	if len(q.GroupBy) > graph.MaxTableKeys {
		return q, &graph.Error{Code: graph.LimitExceeded, Argument: "groupBy", Message: "claims can be put together by at most 4 properties at once"}
	}
	where, err := doing(ctx, args.values["where"])
	if err != nil {
		return q, err
	}
	q.Where = where
	args.listing = network.DoingOrder(len(q.GroupBy) > 0)
	args.where = func(any) (graph.Filter, error) {
		return graph.All(where.Participation, where.Presence, graph.Compare{Field: "keys", Op: graph.In, Value: args.names("groupBy")}), nil
	}
	return q, nil
}

// WhoDoesWhatConnection and WhoDoesWhatEdge are a page of rows of who does what.
type (
	WhoDoesWhatConnection struct {
		connection[*WhoDoesWhat]
		Overlapping bool
	}
	WhoDoesWhatEdge struct{ edge[*WhoDoesWhat] }
)

// Edges of the page.
func (c *WhoDoesWhatConnection) Edges() []*WhoDoesWhatEdge {
	return edgesOf(&c.connection, func(e edge[*WhoDoesWhat]) *WhoDoesWhatEdge { return &WhoDoesWhatEdge{e} })
}

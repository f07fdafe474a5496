package resolvers

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/network/measures"
)

// ThingMeasures say how a thing lies in a network.
type ThingMeasures struct {
	Network *MeasuredNetwork
	Figures *NetworkFigures
}

// MeasuredNetwork is a network and how it was measured.
type MeasuredNetwork struct {
	Status  string
	figures *measures.Figures // nil if they are not ready
}

// NetworkFigures are the figures of a thing.
type NetworkFigures struct{ measures.NodeFigures }

// NetworkMeasures is a thing in the order of a measure.
type NetworkMeasures struct{ *graph.Measured }

// NetworkMeasuresConnection and NetworkMeasuresEdge are a page of things.
type (
	NetworkMeasuresConnection struct {
		connection[*NetworkMeasures]
		Network *MeasuredNetwork
	}
	NetworkMeasuresEdge struct{ edge[*NetworkMeasures] }
)

// maxNetworks bounds the networks that one question measures: each is worked out of
// the whole graph.
const maxNetworks = 3

// patience is how long an answer waits for figures that are being worked out.
const patience = 2 * time.Second

// measured gives the figures of the network that arguments ask for.
func (a *arguments) measured(ctx context.Context, o *Operation, d graph.Dating) (*MeasuredNetwork, error) {
	scope := measures.Scope{Dating: d, Directed: a.values["directed"] == true, Weighted: a.values["weighted"] == true}
	for _, v := range valuesOf(a.values["links"]) {
		scope.Links = append(scope.Links, graph.LinkType(v))
	}
	if a.values["links"] != nil && len(scope.Links) == 0 {
		return nil, graph.InvalidArg("links", "give one type of links at least, or leave it out")
	}
	if o.services == nil {
		return nil, graph.Errorf(graph.Unavailable, "this server measures no networks")
	}
	return once(o, fmt.Sprintf("measures %+v", scope), func() (*MeasuredNetwork, error) {
		if n := o.networks.Add(1); n > maxNetworks {
			return nil, graph.Errorf(graph.LimitExceeded, "this question asks for the measures of more than %d networks; ask in several parts", maxNetworks)
		}
		f, status, err := o.services.measures.Get(ctx, o.reader.Revision(), scope, patience)
		if status != measures.StatusReady {
			o.unsettled.Store(true)
		}
		return &MeasuredNetwork{string(status), f}, err
	})
}

// measuresOf resolves a field that tells how a thing lies in a network.
func measuresOf(ctx context.Context, r graph.Record) (*ThingMeasures, error) {
	o := operationOf(ctx)
	a := fieldArguments(ctx)
	d, err := a.dating()
	if err != nil {
		return nil, err
	}
	n, err := a.measured(ctx, o, d.Under(graph.CohortOf(r).Dating))
	if err != nil {
		return nil, err
	}
	out := &ThingMeasures{Network: n}
	if n.figures != nil {
		if f, known := n.figures.Node(graph.IDOf(r)); known {
			out.Figures = &NetworkFigures{f}
		}
	}
	return out, nil
}

// Measures of the body.
func (b *Body) Measures(ctx context.Context) (*ThingMeasures, error) {
	return measuresOf(ctx, b.Stakeholder)
}

// Measures of the initiative.
func (i *Initiative) Measures(ctx context.Context) (*ThingMeasures, error) {
	return measuresOf(ctx, i.Initiative)
}

// Measures lists the things of a network by a measure.
func (Query) Measures(ctx context.Context, _ map[string]any) (*NetworkMeasuresConnection, error) {
	out := &NetworkMeasuresConnection{}
	show := func(r graph.Record) *NetworkMeasures { return &NetworkMeasures{r.(*graph.Measured)} }
	var err error
	out.connection, err = rootPage(ctx, arguments{t: graph.TypeOf(&graph.Measured{}), fleeting: true}, show, func(o *Operation, a *arguments, p *graph.Plan) ([]*graph.Measured, *graph.List, error) {
		n, err := a.measured(ctx, o, p.Dating)
		out.Network = n
		if err != nil || n.figures == nil {
			return nil, &graph.List{Records: []graph.Record{}}, err
		}
		listed, err := a.listedThings(ctx, o)
		if err != nil {
			return nil, nil, err
		}
		page, l, err := rankedPage(n.figures, measures.Measure(cmp.Or(textOf(a.values["orderBy"]), string(measures.MeasureDegree))), listed, p)
		return page, l, err
	})
	return out, err
}

// maxListed bounds the things that fit a condition.
const maxListed = 100_000

// listedThings reads which things are to be listed: nil for all.
func (a *arguments) listedThings(ctx context.Context, o *Operation) (func(id string) bool, error) {
	scope, err := a.scope(graph.Dating{})
	if err != nil {
		return nil, err
	}
	wanted := map[string]bool{}
	for _, v := range valuesOf(a.values["types"]) {
		wanted[nounOf(v)] = true
	}
	fitting := map[string]map[string]bool{} // type: ids
	for noun, where := range scope.Where {
		res, err := o.fetch(ctx, &graph.Plan{Query: graph.Query{Type: graph.Catalog.Type(noun), Where: where, Fields: []string{}, Limit: maxListed}})
		if err != nil {
			return nil, err
		}
		if res.Lists[0].More {
			return nil, &graph.Error{Code: graph.LimitExceeded, Argument: "where", Message: fmt.Sprintf("more than %d things fit; ask of fewer", maxListed)}
		}
		fitting[noun] = map[string]bool{}
		for _, r := range res.Lists[0].Records {
			fitting[noun][graph.IDOf(r)] = true
		}
	}
	return func(id string) bool {
		noun := graph.Catalog.TypeOfID(id).Name
		return (len(wanted) == 0 || wanted[noun]) && (fitting[noun] == nil || fitting[noun][id])
	}, nil
}

// rankedPage gives a page of the things that are listed, in the order of a measure.
func rankedPage(f *measures.Figures, by measures.Measure, listed func(string) bool, p *graph.Plan) ([]*graph.Measured, *graph.List, error) {
	ranked, err := f.Ranked(by)
	if err != nil {
		return nil, nil, err
	}
	l := &graph.List{Records: []graph.Record{}}
	var page []*graph.Measured
	for id := range ranked {
		if !listed(id) {
			continue
		}
		l.Total++
		m := &graph.Measured{Base: graph.Base{ID: id}, Place: l.Total}
		switch {
		case p.After != nil && !beyond(graph.PositionOf(p.Type, p.Order, m), *p.After):
		case len(page) == p.Limit:
			l.More = true
		default:
			m.Figures, _ = f.Node(id)
			page, l.Records = append(page, m), append(l.Records, m)
		}
	}
	return page, l, nil
}

// Thing that was measured, nil if it is gone.
func (m *NetworkMeasures) Thing(ctx context.Context) (Thing, error) {
	return oneListed(ctx, m.Measured, "thing", showThing)
}

// Figures of the thing.
func (m *NetworkMeasures) Figures() *NetworkFigures {
	return &NetworkFigures{m.Measured.Figures.(measures.NodeFigures)}
}

// ofFigures gives a value of figures, nil while there are none.
func ofFigures[T any](n *MeasuredNetwork, value func(*measures.Figures) T) *T {
	if n.figures == nil {
		return nil
	}
	v := value(n.figures)
	return &v
}

// Revision that was measured.
func (n *MeasuredNetwork) Revision() *int {
	return ofFigures(n, func(f *measures.Figures) int { return int(f.Revision) })
}

// Links are the types that make the network.
func (n *MeasuredNetwork) Links() []graph.LinkType {
	if n.figures == nil {
		return nil
	}
	return n.figures.Scope.Links
}

// Directed tells whether links were followed one way.
func (n *MeasuredNetwork) Directed() *bool {
	return ofFigures(n, func(f *measures.Figures) bool { return f.Scope.Directed })
}

// Weighted tells whether PageRank followed links by their weights.
func (n *MeasuredNetwork) Weighted() *bool {
	return ofFigures(n, func(f *measures.Figures) bool { return f.Scope.Weighted })
}

// NodeCount counts the things.
func (n *MeasuredNetwork) NodeCount() *int {
	return ofFigures(n, func(f *measures.Figures) int { return f.Nodes })
}

// EdgeCount counts the pairs that are linked.
func (n *MeasuredNetwork) EdgeCount() *int {
	return ofFigures(n, func(f *measures.Figures) int { return f.Edges })
}

// Approximate tells whether some figures are estimates.
func (n *MeasuredNetwork) Approximate() *bool {
	return ofFigures(n, func(f *measures.Figures) bool { return f.Approximate })
}

// Pivots of the estimates, nil if the figures are exact.
func (n *MeasuredNetwork) Pivots() *int {
	if n.figures == nil || !n.figures.Approximate {
		return nil
	}
	return &n.figures.Pivots
}

// Communities counts them.
func (n *MeasuredNetwork) Communities() *int {
	return ofFigures(n, func(f *measures.Figures) int { return f.Communities })
}

// Modularity of the communities.
func (n *MeasuredNetwork) Modularity() *float64 {
	return ofFigures(n, func(f *measures.Figures) float64 { return f.Modularity })
}

// ComputedAt is when the figures were worked out.
func (n *MeasuredNetwork) ComputedAt() *string {
	return ofFigures(n, func(f *measures.Figures) string { return f.Computed.UTC().Format(time.RFC3339) })
}

// TookMilliseconds is how long that took.
func (n *MeasuredNetwork) TookMilliseconds() *int {
	return ofFigures(n, func(f *measures.Figures) int { return int(f.Took.Milliseconds()) })
}

// end gives one value of one direction, nil unless the network is directed.
func end(e *measures.Ends, value func(*measures.Ends) int) *int {
	if e == nil {
		return nil
	}
	v := value(e)
	return &v
}

func endDegree(e *measures.Ends) int   { return e.Degree }
func endStrength(e *measures.Ends) int { return e.Strength }

// InDegree counts the things that link to it.
func (f *NetworkFigures) InDegree() *int { return end(f.In, endDegree) }

// OutDegree counts the things to which it links.
func (f *NetworkFigures) OutDegree() *int { return end(f.Out, endDegree) }

// InStrength counts the claims by which things link to it.
func (f *NetworkFigures) InStrength() *int { return end(f.In, endStrength) }

// OutStrength counts the claims by which it links to things.
func (f *NetworkFigures) OutStrength() *int { return end(f.Out, endStrength) }

// Edges of the page.
func (c *NetworkMeasuresConnection) Edges() []*NetworkMeasuresEdge {
	return edgesOf(&c.connection, func(e edge[*NetworkMeasures]) *NetworkMeasuresEdge { return &NetworkMeasuresEdge{e} })
}

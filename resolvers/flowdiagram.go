package resolvers

import (
	"context"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/funding"
)

// FlowDiagram is a graph.FlowDiagram as the API shows it.
type FlowDiagram struct {
	*graph.FlowDiagram
	ThemeVocabulary, PlaceVocabulary *string
}

// Nodes of the diagram.
func (d *FlowDiagram) Nodes(ctx context.Context) ([]*FlowDiagramNode, error) {
	out := make([]*FlowDiagramNode, len(d.FlowDiagram.Nodes))
	for i, n := range d.FlowDiagram.Nodes {
		out[i] = &FlowDiagramNode{n}
	}
	return out, partOf(ctx, d.FlowDiagram, "nodes")
}

// Links of the diagram.
func (d *FlowDiagram) Links(ctx context.Context) ([]*FlowDiagramLink, error) {
	out := make([]*FlowDiagramLink, len(d.FlowDiagram.Links))
	for i, l := range d.FlowDiagram.Links {
		out[i] = &FlowDiagramLink{l}
	}
	return out, partOf(ctx, d.FlowDiagram, "links")
}

// Total of the links between two columns, nil if no amount is known.
func (d *FlowDiagram) Total() *string { return textOrNil(d.FlowDiagram.Total) }

// Negative is what cannot be drawn.
func (d *FlowDiagram) Negative() *FlowDiagramNegative {
	return &FlowDiagramNegative{d.NegativePaths, d.NegativeFlows, textOrNil(d.NegativeSum)}
}

// FlowDiagramNegative counts what adds up to less than 0.
type FlowDiagramNegative struct {
	Paths, Flows int
	Sum          *string
}

// FlowDiagramNode is a graph.FlowDiagramNode as the API shows it.
type FlowDiagramNode struct{ *graph.FlowDiagramNode }

// Key of the node, nil if it stands for several.
func (n *FlowDiagramNode) Key(ctx context.Context) (*FundingKey, error) {
	if n.FlowDiagramNode.Key == nil {
		return nil, nil
	}
	return &FundingKey{n.FlowDiagramNode.Key}, partOf(ctx, n.FlowDiagramNode, "key")
}

// Value of the node, nil if no amount is known.
func (n *FlowDiagramNode) Value() *string { return textOrNil(n.FlowDiagramNode.Value) }

// FlowDiagramLink is a graph.FlowDiagramLink as the API shows it.
type FlowDiagramLink struct{ *graph.FlowDiagramLink }

// Value of the link, nil if no amount is known.
func (l *FlowDiagramLink) Value() *string { return textOrNil(l.FlowDiagramLink.Value) }

// Largest flows of the link.
func (l *FlowDiagramLink) Largest(ctx context.Context) ([]*Flow, error) {
	return listedBy(ctx, l.FlowDiagramLink, "largest", showFlow)
}

// drawnNodes is the number of nodes of a column that is given none.
const drawnNodes = 20

// FlowDiagram draws money as nodes and links.
func (Query) FlowDiagram(ctx context.Context, _ map[string]any) (*FlowDiagram, error) {
	out := &FlowDiagram{}
	sizes := func(a *arguments) map[string]int {
		q, _ := diagramQuestion(a) // mistakes are told when it is asked
		return map[string]int{"nodes": graph.DiagramNodes(len(q.Columns), q.Limit), "links": graph.DiagramLinks(len(q.Columns), q.Limit)}
	}
	var err error
	out.FlowDiagram, err = rootView(ctx, graph.TypeOf(&graph.FlowDiagram{}), sizes, func(o *Operation, a *arguments, d graph.Dating) (*graph.FlowDiagram, error) {
		q, err := diagramQuestion(a)
		if err != nil {
			return nil, err
		}
		where, err := filterOf(ctx, graph.Catalog.Type("Flow"), a.values["where"])
		if err != nil {
			return nil, err
		}
		book, choice, done, err := o.money(ctx, a, where, d)
		if err != nil {
			return nil, err
		}
		defer done()
		q.Choice = choice
		diagram, t, err := book.Diagram(ctx, q)
		if err != nil {
			return nil, err
		}
		out.ThemeVocabulary, out.PlaceVocabulary = vocabularyOf(t, funding.ByTheme), vocabularyOf(t, funding.ByPlace)
		return diagram, nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// diagramQuestion reads what to draw.
func diagramQuestion(a *arguments) (funding.DiagramQuestion, error) {
	q := funding.DiagramQuestion{Stage: graph.Stage(textOf(a.values["stage"])), Currency: textOf(a.values["currency"]), Counts: a.values["measure"] == "FLOWS", Vocabulary: a.text("vocabulary")}
	var err error
	if q.Columns, err = a.fundingBy("groupBy", graph.MaxDiagramColumns); err != nil {
		return q, err
	}
	if a.values["groupBy"] == nil {
		q.Columns = []funding.Dimension{funding.ByProvider, funding.ByRecipient}
	}
	if q.Limit, err = a.atMost("limit", graph.MaxDiagramNodes); err != nil {
		return q, err
	}
	if q.Limit == 0 {
		q.Limit = drawnNodes
	}
	if to := textOf(a.values["convertTo"]); to != "" {
		if q.Currency != "" && q.Currency != to {
			return q, graph.InvalidArg("currency", "amounts are converted to %s and drawn in that; leave currency out", to)
		}
		q.Currency = to
	}
	if q.Currency != "" {
		if err := graph.CheckCurrency(q.Currency); err != nil {
			return q, graph.InvalidArg("currency", "%v", err)
		}
	}
	switch {
	case len(q.Columns) < graph.MinDiagramColumns:
		return q, graph.InvalidArg("groupBy", "a diagram has %d to %d columns; give as many properties", graph.MinDiagramColumns, graph.MaxDiagramColumns)
	case !q.Counts && q.Currency == "":
		return q, graph.InvalidArg("currency", "amounts of different currencies cannot be drawn together; give one, such as \"USD\", or ask with measure: FLOWS for numbers of flows")
	}
	return q, nil
}

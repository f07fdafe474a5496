package graph

// FlowDiagram is money as nodes in columns and links between neighbouring columns,
// ready to draw. It is worked out for an answer (package funding) and never stored.
type FlowDiagram struct {
	Base
	Columns []string
	Stage   Stage
	// Currency of the amounts; of a diagram of numbers that of its flows, empty for
	// any.
	Currency Text
	Nodes    []*FlowDiagramNode
	Links    []*FlowDiagramLink
	// Total is what the links between two columns add up to, a decimal number:
	// money, or a number of flows. It is empty if no amount is known.
	Total string
	// Flows that are drawn, and of these without an amount that can be summed.
	Flows, WithoutAmount int
	// NegativePaths lead through all columns, add up to less than 0 and are not
	// drawn; with their flows, and their sum.
	NegativePaths, NegativeFlows int
	NegativeSum                  string
	// Flows of the stage that are not drawn: of another currency, with an amount
	// without a currency, and telling again what others tell.
	OtherCurrencies, WithoutCurrency, LeftOut int
	// Overlapping: flows are drawn more than once in a column.
	Overlapping bool
}

func (*FlowDiagram) noun() *Type { return flowDiagramType }

// FlowDiagramNode is a value in a column.
type FlowDiagramNode struct {
	Base
	Column int
	// Key is nil for what stands for several values.
	Key       *TableKey
	StandsFor int
	// Value as that of FlowDiagram.Total.
	Value                string
	Flows, WithoutAmount int
}

func (*FlowDiagramNode) noun() *Type { return flowDiagramNodeType }

// FlowDiagramLink is money between two nodes of neighbouring columns.
type FlowDiagramLink struct {
	Base
	From, To             int // places in FlowDiagram.Nodes
	Value                string
	Flows, WithoutAmount int
	// Largest are the ids of flows with the largest amounts, at most MaxLinkFlows.
	Largest []string
}

func (*FlowDiagramLink) noun() *Type { return flowDiagramLinkType }

// Bounds of a diagram: its columns, the nodes of one beside the one that stands
// for all others, and the flows that a link lists.
const (
	MinDiagramColumns = 2
	MaxDiagramColumns = 4
	MaxDiagramNodes   = 50
	MaxLinkFlows      = 3
)

var flowDiagramNodeType = &Type{
	Name: "FlowDiagramNode", Class: ClassView,
	New: func() Record { return &FlowDiagramNode{} },
	Parts: []Part{{Name: "key", Type: tableKeyType, Most: 1, Get: func(r Record) []Record {
		if k := r.(*FlowDiagramNode).Key; k != nil {
			return []Record{k}
		}
		return nil
	}}},
}

var flowDiagramLinkType = &Type{
	Name: "FlowDiagramLink", Class: ClassView,
	New: func() Record { return &FlowDiagramLink{} },
	IDs: []IDList{{"largest", []string{"Flow"}, MaxLinkFlows, func(r Record) []string { return r.(*FlowDiagramLink).Largest }}},
}

var flowDiagramType = &Type{
	Name: "FlowDiagram", Class: ClassView,
	New: func() Record { return &FlowDiagram{} },
	Parts: []Part{
		most(DiagramNodes(MaxDiagramColumns, MaxDiagramNodes), part("nodes", flowDiagramNodeType, func(d *FlowDiagram) *[]*FlowDiagramNode { return &d.Nodes })),
		most(DiagramLinks(MaxDiagramColumns, MaxDiagramNodes), part("links", flowDiagramLinkType, func(d *FlowDiagram) *[]*FlowDiagramLink { return &d.Links })),
	},
}

// DiagramNodes gives how many nodes a diagram has at the most.
func DiagramNodes(columns, nodes int) int { return columns * (nodes + 1) }

// DiagramLinks gives how many links a diagram has at the most.
func DiagramLinks(columns, nodes int) int { return (columns - 1) * (nodes + 1) * (nodes + 1) }

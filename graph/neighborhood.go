package graph

// Neighborhood is the network around a thing, ready to draw. It is worked out for
// an answer (package network) and never stored.
type Neighborhood struct {
	Base
	Nodes []*NetworkNode
	Links []*NetworkLink
	Hops  []*NetworkHop
	// LinkCount counts the links among the nodes, those that are left out too.
	LinkCount int
	// Truncated: not everything within the hops is among the nodes.
	Truncated bool
}

// NetworkNode is a thing in a network.
type NetworkNode struct {
	Base
	ThingID string
	// Hop is how many links lie between the thing and the centre at the least.
	Hop int
	// Degree counts the things with which it is linked, shown or not.
	Degree int
}

// NetworkLink is what links two nodes of a network: all claims of one type that
// lead from one to the other.
type NetworkLink struct {
	Base
	From, To string
	Type     LinkType
	// Weight counts the claims.
	Weight int
	// Claims are ids of the first of them; empty if they were not asked for.
	Claims []string
}

// NetworkHop counts the things at one distance from the centre.
type NetworkHop struct {
	Base
	Hop, Total, Shown int
	// AtLeast: there may be more than Total, for those before were cut.
	AtLeast bool
}

func (*Neighborhood) noun() *Type { return neighborhoodType }
func (*NetworkNode) noun() *Type  { return networkNodeType }
func (*NetworkLink) noun() *Type  { return networkLinkType }
func (*NetworkHop) noun() *Type   { return networkHopType }

// MaxNetworkNodes and MaxNetworkLinks bound a network, MaxNetworkHops its reach,
// and MaxLinkClaims how many claims of one link are listed.
const (
	MaxNetworkNodes = 500
	MaxNetworkLinks = 2000
	MaxNetworkHops  = 3
	MaxLinkClaims   = 5
)

// nodeTypes are the types of things that links join.
var nodeTypes = []string{"Stakeholder", "Initiative", "Place", "Theme"}

// linkingTypes are the types of claims that put links.
var linkingTypes = []string{"Participation", "Flow", "Affiliation", "InitiativeLink", "Presence", "Classification"}

var neighborhoodType = &Type{
	Name: "Neighborhood", Class: ClassView,
	New: func() Record { return &Neighborhood{} },
	Parts: []Part{
		bounded(part("nodes", networkNodeType, func(n *Neighborhood) *[]*NetworkNode { return &n.Nodes }), MaxNetworkNodes),
		bounded(part("links", networkLinkType, func(n *Neighborhood) *[]*NetworkLink { return &n.Links }), MaxNetworkLinks),
		bounded(part("hops", networkHopType, func(n *Neighborhood) *[]*NetworkHop { return &n.Hops }), MaxNetworkHops),
	},
}

var networkNodeType = &Type{
	Name: "NetworkNode", Class: ClassView,
	New: func() Record { return &NetworkNode{} },
	IDs: []IDList{{"thing", nodeTypes, 1, func(r Record) []string { return []string{r.(*NetworkNode).ThingID} }}},
}

var networkLinkType = &Type{
	Name: "NetworkLink", Class: ClassView,
	New: func() Record { return &NetworkLink{} },
	IDs: []IDList{{"claims", linkingTypes, MaxLinkClaims, func(r Record) []string { return r.(*NetworkLink).Claims }}},
}

var networkHopType = &Type{
	Name: "NetworkHop", Class: ClassView,
	New: func() Record { return &NetworkHop{} },
}

// bounded says of a part of a view how many elements it may have.
func bounded(p Part, most int) Part {
	p.Most = most
	return p
}

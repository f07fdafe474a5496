package graph

// Routes are ways from one thing to another along links. They are worked out for
// an answer (package network) and never stored.
type Routes struct {
	Base
	Routes []*Route
	// Cut: the search left something out, so there may be further routes, and
	// better ones.
	Cut bool
}

// Route is one way, from the first of its steps to the last.
type Route struct {
	Base
	Steps []*RouteStep
	// Cost by which routes are ordered, the least first.
	Cost float64
}

// RouteStep is a link between two things that follow each other on a route.
type RouteStep struct {
	Base
	// FromID and ToID in the order of the route.
	FromID, ToID string
	Type         LinkType
	// Forward: the link leads along the route, not against it.
	Forward bool
	// Weight counts the claims that link the two in this way.
	Weight int
	Claims []string
	// Sentence says in plain words what the first of them claims.
	Sentence string
}

func (*Routes) noun() *Type    { return routesType }
func (*Route) noun() *Type     { return routeType }
func (*RouteStep) noun() *Type { return routeStepType }

// MaxRoutes bounds the routes of an answer, MaxRouteSteps the links of one.
const (
	MaxRoutes     = 10
	MaxRouteSteps = 6
)

var routesType = &Type{
	Name: "Paths", Class: ClassView,
	New: func() Record { return &Routes{} },
	Parts: []Part{
		bounded(part("paths", routeType, func(r *Routes) *[]*Route { return &r.Routes }), MaxRoutes),
	},
}

var routeType = &Type{
	Name: "Path", Class: ClassView,
	New: func() Record { return &Route{} },
	Parts: []Part{
		bounded(part("steps", routeStepType, func(r *Route) *[]*RouteStep { return &r.Steps }), MaxRouteSteps),
	},
}

var routeStepType = &Type{
	Name: "PathStep", Class: ClassView,
	New: func() Record { return &RouteStep{} },
	IDs: []IDList{
		{"from", nodeTypes, 1, func(r Record) []string { return []string{r.(*RouteStep).FromID} }},
		{"to", nodeTypes, 1, func(r Record) []string { return []string{r.(*RouteStep).ToID} }},
		{"claims", linkingTypes, MaxLinkClaims, func(r Record) []string { return r.(*RouteStep).Claims }},
	},
}

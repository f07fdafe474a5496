package network

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

// PathQuestion asks for ways from one thing to another.
type PathQuestion struct {
	Scope
	From, To string
	// Avoid are things through which no way may lead.
	Avoid []string
	// MaxHops bounds the links of a way, Limit the ways.
	MaxHops, Limit int
}

// Bounds of the search for ways. What lies beyond makes the answer say that it
// was cut.
const (
	// maxFan is how many neighbours of a thing are followed, the strongest first.
	maxFan = 300
	// maxFrontier is how many things are looked at from one side at one distance.
	maxFrontier = 1000
	// maxLinks is how many links are kept in memory.
	maxLinks = 150_000
	// maxBeginnings is how many beginnings of ways are kept, to be tried.
	maxBeginnings = 100_000
)

// Paths gives the best ways between two things, each through other things than
// those before it in at least one place, the least costly first. A step costs
// less the more claims make it, and a thing on the way costs more the more things
// it is linked with: see stepCost and hubCost. It makes at most MaxHops + 2 calls of
// Links and 10 of fetch.
//
// From both ends, the smaller side is followed, link by link, until the two are one
// link apart; that last link is asked for directly, so that two hubs are not
// expanded to find it.
func Paths(ctx context.Context, r Links, fetch graph.Fetch, q PathQuestion) (*graph.Routes, error) {
	s := &search{q: &q, avoid: map[string]bool{}, edges: map[string]map[string]edge{}, degree: map[string]int{}}
	for _, id := range q.Avoid {
		s.avoid[id] = true
	}
	if s.avoid[q.From] || s.avoid[q.To] {
		return nil, graph.InvalidArg("avoid", "the ends of a path cannot be avoided")
	}
	if q.From == q.To {
		return nil, graph.InvalidArg("to", "it is the same thing as from")
	}
	s.admitEnds()
	if err := s.gather(ctx, r); err != nil {
		return nil, err
	}
	if err := s.prune(ctx, r); err != nil {
		return nil, err
	}
	out := &graph.Routes{}
	ways, err := s.best(ctx)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(ways, func(x, y *way) int {
		return cmp.Or(cmp.Compare(x.cost, y.cost), cmp.Compare(x.links, y.links), slices.Compare(x.nodes(), y.nodes()))
	})
	for _, w := range ways {
		out.Routes = append(out.Routes, s.route(w))
	}
	out.Cut = s.cut
	if err := tell(ctx, r, &q, out); err != nil {
		return nil, err
	}
	return out, phrase(ctx, fetch, out)
}

// edge is the strongest link between two things, as seen from the first.
type edge struct {
	kind    graph.LinkType
	forward bool
	weight  int
}

// search is one search for ways.
type search struct {
	q     *PathQuestion
	avoid map[string]bool
	// edges between things, in both directions.
	edges map[string]map[string]edge
	// degree of the things whose neighbours were counted.
	degree map[string]int
	// near are the things that a thing is linked with and that may lie on a way, in
	// order.
	near map[string][]string
	// left is how many links lie between a thing and the end at the least.
	left  map[string]int
	links int
	cut   bool
}

// wave is what was found from one end.
type wave struct {
	seen     map[string]bool
	frontier []string
}

// admitEnds lets the ends be found whatever the things of a way must fit.
func (s *search) admitEnds() {
	where := map[string]graph.Filter{}
	for name, f := range s.q.Where {
		if f != nil {
			where[name] = graph.Or{f, graph.Compare{Field: "id", Op: graph.In, Value: []string{s.q.From, s.q.To}}}
		}
	}
	q := *s.q
	q.Where, s.q = where, &q
}

// gather finds all links that may lie on a way, as far as the bounds allow.
func (s *search) gather(ctx context.Context, r Links) error {
	from := &wave{map[string]bool{s.q.From: true}, []string{s.q.From}}
	to := &wave{map[string]bool{s.q.To: true}, []string{s.q.To}}
	for range s.q.MaxHops - 1 {
		smaller := from
		if len(to.frontier) < len(from.frontier) {
			smaller = to
		}
		if len(smaller.frontier) == 0 {
			return nil // everything on that side is known
		}
		if err := s.expand(ctx, r, smaller); err != nil {
			return err
		}
	}
	if len(from.frontier) == 0 || len(to.frontier) == 0 {
		return nil
	}
	q := s.q.query(from.frontier)
	q.Among = to.frontier
	near, err := r.Links(ctx, q)
	if err != nil {
		return err
	}
	for i, id := range from.frontier {
		s.add(id, near[i])
	}
	return nil
}

// expand follows all links of the things at the edge of one side.
func (s *search) expand(ctx context.Context, r Links, d *wave) error {
	q := s.q.query(d.frontier)
	q.Limit = maxFan
	near, err := r.Links(ctx, q)
	if err != nil {
		return err
	}
	strength := map[string]int{}
	for i, id := range d.frontier {
		s.degree[id] = near[i].Things
		s.cut = s.cut || near[i].Total > len(near[i].List)
		s.add(id, near[i])
		for _, n := range near[i].List {
			if !d.seen[n.ID] && !s.avoid[n.ID] {
				strength[n.ID] = max(strength[n.ID], n.Weight)
			}
		}
	}
	next := slices.SortedFunc(maps.Keys(strength), func(x, y string) int {
		return cmp.Or(cmp.Compare(strength[y], strength[x]), strings.Compare(x, y))
	})
	if len(next) > maxFrontier {
		next, s.cut = next[:maxFrontier], true
	}
	for _, id := range next {
		d.seen[id] = true
	}
	slices.Sort(next)
	d.frontier = next
	return nil
}

// add notes the links of a thing.
func (s *search) add(id string, near graph.Neighbours) {
	for _, n := range near.List {
		if n.ID == id || s.avoid[n.ID] {
			continue
		}
		if s.links++; s.links > maxLinks {
			s.cut = true
			return
		}
		s.join(id, n.ID, edge{n.Type, n.Out, n.Weight})
		s.join(n.ID, id, edge{n.Type, !n.Out, n.Weight})
	}
}

// join keeps the strongest link between two things, by type if several are as
// strong, and the one that leads from the lesser id if both ways are.
func (s *search) join(from, to string, e edge) {
	if s.edges[from] == nil {
		s.edges[from] = map[string]edge{}
	}
	have, known := s.edges[from][to]
	rank := cmp.Or(cmp.Compare(have.weight, e.weight), strings.Compare(string(e.kind), string(have.kind)))
	if rank == 0 && have.forward != e.forward && e.forward == (from < to) {
		rank = -1
	}
	if !known || rank < 0 {
		s.edges[from][to] = e
	}
}

// distances counts the links between a thing and all others, up to MaxHops.
func (s *search) distances(id string) map[string]int {
	out := map[string]int{id: 0}
	frontier := []string{id}
	for d := 1; d <= s.q.MaxHops; d++ {
		var next []string
		for _, x := range frontier {
			for y := range s.edges[x] {
				if _, seen := out[y]; !seen {
					out[y] = d
					next = append(next, y)
				}
			}
		}
		frontier = next
	}
	return out
}

// prune takes away what is on no way of at most MaxHops links, and counts the
// neighbours of what is left, for its cost.
func (s *search) prune(ctx context.Context, r Links) error {
	from := s.distances(s.q.From)
	s.left = s.distances(s.q.To)
	var uncounted []string
	for id := range s.edges {
		a, fromKnown := from[id]
		b, toKnown := s.left[id]
		if !fromKnown || !toKnown || a+b > s.q.MaxHops {
			delete(s.left, id)
			continue
		}
		if _, counted := s.degree[id]; !counted && id != s.q.From && id != s.q.To {
			uncounted = append(uncounted, id)
		}
	}
	s.order()
	if len(uncounted) == 0 {
		return nil
	}
	slices.Sort(uncounted)
	q := s.q.query(uncounted)
	q.Limit = 1
	near, err := r.Links(ctx, q)
	for i := range near {
		s.degree[uncounted[i]] = near[i].Things
	}
	return err
}

// order lists the neighbours that may lie on a way.
func (s *search) order() {
	s.near = make(map[string][]string, len(s.left))
	for id := range s.left {
		for next := range s.edges[id] {
			if _, useful := s.left[next]; useful {
				s.near[id] = append(s.near[id], next)
			}
		}
		slices.Sort(s.near[id])
	}
}

// stepCost is what a link of so many claims costs: 1 for one claim, less for
// more, never under a half.
func stepCost(weight int) float64 { return 0.5 + 0.5/float64(max(1, weight)) }

// hubCost is what it costs to pass a thing that is linked with so many: the
// logarithm to base 10, so that a body with ten links costs as much as a step.
func hubCost(degree int) float64 { return math.Log10(float64(max(1, degree))) }

// cost of the step from one thing to the next, with passing the latter.
func (s *search) cost(from, to string) float64 {
	c := stepCost(s.edges[from][to].weight)
	if to != s.q.To {
		c += hubCost(s.degree[to])
	}
	return round(c)
}

// round makes sums of costs the same in whatever order they are made: to 1e-9.
func round(x float64) float64 { return math.Round(x*1e9) / 1e9 }

// way is the beginning of a way: a thing, and how one comes to it.
type way struct {
	id     string
	before *way
	// links are those so far.
	links int
	cost  float64
	// least is what the whole way costs at the least.
	least float64
	// number of the beginning, in the order in which they were made.
	number int
}

// passes tells whether the way leads through a thing.
func (w *way) passes(id string) bool {
	for ; w != nil; w = w.before {
		if w.id == id {
			return true
		}
	}
	return false
}

// nodes gives the things of the way in order.
func (w *way) nodes() []string {
	var out []string
	for ; w != nil; w = w.before {
		out = append(out, w.id)
	}
	slices.Reverse(out)
	return out
}

// patience is how many steps are taken between two looks at whether anybody waits
// for the answer.
const patience = 64

// best gives the best ways. It extends the beginning that may become the least
// costly way first (A*, with the exact cost to the end as the estimate), so that
// whole ways are found in their order.
func (s *search) best(ctx context.Context) ([]*way, error) {
	rest, err := s.costs(ctx)
	if err != nil {
		return nil, err
	}
	if _, reached := rest[s.q.From]; !reached {
		return nil, nil
	}
	open := &heap{{id: s.q.From, least: rest[s.q.From]}}
	var out []*way
	for made := 0; len(*open) > 0 && len(out) < s.q.Limit; {
		if made%patience == 0 && ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		w := open.pop()
		if w.id == s.q.To {
			out = append(out, w)
			continue
		}
		for _, next := range s.near[w.id] {
			if w.links+1+s.left[next] > s.q.MaxHops || w.passes(next) {
				continue
			}
			if made++; made > maxBeginnings {
				s.cut = true
				return out, nil
			}
			cost := round(w.cost + s.cost(w.id, next))
			open.push(&way{id: next, before: w, links: w.links + 1, cost: cost, least: round(cost + rest[next]), number: made})
		}
	}
	return out, nil
}

// costs gives the least cost from each thing to the end, of however many links.
func (s *search) costs(ctx context.Context) (map[string]float64, error) {
	out := map[string]float64{}
	open := &heap{{id: s.q.To}}
	for made := 0; len(*open) > 0; {
		if made%patience == 0 && ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		w := open.pop()
		if _, done := out[w.id]; done {
			continue
		}
		out[w.id] = w.least
		for _, before := range s.near[w.id] {
			if _, done := out[before]; !done {
				made++
				open.push(&way{id: before, least: round(w.least + s.cost(before, w.id)), number: made})
			}
		}
	}
	return out, nil
}

func (s *search) route(w *way) *graph.Route {
	out := &graph.Route{Cost: w.cost}
	nodes := w.nodes()
	for i, id := range nodes[1:] {
		from := nodes[i]
		e := s.edges[from][id]
		out.Steps = append(out.Steps, &graph.RouteStep{FromID: from, ToID: id, Type: e.kind, Forward: e.forward, Weight: e.weight})
	}
	return out
}

// tell adds the claims that make the steps, with one call.
func tell(ctx context.Context, r Links, q *PathQuestion, out *graph.Routes) error {
	var ids []string
	for _, route := range out.Routes {
		for _, s := range route.Steps {
			ids = append(ids, s.FromID, s.ToID)
		}
	}
	if ids == nil {
		return nil
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	ask := q.between(ids, ids)
	ask.Claims = graph.MaxLinkClaims
	near, err := r.Links(ctx, ask)
	if err != nil {
		return err
	}
	claims := map[[3]string][]string{}
	for i, n := range near {
		for _, x := range n.List {
			claims[[3]string{ids[i], x.ID, string(x.Type)}] = x.Claims
		}
	}
	for _, route := range out.Routes {
		for _, s := range route.Steps {
			from, to := s.FromID, s.ToID
			if !s.Forward {
				from, to = to, from
			}
			s.Claims = claims[[3]string{from, to, string(s.Type)}]
		}
	}
	return nil
}

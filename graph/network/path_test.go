package network_test

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/network"
)

// links gives, for each two linked things of the world in both orders, how many
// claims the strongest link between them has, and with how many things each is
// linked.
func (w *world) links() (weight map[[2]string]int, degree map[string]int) {
	claims := map[[3]string]int{} // from, to, type
	for _, p := range w.participations {
		if p.StakeholderID != "" {
			claims[[3]string{p.StakeholderID, p.InitiativeID, "PARTICIPATES_IN"}]++
		}
	}
	for _, a := range w.affiliations {
		claims[[3]string{a.StakeholderID, a.ToID, string(a.Type)}]++
	}
	weight, degree = map[[2]string]int{}, map[string]int{}
	for l, n := range claims {
		if l[0] == l[1] {
			continue
		}
		for _, pair := range [][2]string{{l[0], l[1]}, {l[1], l[0]}} {
			if weight[pair] == 0 {
				degree[pair[0]]++
			}
			weight[pair] = max(weight[pair], n)
		}
	}
	return weight, degree
}

// ways gives every way of at most so many links, with its cost, by trying all.
func (w *world) ways(from, to string, maxHops int, avoid ...string) map[string]float64 {
	weight, degree := w.links()
	out := map[string]float64{}
	var walk func(way []string, cost float64)
	walk = func(way []string, cost float64) {
		last := way[len(way)-1]
		if last == to {
			out[strings.Join(way, " ")] = math.Round(cost*1e6) / 1e6
			return
		}
		if len(way) > maxHops {
			return
		}
		for pair, n := range weight {
			next := pair[1]
			if pair[0] != last || slices.Contains(way, next) || slices.Contains(avoid, next) {
				continue
			}
			step := 0.5 + 0.5/float64(n)
			if next != to {
				step += math.Log10(float64(degree[next]))
			}
			walk(append(slices.Clone(way), next), cost+step)
		}
	}
	walk([]string{from}, 0)
	return out
}

func paths(ctx context.Context, s graph.Store, q network.PathQuestion) (out *graph.Routes, err error) {
	err = s.View(ctx, func(ctx context.Context, r graph.Reader) error {
		var err error
		out, err = network.Paths(ctx, r, r.Fetch, q)
		return err
	})
	return out, err
}

func nodesOf(r *graph.Route) string {
	out := []string{r.Steps[0].FromID}
	for _, s := range r.Steps {
		out = append(out, s.ToID)
	}
	return strings.Join(out, " ")
}

// Paths must be the cheapest of all ways that there are, in order.
func TestPathsAreTheBestOfAll(t *testing.T) {
	s := open(t)
	rapid.Check(t, func(rt *rapid.T) {
		w := draw(rt)
		if err := w.write(t.Context(), s); err != nil {
			rt.Fatal(err)
		}
		q := network.PathQuestion{From: w.bodies[0].ID, To: w.bodies[1].ID, MaxHops: rapid.IntRange(1, 6).Draw(rt, "hops"), Limit: rapid.IntRange(1, 10).Draw(rt, "limit")}
		if rapid.Bool().Draw(rt, "avoid") {
			q.Avoid = []string{w.initiatives[0].ID}
		}
		got, err := paths(t.Context(), s, q)
		if err != nil {
			rt.Fatal(err)
		}
		all := w.ways(q.From, q.To, q.MaxHops, q.Avoid...)
		costs := slices.Sorted(maps.Values(all))
		if want := min(len(all), q.Limit); len(got.Routes) != want || got.Cut {
			rt.Fatalf("%d routes (cut %t), want %d of %v", len(got.Routes), got.Cut, want, all)
		}
		seen := map[string]bool{}
		for i, r := range got.Routes {
			way := nodesOf(r)
			cost, exists := all[way]
			if !exists || seen[way] {
				rt.Fatalf("%s is no way, or given twice", way)
			}
			seen[way] = true
			if math.Abs(r.Cost-cost) > 1e-5 || math.Abs(cost-costs[i]) > 1e-5 {
				rt.Fatalf("route %d %s costs %f, the way %f, the best that is left %f", i, way, r.Cost, cost, costs[i])
			}
			for _, step := range r.Steps {
				if len(step.Claims) != min(step.Weight, graph.MaxLinkClaims) || step.Sentence == "" {
					rt.Fatalf("step %+v", step)
				}
			}
		}
	})
}

// The reverse of a way is a way, and costs the same.
func TestPathsLeadBack(t *testing.T) {
	s := open(t)
	rapid.Check(t, func(rt *rapid.T) {
		w := draw(rt)
		if err := w.write(t.Context(), s); err != nil {
			rt.Fatal(err)
		}
		q := network.PathQuestion{From: w.bodies[0].ID, To: w.bodies[1].ID, MaxHops: 4, Limit: 1000}
		there, err := paths(t.Context(), s, q)
		if err != nil {
			rt.Fatal(err)
		}
		q.From, q.To = q.To, q.From
		back, err := paths(t.Context(), s, q)
		if err != nil {
			rt.Fatal(err)
		}
		costs := func(rs *graph.Routes, turn bool) map[string]string {
			out := map[string]string{}
			for _, r := range rs.Routes {
				nodes := strings.Fields(nodesOf(r))
				if turn {
					slices.Reverse(nodes)
				}
				out[strings.Join(nodes, " ")] = fmt.Sprintf("%.6f", r.Cost)
			}
			return out
		}
		if a, b := costs(there, false), costs(back, true); !maps.Equal(a, b) {
			rt.Fatalf("there %v\nback %v", a, b)
		}
	})
}

func TestPathsRefuse(t *testing.T) {
	s := open(t)
	a, b := id("s", 0), id("s", 1)
	for name, q := range map[string]network.PathQuestion{
		"to":    {From: a, To: a, MaxHops: 2, Limit: 1},
		"avoid": {From: a, To: b, Avoid: []string{b}, MaxHops: 2, Limit: 1},
	} {
		_, err := paths(t.Context(), s, q)
		var e *graph.Error
		if !asError(err, &e) || e.Code != graph.InvalidArgument || e.Argument != name {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A hub is followed along its strongest links only, and the answer says so.
func TestPathsTellThatTheyWereCut(t *testing.T) {
	s := open(t)
	w := &world{}
	add := func(n int) string {
		x := &graph.Initiative{Thing: graph.Thing{Base: graph.Base{ID: many("i", n)}, Name: "Work"}, Nature: "EVENT"}
		w.initiatives = append(w.initiatives, x)
		return x.ID
	}
	join := func(body, initiative string) {
		n := len(w.participations)
		p := &graph.Participation{Claim: claim("p", 0), StakeholderID: body, InitiativeID: initiative, Role: "HOST", Timing: graph.Timing{Nature: "EVENT"}}
		p.ID = many("p", n)
		w.participations = append(w.participations, p)
	}
	for i := range 4 {
		w.bodies = append(w.bodies, &graph.Stakeholder{Thing: graph.Thing{Base: graph.Base{ID: id("s", i)}, Name: fmt.Sprint("Body ", i)}, Kind: "ORGANIZATION"})
	}
	for n := range 700 { // two hubs
		join(id("s", 0), add(n))
		join(id("s", 1), add(1000+n))
	}
	far := add(3000)
	join(id("s", 0), many("i", 699))
	join(id("s", 2), many("i", 699))
	join(id("s", 2), far)
	join(id("s", 3), far)
	if err := w.write(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	got, err := paths(t.Context(), s, network.PathQuestion{From: id("s", 0), To: id("s", 1), MaxHops: 4, Limit: 3})
	if err != nil || !got.Cut || len(got.Routes) != 0 {
		t.Errorf("between hubs that share nothing: %+v %v", got, err)
	}
	got, err = paths(t.Context(), s, network.PathQuestion{From: id("s", 0), To: id("s", 3), MaxHops: 4, Limit: 3})
	if err != nil || len(got.Routes) != 1 || len(got.Routes[0].Steps) != 4 {
		t.Fatalf("from the hub along its strongest link: %+v %v", got, err)
	}
	got, err = paths(t.Context(), s, network.PathQuestion{From: id("s", 3), To: id("s", 1), MaxHops: 2, Limit: 3})
	if err != nil || got.Cut || len(got.Routes) != 0 {
		t.Errorf("none of two links, and none was left out: %+v %v", got, err)
	}
}

// many gives a well-formed id for one of thousands.
func many(prefix string, n int) string {
	digits := []byte("aaaaaaaaaaaa")
	for i := len(digits) - 1; n > 0; i-- {
		digits[i] = byte('a' + n%26)
		n /= 26
	}
	return prefix + string(digits)
}

// Of layers that are all linked with each other there are millions of ways, all as
// good: the search must give some of them and say nothing of memory and time.
func TestPathsThroughLayersEnd(t *testing.T) {
	s := open(t)
	w := &world{}
	const width, layers = 30, 5
	body := func(n int) string {
		x := &graph.Stakeholder{Thing: graph.Thing{Base: graph.Base{ID: many("s", n)}, Name: fmt.Sprint("Body ", n)}, Kind: "ORGANIZATION"}
		w.bodies = append(w.bodies, x)
		return x.ID
	}
	join := func(from, to string) {
		a := &graph.Affiliation{Claim: claim("a", 0), StakeholderID: from, ToID: to, Type: "MEMBER_OF"}
		a.ID = many("a", len(w.affiliations)+1000)
		w.affiliations = append(w.affiliations, a)
	}
	last := []string{body(0)}
	for l := range layers {
		var layer []string
		for i := range width {
			id := body(1 + l*width + i)
			for _, from := range last {
				join(from, id)
			}
			layer = append(layer, id)
		}
		last = layer
	}
	end := body(1 + layers*width)
	for _, from := range last {
		join(from, end)
	}
	if err := w.write(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	got, err := paths(t.Context(), s, network.PathQuestion{From: w.bodies[0].ID, To: end, MaxHops: 6, Limit: 10})
	if err != nil || len(got.Routes) != 10 {
		t.Fatalf("%d routes, %v", len(got.Routes), err)
	}
	for _, r := range got.Routes {
		if len(r.Steps) != layers+1 || r.Cost != got.Routes[0].Cost {
			t.Errorf("route of %d steps and cost %f", len(r.Steps), r.Cost)
		}
	}
}

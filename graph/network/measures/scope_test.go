package measures_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/network/measures"
	"github.com/migraph/migraph/graph/sqlitestore"
)

func open(t *testing.T) graph.Store {
	t.Helper()
	s, err := sqlitestore.Open(t.Context(), sqlitestore.Options{Path: filepath.Join(t.TempDir(), "graph.db"), Unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// id gives the id of a record by a letter for its type and one for itself.
func id(short string) string { return short[:1] + strings.Repeat("a", 11) + short[1:] }

// claim gives what a claim of that number has; prefix is that of its type.
func claim(prefix string, n int) graph.Claim {
	key := fmt.Sprint(n)
	return graph.Claim{Base: graph.Base{ID: prefix + "aaaaaaaaaaa" + string(rune('a'+n/20)) + "aa" + string(rune('a'+n%20))}, Key: key,
		Evidence: []*graph.Evidence{{DocumentID: id("da"), Basis: "STATED", Dataset: "x"}}}
}

func date(text string) (d graph.PartialDate) {
	if text != "" {
		var err error
		if d, err = graph.ParseDate(text); err != nil {
			panic(err)
		}
	}
	return d
}

func end(short string) graph.End {
	switch {
	case short == "":
		return graph.End{}
	case short[0] == 's':
		return graph.End{StakeholderID: id(short)}
	}
	return graph.End{InitiativeID: id(short)}
}

// flow is money that goes along a route of things.
func flow(n int, route ...string) *graph.Flow {
	f := &graph.Flow{Claim: claim("f", n), Provider: end(route[0]), Recipient: end(route[len(route)-1]), Type: "DISBURSEMENT", Timing: graph.Timing{Nature: "EVENT"}}
	for _, hop := range route[1 : len(route)-1] {
		f.Hops = append(f.Hops, &graph.Hop{End: end(hop)})
	}
	return f
}

func takesPart(n int, who, in, start string) *graph.Participation {
	p := &graph.Participation{Claim: claim("p", n), StakeholderID: id(who), InitiativeID: id(in), Role: "HOST", Timing: graph.Timing{Nature: "EVENT"}}
	p.Period.Start = date(start)
	return p
}

func belongs(n int, who, to string, by graph.AffiliationType, start string) *graph.Affiliation {
	return &graph.Affiliation{Claim: claim("a", n), StakeholderID: id(who), ToID: id(to), Type: by, Period: graph.Period{Start: date(start)}}
}

// replace makes the store hold these records and no others of their types.
func replace(ctx context.Context, s graph.Store, rs ...graph.Record) (graph.Revision, error) {
	return s.Write(ctx, func(ctx context.Context, w graph.Writer) error {
		for _, of := range graph.Catalog.Of(graph.ClassClaim) {
			var ids []string
			if err := w.Scan(ctx, of, func(r graph.Record) error { ids = append(ids, graph.IDOf(r)); return nil }); err != nil {
				return err
			}
			if err := w.Delete(ctx, of, ids); err != nil {
				return err
			}
		}
		for _, r := range rs {
			if err := w.Put(ctx, graph.TypeOf(r), []graph.Record{r}); err != nil {
				return err
			}
		}
		return nil
	})
}

func of(ctx context.Context, s graph.Store, scope measures.Scope, o measures.Options) (f *measures.Figures, err error) {
	err = s.View(ctx, func(ctx context.Context, r graph.Reader) error {
		f, err = measures.Of(ctx, r, scope, o)
		return err
	})
	return f, err
}

func TestClaimsCountOncePerPair(t *testing.T) {
	s := open(t)
	revision, err := replace(t.Context(), s,
		flow(0, "sa", "sb", "sc"),             // one claim links a and b, b and c
		flow(1, "sa", "sb"),                   // a second for a and b
		flow(2, "sb", "sa", "sb"),             // one for both directions
		flow(3, "sa", "sb", "sa", "sb"),       // one over three steps
		takesPart(0, "sc", "ia", ""),          //
		belongs(0, "sd", "sd", "PART_OF", ""), // of itself: no link between two
		&graph.Presence{Claim: claim("w", 0), StakeholderID: id("se"), PlaceID: id("la")})
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)
	o := measures.Options{Clock: func() time.Time { at = at.Add(time.Second); return at }}
	f, err := of(t.Context(), s, measures.Scope{}, o)
	if err != nil {
		t.Fatal(err)
	}
	if f.Revision != revision || f.Nodes != 4 || f.Edges != 3 || f.Approximate || f.Pivots != 0 || f.Took != time.Second || !f.Computed.Equal(at) {
		t.Errorf("%+v", f)
	}
	if !slices.Equal(f.Scope.Links, sortedLinks(graph.TieTypes())) {
		t.Errorf("the scope is of %v", f.Scope.Links)
	}
	for short, want := range map[string][2]int{"sa": {1, 4}, "sb": {2, 5}, "sc": {2, 2}, "ia": {1, 1}} {
		n, known := f.Node(id(short))
		if got := [2]int{n.Degree, n.Strength}; !known || got != want || n.In != nil || n.Out != nil {
			t.Errorf("%s: %+v, want degree and strength %v", short, n, want)
		}
	}
	for _, short := range []string{"sd", "se", "la"} {
		if n, known := f.Node(id(short)); known || n != (measures.NodeFigures{}) {
			t.Errorf("%s is known: %+v", short, n)
		}
	}
	f, err = of(t.Context(), s, measures.Scope{Directed: true}, o)
	if err != nil {
		t.Fatal(err)
	}
	if f.Nodes != 4 || f.Edges != 4 {
		t.Errorf("%d nodes and %d edges with directions", f.Nodes, f.Edges)
	}
	for short, want := range map[string][6]int{ // degree and strength, in, out
		"sa": {1, 4, 1, 2, 1, 4}, "sb": {2, 5, 1, 4, 2, 3}, "sc": {2, 2, 1, 1, 1, 1}, "ia": {1, 1, 1, 1, 0, 0},
	} {
		n, _ := f.Node(id(short))
		if got := [6]int{n.Degree, n.Strength, n.In.Degree, n.In.Strength, n.Out.Degree, n.Out.Strength}; got != want {
			t.Errorf("%s with directions: %v, want %v", short, got, want)
		}
	}
}

func sortedLinks(links []graph.LinkType) []graph.LinkType {
	slices.Sort(links)
	return links
}

func TestDefaultLinksJoinBodiesAndInitiatives(t *testing.T) {
	links := graph.TieTypes()
	if len(links) != len(graph.LinkTypes())-3 {
		t.Errorf("%v of %v", links, graph.LinkTypes())
	}
	for _, l := range []graph.LinkType{"WORKS_IN", "LOCATED_IN", "ABOUT"} {
		if slices.Contains(links, l) {
			t.Errorf("%s is among them", l)
		}
	}
}

// A scope means what lists of neighbours mean: by kind of link and by time.
func TestAScopeIsWhatNeighboursSay(t *testing.T) {
	s := open(t)
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.SampledFrom([]string{"sa", "sb", "sc", "sd", "se"})
		work := rapid.SampledFrom([]string{"ia", "ib"})
		dates := rapid.SampledFrom([]string{"", "2019", "2020-05", "2020/2021", "2021-06-01"})
		var rs []graph.Record
		for i := range rapid.IntRange(0, 8).Draw(t, "participations") {
			rs = append(rs, takesPart(i, body.Draw(t, "who"), work.Draw(t, "in"), dates.Draw(t, "start")))
		}
		for i := range rapid.IntRange(0, 8).Draw(t, "affiliations") {
			by := rapid.SampledFrom([]graph.AffiliationType{"PART_OF", "MEMBER_OF"}).Draw(t, "by")
			rs = append(rs, belongs(i, body.Draw(t, "part"), body.Draw(t, "whole"), by, dates.Draw(t, "since")))
		}
		if _, err := replace(context.Background(), s, rs...); err != nil {
			t.Fatal(err)
		}
		scope := measures.Scope{Links: rapid.SampledFrom([][]graph.LinkType{nil, {"PARTICIPATES_IN"}, {"MEMBER_OF", "PART_OF"}, {"PART_OF", "PARTICIPATES_IN", "PART_OF"}}).Draw(t, "links"),
			Dating: graph.Dating{Certain: rapid.Bool().Draw(t, "certain"), Undated: rapid.SampledFrom([]graph.Undated{"", "INCLUDE", "EXCLUDE", "ONLY"}).Draw(t, "undated")}}
		if rapid.Bool().Draw(t, "timed") {
			scope.Dating.From, scope.Dating.To = "2020-02-01", rapid.SampledFrom([]string{"2020-02-01", "2020-05-31", "2021-12-31"}).Draw(t, "to")
		}
		err := s.View(context.Background(), func(ctx context.Context, r graph.Reader) error {
			f, err := measures.Of(ctx, r, scope, measures.Options{})
			if err != nil {
				return err
			}
			all := []string{id("ia"), id("ib"), id("sa"), id("sb"), id("sc"), id("sd"), id("se")}
			links, err := r.Links(ctx, &graph.LinkQuery{Nodes: all, Types: scope.Links, Dating: scope.Dating})
			if err != nil {
				return err
			}
			for i, node := range all {
				strength, others := 0, map[string]bool{}
				for _, n := range links[i].List {
					if n.ID != node {
						strength += n.Weight
						others[n.ID] = true
					}
				}
				got, known := f.Node(node)
				if known != (strength > 0) || got.Degree != len(others) || got.Strength != strength {
					t.Fatalf("%s: %+v, known %t, want degree %d and strength %d", node, got, known, len(others), strength)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestFiguresAreThoseOfThePureMeasures(t *testing.T) {
	s := open(t)
	var rs []graph.Record
	var edges pairs
	for i, e := range parse("sa: sb sc sd\nsb: sc\nsd: ia se\nse: ia sa\nsf: sg") {
		rs = append(rs, flow(2*i, e[0], e[1]))
		edges = append(edges, [2]string{id(e[0]), id(e[1])})
		if i%3 == 0 { // some twice
			rs = append(rs, flow(2*i+1, e[0], e[1]))
			edges = append(edges, edges[len(edges)-1])
		}
	}
	if _, err := replace(t.Context(), s, rs...); err != nil {
		t.Fatal(err)
	}
	ties := build(t, edges, false)
	parts, err := measures.Communities(t.Context(), ties)
	if err != nil {
		t.Fatal(err)
	}
	for _, scope := range []measures.Scope{{}, {Weighted: true}, {Directed: true}, {Directed: true, Weighted: true}} {
		f, err := of(t.Context(), s, scope, measures.Options{})
		if err != nil {
			t.Fatal(err)
		}
		g := build(t, edges, scope.Directed)
		paths, err := measures.Paths(t.Context(), g, g.Nodes())
		if err != nil {
			t.Fatal(err)
		}
		rank, err := measures.PageRank(t.Context(), g, scope.Weighted)
		if err != nil {
			t.Fatal(err)
		}
		for v, node := range g.IDs() {
			n, known := f.Node(node)
			if !known || !near(n.Betweenness, paths.Betweenness[v], 5.1e-10) || !near(n.Closeness, paths.Closeness[v], 5.1e-10) ||
				!near(n.PageRank, rank[v], 5.1e-10) || n.Community != int(parts.Community[v]) {
				t.Errorf("%+v: %s has %+v, want %v, %v, %v, %d", scope, node, n, paths.Betweenness[v], paths.Closeness[v], rank[v], parts.Community[v])
			}
			for _, x := range []float64{n.Betweenness, n.Closeness, n.PageRank} {
				if text := fmt.Sprintf("%.12f", x); !strings.HasSuffix(text, "000") {
					t.Errorf("%s is not rounded to 1e-9", text)
				}
			}
		}
		if !near(f.Modularity, parts.Modularity, 5.1e-10) || f.Communities != parts.Count {
			t.Errorf("%d communities of modularity %v", f.Communities, f.Modularity)
		}
		checkRankings(t, f)
	}
}

// checkRankings sees to it that every ranking is by value descending, then by id,
// and that communities divide the nodes.
func checkRankings(t *testing.T, f *measures.Figures) {
	t.Helper()
	value := map[measures.Measure]func(n measures.NodeFigures) float64{
		measures.MeasureDegree:      func(n measures.NodeFigures) float64 { return float64(n.Degree) },
		measures.MeasureStrength:    func(n measures.NodeFigures) float64 { return float64(n.Strength) },
		measures.MeasureInDegree:    func(n measures.NodeFigures) float64 { return float64(n.In.Degree) },
		measures.MeasureOutDegree:   func(n measures.NodeFigures) float64 { return float64(n.Out.Degree) },
		measures.MeasureInStrength:  func(n measures.NodeFigures) float64 { return float64(n.In.Strength) },
		measures.MeasureOutStrength: func(n measures.NodeFigures) float64 { return float64(n.Out.Strength) },
		measures.MeasureBetweenness: func(n measures.NodeFigures) float64 { return n.Betweenness },
		measures.MeasureCloseness:   func(n measures.NodeFigures) float64 { return n.Closeness },
		measures.MeasurePageRank:    func(n measures.NodeFigures) float64 { return n.PageRank },
	}
	for _, by := range measures.Measures {
		ranked, err := f.Ranked(by)
		if directional := strings.HasPrefix(string(by), "IN_") || strings.HasPrefix(string(by), "OUT_"); directional && !f.Scope.Directed {
			if graph.CodeOf(err) != graph.InvalidArgument {
				t.Errorf("%s without directions: %v", by, err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		ids := slices.Collect(ranked)
		if len(ids) != f.Nodes {
			t.Fatalf("%d of %d nodes are ranked by %s", len(ids), f.Nodes, by)
		}
		for i := 1; i < len(ids); i++ {
			x, _ := f.Node(ids[i-1])
			y, _ := f.Node(ids[i])
			if a, b := value[by](x), value[by](y); a < b || a == b && ids[i-1] >= ids[i] {
				t.Errorf("by %s %s (%v) stands before %s (%v)", by, ids[i-1], a, ids[i], b)
			}
		}
	}
	if _, err := f.Ranked("INFLUENCE"); graph.CodeOf(err) != graph.InvalidArgument {
		t.Errorf("a ranking by nothing known: %v", err)
	}
	members := 0
	for c := 1; c <= f.Communities; c++ {
		for _, node := range f.Members(c) {
			if n, _ := f.Node(node); n.Community != c {
				t.Errorf("%s is in %d, not in %d", node, n.Community, c)
			}
			members++
		}
	}
	if members != f.Nodes || f.Members(0) != nil || f.Members(f.Communities+1) != nil {
		t.Errorf("%d of %d nodes are in communities", members, f.Nodes)
	}
}

func TestFiguresOfNothing(t *testing.T) {
	f, err := of(t.Context(), open(t), measures.Scope{Directed: true}, measures.Options{})
	if err != nil || f.Nodes != 0 || f.Edges != 0 || f.Communities != 0 || f.Approximate {
		t.Fatalf("%+v, %v", f, err)
	}
	checkRankings(t, f)
}

func TestFewerSourcesAreSaid(t *testing.T) {
	s := open(t)
	if _, err := replace(t.Context(), s, flow(0, "sa", "sb", "sc", "sd", "se")); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		sources, pivots int
	}{{0, 0}, {3, 3}, {4, 4}, {5, 0}, {6, 0}} {
		f, err := of(t.Context(), s, measures.Scope{}, measures.Options{Sources: c.sources})
		if err != nil || f.Pivots != c.pivots || f.Approximate != (c.pivots > 0) {
			t.Errorf("of %d sources: approximate %t, %d pivots, %v", c.sources, f.Approximate, f.Pivots, err)
		}
	}
}

func TestWrongAndTooLargeScopesAreRefused(t *testing.T) {
	s := open(t)
	if _, err := replace(t.Context(), s, flow(0, "sa", "sb", "sc"), takesPart(0, "sa", "ia", "")); err != nil {
		t.Fatal(err)
	}
	small := func(nodes, edges int) measures.Options {
		return measures.Options{Limits: measures.Limits{MaxNodes: nodes, MaxEdges: edges}}
	}
	for _, c := range []struct {
		scope measures.Scope
		o     measures.Options
		want  graph.Code
	}{
		{measures.Scope{Links: []graph.LinkType{"FUNDS", "KNOWS"}}, measures.Options{}, graph.InvalidArgument},
		{measures.Scope{}, small(3, 0), graph.LimitExceeded},
		{measures.Scope{}, small(0, 2), graph.LimitExceeded},
		{measures.Scope{Directed: true}, small(0, 2), graph.LimitExceeded},
		{measures.Scope{}, small(4, 3), ""},
		{measures.Scope{Links: []graph.LinkType{"FUNDS"}}, small(3, 2), ""},
	} {
		if _, err := of(t.Context(), s, c.scope, c.o); c.want == "" && err != nil || c.want != "" && graph.CodeOf(err) != c.want {
			t.Errorf("%+v within %+v: %v, want %q", c.scope, c.o.Limits, err, c.want)
		}
	}
}

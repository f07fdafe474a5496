package measures_test

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"testing"

	"github.com/migraph/migraph/graph/network/measures"
)

// reference is a funding network with the figures that NetworkX 3.6.1 gives:
// betweenness and closeness without directions, PageRank with them.
type reference struct {
	edges pairs
	nodes map[string]map[string]string // by id: the columns
}

// figure gives a column of a node as a number.
func (r *reference) figure(t *testing.T, id, column string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(r.nodes[id][column], 64)
	if err != nil {
		t.Fatalf("%s of %s: %v", column, id, err)
	}
	return x
}

// load reads a network that lies beside the repository, and skips the test if
// there is none.
func load(t *testing.T, name string) *reference {
	t.Helper()
	folder := filepath.Join("..", "..", "..", "..", "shared", "data", "graph-reference")
	if _, err := os.Stat(folder); err != nil {
		t.Skipf("the reference data are absent: %v", err)
	}
	r := &reference{nodes: map[string]map[string]string{}}
	for _, row := range table(t, filepath.Join(folder, name+"-edges.csv")) {
		r.edges = append(r.edges, [2]string{row["source"], row["target"]})
	}
	for _, row := range table(t, filepath.Join(folder, name+"-nodes.csv")) {
		r.nodes[row["id"]] = row
	}
	return r
}

// table reads a CSV file with a line of titles.
func table(t *testing.T, path string) (out []map[string]string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		columns := map[string]string{}
		for i, title := range rows[0] {
			columns[title] = row[i]
		}
		out = append(out, columns)
	}
	return out
}

func TestMeasuresAgreeWithNetworkX(t *testing.T) {
	for _, name := range []string{"ukraine", "covid"} {
		t.Run(name, func(t *testing.T) {
			r := load(t, name)
			ties, directed := build(t, r.edges, false), build(t, r.edges, true)
			if ties.Nodes() != len(r.nodes) || directed.Nodes() != len(r.nodes) || directed.Edges() != len(r.edges) {
				t.Fatalf("%d nodes, %d directed edges, want %d and %d", ties.Nodes(), directed.Edges(), len(r.nodes), len(r.edges))
			}
			paths, err := measures.Paths(t.Context(), ties, ties.Nodes())
			if err != nil {
				t.Fatal(err)
			}
			rank, err := measures.PageRank(t.Context(), directed, false)
			if err != nil {
				t.Fatal(err)
			}
			floats := func(xs []int32) (out []float64) {
				for _, x := range xs {
					out = append(out, float64(x))
				}
				return out
			}
			for column, got := range map[string][]float64{
				"degree_undirected_simple": floats(measures.OutDegree(ties)),
				"in_degree":                floats(measures.InDegree(directed)),
				"out_degree":               floats(measures.OutDegree(directed)),
				"betweenness":              paths.Betweenness,
				"closeness":                paths.Closeness,
				"pagerank_unweighted_0.85": rank,
			} {
				for v, id := range ties.IDs() {
					if want := r.figure(t, id, column); !near(got[v], want, 1e-9) {
						t.Fatalf("%s of %s is %v, want %v", column, id, got[v], want)
					}
				}
			}
		})
	}
}

// florentine are the marriages among the families of Florence (Padgett and
// Ansell, Robust action and the rise of the Medici, 1993), as Breiger and
// Pattison (1986) published them.
const florentine = `
Acciaiuoli: Medici
Albizzi: Ginori Guadagni Medici
Barbadori: Castellani Medici
Bischeri: Guadagni Peruzzi Strozzi
Castellani: Peruzzi Strozzi
Guadagni: Lamberteschi Tornabuoni
Medici: Ridolfi Salviati Tornabuoni
Pazzi: Salviati
Peruzzi: Strozzi
Ridolfi: Strozzi Tornabuoni`

func TestMeasuresOfTheFlorentineFamilies(t *testing.T) {
	g := build(t, parse(florentine), false)
	paths, err := measures.Paths(t.Context(), g, g.Nodes())
	if err != nil {
		t.Fatal(err)
	}
	rank, err := measures.PageRank(t.Context(), g, false)
	if err != nil {
		t.Fatal(err)
	}
	degree := measures.OutDegree(g)
	for id, want := range map[string][4]float64{ // degree, betweenness, closeness, PageRank
		"Medici":   {6, 0.521978021978, 0.56, 0.145817204999},
		"Guadagni": {4, 0.254578754579, 0.466666666667, 0.098397833371},
		"Albizzi":  {3, 0.212454212454, 0.482758620690, 0.079122252863},
		"Strozzi":  {4, 0.102564102564, 0.4375, 0.088098438519},
		"Pazzi":    {1, 0, 0.285714285714, 0.036053872226},
	} {
		v := slices.Index(g.IDs(), id)
		got := [4]float64{float64(degree[v]), paths.Betweenness[v], paths.Closeness[v], rank[v]}
		for i := range got {
			if !near(got[i], want[i], 1e-9) {
				t.Errorf("%s: %v, want %v", id, got, want)
				break
			}
		}
	}
}

// top gives the ids of the nodes with the highest values.
func top(g *measures.Graph, values []float64, count int) []string {
	order := make([]int, g.Nodes())
	for v := range order {
		order[v] = v
	}
	slices.SortStableFunc(order, func(v, w int) int {
		switch {
		case values[v] > values[w]:
			return -1
		case values[v] < values[w]:
			return 1
		}
		return 0
	})
	var out []string
	for _, v := range order[:count] {
		out = append(out, g.IDs()[v])
	}
	return out
}

func TestEstimatesFindTheTopOfTheCovidNetwork(t *testing.T) {
	r := load(t, "covid")
	g := build(t, r.edges, false)
	exact := make([]float64, g.Nodes())
	for v, id := range g.IDs() {
		exact[v] = r.figure(t, id, "betweenness")
	}
	got, err := measures.Paths(t.Context(), g, 200)
	if err != nil || got.Sources != 200 {
		t.Fatalf("%d sources: %v", got.Sources, err)
	}
	if first, want := top(g, got.Betweenness, 5), top(g, exact, 5); !slices.Equal(first, want) {
		t.Errorf("the first five are %v, want %v", first, want)
	}
	found := 0
	want := top(g, exact, 20)
	for _, id := range top(g, got.Betweenness, 20) {
		if slices.Contains(want, id) {
			found++
		}
	}
	if found < 17 {
		t.Errorf("of the first twenty only %d were found", found)
	}
	worst, off := 0.0, 0.0
	for v, id := range g.IDs() {
		worst = max(worst, math.Abs(got.Betweenness[v]-exact[v]))
		off = max(off, math.Abs(got.Closeness[v]-r.figure(t, id, "closeness")))
	}
	if worst == 0 || worst > 0.03 || off == 0 || off > 0.03 {
		t.Errorf("betweenness is off by up to %v, closeness by %v", worst, off)
	}
	t.Logf("200 of %d sources: betweenness is off by up to %.4f, closeness by %.4f, %d of the first 20 found", g.Nodes(), worst, off, found)
}

func TestTheSameBitsOnAnyNumberOfProcessors(t *testing.T) {
	g := skewed(t, 2_000, 8_000, true)
	ties := skewed(t, 2_000, 8_000, false)
	type result struct {
		paths, few  *measures.PathMeasures
		rank, heavy []float64
		parts       *measures.Partition
	}
	run := func(processors int) (out result) {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
		var errs [5]error
		out.paths, errs[0] = measures.Paths(t.Context(), g, g.Nodes())
		out.few, errs[1] = measures.Paths(t.Context(), ties, 99)
		out.rank, errs[2] = measures.PageRank(t.Context(), g, false)
		out.heavy, errs[3] = measures.PageRank(t.Context(), g, true)
		out.parts, errs[4] = measures.Communities(t.Context(), ties)
		for _, err := range errs {
			if err != nil {
				t.Fatal(err)
			}
		}
		return out
	}
	want := run(1)
	for _, processors := range []int{1, 2, 2, 4} {
		got := run(processors)
		for what, same := range map[string]bool{
			"betweenness":           slices.Equal(got.paths.Betweenness, want.paths.Betweenness),
			"closeness":             slices.Equal(got.paths.Closeness, want.paths.Closeness),
			"estimated betweenness": slices.Equal(got.few.Betweenness, want.few.Betweenness),
			"estimated closeness":   slices.Equal(got.few.Closeness, want.few.Closeness),
			"PageRank":              slices.Equal(got.rank, want.rank),
			"weighted PageRank":     slices.Equal(got.heavy, want.heavy),
			"communities":           slices.Equal(got.parts.Community, want.parts.Community) && got.parts.Modularity == want.parts.Modularity,
		} {
			if !same {
				t.Errorf("on %d processors %s differs", processors, what)
			}
		}
	}
	if slices.Equal(want.rank, want.heavy) {
		t.Error("weights make no difference")
	}
}

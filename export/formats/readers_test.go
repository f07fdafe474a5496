package formats_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/migraph/migraph/graph"
)

// python gives a Python that has what reads exports. make readers installs it; on a
// machine of CI it must be there.
func python(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs("../../.cache/python/bin/python")
	must(t, err)
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("there is no %s: run make readers, which needs python3 with venv and pip", path)
		}
		t.Skip("there is no Python to read exports with; make readers installs one in .cache/python")
	}
	return path
}

// network is what NetworkX found in a file.
type network struct {
	Kind                        string
	Nodes, Edges, Labels, Types []string
	Dated, Funders              int
	Amounts                     []float64
}

// TestOtherProgramsRead: NetworkX, openpyxl, RDFLib and the csv module of Python find in
// exports what is in the graph, hostile names among it.
func TestOtherProgramsRead(t *testing.T) {
	interpreter := python(t)
	s := seeded(t)
	addTo(t, s, money)
	folder := t.TempDir()
	write := func(name, format string, pairs ...string) string {
		text := exported(t, s, format, pairs...)
		must(t, os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644))
		return text
	}
	gexf := readGEXF(t, write("graph.gexf", "gexf"))
	write("graph.graphml", "graphml")
	write("graph.jsonld", "jsonld")
	question := `{ list: flows(where: {amount: {isNull: false}}, orderBy: START_DESC) { nodes { amount { amount currency } start { earliest text } conflicting provider { stakeholder { name } } } } }`
	write("lists.xlsx", "xlsx", "query", question, "list", "list.nodes")
	_, rows := table(t, write("list.csv", "csv", "type", "stakeholders"))

	cmd := exec.CommandContext(t.Context(), interpreter, "testdata/read.py", folder)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, &stderr)
	}
	var found struct {
		GEXF, GraphML  network
		Sheets         []string
		Sheet          []map[string]any
		CellTypes      []string
		About          [][]any
		CSV            []map[string]string
		RDFTypes       map[string]int
		UnnamedSources []string
		Sources        int
	}
	must(t, json.Unmarshal(out, &found))

	var labels []string
	dated, funders := 0, 0
	for _, n := range gexf.Graph.Nodes {
		labels = append(labels, n.Label)
		if n.value("funder") == "true" {
			funders++
		}
	}
	for _, e := range gexf.Graph.Edges {
		if e.Start != "" {
			dated++
		}
	}
	slices.Sort(labels)
	if dated < 5 || funders < 3 {
		t.Errorf("%d links have dates, %d things fund", dated, funders)
	}
	for name, n := range map[string]network{"GEXF": found.GEXF, "GraphML": found.GraphML} {
		if n.Kind != "MultiDiGraph" || n.Dated != dated || n.Funders != funders || !slices.Contains(n.Types, "PARTICIPATES_IN") {
			t.Errorf("%s became a %s with %d dated links, want %d, and %d funders, want %d; types %v", name, n.Kind, n.Dated, dated, n.Funders, funders, n.Types)
		}
		if want := []float64{-5.2, 0.1234567890123456}; !slices.Equal(n.Amounts, want) {
			t.Errorf("the amounts of %s are the numbers %v, want %v", name, n.Amounts, want)
		}
		same(t, "nodes of "+name, n.Nodes, ids(gexf.Graph.Nodes))
		same(t, "edges of "+name, n.Edges, ids(gexf.Graph.Edges))
		slices.Sort(n.Labels)
		same(t, "labels of "+name, n.Labels, labels)
	}

	want := []map[string]any{
		{"amount": -5.2, "currency": "USD", "start earliest": "day 2024-02-29", "start": "2024-02-29", "conflicting": false, "stakeholder": "=cmd|' /C calc'!A0"},
		{"amount": "0.1234567890123456", "currency": "USD", "start earliest": "day 2024-01-01", "start": "2024", "conflicting": false, "stakeholder": "=cmd|' /C calc'!A0"},
	}
	if got, wanted := asJSON(t, found.Sheet), asJSON(t, want); got != wanted {
		t.Errorf("the sheet holds\n%s, want\n%s", got, wanted)
	}
	if want := []string{"n", "s", "d", "s", "b", "inlineStr"}; !slices.Equal(plainTypes(found.CellTypes), plainTypes(want)) {
		t.Errorf("the cells are %v, want %v", found.CellTypes, want)
	}
	if !slices.ContainsFunc(found.About, func(r []any) bool { return r[0] == "Question" && r[1] == question }) {
		t.Errorf("about does not tell the question: %v", found.About)
	}

	if asJSON(t, found.CSV) != asJSON(t, rows) {
		t.Error("Python reads another CSV than Go")
	}
	if found.Sources < 5 || len(found.UnnamedSources) > 0 {
		t.Errorf("%d sources, of which %v have no name", found.Sources, found.UnnamedSources)
	}
	for kind, of := range map[string]string{
		"https://graph.example.org/vocabulary#Participation": "Participation", "https://graph.example.org/vocabulary#Initiative": "Initiative",
		"https://graph.example.org/vocabulary#Flow": "Flow", "http://www.w3.org/ns/org#Organization": "Stakeholder", "https://schema.org/CreativeWork": "Document",
	} {
		if n := count(t, s, of); found.RDFTypes[kind] != n || n == 0 {
			t.Errorf("%d of the type %s, want %d", found.RDFTypes[kind], kind, n)
		}
	}
}

// plainTypes gives the types of cells as openpyxl calls them, texts in either form alike.
func plainTypes(list []string) []string {
	out := slices.Clone(list)
	for i, t := range out {
		if t == "inlineStr" {
			out[i] = "s"
		}
	}
	return out
}

func asJSON(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	must(t, err)
	return string(b)
}

func count(t testing.TB, s graph.Store, of string) int {
	t.Helper()
	_, rows := table(t, exported(t, s, "csv", "query", `{ statistics { counts { type count } } }`))
	for _, r := range rows {
		if r["type"] == of {
			return number(t, r["count"])
		}
	}
	return 0
}

func number(t testing.TB, text string) (n int) {
	t.Helper()
	must(t, json.Unmarshal([]byte(text), &n))
	return n
}

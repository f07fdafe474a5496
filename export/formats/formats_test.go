package formats_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/migraph/migraph/export"
	"github.com/migraph/migraph/export/formats"
	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/sqlitestore"
	"github.com/migraph/migraph/ingest/migraphyaml"
	"github.com/migraph/migraph/internal/api"
	"github.com/migraph/migraph/internal/generated"
	"github.com/migraph/migraph/resolvers"
	"github.com/migraph/migraph/seed"
)

var update = flag.Bool("update", false, "write the expected exports anew")

func emptyStore(t testing.TB) graph.Store {
	t.Helper()
	s, err := sqlitestore.Open(t.Context(), sqlitestore.Options{Path: filepath.Join(t.TempDir(), "graph.db"), Unsafe: true})
	must(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// seeded is a store of the built-in graph.
func seeded(t testing.TB) graph.Store {
	t.Helper()
	s := emptyStore(t)
	imports, err := seed.Imports()
	must(t, err)
	for _, in := range imports {
		_, err := graph.Apply(t.Context(), s, in)
		must(t, err)
	}
	return s
}

// written is a store of a file in Migraph's format.
func written(t testing.TB, text string) graph.Store {
	t.Helper()
	s := emptyStore(t)
	addTo(t, s, text)
	return s
}

func addTo(t testing.TB, s graph.Store, text string) {
	t.Helper()
	in, err := migraphyaml.Read("test.yaml", strings.NewReader(text))
	must(t, err)
	_, err = graph.Apply(t.Context(), s, in)
	must(t, err)
}

func exporter(s graph.Store, maxRows int) *formats.Exporter {
	x := api.NewExporter(api.Options{
		Store: func() (graph.Store, error) { return s, nil }, Timeout: time.Minute, Text: api.DefaultLimits,
		Limits: resolvers.DefaultLimits, Address: "https://graph.example.org", Log: slog.New(slog.DiscardHandler),
	}, maxRows)
	x.Now = func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }
	return x
}

func attempt(ctx context.Context, x *formats.Exporter, format string, pairs ...string) (string, error) {
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	r, err := export.ParseRequest(format, values)
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	err = x.Write(ctx, r, "", export.NewOutput(&b), nil)
	return b.String(), err
}

func exported(t testing.TB, s graph.Store, format string, pairs ...string) string {
	t.Helper()
	text, err := attempt(t.Context(), exporter(s, 0), format, pairs...)
	if err != nil {
		t.Fatalf("%s %v: %v", format, pairs, err)
	}
	return text
}

// table reads CSV as a map of columns a row.
func table(t testing.TB, text string) (header []string, rows []map[string]string) {
	t.Helper()
	lines, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	must(t, err)
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, cell := range line {
			row[lines[0][i]] = cell
		}
		rows = append(rows, row)
	}
	return lines[0], rows
}

// TestExports compares exports of the built-in graph with those that somebody looked at.
func TestExports(t *testing.T) {
	s := seeded(t)
	dialogue := idOf(t, s, "Initiative", "bangkok-dialogue")
	for _, c := range []struct {
		name, format string
		pairs        []string
	}{
		{"flows", "csv", []string{"type", "flows"}},
		{"flows", "ndjson", []string{"type", "flows"}},
		{"dialogue", "gexf", []string{"around", dialogue}},
		{"dialogue", "graphml", []string{"around", dialogue}},
		{"dialogue", "jsonld", []string{"around", dialogue}},
	} {
		file := filepath.Join("testdata", c.name+"."+c.format)
		got := exported(t, s, c.format, c.pairs...)
		if *update {
			must(t, os.WriteFile(file, []byte(got), 0o644))
		}
		want, err := os.ReadFile(file)
		must(t, err)
		if got != string(want) {
			t.Errorf("%s is no longer what is exported; look at the difference, and run go test ./export/formats -update if it is right:\n%.2000s", file, got)
		}
	}
}

func idOf(t testing.TB, s graph.Store, of, slug string) string {
	t.Helper()
	var id string
	must(t, s.View(t.Context(), func(ctx context.Context, r graph.Reader) error {
		res, err := r.Fetch(ctx, &graph.Plan{Query: graph.Query{Type: graph.Catalog.Type(of), Where: graph.Compare{Field: "slug", Op: graph.Eq, Value: slug}}})
		if err == nil && len(res.Lists[0].Records) == 1 {
			id = graph.IDOf(res.Lists[0].Records[0])
		}
		return err
	}))
	if id == "" {
		t.Fatalf("there is no %s", slug)
	}
	return id
}

// gexfFile is what of a GEXF file is looked at here.
type gexfFile struct {
	XMLName xml.Name `xml:"http://gexf.net/1.3 gexf"`
	Version string   `xml:"version,attr"`
	Meta    struct {
		Description string `xml:"description"`
	} `xml:"meta"`
	Graph struct {
		Type       string `xml:"defaultedgetype,attr"`
		Attributes []struct {
			Class string `xml:"class,attr"`
			List  []struct {
				ID   string `xml:"id,attr"`
				Type string `xml:"type,attr"`
			} `xml:"attribute"`
		} `xml:"attributes"`
		Nodes []element `xml:"nodes>node"`
		Edges []element `xml:"edges>edge"`
	} `xml:"graph"`
}

type element struct {
	ID     string `xml:"id,attr"`
	Label  string `xml:"label,attr"`
	Source string `xml:"source,attr"`
	Target string `xml:"target,attr"`
	Start  string `xml:"start,attr"`
	End    string `xml:"end,attr"`
	Values []struct {
		For   string `xml:"for,attr"`
		Value string `xml:"value,attr"`
	} `xml:"attvalues>attvalue"`
	Color struct {
		R int `xml:"r,attr"`
		G int `xml:"g,attr"`
		B int `xml:"b,attr"`
	} `xml:"http://gexf.net/1.3/viz color"`
}

func (e *element) value(of string) string {
	for _, v := range e.Values {
		if v.For == of {
			return v.Value
		}
	}
	return ""
}

func readGEXF(t testing.TB, text string) *gexfFile {
	t.Helper()
	var g gexfFile
	must(t, xml.Unmarshal([]byte(text), &g))
	return &g
}

// checkGEXF checks what the schema of GEXF 1.3 demands and a decoder does not.
func checkGEXF(t testing.TB, g *gexfFile) {
	t.Helper()
	declared := map[string]map[string]bool{}
	for _, a := range g.Graph.Attributes {
		declared[a.Class] = map[string]bool{}
		for _, x := range a.List {
			if declared[a.Class][x.ID] || !slices.Contains([]string{"string", "boolean", "integer", "double"}, x.Type) {
				t.Errorf("the attribute %s of %s is declared twice or of the type %s", x.ID, a.Class, x.Type)
			}
			declared[a.Class][x.ID] = true
		}
	}
	nodes, edges := map[string]bool{}, map[string]bool{}
	check := func(e *element, class string) {
		for _, v := range e.Values {
			if !declared[class][v.For] {
				t.Errorf("%s has the attribute %q, which is not declared", e.ID, v.For)
			}
		}
		for _, day := range []string{e.Start, e.End} {
			if day != "" {
				if _, err := time.Parse(time.DateOnly, day); err != nil {
					t.Errorf("%s: %v", e.ID, err)
				}
			}
		}
		if e.Start != "" && e.End != "" && e.Start > e.End {
			t.Errorf("%s ends on %s before it starts on %s", e.ID, e.End, e.Start)
		}
	}
	for i := range g.Graph.Nodes {
		n := &g.Graph.Nodes[i]
		if nodes[n.ID] {
			t.Errorf("the node %s is there twice", n.ID)
		}
		nodes[n.ID] = true
		check(n, "node")
	}
	for i := range g.Graph.Edges {
		e := &g.Graph.Edges[i]
		if edges[e.ID] || !nodes[e.Source] || !nodes[e.Target] {
			t.Errorf("the edge %s is there twice, or ends nowhere", e.ID)
		}
		edges[e.ID] = true
		check(e, "edge")
	}
}

// TestWholeNetwork: every thing and every link that everybody may see is in the
// network once, and nothing else is.
func TestWholeNetwork(t *testing.T) {
	s := emptyStore(t)
	must(t, generated.New(generated.Options{Seed: 7, Stakeholders: 60}).Load(t.Context(), s))
	var nodes, edges []string
	publishers := map[string]string{}
	must(t, s.View(t.Context(), func(ctx context.Context, r graph.Reader) error {
		for _, of := range graph.Catalog.Of(graph.ClassThing) {
			err := r.Scan(ctx, of, func(x graph.Record) error {
				thing := graph.AsThing(x)
				if thing.Hidden > graph.AudiencePublic || thing.Tombstone {
					return nil
				}
				nodes = append(nodes, thing.ID)
				if d, ok := x.(*graph.Document); ok && d.PublisherID != "" {
					publishers["PUBLISHED-"+d.ID] = d.PublisherID
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		return r.ScanLinks(ctx, func(l graph.Link) error {
			edges = append(edges, l.Claim+"-"+string(rune('0'+l.Step)))
			return nil
		})
	}))
	if len(nodes) < 180 || len(edges) < 500 {
		t.Fatalf("%d things, %d links", len(nodes), len(edges))
	}
	for edge, publisher := range publishers {
		if slices.Contains(nodes, publisher) { // else it is hidden
			edges = append(edges, edge)
		}
	}
	slices.Sort(edges)
	slices.Sort(nodes)

	g := readGEXF(t, exported(t, s, "gexf"))
	checkGEXF(t, g)
	same(t, "nodes of GEXF", ids(g.Graph.Nodes), nodes)
	same(t, "edges of GEXF", ids(g.Graph.Edges), edges)

	m := readGraphML(t, exported(t, s, "graphml"))
	same(t, "nodes of GraphML", ids(m.Graph.Nodes), nodes)
	same(t, "edges of GraphML", ids(m.Graph.Edges), edges)

	var ld struct {
		Graph []struct{ ID string } `json:"@graph"`
	}
	must(t, json.Unmarshal([]byte(exported(t, s, "jsonld")), &ld))
	var found []string
	for _, n := range ld.Graph[1:] {
		id := strings.TrimPrefix(n.ID, "https://graph.example.org/#")
		if of := graph.Catalog.TypeOfID(id); of != nil && of.Class == graph.ClassThing {
			found = append(found, id)
		}
	}
	slices.Sort(found)
	same(t, "things of JSON-LD", found, nodes)
}

func ids(list []element) []string {
	var out []string
	for _, e := range list {
		out = append(out, e.ID)
	}
	slices.Sort(out)
	return out
}

func same(t testing.TB, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		less := slices.DeleteFunc(slices.Clone(want), func(id string) bool { return slices.Contains(got, id) })
		more := slices.DeleteFunc(slices.Clone(got), func(id string) bool { return slices.Contains(want, id) })
		t.Errorf("%d %s, want %d; without %v, but with %v", len(got), what, len(want), less, more)
	}
}

type graphMLFile struct {
	XMLName xml.Name `xml:"http://graphml.graphdrawing.org/xmlns graphml"`
	Keys    []struct {
		ID   string `xml:"id,attr"`
		For  string `xml:"for,attr"`
		Type string `xml:"attr.type,attr"`
	} `xml:"key"`
	Graph struct {
		Default string `xml:"edgedefault,attr"`
		Data    []struct {
			Key string `xml:"key,attr"`
		} `xml:"data"`
		Nodes []element `xml:"node"`
		Edges []element `xml:"edge"`
	} `xml:"graph"`
}

func readGraphML(t testing.TB, text string) *graphMLFile {
	t.Helper()
	var g graphMLFile
	must(t, xml.Unmarshal([]byte(text), &g))
	keys := map[string]bool{}
	for _, k := range g.Keys {
		if keys[k.ID] {
			t.Errorf("the key %s is there twice", k.ID)
		}
		keys[k.ID] = true
	}
	for d := xml.NewDecoder(strings.NewReader(text)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return &g
		}
		must(t, err)
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "data" && !keys[e.Attr[0].Value] {
			t.Errorf("data of the key %q, which is not declared", e.Attr[0].Value)
		}
	}
}

// TestColours are those by which Migraph draws kinds everywhere.
func TestColours(t *testing.T) {
	g := readGEXF(t, exported(t, seeded(t), "gexf"))
	want := map[string][3]int{"Organization": {0x06, 0x74, 0xCF}, "Government": {0x95, 0x23, 0x08}, "Embassy": {0x6C, 0x33, 0x8A}, "Initiative": {0xCA, 0x7B, 0x0A}, "Document": {0x56, 0x6F, 0x71}}
	for _, n := range g.Graph.Nodes {
		if colour, ok := want[n.value("type")]; ok && colour != [3]int{n.Color.R, n.Color.G, n.Color.B} {
			t.Errorf("%s, a %s, is drawn in %v", n.Label, n.value("type"), n.Color)
		}
	}
	funding := 0
	for _, e := range g.Graph.Edges {
		isFunding := e.value("type") == "FUNDS" || e.value("role") == "FUNDING"
		if isFunding != (e.Color.R == 0x4C && e.Color.G == 0xA1 && e.Color.B == 0x8A) {
			t.Errorf("%s %s is drawn in %v", e.value("type"), e.value("role"), e.Color)
		}
		if isFunding {
			funding++
		}
		if e.value("sources") == "" && e.value("type") != "PUBLISHED" {
			t.Errorf("the edge %s cites nothing", e.ID)
		}
	}
	if funding < 5 {
		t.Errorf("only %d edges are funding", funding)
	}
}

const money = `dataset: {key: money, title: Money, licence: CC-BY-4.0}
document: paper
documents:
  paper: {name: "=A paper", date: 2024-03, sourceUrl: "https://example.org/paper"}
stakeholders:
  giver: {name: "=cmd|' /C calc'!A0", kind: GOVERNMENT}
  taker: {name: "-2+3 cmd", kind: ORGANIZATION, country: MY}
  odd: {name: "<b>&\"'\u0001 _x0041_ ]]>", kind: ORGANIZATION}
flows:
  - {provider: giver, recipient: taker, type: DISBURSEMENT, amount: "-5.20", currency: USD, start: 2024-02-29}
  - {provider: giver, recipient: odd, type: DISBURSEMENT, amount: "0.1234567890123456", currency: USD, start: 2024}
  - {provider: giver, recipient: taker, type: OUTGOING_COMMITMENT, note: "of unknown amount"}
`

func TestMoneyIsExact(t *testing.T) {
	s := written(t, money)
	_, rows := table(t, exported(t, s, "csv", "type", "flows"))
	amounts := map[string]bool{}
	for _, r := range rows {
		amounts[r["amount.amount"]] = true
		if r["provider.stakeholder.name"] != "'=cmd|' /C calc'!A0" || r["sources"] != "'=A paper, 2024-03, https://example.org/paper [money]" {
			t.Errorf("a formula is not guarded: %v", r)
		}
		if r["about.datasets"] != "money (CC-BY-4.0)" || r["about.revision"] != "1" || !strings.HasPrefix(r["about.link"], "https://graph.example.org/export/csv?type=flows") {
			t.Errorf("the row does not say where it comes from: %v", r)
		}
	}
	if len(rows) != 3 || !amounts["-5.20"] || !amounts["0.1234567890123456"] || !amounts[""] {
		t.Errorf("amounts %v", amounts)
	}
	g := readGEXF(t, exported(t, s, "gexf", "type", "flows"))
	checkGEXF(t, g)
	if e := g.Graph.Edges[slices.IndexFunc(g.Graph.Edges, func(e element) bool { return e.value("amount") == "-5.20" })]; e.Start != "2024-02-29" || e.End != "2024-02-29" || e.value("currency") != "USD" || e.value("amountNumber") != "-5.2" {
		t.Errorf("the flow became %+v", e)
	}
	if len(g.Graph.Nodes) != 3 || len(g.Graph.Edges) != 3 {
		t.Errorf("%d nodes, %d edges", len(g.Graph.Nodes), len(g.Graph.Edges))
	}
}

func TestWorkbook(t *testing.T) {
	f, err := excelize.OpenReader(strings.NewReader(exported(t, written(t, money), "xlsx", "query",
		`{ flows(orderBy: START_ASC) { totalCount nodes { amount { amount currency } start { earliest } conflicting evidence { dataset } } } stakeholders { nodes { name } } }`)))
	must(t, err)
	defer f.Close()
	if got := f.GetSheetList(); !slices.Equal(got, []string{"about", "flows.nodes", "stakeholders.nodes"}) {
		t.Errorf("sheets %v", got)
	}
	rows, err := f.GetRows("flows.nodes", excelize.Options{RawCellValue: true})
	must(t, err)
	wantRows := [][]string{
		{"flows total count", "amount", "currency", "start earliest", "conflicting", "dataset"},
		{"3", "", "", "", "0", "money"},
		{"3", "0.1234567890123456", "USD", "45292", "0", "money"},
		{"3", "-5.2", "USD", "45351", "0", "money"},
	}
	for i, want := range wantRows {
		if !slices.Equal(rows[i], want) {
			t.Errorf("row %d is %q, want %q", i, rows[i], want)
		}
	}
	for cell, want := range map[string]excelize.CellType{"B3": excelize.CellTypeInlineString, "B4": excelize.CellTypeUnset, "D4": excelize.CellTypeUnset} {
		if got, err := f.GetCellType("flows.nodes", cell); err != nil || got != want {
			t.Errorf("%s is of the type %v, %v", cell, got, err)
		}
	}
	if shown, err := f.GetCellValue("flows.nodes", "B4"); err != nil || shown != "-5.20" {
		t.Errorf("the amount is shown as %q, %v", shown, err)
	}
	if shown, err := f.GetCellValue("flows.nodes", "D4"); err != nil || shown != "2024-02-29" {
		t.Errorf("the day is shown as %q, %v", shown, err)
	}
	names, err := f.GetRows("stakeholders.nodes")
	must(t, err)
	for _, want := range []string{"=cmd|' /C calc'!A0", "-2+3 cmd"} {
		if !slices.ContainsFunc(names, func(r []string) bool { return r[0] == want }) {
			t.Errorf("%q is not among %q", want, names)
		}
	}
	formula, err := f.GetCellFormula("stakeholders.nodes", "A3")
	if err != nil || formula != "" {
		t.Errorf("a formula %q, %v", formula, err)
	}
	about, err := f.GetRows("about")
	must(t, err)
	text := ""
	for _, r := range about {
		text += strings.Join(r, "|") + "\n"
	}
	for _, want := range []string{"Revision of the graph|1", "Made|2026-01-02T03:04:05Z", "Dataset money|Money|CC-BY-4.0", "Question|{ flows(", "Sheet flows.nodes|flows.nodes: 3 rows", "Column of flows.nodes|currency|amount.currency"} {
		if !strings.Contains(text, want) {
			t.Errorf("about does not say %q:\n%s", want, text)
		}
	}
}

// TestPagesOfAQuestion: a question with a cursor gives all pages, and the same as one
// large page.
func TestPagesOfAQuestion(t *testing.T) {
	s := seeded(t)
	text := `query($after: String, $n: Int) { all: participations(first: $n, after: $after) { count: totalCount nodes { id role } page: pageInfo { more: hasNextPage endCursor } } }`
	small := exported(t, s, "csv", "query", text, "variables", `{"n": 7}`, "about", "false")
	large := exported(t, s, "csv", "query", text, "variables", `{"n": 100}`, "about", "false")
	_, rows := table(t, small)
	if small != large || len(rows) < 30 {
		t.Errorf("%d rows; small pages and large ones differ: %t", len(rows), small != large)
	}
	one := strings.Replace(text, "more: hasNextPage", "", 1)
	if _, rows := table(t, exported(t, s, "csv", "query", one, "variables", `{"n": 7}`)); len(rows) != 7 {
		t.Errorf("a question that does not ask whether there is more gave %d rows", len(rows))
	}
}

func TestListsOfAnAnswer(t *testing.T) {
	s := seeded(t)
	question := `query { initiatives(first: 3) { totalCount nodes { slug ...Who } } statistics { counts { type count } } }
		fragment Who on Initiative { participations { totalCount nodes { role stakeholder { name } group { label } } } }`
	header, rows := table(t, exported(t, s, "csv", "query", question, "about", "false"))
	want := []string{"initiatives total count", "slug", "participations total count", "role", "stakeholder", "group"}
	if !slices.Equal(header, want) || len(rows) != 3 || rows[0]["initiatives total count"] != "18" {
		t.Errorf("%v, %v", header, rows)
	}
	header, inner := table(t, exported(t, s, "csv", "query", question, "list", "initiatives.nodes.participations.nodes", "about", "false"))
	want = []string{"initiatives total count", "initiatives slug", "participations total count", "role", "stakeholder", "group"}
	if !slices.Equal(header, want) {
		t.Errorf("%v", header)
	}
	count := map[string]int{}
	for _, r := range inner {
		count[r["initiatives slug"]]++
	}
	for _, r := range rows {
		if n := count[r["slug"]]; n == 0 || r["participations total count"] != string(rune('0'+n)) {
			t.Errorf("%s has %s participations, %d rows", r["slug"], r["participations.totalCount"], n)
		}
	}
	if _, rows := table(t, exported(t, s, "csv", "query", question, "list", "statistics.counts")); len(rows) < 10 {
		t.Errorf("%v", rows)
	}
	if _, rows := table(t, exported(t, s, "csv", "query", `{ statistics { revision dated { count of } } }`)); len(rows) != 1 || rows[0]["revision"] != "4" {
		t.Errorf("an answer without a list became %v", rows)
	}
	alone := `{ stakeholder(by: {slug: "iom"}) { name affiliations { totalCount nodes { id } } } }`
	beside := `{ stakeholder(by: {slug: "iom"}) { name affiliations { totalCount nodes { id } } participations { totalCount nodes { id role } } } }`
	_, rows = table(t, exported(t, s, "csv", "query", alone, "list", "stakeholder.affiliations.nodes", "about", "false"))
	header, with := table(t, exported(t, s, "csv", "query", beside, "list", "stakeholder.affiliations.nodes", "about", "false"))
	if want = []string{"stakeholder", "participations total count", "affiliations total count", "id", "sources"}; !slices.Equal(header, want) {
		t.Errorf("another list beside a list gives it the columns %v", header)
	}
	for i, r := range rows {
		if r["sources"] == "" || with[i]["sources"] != r["sources"] {
			t.Errorf("the sources %s became %s with another list beside them", r["sources"], with[i]["sources"])
		}
	}
	if header, rows := table(t, exported(t, s, "csv", "type", "plans")); len(rows) != 0 || !slices.Contains(header, "amount.currency") {
		t.Errorf("an empty list has the columns %v", header)
	}
}

func TestTimeLimits(t *testing.T) {
	s := seeded(t)
	all := readGEXF(t, exported(t, s, "gexf"))
	some := readGEXF(t, exported(t, s, "gexf", "asOf", "2019-06-01"))
	checkGEXF(t, some)
	if len(some.Graph.Edges) == 0 || len(some.Graph.Edges) >= len(all.Graph.Edges) || !strings.Contains(some.Meta.Description, "As of: 2019-06-01") {
		t.Errorf("%d edges of %d held in 2019: %s", len(some.Graph.Edges), len(all.Graph.Edges), some.Meta.Description)
	}
	for _, e := range some.Graph.Edges {
		if e.value("type") != "PUBLISHED" && (e.Start > "2019-06-01" || e.End != "" && e.End < "2019-06-01" || e.value("undated") == "true") {
			t.Errorf("%s from %s to %s is not of 2019-06-01", e.ID, e.Start, e.End)
		}
	}
	_, rows := table(t, exported(t, s, "csv", "type", "participations", "during", "2022-07-01/2022-09-30"))
	if len(rows) == 0 || rows[0]["about.asOf"] != "2022-07-01/2022-09-30" {
		t.Errorf("%d rows of that quarter", len(rows))
	}
}

func TestNetworkOfAnAnswer(t *testing.T) {
	s := seeded(t)
	_, rows := table(t, exported(t, s, "csv", "type", "participations", "where", `{"role": {"eq": "CO_ORGANIZER"}}`))
	g := readGEXF(t, exported(t, s, "gexf", "type", "participations", "where", `{"role": {"eq": "CO_ORGANIZER"}}`))
	if len(rows) == 0 || len(g.Graph.Edges) != len(rows) {
		t.Errorf("%d edges of %d participations", len(g.Graph.Edges), len(rows))
	}
	for _, e := range g.Graph.Edges {
		if e.value("role") != "CO_ORGANIZER" {
			t.Errorf("a participation as %s", e.value("role"))
		}
	}
	asked := readGEXF(t, exported(t, s, "gexf", "query", `{ participations(where: {role: {eq: CO_ORGANIZER}}) { nodes { key: id } } }`))
	same(t, "edges of the question", ids(asked.Graph.Edges), ids(g.Graph.Edges))
	// Of things, all that links them.
	bodies := readGEXF(t, exported(t, s, "gexf", "type", "stakeholders", "links", "MEMBER_OF,PART_OF"))
	for _, e := range bodies.Graph.Edges {
		if l := e.value("type"); l != "MEMBER_OF" && l != "PART_OF" {
			t.Errorf("a link of the type %s", l)
		}
	}
	_, listed := table(t, exported(t, s, "csv", "type", "stakeholders"))
	if len(bodies.Graph.Nodes) != len(listed) || len(bodies.Graph.Edges) == 0 {
		t.Errorf("%d nodes of %d bodies, %d edges", len(bodies.Graph.Nodes), len(listed), len(bodies.Graph.Edges))
	}
}

// TestNetworkBetweenThings: of some things, exactly these and what links them, in the roles
// that are asked for.
func TestNetworkBetweenThings(t *testing.T) {
	s := seeded(t)
	iom := idOf(t, s, "Stakeholder", "iom")
	of := func(g *gexfFile) (things, roles []string) {
		for _, e := range g.Graph.Edges {
			if r := e.value("role"); r != "" && !slices.Contains(roles, r) {
				roles = append(roles, r)
			}
		}
		for _, n := range g.Graph.Nodes {
			things = append(things, n.ID)
		}
		return things, roles
	}
	all := readGEXF(t, exported(t, s, "gexf", "around", iom))
	things, roles := of(all)
	if len(things) < 10 || len(roles) < 3 {
		t.Fatalf("around IOM are %v in %v", things, roles)
	}
	same(t, "edges between all of them", ids(readGEXF(t, exported(t, s, "gexf", "things", strings.Join(things, ","))).Graph.Edges), ids(all.Graph.Edges))
	chosen := []string{iom, things[slices.IndexFunc(things, func(id string) bool { return id != iom && id[0] == 'i' })]}
	fewer := readGEXF(t, exported(t, s, "gexf", "things", strings.Join(chosen, ",")))
	got, _ := of(fewer)
	same(t, "things", slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(chosen)))
	if len(fewer.Graph.Edges) == 0 || len(fewer.Graph.Edges) >= len(all.Graph.Edges) {
		t.Errorf("%d edges between two things", len(fewer.Graph.Edges))
	}
	for _, of2 := range [][]string{{"around", iom}, {"things", strings.Join(things, ",")}} {
		in := readGEXF(t, exported(t, s, "gexf", append(of2, "roles", "ORGANIZER,HOST")...))
		if _, got := of(in); !slices.Equal(slices.Sorted(slices.Values(got)), []string{"HOST", "ORGANIZER"}) {
			t.Errorf("%s by two roles has %v", of2[0], got)
		}
	}
	if _, err := attempt(t.Context(), exporter(s, 0), "gexf", "things", iom+",s2222222222222222"); graph.CodeOf(err) != graph.NotFound {
		t.Errorf("between a thing and none: %v", err)
	}
}

// TestAroundAMergedThing: the id of a thing that was ruled to be another leads to that one,
// and to nothing where nobody may see it.
func TestAroundAMergedThing(t *testing.T) {
	s := seeded(t)
	around := func(id string) []string {
		return ids(readGEXF(t, exported(t, s, "gexf", "around", id)).Graph.Edges)
	}
	slug := func(slug string) string {
		_, rows := table(t, exported(t, s, "csv", "type", "stakeholders"))
		return rows[slices.IndexFunc(rows, func(r map[string]string) bool { return r["slug"] == slug })]["id"]
	}
	iom, idc := slug("iom"), slug("idc")
	_, err := graph.Merge(t.Context(), s, idc, iom, graph.Why{})
	must(t, err)
	if len(around(iom)) == 0 {
		t.Fatal("there is nothing around IOM")
	}
	same(t, "around the merged", around(idc), around(iom))
	between := readGEXF(t, exported(t, s, "gexf", "things", idc+","+iom))
	if len(between.Graph.Nodes) != 1 || between.Graph.Nodes[0].ID != iom {
		t.Errorf("between a thing and itself: %v", ids(between.Graph.Nodes))
	}
	_, err = graph.Hide(t.Context(), s, iom, "RESTRICTED", graph.Why{})
	must(t, err)
	for _, id := range []string{iom, idc} {
		if text, err := attempt(t.Context(), exporter(s, 0), "gexf", "around", id); graph.CodeOf(err) != graph.NotFound {
			t.Errorf("around a hidden thing: %v, %s", err, text)
		}
	}
}

// TestOneState: what is written to the graph while it is exported is not in the export.
func TestOneState(t *testing.T) {
	s := emptyStore(t)
	must(t, generated.New(generated.Options{Seed: 3, Stakeholders: 700}).Load(t.Context(), s))
	for _, c := range [][]string{{"csv", "type", "stakeholders"}, {"gexf"}} {
		before := exported(t, s, c[0], c[1:]...)
		r, err := export.ParseRequest(c[0], values(c[1:]))
		must(t, err)
		out := &disturbed{fn: func() {
			_, err := graph.Apply(context.Background(), s, changed(t, c[0]))
			must(t, err)
		}}
		must(t, exporter(s, 0).Write(t.Context(), r, "", export.NewOutput(out), nil))
		if out.b.String() != before {
			t.Errorf("%v mixes two states of the graph", c)
		}
		if after := exported(t, s, c[0], c[1:]...); after == before {
			t.Errorf("%v: the change is not seen afterwards", c)
		}
	}
}

func values(pairs []string) url.Values {
	out := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		out.Set(pairs[i], pairs[i+1])
	}
	return out
}

func changed(t testing.TB, key string) *graph.Import {
	t.Helper()
	in, err := migraphyaml.Read("c.yaml", strings.NewReader("dataset: {key: "+key+"}\ndocument: d-"+key+"\ndocuments: {d-"+key+": {name: D "+key+"}}\nstakeholders: {aaa-"+key+": {name: AAA "+key+", kind: GOVERNMENT}}\n"))
	must(t, err)
	return in
}

// disturbed calls fn at the first piece of an export.
type disturbed struct {
	b  bytes.Buffer
	fn func()
}

func (d *disturbed) Write(b []byte) (int, error) {
	if d.fn != nil {
		d.fn()
		d.fn = nil
	}
	return d.b.Write(b)
}

// again is a store without snapshots, in which everything is read twice.
type again struct{ graph.Store }

func (a again) View(ctx context.Context, fn func(context.Context, graph.Reader) error) error {
	if err := a.Store.View(ctx, fn); err != nil {
		return err
	}
	return a.Store.View(ctx, fn)
}

func TestReadingAgain(t *testing.T) {
	s := seeded(t)
	if got, err := attempt(t.Context(), exporter(again{s}, 0), "csv", "type", "stakeholders"); err != nil || got != exported(t, s, "csv", "type", "stakeholders") {
		t.Errorf("an export that is begun again is another one: %v", err)
	}
	large := emptyStore(t)
	must(t, generated.New(generated.Options{Seed: 3, Stakeholders: 700}).Load(t.Context(), large))
	if _, err := attempt(t.Context(), exporter(again{large}, 0), "gexf"); graph.CodeOf(err) != graph.Unavailable {
		t.Errorf("an export of which some has left was begun again: %v", err)
	}
}

func TestLimits(t *testing.T) {
	s := seeded(t)
	for _, c := range [][]string{{"csv", "type", "stakeholders"}, {"xlsx", "type", "stakeholders"}, {"ndjson", "query", "{ stakeholders { nodes { name } } }"}, {"gexf"}, {"jsonld"}, {"graphml", "type", "participations"}} {
		out, err := attempt(t.Context(), exporter(s, 10), c[0], c[1:]...)
		if graph.CodeOf(err) != graph.LimitExceeded || out != "" {
			t.Errorf("%v: %v, %d bytes", c, err, len(out))
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, f := range formats.All {
		if _, err := attempt(ctx, exporter(s, 0), f.Name, "type", "stakeholders"); err == nil {
			t.Errorf("%s does not heed that nobody waits", f.Name)
		}
	}
}

func TestRefusals(t *testing.T) {
	s := seeded(t)
	for _, c := range []struct {
		format string
		pairs  []string
		want   string
	}{
		{"pdf", nil, "there is no format"},
		{"csv", nil, "a table needs a question or a list"},
		{"csv", []string{"type", "salaries"}, "there is no list"},
		{"csv", []string{"type", "stakeholders", "links", "FUNDS"}, "links belong to networks"},
		{"csv", []string{"type", "flows", "where", `{"salary": 1}`}, "the variable $where.salary"},
		{"csv", []string{"type", "exchangeRates", "asOf", "2022-01-01"}, "takes no asOf"},
		{"csv", []string{"query", "{ stakeholders { nodes { salary } } }"}, "salary"},
		{"csv", []string{"query", "{ stakeholders { nodes { name } } }", "list", "nodes"}, "stakeholders.nodes"},
		{"gexf", []string{"type", "fundingTotals"}, "no ids"},
		{"gexf", []string{"query", "{ stakeholders { nodes { name } } }"}, "asks for no ids"},
		{"graphml", []string{"query", `{ flows(where: {currency: {eq: "XTS"}}) { nodes { id } } }`}, "has no thing and no claim"},
		{"gexf", []string{"around", "s2222222222222222"}, "there is no thing"},
	} {
		_, err := attempt(t.Context(), exporter(s, 0), c.format, c.pairs...)
		if err == nil || !strings.Contains(err.Error(), c.want) || graph.CodeOf(err) == graph.Internal {
			t.Errorf("%s %v: %v", c.format, c.pairs, err)
		}
	}
}

// told is what two datasets say, with different licences, and a third says nothing of it.
const told = `dataset: {key: told, title: Told, licence: CC-BY-4.0}
document: report
documents:
  report: {name: "A report", date: 2024-03}
stakeholders:
  donor: {name: "Giver of Things", kind: ORGANIZATION}
  getter: {name: "Taker of Things", kind: ORGANIZATION}
flows:
  - {provider: donor, recipient: getter, type: DISBURSEMENT, amount: "5", currency: USD, start: 2024, locator: "page 3"}
`

// TestSourcesOfAQuestion: a table of a question that asks for no evidence says which
// documents make its claims, and which datasets were used, exactly.
func TestSourcesOfAQuestion(t *testing.T) {
	s := written(t, told)
	addTo(t, s, money)
	addTo(t, s, `dataset: {key: names, title: Names, licence: CC0-1.0}
document: register
documents: {register: {name: "A register"}}
stakeholders: {donor: {name: "Giver of Things", kind: ORGANIZATION, country: MY}}
`)
	claim := "A report, page 3, 2024-03 [told]"
	names := func(line string) bool {
		return strings.Contains(line, "[told]") && strings.Contains(line, "A register [names]")
	}
	for _, c := range []struct {
		what, question, list string
		sources              func(string) bool
		datasets             string
	}{
		{"a claim", `{ flows(where: {amount: {eq: "5"}}) { nodes { id amount { amount } } } }`, "",
			func(s string) bool { return s == claim }, "told (CC-BY-4.0)"},
		{"a claim with its thing", `{ flows(where: {amount: {eq: "5"}}) { nodes { claim: id provider { stakeholder { id name } } } } }`, "",
			func(s string) bool { return s == claim }, "names (CC0-1.0); told (CC-BY-4.0)"},
		{"a thing", `{ stakeholders(where: {name: {eq: "Giver of Things"}}) { nodes { name id } } }`, "", names, "names (CC0-1.0); told (CC-BY-4.0)"},
		{"a list below a thing", `{ stakeholders(where: {name: {eq: "Giver of Things"}}) { nodes { id name flowsOut { nodes { amount { amount } } } } } }`, "stakeholders.nodes.flowsOut.nodes",
			names, "names (CC0-1.0); told (CC-BY-4.0)"},
		{"evidence that is asked for", `{ flows(where: {amount: {eq: "5"}}) { nodes { id evidence { dataset } } } }`, "",
			func(s string) bool { return s == "" }, "told (CC-BY-4.0)"},
	} {
		pairs := []string{"query", c.question}
		if c.list != "" {
			pairs = append(pairs, "list", c.list)
		}
		_, rows := table(t, exported(t, s, "csv", pairs...))
		if len(rows) != 1 || !c.sources(rows[0]["sources"]) || rows[0]["about.datasets"] != c.datasets {
			t.Errorf("%s: %v", c.what, rows)
		}
		lines := strings.Split(strings.TrimSpace(exported(t, s, "ndjson", pairs...)), "\n")
		var end struct {
			End struct {
				Datasets    []struct{ Key, Licence string }
				AllDatasets bool
			}
		}
		must(t, json.Unmarshal([]byte(lines[len(lines)-1]), &end))
		var used []string
		for _, d := range end.End.Datasets {
			used = append(used, d.Key+" ("+d.Licence+")")
		}
		if strings.Join(used, "; ") != c.datasets || end.End.AllDatasets {
			t.Errorf("%s: the account names %v", c.what, end)
		}
	}
	// Where no ids are asked for, all are named, and why.
	none := exported(t, s, "ndjson", "query", `{ flows(where: {amount: {eq: "5"}}) { nodes { amount { amount } } } }`)
	if strings.Contains(none, `"sources"`) || !strings.Contains(none, `"allDatasets":true`) || !strings.Contains(none, `"key":"money"`) {
		t.Errorf("without ids: %s", none)
	}
}

// TestManySources of a row are cut, and of a page are read for the rows of that page.
func TestManySources(t *testing.T) {
	s := emptyStore(t)
	for i := range 13 {
		key := fmt.Sprintf("d%02d", i)
		addTo(t, s, "dataset: {key: "+key+"}\ndocument: p"+key+"\ndocuments: {p"+key+": {name: Paper "+key+"}}\nstakeholders: {body: {name: Body, kind: ORGANIZATION}, b"+key+": {name: Body "+key+", kind: ORGANIZATION}}\n")
	}
	_, rows := table(t, exported(t, s, "csv", "query", `query($after: String) { stakeholders(first: 4, after: $after) { nodes { id name } pageInfo { hasNextPage endCursor } } }`))
	if len(rows) != 14 {
		t.Fatalf("%d rows", len(rows))
	}
	for _, r := range rows {
		key, own := strings.CutPrefix(r["name"], "Body ")
		switch {
		case own && (r["sources"] != "Paper "+key+" ["+key+"]" || r["about.datasets"] != key+" (no licence stated)"):
			t.Errorf("%v", r)
		case !own && (strings.Count(r["sources"], "Paper ") != 10 || !strings.HasSuffix(r["sources"], "; and 3 more") || strings.Count(r["about.datasets"], "; ") != 12):
			t.Errorf("%v", r)
		}
	}
}

package migraphyaml_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/migraph/migraph/export/migraphyaml"
	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest/format"
)

// TestPublishedOutAndIn: files that were published in other formats are written as
// files of facts that give the same graph.
func TestPublishedOutAndIn(t *testing.T) {
	const folder = "../../../shared/data"
	if _, err := os.Stat(folder); err != nil {
		t.Skip("the published files are not here")
	}
	for _, name := range []string{"hxl/showcase/rowca-3w-hxl.csv", "hxl/showcase/unhcr-3w.csv", "iati/activity-merger/dfid-bf.xml", "iati/hdx-foodsecurity/dportal.xml", "iati/hdx-covid/dportal.xml.gz"} {
		t.Run(filepath.Base(name), func(t *testing.T) {
			f, err := os.Open(filepath.Join(folder, name))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			in, err := format.Open(t.Context(), name, f, format.Options{Dataset: graph.Dataset{Key: "published"}})
			if err != nil {
				t.Fatal(err)
			}
			defer in.Close()
			s, again := open(t), open(t)
			if rep, err := graph.Apply(t.Context(), s, in); err != nil || rep.Claims.Read < 100 {
				t.Fatal(rep, err)
			}
			apply(t, again, s, "published")
			if got, want := content(t, again), content(t, s); got != want {
				t.Error(difference(got, want))
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	s := open(t)
	rates := &graph.Import{Dataset: graph.Dataset{Key: "rates"}}
	document := []*graph.Evidence{{DocumentID: "d", Basis: "STATED"}}
	rates.Things = []graph.ThingInput{{Key: "d", Evidence: document, Where: "d", Record: &graph.Document{
		Thing: graph.Thing{Name: "D", Identifiers: []*graph.Identifier{{Scheme: "reg", Value: "D"}}}}}}
	rates.Claims = []graph.ClaimInput{{Evidence: document, Where: "x", Record: &graph.ExchangeRate{Currency: "USD", To: "MYR", Day: "2020-01-01", Rate: "4.1"}}}
	broken := &graph.Import{Dataset: graph.Dataset{Key: "broken"}, Things: []graph.ThingInput{rates.Things[0], {Key: "s", Evidence: document, Where: "s",
		Record: &graph.Stakeholder{Country: "UN", Thing: graph.Thing{Name: "S", Identifiers: []*graph.Identifier{{Scheme: "reg", Value: "S"}}}}}}}
	for _, in := range []*graph.Import{rates, broken} {
		if _, err := graph.Apply(t.Context(), s, in); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		dataset string
		code    graph.Code
		says    string
	}{
		{"rates", graph.InvalidArgument, "there are no exchange rates in one. migraph dump writes it"},
		{"broken", graph.InvalidArgument, `"UN" is no country`},
		{"absent", graph.NotFound, `there is no dataset "absent"`},
	} {
		text, err := write(t, s, migraphyaml.Options{Dataset: c.dataset, Audience: graph.AudienceKeeper})
		if text != "" || graph.CodeOf(err) != c.code || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %q, %v", c.dataset, text, err)
		}
	}
}

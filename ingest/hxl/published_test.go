package hxl_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/funding"
	"github.com/migraph/migraph/ingest"
	"github.com/migraph/migraph/ingest/hxl"
	"github.com/migraph/migraph/ingest/sheet"
)

const published = "../../../shared/data/hxl"

// readPublished reads a published table, and skips the test where there is none.
func readPublished(t *testing.T, name string, o hxl.Options) (*graph.Import, *ingest.Account, error) {
	t.Helper()
	f, err := os.Open(filepath.Join(published, name))
	if os.IsNotExist(err) {
		t.Skip("skipped: published tables are read from ../shared/data beside the repository, which is absent")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	in, account := &graph.Import{Dataset: graph.Dataset{Key: "test"}}, &ingest.Account{}
	b, err := sheet.Open(t.Context(), filepath.Base(name), f)
	if err != nil {
		return nil, account, err
	}
	return in, account, hxl.ReadBook(t.Context(), b, "test", o, in, account)
}

func counts(in *graph.Import) map[string]int {
	out := map[string]int{}
	for _, x := range in.Things {
		out[graph.TypeOf(x.Record).Name]++
	}
	for _, x := range in.Claims {
		out[graph.TypeOf(x.Record).Name]++
	}
	return out
}

// TestPublishedTables: what is known of published tables is met, or the account says
// what became of the rest.
func TestPublishedTables(t *testing.T) {
	for name, want := range map[string]struct {
		rows    int
		counts  map[string]int
		account string
	}{
		// 244 rows, 11 bodies. The months have no year.
		"showcase/rowca-3w-hxl.csv": {244, map[string]int{"Document": 1, "Stakeholder": 11, "Presence": 244, "Theme": 4, "Place": 25},
			"FLAGGED date-not-understood 244, NOT_KEPT column-not-used 1"},
		// 2,250 rows, 40 sectors, 267 names of bodies: four pairs differ in capitals only
		// (GIZ and GiZ), and 40 bodies are in rows of which the country is none («Mali
		// Situation», «Nigeria Situation», «Thailand-Myanmar»), and in no other.
		"showcase/unhcr-3w.csv": {2250, map[string]int{"Document": 1, "Stakeholder": 223, "Presence": 2027, "Theme": 40, "Place": 63},
			"SKIPPED country-not-known 223, FLAGGED several-spellings 2, NOT_KEPT coordinates 2"},
		"showcase/iati-sierraleone.csv":              {515, map[string]int{"Document": 1, "Stakeholder": 244, "Presence": 2055, "Theme": 87, "Place": 75}, ""},
		"libhxl-fixtures/input-valid.csv":            {4, map[string]int{"Document": 1, "Stakeholder": 3, "Presence": 4, "Theme": 3, "Place": 7, "Result": 6}, "NOT_KEPT column-not-used 1"},
		"libhxl-fixtures/input-merged.xlsx":          {4, map[string]int{"Document": 1, "Stakeholder": 3, "Presence": 4, "Theme": 3, "Place": 7, "Result": 8}, "FLAGGED merged-cells 5, NOT_KEPT column-not-used 1"},
		"libhxl-fixtures/input-quality.xlsx":         {4, nil, ""},
		"libhxl-fixtures/input-valid-latin1.csv":     {4, nil, "FLAGGED text-not-unicode 1, NOT_KEPT column-not-used 1"},
		"libhxl-fixtures/input-fuzzy.csv":            {4, map[string]int{"Document": 1}, "SKIPPED row-without-country 4, FLAGGED tag-without-hash 2, FLAGGED cells-beyond-headings 1"},
		"libhxl-fixtures/input-multiple-headers.csv": {2, map[string]int{"Document": 1}, "SKIPPED row-without-country 2, SKIPPED figures-of-places 1"},
		"iati-flows/ukraine/flows.csv":               {1616, map[string]int{"Document": 1, "Flow": 1616}, ""},
		"iati-flows/covid/flows.csv":                 {6162, map[string]int{"Document": 1, "Flow": 6162}, ""},
	} {
		in, account, err := readPublished(t, name, hxl.Options{})
		if err != nil {
			t.Fatal(err)
		}
		got := counts(in)
		for noun, n := range want.counts {
			if got[noun] != n {
				t.Errorf("%s: %d of %s, want %d", name, got[noun], noun, n)
			}
		}
		var told []string
		for _, r := range account.Rules() {
			told = append(told, fmt.Sprintf("%s %s %d", r.Effect, r.Name, r.Count))
		}
		if n := account.Elements()["rows"]; n != want.rows || want.account != "" && strings.Join(told, ", ") != want.account {
			t.Errorf("%s: %d rows, %s", name, n, strings.Join(told, ", "))
		}
		if rows := account.Count("country-not-known") + account.Count("row-without-country") + account.Count("row-without-organization") + distinctRows(in); name != "showcase/iati-sierraleone.csv" && rows != want.rows {
			t.Errorf("%s: %d of %d rows are accounted for", name, rows, want.rows)
		}
	}
}

// distinctRows counts the rows that claims cite.
func distinctRows(in *graph.Import) int {
	rows := map[graph.Text]bool{}
	for _, c := range in.Claims {
		rows[c.Evidence[0].Locator] = true
	}
	return len(rows)
}

// TestPublishedFilesThatAreNoTables are refused with what to do.
func TestPublishedFilesThatAreNoTables(t *testing.T) {
	for name, want := range map[string]string{
		"input-valid.xls":          "save it as .xlsx without a password, or as CSV",
		"input-quality.xls":        "save it as .xlsx without a password, or as CSV",
		"input-valid-csv.zip":      "unpack it",
		"input-zip-invalid.zip":    "unpack it",
		"input-valid.json":         "this is JSON",
		"input-valid-objects.json": "this is JSON",
		"input-valid-json.txt":     "this is JSON",
		"input-invalid.csv":        "none of the first 25 rows has HXL hashtags",
		"input-untagged.csv":       "none of the first 25 rows has HXL hashtags",
		"input-broken.xlsx":        "no column has the hashtag #org",
		"input-multiline.csv":      "none of the first 25 rows has HXL hashtags",
	} {
		_, _, err := readPublished(t, "libhxl-fixtures/"+name, hxl.Options{})
		var all graph.Problems
		if !errors.As(err, &all) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
}

// TestPublishedDoubleReports: from the table into a store and out again, the transfers
// of which both sides tell. By the identifiers as they are written there are 37 and 83
// pairs; five and four more show when 47066 and XM-DAC-47066, and the like, are one body.
func TestPublishedDoubleReports(t *testing.T) {
	for emergency, want := range map[string]struct {
		pairs   int
		overlap string
	}{"ukraine": {42, "773490523"}, "covid": {87, "406916815"}} {
		in, _, err := readPublished(t, "iati-flows/"+emergency+"/flows.csv", hxl.Options{Currency: "USD"})
		if err != nil {
			t.Fatal(err)
		}
		s, _ := store(t, in)
		var found *funding.DoubleReports
		err = s.View(t.Context(), func(ctx context.Context, r graph.Reader) error {
			b, err := funding.Read(ctx, r, graph.AudienceKeeper)
			if err == nil {
				found, err = b.DoubleReports(ctx, funding.Choice{})
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		all := found.Totals()
		if len(all) != 1 || all[0].Pairs != want.pairs || all[0].Overlap != want.overlap {
			t.Errorf("%s: %d pairs, %+v", emergency, len(found.Rows), all[0])
		}
	}
}

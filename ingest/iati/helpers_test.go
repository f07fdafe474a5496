package iati_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest"
	"github.com/migraph/migraph/ingest/iati"
)

// reading is what a file gave.
type reading struct {
	t       *testing.T
	in      *graph.Import
	account ingest.Account
}

// read reads a file that must be legible.
func read(t *testing.T, text string) *reading {
	t.Helper()
	r := &reading{t: t, in: &graph.Import{Dataset: graph.Dataset{Key: "test"}}}
	if err := iati.Read(t.Context(), ingest.Source{Name: "file.xml", Dataset: "test", Reader: strings.NewReader(text)}, r.in, &r.account); err != nil {
		t.Fatal(err)
	}
	return r
}

func readFile(t *testing.T, name string) *reading {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return read(t, string(text))
}

// activity wraps elements in a file of one activity, XM-1-A, that XM-1 reports.
func activity(elements string) string {
	return activities(`<iati-activity xml:lang="en" default-currency="USD"><iati-identifier>XM-1-A</iati-identifier>
<reporting-org ref="XM-1" type="40"><narrative>Reporter</narrative></reporting-org><title><narrative>One</narrative></title>` + elements + `</iati-activity>`)
}

func activities(entries string) string {
	return `<iati-activities version="2.03" generated-datetime="2022-01-01T00:00:00Z">` + entries + `</iati-activities>`
}

func (r *reading) thing(key string) graph.Record {
	r.t.Helper()
	for _, x := range r.in.Things {
		if x.Key == key {
			return x.Record
		}
	}
	r.t.Fatalf("there is no thing %q in %v", key, r.keys())
	return nil
}

func (r *reading) keys() []string {
	var out []string
	for _, x := range r.in.Things {
		out = append(out, x.Key)
	}
	return out
}

func (r *reading) body(ref string) *graph.Stakeholder {
	return r.thing("org-id:" + ref).(*graph.Stakeholder)
}

// claimsOf gives the claims of a type.
func claimsOf[R graph.Record](r *reading) []R {
	var out []R
	for _, x := range r.in.Claims {
		if c, ok := x.Record.(R); ok {
			out = append(out, c)
		}
	}
	return out
}

// count is how often a rule applied.
func (r *reading) count(rule string, want int) {
	r.t.Helper()
	if got := r.account.Count(rule); got != want {
		r.t.Errorf("the rule %s applied %d times, not %d", rule, got, want)
	}
}

func end(e graph.End) string { return fmt.Sprintf("%s@%s", e.StakeholderID, e.InitiativeID) }

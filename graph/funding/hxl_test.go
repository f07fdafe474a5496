package funding

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/migraph/migraph/graph"
)

// hxlRow is a line of the published flows of ../shared/data/hxl/iati-flows: what
// one body reports in all that it gave to another (outgoing) or had from it.
type hxlRow struct {
	from, to string // lower-case ids, else name: and the name; empty where unnamed
	outgoing bool
	amount   string // whole US dollars
}

// hxlRows reads the published flows of an emergency, ukraine or covid.
func hxlRows(t *testing.T, emergency string) []hxlRow {
	t.Helper()
	f, err := os.Open(filepath.Join("../../../shared/data/hxl/iati-flows", emergency, "flows.csv"))
	if os.IsNotExist(err) {
		t.Skip("skipped: the published flows are read from ../shared/data beside the repository, which is absent")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	key := func(id, name string) string {
		switch {
		case id != "":
			return strings.ToLower(id)
		case name == "", name == "(Direct expenditure)", name == "(Unspecified org)": // no bodies
			return ""
		}
		return "name:" + name
	}
	var out []hxlRow
	for _, l := range lines[2:] { // after names and tags
		reporter, provider, receiver := key(l[0], l[1]), key(l[3], l[4]), key(l[6], l[7])
		r := hxlRow{from: provider, to: reporter, amount: l[12]}
		if r.outgoing = l[11] == "outgoing"; r.outgoing {
			r.from, r.to = reporter, receiver
		}
		out = append(out, r)
	}
	return out
}

// hxlBook makes a flow of each row: a disbursement without a date, reported by the
// side that the row says. keys are those of the bodies, by id.
func hxlBook(rows []hxlRow) (b *Book, keys map[string]string) {
	ids := map[string]string{}
	keys = map[string]string{}
	end := func(key string) graph.End {
		if key != "" && ids[key] == "" {
			ids[key] = body(len(ids) + 1)
			keys[ids[key]] = key
		}
		return graph.End{StakeholderID: ids[key]}
	}
	var flows []*Flow
	for _, r := range rows {
		hi, lo, known := graph.Money{Amount: r.amount, Currency: "USD"}.Parts()
		f := &Flow{Provider: end(r.from), Recipient: end(r.to), Type: "DISBURSEMENT", Stage: "DISBURSEMENT", Currency: "USD", Amount: amountOf(hi, lo), Known: known,
			ReportedBy: "RECIPIENT", Bounds: graph.Period{}.Bounds()}
		f.Reporter = f.Recipient.StakeholderID
		if r.outgoing {
			f.ReportedBy, f.Reporter = "PROVIDER", f.Provider.StakeholderID
		}
		flows = append(flows, f)
	}
	return bookOf(flows...), keys
}

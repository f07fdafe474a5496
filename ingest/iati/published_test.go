package iati_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/sqlitestore"
	"github.com/migraph/migraph/ingest"
	"github.com/migraph/migraph/ingest/iati"
)

// published reads a published file, where it is there.
func published(t *testing.T, path ...string) *reading {
	t.Helper()
	return publishedAs(t, "test", path...)
}

func publishedAs(t *testing.T, dataset string, path ...string) *reading {
	t.Helper()
	name := data(t, append([]string{"iati"}, path...)...)
	r := &reading{t: t, in: &graph.Import{Dataset: graph.Dataset{Key: dataset}}}
	source := ingest.Source{Name: filepath.Base(name), Dataset: dataset, Reader: gunzip(t, name)}
	if err := iati.Read(t.Context(), source, r.in, &r.account); err != nil {
		t.Fatal(err)
	}
	checkReferences(t, r.in)
	return r
}

func covid(t *testing.T) *reading {
	t.Helper()
	return published(t, "hdx-covid", "dportal.xml.gz")
}

// flowTypes counts flows by type.
func flowTypes(r *reading) map[graph.FlowType]int {
	out := map[graph.FlowType]int{}
	for _, f := range claimsOf[*graph.Flow](r) {
		out[f.Type]++
	}
	return out
}

// TestCovidCounts: what is in the file of 18 publishers, and what became of it.
func TestCovidCounts(t *testing.T) {
	r := covid(t)
	for what, want := range map[string]int{
		"iati-activity": 401, "participating-org": 1335, "transaction": 1033, "related-activity": 1134, "budget": 368, "planned-disbursement": 268,
		"document-link": 1342, "recipient-country": 330, "recipient-region": 98, "sector": 816, "result": 131, "indicator": 193,
	} {
		if got := r.account.Elements()[what]; got != want {
			t.Errorf("%d %s were read, not %d", got, what, want)
		}
	}
	r.count("transaction-type-as-text", 21)
	types := flowTypes(r)
	if want := (map[graph.FlowType]int{"DISBURSEMENT": 453, "OUTGOING_COMMITMENT": 256, "INCOMING_FUNDS": 155, "EXPENDITURE": 122, "INCOMING_COMMITMENT": 26}); fmt.Sprint(types) != fmt.Sprint(want) {
		t.Errorf("the flows are %v", types)
	}
	roles := map[graph.Role]int{}
	for _, p := range claimsOf[*graph.Participation](r) {
		roles[p.Role]++
	}
	if want := (map[graph.Role]int{"FUNDING": 620, "ACCOUNTABLE": 191, "EXTENDING": 102, "IMPLEMENTING": 422}); fmt.Sprint(roles) != fmt.Sprint(want) {
		t.Errorf("the roles are %v", roles)
	}
	negative, currencies, countries := 0, map[string]bool{}, map[string]bool{}
	for _, f := range claimsOf[*graph.Flow](r) {
		currencies[f.Amount.Currency] = true
		if strings.HasPrefix(f.Amount.Amount, "-") {
			negative++
		}
	}
	for _, x := range r.in.Things {
		if p, is := x.Record.(*graph.Place); is && p.Type == "COUNTRY" {
			countries[string(p.Country)] = true
		}
	}
	if negative != 34 || len(currencies) != 8 || len(countries) != 110 {
		t.Errorf("%d negative values, %d currencies, %d countries", negative, len(currencies), len(countries))
	}
	if plans := len(claimsOf[*graph.Budget](r)); plans != 368+268 {
		t.Errorf("%d plans", plans)
	}
	if r.account.WithoutAmount != 0 {
		t.Errorf("%d amounts are unknown", r.account.WithoutAmount)
	}
}

// TestPublishedFilesApply: what the reader gives, a store can hold; once more it
// changes nothing.
func TestPublishedFilesApply(t *testing.T) {
	for _, path := range [][]string{
		{"hdx-covid", "dportal.xml.gz"}, {"hdx-foodsecurity", "dportal.xml"},
		{"activity-merger", "dfid-bf.xml"}, {"activity-merger", "dfid-bh.xml"}, {"activity-merger", "dfid-bj.xml"}, {"activity-merger", "dfid-bs.xml"},
	} {
		r := published(t, path...)
		s := store(t)
		rep, err := graph.Apply(t.Context(), s, r.in)
		if err != nil {
			t.Fatal(path, err)
		}
		if rep.Things.New != len(r.in.Things) || rep.Claims.Read != len(r.in.Claims) || rep.Conflicts != 0 {
			t.Errorf("%v: %+v of %d things and %d claims", path, rep, len(r.in.Things), len(r.in.Claims))
		}
		if found, err := graph.CheckStore(t.Context(), s); err != nil || len(found) > 0 {
			t.Errorf("%v: the store has contradictions: %v, %v", path, found, err)
		}
		again, err := graph.Apply(t.Context(), s, published(t, path...).in)
		if err != nil || again.Revision != rep.Revision {
			t.Errorf("%v: read again it changes the graph: %+v, %v", path, again, err)
		}
	}
}

func store(t *testing.T) graph.Store {
	t.Helper()
	s, err := sqlitestore.Open(t.Context(), sqlitestore.Options{Path: filepath.Join(t.TempDir(), "graph.db"), Unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// TestSameActivityInTwoFiles: what two datasets say alike is one claim with two
// pieces of evidence, and the four files of one publisher contradict each other
// nowhere.
func TestSameActivityInTwoFiles(t *testing.T) {
	s := store(t)
	for _, name := range []string{"dfid-bf", "dfid-bh", "dfid-bj", "dfid-bs", "dfid-bs"} {
		dataset := name
		if datasets := stored(t, s, "Dataset")[0]; datasets == 4 {
			dataset = "the-same-again"
		}
		rep, err := graph.Apply(t.Context(), s, publishedAs(t, dataset, "activity-merger", name+".xml").in)
		if err != nil {
			t.Fatal(name, err)
		}
		if rep.Conflicts != 0 {
			t.Errorf("%s: %d claims are told differently elsewhere", name, rep.Conflicts)
		}
	}
	flows := stored(t, s, "Flow")
	if alone := len(claimsOf[*graph.Flow](published(t, "activity-merger", "dfid-bs.xml"))); flows[1] != alone {
		t.Errorf("%d flows have two pieces of evidence, not %d", flows[1], alone)
	}
}

// stored counts the records of a type, and those with evidence of two datasets.
func stored(t *testing.T, s graph.Store, name string) [2]int {
	t.Helper()
	var out [2]int
	err := s.View(t.Context(), func(ctx context.Context, r graph.Reader) error {
		out = [2]int{}
		return r.Scan(ctx, graph.Catalog.Type(name), func(rec graph.Record) error {
			out[0]++
			datasets := map[string]bool{}
			if c := graph.AsClaim(rec); c != nil {
				for _, e := range c.Evidence {
					datasets[e.Dataset] = true
				}
			}
			if len(datasets) > 1 {
				out[1]++
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// inferred are flows for which another project names an end that the transaction
// does not name: it takes the activity's only implementing or funding participant,
// or gives a name an identifier that it has elsewhere. We leave the end unknown.
var inferred = map[string]bool{
	"ch-4 outgoing xm-dac-12002": true, "ch-4 outgoing xm-dac-21000": true, "ch-4 outgoing xm-dac-22000": true, "ch-4 outgoing xm-dac-23000": true,
	"ch-4 outgoing xm-dac-41140": true, "ch-4 outgoing xm-dac-44002": true, "gb-coh-213890 outgoing gb-chc-1076822": true,
	"ng-cac-30547 incoming xm-dac-7": true, "gb-coh-1762840 incoming gb-chc-1128267-8": true,
	// It drops the identifier of the bank.
	"gb-gov-1 outgoing international bank for reconstruction and development (ibrd)": true,
}

// TestFlowsAgreeWithAnotherProject holds the ends and directions of flows against
// those that another project derived from the same file.
func TestFlowsAgreeWithAnotherProject(t *testing.T) {
	r := covid(t)
	ours := map[string]bool{}
	for _, f := range claimsOf[*graph.Flow](r) {
		direction, other := "outgoing", f.Recipient.StakeholderID
		switch f.Type {
		case "INCOMING_FUNDS":
			direction, other = "incoming", f.Provider.StakeholderID
		case "DISBURSEMENT", "EXPENDITURE":
		default:
			continue // it derived flows of money that was paid only
		}
		for _, name := range namesOf(r, other) {
			ours[namesOf(r, f.ReporterID)[0]+" "+direction+" "+name] = true
		}
	}
	file, err := os.Open(data(t, "iati", "hdx-covid", "expected", "flows.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	agree := 0
	for _, row := range rows[2:] {
		id, name := row[3], row[4]
		if row[11] == "outgoing" {
			id, name = row[6], row[7]
		}
		if id == "" && slices.Contains([]string{"(Direct expenditure)", "(Unspecified org)", "Correction", "Customer", "Journal Transaction", "Supplier Name Withheld"}, name) {
			id = "nobody" // names of nobody: the end is unknown here
		} else if id == "" {
			id = graph.Fold(name)
		} else {
			id = comparable(id)
		}
		switch key := comparable(row[0]) + " " + row[11] + " " + graph.Fold(id); {
		case ours[key]:
			agree++
		case !inferred[key]:
			t.Errorf("another project has the flow %s, we have not", key)
		}
	}
	if agree < 110 {
		t.Errorf("only %d flows agree", agree)
	}
}

// comparable gives an identifier of a body in its normal form.
func comparable(ref string) string {
	return strings.ToLower(strings.TrimPrefix(graph.IdentifierKey("org-id", ref), "org-id:"))
}

// namesOf gives the words by which the other project may call a body: identifier and name.
func namesOf(r *reading, key string) []string {
	if key == "" {
		return []string{"nobody"}
	}
	b := r.thing(key).(*graph.Stakeholder)
	return []string{comparable(b.Identifiers[0].Value), graph.Fold(b.Name)}
}

func TestFoodSecurity(t *testing.T) {
	r := published(t, "hdx-foodsecurity", "dportal.xml")
	if e := r.account.Elements(); e["iati-activity"] != 7 || e["transaction"] != 63 || len(claimsOf[*graph.Flow](r)) != 63 {
		t.Errorf("%v, %d flows", e, len(claimsOf[*graph.Flow](r)))
	}
	// The five flows that another project derived: who, which way, to whom.
	ours := map[string]bool{}
	for _, f := range claimsOf[*graph.Flow](r) {
		direction, other := "outgoing", f.Recipient.StakeholderID
		if f.ReportedBy == "RECIPIENT" {
			direction, other = "incoming", f.Provider.StakeholderID
		}
		ours[namesOf(r, f.ReporterID)[0]+" "+direction+" "+namesOf(r, other)[len(namesOf(r, other))-1]] = true
	}
	for _, want := range []string{
		"gb-chc-285776 incoming cafod general funds", "xi-iati-ec_intpa outgoing agence commerciale industrielle etagricole (acia) sas*",
		"de-1 outgoing nobody", "nl-kvk-41155305 outgoing nobody",
	} {
		if !ours[want] {
			t.Errorf("there is no flow %s in %v", want, ours)
		}
	}
}

// TestActivityMerger: small files, counted by hand.
func TestActivityMerger(t *testing.T) {
	r := published(t, "activity-merger", "dfid-bs.xml")
	var got []string
	for _, f := range claimsOf[*graph.Flow](r) {
		got = append(got, fmt.Sprintf("%s %s > %s %s %s %s", f.Type, end(f.Provider), end(f.Recipient), f.Amount.Amount, f.Amount.Currency, f.Period.Start.Text))
	}
	const from, to = "org-id:GB-GOV-1@iati-activity:GB-1-205154-101", "org-id:GB-GOV-8@"
	want := []string{"OUTGOING_COMMITMENT " + from + " > " + to + " 85225 GBP 2016-04-11", "DISBURSEMENT " + from + " > " + to + " 85225 GBP 2016-04-18"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	links := claimsOf[*graph.InitiativeLink](r)
	if len(links) != 2 || recordText(links[0]) != recordText(links[1]) || links[0].FromID != "iati-activity:GB-1-205154-101" || links[0].ToID != "iati-activity:GB-1-205154" || links[0].Type != "PART_OF" {
		t.Errorf("the links are %+v", links)
	}
	if p := r.thing("iati-activity:GB-1-205154").(*graph.Initiative); p.Type != "PROGRAMME" || p.Period.Start.Text != "2016-04-06" || p.Period.End.Text != "2016-07-15" {
		t.Errorf("the programme is %+v", p)
	}
	if mod := r.body("GB-GOV-8"); mod.Name != "UK - Ministry of Defence" || mod.Kind != "GOVERNMENT" || mod.Country != "GB" {
		t.Errorf("the ministry is %+v", mod)
	}
}

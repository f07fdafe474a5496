package api_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/migraph/migraph/graph"
)

// funded is a small world of money. A donor commits 200 euros to an agency and
// hands over 100, of which the agency reports 90; the agency hands 60 on to a local
// body by way of another body, and two amounts that nobody tells. A programme gets
// 30 from the donor in a year without a date. Beside it are dollars, from the donor
// to a local body, which both report.
func funded() *graph.Import {
	m := &maker{in: &graph.Import{Dataset: graph.Dataset{Key: "funded"}}}
	doc := &graph.Document{}
	m.in.Things = append(m.in.Things, graph.ThingInput{Key: "doc-00", Record: doc, Where: "doc-00", Evidence: []*graph.Evidence{{DocumentID: "doc-00", Basis: "STATED"}}})
	doc.Name, doc.Identifiers = "Report", []*graph.Identifier{{Scheme: graph.SchemeMigraph, Value: "doc-00"}}
	thing := func(key string, r graph.Record) {
		th := graph.AsThing(r)
		th.Name, th.Identifiers = key, []*graph.Identifier{{Scheme: graph.SchemeMigraph, Value: key}}
		m.in.Things = append(m.in.Things, graph.ThingInput{Key: key, Record: r, Where: key, Evidence: []*graph.Evidence{{DocumentID: "doc-00", Basis: "STATED"}}})
	}
	thing("donor", &graph.Stakeholder{Kind: "GOVERNMENT", Subtype: "STATE", Country: "SE"})
	thing("agency", &graph.Stakeholder{Kind: "ORGANIZATION", Subtype: "UN_AGENCY"})
	thing("between", &graph.Stakeholder{Kind: "ORGANIZATION", Subtype: "NGO", Country: "TH"})
	thing("local", &graph.Stakeholder{Kind: "ORGANIZATION", Subtype: "NGO", Country: "MY"})
	thing("office", &graph.Stakeholder{Kind: "ORGANIZATION", Subtype: "COUNTRY_OFFICE"})
	thing("programme", &graph.Initiative{Type: "PROGRAMME", Nature: "STATE"})
	claim := func(r graph.Record) {
		key := fmt.Sprintf("c%02d", len(m.in.Claims))
		m.in.Claims = append(m.in.Claims, graph.ClaimInput{Key: key, Record: r, Where: key, Evidence: []*graph.Evidence{{DocumentID: "doc-00", Basis: "STATED"}}})
	}
	day, _ := graph.ParseDate("2022-05-01")
	flow := func(from, to string, kind graph.FlowType, by graph.ReportedBy, amount, currency string) *graph.Flow {
		f := &graph.Flow{Provider: graph.End{StakeholderID: from}, Recipient: graph.End{StakeholderID: to}, Type: kind, ReportedBy: by, Timing: graph.Timing{Period: graph.Period{Start: day}}}
		if amount != "" {
			f.Amount = graph.Money{Amount: amount, Currency: currency}
		}
		claim(f)
		return f
	}
	flow("donor", "agency", "OUTGOING_COMMITMENT", "PROVIDER", "200", "EUR")
	flow("donor", "agency", "DISBURSEMENT", "PROVIDER", "100", "EUR")
	flow("donor", "agency", "INCOMING_FUNDS", "RECIPIENT", "90", "EUR")
	flow("agency", "local", "DISBURSEMENT", "PROVIDER", "60", "EUR").Hops = []*graph.Hop{{End: graph.End{StakeholderID: "between"}}}
	flow("agency", "local", "DISBURSEMENT", "PROVIDER", "", "")
	flow("agency", "local", "EXPENDITURE", "PROVIDER", "", "")
	p := flow("donor", "", "DISBURSEMENT", "PROVIDER", "30", "EUR")
	p.Recipient, p.Timing = graph.End{InitiativeID: "programme"}, graph.Timing{}
	flow("donor", "local", "DISBURSEMENT", "PROVIDER", "8", "USD")
	flow("donor", "local", "INCOMING_FUNDS", "RECIPIENT", "11", "USD")
	flow("office", "local", "INCOMING_FUNDS", "RECIPIENT", "4", "USD")
	claim(&graph.Affiliation{StakeholderID: "office", ToID: "agency", Type: "COUNTRY_OFFICE_OF"})
	return m.in
}

// pagesOf asks for all rows of a connection, page by page, and for their number.
func pagesOf(t *testing.T, h http.Handler, field, arguments, row string, size int) []object {
	t.Helper()
	var out []object
	for cursor, more := any(nil), true; more; {
		a := asked(t, h, `query($n: Int, $c: String) { `+field+`(first: $n, after: $c, `+arguments+`) { totalCount pageInfo { hasNextPage endCursor } nodes `+row+` } }`, "n", size, "c", cursor)
		rows := a.list(field, "nodes")
		out = append(out, rows...)
		cursor, more = a.in(field, "pageInfo", "endCursor"), a.in(field, "pageInfo", "hasNextPage").(bool)
		switch {
		case more && len(rows) != size:
			t.Fatalf("%s: a page of %d has %d rows", arguments, size, len(rows))
		case !more && a.int(field, "totalCount") != len(out):
			t.Errorf("%s: %d rows, totalCount %d", arguments, len(out), a.int(field, "totalCount"))
		}
	}
	return out
}

const sumFields = `{ sum { amount currency } flows withoutAmount withoutCurrency tooLarge withoutDate withoutRate leftOut largest { id evidence { document { name } } } documents { name } documentCount }`

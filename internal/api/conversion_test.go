package api_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest/migraphyaml"
	"github.com/migraph/migraph/ingest/ratescsv"
	"github.com/migraph/migraph/internal/api"
	"github.com/migraph/migraph/resolvers"
)

const conversionFlows = `dataset: {key: flows}
document: report
documents:
  report: {name: A report}
stakeholders:
  giver: {name: Giver}
  taker: {name: Taker}
flows:
  - {key: one, provider: giver, recipient: taker, type: DISBURSEMENT, reportedBy: PROVIDER, amount: "100.50", currency: EUR, start: 2024-03-03}
  - {key: two, provider: giver, recipient: taker, type: INCOMING_FUNDS, reportedBy: RECIPIENT, amount: 480, currency: MYR, start: 2024-03-05}
  - {key: three, provider: giver, recipient: taker, type: DISBURSEMENT, reportedBy: PROVIDER, amount: 7, currency: SEK, start: 2024-03-03}
  - {key: four, provider: giver, recipient: taker, type: DISBURSEMENT, reportedBy: PROVIDER, start: 2024-03-03}
`

const conversionRates = `date,currency,to,rate,source,publisher,url
2024-03-01,EUR,USD,1.08,Reference rates,European Central Bank,https://example.org/rates
2024-03-05,EUR,USD,1.10,Reference rates,,
2024-03-05,EUR,MYR,5.5,Reference rates,,
`

// converting serves flows and rates, through the importers of both.
func converting(t *testing.T, tables ...string) (http.Handler, graph.Store) {
	t.Helper()
	in, err := migraphyaml.Read("flows.yaml", strings.NewReader(conversionFlows))
	if err != nil {
		t.Fatal(err)
	}
	_, c := serve(t, in)
	for i, text := range tables {
		importRates(t, c.Store, fmt.Sprintf("rates-%d", i), text)
	}
	services := resolvers.NewServices(func() (graph.Store, error) { return c.Store, nil })
	t.Cleanup(func() { _ = services.Close() })
	return api.NewHandler(api.Options{Store: func() (graph.Store, error) { return c.Store, nil }, Services: services, Timeout: time.Minute,
		Limits: resolvers.DefaultLimits, Text: api.DefaultLimits, Log: slog.New(slog.DiscardHandler)}), c.Store
}

func importRates(t *testing.T, s graph.Store, dataset, text string) {
	t.Helper()
	in, err := ratescsv.Read("rates.csv", dataset, strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := graph.Apply(t.Context(), s, in); err != nil {
		t.Fatal(err)
	}
}

// TestConvertedTotals: an amount, its mirror in a third currency, one without a
// rate and one that is unknown, each where it belongs, with the rates and who says
// so.
func TestConvertedTotals(t *testing.T) {
	h, _ := converting(t, conversionRates)
	const fields = `{ totalCount nodes { currency sum { amount currency } alternative { amount } flows withoutAmount withoutRate mirrored conversionCount
		conversions { currency original { amount currency } converted { amount currency } flows lowestRate highestRate firstDay lastDay rateCount
			rates { currency to day rate evidence { document { name sourceUrl publisher { name } } } } } } }`
	a := asked(t, h, `{ fundingTotals(convertTo: "USD") `+fields+` }`)
	rows := a.list("fundingTotals", "nodes")
	if len(rows) != 2 {
		t.Fatalf("%v", a)
	}
	// 7 SEK: no rate of SEK is known.
	if r := rows[0]; r.text("currency") != "SEK" || r.text("sum", "amount") != "7" || r.int("withoutRate") != 1 || len(r.list("conversions")) != 0 {
		t.Errorf("apart: %v", r)
	}
	// 100.50 EUR on a Sunday by the rate of Friday, 1.08, is 108.54; the recipient
	// says 480 MYR, 96 USD of Tuesday through EUR, which is the alternative.
	r := rows[1]
	if r.text("sum", "amount") != "108.54" || r.text("sum", "currency") != "USD" || r.text("alternative", "amount") != "96" || r.int("flows") != 2 ||
		r.int("mirrored") != 1 || r.int("withoutAmount") != 1 || r.int("withoutRate") != 0 || r.int("conversionCount") != 1 {
		t.Errorf("converted: %v", r)
	}
	c := r.list("conversions")[0]
	if got, want := fmt.Sprint(c), `map[converted:map[amount:108.54 currency:USD] currency:EUR firstDay:2024-03-01 flows:1 highestRate:1.08 lastDay:2024-03-01 lowestRate:1.08 `+
		`original:map[amount:100.5 currency:EUR] rateCount:1 rates:[map[currency:EUR day:2024-03-01 evidence:[map[document:map[name:Reference rates `+
		`publisher:map[name:European Central Bank] sourceUrl:https://example.org/rates]]] rate:1.08 to:USD]]]`; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	// Everything as reported: both reports, one of them through a third currency.
	r = asked(t, h, `{ fundingTotals(convertTo: "USD", basis: REPORTED) `+fields+` }`).list("fundingTotals", "nodes")[1]
	if r.text("sum", "amount") != "204.54" || r.int("conversionCount") != 2 || r.list("conversions")[1].text("currency") != "MYR" || r.list("conversions")[1].int("rateCount") != 2 {
		t.Errorf("as reported: %v", r)
	}
	// No rate is near enough to Sunday.
	r = asked(t, h, `{ fundingTotals(convertTo: "USD", rateWithin: 1, where: {currency: {eq: "EUR"}}) `+fields+` }`).list("fundingTotals", "nodes")[0]
	if r.text("currency") != "EUR" || r.text("sum", "amount") != "100.5" || r.int("withoutRate") != 1 {
		t.Errorf("within a day: %v", r)
	}
	// Without conversion nothing is said of it, and each currency is apart.
	if rows := asked(t, h, `{ fundingTotals `+fields+` }`).list("fundingTotals", "nodes"); len(rows) != 4 || len(rows[1].list("conversions")) != 0 || rows[1].int("withoutRate") != 0 {
		t.Errorf("without conversion: %v", rows)
	}
}

// TestConversionFollowsTheRates: a book that has been read follows imports of rates:
// one that contradicts, its newer document, and its withdrawal.
func TestConversionFollowsTheRates(t *testing.T) {
	h, s := converting(t, conversionRates)
	total := func() string {
		t.Helper()
		return asked(t, h, `{ fundingTotals(convertTo: "USD", where: {currency: {eq: "EUR"}}) { nodes { sum { amount } } } }`).list("fundingTotals", "nodes")[0].text("sum", "amount")
	}
	step := func(what, want string) {
		t.Helper()
		if got := total(); got != want {
			t.Errorf("%s: %s, want %s", what, got, want)
		}
	}
	step("at first", "108.54")
	importRates(t, s, "a-other", "date,currency,to,rate,source\n2024-03-01,EUR,USD,2,Other rates\n")
	step("told otherwise by a dataset whose key comes first", "201")
	importRates(t, s, "rates-0", "date,currency,to,rate,source,published\n2024-03-01,EUR,USD,1.08,Reference rates,2024-03-05\n")
	step("told in a newer document", "108.54")
	if _, err := graph.Withdraw(t.Context(), s, "rates-0"); err != nil {
		t.Fatal(err)
	}
	step("withdrawn", "201")
	importRates(t, s, "a-other", "date,currency,to,rate,source\n2024-03-03,EUR,USD,3,Other rates\n")
	step("changed", "301.5")
}

func TestConversionArguments(t *testing.T) {
	h, _ := converting(t, conversionRates)
	none, _ := converting(t)
	for name, test := range map[string]struct {
		h                         http.Handler
		arguments, argument, want string
	}{
		"no rates at all":    {none, `convertTo: "USD"`, "convertTo", "no rate to USD is loaded; load some with migraph import --dataset KEY rates.csv"},
		"no rate to it":      {h, `convertTo: "SEK"`, "convertTo", "no rate to SEK is loaded"},
		"no currency":        {h, `convertTo: "usd"`, "convertTo", "is no currency of ISO 4217"},
		"too far":            {h, `convertTo: "USD", rateWithin: 367`, "rateWithin", "from 0 to 366 days"},
		"below nothing":      {h, `convertTo: "USD", rateWithin: -1`, "rateWithin", "from 0 to 366 days"},
		"nothing to convert": {h, `rateWithin: 3`, "rateWithin", "together with convertTo"},
	} {
		got := ask(t, test.h, `{ fundingTotals(`+test.arguments+`) { totalCount } }`)
		if !strings.Contains(got, test.want) || !strings.Contains(got, `"INVALID_ARGUMENT"`) || !strings.Contains(got, `"argument":"`+test.argument+`"`) {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// TestExchangeRateList: filters, order and pages.
func TestExchangeRateList(t *testing.T) {
	h, _ := converting(t, conversionRates)
	for arguments, want := range map[string]string{
		``:                                    "[2024-03-05 2024-03-05 2024-03-01]",
		`(orderBy: DAY_ASC, first: 1)`:        "[2024-03-01]",
		`(where: {day: {gte: "2024-03-02"}})`: "[2024-03-05 2024-03-05]",
		`(where: {to: {eq: "USD"}, currency: {in: ["EUR"]}, day: {lte: "2024-03-04"}})`: "[2024-03-01]",
		`(where: {to: {eq: "SEK"}})`: "[]",
	} {
		if got := fmt.Sprint(textsOf(asked(t, h, `{ exchangeRates`+arguments+` { nodes { day } } }`).list("exchangeRates", "nodes"), "day")); got != want {
			t.Errorf("%s: %s, want %s", arguments, got, want)
		}
	}
	if got := ask(t, h, `{ exchangeRates(where: {day: {eq: "2024-3-1"}}) { totalCount } }`); !strings.Contains(got, "there is no day") {
		t.Error(got)
	}
	if got := asked(t, h, `{ exchangeRates { facets(by: [TO]) { values { value count } } } }`); fmt.Sprint(got) != "map[exchangeRates:map[facets:[map[values:[map[count:2 value:USD] map[count:1 value:MYR]]]]]]" {
		t.Error(got)
	}
}

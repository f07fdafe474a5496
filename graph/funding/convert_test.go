package funding

import (
	"cmp"
	"context"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/migraph/migraph/graph"
)

// toldRate is a rate as a test writes it: «2024-03-01 EUR 1.0813 USD».
func toldRate(text string) *graph.ExchangeRate {
	f := strings.Fields(text)
	x := &graph.ExchangeRate{Day: f[0], Currency: f[1], Rate: f[2], To: f[3]}
	graph.SetID(x, "x "+text)
	return x
}

func ratesOf(texts ...string) rates {
	changed := map[string]*pairedRate{}
	for _, text := range texts {
		x := toldRate(text)
		changed[x.ID] = rateOf(x)
	}
	return rates{}.with(changed)
}

// moneyFlow is a flow of a day as a test writes it: «2024-03-01 PROVIDER 10.50 EUR»;
// «-» is unknown.
func moneyFlow(id, from, to, text string) *Flow {
	f := strings.Fields(text)
	x := &Flow{ID: id, Provider: graph.End{StakeholderID: from}, Recipient: graph.End{StakeholderID: to}, Type: "DISBURSEMENT", Stage: "DISBURSEMENT",
		ReportedBy: graph.ReportedBy(f[1])}
	if f[0] != "-" {
		x.First, x.Last = f[0], f[0]
	}
	if f[2] != "-" {
		hi, lo, ok := graph.Money{Amount: f[2]}.Parts()
		x.Amount, x.Known, x.Huge = amountOf(hi, lo), ok, !ok
	}
	if f[3] != "-" {
		x.Currency = f[3]
	}
	return x
}

// convertedTo gives the entries of flows after conversion.
func convertedTo(t rapid.TB, rs rates, to string, within int, flows ...*Flow) []*entry {
	t.Helper()
	b := &Book{flows: flows, rates: rs}
	c, err := b.Conversion(to, within)
	if err != nil {
		t.Fatal(err)
	}
	es, err := b.pick(context.Background(), Choice{Convert: c})
	if err != nil {
		t.Fatal(err)
	}
	return es
}

func (e *entry) text() string {
	out := e.currency
	switch {
	case e.known:
		out = e.amount.Decimal() + " " + out
	case e.tooLarge:
		out = "too large " + out
	}
	if e.apart {
		out += " apart"
	}
	if e.used != nil {
		out += " by " + rateText(e.used.factor) + " of " + dayText(e.used.day)
	}
	return out
}

func TestConversionOfOneFlow(t *testing.T) {
	ecb := []string{"2024-03-01 EUR 1.08 USD", "2024-03-01 EUR 5.4 MYR", "2024-03-04 EUR 1.10 USD", "2024-03-04 EUR 5 MYR", "2024-03-05 EUR 1.2 USD"}
	for name, test := range map[string]struct {
		rates []string
		to    string
		flow  string
		want  string
	}{
		"told":                       {ecb, "USD", "2024-03-01 PROVIDER 100.50 EUR", "108.54 USD by 1.08 of 2024-03-01"},
		"inverse":                    {ecb, "EUR", "2024-03-01 PROVIDER 1 USD", "0.9259 EUR by 0.925925925926 of 2024-03-01"},
		"inverse, exact":             {ecb, "EUR", "2024-03-01 PROVIDER 108 USD", "100 EUR by 0.925925925926 of 2024-03-01"},
		"through a third":            {ecb, "USD", "2024-03-01 PROVIDER 540 MYR", "108 USD by 0.2 of 2024-03-01"},
		"through a third, one day":   {ecb, "USD", "2024-03-06 PROVIDER 50 MYR", "11 USD by 0.22 of 2024-03-04"},
		"itself":                     {ecb, "USD", "2024-03-01 PROVIDER 1.23456 USD", "1.2346 USD"},
		"a weekend":                  {ecb, "USD", "2024-03-03 PROVIDER 100 EUR", "108 USD by 1.08 of 2024-03-01"},
		"before rather than after":   {ecb, "USD", "2024-03-03 PROVIDER 1 EUR", "1.08 USD by 1.08 of 2024-03-01"},
		"after if none before":       {ecb, "USD", "2024-02-28 PROVIDER 100 EUR", "108 USD by 1.08 of 2024-03-01"},
		"as far as it may":           {ecb, "USD", "2024-03-08 PROVIDER 1 EUR", "1.2 USD by 1.2 of 2024-03-05"},
		"as far after as it may":     {ecb, "USD", "2024-02-27 PROVIDER 100 EUR", "108 USD by 1.08 of 2024-03-01"},
		"huge after, below nothing":  {ecb, "USD", "2024-03-01 PROVIDER -99999999999999999 EUR", "too large USD by 1.08 of 2024-03-01"},
		"too far after":              {ecb, "USD", "2024-03-09 PROVIDER 1 EUR", "1 EUR apart"},
		"too far before":             {ecb, "USD", "2024-02-26 PROVIDER 1 EUR", "1 EUR apart"},
		"no date":                    {ecb, "USD", "- PROVIDER 1 EUR", "1 EUR apart"},
		"another currency":           {ecb, "USD", "2024-03-01 PROVIDER 1 SEK", "1 SEK apart"},
		"no amount":                  {ecb, "USD", "2024-03-01 PROVIDER - SEK", "USD"},
		"nothing known":              {ecb, "USD", "- PROVIDER - -", "USD"},
		"no currency":                {ecb, "USD", "2024-03-01 PROVIDER 1 -", ""},
		"huge":                       {ecb, "USD", "2024-03-01 PROVIDER 100000000000000001 EUR", "EUR"},
		"huge after":                 {ecb, "USD", "2024-03-01 PROVIDER 99999999999999999 EUR", "too large USD by 1.08 of 2024-03-01"},
		"below nothing":              {ecb, "USD", "2024-03-01 PROVIDER -100 EUR", "-108 USD by 1.08 of 2024-03-01"},
		"half to even, down":         {[]string{"2024-03-01 EUR 0.5 USD"}, "USD", "2024-03-01 PROVIDER 0.0005 EUR", "0.0002 USD by 0.5 of 2024-03-01"},
		"half to even, up":           {[]string{"2024-03-01 EUR 0.5 USD"}, "USD", "2024-03-01 PROVIDER 0.0003 EUR", "0.0002 USD by 0.5 of 2024-03-01"},
		"half to even, below 0":      {[]string{"2024-03-01 EUR 0.5 USD"}, "USD", "2024-03-01 PROVIDER -0.0003 EUR", "-0.0002 USD by 0.5 of 2024-03-01"},
		"told before inverse":        {[]string{"2024-03-01 EUR 2 USD", "2024-03-02 USD 0.25 EUR"}, "USD", "2024-03-02 PROVIDER 1 EUR", "2 USD by 2 of 2024-03-01"},
		"inverse before third":       {[]string{"2024-03-01 USD 0.5 EUR", "2024-03-02 EUR 3 SEK", "2024-03-02 SEK 3 USD"}, "USD", "2024-03-02 PROVIDER 1 EUR", "2 USD by 2 of 2024-03-01"},
		"the nearer third":           {[]string{"2024-03-01 EUR 2 GBP", "2024-03-01 GBP 2 USD", "2024-03-02 EUR 3 SEK", "2024-03-02 SEK 3 USD"}, "USD", "2024-03-02 PROVIDER 1 EUR", "9 USD by 9 of 2024-03-02"},
		"equal thirds by code":       {[]string{"2024-03-02 EUR 3 SEK", "2024-03-02 SEK 3 USD", "2024-03-02 EUR 2 GBP", "2024-03-02 USD 0.5 GBP"}, "USD", "2024-03-02 PROVIDER 1 EUR", "4 USD by 4 of 2024-03-02"},
		"a third before, not after":  {[]string{"2024-03-03 EUR 2 GBP", "2024-03-03 GBP 2 USD", "2024-03-01 EUR 3 SEK", "2024-03-01 SEK 3 USD"}, "USD", "2024-03-02 PROVIDER 1 EUR", "9 USD by 9 of 2024-03-01"},
		"no third of two days":       {[]string{"2024-03-01 EUR 2 GBP", "2024-03-02 GBP 2 USD"}, "USD", "2024-03-02 PROVIDER 1 EUR", "1 EUR apart"},
		"told before inverse, third": {[]string{"2024-03-01 EUR 2 GBP", "2024-03-01 GBP 0.1 EUR", "2024-03-01 GBP 2 USD"}, "USD", "2024-03-01 PROVIDER 1 EUR", "4 USD by 4 of 2024-03-01"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := convertedTo(t, ratesOf(test.rates...), test.to, 3, moneyFlow("f", "a", "b", test.flow))[0].text(); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// A flow of some time is converted at the last day on which it may have happened.
func TestConversionOfAPeriod(t *testing.T) {
	f := moneyFlow("f", "a", "b", "2024-01-01 PROVIDER 1 EUR")
	f.Last = "2024-12-31"
	if got := convertedTo(t, ratesOf("2024-01-01 EUR 2 USD", "2024-12-31 EUR 3 USD"), "USD", 31, f)[0].text(); got != "3 USD by 3 of 2024-12-31" {
		t.Error(got)
	}
}

// The day whose rate a source means goes before that of the flow.
func TestConversionAtTheValueDate(t *testing.T) {
	rates := ratesOf("2024-01-01 EUR 2 USD", "2024-12-31 EUR 3 USD")
	f, undated := moneyFlow("f", "a", "b", "2024-12-31 PROVIDER 1 EUR"), moneyFlow("f", "a", "b", "- PROVIDER 1 EUR")
	f.ValueDay, undated.ValueDay = "2024-01-02", "2024-01-02"
	for _, f := range []*Flow{f, undated} {
		if got := convertedTo(t, rates, "USD", 31, f)[0].text(); got != "2 USD by 2 of 2024-01-01" {
			t.Error(got)
		}
	}
}

func TestConversionThatCannotBe(t *testing.T) {
	b := &Book{rates: ratesOf("2024-03-01 EUR 2 USD")}
	for name, test := range map[string]struct {
		to     string
		within int
		want   string
	}{
		"no currency":  {"usd", 31, "is no currency of ISO 4217"},
		"no rate":      {"SEK", 31, "no rate to SEK is loaded; load some with migraph import"},
		"a year":       {"USD", 367, "rateWithin is 367; it must be from 0 to 366 days"},
		"into nothing": {"", 31, "is no currency"},
		"below 0":      {"USD", -1, "rateWithin is -1"},
	} {
		if _, err := b.Conversion(test.to, test.within); graph.CodeOf(err) != graph.InvalidArgument || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, to := range []string{"USD", "EUR"} {
		if _, err := b.Conversion(to, 0); err != nil {
			t.Error(err)
		}
	}
}

// Where datasets differ the newest document counts, then the key of the dataset;
// what is left is decided by id.
func TestRatesThatDiffer(t *testing.T) {
	rate := func(id, value string, tellers ...Teller) *pairedRate {
		x := toldRate("2024-03-01 EUR " + value + " USD")
		graph.SetID(x, id)
		r := rateOf(x)
		r.Tellers = tellers
		return r
	}
	for name, test := range map[string]struct {
		rates []*pairedRate
		want  string
	}{
		"newest":        {[]*pairedRate{rate("x1", "1", Teller{Dataset: "a", Date: "2024-03-01"}), rate("x2", "2", Teller{Dataset: "b", Date: "2024-03-02"})}, "2"},
		"by key":        {[]*pairedRate{rate("x1", "1", Teller{Dataset: "b"}), rate("x2", "2", Teller{Dataset: "a"})}, "2"},
		"best of many":  {[]*pairedRate{rate("x1", "1", Teller{Dataset: "b"}), rate("x2", "2", Teller{Dataset: "c"}, Teller{Dataset: "a"})}, "2"},
		"by id":         {[]*pairedRate{rate("x2", "2"), rate("x1", "1")}, "1"},
		"told at all":   {[]*pairedRate{rate("x1", "1"), rate("x2", "2", Teller{Dataset: "a"})}, "2"},
		"only one told": {[]*pairedRate{rate("x1", "1", Teller{Dataset: "a"})}, "1"},
	} {
		changed := map[string]*pairedRate{}
		for _, r := range test.rates {
			changed[r.ID] = r
		}
		es := convertedTo(t, rates{}.with(changed), "USD", 0, moneyFlow("f", "a", "b", "2024-03-01 PROVIDER 1 EUR"))
		if got := es[0].amount.Decimal(); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}

// --- against an converter --------------------------------------------------------------

var someCurrencies = []string{"EUR", "MYR", "SEK", "USD"}

// The days of what is drawn: few, so that many cases meet.
const (
	firstDrawn = 19780
	drawnDays  = 9
)

func drawDay(t *rapid.T, name string) string {
	return dayText(firstDrawn + rapid.IntRange(0, drawnDays-1).Draw(t, name))
}

// drawRates gives rates with at most one for a pair and a day.
func drawRates(t *rapid.T) (texts []string) {
	seen := map[string]bool{}
	for range rapid.IntRange(1, 25).Draw(t, "rates") {
		from, to := rapid.SampledFrom(someCurrencies).Draw(t, "from"), rapid.SampledFrom(someCurrencies).Draw(t, "to")
		day := drawDay(t, "day")
		if from == to || seen[day+from+to] {
			continue
		}
		seen[day+from+to] = true
		texts = append(texts, fmt.Sprintf("%s %s %d.%03d %s", day, from, rapid.IntRange(0, 50).Draw(t, "whole"), rapid.IntRange(1, 999).Draw(t, "places"), to))
	}
	return texts
}

func drawConverted(t *rapid.T, id string) *Flow {
	day := drawDay(t, "day of the flow")
	if rapid.IntRange(0, 9).Draw(t, "dated") == 0 {
		day = "-"
	}
	amount := fmt.Sprintf("%d.%04d", rapid.Int64Range(-1_000_000, 90_000_000_000_000).Draw(t, "amount"), rapid.IntRange(0, 9999).Draw(t, "cents"))
	if rapid.IntRange(0, 9).Draw(t, "known") == 0 {
		amount = "-"
	}
	body := func(name string) string { return rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, name) }
	return moneyFlow(id, body("provider"), body("recipient"), day+" "+rapid.SampledFrom([]string{"PROVIDER", "RECIPIENT", "OTHER"}).Draw(t, "side")+" "+amount+" "+
		rapid.SampledFrom(someCurrencies).Draw(t, "currency"))
}

// converter looks at every rate of every day, the best day first.
type converter struct {
	told   map[string]*big.Rat // day, currency, currency
	within int
}

func oracleOf(texts []string, within int) converter {
	o := converter{map[string]*big.Rat{}, within}
	for _, text := range texts {
		f := strings.Fields(text)
		o.told[f[0]+f[1]+f[3]], _ = new(big.Rat).SetString(f[2])
	}
	return o
}

func (o converter) either(day, from, to string) *big.Rat {
	if r := o.told[day+from+to]; r != nil {
		return r
	}
	if r := o.told[day+to+from]; r != nil {
		return new(big.Rat).Inv(r)
	}
	return nil
}

func (o converter) rate(day, from, to string) *big.Rat {
	at, _ := dayNumber(day)
	var days []string
	for d := range o.within + 1 {
		days = append(days, dayText(at-d))
	}
	for d := range o.within {
		days = append(days, dayText(at+d+1))
	}
	for _, d := range days {
		if r := o.told[d+from+to]; r != nil {
			return r
		}
	}
	for _, d := range days {
		if r := o.told[d+to+from]; r != nil {
			return new(big.Rat).Inv(r)
		}
	}
	for _, d := range days {
		for _, third := range someCurrencies { // by code
			if x, y := o.either(d, from, third), o.either(d, third, to); third != from && third != to && x != nil && y != nil {
				return new(big.Rat).Mul(x, y)
			}
		}
	}
	return nil
}

// nearestTenThousandth rounds half to even as it is defined: down, and up if the
// rest is above a half, or a half and the number below is odd.
func nearestTenThousandth(r *big.Rat) *big.Rat {
	down := new(big.Rat).SetInt(new(big.Int).Div(new(big.Int).Mul(r.Num(), big.NewInt(10000)), r.Denom()))
	rest := new(big.Rat).Sub(new(big.Rat).Mul(r, big.NewRat(10000, 1)), down)
	switch rest.Cmp(big.NewRat(1, 2)) {
	case 1:
		down.Add(down, big.NewRat(1, 1))
	case 0:
		if down.Num().Bit(0) == 1 {
			down.Add(down, big.NewRat(1, 1))
		}
	}
	return down.Mul(down, big.NewRat(1, 10000))
}

func decimalOf(a Amount) *big.Rat { return new(big.Rat).SetFrac(a.big(), big.NewInt(10000)) }

// TestConversionAgainstAnOracle converts an amount of each currency on each day.
func TestConversionAgainstAnOracle(t *testing.T) {
	converted, apart := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		texts := drawRates(t)
		within := rapid.IntRange(0, 5).Draw(t, "within")
		if len(texts) == 0 {
			return
		}
		rs, told, to := ratesOf(texts...), oracleOf(texts, within), strings.Fields(texts[0])[3]
		amount := fmt.Sprintf("%d.%04d", rapid.Int64Range(-1_000_000, 90_000_000_000_000).Draw(t, "amount"), rapid.IntRange(0, 9999).Draw(t, "cents"))
		for d := range drawnDays + 2 {
			for _, currency := range someCurrencies {
				if currency == to {
					continue
				}
				day := dayText(firstDrawn + d - 1)
				f := moneyFlow("f", "a", "b", day+" PROVIDER "+amount+" "+currency)
				e, want := convertedTo(t, rs, to, within, f)[0], told.rate(day, currency, to)
				if want == nil {
					apart++
					if !e.apart || e.used != nil || e.currency != currency || e.amount != f.Amount || !e.known {
						t.Fatalf("without a rate it is %s", e.text())
					}
					continue
				}
				converted++
				exact := nearestTenThousandth(new(big.Rat).Mul(decimalOf(f.Amount), want))
				if e.apart || e.currency != to || e.used == nil || e.used.factor.Cmp(want) != 0 || decimalOf(e.amount).Cmp(exact) != 0 {
					t.Fatalf("%s %s of %s is %s, want %s by %s", amount, currency, day, e.text(), exact.FloatString(4), want)
				}
			}
		}
	})
	if converted == 0 || apart == 0 {
		t.Errorf("%d amounts were converted, %d were not", converted, apart)
	}
}

// totals gives the sum of a table in a currency, over all rows.
func convertedTotals(t rapid.TB, b *Book, q TotalsQuestion, currency string) Amount {
	t.Helper()
	table, err := b.Totals(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	var sum Amount
	for _, r := range table.Rows {
		if r.Currency == currency && r.Sum != nil {
			sum = sum.Plus(*r.Sum)
		}
	}
	return sum
}

// The total after conversion is the sum of the converted flows, and what was not
// converted is in rows of its own currency.
func TestConvertedTotalsAreSumsOfConvertedFlows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		texts := drawRates(t)
		if len(texts) == 0 {
			return
		}
		to := strings.Fields(texts[0])[3]
		b := &Book{rates: ratesOf(texts...)}
		for i := range rapid.IntRange(0, 8).Draw(t, "flows") {
			b.flows = append(b.flows, drawConverted(t, fmt.Sprintf("f%d", i)))
		}
		want := map[string]Amount{}
		for _, f := range b.flows {
			if e := convertedTo(t, b.rates, to, 3, f)[0]; e.known {
				want[e.currency] = want[e.currency].Plus(e.amount)
			}
		}
		for _, currency := range someCurrencies {
			c, err := b.Conversion(to, 3)
			if err != nil {
				t.Fatal(err)
			}
			q := TotalsQuestion{Choice: Choice{Convert: c}, Basis: Reported, GroupBy: []Dimension{ByProvider}}
			if got := convertedTotals(t, b, q, currency); got != want[currency] {
				t.Fatalf("%s: %s, want %s", currency, got.Decimal(), want[currency].Decimal())
			}
		}
	})
}

// A report of the other side in another currency, by exact rates, never raises the
// total of TRANSFERS: both sides are seen to tell the same transfer.
func TestMirrorsInAnotherCurrency(t *testing.T) {
	mirrored := 0
	rapid.Check(t, func(t *rapid.T) {
		// A unit of EUR is 4 of MYR and 2 of USD: every amount can be told in each.
		day := drawDay(t, "day")
		b := &Book{rates: ratesOf(day+" EUR 4 MYR", day+" EUR 2 USD")}
		worth := map[string]int64{"EUR": 1, "MYR": 4, "USD": 2}
		amount := func(n int64, currency string) string { return fmt.Sprint(n * worth[currency]) }
		for i := range rapid.IntRange(1, 6).Draw(t, "flows") {
			from, to := rapid.SampledFrom([]string{"a", "b"}).Draw(t, "from"), rapid.SampledFrom([]string{"c", "d"}).Draw(t, "to")
			b.flows = append(b.flows, moneyFlow(fmt.Sprintf("f%d", i), from, to, day+" PROVIDER "+
				amount(rapid.Int64Range(1, 1_000_000).Draw(t, "amount"), "EUR")+" EUR"))
		}
		total := func(b *Book) Amount {
			c, err := b.Conversion("USD", 0)
			if err != nil {
				t.Fatal(err)
			}
			return convertedTotals(t, b, TotalsQuestion{Choice: Choice{Convert: c}, Basis: Transfers}, "USD")
		}
		before := total(b)
		with := &Book{rates: b.rates, flows: slices.Clone(b.flows)}
		for i, f := range b.flows {
			if rapid.Bool().Draw(t, "mirror") {
				currency := rapid.SampledFrom([]string{"MYR", "USD", "EUR"}).Draw(t, "currency")
				n := new(big.Int).Div(f.Amount.big(), big.NewInt(10000)).Int64()
				with.flows = append(with.flows, moneyFlow(fmt.Sprintf("g%d", i), f.Provider.StakeholderID, f.Recipient.StakeholderID,
					day+" RECIPIENT "+amount(n, currency)+" "+currency))
				mirrored++
			}
		}
		slices.SortFunc(with.flows, func(x, y *Flow) int { return cmp.Compare(x.ID, y.ID) })
		if after := total(with); after != before {
			t.Fatalf("with mirrors %s, without %s", after.Decimal(), before.Decimal())
		}
	})
	if mirrored == 0 {
		t.Error("nothing was mirrored")
	}
}

// TestConversionsOfARow: the working is shown, and it is that of the sum.
func TestConversionsOfARow(t *testing.T) {
	b := &Book{rates: ratesOf("2024-03-01 EUR 2 USD", "2024-03-05 EUR 3 USD", "2024-03-05 EUR 12 MYR"), flows: []*Flow{
		moneyFlow("f1", "a", "b", "2024-03-01 PROVIDER 10 EUR"),
		moneyFlow("f2", "a", "b", "2024-03-05 PROVIDER 10 EUR"),
		moneyFlow("f3", "a", "b", "2024-03-05 PROVIDER 40 MYR"),
		moneyFlow("f4", "a", "b", "2024-03-05 PROVIDER 7 USD"),
		moneyFlow("f5", "a", "b", "2024-03-05 PROVIDER 5 SEK"),
		moneyFlow("f6", "a", "b", "2024-03-05 PROVIDER - SEK"),
		moneyFlow("f7", "a", "b", "2024-03-05 RECIPIENT 1000 EUR"), // the other side: not in the sum
	}}
	c, err := b.Conversion("USD", 31)
	if err != nil {
		t.Fatal(err)
	}
	table, err := b.Totals(t.Context(), TotalsQuestion{Choice: Choice{Convert: c}, Basis: Transfers})
	if err != nil {
		t.Fatal(err)
	}
	rows, _ := table.Page(nil, 1000)
	if len(rows) != 2 {
		t.Fatalf("%d rows, want SEK and USD", len(rows))
	}
	if r := rows[0]; r.Currency != "SEK" || r.Sum != "5" || r.WithoutRate != 1 || r.Flows != 1 || r.ConversionCount != 0 {
		t.Errorf("what could not be converted: %+v", r)
	}
	r := rows[1]
	if r.Currency != "USD" || r.Sum != "67" || r.WithoutAmount != 1 || r.WithoutRate != 0 || r.Flows != 5 || r.Mirrored != 1 || r.ConversionCount != 2 {
		t.Errorf("what was converted: %+v", r)
	}
	var got []string
	for _, c := range r.Conversions {
		got = append(got, fmt.Sprint(c.Currency, c.Original, c.Converted, c.Flows, c.LowestRate, c.HighestRate, c.FirstDay, c.LastDay, c.Rates, c.RateCount))
	}
	want := []string{
		fmt.Sprint("EUR", "20", "50", 2, "2", "3", "2024-03-01", "2024-03-05", []string{"x 2024-03-01 EUR 2 USD", "x 2024-03-05 EUR 3 USD"}, 2),
		fmt.Sprint("MYR", "40", "10", 1, "0.25", "0.25", "2024-03-05", "2024-03-05", []string{"x 2024-03-05 EUR 12 MYR", "x 2024-03-05 EUR 3 USD"}, 2),
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// What is divided among themes is divided before and after conversion alike, and
// the shares add up.
func TestConversionsOfDividedFlows(t *testing.T) {
	f := moneyFlow("f1", "a", "b", "2024-03-01 PROVIDER 10 EUR")
	f.Recipient = graph.End{InitiativeID: "i"}
	b := &Book{rates: ratesOf("2024-03-01 EUR 3 USD"), flows: []*Flow{f}, classes: map[string]map[string]Class{"i": {
		"c1": {Theme: "t1", Percentage: "33.33"}, "c2": {Theme: "t2", Percentage: "66.67"},
	}}}
	c, err := b.Conversion("USD", 0)
	if err != nil {
		t.Fatal(err)
	}
	table, err := b.Totals(t.Context(), TotalsQuestion{Choice: Choice{Convert: c}, Basis: Reported, GroupBy: []Dimension{ByTheme}})
	if err != nil {
		t.Fatal(err)
	}
	rows, _ := table.Page(nil, 1000)
	var got []string
	for _, r := range rows {
		got = append(got, r.Sum+" of "+r.Conversions[0].Original+" is "+r.Conversions[0].Converted)
	}
	if want := []string{"20.001 of 6.667 is 20.001", "9.999 of 3.333 is 9.999"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A book with some rates changed has those that it would have if it were read anew,
// and the book before keeps its own.
func TestRatesChange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		texts := drawRates(t)
		before := ratesOf(texts...)
		was := fmt.Sprint(listed(before))
		changed, now := map[string]*pairedRate{}, map[string]*pairedRate{}
		for _, text := range texts {
			x := toldRate(text)
			now[x.ID] = rateOf(x)
			switch rapid.IntRange(0, 3).Draw(t, "change") {
			case 0: // it is gone
				changed[x.ID] = nil
				delete(now, x.ID)
			case 1: // another dataset tells it otherwise now
				r := rateOf(x)
				r.Tellers = []Teller{{Dataset: "a"}}
				changed[x.ID], now[x.ID] = r, r
			}
		}
		for _, text := range drawRates(t) {
			x := toldRate(text)
			if now[x.ID] == nil {
				changed[x.ID], now[x.ID] = rateOf(x), rateOf(x)
			}
		}
		if got, want := fmt.Sprint(listed(before.with(changed))), fmt.Sprint(listed(rates{}.with(now))); got != want {
			t.Fatalf("got %s, want %s", got, want)
		}
		if fmt.Sprint(listed(before)) != was {
			t.Fatal("the book before has changed")
		}
	})
}

func listed(rs rates) map[pair][]Rate {
	out := map[pair][]Rate{}
	for p, list := range rs {
		for _, r := range list {
			out[p] = append(out[p], *r)
		}
	}
	return out
}

func TestRateText(t *testing.T) {
	for _, test := range []struct {
		num, denom int64
		want       string
	}{{1, 1, "1"}, {1, 3, "0.333333333333"}, {2, 3, "0.666666666667"}, {1, 17000, "0.0000588235294118"}, {1_000_000, 1, "1000000"}, {1085, 1000, "1.085"}} {
		if got := rateText(big.NewRat(test.num, test.denom)); got != test.want {
			t.Errorf("%d/%d is %s, want %s", test.num, test.denom, got, test.want)
		}
	}
}

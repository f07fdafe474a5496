package ratescsv_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/sqlitestore"
	"github.com/migraph/migraph/ingest/ratescsv"
)

const small = `date,currency,to,rate,source,publisher,url,published
2024-03-01,EUR,USD,1.0830,Reference rates,European Central Bank,https://example.org/rates,2024-03
2024-03-01,EUR,MYR,5.130,Reference rates,,,
2024-03-01,MYR,USD,0.2107,Rates of the bank,,,
`

func read(t *testing.T, text string) *graph.Import {
	t.Helper()
	in, err := ratescsv.Read("rates.csv", "ecb", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func problems(t *testing.T, text string) graph.Problems {
	t.Helper()
	in, err := ratescsv.Read("rates.csv", "ecb", strings.NewReader(text))
	var all graph.Problems
	if in != nil || !errors.As(err, &all) || graph.CodeOf(err) != graph.InvalidArgument {
		t.Fatalf("got %v, %v, want problems", in, err)
	}
	return all
}

func TestRead(t *testing.T) {
	in := read(t, small)
	var rates []string
	for _, c := range in.Claims {
		x := c.Record.(*graph.ExchangeRate)
		rates = append(rates, fmt.Sprint(x.Day, " ", x.Currency, " ", x.Rate, " ", x.To, " ", c.Evidence[0].DocumentID, " ", c.Where, c.Key))
	}
	want := []string{
		"2024-03-01 EUR 1.083 USD Reference rates rates.csv:2:1",
		"2024-03-01 EUR 5.13 MYR Reference rates rates.csv:3:1",
		"2024-03-01 MYR 0.2107 USD Rates of the bank rates.csv:4:1",
	}
	if !slices.Equal(rates, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(rates, "\n"), strings.Join(want, "\n"))
	}
	if len(in.Things) != 3 || in.Dataset.Key != "ecb" {
		t.Fatalf("%d things of %s", len(in.Things), in.Dataset.Key)
	}
	d := in.Things[0].Record.(*graph.Document)
	if d.Name != "Reference rates" || d.PublisherID != "European Central Bank" || d.SourceURL != "https://example.org/rates" || d.Date.Latest != "2024-03-31" ||
		d.Identifiers[0].Key() != "migraph-rates:ECB/REFERENCE RATES" {
		t.Errorf("the document is %+v", d)
	}
	if p := in.Things[1].Record.(*graph.Stakeholder); p.Name != "European Central Bank" || p.Kind != "ORGANIZATION" {
		t.Errorf("the publisher is %+v", p)
	}
}

// The same table in the forms in which programs write it.
func TestFormsOfTheSameTable(t *testing.T) {
	want := fmt.Sprintf("%+v", claims(read(t, small)))
	for name, text := range map[string]string{
		"byte order mark":     "\uFEFF" + small,
		"Windows":             strings.ReplaceAll(small, "\n", "\r\n"),
		"semicolons":          strings.ReplaceAll(small, ",", ";"),
		"no last line end":    strings.TrimSuffix(small, "\n"),
		"quotation marks":     strings.ReplaceAll(small, "Reference rates", `"Reference rates"`),
		"capitals and spaces": strings.Replace(small, "date,currency,to", "Date, Currency ,TO", 1),
		"spaces in cells":     strings.ReplaceAll(small, ",EUR,", ", EUR ,"),
		"needless zeros":      strings.ReplaceAll(small, "1.0830", "01.08300"),
	} {
		if got := fmt.Sprintf("%+v", claims(read(t, text))); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
		}
	}
}

func claims(in *graph.Import) (out []string) {
	for _, c := range in.Claims {
		x := c.Record.(*graph.ExchangeRate)
		out = append(out, x.Day+x.Currency+x.To+x.Rate+c.Evidence[0].DocumentID+c.Where)
	}
	return out
}

func TestMistakes(t *testing.T) {
	const head = "date,currency,to,rate,source\n"
	for name, test := range map[string]struct{ text, want string }{
		"empty":               {"", `1:1: the file is empty`},
		"only a header":       {head, `1:1: there are no rates below the first line`},
		"missing columns":     {"date,rate,to\n", `1:1: the first line lacks currency, source; it must name the columns date, currency, to, rate, source`},
		"unknown column":      {"date,currency,to,rate,source,note\n", `1:30: "note" is no column of a table of rates`},
		"column twice":        {"date,currency,to,rate,source,rate\n", `1:30: there are two columns "rate"`},
		"tabs":                {"date\tcurrency\tto\trate\tsource\n", `1:1: columns are separated by tabs here`},
		"spreadsheet":         {"PK\x03\x04", `1:1: this is no text file`},
		"UTF-16":              {"\xff\xfed\x00", `1:1: the text is not UTF-8`},
		"Latin-1":             {head + "2024-03-01,EUR,USD,1,caf\xe9\n", `2:25: the text is not UTF-8`},
		"NUL":                 {head + "2024-03-01,EUR,USD,1,a\x00\n", `2:23: the text is not UTF-8`},
		"American date":       {head + "03/01/2024,EUR,USD,1,S\n", `2:1: there is no day "03/01/2024"`},
		"no such day":         {head + "2023-02-29,EUR,USD,1,S\n", `2:1: there is no day "2023-02-29"`},
		"month":               {head + "2023-02,EUR,USD,1,S\n", `2:1: there is no day "2023-02"`},
		"small letters":       {head + "2024-03-01,eur,USD,1,S\n", `2:12: "eur" is no currency of ISO 4217`},
		"no currency":         {head + "2024-03-01,EUR,,1,S\n", `2:16: "" is no currency`},
		"itself":              {head + "2024-03-01,EUR,EUR,1,S\n", `2:16: a currency is always worth 1 of itself`},
		"decimal comma":       {head + "2024-03-01,EUR,USD,\"1,08\",S\n", `2:20: "1,08" is no rate: write digits with at most one decimal point`},
		"zero":                {head + "2024-03-01,EUR,USD,0.00,S\n", `2:20: "0.00" is no rate: it must be above 0`},
		"negative":            {head + "2024-03-01,EUR,USD,-1,S\n", `2:20: "-1" is no rate`},
		"no rate":             {head + "2024-03-01,EUR,USD,,S\n", `2:20: "" is no rate`},
		"not available":       {head + "2024-03-01,EUR,USD,N/A,S\n", `2:20: "N/A" is no rate`},
		"no source":           {head + "2024-03-01,EUR,USD,1, \n", `2:22: the rate has no source`},
		"invisible source":    {head + "2024-03-01,EUR,USD,1,\u0085\n", `2:22: the rate has no source`},
		"long source":         {head + "2024-03-01,EUR,USD,1," + strings.Repeat("é", 201) + "\n", `2:22: this name has 201 characters`},
		"few cells":           {head + "2024-03-01,EUR,USD,1\n", `2:1: this row has 4 columns and the first line 5`},
		"many cells":          {head + "2024-03-01,EUR,USD,1,S,\n", `2:1: this row has 6 columns`},
		"empty cells":         {head + ",,,,\n", `2:1: there is no day ""`},
		"twice":               {head + "2024-03-01,EUR,USD,1,S\n\n2024-03-01,EUR,USD,1,T\n", `4:1: what EUR was worth in USD on 2024-03-01 stands in line 2 already`},
		"sources by case":     {head + "2024-03-01,EUR,USD,1,Bank\n2024-03-02,EUR,USD,1,BANK\n", `3:22: this source is written otherwise than in line 2, "Bank"`},
		"open quote":          {head + "2024-03-01,EUR,USD,1,\"S\n", `a quotation mark stands where none can`},
		"stray quote":         {head + "2024-03-01,EUR,USD,1,S\"\n", `2:23: a quotation mark stands where none can`},
		"no address":          {"date,currency,to,rate,source,url\n2024-03-01,EUR,USD,1,S,example.org\n", `2:24: "example.org" is no address on the web`},
		"a script":            {"date,currency,to,rate,source,url\n2024-03-01,EUR,USD,1,S,javascript:alert(1)\n", `2:24: "javascript:alert(1)" is no address`},
		"a password":          {"date,currency,to,rate,source,url\n2024-03-01,EUR,USD,1,S,https://me:x@example.org\n", `2:24: the address "https://me:x@example.org" holds a user's name`},
		"two addresses":       {"date,currency,to,rate,source,url\n2024-03-01,EUR,USD,1,S,https://a.org\n2024-03-02,EUR,USD,1,S,https://b.org\n", `3:24: the same source has another url in a line before, "https://a.org"`},
		"no publication date": {"date,currency,to,rate,source,published\n2024-03-01,EUR,USD,1,S,March\n", `2:24: "March" is no date`},
	} {
		t.Run(name, func(t *testing.T) {
			if got := problems(t, test.text).Error(); !strings.Contains(got, "rates.csv:"+test.want) && !strings.Contains(got, ": "+test.want) {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

func TestEveryMistakeIsListed(t *testing.T) {
	got := problems(t, "date,currency,to,rate,source\nx,EUR,USD,1,S\n2024-03-01,EUR,?,1,S\n2024-03-01,EUR,USD,-1,\n")
	want := []string{"rates.csv:2:1", "rates.csv:3:16", "rates.csv:4:20", "rates.csv:4:23"}
	var where []string
	for _, p := range got {
		where = append(where, p.Where)
	}
	if !slices.Equal(where, want) {
		t.Errorf("got %v, want mistakes at %v", got, want)
	}
}

func TestMistakesAreBounded(t *testing.T) {
	got := problems(t, "date,currency,to,rate,source\n"+strings.Repeat("x,EUR,USD,1,S\n", 2000))
	if len(got) != 501 || got[500].Message != "there are 1500 more mistakes; correct these first" {
		t.Errorf("%d problems, the last %v", len(got), got[len(got)-1])
	}
}

func TestTooManySources(t *testing.T) {
	var b strings.Builder
	b.WriteString("date,currency,to,rate,source\n")
	for i := range 1001 {
		fmt.Fprintf(&b, "%04d-01-01,EUR,USD,1,source %d\n", i+1, i)
	}
	if got := problems(t, b.String()); len(got) != 1 || !strings.Contains(got[0].Message, "more than 1000 sources") {
		t.Errorf("got %v", got)
	}
}

func TestIs(t *testing.T) {
	for text, want := range map[string]bool{
		small: true, "\uFEFF" + small: true, strings.ReplaceAll(small, ",", ";"): true, "rate,to\r\n": true, "\"Date\";\"Rate\"\n": true, "date\trate": true,
		"":                          false,
		"# date, rate, to\n":        false,
		"dataset: {key: rates}\n":   false,
		"org,role,adm1,rate\n":      false,
		"date,currency,to,source\n": false,
		"- rate\n- to\n":            false,
	} {
		if got := ratescsv.Is([]byte(text)); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}

// TestApply: a table becomes claims with their documents, importing it again
// changes nothing, and rows in another order are the same table.
func TestApply(t *testing.T) {
	ctx := t.Context()
	s, err := sqlitestore.Open(ctx, sqlitestore.Options{Path: filepath.Join(t.TempDir(), "graph.db"), Unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	rep, err := graph.Apply(ctx, s, read(t, small))
	if err != nil {
		t.Fatal(err)
	}
	if rep.Things.New != 3 || rep.Claims.New != 3 {
		t.Errorf("%+v", rep)
	}
	lines := strings.SplitAfter(small, "\n")
	again := lines[0] + lines[1] + lines[3] + lines[2]
	rep, err = graph.Apply(ctx, s, read(t, again))
	if err != nil || rep.Claims.Unchanged != 3 || rep.Revision != 1 {
		t.Errorf("%+v, %v", rep, err)
	}
	// Another dataset that tells one of the rates otherwise is in conflict with it,
	// and its source of the same name is another document.
	other, err := ratescsv.Read("other.csv", "other", strings.NewReader("date,currency,to,rate,source\n2024-03-01,EUR,USD,1.09,Reference rates\n2024-03-01,EUR,MYR,5.13,Reference rates\n"))
	if err != nil {
		t.Fatal(err)
	}
	rep, err = graph.Apply(ctx, s, other)
	if err != nil || rep.Conflicts != 1 || rep.Claims.New != 2 || rep.Things.New != 1 || len(rep.Notices) != 0 {
		t.Errorf("%+v, %v", rep, err)
	}
	if found, err := graph.CheckStore(ctx, s); err != nil || len(found) > 0 {
		t.Errorf("%v, %v", found, err)
	}
}

// FuzzRead: whatever the table, Read gives an import that says of each row what
// can be used, or problems that lie in the table.
func FuzzRead(f *testing.F) {
	f.Add(small)
	for _, text := range []string{"", "date,currency,to,rate,source\n\"", "date;currency;to;rate;source\n2024-03-01;EUR;USD;1;S", "rate,rate", "\r\r\n", "date,currency,to,rate,source\n,,,,\n"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		in, err := ratescsv.Read("f", "d", strings.NewReader(text))
		if err != nil {
			var all graph.Problems
			if in != nil || !errors.As(err, &all) || len(all) == 0 {
				t.Fatalf("%v, %v", in, err)
			}
			return
		}
		if len(in.Claims) == 0 || len(in.Claims) > strings.Count(text, "\n") {
			t.Fatalf("%d rates of %q", len(in.Claims), text)
		}
		for _, c := range in.Claims {
			x := c.Record.(*graph.ExchangeRate)
			again, err := graph.ParseRate(x.Rate)
			if err != nil || again != x.Rate || graph.CheckCurrency(x.Currency) != nil || graph.CheckCurrency(x.To) != nil || x.Currency == x.To {
				t.Fatalf("%+v", x)
			}
		}
	})
}

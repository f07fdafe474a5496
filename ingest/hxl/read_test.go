package hxl_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/sqlitestore"
	"github.com/migraph/migraph/ingest"
	"github.com/migraph/migraph/ingest/hxl"
	"github.com/migraph/migraph/ingest/sheet"
)

func readText(t *testing.T, text string, o hxl.Options) (*graph.Import, *ingest.Account, error) {
	t.Helper()
	in, account := &graph.Import{Dataset: graph.Dataset{Key: "test"}}, &ingest.Account{}
	b, err := sheet.Open(t.Context(), "table.csv", strings.NewReader(text))
	if err != nil {
		return nil, account, err
	}
	return in, account, hxl.ReadBook(t.Context(), b, "test", o, in, account)
}

func readOwn(t *testing.T, name string) (*graph.Import, *ingest.Account) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	in, account, err := readText(t, string(text), hxl.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return in, account
}

// rules gives the rules that applied, with their places.
func rules(a *ingest.Account) string {
	var out []string
	for _, r := range a.Rules() {
		out = append(out, fmt.Sprintf("%s %s %s", r.Effect, r.Name, strings.Join(r.Places, " ")))
	}
	return strings.Join(out, "\n")
}

// store applies an import to a new store, and holds that the store is sound.
func store(t *testing.T, in *graph.Import) (graph.Store, *graph.Report) {
	t.Helper()
	s, err := sqlitestore.Open(t.Context(), sqlitestore.Options{Path: filepath.Join(t.TempDir(), "graph.db"), Unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	rep, err := graph.Apply(t.Context(), s, in)
	if err != nil {
		t.Fatal(err)
	}
	if found, err := graph.CheckStore(t.Context(), s); err != nil || len(found) > 0 {
		t.Fatalf("the store has contradictions: %v, %v", found, err)
	}
	return s, rep
}

func TestWhoDoesWhatWhere(t *testing.T) {
	in, account := readOwn(t, "3w.csv")
	var got []string
	for _, c := range in.Claims {
		switch x := c.Record.(type) {
		case *graph.Presence:
			got = append(got, fmt.Sprint(x.StakeholderID, "|", x.Role, "|", x.PlaceID, "|", x.Country, "|", x.ThemeID, "|", x.Period.Start.Text, "|", x.Period.End.Text, "|", c.Evidence[0].Locator, "|", c.Evidence[0].Note))
		case *graph.Figure:
			got = append(got, fmt.Sprint(x.StakeholderID, "|", x.Label, "|", x.Group, "|", x.Value, "|", x.Measure, "|", x.PlaceID, "|", c.Evidence[0].Locator))
		}
	}
	want := []string{
		"name:ALPHA RELIEF|IMPLEMENTING|country:MY/SABAH/TAWAU|MY|sector:HEALTH|2024-01|2024-06|row 4|(status: ongoing)",
		"name:ALPHA RELIEF|IMPLEMENTING|country:MY/SABAH/TAWAU|MY|sector:SHELTER|2024-01|2024-06|row 4|(status: ongoing)",
		"name:BETA FUND|FUNDING|country:MY/SABAH/TAWAU|MY|sector:HEALTH|2024-01|2024-06|row 4|(status: ongoing)",
		"name:BETA FUND|FUNDING|country:MY/SABAH/TAWAU|MY|sector:SHELTER|2024-01|2024-06|row 4|(status: ongoing)",
		"name:ALPHA RELIEF|people reached|female|1417|PERSONS|country:MY|row 4",
		"name:ALPHA RELIEF|IMPLEMENTING|country:MY|MY|sector:HEALTH|2024-01-15||row 5|",
		"name:GAMMA AID|IMPLEMENTING|country:MY|MY|sector:HEALTH|2024-01-15||row 5|",
		"name:BETA FUND|FUNDING|country:ID|ID|sector:HEALTH|||row 7|",
		// of 03/04/2024 the column tells the order: 15/01/2024 stands in it
		"name:EPSILON|IMPLEMENTING|country:TH|TH|sector:WATER|2024-04-03||row 14|",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	const told = `SKIPPED unnamed-body table.csv!A6 "(Direct expenditure)" table.csv!A7 "International NGO"
SKIPPED country-not-known table.csv:9 "Malaysa"
SKIPPED figure-of-several table.csv!J5 "12"
SKIPPED row-without-organization table.csv:10 "Health | Malaysia"
SKIPPED total-row table.csv:13 "TOTAL | 1429"
WITHHELD contact table.csv!K4
WITHHELD person table.csv!A8
FLAGGED cells-beyond-headings table.csv:14
NOT_KEPT blank-row table.csv:11
NOT_KEPT heading-row table.csv:12`
	if rules(account) != told {
		t.Errorf("the account says\n%s\nwant\n%s", rules(account), told)
	}
	if n := account.Elements()["rows"]; n != 11 {
		t.Errorf("%d rows were read, want 11", n)
	}
	for _, x := range in.Things {
		if name := graph.AsThing(x.Record).Name; strings.Contains(name, "Roe") || strings.Contains(name, "@") || strings.Contains(name, "Direct") {
			t.Errorf("there is a thing %q", name)
		}
	}
}

// TestPresencesAreProtected: nothing that a 3W tells of a place finer than a country
// is stored unless somebody reviewed it.
func TestPresencesAreProtected(t *testing.T) {
	in, _ := readOwn(t, "3w.csv")
	s, rep := store(t, in)
	if rep.Protected != 4 {
		t.Errorf("%d presences were protected, want 4", rep.Protected)
	}
	for _, p := range scan[*graph.Place](t, s, "Place") {
		if p.Type != "COUNTRY" {
			t.Errorf("the place %q is stored", p.Name)
		}
	}
}

func scan[R graph.Record](t *testing.T, s graph.Store, noun string) []R {
	t.Helper()
	var out []R
	err := s.View(t.Context(), func(ctx context.Context, r graph.Reader) error {
		out = nil
		return r.Scan(ctx, graph.Catalog.Type(noun), func(rec graph.Record) error {
			out = append(out, rec.(R))
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestFlows(t *testing.T) {
	in, account := readOwn(t, "flows.csv")
	var got []string
	keys := map[string]bool{}
	for _, c := range in.Claims {
		f := c.Record.(*graph.Flow)
		got = append(got, fmt.Sprint(f.Provider.StakeholderID, " > ", f.Recipient.StakeholderID, " ", f.Type, " ", f.Amount.Amount, " ", f.Amount.Currency, " ", f.ReportedBy, " ", f.Period.Start.Text, f.Period.End.Text))
		keys[c.Key] = true
	}
	want := []string{
		"ref:XM-DAC-47066 > name:BETA FUND DISBURSEMENT 1000.50 USD PROVIDER 2022-03",
		"ref:XM-DAC-47066 >  EXPENDITURE 250 USD PROVIDER 2022-03",
		"name:GAMMA STATE > ref:XM-DAC-47066 INCOMING_COMMITMENT -20 USD RECIPIENT 2022-04",
		"ref:XM-DAC-47066 > name:BETA FUND DISBURSEMENT 1000.50 USD PROVIDER 2022-03",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if len(keys) != 4 {
		t.Errorf("%d keys: the same payment twice is two payments", len(keys))
	}
	for rule, n := range map[string]int{"unnamed-body": 3, "direction-not-known": 1, "amount-not-understood": 1, "flow-without-ends": 1, "amount-without-currency": 0} {
		if account.Count(rule) != n {
			t.Errorf("%s applied %d times, want %d", rule, account.Count(rule), n)
		}
	}
	if _, rep := store(t, in); rep.Claims.New != 4 {
		t.Errorf("%d flows were stored", rep.Claims.New)
	}
}

// TestCodesOfCountries: UNHCR's codes look like ISO's and are others. One that ISO does
// not have, or a name beside that is another country's, and no code of the column is
// believed.
func TestCodesOfCountries(t *testing.T) {
	for name, test := range map[string]struct{ text, want, rule string }{
		"ISO, three letters":         {"#org,#country+code\nA,AUS\nB,MYS\n", "AU MY", ""},
		"ISO, two letters":           {"#org,#country+code\nA,au\n", "AU", ""},
		"codes where names are":      {"#org,#country\nA,AU\nB,Malaysia\n", "AU MY", ""},
		"UNHCR's":                    {"#org,#country+code\nA,AUS\nB,GFR\n", "", "country-code-not-iso"},
		"UNHCR's where names are":    {"#org,#country\nA,AUS\nB,GFR\n", "", "country-not-known"},
		"UNHCR's, with names":        {"#org,#country+code,#country+name\nA,AUS,Austria\nB,CHD,Chad\n", "AT TD", ""},
		"contradicted by a name":     {"#org,#country+code,#country+name\nA,AUS,Austria\nB,MYS,\n", "AT", "country-code-not-iso"},
		"said to be UNHCR's":         {"#org,#country+code+v_unhcr\nA,AUS\n", "", "country-code-not-iso"},
		"several, with their names":  {"#org,#country+code,#country\nA,SL;GB,Sierra Leone;United Kingdom\n", "SL GB", ""},
		"several, one name is wrong": {"#org,#country\nA,Sierra Leone;Atlantis\n", "SL", "country-not-known"},
		"2014":                       {"#org,#country_id\nA,MY\n", "MY", ""},
		"none":                       {"#org,#country\nA,\n", "", "row-without-country"},
		"no column":                  {"#org,#adm1\nA,Sabah\n", "", "row-without-country"},
	} {
		in, account, err := readText(t, test.text, hxl.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range in.Claims {
			got = append(got, string(c.Record.(*graph.Presence).Country))
		}
		if strings.Join(got, " ") != test.want || test.rule != "" && account.Count(test.rule) == 0 || test.rule == "" && len(account.Rules()) > 0 {
			t.Errorf("%s: got %v and\n%s", name, got, rules(account))
		}
	}
}

func TestOptions(t *testing.T) {
	in, _, err := readText(t, "#org,#adm1\nA,Sabah\n", hxl.Options{Country: "MY"})
	if err != nil || len(in.Claims) != 1 || in.Claims[0].Record.(*graph.Presence).Country != "MY" {
		t.Errorf("%v, %+v", err, in.Claims)
	}
	in, _, err = readText(t, "#org+provider,#org+receiver,#value\nA,B,5\n", hxl.Options{Currency: "SEK"})
	if err != nil || len(in.Claims) != 1 || in.Claims[0].Record.(*graph.Flow).Amount.Currency != "SEK" {
		t.Errorf("%v, %+v", err, in.Claims)
	}
	for _, o := range []hxl.Options{{Country: "my"}, {Country: "XX"}, {Currency: "usd"}} {
		if _, _, err := readText(t, "#org,#country\nA,Malaysia\n", o); graph.CodeOf(err) != graph.InvalidArgument {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

func TestHashtags(t *testing.T) {
	for text, want := range map[string]string{
		// repeated tags are each taken; the tags need no order and no case
		"# ORG + Impl,#sector,#Sector,#country\nA,X,Y,Malaysia\n": "name:A IMPLEMENTING sector:X, name:A IMPLEMENTING sector:Y",
		"#org+impl,#org+impl,#country\nA,B,Malaysia\n":            "name:A IMPLEMENTING , name:B IMPLEMENTING ",
		"#org+prog,#org+partner,#country\nA,B,Malaysia\n":         "name:A EXTENDING , name:B PARTNER ",
		"#impl,#funder_id,#country\nA,SE-0,Malaysia\n":            "name:A IMPLEMENTING , ref:SE-0 FUNDING ",
		"#org+reporting,#org,#country\nA,B,Malaysia\n":            "name:B  ",
		// one body in two languages is no second body
		"#org+en,#org+fr,#country\nA,B,Malaysia\n": "name:A  ",
		// codes go with names
		"#org+name,#org+code,#country\nIOM,xm-dac-47066,Malaysia\nOIM,XM-DAC-47066,Malaysia\n": "ref:XM-DAC-47066  , ref:XM-DAC-47066  ",
		// Sida and SIDA, which is AIDS in French, have nothing in common but letters
		"#org,#country\nSida,Malaysia\nLutte contre le SIDA,Malaysia\n": "name:SIDA  , name:LUTTE CONTRE LE SIDA  ",
		"#org,#sector+code,#country\nA,12220;15110,Malaysia\n":          "name:A  sector-code:12220, name:A  sector-code:15110",
	} {
		in, _, err := readText(t, text, hxl.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range in.Claims {
			p := c.Record.(*graph.Presence)
			got = append(got, fmt.Sprintf("%s %s %s", p.StakeholderID, p.Role, p.ThemeID))
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%q: got %q, want %q", text, strings.Join(got, ", "), want)
		}
	}
}

func TestRefused(t *testing.T) {
	for text, want := range map[string]string{
		"name,country\nA,Malaysia\n":        "none of the first 25 rows has HXL hashtags",
		"#country,#sector\nMalaysia,H\n":    "table.csv:1: no column has the hashtag #org",
		"#org,#country\n\"A,Malaysia\n":     "a quotation mark that begins in this row is not closed",
		"#org,#country\nA \"B\",Malaysia\n": "table.csv:2: a quotation mark stands within a cell",
		"":                                  "the file is empty",
		"{\"a\": 1}":                        "this is JSON",
	} {
		_, _, err := readText(t, text, hxl.Options{})
		var all graph.Problems
		if !errors.As(err, &all) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	_, _, err := readText(t, strings.Repeat("a,b\n", 25)+"#org,#country\nA,Malaysia\n", hxl.Options{})
	if err == nil {
		t.Error("hashtags beyond row 25 were found")
	}
}

func TestCanceled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	b, err := sheet.Open(ctx, "table.csv", strings.NewReader("#org,#country\n"+strings.Repeat("A,Malaysia\n", 1000)))
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := hxl.ReadBook(ctx, b, "test", hxl.Options{}, &graph.Import{}, &ingest.Account{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// TestLongNames: what stands in every claim again is bounded.
func TestLongNames(t *testing.T) {
	long := strings.Repeat("Name ", 100)
	text := "#org,#org+code,#country,#adm1,#sector\n" +
		long + ",,MY,Sabah,Health\n" +
		"Body," + strings.Repeat("X1", 200) + ",MY," + long + "," + long + "\n" +
		"," + strings.Repeat("X1", 200) + ",MY,Sabah,Health\n"
	in, account, err := readText(t, text, hxl.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if account.Count("name-too-long") != 1 || account.Count("identifier-too-long") != 2 || len(in.Claims) != 1 {
		t.Errorf("%d claims\n%s", len(in.Claims), rules(account))
	}
	for _, x := range in.Things {
		if len(x.Key) > 700 {
			t.Errorf("a key has %d bytes", len(x.Key))
		}
	}
}

// TestPresencesOfAFile: rows that make a thousand presences each are read until there
// are too many of all.
func TestPresencesOfAFile(t *testing.T) {
	if testing.Short() {
		t.Skip("makes three million presences")
	}
	list := func(prefix string) string {
		names := make([]string, 10)
		for i := range names {
			names[i] = fmt.Sprint(prefix, i)
		}
		return strings.Join(names, ";")
	}
	row := list("Body ") + ",MY," + list("Place ") + "," + list("Sector ") + "\n"
	b, err := sheet.Open(t.Context(), "table.csv", strings.NewReader("#org,#country,#adm1,#sector\n"+strings.Repeat(row, 3100)))
	if err != nil {
		t.Fatal(err)
	}
	sink := &counting{}
	err = hxl.ReadBook(t.Context(), b, "test", hxl.Options{}, sink, &ingest.Account{})
	if graph.CodeOf(err) != graph.LimitExceeded || !strings.Contains(err.Error(), "table.csv:3002: up to here the rows make more than 3000000 presences") || sink.claims != 3_000_000 {
		t.Errorf("%d claims: %v", sink.claims, err)
	}
}

// counting is a sink that keeps nothing.
type counting struct{ claims int }

func (c *counting) Thing(graph.ThingInput) error { return nil }
func (c *counting) Claim(graph.ClaimInput) error { c.claims++; return nil }

// FuzzRead: whatever the file, Read gives things and claims that refer to things of
// the file and cite it, or an error that lists problems; and the same every time.
func FuzzRead(f *testing.F) {
	for _, name := range []string{"3w.csv", "flows.csv"} {
		text, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte("#org;#country\nA;Malaysia\n"))
	f.Add([]byte("\xff\xfe#\x00o\x00r\x00g\x00"))
	f.Add([]byte("#org+provider,#value+usd\nB,\"1,000.5\"\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		first, second := fuzzed(t, data), fuzzed(t, data)
		if first != second {
			t.Errorf("read twice it is\n%s\nand\n%s", first, second)
		}
	})
}

func fuzzed(t *testing.T, data []byte) string {
	in, account := &graph.Import{Dataset: graph.Dataset{Key: "test"}}, &ingest.Account{}
	err := hxl.Read(t.Context(), ingest.Source{Name: "f", Dataset: "test", Reader: strings.NewReader(string(data))}, in, account)
	var all graph.Problems
	if err != nil && (!errors.As(err, &all) || len(all) == 0) && graph.CodeOf(err) != graph.LimitExceeded {
		t.Fatalf("got %v", err)
	}
	if err != nil {
		return err.Error()
	}
	known := map[string]bool{}
	for _, x := range in.Things {
		thing := graph.AsThing(x.Record)
		if thing.Name == "" || thing.Name != graph.Clean(thing.Name) || len(thing.Identifiers) == 0 || len(x.Evidence) == 0 {
			t.Errorf("%s: %+v lacks a clean name, an identifier or evidence", x.Where, thing)
		}
		key := graph.TypeOf(x.Record).Name + " " + x.Key
		if known[key] {
			t.Errorf("%s is there twice", key)
		}
		known[key] = true
		for _, i := range thing.Identifiers {
			if id := graph.TypeOf(x.Record).Name + " of " + i.Key(); known[id] {
				t.Errorf("%s is borne by two", id)
			} else {
				known[id] = true
			}
		}
	}
	out := rules(account)
	for _, c := range in.Claims {
		for _, ref := range graph.TypeOf(c.Record).Refs {
			if key := ref.Get(c.Record); key != "" && !known[ref.To+" "+key] {
				t.Errorf("%s: there is no %s %q", c.Where, ref.To, key)
			}
		}
		if len(c.Evidence) != 1 || c.Evidence[0].DocumentID != "file" {
			t.Errorf("%s cites nothing", c.Where)
		}
		out += fmt.Sprintf("\n%s %+v", c.Where, c.Record)
	}
	return out
}

// TestPersonsAreShownNowhere: neither what is stored nor the account has the name of a
// person, garbled or not, alone or among others.
func TestPersonsAreShownNowhere(t *testing.T) {
	for _, name := range []string{"Dr. JosÃ© GarcÃ\u00ada", "Dr. José García", "JosÃ© GarcÃ\u00ada", "Mr. Jos\uFFFD Garc\uFFFDa", "John GarcÃ\u00ada; Jane GarcÃ\u00ada",
		"John Garcia; Jane Garcia", "John Garcia / Jane Garcia", "Ministry of Health / John Garcia", "Red Cross; Jane GarcÃ©a"} {
		in, account, err := readText(t, "#org,#country,#sector\nUNICEF,Malaysia,Health\n"+name+",,Health\n"+name+",Malaysia,Health\n", hxl.Options{})
		if err != nil {
			t.Fatal(err)
		}
		told := rules(account)
		for _, x := range in.Things {
			told += " " + graph.AsThing(x.Record).Name + " " + x.Key
		}
		if strings.Contains(told, "Garc") || !strings.Contains(told, "UNICEF") {
			t.Errorf("%q: told\n%s", name, told)
		}
	}
	_, account, err := readText(t, "#org+provider,#org+receiver,#value+usd\nJohn Garcia; Jane GarcÃ\u00ada,,5\n", hxl.Options{})
	if err != nil || strings.Contains(rules(account), "Garc") || account.Count("flow-without-ends") != 1 || account.Count("text-garbled") != 1 {
		t.Errorf("a flow: %v\n%s", err, rules(account))
	}
	_, account, err = readText(t, "#org,#country,#sector\nMÃ©decins du Monde,Malaysia,Health\n", hxl.Options{})
	if err != nil || !strings.Contains(rules(account), `table.csv!A2 "MÃ©decins du Monde"`) {
		t.Errorf("a body: %v\n%s", err, rules(account))
	}
}

// TestBodiesNamedTotal: a body may have the name of a row that adds up others.
func TestBodiesNamedTotal(t *testing.T) {
	for text, want := range map[string]string{
		"#org,#org+code,#country\nTotal,FR-RCS-542051180,France\n":                         "Total",
		"#org,#org+code,#country\nTotal,,France\n":                                         "",
		"#org+provider,#org+receiver,#value+usd\nTotal,UNICEF,100\n":                       "Total UNICEF",
		"#org+provider,#org+receiver,#value+usd\nTotal,,100\nGrand total,UNICEF,5\n":       "",
		"#org+provider,#org+receiver,#value+usd\n,Sum,100\nA,,5\n":                         "A",
		"#org+provider,#org+receiver,#value+usd\nUNICEF,Total,100\n":                       "UNICEF Total",
		"#org,#country,#sector\nUN-2030,Malaysia,Health\nCO-2030plus,Malaysia,Education\n": "UN-2030 CO-2030plus",
		"#org,#country,#sector\nXM-DAC-47066,Malaysia,Health\n":                            "",
	} {
		in, account, err := readText(t, text, hxl.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, x := range in.Things {
			if s, is := x.Record.(*graph.Stakeholder); is {
				got = append(got, s.Name)
			}
		}
		if strings.Join(got, " ") != want || (want == "") != (len(in.Claims) == 0) {
			t.Errorf("%q gives %q and %d claims, want %q: %s", text, got, len(in.Claims), want, rules(account))
		}
	}
}

package template_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest"
	"github.com/migraph/migraph/ingest/template"
)

func read(t *testing.T, text string) (*graph.Import, *ingest.Account, error) {
	t.Helper()
	in, account := &graph.Import{}, &ingest.Account{}
	err := template.Read(t.Context(), ingest.Source{Name: "f.csv", Dataset: "own", Reader: strings.NewReader(text)}, template.Options{}, in, account)
	return in, account, err
}

func TestMistakes(t *testing.T) {
	const (
		flows = "Provider,Recipient,Amount,Currency,Start,End,Type\n"
		takes = "Stakeholder,Group,Initiative,Role,Headcount\n"
		works = "Stakeholder,Country,Place,Sensitivity,Reviewed\n"
		bodys = "Stakeholder name,Acronym,Kind,Country,Identifier,Website,Part of\n"
	)
	for text, want := range map[string]string{
		flows + "A,B,\"1,234\",MYR,,,\n":                                `f.csv!C2: "1,234" is no amount, or can be read in two ways`,
		flows + "A,B,12e3,MYR,,,\n":                                     `f.csv!C2: "12e3" is no amount`,
		flows + "A,B,5,,,,\n":                                           `f.csv!D2: the amount has no currency`,
		flows + "A,B,,MYR,,,\n":                                         `f.csv!C2: the currency has no amount`,
		flows + "A,B,5,RINGGIT,,,\n":                                    `f.csv!D2: "RINGGIT" is no currency`,
		flows + "A,B,,,03/04/2022,,\n":                                  `f.csv!E2: "03/04/2022" can be read with the day or the month first`,
		flows + "A,B,,,last year,,\n":                                   `f.csv!E2: "last year" is no date`,
		flows + "A,B,,,2022-05,2022-04,\n":                              `f.csv!F2: the end 2022-04 is before the start 2022-05`,
		flows + "A,A,,,,,\n":                                            `f.csv!B2: the provider and the recipient are the same`,
		flows + ",,5,MYR,,,\n":                                          `f.csv!A2: the row says neither who gives nor who has`,
		flows + "A,B,,,,,Disbursment\n":                                 `f.csv!G2: "Disbursment" is none of the choices of "Type"; did you mean "Disbursement"?`,
		flows + "A,(Direct expenditure),,,,,\n":                         `f.csv!B2: "(Direct expenditure)" is the name of no body`,
		flows + "A,Dr Jane Roe,,,,,\n":                                  `f.csv!B2: this looks like the name of a person`,
		flows + "A,B; C,,,,,\n":                                         `f.csv!B2: several bodies stand in one cell`,
		flows + "A,org-id:XM-1,,,,,\n":                                  `f.csv!B2: no row of Stakeholders has the identifier "org-id:XM-1"`,
		flows + "A,#REF!,,,,,\n":                                        `f.csv!B2: the cell shows the error #REF! of a formula`,
		takes + ",,I,Host,\n":                                           `f.csv!A2: nobody takes part here`,
		takes + "A,some NGOs,I,Host,\n":                                 `f.csv!B2: there is a stakeholder and a group`,
		takes + "A,,,Host,\n":                                           `f.csv!C2: the row says nothing of the initiative`,
		takes + "A,,I,,\n":                                              `f.csv!D2: the row says nothing of the role`,
		takes + "A,,I,Boss,\n":                                          `f.csv!D2: "Boss" is none of the choices of "Role"; write one of Funding, `,
		takes + "A,,I,Host,some\n":                                      `f.csv!E2: "some" is no whole number`,
		takes + "A,,I,Host,1.5\n":                                       `f.csv!E2: "1.5" is no whole number`,
		works + "A,Malaysa,,,\n":                                        `f.csv!B2: "Malaysa" is no country that is known; did you mean "Malaysia"?`,
		works + "A,,,,\n":                                               `f.csv!B2: the row says nothing of where`,
		works + "A,MY,Sabah,,maybe\n":                                   `f.csv!E2: "maybe" is neither yes nor no`,
		bodys + ",X,,,,,\n":                                             `f.csv!A2: the stakeholder has no name`,
		bodys + "A,,,,,,\nA,,,,,,\n":                                    `f.csv!A3: "A" stands in row 2 of Stakeholders already`,
		bodys + "A,,,,o:1,,\nB,,,,two words,,\n":                        `f.csv!E3: "two words" is no identifier`,
		bodys + "A,,,,org-id:X-1,,\nB,,,,org-id:x-1,,\n":                `f.csv!E3: the identifier "org-id:x-1" stands in row 2 of Stakeholders already`,
		bodys + "A,,,,,example.org,\n":                                  `f.csv!F2: "example.org" is no address on the web`,
		bodys + "A,,,,,https://u:p@example.org/,\n":                     `f.csv!F2: the address`,
		bodys + "A,,,,,,A\n":                                            `f.csv!G2: a body cannot be a part of itself`,
		bodys + "Alpha,AB,,,,,\nBeta,AB,,,,,\nC,,,,,,AB\n":              `f.csv!G4: "AB" is the name or acronym of several rows of Stakeholders`,
		"Provider,Recipient,Amout\nA,B,5\n":                             `f.csv!C1: "Amout" is no column of Flows; did you mean "Amount"?`,
		"Provider,Recipient,Provider\nA,B,C\n":                          `f.csv!C1: there is a column "Provider" already, in cell A1`,
		"Provider,Recipient,Page\nA,B,3\n":                              `f.csv!C2: this is of a document, but the row names none`,
		"Provider,Recipient,Source,Published\nA,B,R,2023\nB,C,R,2024\n": `f.csv!D3: another row gives the document "R" another date, 2023`,
		"Provider,Recipient,Source,Source URL\nA,B,R,https://a.example/\nB,C,R,https://b.example/\n": `f.csv!D3: another row gives the document "R" another address`,
		bodys + strings.Repeat("A", 301) + ",,,,,,\n":                                                `f.csv!A2: this name has more than 300 characters`,
		flows + "A," + strings.Repeat("A", 301) + ",,,,,\n":                                          `f.csv!B2: this name has more than 300 characters`,
		works + "A,MY," + strings.Repeat("é", 301) + ",,\n":                                          `f.csv!C2: this name has more than 300 characters`,
		"Name,Country\nA,MY\n": `f.csv: no sheet has the columns that are needed`,
	} {
		in, _, err := read(t, text)
		var all graph.Problems
		if !errors.As(err, &all) || len(in.Things)+len(in.Claims) > 0 || graph.CodeOf(err) != graph.InvalidArgument {
			t.Errorf("%q: %v, %d claims", text, err, len(in.Claims))
			continue
		}
		var lines []string
		for _, p := range all {
			lines = append(lines, p.Where+": "+p.Message)
		}
		if !slices.ContainsFunc(lines, func(l string) bool { return strings.HasPrefix(l, want) }) {
			t.Errorf("%q: got\n%s\nwant %s", text, strings.Join(lines, "\n"), want)
		}
	}
}

// TestAllMistakesAreListed: one run tells everything.
func TestAllMistakesAreListed(t *testing.T) {
	_, _, err := read(t, "Provider,Recipient,Amount,Currency\n"+strings.Repeat("A,B,x,y\n", 300))
	var all graph.Problems
	if !errors.As(err, &all) || len(all) != 501 || all[500].Message != "there are 100 more mistakes; correct these first" {
		t.Errorf("%d problems, the last %v", len(all), all[len(all)-1])
	}
	if !strings.Contains(err.Error(), "f.csv has 600 mistakes") {
		t.Errorf("%.100s", err)
	}
}

// TestReferences: names, acronyms, other names and identifiers lead to the row, in any
// case; an id of Migraph to what the graph has; a name like another is told.
func TestReferences(t *testing.T) {
	const text = "Stakeholder name,Acronym,Other names,Identifier,Part of\n" +
		"International Tests,IT,Tests internationaux,org-id:XM-1,\n" +
		"B1,,,,international tests\nB2,,,,it\nB3,,,,Tests Internationaux\nB4,,,,org-id:xm-1\nB5,,,,sabcdefghijkl\nB6,,,,International Test\nB7,,,,Nobody Known\n"
	in, account, err := read(t, text)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range in.Claims {
		got = append(got, c.Record.(*graph.Affiliation).ToID)
	}
	want := []string{"name:INTERNATIONAL TESTS", "name:INTERNATIONAL TESTS", "name:INTERNATIONAL TESTS", "name:INTERNATIONAL TESTS", "id:sabcdefghijkl", "name:INTERNATIONAL TEST", "name:NOBODY KNOWN"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	for _, x := range in.Things {
		if x.Key == "id:sabcdefghijkl" {
			if s := x.Record.(*graph.Stakeholder); s.Name != "" || len(s.Identifiers) != 1 || s.Identifiers[0].Key() != "migraph-id:SABCDEFGHIJKL" {
				t.Errorf("the reference to an id is %+v", s)
			}
		}
	}
	var told []string
	for _, r := range account.Rules() {
		told = append(told, fmt.Sprint(r.Name, r.Places))
	}
	if got := strings.Join(told, " "); got != `like-another-name[f.csv!E8 "International Test", did you mean "International Tests"?] name-only[f.csv!E9 "Nobody Known"]` {
		t.Errorf("the account says %s", got)
	}
}

// TestFormsOfTheSameFile: the same rows as other programs and people write them.
func TestFormsOfTheSameFile(t *testing.T) {
	const text = "Provider,Recipient,Amount,Currency,Start\nA,B,1250000.50,MYR,2022-08-15\n"
	want := shape(t, text)
	for name, form := range map[string]string{
		"semicolons":         strings.ReplaceAll(text, ",", ";"),
		"tabs":               strings.ReplaceAll(text, ",", "\t"),
		"Windows":            "\uFEFF" + strings.ReplaceAll(text, "\n", "\r\n"),
		"old Macintosh":      strings.ReplaceAll(text, "\n", "\r"),
		"case and spaces":    strings.Replace(text, "Provider,Recipient", "PROVIDER, recipient ", 1),
		"another order":      "Start,Currency,Amount,Recipient,Provider\n2022-08-15,MYR,1250000.50,B,A\n",
		"blank rows and end": text + ",,,,\n,,,,\n",
		"groups":             strings.Replace(text, "1250000.50", "\"1,250,000.50\"", 1),
		"European":           strings.ReplaceAll(strings.Replace(text, "1250000.50", "1.250.000|50", 1), ",", ";"),
		"small letters":      strings.Replace(text, "MYR", "myr", 1),
		"day first":          strings.Replace(text, "2022-08-15", "15/08/2022", 1),
		"in words":           strings.Replace(text, "2022-08-15", "15 August 2022", 1),
	} {
		form = strings.ReplaceAll(form, "|", ",")
		if got := shape(t, form); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
		}
	}
}

func shape(t *testing.T, text string) string {
	t.Helper()
	in, _, err := read(t, text)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	var b strings.Builder
	for _, c := range in.Claims {
		f := c.Record.(*graph.Flow)
		f.Period.Start.Text = f.Period.Start.Earliest
		fmt.Fprintf(&b, "%+v %+v\n", *f, *c.Evidence[0])
	}
	return b.String()
}

// FuzzRead: whatever the file, Read gives what refers to what it describes, or lists
// problems that lie within the file and say what to do; and the same every time.
func FuzzRead(f *testing.F) {
	f.Add([]byte("Provider,Recipient,Amount,Currency,Start\nA,B,1250000.50,MYR,2022-08-15\n"))
	f.Add([]byte("Stakeholder name;Acronym;Part of\nAlpha;A;\nBeta;;A\n"))
	f.Add([]byte("Stakeholder,Country,Place,Theme\nA,Malaysia,Sabah,Health\n"))
	f.Add([]byte("Initiative name,Countries,Themes,Source,Published\nI,MY;NP,a;b,R,2024\n"))
	f.Add([]byte("Stakeholder,Group,Initiative,Role\nsabcdefghijkl,,I,Host\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if first, second := fuzzed(t, data), fuzzed(t, data); first != second {
			t.Errorf("read twice it is\n%s\nand\n%s", first, second)
		}
	})
}

func fuzzed(t *testing.T, data []byte) string {
	in, account := &graph.Import{}, &ingest.Account{}
	err := template.Read(t.Context(), ingest.Source{Name: "f", Dataset: "own", Reader: strings.NewReader(string(data))}, template.Options{}, in, account)
	if err != nil {
		var all graph.Problems
		if !errors.As(err, &all) || len(all) == 0 || len(in.Things)+len(in.Claims) > 0 {
			t.Fatalf("got %v", err)
		}
		for _, p := range all {
			if !strings.HasPrefix(p.Where, "f") || p.Message == "" {
				t.Errorf("%+v", p)
			}
		}
		return err.Error()
	}
	known := map[string]bool{}
	for _, x := range in.Things {
		noun := graph.TypeOf(x.Record).Name
		thing := graph.AsThing(x.Record)
		if known[noun+" "+x.Key] || len(thing.Identifiers) == 0 || len(x.Evidence) == 0 || thing.Name == "" && !strings.HasPrefix(x.Key, "id:") {
			t.Errorf("%s: %+v", x.Where, thing)
		}
		known[noun+" "+x.Key] = true
		for _, i := range thing.Identifiers {
			if known[noun+" of "+i.Key()] {
				t.Errorf("two bear %s", i.Key())
			}
			known[noun+" of "+i.Key()] = true
		}
	}
	out := fmt.Sprintf("%+v", account.Rules())
	for _, c := range in.Claims {
		for _, ref := range graph.TypeOf(c.Record).Refs {
			if key := ref.Get(c.Record); key != "" && !known[ref.To+" "+key] {
				t.Errorf("%s: there is no %s %q", c.Where, ref.To, key)
			}
		}
		out += fmt.Sprintf("\n%s %+v", c.Where, c.Record)
	}
	return out
}

// TestWhatNamesNobody: what stands for an empty cell, and sums, become no bodies.
func TestWhatNamesNobody(t *testing.T) {
	in, account, err := read(t, "Stakeholder,Group,Initiative,Role\nA,,I,Host\n-,,I,Host\nn/a,unions,I,Host\n0,,I,Host\nTotal,,I,Host\n12345,,I,Host\n")
	if err != nil {
		t.Fatal(err)
	}
	if got := names[*graph.Stakeholder](in); !slices.Equal(got, []string{"A"}) || len(in.Claims) != 2 {
		t.Errorf("got the bodies %q and %d claims", got, len(in.Claims))
	}
	var told []string
	for _, r := range account.Rules() {
		told = append(told, fmt.Sprintf("%s %d %s", r.Name, r.Count, r.Places))
	}
	want := []string{`unnamed-body 4 [f.csv!A3 "-" f.csv!A4 "n/a" f.csv!A5 "0" f.csv!A7 "12345"]`, `total-row 1 [f.csv!A6 "Total"]`, `name-only 2 [f.csv!A2 "A" f.csv!C2 "I"]`}
	if !slices.Equal(told, want) {
		t.Errorf("got %q\nwant %q", told, want)
	}
	if got := account.Elements()["participations"]; got != 6 {
		t.Errorf("%d rows were read", got)
	}
	_, _, err = read(t, "Provider,Recipient,Amount,Currency\nXM-DAC-47066,A,5,MYR\n")
	if err == nil || !strings.Contains(fmt.Sprint(errors.Unwrap(err)), "It is the code of a register") {
		t.Errorf("a code as a name: %v", errors.Unwrap(err))
	}
	in, _, err = read(t, "Provider,Recipient,Amount,Currency\n-,A,5,MYR\n-,n/a,5,MYR\n")
	if err != nil || len(in.Claims) != 1 || in.Claims[0].Record.(*graph.Flow).Provider.StakeholderID != "" {
		t.Errorf("a flow from nobody: %v, %d claims", err, len(in.Claims))
	}
	in, _, err = read(t, "Stakeholder name,Kind\n-,\nSum,\nA,\n")
	if got := names[*graph.Stakeholder](in); err != nil || !slices.Equal(got, []string{"A"}) {
		t.Errorf("got the bodies %q, %v", got, err)
	}
}

func names[T graph.Record](in *graph.Import) []string {
	var out []string
	for _, x := range in.Things {
		if _, is := x.Record.(T); is {
			out = append(out, graph.AsThing(x.Record).Name)
		}
	}
	return out
}

// TestDefaults: a country and a currency that are not in the rows.
func TestDefaults(t *testing.T) {
	in, account := &graph.Import{}, &ingest.Account{}
	read := func(text string) error {
		*in, *account = graph.Import{}, ingest.Account{}
		return template.Read(t.Context(), ingest.Source{Name: "f.csv", Dataset: "own", Reader: strings.NewReader(text)}, template.Options{Country: "MY", Currency: "USD"}, in, account)
	}
	if err := read("Provider,Recipient,Amount,Currency\nA,B,5,\nA,B,6,MYR\nA,C,,\n"); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range in.Claims {
		got = append(got, c.Record.(*graph.Flow).Amount.Currency)
	}
	if !slices.Equal(got, []string{"USD", "MYR", ""}) {
		t.Errorf("got the currencies %q", got)
	}
	if err := read("Stakeholder,Country\nA,\nA,Nepal\n"); err != nil {
		t.Fatal(err)
	}
	if account.Count("currency-not-used") != 1 || account.Count("country-not-used") != 0 {
		t.Errorf("the account says %+v", account.Rules())
	}
	got = nil
	for _, c := range in.Claims {
		got = append(got, string(c.Record.(*graph.Presence).Country))
	}
	if !slices.Equal(got, []string{"MY", "NP"}) {
		t.Errorf("got the countries %q", got)
	}
}

func TestGarbledTextIsFlagged(t *testing.T) {
	_, account, err := read(t, "Stakeholder name\nMÃ©decins du Monde\nRed Cross\n")
	if err != nil || account.Count("text-garbled") != 1 || account.Rules()[0].Places[0] != `f.csv!A2 "MÃ©decins du Monde"` {
		t.Errorf("got %v, %+v", err, account.Rules())
	}
}

// TestValuesAreShortAndSafe: what the account shows of a file cannot steer a terminal.
func TestValuesAreShortAndSafe(t *testing.T) {
	long := "A\x1b[2J" + strings.Repeat("x", 250)
	_, account, err := read(t, "Provider,Recipient\nB,"+long+"\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, place := range account.Rules()[0].Places {
		if strings.ContainsRune(place, '\x1b') || len(place) > 120 {
			t.Errorf("a place is shown as %q", place)
		}
	}
}

// TestPersonsAreShownNowhere: neither the mistakes nor the account have the name of a
// person, garbled or not.
func TestPersonsAreShownNowhere(t *testing.T) {
	for _, name := range []string{"Dr. JosÃ© GarcÃ\u00ada", "JosÃ© GarcÃ\u00ada", "Mr. Jos\uFFFD Garc\uFFFDa", "John Garcia; Jane GarcÃ\u00ada", "Ministry of Health / John Garcia"} {
		for _, text := range []string{
			"Stakeholder name,Identifier\n" + name + ",\n" + name + "," + name + "\n",
			"Stakeholder,Country\n" + name + ",MY\n",
			"Provider,Recipient\nA," + name + "\nTotal," + name + "\n",
		} {
			in, account, err := read(t, text)
			told := fmt.Sprint(errors.Unwrap(err), account.Rules(), names[*graph.Stakeholder](in))
			if err == nil || strings.Contains(told, "Garc") {
				t.Errorf("%q: told\n%s", text, told)
			}
		}
	}
}

// TestGroupsNameNoPersons: a group has a label of its own, whatever it is; the names of
// persons in it are withheld and counted.
func TestGroupsNameNoPersons(t *testing.T) {
	in, account, err := read(t, "Stakeholder,Group,Initiative,Role\n"+
		",civil  society organizations,I,Host\n,Jane Example,I,Host\n,Mr. Example; unions,I,Host\n,Jane Example & John Example,I,Host\n")
	if err != nil {
		t.Fatal(errors.Unwrap(err))
	}
	var got []string
	for _, c := range in.Claims {
		if p, is := c.Record.(*graph.Participation); is {
			got = append(got, string(p.GroupLabel))
		}
	}
	want := []string{"civil society organizations", "a person, whose name is withheld", "a person, whose name is withheld; unions", "a person, whose name is withheld"}
	if !slices.Equal(got, want) {
		t.Errorf("the groups are %q, want %q", got, want)
	}
	for _, r := range account.Rules() {
		if r.Name == "person" && r.Effect == ingest.Withheld && r.Count == 3 && strings.Join(r.Places, " ") == "f.csv!B3 f.csv!B4 f.csv!B5" {
			return
		}
	}
	t.Errorf("the account says %+v", account.Rules())
}

// TestBodiesNamedTotal: a body may have the name of a row that adds up others, or be
// called by a number.
func TestBodiesNamedTotal(t *testing.T) {
	for _, test := range []struct {
		text   string
		bodies []string
		claims int
	}{
		{"Stakeholder name,Country,Identifier\nTotal,FR,org-id:FR-RCS-542051180\nA,,\n", []string{"Total", "A"}, 0},
		{"Stakeholder name,Identifier\nTotal,lei:529900S21EQ1BO4ESM68\n", []string{"Total"}, 0},
		{"Stakeholder name,Kind\nUN-2030,\nCO-2030plus,\n1325,Organization\n5050,\n", []string{"UN-2030", "CO-2030plus", "1325"}, 0},
		{"Provider,Recipient,Amount,Currency\nTotal,UNICEF,100,USD\nTotal,,100,USD\nSubtotal,UNICEF,1,USD\n", []string{"Total", "UNICEF"}, 1},
		{"Stakeholder,Country\nTotal,MY\nA,MY\n", []string{"A"}, 1},
	} {
		in, account, err := read(t, test.text)
		if err != nil {
			t.Fatalf("%q: %v", test.text, errors.Unwrap(err))
		}
		if got := names[*graph.Stakeholder](in); !slices.Equal(got, test.bodies) || len(in.Claims) != test.claims {
			t.Errorf("%q gives %q and %d claims: %+v", test.text, got, len(in.Claims), account.Rules())
		}
	}
	in, _, err := read(t, "Initiative name,Type\nTotal,\nSum,\n")
	if got := names[*graph.Initiative](in); err != nil || !slices.Equal(got, []string{"Total", "Sum"}) {
		t.Errorf("got the initiatives %q, %v", got, err)
	}
}

// TestReservedCodesOfCountries: what IATI and files of facts take, spreadsheets take.
func TestReservedCodesOfCountries(t *testing.T) {
	in, _, err := read(t, "Stakeholder,Country\nA,AN\nA,TA\n")
	if err != nil {
		t.Fatal(errors.Unwrap(err))
	}
	if got := names[*graph.Place](in); !slices.Equal(got, []string{"AN", "TA"}) {
		t.Errorf("got the places %q", got)
	}
	if _, _, err = read(t, "Stakeholder,Country\nA,EZ\n"); err == nil {
		t.Error("the euro area is taken for a country")
	}
}
